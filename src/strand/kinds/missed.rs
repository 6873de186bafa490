//! `user-missed`: a member that said it was online was not there. Counts once more than half of the voters say so, and
//! until the member says again that it is online.

use crate::base::cbor::{CborError, Fields, Item};
use crate::base::id::Id;
use crate::base::key::PublicKey;
use crate::strand::view::{Body, Rule, Setting};

/// The name of the kind.
pub const KIND: &str = "user-missed";
/// The view: the missed member → the strand in which it said that it is online.
pub const VIEW: &str = "missed";

/// The kind.
pub const RULE: Rule = Rule {
    kind: KIND,
    settings: |signed, _| {
        let missed = Missed::decode(&signed.strand.body)?;
        let value = missed.online.as_bytes().to_vec();
        Ok(vec![Setting { view: VIEW, key: missed.member.as_bytes().to_vec(), value }])
    },
};

/// Who was missed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missed {
    /// The member.
    pub member: PublicKey,
    /// Its strand `user-online` that does not hold any more.
    pub online: Id,
}

impl Missed {
    /// The strand that says so.
    pub fn body(&self) -> Body {
        let fields = vec![self.member.as_bytes()[..].into(), self.online.into()];
        Body { kind: KIND, bytes: Item::Array(fields).encode(), names: None }
    }

    /// What the body says.
    ///
    /// # Errors
    /// What [`Missed::body`] would not write.
    pub fn decode(bytes: &[u8]) -> Result<Self, CborError> {
        let mut fields = Fields::decode(bytes)?;
        let member = PublicKey::from_bytes(fields.bytes32()?).map_err(|_| CborError::Unexpected("a key"))?;
        let online = fields.id()?;
        fields.end()?;
        Ok(Self { member, online })
    }
}
