//! Forks: the same verdict and the same tapestry in whatever order strands arrive, and bounded room however many there are.

use std::collections::BTreeMap;

use mosaic::base::id::Id;
use mosaic::base::monitor::Silent;
use mosaic::repo::accuse::accuse;
use mosaic::repo::check_logs::check_logs;
use mosaic::repo::community;
use mosaic::repo::fsck::fsck;
use mosaic::repo::tapestry::{export, import};
use mosaic::repo::weave::{feeds, strands};
use mosaic::state::operation::root;
use mosaic::storage::power::random;
use mosaic::strand::evidence::Proof;
use mosaic::strand::kinds::missed::Missed;
use mosaic::strand::kinds::online::Online;
use mosaic::strand::kinds::profile::Profile;
use mosaic::strand::kinds::replaced::Replaced;
use mosaic::strand::kinds::{evidence, left, offline};
use mosaic::strand::record::Signed;
use proptest::prelude::{ProptestConfig, any, proptest};

use crate::strand_model::{Batches, Hand, Peer, action, batches, community_id, key, place};
use crate::tools::is_everything;

/// Members of a history: the creator and those whom it lets in.
const MEMBERS: u8 = 5;

/// Strands of a history in which members fork their logs, behind each other's backs.
pub fn history(seed: u64, length: usize) -> Vec<Signed> {
    let mut state = seed;
    let mut draw = |below: usize| (random(&mut state) % below as u64) as usize;
    let mut creator = Hand::new(0);
    // All states of each author from which it goes on.
    let mut states: Vec<Vec<Hand>> = Vec::new();
    let mut all: Vec<Signed> = Vec::new();
    let mut first = Vec::new();
    for number in 1..MEMBERS {
        let admitted = creator.admit(number);
        let mut hand = Hand::new(number);
        let joined = hand.join(&admitted);
        all.extend([admitted, joined]);
        first.push(vec![hand]);
    }
    states.push(vec![creator]);
    states.extend(first);
    for _ in 0..length {
        let number = draw(states.len());
        let known = states[number].len();
        // Most often on from the newest, else from somewhere before.
        let from = if draw(6) == 0 { draw(known) } else { known - 1 };
        let mut hand = states[number][from].fork(number as u8);
        let own = hand.key.public();
        let mut seen: Vec<(Id, u64)> = Vec::new();
        for _ in 0..draw(4) {
            let other = &all[draw(all.len())];
            if other.strand.author != own && !seen.contains(&place(other)) {
                seen.push(place(other));
            }
        }
        let (kind, body) = body(&mut draw, number as u8, &all);
        if kind == "key-replaced" && draw(4) > 0 {
            continue;
        }
        all.push(hand.next(kind, body, &seen));
        states[number].push(hand);
    }
    all
}

/// What is said next: something of each kind.
fn body(draw: &mut dyn FnMut(usize) -> usize, number: u8, all: &[Signed]) -> (&'static str, Vec<u8>) {
    let who = key(draw(usize::from(MEMBERS)) as u8).public();
    let body = match draw(9) {
        0 => Online { addresses: vec![], capacity: draw(9) as u64, version: "1".to_owned() }.body(),
        1 => offline::body(),
        2 => Profile { serial: draw(9) as u64, ..Profile::default() }.body(),
        3 => Missed { member: who, online: all[draw(all.len())].id }.body(),
        4 => left::body(),
        5 => Replaced::by(&key(number).public(), &key(200), &community_id()).body(),
        6 => {
            let forks = || all.iter().flat_map(|a| all.iter().filter_map(move |b| Proof::of(a, b)));
            match forks().nth(draw(3)) {
                Some(proof) => evidence::body(&proof),
                None => offline::body(),
            }
        }
        _ => return ("note", vec![draw(256) as u8; draw(40)]),
    };
    (body.kind, body.bytes)
}

/// Gives `all` to a new member in an order drawn from `seed`, some at a time, and what is missing again and again.
pub fn deliver(all: &[Signed], seed: u64) -> Peer {
    let mut state = seed;
    let mut draw = |below: usize| (random(&mut state) % below as u64) as usize;
    let peer = Peer::new(50);
    let mut order: Vec<&Signed> = all.iter().collect();
    for at in (1..order.len()).rev() {
        order.swap(at, draw(at + 1));
    }
    let mut late: Vec<&Signed> = Vec::new();
    while !order.is_empty() {
        let count = (1 + draw(12)).min(order.len());
        let mut now: Vec<&Signed> = order.drain(..count).collect();
        if draw(3) == 0 {
            now.append(&mut late);
        }
        if !peer.merge(&batches(now.iter().copied())).missing.is_empty() {
            late.extend(now);
        }
    }
    loop {
        // Everything once more: what was missing is there by now.
        let merged = peer.merge(&batches(all));
        if merged.stored == 0 && merged.forks.is_empty() {
            return peer;
        }
    }
}

/// Three new members who hear a history in other orders, or read it from a file, have what a member has who heard it at
/// once.
fn same_in_any_order(seed: u64, length: usize) {
    let all = history(seed, length);
    let first = Peer::new(51);
    first.merge(&batches(&all));
    while first.merge(&batches(&all)).stored > 0 {}
    for order in 0..3 {
        let peer = deliver(&all, seed.wrapping_add(order));
        assert_eq!(peer.root(), first.root(), "seed {seed}, length {length}, order {order}");
        assert!(peer.logs() == first.logs());
        let current = peer.repository.current().unwrap();
        // Every log again from its file, and the fold of it from the beginning.
        let checked = check_logs(&peer.repository, &current, &Silent).unwrap();
        assert_eq!(checked.faults, [], "seed {seed}, length {length}, order {order}");
        let seen = |peer: &Peer| {
            let community = community::load(&peer.repository).unwrap();
            (community.members, community.present, community.views)
        };
        assert!(seen(&peer) == seen(&first));
    }
    // And through a file.
    let document = export(&first.repository).unwrap();
    let peer = Peer::new(52);
    assert_eq!(import(&peer.repository, &action(), &document).unwrap().missing, []);
    assert_eq!(peer.root(), first.root(), "seed {seed}, length {length}, imported");
    assert!(peer.logs() == first.logs());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if is_everything() { 150 } else { 16 }))]

    #[test]
    fn the_same_strands_make_the_same_tapestry_in_any_order(seed in any::<u64>(), length in 5_usize..90) {
        same_in_any_order(seed, length);
    }
}

/// Somebody in the log of the creator, with `count` strands, and what it has to go on from.
pub fn author(count: usize) -> (Vec<Signed>, Vec<Hand>) {
    let mut creator = Hand::new(0);
    let admitted = creator.admit(1);
    let mut hand = Hand::new(1);
    let mut states = vec![];
    let mut all = vec![admitted.clone(), hand.join(&admitted)];
    for number in 0..count {
        states.push(hand.fork(1));
        all.push(hand.note(&format!("note {number}"), &[]));
    }
    (all, states)
}

#[test]
fn ten_thousand_forks_leave_one_small_proof() {
    let (all, states) = author(100);
    let peer = Peer::new(0);
    peer.merge(&batches(&all));
    let before = peer.repository.store().packs().iter().map(|(_, len)| len).sum::<u64>();
    let forks: Vec<Signed> = (0..10_000).map(|n| states[90].fork(1).note(&format!("fork {n}"), &[])).collect();
    let merged = peer.merge(&batches(&forks));
    assert_eq!((merged.stored, merged.known, merged.forks.len()), (0, 10_000, 1));
    // One after the other, in another order, elsewhere.
    let other = Peer::new(2);
    other.merge(&batches(&all));
    for part in forks.rchunks(700) {
        other.merge(&batches(part));
    }
    assert_eq!(peer.root(), other.root());
    let mut ids: Vec<Id> = forks.iter().chain([&all[92]]).map(|signed| signed.id).collect();
    ids.sort_unstable();
    let current = peer.repository.current().unwrap();
    let proof = |root: &str| current.operation().map(root).entries(peer.repository.source()).unwrap();
    assert_eq!(proof(root::EVIDENCE).len(), 1);
    assert_eq!(proof(root::BEHIND).len(), 10, "what was in the log, and nothing of the forks");
    let feed = feeds(&peer.repository).unwrap().into_iter().find(|feed| feed.author == key(1).public());
    assert_eq!(feed.unwrap().seq, 91);
    let after = peer.repository.store().packs().iter().map(|(_, len)| len).sum::<u64>();
    assert!(after - before < 40_000, "{} bytes", after - before);
    let rows: BTreeMap<_, _> = proof(root::TAPESTRY);
    let row = mosaic::strand::tapestry::Author::decode(&rows[&key(1).public().as_bytes()[..]]).unwrap();
    assert_eq!(row.fork.unwrap().ids, [ids[0], ids[1]], "the two smallest");
    assert_eq!(fsck(&peer.repository, &action(), None).unwrap().losses, []);
}

#[test]
fn forks_ever_further_back_cut_a_log_step_by_step() {
    let (all, states) = author(300);
    let peer = Peer::new(0);
    peer.merge(&batches(&all));
    for at in (0..300).rev().step_by(7) {
        let merged = peer.merge(&batches([&states[at].fork(1).note("another", &[])]));
        assert_eq!(merged.forks, [key(1).public()], "at {at}");
        let feed = feeds(&peer.repository).unwrap().into_iter().find(|feed| feed.author == key(1).public()).unwrap();
        assert_eq!(feed.seq, at as u64 + 1);
    }
    assert_eq!(fsck(&peer.repository, &action(), None).unwrap().losses, []);
    // Further ahead nothing is taken any more.
    assert_eq!(peer.merge(&batches(&all)).stored, 0);
}

#[test]
fn evidence_reaches_members_who_saw_only_one_side() {
    let (all, states) = author(3);
    let (a, b) = (Peer::new(0), Peer::new(2));
    a.merge(&batches(&all));
    a.admit(&b);
    b.merge(&batches(&all));
    let other = states[1].fork(1).note("another", &[]);
    a.merge(&batches([&other]));
    assert_ne!(a.root(), b.root());
    assert_eq!(accuse(&a.repository, &action(), &a.key).unwrap().len(), 1);
    assert_eq!(accuse(&a.repository, &action(), &a.key).unwrap(), [], "said already");
    assert_eq!(b.pull(&a).forks, [key(1).public()]);
    assert_eq!((b.root(), b.logs()), (a.root(), a.logs()));
    assert_eq!(accuse(&b.repository, &action(), &b.key).unwrap(), []);
}

#[test]
fn what_others_name_behind_a_fork_is_kept_and_given_out() {
    let (all, states) = author(3);
    let mut creator = Hand { seq: 1, previous: Some(all[0].id), clock: 1, ..Hand::new(0) };
    let admitted = creator.admit(2);
    let mut third = Hand::new(2);
    let joined = third.join(&admitted);
    let mut branch = states[0].fork(1);
    let (x, y) = (branch.note("x", &[]), branch.note("y", &[]));
    let naming = third.note("names y", &[place(&y)]);
    // One has the branch in a log when it is named, one knows the fork before.
    let (early, late) = (Peer::new(60), Peer::new(61));
    early.merge(&batches([&all[0], &all[1], &x, &y, &admitted, &joined, &naming]));
    early.merge(&batches(&all));
    late.merge(&batches(&all));
    late.merge(&batches([&admitted, &joined, &x, &y]));
    let merged = late.merge(&batches([&naming]));
    assert_eq!((merged.stored, &merged.missing[..]), (0, &[y.id][..]));
    let given: Batches = strands(&early.repository, &merged.missing).unwrap();
    let merged = late.merge(&[given, batches([&naming])].concat());
    assert_eq!(merged.missing, [x.id], "and what that names");
    let given = strands(&early.repository, &[x.id, y.id]).unwrap();
    assert_eq!(late.merge(&[given, batches([&naming])].concat()).stored, 1);
    assert_eq!((early.root(), early.logs()), (late.root(), late.logs()));
    for peer in [&early, &late] {
        assert_eq!(fsck(&peer.repository, &action(), None).unwrap().losses, []);
        assert_eq!(strands(&peer.repository, &[x.id, y.id]).unwrap().len(), 1);
    }
}

#[test]
fn clocks_times_and_first_strands_are_checked() {
    let mut creator = Hand::new(0);
    let admitted = creator.admit(1);
    let mut stranger = Hand::new(3);
    let uninvited = stranger.join(&admitted);
    let peer = Peer::new(0);
    let why = |strands: &[&Signed]| {
        let merged = peer.merge(&batches(strands.iter().copied()));
        assert_eq!(merged.stored, 0);
        merged.refused[0].1.clone()
    };
    peer.merge(&batches([&admitted]));
    assert!(why(&[&uninvited]).contains("admits its author"));
    let mut poisoned = Hand { clock: 1 << 62, ..creator.fork(0) };
    assert!(why(&[&poisoned.note("x", &[])]).contains("its clock is"));
    let mut late = creator.fork(0);
    late.clock -= 1;
    assert!(why(&[&late.note("x", &[])]).contains("its clock is"));
    let mut own = creator.fork(0);
    own.previous = Some(Id::of(b"unknown"));
    assert_eq!(peer.merge(&batches([&own.note("x", &[])])).missing, [Id::of(b"unknown")]);
    let mut skipping = creator.fork(0);
    skipping.seq += 1;
    assert!(why(&[&skipping.note("x", &[])]).contains("the strand before it"));
    let mut forged = creator.fork(0).note("x", &[]);
    *forged.bytes.last_mut().unwrap() ^= 1;
    assert!(why(&[&forged]).contains("did not sign it"));
    let ahead = mosaic::base::limit::MAX_AHEAD;
    for (more, taken) in [(1, 0), (0, 1)] {
        let mut strand = creator.fork(0).note("x", &[]).strand;
        strand.time += ahead + more;
        let signed = strand.sign(&community_id(), &creator.key).unwrap();
        assert_eq!(peer.merge(&batches([&signed])).stored, taken, "{more} ms too far ahead");
    }
}

#[test]
fn evidence_may_be_one_of_what_it_proves() {
    // A third strand of one number quotes the two others: it belongs to the proof in whatever order the three come.
    same_in_any_order(1_759_658_024_504_460_503, 88);
}
