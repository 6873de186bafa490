//! A repository in a temporary directory, and the binary run in it.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use mosaic::repo::repository::Repository;
use mosaic::storage::real::RealStorage;
use serde_json::Value;

/// A new repository with a work tree, and a home without settings.
pub struct Place(pub tempfile::TempDir);

impl Place {
    pub fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        fs::create_dir(place.path("")).unwrap();
        place.ok(&["init"]);
        place
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join("repo").join(name)
    }

    pub fn write(&self, name: &str, content: &str) {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), content).unwrap();
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mosaic"));
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("MOSAIC_")) {
            command.env_remove(name);
        }
        command.env("XDG_CONFIG_HOME", self.0.path()).env("HOME", self.0.path());
        command.current_dir(self.path("")).args(args).stdin(Stdio::null());
        command
    }

    pub fn run(&self, args: &[&str]) -> (i32, String, String) {
        let Output { status, stdout, stderr } = self.command(args).output().unwrap();
        (status.code().unwrap(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
    }

    /// Runs what must succeed, and returns what it said.
    pub fn ok(&self, args: &[&str]) -> String {
        let (code, out, err) = self.run(args);
        assert_eq!((code, err.as_str()), (0, ""), "{args:?}: {out}");
        out
    }

    /// Runs with `--json` what must succeed, and returns its result.
    pub fn result(&self, args: &[&str]) -> Value {
        let out = self.ok(&[args, &["--json"]].concat());
        serde_json::from_str::<Value>(&out).unwrap()["result"].take()
    }

    /// Runs with `--json` what must fail: exit code and kind.
    pub fn refused(&self, args: &[&str]) -> (i32, String) {
        let (code, out, err) = self.run(&[args, &["--json"]].concat());
        assert_eq!(err, "", "{args:?}");
        let document: Value = serde_json::from_str(out.lines().last().unwrap()).unwrap();
        assert_eq!(document["error"]["code"], code, "{args:?}");
        (code, document["error"]["kind"].as_str().unwrap_or_default().to_owned())
    }

    pub fn commit(&self, message: &str) -> String {
        self.ok(&["add", "-A"]);
        self.result(&["commit", "-m", message])["commit"].as_str().unwrap().to_owned()
    }

    pub fn repository(&self) -> Repository {
        let storage = Arc::new(RealStorage::open(&self.path(".mosaic")).unwrap());
        Repository::open(storage, Some(&self.path(""))).unwrap()
    }
}

/// `path change` of each entry of a list.
pub fn changes(list: &Value) -> Vec<String> {
    let line = |entry: &Value| format!("{} {}", entry["path"].as_str().unwrap(), entry["change"].as_str().unwrap());
    list.as_array().unwrap().iter().map(line).collect()
}

pub fn paths(result: &Value) -> Vec<String> {
    let entries = result["entries"].as_array().unwrap();
    entries.iter().map(|entry| entry["path"].as_str().unwrap().to_owned()).collect()
}

pub fn commits(result: &Value) -> Vec<String> {
    let commits = result["commits"].as_array().unwrap();
    commits.iter().map(|commit| commit["commit"].as_str().unwrap().to_owned()).collect()
}

pub fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}
