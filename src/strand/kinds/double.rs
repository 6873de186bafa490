//! `double-vote`: a voter signed two votes that no honest voter signs both. What votes mean is not known here: whoever
//! counts them verifies that these two are what the strand says.

use crate::base::cbor::{CborError, Fields, Item};
use crate::base::key::PublicKey;
use crate::strand::view::{Body, Rule, Setting};

/// The name of the kind.
pub const KIND: &str = "double-vote";
/// The view: the accused voter → what the author said of it last.
pub const VIEW: &str = "double-vote";
/// Longest vote, in bytes.
pub const MAX_VOTE: usize = 4 << 10;

/// The kind.
pub const RULE: Rule = Rule {
    kind: KIND,
    settings: |signed, _| {
        let double = DoubleVote::decode(&signed.strand.body)?;
        let value = signed.strand.body.clone();
        Ok(vec![Setting { view: VIEW, key: double.accused.as_bytes().to_vec(), value }])
    },
};

/// Two votes of one voter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoubleVote {
    /// The voter.
    pub accused: PublicKey,
    /// The bytes of the votes, of 1 to [`MAX_VOTE`] bytes each, the smaller ones first; never the same twice.
    pub votes: [Vec<u8>; 2],
}

impl DoubleVote {
    /// What these votes of `accused` prove, in either order.
    pub fn of(accused: PublicKey, a: Vec<u8>, b: Vec<u8>) -> Self {
        Self { accused, votes: if a < b { [a, b] } else { [b, a] } }
    }

    /// The strand that says so.
    pub fn body(&self) -> Body {
        let [a, b] = &self.votes;
        let fields = vec![self.accused.as_bytes()[..].into(), a[..].into(), b[..].into()];
        Body { kind: KIND, bytes: Item::Array(fields).encode(), names: None }
    }

    /// What the body says.
    ///
    /// # Errors
    /// The bytes are no two votes in their order, or one is empty or too long.
    pub fn decode(bytes: &[u8]) -> Result<Self, CborError> {
        let mut fields = Fields::decode(bytes)?;
        let accused = PublicKey::from_bytes(fields.bytes32()?).map_err(|_| CborError::Unexpected("a key"))?;
        let votes = [fields.bytes()?, fields.bytes()?];
        fields.end()?;
        if votes.iter().any(|vote| vote.is_empty() || vote.len() > MAX_VOTE) || votes[0] >= votes[1] {
            return Err(CborError::Unexpected("two votes of 1 to 4,096 bytes, the smaller one first"));
        }
        Ok(Self { accused, votes })
    }
}
