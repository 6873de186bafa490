//! checkout, switch and restore: files go where they should, and changes of the user are never lost without `--force`.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

use crate::sandbox::{Sandbox, damage, snapshot};

/// A repository with two versions of a tree of all kinds of entries; returns both commits.
fn two_versions(sandbox: &Sandbox) -> (String, String) {
    sandbox.write("a.txt", "one");
    sandbox.write("dir/b.txt", "two");
    sandbox.write("dir/script.sh", "#!/bin/sh\n");
    fs::set_permissions(sandbox.path("dir/script.sh"), fs::Permissions::from_mode(0o755)).unwrap();
    sandbox.write("big.bin", vec![7u8; 300_000]);
    fs::create_dir(sandbox.path("empty")).unwrap();
    symlink("dir/b.txt", sandbox.path("link")).unwrap();
    symlink("/nowhere/../x", sandbox.path("dangling")).unwrap();
    fs::hard_link(sandbox.path("big.bin"), sandbox.path("second name")).unwrap();
    let first = sandbox.commit("first");
    sandbox.write("a.txt", "one, changed");
    sandbox.write("new/c.txt", "three");
    fs::remove_file(sandbox.path("dir/b.txt")).unwrap();
    fs::remove_dir(sandbox.path("empty")).unwrap();
    fs::remove_file(sandbox.path("link")).unwrap();
    sandbox.write("link", "a file now");
    let second = sandbox.commit("second");
    (first, second)
}

#[test]
fn a_tree_comes_back_as_it_was() {
    let sandbox = Sandbox::new();
    sandbox.write("a.txt", "one");
    let before = {
        let (first, _) = two_versions(&sandbox);
        let second_tree = sandbox.tree();
        sandbox.ok(&["checkout", &first]);
        let first_tree = sandbox.tree();
        assert_ne!(first_tree, second_tree);
        sandbox.ok(&["checkout", "main"]);
        assert_eq!(sandbox.tree(), second_tree);
        sandbox.ok(&["checkout", "main~1"]);
        assert_eq!(sandbox.tree(), first_tree);
        first_tree
    };
    let inode = |name: &str| fs::metadata(sandbox.path(name)).unwrap().ino();
    assert_eq!(inode("big.bin"), inode("second name"), "hard links come back");
    for name in ["a.txt", "dir", "link", "dangling", "second name", "empty"] {
        let path = sandbox.path(name);
        if path.is_dir() && !path.is_symlink() {
            fs::remove_dir_all(path).unwrap()
        } else {
            fs::remove_file(path).unwrap()
        }
    }
    sandbox.ok(&["restore", "."]);
    let times_aside = |tree: &std::collections::BTreeMap<String, (u32, String)>| {
        tree.iter().map(|(path, (mode, _))| (path.clone(), *mode)).collect::<Vec<_>>()
    };
    assert_eq!(times_aside(&sandbox.tree()), times_aside(&before));
    assert_eq!(sandbox.tree(), before);
    assert_eq!(sandbox.json(&["status"])["clean"], true);
}

#[test]
fn changes_are_not_overwritten() {
    let sandbox = Sandbox::new();
    let (first, second) = two_versions(&sandbox);
    sandbox.write("a.txt", "mine");
    let before = sandbox.tree();
    let said = sandbox.fails(1, &["checkout", &first]);
    assert!(said.contains("a.txt") && said.contains("--force"), "{said}");
    assert_eq!(sandbox.tree(), before, "nothing was written");
    // What is the same in both versions may be changed, and stays so.
    sandbox.ok(&["restore", "a.txt", "--force"]);
    sandbox.write("dir/script.sh", "mine too");
    sandbox.ok(&["checkout", &first]);
    assert_eq!(sandbox.read("dir/script.sh"), "mine too");
    assert_eq!(sandbox.read("a.txt"), "one");
    // A file that is not known is in the way of one that comes.
    sandbox.write("new/c.txt", "untracked");
    let said = sandbox.fails(1, &["checkout", &second]);
    assert!(said.contains("new/c.txt"), "{said}");
    assert_eq!(sandbox.read("new/c.txt"), "untracked");
    // The same content is not in the way.
    sandbox.write("new/c.txt", "three");
    sandbox.ok(&["checkout", &second]);
    assert_eq!(sandbox.read("a.txt"), "one, changed");
    sandbox.ok(&["checkout", "--force", &first]);
    assert_eq!(sandbox.read("dir/script.sh"), "#!/bin/sh\n");
}

#[test]
fn untracked_files_stay_and_keep_their_directory() {
    let sandbox = Sandbox::new();
    let (first, _) = two_versions(&sandbox);
    sandbox.write("new/mine.txt", "mine");
    sandbox.ok(&["checkout", &first]);
    assert_eq!(sandbox.read("new/mine.txt"), "mine");
    assert!(!sandbox.path("new/c.txt").exists());
}

#[test]
fn an_edit_within_the_same_tick_is_seen() {
    let sandbox = Sandbox::new();
    sandbox.write("a", "old");
    let time = fs::metadata(sandbox.path("a")).unwrap().modified().unwrap();
    sandbox.ok(&["add", "."]);
    for n in 0..20 {
        let content = format!("{n:03}");
        sandbox.write("a", &content);
        fs::File::options().write(true).open(sandbox.path("a")).unwrap().set_modified(time).unwrap();
        sandbox.ok(&["add", "."]);
        let id = sandbox.commit(&content);
        assert_eq!(sandbox.ok(&["cat", &format!("{id}:a")]), content);
    }
}

#[test]
fn restore_writes_elsewhere_and_into_the_stage() {
    let sandbox = Sandbox::new();
    let (first, _) = two_versions(&sandbox);
    let there = sandbox.beside("there");
    let to = there.to_str().unwrap();
    sandbox.ok(&["restore", "--from", &first, "dir", "big.bin", "--to", to]);
    let names: Vec<String> = snapshot(&there).into_keys().collect();
    assert_eq!(names, ["big.bin", "dir", "dir/b.txt", "dir/script.sh"]);
    let said = sandbox.fails(1, &["restore", "--from", &first, "dir", "--to", to]);
    assert!(said.contains("--force"), "{said}");
    sandbox.write("a.txt", "staged");
    sandbox.write("fresh", "staged as well");
    sandbox.ok(&["add", "."]);
    sandbox.ok(&["restore", "--staged", "a.txt"]);
    let status = sandbox.json(&["status"]);
    let paths = |list: &str| -> Vec<String> {
        status[list].as_array().unwrap().iter().map(|entry| entry["path"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!((paths("staged"), paths("unstaged")), (vec!["fresh".to_owned()], vec!["a.txt".to_owned()]));
    assert_eq!(sandbox.read("a.txt"), "staged");
    sandbox.fails(5, &["restore", "no such file"]);
}

#[test]
fn a_switch_needs_a_clean_stage_and_a_head() {
    let sandbox = Sandbox::new();
    two_versions(&sandbox);
    sandbox.ok(&["head", "create", "other", "main~1"]);
    sandbox.write("a.txt", "staged");
    sandbox.ok(&["add", "."]);
    let said = sandbox.fails(1, &["switch", "other"]);
    assert!(said.contains("not committed"), "{said}");
    sandbox.commit("third");
    sandbox.ok(&["switch", "other"]);
    assert_eq!(sandbox.read("a.txt"), "one");
    sandbox.write("a.txt", "on the other head");
    sandbox.commit("fourth");
    sandbox.ok(&["switch", "main"]);
    assert_eq!(sandbox.read("a.txt"), "staged");
    sandbox.fails(5, &["switch", "nowhere"]);
    let dry = sandbox.json(&["switch", "other", "--dry-run"]);
    assert_eq!(dry["written"][0]["path"], "a.txt");
    assert_eq!(sandbox.read("a.txt"), "staged");
}

/// In a new directory files are written under their own names; a run that was killed leaves the beginning of one.
#[test]
fn a_checkout_that_was_killed_goes_on() {
    let sandbox = Sandbox::new();
    sandbox.write("a", "a");
    sandbox.commit("first");
    sandbox.write("new/file", "all of the content");
    let second = sandbox.commit("second");
    sandbox.ok(&["checkout", "@~1"]);
    assert!(!sandbox.path("new").exists());
    for (begun, continues) in [("", true), ("all of", true), ("all of the content", true), ("all or", false)] {
        sandbox.write("new/file", begun);
        if continues {
            sandbox.ok(&["checkout", &second]);
            assert_eq!(sandbox.read("new/file"), "all of the content", "{begun:?}");
            sandbox.ok(&["checkout", "@~1"]);
        } else {
            assert!(sandbox.fails(1, &["checkout", &second]).contains("new/file"), "{begun:?}");
            assert_eq!(sandbox.read("new/file"), begun);
        }
    }
}

#[test]
fn a_large_file_is_written_by_all_threads_as_it_was() {
    let sandbox = Sandbox::new();
    let mut content = vec![0; (67 << 20) + 777];
    let noise = blake3::Hasher::new().finalize_xof();
    let (start, end) = (20 << 20, 50 << 20);
    noise.clone().fill(&mut content[..start]);
    noise.clone().fill(&mut content[end + 1..]);
    sandbox.write("large", &content);
    sandbox.commit("large");
    fs::remove_file(sandbox.path("large")).unwrap();
    sandbox.ok(&["restore", "large"]);
    assert!(fs::read(sandbox.path("large")).unwrap() == content);
    let blocks = fs::metadata(sandbox.path("large")).unwrap().blocks() * 512;
    assert!(blocks < content.len() as u64 - (25 << 20), "the hole has {blocks} bytes");
    assert_eq!(sandbox.json(&["status"])["clean"], true); // Where one part cannot be read, that is what is told, and nothing of the file is left.
    fs::remove_file(sandbox.path("large")).unwrap();
    let pack = sandbox.files("packs").into_iter().max_by_key(|pack| fs::metadata(pack).unwrap().len()).unwrap();
    damage(&pack, |bytes| {
        let last = bytes.len() - 1_000_000;
        bytes[last] ^= 1;
    });
    assert!(sandbox.fails(6, &["restore", "large"]).contains("damaged"));
    assert_eq!(sandbox.tree().len(), 0);
}
