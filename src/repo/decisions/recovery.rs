//! Going on without a quorum: a record of voters that one member writes when those before it can never decide again, and
//! that every other member accepts for itself. From then on votes are signed for the recovery in the place of the
//! community: two recoveries are two communities. `docs/format/heads.md` has the bytes.

use std::collections::BTreeMap;

use crate::base::cbor::{CborError, Fields, Item};
use crate::base::domain::Domain;
use crate::base::id::Id;
use crate::base::key::{PublicKey, SecretKey};
use crate::base::kind::Kind;
use crate::base::limit::MAX_MESSAGE;
use crate::heads::ground::Decided;
use crate::heads::record::Record;
use crate::heads::register::Register;
use crate::heads::vote::{key, optional_id, signature};
use crate::object::traits::{Sink, Source};
use crate::repo::action::Action;
use crate::repo::decided::{self, ENTERING, NEWEST};
use crate::repo::error::RepoError;
use crate::repo::genesis::Genesis;
use crate::repo::repository::Repository;
use crate::repo::transact::Growth;
use crate::state::change::{Change, Expected};
use crate::state::error::StateError;
use crate::state::operation::{Operation, root};

type Result<T> = std::result::Result<T, RepoError>;

const VERSION: u64 = 1;
/// Begins the keys of recoveries in the root `community`; the epoch follows, 8 bytes.
const KEY: &[u8] = b"recovery/";

/// A record of voters that was not decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovery {
    /// What votes were signed for before: the community, or the recovery before this one.
    pub scope: Id,
    /// The certificate of the last record that was decided; `None` for record 0.
    pub certificate: Option<Id>,
    /// Who votes from now on.
    pub record: Record,
    /// Why.
    pub reason: String,
    /// Who wrote it.
    pub author: PublicKey,
    /// Its signature.
    pub signature: [u8; 64],
}

/// What votes of each epoch are signed for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scopes {
    community: Id,
    /// The first epoch of each recovery, and the recovery.
    recoveries: BTreeMap<u64, Id>,
}

impl Scopes {
    /// What this state says.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn load(operation: &Operation, source: &dyn Source) -> Result<Self> {
        let (community, _) = Genesis::load(operation, source)?;
        let mut recoveries = BTreeMap::new();
        for (name, id) in operation.map(root::COMMUNITY).entries(source)? {
            let epoch = name.strip_prefix(KEY).and_then(|epoch| epoch.try_into().ok()).map(u64::from_be_bytes);
            if let (Some(epoch), Ok(id)) = (epoch, id.try_into()) {
                recoveries.insert(epoch, Id::from_bytes(id));
            }
        }
        Ok(Self { community, recoveries })
    }

    /// What votes of this epoch are signed for.
    pub fn of(&self, epoch: u64) -> Id {
        self.recoveries.range(..=epoch).next_back().map_or(self.community, |(_, id)| *id)
    }

    /// What everything new is signed for.
    pub fn newest(&self) -> Id {
        self.of(u64::MAX)
    }

    /// All recoveries that were followed, the oldest first.
    pub fn recoveries(&self) -> impl Iterator<Item = Id> {
        self.recoveries.values().copied()
    }

    /// Whether a record of this epoch was written by a recovery.
    pub fn recovered(&self, epoch: u64) -> Option<Id> {
        self.recoveries.get(&epoch).copied()
    }
}

impl Recovery {
    fn message(&self) -> Vec<u8> {
        Item::Array(vec![
            VERSION.into(),
            self.scope.into(),
            self.certificate.as_ref().map_or(&[][..], |id| id.as_bytes()).into(),
            Item::Bytes(self.record.encode()),
            self.reason.as_str().into(),
            self.author.as_bytes()[..].into(),
        ])
        .encode()
    }

    /// The canonical bytes; their hash is what votes are signed for from then on.
    pub fn encode(&self) -> Vec<u8> {
        Item::Array(vec![Item::Bytes(self.message()), self.signature[..].into()]).encode()
    }

    /// The recovery in these bytes, its signature verified.
    ///
    /// # Errors
    /// What [`Recovery::encode`] would not write, or not signed by its author.
    pub fn decode(bytes: &[u8]) -> std::result::Result<Self, CborError> {
        let mut outer = Fields::decode(bytes)?;
        let (message, signature) = (outer.bytes()?, signature(&mut outer)?);
        outer.end()?;
        let mut fields = Fields::decode(&message)?;
        if fields.uint()? != VERSION {
            return Err(CborError::Unexpected("recovery version 1"));
        }
        let (scope, certificate) = (fields.id()?, optional_id(&mut fields)?);
        let (record, reason, author) = (Record::decode(&fields.bytes()?)?, fields.text()?, key(&mut fields)?);
        fields.end()?;
        if reason.len() > MAX_MESSAGE || record.epoch == 0 {
            return Err(CborError::Unexpected("a later record, and a shorter reason"));
        }
        let recovery = Self { scope, certificate, record, reason, author, signature };
        if recovery.author.verify(&Domain::Recovery.message(&scope, &message), &signature) {
            Ok(recovery)
        } else {
            Err(CborError::Unexpected("the signature of its author"))
        }
    }

    /// The recovery in the store.
    ///
    /// # Errors
    /// It is missing, damaged or malformed.
    pub fn load(source: &dyn Source, id: &Id) -> Result<Self> {
        let plain = source.plain(Kind::Recovery, &(*id).into())?;
        Ok(Self::decode(&plain).map_err(|why| StateError::malformed(format!("recovery {id}"), why))?)
    }
}

/// Writes a recovery: these vote from now on. Returns its id, for the others to accept.
///
/// # Errors
/// There is nobody among them; the state cannot be written.
pub fn recover(
    repository: &Repository,
    action: &Action<'_>,
    key: &SecretKey,
    voters: &[PublicKey],
    reason: &str,
) -> Result<(Id, Recovery)> {
    let current = repository.current()?;
    let (operation, source) = (current.operation(), repository.source());
    let before = decided::newest_record(operation, source)?;
    let record = before.next(voters.iter().copied());
    Record::decode(&record.encode()).map_err(|why| RepoError::refused("the voters", why))?;
    let scopes = Scopes::load(operation, source)?;
    let register = Register::voters();
    let certificate =
        operation.map(root::CERTIFICATES).get(source, &decided::certificate_key(&register, before.epoch))?;
    let certificate = certificate.and_then(|id| id.try_into().ok()).map(Id::from_bytes);
    let scope = scopes.newest();
    let (reason, author) = (reason.to_owned(), key.public());
    let mut recovery = Recovery { scope, certificate, record, reason, author, signature: [0; 64] };
    recovery.signature = key.sign(&Domain::Recovery.message(&scope, &recovery.message()));
    let id = follow(repository, action, &recovery)?;
    Ok((id, recovery))
}

/// Takes over a recovery: what it says of voters counts here from now on. What is open is forgotten; decisions stay.
///
/// # Errors
/// It does not follow what is decided here; the state cannot be written.
pub fn follow(repository: &Repository, action: &Action<'_>, recovery: &Recovery) -> Result<Id> {
    repository.grow(action, |current, run| {
        let operation = current.operation();
        let before = decided::newest_record(operation, run)?;
        let scopes = Scopes::load(operation, run)?;
        let fits = recovery.record.epoch == before.epoch + 1 && recovery.record.previous == Some(before.id());
        let (id, _) = run.write(Kind::Recovery, &recovery.encode())?;
        let id = Id::from_bytes(*id.as_bytes());
        if !fits || recovery.scope != scopes.newest() {
            let why = format!(
                "it does not follow the voters of epoch {} that are known here; run: mosaic sync-heads",
                before.epoch
            );
            return Err(RepoError::refused(format!("recovery {id}"), why));
        }
        let epoch = recovery.record.epoch;
        let mut growth = Growth::default();
        let mut set = |root: &str, key: Vec<u8>, new: Option<Vec<u8>>| {
            growth.changes.push(Change { root: root.to_owned(), key, expected: Expected::Any, new });
        };
        let (record, _) = run.write(Kind::Record, &recovery.record.encode())?;
        set(root::COMMUNITY, [KEY, &epoch.to_be_bytes()[..]].concat(), Some(id.as_bytes().to_vec()));
        set(root::RECORDS, epoch.to_be_bytes().to_vec(), Some(record.as_bytes().to_vec()));
        set(root::RECORDS, NEWEST.to_vec(), Some(epoch.to_be_bytes().to_vec()));
        let register = Register::voters();
        let decided = Decided { height: epoch, value: recovery.record.id().into() };
        set(root::DECIDED, register.name().as_bytes().to_vec(), Some(decided::encode_decided(&decided)));
        for register in decided::open(operation, run)? {
            set(root::BALLOTS, register.name().as_bytes().to_vec(), None);
        }
        set(root::VOTES, ENTERING.to_vec(), None);
        Ok((id, growth))
    })
}
