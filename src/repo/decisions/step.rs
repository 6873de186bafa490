//! One step of this repository's member: it is shown something, votes as far as it may, and everything is durable before
//! anybody hears of it. All on the newest state, while nobody else can change it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use crate::base::id::{GitId, Id};
use crate::base::key::{PublicKey, SecretKey};
use crate::base::kind::Kind as ObjectKind;
use crate::base::verified::Verified;
use crate::heads::assembly::take;
use crate::heads::bundle::Bundle;
use crate::heads::evidence::Evidence;
use crate::heads::ground::Ground;
use crate::heads::lease::Leases;
use crate::heads::outcome::{Decision, Outcome, Who};
use crate::heads::register::{Kind, Register};
use crate::heads::registers::head::has_parted;
use crate::heads::value::Value;
use crate::heads::vote::Vote;
use crate::object::run::Run;
use crate::object::traits::Sink;
use crate::repo::action::Action;
use crate::repo::current::{Current, move_name};
use crate::repo::decided;
use crate::repo::decisions::recovery::Scopes;
use crate::repo::decisions::silence;
use crate::repo::decisions::standing::Standing;
use crate::repo::error::RepoError;
use crate::repo::fork_point::fork_point;
use crate::repo::guard::{self, Guard};
use crate::repo::repository::Repository;
use crate::repo::tie::{Tied, tie};
use crate::repo::transact::Growth;
use crate::repo::weave::say_with;
use crate::state::change::{Change, Expected};
use crate::state::hamt::Hamt;
use crate::state::operation::root;
use crate::strand::kinds::double::{self, DoubleVote};
use crate::strand::knot::Knot;

type Result<T> = std::result::Result<T, RepoError>;

/// How this repository takes part.
pub struct Part<'p> {
    /// Its key.
    pub key: &'p SecretKey,
    /// The id of this machine; empty where it has none.
    pub machine: &'p str,
    /// Milliseconds by a clock that never goes back.
    pub tick: u64,
    /// Whether own heads go forward to what is decided.
    pub follow: bool,
    /// The leases of this process.
    pub leases: &'p Mutex<Leases>,
    /// Signatures that this process has verified.
    pub verified: &'p Verified,
}

/// Takes in what is shown, and votes. `all` asks for open proposals in return.
///
/// # Errors
/// The repository cannot be read or written: nothing was said then.
pub fn show(
    repository: &Repository,
    action: &Action<'_>,
    part: &Part<'_>,
    bundle: Bundle,
    all: bool,
) -> Result<Outcome> {
    let current = repository.current()?;
    let scopes = Scopes::load(current.operation(), repository.source())?;
    // Signatures first: they need nobody to wait.
    let bundle = bundle.genuine(&|epoch| scopes.of(epoch), &scopes.newest(), part.verified);
    let own = part.key.public();
    let whole = current.scope().is_all();
    let is_voter = decided::newest_record(current.operation(), repository.source())?.has(&own);
    // It may get a vote by what it is shown, and use it at once.
    let may_become = bundle.certificates().any(|certificate| certificate.motion.register.is_voters());
    let votes = whole && (is_voter || may_become);
    if votes {
        match guard::check(repository, part.machine)? {
            Guard::Fine => {}
            Guard::New => guard::arm(repository, action, part.machine)?,
            Guard::Restored(why) => mute(repository, action, &why)?,
        }
    }
    let outcome = repository.grow(action, |current, run| {
        let standing = Standing::new(repository, current, Some(run))?;
        let sign = |vote: Vote| {
            let scope = standing.scopes.of(vote.motion.epoch);
            vote.sign(&scope, part.key)
        };
        let who = Who { voter: whole.then_some(own), sign: &sign, now: part.tick };
        let mut leases = part.leases.lock().unwrap_or_else(PoisonError::into_inner);
        let outcome = take(&standing, &mut leases, &who, bundle, all)?;
        let (growth, kept) = Default::default();
        let mut store = Store { repository, action, current, run, standing: &standing, own, growth, kept };
        store.outcome(&outcome, part.follow)?;
        Ok((outcome, store.growth))
    })?;
    // Votes of a step that failed behind its publication are in the state, and leave with this one.
    if !outcome.votes.is_empty() || votes && !outcome.reply.is_empty() && guard::lags(repository, part.machine)? {
        guard::advance(repository, action, outcome.votes.len() as u64, part.machine)?;
    }
    if !outcome.evidence.is_empty() {
        tell(repository, action, part.key, &outcome.evidence)?;
    }
    Ok(outcome)
}

/// From now on this voter says nothing, until it has asked the others.
fn mute(repository: &Repository, action: &Action<'_>, why: &str) -> Result<()> {
    repository.grow(action, |current, run| {
        let mut growth = Growth::default();
        if silence::reason(current.operation(), run)?.is_none() {
            growth.changes.push(silence::begin(why));
        }
        Ok(((), growth))
    })
}

/// Tells the community of voters who voted twice, where nobody has.
fn tell(repository: &Repository, action: &Action<'_>, key: &SecretKey, evidence: &[Evidence]) -> Result<()> {
    let said = say_with(repository, action, key, |community| {
        let mut bodies = BTreeMap::new();
        for Evidence { votes: [a, b] } in evidence {
            let told = community.views.get(double::VIEW);
            let is_told = |((_, accused), _): (&(PublicKey, Vec<u8>), _)| accused == a.voter.as_bytes();
            if !told.is_some_and(|values| values.iter().any(is_told)) {
                bodies.insert(a.voter, DoubleVote::of(a.voter, a.encode(), b.encode()).body());
            }
        }
        Ok(bodies.into_values().collect())
    });
    match said {
        Ok(_) | Err(RepoError::NotAMember(_) | RepoError::Ended { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Gathers what becomes of a state.
struct Store<'s> {
    repository: &'s Repository,
    action: &'s Action<'s>,
    current: &'s Current,
    run: &'s Run,
    standing: &'s Standing<'s>,
    own: PublicKey,
    growth: Growth,
    /// What votes were given for in this step, and what of it and of earlier ones goes.
    kept: BTreeMap<Vec<u8>, Option<Vec<u8>>>,
}

/// What was there before decisions were made.
struct Before {
    kept: BTreeSet<Vec<u8>>,
    lost: BTreeMap<String, GitId>,
}

impl Store<'_> {
    fn set(&mut self, root: &str, key: &[u8], new: Option<Vec<u8>>) {
        let change = Change { root: root.to_owned(), key: key.to_vec(), expected: Expected::Any, new };
        self.growth.changes.push(change);
    }

    fn write(&self, kind: ObjectKind, bytes: &[u8]) -> Result<Vec<u8>> {
        Ok(self.run.write(kind, bytes)?.0.as_bytes().to_vec())
    }

    fn outcome(&mut self, outcome: &Outcome, follow: bool) -> Result<()> {
        for record in &outcome.records {
            let id = self.write(ObjectKind::Record, &record.encode())?;
            let epoch = record.epoch.to_be_bytes().to_vec();
            self.set(root::RECORDS, &epoch, Some(id));
            self.set(root::RECORDS, decided::NEWEST, Some(epoch.clone()));
            self.set(root::VOTES, decided::ENTERING, Some(epoch));
        }
        if outcome.settled {
            self.set(root::VOTES, decided::ENTERING, None);
        }
        if outcome.restored {
            self.growth.changes.push(silence::begin("others have votes of this voter that are not here"));
        }
        for (register, ballot) in &outcome.ballots {
            let id = ballot.as_ref().map(|ballot| self.write(ObjectKind::Ballot, &ballot.encode())).transpose()?;
            self.set(root::BALLOTS, register.name().as_bytes(), id);
        }
        for vote in &outcome.votes {
            self.keep(&vote.motion.register, vote.motion.value)?;
            if let Some(sworn) = vote.sworn {
                self.swear(sworn)?;
            }
        }
        let kept = self.current.operation().map(root::KEPT);
        for (register, value) in &outcome.reported {
            if kept.get(self.run, &decided::kept_key(register, value))?.is_none() {
                self.keep(register, *value)?;
            }
        }
        if !outcome.votes.is_empty() {
            let (counter, mut change) = guard::counter_change(self.run, self.current)?;
            let counter = counter + outcome.votes.len() as u64 - 1;
            change.new = Some(counter.to_be_bytes().to_vec());
            self.growth.changes.push(change);
        }
        if !outcome.decisions.is_empty() {
            let kept = self.current.operation().map(root::KEPT).entries(self.run)?;
            let (kept, lost) = (kept.into_keys().collect(), self.current.names(self.run, root::LOST)?);
            let before = Before { kept, lost };
            for decision in &outcome.decisions {
                self.decide(decision, &before, &outcome.attached, follow)?;
            }
        }
        for (key, new) in std::mem::take(&mut self.kept) {
            self.set(root::KEPT, &key, new);
        }
        Ok(())
    }

    /// Keeps what a vote was given for.
    fn keep(&mut self, register: &Register, value: Value) -> Result<()> {
        let Some(bytes) = value.bytes() else { return Ok(()) };
        if register.head_name().is_none()
            && let Some(attachment) = self.standing.attachment(&value)?
        {
            let kind = if register.is_voters() { ObjectKind::Record } else { ObjectKind::Knot };
            self.write(kind, &attachment)?;
        }
        self.kept.insert(decided::kept_key(register, &value), Some(bytes.to_vec()));
        Ok(())
    }

    /// Keeps the map that was sworn.
    fn swear(&mut self, sworn: Id) -> Result<()> {
        let mut rows = Vec::new();
        let old = self.current.operation().map(root::SWORN);
        let new = if sworn == Id::of(&[]) { Hamt::new() } else { Hamt::from_root(sworn) };
        old.diff(&new, self.run, &mut |key, _, new| {
            rows.push((key.to_vec(), new.map(<[u8]>::to_vec)));
            Ok(())
        })?;
        for (key, new) in rows {
            self.set(root::SWORN, &key, new);
        }
        Ok(())
    }

    fn decide(&mut self, decision: &Decision, before: &Before, attached: &[Vec<u8>], follow: bool) -> Result<()> {
        let Decision { register, decided, certificate } = decision;
        let name = register.name().as_bytes();
        self.set(root::DECIDED, name, Some(decided::encode_decided(decided)));
        let id = self.write(ObjectKind::Certificate, &certificate.encode())?;
        self.set(root::CERTIFICATES, &decided::certificate_key(register, decided.height), Some(id));
        let prefix = [name, &[0]].concat();
        let is_of = |key: &&Vec<u8>| key.starts_with(&prefix);
        let kept = before.kept.range(prefix.clone()..).take_while(is_of);
        let new = self.kept.range(prefix.clone()..).map(|(key, _)| key).take_while(is_of);
        let gone: Vec<Vec<u8>> = kept.chain(new).cloned().collect();
        self.kept.extend(gone.into_iter().map(|key| (key, None)));
        match register.kind() {
            Kind::Head(head) => self.head(head, decision, before, follow),
            Kind::Voters => Ok(()),
            Kind::Tapestry => self.knot(decided.value, attached),
        }
    }

    fn knot(&mut self, value: Value, attached: &[Vec<u8>]) -> Result<()> {
        let bytes = attached.iter().find(|bytes| value.id() == Some(Id::of(bytes)));
        let missing = || RepoError::refused("a knot", "it did not come with its certificate");
        let knot = Knot::decode(bytes.ok_or_else(missing)?)?;
        let (tied, growth) = tie(self.repository, self.current, self.run, self.action.now, &knot, Vec::new())?;
        if let Tied::Lacking(authors) = tied {
            let why = format!("strands of {} authors that it covers are not here", authors.len());
            return Err(RepoError::refused(format!("knot {}", knot.height), why));
        }
        self.growth.changes.extend(growth.changes);
        self.growth.appends.extend(growth.appends);
        self.growth.rewrites.extend(growth.rewrites);
        self.growth.cuts.extend(growth.cuts);
        Ok(())
    }

    fn head(&mut self, head: &str, decision: &Decision, before: &Before, follow: bool) -> Result<()> {
        let Decision { decided, certificate, .. } = decision;
        let commit = decided.value.commit();
        self.set(root::DECIDED_HEADS, head.as_bytes(), commit.map(|commit| commit.as_bytes().to_vec()));
        self.set(root::UNWANTED, head.as_bytes(), None);
        let own = self.current.head(self.run, head)?;
        let shown = self.repository.root().is_some() && self.current.stage.head.as_deref() == Some(head);
        match (own, commit) {
            (Some(own), Some(commit)) if has_parted(self.standing, own, commit)? => {
                self.lose(head, decided.height, own, before);
                Ok(())
            }
            (Some(own), Some(commit)) if follow && !shown && own != commit => {
                if fork_point(self.run, own, commit)? == Some(own) {
                    self.growth.changes.push(move_name(root::HEADS, head, Some(own), Some(commit)));
                }
                Ok(())
            }
            (None, Some(commit)) if follow && !shown => {
                self.growth.changes.push(move_name(root::HEADS, head, None, Some(commit)));
                Ok(())
            }
            // A head that was deleted goes, unless it went further.
            (Some(own), None) if !shown => {
                if let Some(deleted) = certificate.motion.previous.commit()
                    && fork_point(self.run, own, deleted)? == Some(own)
                {
                    self.growth.changes.push(move_name(root::HEADS, head, Some(own), None));
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Keeps the own commit of a head for which another one was decided.
    fn lose(&mut self, head: &str, height: u64, own: GitId, before: &Before) {
        let prefix = format!("{}/{head}/", self.own);
        let mut lost = before.lost.range(prefix.clone()..).take_while(|(name, _)| name.starts_with(&prefix));
        if lost.all(|(_, commit)| *commit != own) {
            self.set(root::LOST, format!("{prefix}{height}").as_bytes(), Some(own.as_bytes().to_vec()));
        }
    }
}
