//! How a member gets decisions made: it carries what is open, asks for reports, proposes what follows from them and from those
//! that others left, or leaves them where they are too few, shows the
//! lock proof that the supports are, and the certificate that the accepts are; and begins again, in a later round, where
//! that fails. One step after the other, each a message to everybody; `node/` drives it over a network, the simulator
//! through faults. It holds nothing that would be lost with it: all that counts is in ballots.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::key::PublicKey;
use crate::heads::ballot::Ballot;
use crate::heads::bundle::Bundle;
use crate::heads::candidate::Candidate;
use crate::heads::ground::{Decided, Ground};
use crate::heads::proposal::Proposal;
use crate::heads::record::Record;
use crate::heads::register::Register;
use crate::heads::registers::find;
use crate::heads::report::{Own, Report};
use crate::heads::show::{attachment, shown, since};
use crate::heads::value::Value;
use crate::heads::vote::{Motion, Step};
use crate::heads::voter::{No, Why};

/// Shortest pause after an attempt that failed, in milliseconds.
const PAUSE: u64 = 20;
/// Longest one, but for leases.
const LONGEST_PAUSE: u64 = 2_000;

/// What everybody is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Take this; the flag asks for open proposals in return.
    Show(Bundle, bool),
    /// What do you have for these?
    Report(Vec<Register>),
}

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Ask this member's own node and all others, and tell what they answer.
    Ask(Ask),
    /// Wait so many milliseconds.
    Wait(u64),
    /// There is nothing left to do.
    Done,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Carry,
    Report,
    Propose,
    Prove,
    Announce,
    Judge,
}

/// What is known of one register.
#[derive(Clone, Debug, Default)]
pub struct Matter {
    /// What was decided when the session began.
    pub begun: Decided,
    /// What members have.
    pub reports: BTreeMap<PublicKey, Report>,
    /// What follows from it.
    pub candidate: Candidate,
    /// Why voters did not vote, the newest reason of each.
    pub refused: BTreeMap<PublicKey, No>,
    /// The same of the attempt before.
    refused_before: BTreeMap<PublicKey, No>,
    /// Whether nothing more is to be done.
    pub settled: bool,
}

/// One member's session.
pub struct Proposer {
    member: PublicKey,
    lease: u64,
    phase: Phase,
    attempt: u32,
    dice: u64,
    /// What is to be decided.
    pub matters: BTreeMap<Register, Matter>,
    /// Records and knots that reports name.
    pub attached: Vec<Vec<u8>>,
    /// Who has answered anything.
    pub answered: BTreeSet<PublicKey>,
}

impl Proposer {
    /// A session of `member` about these registers. `lease`: for how long it asks voters to wait for it, in milliseconds;
    /// `dice`: any number, unlike those of others.
    ///
    /// # Errors
    /// The ground cannot be read.
    pub fn begin<G: Ground>(
        ground: &G,
        member: PublicKey,
        registers: &[Register],
        lease: u64,
        dice: u64,
    ) -> Result<Self, G::Error> {
        let matter = |register: &Register| {
            Ok((register.clone(), Matter { begun: ground.decided(register)?, ..Matter::default() }))
        };
        let matters = registers.iter().map(matter).collect::<Result<_, _>>()?;
        let (attached, answered) = Default::default();
        Ok(Self { member, lease, phase: Phase::Carry, attempt: 0, dice, matters, attached, answered })
    }

    /// What to do next, with the own votes and decisions of the moment. `sign` signs a proposal.
    ///
    /// # Errors
    /// The ground cannot be read.
    pub fn next<G: Ground>(&mut self, ground: &G, sign: &dyn Fn(Proposal) -> Proposal) -> Result<Next, G::Error> {
        loop {
            let phase = self.phase;
            self.phase = match phase {
                Phase::Carry => Phase::Report,
                Phase::Report => Phase::Propose,
                Phase::Propose => Phase::Prove,
                Phase::Prove => Phase::Announce,
                Phase::Announce => Phase::Judge,
                Phase::Judge => Phase::Carry,
            };
            let ask = match phase {
                Phase::Carry => Some(Ask::Show(self.carry(ground, true)?, true)),
                Phase::Report => self.report(ground)?,
                Phase::Propose => self.propose(ground, sign)?.map(|bundle| Ask::Show(bundle, false)),
                Phase::Prove => {
                    let bundle = self.carry(ground, false)?;
                    (!bundle.is_empty()).then_some(Ask::Show(bundle, false))
                }
                Phase::Announce => self.announce(ground)?.map(|bundle| Ask::Show(bundle, false)),
                Phase::Judge => {
                    if self.judge(ground)? {
                        return Ok(Next::Done);
                    }
                    return Ok(Next::Wait(self.pause()));
                }
            };
            if let Some(ask) = ask {
                return Ok(Next::Ask(ask));
            }
        }
    }

    /// Somebody reports, the own node included. Reports must be verified.
    pub fn reported(&mut self, from: PublicKey, reports: Vec<Report>, attached: Vec<Vec<u8>>) {
        self.answered.insert(from);
        self.attached.extend(attached);
        for report in reports {
            if let Some(matter) = self.matters.get_mut(&report.register) {
                matter.reports.insert(report.member, report);
            }
        }
    }

    /// Somebody was shown something, and did not vote on these.
    pub fn refused(&mut self, from: PublicKey, refused: BTreeMap<Register, No>) {
        self.answered.insert(from);
        for (register, no) in refused {
            if let Some(matter) = self.matters.get_mut(&register) {
                matter.refused.insert(from, no);
            }
        }
    }

    fn open<G: Ground>(&self, ground: &G) -> Result<Vec<Register>, G::Error> {
        let mut open = Vec::new();
        for (register, matter) in self.matters.iter().filter(|(_, matter)| !matter.settled) {
            if ground.decided(register)?.height == matter.begun.height {
                open.push(register.clone());
            }
        }
        Ok(open)
    }

    /// What is open of these registers, and at the beginning of everything that is.
    fn carry<G: Ground>(&self, ground: &G, all: bool) -> Result<Bundle, G::Error> {
        let mut registers: BTreeSet<Register> = self.open(ground)?.into_iter().collect();
        if all {
            // What others decide of the rest meanwhile may be what voters swear to have.
            registers.extend(ground.open()?);
            registers.extend(self.matters.keys().cloned().chain([Register::voters()]));
        }
        let mut bundle = Bundle::default();
        for register in registers {
            let decided = ground.decided(&register)?;
            if all {
                // Who waits for what was sworn with a record asks for other certificates of it.
                let waits = register.is_voters() && ground.entering()?.is_some();
                bundle.known.insert(register.clone(), decided.height - u64::from(waits));
            }
            if let Some(ballot) = ground.ballot(&register)?.filter(|ballot| ballot.height == decided.height + 1) {
                bundle.extend(shown(ground, &ballot, all)?);
            }
        }
        Ok(bundle)
    }

    fn report<G: Ground>(&mut self, ground: &G) -> Result<Option<Ask>, G::Error> {
        let open = self.open(ground)?;
        for register in &open {
            if let Some(matter) = self.matters.get_mut(register) {
                matter.refused_before = std::mem::take(&mut matter.refused);
                matter.reports = BTreeMap::new();
            }
        }
        Ok((!open.is_empty()).then_some(Ask::Report(open)))
    }

    /// The motions that follow from the reports, and from the lock proofs that are known; and reports that are too few for
    /// one, for those who come after.
    fn propose<G: Ground>(
        &mut self,
        ground: &G,
        sign: &dyn Fn(Proposal) -> Proposal,
    ) -> Result<Option<Bundle>, G::Error> {
        let mut bundle = Bundle::default();
        for register in self.open(ground)? {
            // The newest record of all may have been learned meanwhile.
            let Some(record) = ground.record(ground.epoch()?)? else { continue };
            let decided = ground.decided(&register)?;
            let ballot = ground.ballot(&register)?.filter(|ballot| ballot.height == decided.height + 1);
            let ballot = ballot.unwrap_or_else(|| Ballot::new(decided.height + 1, decided.value));
            let reports = self.reports(ground, &record, &register, &ballot)?;
            bundle.attached.extend(ballot.named.iter().cloned());
            let Some(motion) = self.motion(ground, &record, &register, &ballot, &reports, &mut bundle)? else {
                continue;
            };
            bundle.attached.extend(attachment(ground, &motion, &[])?);
            let proposal = Proposal { proposer: self.member, motion, lease: self.lease, reports, signature: [0; 64] };
            bundle.proposals.push(sign(proposal));
        }
        bundle.attached.extend(self.attached.iter().cloned());
        Ok((!(bundle.proposals.is_empty() && bundle.reports.is_empty())).then_some(bundle))
    }

    /// What members have, in the order of their keys: who did not answer now, what it said before.
    fn reports<G: Ground>(
        &self,
        ground: &G,
        record: &Record,
        register: &Register,
        ballot: &Ballot,
    ) -> Result<Vec<Report>, G::Error> {
        let mut all = ballot.heard();
        if let Some(matter) = self.matters.get(register) {
            all.extend(matter.reports.iter().map(|(member, report)| (*member, report)));
        }
        let mut reports = Vec::new();
        // Who knows another height is told, and counted in the next attempt.
        for report in all.into_values().filter(|report| report.height + 1 == ballot.height) {
            // What nobody can get is a side of nobody's.
            let is_here = match (&report.own, register.head_name()) {
                (Own::Is(value), Some(_)) => match value.commit() {
                    Some(commit) => ground.parents(&commit)?.is_some(),
                    None => true,
                },
                _ => true,
            };
            if is_here && (record.has(&report.member) || ground.is_member(&report.member)?) {
                reports.push(report.clone());
            }
        }
        Ok(reports)
    }

    /// The motion that follows. Where too few voters have reported for one, the reports go into the bundle.
    fn motion<G: Ground>(
        &mut self,
        ground: &G,
        record: &Record,
        register: &Register,
        ballot: &Ballot,
        reports: &[Report],
        bundle: &mut Bundle,
    ) -> Result<Option<Motion>, G::Error> {
        let proven = ballot.proof.as_ref().map(|proof| proof.motion.value);
        let Some(matter) = self.matters.get_mut(register) else { return Ok(None) };
        let known = (Decided { height: ballot.height - 1, value: ballot.previous }, ground.before(register)?);
        let attached: Vec<Vec<u8>> = self.attached.iter().chain(&ballot.named).cloned().collect();
        let all: Vec<&Report> = reports.iter().collect();
        matter.candidate = find::candidate(ground, record, register, known, &all, &attached)?;
        let few = reports.iter().filter(|report| record.has(&report.member)).count() < record.quorum();
        // Of who votes, and of knots, few may be too few even to tell what there is to decide.
        let wanted = register.head_name().is_none() && reports.iter().any(|report| report.own != Own::Absent);
        let value = proven.or(matter.candidate.value);
        if proven.is_none() && few && (value.is_some() || wanted) {
            bundle.reports.extend(reports.iter().cloned());
            return Ok(None);
        }
        let Some(value) = value else {
            matter.settled = true;
            return Ok(None);
        };
        let reached = ballot.reached(&record.voters).max(ballot.round);
        let (register, previous) = (register.clone(), ballot.previous);
        let (height, epoch) = (ballot.height, record.epoch);
        let mut motion = Motion { register, height, round: reached, epoch, previous, value };
        // The round goes on while voters are missing in it, and none wants anything else: else who tries alone runs away
        // from the others.
        let passed = matter.refused_before.values().any(|no| matches!(no.why, Why::Round | Why::Locked));
        // Where the supports are there, accepts are missing: those need no proposal, unless too many have gone on without.
        let is_proven = ballot.proof.as_ref().is_some_and(|proof| proof.motion == motion);
        let accepts = |voter: &&PublicKey| {
            let accepted = ballot.vote_of(voter, reached, Step::Accept).is_some();
            accepted || !ballot.votes.iter().any(|vote| vote.voter == **voter && vote.motion.round > reached)
        };
        if is_proven && record.voters.iter().filter(accepts).count() >= record.quorum() {
            return Ok(None);
        }
        let mut votes = ballot.votes.iter().filter(|vote| vote.motion.round == reached);
        let count = votes.clone().filter(|vote| vote.step == Step::Support).count();
        let lacks_voters = votes.all(|vote| vote.motion == motion) && count < record.quorum();
        if passed || reached == 0 || !lacks_voters {
            motion.round += 1;
        }
        Ok(Some(motion))
    }

    /// The certificates of what was decided in this session.
    fn announce<G: Ground>(&self, ground: &G) -> Result<Option<Bundle>, G::Error> {
        let mut bundle = Bundle::default();
        for (register, matter) in &self.matters {
            let last = matter.reports.values().map(|report| report.height).min();
            let last = last.map_or(matter.begun.height, |last| last.min(matter.begun.height));
            if ground.decided(register)?.height == last {
                continue;
            }
            for certificate in since(ground, register, last + 1, &[])? {
                bundle.attached.extend(attachment(ground, &certificate.motion, &[])?);
                bundle.quorums.push(certificate);
            }
        }
        Ok((!bundle.is_empty()).then_some(bundle))
    }

    /// Whether nothing is left to be tried.
    fn judge<G: Ground>(&mut self, ground: &G) -> Result<bool, G::Error> {
        Ok(self.open(ground)?.is_empty())
    }

    /// How long to wait before the next attempt: for leases of others, and longer and longer; never two proposers the
    /// same.
    fn pause(&mut self) -> u64 {
        let refused = self.matters.values().filter(|matter| !matter.settled).flat_map(|matter| matter.refused.values());
        let lease = refused.filter(|no| no.why == Why::Leased).map(|no| no.wait).max().unwrap_or(0);
        self.attempt += 1;
        let most = PAUSE.saturating_mul(1 << self.attempt.min(16)).min(LONGEST_PAUSE);
        // SplitMix64 of G. Steele, D. Lea, C. Flood (2014).
        self.dice = self.dice.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.dice;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        lease + PAUSE + (mixed ^ (mixed >> 31)) % most
    }

    /// How often it was tried in vain.
    pub const fn attempts(&self) -> u32 {
        self.attempt
    }

    /// The value that was found for a register, where one was.
    pub fn value(&self, register: &Register) -> Option<Value> {
        self.matters.get(register).and_then(|matter| matter.candidate.value)
    }
}
