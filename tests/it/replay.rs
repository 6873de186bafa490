//! The corpora of the fuzz targets, replayed: every file, cut and changed. Fuzzing itself is described in
//! `fuzz/README.md`; what it found is in the corpora, so that it is looked at with every test run.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::decoders::{Check, TARGETS};
use crate::seeds::seeds;
use crate::tools::is_everything;

/// Looking at one input takes no longer, by far: it is at most some KiB.
const LONGEST: Duration = Duration::from_secs(10);
/// Changed versions of one file that are looked at.
const CHANGES: usize = 60;
/// All corpora together, in bytes.
const CORPORA: usize = 300 << 10;

fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(name)
}

fn names(folder: &PathBuf) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// The files of a corpus by their names.
fn corpus(target: &str) -> BTreeMap<String, Vec<u8>> {
    let folder = folder("corpus").join(target);
    names(&folder).into_iter().map(|name| (name.clone(), fs::read(folder.join(name)).unwrap())).collect()
}

/// Looks at an input; says what panicked, or took too long.
fn look(check: Check, bytes: &[u8]) -> Result<(), String> {
    let start = Instant::now();
    catch_unwind(AssertUnwindSafe(|| check(bytes))).map_err(|_| format!("panics with {}", hex::encode(bytes)))?;
    if start.elapsed() > LONGEST {
        return Err(format!("takes {:?} with {}", start.elapsed(), hex::encode(bytes)));
    }
    Ok(())
}

/// The file cut and changed at places that are spread evenly, all of them where there are few.
fn mutations(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let all = is_everything();
    let step = if all { bytes.len().div_ceil(8 * CHANGES) } else { bytes.len().div_ceil(CHANGES) }.max(1);
    (0..bytes.len()).step_by(step).flat_map(move |at| {
        let mut changed = bytes.to_vec();
        // A bit, or all of them: which, by the place.
        changed[at] ^= [1, 0x80, 0xff, 0x20][at / step % 4];
        [bytes[..at].to_vec(), changed]
    })
}

#[test]
fn corpora_are_replayed() {
    let files: Vec<(&str, Check, String, Vec<u8>)> = TARGETS
        .into_iter()
        .flat_map(|(target, check)| corpus(target).into_iter().map(move |(name, bytes)| (target, check, name, bytes)))
        .collect();
    let (next, failures) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let replay = || {
        while let Some((target, check, name, bytes)) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            let inputs = std::iter::once(bytes.clone()).chain(mutations(bytes));
            if let Some(why) = inputs.map(|input| look(*check, &input)).find_map(Result::err) {
                failures.lock().unwrap().push(format!("{target}/{name}: {why}"));
            }
        }
    };
    // Threads of their own: those of rayon serve the checks.
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, NonZero::get) {
            scope.spawn(replay);
        }
    });
    let failures = failures.into_inner().unwrap();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_target_has_all_its_parts() {
    let manifest = fs::read_to_string(folder("Cargo.toml")).unwrap();
    let targets: BTreeSet<String> = TARGETS.iter().map(|(target, _)| (*target).to_owned()).collect();
    assert!(TARGETS.is_sorted_by_key(|(target, _)| target));
    assert_eq!(names(&folder("corpus")), targets);
    let files: BTreeSet<String> = targets.iter().map(|target| format!("{target}.rs")).collect();
    assert_eq!(names(&folder("fuzz_targets")), files);
    for target in &targets {
        assert!(manifest.contains(&format!("[[bin]]\nname = \"{target}\"\npath = \"fuzz_targets/{target}.rs\"\n")));
        let text = fs::read_to_string(folder("fuzz_targets").join(format!("{target}.rs"))).unwrap();
        assert!(text.contains(&format!("::{target}(data)")), "{target}.rs does not call the check of its name");
    }
    assert_eq!(manifest.matches("[[bin]]").count(), TARGETS.len());
}

/// A change of a format that makes other seeds needs `MOSAIC_BLESS=1`, and so is seen.
#[test]
fn seeds_are_what_the_program_writes() {
    let bless = std::env::var_os("MOSAIC_BLESS").is_some();
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for (target, bytes) in seeds() {
        let number = numbers.entry(target).or_default();
        *number += 1;
        let file = folder("corpus").join(target).join(format!("seed-{number:02}"));
        if bless {
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(&file, &bytes).unwrap();
        }
        assert!(fs::read(&file).is_ok_and(|old| old == bytes), "{}: run with MOSAIC_BLESS=1", file.display());
        seen.insert((target, format!("seed-{number:02}")));
    }
    let mut size = 0;
    for (target, _) in TARGETS {
        for (name, bytes) in corpus(target) {
            assert!(!name.starts_with("seed-") || seen.contains(&(target, name.clone())), "{target}/{name} is no seed");
            size += bytes.len();
        }
    }
    assert!(size <= CORPORA, "the corpora have {size} bytes");
}
