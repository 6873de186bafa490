//! Power cuts: every changing operation on a disk in memory, cut at each of its steps, with many choices of what of the
//! unsynced survives. What is found then is the old state or the new one, the new one where the operation had returned;
//! it is whole; and the operation done again leads to the ids that an undisturbed run gives.

use std::collections::HashSet;
use std::env;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use mosaic::base::id::Id;
use mosaic::repo::config;
use mosaic::repo::error::RepoError;
use mosaic::repo::repository::Repository;
use mosaic::state::log::Log;
use mosaic::storage::error::StorageError;
use mosaic::storage::faulty::{Call, Fault, FaultyStorage, once};
use mosaic::storage::memory::MemoryStorage;
use mosaic::storage::power::{Fate, Unsynced, seeded};
use mosaic::storage::traits::Storage;
use tempfile::TempDir;

use crate::power_cut_cases::{CASES, Case};
use crate::power_cut_model::{Process, temporary, write_files};
use crate::whole::{self, Seen};

/// Crash states that are looked at where `MOSAIC_CRASH_STATES` says nothing else.
const STATES: u64 = 30_000;
const THREADS: u64 = 2;
/// Failures after which nobody needs more.
const ENOUGH: usize = 5;
const FOLDERS: [&str; 5] = ["", "packs", "indexes", "strands", "incoming"];

/// What a sweep has seen.
#[derive(Clone, Copy, Debug, Default)]
pub struct Totals {
    /// Steps at which the power was cut.
    pub cuts: u64,
    /// Power cuts with a choice of what survives.
    pub states: u64,
    /// Contents of the disk among them that differ, and were each looked at.
    pub distinct: u64,
    /// Among these: cut a second time, while what the first cut left was taken up.
    pub second: u64,
}

/// The newest operation and the settings: what a command changes at once. `None` where there is no repository.
type Mark = Option<(Id, Option<String>)>;

/// A case, prepared.
struct Bench {
    case: Case,
    root: TempDir,
    base: MemoryStorage,
    /// Marks of an undisturbed run, in order.
    marks: Vec<Mark>,
    /// Which of them holds after so many commands.
    after: Vec<usize>,
    steps: u64,
    last: Seen,
}

#[test]
fn nothing_acknowledged_is_lost_and_nothing_is_mixed() {
    let states = number("MOSAIC_CRASH_STATES").unwrap_or(STATES);
    let (totals, failures) = sweep(CASES, states);
    println!("power cuts, MOSAIC_SEED={}: {totals:?}", seed());
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(totals.states >= states && totals.distinct > totals.states / 20, "{totals:?}");
}

/// A number that the environment gives.
pub fn number(variable: &str) -> Option<u64> {
    env::var(variable).ok()?.parse().ok()
}

/// What is drawn follows from it. Always the same where `MOSAIC_SEED` says nothing else, so that a failure in one place
/// is a failure in all.
pub fn seed() -> u64 {
    number("MOSAIC_SEED").unwrap_or(0)
}

/// Cuts the power in all `cases`, with about `states` crash states; returns what was seen and what went wrong.
pub fn sweep(cases: &[Case], states: u64) -> (Totals, Vec<String>) {
    let stop = AtomicBool::new(false);
    let worker = |number: u64| {
        let benches: Vec<Bench> = cases.iter().map(|case| Bench::new(*case)).collect();
        let cuts: u64 = benches.iter().map(|bench| bench.steps + 1).sum();
        let mut sweep = Sweep { fates: states.div_ceil(cuts), ..Sweep::default() };
        for bench in &benches {
            sweep.seen.clear();
            for cut in (1..=bench.steps + 1).filter(|cut| cut % THREADS == number) {
                if stop.load(Ordering::Relaxed) {
                    break;
                }
                sweep.cut(bench, cut);
                if sweep.failures.len() >= ENOUGH {
                    stop.store(true, Ordering::Relaxed);
                }
            }
        }
        (sweep.totals, sweep.failures)
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..THREADS)
            .map(|number| {
                scope.spawn({
                    let worker = &worker;
                    move || worker(number)
                })
            })
            .collect();
        let mut all = (Totals::default(), Vec::new());
        for worker in workers {
            let (totals, failures) = worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            all.0.cuts += totals.cuts;
            all.0.states += totals.states;
            all.0.distinct += totals.distinct;
            all.0.second += totals.second;
            all.1.extend(failures);
        }
        all
    })
}

impl Bench {
    fn new(case: Case) -> Self {
        let root = temporary();
        let base = MemoryStorage::new();
        let process = |storage: &MemoryStorage, number: usize, unique| Process {
            storage: Arc::new(storage.clone()),
            root: root.path().to_owned(),
            number: number as u64,
            unique,
        };
        for (number, (files, command)) in case.before.iter().enumerate() {
            if let Some(files) = files {
                write_files(root.path(), files);
            }
            command(&process(&base, number, 1)).unwrap();
        }
        write_files(root.path(), case.files);
        let run = base.reboot(|_| Fate::Kept);
        let mut marks = vec![mark(&run).unwrap()];
        let mut after = vec![0];
        for (number, command) in case.commands.iter().enumerate() {
            command(&process(&run, number + 100, 2)).unwrap();
            marks.extend(between(&run, marks.last().unwrap()));
            marks.push(mark(&run).unwrap());
            after.push(marks.len() - 1);
        }
        let opened = Repository::open(Arc::new(run.clone()), Some(root.path())).unwrap();
        let last = whole::check(&opened).unwrap();
        let base = base.reboot(|_| Fate::Kept);
        Self { case, base, marks, after, steps: run.steps(), last, root }
    }

    fn process(&self, storage: &MemoryStorage, number: usize, unique: u64) -> Process {
        let (storage, root) = (Arc::new(storage.clone()), self.root.path().to_owned());
        Process { storage, root, number: number as u64 + 100, unique }
    }

    /// Runs the commands from the one with the number `from` on; returns how many have returned well.
    fn run(&self, storage: &MemoryStorage, from: usize, unique: u64) -> (usize, Option<RepoError>) {
        for (number, command) in self.case.commands.iter().enumerate().skip(from) {
            match command(&self.process(storage, number, unique)) {
                Ok(()) => {}
                // It is done already.
                Err(RepoError::Storage(StorageError::Exists { name })) if name == "format" => {}
                Err(RepoError::Taken { .. } | RepoError::NoName { .. }) => {}
                Err(error) => return (number, Some(error)),
            }
        }
        (self.case.commands.len(), None)
    }

    /// Whether what is found after a cut, when `done` commands had returned, is as promised.
    fn check(&self, storage: &MemoryStorage, done: usize) -> Result<(), String> {
        let mark = mark(storage).map_err(|error| format!("not readable: {error}"))?;
        let allowed = self.after[done]..=self.after[(done + 1).min(self.case.commands.len())];
        let mut known = self.marks[allowed].contains(&mark);
        if mark.is_some() {
            let repository = Repository::open(Arc::new(storage.clone()), Some(self.root.path()));
            let seen = whole::check(&repository.map_err(|error| format!("not opened: {error}"))?)?;
            known |= self.by_meaning() && seen.meaning() == self.last.meaning();
            let losses = self.process(storage, 0, 9).fsck().map_err(|error| format!("fsck: {error}"))?;
            if !losses.is_empty() {
                return Err(format!("fsck finds {losses:?}"));
            }
        }
        if !known {
            let found = self.marks.iter().position(|other| *other == mark);
            return Err(format!("{done} commands had returned, and the state is {found:?} of {:?}", self.after));
        }
        Ok(())
    }

    /// Whether doing it again makes other operations that say the same.
    fn by_meaning(&self) -> bool {
        ["overtaken", "gc", "drop"].iter().any(|name| self.case.name.starts_with(name))
    }

    /// How many commands are done in `storage`, of which `done` had returned: one that must not run twice may have been
    /// durable before the cut.
    fn reached(&self, storage: &MemoryStorage, done: usize) -> Result<usize, String> {
        if !self.case.once || done == self.case.commands.len() {
            return Ok(done);
        }
        let mark = mark(storage).map_err(|error| error.to_string())?;
        Ok(done + usize::from(mark == self.marks[self.after[done + 1]]))
    }

    /// Does again what was interrupted, and the rest.
    fn retry(&self, storage: &MemoryStorage, mut done: usize, unique: u64) -> Result<(), String> {
        done = self.reached(storage, done)?;
        if let (_, Some(error)) = self.run(storage, done, unique) {
            return Err(format!("the retry failed: {error}"));
        }
        let repository = Repository::open(Arc::new(storage.clone()), Some(self.root.path()));
        let seen = whole::check(&repository.map_err(|error| format!("not opened after the retry: {error}"))?);
        let seen = seen.map_err(|why| format!("after the retry: {why}"))?;
        let same = self.by_meaning() && seen.meaning() == self.last.meaning();
        if seen != self.last && !same {
            return Err(format!("the retry led elsewhere: {seen:?}\ninstead of {:?}", self.last));
        }
        let left = storage.list("incoming").map_err(|error| error.to_string())?;
        if self.case.name.starts_with("add") && done == 0 && !left.is_empty() {
            return Err(format!("the retry left {left:?}"));
        }
        Ok(())
    }
}

/// The operations since `before`, but for the newest.
fn between(storage: &MemoryStorage, before: &Mark) -> Vec<Mark> {
    let repository = Repository::open(Arc::new(storage.clone()), None).unwrap();
    let newest = repository.pointer().unwrap().operation;
    let old = before.as_ref().map(|(id, _)| *id);
    let log = Log::new(repository.source(), newest).map(|found| found.unwrap().0);
    let mut made: Vec<Id> = log.take_while(|id| Some(*id) != old).skip(1).collect();
    made.reverse();
    let config = config::read(storage, "config").unwrap();
    if old.is_none() { Vec::new() } else { made.into_iter().map(|id| Some((id, config.clone()))).collect() }
}

fn mark(storage: &MemoryStorage) -> Result<Mark, RepoError> {
    match Repository::open(Arc::new(storage.clone()), None) {
        Err(RepoError::Storage(StorageError::NotFound { name })) if name == "format" => Ok(None),
        Err(error) => Err(error),
        Ok(repository) => Ok(Some((repository.current()?.newest.0, config::read(storage, "config")?))),
    }
}

#[derive(Default)]
struct Sweep {
    fates: u64,
    seen: HashSet<(Id, usize)>,
    totals: Totals,
    failures: Vec<String>,
}

impl Sweep {
    fn cut(&mut self, bench: &Bench, cut: u64) {
        if bench.case.writes_tree {
            write_files(bench.root.path(), bench.case.files);
        }
        let storage = bench.base.reboot(|_| Fate::Kept);
        storage.cut_after(cut);
        let (done, _) = bench.run(&storage, 0, 2);
        self.totals.cuts += 1;
        for number in 0..self.fates {
            let case = || format!("{}, cut at step {cut}, fate {number}", bench.case.name);
            let found = storage.reboot(fate(number, storage.unsynced().len()));
            self.totals.states += 1;
            let digest = digest(&found);
            if !self.seen.insert((digest, done)) {
                continue;
            }
            self.totals.distinct += 1;
            let checked = bench.check(&found, done).and_then(|()| {
                if digest.as_bytes()[0].is_multiple_of(8) {
                    self.cut_again(bench, &found, done, u64::from(digest.as_bytes()[1]))?;
                }
                bench.retry(&found, done, 3)
            });
            if let Err(why) = checked {
                self.failures.push(format!("{}: {why}", case()));
                return;
            }
        }
    }

    /// Cuts the power a second time, in the retry.
    fn cut_again(&mut self, bench: &Bench, found: &MemoryStorage, done: usize, dice: u64) -> Result<(), String> {
        let storage = found.reboot(|_| Fate::Kept);
        let done = bench.reached(&storage, done)?;
        storage.cut_after(1 + dice % 40);
        let (done, _) = bench.run(&storage, done, 4);
        for number in [0, 1, 2, 5, 100 + dice, 200 + dice] {
            let again = storage.reboot(fate(number, storage.unsynced().len()));
            self.totals.states += 1;
            if self.seen.insert((digest(&again), done)) {
                self.totals.distinct += 1;
                self.totals.second += 1;
                let checked = bench.check(&again, done).and_then(|()| bench.retry(&again, done, 5));
                checked.map_err(|why| format!("cut again at {} with fate {number}: {why}", 1 + dice % 40))?;
            }
        }
        Ok(())
    }
}

/// The first choices are the extreme ones, then each change alone is lost, then alone kept; the rest is drawn.
pub fn fate(number: u64, unsynced: usize) -> Box<dyn FnMut(&Unsynced) -> Fate> {
    let both = |names: Fate, data: Fate| -> Box<dyn FnMut(&Unsynced) -> Fate> {
        Box::new(move |change| if matches!(change, Unsynced::Names { .. }) { names } else { data })
    };
    let torn = |unit, mask| both(Fate::Kept, Fate::Torn { unit, mask });
    let unsynced = unsynced.min(16) as u64;
    match number {
        0 => both(Fate::Lost, Fate::Lost),
        1 => both(Fate::Kept, Fate::Kept),
        2 => both(Fate::Kept, Fate::Lost),
        3 => both(Fate::Lost, Fate::Kept),
        4 => both(Fate::Kept, Fate::Zeroed),
        5 => torn(512, 1),
        6 => torn(4096, 1),
        7 => torn(512, !1),
        8 => torn(4096, !1),
        _ if number < 9 + 2 * unsynced => {
            let (one, lost) = ((number - 9) / 2, number.is_multiple_of(2));
            let mut at = 0;
            Box::new(move |_| {
                at += 1;
                if (at - 1 == one) == lost { Fate::Lost } else { Fate::Kept }
            })
        }
        number => Box::new(seeded(number.wrapping_add(seed() << 32))),
    }
}

/// One number for all that the disk holds.
pub fn digest(storage: &MemoryStorage) -> Id {
    let mut hasher = blake3::Hasher::new();
    for listed in FOLDERS.iter().flat_map(|folder| storage.list(folder).unwrap()) {
        hasher.update(listed.name.as_bytes()).update(&[0]).update(&listed.len.to_le_bytes());
        hasher.update((*storage.open(&listed.name).unwrap().map().unwrap()).as_ref());
    }
    Id::from_bytes(*hasher.finalize().as_bytes())
}

/// Where the disk itself says that it has synced and has not, things may be lost; then that is said, and no wrong byte is
/// given out.
#[test]
fn a_disk_that_lies_is_found_out() {
    let (mut lies, mut noticed) = (0, 0);
    for case in CASES.iter().filter(|case| !case.writes_tree && !case.before.is_empty()) {
        let bench = Bench::new(*case);
        for (call, nth) in [Call::Sync, Call::Publish].into_iter().flat_map(|call| (1..20).map(move |n| (call, n))) {
            let disk = bench.base.reboot(|_| Fate::Kept);
            let storage = Arc::new(FaultyStorage::new(Arc::new(disk.clone()), once(call, nth, Fault::Lie)));
            for (number, command) in case.commands.iter().enumerate() {
                let number = number as u64 + 100;
                command(&Process { storage: storage.clone(), root: bench.root.path().to_owned(), number, unique: 2 })
                    .unwrap();
            }
            if storage.count(call) < nth {
                break;
            }
            for number in 0..20 {
                lies += 1;
                let found = disk.reboot(fate(number, disk.unsynced().len()));
                let sound = Repository::open(Arc::new(found), None).map_err(|error| error.to_string());
                match sound.and_then(|repository| whole::check(&repository)) {
                    Err(_) => noticed += 1,
                    Ok(seen) => assert!(bench.knows(&seen), "{}, lie {nth} of {call:?}: {seen:?}", case.name),
                }
            }
        }
    }
    println!("lies: {lies}, noticed: {noticed}");
    assert!(lies > 500 && noticed > 100, "{lies} {noticed}");
}

impl Bench {
    /// Whether this is one of the states of the undisturbed run.
    fn knows(&self, seen: &Seen) -> bool {
        let known = self.marks.iter().flatten().any(|(id, _)| Some(id) == seen.operations.first());
        known || self.by_meaning()
    }
}
