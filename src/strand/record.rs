//! One strand: what a member did that others must know, signed and chained to that member's previous one. Decides
//! nothing about others: whether a strand fits what is held is `accept.rs`. `docs/format/strand.md` has the bytes.

use crate::base::domain::Domain;
use crate::base::flat::{Flat, FlatError, FlatWriter};
use crate::base::id::Id;
use crate::base::key::{PublicKey, SecretKey, Verifier};
use crate::base::limit::{MAX_BODY, MAX_CLOCK, MAX_EVIDENCE, MAX_SEEN, MAX_STRAND_KIND};
use crate::strand::error::StrandError;

const VERSION: u64 = 1;
const FIELDS: usize = 9;
const SIGNATURE: usize = 64;
/// The one kind with longer bodies: it quotes two strands.
pub const EVIDENCE: &str = "evidence";

/// What a strand says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strand {
    /// Who says it.
    pub author: PublicKey,
    /// 1 for the first of its author, then one more each.
    pub seq: u64,
    /// The strand before it of the same author; `None` for the first.
    pub previous: Option<Id>,
    /// Strands of other authors that the author had when it said this; at most [`MAX_SEEN`], no two the same.
    pub seen: Vec<Id>,
    /// One more than the greatest clock of `previous` and `seen` (L. Lamport, 1978).
    pub clock: u64,
    /// When, by the author's clock: milliseconds since 1970. For display and expiry, never for order.
    pub time: u64,
    /// What kind of thing it says: 1 to 32 bytes of `a` to `z`, `0` to `9` and `-`.
    pub kind: String,
    /// What it says, as its kind prescribes.
    pub body: Vec<u8>,
}

/// A strand with its signature, which may not have been verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// What it says.
    pub strand: Strand,
    /// Its name: BLAKE3 of its bytes without the signature.
    pub id: Id,
    /// The bytes as they are in a log: the record, then the signature.
    pub bytes: Vec<u8>,
}

/// Stands for the knot of a strand that none covers: behind all that are covered.
pub const UNCOVERED: u64 = u64::MAX;

/// Where strands stand in the order of the tapestry, the first first. Two strands never have the same place. Final where
/// a knot covers the strand; what is not covered may still get others before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The height of the first knot that covers it, or [`UNCOVERED`].
    pub knot: u64,
    /// Its clock.
    pub clock: u64,
    /// Its author.
    pub author: PublicKey,
    /// Its id.
    pub id: Id,
}

impl Strand {
    /// The canonical bytes, which are signed.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = FlatWriter::new();
        out.array(FIELDS).uint(VERSION).bytes(self.author.as_bytes()).uint(self.seq);
        out.bytes(self.previous.as_ref().map_or(&[], |id| id.as_bytes())).array(self.seen.len());
        for id in &self.seen {
            out.bytes(id.as_bytes());
        }
        out.uint(self.clock).uint(self.time).text(&self.kind).bytes(&self.body);
        out.finish()
    }

    /// Signs the strand for this community with the key of its author.
    ///
    /// # Errors
    /// A field is over its limit, or not as the format wants it.
    pub fn sign(self, community: &Id, key: &SecretKey) -> Result<Signed, StrandError> {
        let mut bytes = self.encode();
        let id = Id::of(&bytes);
        let signature = key.sign(&Domain::Strand.message(community, &bytes));
        bytes.extend_from_slice(&signature);
        // What could not be read again is not said.
        let (signed, _) = Signed::read(&bytes, Some(&self.author))?;
        debug_assert!(signed.id == id && signed.strand == self);
        Ok(signed)
    }
}

impl Signed {
    /// Reads one strand with its signature from the front of `bytes`, and says how many bytes it has. `author`, where it
    /// is given, is who must have written it. The signature is not verified.
    ///
    /// # Errors
    /// [`StrandError::Short`] where the bytes end too early; anything that [`Strand::sign`] would not write.
    pub fn read(bytes: &[u8], author: Option<&PublicKey>) -> Result<(Self, usize), StrandError> {
        let mut flat = Flat::new(bytes);
        let strand = read_strand(&mut flat, author)?;
        let end = flat.position();
        flat.raw(SIGNATURE)?;
        let len = flat.position();
        let id = Id::of(&bytes[..end]);
        Ok((Self { strand, id, bytes: bytes[..len].to_vec() }, len))
    }

    /// The one strand that these bytes are.
    ///
    /// # Errors
    /// As [`Signed::read`], or there are more bytes.
    pub fn decode(bytes: &[u8]) -> Result<Self, StrandError> {
        let (signed, len) = Self::read(bytes, None)?;
        if len == bytes.len() { Ok(signed) } else { Err(StrandError::malformed("strand", "more bytes follow it")) }
    }

    /// The bytes that are signed.
    pub fn record(&self) -> &[u8] {
        &self.bytes[..self.bytes.len() - SIGNATURE]
    }

    /// Whether its author signed it, for this community. `verifier` is the author's.
    pub fn verify(&self, community: &Id, verifier: &Verifier) -> bool {
        let signature = self.bytes.last_chunk::<SIGNATURE>();
        let message = Domain::Strand.message(community, self.record());
        signature.is_some_and(|signature| verifier.verify(&message, signature))
    }

    /// Whether its author signed it, for this community.
    pub fn is_genuine(&self, community: &Id) -> bool {
        self.strand.author.verifier().is_some_and(|verifier| self.verify(community, &verifier))
    }

    /// Where it stands in the order of the tapestry while no knot covers it.
    pub fn place(&self) -> Place {
        Place { knot: UNCOVERED, clock: self.strand.clock, author: self.strand.author, id: self.id }
    }
}

/// The links of a strand, read without copying what it says.
#[derive(Clone, Debug)]
pub struct Link {
    /// Its number.
    pub seq: u64,
    /// The strand before it.
    pub previous: Option<Id>,
    /// Its clock.
    pub clock: u64,
    /// Its bytes with the signature.
    pub len: usize,
}

impl Link {
    /// The links of the strand at the front of `bytes`, which are from a log that was verified before.
    ///
    /// # Errors
    /// As [`Signed::read`].
    pub fn read(bytes: &[u8]) -> Result<Self, StrandError> {
        let mut flat = Flat::new(bytes);
        let head = read_head(&mut flat)?;
        for _ in 0..head.seen {
            flat.bytes32("an id")?;
        }
        let clock = flat.uint(MAX_CLOCK, "a clock")?;
        flat.uint(MAX_CLOCK, "a time")?;
        flat.text(MAX_STRAND_KIND, "a kind")?;
        flat.bytes(MAX_EVIDENCE, "a body")?;
        flat.raw(SIGNATURE)?;
        Ok(Self { seq: head.seq, previous: head.previous, clock, len: flat.position() })
    }
}

struct Head {
    author: [u8; 32],
    seq: u64,
    previous: Option<Id>,
    /// How many ids follow.
    seen: usize,
}

fn read_head(flat: &mut Flat<'_>) -> Result<Head, FlatError> {
    if flat.array(FIELDS, "an array of 9 fields")? != FIELDS {
        return Err(FlatError::Unexpected("an array of 9 fields"));
    }
    if flat.uint(VERSION, "version 1")? != VERSION {
        return Err(FlatError::Unexpected("version 1"));
    }
    let author = flat.bytes32("the key of an author")?;
    let seq = flat.uint(MAX_CLOCK, "a sequence number")?;
    let previous = match flat.bytes(32, "the id of the previous strand")? {
        [] => None,
        id => Some(Id::from_bytes(id.try_into().map_err(|_| FlatError::Unexpected("an id of 32 bytes"))?)),
    };
    if seq == 0 || (seq == 1) != previous.is_none() {
        return Err(FlatError::Unexpected("a previous strand unless it is the first"));
    }
    let seen = flat.array(MAX_SEEN, "at most 16 ids")?;
    Ok(Head { author, seq, previous, seen })
}

fn read_strand(flat: &mut Flat<'_>, author: Option<&PublicKey>) -> Result<Strand, StrandError> {
    let head = read_head(flat)?;
    let author = match author {
        Some(author) if *author.as_bytes() == head.author => *author,
        Some(_) => return Err(StrandError::malformed("strand", "another author wrote it")),
        None => PublicKey::from_bytes(head.author).map_err(|why| StrandError::malformed("strand", why))?,
    };
    let mut seen = Vec::with_capacity(head.seen);
    for _ in 0..head.seen {
        let id = Id::from_bytes(flat.bytes32("an id")?);
        if seen.contains(&id) || head.previous == Some(id) {
            return Err(FlatError::Unexpected("each id once").into());
        }
        seen.push(id);
    }
    let clock = flat.uint(MAX_CLOCK, "a clock")?;
    let time = flat.uint(MAX_CLOCK, "a time")?;
    let kind = flat.text(MAX_STRAND_KIND, "a kind")?;
    if kind.is_empty() || !kind.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-')) {
        return Err(FlatError::Unexpected("a kind").into());
    }
    let most = if kind == EVIDENCE { MAX_EVIDENCE } else { MAX_BODY };
    let body = flat.bytes(most, "a shorter body")?.to_vec();
    Ok(Strand { author, seq: head.seq, previous: head.previous, seen, clock, time, kind: kind.to_owned(), body })
}
