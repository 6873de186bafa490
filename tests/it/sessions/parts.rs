//! Repositories that have only a part: of the history, of the files.

use std::fs;

use crate::sandbox::Sandbox;
use crate::sessions::serving::{Cloned, Serving, commit_of};

fn five_versions() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("docs/guide.txt", "a guide\n".repeat(4_000));
    for version in 0..5 {
        sandbox.write("data/large.bin", random(version, 400_000));
        sandbox.write("notes.txt", format!("version {version}\n"));
        sandbox.commit(&format!("version {version}"));
    }
    sandbox
}

fn random(seed: u64, len: usize) -> Vec<u8> {
    let mut bytes = vec![0; len];
    blake3::Hasher::new().update(&seed.to_le_bytes()).finalize_xof().fill(&mut bytes);
    bytes
}

#[test]
fn a_shallow_clone_ends_where_it_was_cut() {
    let origin = five_versions();
    let serving = Serving::of(&origin);
    let clone = Cloned::member(&origin, &serving.url, "clone", &["--depth", "2"]);
    assert_eq!(clone.json(&["log"])["commits"].as_array().unwrap().len(), 2);
    let checked = clone.json(&["fsck", "--data"]);
    assert_eq!(checked["losses"], 0);
    assert!(checked["absent"].as_u64().unwrap() >= 1, "{checked}");
    clone.ok(&["gc"]);
    clone.ok(&["fsck"]);
    // It can go on, give what it made, and take what is new.
    let mine = clone.commit("mine.txt", "mine\n");
    clone.ok(&["push"]);
    origin.ok(&["pull"]);
    assert_eq!(commit_of(&origin, &origin.path(""), "@"), mine);
    origin.write("more.txt", "more\n");
    origin.commit("more");
    clone.ok(&["pull"]);
    assert_eq!(clone.json(&["log"])["commits"].as_array().unwrap().len(), 4);
}

#[test]
fn a_clone_of_a_path_has_it_alone_and_fetches_the_rest_when_it_is_needed() {
    let origin = five_versions();
    let serving = Serving::of(&origin);
    let clone = Cloned::member(&origin, &serving.url, "clone", &["--path", "docs"]);
    assert_eq!(fs::read_dir(&clone.dir).unwrap().count(), 2, "docs and .mosaic");
    assert!(clone.ok(&["status"]).contains("clean"));
    let before = clone.json(&["stats"])["pack_bytes"].as_u64().unwrap();
    assert!(before < 200_000, "the large file was not fetched: {before}");
    let checked = clone.json(&["fsck", "--data"]);
    assert_eq!(checked["losses"], 0, "{checked}");
    assert!(checked["absent"].as_u64().unwrap() > 0);
    clone.ok(&["gc"]);
    // A commit changes what is here and keeps what is not.
    fs::write(clone.dir.join("docs/new.txt"), "new\n").unwrap();
    clone.ok(&["add", "-A"]);
    clone.ok(&["commit", "-m", "from a part"]);
    let paths = clone.ok(&["ls", "@"]);
    assert!(paths.contains("data/large.bin") && paths.contains("docs/new.txt"), "{paths}");
    clone.ok(&["push"]);
    // What was left out comes, and stays.
    let output = origin.run(&["-C", clone.dir.to_str().unwrap(), "cat", "@:data/large.bin"]);
    assert_eq!(output.stdout, random(4, 400_000), "{}", String::from_utf8_lossy(&output.stderr));
    drop(serving);
    let again = origin.run(&["-C", clone.dir.to_str().unwrap(), "cat", "@:data/large.bin"]);
    assert_eq!(again.stdout, random(4, 400_000), "it was kept");
    let said = clone.fails(6, &["cat", "@~2:data/large.bin"]);
    assert!(said.contains("not in this repository"), "{said}");
}

#[test]
fn merging_in_a_part_touches_only_that() {
    let origin = five_versions();
    let serving = Serving::of(&origin);
    let clone = Cloned::member(&origin, &serving.url, "clone", &["--path", "docs"]);
    fs::write(clone.dir.join("docs/here.txt"), "here\n").unwrap();
    clone.ok(&["add", "-A"]);
    clone.ok(&["commit", "-m", "here"]);
    origin.write("docs/there.txt", "there\n");
    origin.write("data/small.bin", "outside\n");
    origin.commit("there");
    clone.ok(&["pull", "--merge"]);
    assert_eq!(clone.read("docs/there.txt"), "there\n");
    assert!(!clone.dir.join("data").exists(), "what is outside of the part stays there");
    let paths = clone.ok(&["ls", "@"]);
    assert!(paths.contains("data/small.bin") && paths.contains("docs/here.txt"), "{paths}");
    assert!(clone.ok(&["status"]).contains("clean"));
}
