//! The CBOR form: [1, community, [strand, …]], each strand the bytes that a log has. Must not verify anything.

use crate::base::flat::{Flat, FlatWriter};
use crate::base::id::Id;
use crate::base::limit::MAX_STRAND;
use crate::strand::error::StrandError;
use crate::strand::exchange::document::{Document, VERSION};
use crate::strand::record::Signed;

/// The bytes of the file.
pub fn encode(document: &Document) -> Vec<u8> {
    let mut out = FlatWriter::new();
    out.array(3).uint(VERSION).bytes(document.community.as_bytes()).array(document.strands.len());
    for signed in &document.strands {
        out.bytes(&signed.bytes);
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
    let (fields, version) = (flat.array(3, "three fields"), flat.uint(VERSION, "version 1"));
    if (fields, version) != (Ok(3), Ok(VERSION)) {
        return Err(wrong(&"not an export of version 1"));
    }
    let community = Id::from_bytes(flat.bytes32("the id of a community").map_err(|why| wrong(&why))?);
    let count = flat.array(bytes.len(), "strands").map_err(|why| wrong(&why))?;
    let mut strands = Vec::new();
    for _ in 0..count {
        strands.push(Signed::decode(flat.bytes(MAX_STRAND, "a strand").map_err(|why| wrong(&why))?)?);
    }
    if flat.position() == bytes.len() {
        Ok(Document { community, strands })
    } else {
        Err(wrong(&"more bytes follow it"))
    }
}
