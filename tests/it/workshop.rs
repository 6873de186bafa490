//! A repository with a work tree in a temporary directory, worked on with the real binary.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use mosaic::repo::repository::Repository;
use mosaic::storage::real::RealStorage;
use serde_json::Value;

/// The work tree, with `.mosaic` in it, and a home without settings.
pub struct Workshop {
    dir: tempfile::TempDir,
}

impl Workshop {
    /// A repository without commits.
    pub fn new() -> Self {
        let workshop = Self { dir: tempfile::tempdir().unwrap() };
        fs::create_dir(workshop.path("")).unwrap();
        workshop.ok(&["init", "--name", "test"]);
        workshop
    }

    /// A path in the work tree.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join("tree").join(name)
    }

    /// The binary with these arguments, started in the work tree.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mosaic"));
        command.env_clear().env("HOME", self.dir.path()).env("USER", "tester");
        command.current_dir(self.path("")).args(args).stdin(Stdio::null());
        command
    }

    /// Runs the binary.
    pub fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Runs the binary, which must end well; its standard output.
    pub fn ok(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs the binary with `--json`: exit code, events, document.
    pub fn json(&self, args: &[&str]) -> (i32, Vec<Value>, Value) {
        let output = self.run(&[&["--json"], args].concat());
        let text = String::from_utf8(output.stdout).unwrap();
        let mut lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let document = lines.pop().unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&output.stderr)));
        (output.status.code().unwrap(), lines, document)
    }

    /// Runs the binary with `--json`, which must end well; the result.
    pub fn result(&self, args: &[&str]) -> Value {
        let (code, _, document) = self.json(args);
        assert_eq!(code, 0, "{args:?}: {document}");
        document["result"].clone()
    }

    /// Stages everything and commits it; the commit.
    pub fn commit(&self, message: &str) -> String {
        self.ok(&["add", "-A"]);
        let commit = self.result(&["commit", "-m", message])["commit"].clone();
        commit.as_str().expect("there was something to commit").to_owned()
    }

    /// Writes a file and the directories above it.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// The content of a file, if there is one.
    pub fn read(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.path(name)).ok()
    }

    /// The repository, opened anew in this process.
    pub fn repository(&self) -> Repository {
        let storage = RealStorage::open(&self.path(".mosaic")).unwrap();
        Repository::open(Arc::new(storage), Some(&self.path(""))).unwrap()
    }

    /// Path and content of every file of the work tree; directories end with a slash.
    pub fn tree(&self) -> BTreeMap<String, String> {
        let mut tree = BTreeMap::new();
        collect(&self.path(""), "", &mut tree);
        tree
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

fn collect(root: &Path, folder: &str, tree: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(root.join(folder)).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{folder}{}", entry.file_name().to_string_lossy());
        let kind = entry.file_type().unwrap();
        if name == ".mosaic" {
            continue;
        }
        if kind.is_dir() {
            tree.insert(format!("{name}/"), String::new());
            collect(root, &format!("{name}/"), tree);
        } else if kind.is_symlink() {
            tree.insert(name, format!("-> {}", fs::read_link(entry.path()).unwrap().display()));
        } else {
            tree.insert(name, String::from_utf8_lossy(&fs::read(entry.path()).unwrap()).into_owned());
        }
    }
}
