//! `user-offline`: a member stops serving.

use crate::base::cbor::{CborError, Fields, Item};
use crate::strand::view::{Body, Rule, Setting};

/// The name of the kind.
pub const KIND: &str = "user-offline";
/// The view: that of `user-online`; empty means offline.
pub const VIEW: &str = "presence";

/// The kind.
pub const RULE: Rule = Rule {
    kind: KIND,
    settings: |signed, _| {
        decode(&signed.strand.body)?;
        Ok(vec![Setting { view: VIEW, key: Vec::new(), value: Vec::new() }])
    },
};

/// The strand that says so.
pub fn body() -> Body {
    Body { kind: KIND, bytes: Item::Array(Vec::new()).encode(), names: None }
}

/// Checks that the body says nothing more.
///
/// # Errors
/// What [`body`] would not write.
pub fn decode(bytes: &[u8]) -> Result<(), CborError> {
    Fields::decode(bytes)?.end()
}
