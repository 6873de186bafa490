//! What is exported is what stock tools read, and what they write is what is imported: GNU tar, bsdtar, busybox, Python,
//! node, git.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, File, FileTimes};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, UNIX_EPOCH};

use serde_json::Value;

use crate::tools::needs;

/// A directory with a repository `repo`, and a home without settings.
pub struct Place {
    dir: tempfile::TempDir,
}

impl Place {
    /// A new repository.
    pub fn new() -> Self {
        let place = Self { dir: tempfile::tempdir().unwrap() };
        fs::create_dir(place.path("repo")).unwrap();
        place.ok(&["init"]);
        place
    }

    /// A path beside the repository.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// The program, in the work tree.
    pub fn mosaic(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mosaic"));
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("MOSAIC_")) {
            command.env_remove(name);
        }
        command.env("XDG_CONFIG_HOME", self.path("config")).env("HOME", self.path("home"));
        command.current_dir(self.path("repo")).args(args).stdin(Stdio::null());
        command
    }

    /// Runs the program, which must succeed; its standard output.
    pub fn ok(&self, args: &[&str]) -> String {
        String::from_utf8(succeeded(&mut self.mosaic(args)).stdout).unwrap()
    }

    /// Runs with `--json`: exit code and document.
    pub fn json(&self, args: &[&str]) -> (i32, Value) {
        let output = self.mosaic(args).arg("--json").output().unwrap();
        (output.status.code().unwrap(), serde_json::from_slice(&output.stdout).unwrap())
    }

    fn commit(&self, message: &str) {
        self.ok(&["add", "-A"]);
        self.ok(&["commit", "-m", message]);
    }
}

/// Runs the command, which must succeed.
pub fn succeeded(command: &mut Command) -> Output {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}\n{}", String::from_utf8_lossy(&output.stderr));
    output
}

/// What is at a path: type, permission bits, modification in seconds, content or target. No time of a link or directory
/// where the tool does not set it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    pub kind: char,
    pub mode: u32,
    mtime: Option<i64>,
    pub content: Vec<u8>,
}

/// Everything below `dir` but `.mosaic` and `.git`.
pub fn listing(dir: &Path) -> BTreeMap<Vec<u8>, Seen> {
    let mut found = BTreeMap::new();
    let mut left = vec![dir.to_owned()];
    while let Some(folder) = left.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let metadata = fs::symlink_metadata(&path).unwrap();
            let (kind, content) = if metadata.is_symlink() {
                ('l', fs::read_link(&path).unwrap().as_os_str().as_bytes().to_vec())
            } else if metadata.is_dir() {
                ('d', Vec::new())
            } else {
                ('f', fs::read(&path).unwrap())
            };
            let name = path.strip_prefix(dir).unwrap().as_os_str().as_bytes().to_vec();
            if name == b".mosaic" || name == b".git" {
                continue;
            }
            let mtime = Some(metadata.mtime());
            found.insert(name, Seen { kind, mode: metadata.mode() & 0o777, mtime, content });
            if kind == 'd' {
                left.push(path);
            }
        }
    }
    found
}

/// Fails with the first few differences, not with megabytes of content.
pub fn assert_same(found: &BTreeMap<Vec<u8>, Seen>, expected: &BTreeMap<Vec<u8>, Seen>, what: &str) {
    let show = |seen: Option<&Seen>| {
        seen.map(|seen| format!("{} {:o} {:?} {} bytes", seen.kind, seen.mode, seen.mtime, seen.content.len()))
    };
    let names = found.keys().chain(expected.keys().filter(|name| !found.contains_key(*name)));
    let different = names.filter(|name| found.get(*name) != expected.get(*name));
    let lines = different.map(|name| {
        let name_text = String::from_utf8_lossy(name).into_owned();
        format!("{name_text}: {:?}, expected {:?}", show(found.get(name)), show(expected.get(name)))
    });
    let lines: Vec<String> = lines.take(5).collect();
    assert!(lines.is_empty(), "{what}:\n{}", lines.join("\n"));
}

fn date(path: &Path, seconds: u64, nanos: u32) {
    let time = UNIX_EPOCH + Duration::new(seconds, nanos);
    File::open(path).unwrap().set_times(FileTimes::new().set_modified(time)).unwrap();
}

fn noise(len: usize) -> Vec<u8> {
    let mut bytes = vec![0; len];
    blake3::Hasher::new().update(&len.to_le_bytes()).finalize_xof().fill(&mut bytes);
    bytes
}

/// Makes a tree below `dir` with what every format of tar can say; with `wild`, also what needs extensions.
fn grow(dir: &Path, wild: bool) {
    let mut names = vec!["plain", "space in it", "täxt", "d/e/f", "d/run", "-dash", "empty dir/deeper/x", "#", "a\\b"]
        .into_iter()
        .map(|name| name.as_bytes().to_vec())
        .collect::<Vec<_>>();
    if wild {
        names.push(b"not UTF-8 \xff\xfe".to_vec());
        names.push(b"new\nline".to_vec());
        names.push("n".repeat(200).into_bytes());
        names.push(format!("{}/{}/{}", "p".repeat(120), "q".repeat(130), "r".repeat(140)).into_bytes());
        names.push("ü".repeat(100).into_bytes());
    }
    for (number, name) in (0u64..).zip(&names) {
        let path = dir.join(OsStr::from_bytes(name));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, noise([0, 1, 511, 512, 513, 20_000, 300_000][number as usize % 7])).unwrap();
        fs::set_permissions(&path, PermissionsExt::from_mode([0o644, 0o600, 0o755, 0o444][number as usize % 4]))
            .unwrap();
        date(&path, number * 100_000_000, if wild { 123_456_789 } else { 0 });
    }
    fs::create_dir(dir.join("empty")).unwrap();
    fs::set_permissions(dir.join("empty"), PermissionsExt::from_mode(0o700)).unwrap();
    symlink("../nowhere", dir.join("d/link")).unwrap();
    if wild {
        symlink("t/".repeat(90), dir.join("long link")).unwrap();
        symlink(OsStr::from_bytes(b"/abs\xff"), dir.join("other link")).unwrap();
    }
    fs::hard_link(dir.join("d/run"), dir.join("hard")).unwrap();
    let holes = File::create(dir.join("holes")).unwrap();
    holes.set_len(3 << 20).unwrap();
    for folder in ["d/e", "d", "empty", "empty dir/deeper", "empty dir"] {
        date(&dir.join(folder), 1_500_000_000, 0);
    }
}

/// What the directory has, without the times of what the tool does not set.
fn seen(dir: &Path, times_of: &str) -> BTreeMap<Vec<u8>, Seen> {
    let mut listing = listing(dir);
    listing.values_mut().filter(|seen| !times_of.contains(seen.kind)).for_each(|seen| seen.mtime = None);
    listing
}

const PYTHON_UNPACK: &str = "import sys, tarfile\nwith tarfile.open(sys.argv[1], 'r:gz') as t:\n    for m in t: m.uid = m.gid = 0\n    try: t.extractall(sys.argv[2], filter='fully_trusted')\n    except TypeError: t.extractall(sys.argv[2])";

#[test]
fn exported_archives_are_what_stock_tools_read() {
    for wild in [false, true] {
        let place = Place::new();
        grow(&place.path("repo"), wild);
        place.commit("all");
        let (multi, single) = (place.path("multi.tgz"), place.path("single.tgz"));
        place.ok(&["export", "--tgz", multi.to_str().unwrap()]);
        place.ok(&["export", "--sync", "--single-member", "--tgz", single.to_str().unwrap(), "main"]);
        let tools: [(&str, &[&str], &str); 4] = [
            ("tar", &["-xzpf"], "fdl"),
            ("bsdtar", &["-xzpf"], "fdl"),
            ("busybox", &["tar", "-xzpf"], "f"),
            ("python3", &["-c", PYTHON_UNPACK], "fd"),
        ];
        for (tool, args, times_of) in tools {
            // busybox does not read pax headers.
            if !needs(tool) || wild && tool == "busybox" {
                continue;
            }
            for file in [&multi, &single] {
                let out = place.path("out");
                fs::create_dir(&out).unwrap();
                let mut command = Command::new(tool);
                command.env("LC_ALL", "C.UTF-8").args(args).arg(file);
                if tool == "python3" { &mut command } else { command.arg("-C") }.arg(&out);
                succeeded(&mut command);
                assert_same(&seen(&out, times_of), &seen(&place.path("repo"), times_of), tool);
                fs::remove_dir_all(out).unwrap();
            }
        }
    }
}

#[test]
fn the_members_are_one_stream_or_one_member() {
    let place = Place::new();
    grow(&place.path("repo"), true);
    place.commit("all");
    let tar = |args: &[&str]| succeeded(&mut place.mosaic(&[&["export", "--tgz", "-"], args].concat())).stdout;
    let (multi, single) = (tar(&[]), tar(&["--single-member", "@"]));
    let mut plain = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::MultiGzDecoder::new(&multi[..]), &mut plain).unwrap();
    let first_member = |packed: &[u8]| {
        let mut first = Vec::new();
        std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(packed), &mut first).unwrap();
        first
    };
    assert!(first_member(&multi).len() < plain.len(), "several members");
    assert_eq!(first_member(&single), plain);
    fs::write(place.path("multi.tgz"), &multi).unwrap();
    fs::write(place.path("single.tgz"), &single).unwrap();
    // A reader that stops after the first member, and one that does not.
    for (tool, code, names) in [
        (
            "python3",
            "import sys, zlib; d = zlib.decompressobj(31); sys.stdout.buffer.write(d.decompress(open(sys.argv[1], 'rb').read()))",
            &["single.tgz"][..],
        ),
        (
            "node",
            "process.stdout.write(require('zlib').gunzipSync(require('fs').readFileSync(process.argv[1])))",
            &["single.tgz", "multi.tgz"],
        ),
    ] {
        for name in names.iter().filter(|_| needs(tool)) {
            let flag = if tool == "node" { "-e" } else { "-c" };
            let output = succeeded(Command::new(tool).args([flag, code]).arg(place.path(name)));
            assert!(output.stdout == plain, "{tool} {name}");
        }
    }
}

#[test]
fn a_file_appears_whole_or_not_at_all() {
    let place = Place::new();
    grow(&place.path("repo"), false);
    place.commit("all");
    fs::write(place.path("out.tgz"), "before").unwrap();
    let out = place.path("out.tgz");
    let (code, document) = place.json(&["export", "--tgz", out.to_str().unwrap(), "nosuch"]);
    assert_eq!((code, &document["error"]["kind"]), (5, &Value::from("revision")));
    assert_eq!(fs::read(&out).unwrap(), b"before");
    // Damage one byte in the middle of every pack: whatever chunk that is, it must not leave.
    for pack in fs::read_dir(place.path("repo/.mosaic/packs")).unwrap() {
        let path = pack.unwrap().path();
        let mut bytes = fs::read(&path).unwrap();
        if bytes.len() > 100_000 {
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            fs::remove_file(&path).unwrap();
            fs::write(&path, bytes).unwrap();
        }
    }
    for single in [&["--single-member"][..], &[]] {
        let (code, document) = place.json(&[&["export", "--tgz", out.to_str().unwrap()], single].concat());
        assert_eq!((code, &document["error"]["kind"]), (6, &Value::from("damaged")), "{document}");
        assert_eq!(fs::read(&out).unwrap(), b"before");
    }
    let left = fs::read_dir(place.dir.path()).unwrap().map(|entry| entry.unwrap().file_name());
    assert!(!left.into_iter().any(|name| name.to_string_lossy().starts_with(".mosaic-tmp")), "nothing is left");
}

#[test]
fn a_directory_is_written_as_it_was_and_only_where_it_is_empty() {
    let place = Place::new();
    grow(&place.path("repo"), true);
    place.commit("all");
    let out = place.path("made/for it");
    let (code, document) = place.json(&["export", "--dir", out.to_str().unwrap()]);
    assert_eq!((code, &document["result"]["files"]), (0, &Value::from(16)), "{document}");
    assert_same(&listing(&out), &listing(&place.path("repo")), "export --dir");
    let metadata = |name: &str| fs::metadata(out.join(name)).unwrap();
    assert_eq!(metadata("hard").ino(), metadata("d/run").ino(), "one file again");
    assert_eq!(metadata("plain").mtime_nsec(), 123_456_789);
    assert!(metadata("holes").blocks() < 100, "holes are holes again");
    let (code, document) = place.json(&["export", "--dir", out.to_str().unwrap()]);
    assert_eq!((code, &document["error"]["kind"]), (1, &Value::from("exists")));
    fs::write(out.join("plain"), "other").unwrap();
    fs::write(out.join("mine"), "stays").unwrap();
    place.ok(&["export", "--force", "--sync", "--dir", out.to_str().unwrap(), "@"]);
    fs::remove_file(out.join("mine")).unwrap();
    assert_same(&listing(&out), &listing(&place.path("repo")), "export --dir --force");
}

const PYTHON_PACK: &str = "import sys, tarfile\nf = getattr(tarfile, sys.argv[3])\nwith tarfile.open(sys.argv[1], 'w:gz', format=f) as t: t.add(sys.argv[2], '.')";

#[test]
fn imported_archives_are_the_trees_that_stock_tools_packed() {
    let cases: [(&str, &[&str], bool); 12] = [
        ("tar", &["--format=pax", "-czf"], true),
        ("tar", &["--format=gnu", "-czf"], true),
        ("tar", &["--format=ustar", "-cf"], false),
        ("tar", &["--format=v7", "-cf"], false),
        ("bsdtar", &["--format=pax", "--no-read-sparse", "-czf"], true),
        ("bsdtar", &["--format=gnutar", "-czf"], true),
        ("bsdtar", &["--format=ustar", "-cf"], false),
        ("busybox", &["tar", "-czf"], true),
        ("busybox", &["tar", "-cf"], false),
        ("python3", &["PAX_FORMAT"], true),
        ("python3", &["GNU_FORMAT"], true),
        ("python3", &["USTAR_FORMAT"], false),
    ];
    for (tool, args, wild) in cases {
        if !needs(tool) {
            continue;
        }
        let what = format!("{tool} {args:?}");
        let place = Place::new();
        let (tree, file) = (place.path("tree"), place.path("packed"));
        fs::create_dir(&tree).unwrap();
        grow(&tree, wild);
        let mut command = Command::new(tool);
        command.env("LC_ALL", "C.UTF-8");
        match tool {
            "python3" => command.args(["-c", PYTHON_PACK]).arg(&file).arg(&tree).args(args),
            _ => command.args(args).arg(&file).arg("-C").arg(&tree).arg("."),
        };
        succeeded(&mut command);
        let (code, document) = place.json(&["import", file.to_str().unwrap()]);
        assert_eq!(code, 0, "{what}: {document}");
        place.ok(&["commit", "-m", "imported"]);
        assert!(listing(&place.path("repo")).is_empty(), "the work tree is not touched");
        let out = place.path("out");
        place.ok(&["export", "--dir", out.to_str().unwrap()]);
        assert_same(&listing(&out), &listing(&tree), &what);
        let metadata = |name: &str| fs::metadata(out.join(name)).unwrap();
        assert_eq!(metadata("hard").ino(), metadata("d/run").ino(), "{what}: one file again");
        if args[0] == "--format=pax" {
            assert_eq!(metadata("plain").mtime_nsec(), 123_456_789, "{what}");
        }
    }
}

#[test]
fn what_is_exported_is_imported_as_the_same_archive() {
    let place = Place::new();
    grow(&place.path("repo"), true);
    fs::remove_file(place.path("repo/hard")).unwrap();
    // The tar has whole seconds.
    for (name, seen) in listing(&place.path("repo")) {
        if seen.kind != 'l' {
            date(&place.path("repo").join(OsStr::from_bytes(&name)), 1_600_000_000, 0);
        }
    }
    Command::new("find")
        .arg(place.path("repo"))
        .args(["-type", "l", "-exec", "touch", "-hd", "@7", "{}", "+"])
        .status()
        .unwrap();
    place.commit("all");
    let file = place.path("out.tgz");
    place.ok(&["export", "--tgz", file.to_str().unwrap()]);
    let (_, exported) = place.json(&["commit", "-m", "again", "--allow-empty"]);
    let (code, document) = place.json(&["import", file.to_str().unwrap()]);
    assert_eq!((code, &document["result"]["chunks_new"]), (0, &Value::from(0)));
    assert_eq!(document["result"]["attachment"], exported["result"]["attachment"], "it is the same archive");
    let output = place.mosaic(&["import", "-"]).stdin(File::open(&file).unwrap()).output().unwrap();
    assert!(output.status.success(), "standard input");
    assert_eq!(place.json(&["commit", "-m", "same"]).1["result"]["commit"], Value::Null, "nothing to commit");
}
