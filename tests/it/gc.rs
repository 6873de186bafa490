//! `gc`: what is not needed is gone from the disk, what is needed stays, whatever happens meanwhile.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use mosaic::base::id::Id;
use mosaic::base::monitor::Silent;
use mosaic::base::time::Timestamp;
use mosaic::repo::action::Action;
use mosaic::repo::gc::{Collected, GcOptions, gc};
use mosaic::repo::repository::Repository;
use mosaic::storage::faulty::{Attempt, Call, Fault, FaultyStorage, Rule};
use mosaic::storage::real::RealStorage;
use mosaic::storage::traits::{Access, Storage};
use serde_json::Value;

use crate::sandbox::{Sandbox, damage, noise};

/// The year 2100: every operation of the tests is older than `gc.keep`.
const LATER: i64 = 4_102_444_800;
const ALL: GcOptions =
    GcOptions { keep: Duration::from_secs(14 * 86_400), auto: false, dry_run: false, recompress: None };

fn later(number: u64) -> Action<'static> {
    let seed = noise(number, 16).try_into().unwrap();
    Action::new(Timestamp::from_seconds(LATER), "gc".into(), "test".into(), seed, &Silent)
}

/// Two commits on `main`, and a third with 600 kB on a head that is deleted.
fn sample() -> (Sandbox, String) {
    let place = Sandbox::new();
    place.write("kept.bin", noise(1, 300_000));
    place.write("docs/a.txt", "alpha\n".repeat(4000));
    place.commit("first");
    place.write("docs/a.txt", "beta\n".repeat(4000));
    place.commit("second");
    place.ok(&["head", "create", "other"]);
    place.ok(&["switch", "other"]);
    place.write("gone.bin", noise(2, 600_000));
    place.write("docs/b.txt", "gamma\n");
    let gone = place.commit("third");
    place.ok(&["switch", "main"]);
    place.ok(&["--yes", "head", "delete", "other"]);
    (place, gone)
}

/// Every file of `.mosaic` with its content.
fn bytes(place: &Sandbox) -> BTreeMap<String, Vec<u8>> {
    let root = place.path(".mosaic");
    let files =
        walkdir::WalkDir::new(&root).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    files
        .map(|file| (file.path().strip_prefix(&root).unwrap().display().to_string(), fs::read(file.path()).unwrap()))
        .collect()
}

fn disk(place: &Sandbox) -> u64 {
    let files = ["packs", "indexes", "incoming"].iter().flat_map(|folder| place.files(folder));
    files.map(|file| fs::metadata(file).unwrap().len()).sum()
}

fn ids(repository: &Repository) -> BTreeSet<[u8; 32]> {
    let mut ids = BTreeSet::new();
    repository
        .store()
        .each(|place| {
            ids.insert(*place.id.as_bytes());
            Ok::<_, ()>(())
        })
        .unwrap();
    ids
}

fn is_clean(place: &Sandbox) -> Value {
    let (code, events, document) = place.document(&["fsck", "--data"]);
    assert_eq!((code, events), (0, Vec::new()), "{document}");
    document["result"].clone()
}

#[test]
fn what_nothing_reaches_is_gone_from_the_disk() {
    let (place, gone) = sample();
    let stored = |place: &Sandbox, id: &str| ids(&place.repository()).iter().any(|found| hex::encode(found) == id);
    assert!(stored(&place, &gone));
    let before = disk(&place);
    let tree = place.tree();

    // Inside of gc.keep everything is needed, for undo.
    let result = place.json(&["gc"]);
    assert_eq!((&result["objects_removed"], &result["operations_removed"]), (&0.into(), &0.into()), "{result}");
    assert!(stored(&place, &gone));
    place.ok(&["undo"]);
    assert!(place.ok(&["head", "list"]).contains("other"));
    place.ok(&["--yes", "head", "delete", "other"]);

    place.ok(&["config", "set", "gc.keep", "0s"]);
    let result = place.json(&["gc"]);
    assert!(result["objects_removed"].as_u64().unwrap() > 5, "{result}");
    assert!(result["operations_removed"].as_u64().unwrap() > 5, "{result}");
    let after = disk(&place);
    assert!(after + 600_000 < before, "{before} -> {after}");
    assert!(!stored(&place, &gone));
    let checked = is_clean(&place);
    assert_eq!(checked["objects"].as_u64().unwrap(), ids(&place.repository()).len() as u64, "nothing else is left");
    assert_eq!(place.tree(), tree);
    assert_eq!(place.run(&["undo"]).status.code(), Some(5), "nothing is left to take back");
    assert_eq!(place.json(&["op", "log"])["operations"].as_array().unwrap().len(), 1);
    assert_eq!(place.json(&["log"])["commits"].as_array().unwrap().len(), 2);

    // Once is enough.
    let settled = bytes(&place);
    let result = place.json(&["gc"]);
    assert_eq!((&result["objects_removed"], &result["bytes_freed"]), (&0.into(), &0.into()), "{result}");
    assert_eq!(bytes(&place), settled);
}

#[test]
fn a_dry_run_leaves_every_byte_and_says_what_gc_does() {
    let (place, _) = sample();
    place.ok(&["config", "set", "gc.keep", "0s"]);
    fs::write(place.path(".mosaic/incoming/left.pack"), "torn").unwrap();
    let before = bytes(&place);
    let would = place.json(&["gc", "--dry-run"]);
    assert_eq!(bytes(&place), before);
    assert_eq!(would["dry_run"], true);
    let did = place.json(&["gc"]);
    assert_eq!(would["operations_removed"], did["operations_removed"]);
    assert_eq!(would["packs_removed"], did["packs_removed"]);
    assert_eq!(would["objects_removed"], did["objects_removed"]);
    assert!(place.files("incoming").is_empty(), "what an interrupted run left is gone");
}

#[test]
fn what_was_undone_within_the_time_comes_back() {
    let (place, gone) = sample();
    let repository = place.repository();
    let newest = repository.current().unwrap().operation().number;
    // All operations are within two weeks of now, but one.
    let now = Action::new(
        Timestamp::from_seconds(repository.current().unwrap().operation().time.seconds + 1),
        "gc".into(),
        "test".into(),
        [1; 16],
        &Silent,
    );
    assert_eq!(gc(&repository, &now, &ALL).unwrap().operations_removed, 0);
    assert_eq!(repository.current().unwrap().operation().number, newest, "no operation was needed");
    place.ok(&["undo"]);
    place.ok(&["switch", "other"]);
    assert_eq!(place.json(&["rev-parse", "@"])["commits"][0]["commit"], gone);
    is_clean(&place);
}

#[test]
fn beside_a_writer_it_ends_with_11_or_leaves_it_for_later() {
    let (place, _) = sample();
    place.ok(&["config", "set", "gc.keep", "0s"]);
    let storage = RealStorage::open(&place.path(".mosaic")).unwrap();
    let writer = storage.lock("writers", Access::Shared, Duration::ZERO, "test").unwrap();
    let before = bytes(&place);
    let (code, _, document) = place.document(&["--lock-timeout", "0", "gc"]);
    assert_eq!((code, &document["error"]["kind"]), (11, &"locked".into()), "{document}");
    let result = place.json(&["gc", "--auto"]);
    assert_eq!(result["idle"], "busy", "{result}");
    assert_eq!(bytes(&place), before);
    drop(writer);
    let result = place.json(&["gc", "--auto"]);
    assert!(result["bytes_freed"].as_u64().unwrap() > 600_000, "{result}");
    assert_eq!(place.json(&["gc", "--auto"])["idle"], "little");
    is_clean(&place);
}

#[test]
fn add_beside_gc_loses_nothing() {
    let (place, _) = sample();
    place.ok(&["config", "set", "gc.keep", "0s"]);
    let stop = AtomicBool::new(false);
    let collected = thread::scope(|scope| {
        let collector = scope.spawn(|| {
            let mut codes = BTreeMap::<i32, usize>::new();
            while !stop.load(Ordering::Relaxed) {
                let code = place.run(&["--lock-timeout", "1", "gc"]).status.code().unwrap();
                *codes.entry(code).or_default() += 1;
            }
            codes
        });
        for number in 0..12 {
            // The content of the deleted head, which gc removes, comes again and again.
            place.write("again.bin", noise(2, 600_000 - number));
            place.write("new.txt", format!("{number}"));
            place.ok(&["--lock-timeout", "60", "add", "-A"]);
            place.ok(&["--lock-timeout", "60", "commit", "-m", &format!("commit {number}")]);
        }
        stop.store(true, Ordering::Relaxed);
        collector.join().unwrap()
    });
    assert!(collected.keys().all(|code| [0, 11].contains(code)), "{collected:?}");
    is_clean(&place);
    assert_eq!(place.json(&["log"])["commits"].as_array().unwrap().len(), 14);
    place.ok(&["gc"]);
    is_clean(&place);
}

#[test]
fn copies_become_one_and_the_sound_one_stays() {
    let (place, _) = sample();
    // A second copy of every object, as two writers at the same time make them.
    let other = Sandbox::new();
    fs::remove_dir_all(other.path(".mosaic")).unwrap();
    copy(&place.path(".mosaic"), &other.path(".mosaic"));
    place.ok(&["gc", "--recompress", "12"]);
    let old: BTreeSet<_> = other.files("packs").iter().map(|file| file.file_name().unwrap().to_owned()).collect();
    let again = |file: &std::path::PathBuf| !old.contains(file.file_name().unwrap());
    let new: Vec<_> = place.files("packs").into_iter().filter(again).collect();
    assert!(!new.is_empty(), "text gets smaller");
    for folder in ["packs", "indexes"] {
        for file in other.files(folder) {
            let target = place.path(".mosaic").join(folder).join(file.file_name().unwrap());
            if !target.exists() {
                fs::copy(file, target).unwrap();
            }
        }
    }
    let state = fs::read_to_string(place.path(".mosaic/state")).unwrap();
    let more = fs::read_to_string(other.path(".mosaic/state")).unwrap();
    fs::write(place.path(".mosaic/state"), join(&state, &more)).unwrap();
    let objects = ids(&place.repository());
    // One copy of each is damaged, now this, now that.
    for file in &new {
        damage(file, |bytes| {
            let at = bytes.len() - 3;
            bytes[at] ^= 1;
        });
    }
    let result = place.json(&["gc"]);
    assert_eq!(result["objects_removed"], 0);
    assert!(result["packs_removed"].as_u64().unwrap() > 0, "{result}");
    assert_eq!(ids(&place.repository()), objects);
    let repository = place.repository();
    let members: u64 = repository.store().packs().iter().map(|(_, len)| len).sum();
    assert_eq!(repository.store().totals().stored, members, "every byte of the packs is of one object");
    is_clean(&place);
}

/// Both states in one: the operation of the first, the indexes of both.
fn join(first: &str, second: &str) -> String {
    let operation = first.lines().find(|line| line.starts_with("operation")).unwrap();
    let indexes: BTreeSet<&str> =
        first.lines().chain(second.lines()).filter(|line| line.starts_with("index")).collect();
    let lines: Vec<&str> = ["mosaic state 1", operation].into_iter().chain(indexes).collect();
    let text = format!("{}\n", lines.join("\n"));
    format!("{text}blake3 {}\n", Id::of(text.as_bytes()))
}

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.unwrap();
        let target = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(target).unwrap();
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn recompressing_makes_smaller_and_then_nothing() {
    let place = Sandbox::new();
    let words: Vec<String> = (0..60_000).map(|n: u64| format!("word{} ", n * n % 7919)).collect();
    place.write("text.txt", words.concat());
    place.write("noise.bin", noise(9, 200_000));
    place.commit("first");
    let before = disk(&place);
    let ids_before = ids(&place.repository());
    let result = place.json(&["gc", "--recompress", "12"]);
    assert!(result["bytes_freed"].as_u64().unwrap() > before / 50, "{result} of {before}");
    assert_eq!(ids(&place.repository()), ids_before);
    is_clean(&place);
    let settled = bytes(&place);
    place.ok(&["gc", "--recompress", "12"]);
    assert_eq!(bytes(&place), settled, "nothing gets smaller twice");
}

#[test]
fn what_is_lost_is_not_made_worse() {
    let (place, _) = sample();
    place.ok(&["config", "set", "gc.keep", "0s"]);
    let repository = place.repository();
    let version = mosaic::repo::record::Version::load(
        repository.source(),
        repository.resolve(&repository.current().unwrap(), "@").unwrap(),
    )
    .unwrap();
    let at = repository.store().find(&version.summary.attachment.into()).unwrap();
    let file = place.path(".mosaic/packs").join(format!("{}.pack", at.pack));
    let sound = fs::read(&file).unwrap();
    damage(&file, |bytes| bytes[at.offset as usize + 70] ^= 1);
    let before = bytes(&place);
    let (code, _, document) = place.document(&["gc"]);
    assert_eq!(code, 6, "without the attachment nobody knows what is needed: {document}");
    let after = bytes(&place);
    assert_eq!(before.keys().filter(|name| !after.contains_key(*name)).count(), 0);
    fs::write(&file, &sound).unwrap();

    // A chunk leads nowhere: it stays where it is, and all else is swept.
    let damaged = first_chunk(&repository);
    let file = place.path(".mosaic/packs").join(format!("{}.pack", damaged.pack));
    damage(&file, |bytes| bytes[damaged.offset as usize + 70] ^= 1);
    place.ok(&["gc"]);
    let (code, events, _) = place.document(&["fsck", "--data"]);
    assert_eq!((code, events.len()), (6, 1), "{events:?}");
    assert_eq!(events[0]["id"], damaged.id.to_string());
}

fn first_chunk(repository: &Repository) -> mosaic::object::row::Place {
    use mosaic::archive::reader::Archive;
    let at = repository.resolve(&repository.current().unwrap(), "@").unwrap();
    let version = mosaic::repo::record::Version::load(repository.source(), at).unwrap();
    let archive = Archive::open(repository.source(), version.summary.attachment).unwrap();
    let (_, chunk) = archive.chunks().unwrap().advance().unwrap().unwrap();
    repository.store().find(&chunk.id.into()).unwrap()
}

/// gc on the files of `place`, with the faults of `rule`.
fn faulty(place: &Sandbox, rule: Rule, number: u64) -> Result<Collected, String> {
    let storage = RealStorage::open(&place.path(".mosaic")).unwrap();
    let storage = FaultyStorage::new(Arc::new(storage), rule);
    let repository = Repository::open(Arc::new(storage), Some(&place.path(""))).unwrap();
    gc(&repository, &later(number), &ALL).map_err(|error| error.to_string())
}

#[test]
fn on_a_full_disk_it_frees_what_it_can() {
    let (place, gone) = sample();
    let before = disk(&place);
    // Packs cannot be written, but for the one of the operation; indexes and the state can.
    let mut written = 0;
    let no_packs = move |attempt: Attempt<'_>| {
        let is_pack = attempt.call == Call::Write && attempt.name.ends_with(".pack");
        written += u64::from(is_pack);
        (is_pack && written > 1).then_some(Fault::Short(100, 28))
    };
    let done = faulty(&place, Box::new(no_packs), 1).unwrap();
    assert!(done.packs_removed > 0 && done.packs_left > 0, "{done:?}");
    assert!(disk(&place) < before);
    assert!(place.files("incoming").is_empty());
    assert!(!ids(&place.repository()).iter().any(|id| hex::encode(id) == gone));
    is_clean(&place);
    // With room, the rest.
    let done = gc(&place.repository(), &later(2), &ALL).unwrap();
    assert!(done.packs_left == 0 && done.bytes_freed > 0, "{done:?}");
    assert!(disk(&place) + 600_000 < before);
    is_clean(&place);
}

#[test]
fn where_nothing_can_be_written_the_state_is_the_old_one() {
    for call in [Call::Create, Call::Write, Call::Sync, Call::Publish] {
        let (place, _) = sample();
        let objects = ids(&place.repository());
        let full = move |attempt: Attempt<'_>| (attempt.call == call).then_some(Fault::Fail(28));
        assert!(faulty(&place, Box::new(full), 1).is_err());
        assert_eq!(ids(&place.repository()), objects, "{call:?}");
        is_clean(&place);
    }
}

#[test]
fn wherever_it_fails_the_repository_is_whole_and_gc_goes_on() {
    let (original, _) = sample();
    let heads = original.ok(&["head", "list"]);
    let mut failures = 0;
    for nth in 1.. {
        let place = Sandbox::new();
        fs::remove_dir_all(place.path(".mosaic")).unwrap();
        copy(&original.path(".mosaic"), &place.path(".mosaic"));
        let mut count = 0;
        let changing = [Call::Create, Call::Write, Call::Sync, Call::Publish, Call::Remove, Call::Lock];
        let rule = move |attempt: Attempt<'_>| {
            count += u64::from(changing.contains(&attempt.call));
            (count == nth && changing.contains(&attempt.call)).then_some(Fault::Fail(5))
        };
        let ended = faulty(&place, Box::new(rule), nth);
        failures += u32::from(ended.is_err());
        is_clean(&place);
        assert_eq!(place.ok(&["head", "list"]), heads);
        if ended.is_ok() {
            break;
        }
        gc(&place.repository(), &later(1000 + nth), &ALL).unwrap();
        assert_eq!(is_clean(&place)["objects"].as_u64().unwrap(), ids(&place.repository()).len() as u64);
    }
    assert!(failures > 15, "{failures}");
}
