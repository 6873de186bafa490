//! What a member does with what it is shown: takes in certificates, lock proofs, reports, proposals and votes; votes as far as it
//! is a voter and may; and notices what votes of others add up to. One step: what is there and what comes in, out come
//! what is to be stored and what is to be said. Whoever calls it stores first, and says afterwards.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::id::Id;
use crate::base::key::PublicKey;
use crate::base::planted::{self, Defect};
use crate::heads::ballot::Ballot;
use crate::heads::bundle::Bundle;
use crate::heads::ground::{Decided, Ground};
use crate::heads::lease::Leases;
use crate::heads::oath::{Locks, sworn};
use crate::heads::outcome::{Decision, Outcome, Who};
use crate::heads::proposal::Proposal;
use crate::heads::quorum::Quorum;
use crate::heads::record::{MAX_VOTERS, Record};
use crate::heads::register::{Kind, Register};
use crate::heads::registers::voters;
use crate::heads::report::{Own, Report};
use crate::heads::show::{attachment, shown, since};
use crate::heads::vote::{Motion, Step, Vote};
use crate::heads::voter::{No, Voter, Why};

/// Shows a member things; `all` asks for its open proposals in return.
///
/// # Errors
/// The ground cannot be read.
pub fn take<G: Ground>(
    ground: &G,
    leases: &mut Leases,
    who: &Who<'_>,
    bundle: Bundle,
    all: bool,
) -> Result<Outcome, G::Error> {
    let epoch = ground.epoch()?;
    let record = ground.record(epoch)?;
    let mut assembly = Assembly {
        ground,
        leases,
        who,
        record: record.map(|record| voters::from_strands(ground, record)).transpose()?,
        entering: ground.entering()?,
        passages: Vec::new(),
        attached: bundle.attached.clone(),
        decided: BTreeMap::new(),
        ballots: BTreeMap::new(),
        changed: BTreeSet::new(),
        mentioned: BTreeMap::new(),
        out: Outcome::default(),
    };
    assembly.run(bundle)?;
    assembly.finish(all)
}

struct Assembly<'a, G: Ground> {
    ground: &'a G,
    leases: &'a mut Leases,
    who: &'a Who<'a>,
    /// The newest record; none where this member knows none.
    record: Option<Record>,
    /// Its certificate, while what was sworn with it is not taken over.
    entering: Option<Quorum>,
    /// The certificates that came in, where a record of voters is among them.
    passages: Vec<Quorum>,
    attached: Vec<Vec<u8>>,
    decided: BTreeMap<Register, Decided>,
    ballots: BTreeMap<Register, Ballot>,
    changed: BTreeSet<Register>,
    /// The greatest height of each register that the other side mentioned.
    mentioned: BTreeMap<Register, u64>,
    out: Outcome,
}

impl<G: Ground> Assembly<'_, G> {
    fn run(&mut self, bundle: Bundle) -> Result<(), G::Error> {
        self.mentioned = bundle.mentioned();
        let Bundle { quorums, reports, proposals, votes, .. } = bundle;
        let (mut certificates, proofs): (Vec<Quorum>, Vec<Quorum>) =
            quorums.into_iter().partition(|quorum| quorum.step == Step::Accept);
        // Epoch by epoch, and what was decided in one before the end of it: others are judged by the next record, and what
        // voters swore of this one has to be known.
        certificates.sort_by_key(|Quorum { motion, .. }| (motion.epoch, motion.register.is_voters(), motion.height));
        if certificates.iter().any(|quorum| quorum.motion.register.is_voters()) {
            self.passages = certificates.clone();
        }
        self.notice_own(proofs.iter().chain(&certificates).flat_map(Quorum::votes))?;
        self.notice_own(votes.iter().cloned())?;
        certificates.into_iter().try_for_each(|certificate| self.certificate(certificate))?;
        proofs.into_iter().try_for_each(|proof| self.proof(proof))?;
        votes.into_iter().try_for_each(|vote| self.vote(vote))?;
        let touched: Vec<Register> = self.mentioned.keys().cloned().collect();
        self.settle()?;
        for register in &touched {
            self.count(register)?;
            self.accept(register)?;
        }
        proposals.into_iter().try_for_each(|proposal| self.proposal(proposal))?;
        reports.into_iter().try_for_each(|report| self.report(report))
    }

    /// Whether others have own votes that are not here.
    fn notice_own(&mut self, votes: impl Iterator<Item = Vote>) -> Result<(), G::Error> {
        let Some(key) = self.who.voter else { return Ok(()) };
        for vote in votes.filter(|vote| vote.voter == key) {
            let Motion { register, height, round, .. } = &vote.motion;
            let ballot = self.ballot(register)?;
            let known = ballot.vote_of(&key, *round, vote.step);
            let is_news = *height > ballot.height
                || *height == ballot.height && *round >= ballot.round && known.is_none()
                || *height == ballot.height && known.is_some_and(|known| known.motion != vote.motion);
            // What is from before the silence is known to be missing.
            if is_news && *height > self.ground.silent(register)? {
                self.out.restored = true;
            }
        }
        Ok(())
    }

    fn decided(&self, register: &Register) -> Result<Decided, G::Error> {
        match self.decided.get(register) {
            Some(decided) => Ok(*decided),
            None => self.ground.decided(register),
        }
    }

    /// The ballot of the open height.
    fn ballot(&mut self, register: &Register) -> Result<Ballot, G::Error> {
        if let Some(ballot) = self.ballots.get(register) {
            return Ok(ballot.clone());
        }
        let decided = self.decided(register)?;
        let kept = self.ground.ballot(register)?.filter(|ballot| ballot.height == decided.height + 1);
        let ballot = kept.unwrap_or_else(|| Ballot::new(decided.height + 1, decided.value));
        self.ballots.insert(register.clone(), ballot.clone());
        Ok(ballot)
    }

    fn put(&mut self, register: &Register, ballot: Ballot) {
        self.ballots.insert(register.clone(), ballot);
        self.changed.insert(register.clone());
    }

    fn record_of(&self, epoch: u64) -> Result<Option<Record>, G::Error> {
        match &self.record {
            Some(record) if record.epoch == epoch => Ok(Some(record.clone())),
            _ => match self.out.records.iter().find(|record| record.epoch == epoch) {
                Some(record) => Ok(Some(record.clone())),
                None => self.ground.record(epoch),
            },
        }
    }

    fn certificate(&mut self, certificate: Quorum) -> Result<(), G::Error> {
        let motion = certificate.motion.clone();
        let register = &motion.register;
        let Some(record) = self.record_of(motion.epoch)? else {
            return self.refuse(register, No::because(Why::Epoch));
        };
        if !certificate.carries(&record) {
            return Ok(());
        }
        let decided = self.decided(register)?;
        if motion.height <= decided.height {
            if motion.height == decided.height && motion.value != decided.value {
                self.out.contradiction = Some(certificate);
            } else if motion.height == decided.height && register.is_voters() && self.entering.is_some() {
                // Other voters may have sworn what is known.
                let before = self.entering.replace(certificate);
                self.settle()?;
                self.entering = self.entering.take().and(before);
            }
            return Ok(());
        }
        if register.is_voters() {
            // Epochs are entered one after the other.
            let bytes = attachment(self.ground, &motion, &self.attached)?;
            let next = voters::follows(&record, motion.value, bytes.as_slice());
            let Some(next) = next.filter(|next| next.epoch == motion.height && next.epoch == decided.height + 1) else {
                return self.refuse(register, No::because(Why::Epoch));
            };
            if let Some(no) = self.waits(&certificate, &record, &next)? {
                return self.refuse(register, no);
            }
            self.out.records.push(next.clone());
            self.record = Some(next);
            self.entering = Some(certificate.clone());
            self.out.settled = false;
        } else {
            let missing = self.ground.missing(&motion, &self.attached)?;
            if !missing.is_empty() {
                return self.refuse(register, No { missing, ..No::because(Why::NotHeld) });
            }
            if register.kind() == Kind::Tapestry {
                // Knots are tied one after the other, one in a step.
                if motion.height != decided.height + 1 || self.decided.contains_key(register) {
                    return self.refuse(register, No::because(Why::Height));
                }
                let is_it = |bytes: &&Vec<u8>| motion.value.id() == Some(Id::of(bytes));
                self.out.attached.extend(self.attached.iter().find(is_it).cloned());
            }
        }
        self.decide(certificate);
        if register.is_voters() { self.settle() } else { Ok(()) }
    }

    /// Whether a voter has to wait before it enters an epoch. It could not vote there before it knows what a quorum swore;
    /// and where voters lied, or are gone with what they swore, the others have still to accept in the epoch that is.
    /// Where something is decided in the next epoch already, a quorum knew what was sworn.
    fn waits(&mut self, certificate: &Quorum, record: &Record, next: &Record) -> Result<Option<No>, G::Error> {
        let votes = |record: &Record| self.who.voter.is_some_and(|key| record.has(&key));
        let went_on = self.passages.iter().any(|later| later.motion.epoch == next.epoch && later.carries(next));
        if went_on || !(votes(record) || votes(next)) {
            return Ok(None);
        }
        Ok(self.sworn(certificate, record)?.err().map(|missing| No { missing, ..No::because(Why::Entering) }))
    }

    fn decide(&mut self, certificate: Quorum) {
        let Motion { register, height, value, .. } = certificate.motion.clone();
        let decided = Decided { height, value };
        self.decided.insert(register.clone(), decided);
        self.ballots.insert(register.clone(), Ballot::new(height + 1, value));
        self.changed.remove(&register);
        self.out.ballots.insert(register.clone(), None);
        self.leases.forget(&register, height);
        self.out.decisions.push(Decision { register, decided, certificate });
    }

    fn proof(&mut self, proof: Quorum) -> Result<(), G::Error> {
        let register = proof.motion.register.clone();
        let mut ballot = self.ballot(&register)?;
        if proof.motion.height != ballot.height || proof.motion.previous != ballot.previous {
            return Ok(());
        }
        if !self.record_of(proof.motion.epoch)?.is_some_and(|record| proof.carries(&record)) {
            return Ok(());
        }
        let mut is_new = false;
        for vote in proof.votes() {
            is_new |= self.enter(&mut ballot, vote);
        }
        if ballot.take_proof(proof) | is_new {
            self.put(&register, ballot);
        }
        Ok(())
    }

    fn vote(&mut self, vote: Vote) -> Result<(), G::Error> {
        let register = vote.motion.register.clone();
        let mut ballot = self.ballot(&register)?;
        if vote.motion.height == ballot.height && self.enter(&mut ballot, vote) {
            self.put(&register, ballot);
        }
        Ok(())
    }

    /// Takes the vote of another voter into a ballot.
    fn enter(&mut self, ballot: &mut Ballot, vote: Vote) -> bool {
        let counts = self.record.as_ref().is_some_and(|record| record.has(&vote.voter));
        if !counts || Some(vote.voter) == self.who.voter {
            return false;
        }
        let (is_new, evidence) = ballot.take_vote(vote);
        self.out.evidence.extend(evidence);
        is_new
    }

    fn sworn(&self, certificate: &Quorum, before: &Record) -> Result<Locks, G::Error> {
        sworn(self.ground, certificate, before, &|register| self.decided(register), &|epoch| self.record_of(epoch))
    }

    /// Takes over what the voters of the epoch before swore: as soon as it is known for a quorum of them.
    fn settle(&mut self) -> Result<(), G::Error> {
        let (Some(certificate), Some(record)) = (self.entering.clone(), self.record.clone()) else { return Ok(()) };
        let Some(before) = self.record_of(certificate.motion.epoch)? else { return Ok(()) };
        let locks = match self.sworn(&certificate, &before)? {
            Ok(locks) => locks,
            Err(missing) => {
                let no = No { missing, ..No::because(Why::Entering) };
                return self.refuse(&Register::voters(), no);
            }
        };
        for lock in locks.into_iter().filter(|_| !planted::is(Defect::LockLeftBehind)) {
            let register = lock.motion.register.clone();
            let mut ballot = self.ballot(&register)?;
            if lock.motion.height == ballot.height && lock.motion.rank() > ballot.lock_rank() {
                ballot.round = ballot.round.max(lock.motion.round);
                ballot.take_proof(lock.clone());
                ballot.lock = Some(lock);
                self.put(&register, ballot);
            }
        }
        debug_assert!(record.epoch == certificate.motion.height);
        self.entering = None;
        self.out.settled = true;
        Ok(())
    }

    /// Notices lock proofs and certificates that the votes of a ballot add up to.
    fn count(&mut self, register: &Register) -> Result<(), G::Error> {
        let Some(record) = self.record.clone() else { return Ok(()) };
        let mut ballot = self.ballot(register)?;
        for motion in ballot.motions() {
            if let Some(proof) = Quorum::among(&record, &motion, Step::Support, &ballot.votes)
                && ballot.take_proof(proof)
            {
                self.put(register, ballot.clone());
            }
            if let Some(certificate) = Quorum::among(&record, &motion, Step::Accept, &ballot.votes) {
                self.certificate(certificate)?;
                if self.decided(register)?.height >= ballot.height {
                    return Ok(());
                }
                // One that nobody can enter by hides no lock proof of a later round.
            }
        }
        Ok(())
    }

    /// The key with which this member votes on the register now, or why it does not.
    fn voting(&mut self, register: &Register, height: u64) -> Result<Result<PublicKey, Why>, G::Error> {
        let is_voter = |key: &PublicKey| self.record.as_ref().is_some_and(|record| record.has(key));
        let Some(key) = self.who.voter.filter(is_voter) else { return Ok(Err(Why::NotAVoter)) };
        let silent = self.out.restored || height <= self.ground.silent(register)?;
        if silent && !planted::is(Defect::RestoredVoterVotes) {
            return Ok(Err(Why::Silent));
        }
        if self.entering.is_some() {
            return Ok(Err(Why::Entering));
        }
        // Who has sworn what it has, decides nothing more with those whom it sworn it to.
        let voters = Register::voters();
        let sworn = *register != voters && self.ballot(&voters)?.vote_given(&key, Step::Accept);
        Ok(if sworn { Err(Why::Sworn) } else { Ok(key) })
    }

    fn voter<'v>(&'v self, key: PublicKey, record: &'v Record, ballot: &'v Ballot) -> Voter<'v, G> {
        let decided = Decided { height: ballot.height - 1, value: ballot.previous };
        Voter { ground: self.ground, key, record, decided, ballot, attached: &self.attached }
    }

    /// Accepts what the highest lock proof proves, where this voter may.
    fn accept(&mut self, register: &Register) -> Result<(), G::Error> {
        let ballot = self.ballot(register)?;
        let (Some(record), Some(proof)) = (self.record.clone(), ballot.proof.clone()) else { return Ok(()) };
        let key = match self.voting(register, ballot.height)? {
            Ok(key) => key,
            Err(why) => return self.refuse(register, No::because(why)),
        };
        let mut vote = match self.voter(key, &record, &ballot).accept(&proof)? {
            Ok(vote) => vote,
            Err(no) => {
                // Who acted in this round or a later one has nothing to say to an old lock proof.
                if no.why != Why::Round {
                    self.refuse(register, no)?;
                }
                return Ok(());
            }
        };
        if register.is_voters() {
            vote.sworn = Some(self.swear(register)?);
        }
        let vote = (self.who.sign)(vote);
        let mut ballot = ballot;
        ballot.round = proof.motion.round;
        ballot.lock = Some(proof);
        self.cast(register, ballot, vote)
    }

    /// The root of all that this voter has decided and is locked on.
    fn swear(&mut self, but: &Register) -> Result<Id, G::Error> {
        let mut registers: BTreeSet<Register> = self.ground.open()?.into_iter().collect();
        registers.extend(self.ballots.keys().cloned());
        let mut locks = Vec::new();
        for register in registers.iter().filter(|register| *register != but) {
            locks.extend(self.ballot(register)?.lock);
        }
        let decided: Vec<(Register, Decided)> =
            self.decided.iter().map(|(name, decided)| (name.clone(), *decided)).collect();
        self.ground.swear(&decided, &locks)
    }

    fn cast(&mut self, register: &Register, mut ballot: Ballot, vote: Vote) -> Result<(), G::Error> {
        self.out.evidence.extend(ballot.take_vote(vote.clone()).1);
        self.out.votes.push(vote);
        self.put(register, ballot);
        self.out.refused.remove(register);
        self.count(register)
    }

    fn proposal(&mut self, proposal: Proposal) -> Result<(), G::Error> {
        let register = proposal.motion.register.clone();
        let Some(record) = self.record.clone() else { return Ok(()) };
        if !record.has(&proposal.proposer) && !self.ground.is_member(&proposal.proposer)? {
            return Ok(());
        }
        if proposal.motion.epoch != record.epoch {
            // Other voters have to propose it anew: from what members said.
            proposal.reports.iter().try_for_each(|report| self.report(report.clone()))?;
        }
        let mut ballot = self.ballot(&register)?;
        if proposal.motion.height == ballot.height
            && proposal.motion.epoch == record.epoch
            && proposal.motion.round <= ballot.may_enter(&record.voters)
            && ballot.take_proposal(proposal.clone())
        {
            ballot.name(&self.attached);
            self.put(&register, ballot.clone());
        }
        let key = match self.voting(&register, ballot.height)? {
            Ok(key) => key,
            Err(why) => return self.refuse(&register, No::because(why)),
        };
        let given = ballot.vote_of(&key, proposal.motion.round, Step::Support);
        if given.is_some_and(|given| given.motion == proposal.motion) {
            return Ok(());
        }
        let mut leases = std::mem::take(self.leases);
        let judged = self.voter(key, &record, &ballot).support(&proposal, &mut leases, self.who.now);
        *self.leases = leases;
        match judged? {
            Err(no) => self.refuse(&register, no),
            Ok((vote, lease)) => {
                ballot.round = vote.motion.round;
                ballot.lease = Some(lease);
                self.leases.left(&register, ballot.height, ballot.round, &lease, self.who.now);
                let vote = (self.who.sign)(vote);
                self.cast(&register, ballot, vote)?;
                self.accept(&register)
            }
        }
    }

    /// Keeps a report until there are enough for a proposal.
    fn report(&mut self, report: Report) -> Result<(), G::Error> {
        let register = report.register.clone();
        let has_vote = self.record.as_ref().is_some_and(|record| record.has(&report.member));
        let mut ballot = self.ballot(&register)?;
        let has_room = has_vote || ballot.reports.len() < MAX_VOTERS;
        if report.height + 1 != ballot.height || !has_room || !(has_vote || self.ground.is_member(&report.member)?) {
            return Ok(());
        }
        if let (Own::Is(value), Some(_)) = (report.own, register.head_name())
            && value != ballot.previous
        {
            // Who comes later finds it here.
            let (height, previous, epoch) = (ballot.height, ballot.previous, 0);
            let motion = Motion { register: register.clone(), height, round: 1, epoch, previous, value };
            let missing = self.ground.missing(&motion, &self.attached)?;
            if missing.is_empty() {
                self.out.reported.push((register.clone(), value));
            } else {
                let lacks = No { missing, ..No::because(Why::NotHeld) };
                // What can be brought comes before what cannot.
                let known = self.out.refused.get(&register);
                if known.is_none_or(|known| known.missing.is_empty()) {
                    self.refuse(&register, lacks)?;
                }
            }
        }
        if ballot.take_report(report) {
            ballot.name(&self.attached);
            self.put(&register, ballot);
        }
        Ok(())
    }

    fn refuse(&mut self, register: &Register, no: No) -> Result<(), G::Error> {
        self.out.refused.insert(register.clone(), no);
        Ok(())
    }

    fn finish(mut self, all: bool) -> Result<Outcome, G::Error> {
        let mut reply = Bundle::default();
        for (register, height) in std::mem::take(&mut self.mentioned) {
            if self.decided(&register)?.height >= height {
                for certificate in since(self.ground, &register, height, &self.out.decisions)? {
                    reply.attached.extend(attachment(self.ground, &certificate.motion, &self.attached)?);
                    reply.quorums.push(certificate);
                }
            } else {
                reply.extend(shown(self.ground, &self.ballot(&register)?, all)?);
            }
        }
        for register in std::mem::take(&mut self.changed) {
            if let Some(ballot) = self.ballots.remove(&register) {
                self.out.ballots.insert(register, Some(ballot));
            }
        }
        self.out.reply = reply;
        Ok(self.out)
    }
}
