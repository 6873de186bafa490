//! `quorum-requested`: a member asks the voters to count by another rule. It decides nothing.

use crate::base::cbor::{CborError, Fields, Item};
use crate::strand::view::{Body, Rule, Setting};

/// The name of the kind.
pub const KIND: &str = "quorum-requested";
/// The view: nothing → the rule that the author asked for last.
pub const VIEW: &str = "quorum";

/// The kind.
pub const RULE: Rule = Rule {
    kind: KIND,
    settings: |signed, _| {
        Quorum::decode(&signed.strand.body)?;
        Ok(vec![Setting { view: VIEW, key: Vec::new(), value: signed.strand.body.clone() }])
    },
};

/// How many of all voters must agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quorum {
    /// More than half: no voter lies.
    Majority,
    /// So many that a third of them may lie.
    Byzantine,
}

impl Quorum {
    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Majority => "majority",
            Self::Byzantine => "byzantine",
        }
    }

    /// The strand that asks for it.
    pub fn body(self) -> Body {
        Body { kind: KIND, bytes: Item::Array(vec![self.name().into()]).encode(), names: None }
    }

    /// What the body asks for.
    ///
    /// # Errors
    /// What [`Quorum::body`] would not write.
    pub fn decode(bytes: &[u8]) -> Result<Self, CborError> {
        let mut fields = Fields::decode(bytes)?;
        let name = fields.text()?;
        fields.end()?;
        let found = [Self::Majority, Self::Byzantine].into_iter().find(|rule| rule.name() == name);
        found.ok_or(CborError::Unexpected("majority or byzantine"))
    }
}
