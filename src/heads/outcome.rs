//! What a step of a member is given, and what comes of it. Decides nothing.

use std::collections::BTreeMap;

use crate::base::key::PublicKey;
use crate::heads::ballot::Ballot;
use crate::heads::bundle::Bundle;
use crate::heads::evidence::Evidence;
use crate::heads::ground::Decided;
use crate::heads::quorum::Quorum;
use crate::heads::record::Record;
use crate::heads::register::Register;
use crate::heads::value::Value;
use crate::heads::vote::Vote;
use crate::heads::voter::No;

/// Who takes things in.
pub struct Who<'w> {
    /// Its key, where it may vote.
    pub voter: Option<PublicKey>,
    /// Signs its votes.
    pub sign: &'w dyn Fn(Vote) -> Vote,
    /// The time in milliseconds by a clock that never goes back.
    pub now: u64,
}

/// A decision that was learned or made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Of which register.
    pub register: Register,
    /// What is decided.
    pub decided: Decided,
    /// What proves it.
    pub certificate: Quorum,
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Ballots that are other ones now; `None` for those of heights that are decided.
    pub ballots: BTreeMap<Register, Option<Ballot>>,
    /// Decisions, in the order in which they follow each other.
    pub decisions: Vec<Decision>,
    /// Records that were decided, in the order of their epochs.
    pub records: Vec<Record>,
    /// Bytes of knots that were decided.
    pub attached: Vec<Vec<u8>>,
    /// Whether what the voters of the epoch before swore is taken over now.
    pub settled: bool,
    /// Own votes that are new.
    pub votes: Vec<Vote>,
    /// Commits that others have reported, and that are held: they have to stay until it is decided.
    pub reported: Vec<(Register, Value)>,
    /// Voters who voted twice.
    pub evidence: Vec<Evidence>,
    /// Somebody showed an own vote that is not here: this voter was restored from a backup.
    pub restored: bool,
    /// What was not voted for, and why.
    pub refused: BTreeMap<Register, No>,
    /// A certificate that contradicts one that is here: more voters lied than the rules can bear.
    pub contradiction: Option<Quorum>,
    /// What is said in return.
    pub reply: Bundle,
}

impl Outcome {
    /// Whether anything has to be stored.
    pub fn changes(&self) -> bool {
        !(self.ballots.is_empty() && self.decisions.is_empty() && self.reported.is_empty())
            || self.settled
            || self.restored
    }
}
