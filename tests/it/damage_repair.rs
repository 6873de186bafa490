//! Repair of damage: files of a small repository changed, cut, removed, exchanged. `repair` with a healthy copy brings back
//! what it was, with the same ids; what is not its to repair it leaves alone, and says so.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use mosaic::base::monitor::Silent;
use mosaic::base::time::Timestamp;
use mosaic::repo::action::Action;
use mosaic::repo::error::RepoError;
use mosaic::repo::fsck::{Sample, fsck};
use mosaic::repo::repair::{Healthy, Repaired, repair};
use mosaic::repo::repository::Repository;
use mosaic::storage::power::random;
use mosaic::storage::real::RealStorage;
use mosaic::storage::traits::Storage;
use serde_json::{Value, json};

use crate::damage::{Damage, Frozen, Sound, lost_or_exchanged};
use crate::power_cut_model::temporary;
use crate::sandbox::{Sandbox, damage, noise};
use crate::tools::is_everything;
use crate::whole::{self, Seen};

/// What `repair` does not bring back: the key, and the file that says that it is a repository.
const NOT_REPAIRED: [&str; 2] = ["identity", "format"];

fn action(number: u64) -> Action<'static> {
    let mut seed = [9; 16];
    seed[..8].copy_from_slice(&number.to_le_bytes());
    Action::new(Timestamp::from_seconds(1_800_000_000), "repair".to_owned(), "a test".to_owned(), seed, &Silent)
}

/// The files on disk, as a repository has them.
fn lay(files: &Frozen, at: &Path) {
    for folder in ["packs", "indexes", "strands", "incoming"] {
        fs::create_dir_all(at.join(folder)).unwrap();
    }
    for (name, bytes) in &files.0 {
        fs::write(at.join(name), &**bytes).unwrap();
    }
    if files.0.contains_key("identity") {
        fs::set_permissions(at.join("identity"), fs::Permissions::from_mode(0o600)).unwrap();
    }
}

/// Repairs these files; what was repaired, and what the repository says then.
fn repaired(files: &Frozen, sound: &Repository, number: u64) -> Result<(Repaired, Seen), RepoError> {
    let place = temporary();
    lay(files, place.path());
    let storage: Arc<dyn Storage> = Arc::new(RealStorage::open(place.path()).unwrap());
    let healthy = Healthy { name: "the copy".to_owned(), source: sound.source() };
    let done = repair(&storage, None, &action(number), &[healthy])?;
    let repository = Repository::open(storage, None)?;
    let checked = fsck(&repository, &action(number + 1), Some(Sample::All))?;
    assert_eq!((&checked.losses, &done.lost), (&Vec::new(), &Vec::new()));
    let seen = whole::check(&repository).map_err(|why| RepoError::refused("the repaired repository", why))?;
    Ok((done, seen))
}

fn sampled(sound: &Sound, every: usize) -> Vec<(String, Damage)> {
    let mut dice = 3;
    let mut damages = lost_or_exchanged(sound);
    for (name, bytes) in &sound.files.0 {
        let step = every.min(bytes.len().div_ceil(4)).max(1);
        for at in (0..bytes.len()).step_by(step) {
            let at = (at + random(&mut dice) as usize % step).min(bytes.len() - 1);
            damages.push((name.clone(), Damage::Flip(at, (random(&mut dice) % 255 + 1) as u8)));
            damages.push((name.clone(), Damage::Cut(at)));
        }
    }
    damages
}

/// Repairs after each of these damages; how many changed something.
fn repair_all(sound: &Sound, damages: &[(String, Damage)]) -> usize {
    let mut changed = 0;
    let copy = Repository::open(Arc::new(sound.files.clone()), None).unwrap();
    for (number, (name, damage)) in damages.iter().enumerate() {
        let start = Instant::now();
        let case = || format!("{damage:?} of {name}");
        let files = damage.make(sound, name);
        let touches = |file: &&&str| sound.files.0.get(**file) != files.0.get(**file);
        match repaired(&files, &copy, 10 * number as u64) {
            Ok((done, seen)) => {
                assert_eq!(seen, sound.seen, "{}", case());
                changed += usize::from(done.objects > 0 || done.index_rebuilt || done.state_recovered.is_some());
            }
            Err(error) => {
                let named = |file: &&&str| touches(file) && error.to_string().contains(**file);
                assert!(NOT_REPAIRED.iter().any(|file| named(&file)), "{}: {error}", case());
            }
        }
        assert!(start.elapsed() < Duration::from_secs(60), "{} takes too long", case());
    }
    changed
}

#[test]
fn every_sort_of_damage_is_repaired_with_the_same_ids() {
    let all = is_everything();
    let sound = Sound::new();
    let damages = sampled(&sound, if all { 97 } else { 997 });
    let half = damages.len().div_ceil(2);
    let changed: usize = thread::scope(|scope| {
        let sound = &sound;
        let workers: Vec<_> = damages.chunks(half).map(|part| scope.spawn(|| repair_all(sound, part))).collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).sum()
    });
    println!("{} damages, {changed} of them repaired, the others not in what is needed", damages.len());
    assert!(changed * 2 > damages.len(), "{changed} of {}", damages.len());
}

fn sample() -> Sandbox {
    let place = Sandbox::new();
    place.write("a/big.bin", noise(1, 200_000));
    place.write("a/small.txt", "small\n");
    place.commit("first");
    place.write("b.bin", noise(2, 100_000));
    place.commit("second");
    place
}

#[test]
fn a_lost_index_is_a_loss_and_every_reader_names_the_remedy() {
    let original = sample();
    let tree = original.tree();
    let log = original.json(&["log"]);
    let cut = |file: &Path| {
        damage(file, |bytes| bytes.truncate(bytes.len() - 1));
    };
    let gone = |file: &Path| fs::remove_file(file).unwrap();
    for (lose, why) in [(&cut as &dyn Fn(&Path), "its length is not what its header says"), (&gone, "missing")] {
        for file in original.files("indexes") {
            let place = original.copy();
            let file = place.path(".mosaic/indexes").join(file.file_name().unwrap());
            lose(&file);
            let name = format!("indexes/{}", file.file_name().unwrap().display());
            let (code, events, document) = place.document(&["fsck"]);
            assert_eq!((code, document["result"]["losses"].as_u64()), (6, Some(1)), "{document}");
            assert_eq!((&events[0]["event"], &events[0]["kind"]), (&json!("loss"), &json!("index")));
            assert_eq!(events[0]["place"], name);
            assert!(events[0]["why"].as_str().unwrap().contains(why), "{}", events[0]);
            assert_eq!(document["error"]["hint"], "run: mosaic repair");
            for reader in [&["log"][..], &["status"], &["cat", "@:b.bin"], &["add", "-A"], &["gc"], &["stats"]] {
                let said = place.fails(6, reader);
                assert!(said.contains(&name) && said.contains("run: mosaic repair"), "{reader:?}: {said}");
            }
            let repaired = place.json(&["repair"]);
            assert_eq!((&repaired["index_rebuilt"], &repaired["lost"]), (&json!(true), &json!([])));
            place.json(&["fsck", "--data"]);
            assert_eq!((place.json(&["log"]), place.tree()), (log.clone(), tree.clone()));
        }
    }
}

#[test]
fn each_loss_of_a_lost_pack_is_an_event_with_who_needs_it() {
    let place = sample();
    let packs = place.files("packs");
    let largest = packs.iter().max_by_key(|file| file.metadata().unwrap().len()).unwrap();
    let commits = place.json(&["log"])["commits"].as_array().unwrap().len() as u64;
    gone_with(&place, largest, |events| {
        assert!(events.iter().any(|event| event["kind"] == "pack" && event["place"].is_string()));
        let chunks: Vec<&Value> = events.iter().filter(|event| event["kind"] == "chunk").collect();
        assert!(!chunks.is_empty());
        for chunk in chunks {
            let paths = chunk["paths"].as_array().unwrap();
            assert!(!paths.is_empty() && chunk["path_count"].as_u64() >= Some(paths.len() as u64), "{chunk}");
            assert!((1..=commits).contains(&chunk["commit_count"].as_u64().unwrap()), "{chunk}");
            assert_eq!(chunk["commits"].as_array().unwrap().len() as u64, chunk["commit_count"], "{chunk}");
        }
    });
}

/// What `fsck` says without this file.
fn gone_with(place: &Sandbox, file: &Path, check: impl FnOnce(&[Value])) {
    let sound = fs::read(file).unwrap();
    fs::remove_file(file).unwrap();
    let (code, events, document) = place.document(&["fsck"]);
    assert_eq!((code, document["result"]["losses"].as_u64()), (6, Some(events.len() as u64)));
    check(&events);
    fs::write(file, sound).unwrap();
    place.json(&["fsck", "--data"]);
}
