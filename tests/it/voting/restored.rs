//! A voter from a backup: it says that it is silent, does not vote before others have decided without it, and votes again
//! then.

use std::path::Path;
use std::process::Command;

use mosaic::heads::bundle::Bundle;
use mosaic::heads::value::Value;
use mosaic::heads::verdict::Decision;
use mosaic::repo::decisions::silence::reason;
use mosaic::repo::guard::{Guard, check};
use mosaic::storage::power::Fate;

use crate::peers::village::Home;
use crate::voting::circle::{circle, commit, invite, key, lines, settle, sync};
use crate::voting::said::{motion, proposal, replied, report};
use crate::voting::town::{Said, Town};

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
    assert_eq!(said.code, 0, "the original votes: {}", said.text);
    // Both have continued one log, which costs the member its vote; that needed its accept as well.
    assert_eq!(town.revision(0, "decided/main"), town.revision(0, "main"));
}

#[test]
fn a_backup_from_before_the_first_vote_is_noticed_by_what_others_show() {
    let mut homes = circle(2);
    invite(&mut homes);
    let backup = Home { storage: homes[2].storage.reboot(|_| Fate::Kept), ..homes[2].clone() };
    assert_eq!(check(&backup.open(), "").unwrap(), Guard::New, "it has never voted");
    settle(&homes);
    let (one, voter) = (&homes[0], &homes[2]);
    let scope = one.open().community().unwrap();
    // It supports what the first proposes, and nobody else does: that stays open.
    let old = Value::from(one.head().unwrap());
    let next = Value::from(commit(one, 5));
    voter.fetch(&[one.line(voter.key())]).unwrap();
    backup.fetch(&[one.line(voter.key())]).unwrap();
    let motion = motion(voter, 1, next);
    let reports =
        vec![report(&scope, &key(one), motion.height - 1, next), report(&scope, &key(voter), motion.height - 1, old)];
    let bundle = Bundle { proposals: vec![proposal(&scope, &key(one), &motion, reports)], ..Bundle::default() };
    let votes = replied(voter, one.key(), bundle.clone()).votes;
    assert_eq!(votes.iter().map(|vote| vote.voter).collect::<Vec<_>>(), [voter.key()]);
    replied(one, voter.key(), Bundle { votes: votes.clone(), ..Bundle::default() });
    // The backup in its place is shown its own vote.
    let said = replied(&backup, one.key(), Bundle { votes, ..bundle });
    assert!(said.votes.iter().all(|vote| vote.voter != voter.key()), "{said:?}");
    let is_muted = || {
        let repository = backup.open();
        reason(repository.current().unwrap().operation(), repository.source()).unwrap()
    };
    assert!(is_muted().is_some_and(|why| why.contains("votes of this voter")));
    // With the first alone nothing is decided; the other voter comes, and then it is, without the backup.
    let undecided = sync(one, &lines(one, &[&backup])).unwrap();
    assert_eq!(undecided.verdicts[0].decision, Decision::Undecided, "{undecided:?}");
    let decided = sync(one, &lines(one, &[&homes[1], &backup])).unwrap();
    assert_eq!(decided.verdicts[0].decision, Decision::Decided, "{decided:?}");
    let certificate = decided.verdicts[0].certificate.as_ref().unwrap();
    assert!(certificate.ayes.iter().all(|aye| aye.voter != voter.key()), "{certificate:?}");
    // It asks, and votes again above that.
    sync(&backup, &lines(&backup, &[one, &homes[1]])).unwrap();
    assert_eq!(is_muted(), None);
    for seed in 6..9 {
        commit(one, seed);
        assert_eq!(sync(one, &lines(one, &[&homes[1], &backup])).unwrap().verdicts[0].decision, Decision::Decided);
    }
    commit(one, 9);
    let both = sync(one, &lines(one, &[&backup])).unwrap();
    assert_eq!(both.verdicts[0].decision, Decision::Decided, "it votes again: {both:?}");
}
