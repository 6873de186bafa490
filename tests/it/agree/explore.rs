//! Everything that three or four voters can do at one height, with two values in few rounds: proposals and lock proofs reach
//! any voter at any time, or never, in any order. What one voter does is asked of the real rules once for each of its
//! states; all their combinations are gone through.

use std::collections::{HashMap, HashSet};

use mosaic::base::id::GitId;
use mosaic::heads::assembly::take;
use mosaic::heads::ballot::Ballot;
use mosaic::heads::bundle::Bundle;
use mosaic::heads::lease::Leases;
use mosaic::heads::outcome::Who;
use mosaic::heads::proposal::Proposal;
use mosaic::heads::quorum::{Ayes, Quorum};
use mosaic::heads::record::Record;
use mosaic::heads::register::Register;
use mosaic::heads::report::{Own, Report};
use mosaic::heads::rule::Rule;
use mosaic::heads::value::Value;
use mosaic::heads::vote::{Motion, Step};

use super::member::{Stored, View};
use super::table::{Table, keys, numbered};
use crate::tools::is_everything;

/// What a voter remembers; motions by their numbers from 1, 0 for none.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
struct Local {
    round: u64,
    lock: usize,
    proof: usize,
    supports: u16,
    accepts: u16,
}

/// What there is to explore.
struct Explorer {
    table: Table,
    record: Record,
    /// All motions: rounds of two values.
    motions: Vec<Motion>,
    honest: usize,
    locals: Vec<(Local, Stored)>,
    numbers: HashMap<(usize, Local), u16>,
    steps: HashMap<(u16, usize, u16), u16>,
}

/// What was found.
#[derive(Debug)]
struct Found {
    states: usize,
    broken: bool,
    decided: [bool; 2],
}

impl Explorer {
    fn new(voters: usize, liars: usize, rule: Rule, rounds: u64) -> Self {
        let mut table = Table::default();
        let values: Vec<GitId> = (0..2).map(|salt| table.commit(vec![], salt)).collect();
        let record = Record {
            epoch: 0,
            previous: None,
            voters: keys()[..voters].to_vec(),
            rule,
            lease: 0,
            copies: 1,
            knot_interval: 1,
            checkpoint_interval: 1,
        };
        let register = Register::head("main").expect("a name");
        let motion = |round: u64, value: &GitId| Motion {
            register: register.clone(),
            height: 1,
            round,
            epoch: 0,
            previous: Value::NOTHING,
            value: (*value).into(),
        };
        let motions = (1..=rounds).flat_map(|round| values.iter().map(move |value| (round, value)));
        let motions = motions.map(|(round, value)| motion(round, value)).collect();
        let honest = voters - liars;
        let mut explorer =
            Self { table, record, motions, honest, locals: Vec::new(), numbers: HashMap::new(), steps: HashMap::new() };
        for who in 0..honest {
            let mut stored = Stored::new(keys()[who], explorer.record.clone());
            values.iter().for_each(|value| stored.holds.add(numbered(value.as_bytes())));
            explorer.intern(who, stored);
        }
        explorer
    }

    fn number(&self, quorum: &Option<Quorum>) -> usize {
        let place = |quorum: &Quorum| self.motions.iter().position(|motion| *motion == quorum.motion);
        quorum.as_ref().and_then(place).map_or(0, |at| at + 1)
    }

    /// The number of a state of one voter; of what others said it keeps nothing but lock proofs.
    fn intern(&mut self, who: usize, mut stored: Stored) -> u16 {
        let register = self.motions[0].register.clone();
        let ballot = stored.ballots.entry(register).or_insert_with(|| Ballot::new(1, Value::NOTHING));
        ballot.proposals.clear();
        ballot.votes.retain(|vote| vote.voter == keys()[who]);
        let ballot = ballot.clone();
        let mask = |step: Step| {
            let given =
                |at: &usize| ballot.votes.iter().any(|vote| vote.step == step && vote.motion == self.motions[*at]);
            (0..self.motions.len()).filter(given).fold(0u16, |mask, at| mask | 1 << at)
        };
        let (lock, proof) = (self.number(&ballot.lock), self.number(&ballot.proof));
        let local =
            Local { round: ballot.round, lock, proof, supports: mask(Step::Support), accepts: mask(Step::Accept) };
        let next = self.locals.len() as u16;
        let number = *self.numbers.entry((who, local)).or_insert(next);
        if number == next {
            self.locals.push((local, stored));
        }
        number
    }

    fn proposal(&self, at: usize) -> Bundle {
        let motion = self.motions[at].clone();
        // Two members without a vote are for one value each; voters have no opinion.
        let proposer = keys()[self.record.voters.len() + at % 2];
        let report = |member, own| {
            let register = motion.register.clone();
            Report { member, register, height: 0, own, leader: None, decided: None, number: 1, signature: [0; 64] }
        };
        let mut reports: Vec<Report> = self.record.voters.iter().map(|voter| report(*voter, Own::Absent)).collect();
        reports.push(report(proposer, Own::Is(motion.value)));
        let proposal = Proposal { proposer, motion, lease: 0, reports, signature: [0; 64] };
        Bundle { proposals: vec![proposal], ..Bundle::default() }
    }

    fn proof(&self, at: usize, by: u16) -> Bundle {
        let aye = |who: &usize| Ayes { voter: keys()[*who], lock: 0, sworn: None, signature: [0; 64] };
        let supporters: Vec<usize> = (0..self.record.voters.len()).filter(|who| by & (1 << who) != 0).collect();
        let ayes = supporters.iter().map(aye).collect();
        let quorum = Quorum { motion: self.motions[at].clone(), step: Step::Support, ayes };
        Bundle { quorums: vec![quorum], ..Bundle::default() }
    }

    /// What a voter becomes when it is shown the motion: a proposal of it, or the lock proof of these voters.
    fn step(&mut self, who: usize, local: u16, at: usize, by: u16) -> u16 {
        if let Some(next) = self.steps.get(&(local, at, by)) {
            return *next;
        }
        let bundle = if by == 0 { self.proposal(at) } else { self.proof(at, by) };
        let mut stored = self.locals[local as usize].1.clone();
        let me = Who { voter: Some(keys()[who]), sign: &|vote| vote, now: 0 };
        let view = View { stored: &stored, table: &self.table };
        let Ok(outcome) = take(&view, &mut Leases::default(), &me, bundle, false);
        assert!(outcome.evidence.is_empty() && !outcome.restored, "{outcome:?}");
        stored.store(&outcome).expect("heights go up");
        // What is decided is looked at from outside; a voter that knows it would do nothing more.
        let next = if outcome.decisions.is_empty() { self.intern(who, stored) } else { local };
        self.steps.insert((local, at, by), next);
        next
    }

    fn explore(&mut self) -> Found {
        let start: Vec<u16> = (0..self.honest as u16).collect();
        let mut seen: HashSet<Vec<u16>> = HashSet::from([start.clone()]);
        let mut pending = vec![start];
        let mut found = Found { states: 0, broken: false, decided: [false; 2] };
        let liars = ((1u16 << self.record.voters.len()) - 1) & !((1 << self.honest) - 1);
        while let Some(state) = pending.pop() {
            found.states += 1;
            let given = |at: usize, accepts: bool| {
                let has = |who: &usize| {
                    let local = &self.locals[state[*who] as usize].0;
                    (if accepts { local.accepts } else { local.supports }) & (1 << at) != 0
                };
                (0..state.len()).filter(has).fold(liars, |mask, who| mask | 1 << who)
            };
            let quorum = self.record.quorum() as u32;
            let decided =
                |value: usize| (value..self.motions.len()).step_by(2).any(|at| given(at, true).count_ones() >= quorum);
            let both = [decided(0), decided(1)];
            found.decided = [found.decided[0] | both[0], found.decided[1] | both[1]];
            found.broken |= both == [true; 2];
            let proofs: Vec<u16> = (0..self.motions.len()).map(|at| given(at, false)).collect();
            for who in 0..state.len() {
                for (at, by) in proofs.iter().enumerate() {
                    let shown = if by.count_ones() >= quorum { &[0, *by][..] } else { &[0] };
                    for by in shown {
                        let next = self.step(who, state[who], at, *by);
                        if next != state[who] {
                            let mut after = state.clone();
                            after[who] = next;
                            if seen.insert(after.clone()) {
                                pending.push(after);
                            }
                        }
                    }
                }
            }
        }
        found
    }
}

fn explored(voters: usize, liars: usize, rule: Rule, rounds: u64) -> Found {
    let found = Explorer::new(voters, liars, rule, rounds).explore();
    println!("{voters} voters, {liars} liars, {rule}, {rounds} rounds: {found:?}");
    assert_eq!(found.decided, [true; 2], "each value can be decided");
    found
}

#[test]
pub fn three_voters_never_contradict_each_other() {
    assert!(!explored(3, 0, Rule::Majority, 2).broken);
    assert!(!explored(3, 0, Rule::Majority, 3).broken);
}

#[test]
fn four_voters_never_contradict_each_other() {
    assert!(!explored(4, 0, Rule::Majority, 2).broken);
    assert!(!explored(4, 1, Rule::Majority, 2).broken);
    assert!(!explored(4, 1, Rule::Byzantine, if is_everything() { 3 } else { 2 }).broken);
}

#[test]
fn one_liar_more_is_found_to_break_it() {
    assert!(explored(3, 1, Rule::Majority, 2).broken);
    assert!(explored(4, 2, Rule::Byzantine, 2).broken);
}
