//! Several voters, each served by a process of its own, each a remote of all others.

use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;

use crate::sandbox::Sandbox;
use crate::sessions::serving::Serving;

/// The voters; the first one made the community.
pub struct Club {
    sandbox: Sandbox,
    servings: Vec<Option<Serving>>,
}

const NAMES: [&str; 5] = ["ann", "bob", "cid", "dot", "eve"];

impl Club {
    /// So many voters, all at one commit that is decided.
    pub fn new(voters: usize) -> Self {
        let sandbox = Sandbox::new();
        sandbox.write("first.txt", "one\n");
        sandbox.commit("first");
        let mut club = Self { sandbox, servings: Vec::new() };
        club.serve(0);
        for member in 1..voters {
            club.join(member, &["--voter"]);
        }
        club.ok(0, &["sync-heads"]);
        assert_eq!(club.epoch(0), voters as u64 - 1, "everybody votes");
        club
    }

    /// Lets one more member in, and serves it.
    pub fn join(&mut self, member: usize, options: &[&str]) {
        let url = self.url(0).to_owned();
        let invite = self.json(0, &[&["community", "invite", "--address", &url], options].concat());
        let token = invite["token"].as_str().unwrap();
        self.sandbox.ok(&["clone", &url, self.dir(member).to_str().unwrap(), "--invite", token]);
        self.serve(member);
        for other in 0..member {
            self.ok(other, &["remote", "add", NAMES[member], self.url(member)]);
        }
        for (other, name) in NAMES.iter().enumerate().take(member).skip(1) {
            self.ok(member, &["remote", "add", name, self.url(other)]);
        }
    }

    /// The directory of a member.
    pub fn dir(&self, member: usize) -> PathBuf {
        if member == 0 { self.sandbox.path("") } else { self.sandbox.beside(NAMES[member]) }
    }

    /// A path beside all of them.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.sandbox.beside(name)
    }

    /// Where a member is served.
    pub fn url(&self, member: usize) -> &str {
        &self.servings[member].as_ref().unwrap().url
    }

    /// Serves a member, at another address than before.
    pub fn serve(&mut self, member: usize) {
        let place = self.dir(member);
        let command = self.sandbox.command(&["-C", place.to_str().unwrap(), "serve", "--port", "0", "--json"]);
        self.servings.resize_with(self.servings.len().max(member + 1), || None);
        self.servings[member] = Some(Serving::spawn(command));
    }

    /// Kills the process that serves a member.
    pub fn kill(&mut self, member: usize) {
        self.servings[member] = None;
    }

    /// The binary in the work tree of a member.
    pub fn run(&self, member: usize, args: &[&str]) -> Output {
        self.sandbox.run(&[&["-C", self.dir(member).to_str().unwrap()], args].concat())
    }

    /// It must end well; returns what it printed.
    pub fn ok(&self, member: usize, args: &[&str]) -> String {
        self.sandbox.ok(&[&["-C", self.dir(member).to_str().unwrap()], args].concat())
    }

    /// The binary in this directory, which must end well.
    pub fn ok_in(&self, place: &Path, args: &[&str]) {
        self.sandbox.ok(&[&["-C", place.to_str().unwrap()], args].concat());
    }

    /// It must end with this code; returns what it said on standard error.
    pub fn fails(&self, member: usize, code: i32, args: &[&str]) -> String {
        self.sandbox.fails(code, &[&["-C", self.dir(member).to_str().unwrap()], args].concat())
    }

    /// The result in JSON.
    pub fn json(&self, member: usize, args: &[&str]) -> Value {
        self.sandbox.json(&[&["-C", self.dir(member).to_str().unwrap()], args].concat())
    }

    /// The exit code, and the document.
    pub fn document(&self, member: usize, args: &[&str]) -> (i32, Value) {
        let (code, _, document) = self.sandbox.document(&[&["-C", self.dir(member).to_str().unwrap()], args].concat());
        (code, document)
    }

    /// Writes a file of the work tree and commits it; returns the commit.
    pub fn commit(&self, member: usize, name: &str) -> String {
        std::fs::write(self.dir(member).join(name), name).unwrap();
        self.ok(member, &["add", "-A"]);
        self.json(member, &["commit", "-m", name])["commit"].as_str().unwrap().to_owned()
    }

    /// The key of a member.
    pub fn key(&self, member: usize) -> String {
        self.json(member, &["key", "show"])["identity"].as_str().unwrap().to_owned()
    }

    /// The epoch as a member knows it.
    pub fn epoch(&self, member: usize) -> u64 {
        self.json(member, &["community", "show"])["epoch"].as_u64().unwrap()
    }

    /// How the head `main` of a member stands to what is decided.
    pub fn stand(&self, member: usize) -> String {
        self.json(member, &["head", "list"])["heads"][0]["stand"].as_str().unwrap().to_owned()
    }
}
