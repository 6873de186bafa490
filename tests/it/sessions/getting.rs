//! Clone, fetch and pull between whole repositories.

use std::fs;

use crate::sandbox::{Sandbox, snapshot};
use crate::sessions::serving::{Cloned, Serving, commit_of};

fn two_versions() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("a.txt", "one\n");
    sandbox.write("deep/b.bin", vec![7; 300_000]);
    sandbox.commit("first");
    sandbox.write("a.txt", "two\n");
    sandbox.commit("second");
    sandbox
}

#[test]
fn a_clone_has_everything_that_the_peer_has() {
    let origin = two_versions();
    let serving = Serving::of(&origin);
    let clone = Cloned::member(&origin, &serving.url, "clone", &[]);
    assert_eq!(snapshot(&clone.dir), origin.tree());
    assert_eq!(clone.json(&["log"])["commits"], origin.json(&["log"])["commits"]);
    clone.ok(&["fsck", "--data"]);
    // And by its path, to which nobody needs an invite.
    let local = Cloned::stranger(&origin, origin.path("").to_str().unwrap(), "local", &[]);
    assert_eq!(snapshot(&local.dir), origin.tree());
    let roots = [clone.json(&["tapestry", "root"]), origin.json(&["tapestry", "root"])];
    assert_eq!(roots[0]["root"], roots[1]["root"], "both have heard the same");
}

#[test]
fn who_is_no_member_gets_nothing_unless_anyone_may_read() {
    let origin = two_versions();
    let closed = Serving::of(&origin);
    let dir = origin.beside("stranger");
    let said = origin.fails(4, &["clone", &closed.url, dir.to_str().unwrap()]);
    assert!(said.contains("not a member"), "{said}");
    drop(closed);
    let open = Serving::with(&origin, &["--read", "anyone"]);
    let clone = Cloned::stranger(&origin, &open.url, "reader", &[]);
    assert_eq!(snapshot(&clone.dir), origin.tree());
    clone.commit("c.txt", "mine\n");
    let said = clone.fails(8, &["push"]);
    assert!(said.contains("not a member"), "{said}");
}

#[test]
fn an_invite_lets_in_as_many_as_it_says_and_not_after_it_has_expired() {
    let origin = two_versions();
    let serving = Serving::of(&origin);
    let token = origin.json(&["community", "invite", "--uses", "1"])["token"].as_str().unwrap().to_owned();
    for (name, code) in [("one", 0), ("two", 4)] {
        let dir = origin.beside(name);
        let output = origin.run(&["clone", &serving.url, dir.to_str().unwrap(), "--invite", &token]);
        assert_eq!(output.status.code(), Some(code), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let log = fs::read_to_string(origin.beside("one").join(".mosaic/config.toml")).unwrap_or_default();
    assert!(!log.contains(&token));
    let operations = origin.ok(&["-C", origin.beside("one").to_str().unwrap(), "op", "log"]);
    assert!(operations.contains("--invite TOKEN") && !operations.contains(&token), "{operations}");
    let members = origin.json(&["community", "show"])["members"].as_array().unwrap().len();
    assert_eq!(members, 2, "the second one is not in");
}

#[test]
fn fetch_names_heads_of_others_and_pull_goes_forward() {
    let origin = two_versions();
    let serving = Serving::of(&origin);
    let clone = Cloned::member(&origin, &serving.url, "clone", &[]);
    assert!(clone.json(&["fetch"])["heads"].as_array().unwrap().is_empty(), "there is nothing new");
    origin.write("c.txt", "three\n");
    let third = origin.commit("third");
    let fetched = clone.json(&["fetch"]);
    assert_eq!(fetched["heads"][0]["new"], third.as_str());
    assert_eq!(commit_of(&origin, &clone.dir, "remotes/origin/main"), third);
    let member = origin.json(&["key", "show"])["identity"].as_str().unwrap()[..8].to_owned();
    assert_eq!(commit_of(&origin, &clone.dir, &format!("remotes/{member}/main")), third);
    assert_ne!(commit_of(&origin, &clone.dir, "@"), third, "the own head has not moved");
    let pulled = clone.json(&["pull"]);
    assert_eq!((pulled["commit"].as_str(), pulled["written"].as_u64()), (Some(&*third), Some(1)));
    assert_eq!(snapshot(&clone.dir), origin.tree());
    assert!(clone.ok(&["pull"]).contains("Already up to date"));
    let exit = origin.run(&["-C", clone.dir.to_str().unwrap(), "fetch", "--exit-code"]);
    assert_eq!(exit.status.code(), Some(0), "nothing to do");
}

#[test]
fn histories_that_parted_are_joined_only_on_demand() {
    let origin = two_versions();
    let serving = Serving::of(&origin);
    let clone = Cloned::member(&origin, &serving.url, "clone", &[]);
    origin.write("theirs.txt", "theirs\n");
    let theirs = origin.commit("theirs");
    let ours = clone.commit("ours.txt", "ours\n");
    let said = clone.fails(7, &["pull"]);
    assert!(said.contains("parted") && said.contains("mosaic pull --merge"), "{said}");
    assert_eq!(commit_of(&origin, &clone.dir, "@"), ours, "nothing was changed");
    clone.ok(&["pull", "--merge"]);
    assert_eq!((clone.read("theirs.txt"), clone.read("ours.txt")), ("theirs\n".to_owned(), "ours\n".to_owned()));
    let newest = clone.json(&["log"])["commits"][0]["parents"].clone();
    assert_eq!(newest, serde_json::json!([ours, theirs]));
}

#[test]
fn a_peer_with_another_key_is_a_stranger() {
    let origin = two_versions();
    let mut serving = Serving::of(&origin);
    let clone = Cloned::member(&origin, &serving.url, "clone", &[]);
    serving.kill();
    let said = clone.fails(8, &["fetch", "--peer-timeout", "2"]);
    assert!(said.contains("nobody listens there"), "{said}");
    // The same community at another member: not who was met under this name.
    let other = two_versions();
    let imposter = Serving::with(&other, &["--read", "anyone"]);
    clone.ok(&["remote", "remove", "origin"]);
    clone.ok(&["remote", "add", "origin", &imposter.url]);
    let said = clone.fails(4, &["fetch"]);
    assert!(said.contains("another community"), "{said}");
}

#[test]
fn an_invite_leads_into_its_own_community_only() {
    let (origin, other) = (two_versions(), two_versions());
    let imposter = Serving::with(&other, &["--read", "anyone"]);
    let token = origin.json(&["community", "invite"])["token"].as_str().unwrap().to_owned();
    let dir = origin.beside("clone");
    let said = origin.fails(4, &["clone", &imposter.url, dir.to_str().unwrap(), "--invite", &token]);
    assert!(said.contains("another community"), "{said}");
    assert!(!dir.exists(), "nothing was begun");
}

#[test]
fn a_session_with_one_dead_remote_does_the_rest() {
    let origin = two_versions();
    let serving = Serving::of(&origin);
    let clone = Cloned::member(&origin, &serving.url, "clone", &[]);
    clone.ok(&["remote", "add", "dead", "http://127.0.0.1:1"]);
    origin.write("c.txt", "three\n");
    let third = origin.commit("third");
    clone.fails(3, &["fetch"]);
    assert_eq!(commit_of(&origin, &clone.dir, "remotes/origin/main"), third, "the living one was asked");
    clone.ok(&["fetch", "--min-peers", "1"]);
    clone.fails(9, &["fetch", "--min-peers", "2"]);
    clone.fails(8, &["fetch", "dead"]);
    clone.fails(5, &["fetch", "nobody"]);
}

#[test]
fn a_member_that_does_not_answer_is_missed_and_voters_decide() {
    let origin = two_versions();
    let serving = Serving::of(&origin);
    let mut gone = Cloned::member(&origin, &serving.url, "gone", &[]).serve();
    origin.ok(&["remote", "add", "gone", &gone.url]);
    origin.ok(&["remote", "add", "self", &serving.url]);
    origin.ok(&["fetch"]);
    let online = |sandbox: &Sandbox| {
        let who = sandbox.json(&["tapestry", "who"]);
        who["members"].as_array().unwrap().iter().filter(|member| member["online"] == true).count()
    };
    assert_eq!(online(&origin), 2);
    gone.kill();
    origin.fails(3, &["fetch", "--peer-timeout", "2"]);
    assert_eq!(online(&origin), 1, "the only voter has missed it");
    let length = || origin.json(&["tapestry", "root"])["strands"].as_u64().unwrap();
    let before = length();
    origin.fails(3, &["fetch", "--peer-timeout", "2"]);
    assert_eq!(length(), before, "it is said once");
}

#[test]
fn repair_takes_what_is_lost_from_a_peer() {
    let origin = two_versions();
    let mut noise = vec![0; 3_000_000];
    blake3::Hasher::new().finalize_xof().fill(&mut noise);
    origin.write("noise.bin", noise);
    origin.commit("noise");
    let serving = Serving::of(&origin);
    let clone = Cloned::member(&origin, &serving.url, "clone", &[]);
    let packs = clone.dir.join(".mosaic/packs");
    let largest = fs::read_dir(&packs).unwrap().map(|entry| entry.unwrap().path());
    let largest = largest.max_by_key(|path| path.metadata().unwrap().len()).unwrap();
    let mut bytes = fs::read(&largest).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&largest, bytes).unwrap();
    clone.fails(6, &["fsck", "--data"]);
    let done = clone.json(&["repair", "--from", &serving.url]);
    assert!(done["repaired"].as_u64().unwrap() > 0, "{done}");
    clone.ok(&["fsck", "--data"]);
}
