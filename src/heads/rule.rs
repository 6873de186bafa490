//! How many voters are a quorum. Always counted of all voters of an epoch, never of those who answered.

use std::fmt;

use crate::base::planted::{self, Defect};

/// The rule of a community.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// More than half: agreement while at most `2q - n - 1` voters vote twice, which is none where `n` is odd.
    Majority,
    /// Two quorums share more voters than may lie: L. Lamport, R. Shostak, M. Pease (1982) give the bound of a third.
    Byzantine,
}

impl Rule {
    /// The rule of this name.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "majority" => Some(Self::Majority),
            "byzantine" => Some(Self::Byzantine),
            _ => None,
        }
    }

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Majority => "majority",
            Self::Byzantine => "byzantine",
        }
    }

    /// How many of `n` voters, at least 1, decide.
    pub const fn quorum(self, n: usize) -> usize {
        match self {
            Self::Majority => n / 2 + 1,
            Self::Byzantine => (n + faults(n) + 1).div_ceil(2),
        }
    }

    /// How many of `n` voters may vote twice, and two certificates still never contradict each other.
    pub const fn budget(self, n: usize) -> usize {
        2 * self.quorum(n) - n - 1
    }
}

/// How many of `n` voters are taken to lie at most, when the word of others moves a voter to a later round.
pub const fn faults(n: usize) -> usize {
    n.saturating_sub(1) / 3
}

/// How many votes decide here, where so many voters answered: the defect counts those alone.
pub fn needed(rule: Rule, n: usize, answered: usize) -> usize {
    rule.quorum(if planted::is(Defect::QuorumOfAnswers) { answered.clamp(1, n) } else { n })
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
