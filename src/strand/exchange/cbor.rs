//! The CBOR form: [1, community, [strand, …], [[strand, strand], …]], each strand the bytes that a log has;
//! the last are forks. Must not verify anything.

use crate::base::flat::{Flat, FlatWriter};
use crate::base::id::Id;
use crate::base::limit::MAX_STRAND;
use crate::strand::error::StrandError;
use crate::strand::exchange::document::{Document, VERSION, fork};
use crate::strand::record::Signed;

/// The bytes of the file.
pub fn encode(document: &Document) -> Vec<u8> {
    let mut out = FlatWriter::new();
    out.array(4).uint(VERSION).bytes(document.community.as_bytes()).array(document.strands.len());
    for signed in &document.strands {
        out.bytes(&signed.bytes);
    }
    out.array(document.forks.len());
    for proof in &document.forks {
        out.array(2).bytes(&proof.strands[0]).bytes(&proof.strands[1]);
    }
    out.finish()
}

/// The document in these bytes.
///
/// # Errors
/// What [`encode`] would not write.
pub fn decode(bytes: &[u8]) -> Result<Document, StrandError> {
    let wrong = |why: &dyn ToString| StrandError::malformed("the tapestry", why.to_string());
    let mut flat = Flat::new(bytes);
    let (fields, version) = (flat.array(4, "four fields"), flat.uint(VERSION, "version 1"));
    if (fields, version) != (Ok(4), Ok(VERSION)) {
        return Err(wrong(&"not an export of version 1"));
    }
    let community = Id::from_bytes(flat.bytes32("the id of a community").map_err(|why| wrong(&why))?);
    let strand = |flat: &mut Flat<'_>| Signed::decode(flat.bytes(MAX_STRAND, "a strand").map_err(|why| wrong(&why))?);
    let (mut strands, mut forks) = (Vec::new(), Vec::new());
    // The length that the input claims is not a reason to allocate.
    for _ in 0..flat.array(bytes.len(), "strands").map_err(|why| wrong(&why))? {
        strands.push(strand(&mut flat)?);
    }
    for _ in 0..flat.array(bytes.len(), "forks").map_err(|why| wrong(&why))? {
        if flat.array(2, "two strands") != Ok(2) {
            return Err(wrong(&"a fork is two strands"));
        }
        let (first, second) = (strand(&mut flat)?, strand(&mut flat)?);
        forks.push(fork(&first, &second)?);
    }
    let is_all = flat.position() == bytes.len();
    if is_all { Ok(Document { community, strands, forks }) } else { Err(wrong(&"more bytes follow it")) }
}
