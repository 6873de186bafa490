//! `member-joined`: the first strand of everybody but the creator. It names the strand by which its author was taken in,
//! so no log begins with a key that nobody let in.

use crate::base::cbor::{CborError, Fields, Item};
use crate::base::id::Id;
use crate::strand::view::{Body, Rule, Setting};

/// The name of the kind.
pub const KIND: &str = "member-joined";
/// The view: nothing → the strand by which the author was taken in.
pub const VIEW: &str = "joined";

/// The kind.
pub const RULE: Rule = Rule {
    kind: KIND,
    settings: |signed, _| {
        Joined::decode(&signed.strand.body)?;
        Ok(vec![Setting { view: VIEW, key: Vec::new(), value: signed.strand.body.clone() }])
    },
};

/// By what the author came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joined {
    /// The strand that admitted it, or in which its former key named it; is among the seen ones.
    pub by: Id,
}

impl Joined {
    /// The strand that says so.
    pub fn body(&self) -> Body {
        Body { kind: KIND, bytes: Item::Array(vec![self.by.into()]).encode(), names: Some(self.by) }
    }

    /// What the body says.
    ///
    /// # Errors
    /// What [`Joined::body`] would not write.
    pub fn decode(bytes: &[u8]) -> Result<Self, CborError> {
        let mut fields = Fields::decode(bytes)?;
        let by = fields.id()?;
        fields.end()?;
        Ok(Self { by })
    }
}
