//! Faults happen where they are asked for, and leave what they promise.

use std::sync::Arc;

use mosaic::storage::error::StorageError;
use mosaic::storage::faulty::{Call, Fault, FaultyStorage, Rule, once, seeded};
use mosaic::storage::memory::MemoryStorage;
use mosaic::storage::power::Fate;
use mosaic::storage::traits::{Placement, Publication, Storage};

use crate::storage_suite::{error, names, publication, publish, read, stage};

fn faulty(rule: Rule) -> (MemoryStorage, FaultyStorage) {
    let inner = MemoryStorage::new();
    (inner.clone(), FaultyStorage::new(Arc::new(inner), rule))
}

fn errno(error: StorageError) -> Option<i32> {
    match error {
        StorageError::Io { source, .. } => source.raw_os_error(),
        _ => None,
    }
}

#[test]
fn the_chosen_call_fails_and_no_other() {
    let (_, storage) = faulty(once(Call::Create, 2, Fault::Fail(24)));
    drop(storage.create("a").unwrap());
    assert_eq!(errno(error(storage.create("b"))), Some(24));
    drop(storage.create("b").unwrap());
    assert_eq!(storage.count(Call::Create), 3);
}

#[test]
fn a_short_write_ends_the_file() {
    let (inner, storage) = faulty(once(Call::Write, 2, Fault::Short(3, 28)));
    let mut staged = stage(&storage, "p", b"12");
    assert_eq!(errno(error(staged.write(b"345678"))), Some(28));
    assert!(staged.write(b"9").is_err());
    let file = Publication { staged, name: "p".into(), placement: Placement::New };
    assert!(storage.publish(vec![file]).is_err() && inner.open("p").is_err());
    assert_eq!(inner.adopt("p").unwrap().expect("left for adoption").len(), 5);
}

#[test]
fn after_a_failed_sync_nothing_is_left_to_adopt() {
    let (inner, storage) = faulty(once(Call::Sync, 1, Fault::Fail(5)));
    assert_eq!(errno(error(publish(&storage, "p", b"1", Placement::New))), Some(5));
    assert!(inner.open("p").is_err() && inner.adopt("p").unwrap().is_none());
    publish(&storage, "p", b"1", Placement::New).unwrap();
}

#[test]
fn a_lying_publication_is_lost_with_the_power() {
    for (call, content) in [(Call::Publish, None), (Call::Sync, Some(0))] {
        let (inner, storage) = faulty(once(call, 1, Fault::Lie));
        publish(&storage, "packs/p", b"content", Placement::New).unwrap();
        assert_eq!(read(&storage, "packs/p"), b"content");
        let after = inner.reboot(|_| Fate::Lost);
        assert_eq!(after.open("packs/p").ok().map(|handle| handle.len()), content, "{call:?}");
    }
}

#[test]
fn publications_and_appends_stop_short() {
    let (_, storage) = faulty(once(Call::Publish, 1, Fault::Short(1, 5)));
    let files = ["a", "b"].map(|name| publication(&storage, name, b"1", Placement::New));
    assert_eq!(errno(error(storage.publish(files.into()))), Some(5));
    assert_eq!(names(&storage, ""), ["a"]);
    let (_, storage) = faulty(once(Call::Append, 1, Fault::Short(2, 28)));
    assert_eq!(errno(error(storage.append("log", 0, b"1234"))), Some(28));
    assert_eq!(read(&storage, "log"), b"12");
}

#[test]
fn overwrites_stop_short_lie_and_fail() {
    let faults = [Fault::Short(2, 28), Fault::Lie, Fault::Fail(5)];
    let rule: Rule = Box::new(move |attempt| match attempt.call {
        Call::Overwrite => faults.get((attempt.nth as usize).wrapping_sub(2)).copied(),
        Call::Identity => Some(Fault::Fail(5)),
        _ => None,
    });
    let (inner, storage) = faulty(rule);
    storage.overwrite("voter", 0, b"abcd").unwrap();
    assert_eq!(errno(error(storage.overwrite("voter", 0, b"1234"))), Some(28));
    assert_eq!(read(&inner, "voter"), b"12cd");
    storage.overwrite("voter", 0, b"5678").unwrap();
    assert_eq!(errno(error(storage.overwrite("voter", 0, b"9999"))), Some(5));
    assert_eq!(read(&inner, "voter"), b"12cd");
    assert_eq!(errno(error(storage.identity("voter"))), Some(5));
}

#[test]
fn bits_flip_in_what_is_read() {
    let rule: Rule = Box::new(|attempt| (attempt.call == Call::Read && attempt.nth <= 2).then_some(Fault::Flip(9)));
    let (_, storage) = faulty(rule);
    publish(&storage, "p", &[0, 0, 0], Placement::New).unwrap();
    let handle = storage.open("p").unwrap();
    let mut bytes = [0; 3];
    handle.read_at(&mut bytes, 0).unwrap();
    assert_eq!(bytes, [0, 2, 0]);
    assert_eq!((*handle.map().unwrap()).as_ref(), [0, 2, 0]);
    assert_eq!((*handle.map().unwrap()).as_ref(), [0, 0, 0]);
}

#[test]
fn a_seed_repeats_its_faults() {
    let run = |seed| {
        let (_, storage) = faulty(seeded(seed, 4));
        (0..100).map(|i| storage.append(&format!("log{i}"), 0, b"1").is_ok()).collect::<Vec<bool>>()
    };
    assert_eq!(run(1), run(1));
    assert_ne!(run(1), run(2));
    let failures = run(1).iter().filter(|ok| !**ok).count();
    assert!((10..45).contains(&failures), "{failures}");
}
