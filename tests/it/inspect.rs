//! The commands that show a repository or name commits: status, diff, ls, cat, find, stats, head, tag.

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;

use mosaic::base::id::Id;
use serde_json::{Value, json};

use crate::place::{Place, changes, paths, set_mode};

#[test]
fn before_the_first_commit_all_is_untracked_and_there_is_no_history() {
    let place = Place::new();
    place.write("data/a/b", "b");
    place.write("top", "t");
    let status = place.result(&["status"]);
    let [head, commit] = [&status["head"], &status["commit"]];
    assert_eq!((head, commit, &status["clean"]), (&json!("main"), &Value::Null, &json!(false)));
    assert_eq!(changes(&status["untracked"]), ["data untracked", "top untracked"]);
    assert_eq!((&status["staged"], &status["unstaged"]), (&json!([]), &json!([])));
    assert!(place.ok(&["status"]).starts_with("On head main, which has no commit yet\n"));
    for args in [&["log"][..], &["show"], &["ls"], &["rev-parse", "@"], &["head", "create", "x"], &["diff", "@"]] {
        assert_eq!(place.refused(args), (5, "unborn".into()), "{args:?}");
    }
    place.ok(&["add", "-A"]);
    assert_eq!(changes(&place.result(&["diff", "--staged"])["entries"]), ["data/a/b added", "top added"]);
    assert_eq!(paths(&place.result(&["ls", ":"])), ["data", "data/a", "data/a/b", "top"]);
}

#[test]
fn status_tells_staged_unstaged_and_untracked() {
    let place = Place::new();
    for name in ["keep", "edit", "mode", "kind", "gone", "old/name", "hidden.log", "dir/in/side", "staged"] {
        place.write(name, &format!("the content of {name}\n"));
    }
    symlink("keep", place.path("link")).unwrap();
    place.commit("first");
    assert_eq!(place.result(&["status"])["clean"], true);
    assert_eq!(place.ok(&["status"]), "On head main\nnothing to commit, the work tree is clean\n");

    place.write("staged", "other\n");
    fs::create_dir(place.path("new")).unwrap();
    fs::rename(place.path("old/name"), place.path("new/name")).unwrap();
    place.ok(&["add", "-A"]);
    place.write("edit", "THE content of edit\n"); // as long as before
    set_mode(&place.path("mode"), 0o755);
    fs::remove_file(place.path("kind")).unwrap();
    symlink("keep", place.path("kind")).unwrap();
    fs::remove_file(place.path("gone")).unwrap();
    fs::remove_dir_all(place.path("dir")).unwrap();
    fs::remove_file(place.path("link")).unwrap();
    symlink("edit", place.path("link")).unwrap();
    // A rule leaves out what is not tracked; what is tracked is compared all the same.
    place.write(".mosaicignore", "*.log\n");
    place.write("other.log", "not seen\n");
    place.write("hidden.log", "changed\n");
    place.write("fresh/deep/one", "1");
    place.write("old/two", "2");
    // Only the time is another.
    let file = fs::File::options().write(true).open(place.path("keep")).unwrap();
    file.set_modified(std::time::UNIX_EPOCH).unwrap();

    let status = place.result(&["status"]);
    assert_eq!(changes(&status["staged"]), ["new/name renamed", "staged modified"]);
    assert_eq!(status["staged"][0]["from"], "old/name");
    let unstaged = [
        "dir/in/side removed",
        "edit modified",
        "gone removed",
        "hidden.log modified",
        "kind type",
        "link modified",
        "mode mode",
    ];
    assert_eq!(changes(&status["unstaged"]), unstaged);
    assert_eq!(changes(&status["untracked"]), [".mosaicignore untracked", "fresh untracked", "old/two untracked"]);
    let kinds: Vec<&Value> = status["untracked"].as_array().unwrap().iter().map(|entry| &entry["kind"]).collect();
    assert_eq!(kinds, ["file", "directory", "file"]);

    let text = place.ok(&["status"]);
    for line in ["renamed:  old/name -> new/name", "modified: edit", "fresh/", "Untracked:"] {
        assert!(text.lines().any(|there| there.trim() == line), "{line} in {text}");
    }
    let zero = place.ok(&["status", "-z"]);
    assert_eq!(zero.split_terminator('\0').count(), 2 + unstaged.len() + 3, "{zero:?}");
    assert_eq!(place.run(&["status", "--exit-code", "-q"]), (1, String::new(), String::new()));
    place.commit("second");
    assert_eq!(place.run(&["status", "--exit-code", "-q"]), (0, String::new(), String::new()));
}

#[test]
fn a_bare_repository_has_no_status() {
    let place = Place::new();
    place.ok(&["init", "--bare", "../bare"]);
    assert_eq!(place.refused(&["status", "--repo", "../bare"]), (4, "bare".into()));
    assert_eq!(place.refused(&["diff", "--repo", "../bare"]), (4, "bare".into()));
    assert_eq!(place.result(&["head", "list", "--repo", "../bare"])["heads"], json!([]));
}

#[test]
fn a_directory_and_a_file_that_changed_places() {
    let place = Place::new();
    place.write("a/x/1", "1");
    place.write("a/x/2", "2");
    place.write("b", "b");
    place.commit("first");
    fs::remove_dir_all(place.path("a")).unwrap();
    fs::remove_file(place.path("b")).unwrap();
    place.write("a", "now a file");
    place.write("b/y", "now a directory");
    let status = place.result(&["status"]);
    assert_eq!(changes(&status["unstaged"]), ["a type", "a/x/1 removed", "a/x/2 removed", "b type"]);
    assert_eq!(changes(&status["untracked"]), ["b/y untracked"]);
}

#[test]
fn diff_compares_what_it_is_told() {
    let place = Place::new();
    place.write("a", "one\n");
    place.write("b", "same\n");
    place.write("c/d", "moved as it is\n");
    let first = place.commit("first");
    fs::rename(place.path("c/d"), place.path("c/e")).unwrap();
    place.write("a", "longer than one\n");
    let second = place.commit("second");
    place.write("b", "staged\n");
    place.ok(&["add", "-A"]);
    place.write("a", "in the work tree\n");
    place.write("untracked", "");
    let of = |args: &[&str]| changes(&place.result(&[&["diff"], args].concat())["entries"]);
    assert_eq!(of(&[]), ["a modified"]);
    assert_eq!(of(&["--staged"]), ["b modified"]);
    assert_eq!(of(&["--staged", &first]), ["a modified", "b modified", "c/e renamed"]);
    assert_eq!(of(&["@"]), ["a modified", "b modified"]);
    assert_eq!(of(&["@~1"]), ["a modified", "b modified", "c/e renamed"]);
    assert_eq!(of(&[&first, &second]), ["a modified", "c/e renamed"]);
    assert_eq!(of(&[&second, &first]), ["a modified", "c/d renamed"]);
    assert_eq!(of(&["@", "@"]), Vec::<String>::new());
    assert_eq!(place.ok(&["diff", "@~1", "@"]), "M a\nR c/d -> c/e\n");
    assert_eq!(place.ok(&["diff", "@~1", "@", "-z"]), "a\0c/e\0");
    let stat = place.ok(&["diff", "@~1", "@", "--stat"]);
    assert!(stat.ends_with("0 added, 2 changed, 0 removed; 19 B -> 31 B\n"), "{stat}");
    assert_eq!(place.run(&["diff", "--exit-code", "-q"]).0, 1);
    assert_eq!(place.run(&["diff", "@", "@", "--exit-code"]), (0, String::new(), String::new()));
    // The work tree is what is staged: archives are compared, and both sides are known in full.
    place.ok(&["add", "-u"]);
    let result = place.result(&["diff", "@~1"]);
    assert_eq!(changes(&result["entries"]), ["a modified", "b modified", "c/e renamed"]);
    let (old, new) = (&result["entries"][0]["old"], &result["entries"][0]["new"]);
    assert_eq!((&old["kind"], &old["mode"], &old["size"]), (&json!("file"), &json!("0644"), &json!(4)));
    assert_eq!(old["blake3"], Id::of(b"one\n").to_string());
    assert_eq!(new["blake3"], Id::of(b"in the work tree\n").to_string());
    assert_eq!(result["entries"][2]["from"], "c/d");
}

#[test]
fn diff_finds_a_rename_that_the_stat_cache_does_not_know() {
    let place = Place::new();
    place.write("a", "one\n");
    place.write("c/d", "moved as it is\n");
    place.commit("first");
    fs::rename(place.path("c/d"), place.path("c/e")).unwrap();
    place.write("c/new", "something else\n");
    place.ok(&["add", "-A"]);
    // As it was, but for the time of the change.
    fs::rename(place.path("c/e"), place.path("c/f")).unwrap();
    fs::rename(place.path("c/f"), place.path("c/e")).unwrap();
    place.write("a", "in the work tree\n");
    let entries = changes(&place.result(&["diff", "@"])["entries"]);
    assert_eq!(entries, ["a modified", "c/e renamed", "c/new added"]);
}

#[test]
fn ls_cat_and_find_read_a_revision() {
    let place = Place::new();
    let big: String = (0..60_000_u64).map(|number| format!("{number} {}\n", number * number)).collect();
    place.write("raw/one/a.csv", "a\n");
    place.write("raw/two/b.csv", &big);
    place.write("top.csv", "t\n");
    place.write("raw.csv", "not in raw\n");
    symlink("top.csv", place.path("link")).unwrap();
    set_mode(&place.path("top.csv"), 0o750);
    place.commit("first");
    place.write("top.csv", "staged\n");
    place.ok(&["add", "-A"]);
    let ls = |args: &[&str]| paths(&place.result(&[&["ls"], args].concat()));
    let all = ["link", "raw", "raw/one", "raw/one/a.csv", "raw/two", "raw/two/b.csv", "raw.csv", "top.csv"];
    assert_eq!(ls(&[]), all);
    assert_eq!(ls(&["--flat"]), ["link", "raw", "raw.csv", "top.csv"]);
    assert_eq!(ls(&["@:raw"]), all[2..6]);
    assert_eq!(ls(&["--flat", "main:raw/"]), ["raw/one", "raw/two"]);
    assert_eq!(ls(&["@:raw/one/a.csv"]), ["raw/one/a.csv"]);
    assert_eq!(place.ok(&["ls", "-z", "--flat"]), "link\0raw\0raw.csv\0top.csv\0");
    let long = place.ok(&["ls", "-l", "--flat"]);
    assert!(long.starts_with("lrwxrwxrwx            0 ") && long.contains(" link -> top.csv\n"), "{long}");
    assert!(long.contains("\n-rwxr-x---            2 "), "{long}");
    for missing in ["@:nothing", "@:raw/one/a.csv/x", "@:ra"] {
        assert_eq!(place.refused(&["ls", missing]), (5, "path".into()), "{missing}");
    }
    assert_eq!(place.refused(&["ls", "@:../x"]), (4, "refused".into()));

    assert_eq!(place.ok(&["cat", "@:raw/two/b.csv"]), big);
    assert_eq!(place.ok(&["cat", "@:top.csv", ":top.csv"]), "t\nstaged\n");
    let cat = place.result(&["cat", ":top.csv"])["files"][0].take();
    assert_eq!((&cat["path"], &cat["content"]), (&json!("top.csv"), &json!("c3RhZ2VkCg==")));
    let (code, out, _) = place.run(&["cat", "@:top.csv", "@:nothing"]);
    assert_eq!((code, out.as_str()), (5, ""), "nothing is written where a later one does not exist");
    for no_file in ["@:raw", "@:link", "@", ":"] {
        assert_eq!(place.refused(&["cat", no_file]), (4, "refused".into()), "{no_file}");
    }
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    assert_eq!(place.command(&["cat", "@:raw/two/b.csv"]).stdout(writer).status().unwrap().code(), Some(141));

    let find = |args: &[&str]| paths(&place.result(&[&["find"], args].concat()));
    assert_eq!(find(&["*.csv"]), ["raw/one/a.csv", "raw/two/b.csv", "raw.csv", "top.csv"]);
    assert_eq!(find(&["raw/*"]), ["raw/one", "raw/two"]);
    assert_eq!(find(&["raw/**/*.csv", "@"]), ["raw/one/a.csv", "raw/two/b.csv"]);
    assert_eq!(find(&["{one,link}"]), ["link", "raw/one"]);
    assert_eq!(place.refused(&["find", "[a"]), (2, "pattern".into()));
}

#[test]
fn names_from_data_are_escaped_and_exact_where_asked_for() {
    let place = Place::new();
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9\n\x1b[2J");
    if fs::write(place.path("").join(name), "x").is_err() {
        return; // The file system keeps UTF-8 only.
    }
    for args in [&["status"][..], &["add", "-A"], &["status"], &["commit", "-m", "m"], &["ls"], &["show"]] {
        let out = place.ok(args);
        assert!(!out.contains('\x1b'), "{args:?}: {out:?}");
    }
    assert_eq!(place.ok(&["ls"]), "caf\\xe9\\n\\u{1b}[2J\n");
    let entry = place.result(&["ls"])["entries"][0].take();
    assert_eq!((&entry["path"], &entry["path_bytes"]), (&json!("caf\u{fffd}\n\x1b[2J"), &json!("Y2Fm6QobWzJK")));
    let zero = place.command(&["ls", "-z"]).output().unwrap().stdout;
    assert_eq!(zero, [name.as_bytes(), b"\0"].concat());
    let place_of = [&b"@:"[..], name.as_bytes()].concat();
    let cat = place.command(&["cat"]).arg(std::ffi::OsStr::from_bytes(&place_of)).output().unwrap();
    assert_eq!(cat.stdout, b"x");
}

#[test]
fn heads_and_tags_are_made_renamed_and_removed() {
    let place = Place::new();
    place.ok(&["head", "rename", "main", "trunk"]);
    assert_eq!(place.result(&["status"])["head"], "trunk", "also before the first commit");
    place.write("a", "1");
    let first = place.commit("first");
    place.write("a", "2");
    let second = place.commit("second");
    assert_eq!(place.result(&["head", "create", "old", "@~1"])["commit"], first.as_str());
    assert_eq!(place.refused(&["head", "create", "old"]), (1, "exists".into()));
    assert_eq!(place.refused(&["head", "create", "a..b"]), (2, "name".into()));
    assert_eq!(
        place.result(&["head", "list"])["heads"],
        json!([
            {"head": "old", "commit": first, "current": false, "stand": null},
            {"head": "trunk", "commit": second, "current": true, "stand": null}
        ])
    );
    let shown = place.result(&["head", "show", "old"]);
    assert_eq!((&shown["commit"], &shown["current"]), (&json!(first), &json!(false)));
    assert_eq!(shown["others"], json!([{"head": "trunk", "commit": second, "ahead": 0, "behind": 1}]));
    assert_eq!(place.result(&["head", "show"])["others"][0]["ahead"], 1);
    assert_eq!(place.refused(&["head", "show", "none"]), (5, "name".into()));
    place.ok(&["head", "rename", "trunk", "main"]);
    assert_eq!(place.refused(&["head", "rename", "main", "old"]), (1, "exists".into()));
    assert_eq!(place.refused(&["head", "rename", "trunk", "x"]), (5, "name".into()));
    place.write("a", "3");
    place.commit("third");
    assert_eq!(place.result(&["rev-parse", "main~1"])["commits"][0]["commit"], second.as_str(), "@ went with the name");
    assert_eq!(place.refused(&["head", "delete", "main", "--yes"]), (4, "refused".into()));

    assert_eq!(place.result(&["tag", "create", "v1", "old"])["commit"], first.as_str());
    assert_eq!(place.refused(&["tag", "create", "v1"]), (1, "exists".into()));
    assert_eq!(place.ok(&["tag", "list"]), format!("v1  {first}\n"));
    assert_eq!(place.ok(&["cat", "v1:a"]), "1");
    let removed = json!([{"tag": "v1", "commit": first}]);
    assert_eq!(place.result(&["tag", "delete", "v1", "-n"]), json!({"removed": removed, "dry_run": true}));
    assert_eq!(place.result(&["tag", "delete", "v1", "--yes"]), json!({"removed": removed, "dry_run": false}));
    assert_eq!(place.refused(&["tag", "delete", "v1", "--yes"]), (5, "name".into()));
}

#[test]
fn what_destroys_needs_yes_where_there_is_no_terminal() {
    let place = Place::new();
    place.write("a", "1");
    place.commit("first");
    place.ok(&["head", "create", "x"]);
    let (code, out, err) = place.run(&["head", "delete", "x"]);
    let message = "error: Delete head x? There is no terminal to ask on; add --yes to do it, or --dry-run to see what \
                   would be done\n";
    assert_eq!((code, out.as_str(), err.as_str()), (2, "", message));
    assert_eq!(place.refused(&["head", "delete", "x"]), (2, "unconfirmed".into()));
    assert!(place.ok(&["head", "delete", "x", "--dry-run"]).starts_with("Would delete head x"));
    assert_eq!(place.result(&["head", "list"])["heads"].as_array().unwrap().len(), 2, "still there");
    assert!(place.ok(&["head", "delete", "x", "--yes"]).starts_with("Deleted head x"));
    // All or none.
    place.ok(&["head", "create", "x"]);
    assert_eq!(place.refused(&["head", "delete", "x", "none", "--yes"]), (5, "name".into()));
    assert_eq!(place.result(&["head", "list"])["heads"].as_array().unwrap().len(), 2);
}

#[test]
fn stats_count_what_is_there() {
    let place = Place::new();
    place.write("a", &"0123456789".repeat(10_000));
    place.commit("first");
    place.write("b", "b");
    place.commit("second");
    let stats = place.result(&["stats"]);
    assert_eq!((&stats["commits"], &stats["archives"], &stats["heads"]), (&json!(2), &json!(2), &json!(1)));
    assert_eq!((&stats["files"], &stats["bytes"]), (&json!(3), &json!(200_001)));
    let kinds: u64 = stats["kinds"].as_object().unwrap().values().map(|count| count.as_u64().unwrap()).sum();
    assert_eq!(stats["objects"], kinds);
    assert_eq!(stats["kinds"]["commit"], 2);
    assert!(stats["reuse"].as_f64().unwrap() > 1.0, "{stats}");
    assert!(place.ok(&["stats"]).starts_with("2 commits, 2 archives, 1 head, 0 tags\n"));
}
