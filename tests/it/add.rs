//! `add`: which entries it takes, what it leaves alone, what it says.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::time::{Duration, SystemTime};

use crate::sandbox::Sandbox;

/// The paths of a revision.
fn paths(sandbox: &Sandbox, place: &str) -> Vec<String> {
    let entries = sandbox.json(&["ls", place])["entries"].clone();
    entries.as_array().unwrap().iter().map(|entry| entry["path"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn only_the_selected_part_is_taken() {
    let sandbox = Sandbox::new();
    for name in ["a/1", "a/2", "b/1", "c"] {
        sandbox.write(name, name);
    }
    sandbox.ok(&["add", "a/1", "c"]);
    sandbox.ok(&["commit", "-m", "part"]);
    assert_eq!(paths(&sandbox, "@"), ["a", "a/1", "c"]);
    // A change outside of the selection stays out, a removal inside of it is taken.
    sandbox.write("c", "changed");
    fs::remove_file(sandbox.path("a/1")).unwrap();
    sandbox.ok(&["add", "a"]);
    sandbox.ok(&["commit", "-m", "a"]);
    assert_eq!(paths(&sandbox, "@"), ["a", "a/2", "c"]);
    assert_eq!(sandbox.ok(&["cat", "@:c"]), "c");
    // --update takes what is known and nothing else.
    sandbox.ok(&["add", "--update"]);
    sandbox.ok(&["commit", "-m", "update"]);
    assert_eq!(paths(&sandbox, "@"), ["a", "a/2", "c"]);
    assert_eq!(sandbox.ok(&["cat", "@:c"]), "changed");
    let said = sandbox.fails(5, &["add", "nothing here"]);
    assert!(said.contains("nothing here"), "{said}");
    sandbox.fails(2, &["add", "/outside"]);
}

#[test]
fn rules_leave_files_out_but_not_tracked_ones() {
    let sandbox = Sandbox::new();
    sandbox.write("keep.log", "tracked before the rule");
    sandbox.ok(&["add", "."]);
    sandbox.write(".mosaicignore", "*.log\n/build/\n!important.log\n");
    for name in ["x.log", "important.log", "build/out", "src/build/in", "tmp/a.tmp"] {
        sandbox.write(name, name);
    }
    sandbox.write("keep.log", "changed");
    sandbox.ok(&["add", ".", "--exclude", "*.tmp"]);
    sandbox.ok(&["commit", "-m", "one"]);
    let kept = [".mosaicignore", "important.log", "keep.log", "src", "src/build", "src/build/in", "tmp"];
    assert_eq!(paths(&sandbox, "@"), kept);
    assert_eq!(sandbox.ok(&["cat", "@:keep.log"]), "changed");
}

#[test]
fn a_touched_tree_is_unchanged_unless_times_count() {
    let sandbox = Sandbox::new();
    for n in 0..50 {
        sandbox.write(&format!("d/{n}"), format!("content {n}"));
    }
    sandbox.write("big", vec![1u8; 3_000_000]);
    let first = sandbox.json(&["add", "."]);
    sandbox.ok(&["commit", "-m", "one"]);
    let later = SystemTime::now() + Duration::from_secs(1000);
    for name in ["d/7", "big"] {
        fs::File::options().write(true).open(sandbox.path(name)).unwrap().set_modified(later).unwrap();
    }
    assert_eq!(sandbox.json(&["add", "."])["attachment"], first["attachment"]);
    assert_eq!(sandbox.json(&["status"])["clean"], true);
    let exact = sandbox.json(&["add", ".", "--mtime", "exact"]);
    assert_ne!(exact["attachment"], first["attachment"]);
    assert!(exact["bytes_stored"].as_u64().unwrap() < 20_000, "{exact}");
}

#[test]
fn what_no_archive_can_hold_is_told() {
    let sandbox = Sandbox::new();
    sandbox.write("a", "a");
    sandbox.write("nested/.mosaic/format", "mosaic repository 1\n");
    sandbox.write("nested/file", "of another repository");
    let fifo = std::process::Command::new("mkfifo").arg(sandbox.path("pipe")).status();
    assert!(fifo.unwrap().success());
    let output = sandbox.run(&["add", "."]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "what is left out by its nature is no failure: {said}");
    assert!(said.contains("pipe: a fifo") && said.contains("nested"), "{said}");
    sandbox.ok(&["commit", "-m", "one"]);
    assert_eq!(paths(&sandbox, "@"), ["a"]);
}

#[test]
fn owner_and_hard_links_are_kept() {
    let sandbox = Sandbox::new();
    sandbox.write("first", vec![3u8; 20_000]);
    fs::hard_link(sandbox.path("first"), sandbox.path("second")).unwrap();
    fs::hard_link(sandbox.path("first"), sandbox.path("third")).unwrap();
    symlink("first", sandbox.path("symlink")).unwrap();
    sandbox.ok(&["add", ".", "--preserve", "owner"]);
    sandbox.ok(&["commit", "-m", "one"]);
    let out = sandbox.beside("out");
    sandbox.ok(&["restore", ".", "--to", out.to_str().unwrap()]);
    let inode = |name: &str| fs::metadata(out.join(name)).unwrap().ino();
    assert_eq!((inode("first"), inode("first")), (inode("second"), inode("third")));
    // Without its first name the rest is still restored.
    fs::remove_file(sandbox.path("first")).unwrap();
    sandbox.ok(&["add", "first"]);
    sandbox.ok(&["commit", "-m", "two"]);
    let out = sandbox.beside("out 2");
    sandbox.ok(&["restore", ".", "--to", out.to_str().unwrap()]);
    assert_eq!(fs::read(out.join("second")).unwrap(), vec![3u8; 20_000]);
    assert!(!out.join("first").exists());
}

#[test]
fn a_mode_that_changed_costs_a_header() {
    let sandbox = Sandbox::new();
    let mut noise = vec![0; 8_000_000];
    blake3::Hasher::new().finalize_xof().fill(&mut noise);
    sandbox.write("big", &noise);
    sandbox.ok(&["add", "."]);
    fs::set_permissions(sandbox.path("big"), fs::Permissions::from_mode(0o600)).unwrap();
    let added = sandbox.json(&["add", "."]);
    assert!(added["bytes_stored"].as_u64().unwrap() < 10_000, "{added}");
}

#[test]
fn an_empty_tree_and_an_empty_commit() {
    let sandbox = Sandbox::new();
    assert_eq!(sandbox.ok(&["commit", "-m", "none"]), "nothing to commit\n");
    assert_eq!(sandbox.json(&["commit", "-m", "none"])["commit"], serde_json::Value::Null);
    sandbox.ok(&["add", "."]);
    assert!(sandbox.json(&["commit", "-m", "an empty tree"])["commit"].is_string());
    assert_eq!(sandbox.ok(&["commit", "-m", "again"]), "nothing to commit\n");
    assert!(sandbox.json(&["commit", "-m", "again", "--allow-empty"])["commit"].is_string());
}

#[test]
fn a_dry_run_tells_and_changes_nothing() {
    let sandbox = Sandbox::new();
    for name in ["a", "b", "d/1", "e/1"] {
        sandbox.write(name, name);
    }
    sandbox.ok(&["add", "."]);
    sandbox.write("a", "changed");
    fs::remove_file(sandbox.path("b")).unwrap();
    sandbox.write("new/1", "new");
    sandbox.write("x.tmp", "left out");
    let state = fs::read(sandbox.path(".mosaic/state")).unwrap();
    let planned = |args: &[&str]| -> Vec<(String, String)> {
        let entries = sandbox.json(&[&["add", "--dry-run"], args].concat())["entries"].clone();
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        entries.as_array().unwrap().iter().map(|entry| (text(&entry["path"]), text(&entry["change"]))).collect()
    };
    let pair = |path: &str, change: &str| (path.to_owned(), change.to_owned());
    let all = [pair("a", "modified"), pair("b", "removed"), pair("new", "added")];
    assert_eq!(planned(&[".", "--exclude", "*.tmp"]), all);
    assert_eq!(planned(&["-u"]), all[..2]);
    assert_eq!(planned(&["b", "d"]), all[1..2]);
    assert_eq!(fs::read(sandbox.path(".mosaic/state")).unwrap(), state);
    sandbox.fails(5, &["add", "--dry-run", "nowhere"]);
}
