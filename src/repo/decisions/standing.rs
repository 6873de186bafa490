//! A repository as the ground on which its member votes: what `heads/` asks, answered from one state. Changes nothing;
//! what has to be written for an oath goes into the run of the caller.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::base::id::{GitId, Id, ObjectId};
use crate::base::key::{PublicKey, SecretKey};
use crate::base::kind::Kind as ObjectKind;
use crate::base::session::MAX_MISSING;
use crate::base::verified::Verified;
use crate::heads::ballot::Ballot;
use crate::heads::ground::{Decided, Ground, Oath, Oaths};
use crate::heads::quorum::Quorum;
use crate::heads::record::Record;
use crate::heads::register::{Kind, Register};
use crate::heads::report::{Own, Report};
use crate::heads::value::Value;
use crate::heads::vote::Motion;
use crate::object::error::ObjectError;
use crate::object::remember::Remembering;
use crate::object::run::Run;
use crate::object::traits::{Sink, Source};
use crate::repo::absent;
use crate::repo::agree::{covers, longest, own_rows, uncovered};
use crate::repo::community::Community;
use crate::repo::connect::{Connected, Depth, missing};
use crate::repo::current::Current;
use crate::repo::decided;
use crate::repo::decisions::recovery::Scopes;
use crate::repo::decisions::requests::{accused, requests};
use crate::repo::decisions::silence;
use crate::repo::error::RepoError;
use crate::repo::history::{parents, read_commit};
use crate::repo::knots;
use crate::repo::repository::Repository;
use crate::state::error::StateError;
use crate::state::hamt::Hamt;
use crate::state::operation::root;
use crate::strand::knot::{Knot, Row};

type Result<T> = std::result::Result<T, RepoError>;

/// Behind the name of a register in a map of oaths: its lock.
pub const LOCK: &[u8] = b"\0lock";

/// One state of a repository.
pub struct Standing<'s> {
    repository: &'s Repository,
    current: &'s Current,
    source: Remembering<'s>,
    /// New objects, where something is being written.
    run: Option<&'s Run>,
    community: Community,
    accused: BTreeSet<PublicKey>,
    /// What votes of each epoch are signed for.
    pub scopes: Scopes,
    connected: Connected<'s>,
    absent: OnceCell<HashSet<[u8; 32]>>,
    /// Records and knots that were made here, by their ids.
    made: RefCell<BTreeMap<Id, Vec<u8>>>,
}

impl<'s> Standing<'s> {
    /// The ground that this state is.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn new(repository: &'s Repository, current: &'s Current, run: Option<&'s Run>) -> Result<Self> {
        let source: &dyn Source = run.map_or(repository.source(), |run| run);
        let operation = current.operation();
        let community = Community::of(operation, source)?;
        let scopes = Scopes::load(operation, source)?;
        let accused = accused(operation, source, &community, &scopes)?;
        let connected = Connected::of(repository, current);
        let (absent, made) = Default::default();
        let source = Remembering::new(source);
        Ok(Self { repository, current, source, run, community, accused, scopes, connected, absent, made })
    }

    fn source(&self) -> &dyn Source {
        &self.source
    }

    fn writing(&self) -> Result<&'s Run> {
        self.run.ok_or_else(|| RepoError::refused("a vote", "nothing can be written now"))
    }

    /// The community as this state has it.
    pub const fn community(&self) -> &Community {
        &self.community
    }

    /// The signed report of this member.
    ///
    /// # Errors
    /// The state cannot be read.
    pub fn report(&self, key: &SecretKey, register: &Register) -> Result<Report> {
        let report = Report {
            member: key.public(),
            register: register.clone(),
            height: self.decided(register)?.height,
            own: self.own(register)?,
            leader: self.community.leader(),
            decided: self.root()?,
            number: self.current.operation().number,
            signature: [0; 64],
        };
        Ok(report.sign(&self.scopes.newest(), key))
    }

    /// The own commit for which another one was decided at this height.
    ///
    /// # Errors
    /// The state cannot be read.
    pub fn lost(&self, register: &Register, height: u64) -> Result<Option<GitId>> {
        let own = self.repository.key()?.public();
        let name = format!("{own}/{register}/{height}");
        self.current.name(self.source(), root::LOST, &name)
    }

    /// What this member and the voters have for a head, and what is decided.
    fn named(&self, head: &str) -> Result<Vec<GitId>> {
        let source = self.source();
        let voters = decided::newest_record(self.current.operation(), source)?.voters;
        let mut named = vec![self.current.head(source, head)?, self.current.name(source, root::DECIDED_HEADS, head)?];
        for voter in voters {
            named.push(self.current.name(source, root::DELIVERED, &format!("{voter}/{head}"))?);
        }
        Ok(named.into_iter().flatten().collect())
    }

    fn keep(&self, bytes: Vec<u8>) -> Value {
        let id = Id::of(&bytes);
        self.made.borrow_mut().insert(id, bytes);
        id.into()
    }

    fn knot(&self, rows: Vec<Row>) -> Result<Value> {
        let newest = knots::newest(self.current.operation(), self.source())?;
        let height = newest.as_ref().map_or(0, |(_, knot)| knot.height) + 1;
        let knot = Knot { height, previous: newest.map(|(id, _)| id), rows };
        Ok(self.keep(knot.encode()))
    }

    /// The knot of this value, from what came along or from here.
    fn find_knot(&self, value: Value, attached: &[Vec<u8>]) -> Result<Option<Knot>> {
        let here = attached.iter().find(|bytes| value.id() == Some(Id::of(bytes))).cloned();
        let bytes = match here {
            Some(bytes) => Some(bytes),
            None => self.attachment(&value)?,
        };
        Ok(bytes.and_then(|bytes| Knot::decode(&bytes).ok()))
    }
}

/// What a voter swears that knows of no decision and has no lock.
fn nothing() -> Id {
    Id::of(&[])
}

/// What is missing, where that is why something cannot be read.
fn lacking<T>(result: std::result::Result<T, StateError>) -> Result<std::result::Result<T, [u8; 32]>> {
    match result {
        Ok(value) => Ok(Ok(value)),
        Err(StateError::Object(ObjectError::Missing(id))) => Ok(Err(*id.as_bytes())),
        Err(error) => Err(error.into()),
    }
}

impl Ground for Standing<'_> {
    type Error = RepoError;

    fn decided(&self, register: &Register) -> Result<Decided> {
        decided::decided(self.current.operation(), self.source(), register)
    }

    fn certificate(&self, register: &Register) -> Result<Option<Quorum>> {
        let height = self.decided(register)?.height;
        decided::certificate(self.current.operation(), self.source(), register, height)
    }

    fn record(&self, epoch: u64) -> Result<Option<Record>> {
        decided::record(self.current.operation(), self.source(), epoch)
    }

    fn epoch(&self) -> Result<u64> {
        decided::epoch(self.current.operation(), self.source())
    }

    fn passage(&self, epoch: u64) -> Result<Option<Quorum>> {
        decided::certificate(self.current.operation(), self.source(), &Register::voters(), epoch)
    }

    fn entering(&self) -> Result<Option<Quorum>> {
        let operation = self.current.operation();
        if operation.map(root::VOTES).get(self.source(), decided::ENTERING)?.is_none() {
            return Ok(None);
        }
        decided::certificate(operation, self.source(), &Register::voters(), self.epoch()?)
    }

    fn oaths(&self, sworn: &Id) -> Result<Oaths> {
        if *sworn == nothing() {
            return Ok(Oaths::Known(Vec::new()));
        }
        let own = self.current.operation().map(root::DECIDED);
        let (source, mut oaths, mut locks) = (self.source(), Vec::new(), Vec::new());
        let malformed = |why: String| StateError::malformed("an oath", why);
        let read = own.diff(&Hamt::from_root(*sworn), source, &mut |name, _, row| {
            let Some(row) = row else { return Ok(()) };
            match name.strip_suffix(LOCK) {
                Some(_) => locks.push(Id::from_bytes(row.try_into().map_err(|_| malformed("no id".to_owned()))?)),
                None => {
                    let register = Register::parse(&String::from_utf8_lossy(name));
                    let register = register.map_err(|why| malformed(why.to_string()))?;
                    let decided = decided::decode_decided(row).map_err(|why| malformed(why.to_string()))?;
                    oaths.push(Oath::Decided(register, decided));
                }
            }
            Ok(())
        });
        if let Err(id) = lacking(read)? {
            return Ok(Oaths::Missing(vec![id]));
        }
        for id in locks {
            match lacking(source.plain(ObjectKind::Certificate, &id.into()).map_err(StateError::from))? {
                Err(id) => return Ok(Oaths::Missing(vec![id])),
                Ok(plain) => {
                    // What a liar swore is no lock.
                    let proof = Quorum::decode(&plain).ok();
                    let scope = proof.as_ref().map(|proof| self.scopes.of(proof.motion.epoch));
                    if let Some((proof, scope)) = proof.zip(scope)
                        && self.record(proof.motion.epoch)?.is_some_and(|record| proof.carries(&record))
                        && proof.is_genuine(&scope, &Verified::default())
                    {
                        oaths.push(Oath::Lock(Box::new(proof)));
                    }
                }
            }
        }
        Ok(Oaths::Known(oaths))
    }

    fn swear(&self, decided: &[(Register, Decided)], locks: &[Quorum]) -> Result<Id> {
        let run = self.writing()?;
        let mut rows: BTreeMap<Vec<u8>, Option<Vec<u8>>> = BTreeMap::new();
        for (register, decided) in decided {
            rows.insert(register.name().as_bytes().to_vec(), Some(decided::encode_decided(decided)));
        }
        for lock in locks {
            let (id, _) = run.write(ObjectKind::Certificate, &lock.encode())?;
            let name = [lock.motion.register.name().as_bytes(), LOCK].concat();
            rows.insert(name, Some(id.as_bytes().to_vec()));
        }
        let map = self.current.operation().map(root::DECIDED).update(run, &rows)?;
        Ok(map.root().unwrap_or_else(nothing))
    }

    fn root(&self) -> Result<Option<Id>> {
        Ok(self.current.operation().map(root::DECIDED).root())
    }

    fn ballot(&self, register: &Register) -> Result<Option<Ballot>> {
        decided::ballot(self.current.operation(), self.source(), register)
    }

    fn open(&self) -> Result<Vec<Register>> {
        decided::open(self.current.operation(), self.source())
    }

    fn silent(&self, register: &Register) -> Result<u64> {
        silence::bound(self.current.operation(), self.source(), register)
    }

    fn own(&self, register: &Register) -> Result<Own> {
        let operation = self.current.operation();
        match register.kind() {
            Kind::Head(name) => {
                let unwanted = operation.map(root::UNWANTED).get(self.source(), name.as_bytes())?;
                let unwanted = unwanted.and_then(|height| height.try_into().ok()).map(u64::from_be_bytes);
                if unwanted.is_some_and(|height| height > 0) && unwanted == Some(self.decided(register)?.height) {
                    return Ok(Own::Is(Value::NOTHING));
                }
                let head = self.current.head(self.source(), name)?;
                Ok(head.map_or(Own::Absent, |commit| Own::Is(commit.into())))
            }
            Kind::Voters => {
                let Some(record) = self.record(self.epoch()?)? else { return Ok(Own::Absent) };
                let first = self.requests(&record)?.into_iter().next();
                Ok(first.map_or(Own::Absent, |(next, _)| Own::Is(next.id().into())))
            }
            Kind::Tapestry => {
                let interval = self.record(self.epoch()?)?.map_or(u64::MAX, |record| record.knot_interval);
                if uncovered(self.repository, self.current)? < interval {
                    return Ok(Own::Absent);
                }
                self.knot(own_rows(self.repository, self.current)?).map(Own::Is)
            }
        }
    }

    fn is_member(&self, key: &PublicKey) -> Result<bool> {
        Ok(self.community.is_member(key))
    }

    fn parents(&self, commit: &GitId) -> Result<Option<Vec<GitId>>> {
        match read_commit(self.source(), *commit) {
            Ok(read) => Ok(Some(parents(self.source(), &read))),
            Err(RepoError::Object(ObjectError::Missing(_))) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn missing(&self, motion: &Motion, attached: &[Vec<u8>]) -> Result<Vec<[u8; 32]>> {
        let Some(bytes) = motion.value.bytes() else { return Ok(Vec::new()) };
        match motion.register.kind() {
            Kind::Head(name) => {
                let (commit, source, run) = (GitId::from_bytes(bytes), self.source(), self.writing()?);
                if !source.has(&ObjectId::Git(commit))? {
                    return Ok(vec![bytes]);
                }
                if self.absent.get().is_none() {
                    let _ = self.absent.set(absent::all(source, self.current.operation())?);
                }
                let none = HashSet::new();
                let absent = self.absent.get().unwrap_or(&none);
                self.connected.goes_on(source, commit, self.named(name)?)?;
                // Who has only some of the files does not vote, and holds the tables of all.
                let depth = if self.current.scope().is_all() { Depth::Whole } else { Depth::Tables };
                missing(run, &self.connected, &[commit], absent, depth, MAX_MISSING)
            }
            Kind::Voters => {
                let here = attached.iter().any(|bytes| motion.value.id() == Some(Id::of(bytes)));
                let here = here || self.attachment(&motion.value)?.is_some();
                Ok(if here { Vec::new() } else { vec![bytes] })
            }
            Kind::Tapestry => match self.find_knot(motion.value, attached)? {
                Some(knot) if covers(self.repository, self.current, &knot)?.is_empty() => Ok(Vec::new()),
                _ => Ok(vec![bytes]),
            },
        }
    }

    fn attachment(&self, value: &Value) -> Result<Option<Vec<u8>>> {
        let Some(id) = value.id() else { return Ok(None) };
        if let Some(bytes) = self.made.borrow().get(&id) {
            return Ok(Some(bytes.clone()));
        }
        // Records and knots are named alike.
        match self.source().plain(ObjectKind::Record, &id.into()) {
            Ok(plain) => Ok(Some(plain)),
            Err(ObjectError::Missing(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn requests(&self, record: &Record) -> Result<Vec<(Record, Option<PublicKey>)>> {
        let asked = requests(record, &self.community, &self.accused);
        let made: Vec<_> = asked.iter().filter_map(|request| request.apply(record)).collect();
        for (next, _) in &made {
            self.keep(next.encode());
        }
        Ok(made)
    }

    fn cut(&self, reports: &[&Report], attached: &[Vec<u8>]) -> Result<Option<Value>> {
        let height = knots::newest(self.current.operation(), self.source())?.map_or(0, |(_, knot)| knot.height) + 1;
        let mut rows = Vec::with_capacity(reports.len());
        for report in reports {
            let Own::Is(value) = report.own else { continue };
            // What is not shown, or is of another height, agrees with nothing.
            match self.find_knot(value, attached)? {
                Some(knot) if knot.height == height => rows.push(knot.rows),
                _ => return Ok(None),
            }
        }
        let rows = longest(self.repository, self.current, &rows)?;
        if rows.is_empty() { Ok(None) } else { self.knot(rows).map(Some) }
    }
}
