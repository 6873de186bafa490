//! What there is to decide, as a function of signed reports. Whoever has the same reports and the same commits finds the
//! same candidate; the quorum decides.

use std::collections::BTreeMap;

use crate::base::id::GitId;
use crate::base::key::PublicKey;
use crate::heads::value::Value;

/// One of several values that members have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// The value.
    pub value: Value,
    /// The voters that count for it, in the order of their keys.
    pub voters: Vec<PublicKey>,
}

/// What reports lead to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Candidate {
    /// The value to be proposed; `None` where there is nothing to decide.
    pub value: Option<Value>,
    /// All sides, that of the candidate first.
    pub sides: Vec<Side>,
    /// Commits that are named and not here, without which the candidate is not sure.
    pub missing: Vec<GitId>,
}

impl Candidate {
    /// The candidate among these sides: most voters; then the side of the leader; then the smaller value.
    pub fn among(mut sides: Vec<Side>, leaders_side: Option<Value>) -> Self {
        sides.sort_by_key(|side| (std::cmp::Reverse(side.voters.len()), leaders_side != Some(side.value), side.value));
        Self { value: sides.first().map(|side| side.value), sides, missing: Vec::new() }
    }
}

/// The leader whom most of these name; of several the one with the smaller key.
pub fn leader(named: impl IntoIterator<Item = PublicKey>) -> Option<PublicKey> {
    let mut counts: BTreeMap<PublicKey, usize> = BTreeMap::new();
    for key in named {
        *counts.entry(key).or_default() += 1;
    }
    let most = counts.values().copied().max()?;
    counts.into_iter().find(|(_, count)| *count == most).map(|(key, _)| key)
}
