//! Power cuts while `repair` works: what was sound before is sound after, whatever survives; the same `repair` once more
//! brings everything back.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;
use std::thread;

use mosaic::object::pack;
use mosaic::object::scan::{Part, scan};
use mosaic::repo::repository::Repository;
use mosaic::storage::memory::MemoryStorage;
use mosaic::storage::power::Fate;
use mosaic::storage::traits::{Placement, Publication, Storage};
use tempfile::TempDir;

use crate::power_cut::{digest, fate, number, seed};
use crate::power_cut_cases::{GARBAGE, OLD};
use crate::power_cut_model::{Process, temporary, write_files};
use crate::whole::{self, Seen};

/// Crash states that are looked at where `MOSAIC_CRASH_STATES` says nothing else.
const STATES: u64 = 12_000;

/// What has happened to a repository, and whether there is a healthy copy to repair it from.
struct Wound {
    name: &'static str,
    hurt: fn(&MemoryStorage),
    copy: bool,
}

const WOUNDS: &[Wound] = &[
    Wound { name: "a byte of every pack", hurt: |disk| each(disk, "packs", |bytes| flip(bytes)), copy: true },
    Wound { name: "half of every pack", hurt: |disk| each(disk, "packs", halve), copy: true },
    Wound { name: "the largest pack", hurt: lose_largest, copy: true },
    Wound { name: "all packs", hurt: |disk| lose(disk, "packs"), copy: true },
    Wound { name: "half of every index", hurt: |disk| each(disk, "indexes", halve), copy: false },
    Wound { name: "a byte of every index", hurt: |disk| each(disk, "indexes", |bytes| flip(bytes)), copy: false },
    Wound { name: "all indexes", hurt: |disk| lose(disk, "indexes"), copy: false },
    Wound { name: "the state", hurt: |disk| disk.remove("state").unwrap(), copy: false },
    Wound {
        name: "half of the state, all indexes",
        hurt: |disk| {
            change(disk, "state", halve);
            lose(disk, "indexes");
        },
        copy: false,
    },
    Wound {
        name: "the state, a byte of the largest pack",
        hurt: |disk| {
            disk.remove("state").unwrap();
            change(disk, &largest(disk), |bytes| flip(bytes));
        },
        copy: true,
    },
];

fn flip(bytes: &mut [u8]) {
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
}

fn halve(bytes: &mut Vec<u8>) {
    bytes.truncate(bytes.len() / 2);
}

fn change(disk: &MemoryStorage, name: &str, hurt: fn(&mut Vec<u8>)) {
    let mut bytes = (*disk.open(name).unwrap().map().unwrap()).as_ref().to_vec();
    hurt(&mut bytes);
    let mut staged = disk.create("hurt").unwrap();
    staged.write(&bytes).unwrap();
    disk.publish(vec![Publication { staged, name: name.to_owned(), placement: Placement::Replace }]).unwrap();
}

fn each(disk: &MemoryStorage, folder: &str, hurt: fn(&mut Vec<u8>)) {
    disk.list(folder).unwrap().iter().for_each(|file| change(disk, &file.name, hurt));
}

fn lose(disk: &MemoryStorage, folder: &str) {
    disk.list(folder).unwrap().iter().for_each(|file| disk.remove(&file.name).unwrap());
}

fn largest(disk: &MemoryStorage) -> String {
    disk.list("packs").unwrap().into_iter().max_by_key(|file| file.len).unwrap().name
}

fn lose_largest(disk: &MemoryStorage) {
    disk.remove(&largest(disk)).unwrap();
}

/// The ids of all objects that are sound in any pack, named by an index or not.
fn sound(disk: &MemoryStorage) -> BTreeSet<[u8; 32]> {
    let mut found = BTreeSet::new();
    for file in disk.list(pack::FOLDER).unwrap() {
        let handle = disk.open(&file.name).unwrap();
        let read = |buffer: &mut [u8], offset| handle.read_at(buffer, offset);
        let mut keep = |part| {
            if let Part::Object { header, .. } = part {
                found.insert(*header.id.as_bytes());
            }
            true
        };
        scan(handle.len(), &read, &mut keep).unwrap();
    }
    found
}

/// A wounded repository, and its healthy copy.
struct Bench {
    wound: &'static Wound,
    root: TempDir,
    hurt: MemoryStorage,
    healthy: Repository,
    wanted: Seen,
    sound: BTreeSet<[u8; 32]>,
    steps: u64,
}

impl Bench {
    fn new(wound: &'static Wound) -> Self {
        let root = temporary();
        let disk = MemoryStorage::new();
        for (number, (files, command)) in GARBAGE.iter().enumerate() {
            if let Some(files) = files {
                write_files(root.path(), files);
            }
            let storage: Arc<dyn Storage> = Arc::new(disk.clone());
            command(&Process { storage, root: root.path().to_owned(), number: number as u64, unique: 1 }).unwrap();
        }
        write_files(root.path(), OLD);
        let healthy = Repository::open(Arc::new(disk.reboot(|_| Fate::Kept)), Some(root.path())).unwrap();
        let hurt = disk.reboot(|_| Fate::Kept);
        (wound.hurt)(&hurt);
        let hurt = hurt.reboot(|_| Fate::Kept);
        let (wanted, sound) = (whole::check(&healthy).unwrap(), sound(&hurt));
        let mut bench = Self { wound, root, hurt, healthy, wanted, sound, steps: 0 };
        let run = bench.hurt.reboot(|_| Fate::Kept);
        bench.repair(&run, 2).unwrap();
        bench.steps = run.steps();
        bench.is_healed(&run).unwrap();
        bench
    }

    /// Whether nothing is lost afterwards.
    fn repair(&self, disk: &MemoryStorage, unique: u64) -> Result<(), String> {
        let process =
            Process { storage: Arc::new(disk.clone()), root: self.root.path().to_owned(), number: 100, unique };
        let copies = if self.wound.copy { vec![&self.healthy] } else { Vec::new() };
        let repaired = process.repair(&copies).map_err(|error| error.to_string())?;
        if repaired.lost.is_empty() && repaired.candidates.is_empty() { Ok(()) } else { Err(format!("{repaired:?}")) }
    }

    fn is_healed(&self, disk: &MemoryStorage) -> Result<(), String> {
        let repository = Repository::open(Arc::new(disk.clone()), Some(self.root.path()));
        let seen = whole::check(&repository.map_err(|error| format!("not opened: {error}"))?)?;
        if seen != self.wanted {
            return Err(format!("{seen:?}\ninstead of {:?}", self.wanted));
        }
        let process =
            Process { storage: Arc::new(disk.clone()), root: self.root.path().to_owned(), number: 101, unique: 9 };
        let losses = process.fsck().map_err(|error| format!("fsck: {error}"))?;
        if losses.is_empty() { Ok(()) } else { Err(format!("fsck finds {losses:?}")) }
    }

    /// Whether nothing is worse than before, and what the state says is what it should, where one can be read.
    fn is_no_worse(&self, disk: &MemoryStorage) -> Result<(), String> {
        if let Some(id) = self.sound.difference(&sound(disk)).next() {
            return Err(format!("{} was sound and is gone", hex::encode(id)));
        }
        let before = mosaic::state::pointer::Pointer::read(&self.hurt).ok().flatten();
        match mosaic::state::pointer::Pointer::read(disk) {
            Ok(Some(pointer)) if pointer.operation.as_ref() == self.wanted.operations.first() => Ok(()),
            Ok(None) | Err(_) if before.is_none() => Ok(()),
            other => Err(format!("the state is {other:?}")),
        }
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct Totals {
    cuts: u64,
    states: u64,
    distinct: u64,
    second: u64,
}

#[derive(Default)]
struct Sweep {
    fates: u64,
    seen: HashSet<(mosaic::base::id::Id, bool)>,
    totals: Totals,
}

impl Sweep {
    fn all(&mut self, bench: &Bench) -> Result<(), String> {
        for cut in 1..=bench.steps + 1 {
            let disk = bench.hurt.reboot(|_| Fate::Kept);
            disk.cut_after(cut);
            let done = bench.repair(&disk, 2).is_ok();
            self.totals.cuts += 1;
            for number in 0..self.fates {
                let found = disk.reboot(fate(number, disk.unsynced().len()));
                let checked = self.look(bench, &found, done, number.is_multiple_of(8));
                checked.map_err(|why| format!("{}, cut at {cut}, fate {number}: {why}", bench.wound.name))?;
            }
        }
        Ok(())
    }

    fn look(&mut self, bench: &Bench, found: &MemoryStorage, done: bool, again: bool) -> Result<(), String> {
        self.totals.states += 1;
        let digest = digest(found);
        if !self.seen.insert((digest, done)) {
            return Ok(());
        }
        self.totals.distinct += 1;
        bench.is_no_worse(found)?;
        if done {
            return bench.is_healed(found);
        }
        if again {
            // Cut a second time, in the retry.
            let dice = u64::from(digest.as_bytes()[0]);
            let disk = found.reboot(|_| Fate::Kept);
            disk.cut_after(1 + dice % 40);
            drop(bench.repair(&disk, 3));
            for number in [0, 1, 2, 100 + dice] {
                self.totals.states += 1;
                self.totals.second += 1;
                let twice = disk.reboot(fate(number, disk.unsynced().len()));
                bench.is_no_worse(&twice)?;
                bench.repair(&twice, 4).and_then(|()| bench.is_healed(&twice))?;
            }
        }
        bench.repair(found, 5).map_err(|why| format!("the retry: {why}"))?;
        bench.is_healed(found).map_err(|why| format!("after the retry: {why}"))
    }
}

#[test]
fn a_repair_that_is_cut_makes_nothing_worse() {
    let states = number("MOSAIC_CRASH_STATES").map_or(STATES, |states| states / 8);
    let (even, odd): (Vec<_>, Vec<_>) = WOUNDS.iter().enumerate().partition(|(at, _)| at.is_multiple_of(2));
    let worker = |wounds: Vec<(usize, &'static Wound)>| {
        let benches: Vec<Bench> = wounds.iter().map(|(_, wound)| Bench::new(wound)).collect();
        let cuts: u64 = benches.iter().map(|bench| bench.steps + 1).sum();
        let mut sweep = Sweep { fates: (states / 2).div_ceil(cuts), ..Sweep::default() };
        let failure = benches.iter().find_map(|bench| {
            sweep.seen.clear();
            sweep.all(bench).err()
        });
        (sweep.totals, failure)
    };
    let (one, other) = thread::scope(|scope| {
        let one = scope.spawn(|| worker(even));
        let other = worker(odd);
        (one.join().unwrap(), other)
    });
    println!("power cuts in repair, MOSAIC_SEED={}: {:?} and {:?}", seed(), one.0, other.0);
    assert_eq!((one.1, other.1), (None, None));
    assert!(one.0.states + other.0.states >= states && one.0.distinct + other.0.distinct > 1_000);
}
