//! Operations, changes by compare-and-swap, the chain, undo and restore.

use std::collections::BTreeMap;

use mosaic::base::cbor::Item;
use mosaic::base::id::Id;
use mosaic::base::kind::Kind;
use mosaic::base::limit::MAX_COMMAND;
use mosaic::base::time::Timestamp;
use mosaic::object::error::ObjectError;
use mosaic::object::memory::MemoryObjects;
use mosaic::object::traits::Sink;
use mosaic::state::change::{Change, Expected, advance, apply};
use mosaic::state::error::StateError;
use mosaic::state::log::Log;
use mosaic::state::operation::{Operation, Roots, map, root};
use mosaic::state::undo::{restore, undo};
use proptest::prelude::{ProptestConfig, any, prop_assert_eq, proptest};

fn id(text: &str) -> Id {
    Id::of(text.as_bytes())
}

fn at(seconds: i64) -> Timestamp {
    Timestamp { seconds, nanos: 5 }
}

fn set(root: &str, key: &str, expected: Expected, new: Option<&str>) -> Change {
    Change { root: root.into(), key: key.into(), expected, new: new.map(Into::into) }
}

fn value(text: &str) -> Expected {
    Expected::Value(text.into())
}

fn sample() -> Operation {
    Operation {
        number: 7,
        previous: Some(id("before")),
        oldest: 3,
        time: Timestamp { seconds: 1_700_000_000, nanos: 5 },
        command: "mosaic commit -m x".into(),
        roots: [("heads".into(), id("h")), ("zzz-of-a-later-version".into(), id("z"))].into(),
    }
}

#[test]
fn an_operation_comes_back_as_it_was_and_is_frozen() {
    let operation = sample();
    assert_eq!(Operation::decode(&operation.encode()).unwrap(), operation);
    let page = include_str!("../../docs/format/state.md");
    let hex: String =
        page.split("```hex operation\n").nth(1).unwrap().split("```").next().unwrap().split_whitespace().collect();
    assert_eq!(hex::encode(operation.encode()), hex);

    let first = Operation { number: 1, previous: None, oldest: 1, roots: Roots::new(), ..operation };
    assert_eq!(Operation::decode(&first.encode()).unwrap(), first);
    for seconds in [i64::MIN, -1, 0, i64::MAX] {
        let operation = Operation { time: at(seconds), ..first.clone() };
        assert_eq!(Operation::decode(&operation.encode()).unwrap(), operation);
    }
}

#[test]
fn what_is_no_operation_is_refused() {
    type Damage = fn(&mut Vec<Item>);
    let good = sample().encode();
    let changed = |damage: Damage| {
        let Item::Array(mut fields) = Item::decode(&good).unwrap() else { panic!("no array") };
        damage(&mut fields);
        Item::Array(fields).encode()
    };
    assert!(Operation::decode(&changed(|_| {})).is_ok());
    let pair = |name: &str| Item::Array(vec![name.into(), id("x").into()]);
    let damages: [(&str, Damage); 16] = [
        ("number of 64 bits", |f| f[0] = Item::Uint(1 << 63)),
        ("number 0", |f| f[0] = Item::Uint(0)),
        ("first with a previous", |f| (f[0], f[2]) = (Item::Uint(1), Item::Uint(1))),
        ("later without a previous", |f| f[1] = Item::Bytes(Vec::new())),
        ("short previous", |f| f[1] = Item::Bytes(vec![1; 31])),
        ("oldest 0", |f| f[2] = Item::Uint(0)),
        ("oldest after itself", |f| f[2] = Item::Uint(8)),
        ("time beyond i64", |f| f[3] = Item::Uint(u64::MAX)),
        ("a whole second of nanoseconds", |f| f[4] = Item::Uint(1_000_000_000)),
        ("nanoseconds beyond u32", |f| f[4] = Item::Uint(1 << 32)),
        ("long command", |f| f[5] = Item::Text("x".repeat(MAX_COMMAND + 1))),
        ("bytes as a command", |f| f[5] = Item::Bytes(b"x".to_vec())),
        ("roots no array", |f| f[6] = Item::Uint(0)),
        ("one field less", |f| drop(f.pop())),
        ("one field more", |f| f.push(Item::Uint(0))),
        ("root of three", |f| f[6] = Item::Array(vec![Item::Array(vec!["a".into(), id("x").into(), Item::Uint(0)])])),
    ];
    for (what, damage) in damages {
        assert!(Operation::decode(&changed(damage)).is_err(), "{what}");
    }
    let many: Vec<String> = (0..257).map(|n| format!("{n:03}")).collect();
    let names: [Vec<&str>; 5] = [
        vec!["b", "a"],
        vec!["a", "a"],
        vec![""],
        vec![&many[0], "a name of more than 255 bytes"],
        many.iter().map(String::as_str).collect(),
    ];
    let long = "x".repeat(256);
    for mut names in names {
        if let Some(name) = names.iter_mut().find(|name| name.starts_with("a name")) {
            *name = &long;
        }
        let Item::Array(mut fields) = Item::decode(&good).unwrap() else { panic!("no array") };
        fields[6] = Item::Array(names.iter().map(|name| pair(name)).collect());
        assert!(Operation::decode(&Item::Array(fields).encode()).is_err(), "{names:?}");
    }
    for len in 0..good.len() {
        assert!(Operation::decode(&good[..len]).is_err());
    }
    for byte in 0..good.len() {
        let mut bad = good.clone();
        bad[byte] ^= 0x41;
        if let Ok(other) = Operation::decode(&bad) {
            assert_eq!(other.encode(), bad);
        }
    }
}

#[test]
fn the_next_operation_counts_on_and_cuts_long_commands_between_letters() {
    let objects = MemoryObjects::new();
    let first = Operation::next(None, at(1), "mosaic init", Roots::new());
    assert_eq!((first.number, first.previous, first.oldest), (1, None, 1));
    let base = (first.write(&objects).unwrap(), first);
    let second = Operation::next(Some(&base), at(2), &"ä".repeat(MAX_COMMAND), Roots::new());
    assert_eq!((second.number, second.previous, second.oldest), (2, Some(base.0), 1));
    assert_eq!(second.command, "ä".repeat(MAX_COMMAND / 2));
    let odd = Operation::next(Some(&base), at(2), &format!("x{}", "ä".repeat(MAX_COMMAND)), Roots::new());
    assert_eq!(odd.command.len(), MAX_COMMAND - 1);
    let id = second.write(&objects).unwrap();
    assert_eq!(Operation::load(&objects, id).unwrap(), second);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]
    #[test]
    fn any_bytes_are_refused_or_the_one_form_of_their_operation(bytes in any::<Vec<u8>>()) {
        if let Ok(operation) = Operation::decode(&bytes) {
            prop_assert_eq!(operation.encode(), bytes);
        }
    }
}

#[test]
fn nothing_is_written_that_could_not_be_read_again() {
    let objects = MemoryObjects::new();
    for name in ["", &"x".repeat(256)] {
        let result = advance(None, &[set(name, "k", Expected::Any, Some("v"))], at(1), "c", &objects);
        assert!(matches!(result, Err(StateError::Malformed { .. })));
    }
    let last = Operation { number: i64::MAX as u64, ..sample() };
    let last = (last.write(&objects).unwrap(), last);
    assert!(matches!(advance(Some(&last), &[], at(1), "c", &objects), Err(StateError::Malformed { .. })));
}

#[test]
pub fn changes_are_made_all_or_none() {
    let objects = MemoryObjects::new();
    let first = apply(
        &Roots::new(),
        &[
            set(root::HEADS, "main", Expected::Absent, Some("c1")),
            set(root::HEADS, "next", Expected::Any, Some("c2")),
            set(root::TAGS, "v1", Expected::Absent, Some("c1")),
        ],
        &objects,
    )
    .unwrap();
    assert_eq!(first.keys().collect::<Vec<_>>(), ["heads", "tags"]);
    assert_eq!(map(&first, "heads").get(&objects, b"main").unwrap().unwrap(), b"c1");

    let before = objects.ids().len();
    for (expected, new) in [(Expected::Absent, Some("c3")), (value("c2"), Some("c3")), (value("c2"), None)] {
        let changes = [set(root::TAGS, "v2", Expected::Any, Some("t")), set(root::HEADS, "main", expected, new)];
        match apply(&first, &changes, &objects) {
            Err(StateError::Conflict { root, key, found }) => {
                assert_eq!((root.as_str(), &key[..], found.as_deref()), ("heads", &b"main"[..], Some(&b"c1"[..])));
            }
            other => panic!("{other:?}"),
        }
    }
    let absent = [set(root::STAGE, "base", value("x"), None)];
    let error = apply(&first, &absent, &objects).unwrap_err();
    assert!(matches!(&error, StateError::Conflict { found: None, .. }));
    assert!(error.to_string().starts_with("stage/base: "), "{error}");
    assert_eq!(objects.ids().len(), before, "a conflict writes nothing");

    let moved = apply(&first, &[set(root::HEADS, "main", value("c1"), Some("c3"))], &objects).unwrap();
    assert_eq!(map(&moved, "heads").get(&objects, b"main").unwrap().unwrap(), b"c3");
    assert_eq!(moved["tags"], first["tags"]);
    let gone = apply(&moved, &[set(root::TAGS, "v1", value("c1"), None)], &objects).unwrap();
    assert!(!gone.contains_key("tags"), "an empty map is not named");
}

#[test]
fn a_change_sees_the_changes_before_it_and_unknown_roots_stay() {
    let objects = MemoryObjects::new();
    let later: Roots = [("of-a-later-version".to_owned(), id("unknown"))].into();
    let changes = [
        set(root::HEADS, "a", Expected::Absent, Some("1")),
        set(root::HEADS, "a", value("1"), Some("2")),
        set(root::HEADS, "b", Expected::Absent, Some("1")),
        set(root::HEADS, "b", value("1"), None),
        set(root::HEADS, "b", Expected::Absent, None),
    ];
    let roots = apply(&later, &changes, &objects).unwrap();
    assert_eq!(roots["of-a-later-version"], id("unknown"));
    assert_eq!(map(&roots, "heads").entries(&objects).unwrap(), [(b"a".to_vec(), b"2".to_vec())].into());
    assert!(apply(&later, &[set(root::HEADS, "a", value("1"), None), changes[0].clone()], &objects).is_err());
}

/// A chain of operations, each setting head `main` to its number; number 3 also sets a remote.
fn chain(objects: &dyn Sink, count: u64) -> Vec<(Id, Operation)> {
    let mut chain: Vec<(Id, Operation)> = Vec::new();
    for number in 1..=count {
        let mut changes = vec![set(root::HEADS, "main", Expected::Any, Some(&number.to_string()))];
        if number == 3 {
            changes.push(set(root::REMOTES, "origin", Expected::Absent, Some("url")));
            changes.push(set(root::TAGS, "three", Expected::Absent, Some("3")));
        }
        chain.push(advance(chain.last(), &changes, at(number as i64), &format!("step {number}"), objects).unwrap());
    }
    chain
}

#[test]
fn the_log_goes_from_the_newest_to_the_oldest_that_is_kept() {
    let objects = MemoryObjects::new();
    let mut chain = chain(&objects, 6);
    assert_eq!(Log::new(&objects, None).count(), 0);
    let walked: Vec<_> = Log::new(&objects, Some(chain[5].0)).collect::<Result<_, _>>().unwrap();
    assert_eq!(walked, chain.iter().rev().cloned().collect::<Vec<_>>());

    let cut = Operation { oldest: 4, ..Operation::next(chain.last(), at(7), "gc", Roots::new()) };
    chain.push((cut.write(&objects).unwrap(), cut));
    let numbers: Vec<_> = Log::new(&objects, Some(chain[6].0)).map(|step| step.unwrap().1.number).collect();
    assert_eq!(numbers, [7, 6, 5, 4]);
    let only = Operation { oldest: 7, ..chain[6].1.clone() };
    let only = only.write(&objects).unwrap();
    assert_eq!(Log::new(&objects, Some(only)).count(), 1);
}

#[test]
fn a_broken_chain_is_an_error_and_ends() {
    let objects = MemoryObjects::new();
    let chain = chain(&objects, 3);
    let wrong = Operation { number: 9, previous: Some(chain[2].0), ..chain[2].1.clone() };
    let mut log = Log::new(&objects, Some(wrong.write(&objects).unwrap()));
    assert!(log.next().unwrap().is_ok());
    assert!(matches!(log.next(), Some(Err(StateError::Malformed { .. }))));
    assert!(log.next().is_none());

    let lost = Operation { number: 9, previous: Some(id("lost")), ..chain[2].1.clone() };
    let mut log = Log::new(&objects, Some(lost.write(&objects).unwrap()));
    assert!(log.next().unwrap().is_ok());
    assert!(matches!(log.next(), Some(Err(StateError::Object(ObjectError::Missing(_))))));
    assert!(log.next().is_none());

    let (node, _) = objects.write(Kind::Node, b"no operation").unwrap();
    let mut log = Log::new(&objects, Some(Id::from_bytes(*node.as_bytes())));
    assert!(matches!(log.next(), Some(Err(StateError::Malformed { .. }))));
}

#[test]
fn an_operation_is_found_by_the_beginning_of_its_id() {
    let objects = MemoryObjects::new();
    let chain = chain(&objects, 5);
    let log = || Log::new(&objects, Some(chain[4].0));
    for (id, operation) in &chain {
        for len in [8, 20, 64] {
            assert_eq!(log().find(&id.to_string()[..len]).unwrap(), (*id, operation.clone()));
        }
    }
    for prefix in ["", &chain[0].0.to_string()[..7], "zzzzzzzz", &id("other").to_string(), &format!("{}0", chain[0].0)]
    {
        assert!(matches!(log().find(prefix), Err(StateError::Unknown(_))), "{prefix:?}");
    }
}

#[test]
fn undo_takes_back_heads_tags_and_stage_and_nothing_else() {
    let objects = MemoryObjects::new();
    let chain = chain(&objects, 3);
    let changes = undo(&objects, &chain[2].1).unwrap();
    assert_eq!(changes, [set(root::HEADS, "main", value("3"), Some("2")), set(root::TAGS, "three", value("3"), None)]);
    let undone = apply(&chain[2].1.roots, &changes, &objects).unwrap();
    assert_eq!(undone["heads"], chain[1].1.roots["heads"]);
    assert!(!undone.contains_key("tags"));
    assert_eq!(undone["remotes"], chain[2].1.roots["remotes"]);

    // To undo the undo is to have the state again.
    let after = advance(Some(&chain[2]), &changes, at(4), "undo", &objects).unwrap();
    let redo = undo(&objects, &after.1).unwrap();
    assert_eq!(apply(&after.1.roots, &redo, &objects).unwrap(), chain[2].1.roots);

    let first = undo(&objects, &chain[0].1).unwrap();
    assert_eq!(first, [set(root::HEADS, "main", value("1"), None)]);
}

#[test]
fn undo_never_takes_back_what_came_later() {
    let objects = MemoryObjects::new();
    let chain = chain(&objects, 4);
    let changes = undo(&objects, &chain[2].1).unwrap();
    let error = apply(&chain[3].1.roots, &changes, &objects).unwrap_err();
    assert!(
        matches!(error, StateError::Conflict { root, found, .. } if root == "heads" && found.as_deref() == Some(b"4"))
    );

    let cut = Operation { oldest: 4, ..chain[3].1.clone() };
    assert!(matches!(undo(&objects, &cut), Err(StateError::Unknown(_))));
}

#[test]
fn restore_gives_the_heads_of_any_operation() {
    let objects = MemoryObjects::new();
    let chain = chain(&objects, 5);
    for (_, target) in &chain {
        let changes = restore(&objects, &chain[4].1.roots, target).unwrap();
        let roots = apply(&chain[4].1.roots, &changes, &objects).unwrap();
        for name in root::UNDONE {
            assert_eq!(roots.get(name), target.roots.get(name), "{name}");
        }
        assert_eq!(roots["remotes"], chain[4].1.roots["remotes"]);
    }
    assert!(restore(&objects, &chain[4].1.roots, &chain[4].1).unwrap().is_empty());
}

#[test]
fn writers_that_meet_lose_nothing() {
    let objects = MemoryObjects::new();
    let base = chain(&objects, 1).remove(0);
    let mine = [set(root::HEADS, "mine", Expected::Absent, Some("m"))];
    let theirs = [set(root::HEADS, "theirs", Expected::Absent, Some("t"))];
    let newest = advance(Some(&base), &theirs, at(2), "theirs", &objects).unwrap();
    // Built on the state that was read, then again on the newest one.
    advance(Some(&base), &mine, at(2), "mine", &objects).unwrap();
    let both = advance(Some(&newest), &mine, at(2), "mine", &objects).unwrap();
    let heads = both.1.map(root::HEADS).entries(&objects).unwrap();
    let wanted: BTreeMap<Vec<u8>, Vec<u8>> =
        [("main", "1"), ("mine", "m"), ("theirs", "t")].map(|(key, value)| (key.into(), value.into())).into();
    assert_eq!(heads, wanted);
    assert!(matches!(advance(Some(&both), &mine, at(3), "again", &objects), Err(StateError::Conflict { .. })));
}
