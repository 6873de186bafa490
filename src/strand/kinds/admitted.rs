//! `member-admitted`: the issuer of an invite takes somebody in.

use crate::base::cbor::{CborError, Fields, Item};
use crate::base::key::PublicKey;
use crate::strand::view::{Body, Rule, Setting};

/// The name of the kind.
pub const KIND: &str = "member-admitted";
/// The view: member, and the key of the invite where there was one → what its issuer said.
pub const VIEW: &str = "admitted";

/// The kind.
pub const RULE: Rule = Rule {
    kind: KIND,
    settings: |signed, _| {
        let admitted = Admitted::decode(&signed.strand.body)?;
        let mut key = admitted.member.as_bytes().to_vec();
        // So that every use of an invite stays, also that of somebody who came again with another one.
        key.extend(admitted.invite.iter().flat_map(|invite| invite.as_bytes()));
        Ok(vec![Setting { view: VIEW, key, value: signed.strand.body.clone() }])
    },
};

/// Who is taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admitted {
    /// The new member.
    pub member: PublicKey,
    /// Whether a place among the voters is asked for it.
    pub voter: bool,
    /// The one-time key of the invite; `None` where the community is open and there was none.
    pub invite: Option<PublicKey>,
}

impl Admitted {
    /// The strand that says so.
    pub fn body(&self) -> Body {
        let invite = self.invite.as_ref().map_or(&[][..], |key| key.as_bytes());
        let fields = vec![self.member.as_bytes()[..].into(), u64::from(self.voter).into(), invite.into()];
        Body { kind: KIND, bytes: Item::Array(fields).encode(), names: None }
    }

    /// What the body says.
    ///
    /// # Errors
    /// What [`Admitted::body`] would not write.
    pub fn decode(bytes: &[u8]) -> Result<Self, CborError> {
        let key = |bytes| PublicKey::from_bytes(bytes).map_err(|_| CborError::Unexpected("a key"));
        let mut fields = Fields::decode(bytes)?;
        let member = key(fields.bytes32()?)?;
        let voter = fields.uint()?;
        let invite = fields.bytes()?;
        fields.end()?;
        if voter > 1 {
            return Err(CborError::Unexpected("0 or 1"));
        }
        let invite = match invite {
            none if none.is_empty() => None,
            bytes => Some(key(bytes.try_into().map_err(|_| CborError::Unexpected("a key"))?)?),
        };
        Ok(Self { member, voter: voter == 1, invite })
    }
}
