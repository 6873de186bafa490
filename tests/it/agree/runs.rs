//! Runs of many seeds. `MOSAIC_AGREE_SEED=N cargo test --test it agree` tells the story of one; `MOSAIC_AGREE_SEEDS=N` runs
//! so many.

use std::env;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Instant;

use mosaic::heads::outcome::Outcome;
use mosaic::heads::rule::Rule;
use mosaic::heads::vote::Step;
use mosaic::heads::voter::Why;

use super::heal::{run, story};
use super::member::Stored;
use super::plan::Lying;
use crate::tools::is_everything;

/// Seeds in a quick run, and where everything is tested.
const SEEDS: (u64, u64) = (2_000, 4_000);
const THREADS: u64 = 2;

/// What has happened, so that a run shows that it did.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// Events.
    pub events: u64,
    /// Attempts of each session after the healing.
    pub attempts: Vec<u32>,
    /// Rounds that a decision took after the healing.
    pub rounds: Vec<u32>,
    /// Sessions that gave up.
    pub given_up: u64,
    /// Those of them that gave up although a quorum could hear them, after the healing.
    pub failed: u64,
    /// Voters that were set back.
    pub set_back: u64,
    /// Voters that found out how long to be silent.
    pub silenced: u64,
    /// Decisions.
    pub decisions: u64,
    /// Two values supported in one round.
    pub split: u64,
    /// A lease refused somebody.
    pub leased: u64,
    /// Support for another proposer than that of the lease before.
    pub lease_over: u64,
    /// Refusals because of a lock.
    pub locked: u64,
    /// Locks that moved to another value.
    pub moved: u64,
    /// Locks that were taken into another epoch.
    pub taken_over: u64,
    /// Records of voters.
    pub records: u64,
    /// Refusals of those who have sworn.
    pub sworn: u64,
    /// Refusals of those who have not taken over everything.
    pub entering: u64,
    /// Refusals of voters from a backup.
    pub silent: u64,
    /// Voters that were shown own votes that they lack.
    pub noticed: u64,
    /// Decisions that another than the proposer completed.
    pub completed: u64,
    /// Evidence against liars.
    pub evidence: u64,
    /// Decisions in a later round than the first.
    pub later: u64,
}

impl Seen {
    /// Looks at a step.
    pub fn look(&mut self, before: &Stored, outcome: &Outcome, open: bool, who: usize) {
        let key = super::table::keys()[who];
        for no in outcome.refused.values() {
            match no.why {
                Why::Leased => self.leased += 1,
                Why::Locked => self.locked += 1,
                Why::Sworn => self.sworn += 1,
                Why::Entering => self.entering += 1,
                Why::Silent => self.silent += 1,
                _ => {}
            }
        }
        for vote in &outcome.votes {
            let Some(ballot) = before.ballots.get(&vote.motion.register) else { continue };
            let other = |known: &&mosaic::heads::vote::Motion| {
                known.round == vote.motion.round && known.value != vote.motion.value
            };
            self.split += u64::from(ballot.motions().iter().any(|motion| other(&motion)));
            let from = |lease: &mosaic::heads::ballot::Lease| {
                let made = ballot.proposals.iter().find(|made| made.motion == vote.motion);
                made.is_some_and(|made| made.proposer != lease.proposer)
            };
            self.lease_over += u64::from(vote.step == Step::Support && ballot.lease.as_ref().is_some_and(from));
            let moves = ballot.lock.as_ref().is_some_and(|lock| lock.motion.value != vote.motion.value);
            self.moved += u64::from(vote.step == Step::Accept && moves);
        }
        if outcome.settled {
            let epoch = before.records.len() as u64 - 1 + outcome.records.len() as u64;
            let locks = outcome.ballots.values().flatten().filter_map(|ballot| ballot.lock.as_ref());
            self.taken_over += locks.filter(|lock| lock.motion.epoch < epoch).count() as u64;
        }
        for decision in outcome.decisions.iter().filter(|_| open) {
            let made = before
                .ballots
                .get(&decision.register)
                .and_then(|ballot| ballot.proposals.iter().find(|made| made.motion == decision.certificate.motion));
            self.completed += u64::from(made.is_some_and(|made| made.proposer != key));
        }
        self.later += outcome.decisions.iter().filter(|made| made.certificate.motion.round > 1).count() as u64;
        self.records += outcome.records.len() as u64;
        self.noticed += u64::from(outcome.restored);
        self.evidence += outcome.evidence.len() as u64;
    }

    fn add(&mut self, other: Self) {
        let Self { attempts, rounds, .. } = other;
        self.attempts.extend(attempts);
        self.rounds.extend(rounds);
        let from = [
            other.events,
            other.given_up,
            other.set_back,
            other.silenced,
            other.decisions,
            other.split,
            other.leased,
            other.lease_over,
            other.locked,
            other.moved,
            other.taken_over,
            other.records,
            other.sworn,
            other.entering,
            other.silent,
            other.noticed,
            other.completed,
            other.evidence,
            other.later,
        ];
        self.numbers().into_iter().zip(from).for_each(|((_, own), other)| *own += other);
    }

    fn numbers(&mut self) -> [(&'static str, &mut u64); 19] {
        [
            ("events", &mut self.events),
            ("sessions given up", &mut self.given_up),
            ("voters set back", &mut self.set_back),
            ("voters silenced", &mut self.silenced),
            ("decisions", &mut self.decisions),
            ("split votes", &mut self.split),
            ("refused for leases", &mut self.leased),
            ("leases that ended", &mut self.lease_over),
            ("refused for locks", &mut self.locked),
            ("locks that moved", &mut self.moved),
            ("locks taken into another epoch", &mut self.taken_over),
            ("records of voters learned", &mut self.records),
            ("refused, having sworn", &mut self.sworn),
            ("refused, entering", &mut self.entering),
            ("refused, being silent", &mut self.silent),
            ("backups noticed", &mut self.noticed),
            ("completed by another", &mut self.completed),
            ("evidence", &mut self.evidence),
            ("decided in later rounds", &mut self.later),
        ]
    }
}

/// Runs all these seeds; says which went wrong.
pub fn sweep(seeds: u64, lying: Lying) -> (Seen, Vec<(u64, String)>) {
    let (all, failed) = (Mutex::new(Seen::default()), Mutex::new(Vec::new()));
    let next = AtomicU64::new(0);
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                let mut own = Seen::default();
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds {
                        break;
                    }
                    match run(seed, lying) {
                        Ok(mut world) => {
                            world.seen.decisions = world.judge.decisions() as u64;
                            own.add(world.seen);
                        }
                        Err(why) => failed.lock().unwrap().push((seed, why)),
                    }
                }
                all.lock().unwrap().add(own);
            });
        }
    });
    let mut failed = failed.into_inner().unwrap();
    failed.sort();
    (all.into_inner().unwrap(), failed)
}

fn percentile(numbers: &mut [u32], of_hundred: usize) -> u32 {
    numbers.sort_unstable();
    numbers.get(numbers.len().saturating_sub(1) * of_hundred / 100).copied().unwrap_or(0)
}

#[test]
fn no_two_certificates_and_all_decide() {
    if let Some(seed) = setting("MOSAIC_AGREE_SEED") {
        println!("{}", story(seed, Lying::Borne));
        return;
    }
    let all = is_everything();
    let seeds = setting("MOSAIC_AGREE_SEEDS").unwrap_or(if all { SEEDS.1 } else { SEEDS.0 });
    let start = Instant::now();
    let (mut seen, failed) = sweep(seeds, Lying::Borne);
    if let Some((seed, why)) = failed.first() {
        let others: Vec<String> = failed.iter().map(|(seed, why)| format!("seed {seed}: {why:.160}")).collect();
        panic!(
            "{}\nseed {seed}: {why}\n{} of {seeds}:\n{}",
            story(*seed, Lying::Borne),
            failed.len(),
            others.join("\n")
        );
    }
    println!("{seeds} seeds, {:.0} a minute", seeds as f64 * 60.0 / start.elapsed().as_secs_f64());
    for (name, list) in [("rounds", &mut seen.rounds), ("attempts", &mut seen.attempts)] {
        let most = list.iter().max().copied();
        println!("{name} after the healing: p50 {} p99 {} most {most:?}", percentile(list, 50), percentile(list, 99));
    }
    for (name, number) in seen.numbers() {
        println!("{name}: {number}");
        assert!(*number > 0, "never happened: {name}");
    }
}

/// Members fail, and some lie.
#[test]
pub fn few_worlds_break_nothing() {
    few_seeds(120, Lying::Borne);
}

/// Voters join, leave and are removed while they vote.
#[test]
pub fn voters_change_while_they_vote() {
    few_seeds(250, Lying::Changing);
}

/// A voter's disk is set back to an older state.
#[test]
pub fn a_restored_voter_stays_silent() {
    few_seeds(250, Lying::SetBack);
}

/// Runs seeds until one goes wrong, which it must not: for known defects, each of which few seeds reveal.
fn few_seeds(most: u64, lying: Lying) {
    for seed in 0..most {
        if let Err(why) = run(seed, lying) {
            panic!("seed {seed}: {why}");
        }
    }
}

/// Of so many seeds, those in which two certificates contradict each other or could.
fn contradictions(seeds: u64, lying: Lying) -> usize {
    let contradicts = |why: &str| {
        ["two certificates", "others decided", "another certificate", "another record"]
            .iter()
            .any(|text| why.contains(text))
    };
    sweep(seeds, lying).1.iter().filter(|(_, why)| contradicts(why)).count()
}

#[test]
fn more_liars_than_can_be_borne_are_seen_to_break_it() {
    let seeds = setting("MOSAIC_AGREE_BEYOND");
    let mut cases = vec![(3, Rule::Majority), (4, Rule::Byzantine)];
    if seeds.is_some() {
        cases = [3, 4, 5, 7, 10].into_iter().flat_map(|n| [(n, Rule::Majority), (n, Rule::Byzantine)]).collect();
    }
    for (n, rule) in cases {
        let budget = rule.budget(n);
        for liars in budget..=if seeds.is_some() { n - 1 } else { budget + 1 } {
            let seeds = seeds.unwrap_or(150);
            let broken = contradictions(seeds, Lying::Many(liars, n, rule));
            println!("n {n} {rule} liars {liars} (borne {budget}): {broken} of {seeds}");
            // With many voters it takes luck to break it, and many seeds.
            assert!(liars > budget || broken == 0, "n {n} {rule} liars {liars}: {broken} of {seeds}");
            assert!(liars <= budget || broken > 0 || n > 4, "n {n} {rule} liars {liars}: nothing is seen");
        }
    }
}

#[test]
fn a_seed_always_tells_the_same_story() {
    for seed in 0..20 {
        let trace = || run(seed, Lying::Borne).map(|world| (world.trace, world.seen.events));
        assert_eq!(trace().unwrap(), trace().unwrap(), "seed {seed}");
        assert_eq!(story(seed, Lying::Borne), story(seed, Lying::Borne), "seed {seed}");
    }
}

fn setting(name: &str) -> Option<u64> {
    env::var(name).ok()?.parse().ok()
}
