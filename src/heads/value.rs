//! What is decided on: 32 bytes that name a commit, a record or a knot; or nothing.

use std::fmt;

use crate::base::cbor::{CborError, Fields, Item};
use crate::base::id::{GitId, Id};

/// A value of a register; [`Value::NOTHING`] before the first decision, and where a head is deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Value(Option<[u8; 32]>);

impl Value {
    /// No value.
    pub const NOTHING: Self = Self(None);

    /// The value that these bytes are.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(Some(bytes))
    }

    /// The bytes; `None` where there is no value.
    pub const fn bytes(&self) -> Option<[u8; 32]> {
        self.0
    }

    /// As a commit.
    pub fn commit(&self) -> Option<GitId> {
        self.0.map(GitId::from_bytes)
    }

    /// As an object of our own.
    pub fn id(&self) -> Option<Id> {
        self.0.map(Id::from_bytes)
    }

    /// The item for canonical encoding: 32 bytes or none.
    pub fn item(&self) -> Item {
        self.0.as_ref().map_or(&[][..], |bytes| bytes).into()
    }

    /// Takes the next field.
    ///
    /// # Errors
    /// Neither 32 bytes nor none.
    pub fn take(fields: &mut Fields) -> Result<Self, CborError> {
        match fields.bytes()?.as_slice() {
            [] => Ok(Self::NOTHING),
            bytes => bytes.try_into().map(Self::new).map_err(|_| CborError::Unexpected("a value of 32 bytes or none")),
        }
    }
}

impl From<GitId> for Value {
    fn from(id: GitId) -> Self {
        Self::new(*id.as_bytes())
    }
}

impl From<Id> for Value {
    fn from(id: Id) -> Self {
        Self::new(*id.as_bytes())
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(bytes) => f.write_str(&hex::encode(bytes)),
            None => f.write_str("nothing"),
        }
    }
}
