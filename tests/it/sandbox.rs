//! A directory of its own with a work tree, in which a test runs the binary.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use mosaic::repo::repository::Repository;
use mosaic::storage::real::RealStorage;
use serde_json::Value;

/// A work tree `tree` with a repository, and a home without settings.
pub struct Sandbox {
    dir: tempfile::TempDir,
}

impl Sandbox {
    /// An empty work tree with a new repository.
    pub fn new() -> Self {
        let sandbox = Self { dir: tempfile::tempdir().unwrap() };
        fs::create_dir(sandbox.path("")).unwrap();
        sandbox.ok(&["init", "--name", "test"]);
        sandbox
    }

    /// All of it once more, with the same times.
    pub fn copy(&self) -> Self {
        let copy = Self { dir: tempfile::tempdir().unwrap() };
        let status = Command::new("cp").arg("-a").arg(self.dir.path().join(".")).arg(copy.dir.path()).status();
        assert!(status.unwrap().success());
        copy
    }

    /// A path in the work tree.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join("tree").join(name)
    }

    /// A path beside the work tree.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Writes a file of the work tree, with the directories above it.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// The content of a file of the work tree.
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// The binary with these arguments, to be run in the work tree.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mosaic"));
        command.env_clear().env("HOME", self.dir.path()).env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("USER", "tester").current_dir(self.path("")).args(args).stdin(Stdio::null());
        command
    }

    /// Runs the binary.
    pub fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Runs the binary, which must end well; returns what it printed.
    pub fn ok(&self, args: &[&str]) -> String {
        let output = self.run(args);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{args:?}: {said}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs the binary, which must end with this exit code; returns what it said on standard error.
    pub fn fails(&self, code: i32, args: &[&str]) -> String {
        let output = self.run(args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
        said
    }

    /// Runs the binary with `--json`, which must end well; returns the result.
    pub fn json(&self, args: &[&str]) -> Value {
        let document: Value = serde_json::from_str(&self.ok(&[args, &["--json"]].concat())).unwrap();
        assert_eq!(document["ok"], true, "{document}");
        document["result"].clone()
    }

    /// Stages everything and commits it; returns the commit.
    pub fn commit(&self, message: &str) -> String {
        self.ok(&["add", "-A"]);
        self.json(&["commit", "-m", message])["commit"].as_str().unwrap().to_owned()
    }

    /// The whole work tree: path to mode and content (of links their target).
    pub fn tree(&self) -> std::collections::BTreeMap<String, (u32, String)> {
        snapshot(&self.path(""))
    }
}

/// A directory: path to mode and content (of links their target); `.mosaic` left out.
pub fn snapshot(root: &Path) -> std::collections::BTreeMap<String, (u32, String)> {
    use std::os::unix::fs::MetadataExt;
    let walk =
        walkdir::WalkDir::new(root).min_depth(1).into_iter().filter_entry(|entry| entry.file_name() != ".mosaic");
    walk.map(|entry| {
        let entry = entry.unwrap();
        let meta = entry.path().symlink_metadata().unwrap();
        let content = if meta.is_symlink() {
            fs::read_link(entry.path()).unwrap().to_string_lossy().into_owned()
        } else if meta.is_file() {
            format!("{} {}", blake3::hash(&fs::read(entry.path()).unwrap()), meta.mtime())
        } else {
            String::new()
        };
        let mode = if meta.is_symlink() { 0 } else { meta.mode() & 0o7777 };
        let path = entry.path().strip_prefix(root).unwrap().to_string_lossy().into_owned();
        (path, (mode, content))
    })
    .collect()
}

impl Sandbox {
    /// Runs the binary with `--json`: exit code, events, document.
    pub fn document(&self, args: &[&str]) -> (i32, Vec<Value>, Value) {
        let output = self.run(&[args, &["--json"]].concat());
        let text = String::from_utf8(output.stdout).unwrap();
        let mut lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let document = lines.pop().unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&output.stderr)));
        (output.status.code().unwrap(), lines, document)
    }

    /// The repository, opened anew in this process.
    pub fn repository(&self) -> Repository {
        let storage = RealStorage::open(&self.path(".mosaic")).unwrap();
        Repository::open(Arc::new(storage), Some(&self.path(""))).unwrap()
    }

    /// The files in a folder of `.mosaic`.
    pub fn files(&self, folder: &str) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.path(".mosaic").join(folder)).unwrap();
        entries.map(|entry| entry.unwrap().path()).collect()
    }
}

/// Changes a published file, which is read-only.
pub fn damage(file: &Path, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(file).unwrap();
    change(&mut bytes);
    fs::set_permissions(file, fs::Permissions::from_mode(0o644)).unwrap();
    fs::write(file, bytes).unwrap();
}

/// Bytes that do not compress and differ for every seed.
pub fn noise(seed: u64, len: usize) -> Vec<u8> {
    let mut bytes = vec![0; len];
    blake3::Hasher::new().update(&seed.to_le_bytes()).finalize_xof().fill(&mut bytes);
    bytes
}
