//! `key-replaced`: the last strand of a key. The new key goes on in the place of the old one, and has signed that it will.

use crate::base::cbor::{CborError, Fields, Item};
use crate::base::domain::Domain;
use crate::base::id::Id;
use crate::base::key::{PublicKey, SecretKey};
use crate::strand::error::StrandError;
use crate::strand::record::Strand;
use crate::strand::view::{Body, Rule, Setting};

/// The name of the kind.
pub const KIND: &str = "key-replaced";
/// The view: nothing → the new key.
pub const VIEW: &str = "replaced";

/// The kind.
pub const RULE: Rule = Rule {
    kind: KIND,
    settings: |signed, community| {
        let successor = successor(&signed.strand, community)
            .ok_or_else(|| StrandError::malformed(KIND, "the new key did not sign it"))?;
        Ok(vec![Setting { view: VIEW, key: Vec::new(), value: successor.as_bytes().to_vec() }])
    },
};

/// Which key takes the place of the author's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    /// The new key.
    pub new: PublicKey,
    /// Its signature over the old key and itself.
    pub signature: [u8; 64],
}

impl Replaced {
    /// That `new` takes the place of `old` in this community.
    pub fn by(old: &PublicKey, new: &SecretKey, community: &Id) -> Self {
        Self { new: new.public(), signature: new.sign(&message(old, &new.public(), community)) }
    }

    /// The strand that says so.
    pub fn body(&self) -> Body {
        let fields = vec![self.new.as_bytes()[..].into(), self.signature[..].into()];
        Body { kind: KIND, bytes: Item::Array(fields).encode(), names: None }
    }

    /// What the body says; the signature is not yet verified.
    ///
    /// # Errors
    /// What [`Replaced::body`] would not write.
    pub fn decode(bytes: &[u8]) -> Result<Self, CborError> {
        let mut fields = Fields::decode(bytes)?;
        let new = PublicKey::from_bytes(fields.bytes32()?).map_err(|_| CborError::Unexpected("a key"))?;
        let signature = fields.bytes()?.try_into().map_err(|_| CborError::Unexpected("a signature"))?;
        fields.end()?;
        Ok(Self { new, signature })
    }
}

/// The key that goes on for the author of this strand; `None` where it is another kind, or not signed by that key.
pub fn successor(strand: &Strand, community: &Id) -> Option<PublicKey> {
    if strand.kind != KIND {
        return None;
    }
    let replaced = Replaced::decode(&strand.body).ok()?;
    let message = message(&strand.author, &replaced.new, community);
    let is_new = replaced.new != strand.author;
    (is_new && replaced.new.verify(&message, &replaced.signature)).then_some(replaced.new)
}

fn message(old: &PublicKey, new: &PublicKey, community: &Id) -> Vec<u8> {
    Domain::Replace.message(community, &[&old.as_bytes()[..], new.as_bytes()].concat())
}
