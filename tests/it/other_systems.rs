//! Work trees as they are on systems that are not at hand where the tests run: names that fold case, a kernel that does not
//! resolve a path at once.

use std::fs;

use mosaic::archive::row::{EntryKind, Row};
use mosaic::base::path::TreePath;
use mosaic::base::time::Timestamp;
use mosaic::worktree::collide::Checker;
use mosaic::worktree::error::{Result, WorkTreeError};
use mosaic::worktree::probe::{Target, same_names};
use mosaic::worktree::tree::WorkTree;

fn check(target: Target, names: &[&str]) -> Result<()> {
    let root = tempfile::TempDir::new().expect("a temporary directory");
    let mut checker = Checker::new(WorkTree::open(root.path()).expect("a work tree"), target);
    for name in names {
        let path = TreePath::new(name.as_bytes()).expect("a name");
        let mtime = Timestamp::default();
        let target = Box::default();
        let kind = EntryKind::Directory;
        checker.row(&Row { path, kind, mode: 0, mtime, size: 0, target, digest: None, owner: None, first: None })?;
    }
    checker.end()
}

/// A target that folds case is not at hand where the tests run.
#[test]
fn names_that_differ_in_case_are_refused_where_the_target_folds_it() {
    let folds = Target { mask: 0, folds_case: true, normalises: false };
    let keeps = Target { folds_case: false, ..folds };
    let apart: [&[&str]; 4] = [
        &["A", "A/b", "B", "B/b", "c", "c/B"],
        &["X/a", "Y/A"],
        &["a", "a/A", "a/A/a"],
        // Letters beyond ASCII are for the file system to judge, and this one keeps them apart.
        &["\u{c4}", "\u{e4}"],
    ];
    for names in apart {
        check(folds, names).expect("different names");
    }
    let one: [(&[&str], &str, &str); 4] = [
        (&["A", "B", "a"], "a", "A"),
        (&["A/b", "a/b"], "a", "A"),
        (&["x/y/File", "x/y/file", "x/z", "y"], "x/y/file", "x/y/File"),
        (&["x/Dir/a", "x/b", "x/dir/c"], "x/dir", "x/Dir"),
    ];
    for (names, later, earlier) in one {
        check(keeps, names).expect("different names");
        match check(folds, names) {
            Err(WorkTreeError::Collision { path, other }) => assert_eq!((&*path, &*other), (later, earlier)),
            other => panic!("{names:?}: {other:?}"),
        }
    }
}

/// Systems without `openat2` resolve names step by step; here that is reached only by switching it off.
#[test]
fn names_resolve_step_by_step_as_well() {
    let root = tempfile::TempDir::new().expect("a temporary directory");
    fs::create_dir_all(root.path().join("a/b")).expect("a directory");
    fs::write(root.path().join("a/b/c"), "content").expect("a file");
    std::os::unix::fs::symlink("b", root.path().join("a/inside")).expect("a directory");
    std::os::unix::fs::symlink("b/c", root.path().join("a/file")).expect("a directory");
    let tree = WorkTree::open(root.path()).expect("a work tree");
    for known in [true, false] {
        if !known {
            tree.resolve_in_steps();
        }
        let path = |name: &str| TreePath::new(name.as_bytes()).expect("a name");
        assert_eq!(tree.open_file(&path("a/b/c")).expect("a file").stat().size, 7);
        assert_eq!(tree.stat(&path("a/b/c")).expect("an answer").expect("an entry").size, 7);
        assert_eq!(*tree.read_link(&path("a/file")).expect("a link"), *b"b/c");
        for name in ["a/inside/c", "a/file", "a/b/c/d", "a/none", "none/c"] {
            assert!(matches!(tree.open_file(&path(name)), Err(WorkTreeError::Missing { .. })), "{name}");
        }
        for name in ["a/inside/c", "a/b/c/d", "none/c"] {
            assert_eq!(tree.stat(&path(name)).expect("an answer"), None, "{name}");
        }
        assert!(matches!(tree.open_file(&path("a/b")), Err(WorkTreeError::InTheWay { .. })));
    }
}

#[test]
fn a_trial_finds_what_it_looks_for_and_leaves_nothing() {
    let root = tempfile::TempDir::new().expect("a temporary directory");
    let tree = WorkTree::open(root.path()).expect("a work tree");
    let target = Target::probe(&tree).expect("writable");
    fs::write(root.path().join("Lower"), "").expect("a file");
    assert_eq!(target.folds_case, root.path().join("lOWER").exists());
    fs::remove_file(root.path().join("Lower")).expect("removed");
    // One name given twice stands for two names that are one.
    let names = |names: &[&str]| names.iter().map(|name| name.as_bytes().into()).collect::<Vec<Box<[u8]>>>();
    let same = |given: &[&str]| same_names(&tree, &names(given)).expect("writable");
    assert_eq!(same(&["a", "\u{e4}", "b", "\u{e4}"]), Some((3, 1)));
    assert_eq!(same(&["a", "\u{e4}", "b", "../c", "."]), None);
    assert_eq!(fs::read_dir(root.path()).expect("a listing").count(), 0);
}
