//! The map of `state/`: canonical, strict, and as a `BTreeMap` would answer.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use mosaic::base::cbor::Item;
use mosaic::base::id::{Id, ObjectId};
use mosaic::base::kind::Kind;
use mosaic::base::limit::{MAX_KEY, MAX_OBJECT, MAX_VALUE};
use mosaic::object::error::ObjectError;
use mosaic::object::member::Member;
use mosaic::object::memory::MemoryObjects;
use mosaic::object::remember::Remembering;
use mosaic::object::traits::{Sink, Source};
use mosaic::state::error::StateError;
use mosaic::state::hamt::Hamt;
use mosaic::state::node::{KeyHash, Node, Place};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_assert_eq, prop_oneof, proptest};

type Map = BTreeMap<Vec<u8>, Vec<u8>>;
type Changes = BTreeMap<Vec<u8>, Option<Vec<u8>>>;

fn puts(map: &Map) -> Changes {
    map.iter().map(|(key, value)| (key.clone(), Some(value.clone()))).collect()
}

fn build(objects: &dyn Sink, map: &Map) -> Hamt {
    Hamt::new().update(objects, &puts(map)).unwrap()
}

fn one(key: &[u8], value: Option<&[u8]>) -> Changes {
    [(key.to_vec(), value.map(<[u8]>::to_vec))].into()
}

fn numbered(range: std::ops::Range<u32>) -> Map {
    range.map(|n| (format!("key {n}").into_bytes(), n.to_be_bytes().to_vec())).collect()
}

/// Counts the objects that are read.
struct Counting<'a>(&'a MemoryObjects, AtomicUsize);

impl Source for Counting<'_> {
    fn has(&self, id: &ObjectId) -> Result<bool, ObjectError> {
        self.0.has(id)
    }
    fn get(&self, id: &ObjectId) -> Result<Member, ObjectError> {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.get(id)
    }
}

/// Few keys, so that sequences meet the same ones; some values so long that they make nodes of their own.
fn changes() -> impl Strategy<Value = Changes> {
    let key = (0u16..400).prop_map(|n| n.to_be_bytes().to_vec());
    let len = prop_oneof![20 => Just(3usize), 1 => 9_000..MAX_VALUE + 1];
    let value = (any::<u8>(), len).prop_map(|(byte, len)| vec![byte; len]);
    btree_map(key, option::of(value), 0..60)
}

fn apply(map: &mut Map, changes: &Changes) {
    for (key, value) in changes {
        match value {
            Some(value) => drop(map.insert(key.clone(), value.clone())),
            None => drop(map.remove(key)),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn answers_like_a_btree_map_and_its_root_has_no_history(steps in vec(changes(), 1..12)) {
        let objects = MemoryObjects::new();
        let (mut hamt, mut map) = (Hamt::new(), Map::new());
        for step in &steps {
            hamt = hamt.update(&objects, step).unwrap();
            apply(&mut map, step);
            prop_assert_eq!(hamt, build(&MemoryObjects::new(), &map));
        }
        prop_assert_eq!(hamt.entries(&objects).unwrap(), map.clone());
        for n in 0..400u16 {
            prop_assert_eq!(hamt.get(&objects, &n.to_be_bytes()).unwrap(), map.get(&n.to_be_bytes()[..]).cloned());
        }
        let gone = map.keys().map(|key| (key.clone(), None)).collect();
        prop_assert_eq!(hamt.update(&objects, &gone).unwrap(), Hamt::new());
    }

    #[test]
    fn single_steps_in_any_order_give_the_root_of_one_bulk_update(
        map in btree_map(vec(any::<u8>(), 0..6), vec(any::<u8>(), 0..9), 0..200),
        passing in btree_map(vec(any::<u8>(), 7..9), vec(any::<u8>(), 0..9), 0..50),
        seed in any::<u64>(),
    ) {
        let objects = MemoryObjects::new();
        let mut steps: Vec<_> = map.iter().chain(&passing).collect();
        steps.sort_by_key(|(key, _)| Id::of(&[&seed.to_le_bytes(), key.as_slice()].concat()));
        let mut hamt = Hamt::new();
        for (key, value) in steps {
            hamt = hamt.update(&objects, &one(key, Some(value))).unwrap();
        }
        for key in passing.keys() {
            hamt = hamt.update(&objects, &one(key, None)).unwrap();
        }
        prop_assert_eq!(hamt, build(&MemoryObjects::new(), &map));
    }

    #[test]
    fn diff_is_that_of_btree_maps(first in changes(), second in changes()) {
        let objects = MemoryObjects::new();
        let (mut old, mut new) = (Map::new(), Map::new());
        apply(&mut old, &first);
        new.clone_from(&old);
        apply(&mut new, &second);
        let (a, b) = (build(&objects, &old), build(&objects, &new));
        let mut seen = BTreeMap::new();
        let mut hashes = Vec::new();
        a.diff(&b, &objects, &mut |key, old, new| {
            hashes.push(KeyHash::of(key));
            assert!(seen.insert(key.to_vec(), (old.map(<[u8]>::to_vec), new.map(<[u8]>::to_vec))).is_none());
            Ok(())
        }).unwrap();
        assert!(hashes.is_sorted());
        let keys: BTreeSet<_> = old.keys().chain(new.keys()).collect();
        let wanted: BTreeMap<_, _> = keys.into_iter()
            .filter(|key| old.get(*key) != new.get(*key))
            .map(|key| (key.clone(), (old.get(key).cloned(), new.get(key).cloned())))
            .collect();
        prop_assert_eq!(seen, wanted);
    }
}

/// The roots were computed by a program of its own (30 lines of Python) from `docs/format/hamt.md`.
#[test]
fn the_roots_of_fixed_maps_are_frozen() {
    let objects = MemoryObjects::new();
    assert_eq!(Hamt::new().root(), None);
    let long = (0..40u8).map(|n| (format!("long {n}").into_bytes(), vec![n; usize::from(n) * 700])).collect();
    for (map, root) in [
        (numbered(0..1), "4d7282af1be59c31b47f6f57aea2e5101d98679081b446e2fbd1195e1bc800ea"),
        (numbered(0..4), "6e01f77d72b08fea6e7a0fcffb8fd6c0e66d8d0cadb135a057826ff2ac32120a"),
        (numbered(0..1000), "874d4bd1adbe915ccd8410f85b1a9c1a99913dffd4cff2eff752888861e087f7"),
        (long, "462b45ba035ef71c44332756a75df1e8c1d02522d59c70d56edf32b527017413"),
    ] {
        assert_eq!(build(&objects, &map).root().unwrap().to_string(), root, "{} entries", map.len());
    }
}

#[test]
fn the_example_of_the_format_page_is_true() {
    let objects = MemoryObjects::new();
    let map: Map = [("a", "3"), ("main", "1"), ("next", "2")].map(|(key, value)| (key.into(), value.into())).into();
    let root = build(&objects, &map).root().unwrap();
    let plain = hex::encode(objects.plain(Kind::Node, &root.into()).unwrap());
    assert_eq!(plain, "821a10200004838182416141338182446e65787441328182446d61696e4131");
    let page = include_str!("../../docs/format/hamt.md");
    assert!(page.contains(&root.to_string()));
    for (key, _) in map {
        assert!(page.contains(&hex::encode(&blake3::hash(&key).as_bytes()[..4])));
    }
}

#[test]
fn each_goes_in_the_order_of_hashes() {
    let objects = MemoryObjects::new();
    let map = numbered(0..2000);
    let mut hashes = Vec::new();
    build(&objects, &map)
        .each(&objects, &mut |key, value| {
            assert_eq!(map[key], value);
            hashes.push(KeyHash::of(key));
            Ok(())
        })
        .unwrap();
    assert!(hashes.is_sorted());
    assert_eq!(hashes.len(), map.len());
}

#[test]
fn digits_are_the_bits_of_the_hash_from_the_top() {
    let key = b"any key";
    let bits: Vec<u8> =
        blake3::hash(key).as_bytes().iter().flat_map(|b| (0..8).rev().map(move |i| b >> i & 1)).collect();
    for level in 0..51 {
        let digit = bits[5 * level..5 * level + 5].iter().fold(0, |digit, bit| digit * 2 + usize::from(*bit));
        assert_eq!(KeyHash::of(key).digit(level), digit, "level {level}");
    }
}

#[test]
fn an_update_touches_one_path_and_a_diff_only_what_differs() {
    let objects = MemoryObjects::new();
    let big = build(&objects, &numbered(0..50_000));
    let before = objects.ids().len();
    let changed = big.update(&objects, &one(b"key 77", Some(b"new"))).unwrap();
    assert!(objects.ids().len() - before <= 5, "{} nodes written", objects.ids().len() - before);

    let counting = Counting(&objects, AtomicUsize::new(0));
    let mut seen = 0;
    big.diff(&changed, &counting, &mut |key, old, new| {
        assert_eq!((key, old, new), (&b"key 77"[..], Some(&77u32.to_be_bytes()[..]), Some(&b"new"[..])));
        seen += 1;
        Ok(())
    })
    .unwrap();
    assert_eq!(seen, 1);
    assert!(counting.1.load(Ordering::Relaxed) <= 10, "{} nodes read", counting.1.load(Ordering::Relaxed));

    let counting = Counting(&objects, AtomicUsize::new(0));
    assert_eq!(changed.get(&counting, b"key 77").unwrap().as_deref(), Some(&b"new"[..]));
    assert!(counting.1.load(Ordering::Relaxed) <= 5);

    let before = objects.ids().len();
    assert_eq!(changed.update(&objects, &one(b"key 77", Some(b"new"))).unwrap(), changed);
    assert_eq!(changed.update(&objects, &one(b"not there", None)).unwrap(), changed);
    assert_eq!(objects.ids().len(), before);
}

#[test]
fn reachable_names_every_node_and_a_walk_may_leave_out_what_it_knows() {
    let objects = MemoryObjects::new();
    let (old, new) = (build(&objects, &numbered(0..3000)), build(&objects, &numbered(0..3001)));
    let mut marked = BTreeSet::new();
    old.reachable(&objects, &mut |id| assert!(marked.insert(id))).unwrap();
    let mut all: BTreeSet<Id> = BTreeSet::new();
    new.reachable(&objects, &mut |id| assert!(all.insert(id))).unwrap();

    let counting = Counting(&objects, AtomicUsize::new(0));
    new.walk(&counting, &mut |id| Ok(marked.insert(id)), &mut |_, _| Ok(())).unwrap();
    assert!(counting.1.load(Ordering::Relaxed) <= 4);
    assert!(marked.is_superset(&all));
    let stored: BTreeSet<_> = objects.ids().into_iter().collect();
    assert_eq!(marked.into_iter().map(ObjectId::Own).collect::<BTreeSet<_>>(), stored);
}

/// Keys whose hashes begin with the same 15 bits, so that four of them need nodes on three levels.
fn close_keys(count: usize) -> Vec<Vec<u8>> {
    let mut groups: BTreeMap<[usize; 3], Vec<Vec<u8>>> = BTreeMap::new();
    for n in 0u32.. {
        let key = n.to_be_bytes().to_vec();
        let hash = KeyHash::of(&key);
        let group = groups.entry([0, 1, 2].map(|level| hash.digit(level))).or_default();
        group.push(key);
        if group.len() == count {
            return group.clone();
        }
    }
    unreachable!()
}

#[test]
fn a_deep_branch_folds_back_into_its_bucket() {
    let objects = MemoryObjects::new();
    let keys = close_keys(4);
    let three: Map = keys[..3].iter().map(|key| (key.clone(), b"v".to_vec())).collect();
    let shallow = build(&objects, &three);
    assert_eq!(objects.ids().len(), 1, "three entries are one bucket of the root");
    let deep = shallow.update(&objects, &one(&keys[3], Some(b"v"))).unwrap();
    let mut nodes = 0;
    deep.reachable(&objects, &mut |_| nodes += 1).unwrap();
    assert!(nodes >= 4);
    assert_eq!(deep.update(&objects, &one(&keys[3], None)).unwrap(), shallow);
}

#[test]
fn long_values_leave_the_bucket_and_come_back_when_they_shrink() {
    let objects = MemoryObjects::new();
    let keys = close_keys(2);
    let small: Map = keys.iter().map(|key| (key.clone(), b"v".to_vec())).collect();
    let shallow = build(&objects, &small);
    let long = keys.iter().map(|key| (key.clone(), Some(vec![7; MAX_VALUE]))).collect();
    let deep = shallow.update(&objects, &long).unwrap();
    let mut nodes = 0;
    deep.reachable(&objects, &mut |_| nodes += 1).unwrap();
    assert!(nodes >= 4);
    assert_eq!(
        deep.update(&objects, &one(&keys[0], Some(b"v"))).unwrap().update(&objects, &puts(&small)).unwrap(),
        shallow
    );
}

#[test]
fn the_fullest_node_is_an_object_and_what_is_longer_is_refused() {
    let objects = MemoryObjects::new();
    let mut counts = [0; 32];
    let mut map = Map::new();
    for n in 0u32.. {
        let key = n.to_be_bytes().to_vec();
        let count = &mut counts[KeyHash::of(&key).digit(0)];
        if *count < 3 {
            *count += 1;
            map.insert(key, vec![*count; (MAX_KEY + MAX_VALUE) / 3 - 4]);
        }
        if map.len() == 96 {
            break;
        }
    }
    let hamt = build(&objects, &map);
    assert_eq!(objects.ids().len(), 1);
    let len = objects.plain(Kind::Node, &hamt.root().unwrap().into()).unwrap().len();
    assert!(len > MAX_OBJECT * 99 / 100 - 4096 && len <= MAX_OBJECT, "{len}");
    assert_eq!(hamt.entries(&objects).unwrap(), map);

    let key = vec![1; MAX_KEY];
    let hamt = Hamt::new().update(&objects, &one(&key, Some(&[2; MAX_VALUE]))).unwrap();
    assert_eq!(hamt.get(&objects, &key).unwrap().unwrap().len(), MAX_VALUE);
    for refused in [one(&[1; MAX_KEY + 1], Some(b"")), one(b"k", Some(&[2; MAX_VALUE + 1]))] {
        assert!(matches!(hamt.update(&objects, &refused), Err(StateError::Malformed { .. })));
    }
    assert_eq!(hamt.get(&objects, &[1; MAX_KEY + 1]).unwrap(), None);
}

#[test]
fn a_lost_node_is_an_error_that_names_it() {
    let objects = MemoryObjects::new();
    let hamt = Hamt::from_root(Id::of(b"nothing"));
    let missing =
        |error| matches!(error, StateError::Object(ObjectError::Missing(id)) if id == Id::of(b"nothing").into());
    assert!(missing(hamt.get(&objects, b"k").unwrap_err()));
    assert!(missing(hamt.update(&objects, &one(b"k", None)).unwrap_err()));
    assert!(missing(hamt.entries(&objects).unwrap_err()));
    assert!(missing(hamt.diff(&Hamt::new(), &objects, &mut |_, _, _| Ok(())).unwrap_err()));
    assert!(missing(Hamt::new().diff(&hamt, &objects, &mut |_, _, _| Ok(())).unwrap_err()));
}

fn bucket(keys: &[&[u8]]) -> Item {
    Item::Array(keys.iter().map(|key| Item::Array(vec![Item::Bytes(key.to_vec()), Item::Bytes(vec![1])])).collect())
}

fn node(bitmap: u64, children: Vec<Item>) -> Vec<u8> {
    Item::Array(vec![Item::Uint(bitmap), Item::Array(children)]).encode()
}

fn refused(bytes: &[u8], place: Place) -> bool {
    Node::decode(bytes, place).is_err()
}

/// `count` keys that belong below `digit` of the root, in the order of their hashes.
fn keys_below(digit: usize, count: usize) -> Vec<Vec<u8>> {
    let keys = (0u32..).map(|n| n.to_be_bytes().to_vec());
    let mut keys: Vec<_> = keys.filter(|key| KeyHash::of(key).digit(0) == digit).take(count).collect();
    keys.sort_by_key(|key| KeyHash::of(key));
    keys
}

#[test]
fn shapes_that_the_canonical_form_does_not_have_are_refused() {
    let keys = keys_below(5, 4);
    let keys: Vec<&[u8]> = keys.iter().map(Vec::as_slice).collect();
    let good = node(1 << 5, vec![bucket(&keys[..3])]);
    assert!(!refused(&good, Place::ROOT));
    let link = || Item::from(Id::of(b"a"));
    let pair = |key: Item, value: Item| node(1 << 5, vec![Item::Array(vec![Item::Array(vec![key, value])])]);
    let bytes = |bytes: &[u8]| Item::Bytes(bytes.to_vec());
    let of_root = [
        ("bitmap without its child", node(1 << 5 | 1 << 6, vec![bucket(&keys[..1])])),
        ("child without its bit", node(0, vec![bucket(&keys[..1])])),
        ("more children than bits", node(1 << 5, vec![bucket(&keys[..1]), link()])),
        ("bit beyond the 32nd", node(1 << 5 | 1 << 32, vec![bucket(&keys[..1]), link()])),
        ("no children", node(0, vec![])),
        ("empty bucket", node(1 << 5, vec![bucket(&[])])),
        ("bucket of four", node(1 << 5, vec![bucket(&keys)])),
        ("bucket out of order", node(1 << 5, vec![bucket(&[keys[1], keys[0]])])),
        ("key twice", node(1 << 5, vec![bucket(&[keys[0], keys[0]])])),
        ("key of another digit", node(1 << 6, vec![bucket(&keys[..1])])),
        ("short link", node(1 << 5, vec![bytes(&[1; 31])])),
        ("long link", node(1 << 5, vec![bytes(&[1; 33])])),
        ("text as a key", pair("k".into(), bytes(b"v"))),
        ("number as a value", pair(bytes(keys[0]), Item::Uint(1))),
        ("long value", pair(bytes(keys[0]), bytes(&vec![0; MAX_VALUE + 1]))),
        (
            "pair of three",
            node(1 << 5, vec![Item::Array(vec![Item::Array(vec![bytes(keys[0]), bytes(b""), bytes(b"")])])]),
        ),
        ("number as a child", node(1 << 5, vec![Item::Uint(1)])),
        ("one field", Item::Array(vec![Item::Uint(0)]).encode()),
        ("three fields", Item::Array(vec![Item::Uint(1), Item::Array(vec![link()]), Item::Uint(0)]).encode()),
        ("no array", Item::Uint(1).encode()),
        ("nothing", Vec::new()),
        ("trailing byte", [good.as_slice(), &[0]].concat()),
    ];
    for (what, bytes) in of_root {
        assert!(refused(&bytes, Place::ROOT), "{what}");
    }
    let mut long: Vec<_> = keys_below(5, 1);
    long.push(
        (0u32..)
            .map(|n| [&n.to_be_bytes()[..], &[0; MAX_KEY]].concat())
            .find(|k| KeyHash::of(k).digit(0) == 5)
            .unwrap(),
    );
    assert!(refused(&pair(bytes(&long[1]), bytes(b"")), Place::ROOT), "long key");
}

#[test]
fn a_node_belongs_to_one_place() {
    let objects = MemoryObjects::new();
    let map: Map = keys_below(5, 200).into_iter().map(|key| (key, vec![1])).collect();
    let root = build(&objects, &map).root().unwrap();
    let plain = objects.plain(Kind::Node, &root.into()).unwrap();
    let Item::Array(fields) = Item::decode(&plain).unwrap() else { panic!("no array") };
    let Item::Array(links) = &fields[1] else { panic!("no children") };
    let [Item::Bytes(child)] = &links[..] else { panic!("not one link") };
    let child = Id::from_bytes(child[..].try_into().unwrap());
    assert!(Node::load(&objects, child, Place::ROOT.child(5)).is_ok());
    assert!(matches!(Node::load(&objects, child, Place::ROOT.child(6)), Err(StateError::Malformed { .. })));
    assert!(matches!(Node::load(&objects, child, Place::ROOT.child(5).child(0)), Err(StateError::Malformed { .. })));

    // The same node under another digit: a map that shows its entries twice, were it not refused.
    let twice = node(1 << 5 | 1 << 6, vec![child.into(), child.into()]);
    let (id, _) = objects.write(Kind::Node, &twice).unwrap();
    let hamt = Hamt::from_root(Id::from_bytes(*id.as_bytes()));
    assert!(matches!(hamt.entries(&objects), Err(StateError::Malformed { .. })));
    // A source that remembers it from the one place does not take it at the other one.
    let (remembering, keys) = (Remembering::new(&objects), [5, 6].map(|digit| keys_below(digit, 1).remove(0)));
    assert_eq!(hamt.get(&remembering, &keys[0]).unwrap(), Some(vec![1]));
    assert!(matches!(hamt.get(&remembering, &keys[1]), Err(StateError::Malformed { .. })));
}

#[test]
fn a_source_that_remembers_reads_each_node_once() {
    let objects = MemoryObjects::new();
    let maps = [numbered(0..3_000), numbered(1_000..2_500)];
    let hamts = [&maps[0], &maps[1]].map(|map| build(&objects, map));
    let counting = Counting(&objects, AtomicUsize::new(0));
    let remembering = Remembering::new(&counting);
    for n in 0u32..3_001 {
        let key = format!("key {n}").into_bytes();
        for (hamt, map) in hamts.iter().zip(&maps) {
            assert_eq!(hamt.get(&remembering, &key).unwrap().as_ref(), map.get(&key));
        }
    }
    assert!(counting.1.load(Ordering::Relaxed) <= objects.ids().len());
}

#[test]
fn a_node_that_should_be_a_bucket_is_refused_below_the_root_only() {
    let keys = keys_below(5, 3);
    let place = Place::ROOT.child(5);
    let mut children: BTreeMap<usize, Vec<&[u8]>> = BTreeMap::new();
    for key in &keys {
        children.entry(KeyHash::of(key).digit(1)).or_default().push(key);
    }
    let bitmap = children.keys().map(|digit| 1 << digit).sum();
    let few = node(bitmap, children.values().map(|keys| bucket(keys)).collect());
    assert!(refused(&few, place));
    let root: Vec<&[u8]> = keys.iter().map(Vec::as_slice).collect();
    assert!(!refused(&node(1 << 5, vec![bucket(&root)]), Place::ROOT));
}

#[test]
fn endless_chains_of_nodes_end_at_the_last_digit() {
    let objects = MemoryObjects::new();
    let mut id = Id::of(b"the end");
    for _ in 0..60 {
        let (next, _) = objects.write(Kind::Node, &node(1 << 9, vec![id.into()])).unwrap();
        id = Id::from_bytes(*next.as_bytes());
    }
    let hamt = Hamt::from_root(id);
    assert!(matches!(hamt.entries(&objects), Err(StateError::Malformed { .. })));
    assert!(matches!(hamt.diff(&Hamt::new(), &objects, &mut |_, _, _| Ok(())), Err(StateError::Malformed { .. })));
    assert!(refused(&node(1 << 9, vec![id.into()]), Place::of(KeyHash::of(b"k"), 51)));
}

#[test]
fn every_flipped_byte_is_refused_or_another_node() {
    let objects = MemoryObjects::new();
    let root = build(&objects, &numbered(0..40)).root().unwrap();
    let plain = objects.plain(Kind::Node, &root.into()).unwrap();
    let node = Node::decode(&plain, Place::ROOT).unwrap();
    assert_eq!(node.clone().encode(), plain);
    for at in 0..plain.len() {
        for flip in [1, 0x20, 0x80, 0xff] {
            let mut bytes = plain.clone();
            bytes[at] ^= flip;
            if let Ok(other) = Node::decode(&bytes, Place::ROOT) {
                assert_ne!(other, node);
                assert_eq!(other.encode(), bytes);
            }
        }
        assert!(refused(&plain[..at], Place::ROOT), "cut at {at}");
    }
}
