//! The strands of a tapestry, whatever the form of the file.

use crate::base::id::Id;
use crate::base::key::PublicKey;
use crate::strand::error::StrandError;
use crate::strand::evidence::Proof;
use crate::strand::record::{Signed, Strand};

/// Number of the form of the files.
pub const VERSION: u64 = 1;
/// Longest file that is read, in bytes.
pub const MAX_DOCUMENT: u64 = 1 << 30;

/// The strands of a tapestry; none of them verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The community they belong to.
    pub community: Id,
    /// The strands; written in the order of the tapestry, read in any.
    pub strands: Vec<Signed>,
    /// The proofs that authors forked their logs.
    pub forks: Vec<Proof>,
}

/// The fork that these two strands are.
///
/// # Errors
/// They are none, or stand in the other order.
pub fn fork(first: &Signed, second: &Signed) -> Result<Proof, StrandError> {
    let proof = Proof::of(first, second).filter(|proof| proof.fork.ids[0] == first.id);
    proof.ok_or_else(|| StrandError::malformed("a fork", "it is not two strands with one number"))
}

/// The fields of a strand as the forms that are not CBOR have them.
pub struct Parts<'p> {
    /// Its author's key.
    pub author: &'p [u8],
    /// Its number.
    pub seq: u64,
    /// The id of the strand before it; empty for the first.
    pub previous: &'p [u8],
    /// The ids that it names.
    pub seen: Vec<&'p [u8]>,
    /// Its clock.
    pub clock: u64,
    /// Its time in milliseconds.
    pub time: u64,
    /// Its kind.
    pub kind: &'p str,
    /// Its body.
    pub body: &'p [u8],
    /// Its signature.
    pub signature: &'p [u8],
}

impl Parts<'_> {
    /// The strand with these fields, as its author signed it.
    ///
    /// # Errors
    /// A field has a length or value that no strand has.
    pub fn assemble(&self) -> Result<Signed, StrandError> {
        let malformed = |why: &str| StrandError::malformed("strand", why);
        let id = |bytes: &[u8]| {
            let bytes = <[u8; 32]>::try_from(bytes).map_err(|_| malformed("an id has not 32 bytes"))?;
            Ok::<Id, StrandError>(Id::from_bytes(bytes))
        };
        let author = self.author.try_into().map_err(|_| malformed("its author has not 32 bytes"))?;
        let author = PublicKey::from_bytes(author).map_err(|why| StrandError::malformed("strand", why))?;
        let strand = Strand {
            author,
            seq: self.seq,
            previous: if self.previous.is_empty() { None } else { Some(id(self.previous)?) },
            seen: self.seen.iter().map(|bytes| id(bytes)).collect::<Result<_, _>>()?,
            clock: self.clock,
            time: self.time,
            kind: self.kind.to_owned(),
            body: self.body.to_vec(),
        };
        if self.signature.len() != 64 {
            return Err(malformed("its signature has not 64 bytes"));
        }
        let mut bytes = strand.encode();
        bytes.extend_from_slice(self.signature);
        Signed::decode(&bytes)
    }
}
