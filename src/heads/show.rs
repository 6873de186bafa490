//! What a member has to show to others: certificates that they lack, and what is known of open heights.

use std::collections::BTreeSet;

use crate::heads::ballot::Ballot;
use crate::heads::bundle::Bundle;
use crate::heads::ground::Ground;
use crate::heads::quorum::Quorum;
use crate::heads::register::{Kind, Register};
use crate::heads::report::Own;

/// The certificates of what is decided of a register from this height on: the newest; of records each, because they are
/// entered one after the other.
///
/// # Errors
/// The ground cannot be read.
pub fn since<G: Ground>(ground: &G, register: &Register, height: u64) -> Result<Vec<Quorum>, G::Error> {
    if !register.is_voters() {
        return Ok(ground.certificate(register)?.into_iter().collect());
    }
    let mut all = Vec::new();
    for epoch in height..=ground.epoch()? {
        all.extend(ground.passage(epoch)?);
    }
    Ok(all)
}

/// What a ballot has to show to others; `all`: with the proposals.
///
/// # Errors
/// The ground cannot be read.
pub fn shown<G: Ground>(ground: &G, ballot: &Ballot, all: bool) -> Result<Bundle, G::Error> {
    let mut bundle = Bundle { votes: ballot.votes.clone(), ..Bundle::default() };
    bundle.quorums.extend(ballot.proof.clone());
    if all {
        bundle.proposals.extend(ballot.proposals.iter().cloned());
    }
    let motions = bundle.proposals.iter().map(|proposal| &proposal.motion);
    let motions = motions.chain(bundle.quorums.iter().map(|quorum| &quorum.motion));
    let named: BTreeSet<_> =
        motions.filter(|motion| motion.register.head_name().is_none()).map(|motion| motion.value).collect();
    let reported = bundle.proposals.iter().filter(|proposal| proposal.motion.register.kind() == Kind::Tapestry);
    let reported = reported.flat_map(|proposal| &proposal.reports).filter_map(|report| match report.own {
        Own::Is(value) => Some(value),
        Own::Absent => None,
    });
    for value in named.into_iter().chain(reported).collect::<BTreeSet<_>>() {
        bundle.attached.extend(ground.attachment(&value)?);
    }
    Ok(bundle)
}
