//! Five voters, each served by a process of its own: they decide, they stop and go on, they are few; and what a decision
//! does to heads, `fetch` and `pull`.

use std::time::{Duration, Instant};

use crate::voting::town::{Town, open, said};

/// The members whose votes were not heard, by the keys in a verdict.
fn silent(verdict: &serde_json::Value) -> Vec<String> {
    let mut keys: Vec<String> = verdict["silent"]
        .as_array()
        .unwrap()
        .iter()
        .map(|named| named["member"].as_str().unwrap().to_owned())
        .collect();
    keys.sort();
    keys
}

fn keys(town: &Town, members: &[usize]) -> Vec<String> {
    let mut keys: Vec<String> = members.iter().map(|member| town.key(*member)).collect();
    keys.sort();
    keys
}

/// All pull, and have the same commit in the work tree and in their decisions; all is whole.
fn converge(town: &mut Town) -> String {
    let commit = town.revision(0, "decided/main");
    for member in 0..town.members.len() {
        let others: Vec<String> = (0..town.members.len()).filter(|m| *m != member).map(|m| town.url(m)).collect();
        let args: Vec<&str> = ["pull"].into_iter().chain(others.iter().map(String::as_str)).collect();
        town.ok(member, &args);
        assert_eq!(town.revision(member, "main"), commit, "member {member}");
        assert_eq!(town.revision(member, "decided/main"), commit, "member {member}");
        assert!(town.ok(member, &["fsck"]).contains("no"), "member {member}");
    }
    town.look();
    commit
}

#[test]
fn two_commit_one_wins_and_a_merge_brings_both_together() {
    let mut town = Town::new(5);
    let (one, two) = (town.commit(1, "b.txt"), town.commit(2, "c.txt"));
    // The first that asks has more voters on its side than the second: those that are behind count for neither.
    let first = town.sync(1);
    let (winner, loser) = if town.revision(1, "decided/main") == one { (1, 2) } else { (2, 1) };
    let (won, lost) = if winner == 1 { (&one, &two) } else { (&two, &one) };
    assert_eq!(first.code, if winner == 1 { 0 } else { 7 }, "{}", first.text);
    let second = town.sync(loser);
    assert_eq!((second.code, second.decision()), (7, "lost"), "{}", second.text);
    let name = second.verdict("main")["lost"].as_str().unwrap().to_owned();
    assert_eq!(town.revision(loser, &name), *lost);
    assert_eq!(second.verdict("main")["commit"], won.as_str());
    assert_eq!(town.revision(loser, "main"), *lost, "own heads do not move");
    // Again says the same.
    assert_eq!(town.sync(loser).code, 7);
    town.ok(loser, &["merge", "decided/main"]);
    let merge = town.revision(loser, "main");
    let third = town.sync(loser);
    assert_eq!((third.code, third.decision()), (0, "decided"), "{}", third.text);
    assert_eq!(converge(&mut town), merge);
    let last = town.sync(3);
    assert_eq!(last.code, 0, "{}", last.text);
    println!(
        "{} votes, {} heights, {} looks at certificates",
        town.ledger.votes(),
        town.ledger.heights(),
        town.ledger.certificates
    );
}

#[test]
fn stopped_voters_are_silent_and_three_of_five_decide() {
    let mut town = Town::new(5);
    for member in [3, 4] {
        town.signal(member, "-STOP");
    }
    let commit = town.commit(0, "a.txt");
    let three = town.sync(0);
    assert_eq!((three.code, three.decision()), (0, "decided"), "{}", three.text);
    assert_eq!(silent(three.verdict("main")), keys(&town, &[3, 4]), "{}", three.text);
    assert_eq!(town.revision(0, "decided/main"), commit);
    town.signal(2, "-STOP");
    let next = town.commit(0, "b.txt");
    let before: Vec<_> = [0, 1].map(|member| town.revision(member, "decided/main")).into();
    let begin = Instant::now();
    let two = town.sync(0);
    assert!(begin.elapsed() < Duration::from_secs(20), "three that do not answer cost {:?}", begin.elapsed());
    assert_eq!((two.code, two.decision()), (10, "undecided"), "{}", two.text);
    assert_eq!(silent(two.verdict("main")), keys(&town, &[2, 3, 4]), "{}", two.text);
    assert_eq!([0, 1].map(|member| town.revision(member, "decided/main")).to_vec(), before, "nothing moved");
    for member in [2, 3, 4] {
        town.signal(member, "-CONT");
    }
    let all = town.sync(1);
    assert_eq!((all.code, all.decision()), (0, "decided"), "{}", all.text);
    assert_eq!(converge(&mut town), next);
    // Who is away asks nobody.
    for member in 1..5 {
        town.kill(member);
    }
    town.commit(0, "c.txt");
    let alone = town.sync(0);
    assert_eq!(alone.code, 10, "{}", alone.text);
    assert_eq!(silent(alone.verdict("main")), keys(&town, &[1, 2, 3, 4]), "{}", alone.text);
}

#[test]
fn one_voter_needs_nobody_and_of_two_both_answer() {
    let mut one = Town::new(1);
    let commit = one.commit(0, "a.txt");
    let said = one.sync_with(0, &[]);
    assert_eq!((said.code, said.decision()), (0, "decided"), "{}", said.text);
    assert_eq!(one.revision(0, "decided/main"), commit);
    assert_eq!(said.result["messages"], 0, "{}", said.text);
    let again = one.sync_with(0, &[]);
    assert_eq!((again.code, again.result["agreed"].as_bool()), (0, Some(true)), "{}", again.text);

    let mut two = Town::new(2);
    let commit = two.commit(0, "a.txt");
    two.signal(1, "-STOP");
    let said = two.sync(0);
    assert_eq!((said.code, said.decision()), (10, "undecided"), "{}", said.text);
    // Without remotes as well: it is alone, and says so.
    let alone = two.sync_with(0, &[]);
    assert_eq!((alone.code, silent(alone.verdict("main"))), (10, keys(&two, &[1])), "{}", alone.text);
    two.signal(1, "-CONT");
    let said = two.sync(1);
    assert_eq!((said.code, said.decision()), (0, "decided"), "{}", said.text);
    assert_eq!(two.revision(0, "decided/main"), commit);
}

#[test]
fn voters_that_never_serve_decide_through_two_that_do() {
    let mut town = Town::new(5);
    for member in 1..4 {
        town.kill(member);
    }
    // Three of five only run from cron. A proposal needs the reports of three at once: two that serve, and who comes.
    let hubs = vec![town.url(0), town.url(4)];
    let commit = town.commit(1, "a.txt");
    let mut runs = 0;
    while town.revision(0, "decided/main") != commit {
        let member = 1 + runs % 3;
        let said = town.sync_with(member, &hubs);
        assert!([0, 10].contains(&said.code), "{}", said.text);
        runs += 1;
        assert!(runs < 12, "three voters ran four times each");
    }
    println!("decided after {runs} runs of three voters that do not serve");
    // With one of the two the others learn it when they come next, and are heard: each is the third.
    town.kill(4);
    for member in 1..4 {
        let said = town.sync_with(member, &hubs);
        assert_eq!(said.code, 0, "{}", said.text);
        assert_eq!(town.revision(member, "decided/main"), commit);
    }
    town.serve(4);
    town.ok(2, &["pull", &hubs[0], &hubs[1]]);
    let next = town.commit(2, "b.txt");
    let said = town.sync_with(2, &hubs);
    assert_eq!((said.code, town.revision(0, "decided/main")), (0, next), "{}", said.text);
}

#[test]
fn decisions_reach_heads_and_members_that_were_away() {
    let mut town = Town::new(4);
    let url = town.url(0);
    let place = town.sandbox.beside("bare");
    let bare = place.to_str().unwrap().to_owned();
    let invite = town.sandbox.json(&["community", "invite", "--address", &url]);
    town.sandbox.ok(&["clone", &url, &bare, "--bare", "--invite", invite["token"].as_str().unwrap()]);
    let sync = |town: &Town| said(&town.sandbox.command(&["-C", &bare, "sync-heads", "--json"]).output().unwrap());
    assert_eq!(sync(&town).code, 0);
    // Voter 3 is away. What the others decide reaches it from the bare member, which has no vote.
    town.kill(3);
    let decided = town.commit(0, "a.txt");
    let said = town.sync(0);
    assert_eq!((said.code, said.decision()), (0, "decided"), "{}", said.text);
    let followed = sync(&town);
    assert_eq!(followed.code, 0, "{}", followed.text);
    let head = |town: &Town, revision: &str| crate::sessions::serving::commit_of(&town.sandbox, &place, revision);
    assert_eq!(head(&town, "main"), decided, "a bare repository goes forward to what is decided");
    (0..3).for_each(|member| town.kill(member));
    let serving = crate::sessions::serving::Serving::spawn(
        town.sandbox.command(&["-C", &bare, "serve", "--port", "0", "--json"]),
    );
    town.ok(3, &["fetch", &serving.url]);
    assert_eq!(town.revision(3, "decided/main"), decided, "certificates come from any member");
    drop(serving);
    // What one member has beyond the decision is not pulled, as long as no quorum can be asked.
    town.serve(0);
    let beyond = town.commit(0, "b.txt");
    let url = town.url(0);
    town.ok(3, &["pull", &url]);
    assert_eq!(town.revision(3, "main"), decided, "not {beyond}");
    town.ledger.look(&open(&place));
    town.look();
}
