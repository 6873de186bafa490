//! Heads: the candidate is the commit that most voters stand on or behind, ahead of what is decided.

use std::collections::BTreeMap;

use crate::base::id::GitId;
use crate::base::key::PublicKey;
use crate::heads::candidate::{Candidate, Side, leader};
use crate::heads::graph::Graph;
use crate::heads::ground::{Decided, Ground};
use crate::heads::record::Record;
use crate::heads::report::{Own, Report};
use crate::heads::value::Value;

/// The candidate for a head that is decided to be `decided`, and was `before` before that.
///
/// A reported value that lies on no other one's path is a side; sides descend from what is decided. A voter counts for
/// the one side that its head is on or behind; behind several, or behind none, it counts for none. Where a head is
/// deleted, only what goes beyond the deleted commit is a side.
///
/// # Errors
/// A commit cannot be read.
pub fn candidate<G: Ground>(
    ground: &G,
    record: &Record,
    decided: Decided,
    before: Value,
    reports: &[&Report],
) -> Result<Candidate, G::Error> {
    let mut graph = Graph::new(ground);
    let base = decided.value.commit().or(before.commit());
    let mut ahead: Vec<Value> = Vec::new();
    for report in reports {
        let Own::Is(value) = report.own else { continue };
        let is_ahead = match (value.commit(), base) {
            // A deletion is one of what is there.
            (None, _) => decided.value != Value::NOTHING,
            (Some(_), None) => true,
            (Some(commit), Some(base)) => commit != base && graph.is_behind(base, commit)?,
        };
        if is_ahead && !ahead.contains(&value) {
            ahead.push(value);
        }
    }
    let mut tips = Vec::new();
    for value in &ahead {
        let mut is_passed = false;
        for other in ahead.iter().filter(|other| *other != value) {
            is_passed |= is_on_the_way(&mut graph, *value, *other)?;
        }
        if !is_passed {
            tips.push(*value);
        }
    }
    let mut counted: BTreeMap<Value, Vec<PublicKey>> = tips.iter().map(|tip| (*tip, Vec::new())).collect();
    let mut place = BTreeMap::new();
    for report in reports {
        let Own::Is(value) = report.own else { continue };
        let mut sides = Vec::new();
        for tip in &tips {
            let is_base = tip.commit().is_none() && value == decided.value;
            if value == *tip || is_base || is_on_the_way(&mut graph, value, *tip)? {
                sides.push(*tip);
            }
        }
        if let [side] = sides[..] {
            place.insert(report.member, side);
            if record.has(&report.member) {
                counted.entry(side).or_default().push(report.member);
            }
        }
    }
    let leader = leader(reports.iter().filter(|report| record.has(&report.member)).filter_map(|report| report.leader));
    let sides = counted.into_iter().map(|(value, voters)| Side { value, voters }).collect();
    let mut candidate = Candidate::among(sides, leader.and_then(|leader| place.get(&leader).copied()));
    candidate.missing = graph.missing.into_iter().collect();
    Ok(candidate)
}

fn is_on_the_way<G: Ground>(graph: &mut Graph<'_, G>, old: Value, new: Value) -> Result<bool, G::Error> {
    match (old.commit(), new.commit()) {
        (Some(old), Some(new)) => graph.is_behind(old, new),
        _ => Ok(false),
    }
}

/// Whether the head of a member has parted from what is decided: neither is on the other's way.
///
/// # Errors
/// A commit cannot be read.
pub fn has_parted<G: Ground>(ground: &G, own: GitId, decided: GitId) -> Result<bool, G::Error> {
    let mut graph = Graph::new(ground);
    Ok(!graph.is_behind(own, decided)? && !graph.is_behind(decided, own)?)
}
