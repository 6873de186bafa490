//! Runs of many seeds. `MOSAIC_SEED=N cargo test --test it simulate` runs the world of one seed alone and tells its story.

use std::env;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Instant;

use super::world::World;
use crate::tools::is_everything;

/// Seeds in a quick run, and where everything is tested.
const SEEDS: (u64, u64) = (100, 2_000);
const THREADS: u64 = 2;

#[test]
fn no_seed_breaks_a_promise() {
    if let Some(seed) = number("MOSAIC_SEED") {
        return alone(seed);
    }
    let all = is_everything();
    let seeds = number("MOSAIC_SIMULATOR_SEEDS").unwrap_or(if all { SEEDS.1 } else { SEEDS.0 });
    let start = Instant::now();
    let [messages, faults, lies] = [const { AtomicU64::new(0) }; 3];
    thread::scope(|scope| {
        for first in 0..THREADS {
            let (messages, faults, lies) = (&messages, &faults, &lies);
            scope.spawn(move || {
                for seed in (first..seeds).step_by(THREADS as usize) {
                    let mut world = World::new(seed);
                    if let Err(why) = world.run() {
                        panic!("seed {seed}: {why}\n{}", world.story.join("\n"));
                    }
                    let counts = world.network.lock().unwrap().counts;
                    messages.fetch_add(counts.messages, Ordering::Relaxed);
                    faults.fetch_add(counts.faults, Ordering::Relaxed);
                    lies.fetch_add(counts.lies, Ordering::Relaxed);
                }
            });
        }
    });
    let per_minute = seeds as f64 * 60.0 / start.elapsed().as_secs_f64();
    println!("{seeds} seeds, {per_minute:.0} a minute: {messages:?} messages, {faults:?} faults, {lies:?} lies");
    assert!(messages.into_inner() > seeds * 100 && faults.into_inner() > seeds * 10 && lies.into_inner() > 0);
}

#[test]
fn a_seed_always_tells_the_same_story() {
    let mut seen = Vec::new();
    for seed in [3, 4, 5, 6, 7, 8] {
        let run = || {
            let mut world = World::new(seed);
            let trace = world.run().unwrap_or_else(|why| panic!("seed {seed}: {why}"));
            (trace, world.story)
        };
        let (first, second) = (run(), run());
        assert_eq!(first.1, second.1, "seed {seed}");
        assert_eq!(first.0, second.0, "seed {seed}");
        assert!(!seen.contains(&first.0));
        seen.push(first.0);
    }
}

fn alone(seed: u64) {
    let mut world = World::new(seed);
    let result = world.run();
    println!("{}\n{result:?}", world.story.join("\n"));
    assert!(result.is_ok(), "seed {seed}");
}

fn number(variable: &str) -> Option<u64> {
    env::var(variable).ok()?.parse().ok()
}
