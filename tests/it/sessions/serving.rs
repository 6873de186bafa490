//! A repository that a process of its own serves, until it is dropped.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::sandbox::Sandbox;

/// The process.
pub struct Serving {
    child: Child,
    /// Where it listens.
    pub url: String,
}

impl Serving {
    /// Serves the repository of `sandbox` to members.
    pub fn of(sandbox: &Sandbox) -> Self {
        Self::with(sandbox, &[])
    }

    /// With more options.
    pub fn with(sandbox: &Sandbox, options: &[&str]) -> Self {
        Self::spawn(sandbox.command(&[&["serve", "--port", "0", "--json"], options].concat()))
    }

    /// Runs a command that serves.
    pub fn spawn(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let event: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("{line:?}"));
        assert_eq!(event["event"], "listening", "{line}");
        Self { child, url: event["address"].as_str().unwrap().to_owned() }
    }

    /// The process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Kills the process.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A clone of `from` beside the work tree of `sandbox`, as a member.
pub struct Cloned<'s> {
    sandbox: &'s Sandbox,
    /// Its directory.
    pub dir: PathBuf,
}

impl<'s> Cloned<'s> {
    /// Clones with an invite of `sandbox`, which is served as `url`.
    pub fn member(sandbox: &'s Sandbox, url: &str, name: &str, options: &[&str]) -> Self {
        let invite = sandbox.json(&["community", "invite", "--address", url]);
        let token = invite["token"].as_str().unwrap();
        let dir = sandbox.beside(name);
        let place = dir.to_str().unwrap();
        sandbox.ok(&[&["clone", url, place, "--invite", token], options].concat());
        Self { sandbox, dir }
    }

    /// Clones without an invite.
    pub fn stranger(sandbox: &'s Sandbox, address: &str, name: &str, options: &[&str]) -> Self {
        let dir = sandbox.beside(name);
        sandbox.ok(&[&["clone", address, dir.to_str().unwrap()], options].concat());
        Self { sandbox, dir }
    }

    /// Serves the clone.
    pub fn serve(&self) -> Serving {
        Serving::spawn(self.sandbox.command(&["-C", self.dir.to_str().unwrap(), "serve", "--port", "0", "--json"]))
    }

    /// Runs the binary in the clone, which must end well; returns what it printed.
    pub fn ok(&self, args: &[&str]) -> String {
        self.sandbox.ok(&[&["-C", self.dir.to_str().unwrap()], args].concat())
    }

    /// Runs the binary in the clone, which must end with this code; returns what it said.
    pub fn fails(&self, code: i32, args: &[&str]) -> String {
        self.sandbox.fails(code, &[&["-C", self.dir.to_str().unwrap()], args].concat())
    }

    /// Runs the binary in the clone with `--json`; returns the result.
    pub fn json(&self, args: &[&str]) -> Value {
        self.sandbox.json(&[&["-C", self.dir.to_str().unwrap()], args].concat())
    }

    /// Writes a file of the work tree, and commits everything; returns the commit.
    pub fn commit(&self, name: &str, content: &str) -> String {
        std::fs::write(self.dir.join(name), content).unwrap();
        self.ok(&["add", "-A"]);
        self.json(&["commit", "-m", name])["commit"].as_str().unwrap().to_owned()
    }

    /// A file of the work tree.
    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.dir.join(name)).unwrap()
    }
}

/// The commit that a revision of the repository in `dir` is.
pub fn commit_of(sandbox: &Sandbox, dir: &Path, revision: &str) -> String {
    let found = sandbox.json(&["-C", dir.to_str().unwrap(), "rev-parse", revision]);
    found["commits"][0]["commit"].as_str().unwrap().to_owned()
}
