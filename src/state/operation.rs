//! One state of a repository, and what led to it: an immutable object that names the roots of all maps.
//! `docs/format/state.md` has the bytes.

use std::collections::BTreeMap;

use crate::base::cbor::{CborError, Fields, Item};
use crate::base::id::Id;
use crate::base::kind::Kind;
use crate::base::limit::{MAX_COMMAND, MAX_NAME, MAX_ROOTS};
use crate::base::time::Timestamp;
use crate::object::traits::{Sink, Source};
use crate::state::error::StateError;
use crate::state::hamt::Hamt;

/// Names of roots. A repository keeps roots that it does not know.
pub mod root {
    /// Name of a head: the id of its commit.
    pub const HEADS: &str = "heads";
    /// Name of a tag: the id of its commit.
    pub const TAGS: &str = "tags";
    /// Name of a remote: its address and the key pinned for it.
    pub const REMOTES: &str = "remotes";
    /// Member and name of a head that this member sent, or that was fetched from it: the id of its commit.
    pub const DELIVERED: &str = "delivered";
    /// What the next commit is made of: head, base commit, archive, second parent.
    pub const STAGE: &str = "stage";
    /// The genesis record of the community.
    pub const COMMUNITY: &str = "community";
    /// Author of strands: how long its log is, and where it ends.
    pub const FEEDS: &str = "feeds";
    /// Author of strands: what its log says. Members with the same strands have the same root.
    pub const TAPESTRY: &str = "tapestry";
    /// Author and sequence number: where a log, and what it says, can be cut back to.
    pub const CUTS: &str = "cuts";
    /// Id of a strand that is in no log and is kept, because others name it.
    pub const BEHIND: &str = "behind";
    /// Author: the proof that it forked its log.
    pub const EVIDENCE: &str = "evidence";
    /// What this repository voted, and how often.
    pub const VOTES: &str = "votes";
    /// Height of a knot, or the word newest: the id of the knot.
    pub const KNOTS: &str = "knots";
    /// Objects that are knowingly not here, and why.
    pub const ABSENT: &str = "absent";
    /// Archives of which only the chunks that were needed so far are here.
    pub const PARTIAL: &str = "partial";
    /// Register: height and value of the newest decision. Members who know the same decisions have the same root.
    pub const DECIDED: &str = "decided";
    /// Name of a head: the id of the commit that is decided. Equal to the map of heads where all agree.
    pub const DECIDED_HEADS: &str = "decided-heads";
    /// Register, and for records and knots every height of it: the id of the certificate.
    pub const CERTIFICATES: &str = "certificates";
    /// Epoch: the id of the record of voters.
    pub const RECORDS: &str = "records";
    /// Register: the id of what is known of its open height.
    pub const BALLOTS: &str = "ballots";
    /// Register and value: what a vote was given for, and is kept until the height is decided.
    pub const KEPT: &str = "kept";
    /// What this voter swore when it accepted a record of voters: a map of decisions and locks.
    pub const SWORN: &str = "sworn";
    /// Member, head and height: the id of a commit that was not decided.
    pub const LOST: &str = "lost";
    /// Name of a head: the height after which this member wants it deleted for all.
    pub const UNWANTED: &str = "unwanted";
    /// What `undo` and `op restore` take back; all else stays.
    pub const UNDONE: [&str; 3] = [HEADS, TAGS, STAGE];
}

// So that the number after any that was read exists.
const MAX_NUMBER: u64 = i64::MAX as u64;

/// The root of the map of each name; empty maps are not named.
pub type Roots = BTreeMap<String, Id>;

/// One state of a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    /// 1 for the first one, then one more each.
    pub number: u64,
    /// The operation before; `None` for the first one.
    pub previous: Option<Id>,
    /// Number of the oldest operation that is kept; those before it may be gone.
    pub oldest: u64,
    /// When it was made.
    pub time: Timestamp,
    /// The command that made it, for people to read; at most [`MAX_COMMAND`] bytes.
    pub command: String,
    /// The roots of this state.
    pub roots: Roots,
}

impl Operation {
    /// The operation that follows `previous` (`None`: the first one). A command line that is too long is cut.
    pub fn next(previous: Option<&(Id, Self)>, time: Timestamp, command: &str, roots: Roots) -> Self {
        let mut end = command.len().min(MAX_COMMAND);
        while !command.is_char_boundary(end) {
            end -= 1;
        }
        Self {
            number: previous.map_or(1, |(_, operation)| operation.number + 1),
            previous: previous.map(|(id, _)| *id),
            oldest: previous.map_or(1, |(_, operation)| operation.oldest),
            time,
            command: command[..end].to_owned(),
            roots,
        }
    }

    /// The map of this name; empty where there is none.
    pub fn map(&self, name: &str) -> Hamt {
        map(&self.roots, name)
    }

    /// The canonical bytes.
    pub fn encode(&self) -> Vec<u8> {
        let previous = self.previous.as_ref().map_or(&[][..], |id| id.as_bytes());
        let roots = self.roots.iter().map(|(name, id)| Item::Array(vec![name.as_str().into(), (*id).into()]));
        Item::Array(vec![
            self.number.into(),
            previous.into(),
            self.oldest.into(),
            Item::int(self.time.seconds),
            u64::from(self.time.nanos).into(),
            self.command.as_str().into(),
            Item::Array(roots.collect()),
        ])
        .encode()
    }

    /// The operation in these bytes.
    ///
    /// # Errors
    /// What [`Operation::encode`] would not write: says what is wrong.
    pub fn decode(bytes: &[u8]) -> Result<Self, CborError> {
        let check = |holds: bool, wanted| if holds { Ok(()) } else { Err(CborError::Unexpected(wanted)) };
        let mut fields = Fields::decode(bytes)?;
        let number = fields.uint()?;
        let previous = match fields.bytes()? {
            none if none.is_empty() => None,
            id => Some(Id::from_bytes(id.try_into().map_err(|_| CborError::Unexpected("an id of 32 bytes"))?)),
        };
        check((1..=MAX_NUMBER).contains(&number), "a number from 1 to 2^63 - 1")?;
        check((number == 1) == previous.is_none(), "a previous operation unless it is the first")?;
        let oldest = fields.uint()?;
        check((1..=number).contains(&oldest), "a number from 1 to that of the operation")?;
        let seconds = fields.int()?;
        let nanos = u32::try_from(fields.uint()?).unwrap_or(u32::MAX);
        check(nanos < 1_000_000_000, "nanoseconds below one second")?;
        let command = fields.text()?;
        check(command.len() <= MAX_COMMAND, "a shorter command")?;
        let roots = decode_roots(fields.array()?)?;
        fields.end()?;
        Ok(Self { number, previous, oldest, time: Timestamp { seconds, nanos }, command, roots })
    }

    /// Reads the operation `id`.
    ///
    /// # Errors
    /// It is missing, damaged or malformed.
    pub fn load(source: &dyn Source, id: Id) -> Result<Self, StateError> {
        let plain = source.plain(Kind::Operation, &id.into())?;
        Self::decode(&plain).map_err(|why| StateError::malformed(format!("operation {id}"), why))
    }

    /// Stores the operation, and returns its id.
    ///
    /// # Errors
    /// It is one that could not be read again, or the sink cannot be written.
    pub fn write(&self, objects: &dyn Sink) -> Result<Id, StateError> {
        let plain = self.encode();
        Self::decode(&plain).map_err(|why| StateError::malformed("the new operation", why))?;
        let (id, _) = objects.write(Kind::Operation, &plain)?;
        Ok(Id::from_bytes(*id.as_bytes()))
    }
}

/// The map of this name among `roots`; empty where there is none.
pub fn map(roots: &Roots, name: &str) -> Hamt {
    roots.get(name).copied().map_or(Hamt::new(), Hamt::from_root)
}

fn decode_roots(mut pairs: Fields) -> Result<Roots, CborError> {
    if pairs.remaining() > MAX_ROOTS {
        return Err(CborError::Unexpected("at most 256 roots"));
    }
    let mut roots = Roots::new();
    while pairs.remaining() > 0 {
        let mut pair = pairs.array()?;
        let (name, id) = (pair.text()?, pair.id()?);
        pair.end()?;
        if name.is_empty() || name.len() > MAX_NAME {
            return Err(CborError::Unexpected("a name of 1 to 255 bytes"));
        }
        if roots.last_key_value().is_some_and(|(last, _)| *last >= name) {
            return Err(CborError::Unexpected("roots sorted by name, each once"));
        }
        roots.insert(name, id);
    }
    Ok(roots)
}
