//! What came of a session for one register, for the people who ran it.

use std::collections::BTreeSet;

use crate::base::key::PublicKey;
use crate::heads::candidate::{Candidate, Side};
use crate::heads::quorum::Quorum;
use crate::heads::register::Register;
use crate::heads::value::Value;
use crate::heads::voter::Why;

/// How it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Everybody who answered has what is decided.
    Agreed,
    /// It is decided, and some who lacked it have been told.
    Announced,
    /// It was decided in this session.
    Decided,
    /// Something else was decided than this member has; its own commits are kept.
    Lost,
    /// What this member has, and what was decided before, have parted.
    Diverged,
    /// No quorum: nothing was decided.
    Undecided,
}

impl Decision {
    /// The word for people and for JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Agreed => "agreed",
            Self::Announced => "announced",
            Self::Decided => "decided",
            Self::Lost => "lost",
            Self::Diverged => "diverged",
            Self::Undecided => "undecided",
        }
    }
}

/// The verdict on one register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The register.
    pub register: Register,
    /// How it stands.
    pub decision: Decision,
    /// The height that is decided, or that is open.
    pub height: u64,
    /// What is decided, or the candidate.
    pub value: Value,
    /// What was decided before it.
    pub previous: Value,
    /// The voters for it.
    pub ayes: Vec<PublicKey>,
    /// The voters for something else, with what they are for.
    pub noes: Vec<Side>,
    /// The voters that said nothing.
    pub silent: Vec<PublicKey>,
    /// Voters that answered and did not vote, and why.
    pub refused: Vec<(PublicKey, Why)>,
    /// The round in which it was decided, or that was reached.
    pub round: u64,
    /// What proves it.
    pub certificate: Option<Quorum>,
}

/// Who is for, against and silent. Who has something else is against, also where it accepted what the others are for.
pub fn divide(
    voters: &[PublicKey],
    certificate: Option<&Quorum>,
    candidate: &Candidate,
    answered: &BTreeSet<PublicKey>,
) -> (Vec<PublicKey>, Vec<Side>, Vec<PublicKey>) {
    let value = certificate.map(|certificate| certificate.motion.value).or(candidate.value);
    let others = candidate.sides.iter().filter(|side| Some(side.value) != value && !side.voters.is_empty());
    let noes: Vec<Side> = others.cloned().collect();
    let is_against = |voter: &PublicKey| noes.iter().any(|side| side.voters.contains(voter));
    let own = candidate.sides.iter().filter(|side| Some(side.value) == value).flat_map(|side| &side.voters);
    let accepted = certificate.iter().flat_map(|quorum| &quorum.ayes).map(|aye| &aye.voter);
    let ayes: BTreeSet<PublicKey> = own.chain(accepted).filter(|voter| !is_against(voter)).copied().collect();
    let heard = |voter: &&PublicKey| ayes.contains(*voter) || answered.contains(*voter) || is_against(voter);
    let silent = voters.iter().filter(|voter| !heard(voter)).copied().collect();
    (ayes.into_iter().collect(), noes, silent)
}
