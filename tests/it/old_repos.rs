//! Frozen repositories: what an earlier version wrote, this one reads, checks, restores and goes on with.
//! `tests/data/repo-v1.sh` is the recipe of `repo-v1.tgz`; `repo-v1.txt` says what is in it.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs::{self, File, Metadata};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use flate2::read::GzDecoder;
use mosaic::base::kind::Kind;
use serde_json::Value;

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)
}

/// The frozen repository, unpacked.
struct Frozen {
    place: tempfile::TempDir,
}

impl Frozen {
    fn new() -> Self {
        let place = tempfile::tempdir().unwrap();
        let mut archive = tar::Archive::new(GzDecoder::new(File::open(data("repo-v1.tgz")).unwrap()));
        archive.set_preserve_permissions(true);
        archive.unpack(place.path()).unwrap();
        Self { place }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.place.path().join(name)
    }

    /// Runs in the directory `name` and returns the result of a command that must succeed.
    fn run_in(&self, name: &str, args: &[&str]) -> Value {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mosaic"));
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("MOSAIC_")) {
            command.env_remove(name);
        }
        command.env("HOME", self.path("home")).env("XDG_CONFIG_HOME", self.path("home"));
        command.current_dir(self.path(name)).args(args).arg("--json").stdin(Stdio::null());
        let output = command.output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{args:?}: {text}");
        serde_json::from_str::<Value>(text.lines().last().unwrap()).unwrap()["result"].clone()
    }

    fn run(&self, args: &[&str]) -> Value {
        self.run_in("repo-v1", args)
    }
}

/// One line for each entry below `root`, in the order of paths: kind, mode, time, size and BLAKE3, or target.
fn describe(root: &Path, below: &Path, out: &mut String) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(root.join(below)).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort_unstable_by(|a, b| a.as_os_str().as_bytes().cmp(b.as_os_str().as_bytes()));
    for path in entries.iter().filter(|path| !path.ends_with(".mosaic")) {
        let name = path.strip_prefix(root).unwrap();
        let metadata = fs::symlink_metadata(path).unwrap();
        let (mode, time) = (metadata.mode() & 0o777, time(&metadata));
        let shown = name.as_os_str().as_bytes().escape_ascii();
        if metadata.is_dir() {
            writeln!(out, "  directory {mode:o} {time} {shown}").unwrap();
            describe(root, name, out);
        } else if metadata.is_symlink() {
            let target = fs::read_link(path).unwrap();
            writeln!(out, "  link {time} {shown} to {}", target.as_os_str().as_bytes().escape_ascii()).unwrap();
        } else {
            let content = fs::read(path).unwrap();
            let (links, hash) = (metadata.nlink(), blake3::hash(&content));
            writeln!(out, "  file {mode:o} {time} {} {links} {hash} {shown}", content.len()).unwrap();
        }
    }
}

fn time(metadata: &Metadata) -> String {
    format!("{}+{:09}", metadata.mtime(), metadata.mtime_nsec())
}

fn described(root: &Path) -> String {
    let mut out = String::new();
    describe(root, Path::new(""), &mut out);
    out
}

fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value[field].as_str().unwrap_or_else(|| panic!("{field} of {value}"))
}

#[test]
fn history_and_files_are_what_they_were() {
    let frozen = Frozen::new();
    let mut found = String::new();
    for commit in frozen.run(&["log"])["commits"].as_array().unwrap() {
        let id = text(commit, "commit");
        let parents: Vec<&str> = commit["parents"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
        let (message, author, time) = (text(commit, "message").trim_end(), &commit["author"], text(commit, "time"));
        let author = format!("{} <{}>", text(author, "name"), text(author, "email"));
        writeln!(found, "commit {id}\n parents {}\n attachment {}", parents.join(" "), text(commit, "attachment"))
            .unwrap();
        writeln!(found, " time {time}\n author {author}\n message {message}").unwrap();
        let to = frozen.path(id);
        frozen.run(&["export", "--dir", to.to_str().unwrap(), id]);
        found.push_str(&described(&to));
    }
    for name in ["head", "tag"] {
        for named in frozen.run(&[name, "list"])[format!("{name}s")].as_array().unwrap() {
            writeln!(found, "{name} {} {}", text(named, name), text(named, "commit")).unwrap();
        }
    }
    for entry in frozen.run(&["diff", "--staged"])["entries"].as_array().unwrap() {
        writeln!(found, "staged {} {}", text(entry, "change"), text(entry, "path")).unwrap();
    }
    let expected = data("repo-v1.txt");
    if std::env::var_os("MOSAIC_BLESS").is_some() && !expected.exists() {
        fs::write(&expected, &found).unwrap();
    }
    assert_eq!(found, fs::read_to_string(expected).unwrap());
}

#[test]
fn every_byte_is_sound() {
    let result = Frozen::new().run(&["fsck", "--data"]);
    assert_eq!(result["losses"], 0, "{result}");
    assert!(result["objects"].as_u64().unwrap() > 50, "{result}");
}

/// The same files give the same archive, whichever version stores them, and restored they are the same files.
#[cfg(target_os = "linux")]
#[test]
fn the_same_files_have_the_same_attachment() {
    let frozen = Frozen::new();
    for version in ["1", "2", "side", "merged"] {
        let dir = format!("tree-{version}");
        let made = Command::new("sh").arg(data("repo-v1.sh")).args(["tree", version]).arg(frozen.path(&dir)).status();
        assert!(made.unwrap().success());
        let commits = frozen.run(&["log"]);
        let commits = commits["commits"].as_array().unwrap();
        let message = format!("version {version}");
        let commit = commits.iter().find(|commit| text(commit, "message").trim_end() == message).unwrap();
        let to = frozen.path("restored");
        frozen.run(&["export", "--dir", to.to_str().unwrap(), text(commit, "commit")]);
        assert_eq!(described(&to), described(&frozen.path(&dir)), "{version}");
        fs::remove_dir_all(&to).unwrap();
        frozen.run_in(&dir, &["init"]);
        let added = frozen.run_in(&dir, &["add", "."]);
        assert_eq!(added["attachment"], commit["attachment"], "{version}");
    }
}

#[test]
fn work_goes_on() {
    let frozen = Frozen::new();
    let tip = text(&frozen.run(&["rev-parse", "main", "--quiet"])["commits"][0], "commit").to_owned();
    frozen.run(&["restore", "."]);
    fs::write(frozen.path("repo-v1/more"), "more\n").unwrap();
    frozen.run(&["add", "more"]);
    frozen.run(&["commit", "-m", "more"]);
    let log = frozen.run(&["log", "-n", "1"]);
    assert_eq!(log["commits"][0]["parents"], serde_json::json!([tip]));
    assert_eq!(frozen.run(&["fsck", "--data"])["losses"], 0);
}

/// The fixture must have an object of every kind there is in its format. Reads packs as `docs/format/pack.md` says,
/// without the code that is tested.
#[test]
fn every_kind_of_object_is_in_it() {
    let frozen = Frozen::new();
    let (mut kinds, mut packs) = (BTreeSet::new(), 0);
    for pack in fs::read_dir(frozen.path("repo-v1/.mosaic/packs")).unwrap() {
        let bytes = fs::read(pack.unwrap().path()).unwrap();
        packs += 1;
        let mut at = 0;
        while at < bytes.len() {
            assert_eq!(bytes[at..at + 4], [0x1f, 0x8b, 8, 4]);
            kinds.insert(bytes[at + 16]);
            at += u32::from_le_bytes(bytes[at + 53..at + 57].try_into().unwrap()) as usize;
        }
    }
    // Strands and votes came later, with fixtures of their own.
    let later =
        [Kind::Strand, Kind::Evidence, Kind::Knot, Kind::Certificate, Kind::Record, Kind::Ballot, Kind::Recovery];
    let all = Kind::ALL.into_iter().filter(|kind| !later.contains(kind));
    let all: BTreeSet<u8> = all.map(|kind| kind as u8).collect();
    assert_eq!(kinds, all, "a kind is missing: make a fixture of the next format that has it");
    assert!(packs > 4, "{packs} packs");
}
