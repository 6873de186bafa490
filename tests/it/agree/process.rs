//! The process of a member: it stores before it says anything, and may end at any time.

use std::collections::BTreeMap;

use mosaic::base::planted::{self, Defect};
use mosaic::heads::assembly::take;
use mosaic::heads::bundle::Bundle;
use mosaic::heads::lease::Leases;
use mosaic::heads::outcome::{Outcome, Who};
use mosaic::heads::proposer::Ask;
use mosaic::heads::register::Register;
use mosaic::heads::vote::Step;
use mosaic::heads::voter::Why;

use super::member::{Silence, View};
use super::table::keys;
use super::words::{came, told};
use super::world::World;

impl World {
    /// Shows a member a bundle, stores what comes of it, and looks whether it may be; nothing where it crashes meanwhile.
    pub fn take(&mut self, who: usize, bundle: Bundle, all: bool) -> Result<Option<Outcome>, String> {
        let now = self.now(who);
        let node = &mut self.nodes[who];
        let is_liar = self.plan.liars.contains(&who);
        let voter = (!is_liar).then_some(keys()[who]);
        let view = View { stored: &node.stored, table: &self.table };
        let sign = |vote| vote;
        let shown = self.story.is_some().then(|| told(&Ask::Show(bundle.clone(), all)));
        let closed = bundle.certificates().count() == 0;
        let Ok(outcome) = take(&view, &mut node.leases, &Who { voter, sign: &sign, now }, bundle, all);
        if let Some(shown) = shown {
            self.tell(|_| format!("  {who} sees {shown}: {}", came(&outcome)));
        }
        if !self.healed && outcome.changes() && self.dice.happens(4) {
            self.crash(who);
            return Ok(None);
        }
        self.seen.look(&self.nodes[who].stored, &outcome, closed && !is_liar, who);
        let node = &mut self.nodes[who];
        if planted::is(Defect::VoteNotStored) {
            for vote in &outcome.votes {
                let register = &vote.motion.register;
                node.unsynced.entry(register.clone()).or_insert_with(|| node.stored.ballots.get(register).cloned());
            }
        }
        let was = node.stored.silence.clone();
        node.stored.store(&outcome)?;
        if was != Silence::Asking && node.stored.silence == Silence::Asking {
            node.heard.clear();
        }
        self.trace = self.trace.rotate_left(5).wrapping_mul(0x9e37_79b9_7f4a_7c15)
            ^ (self.time << 8 | who as u64)
            ^ (outcome.votes.len() as u64) << 50
            ^ (outcome.decisions.len() as u64) << 56;
        if !is_liar {
            self.judge.look(&self.table, who, &outcome)?;
            self.leases(who, now, &outcome)?;
            self.follow(who, &outcome);
        }
        if !self.healed && !outcome.votes.is_empty() && self.dice.happens(8) {
            self.crash(who);
            return Ok(None);
        }
        Ok(Some(outcome))
    }

    /// No lease refuses others for longer than the record allows.
    fn leases(&mut self, who: usize, now: u64, outcome: &Outcome) -> Result<(), String> {
        let node = &mut self.nodes[who];
        for (register, no) in outcome.refused.iter().filter(|(_, no)| no.why == Why::Leased) {
            let Some(ballot) = node.stored.ballots.get(register) else { continue };
            let own = ballot.votes.iter().filter(|vote| vote.voter == keys()[who] && vote.step == Step::Support);
            let place = (ballot.height, own.map(|vote| vote.motion.round).max().unwrap_or(0));
            let since = node.refusing.get(register).filter(|(height, round, _)| (*height, *round) == place);
            let since = since.map_or(now, |(_, _, since)| *since);
            node.refusing.insert(register.clone(), (place.0, place.1, since));
            if now + no.wait > since + self.plan.lease {
                return Err(format!("{who} is bound for {} ms, longer than a lease", now + no.wait - since));
            }
        }
        Ok(())
    }

    /// The time by a member's own clock, which begins anew with its process.
    fn now(&self, who: usize) -> u64 {
        let node = &self.nodes[who];
        (self.time - node.began) * node.pace / 1_000
    }

    /// The process of a member ends, and begins again.
    pub fn crash(&mut self, who: usize) {
        self.tell(|_| format!("{who} crashes"));
        let time = self.time;
        let node = &mut self.nodes[who];
        for (register, old) in std::mem::take(&mut node.unsynced) {
            let height = node.stored.newest(&register).height + 1;
            match old.filter(|old| old.height == height) {
                Some(old) => drop(node.stored.ballots.insert(register, old)),
                None => drop(node.stored.ballots.remove(&register)),
            }
        }
        node.leases = Leases::default();
        node.session = None;
        node.heard.clear();
        node.refusing.clear();
        node.began = time;
    }

    /// A voter from a backup hears how far others voted.
    pub fn hear(&mut self, from: usize, to: usize, heights: BTreeMap<Register, u64>) {
        let epoch = |who: usize| self.nodes[who].stored.records.len();
        let behind = epoch(from) > epoch(to);
        let node = &mut self.nodes[to];
        let record = node.stored.record().clone();
        if node.stored.silence != Silence::Asking || from == to || behind || !record.has(&keys()[from]) {
            return;
        }
        node.heard.insert(from, heights);
        let n = record.voters.len();
        let enough = (n - record.quorum() + 1 + record.rule.budget(n)).min(n - 1);
        if node.heard.len() >= enough {
            let mut until: BTreeMap<Register, u64> = BTreeMap::new();
            for (register, height) in node.heard.values().flatten() {
                let known = until.entry(register.clone()).or_insert(1);
                *known = (*height + 1).max(*known);
            }
            self.seen.silenced += 1;
            self.tell(|_| format!("{to} is silent until {until:?}"));
            self.nodes[to].stored.silence = Silence::Until(until);
        }
    }
}
