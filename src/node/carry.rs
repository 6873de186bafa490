//! Between this member and its peers: showing each other certificates, lock proofs, reports, proposals and votes, and sending what
//! one of them lacks for it. What comes is stored here before it goes on to anybody else. Decides nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use crate::base::id::GitId;
use crate::base::key::{PublicKey, SecretKey};
use crate::base::kind::Kind as ObjectKind;
use crate::base::session::MAX_ASK;
use crate::heads::bundle::Bundle;
use crate::heads::ground::Ground;
use crate::heads::quorum::Quorum;
use crate::heads::register::Register;
use crate::heads::report::Own;
use crate::heads::vote::Step;
use crate::heads::voter::{No, Why};
use crate::node::answer::{Moment, Node};
use crate::node::council;
use crate::node::error::NodeError;
use crate::node::fetch::bring;
use crate::node::gather::Gather;
use crate::node::meet::Met;
use crate::node::parts::MAX_REGISTERS;
use crate::node::push::{give, offer};
use crate::node::remote::{Remote, ask, unexpected};
use crate::node::transfer::Line;
use crate::node::wire::{Request, Response};
use crate::repo::action::Action;
use crate::repo::decided;
use crate::repo::decisions::standing::Standing;
use crate::repo::error::RepoError;
use crate::state::operation::root;

type Result<T> = std::result::Result<T, NodeError>;

/// Bytes of one message, about.
const MESSAGE: usize = MAX_ASK / 2;
/// How often a peer may say that something is missing.
const ROUNDS: usize = 8;

/// What one peer answered.
pub type Answered<T> = (PublicKey, T);

/// This member and those it talks to.
pub struct Carrier<'s> {
    /// The own node.
    pub home: &'s Node,
    /// Its key.
    pub key: &'s SecretKey,
    /// How it writes.
    pub action: &'s Action<'s>,
    /// The members that were met.
    pub peers: Vec<&'s Met>,
    /// The time and randomness of every step.
    pub clock: &'s (dyn Fn() -> Moment + Sync),
    /// Questions that were asked.
    pub messages: AtomicU64,
}

impl Carrier<'_> {
    /// The time in milliseconds by a clock that never goes back.
    pub fn tick(&self) -> u64 {
        (self.clock)().tick
    }

    /// What this member stands on now.
    ///
    /// # Errors
    /// The state cannot be read; those of `with`.
    pub fn ground<T>(&self, with: impl FnOnce(&Standing<'_>) -> Result<T>) -> Result<T> {
        let repository = self.home.repository();
        let current = repository.current()?;
        with(&Standing::new(repository, &current, None)?)
    }

    /// The height that is decided here.
    ///
    /// # Errors
    /// The state cannot be read.
    pub fn height(&self, register: &Register) -> Result<u64> {
        self.ground(|ground| Ok(ground.decided(register)?.height))
    }

    /// One question, counted.
    ///
    /// # Errors
    /// As [`ask`].
    pub fn ask(&self, peer: &dyn Remote, request: &Request) -> Result<Response> {
        self.messages.fetch_add(1, Ordering::Relaxed);
        ask(peer, request)
    }

    /// Asks all peers at once. Who fails is silent from then on.
    ///
    /// # Errors
    /// The repository cannot be read or written.
    pub fn ask_all<T: Send>(&self, question: impl Fn(&Met) -> Result<T> + Sync) -> Result<Vec<Answered<T>>> {
        let up: Vec<&Met> = self.peers.iter().filter(|met| met.line.is_up()).copied().collect();
        let question = &question;
        let answers: Vec<(&Met, Result<T>)> = thread::scope(|scope| {
            let asked: Vec<_> = up.iter().map(|met| (*met, scope.spawn(move || question(met)))).collect();
            let lost = |met: &Met| Err(NodeError::network(met.line.peer.name(), "the question was lost"));
            asked.into_iter().map(|(met, asked)| (met, asked.join().unwrap_or_else(|_| lost(met)))).collect()
        });
        let mut answered = Vec::new();
        for (met, answer) in answers {
            match answer {
                Ok(answer) => answered.push((met.card.member, answer)),
                Err(NodeError::Repo(error)) => return Err(error.into()),
                Err(error) => met.line.end(&error),
            }
        }
        Ok(answered)
    }

    /// All pages of heights.
    ///
    /// # Errors
    /// The peer fails or refuses.
    pub fn heights(&self, met: &Met, page: impl Fn(String) -> Request) -> Result<Vec<(Register, u64)>> {
        let peer = &*met.line.peer;
        let mut all: Vec<(Register, u64)> = Vec::new();
        loop {
            let after = all.last().map_or_else(String::new, |(register, _)| register.name().to_owned());
            let Response::Heights { rows, more } = self.ask(peer, &page(after.clone()))? else {
                return Err(unexpected(peer));
            };
            let names = || [after.as_str()].into_iter().chain(rows.iter().map(|(register, _)| register.name()));
            if names().zip(names().skip(1)).any(|(a, b)| a >= b) {
                return Err(NodeError::lie(peer.name(), "its registers are not in order"));
            }
            let end = !more || rows.is_empty();
            all.extend(rows);
            if end {
                return Ok(all);
            }
        }
    }

    /// Asks the peer that has most news to bring its decisions together with its own peers: for a member that was away.
    ///
    /// # Errors
    /// The state cannot be read.
    pub fn start_sync(&self) -> Result<()> {
        let current = self.home.repository().current()?;
        let known = |root: &str| current.operation().map(root).root();
        let (decided, tapestry) = (known(root::DECIDED), known(root::TAPESTRY));
        let news = |met: &&&Met| {
            let card = &met.card;
            (card.decided != decided || card.tapestry != tapestry).then_some((card.epoch, card.decided != decided))
        };
        let first = self.peers.iter().filter(|met| met.line.is_up() && news(met).is_some()).max_by_key(news);
        if let Some(met) = first
            && let Err(error @ NodeError::Network { .. }) = self.ask(&*met.line.peer, &Request::StartSync)
        {
            met.line.end(&error);
        }
        Ok(())
    }

    /// Certificates in both directions, where decisions differ.
    ///
    /// # Errors
    /// As [`Carrier::ask_all`].
    pub fn catch_up(&self) -> Result<()> {
        let own = self.home.repository().current()?.operation().map(root::DECIDED).root();
        let differ = |met: &Met| met.card.decided != own;
        let theirs = self.ask_all(|met| match differ(met) {
            true => self.heights(met, |after| Request::Decided { after }).map(Some),
            false => Ok(None),
        })?;
        for (member, rows) in theirs {
            let Some(met) = self.peers.iter().find(|met| met.card.member == member) else { continue };
            let Some(rows) = rows else { continue };
            let gives = self.ground(|ground| Ok(ground.is_member(&self.home.member())?))?;
            let give = || if gives { self.give_to(met, &rows) } else { Ok(()) };
            let done = self.take_from(met, &rows).and_then(|()| give());
            match done {
                Err(NodeError::Repo(error)) => return Err(error.into()),
                Err(error) => met.line.end(&error),
                Ok(()) => {}
            }
        }
        Ok(())
    }

    /// Takes the certificates that the peer has and this member has not.
    ///
    /// # Errors
    /// The peer fails or refuses; the repository cannot be read or written.
    pub fn take_from(&self, met: &Met, theirs: &[(Register, u64)]) -> Result<()> {
        let mut before = None;
        loop {
            let behind = self.ground(|ground| {
                let mut behind = Vec::new();
                for (register, height) in theirs {
                    let own = ground.decided(register)?.height;
                    if own < *height {
                        behind.push((register.clone(), own));
                    }
                }
                Ok(behind)
            })?;
            // Records and knots come one after the other: as long as that goes on.
            if behind.is_empty() || before.as_ref() == Some(&behind) {
                return Ok(());
            }
            for rows in behind.chunks(MAX_REGISTERS) {
                let peer = &*met.line.peer;
                let request = Request::Certificates { rows: rows.to_vec() };
                let Response::Shown { bundle, .. } = self.ask(peer, &request)? else { return Err(unexpected(peer)) };
                self.learn(bundle)?;
            }
            before = Some(behind);
        }
    }

    /// Gives the peer the certificates that it has not.
    ///
    /// # Errors
    /// As [`Carrier::take_from`].
    pub fn give_to(&self, met: &Met, theirs: &[(Register, u64)]) -> Result<()> {
        let known: BTreeMap<&Register, u64> = theirs.iter().map(|(register, height)| (register, *height)).collect();
        let repository = self.home.repository();
        let current = repository.current()?;
        let mut behind = Vec::new();
        for (register, decided) in decided::all(current.operation(), repository.source())? {
            let height = known.get(&register).copied().unwrap_or(0);
            if height < decided.height {
                behind.push((register, height));
            }
        }
        for rows in behind.chunks(MAX_REGISTERS) {
            if let Response::Shown { bundle, .. } = council::certificates(repository, rows)? {
                self.show_to(met, &bundle, false)?;
            }
        }
        Ok(())
    }

    /// Shows something to the own node, and gets what it lacks for it.
    ///
    /// # Errors
    /// As [`Carrier::show_home`].
    pub fn learn(&self, bundle: Bundle) -> Result<Vec<(Register, No)>> {
        for _ in 0..ROUNDS {
            let (_, refused) = self.show_home(bundle.clone(), false)?;
            let lacks =
                |(_, no): &&(Register, No)| matches!(no.why, Why::NotHeld | Why::Entering) && !no.missing.is_empty();
            let lacking: Vec<&(Register, No)> = refused.iter().filter(lacks).collect();
            if lacking.is_empty() || !self.obtain(&bundle, &lacking)? {
                return Ok(refused);
            }
        }
        Ok(Vec::new())
    }

    /// Gets what the own node lacks from peers. Whether there was anything to get.
    ///
    /// # Errors
    /// As [`Carrier::take_from`].
    pub fn obtain(&self, bundle: &Bundle, lacking: &[&(Register, No)]) -> Result<bool> {
        let repository = self.home.repository();
        let registers: BTreeSet<&Register> = lacking.iter().map(|(register, _)| register).collect();
        let commits: Vec<(Vec<u8>, GitId)> = values(bundle)
            .filter(|(register, _)| registers.contains(register) && register.head_name().is_some())
            .map(|(register, commit)| (decided::kept_key(register, &commit.into()), commit))
            .collect();
        let selection = repository.current()?.scope();
        let got = if commits.is_empty() {
            let ids = lacking.iter().filter(|(_, no)| no.why == Why::Entering).flat_map(|(_, no)| &no.missing);
            let ids: Vec<_> = ids.map(|id| ObjectKind::Node.id_from_bytes(*id)).collect();
            if ids.is_empty() {
                return Ok(false);
            }
            let writing = repository.begin(self.action, true)?;
            let lines: Vec<&Line> = self.peers.iter().map(|met| &met.line).collect();
            let gather = Gather { run: &writing.run, lines: &lines, monitor: self.action.monitor };
            let got = gather.level(ObjectKind::Node, ids.into_iter(), 1 << 12);
            repository.keep(self.action, writing)?;
            got
        } else {
            bring(repository, self.action, &self.peers, &commits, &selection)
        };
        match got {
            Ok(()) => Ok(true),
            Err(NodeError::Nowhere { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Shows something to the own node: what it has to say, and why it does not vote.
    ///
    /// # Errors
    /// The repository cannot be read or written.
    pub fn show_home(&self, bundle: Bundle, all: bool) -> Result<(Bundle, Vec<(Register, No)>)> {
        let shown = self.home.show(&(self.clock)(), bundle, all);
        match shown.map_err(|refusal| RepoError::refused("this member's votes", refusal.message))? {
            Response::Shown { bundle, refused } => Ok((bundle, refused)),
            _ => Ok(Default::default()),
        }
    }

    /// Shows something to a peer, and sends what it lacks for it.
    ///
    /// # Errors
    /// As [`Carrier::take_from`].
    pub fn show_to(&self, met: &Met, bundle: &Bundle, all: bool) -> Result<(Bundle, Vec<(Register, No)>)> {
        let peer = &*met.line.peer;
        let (mut answer, mut refusals) = (Bundle::default(), BTreeMap::new());
        for piece in split(bundle) {
            for _ in 0..ROUNDS {
                let request = Request::Show { bundle: piece.clone(), all };
                let Response::Shown { bundle, refused } = self.ask(peer, &request)? else {
                    return Err(unexpected(peer));
                };
                answer.extend(bundle);
                let supplied = self.supply(met, &piece, &refused)?;
                for (register, no) in refused {
                    refusals.insert(register, no);
                }
                if !supplied {
                    break;
                }
                refusals.clear();
            }
        }
        Ok((answer, refusals.into_iter().collect()))
    }

    /// Sends what the peer says it lacks. Whether there was anything to send.
    ///
    /// # Errors
    /// As [`Carrier::take_from`].
    pub fn supply(&self, met: &Met, shown: &Bundle, refused: &[(Register, No)]) -> Result<bool> {
        let repository = self.home.repository();
        let (mut commits, mut ids) = (BTreeSet::new(), BTreeSet::new());
        for (register, no) in refused.iter().filter(|(_, no)| !no.missing.is_empty()) {
            ids.extend(no.missing.iter().copied());
            commits.extend(values(shown).filter(|(of, _)| *of == register).map(|(_, commit)| commit));
        }
        if ids.is_empty() {
            return Ok(false);
        }
        let mut sent = give(repository, self.action.monitor, met, &ids.into_iter().collect::<Vec<_>>())?;
        let source = repository.source();
        commits.retain(|commit| source.has(&(*commit).into()).unwrap_or(false));
        if !commits.is_empty() {
            let offered = offer(repository, self.action.monitor, met, &commits.into_iter().collect::<Vec<_>>())?;
            met.line.sent(offered.objects, offered.bytes);
            sent += offered.objects;
        }
        Ok(sent > 0)
    }
}

/// The commits that a bundle is about.
fn values(bundle: &Bundle) -> impl Iterator<Item = (&Register, GitId)> {
    let quorums = bundle.quorums.iter().map(|quorum: &Quorum| &quorum.motion);
    let proposals = bundle.proposals.iter().map(|proposal| &proposal.motion);
    let motions = quorums.chain(proposals).chain(bundle.votes.iter().map(|vote| &vote.motion));
    let motions = motions.map(|motion| (&motion.register, motion.value));
    let reported = bundle.reports.iter().filter_map(|report| match report.own {
        Own::Is(value) => Some((&report.register, value)),
        Own::Absent => None,
    });
    let heads = motions.chain(reported).filter(|(register, _)| register.head_name().is_some());
    heads.filter_map(|(register, value)| Some((register, value.commit()?)))
}

/// A bundle in pieces that fit a message. What is attached comes with each.
fn split(bundle: &Bundle) -> Vec<Bundle> {
    let attached = bundle.attached.clone();
    let start = attached.iter().map(Vec::len).sum::<usize>() + 64 * bundle.known.len();
    let known = bundle.known.clone();
    let mut pieces = vec![Bundle { known, attached: attached.clone(), ..Bundle::default() }];
    let mut len = start;
    let mut place = |size: usize, put: &mut dyn FnMut(&mut Bundle)| {
        if len + size > MESSAGE.max(start) && len > start {
            pieces.push(Bundle { attached: attached.clone(), ..Bundle::default() });
            len = start;
        }
        len += size;
        if let Some(piece) = pieces.last_mut() {
            put(piece);
        }
    };
    // Certificates of records first.
    let mut quorums: Vec<&Quorum> = bundle.quorums.iter().collect();
    quorums
        .sort_by_key(|quorum| (quorum.step != Step::Accept, !quorum.motion.register.is_voters(), quorum.motion.height));
    for quorum in quorums {
        place(256 + quorum.ayes.len() * 160, &mut |piece| piece.quorums.push(quorum.clone()));
    }
    for report in &bundle.reports {
        place(384, &mut |piece| piece.reports.push(report.clone()));
    }
    for proposal in &bundle.proposals {
        place(512 + proposal.reports.len() * 384, &mut |piece| piece.proposals.push(proposal.clone()));
    }
    for vote in &bundle.votes {
        place(512, &mut |piece| piece.votes.push(vote.clone()));
    }
    pieces
}
