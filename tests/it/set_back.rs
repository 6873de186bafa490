//! An older `state` that is put back: the packs of what came after it are not removed, it is told of, and comes back.

use std::fs;
use std::path::PathBuf;

use crate::sandbox::Sandbox;

/// A repository whose `state` was put back by two commits, and the newer of these.
fn set_back() -> (Sandbox, String) {
    let place = Sandbox::new();
    place.write("a", "first");
    place.commit("first");
    let old = fs::read(place.path(".mosaic/state")).unwrap();
    place.write("a", "second");
    place.commit("second");
    place.write("a", "third");
    let newest = place.commit("third");
    fs::write(place.path(".mosaic/state"), old).unwrap();
    place.ok(&["checkout", "--force", "main"]);
    (place, newest)
}

#[test]
fn a_newer_state_is_told_of_and_comes_back() {
    let (place, newest) = set_back();
    let output = place.run(&["fsck"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && said.contains("an older state was put back"), "{said}");
    assert!(place.fails(4, &["gc"]).contains("an older state was put back"));
    fs::remove_file(place.path(".mosaic/state")).unwrap();
    place.ok(&["repair"]);
    assert_eq!(place.json(&["rev-parse", "main"])["commits"][0]["commit"], newest);
    assert_eq!(place.ok(&["cat", "main:a"]), "third");
    assert_eq!(place.run(&["fsck", "--data"]).stderr, b"");
    place.ok(&["gc"]);
}

#[test]
fn merges_of_packs_leave_what_only_the_newer_state_needs() {
    let (place, newest) = set_back();
    let before = place.files("packs").len();
    for number in 0..30 {
        place.write("a", format!("other {number}"));
        place.commit(&format!("other {number}"));
    }
    assert!(place.files("packs").len() < before + 30, "packs were merged");
    assert!(place.fails(4, &["gc"]).contains("an older state was put back"), "it is still there");
    fs::remove_file(place.path(".mosaic/state")).unwrap();
    place.ok(&["repair"]);
    place.ok(&["head", "create", "rescued", &newest]);
    assert_eq!(place.ok(&["cat", "rescued:a"]), "third");
    assert_eq!(place.ok(&["cat", "main:a"]), "other 29");
    assert_eq!(place.json(&["fsck", "--data"])["losses"], 0);
    assert_eq!(place.json(&["head", "list"])["heads"].as_array().unwrap().len(), 2);
}

#[test]
fn what_was_given_up_is_removed_when_it_is_too_old() {
    let (place, newest) = set_back();
    place.ok(&["config", "set", "gc.keep", "0s"]);
    place.ok(&["gc"]);
    assert_eq!(place.run(&["fsck", "--data"]).stderr, b"");
    place.fails(5, &["show", &newest]);
}

#[test]
fn what_gc_let_go_of_and_did_not_get_to_remove_is_no_newer_state() {
    let place = Sandbox::new();
    for content in ["first", "second", "third"] {
        place.write("a", content);
        place.commit(content);
    }
    let read = |file: PathBuf| (file.clone(), fs::read(file).unwrap());
    let packs: Vec<_> = place.files("packs").into_iter().map(read).collect();
    place.ok(&["config", "set", "gc.keep", "0s"]);
    place.ok(&["gc"]);
    let back: Vec<_> = packs.into_iter().filter(|(file, _)| !file.exists()).collect();
    assert!(!back.is_empty(), "gc removed something");
    back.iter().for_each(|(file, content)| fs::write(file, content).unwrap());
    place.ok(&["config", "set", "gc.keep", "14d"]);
    assert_eq!(place.run(&["fsck"]).stderr, b"");
    place.ok(&["gc"]);
    assert!(back.iter().all(|(file, _)| !file.exists()));
}
