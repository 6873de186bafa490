//! The end of all faults: from then on every honest member gets decided what there is to decide, soon, and the same.

use std::collections::BTreeMap;

use mosaic::heads::ground::Decided;
use mosaic::heads::register::Register;

use super::plan::Lying;
use super::table::keys;
use super::world::{Event, World};

/// How long it may take, in milliseconds.
const SOON: u64 = 400_000;

impl World {
    /// Runs the seed from the beginning to the end.
    pub fn run(&mut self) -> Result<(), String> {
        let end = self.plan.end;
        self.run_until(end, |_| false)?;
        self.heal()
    }

    fn alive(&self) -> Vec<usize> {
        (0..self.nodes.len()).filter(|who| !self.nodes[*who].dead && !self.plan.liars.contains(who)).collect()
    }

    fn heal(&mut self) -> Result<(), String> {
        self.tell(|_| "everything heals".to_owned());
        self.healed = true;
        self.blocked.clear();
        let liars_on = self.dice.happens(500);
        for who in 0..self.nodes.len() {
            let node = &mut self.nodes[who];
            node.session = None;
            node.away = 0;
            node.dead |= self.plan.liars.contains(&who) && !liars_on;
        }
        // One that serves is enough: others find there what was left.
        if self.alive().iter().all(|who| self.nodes[*who].carried) {
            self.nodes.iter_mut().for_each(|node| node.carried = false);
        }
        let rounds = self.rounds();
        for who in self.alive() {
            let time = self.time + self.dice.below(2_000);
            self.at(time, Event::Begin(who));
        }
        self.quiet("when all try at once")?;
        let after = self.rounds();
        for (register, (decided, _)) in &after {
            let (before, round) = rounds.get(register).copied().unwrap_or((0, 0));
            if *decided > before {
                let made = self.alive().iter().find_map(|who| self.nodes[*who].stored.decided.get(register));
                let at = made.map_or(0, |(_, certificate)| certificate.motion.round);
                self.seen.rounds.push(at.saturating_sub(if *decided == before + 1 { round } else { 0 }) as u32);
            }
        }
        let carried = self.alive().into_iter().filter(|who| self.nodes[*who].carried).count();
        for _ in 0..3 + carried {
            if self.same().is_ok() {
                break;
            }
            for who in self.alive() {
                self.at(self.time + 1, Event::Begin(who));
                self.quiet("one after the other")?;
            }
        }
        self.same()
    }

    /// Lets all sessions come to their end.
    fn quiet(&mut self, when: &str) -> Result<(), String> {
        self.run_until(self.time + SOON, |_| false)?;
        if self.seen.failed > 0 {
            return Err(format!("somebody gives up {when}"));
        }
        let busy: Vec<usize> = self.alive().into_iter().filter(|who| self.nodes[*who].session.is_some()).collect();
        if busy.is_empty() || !self.is_live() { Ok(()) } else { Err(format!("{busy:?} are not done {when}")) }
    }

    /// Whether so few are silent that the rules promise progress, in each epoch in which somebody still is.
    fn is_live(&self) -> bool {
        self.reaches(|_| true)
    }

    /// Whether a session of this member can reach a quorum of voters who vote.
    pub fn could_decide(&self, one: usize) -> bool {
        self.reaches(|who| !self.nodes[who].carried || who == one)
    }

    fn reaches(&self, hears: impl Fn(usize) -> bool) -> bool {
        let restored = self.plan.restored.filter(|_| self.seen.set_back > 0).map(|(who, _)| who);
        let alive = self.alive();
        alive.iter().all(|one| {
            let record = self.nodes[*one].stored.record();
            let counts = |who: &&usize| record.has(&keys()[**who]) && Some(**who) != restored && hears(**who);
            alive.iter().filter(counts).count() >= record.quorum()
        })
    }

    /// The greatest decided height of each register, and the greatest round above it.
    fn rounds(&self) -> BTreeMap<Register, (u64, u64)> {
        let mut rounds = BTreeMap::new();
        for register in self.registers() {
            let heights = self.alive().into_iter().map(|who| self.nodes[who].stored.newest(&register).height);
            let height = heights.max().unwrap_or(0);
            let open = self.nodes.iter().filter_map(|node| node.stored.ballots.get(&register));
            let round = open.filter(|ballot| ballot.height == height + 1).map(|ballot| ballot.round).max();
            rounds.insert(register, (height, round.unwrap_or(0)));
        }
        rounds
    }

    /// All have decided the same.
    fn same(&self) -> Result<(), String> {
        if !self.is_live() {
            return Ok(());
        }
        let mut maps: Vec<(usize, Vec<(&Register, Decided)>)> = Vec::new();
        for who in self.alive() {
            let decided = &self.nodes[who].stored.decided;
            maps.push((who, decided.iter().map(|(register, (decided, _))| (register, *decided)).collect()));
        }
        match maps.windows(2).find(|pair| pair[0].1 != pair[1].1) {
            Some(pair) => Err(format!("they have decided different things: {pair:#?}")),
            None => Ok(()),
        }
    }
}

/// Runs one seed; what went wrong, with the story.
pub fn run(seed: u64, lying: Lying) -> Result<World, String> {
    let mut world = World::new(seed, lying, false);
    match world.run() {
        Ok(()) => Ok(world),
        Err(why) => Err(why),
    }
}

/// The story of a seed.
pub fn story(seed: u64, lying: Lying) -> String {
    let mut world = World::new(seed, lying, true);
    let result = world.run();
    format!("{}\n{result:?}", world.story.unwrap_or_default().join("\n"))
}
