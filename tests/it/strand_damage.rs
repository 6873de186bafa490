//! Logs that are damaged, cut or gone, a tapestry that says other things than they do, and many writers at once.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use mosaic::base::monitor::Silent;
use mosaic::repo::check_logs::check_logs;
use mosaic::repo::fsck::fsck;
use mosaic::repo::mend_logs::mend_logs;
use mosaic::repo::repository::Repository;
use mosaic::repo::weave::{feeds, log, merge, say};
use mosaic::state::change::{Change, Expected};
use mosaic::state::operation::root;
use mosaic::storage::memory::MemoryStorage;
use mosaic::storage::real::RealStorage;
use mosaic::storage::traits::Storage;
use mosaic::strand::kinds::profile::Profile;
use mosaic::strand::log::file;
use mosaic::strand::tapestry::{Author, VERSION_KEY};

use crate::sandbox::{Sandbox, damage};
use crate::strand_model::{Peer, action, fork_log, key, note};

/// A repository whose own log has 150 strands, and a copy of it.
fn pair() -> (Sandbox, Sandbox, PathBuf) {
    let place = Sandbox::new();
    place.write("a", "a");
    place.commit("first");
    let repository = place.repository();
    let own = repository.key().unwrap();
    say(&repository, &action(), &own, &(0..150).map(|n| note(&n.to_string())).collect::<Vec<_>>()).unwrap();
    fork_log(&repository);
    let copy = place.copy();
    let name = file(&own.public());
    (place, copy, PathBuf::from(".mosaic").join(name))
}

#[test]
fn every_damage_of_a_log_is_found_and_mended_from_a_copy() {
    let (place, copy, name) = pair();
    let (name, sound) = (name.to_str().unwrap(), fs::read(place.path(name.to_str().unwrap())).unwrap());
    let from = copy.path(".").display().to_string();
    let root = place.json(&["tapestry", "root"]);
    let changes: [(&str, fn(&mut Vec<u8>)); 6] = [
        ("a bit of a body", |bytes| bytes[2000] ^= 1),
        ("the first byte", |bytes| bytes[0] = 0),
        ("a bit of the last signature", |bytes| *bytes.last_mut().unwrap() ^= 1),
        ("the end cut", |bytes| bytes.truncate(bytes.len() - 1)),
        ("all cut", Vec::clear),
        ("zeros", |bytes| bytes.fill(0)),
    ];
    for (what, change) in changes {
        damage(&place.path(name), change);
        let (code, events, _) = place.document(&["fsck"]);
        assert_eq!(code, 6, "{what}");
        assert_eq!(
            (events.len(), &events[0]["kind"], &events[0]["event"]),
            (1, &"log".into(), &"loss".into()),
            "{what}"
        );
        assert!(events[0]["place"].to_string().contains("strands/"), "{what}");
        let (code, _, document) = place.document(&["tapestry", "verify"]);
        assert_eq!((code, document["result"]["faults"].as_array().unwrap().len()), (6, 1), "{what}");
        // Without a copy nothing is made shorter.
        let damaged = fs::read(place.path(name)).unwrap();
        assert_eq!(place.document(&["repair"]).0, 6, "{what}");
        assert_eq!(fs::read(place.path(name)).unwrap(), damaged, "{what}");
        let result = place.json(&["repair", "--from", &from]);
        assert_eq!((&result["logs"], &result["lost"]), (&1.into(), &serde_json::json!([])), "{what}");
        assert!(fs::read(place.path(name)).unwrap() == sound, "{what}");
        assert_eq!(place.json(&["tapestry", "root"]), root);
    }
    fs::remove_file(place.path(name)).unwrap();
    assert_eq!(place.document(&["fsck"]).0, 6);
    place.ok(&["repair", "--from", &from]);
    assert_eq!(place.json(&["fsck", "--data"])["losses"], 0);
    // What is beyond the state is no damage; the next strand cuts it off.
    damage(&place.path(name), |bytes| bytes.extend(b"torn"));
    assert_eq!(place.json(&["fsck"])["losses"], 0);
    say(&place.repository(), &action(), &place.repository().key().unwrap(), &[note("next")]).unwrap();
    let whole = fs::read(place.path(name)).unwrap();
    assert!(whole.starts_with(&sound) && !whole.windows(4).any(|bytes| bytes == b"torn"));
    assert_eq!(place.json(&["tapestry", "verify"])["faults"], serde_json::json!([]));
}

#[test]
fn a_log_of_somebody_else_that_was_cut_off_can_come_again() {
    let (a, b) = (Peer::new(0), Peer::new(1));
    a.admit(&b);
    b.say(&(0..140).map(|n| note(&n.to_string())).collect::<Vec<_>>());
    a.pull(&b);
    let (sound, name) = (a.root(), file(&b.key.public()));
    let whole = log(&a.repository, &b.key.public(), 0, usize::MAX).unwrap();
    let own = log(&a.repository, &a.key.public(), 0, usize::MAX).unwrap();
    for left in [whole.len() - 1, whole.len() / 2, 10, 0] {
        a.repository.storage().append(&name, 0, &whole[..left]).unwrap();
        assert_eq!(fsck(&a.repository, &action(), None).unwrap().losses.len(), 1, "{left} bytes are left");
        let mended = mend_logs(&a.repository, &action(), &|_, _| None).unwrap();
        assert_eq!((mended.logs, mended.faults), (1, vec![]), "{left} bytes are left");
        a.pull(&b);
        assert_eq!(a.root(), sound);
        assert_eq!(fsck(&a.repository, &action(), None).unwrap().losses, []);
    }
    // The own log is never given up.
    a.repository.storage().append(&file(&a.key.public()), 0, &own[..10]).unwrap();
    let mended = mend_logs(&a.repository, &action(), &|_, _| None).unwrap();
    assert_eq!((mended.logs, mended.faults.len()), (0, 1));
}

#[test]
fn gc_keeps_what_the_tapestry_needs() {
    let (place, _, _) = pair();
    place.ok(&["config", "set", "gc.keep", "0s"]);
    let root = place.json(&["tapestry", "root"]);
    place.ok(&["gc"]);
    place.ok(&["gc", "--recompress", "9"]);
    assert_eq!(place.json(&["fsck", "--data"])["losses"], 0);
    assert_eq!(place.json(&["tapestry", "verify"])["forks"], 1);
    assert_eq!(place.json(&["tapestry", "root"]), root);
    place.write("b", "b");
    place.commit("second");
    say(&place.repository(), &action(), &place.repository().key().unwrap(), &[note("after")]).unwrap();
    assert_eq!(place.json(&["fsck"])["losses"], 0);
    place.ok(&["undo"]);
    assert_eq!(place.json(&["tapestry", "root"])["strands"], 153, "what others may have heard is not taken back");
}

fn set(peer: &Peer, key: &[u8], new: Vec<u8>) {
    let current = peer.repository.current().unwrap();
    let (root, key) = (root::TAPESTRY.to_owned(), key.to_vec());
    let change = Change { root, key, expected: Expected::Any, new: Some(new) };
    peer.repository.change(&action(), &current, &[change]).unwrap();
}

#[test]
fn a_tapestry_of_another_version_is_folded_again() {
    let (a, b) = (Peer::new(0), Peer::new(1));
    let profile = |name: &str| Profile { name: name.to_owned(), ..Profile::default() }.body();
    a.say(&(0..130).map(|n| profile(&n.to_string())).collect::<Vec<_>>());
    a.admit(&b);
    b.say(&[profile("b")]);
    a.pull(&b);
    let sound = a.root();
    // As a version that knew no kinds would have left it.
    let author = key(0).public();
    let current = a.repository.current().unwrap();
    let map = current.operation().map(root::TAPESTRY);
    let row = mosaic::strand::tapestry::find(&map, a.repository.source(), &author).unwrap().unwrap();
    set(&a, author.as_bytes(), Author { values: None, ..row.clone() }.encode());
    set(&a, VERSION_KEY, mosaic::base::cbor::Item::from(99).encode());
    assert_ne!(a.root(), sound);
    b.say(&[note("news")]);
    a.pull(&b);
    assert_eq!(a.root(), b.root());
    assert_eq!(fsck(&a.repository, &action(), None).unwrap().losses, []);
    // The same number and other values: damage, which repair mends.
    let sound = a.root();
    set(&a, author.as_bytes(), Author { values: None, ..row }.encode());
    let checked = check_logs(&a.repository, &a.repository.current().unwrap(), &Silent).unwrap();
    assert_eq!(checked.faults.len(), 1);
    let mended = mend_logs(&a.repository, &action(), &|_, _| None).unwrap();
    assert!(mended.folded && mended.faults.is_empty());
    assert_eq!(a.root(), sound);
}

#[test]
fn many_writers_at_once_lose_nothing_and_fork_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let storage = || Arc::new(RealStorage::open(&folder.path().join("x")).unwrap()) as Arc<dyn Storage>;
    let made: Arc<dyn Storage> = Arc::new(RealStorage::create(&folder.path().join("x")).unwrap());
    let peer = Peer::on(made, 0, false);
    let other = Peer::on(Arc::new(MemoryStorage::new()), 1, false);
    peer.admit(&other);
    other.say(&(0..40).map(|n| note(&n.to_string())).collect::<Vec<_>>());
    let given = other.logs();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..6 {
                    let repository = Repository::open(storage(), None).unwrap();
                    say(&repository, &action(), &key(0), &[note("x"), note("y")]).unwrap();
                }
            });
        }
        scope.spawn(|| {
            let repository = Repository::open(storage(), None).unwrap();
            for _ in 0..6 {
                assert_eq!(merge(&repository, &action(), &given).unwrap().missing, []);
            }
        });
    });
    let repository = Repository::open(storage(), None).unwrap();
    let lengths: Vec<u64> = feeds(&repository).unwrap().iter().map(|feed| feed.seq).collect();
    assert_eq!(lengths.iter().sum::<u64>(), 1 + 4 * 6 * 2 + 41);
    assert_eq!(fsck(&repository, &action(), None).unwrap().losses, []);
    assert!(!log(&repository, &key(0).public(), 0, 100).unwrap().is_empty());
}
