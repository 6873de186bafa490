//! `rm` and `mv`: stage and work tree go together, nothing that is nowhere else is lost, nothing is read again.

use std::collections::BTreeSet;
use std::fs;

use mosaic::archive::reader::Archive;
use mosaic::archive::row::Row;
use serde_json::json;

use crate::sandbox::{Sandbox, noise};

/// The rows of the stage.
fn staged(place: &Sandbox) -> Vec<Row> {
    let repository = place.repository();
    let archive = repository.current().unwrap().stage.archive.unwrap();
    let archive = Archive::open(repository.source(), archive).unwrap();
    archive.rows().unwrap().map(|found| found.unwrap().row).collect()
}

fn names(rows: &[Row]) -> Vec<String> {
    rows.iter().map(|row| row.path.to_string()).collect()
}

fn sample() -> Sandbox {
    let place = Sandbox::new();
    for name in ["a.txt", "d/one.txt", "d/two.txt", "d/e/deep.txt", "single/only.txt"] {
        place.write(name, format!("content of {name}"));
    }
    place.write("big.bin", noise(5, 300_000));
    place.commit("first");
    place
}

#[test]
fn rm_takes_files_out_of_stage_and_tree() {
    let place = sample();
    let said = place.fails(4, &["rm", "d"]);
    assert!(said.contains("use -r"), "{said}");
    place.fails(5, &["rm", "nowhere"]);
    let dry = place.json(&["rm", "-r", "--dry-run", "d"]);
    assert_eq!(dry["removed"], json!([{"path": "d/e/deep.txt"}, {"path": "d/one.txt"}, {"path": "d/two.txt"}]));
    assert_eq!(staged(&place).len(), 9);
    assert_eq!(place.ok(&["rm", "-r", "d", "single/only.txt"]).lines().next(), Some("rm d"));
    // The directory that lost its last entry goes on both sides.
    assert_eq!(names(&staged(&place)), ["a.txt", "big.bin"]);
    assert_eq!(place.tree().into_keys().collect::<Vec<_>>(), ["a.txt", "big.bin"]);
    let status = place.json(&["status"]);
    assert_eq!((&status["unstaged"], &status["untracked"]), (&json!([]), &json!([])), "both sides agree");
    place.ok(&["commit", "-m", "less"]);
    place.ok(&["rm", "-r", "."]);
    assert_eq!(staged(&place), []);
    assert!(place.tree().is_empty());
    assert_eq!(place.json(&["fsck", "--data"])["losses"], 0);
}

#[test]
fn rm_refuses_what_would_be_lost() {
    let place = sample();
    place.write("a.txt", "changed on disk");
    place.write("d/one.txt", "staged, not committed");
    place.write("new.txt", "staged, not committed");
    place.ok(&["add", "d/one.txt", "new.txt"]);
    let before = (names(&staged(&place)), place.tree());
    for path in ["a.txt", "d/one.txt", "new.txt"] {
        let said = place.fails(1, &["rm", path]);
        assert!(said.contains(path) && said.contains("not committed") && said.contains("--force"), "{said}");
    }
    place.fails(1, &["rm", "-r", "d", "big.bin"]);
    assert_eq!((names(&staged(&place)), place.tree()), before, "nothing was changed");
    // The stage alone may forget what the work tree or the commit has.
    place.ok(&["rm", "--staged", "new.txt", "a.txt"]);
    assert_eq!(place.read("new.txt"), "staged, not committed");
    assert!(!names(&staged(&place)).contains(&"new.txt".to_owned()));
    place.write("d/one.txt", "yet another");
    place.fails(1, &["rm", "--staged", "d/one.txt"]);
    place.ok(&["rm", "--force", "d/one.txt"]);
    assert!(!place.path("d/one.txt").exists() && place.path("d/two.txt").exists());
    // A file that is gone already is only unstaged, and untracked files keep their directory.
    fs::remove_file(place.path("single/only.txt")).unwrap();
    place.write("single/untracked.txt", "mine");
    place.ok(&["rm", "-r", "single"]);
    assert_eq!(place.read("single/untracked.txt"), "mine");
}

#[test]
fn mv_renames_without_reading_anything_again() {
    let place = sample();
    let before = staged(&place);
    let stored = |place: &Sandbox| place.json(&["stats"]);
    stored(&place);
    place.ok(&["mv", "big.bin", "renamed.bin"]);
    place.ok(&["mv", "d", "a.txt", "single"]);
    let expected = ["renamed.bin", "single", "single/a.txt", "single/d", "single/d/e", "single/d/e/deep.txt"];
    let expected: Vec<_> =
        expected.into_iter().chain(["single/d/one.txt", "single/d/two.txt", "single/only.txt"]).collect();
    let after = staged(&place);
    assert_eq!(names(&after), expected);
    let contents =
        |rows: &[Row]| rows.iter().map(|row| (row.digest, row.size, row.mode, row.mtime)).collect::<BTreeSet<_>>();
    assert_eq!(contents(&after), contents(&before), "only names are others");
    let status = place.json(&["status"]);
    assert_eq!((&status["unstaged"], &status["untracked"]), (&json!([]), &json!([])), "both sides agree");
    assert_eq!(place.read("single/d/one.txt"), "content of d/one.txt");
    // The archive is the one that adding the same tree from scratch gives.
    let repository = place.repository();
    let moved = repository.current().unwrap().stage.archive;
    place.ok(&["add", "-A"]);
    assert_eq!(place.repository().current().unwrap().stage.archive, moved);
    place.commit("moved");
    assert_eq!(place.json(&["fsck", "--data"])["losses"], 0);
}

#[test]
fn mv_refuses_what_is_taken_or_not_there() {
    let place = sample();
    place.write("untracked", "x");
    place.write("other.txt", "y");
    let before = (names(&staged(&place)), place.tree());
    place.fails(1, &["mv", "a.txt", "other.txt"]);
    place.fails(1, &["mv", "a.txt", "d/one.txt"]);
    place.fails(4, &["mv", "untracked", "z"]);
    place.fails(5, &["mv", "nowhere", "z"]);
    place.fails(5, &["mv", "a.txt", "no/such/z"]);
    place.fails(4, &["mv", "d", "d/e"]);
    place.fails(4, &["mv", "a.txt", "big.bin", "other.txt"]);
    place.fails(4, &["mv", "d/e", "d", "single"]);
    assert_eq!(
        place.json(&["mv", "-n", "a.txt", "d"])["moved"],
        json!([{"from": {"path": "a.txt"}, "to": {"path": "d/a.txt"}}])
    );
    assert_eq!((names(&staged(&place)), place.tree()), before, "nothing was changed");
    place.ok(&["mv", "--force", "a.txt", "d/one.txt"]);
    assert_eq!(place.read("d/one.txt"), "content of a.txt");
    assert!(!names(&staged(&place)).contains(&"a.txt".to_owned()));
    // Into a directory that is not staged yet.
    fs::create_dir_all(place.path("fresh/dir")).unwrap();
    place.ok(&["mv", "d/two.txt", "fresh/dir"]);
    assert_eq!(names(&staged(&place))[5..8], ["fresh", "fresh/dir", "fresh/dir/two.txt"].map(str::to_owned));
    assert_eq!(place.json(&["fsck", "--data"])["losses"], 0);
}

#[test]
fn hard_links_find_each_other_after_their_first_name_went() {
    let place = Sandbox::new();
    place.write("a", "shared");
    for name in ["b", "c", "d"] {
        fs::hard_link(place.path("a"), place.path(name)).unwrap();
    }
    place.commit("links");
    let firsts = |place: &Sandbox| -> Vec<(String, Option<String>)> {
        staged(place).into_iter().map(|row| (row.path.to_string(), row.first.map(|first| first.to_string()))).collect()
    };
    let pair = |path: &str, first: Option<&str>| (path.to_owned(), first.map(str::to_owned));
    place.ok(&["rm", "a"]);
    assert_eq!(firsts(&place), [pair("b", None), pair("c", Some("b")), pair("d", Some("b"))]);
    place.ok(&["mv", "b", "z"]);
    assert_eq!(firsts(&place), [pair("c", Some("z")), pair("d", Some("z")), pair("z", None)]);
    place.write("other", "replaces");
    place.ok(&["add", "other"]);
    place.ok(&["mv", "-f", "other", "z"]);
    assert_eq!(firsts(&place), [pair("c", None), pair("d", Some("c")), pair("z", None)]);
    place.commit("less links");
    fs::remove_file(place.path("c")).unwrap();
    fs::remove_file(place.path("d")).unwrap();
    place.ok(&["restore", "."]);
    assert_eq!(
        (place.read("c"), place.read("d"), place.read("z")),
        ("shared".into(), "shared".into(), "replaces".into())
    );
}
