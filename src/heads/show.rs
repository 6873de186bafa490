//! What a member has to show to others: certificates that they lack, and what is known of open heights.

use std::collections::BTreeSet;

use crate::base::id::Id;
use crate::heads::ballot::Ballot;
use crate::heads::bundle::Bundle;
use crate::heads::ground::Ground;
use crate::heads::outcome::Decision;
use crate::heads::quorum::Quorum;
use crate::heads::register::Register;
use crate::heads::vote::Motion;

/// The certificates of what is decided of a register from this height on, in this step (`made`) or before: the newest; of
/// records each, because they are entered one after the other.
///
/// # Errors
/// The ground cannot be read.
pub fn since<G: Ground>(
    ground: &G,
    register: &Register,
    height: u64,
    made: &[Decision],
) -> Result<Vec<Quorum>, G::Error> {
    let made = made.iter().filter(|decision| decision.register == *register);
    let mut made = made.map(|decision| decision.certificate.clone());
    if !register.is_voters() {
        return Ok(made.next_back().or(ground.certificate(register)?).into_iter().collect());
    }
    let mut all = Vec::new();
    for epoch in height..=ground.epoch()? {
        all.extend(ground.passage(epoch)?);
    }
    all.extend(made);
    Ok(all)
}

/// The record or knot that a motion names, from what came along or from here.
///
/// # Errors
/// The ground cannot be read.
pub fn attachment<G: Ground>(ground: &G, motion: &Motion, attached: &[Vec<u8>]) -> Result<Option<Vec<u8>>, G::Error> {
    if motion.register.head_name().is_some() {
        return Ok(None);
    }
    match attached.iter().find(|bytes| motion.value.id() == Some(Id::of(bytes))) {
        Some(bytes) => Ok(Some(bytes.clone())),
        None => ground.attachment(&motion.value),
    }
}

/// What a ballot has to show to others; `all`: with the reports and proposals.
///
/// # Errors
/// The ground cannot be read.
pub fn shown<G: Ground>(ground: &G, ballot: &Ballot, all: bool) -> Result<Bundle, G::Error> {
    let mut bundle = Bundle { votes: ballot.votes.clone(), ..Bundle::default() };
    bundle.quorums.extend(ballot.proof.clone());
    if all {
        bundle.reports.extend(ballot.reports.iter().cloned());
        bundle.attached.extend(ballot.named.iter().cloned());
        bundle.proposals.extend(ballot.proposals.iter().cloned());
    }
    let motions = bundle.proposals.iter().map(|proposal| &proposal.motion);
    let motions = motions.chain(bundle.quorums.iter().map(|quorum| &quorum.motion));
    let named: BTreeSet<_> =
        motions.filter(|motion| motion.register.head_name().is_none()).map(|motion| motion.value).collect();
    for value in named {
        bundle.attached.extend(ground.attachment(&value)?);
    }
    Ok(bundle)
}
