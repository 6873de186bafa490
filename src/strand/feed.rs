//! How far the log of one author goes: what is beyond is neither read nor served. A row of the root `feeds`.

use crate::base::cbor::{CborError, Fields, Item};
use crate::base::id::Id;
use crate::base::limit::MAX_CLOCK;

/// The valid log of one author.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    /// Its length in bytes.
    pub len: u64,
    /// Its number of strands; at least 1.
    pub seq: u64,
    /// The id of the last one.
    pub tip: Id,
    /// The clock of the last one.
    pub clock: u64,
    /// Whether a strand of another author names the last one.
    pub named: bool,
    /// Whether the last one ends the log for good: the author has another key.
    pub ended: bool,
}

impl Feed {
    /// The canonical bytes.
    pub fn encode(&self) -> Vec<u8> {
        let flags = u64::from(self.named) | u64::from(self.ended) << 1;
        Item::Array(vec![self.len.into(), self.seq.into(), self.tip.into(), self.clock.into(), flags.into()]).encode()
    }

    /// The row in these bytes.
    ///
    /// # Errors
    /// What [`Feed::encode`] would not write.
    pub fn decode(bytes: &[u8]) -> Result<Self, CborError> {
        let mut fields = Fields::decode(bytes)?;
        let (len, seq, tip, clock, flags) =
            (fields.uint()?, fields.uint()?, fields.id()?, fields.uint()?, fields.uint()?);
        fields.end()?;
        if len == 0 || seq == 0 || seq > MAX_CLOCK || clock > MAX_CLOCK || len > i64::MAX as u64 || flags > 3 {
            return Err(CborError::Unexpected("a log that is not empty"));
        }
        Ok(Self { len, seq, tip, clock, named: flags & 1 == 1, ended: flags & 2 == 2 })
    }
}
