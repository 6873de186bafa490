//! Clients that lie to an honest peer: what they send is not what it says, what they deliver is not whole. The peer stays
//! as it was, whole, and goes on with the next one.

use std::io::Cursor;
use std::sync::Arc;
use std::time::Duration;

use mosaic::base::id::{GitId, Id, ObjectId};
use mosaic::base::key::SecretKey;
use mosaic::base::kind::Kind;
use mosaic::base::session::{MAX_DELIVERED, MAX_HAVES, MAX_IDS, MAX_QUARANTINES};
use mosaic::base::time::Timestamp;
use mosaic::node::answer::{Node, NodeSettings};
use mosaic::node::error::{Code, NodeError};
use mosaic::node::remote::{Peer, Remote};
use mosaic::node::wire::{Request, Response, Taken};
use mosaic::object::member::{HEADER, Member};
use mosaic::object::traits::Source;
use mosaic::repo::history::ancestors;
use mosaic::state::operation::root;

use super::crafted::{Flaw, craft};
use super::liar::{Liar, Lie};
use super::village::{HEAD, Home, line, noise, settings};

/// A member with a history, and a peer that has nothing of it.
fn two() -> (Home, Home) {
    let first = Home::found("the first", 1);
    let peer = first.another("the peer", 2);
    let file = |number: u64| (format!("f{number}/data"), noise(number, 30_000));
    first.commit(&(0..4).map(file).collect());
    (first, peer)
}

/// A new member of the community of `first` that `peer` knows of.
fn member(first: &Home, peer: &Home, name: &str, seed: u8) -> Home {
    let member = first.another(name, seed);
    peer.hear(&first.line(peer.key()));
    member
}

fn put(peer: &Peer, bytes: &[u8]) -> Result<(), NodeError> {
    peer.put(bytes.len() as u64, &mut Cursor::new(bytes))
}

fn refused(result: Result<(), NodeError>) -> Code {
    match result {
        Err(NodeError::Refused { refusal, .. }) => refusal.code,
        other => panic!("it is not refused: {other:?}"),
    }
}

fn deliver(peer: &Peer, heads: &[(&str, GitId)]) -> Response {
    let heads = heads.iter().map(|(name, id)| ((*name).to_owned(), *id)).collect();
    peer.ask(&Request::Deliver { heads }).unwrap()
}

fn code(response: Response) -> Code {
    match response {
        Response::Refused(refusal) => refusal.code,
        other => panic!("it is not refused: {other:?}"),
    }
}

#[test]
fn members_that_are_none_are_refused_and_leave_nothing() {
    let (first, peer) = two();
    let before = (peer.state(), peer.storage.unsynced().len());
    let line = peer.line(first.key());
    let plain = noise(1, 500);
    let good = Member::encode(Kind::Chunk, Kind::Chunk.id_of(&plain), &plain, 1);
    let with = |at: usize, value: u8| {
        let mut bytes = good.as_bytes().to_vec();
        bytes[at] = value;
        bytes
    };
    let long = [good.as_bytes(), &[1, 2, 3]].concat();
    let other = Member::encode(Kind::Chunk, ObjectId::Own(Id::of(b"another")), &plain, 1);
    let cases = [
        (other.as_bytes().to_vec(), Code::Integrity),
        (with(HEADER + 20, good.as_bytes()[HEADER + 20] ^ 1), Code::Integrity),
        (with(HEADER - 8, 0), Code::Integrity),
        (with(HEADER - 4, 200), Code::Malformed),
        (with(16, 99), Code::Malformed),
        (with(0, 0), Code::Malformed),
        (good.as_bytes()[..100].to_vec(), Code::Malformed),
        (good.as_bytes()[..20].to_vec(), Code::Malformed),
        (long, Code::Malformed),
    ];
    for (number, (bytes, expected)) in cases.iter().enumerate() {
        assert_eq!(refused(put(&line, bytes)), *expected, "case {number}");
    }
    // No state of the peer is made by others.
    for kind in [Kind::Operation, Kind::Node, Kind::Genesis] {
        let member = Member::encode(kind, kind.id_of(&plain), &plain, 1);
        assert_eq!(refused(put(&line, member.as_bytes())), Code::Malformed, "{kind:?}");
    }
    assert_eq!(peer.state(), before.0);
    assert_eq!(peer.losses(), []);
    // What was sound before the lie is kept for the one who sent it, and is of no use to others.
    let ids = vec![*good.header().id.as_bytes()];
    assert_eq!(line.ask(&Request::Have { ids: ids.clone() }).unwrap(), Response::Have(vec![true]));
    let third = member(&first, &peer, "the third", 3);
    assert_eq!(peer.line(third.key()).ask(&Request::Have { ids }).unwrap(), Response::Have(vec![false]));
    first.push(&line).unwrap();
    assert_eq!(peer.losses(), []);
}

#[test]
fn a_flaw_in_what_is_delivered_moves_no_head() {
    let (first, peer) = two();
    first.push(&peer.line(first.key())).unwrap();
    for (number, flaw) in Flaw::ALL.into_iter().enumerate() {
        let liar = first.copy("the liar", 100 + number as u8);
        peer.hear(&first.line(peer.key()));
        let before = peer.state();
        craft(&liar, flaw);
        // An honest program refuses to send it; this one sends all that there is.
        let line = peer.line(liar.key());
        send_everything(&liar, &line);
        match deliver(&line, &[(HEAD, liar.head().unwrap())]) {
            Response::Missing(ids) => assert!(!ids.is_empty()),
            Response::Refused(refusal) => assert_eq!(refusal.code, Code::Integrity, "{flaw:?}: {refusal}"),
            other => panic!("{flaw:?} is believed: {other:?}"),
        }
        assert_eq!(peer.state(), before, "{flaw:?}");
        assert_eq!(peer.losses(), [], "{flaw:?}");
        // The liar can tell the truth afterwards.
        liar.show(first.head().unwrap());
        liar.push(&line).unwrap();
        assert_eq!(peer.losses(), [], "{flaw:?}");
    }
}

/// Sends all objects of histories that a repository has.
fn send_everything(home: &Home, peer: &Peer) {
    let repository = home.open();
    let kinds = [Kind::Chunk, Kind::Manifest, Kind::Shard, Kind::Table, Kind::Attachment];
    let mut bytes = Vec::new();
    for id in repository.store().prefix("", &[&kinds[..], &[Kind::Commit, Kind::Tree, Kind::Blob]].concat()) {
        bytes.extend_from_slice(repository.store().get(&id).unwrap().as_bytes());
    }
    put(peer, &bytes).unwrap();
}

#[test]
fn deliveries_are_bounded_and_checked() {
    let (first, peer) = two();
    let line = peer.line(first.key());
    let head = first.head().unwrap();
    let before = peer.state();
    // Without the objects: what is needed first.
    assert_eq!(deliver(&line, &[(HEAD, head)]), Response::Missing(vec![*head.as_bytes()]));
    for name in ["../x", "remotes/a/b", "a\nb", "", "x.lock", "@"] {
        assert_eq!(code(deliver(&line, &[(name, head)])), Code::Malformed, "{name:?}");
    }
    assert_eq!(code(deliver(&line, &[("a", head), ("a", GitId::from_bytes([1; 32]))])), Code::Malformed);
    assert_eq!(deliver(&line, &[]), Response::Delivered(Vec::new()));
    // More than a request may have is no request.
    let many = |count: usize| vec![GitId::from_bytes([1; 32]); count];
    let heads = (0..=MAX_DELIVERED).map(|number| (format!("h{number}"), head)).collect();
    assert!(Request::decode(&Request::Deliver { heads }.encode()).is_err());
    let history = |want: usize, have: usize, skip: u64| Request::History {
        want: many(want),
        have: many(have),
        depth: u64::MAX,
        skip,
    };
    assert!(Request::decode(&history(MAX_HAVES + 1, 0, 0).encode()).is_err());
    assert!(Request::decode(&history(0, MAX_HAVES + 1, 0).encode()).is_err());
    assert!(Request::decode(&Request::Have { ids: vec![[1; 32]; MAX_IDS + 1] }.encode()).is_err());
    // Numbers at their ends.
    for skip in [0, 1, (1 << 32) - 1, 1 << 32, (1 << 63) - 1, 1 << 63, u64::MAX] {
        let history = Request::History { want: vec![head], have: Vec::new(), depth: skip, skip };
        let answer = first.line(peer.key()).ask(&history).unwrap();
        assert!(matches!(answer, Response::History { commits, more: false } if commits.is_empty() == (skip > 0)));
    }
    assert_eq!(code(line.ask(&history(1, 1, 0)).unwrap()), Code::NotFound);
    assert_eq!((peer.state(), peer.losses()), (before, Vec::new()));
}

#[test]
fn strangers_give_and_get_nothing() {
    let (first, peer) = two();
    let stranger = first.stranger("a stranger", 9);
    let closed = NodeSettings { anyone_reads: false, ..settings() };
    let node = Arc::new(Node::new(peer.open(), closed).unwrap());
    let there = line("peer", &node, stranger.key());
    let before = (peer.state(), peer.storage.steps());
    let plain = noise(1, 50);
    let member = Member::encode(Kind::Chunk, Kind::Chunk.id_of(&plain), &plain, 1);
    assert_eq!(refused(put(&there, member.as_bytes())), Code::NotAllowed);
    assert_eq!(code(deliver(&there, &[(HEAD, first.head().unwrap())])), Code::NotAllowed);
    assert_eq!(code(there.ask(&Request::Heads { after: String::new() }).unwrap()), Code::NotAllowed);
    assert_eq!(refused(there.get(&[[1; 32]], &mut |_| Ok(()))), Code::NotAllowed);
    // Not one step of its disk, however many come.
    for seed in 0..200_u8 {
        let key = SecretKey::from_seed([seed; 32]).public();
        if key != first.key() && key != peer.key() {
            assert_eq!(refused(put(&line("peer", &node, key), member.as_bytes())), Code::NotAllowed);
        }
    }
    assert_eq!((peer.state(), peer.storage.steps()), before);
}

/// The first members to come have a place; who comes when all are taken is told so, and has one when others are done.
#[test]
fn quarantines_are_bounded() {
    let (first, peer) = two();
    let repository = peer.open();
    let node = Arc::new(Node::new(repository, NodeSettings { trusts: true, ..settings() }).unwrap());
    let of = |seed: usize| SecretKey::from_seed([100 + seed as u8; 32]).public();
    let plain = noise(1, 50);
    let member = Member::encode(Kind::Chunk, Kind::Chunk.id_of(&plain), &plain, 1);
    for seed in 0..MAX_QUARANTINES {
        put(&line("peer", &node, of(seed)), member.as_bytes()).unwrap();
    }
    assert_eq!(refused(put(&line("peer", &node, of(MAX_QUARANTINES)), member.as_bytes())), Code::Busy);
    // One of them delivers, and its place is free.
    let last = line("peer", &node, of(0));
    send_everything(&first, &last);
    assert_eq!(deliver(&last, &[(HEAD, first.head().unwrap())]), Response::Delivered(vec![Taken::Delivered]));
    put(&line("peer", &node, of(MAX_QUARANTINES)), member.as_bytes()).unwrap();
    node.tick(Timestamp::from_seconds(1 << 40));
    put(&line("peer", &node, of(MAX_QUARANTINES + 1)), member.as_bytes()).unwrap();
    drop(node);
    assert_eq!(peer.losses(), []);
}

#[test]
fn two_members_deliver_at_once_while_the_head_moves() {
    let (first, peer) = two();
    let members: Vec<Home> = (0..3).map(|number| first.copy(&format!("member {number}"), 50 + number)).collect();
    peer.hear(&first.line(peer.key()));
    let settings = NodeSettings { follow: true, lock_timeout: Duration::from_secs(20), ..settings() };
    let node = Arc::new(Node::new(peer.open(), settings).unwrap());
    std::thread::scope(|scope| {
        for (number, member) in members.iter().enumerate() {
            let node = &node;
            scope.spawn(move || {
                for version in 0..6 {
                    member.commit(&vec![("f".to_owned(), noise(number as u64 * 100 + version, 3_000))]);
                    member.push(&line("peer", node, member.key())).unwrap();
                }
            });
        }
    });
    let mut known = peer.delivered();
    known.sort();
    let mut expected: Vec<_> =
        members.iter().map(|member| (format!("{}/{HEAD}", member.key()), member.head().unwrap())).collect();
    expected.sort();
    assert_eq!(known, expected);
    assert_eq!(peer.losses(), []);
    // The own head followed one of them and never left it.
    let own = peer.head().unwrap();
    let history = |home: &Home| {
        let repository = home.open();
        ancestors(repository.source(), home.head().unwrap()).unwrap()
    };
    assert!(members.iter().any(|member| history(member).contains(&own)));
}

#[test]
fn an_old_delivery_sets_nothing_back() {
    let (first, peer) = two();
    let old = first.head().unwrap();
    let line = peer.line(first.key());
    first.push(&line).unwrap();
    let new = first.commit(&vec![("f".to_owned(), noise(7, 100))]);
    first.push(&line).unwrap();
    let before = peer.state();
    // The request of the first push, long on its way.
    assert_eq!(deliver(&line, &[(HEAD, old)]), Response::Delivered(vec![Taken::Known]));
    assert_eq!(peer.delivered(), [(format!("{}/{HEAD}", first.key()), new)]);
    assert_eq!(peer.state(), before, "nothing is written where nothing changes");
}

/// A label that says another kind than the object has: the pack of whoever fetches it from there has the right one.
#[test]
fn a_wrong_label_spoils_no_peer() {
    let (first, peer) = two();
    let line = peer.line(first.key());
    let repository = first.open();
    let mut bytes = Vec::new();
    for id in repository.store().prefix("", &[Kind::Chunk, Kind::Manifest, Kind::Shard, Kind::Table]) {
        let member = repository.store().get(&id).unwrap();
        let kind = if member.header().kind == Kind::Chunk { Kind::Shard } else { Kind::Chunk };
        bytes.extend_from_slice(member.labelled(kind).as_bytes());
    }
    put(&line, &bytes).unwrap();
    first.push(&line).unwrap();
    peer.show(first.head().unwrap());
    let third = first.another("the third", 3);
    peer.hear(&first.line(peer.key()));
    let fetched = third.fetch(&[peer.line(third.key())]).unwrap();
    assert_eq!(fetched.peers[0].error, None);
    assert_eq!((third.losses(), peer.losses()), (Vec::new(), Vec::new()));
    for place in third.open().store().prefix("", &[Kind::Shard]) {
        let repository = third.open();
        assert_eq!(repository.store().find(&place).unwrap().kind, Kind::Shard);
    }
    let chunks = |home: &Home| home.open().store().prefix("", &[Kind::Chunk]).len();
    assert_eq!(chunks(&third), chunks(&first));
}

#[test]
fn a_peer_that_lies_about_what_it_took_is_found_out() {
    for lie in [Lie::TookNothing, Lie::AlwaysMissing, Lie::MissingNowhere, Lie::FewerAnswers, Lie::OtherAnswer] {
        let (first, peer) = two();
        first.commit(&vec![("f".to_owned(), noise(7, 100))]);
        let before = first.state();
        let liar = Arc::new(Liar::new(peer.line(first.key()), lie));
        let line: Peer = Arc::clone(&liar) as Arc<dyn Remote>;
        let pushed = first.push(&line);
        println!("{lie:?}: {}", pushed.as_ref().map_or_else(ToString::to_string, |_| "believed".to_owned()));
        assert!(pushed.is_err() && liar.told() > 0, "{lie:?}");
        assert_eq!((first.state(), first.losses(), peer.losses()), (before, Vec::new(), Vec::new()), "{lie:?}");
        first.push(&peer.line(first.key())).unwrap();
        let current = peer.open().current().unwrap();
        assert_eq!(current.names(peer.open().source(), root::DELIVERED).unwrap().len(), 1);
    }
}
