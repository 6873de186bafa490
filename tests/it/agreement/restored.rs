//! A voter from a backup: it says that it is silent, does not vote before others have decided without it, and votes again
//! then.

use std::path::Path;
use std::process::Command;

use crate::agreement::town::{Said, Town};

fn copy(from: &Path, to: &Path) {
    assert!(Command::new("cp").arg("-a").args([from, to]).status().unwrap().success());
}

/// Puts a backup in the place of the member's repository.
fn restore(town: &mut Town, member: usize, backup: &Path) {
    town.kill(member);
    let dir = town.members[member].dir.clone();
    std::fs::remove_dir_all(&dir).unwrap();
    copy(backup, &dir);
    town.serve(member);
}

fn is_refused(said: &Said, key: &str) -> bool {
    let refused = said.verdict("main")["refused"].as_array().unwrap().clone();
    refused.iter().any(|no| no["member"] == key && no["why"].as_str().unwrap().contains("backup"))
}

#[test]
fn a_voter_from_a_backup_is_silent_until_others_decided_without_it() {
    let mut town = Town::new(3);
    let backup = town.sandbox.beside("backup");
    copy(&town.members[2].dir.clone(), &backup);
    // It votes together with the founder, while the third is away; nobody announces what was decided.
    town.kill(1);
    town.commit(0, "a.txt");
    let decided = town.sync(0);
    assert_eq!((decided.code, decided.decision()), (0, "decided"), "{}", decided.text);
    restore(&mut town, 2, &backup);
    let key = town.key(2);
    // With the founder alone it decides nothing: its vote may be one that it gave already.
    let next = town.commit(0, "b.txt");
    let said = town.sync(0);
    assert_eq!((said.code, said.decision()), (10, "undecided"), "{}", said.text);
    assert!(is_refused(&said, &key), "{}", said.text);
    let own = town.sync(2);
    assert_eq!(own.code, 10, "{}", own.text);
    // The third comes back: with it there is a quorum without the one that is silent.
    town.serve(1);
    let said = town.sync(0);
    assert_eq!((said.code, said.decision()), (0, "decided"), "{}", said.text);
    assert_eq!(town.revision(0, "decided/main"), next);
    let ayes = said.verdict("main")["certificate"].as_str().map(str::to_owned);
    assert!(ayes.is_some());
    // It learns how far it must be silent, and what was decided; then it counts again, also where it is needed.
    for _ in 0..2 {
        let told = town.sync(2);
        assert_eq!((told.code, told.result["silent"].as_str()), (0, None), "{}", told.text);
    }
    for file in ["c.txt", "d.txt", "e.txt"] {
        town.commit(0, file);
        assert_eq!(town.sync(0).code, 0);
    }
    town.kill(1);
    let last = town.commit(0, "f.txt");
    let said = town.sync(0);
    assert_eq!((said.code, said.decision()), (0, "decided"), "it votes again: {}", said.text);
    assert_eq!(town.revision(2, "decided/main"), last);
}

#[test]
fn a_copy_that_is_served_as_well_does_not_vote() {
    let mut town = Town::new(2);
    town.commit(0, "a.txt");
    assert_eq!(town.sync(0).code, 0);
    let backup = town.sandbox.beside("backup");
    copy(&town.members[1].dir.clone(), &backup);
    town.kill(1);
    // The copy runs in the place of the original.
    let original = std::mem::replace(&mut town.members[1].dir, backup);
    town.serve(1);
    town.commit(0, "b.txt");
    let said = town.sync(0);
    assert_eq!((said.code, said.decision()), (10, "undecided"), "{}", said.text);
    assert!(is_refused(&said, &town.key(1)), "{}", said.text);
    town.kill(1);
    town.members[1].dir = original;
    town.serve(1);
    let said = town.sync(0);
    assert_eq!((said.code, said.decision()), (0, "decided"), "the original votes: {}", said.text);
}

#[test]
fn a_backup_from_before_the_first_vote_is_noticed_by_what_others_show() {
    let mut town = Town::new(3);
    // The third has never voted on anything but who votes, and its file is taken away with its state.
    let backup = town.sandbox.beside("backup");
    copy(&town.members[2].dir.clone(), &backup);
    for name in ["voter"] {
        let file = backup.join(".mosaic").join(name);
        if file.exists() {
            std::fs::remove_file(file).unwrap();
        }
    }
    town.kill(1);
    town.commit(0, "a.txt");
    // The proposer dies with the vote in its ballot: it is killed again and again until it has one and no certificate.
    let mut is_open = false;
    for slice in 0..200 {
        let mut child =
            town.syncing(0).stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(2 * slice));
        let _ = child.kill();
        child.wait().unwrap();
        town.look();
        is_open = town.has_vote_of(0, 2);
        if is_open || town.revision(0, "decided/main") == town.revision(0, "main") {
            break;
        }
    }
    println!("killed with an open vote: {is_open}");
    restore(&mut town, 2, &backup);
    // Whoever comes shows it the vote, if it was left open; or the certificate.
    let said = town.sync(0);
    town.serve(1);
    let end = town.sync(0);
    assert!([0, 10].contains(&said.code), "{}", said.text);
    assert_eq!((end.code, town.revision(0, "decided/main")), (0, town.revision(0, "main")), "{}", end.text);
}
