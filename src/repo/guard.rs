//! The guard of a voter: the file `voter` tells a repository that went back, or is a copy, from the one that voted, so that
//! nobody votes twice. Neither votes nor asks others. `docs/format/voter.md` has the bytes.
//!
//! A vote leaves in three steps: it and the counter of [`counter_change`] are published, [`advance`], it is sent. So the
//! file is never ahead of the state, unless the state went back.

use crate::base::cbor::{CborError, Fields, Item};
use crate::base::id::Id;
use crate::object::traits::Source;
use crate::repo::action::Action;
use crate::repo::current::Current;
use crate::repo::error::RepoError;
use crate::repo::repository::Repository;
use crate::repo::swap::LOCK;
use crate::repo::transact::Growth;
use crate::state::change::{Change, Expected};
use crate::state::error::StateError;
use crate::state::operation::root;
use crate::storage::error::StorageError;
use crate::storage::traits::{Access, Identity, Storage};

/// Name of the file below `.mosaic`.
pub const NAME: &str = "voter";
/// Key of the counter in the root `votes`.
pub const COUNTER: &[u8] = b"counter";

const VERSION: u64 = 1;
/// Bytes of a record in canonical form, and of its checksum behind it.
const RECORD: usize = 63;
const SUM: usize = 32;
/// Where the slots begin: no write to one reaches the blocks of the other.
const SLOTS: [usize; 2] = [0, 4096];
/// Ids of machines are confidential: the file has a hash of this and the id.
const MACHINE: &[u8] = b"mosaic/1/voter machine\0";

/// Whether this repository may vote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guard {
    /// No vote was ever counted here: [`arm`] comes before the first. A backup from before that looks the same.
    New,
    /// It is the repository that cast the last vote, or one that is newer.
    Fine,
    /// It may have forgotten votes; why, for people to read. It stays silent until that is harmless, and then [`renew`]s.
    Restored(String),
}

/// Whether this repository, on the machine with this id (`""` where it has none), may vote.
///
/// # Errors
/// The file or the state cannot be read.
pub fn check(repository: &Repository, machine: &str) -> Result<Guard, RepoError> {
    // In this order: a vote that another process casts meanwhile moves the state first.
    let found = Found::read(repository.storage())?;
    let counted = counter(repository.source(), &repository.current()?)?;
    Ok(found.judge(machine, counted))
}

/// Whether the state counts votes that the file does not: they may not leave before [`advance`].
///
/// # Errors
/// As [`check`].
pub fn lags(repository: &Repository, machine: &str) -> Result<bool, RepoError> {
    let found = Found::read(repository.storage())?;
    let counted = counter(repository.source(), &repository.current()?)?;
    let shown = found.newest.as_ref().map_or(0, |(_, record)| record.counter);
    Ok(shown < counted && found.judge(machine, counted) == Guard::Fine)
}

/// How many votes the state counts.
///
/// # Errors
/// The state cannot be read, or is malformed.
pub fn counter(source: &dyn Source, current: &Current) -> Result<u64, RepoError> {
    let Some(value) = current.operation().map(root::VOTES).get(source, COUNTER)? else { return Ok(0) };
    let bytes = value.try_into().map_err(|_| StateError::malformed(root::VOTES, "the counter has not 8 bytes"))?;
    Ok(u64::from_be_bytes(bytes))
}

/// The counter with one more vote, and the change to publish together with that vote.
///
/// # Errors
/// As [`counter`].
pub fn counter_change(source: &dyn Source, current: &Current) -> Result<(u64, Change), RepoError> {
    let counted = counter(source, current)?;
    let next = after(counted)?;
    let old = (counted > 0).then(|| counted.to_be_bytes().to_vec());
    Ok((next, count(Expected::exactly(old.as_deref()), next)))
}

/// Begins the file, before the first vote; nothing to do where it is fine.
///
/// # Errors
/// The repository may have forgotten votes, or the file cannot be written.
pub fn arm(repository: &Repository, action: &Action<'_>, machine: &str) -> Result<(), RepoError> {
    let _lock = repository.storage().lock(LOCK, Access::Exclusive, action.lock_timeout, &action.owner)?;
    match check(repository, machine)? {
        Guard::New => write(repository.storage(), machine, 0),
        Guard::Fine => Ok(()),
        Guard::Restored(why) => Err(RepoError::refused(NAME, why)),
    }
}

/// Brings the file forward to the state, which counts `counter` votes or more: these may leave when this returns.
///
/// # Errors
/// The file is not fine, the state does not count these votes, or the file cannot be written: then no vote may leave.
pub fn advance(repository: &Repository, action: &Action<'_>, counter: u64, machine: &str) -> Result<(), RepoError> {
    let _lock = repository.storage().lock(LOCK, Access::Exclusive, action.lock_timeout, &action.owner)?;
    match check(repository, machine)? {
        Guard::Fine => {}
        Guard::New => return Err(RepoError::refused(NAME, "there is no such file yet, so no vote may leave")),
        Guard::Restored(why) => return Err(RepoError::refused(NAME, why)),
    }
    let counted = self::counter(repository.source(), &repository.current()?)?;
    if counted < counter {
        return Err(RepoError::refused(NAME, format!("the state counts {counted} votes, not {counter}")));
    }
    // Also where the file says so already: after a failed fsync nobody knows what is on the disk.
    write(repository.storage(), machine, counted)
}

/// Makes this repository the one that votes, whatever the file says: for one that stayed silent long enough, and for which
/// that is in the state already. The counter is then above all that state and file had.
///
/// # Errors
/// The state or the file cannot be read or written; calling it again goes on.
pub fn renew(repository: &Repository, action: &Action<'_>, machine: &str) -> Result<(), RepoError> {
    let storage = repository.storage();
    repository.grow(action, |current, _| {
        let counted = counter(repository.source(), current)?;
        let shown = Found::read(storage)?.newest.map_or(0, |(_, record)| record.counter);
        let change = count(Expected::Any, after(counted.max(shown))?);
        Ok(((), Growth { changes: vec![change], ..Growth::default() }))
    })?;
    let _lock = storage.lock(LOCK, Access::Exclusive, action.lock_timeout, &action.owner)?;
    write(storage, machine, counter(repository.source(), &repository.current()?)?)
}

fn after(counter: u64) -> Result<u64, StateError> {
    counter.checked_add(1).ok_or_else(|| StateError::malformed(root::VOTES, "the counter is at its end"))
}

fn count(expected: Expected, new: u64) -> Change {
    Change { root: root::VOTES.to_owned(), key: COUNTER.to_vec(), expected, new: Some(new.to_be_bytes().to_vec()) }
}

/// Writes the record of this place into the slot that does not have the newest one. The caller holds `lock`.
fn write(storage: &dyn Storage, machine: &str, counter: u64) -> Result<(), RepoError> {
    let mut found = Found::read(storage)?;
    if found.identity.is_none() {
        storage.overwrite(NAME, 0, &[])?;
        found.identity = storage.identity(NAME)?;
    }
    let identity = found.identity.ok_or_else(|| StorageError::NotFound { name: NAME.to_owned() })?;
    let slot = if matches!(found.newest, Some((0, _))) { 1 } else { 0 };
    let record = Record { machine: hash(machine), identity, counter };
    Ok(storage.overwrite(NAME, SLOTS[slot] as u64, &record.encode())?)
}

fn hash(machine: &str) -> Id {
    Id::of(&[MACHINE, machine.as_bytes()].concat())
}

/// What is in the file.
struct Found {
    /// Which file it is; `None` where there is none.
    identity: Option<Identity>,
    /// The readable record with the greatest counter, and its slot.
    newest: Option<(usize, Record)>,
    /// Whether nothing was ever written into it.
    is_blank: bool,
}

impl Found {
    fn read(storage: &dyn Storage) -> Result<Self, StorageError> {
        let file = match storage.open(NAME) {
            Err(StorageError::NotFound { .. }) => return Ok(Self { identity: None, newest: None, is_blank: true }),
            opened => opened?,
        };
        let most = SLOTS[1] + RECORD + SUM;
        let mut bytes = vec![0; usize::try_from(file.len()).map_or(most, |len| len.min(most))];
        file.read_at(&mut bytes, 0)?;
        let record = |slot: usize| {
            let from = SLOTS[slot];
            Some((slot, Record::decode(bytes.get(from..from + RECORD + SUM)?).ok()?))
        };
        let newest = [record(0), record(1)].into_iter().flatten().max_by_key(|(_, record)| record.counter);
        let is_blank = bytes.iter().all(|byte| *byte == 0);
        Ok(Self { identity: storage.identity(NAME)?, newest, is_blank })
    }

    fn judge(&self, machine: &str, counted: u64) -> Guard {
        let Some((_, record)) = &self.newest else {
            return match (self.is_blank, counted) {
                (true, 0) => Guard::New,
                (true, _) => Guard::Restored(format!("it is missing, although {counted} votes are counted")),
                (false, _) => Guard::Restored("it is damaged, so nobody knows the last vote".to_owned()),
            };
        };
        if record.machine != hash(machine) {
            return Guard::Restored("the last vote was cast on another machine".to_owned());
        }
        if self.identity != Some(record.identity) {
            return Guard::Restored("this is a copy of the repository that cast the last vote".to_owned());
        }
        if record.counter > counted {
            let why = format!("the state went back: it counts {counted} votes of {}", record.counter);
            return Guard::Restored(why);
        }
        Guard::Fine
    }
}

/// Who voted how often.
struct Record {
    machine: Id,
    identity: Identity,
    counter: u64,
}

impl Record {
    /// The bytes of a slot: always as many, so that one takes exactly the place of another.
    fn encode(&self) -> Vec<u8> {
        let number = |value: u64| Item::from(&value.to_be_bytes()[..]);
        let Identity { inode, born } = self.identity;
        let fields = vec![VERSION.into(), self.machine.into(), number(inode), number(born), number(self.counter)];
        let mut bytes = Item::Array(fields).encode();
        bytes.extend(Id::of(&bytes).as_bytes());
        bytes
    }

    fn decode(slot: &[u8]) -> Result<Self, CborError> {
        let (record, sum) = slot.split_at_checked(RECORD).ok_or(CborError::Malformed)?;
        if Id::of(record).as_bytes() != sum {
            return Err(CborError::Unexpected("another checksum"));
        }
        let mut fields = Fields::decode(record)?;
        if fields.uint()? != VERSION {
            return Err(CborError::Unexpected("version 1"));
        }
        let machine = fields.id()?;
        let mut number =
            || fields.bytes()?.try_into().map(u64::from_be_bytes).map_err(|_| CborError::Unexpected("8 bytes"));
        let identity = Identity { inode: number()?, born: number()? };
        let counter = number()?;
        fields.end()?;
        Ok(Self { machine, identity, counter })
    }
}
