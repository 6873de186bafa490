//! Knots: what they cover keeps its place and stays in its log, whatever becomes known later, on every member that tied the
//! same ones, whether it knew of a fork before or not.

use mosaic::base::flat::FlatWriter;
use mosaic::base::id::Id;
use mosaic::base::key::PublicKey;
use mosaic::base::limit::{MAX_CLOCK, MAX_OBJECT, MAX_ROWS};
use mosaic::base::monitor::Silent;
use mosaic::repo::agree::{covers, longest, own_rows, uncovered};
use mosaic::repo::check_logs::check_logs;
use mosaic::repo::community;
use mosaic::repo::error::RepoError;
use mosaic::repo::fsck::fsck;
use mosaic::repo::knots::{all, newest};
use mosaic::repo::mend_logs::mend_logs;
use mosaic::repo::repository::Repository;
use mosaic::repo::tapestry::{Order, export, import};
use mosaic::repo::tie::Tied;
use mosaic::repo::weave::feeds;
use mosaic::strand::kinds::left;
use mosaic::strand::knot::{Knot, Row};
use mosaic::strand::record::{Signed, UNCOVERED};
use proptest::prelude::{ProptestConfig, any, proptest};

use crate::sandbox::Sandbox;
use crate::strand_forks::{author, deliver, history};
use crate::strand_model::{Batches, Hand, Peer, action, adopt, batches, fork_log, key, next_knot, note, tie_all};
use crate::strand_power::{base, sweep};
use crate::tools::is_everything;

/// A row of author `number`, whatever there is of it.
fn row(number: u8, seq: u64) -> Row {
    let author = key(number).public();
    Row { author, len: seq * 200, seq, tip: Id::of(&[number, seq as u8]), clock: seq + 3 }
}

fn knot(mut rows: Vec<Row>) -> Knot {
    rows.sort_by_key(|row| row.author);
    Knot { height: 2, previous: Some(Id::of(b"before")), rows }
}

/// How many strands of author `number` are here, and the last of them.
fn tip(peer: &Peer, number: u8) -> (u64, Id) {
    let feed = feeds(&peer.repository).unwrap().into_iter().find(|feed| feed.author == key(number).public());
    feed.map(|feed| (feed.seq, feed.tip)).unwrap()
}

fn is_sound(peer: &Peer) {
    let current = peer.repository.current().unwrap();
    assert_eq!(check_logs(&peer.repository, &current, &Silent).unwrap().faults, []);
    assert_eq!(fsck(&peer.repository, &action(), None).unwrap().losses, []);
}

fn tie(peer: &Peer, knot: &Knot, given: &Batches) -> Tied {
    adopt(&peer.repository, &action(), knot, given).unwrap()
}

fn peer(number: u8, strands: &[Signed]) -> Peer {
    let peer = Peer::new(number);
    peer.merge(&batches(strands));
    peer
}

#[test]
fn a_knot_is_read_in_its_one_form_only() {
    let good = knot(vec![row(1, 3), row(2, 1), row(3, 1 << 40)]);
    let first = Knot { height: 1, previous: None, rows: vec![] };
    for knot in [&good, &first] {
        let bytes = knot.encode();
        assert_eq!(Knot::decode(&bytes).unwrap(), *knot);
        assert_eq!(knot.id(), Id::of(&bytes));
        assert!((0..bytes.len()).all(|at| Knot::decode(&bytes[..at]).is_err()));
        assert!(Knot::decode(&[&bytes[..], &[0]].concat()).is_err());
    }
    let with = |change: &dyn Fn(&mut Knot)| {
        let mut bad = good.clone();
        change(&mut bad);
        bad
    };
    let bad = [
        with(&|knot| knot.height = 0),
        with(&|knot| knot.height = 1),
        with(&|knot| knot.height = MAX_CLOCK + 1),
        with(&|knot| knot.previous = None),
        with(&|knot| knot.rows.reverse()),
        with(&|knot| knot.rows[1] = knot.rows[0]),
        with(&|knot| knot.rows[1].seq = 0),
        with(&|knot| knot.rows[1].len = 0),
        with(&|knot| knot.rows[1].seq = u64::MAX),
        with(&|knot| knot.rows[1].clock = MAX_CLOCK + 1),
        with(&|knot| knot.rows[1].clock = 0),
    ];
    for knot in bad {
        assert!(Knot::decode(&knot.encode()).is_err(), "{knot:?}");
    }
    // What is claimed is not believed, and the most there can be fits into an object.
    for count in [4, MAX_ROWS, MAX_ROWS + 1, usize::MAX] {
        let mut out = FlatWriter::new();
        out.array(4).uint(1).uint(1).bytes(&[]).array(count);
        assert!(Knot::decode(&out.finish()).is_err());
    }
    let longest = Row { len: MAX_CLOCK, seq: MAX_CLOCK, clock: MAX_CLOCK, ..row(1, 1) };
    assert!(knot(vec![longest; MAX_ROWS]).encode().len() <= MAX_OBJECT);
}

#[test]
fn only_the_next_knot_of_what_is_held_is_tied() {
    let (strands, _) = author(80);
    let peer = peer(0, &strands);
    let first = next_knot(&peer.repository);
    let refused = |knot: &Knot| matches!(adopt(&peer.repository, &action(), knot, &[]), Err(RepoError::Refused { .. }));
    assert_eq!(uncovered(&peer.repository, &peer.repository.current().unwrap()).unwrap(), 82);
    assert!(refused(&Knot { height: 2, ..first.clone() }));
    assert!(refused(&Knot { height: 2, previous: Some(Id::of(b"x")), ..first.clone() }));
    for change in [|row: &mut Row| row.len += 1, |row: &mut Row| row.clock += 1] {
        let mut wrong = first.clone();
        wrong.rows.iter_mut().for_each(change);
        assert!(refused(&wrong), "{wrong:?}");
    }
    let mut more = first.clone();
    more.rows
        .iter_mut()
        .for_each(|row| (row.seq, row.clock, row.tip) = (row.seq + 1, row.clock + 1, Id::of(b"unknown")));
    let lacking: Vec<PublicKey> = more.rows.iter().map(|row| row.author).collect();
    assert_eq!(covers(&peer.repository, &peer.repository.current().unwrap(), &more).unwrap(), lacking);
    assert_eq!(tie(&peer, &more, &vec![]), Tied::Lacking(lacking));
    assert_eq!(tie(&peer, &first, &vec![]), Tied::Done);
    assert_eq!(tie(&peer, &first, &vec![]), Tied::Done, "again");
    assert_eq!(uncovered(&peer.repository, &peer.repository.current().unwrap()).unwrap(), 0);
    let next = next_knot(&peer.repository);
    let mut less = next.clone();
    less.rows.pop();
    assert!(refused(&less));
    peer.say(&[note("more")]);
    assert_eq!(uncovered(&peer.repository, &peer.repository.current().unwrap()).unwrap(), 1);
    tie_all(&peer.repository);
    let current = peer.repository.current().unwrap();
    let knots = all(current.operation(), peer.repository.source()).unwrap();
    assert_eq!(knots.iter().map(|(_, knot)| knot.strands()).collect::<Vec<_>>(), [82, 83]);
    assert_eq!(knots[1].1.previous, Some(knots[0].0));
    assert_eq!(newest(current.operation(), peer.repository.source()).unwrap().as_ref(), knots.last());
    is_sound(&peer);
}

#[test]
fn what_a_knot_covers_keeps_its_place() {
    let mut creator = Hand::new(0);
    let (by, second) = (creator.admit(1), creator.admit(2));
    let (mut first, mut late) = (Hand::new(1), Hand::new(2));
    let mut strands = vec![by.clone(), second.clone(), first.join(&by), late.join(&second)];
    strands.extend((0..20).map(|n| first.note(&format!("{n}"), &[])));
    let bye = left::body();
    strands.push(first.next(bye.kind, bye.bytes, &[]));
    let (tied, plain) = (peer(7, &strands), peer(8, &strands));
    let order = |peer: &Peer| {
        let current = peer.repository.current().unwrap();
        let order = Order::new(&peer.repository, &current, None, false).unwrap();
        order.map(|strand| strand.map(|(place, signed)| (place.knot, signed.id)).unwrap()).collect::<Vec<_>>()
    };
    tie_all(&tied.repository);
    let before = order(&tied);
    assert!(before.iter().all(|(knot, _)| *knot == 1) && before.len() == strands.len());
    // By its clock this stands far before the end; it admits somebody whose leaving is covered.
    let back = late.admit(1);
    for peer in [&tied, &plain] {
        assert_eq!(peer.merge(&batches([&back])).stored, 1);
    }
    let after = order(&tied);
    assert_eq!(after[..before.len()], before[..]);
    assert_eq!(after[before.len()..], [(UNCOVERED, back.id)]);
    assert_ne!(order(&plain).last().unwrap().1, back.id, "without a knot it stands where its clock says");
    assert!(tied.is_member(1) && !plain.is_member(1));
    tie_all(&tied.repository);
    assert_eq!(order(&tied).last(), Some(&(2, back.id)));
    let backwards = Order::new(&tied.repository, &tied.repository.current().unwrap(), None, true)
        .unwrap()
        .map(|strand| strand.map(|(place, signed)| (place.knot, signed.id)).unwrap())
        .collect::<Vec<_>>();
    assert!(backwards.iter().rev().eq(&order(&tied)));
}

#[test]
fn a_fork_cuts_only_what_no_knot_covers() {
    let (strands, states) = author(200);
    let peers = [peer(5, &strands[..150]), peer(6, &strands[..150])];
    let covered = tip(&peers[0], 1);
    for peer in &peers {
        tie_all(&peer.repository);
        peer.merge(&batches(&strands));
        assert_eq!(tip(peer, 1).0, 201);
    }
    let above = states[170].fork(1).note("above", &[]);
    let below = states[60].fork(1).note("below", &[]);
    let far = states[30].fork(1).note("further", &[]);
    for (peer, forks) in peers.iter().zip([[&above, &below, &far], [&far, &below, &above]]) {
        let seqs: Vec<u64> = forks
            .iter()
            .map(|fork| {
                peer.merge(&batches([*fork]));
                tip(peer, 1).0
            })
            .collect();
        assert!(seqs == [171, covered.0, covered.0] || seqs == [covered.0; 3], "{seqs:?}");
        assert_eq!(tip(peer, 1), covered);
        assert_eq!(peer.merge(&batches(&strands)).stored, 0, "nothing follows on a fork that is known");
        assert_eq!(tip(peer, 1), covered);
        is_sound(peer);
    }
    assert_eq!((peers[0].root(), peers[0].logs()), (peers[1].root(), peers[1].logs()));
    // Through a file it needs the knot first.
    let document = export(&peers[0].repository).unwrap();
    let other = Peer::new(9);
    import(&other.repository, &action(), &document).unwrap();
    assert_ne!(other.root(), peers[0].root());
    let current = peers[0].repository.current().unwrap();
    let (_, knot) = newest(current.operation(), peers[0].repository.source()).unwrap().unwrap();
    assert_eq!(tie(&other, &knot, &peers[0].logs()), Tied::Done);
    assert_eq!(other.root(), peers[0].root());
}

#[test]
fn members_that_knew_a_fork_before_the_knot_end_like_those_that_did_not() {
    let (strands, states) = author(200);
    let below = states[60].fork(1).note("below", &[]);
    let (early, late, other) = (peer(5, &strands[..150]), peer(6, &strands), peer(7, &strands[..60]));
    let knot = tie_all(&early.repository);
    early.merge(&batches(&strands));
    early.merge(&batches([&below]));
    late.merge(&batches([&below]));
    assert_eq!(tip(&late, 1).0, 61);
    // What was cut is kept, so nothing need be sent.
    let current = late.repository.current().unwrap();
    assert_eq!(covers(&late.repository, &current, &knot).unwrap(), []);
    assert_eq!(tie(&late, &knot, &vec![]), Tied::Done);
    assert_eq!((late.root(), late.logs()), (early.root(), early.logs()));
    // This one knows only of the other branch.
    let mut branch = states[60].fork(1);
    let side: Vec<Signed> = (0..120).map(|n| branch.note(&format!("side {n}"), &[])).collect();
    other.merge(&batches(&strands[60..62]));
    other.merge(&batches(&side));
    assert_eq!(tip(&other, 1).0, 181);
    let current = other.repository.current().unwrap();
    assert_eq!(covers(&other.repository, &current, &knot).unwrap(), [key(1).public()]);
    let root = other.root();
    assert_eq!(tie(&other, &knot, &vec![]), Tied::Lacking(vec![key(1).public()]));
    assert_eq!(other.root(), root);
    assert_eq!(tie(&other, &knot, &early.logs()), Tied::Done);
    for peer in [&early, &late, &other] {
        peer.merge(&batches(&side));
        peer.merge(&batches([&below]));
        assert_eq!((peer.root(), peer.logs()), (early.root(), early.logs()));
        is_sound(peer);
    }
}

#[test]
fn a_log_that_was_lost_below_a_knot_comes_again() {
    let (strands, states) = author(200);
    let (a, b) = (peer(5, &strands), peer(6, &strands));
    let knot = tie_all(&a.repository);
    tie(&b, &knot, &vec![]);
    let below = states[60].fork(1).note("below", &[]);
    b.merge(&batches([&below]));
    let name = mosaic::strand::log::file(&key(1).public());
    let whole = b.logs().into_iter().find(|(author, _)| *author == key(1).public()).unwrap().1;
    a.repository.storage().append(&name, 0, &whole[..whole.len() / 4]).unwrap();
    let mended = mend_logs(&a.repository, &action(), &|_, _| None).unwrap();
    assert_eq!((mended.logs, mended.faults.len()), (1, 1), "it says that something is to be fetched");
    assert!(mended.faults[0].why.contains("knot"), "{:?}", mended.faults);
    // The wrong branch comes first, as far as the knot goes and beyond.
    let mut branch = states[60].fork(1);
    let side: Vec<Signed> = (0..160).map(|n| branch.note(&format!("side {n}"), &[])).collect();
    a.merge(&batches(&strands[..62]));
    a.merge(&batches(&side));
    assert_eq!(tip(&a, 1).0, 200, "not up to the knot, which covers another strand");
    a.pull(&b);
    for peer in [&a, &b] {
        peer.merge(&batches(&side));
        peer.merge(&batches([&below]));
        is_sound(peer);
    }
    assert_eq!((a.root(), a.logs()), (b.root(), b.logs()));
}

#[test]
fn what_is_not_let_in_before_a_covered_strand_proves_a_fork_with_it() {
    let (strands, states) = author(20);
    let (whole, short) = (peer(5, &strands), peer(6, &strands));
    tie(&short, &tie_all(&whole.repository), &vec![]);
    let name = mosaic::strand::log::file(&key(1).public());
    let len = feeds(&short.repository).unwrap().iter().find(|feed| feed.author == key(1).public()).unwrap().len;
    let last = strands.last().unwrap();
    let log = short.logs().into_iter().find(|(author, _)| *author == key(1).public()).unwrap().1;
    short.repository.storage().append(&name, 0, &log[..len as usize - last.bytes.len()]).unwrap();
    assert_eq!(mend_logs(&short.repository, &action(), &|_, _| None).unwrap().logs, 1);
    let other = states[19].fork(1).note("another", &[]);
    assert_eq!(whole.merge(&batches([&other])).forks, [key(1).public()]);
    assert_eq!(short.merge(&batches([&other, last])).forks, [key(1).public()]);
    assert_eq!(tip(&short, 1), (21, last.id));
    assert_eq!(whole.root(), short.root());
}

#[test]
fn the_next_knot_has_what_all_hold() {
    let (strands, states) = author(100);
    let (a, b) = (peer(0, &strands), peer(6, &strands[..70]));
    let rows = |peer: &Peer| own_rows(&peer.repository, &peer.repository.current().unwrap()).unwrap();
    let found = |peer: &Peer, reports: &[Vec<Row>]| {
        longest(&peer.repository, &peer.repository.current().unwrap(), reports).unwrap()
    };
    // All the same, whoever holds it; the shorter ones; nobody's.
    assert_eq!(found(&b, &[rows(&a), rows(&a)]), rows(&a));
    assert_eq!(found(&a, &[rows(&a), rows(&b)]), rows(&b));
    assert_eq!(found(&a, &[rows(&b), rows(&a), rows(&a)]), rows(&b));
    assert_eq!(found(&a, &[rows(&a), vec![]]), []);
    assert_eq!(found(&a, &[]), []);
    // What cannot be told is left out, and what the newest knot covers stays.
    let creator = rows(&a).into_iter().filter(|row| row.author == key(0).public()).collect::<Vec<_>>();
    assert_eq!(found(&b, &[rows(&a), rows(&b)]), creator);
    // A branch that is kept here is followed to where it leaves the log.
    let mut branch = states[40].fork(1);
    let side: Vec<Signed> = (0..10).map(|n| branch.note(&format!("side {n}"), &[])).collect();
    let c = peer(7, &[&strands[..42], &side[..]].concat());
    assert_eq!(found(&c, &[rows(&a), rows(&c)]), creator, "the log of the one is not here");
    let other = rows(&c);
    c.merge(&batches(&strands));
    a.merge(&batches(&side));
    let (a_rows, b_rows) = (rows(&peer(8, &strands)), rows(&b));
    let agreed = found(&c, &[a_rows.clone(), other.clone()]);
    assert_eq!(agreed.iter().map(|row| row.seq).sum::<u64>(), creator[0].seq);
    assert_eq!(found(&a, &[a_rows, b_rows.clone()]), b_rows, "both are kept, though the log was cut");
    tie(&b, &Knot { height: 1, previous: None, rows: b_rows.clone() }, &vec![]);
    assert_eq!(found(&b, &[vec![], other]), b_rows);
}

/// Members that tie one knot, before forks become known and after it, have the same strands in the end.
fn same_with_a_knot(seed: u64, length: usize) {
    let all = history(seed, length);
    let first = Peer::new(60);
    let early = batches(&all[..all.len() / 2]);
    while first.merge(&early).stored > 0 {}
    let given: Batches = {
        let document = export(&first.repository).unwrap();
        batches(&document.strands)
    };
    let knot = tie_all(&first.repository);
    let settle = |peer: &Peer| {
        loop {
            let merged = peer.merge(&batches(&all));
            if merged.stored == 0 && merged.forks.is_empty() {
                break;
            }
        }
        is_sound(peer);
    };
    settle(&first);
    // Everything before the knot, in some order.
    let late = deliver(&all, seed);
    assert_eq!(tie(&late, &knot, &given), Tied::Done, "seed {seed}, length {length}");
    settle(&late);
    // The knot first, then the rest in another order.
    let other = Peer::new(61);
    assert_eq!(tie(&other, &knot, &given), Tied::Done, "seed {seed}, length {length}");
    for strands in all.rchunks(7) {
        other.merge(&batches(strands));
    }
    settle(&other);
    let seen = |peer: &Peer| {
        let community = community::load(&peer.repository).unwrap();
        (community.members, community.present, community.views)
    };
    for peer in [&late, &other] {
        assert_eq!(peer.root(), first.root(), "seed {seed}, length {length}");
        assert!(peer.logs() == first.logs() && seen(peer) == seen(&first), "seed {seed}, length {length}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if is_everything() { 150 } else { 16 }))]

    #[test]
    fn the_same_strands_and_knots_make_the_same_tapestry(seed in any::<u64>(), length in 5_usize..90) {
        same_with_a_knot(seed, length);
    }
}

#[test]
fn a_knot_is_tied_or_not_whenever_the_power_is_cut() {
    let (strands, states) = author(100);
    let knot = tie_all(&peer(6, &strands).repository);
    let below = states[50].fork(1).note("below", &[]);
    let storage = base(5, &strands);
    let disturbed = Repository::open(std::sync::Arc::new(storage.clone()), None).unwrap();
    mosaic::repo::weave::merge(&disturbed, &action(), &batches([&below])).unwrap();
    let storage = storage.reboot(|_| mosaic::storage::power::Fate::Kept);
    let act = |repository: &Repository| adopt(repository, &action(), &knot, &[]).map(drop);
    let again = |repository: &Repository| {
        assert_eq!(adopt(repository, &action(), &knot, &[]).unwrap(), Tied::Done);
        let feeds = feeds(repository).unwrap();
        assert!(feeds.iter().any(|feed| (feed.author, feed.seq) == (key(1).public(), 101)));
    };
    assert!(sweep(&storage, &act, &again) > 50);
}

#[test]
fn the_commands_show_knots_and_what_is_final() {
    let place = Sandbox::new();
    place.write("a", "a");
    place.commit("first");
    assert_eq!(place.json(&["tapestry", "knots"])["knots"], serde_json::json!([]));
    fork_log(&place.repository());
    assert!(!place.ok(&["tapestry", "log"]).contains("inal"));
    let knot = tie_all(&place.repository());
    let said = mosaic::repo::weave::say(
        &place.repository(),
        &action(),
        &place.repository().key().unwrap(),
        &[note("not covered")],
    );
    let expected = serde_json::json!([{
        "knot": knot.id().to_string(), "height": 1, "previous": null,
        "authors": knot.rows.len(), "strands": knot.strands(),
    }]);
    assert_eq!(place.json(&["tapestry", "knots"])["knots"], expected);
    let log = place.ok(&["tapestry", "log"]);
    let lines: Vec<&str> = log.lines().collect();
    assert_eq!(lines[1], "Final up to knot 1:");
    assert!(lines[0].starts_with(&said.unwrap()[0].short().to_string()), "{log}");
    let strands = &place.json(&["tapestry", "log"])["strands"];
    assert_eq!((&strands[0]["knot"], &strands[1]["knot"]), (&serde_json::Value::Null, &1.into()));
    // Neither gc nor undo takes a knot back.
    place.ok(&["config", "set", "gc.keep", "0s"]);
    place.write("a", "b");
    place.commit("second");
    place.ok(&["undo"]);
    place.ok(&["gc"]);
    place.ok(&["gc", "--recompress", "9"]);
    assert_eq!(place.json(&["fsck", "--data"])["losses"], 0);
    assert_eq!(place.json(&["tapestry", "knots"])["knots"], expected);
    let verified = place.json(&["tapestry", "verify"]);
    assert_eq!(verified["faults"], serde_json::json!([]));
}
