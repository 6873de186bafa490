//! What befalls members: commits and strands that they make, requests, crashes, sleep, cuts of the network, disks that are
//! lost or set back, proposers that are killed.

use mosaic::base::id::GitId;
use mosaic::heads::outcome::Outcome;
use mosaic::heads::register::Register;
use mosaic::heads::rule::Rule;

use super::member::Silence;
use super::plan::Lying;
use super::table::{Request, numbered};
use super::world::{Event, World};

impl World {
    /// What there is at the beginning, and when what will happen.
    pub fn populate(&mut self) {
        let heads: Vec<Register> = self.registers().into_iter().filter(|name| name.head_name().is_some()).collect();
        let everyone = self.nodes.len();
        for register in heads {
            let base = if self.dice.happens(600) { Some(self.make(vec![])) } else { None };
            for who in 0..everyone {
                if let Some(base) = base {
                    let node = &mut self.nodes[who];
                    node.stored.holds.add(numbered(base.as_bytes()));
                    node.stored.heads.insert(register.clone(), base);
                }
            }
            for _ in 0..1 + self.dice.below(4) {
                let who = self.dice.place(everyone);
                self.commit(who, &register);
            }
        }
        if matches!(self.lying, Lying::Many(..)) {
            self.part_honest();
        }
        for _ in 0..self.plan.fates {
            let time = self.dice.below(self.plan.end);
            self.at(time, Event::Fate);
        }
        for _ in 0..self.plan.sessions {
            let time = self.dice.below(self.plan.end);
            for _ in 0..self.plan.duel {
                let who = self.dice.place(everyone);
                self.at(time, Event::Begin(who));
            }
        }
    }

    fn make(&mut self, parents: Vec<GitId>) -> GitId {
        let salt = self.dice.below(256) as u8;
        self.table.commit(parents, salt)
    }

    /// A member makes a commit on its own head.
    fn commit(&mut self, who: usize, register: &Register) {
        let parents: Vec<GitId> = self.nodes[who].stored.heads.get(register).copied().into_iter().collect();
        self.advance_head(who, register, parents);
    }

    fn advance_head(&mut self, who: usize, register: &Register, parents: Vec<GitId>) {
        let commit = self.make(parents);
        let stored = &mut self.nodes[who].stored;
        stored.holds.add(numbered(commit.as_bytes()));
        stored.heads.insert(register.clone(), commit);
    }

    /// A member lets its own heads follow what is decided, or merges.
    pub fn follow(&mut self, who: usize, outcome: &Outcome) {
        for decision in &outcome.decisions {
            let Some(decided) = decision.decided.value.commit() else { continue };
            if decision.register.head_name().is_none() {
                continue;
            }
            let own = self.nodes[who].stored.heads.get(&decision.register).copied();
            let Some(own) = own else {
                self.nodes[who].stored.heads.insert(decision.register.clone(), decided);
                continue;
            };
            if self.table.is_behind(own, decided) {
                self.nodes[who].stored.heads.insert(decision.register.clone(), decided);
            } else if !self.table.is_behind(decided, own) && !self.healed && self.dice.happens(500) {
                self.advance_head(who, &decision.register, vec![decided, own]);
            }
        }
    }

    /// Something happens to somebody.
    pub fn befall(&mut self) -> Result<(), String> {
        let who = self.dice.place(self.nodes.len());
        let dice = self.dice.below(100);
        self.tell(|_| format!("fate {dice} of {who}"));
        match dice {
            0..25 => {
                let heads: Vec<Register> =
                    self.registers().into_iter().filter(|name| name.head_name().is_some()).collect();
                let register = heads[self.dice.place(heads.len())].clone();
                self.commit(who, &register);
                self.nodes[who].stored.strands += 3;
            }
            25..40 => self.crash(who),
            40..48 => {
                // Down, or asleep: what arrives meanwhile is seen afterwards, and a session goes on.
                if self.dice.happens(500) {
                    self.crash(who);
                }
                self.nodes[who].away = self.time + self.dice.below(3 * self.plan.lease + 2_000);
            }
            48..60 => self.nodes[who].session = None,
            60..75 => self.part(),
            75..90 if self.plan.changes => self.request(),
            75..82 => self.lose(),
            _ => self.set_back(),
        }
        Ok(())
    }

    /// Two parts that hear liars only: the worst that can happen to a quorum.
    fn part_honest(&mut self) {
        let many = self.nodes.len();
        let honest: Vec<usize> = (0..many).filter(|who| !self.plan.liars.contains(who)).collect();
        let side = |at: usize| at % 2;
        for (at, one) in honest.iter().enumerate() {
            for (other_at, other) in honest.iter().enumerate() {
                if side(at) != side(other_at) {
                    self.blocked.insert((*one, *other));
                }
            }
        }
    }

    fn part(&mut self) {
        let many = self.nodes.len();
        if !self.blocked.is_empty() && self.dice.happens(600) {
            self.blocked.clear();
            return;
        }
        if self.dice.happens(400) {
            let (one, other) = (self.dice.place(many), self.dice.place(many));
            self.blocked.insert((one, other));
        } else {
            let side: Vec<bool> = (0..many).map(|_| self.dice.happens(500)).collect();
            let both = self.dice.happens(700);
            for one in 0..many {
                for other in 0..many {
                    if side[one] != side[other] && (both || side[one]) {
                        self.blocked.insert((one, other));
                    }
                }
            }
        }
    }

    fn request(&mut self) {
        let known = self.table.requests.len();
        let request = match self.dice.below(5) {
            0..2 => Request::Join(self.plan.voters + self.dice.place(self.plan.members - self.plan.voters)),
            2..4 if self.plan.voters > 2 && known < 3 => Request::Leave(self.dice.place(self.plan.voters)),
            _ if self.plan.liars.is_empty()
                && !self.table.requests.iter().any(|known| matches!(known, Request::Rule(_))) =>
            {
                Request::Rule(if known.is_multiple_of(2) { Rule::Byzantine } else { Rule::Majority })
            }
            _ => return,
        };
        let leaving = self.table.requests.iter().filter(|known| matches!(known, Request::Leave(_))).count();
        if matches!(request, Request::Leave(_)) && leaving > 0 {
            return;
        }
        self.table.requests.push(request);
        for _ in 0..2 {
            let who = self.dice.place(self.nodes.len());
            self.nodes[who].stored.requests.add(known);
        }
        self.tell(|_| format!("request {request:?}"));
    }

    fn lose(&mut self) {
        if let Some(lost) = self.plan.lost {
            self.crash(lost);
            self.nodes[lost].dead = true;
        }
    }

    /// A member is copied, or set back to the copy.
    fn set_back(&mut self) {
        let Some((who, notices)) = self.plan.restored else { return };
        match self.nodes[who].backup.take() {
            None => self.nodes[who].backup = Some(self.nodes[who].stored.clone()),
            Some(old) => {
                self.crash(who);
                self.tell(|_| format!("{who} is set back"));
                let holds = self.nodes[who].stored.holds.clone();
                self.nodes[who].stored = old;
                self.nodes[who].stored.holds.join(&holds);
                self.seen.set_back += 1;
                if notices {
                    self.nodes[who].stored.silence = Silence::Asking;
                } else {
                    self.judge.excused.insert(who);
                }
            }
        }
    }
}
