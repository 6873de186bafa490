//! What a voter may do, and why not: the rules of the two steps. After L. Lamport, "Paxos made simple" (2001) and the
//! locks of C. Dwork, N. Lynch, L. Stockmeyer (1988). Changes nothing: `assembly.rs` does.

use crate::base::key::PublicKey;
use crate::base::planted::{self, Defect};
use crate::heads::ballot::{Ballot, Lease};
use crate::heads::ground::{Decided, Ground};
use crate::heads::lease::{Leases, MOST_IN_A_ROW};
use crate::heads::proposal::Proposal;
use crate::heads::quorum::Quorum;
use crate::heads::record::Record;
use crate::heads::register::Kind;
use crate::heads::registers::{find, voters};
use crate::heads::report::Report;
use crate::heads::vote::{Motion, Step, Vote};

/// Why a voter does not vote. The number travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Why {
    /// It is no voter of this epoch.
    NotAVoter = 1,
    /// It was restored from a backup, and stays silent until it is safe.
    Silent = 2,
    /// It has accepted other voters, and waits for their record.
    Sworn = 3,
    /// Its epoch has begun, and it has not taken over everything from the one before.
    Entering = 4,
    /// The motion is of another epoch.
    Epoch = 5,
    /// The motion does not follow what it knows to be decided.
    Height = 6,
    /// It acted in a later round, or supports something else in this one, or the round is too far ahead.
    Round = 7,
    /// It promised somebody else to wait.
    Leased = 8,
    /// It is locked on another value.
    Locked = 9,
    /// It does not hold all of the value.
    NotHeld = 10,
    /// The reports lead to something else.
    Candidate = 11,
    /// Its own report is not true any more.
    Report = 12,
}

impl Why {
    /// Every reason there is.
    pub const ALL: [Self; 12] = [
        Self::NotAVoter,
        Self::Silent,
        Self::Sworn,
        Self::Entering,
        Self::Epoch,
        Self::Height,
        Self::Round,
        Self::Leased,
        Self::Locked,
        Self::NotHeld,
        Self::Candidate,
        Self::Report,
    ];

    /// The reason with this number.
    pub fn from_number(number: u64) -> Option<Self> {
        Self::ALL.into_iter().find(|why| *why as u64 == number)
    }

    /// For people.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::NotAVoter => "it has no vote",
            Self::Silent => "it was restored from a backup and does not vote until it is safe",
            Self::Sworn => "it waits for the new record of voters",
            Self::Entering => "it has not taken over what the voters before it decided",
            Self::Epoch => "it knows another record of voters",
            Self::Height => "it knows another decision before this one",
            Self::Round => "it voted otherwise in this round or a later one",
            Self::Leased => "it promised another proposer to wait",
            Self::Locked => "it is locked on another value",
            Self::NotHeld => "it does not hold all of it",
            Self::Candidate => "it finds another candidate",
            Self::Report => "its own head has moved since it reported",
        }
    }
}

/// A refusal to vote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct No {
    /// Why.
    pub why: Why,
    /// When to ask again, in milliseconds from now; 0 where nobody knows.
    pub wait: u64,
    /// What it lacks.
    pub missing: Vec<[u8; 32]>,
}

impl No {
    /// A refusal for this reason.
    pub const fn because(why: Why) -> Self {
        Self { why, wait: 0, missing: Vec::new() }
    }
}

/// A step that a voter may take, or why it may not.
type Judged<T, E> = Result<Result<T, No>, E>;

/// Who judges.
pub struct Voter<'v, G: Ground> {
    /// What it stands on.
    pub ground: &'v G,
    /// Its key.
    pub key: PublicKey,
    /// The record of its epoch.
    pub record: &'v Record,
    /// What is decided of the register.
    pub decided: Decided,
    /// What is known of the open height.
    pub ballot: &'v Ballot,
    /// Records and knots that came along.
    pub attached: &'v [Vec<u8>],
}

impl<G: Ground> Voter<'_, G> {
    /// Whether the motion is one of this epoch and height.
    fn fits(&self, motion: &Motion) -> Result<(), No> {
        let Motion { height, epoch, previous, .. } = motion;
        if *epoch != self.record.epoch {
            return Err(No::because(Why::Epoch));
        }
        if *height != self.ballot.height || *previous != self.ballot.previous {
            return Err(No::because(Why::Height));
        }
        Ok(())
    }

    /// Whether it enters the round of the motion: from the one before it, or where others are already.
    fn enters(&self, motion: &Motion, proposer: &PublicKey, leases: &mut Leases, now: u64) -> Result<(), No> {
        let ballot = self.ballot;
        // Who accepts in a round has nothing left to support there, and states a lock below the round.
        let acted = motion.round < ballot.round || motion.round <= ballot.locked();
        if acted || ballot.vote_of(&self.key, motion.round, Step::Support).is_some() {
            return Err(No::because(Why::Round));
        }
        if motion.round > ballot.may_enter(&self.record.voters) {
            return Err(No::because(Why::Round));
        }
        if let Some(lease) = ballot.lease.filter(|lease| lease.proposer != *proposer) {
            // The round of the support that gave it: to accept in a later one does not make it longer.
            let given = ballot.supported(&self.key);
            let left = leases.left(&motion.register, ballot.height, given, &lease, now);
            if left > 0 {
                return Err(No { wait: left, ..No::because(Why::Leased) });
            }
        }
        Ok(())
    }

    /// Whether its lock, and the lock proofs that it was shown, let it support this value.
    fn is_free_for(&self, motion: &Motion) -> bool {
        let ballot = self.ballot;
        let proven = ballot.proof.as_ref().filter(|proof| proof.motion.rank() < motion.rank());
        let newer =
            proven.is_some_and(|proof| proof.motion.value == motion.value && proof.motion.rank() >= ballot.lock_rank());
        let locked = ballot.lock.as_ref().is_some_and(|lock| lock.motion.value != motion.value);
        let told = proven.is_some_and(|proof| proof.motion.value != motion.value);
        planted::is(Defect::ForgottenLock) || newer || !(locked || told)
    }

    /// Whether the value follows from the reports, or from a lock proof.
    fn follows(&self, proposal: &Proposal) -> Judged<(), G::Error> {
        let motion = &proposal.motion;
        if self.ballot.proof.as_ref().is_some_and(|proof| proof.motion.value == motion.value) {
            return Ok(Ok(()));
        }
        let register = &motion.register;
        let mut reports: Vec<&Report> = Vec::with_capacity(proposal.reports.len());
        for report in &proposal.reports {
            if self.record.has(&report.member) || self.ground.is_member(&report.member)? {
                reports.push(report);
            }
        }
        let own = (self.ground.own(register)?, self.decided.height);
        let said = reports.iter().find(|report| report.member == self.key);
        if said.is_some_and(|report| (report.own, report.height) != own) {
            return Ok(Err(No::because(Why::Report)));
        }
        let voting = reports.iter().filter(|report| self.record.has(&report.member)).count();
        if voting < self.record.quorum() {
            return Ok(Err(No::because(Why::Candidate)));
        }
        let known = (self.decided, self.ground.before(register)?);
        let candidate = find::candidate(self.ground, self.record, register, known, &reports, self.attached)?;
        let missing: Vec<[u8; 32]> = candidate.missing.iter().map(|commit| *commit.as_bytes()).collect();
        if !missing.is_empty() {
            return Ok(Err(No { missing, ..No::because(Why::NotHeld) }));
        }
        let may = match register.kind() {
            Kind::Voters => voters::may(self.ground, self.record, motion.value, &reports)?,
            Kind::Head(_) | Kind::Tapestry => true,
        };
        let agrees = candidate.value == Some(motion.value) && may;
        Ok(if agrees { Ok(()) } else { Err(No::because(Why::Candidate)) })
    }

    /// Whether it holds the value.
    fn holds(&self, motion: &Motion) -> Judged<(), G::Error> {
        let missing = self.ground.missing(motion, self.attached)?;
        let holds = missing.is_empty();
        Ok(if holds { Ok(()) } else { Err(No { missing, ..No::because(Why::NotHeld) }) })
    }

    /// The support that it may give to the proposal, not signed, with the lease.
    ///
    /// # Errors
    /// The ground cannot be read.
    pub fn support(&self, proposal: &Proposal, leases: &mut Leases, now: u64) -> Judged<(Vote, Lease), G::Error> {
        let (motion, proposer) = (&proposal.motion, &proposal.proposer);
        let ready = self.fits(motion).and_then(|()| self.enters(motion, proposer, leases, now));
        if let Err(no) = ready {
            return Ok(Err(no));
        }
        if !self.is_free_for(motion) {
            return Ok(Err(No::because(Why::Locked)));
        }
        if let Err(no) = self.follows(proposal)? {
            return Ok(Err(no));
        }
        if let Err(no) = self.holds(motion)? {
            return Ok(Err(no));
        }
        let before = self.ballot.lease.filter(|lease| lease.proposer == *proposer);
        let row = before.map_or(0, |lease| lease.row) + 1;
        let millis = if row > MOST_IN_A_ROW { 0 } else { proposal.lease.min(self.record.lease) };
        let vote = Vote { step: Step::Support, lock: self.ballot.locked(), ..vote(&self.key, motion) };
        Ok(Ok((vote, Lease { proposer: *proposer, row, millis })))
    }

    /// The accept that it may give to what the lock proof proves, not signed. An oath is for the caller to add.
    ///
    /// # Errors
    /// The ground cannot be read.
    pub fn accept(&self, proof: &Quorum) -> Judged<Vote, G::Error> {
        let motion = &proof.motion;
        if let Err(no) = self.fits(motion) {
            return Ok(Err(no));
        }
        let accepted = self.ballot.vote_of(&self.key, motion.round, Step::Accept).is_some();
        if motion.round < self.ballot.round || accepted {
            return Ok(Err(No::because(Why::Round)));
        }
        if let Err(no) = self.holds(motion)? {
            return Ok(Err(no));
        }
        Ok(Ok(vote(&self.key, motion)))
    }
}

fn vote(voter: &PublicKey, motion: &Motion) -> Vote {
    Vote { voter: *voter, motion: motion.clone(), step: Step::Accept, lock: 0, sworn: None, signature: [0; 64] }
}
