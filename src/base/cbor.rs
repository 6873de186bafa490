//! Canonical encoding: RFC 8949 core deterministic CBOR, restricted to arrays, integers, byte and text strings.
//! Decoding is total and bounded: what does not re-encode to the same bytes is refused.

use std::fmt;
use std::io::{Error, Write};

use serde::de::{self, Deserialize, Deserializer, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::base::id::{GitId, Id};
use crate::base::limit::CBOR_DEPTH;
use crate::base::planted::{self, Defect};

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
        ciborium::into_writer(self, &mut out).expect("writing to memory");
        out
    }

    /// The item that these bytes are the canonical form of.
    ///
    /// # Errors
    /// Anything else: trailing bytes, other forms of the same value, maps, tags, floats, depth over the limit.
    pub fn decode(bytes: &[u8]) -> Result<Self, CborError> {
        let mut rest = bytes;
        let item: Self =
            ciborium::de::from_reader_with_recursion_limit(&mut rest, CBOR_DEPTH).map_err(|error| match error {
                ciborium::de::Error::Semantic(..) => CborError::NotCanonical,
                _ => CborError::Malformed,
            })?;
        let trailing = !rest.is_empty() && !planted::is(Defect::TrailingCbor);
        if trailing || !item.encodes_to(&bytes[..bytes.len() - rest.len()]) {
            return Err(CborError::NotCanonical);
        }
        Ok(item)
    }

    fn encodes_to(&self, bytes: &[u8]) -> bool {
        let mut same = Same(bytes);
        ciborium::into_writer(self, &mut same).is_ok() && same.0.is_empty()
    }
}

/// Takes only the bytes it holds, so that re-encoding compares without a copy.
struct Same<'a>(&'a [u8]);

impl Write for Same<'_> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, Error> {
        self.0 = self.0.strip_prefix(bytes).ok_or_else(|| Error::other("another byte"))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<(), Error> {
        Ok(())
    }
}

impl Serialize for Item {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Uint(n) => serializer.serialize_u64(*n),
            Self::Negative(n) => serializer.serialize_i64(*n),
            Self::Bytes(bytes) => serializer.serialize_bytes(bytes),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Array(items) => serializer.collect_seq(items),
        }
    }
}

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ItemVisitor)
    }
}

/// Takes the five kinds of items there are; serde's defaults refuse all others.
struct ItemVisitor;

impl<'de> Visitor<'de> for ItemVisitor {
    type Value = Item;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an integer, a string or an array")
    }

    fn visit_u64<E: de::Error>(self, n: u64) -> Result<Item, E> {
        Ok(Item::Uint(n))
    }

    fn visit_i64<E: de::Error>(self, n: i64) -> Result<Item, E> {
        Ok(Item::int(n))
    }

    fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Item, E> {
        Ok(Item::Bytes(bytes.to_vec()))
    }

    fn visit_byte_buf<E: de::Error>(self, bytes: Vec<u8>) -> Result<Item, E> {
        Ok(Item::Bytes(bytes))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Item, E> {
        Ok(Item::Text(text.to_owned()))
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<Item, E> {
        Ok(Item::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Item, A::Error> {
        // The length that the input claims is not a reason to allocate.
        let mut array = Vec::new();
        while let Some(item) = items.next_element()? {
            array.push(item);
        }
        Ok(Item::Array(array))
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
