//! Processes that are killed in the middle of a clone or a push: the next one goes on, and fetches or sends nothing again
//! that the other side had verified.

use std::collections::HashSet;
use std::fs;
use std::io::Read;
use std::process::Stdio;
use std::time::{Duration, Instant};

use mosaic::object::member::{HEADER, Header};
use mosaic::storage::power::random;

use crate::sandbox::Sandbox;
use crate::sessions::serving::{Cloned, Serving};

/// How often each is killed.
const KILLS: usize = 20;

fn large() -> Sandbox {
    let sandbox = Sandbox::new();
    for number in 0_u64..48 {
        let mut bytes = vec![0; 1 << 20];
        blake3::Hasher::new().update(&number.to_le_bytes()).finalize_xof().fill(&mut bytes);
        sandbox.write(&format!("data/{number}.bin"), bytes);
    }
    sandbox.commit("first");
    sandbox
}

/// The objects that lie whole in the unfinished packs below this `.mosaic`, by their headers.
fn waiting(dir: &std::path::Path) -> HashSet<[u8; 32]> {
    objects(&dir.join("incoming"))
}

fn objects(folder: &std::path::Path) -> HashSet<[u8; 32]> {
    let mut ids = HashSet::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let mut bytes = Vec::new();
        // It may get its name meanwhile.
        let Ok(mut file) = fs::File::open(entry.unwrap().path()) else { continue };
        file.read_to_end(&mut bytes).unwrap();
        let mut at = 0;
        while let Some(Ok(header)) = bytes.get(at..).filter(|rest| rest.len() >= HEADER).map(Header::parse) {
            at += header.member_len as usize;
            if at <= bytes.len() {
                ids.insert(*header.id.as_bytes());
            }
        }
    }
    ids
}

/// Runs the command, and kills it as soon as `limit` objects wait in `dir`; false where it ended before.
fn run_and_kill(mut command: std::process::Command, dir: &std::path::Path, limit: usize) -> bool {
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let start = Instant::now();
    while waiting(dir).len() < limit && child.try_wait().unwrap().is_none() {
        assert!(start.elapsed() < Duration::from_secs(120), "it does not get on");
    }
    let _ = child.kill();
    !child.wait().unwrap().success()
}

#[test]
fn a_clone_that_is_killed_goes_on() {
    let origin = large();
    let serving = Serving::with(&origin, &["--read", "anyone"]);
    let mut state = 1;
    let place = origin.beside("clone");
    let dir = place.join(".mosaic");
    let args = ["clone", &serving.url, place.to_str().unwrap()];
    let mut had = HashSet::new();
    for kill in 0..KILLS {
        // Between two looks it may get as far as its end; the others have shown what there is to show.
        let limit = had.len() + 1 + (random(&mut state) % 8) as usize;
        let killed = run_and_kill(origin.command(&args), &dir, limit);
        let is_whole = || origin.run(&["-C", place.to_str().unwrap(), "rev-parse", "main"]).status.success();
        if !killed || is_whole() {
            assert!(kill > 0, "it was never killed");
            origin.ok(&["-C", place.to_str().unwrap(), "fsck", "--data"]);
            return;
        }
        let now = waiting(&dir);
        // All may have got its place just before the kill.
        let kept: HashSet<_> = objects(&dir.join("packs")).union(&now).copied().collect();
        assert!(had.is_subset(&kept) || kept.is_empty(), "kill {kill}: what was here is gone");
        had = now;
    }
    let bytes: u64 = had.len() as u64;
    let done = origin.json(&args);
    let objects = origin.json(&["-C", place.to_str().unwrap(), "stats"])["objects"].as_u64().unwrap();
    if bytes > 0 {
        assert!(done["resumed_bytes"].as_u64().unwrap() > 0);
        // Nodes and operations are made here, and the genesis comes first: less than a dozen.
        assert!(done["objects"].as_u64().unwrap() + bytes <= objects, "verified objects were fetched again");
    }
    origin.ok(&["-C", place.to_str().unwrap(), "fsck", "--data"]);
    assert_eq!(crate::sandbox::snapshot(&place), origin.tree());
}

#[test]
fn a_push_that_is_killed_goes_on() {
    let origin = Sandbox::new();
    origin.write("a.txt", "one\n");
    origin.commit("first");
    let serving = Serving::of(&origin);
    let clone = Cloned::member(&origin, &serving.url, "clone", &[]);
    let source = large();
    fs::rename(source.path("data"), clone.dir.join("data")).unwrap();
    clone.commit("note.txt", "large\n");
    let mut state = 2;
    let incoming = origin.path(".mosaic");
    let mut had = HashSet::new();
    for kill in 0..KILLS {
        let command = origin.command(&["-C", clone.dir.to_str().unwrap(), "push"]);
        run_and_kill(command, &incoming, had.len() + 1 + (random(&mut state) % 8) as usize);
        let now = waiting(&incoming);
        let kept: HashSet<_> = objects(&incoming.join("packs")).union(&now).copied().collect();
        assert!(had.is_subset(&kept), "kill {kill}: what was there is gone");
        had = now;
    }
    // Also when it is the peer that is killed: what it had is adopted.
    drop(serving);
    let serving = Serving::of(&origin);
    clone.ok(&["remote", "remove", "origin"]);
    clone.ok(&["remote", "add", "origin", &serving.url]);
    let total = clone.json(&["stats"])["objects"].as_u64().unwrap();
    let done = clone.json(&["push"]);
    assert!(done["objects"].as_u64().unwrap() + had.len() as u64 <= total, "verified objects were sent again");
    origin.ok(&["fsck", "--data"]);
    let member = clone.json(&["key", "show"])["identity"].as_str().unwrap()[..8].to_owned();
    origin.ok(&["rev-parse", &format!("remotes/{member}/main")]);
}
