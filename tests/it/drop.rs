//! `drop`: old versions lose their data and nothing else; what is kept is whole.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};

use crate::sandbox::{Sandbox, noise};

/// Five versions, each with 200 kB of its own; the second has the tag `kept`.
fn sample() -> (Sandbox, Vec<String>) {
    let place = Sandbox::new();
    place.write("shared.txt", "shared\n".repeat(4000));
    let mut commits = Vec::new();
    for number in 0..5 {
        place.write("data.bin", noise(number, 200_000));
        commits.push(place.commit(&format!("version {number}")));
        if number == 1 {
            place.ok(&["tag", "create", "kept"]);
        }
    }
    (place, commits)
}

fn packed(place: &Sandbox) -> u64 {
    place.files("packs").iter().map(|file| fs::metadata(file).unwrap().len()).sum()
}

fn fsck(place: &Sandbox) -> Value {
    let (code, events, document) = place.document(&["fsck", "--data"]);
    assert_eq!((code, events), (0, Vec::new()), "{document}");
    document["result"].clone()
}

fn content(place: &Sandbox, commit: &str) -> Result<Vec<u8>, (i32, Value)> {
    let output = place.run(&["cat", &format!("{commit}:data.bin")]);
    if output.status.success() {
        return Ok(output.stdout);
    }
    let (code, _, document) = place.document(&["cat", &format!("{commit}:data.bin")]);
    Err((code, document["error"]["kind"].clone()))
}

#[test]
fn dropped_versions_keep_their_commits_and_nothing_else() {
    let (place, commits) = sample();
    let log = place.json(&["log"]);
    let before = packed(&place);
    let would = place.json(&["drop", "--keep-last", "2", "--dry-run"]);
    assert_eq!((packed(&place), &would["commits"], &would["kept"]), (before, &json!(2), &json!(3)), "{would}");
    let (code, _, document) = place.document(&["drop", "--keep-last", "2"]);
    assert_eq!((code, &document["error"]["kind"]), (2, &"unconfirmed".into()));

    let result = place.json(&["--yes", "drop", "--keep-last", "2"]);
    assert_eq!(result["commits"], 2, "{result}");
    let dropped: BTreeSet<&str> =
        result["archives"].as_array().unwrap().iter().map(|archive| archive["commit"].as_str().unwrap()).collect();
    assert_eq!(dropped, [&*commits[0], &*commits[2]].into());
    assert!(packed(&place) + 400_000 <= before, "{before} -> {}", packed(&place));
    assert_eq!(place.json(&["log"]), log, "the history is whole");
    assert_eq!(place.json(&["head", "verify"])["flaws"], json!([]));
    assert_eq!(fsck(&place)["absent"], 2);
    for (number, commit) in commits.iter().enumerate() {
        match content(&place, commit) {
            Ok(bytes) => assert_eq!(bytes, noise(number as u64, 200_000), "{number}"),
            Err(error) => assert_eq!((number % 2, error), (0, (5, "absent".into())), "{number}"),
        }
    }
    assert!(content(&place, &commits[0]).is_err() && content(&place, &commits[2]).is_err());
    let output = place.run(&["checkout", &commits[0]]);
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(5));
    assert!(message.contains("dropped") && message.contains("mosaic log"), "{message}");
    assert_eq!(fs::read(place.path("data.bin")).unwrap(), noise(4, 200_000), "nothing was changed");
    place.ok(&["checkout", "kept"]);
    assert_eq!(fs::read(place.path("data.bin")).unwrap(), noise(1, 200_000));

    // Once is enough, and gc and repair see nothing amiss.
    assert_eq!(place.json(&["--yes", "drop", "--keep-last", "2"])["archives"], json!([]));
    assert_eq!(place.json(&["gc"])["objects_removed"], 0);
    assert_eq!(place.json(&["repair"])["repaired"], 0);
}

#[test]
fn what_a_version_is_made_on_is_dropped_before_it() {
    let (place, commits) = sample();
    let (code, _, document) = place.document(&["--yes", "drop", "--before", "nothing"]);
    assert_eq!((code, &document["error"]["kind"]), (5, &"revision".into()));
    assert_eq!(place.run(&["drop"]).status.code(), Some(2), "one of the two must be given");
    let result = place.json(&["--yes", "drop", "--before", &commits[3]]);
    assert_eq!((&result["commits"], &result["kept"]), (&json!(2), &json!(3)));
    let here: Vec<bool> = commits.iter().map(|commit| content(&place, commit).is_ok()).collect();
    assert_eq!(here, [false, true, false, true, true]);
    fsck(&place);
}

#[test]
fn what_is_added_again_is_here_again() {
    let (place, commits) = sample();
    // The same files with the same times make the same archive.
    let set_time = || {
        let file = fs::File::options().write(true).open(place.path("data.bin")).unwrap();
        file.set_modified(std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000)).unwrap();
    };
    place.write("data.bin", noise(7, 100_000));
    set_time();
    let first = place.commit("again");
    let attachment = place.json(&["show", &first])["attachment"].clone();
    place.write("data.bin", noise(8, 100_000));
    place.commit("between");
    place.ok(&["--yes", "drop", "--keep-last", "1"]);
    assert_eq!(fsck(&place)["absent"], 5);
    assert!(content(&place, &first).is_err());
    place.write("data.bin", noise(7, 100_000));
    set_time();
    let staged = place.json(&["add", "-A", "--mtime", "exact"]);
    assert_eq!(staged["attachment"], attachment, "{staged}");
    place.ok(&["config", "set", "gc.keep", "0s"]);
    place.ok(&["gc"]);
    assert_eq!(fsck(&place)["absent"], 4);
    assert_eq!(content(&place, &first).unwrap(), noise(7, 100_000));
    assert!(content(&place, &commits[0]).is_err());
}

#[test]
fn undo_after_a_drop_leaves_it_dropped() {
    let (place, commits) = sample();
    place.ok(&["--yes", "drop", "--keep-last", "1"]);
    place.ok(&["undo"]);
    // The commit before is the head now; its data is gone all the same.
    assert_eq!(place.json(&["rev-parse", "main"])["commits"][0]["commit"], commits[3]);
    assert_eq!(content(&place, &commits[3]).unwrap_err(), (5, "absent".into()));
    fsck(&place);
}
