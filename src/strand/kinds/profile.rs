//! `profile-changed`: what a member is called, and how it can be reached.

use crate::base::cbor::{CborError, Fields, Item};
use crate::base::id::Id;
use crate::base::limit::{MAX_FIELDS, MAX_NAME};
use crate::strand::view::{Body, Rule, Setting};

/// The name of the kind.
pub const KIND: &str = "profile-changed";
/// The view: nothing → the profile.
pub const VIEW: &str = "profile";

/// The kind.
pub const RULE: Rule = Rule {
    kind: KIND,
    settings: |signed, _| {
        Profile::decode(&signed.strand.body)?;
        Ok(vec![Setting { view: VIEW, key: Vec::new(), value: signed.strand.body.clone() }])
    },
};

/// A member as it wants to be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// Number of the change.
    pub serial: u64,
    /// Its name; may be empty.
    pub name: String,
    /// Its e-mail address; may be empty.
    pub email: String,
    /// A chunk with a picture.
    pub avatar: Option<Id>,
    /// Further fields, sorted by their names, each once; at most [`MAX_FIELDS`] bytes together.
    pub fields: Vec<(String, String)>,
}

impl Profile {
    /// The strand that says so.
    pub fn body(&self) -> Body {
        let avatar = self.avatar.as_ref().map_or(&[][..], |id| id.as_bytes());
        let pair = |(name, value): &(String, String)| Item::Array(vec![name.as_str().into(), value.as_str().into()]);
        let fields = vec![
            self.serial.into(),
            self.name.as_str().into(),
            self.email.as_str().into(),
            avatar.into(),
            Item::Array(self.fields.iter().map(pair).collect()),
        ];
        Body { kind: KIND, bytes: Item::Array(fields).encode(), names: None }
    }

    /// What the body says.
    ///
    /// # Errors
    /// What is no such body, or over a limit.
    pub fn decode(bytes: &[u8]) -> Result<Self, CborError> {
        let mut fields = Fields::decode(bytes)?;
        let (serial, name, email) = (fields.uint()?, fields.text()?, fields.text()?);
        let avatar = match fields.bytes()? {
            none if none.is_empty() => None,
            id => Some(Id::from_bytes(id.try_into().map_err(|_| CborError::Unexpected("an id"))?)),
        };
        if serial > i64::MAX as u64 || name.len() > MAX_NAME || email.len() > MAX_NAME {
            return Err(CborError::Unexpected("a serial below 2^63, and a name and an address of at most 255 bytes"));
        }
        let mut pairs = fields.array()?;
        fields.end()?;
        let (mut decoded, mut sum): (Vec<(String, String)>, usize) = (Vec::new(), 0);
        while pairs.remaining() > 0 {
            let mut pair = pairs.array()?;
            let (name, value) = (pair.text()?, pair.text()?);
            pair.end()?;
            sum += name.len() + value.len();
            if sum > MAX_FIELDS || name.is_empty() || decoded.last().is_some_and(|(last, _)| *last >= name) {
                return Err(CborError::Unexpected("sorted fields of at most 1,024 bytes"));
            }
            decoded.push((name, value));
        }
        Ok(Self { serial, name, email, avatar, fields: decoded })
    }
}
