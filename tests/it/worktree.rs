//! The user's files: the order and the rules of the walk, what is skipped, removal and renames.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;

use mosaic::archive::row::{EntryKind, Row};
use mosaic::base::path::TreePath;
use mosaic::base::time::Timestamp;
use mosaic::worktree::error::WorkTreeError;
use mosaic::worktree::extract::{ExtractOptions, Extractor};
use mosaic::worktree::found::{SkipReason, WalkOptions};
use mosaic::worktree::ignore::Ignored;
use mosaic::worktree::tree::WorkTree;
use rustix::fs::{Mode, OFlags, mkdirat, openat};
use tempfile::TempDir;

fn path(text: &str) -> TreePath {
    TreePath::new(text.as_bytes()).expect("a canonical name")
}

/// A work tree with these files; a name that ends in `/` is a directory.
fn tree_of(names: &[&str]) -> (TempDir, WorkTree) {
    let root = TempDir::new().expect("a temporary directory");
    for name in names {
        let at = root.path().join(name);
        let directory = if name.ends_with('/') { &at } else { at.parent().expect("below the root") };
        fs::create_dir_all(directory).expect("a directory");
        if !name.ends_with('/') {
            fs::write(&at, name).expect("a file");
        }
    }
    let tree = WorkTree::open(root.path()).expect("a work tree");
    (root, tree)
}

fn walk(tree: &WorkTree, options: WalkOptions) -> (Vec<String>, Vec<(String, SkipReason)>) {
    let mut walk = tree.walk(options).expect("a walk");
    let found = walk.by_ref().map(|found| found.expect("an entry").path.to_string()).collect();
    let name = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (found, walk.take_skipped().into_iter().map(|skipped| (name(&skipped.path), skipped.reason)).collect())
}

fn names(tree: &WorkTree, options: WalkOptions) -> Vec<String> {
    walk(tree, options).0
}

#[test]
fn the_walk_is_in_the_order_of_paths() {
    let adversarial = ["a", "a-", "a.b", "a!", "a\u{1}", "a0", "aa", "A", "\u{e9}", "b", "z", " ", "\u{7f}"];
    let mut all = Vec::new();
    for outer in adversarial {
        for inner in adversarial {
            all.push(format!("{outer}/{inner}"));
            all.push(format!("x{outer}{inner}"));
        }
        all.push(format!("{outer}/deep/er/"));
    }
    let (_root, tree) = tree_of(&all.iter().map(String::as_str).collect::<Vec<_>>());
    let found: Vec<TreePath> =
        tree.walk(WalkOptions::default()).expect("a walk").map(|found| found.expect("an entry").path).collect();
    assert!(found.is_sorted_by(|a, b| a < b), "strictly ascending");
    all.sort();
    all.dedup();
    // Beside them each of the thirteen, and `deep` in it.
    assert_eq!(found.len(), all.len() + 2 * adversarial.len());
}

#[test]
fn a_large_tree_is_walked_whole_from_any_consumer() {
    let root = TempDir::new().expect("a temporary directory");
    for outer in 0..60 {
        let directory = root.path().join(format!("d{outer:02}"));
        fs::create_dir(&directory).expect("a directory");
        for inner in 0..100 {
            File::create(directory.join(format!("f{inner:02}"))).expect("a file");
        }
    }
    let tree = WorkTree::open(root.path()).expect("a work tree");
    let mut expected = Vec::new();
    for outer in 0..60 {
        expected.push(format!("d{outer:02}"));
        expected.extend((0..100).map(|inner| format!("d{outer:02}/f{inner:02}")));
    }
    assert_eq!(names(&tree, WalkOptions::default()), expected);
    // A consumer that stops early ends the lister.
    for count in [0, 1, 500] {
        assert_eq!(tree.walk(WalkOptions::default()).expect("a walk").take(count).count(), count);
    }
}

#[test]
fn only_what_was_asked_for_is_walked() {
    let (root, tree) = tree_of(&["a/b/c", "a/b/d", "a/x", "b", "c/d", ".mosaic/state"]);
    symlink("a", root.path().join("link")).expect("a link");
    let below = |names: &[&str]| WalkOptions { below: names.iter().map(|n| path(n)).collect(), ..Default::default() };
    assert_eq!(names(&tree, below(&["b", "a/b", "a/b/c"])), ["a/b", "a/b/c", "a/b/d", "b"]);
    assert_eq!(names(&tree, below(&["a/b/c", "c/d"])), ["a/b/c", "c/d"]);
    assert_eq!(names(&tree, below(&["no", "a/no", "link/b", "b/no"])), Vec::<String>::new());
    assert_eq!(names(&tree, below(&["link"])), ["link"]);
}

#[test]
fn ignore_rules_are_those_of_git() {
    let (root, tree) = tree_of(&[
        "keep.txt",
        "drop.log",
        "sub/drop.log",
        "sub/keep.log",
        "build/out",
        "sub/build/out",
        "only/build",
        "top.o",
        "sub/top.o",
        "vendor/a/b.tmp",
        "vendor/a/c",
        "neg/x",
        "neg/y",
        "{a,b}",
    ]);
    fs::write(
        root.path().join(".mosaicignore"),
        "# note\n*.log\nbuild/\n/top.o\nvendor/**/*.tmp\nneg/*\n!neg/y\nend\\\n{a,b}\n",
    )
    .expect("rules");
    fs::write(root.path().join("sub/.mosaicignore"), "!keep.log\n").expect("rules");
    let options = WalkOptions { ignore: true, ..Default::default() };
    let (found, skipped) = walk(&tree, options.clone());
    let expected = [
        ".mosaicignore",
        "keep.txt",
        "neg",
        "neg/y",
        "only",
        "only/build",
        "sub",
        "sub/.mosaicignore",
        "sub/keep.log",
        "sub/top.o",
        "vendor",
        "vendor/a",
        "vendor/a/c",
    ];
    assert_eq!(found, expected);
    assert_eq!(skipped, [(".mosaicignore".to_owned(), SkipReason::BadRule("end\\".into()))]);
    // The query agrees with the walk, in any order of asking.
    let mut ignored = Ignored::new(&tree, &[]).expect("rules");
    let mut all: Vec<TreePath> =
        tree.walk(WalkOptions::default()).expect("a walk").map(|found| found.expect("an entry").path).collect();
    for _ in 0..2 {
        for entry in &all {
            let directory = root.path().join(entry.to_string()).is_dir();
            let answer = ignored.is_ignored(entry, directory);
            assert_eq!(answer, !expected.contains(&entry.to_string().as_str()), "{entry}");
        }
        all.reverse();
    }
    // Named, and ignored: reported. Exclusions win over every file.
    let named = WalkOptions { below: vec![path("build/out"), path("keep.txt")], ..options.clone() };
    let (found, skipped) = walk(&tree, named);
    assert_eq!(found, ["keep.txt"]);
    assert_eq!(skipped[1..], [("build/out".to_owned(), SkipReason::Ignored)]);
    let excluded = WalkOptions { exclude: vec!["keep.*".into(), "vendor".into()], ..options };
    assert_eq!(
        names(&tree, excluded),
        [".mosaicignore", "neg", "neg/y", "only", "only/build", "sub", "sub/.mosaicignore", "sub/top.o"]
    );
    let bad = WalkOptions { exclude: vec!["end\\".into()], ..Default::default() };
    assert!(matches!(tree.walk(bad), Err(WorkTreeError::Pattern { .. })));
}

#[test]
fn what_an_archive_cannot_hold_is_reported() {
    let (root, tree) = tree_of(&[
        "file",
        ".mosaic/state",
        "inner/.mosaic/state",
        "inner/file",
        "sub/.mosaic",
        "sub/ok",
        ".mosaic-tmp-1-0",
        "MOSAIC~1",
    ]);
    let _socket = UnixListener::bind(root.path().join("socket")).expect("a socket");
    let raw = std::ffi::OsStr::from_bytes(b"raw\xff\x80");
    fs::write(root.path().join(raw), "bytes").expect("a name that is not UTF-8");
    let (_, skipped) = walk(&tree, WalkOptions::default());
    let reasons: BTreeMap<String, SkipReason> = skipped.into_iter().collect();
    let skipped: Vec<&str> = reasons.keys().map(String::as_str).collect();
    assert_eq!(skipped, [".mosaic-tmp-1-0", "MOSAIC~1", "inner", "socket", "sub/.mosaic"]);
    assert_eq!(reasons["inner"], SkipReason::Repository);
    assert_eq!(reasons["socket"], SkipReason::Special);
    assert!(matches!(reasons["sub/.mosaic"], SkipReason::Name(_)));
    let found: Vec<TreePath> =
        tree.walk(WalkOptions::default()).expect("a walk").map(|found| found.expect("an entry").path).collect();
    assert_eq!(
        found.iter().map(TreePath::as_bytes).collect::<Vec<_>>(),
        [&b"file"[..], b"raw\xff\x80", b"sub", b"sub/ok"]
    );
    assert_eq!(tree.open_file(&found[1]).expect("it opens").stat().size, 5);
}

#[test]
fn what_may_not_be_read_is_reported() {
    let (root, tree) = tree_of(&["closed/file", "open/file", "secret"]);
    let mode = |name: &str, mode| {
        fs::set_permissions(root.path().join(name), fs::Permissions::from_mode(mode)).expect("a mode");
    };
    mode("closed", 0o000);
    mode("secret", 0o000);
    let (found, skipped) = walk(&tree, WalkOptions::default());
    if fs::read_dir(root.path().join("closed")).is_ok() {
        // The superuser reads everything.
        assert_eq!(found, ["closed", "closed/file", "open", "open/file", "secret"]);
    } else {
        assert_eq!(found, ["open", "open/file", "secret"]);
        assert!(matches!(&skipped[..], [(name, SkipReason::Unreadable(_))] if name == "closed"));
        assert!(matches!(tree.open_file(&path("secret")), Err(WorkTreeError::Denied { .. })));
    }
    mode("closed", 0o700);
}

#[test]
fn a_thousand_levels_are_walked() {
    let (root, tree) = tree_of(&[]);
    let mut at = OwnedFd::from(File::open(root.path()).expect("the root"));
    for _ in 0..1_000 {
        mkdirat(&at, "d", Mode::RWXU).expect("a level");
        drop(openat(&at, "z", OFlags::CREATE, Mode::RWXU).expect("a file"));
        at = openat(&at, "d", OFlags::DIRECTORY, Mode::empty()).expect("a level");
    }
    let (found, skipped) = walk(&tree, WalkOptions::default());
    assert_eq!((found.len(), skipped.len()), (2_000, 0));
    assert_eq!(found[999].len(), 2 * 1_000 - 1);
    assert_eq!(found[1_999], "z");
    assert!(tree.stat(&path(&["d"; 1_000].join("/"))).expect("an answer").is_some());
}

#[test]
fn files_go_and_take_empty_directories_with_them() {
    let (root, tree) = tree_of(&["a/b/c/file", "a/other", "empty/", "kept/unknown"]);
    assert!(tree.remove(&path("a/b/c/file")).expect("removed"));
    assert!(!root.path().join("a/b").exists());
    assert!(root.path().join("a/other").exists());
    assert!(!tree.remove(&path("a/b/c/file")).expect("gone already"));
    assert!(matches!(tree.remove(&path("kept")), Err(WorkTreeError::InTheWay { .. })));
    assert!(!tree.remove_directory(&path("kept")).expect("an answer"));
    assert!(tree.remove_directory(&path("empty")).expect("removed"));
    assert!(matches!(tree.remove_directory(&path("kept/unknown")), Err(WorkTreeError::InTheWay { .. })));
    assert!(root.path().join("kept/unknown").exists());
}

#[test]
fn renames_replace_only_when_told() {
    let (root, tree) = tree_of(&["a/file", "b/other", "c"]);
    tree.rename(&path("a"), &path("b/a"), false).expect("a directory moves");
    assert_eq!(fs::read(root.path().join("b/a/file")).expect("moved"), b"a/file");
    let taken = tree.rename(&path("c"), &path("b/other"), false);
    assert!(matches!(taken, Err(WorkTreeError::InTheWay { .. })));
    assert_eq!(fs::read(root.path().join("b/other")).expect("still there"), b"b/other");
    tree.rename(&path("c"), &path("b/other"), true).expect("replaced");
    assert_eq!(fs::read(root.path().join("b/other")).expect("replaced"), b"c");
    assert!(matches!(tree.rename(&path("c"), &path("d"), false), Err(WorkTreeError::Missing { .. })));
    assert!(matches!(tree.rename(&path("b"), &path("b/a/b"), false), Err(WorkTreeError::InTheWay { .. })));
}

#[test]
fn the_longest_path_is_reached() {
    // 4,096 bytes, which is more than one call to the kernel takes.
    let long = [&["d"; 2_000].join("/"), "/", &"f".repeat(96)].concat();
    assert_eq!(long.len(), 4_096);
    let (_root, tree) = tree_of(&[]);
    let extractor = Extractor::open(&tree, ExtractOptions::default()).expect("writable");
    let row = Row {
        path: path(&long),
        kind: EntryKind::File,
        mode: 0o644,
        mtime: Timestamp::from_seconds(1),
        size: 7,
        target: Box::default(),
        digest: None,
        owner: None,
        first: None,
    };
    extractor.file::<WorkTreeError>(&row, |sink| sink.write(b"content")).expect("written");
    extractor.finish().expect("finished");
    let found = names(&tree, WalkOptions::default());
    assert_eq!((found.len(), found.last()), (2_001, Some(&long)));
    let mut content = Vec::new();
    tree.open_file(&row.path).expect("it opens").read_whole(&mut content).expect("readable");
    assert_eq!(content, b"content");
    assert!(tree.remove(&row.path).expect("removed"));
    assert_eq!(names(&tree, WalkOptions::default()), Vec::<String>::new(), "all directories were empty then");
}
