//! Canonical encoding: RFC 8949 core deterministic CBOR, restricted to arrays, integers, byte and text strings.
//! Decoding is total and bounded: what does not re-encode to the same bytes is refused.

use ciborium::value::{Integer, Value};

use crate::base::id::{GitId, Id};
use crate::base::limit::CBOR_DEPTH;

/// Why bytes are not canonical CBOR, or not the record that was expected.
#[derive(Debug, thiserror::Error)]
pub enum CborError {
    /// Not well-formed, too deep, or with trailing bytes.
    #[error("not well-formed CBOR")]
    Malformed,
    /// Well-formed, but not the one canonical form.
    #[error("CBOR is not canonical")]
    NotCanonical,
    /// Canonical, but another shape than the record has.
    #[error("unexpected CBOR: wanted {0}")]
    Unexpected(&'static str),
}

/// One item of canonical CBOR.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// An unsigned integer.
    Uint(u64),
    /// A negative integer, at least `i64::MIN`.
    Negative(i64),
    /// A byte string.
    Bytes(Vec<u8>),
    /// A text string.
    Text(String),
    /// An array.
    Array(Vec<Item>),
}

impl Item {
    /// An integer that may be negative.
    pub fn int(value: i64) -> Self {
        u64::try_from(value).map_or(Self::Negative(value), Self::Uint)
    }

    /// The canonical bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        ciborium::into_writer(&self.to_value(), &mut out).expect("writing to memory");
        out
    }

    /// The item that these bytes are the canonical form of.
    ///
    /// # Errors
    /// Anything else: trailing bytes, other forms of the same value, maps, tags, floats, depth over the limit.
    pub fn decode(bytes: &[u8]) -> Result<Self, CborError> {
        let mut rest = bytes;
        let value: Value =
            ciborium::de::from_reader_with_recursion_limit(&mut rest, CBOR_DEPTH).map_err(|_| CborError::Malformed)?;
        let item = Self::from_value(value)?;
        if cfg!(not(feature = "planted")) && (!rest.is_empty() || item.encode() != bytes) {
            return Err(CborError::NotCanonical);
        }
        Ok(item)
    }

    fn to_value(&self) -> Value {
        match self {
            Self::Uint(n) => Value::Integer(Integer::from(*n)),
            Self::Negative(n) => Value::Integer(Integer::from(*n)),
            Self::Bytes(bytes) => Value::Bytes(bytes.clone()),
            Self::Text(text) => Value::Text(text.clone()),
            Self::Array(items) => Value::Array(items.iter().map(Self::to_value).collect()),
        }
    }

    fn from_value(value: Value) -> Result<Self, CborError> {
        Ok(match value {
            Value::Integer(n) => match u64::try_from(n) {
                Ok(n) => Self::Uint(n),
                Err(_) => Self::Negative(i64::try_from(n).map_err(|_| CborError::NotCanonical)?),
            },
            Value::Bytes(bytes) => Self::Bytes(bytes),
            Value::Text(text) => Self::Text(text),
            Value::Array(items) => Self::Array(items.into_iter().map(Self::from_value).collect::<Result<_, _>>()?),
            _ => return Err(CborError::NotCanonical),
        })
    }
}

impl From<u64> for Item {
    fn from(value: u64) -> Self {
        Self::Uint(value)
    }
}

impl From<&str> for Item {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<&[u8]> for Item {
    fn from(value: &[u8]) -> Self {
        Self::Bytes(value.to_owned())
    }
}

impl From<Id> for Item {
    fn from(value: Id) -> Self {
        Self::Bytes(value.as_bytes().to_vec())
    }
}

impl From<GitId> for Item {
    fn from(value: GitId) -> Self {
        Self::Bytes(value.as_bytes().to_vec())
    }
}

/// Takes the fields of a record, that is of an array, one after the other.
pub struct Fields(std::vec::IntoIter<Item>);

impl Fields {
    /// The fields of the record in these canonical bytes.
    ///
    /// # Errors
    /// Not canonical, or not an array.
    pub fn decode(bytes: &[u8]) -> Result<Self, CborError> {
        Self::of(Item::decode(bytes)?)
    }

    /// The fields of this array.
    ///
    /// # Errors
    /// Another item than an array.
    pub fn of(item: Item) -> Result<Self, CborError> {
        match item {
            Item::Array(items) => Ok(Self(items.into_iter())),
            _ => Err(CborError::Unexpected("an array")),
        }
    }

    fn item(&mut self) -> Result<Item, CborError> {
        self.0.next().ok_or(CborError::Unexpected("one more field"))
    }

    /// The next field, an unsigned integer.
    ///
    /// # Errors
    /// Another item, or none.
    pub fn uint(&mut self) -> Result<u64, CborError> {
        match self.item()? {
            Item::Uint(n) => Ok(n),
            _ => Err(CborError::Unexpected("an unsigned integer")),
        }
    }

    /// The next field, an integer.
    ///
    /// # Errors
    /// Another item, none, or one above `i64::MAX`.
    pub fn int(&mut self) -> Result<i64, CborError> {
        match self.item()? {
            Item::Uint(n) => i64::try_from(n).map_err(|_| CborError::Unexpected("a smaller integer")),
            Item::Negative(n) => Ok(n),
            _ => Err(CborError::Unexpected("an integer")),
        }
    }

    /// The next field, a byte string.
    ///
    /// # Errors
    /// Another item, or none.
    pub fn bytes(&mut self) -> Result<Vec<u8>, CborError> {
        match self.item()? {
            Item::Bytes(bytes) => Ok(bytes),
            _ => Err(CborError::Unexpected("a byte string")),
        }
    }

    /// The next field, a byte string of 32 bytes.
    ///
    /// # Errors
    /// Another item, none, or another length.
    pub fn bytes32(&mut self) -> Result<[u8; 32], CborError> {
        self.bytes()?.try_into().map_err(|_| CborError::Unexpected("32 bytes"))
    }

    /// The next field, an id of our own.
    ///
    /// # Errors
    /// As [`Fields::bytes32`].
    pub fn id(&mut self) -> Result<Id, CborError> {
        self.bytes32().map(Id::from_bytes)
    }

    /// The next field, a text string.
    ///
    /// # Errors
    /// Another item, or none.
    pub fn text(&mut self) -> Result<String, CborError> {
        match self.item()? {
            Item::Text(text) => Ok(text),
            _ => Err(CborError::Unexpected("a text string")),
        }
    }

    /// The fields of the next field, an array.
    ///
    /// # Errors
    /// Another item, or none.
    pub fn array(&mut self) -> Result<Self, CborError> {
        Self::of(self.item()?)
    }

    /// Fields not yet taken.
    pub fn remaining(&self) -> usize {
        self.0.len()
    }

    /// Checks that no field is left.
    ///
    /// # Errors
    /// A field is left.
    pub fn end(self) -> Result<(), CborError> {
        if self.remaining() == 0 { Ok(()) } else { Err(CborError::Unexpected("no more fields")) }
    }
}
