//! Checks of maps: nodes, hostile maps, changes against a model, and what a state says.

use std::collections::BTreeMap;

use mosaic::base::cbor::Item;
use mosaic::base::id::{GitId, Id};
use mosaic::base::kind::Kind;
use mosaic::base::limit::MAX_KEY;
use mosaic::base::time::Timestamp;
use mosaic::object::memory::MemoryObjects;
use mosaic::object::traits::Sink;
use mosaic::repo::current::Current;
use mosaic::repo::record::Version;
use mosaic::state::change::{Change, Expected, advance};
use mosaic::state::hamt::Hamt;
use mosaic::state::log::Log;
use mosaic::state::node::{Child, KeyHash, LEVELS, Node, Place};
use mosaic::state::operation::root;
use mosaic::state::undo::undo;

use crate::decoders::input::Input;

type Map = BTreeMap<Vec<u8>, Vec<u8>>;
type Difference = BTreeMap<Vec<u8>, (Option<Vec<u8>>, Option<Vec<u8>>)>;

/// The bytes of a node, at the root and at the place of a key.
pub fn hamt_node(data: &[u8]) {
    let mut input = Input(data);
    let level = usize::from(input.byte()) % (LEVELS + 1);
    let key = input.piece();
    for (bytes, place) in [(data, Place::ROOT), (input.0, Place::of(KeyHash::of(key), level))] {
        let Ok(node) = Node::decode(bytes, place) else { continue };
        assert!(place.level() < LEVELS && !node.is_empty());
        assert!(place.level() == 0 || node.to_bucket().is_none());
        assert_eq!(node.clone().encode(), bytes);
        for (digit, child) in node.children.iter().enumerate() {
            if let Some(Child::Bucket(entries)) = child {
                assert!(entries.iter().all(|entry| entry.hash == KeyHash::of(&entry.key)));
                assert!(entries.iter().all(|entry| entry.hash.digit(place.level()) == digit));
            }
        }
    }
}

/// Maps whose nodes are the input: the last two pieces are the roots, `@N` in a node is the id of piece N before it.
pub fn hamt_nodes(data: &[u8]) {
    let objects = MemoryObjects::new();
    let mut ids: Vec<Id> = Vec::new();
    for piece in Input(data).pieces() {
        let node = resolved(piece, &ids);
        objects.write(Kind::Node, &node).expect("in memory");
        ids.push(Id::of(&node));
    }
    let [.., old, new] = ids[..] else { return };
    let (old, new) = (Hamt::from_root(old), Hamt::from_root(new));
    let (mut before, mut after) = (Difference::new(), None);
    let told = old.diff(&new, &objects, &mut |key, old, new| {
        assert!(before.insert(key.to_vec(), (old.map(<[u8]>::to_vec), new.map(<[u8]>::to_vec))).is_none());
        Ok(())
    });
    if let (Ok(old), Ok(new)) = (old.entries(&objects), new.entries(&objects)) {
        told.expect("both maps are sound");
        after = Some(difference(&old, &new));
    }
    assert!(after.is_none_or(|after| after == before));
    for map in [old, new] {
        let Ok(entries) = map.entries(&objects) else { continue };
        for (key, value) in &entries {
            assert_eq!(map.get(&objects, key).expect("a sound map").as_ref(), Some(value));
        }
        // Canonical: the same pairs, put into an empty map, have the same root. No node has no pairs, but a root may.
        let edits = entries.into_iter().map(|(key, value)| (key, Some(value))).collect();
        assert_eq!(Hamt::new().update(&objects, &edits).expect("in memory"), map);
    }
}

/// A node in which `@` and a digit stand for the id of an earlier one.
fn resolved(piece: &[u8], ids: &[Id]) -> Vec<u8> {
    let mut node = Vec::new();
    let mut rest = piece.iter();
    while let Some(byte) = rest.next() {
        let number =
            rest.as_slice().first().filter(|_| *byte == b'@').map(|digit| usize::from(digit.wrapping_sub(b'0')));
        match number.and_then(|number| ids.get(number)) {
            Some(id) => {
                node.extend_from_slice(&Item::from(*id).encode());
                rest.next();
            }
            None => node.push(*byte),
        }
    }
    node
}

fn difference(old: &Map, new: &Map) -> Difference {
    let keys = old.keys().chain(new.keys());
    let values = keys.map(|key| (key.clone(), (old.get(key).cloned(), new.get(key).cloned())));
    values.filter(|(_, (old, new))| old != new).collect()
}

/// Changes of a map against the map of the standard library.
pub fn hamt(data: &[u8]) {
    let mut input = Input(data);
    let objects = MemoryObjects::new();
    let (mut map, mut model) = (Hamt::new(), Map::new());
    for _ in 0..16 {
        let (before, old) = (map, model.clone());
        let mut edits = BTreeMap::new();
        for _ in 0..=input.byte() % 8 {
            // Few keys, so that they are set again and removed; some values that make a bucket too large.
            let (key, value) = (vec![b'k', input.byte() % 64], input.byte());
            let len = if value % 16 == 15 { usize::from(value) * 100 } else { usize::from(value % 16) };
            let value = (value % 4 != 0).then(|| vec![value; len]);
            edits.insert(key, value);
        }
        map = map.update(&objects, &edits).expect("in memory");
        for (key, value) in edits {
            match value {
                Some(value) => drop(model.insert(key, value)),
                None => drop(model.remove(&key)),
            }
        }
        assert_eq!(map.entries(&objects).expect("in memory"), model);
        let mut told = Difference::new();
        let mut tell = |key: &[u8], old: Option<&[u8]>, new: Option<&[u8]>| {
            told.insert(key.to_vec(), (old.map(<[u8]>::to_vec), new.map(<[u8]>::to_vec)));
            Ok(())
        };
        before.diff(&map, &objects, &mut tell).expect("in memory");
        assert_eq!(told, difference(&old, &model));
    }
    let all = model.into_iter().map(|(key, value)| (key, Some(value))).collect();
    assert_eq!(Hamt::new().update(&objects, &all).expect("in memory"), map, "the root is that of the pairs");
}

/// A state whose maps have any keys and values: triples of root, key and value.
pub fn state(data: &[u8]) {
    const ROOTS: [&str; 6] = [root::HEADS, root::TAGS, root::STAGE, root::REMOTES, root::COMMUNITY, root::ABSENT];
    let mut input = Input(data);
    let objects = MemoryObjects::new();
    let mut changes = Vec::new();
    while !input.is_empty() {
        let root = ROOTS[usize::from(input.byte()) % ROOTS.len()].to_owned();
        let (key, value) = (input.piece(), input.piece());
        if key.len() <= MAX_KEY && value.len() < 1 << 12 {
            changes.push(Change { root, key: key.to_vec(), expected: Expected::Any, new: Some(value.to_vec()) });
        }
    }
    let first = advance(None, &[], Timestamp::default(), "first", &objects).expect("in memory");
    let (id, operation) = advance(Some(&first), &changes, Timestamp::default(), "", &objects).expect("in memory");
    assert_eq!(Log::new(&objects, Some(id)).count(), 2);
    let back = undo(&objects, &operation).expect("both are kept");
    let (_, restored) = advance(Some(&(id, operation)), &back, Timestamp::default(), "", &objects).expect("as told");
    assert!(root::UNDONE.iter().all(|root| restored.map(root).root().is_none()));
    let Ok(current) = Current::load(&objects, id) else { return };
    let _ = current.at(&objects).map(|at| at.map(|id: GitId| Version::load(&objects, id)));
    for root in [root::HEADS, root::TAGS] {
        let names = current.names(&objects, root);
        assert!(names.is_err() || names.is_ok_and(|names| names.len() == count(&changes, root)));
    }
    assert!(current.restage(&current.stage).is_empty());
}

fn count(changes: &[Change], root: &str) -> usize {
    let mut keys: Vec<&[u8]> = changes.iter().filter(|change| change.root == root).map(|change| &*change.key).collect();
    keys.sort_unstable();
    keys.dedup();
    keys.len()
}
