//! The commands that show a repository, and those that name commits: status, diff, log, show, ls, cat, find, stats,
//! head, tag, rev-parse.

use std::collections::HashMap;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use mosaic::archive::attachment::Attachment;
use mosaic::archive::reader::Archive;
use mosaic::base::id::{GitId, Id};
use mosaic::base::key::SecretKey;
use mosaic::base::kind::Kind;
use mosaic::base::monitor::Silent;
use mosaic::base::path::TreePath;
use mosaic::base::time::Timestamp;
use mosaic::object::git::Identity;
use mosaic::object::memory::MemoryObjects;
use mosaic::object::traits::{Sink, Source};
use mosaic::repo::action::Action;
use mosaic::repo::compare::{Difference, compare};
use mosaic::repo::current::move_name;
use mosaic::repo::history::{History, ancestors};
use mosaic::repo::list::list;
use mosaic::repo::record::{Draft, Version, write_commit};
use mosaic::repo::repository::Repository;
use mosaic::repo::selection::Selection;
use mosaic::state::operation::root;
use mosaic::storage::real::RealStorage;
use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, any, prop_assert_eq, proptest};
use proptest::sample::Index;
use serde_json::{Value, json};

/// A new repository with a work tree, and a home without settings.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        fs::create_dir(place.path("")).unwrap();
        place.ok(&["init"]);
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join("repo").join(name)
    }

    fn write(&self, name: &str, content: &str) {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), content).unwrap();
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mosaic"));
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("MOSAIC_")) {
            command.env_remove(name);
        }
        command.env("XDG_CONFIG_HOME", self.0.path()).env("HOME", self.0.path());
        command.current_dir(self.path("")).args(args).stdin(Stdio::null());
        command
    }

    fn run(&self, args: &[&str]) -> (i32, String, String) {
        let Output { status, stdout, stderr } = self.command(args).output().unwrap();
        (status.code().unwrap(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
    }

    /// Runs what must succeed, and returns what it said.
    fn ok(&self, args: &[&str]) -> String {
        let (code, out, err) = self.run(args);
        assert_eq!((code, err.as_str()), (0, ""), "{args:?}: {out}");
        out
    }

    /// Runs with `--json` what must succeed, and returns its result.
    fn result(&self, args: &[&str]) -> Value {
        let out = self.ok(&[args, &["--json"]].concat());
        serde_json::from_str::<Value>(&out).unwrap()["result"].take()
    }

    /// Runs with `--json` what must fail: exit code and kind.
    fn refused(&self, args: &[&str]) -> (i32, String) {
        let (code, out, err) = self.run(&[args, &["--json"]].concat());
        assert_eq!(err, "", "{args:?}");
        let document: Value = serde_json::from_str(out.lines().last().unwrap()).unwrap();
        assert_eq!(document["error"]["code"], code, "{args:?}");
        (code, document["error"]["kind"].as_str().unwrap_or_default().to_owned())
    }

    fn commit(&self, message: &str) -> String {
        self.ok(&["add", "-A"]);
        self.result(&["commit", "-m", message])["commit"].as_str().unwrap().to_owned()
    }

    fn repository(&self) -> Repository {
        let storage = Arc::new(RealStorage::open(&self.path(".mosaic")).unwrap());
        Repository::open(storage, Some(&self.path(""))).unwrap()
    }
}

/// `path change` of each entry of a list.
fn changes(list: &Value) -> Vec<String> {
    let line = |entry: &Value| format!("{} {}", entry["path"].as_str().unwrap(), entry["change"].as_str().unwrap());
    list.as_array().unwrap().iter().map(line).collect()
}

fn paths(result: &Value) -> Vec<String> {
    let entries = result["entries"].as_array().unwrap();
    entries.iter().map(|entry| entry["path"].as_str().unwrap().to_owned()).collect()
}

fn commits(result: &Value) -> Vec<String> {
    let commits = result["commits"].as_array().unwrap();
    commits.iter().map(|commit| commit["commit"].as_str().unwrap().to_owned()).collect()
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

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
fn log_and_show_tell_who_when_and_what() {
    let place = Place::new();
    place.ok(&["config", "set", "user.name", "Ada"]);
    place.ok(&["config", "set", "user.email", "ada@example.org"]);
    place.write("data/a", "1");
    let first = place.commit("first");
    place.write("other", "2");
    let second = place.commit("second\n\nwith more to say");
    place.write("data/b", "3");
    let third = place.commit("third");
    place.ok(&["commit", "--allow-empty", "-m", "fourth"]);
    let log = place.result(&["log"]);
    assert_eq!(log["commits"].as_array().unwrap().len(), 4);
    let entry = &log["commits"][2];
    assert_eq!((&entry["commit"], &entry["parents"]), (&json!(second), &json!([first])));
    assert_eq!(entry["author"], json!({"name": "Ada", "email": "ada@example.org"}));
    assert_eq!(entry["message"], "second\n\nwith more to say");
    assert_eq!((&entry["files"], &entry["bytes"]), (&json!(2), &json!(2)));
    let identity = place.result(&["key", "show"])["identity"].take();
    assert_eq!(entry["signature"], json!({"status": "good", "key": identity}));
    assert!(entry["time"].as_str().unwrap().parse::<jiff::Timestamp>().is_ok(), "{entry}");
    assert_eq!(commits(&place.result(&["log", "data"])), [third.clone(), first.clone()]);
    assert_eq!(commits(&place.result(&["log", "data/a"])), [first.as_str()]);
    assert_eq!(commits(&place.result(&["log", "-n", "1", "data"])), [third.as_str()]);
    assert_eq!(commits(&place.result(&["log", "--from", "@~2"])), [second.clone(), first.clone()]);
    assert_eq!(commits(&place.result(&["log", "never"])), Vec::<String>::new());
    let text = place.ok(&["log", "-n", "1", "--from", &second[..8]]);
    assert!(text.starts_with(&format!("commit {second}\nAuthor:    Ada <ada@example.org>\n")), "{text}");
    assert!(text.contains("Signature: good") && text.ends_with("    second\n\n    with more to say\n"), "{text}");

    let show = place.result(&["show", &third]);
    assert_eq!((&show["commit"], changes(&show["entries"])), (&json!(third), vec!["data/b added".to_owned()]));
    assert!(place.ok(&["show", &first]).ends_with("    first\n\nA data/a\n"));
    assert_eq!(place.refused(&["show", "nothing"]), (5, "revision".into()));
    assert_eq!(
        place.result(&["rev-parse", "@~1", &first[..10]])["commits"],
        json!([{"revision": "@~1", "commit": third}, {"revision": &first[..10], "commit": first}])
    );
}

#[test]
fn ls_cat_and_find_read_a_revision() {
    let place = Place::new();
    let big: String = (0..60_000).map(|number| format!("{number} {}\n", number * number)).collect();
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
        json!([{"head": "old", "commit": first, "current": false}, {"head": "trunk", "commit": second, "current": true}])
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

fn action() -> Action<'static> {
    Action::new(Timestamp::from_seconds(1), "test".into(), "test".into(), [7; 16], &Silent)
}

fn draft(attachment: &(Id, Attachment), parents: Vec<GitId>, seconds: i64) -> Draft<'_> {
    let author = Identity::new("Ada", "ada@example.org", seconds, 0);
    Draft { archive: (attachment.0, &attachment.1), parents, author, message: format!("at {seconds}\n") }
}

#[test]
fn head_verify_finds_what_is_missing_unsigned_and_forged() {
    let place = Place::new();
    place.write("a", "1");
    place.commit("first");
    assert_eq!(place.result(&["head", "verify"]), json!({"heads": ["main"], "commits": 1, "flaws": []}));
    let repository = place.repository();
    let current = repository.current().unwrap();
    let good = current.at(repository.source()).unwrap().unwrap();
    let version = Version::load(repository.source(), good).unwrap();
    let writing = repository.begin(&action(), false).unwrap();
    let mut unsigned = version.commit.clone();
    (unsigned.signature, unsigned.parents) = (None, vec![good]);
    let mut forged = version.commit.clone();
    (forged.message, forged.parents) = ("another\n".into(), vec![GitId::of("commit", &unsigned.encode())]);
    for commit in [&unsigned, &forged] {
        writing.run.write(Kind::Commit, &commit.encode()).unwrap();
    }
    // Its archive was never stored.
    let absent = (Id::of(b"absent"), Attachment::default());
    let absent = write_commit(&writing.run, draft(&absent, vec![good], 5), &SecretKey::from_seed([1; 32])).unwrap();
    let forged = GitId::of("commit", &forged.encode());
    let changes = [("forged", forged), ("absent", absent), ("lost", GitId::of("commit", b"never written"))];
    let changes = changes.map(|(name, id)| move_name(root::HEADS, name, None, Some(id)));
    repository.publish(&action(), writing, &current, &changes).unwrap();
    let flaws = |head: &str| {
        let (code, out, _) = place.run(&["head", "verify", head, "--json"]);
        let mut document: Value = serde_json::from_str(&out).unwrap();
        assert_eq!((code, &document["error"]["kind"]), (6, &json!("history")), "{document}");
        let flaws = document["result"]["flaws"].take();
        let reasons = flaws.as_array().unwrap().iter().map(|flaw| flaw["reason"].as_str().unwrap().to_owned());
        reasons.collect::<Vec<_>>()
    };
    assert_eq!(flaws("forged"), ["its signature does not verify", "it is not signed"]);
    assert!(flaws("absent")[0].contains("is not in this repository"), "{:?}", flaws("absent"));
    assert!(flaws("lost")[0].contains("is not in this repository"), "{:?}", flaws("lost"));
    assert_eq!(place.run(&["head", "verify", "main"]).0, 0);
    let log = place.result(&["log", "--from", "forged"]);
    let verdicts: Vec<&Value> = log["commits"].as_array().unwrap().iter().map(|c| &c["signature"]["status"]).collect();
    assert_eq!(verdicts, ["bad", "none", "good"]);
}

/// A repository whose manifest has several chunks: 2,400 files in nested directories, and some changed in a second commit.
fn wide() -> Place {
    let place = Place::new();
    for number in 0..2400 {
        let directory = place.path(&format!("d{}/e{}", number % 7, number % 30));
        fs::create_dir_all(&directory).unwrap();
        fs::write(directory.join(format!("a file with a number {number}")), number.to_string()).unwrap();
    }
    place.commit("first");
    for name in ["d0/e0/a file with a number 0", "d6/new", "top"] {
        place.write(name, "changed");
    }
    fs::rename(place.path("d3/e3/a file with a number 3"), place.path("d4/moved")).unwrap();
    place.commit("second");
    place
}

#[test]
fn parts_of_a_big_manifest_are_as_the_whole() {
    let place = wide();
    let repository = place.repository();
    let current = repository.current().unwrap();
    let open = |name: &str| {
        let version = repository.version(&current, Some(name)).unwrap();
        Archive::open(repository.source(), version.summary.attachment).unwrap()
    };
    let (old, new) = (open("@~1"), open("@"));
    assert!(new.parts().unwrap().len() >= 4, "the manifest has several chunks");
    let path = |text: &str| TreePath::new(text.as_bytes()).unwrap();
    let whole = list(&new, None, false).unwrap().collect::<Result<Vec<_>, _>>().unwrap();
    let mut directories: Vec<Option<TreePath>> = (0..7).map(|number| Some(path(&format!("d{number}")))).collect();
    directories.extend([None, Some(path("d2/e2"))]);
    for directory in directories {
        let below = whole.iter().filter(|row| {
            directory.as_ref().is_none_or(|directory| row.path.is_within(directory) && row.path != *directory)
        });
        let below: Vec<_> = below.cloned().collect();
        let direct: Vec<_> = below.iter().filter(|row| row.path.parent() == directory).cloned().collect();
        assert!(!direct.is_empty());
        for (flat, expected) in [(false, &below), (true, &direct)] {
            let listed = list(&new, directory.as_ref(), flat).unwrap().collect::<Result<Vec<_>, _>>().unwrap();
            assert_eq!(listed, *expected, "{directory:?} {flat}");
        }
    }
    let all = compare(Some(&old), Some(&new), &Selection::all()).unwrap();
    assert_eq!(all.len(), 4);
    for text in ["d0", "d0/e0", "d1", "d4", "d6", "d6/new", "top", "nothing"] {
        let within = |difference: &&Difference| difference.path.is_within(&path(text));
        let expected: Vec<TreePath> = all.iter().filter(within).map(|difference| difference.path.clone()).collect();
        let found = compare(Some(&old), Some(&new), &Selection::of([path(text)])).unwrap();
        let found: Vec<TreePath> = found.into_iter().map(|difference| difference.path).collect();
        assert_eq!(found, expected, "{text}");
    }
    assert_eq!(commits(&place.result(&["log", "d1"])).len(), 1);
    assert_eq!(commits(&place.result(&["log", "d4"])).len(), 2);
}

#[test]
fn a_list_that_fails_midway_ends_with_the_error() {
    let place = wide();
    let repository = place.repository();
    let current = repository.current().unwrap();
    let version = repository.version(&current, None).unwrap();
    let archive = Archive::open(repository.source(), version.summary.attachment).unwrap();
    let last = archive.parts().unwrap().last().unwrap().0.id;
    let found = repository.store().find(&last.into()).unwrap();
    let file = fs::read_dir(place.path(".mosaic/packs")).unwrap().map(|entry| entry.unwrap().path());
    let file = walk(file.collect()).into_iter().find(|file| file.to_string_lossy().contains(&found.pack.to_string()));
    let file = file.expect("the pack is there");
    let mut bytes = fs::read(&file).unwrap();
    bytes[found.offset as usize + found.stored as usize / 2] ^= 0xff;
    set_mode(&file, 0o600);
    fs::write(&file, bytes).unwrap();
    let (code, out, _) = place.run(&["ls", "--json"]);
    assert_eq!((code, out.lines().count()), (6, 2));
    assert!(serde_json::from_str::<Value>(out.lines().next().unwrap()).is_err(), "the first line is cut");
    assert_eq!(place.refused(&["ls"]), (6, "damaged".into()));
    let (code, out, err) = place.run(&["ls"]);
    assert_eq!((code, out.lines().count() > 100), (6, true));
    assert!(err.contains("is damaged"), "{err}");
}

/// These files, and all in those of them that are directories.
fn walk(mut files: Vec<PathBuf>) -> Vec<PathBuf> {
    let mut found = Vec::new();
    while let Some(file) = files.pop() {
        if file.is_dir() {
            files.extend(fs::read_dir(file).unwrap().map(|entry| entry.unwrap().path()));
        } else {
            found.push(file);
        }
    }
    found
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever the clocks said: every commit once, none before a child of it.
    #[test]
    fn histories_have_children_before_parents(
        shape in vec((vec(any::<Index>(), 0..3), 0..50_i64), 1..40)
    ) {
        let objects = MemoryObjects::new();
        let key = SecretKey::from_seed([3; 32]);
        let archive = (Id::of(b"archive"), Attachment::default());
        let mut ids: Vec<GitId> = Vec::new();
        for (number, (parents, seconds)) in shape.iter().enumerate() {
            let mut parents: Vec<GitId> =
                parents.iter().filter(|_| number > 0).map(|parent| ids[parent.index(number)]).collect();
            parents.dedup();
            // Different commits, whatever else is the same.
            let mut draft = draft(&archive, parents, *seconds);
            draft.message = format!("{number}\n");
            ids.push(write_commit(&objects, draft, &key).unwrap());
        }
        let tip = *ids.last().unwrap();
        let given: Vec<Version> = History::new(&objects, tip).collect::<Result<_, _>>().unwrap();
        let place: HashMap<GitId, usize> = given.iter().enumerate().map(|(at, version)| (version.id, at)).collect();
        prop_assert_eq!(place.len(), given.len());
        prop_assert_eq!(place.len(), ancestors(&objects, tip).unwrap().len());
        for (at, version) in given.iter().enumerate() {
            prop_assert_eq!(version.commit.parents.iter().all(|parent| place[parent] > at), true);
        }
        prop_assert_eq!(objects.has(&tip.into()).unwrap(), true);
    }
}
