//! Members that lie: they vote for everything and its opposite, hide what they know, report what is not true, and propose
//! what nobody may support.

use std::collections::BTreeMap;

use mosaic::base::key::PublicKey;
use mosaic::heads::bundle::Bundle;
use mosaic::heads::ground::Decided;
use mosaic::heads::proposal::Proposal;
use mosaic::heads::quorum::{Ayes, Quorum};
use mosaic::heads::register::Register;
use mosaic::heads::report::{Own, Report};
use mosaic::heads::value::Value;
use mosaic::heads::vote::{MAX_COUNT, Motion, Step, Vote};

use super::dice::Dice;
use super::table::{Sworn, Table};

/// So many motions and reports are remembered.
const MEMORY: usize = 24;

/// What a liar remembers.
#[derive(Default)]
pub struct Liar {
    motions: Vec<Motion>,
    quorums: Vec<Quorum>,
    reports: Vec<Report>,
}

fn keep<T: PartialEq + Clone>(list: &mut Vec<T>, thing: &T) {
    if !list.contains(thing) {
        if list.len() == MEMORY {
            list.remove(0);
        }
        list.push(thing.clone());
    }
}

impl Liar {
    /// Sees what somebody says.
    pub fn see(&mut self, bundle: &Bundle) {
        for quorum in &bundle.quorums {
            keep(&mut self.quorums, quorum);
            keep(&mut self.motions, &quorum.motion);
        }
        for proposal in &bundle.proposals {
            keep(&mut self.motions, &proposal.motion);
            proposal.reports.iter().for_each(|report| keep(&mut self.reports, report));
        }
        bundle.reports.iter().for_each(|report| keep(&mut self.reports, report));
        bundle.votes.iter().for_each(|vote| keep(&mut self.motions, &vote.motion));
    }

    fn motion(&self, dice: &mut Dice) -> Option<Motion> {
        if self.motions.is_empty() {
            return None;
        }
        // The newest ones most often.
        let newest = self.motions.len().min(6);
        let from = if dice.happens(700) { self.motions.len() - newest } else { 0 };
        let mut motion = self.motions[from + dice.place(self.motions.len() - from)].clone();
        match dice.below(12) {
            0 => motion.round = MAX_COUNT,
            1 => motion.round += dice.below(3),
            2 => {
                let same = |other: &&Motion| other.register == motion.register;
                let other: Vec<&Motion> = self.motions.iter().filter(same).collect();
                motion.value = other[dice.place(other.len())].value;
            }
            _ => {}
        }
        Some(motion)
    }

    fn vote(&self, key: PublicKey, table: &Table, dice: &mut Dice) -> Option<Vote> {
        let motion = self.motion(dice)?;
        let step = if dice.happens(500) { Step::Support } else { Step::Accept };
        let swears = step == Step::Accept && motion.register.is_voters();
        let sworn = swears.then(|| table.swear(self.oath(dice)));
        Some(Vote { voter: key, motion, step, lock: 0, sworn, signature: [0; 64] })
    }

    /// What nobody can have, or nothing at all.
    fn oath(&self, dice: &mut Dice) -> Sworn {
        let mut sworn = Sworn::default();
        match dice.below(3) {
            0 => {
                let height = 1 + dice.below(1_000);
                sworn.decided.push((Register::voters(), Decided { height, value: Value::new([7; 32]) }));
            }
            1 => {
                let mut locks = self.quorums.clone();
                locks.retain(|quorum| !quorum.motion.register.is_voters());
                locks.iter_mut().for_each(|lock| {
                    lock.motion.round += 5;
                    lock.step = Step::Support;
                    lock.ayes.truncate(1);
                });
                sworn.locks = locks;
            }
            _ => {}
        }
        sworn
    }

    /// Says something to somebody.
    pub fn say(&self, key: PublicKey, table: &Table, dice: &mut Dice) -> Bundle {
        let mut bundle = Bundle::default();
        for _ in 0..dice.below(8) {
            bundle.votes.extend(self.vote(key, table, dice));
        }
        if dice.happens(600) {
            // Everything to everybody: what could be proven is.
            for motion in self.motions.iter().rev().take(4).filter(|motion| !motion.register.is_voters()) {
                for step in [Step::Support, Step::Accept] {
                    let (motion, signature) = (motion.clone(), [0; 64]);
                    bundle.votes.push(Vote { voter: key, motion, step, lock: 0, sworn: None, signature });
                }
            }
        }
        if dice.happens(300) && !self.quorums.is_empty() {
            bundle.quorums.push(self.quorums[dice.place(self.quorums.len())].clone());
        }
        if dice.happens(200) {
            // What others said long ago.
            bundle.reports.extend(self.reports.iter().filter(|_| dice.happens(400)).cloned());
        }
        if dice.happens(150) {
            // Too few voters, or the same one again and again.
            let votes: Vec<Vote> = (0..3).filter_map(|_| self.vote(key, table, dice)).collect();
            if let Some(vote) = votes.first().cloned() {
                let Vote { voter, motion, step, lock, sworn, signature } = vote;
                let aye = Ayes { voter, lock, sworn, signature };
                bundle.quorums.push(Quorum { motion, step, ayes: vec![aye; 1 + dice.place(8)] });
            }
        }
        let named = bundle.quorums.iter().map(|quorum| &quorum.motion);
        let named: Vec<Value> = named.filter(|motion| motion.register.head_name().is_none()).map(|m| m.value).collect();
        bundle.attached = named.iter().filter_map(|value| table.attached(&value.bytes()?)).collect();
        bundle
    }

    /// What it pretends to have, to one.
    pub fn report(&self, key: PublicKey, register: &Register, decided: u64, dice: &mut Dice) -> Report {
        let same = |motion: &&Motion| motion.register == *register;
        let values: Vec<Value> = self.motions.iter().filter(same).map(|motion| motion.value).collect();
        let own = match values.len() {
            0 => Own::Absent,
            many => Own::Is(values[dice.place(many)]),
        };
        let height = if dice.happens(800) { decided } else { dice.below(decided + 3) };
        let leader = dice.happens(500).then_some(key);
        let number = if dice.happens(900) { dice.below(20_000) } else { u64::MAX };
        Report {
            member: key,
            register: register.clone(),
            height,
            own,
            leader,
            decided: None,
            number,
            signature: [0; 64],
        }
    }

    /// Another proposal than the one that would follow, for one of those who are asked.
    pub fn twist(&self, proposal: &Proposal, dice: &mut Dice) -> Proposal {
        let mut twisted = proposal.clone();
        let same = |motion: &&Motion| motion.register == proposal.motion.register;
        let values: Vec<Value> = self.motions.iter().filter(same).map(|motion| motion.value).collect();
        match dice.below(6) {
            0 if !values.is_empty() => twisted.motion.value = values[dice.place(values.len())],
            1 => twisted.motion.round = MAX_COUNT,
            2 => twisted.motion.round = 1 + dice.below(twisted.motion.round + 1),
            3 => twisted.lease = u64::MAX,
            _ => {}
        }
        if dice.happens(500) {
            // Fewer reports, some of them old: they lead elsewhere.
            let mut reports: BTreeMap<PublicKey, Report> =
                twisted.reports.into_iter().map(|report| (report.member, report)).collect();
            for old in self.reports.iter().filter(|report| report.register == proposal.motion.register) {
                if dice.happens(300) {
                    reports.insert(old.member, old.clone());
                }
            }
            twisted.reports = reports.into_values().filter(|_| dice.happens(800)).collect();
        }
        twisted
    }
}
