//! Votes, reports and proposals made by hand, and showing them to a member.

use mosaic::base::id::Id;
use mosaic::base::key::{PublicKey, SecretKey};
use mosaic::heads::bundle::Bundle;
use mosaic::heads::proposal::Proposal;
use mosaic::heads::quorum::{Ayes, Quorum};
use mosaic::heads::register::Register;
use mosaic::heads::report::{Own, Report};
use mosaic::heads::value::Value;
use mosaic::heads::vote::{Motion, Step, Vote};
use mosaic::heads::voter::No;
use mosaic::node::wire::{Request, Response};

use crate::peers::village::{HEAD, Home};
use crate::voting::circle::moment;

/// The register of the head of all members here.
pub fn main() -> Register {
    Register::head(HEAD).unwrap()
}

/// Shows something to a member, as another one; what it refused.
pub fn show(home: &Home, from: PublicKey, bundle: Bundle) -> Vec<(Register, No)> {
    answered(home, from, bundle).1
}

/// Shows something to a member, as another one; what it says in return.
pub fn replied(home: &Home, from: PublicKey, bundle: Bundle) -> Bundle {
    answered(home, from, bundle).0
}

fn answered(home: &Home, from: PublicKey, bundle: Bundle) -> (Bundle, Vec<(Register, No)>) {
    match home.node().answer(&moment(), Some(&from), Request::Show { bundle, all: true }) {
        Response::Shown { bundle, refused } => (bundle, refused),
        other => panic!("{other:?}"),
    }
}

/// The decision on `main`, and its epoch.
pub fn decided(home: &Home) -> (u64, Value, u64) {
    let repository = home.open();
    let current = repository.current().unwrap();
    let (operation, source) = (current.operation(), repository.source());
    let decided = mosaic::repo::decided::decided(operation, source, &main()).unwrap();
    (decided.height, decided.value, mosaic::repo::decided::epoch(operation, source).unwrap())
}

/// A motion on the open height of `main`.
pub fn motion(home: &Home, round: u64, value: Value) -> Motion {
    let (height, previous, epoch) = decided(home);
    Motion { register: main(), height: height + 1, round, epoch, previous, value }
}

/// A signed vote.
pub fn vote(scope: &Id, key: &SecretKey, motion: &Motion, step: Step) -> Vote {
    let (voter, motion) = (key.public(), motion.clone());
    Vote { voter, motion, step, lock: 0, sworn: None, signature: [0; 64] }.sign(scope, key)
}

/// A signed report on `main`.
pub fn report(scope: &Id, key: &SecretKey, height: u64, value: Value) -> Report {
    let (member, register, own) = (key.public(), main(), Own::Is(value));
    Report { member, register, height, own, leader: None, decided: None, number: 1, signature: [0; 64] }
        .sign(scope, key)
}

/// A signed proposal.
pub fn proposal(scope: &Id, key: &SecretKey, motion: &Motion, mut reports: Vec<Report>) -> Proposal {
    reports.sort_by_key(|report| report.member);
    let (proposer, motion) = (key.public(), motion.clone());
    Proposal { proposer, motion, lease: 0, reports, signature: [0; 64] }.sign(scope, key)
}

fn ayes(vote: &Vote) -> Ayes {
    Ayes { voter: vote.voter, lock: vote.lock, sworn: vote.sworn, signature: vote.signature }
}

/// What these votes add up to.
pub fn certificate(votes: &[Vote]) -> Quorum {
    let mut ayes: Vec<Ayes> = votes.iter().map(ayes).collect();
    ayes.sort_by_key(|aye| aye.voter);
    Quorum { motion: votes[0].motion.clone(), step: votes[0].step, ayes }
}
