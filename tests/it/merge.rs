//! `merge`: every way in which two sides can change a path, against a model; histories, conflicts, exit codes.

use std::collections::BTreeMap;
use std::fs;

use mosaic::base::id::GitId;
use mosaic::repo::fork_point::fork_point;
use mosaic::repo::record::Version;
use serde_json::{Value, json};

use crate::sandbox::Sandbox;

/// What one side has at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Nothing,
    /// A file with this content.
    File(char),
    /// A link with this target.
    Link(char),
    /// A directory with a file `x` of this content.
    Directory(char),
}

use State::{Directory, File, Link, Nothing};

const STATES: [State; 7] = [Nothing, File('1'), File('2'), Link('1'), Directory('1'), Directory('2'), File('3')];

fn put(place: &Sandbox, path: &str, state: State) {
    let whole = place.path(path);
    if whole.is_dir() {
        fs::remove_dir_all(&whole).unwrap();
    } else if whole.symlink_metadata().is_ok() {
        fs::remove_file(&whole).unwrap();
    }
    match state {
        Nothing => {}
        File(content) => place.write(path, content.to_string()),
        Link(target) => std::os::unix::fs::symlink(target.to_string(), whole).unwrap(),
        Directory(content) => place.write(&format!("{path}/x"), content.to_string()),
    }
}

/// The leaves of a work tree.
type Tree = BTreeMap<String, State>;

fn leaves(place: &Sandbox) -> Tree {
    let mut leaves = Tree::new();
    for entry in walkdir::WalkDir::new(place.path("")).into_iter().filter_entry(|entry| entry.file_name() != ".mosaic")
    {
        let entry = entry.unwrap();
        let name = entry.path().strip_prefix(place.path("")).unwrap().to_string_lossy().into_owned();
        let first = |text: &str| text.chars().next().unwrap();
        if entry.file_type().is_symlink() {
            leaves.insert(name, Link(first(&fs::read_link(entry.path()).unwrap().to_string_lossy())));
        } else if entry.file_type().is_file() {
            leaves.insert(name, File(first(&fs::read_to_string(entry.path()).unwrap())));
        }
    }
    leaves
}

/// The leaves that a state means at a path.
fn leaves_of(path: &str, state: State) -> Tree {
    match state {
        Nothing => Tree::new(),
        Directory(content) => [(format!("{path}/x"), File(content))].into(),
        leaf => [(path.to_owned(), leaf)].into(),
    }
}

/// The merge by the rules, leaf by leaf: what becomes of the tree, and the paths in conflict.
fn model(path: &str, base: State, ours: State, theirs: State, suffix: &str) -> (Tree, Vec<String>) {
    let [b, o, t] = [base, ours, theirs].map(|state| leaves_of(path, state));
    let (mut tree, mut conflicts) = (Tree::new(), Vec::new());
    for leaf in [path.to_owned(), format!("{path}/x")] {
        let [b, o, t] = [&b, &o, &t].map(|side| side.get(&leaf).copied());
        match (o == b, t == b) {
            _ if o == t => tree.extend(o.map(|state| (leaf, state))),
            (true, _) => tree.extend(t.map(|state| (leaf, state))),
            (_, true) => tree.extend(o.map(|state| (leaf, state))),
            _ => {
                conflicts.push(leaf.clone());
                match (o, t) {
                    (Some(o), Some(t)) => tree.extend([(leaf.clone(), o), (format!("{leaf}.{suffix}"), t)]),
                    (o, t) => tree.extend(o.or(t).map(|state| (leaf, state))),
                }
            }
        }
    }
    // A file and a directory of one name: ours stays.
    let (file, inner) = (path.to_owned(), format!("{path}/x"));
    if tree.contains_key(&file) && tree.contains_key(&inner) {
        let ours_is_file = o.contains_key(&file);
        let theirs_leaf = if ours_is_file { inner } else { file };
        let state = tree.remove(&theirs_leaf).unwrap();
        tree.insert(format!("{path}.{suffix}{}", &theirs_leaf[path.len()..]), state);
        conflicts.push(path.to_owned());
    }
    conflicts.sort();
    conflicts.dedup();
    (tree, conflicts)
}

/// Commits of a head `theirs` and of `main`, which parted at a common one.
fn part(place: &Sandbox, paths: &[(String, [State; 3])]) -> (String, String) {
    let all = |side: usize| paths.iter().for_each(|(path, states)| put(place, path, states[side]));
    place.write("keep/unchanged.txt", "k");
    all(0);
    place.commit("base");
    place.ok(&["head", "create", "theirs"]);
    all(1);
    let ours = place.commit("ours");
    place.ok(&["switch", "theirs"]);
    all(2);
    let theirs = place.commit("theirs");
    place.ok(&["switch", "main"]);
    (ours, theirs)
}

/// The paths of one merge with every combination of states in it.
fn combinations(keep: impl Fn([State; 3]) -> bool) -> Vec<(String, [State; 3])> {
    let mut paths = Vec::new();
    for (a, base) in STATES.into_iter().enumerate() {
        for (b, ours) in STATES.into_iter().enumerate() {
            for (c, theirs) in STATES.into_iter().enumerate() {
                if keep([base, ours, theirs]) {
                    paths.push((format!("p{a}{b}{c}"), [base, ours, theirs]));
                }
            }
        }
    }
    // So that every commit changes something.
    paths.push(("zz".to_owned(), [File('1'), File('2'), File('1')]));
    paths.push(("zzz".to_owned(), [File('1'), File('1'), File('2')]));
    paths
}

#[test]
fn every_combination_of_changes_is_merged_as_the_rules_say() {
    let place = Sandbox::new();
    let paths = combinations(|_| true);
    let (ours, theirs) = part(&place, &paths);
    let (mut expected, mut conflicts) = (Tree::new(), Vec::new());
    for (path, [base, ours, theirs_state]) in &paths {
        let (tree, mut found) = model(path, *base, *ours, *theirs_state, &theirs[..8]);
        expected.extend(tree);
        conflicts.append(&mut found);
    }
    expected.insert("keep/unchanged.txt".to_owned(), File('k'));
    conflicts.sort();

    let (code, _, dry) = place.document(&["merge", "theirs", "--dry-run"]);
    assert_eq!(code, 7);
    let (code, _, document) = place.document(&["merge", "theirs"]);
    assert_eq!((code, &document["error"]["kind"]), (7, &json!("conflict")));
    assert_eq!(dry["result"]["conflicts"], document["result"]["conflicts"], "the dry run knew it");
    let told: Vec<&Value> = document["result"]["conflicts"].as_array().unwrap().iter().collect();
    let mut paths_told: Vec<_> = told.iter().map(|one| one["path"].as_str().unwrap().to_owned()).collect();
    paths_told.sort();
    assert_eq!(paths_told, conflicts);
    let found = leaves(&place);
    for (path, state) in &expected {
        assert_eq!(found.get(path), Some(state), "{path}");
    }
    assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
    for one in told {
        let beside = one["beside"]["path"].as_str();
        assert_eq!(beside.is_some(), one["change"] == "both-changed" || beside.is_some(), "{one}");
        assert!(beside.is_none_or(|beside| place.path(beside).symlink_metadata().is_ok()), "{one}");
    }

    // Nothing is committed; stage and work tree agree; the next commit has both parents.
    let status = place.json(&["status"]);
    assert_eq!((&status["unstaged"], &status["untracked"]), (&json!([]), &json!([])));
    assert_eq!(place.json(&["rev-parse", "@"])["commits"][0]["commit"], ours.as_str());
    place.fails(1, &["merge", "theirs"]);
    let commit = place.commit("resolved");
    let log = place.json(&["log"]);
    assert_eq!(log["commits"][0]["commit"], commit.as_str());
    assert_eq!(log["commits"][0]["parents"], json!([ours, theirs]));
    assert_eq!(leaves(&place), expected);
    assert_eq!(place.json(&["merge", "theirs"])["outcome"], "up-to-date");
    assert_eq!(place.json(&["fsck", "--data"])["losses"], 0);
}

#[test]
fn without_conflicts_the_merge_is_committed_at_once() {
    let place = Sandbox::new();
    let is_clean = |states: [State; 3]| model("p", states[0], states[1], states[2], "x").1.is_empty();
    let paths = combinations(is_clean);
    let (ours, theirs) = part(&place, &paths);
    let mut expected = Tree::from([("keep/unchanged.txt".to_owned(), File('k'))]);
    for (path, [base, ours, theirs]) in &paths {
        expected.extend(model(path, *base, *ours, *theirs, "x").0);
    }
    let before = leaves(&place);
    let dry = place.json(&["merge", "theirs", "-n"]);
    assert_eq!((&dry["outcome"], &dry["commit"]), (&json!("merged"), &Value::Null));
    assert_eq!(leaves(&place), before);

    let done = place.json(&["merge", "theirs"]);
    assert_eq!(done["outcome"], "merged");
    assert_eq!(leaves(&place), expected);
    let newest = &place.json(&["log"])["commits"][0];
    assert_eq!(newest["commit"], done["commit"]);
    assert_eq!(newest["parents"], json!([ours, theirs]));
    assert_eq!(newest["message"].as_str().unwrap().trim(), "Merge theirs into main");
    assert_eq!(place.json(&["status"])["clean"], true);
    // One step takes it back.
    place.ok(&["undo"]);
    assert_eq!(place.json(&["rev-parse", "@"])["commits"][0]["commit"], ours.as_str());
    assert_eq!(place.json(&["fsck", "--data"])["losses"], 0);
}

#[test]
fn a_head_without_own_commits_goes_forward() {
    let place = Sandbox::new();
    place.write("a", "1");
    let base = place.commit("base");
    place.ok(&["head", "create", "theirs"]);
    place.ok(&["switch", "theirs"]);
    place.write("a", "2");
    place.write("b", "new");
    let theirs = place.commit("theirs");
    place.ok(&["switch", "main"]);
    assert_eq!(place.read("a"), "1");
    assert_eq!(place.json(&["merge", "theirs", "-n"])["outcome"], "fast-forward");
    assert_eq!(place.json(&["rev-parse", "@"])["commits"][0]["commit"], base.as_str());
    place.write("b", "untracked and in the way");
    place.fails(1, &["merge", "theirs"]);
    fs::remove_file(place.path("b")).unwrap();
    place.write("a", "changed");
    let said = place.fails(1, &["merge", "theirs"]);
    assert!(said.contains("not committed"), "{said}");
    place.ok(&["restore", "-f", "a"]);
    let done = place.json(&["merge", "theirs"]);
    assert_eq!((&done["outcome"], &done["commit"]), (&json!("fast-forward"), &json!(theirs)));
    assert_eq!((place.read("a"), place.read("b")), ("2".into(), "new".into()));
    assert!(place.ok(&["merge", "theirs"]).starts_with("Already up to date"));
    assert_eq!(place.json(&["status"])["clean"], true);
}

#[test]
fn links_owners_and_long_names_survive() {
    let place = Sandbox::new();
    let long = "n".repeat(255);
    place.write(&long, "1");
    place.write("a", "x");
    place.commit("base");
    place.ok(&["head", "create", "theirs"]);
    place.write(&long, "2");
    fs::remove_file(place.path("a")).unwrap();
    place.commit("ours");
    place.ok(&["switch", "theirs"]);
    place.write(&long, "3");
    place.write("l1", "linked");
    fs::hard_link(place.path("l1"), place.path("l2")).unwrap();
    fs::hard_link(place.path("l1"), place.path("l3")).unwrap();
    let theirs = place.commit("theirs");
    place.ok(&["switch", "main"]);
    let (code, _, document) = place.document(&["merge", "theirs"]);
    assert_eq!(code, 7);
    let beside = document["result"]["conflicts"][0]["beside"]["path"].as_str().unwrap();
    assert_eq!(beside, format!("{}.{}", &long[..246], &theirs[..8]));
    assert_eq!((place.read(&long), place.read(beside)), ("2".into(), "3".into()));
    use std::os::unix::fs::MetadataExt;
    let inode = |name: &str| fs::metadata(place.path(name)).unwrap().ino();
    assert_eq!((inode("l1"), inode("l1")), (inode("l2"), inode("l3")));
}

#[test]
fn the_best_common_ancestor_is_found() {
    let place = Sandbox::new();
    let commit = |head: &str, file: &str| {
        place.ok(&["switch", head]);
        place.write(file, file);
        place.commit(file)
    };
    place.write("root", "r");
    place.commit("root");
    place.ok(&["head", "create", "side"]);
    commit("main", "m1");
    let s1 = commit("side", "s1");
    place.ok(&["switch", "main"]);
    place.ok(&["merge", "side"]);
    commit("main", "m2");
    commit("side", "s2");
    let repository = place.repository();
    let source = repository.source();
    let at = |name: &str| repository.resolve(&repository.current().unwrap(), name).unwrap();
    let found = |a: &str, b: &str| fork_point(source, at(a), at(b)).unwrap().map(|id| id.to_string());
    assert_eq!(found("main", "side"), Some(s1.clone()), "what was merged before is not merged again");
    assert_eq!(found("side", "main"), Some(s1));
    assert_eq!(found("main", "main~2"), Some(at("main~2").to_string()));
    // Two best ones: each side merged the other's first commit.
    place.ok(&["head", "create", "a", "main"]);
    place.ok(&["head", "create", "b", "main"]);
    let a1 = commit("a", "a1");
    let b1 = commit("b", "b1");
    place.ok(&["merge", &a1]);
    place.ok(&["switch", "a"]);
    place.ok(&["merge", &b1]);
    let repository = place.repository();
    let at = |name: &str| repository.resolve(&repository.current().unwrap(), name).unwrap();
    let best = fork_point(repository.source(), at("a"), at("b")).unwrap().unwrap();
    let time = |id: &String| {
        let id = GitId::from_hex(id).unwrap();
        (Version::load(repository.source(), id).unwrap().commit.committer.seconds(), id)
    };
    assert_eq!(best, [a1, b1].iter().map(time).max().unwrap().1, "the latest, then the greatest id");
    assert_eq!(fork_point(repository.source(), at("b"), at("a")).unwrap(), Some(best));
    assert_eq!(place.json(&["merge", "b"])["outcome"], "merged");
}
