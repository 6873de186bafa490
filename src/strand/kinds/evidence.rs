//! `evidence`: an author forked its log, and here are the two strands. Whoever takes this strand has the proof.

use crate::base::cbor::{CborError, Fields, Item};
use crate::base::id::Id;
use crate::strand::error::StrandError;
use crate::strand::evidence::{Fork, Proof, quoted};
use crate::strand::record::EVIDENCE;
use crate::strand::view::{Body, Rule, Setting};

/// The name of the kind.
pub const KIND: &str = EVIDENCE;
/// The view: who forked its log → where, and the ids of the two strands.
pub const VIEW: &str = "evidence";

/// The kind.
pub const RULE: Rule = Rule {
    kind: KIND,
    settings: |signed, community| {
        let proof = quoted(signed, community).ok_or_else(|| StrandError::malformed(KIND, "it proves nothing"))?;
        let Fork { seq, ids } = proof.fork;
        let value = Item::Array(vec![seq.into(), ids[0].into(), ids[1].into()]).encode();
        Ok(vec![Setting { view: VIEW, key: proof.author.as_bytes().to_vec(), value }])
    },
};

/// The strand that quotes this proof.
pub fn body(proof: &Proof) -> Body {
    Body { kind: KIND, bytes: proof.encode(), names: None }
}

/// The fork that a value of the view tells of.
///
/// # Errors
/// It is no such value.
pub fn fork(value: &[u8]) -> Result<Fork, CborError> {
    let mut fields = Fields::decode(value)?;
    let (seq, a, b): (u64, Id, Id) = (fields.uint()?, fields.id()?, fields.id()?);
    fields.end()?;
    Ok(Fork { seq, ids: [a, b] })
}
