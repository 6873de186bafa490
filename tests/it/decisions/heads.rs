//! What is decided, as `head list` and `head show` tell it; deletion for all.

use super::club::Club;

#[test]
fn a_head_is_at_ahead_of_behind_or_parted_from_what_is_decided() {
    let club = Club::new(3);
    assert_eq!(club.stand(0), "at");
    assert!(club.fails(0, 5, &["sync-heads", "none"]).contains("there is no head none"));
    assert!(club.fails(0, 2, &["sync-heads", "local/none"]).contains("nobody else's business"));
    let second = club.commit(0, "second");
    assert_eq!(club.stand(0), "ahead");
    assert!(club.ok(0, &["head", "list"]).contains("ahead of what is decided; run: mosaic push"));
    let pushed = club.json(0, &["push"]);
    assert_eq!((&pushed["decided"][0]["decision"], &pushed["decided"][0]["height"]), (&"decided".into(), &2.into()));
    assert_eq!((club.stand(0), club.stand(1)), ("at".to_owned(), "behind".to_owned()));
    let shown = club.json(1, &["head", "show"]);
    let decided = &shown["decided"];
    assert_eq!((&decided["commit"], &decided["height"]), (&second.as_str().into(), &2.into()));
    assert_eq!((&decided["stand"], &decided["epoch"]), (&"behind".into(), &2.into()));
    assert!(decided["voters"].as_array().unwrap().len() >= 2, "{decided}");
    assert_eq!(decided["previous"], club.json(0, &["log"])["commits"][1]["commit"]);
    let certificate = decided["certificate"].as_str().unwrap();
    let said = club.ok(1, &["head", "show"]);
    assert!(said.contains(certificate) && said.contains("at height 2, in round 1 of epoch 2"), "{said}");
    club.commit(1, "third");
    assert_eq!(club.stand(1), "parted");
    let (code, document) = club.document(1, &["sync-heads"]);
    assert_eq!((code, &document["error"]["kind"]), (7, &"diverged".into()), "{document}");
    assert!(club.ok(1, &["head", "list"]).contains("run: mosaic merge decided/main"));
}

#[test]
fn a_commit_that_was_not_decided_is_kept_and_shown() {
    let club = Club::new(3);
    let ours = club.commit(0, "ours");
    let theirs = club.commit(1, "theirs");
    club.ok(0, &["sync-heads"]);
    assert_eq!(club.json(0, &["head", "show"])["decided"]["commit"], ours.as_str(), "that of the leader");
    let lost = club.json(1, &["head", "show"])["lost"].clone();
    let name = format!("lost/{}/main/2", &club.key(1)[..8]);
    assert_eq!((&lost[0]["name"], &lost[0]["commit"]), (&name.as_str().into(), &theirs.as_str().into()));
    assert!(club.ok(1, &["head", "list", "--all"]).contains(&name));
    assert!(!club.ok(1, &["head", "list"]).contains(&name));
    club.ok(1, &["merge", "decided/main"]);
    let synced = club.json(1, &["sync-heads"]);
    assert_eq!((&synced["heads"][0]["decision"], &synced["heads"][0]["height"]), (&"decided".into(), &3.into()));
}

#[test]
fn a_head_is_deleted_for_all_once_the_voters_decide_it() {
    let club = Club::new(3);
    club.ok(2, &["head", "create", "side"]);
    let said = club.fails(2, 4, &["head", "delete", "side", "--for-all", "--yes"]);
    assert!(said.contains("members have not decided on it; run: mosaic head delete side"), "{said}");
    club.ok(2, &["sync-heads"]);
    assert!(club.ok(0, &["head", "list"]).contains("decided/side"), "a head that is not here is listed");
    assert_eq!(club.json(0, &["head", "show", "side"])["decided"]["stand"], "absent");
    assert!(club.fails(0, 4, &["head", "delete", "main", "--for-all", "--yes"]).contains("the current head"));
    assert!(club.fails(0, 5, &["head", "delete", "none", "--for-all", "--yes"]).contains("there is no head none"));
    assert!(club.fails(0, 4, &["head", "delete", "side", "--keep"]).contains("does not ask"));
    club.ok(0, &["head", "delete", "side", "--for-all", "--yes"]);
    assert_eq!(club.json(0, &["head", "show", "side"])["decided"]["unwanted"], true);
    club.ok(0, &["head", "delete", "side", "--keep"]);
    club.ok(0, &["sync-heads"]);
    assert!(club.ok(2, &["head", "list"]).contains("side"), "it was taken back");
    let asked = club.json(0, &["head", "delete", "side", "--for-all", "--yes"]);
    assert_eq!((&asked["for_all"], &asked["removed"][0]["head"]), (&true.into(), &"side".into()));
    let synced = club.json(0, &["sync-heads", "side"]);
    let verdict = &synced["heads"][0];
    assert_eq!((&verdict["decision"], &verdict["height"]), (&"decided".into(), &2.into()), "{synced}");
    assert!(verdict["commit"].is_null(), "{synced}");
    for member in 0..3 {
        assert!(!club.ok(member, &["head", "list", "--all"]).contains("  side"), "member {member} has it still");
        assert!(!club.ok(member, &["head", "list", "--all"]).contains("decided/side"), "member {member}");
        club.ok(member, &["fsck"]);
    }
}

#[test]
fn a_head_that_went_on_outlives_its_deletion() {
    let club = Club::new(2);
    club.ok(1, &["head", "create", "side"]);
    club.ok(1, &["sync-heads"]);
    club.ok(0, &["head", "delete", "side", "--for-all", "--yes"]);
    club.ok(1, &["switch", "side"]);
    let further = club.commit(1, "further");
    club.ok(1, &["switch", "main"]);
    club.run(0, &["sync-heads"]);
    club.run(1, &["sync-heads"]);
    let found = club.json(1, &["head", "show", "side"]);
    assert_eq!(found["commit"], further.as_str(), "{found}");
}
