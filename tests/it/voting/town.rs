//! Members in repositories of their own, each served by a process.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;

use mosaic::repo::decided;
use mosaic::repo::repository::Repository;
use mosaic::storage::real::RealStorage;
use serde_json::Value;

use crate::sandbox::Sandbox;
use crate::sessions::serving::Serving;
use crate::voting::ledger::Ledger;

/// A member.
pub struct Member {
    /// Its work tree.
    pub dir: PathBuf,
    /// Where it is served, whether or not it is now.
    pub port: u16,
    /// The process that serves it.
    pub serving: Option<Serving>,
}

/// A community whose members all have a vote.
pub struct Town {
    /// Where the founder's repository is, and the others beside it.
    pub sandbox: Sandbox,
    /// The members; the founder first.
    pub members: Vec<Member>,
    /// All that was ever seen.
    pub ledger: Ledger,
}

/// What a command said.
pub struct Said {
    /// Its exit code.
    pub code: i32,
    /// What it answers.
    pub result: Value,
    /// All of it, for messages.
    pub text: String,
}

impl Said {
    /// The verdict on a head.
    pub fn verdict(&self, head: &str) -> &Value {
        let heads = self.result["heads"].as_array().unwrap_or_else(|| panic!("{}", self.text));
        heads.iter().find(|verdict| verdict["head"] == head).unwrap_or_else(|| panic!("{}", self.text))
    }

    /// What was decided of `main`.
    pub fn decision(&self) -> &str {
        self.verdict("main")["decision"].as_str().unwrap()
    }
}

/// A port that is free now.
fn port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Sends a signal to a process that a test has started.
pub fn signal(name: &str, id: u32) {
    assert!(Command::new("kill").args([name, &id.to_string()]).status().unwrap().success());
}

impl Town {
    /// So many voters, all served, one commit decided.
    pub fn new(count: usize) -> Self {
        let sandbox = Sandbox::new();
        sandbox.write("one.txt", "one\n");
        sandbox.commit("one");
        let founder = Member { dir: sandbox.path(""), port: port(), serving: None };
        let mut town = Self { sandbox, members: vec![founder], ledger: Ledger::default() };
        town.serve(0);
        let url = town.url(0);
        let invite = town.sandbox.json(&["community", "invite", "--voter", "--uses", "9", "--address", &url]);
        for number in 1..count {
            let dir = town.sandbox.beside(&format!("member{number}"));
            let place = dir.to_str().unwrap();
            town.sandbox.ok(&["clone", &url, place, "--invite", invite["token"].as_str().unwrap()]);
            town.sandbox.ok(&["-C", place, "remote", "remove", "origin"]);
            town.members.push(Member { dir, port: port(), serving: None });
            town.serve(number);
        }
        for member in (1..count).chain(0..count) {
            town.sync(member);
        }
        let last = town.sync(0);
        assert_eq!(last.result["voters"].as_array().unwrap().len(), count, "{}", last.text);
        assert_eq!(last.code, 0, "{}", last.text);
        town
    }

    /// Where a member is served.
    pub fn url(&self, member: usize) -> String {
        format!("http://127.0.0.1:{}", self.members[member].port)
    }

    /// The command that serves a member, where it was served before.
    pub fn serving(&self, member: usize) -> Command {
        let Member { dir, port, .. } = &self.members[member];
        self.sandbox.command(&["-C", dir.to_str().unwrap(), "serve", "--port", &port.to_string(), "--json"])
    }

    /// Serves a member.
    pub fn serve(&mut self, member: usize) {
        let serving = Serving::spawn(self.serving(member));
        self.members[member].serving = Some(serving);
    }

    /// Kills the process that serves a member.
    pub fn kill(&mut self, member: usize) {
        if let Some(mut serving) = self.members[member].serving.take() {
            serving.kill();
        }
    }

    /// Stops the process that serves a member, or lets it go on.
    pub fn signal(&self, member: usize, name: &str) {
        signal(name, self.members[member].serving.as_ref().unwrap().id());
    }

    /// A command of a member.
    pub fn command(&self, member: usize, args: &[&str]) -> Command {
        self.sandbox.command(&[&["-C", self.members[member].dir.to_str().unwrap()], args].concat())
    }

    /// Runs a command of a member, which must end well.
    pub fn ok(&self, member: usize, args: &[&str]) -> String {
        self.sandbox.ok(&[&["-C", self.members[member].dir.to_str().unwrap()], args].concat())
    }

    /// The command by which a member syncs with all others.
    pub fn syncing(&self, member: usize) -> Command {
        let others: Vec<String> =
            (0..self.members.len()).filter(|other| *other != member).map(|m| self.url(m)).collect();
        self.syncing_with(member, &others)
    }

    /// The command by which a member syncs with peers at these addresses.
    pub fn syncing_with(&self, member: usize, urls: &[String]) -> Command {
        let mut args = vec!["sync-heads", "--json", "--peer-timeout", "1", "--timeout", "10s"];
        urls.iter().for_each(|url| args.extend(["--peer", url]));
        self.command(member, &args)
    }

    /// Lets a member sync with all others; all that anybody has then is looked at.
    pub fn sync(&mut self, member: usize) -> Said {
        let said = said(&self.syncing(member).output().unwrap());
        self.look();
        said
    }

    /// As [`Town::sync`], with peers at these addresses.
    pub fn sync_with(&mut self, member: usize, urls: &[String]) -> Said {
        let said = said(&self.syncing_with(member, urls).output().unwrap());
        self.look();
        said
    }

    /// A member commits a file; returns the commit.
    pub fn commit(&self, member: usize, name: &str) -> String {
        std::fs::write(self.members[member].dir.join(name), name).unwrap();
        self.ok(member, &["add", "-A"]);
        self.ok(member, &["commit", "-q", "-m", name]);
        self.revision(member, "main")
    }

    /// The commit that a revision is for a member.
    pub fn revision(&self, member: usize, revision: &str) -> String {
        crate::sessions::serving::commit_of(&self.sandbox, &self.members[member].dir, revision)
    }

    /// The repository of a member.
    pub fn repository(&self, member: usize) -> Repository {
        open(&self.members[member].dir)
    }

    /// Whether a member has an open vote of another one.
    pub fn has_vote_of(&self, member: usize, voter: usize) -> bool {
        let (repository, key) = (self.repository(member), self.repository(voter).key().unwrap().public());
        let current = repository.current().unwrap();
        let (operation, source) = (current.operation(), repository.source());
        decided::open(operation, source).unwrap().iter().any(|register| {
            let ballot = decided::ballot(operation, source, register).unwrap().unwrap();
            ballot.votes.iter().any(|vote| vote.voter == key)
        })
    }

    /// Looks at all that anybody has.
    pub fn look(&mut self) {
        for member in &self.members {
            self.ledger.look(&open(&member.dir));
        }
    }

    /// The key of a member.
    pub fn key(&self, member: usize) -> String {
        self.repository(member).key().unwrap().public().to_string()
    }
}

/// Opens a repository in this process.
pub fn open(dir: &Path) -> Repository {
    let inner = dir.join(".mosaic");
    let (place, top) = if inner.is_dir() { (inner.as_path(), Some(dir)) } else { (dir, None) };
    Repository::open(Arc::new(RealStorage::open(place).unwrap()), top).unwrap()
}

/// What a command with `--json` said.
pub fn said(output: &Output) -> Said {
    let out = String::from_utf8_lossy(&output.stdout);
    let text = format!("{out}{}", String::from_utf8_lossy(&output.stderr));
    let document: Value = out.lines().last().and_then(|line| serde_json::from_str(line).ok()).unwrap_or_default();
    let code = output.status.code().unwrap_or_else(|| panic!("{text}"));
    Said { code, result: document["result"].clone(), text }
}
