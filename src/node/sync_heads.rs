//! `sync-heads`: one bounded session in which this member and its peers bring their decisions together, and decide what
//! is open. Everybody's votes are made by their own nodes, this member's too; what this session learns, it stores before
//! it tells it to anybody else. The steps are those of `heads/proposer.rs`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::base::id::GitId;
use crate::base::key::{PublicKey, SecretKey};
use crate::heads::bundle::Bundle;
use crate::heads::ground::Ground;
use crate::heads::proposal::Proposal;
use crate::heads::proposer::{Ask, Matter, Next, Proposer};
use crate::heads::register::Register;
use crate::heads::report::{Own, Report};
use crate::heads::vote::Vote;
use crate::node::answer::{Moment, Node};
use crate::node::carry::Carrier;
use crate::node::error::NodeError;
use crate::node::fetch::{FetchOptions, fetch};
use crate::node::judge::{Synced, judge};
use crate::node::meet::Met;
use crate::node::parts::MAX_REGISTERS;
use crate::node::remote::unexpected;
use crate::node::wire::{Request, Response};
use crate::object::error::ObjectError;
use crate::repo::action::Action;
use crate::repo::decided;
use crate::repo::decisions::silence::{self, Heights};
use crate::repo::error::RepoError;
use crate::state::operation::root;

type Result<T> = std::result::Result<T, NodeError>;

/// Most records of voters that one session decides.
const RECORDS: usize = 64;

/// How to bring heads together.
pub struct SyncOptions<'o> {
    /// These heads alone; none for all.
    pub heads: Vec<String>,
    /// For how long to try, in milliseconds.
    pub time: u64,
    /// For how long voters are asked to wait for this session, in milliseconds.
    pub lease: u64,
    /// The time and randomness of every step.
    pub clock: &'o (dyn Fn() -> Moment + Sync),
    /// Waits so many milliseconds.
    pub wait: &'o (dyn Fn(u64) + Sync),
}

/// Brings the heads of this member and its peers together. Strands were exchanged before.
///
/// # Errors
/// The repository cannot be read or written. A peer that fails is silent.
pub fn sync_heads(
    home: &Node,
    key: &SecretKey,
    action: &Action<'_>,
    peers: &[Met],
    options: &SyncOptions<'_>,
) -> Result<Synced> {
    // Each member once, by whatever way it was met first.
    let mut once = BTreeSet::from([home.member()]);
    let members = peers.iter().filter(|met| met.is_member && once.insert(met.card.member));
    let (clock, messages) = (options.clock, AtomicU64::new(0));
    let carrier = Carrier { home, key, action, peers: members.collect(), clock, messages };
    let session = Session { carrier, options, foreign: Mutex::default() };
    session.ask_forgotten()?;
    let begun = session.carrier.tick();
    let mut synced = Synced::default();
    let named = session.named()?;
    synced.agreed = session.all_agree()?;
    if synced.agreed {
        judge(home.repository(), &named, None, &mut synced)?;
    } else {
        session.carrier.catch_up()?;
        // Who votes comes first, one change after the other.
        session.change_voters(begun, &mut synced)?;
        let open = session.questions(&named)?;
        session.fetch_open(&open)?;
        let proposer = session.decide(&open, Some(begun))?;
        judge(home.repository(), &named, Some(&proposer), &mut synced)?;
    }
    let current = home.repository().current()?;
    let record = decided::newest_record(current.operation(), home.repository().source())?;
    synced.silent = silence::reason(current.operation(), home.repository().source())?;
    synced.foreign = session.foreign.into_inner().unwrap_or_else(PoisonError::into_inner);
    // Whoever is in a later epoch came there by something that nobody here can follow.
    let later = session.carrier.peers.iter().filter(|met| met.card.epoch > record.epoch);
    synced.foreign.extend(later.map(|met| met.card.member));
    (synced.epoch, synced.voters) = (record.epoch, record.voters);
    synced.messages = session.carrier.messages.load(Ordering::Relaxed);
    Ok(synced)
}

struct Session<'s> {
    carrier: Carrier<'s>,
    options: &'s SyncOptions<'s>,
    /// Members whose reports are signed for something else than this member knows.
    foreign: Mutex<BTreeSet<PublicKey>>,
}

impl Session<'_> {
    fn own(&self, register: &Register) -> Result<Own> {
        self.carrier.ground(|ground| Ok(ground.own(register)?))
    }

    /// Has the changes of who votes decided that are asked for, as far as that goes.
    fn change_voters(&self, begun: u64, synced: &mut Synced) -> Result<()> {
        let (repository, voters) = (self.carrier.home.repository(), [Register::voters()]);
        let mut last = None;
        for _ in 0..RECORDS {
            if self.own(&voters[0])? == Own::Absent {
                break;
            }
            let before = self.carrier.height(&voters[0])?;
            // Who is to vote must answer for that: if it is away, others need not wait.
            let begun = if self.has_newcomer()? { Some(begun) } else { None };
            let proposer = self.decide(&voters, begun)?;
            if self.carrier.height(&voters[0])? > before {
                last = Some(proposer);
                continue;
            }
            if let Some(last) = last.take() {
                judge(repository, &[], Some(&last), synced)?;
            }
            return judge(repository, &[], Some(&proposer), synced).map_err(Into::into);
        }
        if let Some(last) = last {
            judge(repository, &[], Some(&last), synced)?;
        }
        Ok(())
    }

    /// Whether heads and decisions are the same everywhere, everything is decided and nothing is open.
    fn all_agree(&self) -> Result<bool> {
        let repository = self.carrier.home.repository();
        let current = repository.current()?;
        let (operation, source) = (current.operation(), repository.source());
        let heads = decided::public_heads(operation, source)?;
        let decisions = operation.map(root::DECIDED).root();
        let own = decided::digest(heads, decisions);
        let same = |met: &&Met| decided::digest(met.card.heads, met.card.decided) == own && met.card.open.is_none();
        let is_quiet = heads == operation.map(root::DECIDED_HEADS).root()
            && operation.map(root::BALLOTS).root().is_none()
            && operation.map(root::UNWANTED).root().is_none();
        Ok(is_quiet
            && self.carrier.peers.iter().all(same)
            && self.own(&Register::voters())? == Own::Absent
            && self.own(&Register::tapestry())? == Own::Absent)
    }

    /// A voter that may have forgotten votes asks the others how far it has to stay silent.
    fn ask_forgotten(&self) -> Result<()> {
        // The own node looks whether it is one.
        self.carrier.show_home(Bundle::default(), false)?;
        let repository = self.carrier.home.repository();
        let current = repository.current()?;
        if silence::reason(current.operation(), repository.source())?.is_none() {
            return Ok(());
        }
        let told = self.carrier.ask_all(|met| self.carrier.heights(met, |after| Request::Voted { after }))?;
        let told: BTreeMap<PublicKey, Heights> =
            told.into_iter().map(|(voter, rows)| (voter, rows.into_iter().collect())).collect();
        match silence::limit(repository, self.carrier.action, &self.carrier.home.settings().machine, &told) {
            Ok(()) => Ok(()),
            Err(error @ RepoError::Refused { .. }) => {
                self.carrier.action.monitor.warn(&error.to_string());
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The heads that were asked for, or all.
    fn named(&self) -> Result<Vec<Register>> {
        Ok(self.options.heads.iter().filter_map(|head| Register::head(head)).collect())
    }

    /// The registers about which anything is open.
    fn questions(&self, named: &[Register]) -> Result<Vec<Register>> {
        let repository = self.carrier.home.repository();
        let current = repository.current()?;
        let (operation, source) = (current.operation(), repository.source());
        let decided = operation.map(root::DECIDED_HEADS);
        let mut names: BTreeSet<Vec<u8>> = BTreeSet::new();
        operation.map(root::HEADS).diff(&decided, source, &mut |name, own, _| {
            // Heads that this member has not are no question of its own.
            if own.is_some() {
                names.insert(name.to_vec());
            }
            Ok(())
        })?;
        names.extend(operation.map(root::UNWANTED).entries(source)?.into_keys());
        let public = decided::public_heads(operation, source)?;
        let decided: BTreeMap<String, GitId> = current.names(source, root::DECIDED_HEADS)?;
        let differ = |met: &Met| met.card.heads != public;
        for (_, heads) in self.carrier.ask_all(|met| if differ(met) { met.heads() } else { Ok(Vec::new()) })? {
            let open = heads.into_iter().filter(|(name, commit)| decided.get(name) != Some(commit));
            names.extend(open.map(|(name, _)| name.into_bytes()));
        }
        let leaves = |met: &Met| met.card.open.is_some();
        let left = |met: &Met| {
            if leaves(met) { self.carrier.heights(met, |after| Request::Open { after }) } else { Ok(Vec::new()) }
        };
        let left = self.carrier.ask_all(left)?.into_iter().flat_map(|(_, rows)| rows);
        let mut open: BTreeSet<Register> =
            names.iter().filter_map(|name| Register::head(&String::from_utf8_lossy(name))).collect();
        open.extend(decided::open(operation, source)?);
        open.extend(left.map(|(register, _)| register));
        open.retain(|register| named.is_empty() || named.contains(register));
        open.remove(&Register::voters());
        if self.own(&Register::tapestry())? != Own::Absent {
            open.insert(Register::tapestry());
        }
        Ok(open.into_iter().collect())
    }

    /// Gets the commits that peers have for open heads.
    fn fetch_open(&self, open: &[Register]) -> Result<()> {
        if open.iter().all(|register| register.head_name().is_none()) || self.carrier.peers.is_empty() {
            return Ok(());
        }
        let selection = self.carrier.home.repository().current()?.scope();
        let again: Vec<Met> =
            self.carrier.peers.iter().filter(|met| met.line.is_up()).filter_map(|met| met.again().ok()).collect();
        match fetch(self.carrier.home.repository(), self.carrier.action, &again, &FetchOptions { depth: 0, selection })
        {
            Ok(_) => Ok(()),
            Err(NodeError::Repo(error)) => Err(error.into()),
            Err(error) => {
                self.carrier.action.monitor.warn(&error.to_string());
                Ok(())
            }
        }
    }

    /// Whether the key takes part that the next record would add, if it adds one.
    fn has_newcomer(&self) -> Result<bool> {
        let takes_part = |key: &PublicKey| {
            let mut up = self.carrier.peers.iter().filter(|met| met.line.is_up());
            *key == self.carrier.home.member() || up.any(|met| met.card.member == *key)
        };
        self.carrier.ground(|ground| {
            let Some(record) = ground.record(ground.epoch()?)? else { return Ok(true) };
            let next = ground.requests(&record)?.into_iter().next();
            Ok(next.and_then(|(_, adds)| adds).is_none_or(|key| takes_part(&key)))
        })
    }

    /// Has these registers decided, as far as that goes; without waiting for anything where there is no beginning.
    fn decide(&self, registers: &[Register], begun: Option<u64>) -> Result<Proposer> {
        let moment = (self.options.clock)();
        let dice = u64::from_le_bytes(moment.seed[..8].try_into().unwrap_or_default());
        let mut proposer = self.carrier.ground(|ground| {
            Ok(Proposer::begin(ground, self.carrier.home.member(), registers, self.options.lease, dice)?)
        })?;
        if registers.is_empty() {
            return Ok(proposer);
        }
        loop {
            if self.carrier.action.monitor.cancelled() {
                return Err(ObjectError::Cancelled.into());
            }
            let next = self.carrier.ground(|ground| {
                let scope = ground.scopes.newest();
                Ok(proposer.next(ground, &|proposal: Proposal| proposal.sign(&scope, self.carrier.key))?)
            })?;
            match next {
                Next::Ask(Ask::Report(registers)) => self.ask_reports(&mut proposer, &registers)?,
                Next::Ask(Ask::Show(bundle, all)) => self.show_all(&mut proposer, bundle, all)?,
                Next::Done => return Ok(proposer),
                Next::Wait(millis) => {
                    let is_over = |begun: u64| self.carrier.tick().saturating_sub(begun) + millis > self.options.time;
                    if begun.is_none_or(is_over) || !self.is_within_reach(&proposer)? {
                        return Ok(proposer);
                    }
                    (self.options.wait)(millis);
                }
            }
        }
    }

    /// Whether those that answer could decide anything.
    fn is_within_reach(&self, proposer: &Proposer) -> Result<bool> {
        let record = self.carrier.ground(|ground| Ok(ground.record(ground.epoch()?)?))?;
        let Some(record) = record else { return Ok(false) };
        let up = self.carrier.peers.iter().filter(|met| met.line.is_up()).map(|met| met.card.member);
        let voters =
            up.chain([self.carrier.home.member()]).filter(|member| record.has(member)).collect::<BTreeSet<_>>();
        let told =
            |matter: &Matter| matter.reports.keys().filter(|member| record.has(member)).count() >= record.quorum();
        Ok(voters.len() >= record.quorum() && proposer.matters.values().any(|matter| !matter.settled && told(matter)))
    }

    fn ask_reports(&self, proposer: &mut Proposer, registers: &[Register]) -> Result<()> {
        let (own, attached) = self.carrier.ground(|ground| {
            let reports: std::result::Result<Vec<Report>, RepoError> =
                registers.iter().map(|register| ground.report(self.carrier.key, register)).collect();
            let reports = reports?;
            let mut attached = Vec::new();
            for report in reports.iter().filter(|report| report.register.head_name().is_none()) {
                if let Own::Is(value) = report.own {
                    attached.extend(ground.attachment(&value)?);
                }
            }
            Ok((reports, attached))
        })?;
        let (scope, verified) =
            (self.carrier.ground(|ground| Ok(ground.scopes.newest()))?, self.carrier.home.verified());
        proposer.reported(self.carrier.home.member(), own, attached);
        let answers = self.carrier.ask_all(|met| {
            let (mut all, mut attached) = (Vec::new(), Vec::new());
            for registers in registers.chunks(MAX_REGISTERS) {
                let request = Request::Report { registers: registers.to_vec() };
                let peer = &*met.line.peer;
                let Response::Reports { reports, attached: more } = self.carrier.ask(peer, &request)? else {
                    return Err(unexpected(peer));
                };
                // A member reports for itself.
                let own = reports.into_iter().filter(|report| report.member == met.card.member);
                let (genuine, foreign): (Vec<_>, Vec<_>) = own.partition(|report| report.is_genuine(&scope, verified));
                if !foreign.is_empty() {
                    self.foreign.lock().unwrap_or_else(PoisonError::into_inner).insert(met.card.member);
                }
                all.extend(genuine);
                attached.extend(more);
            }
            Ok((all, attached))
        })?;
        for (member, (reports, attached)) in answers {
            proposer.reported(member, reports, attached);
        }
        Ok(())
    }

    /// Shows something to the own node first, then to all others, with what the own node has to say; and what they say to
    /// the own node.
    fn show_all(&self, proposer: &mut Proposer, mut bundle: Bundle, all: bool) -> Result<()> {
        let (said, refused) = self.carrier.show_home(bundle.clone(), all)?;
        proposer.refused(self.carrier.home.member(), refused.into_iter().collect());
        bundle.votes.extend(said.votes);
        bundle.quorums.extend(said.quorums);
        bundle.votes.sort_by_key(Vote::identity);
        bundle.votes.dedup();
        let answers = self.carrier.ask_all(|met| self.carrier.show_to(met, &bundle, all))?;
        let mut heard = Bundle::default();
        for (member, (said, refused)) in answers {
            heard.extend(said);
            proposer.refused(member, refused.into_iter().collect());
        }
        self.carrier.learn(heard)?;
        Ok(())
    }
}
