//! Who votes in an epoch, and by which rules. Record 0 follows from the genesis; each later one is decided by the voters
//! of the one before, or written by a recovery. `docs/format/heads.md` has the bytes.

use crate::base::cbor::{CborError, Fields, Item};
use crate::base::id::Id;
use crate::base::key::PublicKey;
use crate::heads::rule::Rule;

const VERSION: u64 = 1;
/// Most voters of an epoch.
pub const MAX_VOTERS: usize = 1_000;
/// Longest lease that a record may allow, in milliseconds.
pub const MAX_LEASE: u64 = 3_600_000;

/// The voters of an epoch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The number of the epoch.
    pub epoch: u64,
    /// The record before; `None` for record 0.
    pub previous: Option<Id>,
    /// The voters, in the order of their keys.
    pub voters: Vec<PublicKey>,
    /// How a quorum is counted.
    pub rule: Rule,
    /// Longest lease in milliseconds.
    pub lease: u64,
    /// Members of a close group.
    pub copies: u64,
    /// Strands between knots.
    pub knot_interval: u64,
    /// Blocks between checkpoints.
    pub checkpoint_interval: u64,
}

impl Record {
    /// Votes that decide.
    pub fn quorum(&self) -> usize {
        self.rule.quorum(self.voters.len())
    }

    /// Whether this key votes.
    pub fn has(&self, key: &PublicKey) -> bool {
        self.voters.binary_search(key).is_ok()
    }

    /// The record after this one, with other voters.
    pub fn next(&self, voters: impl IntoIterator<Item = PublicKey>) -> Self {
        let mut voters: Vec<PublicKey> = voters.into_iter().collect();
        voters.sort_unstable();
        voters.dedup();
        Self { epoch: self.epoch + 1, previous: Some(self.id()), voters, ..self.clone() }
    }

    /// Its name: BLAKE3 of its bytes.
    pub fn id(&self) -> Id {
        Id::of(&self.encode())
    }

    /// The canonical bytes.
    pub fn encode(&self) -> Vec<u8> {
        Item::Array(vec![
            VERSION.into(),
            self.epoch.into(),
            self.previous.as_ref().map_or(&[][..], |id| id.as_bytes()).into(),
            Item::Array(self.voters.iter().map(|key| key.as_bytes()[..].into()).collect()),
            self.rule.name().into(),
            self.lease.into(),
            self.copies.into(),
            self.knot_interval.into(),
            self.checkpoint_interval.into(),
        ])
        .encode()
    }

    /// The record in these bytes.
    ///
    /// # Errors
    /// What [`Record::encode`] would not write, or no voters, or too many.
    pub fn decode(bytes: &[u8]) -> Result<Self, CborError> {
        let mut fields = Fields::decode(bytes)?;
        if fields.uint()? != VERSION {
            return Err(CborError::Unexpected("record version 1"));
        }
        let epoch = fields.uint()?;
        let previous = match fields.bytes()?.as_slice() {
            [] => None,
            id => Some(Id::from_bytes(id.try_into().map_err(|_| CborError::Unexpected("an id of 32 bytes"))?)),
        };
        let mut keys = fields.array()?;
        if !(1..=MAX_VOTERS).contains(&keys.remaining()) || (epoch == 0) != previous.is_none() || epoch >= 1 << 62 {
            return Err(CborError::Unexpected("an epoch with some voters"));
        }
        let mut voters = Vec::with_capacity(keys.remaining());
        while keys.remaining() > 0 {
            let key = PublicKey::from_bytes(keys.bytes32()?).map_err(|_| CborError::Unexpected("a key"))?;
            if voters.last().is_some_and(|last| *last >= key) {
                return Err(CborError::Unexpected("voters in the order of their keys"));
            }
            voters.push(key);
        }
        let rule = Rule::parse(&fields.text()?).ok_or(CborError::Unexpected("a known rule"))?;
        let (lease, copies) = (fields.uint()?, fields.uint()?);
        let (knot_interval, checkpoint_interval) = (fields.uint()?, fields.uint()?);
        fields.end()?;
        if lease > MAX_LEASE || knot_interval == 0 {
            return Err(CborError::Unexpected("a lease of at most an hour, and knots"));
        }
        Ok(Self { epoch, previous, voters, rule, lease, copies, knot_interval, checkpoint_interval })
    }
}
