//! The record from which a community starts; its hash is the community's id. Written once, by `init`.
//! `docs/format/genesis.md` has the bytes.

use crate::base::cbor::{CborError, Fields, Item};
use crate::base::id::Id;
use crate::base::key::PublicKey;
use crate::base::kind::Kind;
use crate::base::time::Timestamp;
use crate::object::traits::Source;
use crate::repo::error::RepoError;
use crate::state::error::StateError;
use crate::state::operation::{Operation, root};

/// Key of its id in the root `community`.
pub const KEY: &str = "genesis";

const VERSION: u64 = 1;
/// Longest lease that a voter gives, in milliseconds.
const LEASE: u64 = 30_000;
/// Members that keep each shard.
const COPIES: u64 = 4;
/// Strands after which a knot is due.
const KNOT_INTERVAL: u64 = 1024;
/// Blocks after which a checkpoint is due.
const CHECKPOINT_INTERVAL: u64 = 1024;

/// How a community works from its start; later records of voters may change all but `open`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Whether anyone may join as a member without a vote.
    pub open: bool,
    /// The rule by which a quorum is counted: "majority" or "byzantine".
    pub quorum: String,
    /// Longest lease in milliseconds.
    pub lease: u64,
    /// Members of a close group.
    pub copies: u64,
    /// Strands between knots.
    pub knot_interval: u64,
    /// Blocks between checkpoints.
    pub checkpoint_interval: u64,
}

/// The start of a community.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Genesis {
    /// What people call it.
    pub name: String,
    /// Its first member.
    pub creator: PublicKey,
    /// When it was made.
    pub time: Timestamp,
    /// Random: two communities of one name, creator and second are two.
    pub nonce: [u8; 16],
    /// How it works.
    pub policy: Policy,
}

impl Policy {
    /// The policy of a new community.
    pub fn new(open: bool) -> Self {
        Self {
            open,
            quorum: "majority".to_owned(),
            lease: LEASE,
            copies: COPIES,
            knot_interval: KNOT_INTERVAL,
            checkpoint_interval: CHECKPOINT_INTERVAL,
        }
    }
}

impl Genesis {
    /// The record of the community of this state, and the id of the community.
    ///
    /// # Errors
    /// It is missing, damaged or malformed.
    pub fn load(operation: &Operation, source: &dyn Source) -> Result<(Id, Self), RepoError> {
        let id = operation.map(root::COMMUNITY).get(source, KEY.as_bytes())?;
        let id: Option<[u8; 32]> = id.and_then(|id| id.try_into().ok());
        let id = Id::from_bytes(id.ok_or_else(|| StateError::malformed("the state", "it names no community"))?);
        let plain = source.plain(Kind::Genesis, &id.into())?;
        let genesis = Self::decode(&plain).map_err(|why| StateError::malformed(format!("genesis {id}"), why))?;
        Ok((id, genesis))
    }

    /// When the community was made, in milliseconds since 1970.
    pub fn millis(&self) -> u64 {
        u64::try_from(self.time.seconds).unwrap_or(0).saturating_mul(1000)
    }

    /// The canonical bytes.
    pub fn encode(&self) -> Vec<u8> {
        let policy = &self.policy;
        Item::Array(vec![
            VERSION.into(),
            self.name.as_str().into(),
            self.creator.as_bytes()[..].into(),
            Item::int(self.time.seconds),
            self.nonce[..].into(),
            Item::Array(vec![
                u64::from(policy.open).into(),
                policy.quorum.as_str().into(),
                policy.lease.into(),
                policy.copies.into(),
                policy.knot_interval.into(),
                policy.checkpoint_interval.into(),
            ]),
        ])
        .encode()
    }

    /// The record in these canonical bytes.
    ///
    /// # Errors
    /// Another record, another version, or a creator that is no key.
    pub fn decode(bytes: &[u8]) -> Result<Self, CborError> {
        let mut fields = Fields::decode(bytes)?;
        if fields.uint()? != VERSION {
            return Err(CborError::Unexpected("genesis version 1"));
        }
        let name = fields.text()?;
        let creator = PublicKey::from_bytes(fields.bytes32()?).map_err(|_| CborError::Unexpected("a key"))?;
        let time = Timestamp::from_seconds(fields.int()?);
        let nonce = fields.bytes()?.try_into().map_err(|_| CborError::Unexpected("16 bytes"))?;
        let mut policy = fields.array()?;
        fields.end()?;
        let decoded = Policy {
            open: match policy.uint()? {
                0 => false,
                1 => true,
                _ => return Err(CborError::Unexpected("0 or 1")),
            },
            quorum: policy.text()?,
            lease: policy.uint()?,
            copies: policy.uint()?,
            knot_interval: policy.uint()?,
            checkpoint_interval: policy.uint()?,
        };
        policy.end()?;
        Ok(Self { name, creator, time, nonce, policy: decoded })
    }
}
