//! What a kind of strand is to the tapestry: which values it sets in which views. Knows no kind.

use crate::base::cbor::{CborError, Fields, Item};
use crate::base::id::Id;
use crate::base::key::PublicKey;
use crate::base::limit::MAX_CLOCK;
use crate::strand::error::StrandError;
use crate::strand::record::{Place, Signed, UNCOVERED};

/// What is to be said: a kind and its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// The kind.
    pub kind: &'static str,
    /// The body, as the kind prescribes.
    pub bytes: Vec<u8>,
    /// A strand that must be named with it.
    pub names: Option<Id>,
}

/// A value that a strand sets. The same author setting it again replaces it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The view.
    pub view: &'static str,
    /// The key in the view.
    pub key: Vec<u8>,
    /// The value.
    pub value: Vec<u8>,
}

/// One kind of strand. A body that is not as the kind prescribes is kept and ordered like one of an unknown kind: it sets
/// nothing.
pub struct Rule {
    /// The name of the kind.
    pub kind: &'static str,
    /// What a strand of the kind sets, in this community.
    pub settings: fn(&Signed, &Id) -> Result<Vec<Setting>, StrandError>,
}

/// A value of a view as one author set it last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    /// The height of the first knot that covers that strand, or [`UNCOVERED`]. Is not among the bytes: whoever reads
    /// values knows the knots.
    pub knot: u64,
    /// The id of the strand that set it.
    pub id: Id,
    /// The clock of that strand.
    pub clock: u64,
    /// The time of that strand, in milliseconds.
    pub time: u64,
    /// What it set.
    pub bytes: Vec<u8>,
}

impl Value {
    /// What `signed` sets to `bytes`.
    pub fn of(signed: &Signed, bytes: Vec<u8>) -> Self {
        Self { knot: UNCOVERED, id: signed.id, clock: signed.strand.clock, time: signed.strand.time, bytes }
    }

    /// The canonical bytes.
    pub fn encode(&self) -> Vec<u8> {
        Item::Array(vec![self.id.into(), self.clock.into(), self.time.into(), self.bytes[..].into()]).encode()
    }

    /// The value in these bytes.
    ///
    /// # Errors
    /// What [`Value::encode`] would not write.
    pub fn decode(bytes: &[u8]) -> Result<Self, CborError> {
        let mut fields = Fields::decode(bytes)?;
        let (id, clock, time, bytes) = (fields.id()?, fields.uint()?, fields.uint()?, fields.bytes()?);
        fields.end()?;
        if clock > MAX_CLOCK || time > MAX_CLOCK {
            return Err(CborError::Unexpected("a clock and a time below 2^63"));
        }
        Ok(Self { knot: UNCOVERED, id, clock, time, bytes })
    }

    /// Where the strand that set it stands in the order, being one of `author`.
    pub const fn place(&self, author: PublicKey) -> Place {
        Place { knot: self.knot, clock: self.clock, author, id: self.id }
    }
}

/// The key under which an author's value of a view is kept.
pub fn key(view: &str, key: &[u8]) -> Vec<u8> {
    [view.as_bytes(), &[0], key].concat()
}

/// The view and the key that [`key`] joined.
pub fn split(joined: &[u8]) -> Option<(&str, &[u8])> {
    let zero = joined.iter().position(|byte| *byte == 0)?;
    Some((std::str::from_utf8(&joined[..zero]).ok()?, &joined[zero + 1..]))
}
