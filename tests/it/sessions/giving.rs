//! Push: to repositories with a work tree, to bare ones, to several.

use crate::sandbox::Sandbox;
use crate::sessions::serving::{Cloned, Serving, commit_of};

fn origin() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("a.txt", "one\n");
    sandbox.commit("first");
    sandbox
}

#[test]
fn a_push_delivers_and_does_not_touch_what_a_work_tree_shows() {
    let origin = origin();
    let before = commit_of(&origin, &origin.path(""), "@");
    let serving = Serving::of(&origin);
    let clone = Cloned::member(&origin, &serving.url, "clone", &[]);
    let second = clone.commit("b.txt", "two\n");
    let pushed = clone.json(&["push"]);
    assert_eq!(pushed["heads"][0]["new"], second.as_str());
    assert_eq!(commit_of(&origin, &origin.path(""), "@"), before);
    let member = clone.json(&["key", "show"])["identity"].as_str().unwrap()[..8].to_owned();
    assert_eq!(commit_of(&origin, &origin.path(""), &format!("remotes/{member}/main")), second);
    assert_eq!(clone.json(&["push"])["objects"], 0, "there is nothing to send any more");
    // What was delivered is what a pull takes, also without remotes.
    origin.ok(&["pull"]);
    assert_eq!(origin.read("b.txt"), "two\n");
}

#[test]
fn with_follow_other_heads_go_forward_and_never_back() {
    let origin = origin();
    origin.ok(&["config", "set", "serve.follow", "true"]);
    origin.ok(&["head", "create", "shared"]);
    let serving = Serving::of(&origin);
    let clone = Cloned::member(&origin, &serving.url, "clone", &[]);
    clone.ok(&["head", "create", "shared"]);
    clone.ok(&["switch", "shared"]);
    let first = commit_of(&origin, &clone.dir, "@");
    let second = clone.commit("b.txt", "two\n");
    clone.ok(&["push", "origin", "shared"]);
    assert_eq!(commit_of(&origin, &origin.path(""), "shared"), second);
    clone.ok(&["head", "create", "old", &first]);
    clone.ok(&["push", "origin", "old"]);
    assert_eq!(commit_of(&origin, &origin.path(""), "old"), first, "a head that was not there is made");
    clone.ok(&["switch", "main"]);
    clone.ok(&["head", "delete", "shared", "--yes"]);
    clone.ok(&["head", "create", "shared", &first]);
    clone.ok(&["push", "origin", "shared"]);
    assert_eq!(commit_of(&origin, &origin.path(""), "shared"), second, "a head went back");
}

#[test]
fn a_bare_repository_on_a_disk_takes_pushes() {
    let origin = origin();
    let mirror = Cloned::stranger(&origin, origin.path("").to_str().unwrap(), "mirror", &["--bare"]);
    origin.ok(&["remote", "add", "mirror", mirror.dir.to_str().unwrap()]);
    origin.write("b.txt", "two\n");
    let second = origin.commit("second");
    origin.ok(&["push"]);
    assert_eq!(commit_of(&origin, &mirror.dir, "main"), second);
    origin.ok(&["--repo", mirror.dir.to_str().unwrap(), "fsck", "--data"]);
}
