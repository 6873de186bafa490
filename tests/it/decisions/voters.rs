//! Who votes: new voters, another rule, leaving, and removal by evidence.

use std::process::Command;

use super::club::Club;

#[test]
fn the_community_shows_how_many_decide_and_what_that_bears() {
    let club = Club::new(3);
    let shown = club.json(2, &["community", "show"]);
    assert_eq!((&shown["epoch"], &shown["quorum"], &shown["rule"]), (&2.into(), &2.into(), &"majority".into()));
    assert_eq!(shown["bears"], serde_json::json!({ "silent": 1, "lying": 0 }));
    assert_eq!(shown["voters"].as_array().unwrap().len(), 3);
    assert!(club.ok(2, &["community", "show"]).contains("2 of 3 voters decide (majority, epoch 2)"));
}

#[test]
fn with_two_voters_both_must_answer_and_that_is_said() {
    let mut club = Club::new(1);
    let output = club.run(0, &["community", "invite", "--voter"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("of two voters both must answer") && said.contains("invite a third"), "{said}");
    club.join(1, &["--voter"]);
    let shown = club.json(0, &["community", "show"]);
    assert_eq!(
        (&shown["requests"][0]["request"], &shown["requests"][0]["member"]),
        (&"join".into(), &club.key(1).into())
    );
    let output = club.run(0, &["community", "invite", "--voter"]);
    assert!(!String::from_utf8(output.stderr).unwrap().contains("both must answer"), "the third one");
    let said = club.ok(0, &["sync-heads"]);
    assert!(said.contains("voters  decided at height 1: 2 voters, epoch 1"), "{said}");
    assert!(club.ok(1, &["community", "show"]).contains("both must answer"));
}

#[test]
fn the_rule_is_changed_by_the_voters() {
    let mut club = Club::new(3);
    let said = club.fails(0, 2, &["community", "set", "name=other"]);
    assert!(said.contains("there are quorum=majority and quorum=byzantine"), "{said}");
    club.join(3, &[]);
    let said = club.fails(3, 4, &["community", "set", "quorum=byzantine"]);
    assert!(said.contains("only voters can ask"), "{said}");
    assert!(club.json(0, &["community", "set", "quorum=majority"])["strand"].is_null(), "it is so already");
    club.ok(0, &["community", "set", "quorum=byzantine"]);
    assert_eq!(club.json(0, &["community", "show"])["requests"][0]["rule"], "byzantine");
    let synced = club.json(0, &["sync-heads"]);
    assert_eq!((&synced["epoch"], &synced["registers"][0]["decision"]), (&3.into(), &"decided".into()), "{synced}");
    let shown = club.json(1, &["community", "show"]);
    assert_eq!((&shown["rule"], &shown["requests"]), (&"byzantine".into(), &serde_json::json!([])));
}

#[test]
fn a_voter_that_left_is_no_voter_once_the_others_decide_it() {
    let club = Club::new(3);
    let said = club.ok(2, &["community", "leave", "--yes"]);
    assert!(said.contains("Its vote counts until the others decide"), "{said}");
    club.ok(0, &["fetch"]);
    assert_eq!(club.json(0, &["community", "show"])["requests"][0]["request"], "leave");
    club.run(0, &["sync-heads"]);
    let shown = club.json(0, &["community", "show"]);
    assert_eq!((&shown["epoch"], shown["voters"].as_array().unwrap().len()), (&3.into(), 2), "{shown}");
    club.commit(0, "second");
    club.ok(0, &["sync-heads"]);
}

#[test]
fn a_new_voter_that_never_answers_holds_up_no_other_change() {
    let mut club = Club::new(2);
    club.join(2, &["--voter"]);
    club.kill(2);
    club.ok(1, &["community", "set", "quorum=byzantine"]);
    club.ok(0, &["sync-heads", "--peer", "bob"]);
    let shown = club.json(0, &["community", "show"]);
    assert_eq!((&shown["rule"], &shown["epoch"]), (&"byzantine".into(), &2.into()), "{shown}");
    assert_eq!(shown["requests"][0]["request"], "join", "it waits for its vote still");
}

#[test]
fn a_voter_that_forks_its_log_is_removed() {
    let mut club = Club::new(3);
    club.kill(2);
    let (place, copy) = (club.dir(2), club.beside("copy"));
    assert!(Command::new("cp").arg("-a").args([&place, &copy]).status().unwrap().success());
    // Neither hears of the other.
    for dir in [&place, &copy] {
        for remote in ["origin", "bob"] {
            club.ok_in(dir, &["remote", "remove", remote]);
        }
        club.ok_in(dir, &["community", "set", "quorum=byzantine"]);
    }
    // So that the logs are not of one length.
    club.ok_in(&copy, &["community", "set", "quorum=majority"]);
    club.serve(2);
    let told = club.url(2).to_owned();
    club.ok(0, &["remote", "remove", "cid"]);
    club.ok(0, &["remote", "add", "cid", &told]);
    club.ok(0, &["fetch", "cid"]);
    club.kill(2);
    std::fs::remove_dir_all(&place).unwrap();
    std::fs::rename(&copy, &place).unwrap();
    club.serve(2);
    let told = club.url(2).to_owned();
    club.ok(0, &["remote", "remove", "cid"]);
    club.ok(0, &["remote", "add", "cid", &told]);
    club.ok(0, &["fetch", "cid"]);
    let shown = club.json(0, &["community", "show"]);
    let asked = (&shown["requests"][0]["request"], &shown["requests"][0]["member"]);
    assert_eq!(asked, (&"remove".into(), &club.key(2).into()), "{shown}");
    club.run(0, &["sync-heads", "--peer", "bob"]);
    for member in 0..2 {
        let shown = club.json(member, &["community", "show"]);
        assert_eq!((&shown["epoch"], shown["voters"].as_array().unwrap().len()), (&3.into(), 2), "{shown}");
    }
    club.ok(0, &["head", "verify"]);
}
