//! Going on when so many voters are gone that nothing can be decided.

use super::club::Club;

/// Three voters of whom two are gone for ever, and a member without a vote.
fn stranded() -> (Club, String) {
    let mut club = Club::new(3);
    club.join(3, &[]);
    club.kill(1);
    club.kill(2);
    let second = club.commit(0, "second");
    (club, second)
}

#[test]
fn one_voter_goes_on_and_another_member_accepts_it() {
    let (club, second) = stranded();
    let (code, document) = club.document(0, &["sync-heads"]);
    assert_eq!((code, &document["error"]["kind"]), (10, &"undecided".into()), "{document}");
    assert_eq!(document["result"]["heads"][0]["silent"].as_array().unwrap().len(), 2);
    let key = club.key(0);
    let said = club.fails(0, 2, &["community", "recover", "--voters", &key]);
    assert!(said.contains("without their decision") && said.contains("--yes"), "{said}");
    let said = club.fails(0, 5, &["community", "recover", "--yes", "--voters", "nobody"]);
    assert!(said.contains("no member is called nobody"), "{said}");
    let recover = ["community", "recover", "--yes", "--reason", "fire", "--voters", &key[..10]];
    let written = club.json(0, &recover);
    assert_eq!((&written["epoch"], &written["reason"]), (&3.into(), &"fire".into()), "{written}");
    let id = written["recovery"].as_str().unwrap();
    assert!(club.fails(0, 4, &recover).contains("these are the voters already"));
    club.ok(0, &["sync-heads"]);
    assert_eq!(club.json(0, &["head", "show"])["decided"]["commit"], second.as_str());

    // Who has not accepted it does not take its word for anything, and is told why.
    let output = club.run(3, &["sync-heads", "--peer", "origin"]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.code() == Some(10) && said.contains("goes by another recovery"), "{said}");
    assert_eq!(club.json(3, &["head", "show"])["decided"]["height"], 1);
    let said = club.fails(3, 2, &["community", "accept", id, "origin"]);
    assert!(said.contains("wrote it, saying \"fire\""), "{said}");
    let accepted = club.json(3, &["community", "accept", id, "origin", "--yes"]);
    assert_eq!((&accepted["author"]["member"], &accepted["epoch"]), (&key.as_str().into(), &3.into()));
    assert_eq!((accepted["before"].as_array().unwrap().len(), accepted["voters"].as_array().unwrap().len()), (3, 1));
    assert!(club.ok(3, &["community", "accept", id, "--yes"]).contains("accepted before"));
    club.ok(3, &["sync-heads", "--peer", "origin"]);
    assert_eq!(club.json(3, &["head", "show"])["decided"]["commit"], second.as_str());
    for member in [0, 3] {
        let verified = club.json(member, &["head", "verify"]);
        assert_eq!(
            (&verified["recoveries"][0]["recovery"], &verified["recoveries"][0]["reason"]),
            (&id.into(), &"fire".into())
        );
        assert_eq!(club.json(member, &["community", "show"])["recoveries"][0]["recovery"], id);
        club.ok(member, &["config", "set", "gc.keep", "0s"]);
        club.ok(member, &["gc"]);
        club.ok(member, &["fsck"]);
        club.ok(member, &["head", "verify"]);
    }
}

#[test]
fn two_recoveries_are_two_communities() {
    let (mut club, _) = stranded();
    let of = |club: &Club, member: usize| {
        let key = club.key(member);
        let written = club.json(member, &["community", "recover", "--yes", "--voters", &key]);
        written["recovery"].as_str().unwrap().to_owned()
    };
    let first = of(&club, 0);
    let second = of(&club, 1);
    assert_ne!(first, second);
    club.serve(1);
    let url = club.url(1).to_owned();
    let said = club.fails(0, 4, &["community", "accept", &second, &url, "--yes"]);
    assert!(said.contains("goes by another recovery") && said.contains("two recoveries are two communities"), "{said}");
    let (code, document) = club.document(0, &["sync-heads", "--peer", &url]);
    assert_eq!(code, 0, "it decides alone: {document}");
    assert_eq!(document["result"]["foreign"][0]["member"], club.key(1).as_str());
    club.ok(1, &["head", "verify"]);
    assert_eq!(club.json(1, &["head", "show"])["decided"]["height"], 1, "the other community has decided nothing");
    let missing = "0".repeat(64);
    let said = club.fails(3, 5, &["community", "accept", &missing, "origin", "--yes"]);
    assert!(said.contains("none of the peers that answered has recovery"), "{said}");
}
