//! Commands that are killed and hindered, and the repositories in which they run.

use std::fs;
use std::process::Command;

use crate::sandbox::{Sandbox, damage};

/// Stands for an operation that the preparation has noted.
const OPERATION: &str = "OPERATION";

/// A command, and what comes before it.
pub struct Scenario {
    /// For messages.
    pub name: &'static str,
    /// Makes the repository in which it runs.
    pub prepare: fn(&Sandbox),
    /// Its arguments; see [`arguments`].
    pub args: &'static [&'static str],
}

/// All commands that change a repository or write what is kept outside of it.
pub const SCENARIOS: &[Scenario] = &[
    Scenario { name: "init", prepare: bare, args: &["init", "--name", "test"] },
    Scenario { name: "add", prepare: changed, args: &["add", "-A"] },
    Scenario { name: "commit", prepare: staged, args: &["commit", "-m", "second"] },
    Scenario { name: "checkout", prepare: committed_twice, args: &["checkout", "first"] },
    Scenario { name: "switch", prepare: with_other_head, args: &["switch", "other"] },
    Scenario { name: "restore --staged", prepare: staged, args: &["restore", "--staged", "a"] },
    Scenario { name: "restore", prepare: committed_twice, args: &["restore", "--from", "first", "."] },
    Scenario { name: "import", prepare: importable, args: &["import", "../in.tar"] },
    Scenario { name: "tag", prepare: committed_twice, args: &["tag", "create", "third"] },
    Scenario { name: "head create", prepare: committed_twice, args: &["head", "create", "third"] },
    Scenario { name: "head rename", prepare: committed_twice, args: &["head", "rename", "main", "trunk"] },
    Scenario { name: "head delete", prepare: with_other_head, args: &["--yes", "head", "delete", "other"] },
    Scenario { name: "merge, fast-forward", prepare: behind, args: &["merge", "main"] },
    Scenario { name: "merge", prepare: two_heads, args: &["merge", "other"] },
    Scenario { name: "gc", prepare: garbage, args: &["gc"] },
    Scenario { name: "gc --recompress", prepare: garbage, args: &["gc", "--recompress", "12"] },
    Scenario { name: "repair", prepare: wounded, args: &["repair", "--from", "../copy"] },
    Scenario { name: "repair of the state", prepare: stateless, args: &["repair"] },
    Scenario { name: "drop", prepare: droppable, args: &["--yes", "drop", "--keep-last", "1"] },
    Scenario { name: "rm", prepare: committed_twice, args: &["rm", "d/b"] },
    Scenario { name: "mv", prepare: committed_twice, args: &["mv", "d/b", "c"] },
    Scenario { name: "undo", prepare: committed_twice, args: &["undo"] },
    Scenario { name: "op restore", prepare: known_operation, args: &["op", "restore", OPERATION] },
    Scenario { name: "config", prepare: changed, args: &["config", "set", "user.name", "Somebody"] },
    Scenario { name: "fsck --data", prepare: committed_twice, args: &["fsck", "--data=5%"] },
    Scenario { name: "export --tgz", prepare: committed_twice, args: &["export", "--tgz", "../out.tar.gz"] },
    Scenario { name: "export --dir", prepare: committed_twice, args: &["export", "--force", "--dir", "../out"] },
    Scenario { name: "export --git", prepare: committed_twice, args: &["export", "--git", "../out"] },
];

fn bare(sandbox: &Sandbox) {
    fs::remove_dir_all(sandbox.path(".mosaic")).unwrap();
    files(sandbox, "old");
}

fn files(sandbox: &Sandbox, content: &str) {
    sandbox.write("a", content);
    sandbox.write("d/b", content.repeat(200));
    sandbox.write("d/big", content.repeat(9_000));
    sandbox.write(&format!("only/{content}"), content.repeat(100));
}

/// One commit with a tag, and changed files.
pub fn changed(sandbox: &Sandbox) {
    files(sandbox, "old");
    sandbox.commit("first");
    sandbox.ok(&["tag", "create", "first"]);
    fs::remove_dir_all(sandbox.path("only")).unwrap();
    files(sandbox, "new");
}

/// As `changed`, and the changes are staged.
pub fn staged(sandbox: &Sandbox) {
    changed(sandbox);
    sandbox.ok(&["add", "-A"]);
}

fn committed_twice(sandbox: &Sandbox) {
    staged(sandbox);
    sandbox.ok(&["commit", "-m", "second"]);
}

fn with_other_head(sandbox: &Sandbox) {
    committed_twice(sandbox);
    sandbox.ok(&["head", "create", "other", "first"]);
}

fn behind(sandbox: &Sandbox) {
    with_other_head(sandbox);
    sandbox.ok(&["switch", "other"]);
}

/// A byte of the largest pack is another; the copy beside it is sound.
pub fn wounded(sandbox: &Sandbox) {
    committed_twice(sandbox);
    fs::create_dir(sandbox.beside("copy")).unwrap();
    let (from, to) = (sandbox.path(".mosaic"), sandbox.beside("copy"));
    assert!(Command::new("cp").arg("-a").args([from, to]).status().unwrap().success());
    let largest = sandbox.files("packs").into_iter().max_by_key(|file| fs::metadata(file).unwrap().len());
    damage(&largest.unwrap(), |bytes| {
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
    });
}

fn stateless(sandbox: &Sandbox) {
    committed_twice(sandbox);
    fs::remove_file(sandbox.path(".mosaic/state")).unwrap();
}

/// The first commit has data of its own, and nothing but the history names it.
pub fn droppable(sandbox: &Sandbox) {
    committed_twice(sandbox);
    sandbox.ok(&["--yes", "tag", "delete", "first"]);
    sandbox.ok(&["config", "set", "gc.keep", "0s"]);
}

/// Half of what is stored is needed by nothing.
pub fn garbage(sandbox: &Sandbox) {
    committed_twice(sandbox);
    sandbox.ok(&["undo"]);
    sandbox.ok(&["config", "set", "gc.keep", "0s"]);
}

/// Two heads that have both gone on.
pub fn two_heads(sandbox: &Sandbox) {
    committed_twice(sandbox);
    sandbox.ok(&["head", "create", "other"]);
    sandbox.ok(&["switch", "other"]);
    sandbox.write("theirs/file", "theirs".repeat(3_000));
    sandbox.write("a", "theirs");
    sandbox.commit("theirs");
    sandbox.ok(&["switch", "main"]);
    sandbox.write("ours", "ours");
    sandbox.commit("ours");
}

fn known_operation(sandbox: &Sandbox) {
    committed_twice(sandbox);
    let log = sandbox.json(&["op", "log"]);
    let third = log["operations"][2]["operation"].as_str().unwrap().to_owned();
    fs::write(sandbox.beside("operation"), third).unwrap();
}

/// The arguments, with what the preparation has noted.
pub fn arguments(scenario: &Scenario, sandbox: &Sandbox) -> Vec<String> {
    let noted = fs::read_to_string(sandbox.beside("operation")).unwrap_or_default();
    scenario.args.iter().map(|arg| if *arg == OPERATION { noted.clone() } else { (*arg).to_owned() }).collect()
}

/// A tar beside the work tree.
pub fn importable(sandbox: &Sandbox) {
    changed(sandbox);
    let tree = sandbox.path("d");
    let tar = Command::new("tar").arg("-cf").arg(sandbox.beside("in.tar")).arg("-C").arg(tree).arg(".").status();
    assert!(tar.unwrap().success());
}
