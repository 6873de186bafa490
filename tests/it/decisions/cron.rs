//! Voters that never serve: each votes when it runs a session itself, and finds what the others left at the one that serves.

use super::club::Club;

/// Lets the members run sessions, one after the other, until one says that all is decided; says how many it took.
fn sessions(club: &Club, members: &[usize], done: impl Fn(&Club) -> bool) -> usize {
    for (count, member) in members.iter().cycle().take(4 * members.len()).enumerate() {
        let (code, document) = club.document(*member, &["sync-heads"]);
        assert!([0, 7, 10].contains(&code), "{document}");
        if done(club) {
            return count + 1;
        }
    }
    panic!("it is never decided: {}", club.document(members[0], &["sync-heads"]).1);
}

#[test]
fn voters_of_whom_one_serves_decide_one_after_the_other() {
    let mut club = Club::new(5);
    (1..5).for_each(|member| club.kill(member));
    let commit = club.commit(1, "second");
    let decided = |club: &Club| club.json(0, &["head", "show"])["decided"]["commit"] == commit.as_str();
    let (code, document) = club.document(1, &["sync-heads"]);
    let verdict = &document["result"]["heads"][0];
    assert_eq!((code, &verdict["decision"]), (10, &"undecided".into()), "{document}");
    assert_eq!(verdict["silent"].as_array().unwrap().len(), 3, "{document}");
    // It reported, a second one makes the quorum of reports, a third one that of supports; then two accept beside the hub.
    let count = sessions(&club, &[2, 3, 4, 1], decided);
    assert!((3..=4).contains(&count), "{count} sessions");
    for member in 1..5 {
        club.ok(member, &["pull", "--min-peers", "1"]);
        assert_eq!(club.json(member, &["head", "show"])["decided"]["commit"], commit.as_str(), "member {member}");
        assert_eq!(club.stand(member), "at", "member {member}");
        club.ok(member, &["head", "verify"]);
    }
    // Nothing is left open, and nothing is done once the hub has followed as well.
    club.ok(0, &["merge", "decided/main"]);
    let synced = club.json(3, &["sync-heads"]);
    assert_eq!((&synced["messages"], &synced["heads"]), (&0.into(), &serde_json::json!([])), "{synced}");
}

#[test]
fn sides_that_are_left_one_after_the_other_are_decided_on_as_if_all_had_met() {
    let mut club = Club::new(4);
    (1..4).for_each(|member| club.kill(member));
    let ours = club.commit(1, "ours");
    let theirs = club.commit(2, "theirs");
    let decided = |club: &Club| club.json(0, &["head", "show"])["decided"]["height"] == 2;
    sessions(&club, &[1, 2, 3], decided);
    let won = club.json(0, &["head", "show"])["decided"]["commit"].as_str().unwrap().to_owned();
    assert!([&ours, &theirs].contains(&&won), "{won}");
    let loser = if won == ours { 2 } else { 1 };
    let (code, _) = club.document(loser, &["sync-heads"]);
    assert_eq!(code, 7, "it lost, and is told");
    club.ok(loser, &["merge", "decided/main"]);
    let decided = |club: &Club| club.json(0, &["head", "show"])["decided"]["height"] == 3;
    sessions(&club, &[loser, 3, 3 - loser], decided);
}

#[test]
fn a_voter_that_never_serves_gets_its_vote() {
    let mut club = Club::new(4);
    club.join(4, &["--voter"]);
    (1..5).for_each(|member| club.kill(member));
    sessions(&club, &[4, 1, 2, 3], |club| club.epoch(0) == 4);
    for member in 1..5 {
        club.ok(member, &["pull", "--min-peers", "1"]);
        assert_eq!(club.epoch(member), 4, "member {member}");
    }
}
