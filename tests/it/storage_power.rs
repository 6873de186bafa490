//! Power cuts of the storage in memory: what was synced is there, of the rest anything may be.

use mosaic::storage::error::StorageError;
use mosaic::storage::memory::MemoryStorage;
use mosaic::storage::power::{Fate, Unsynced, seeded};
use mosaic::storage::traits::{Placement, Publication, Storage};

use crate::storage_suite::{names, publish, read, stage};

fn lose(_: &Unsynced) -> Fate {
    Fate::Lost
}

#[test]
fn unsynced_data_and_names_are_lost() {
    let storage = MemoryStorage::new();
    let mut staged = stage(&storage, "p", b"123");
    assert!(names(&storage.reboot(lose), "incoming").is_empty());
    staged.sync().unwrap();
    assert!(names(&storage.reboot(lose), "incoming").is_empty(), "its name is not durable");
    let named = |change: &Unsynced| if matches!(change, Unsynced::Names { .. }) { Fate::Kept } else { Fate::Lost };
    staged.write(b"456").unwrap();
    let after = storage.reboot(named);
    assert_eq!(after.adopt("p").unwrap().expect("no run survives a power cut").len(), 3);
    publish(&storage, "cache", b"1", Placement::Cache).unwrap();
    assert!(names(&storage.reboot(lose), "").is_empty());
}

#[test]
fn what_is_published_is_durable() {
    let storage = MemoryStorage::new();
    publish(&storage, "packs/p", b"content", Placement::New).unwrap();
    publish(&storage, "state", b"old", Placement::Replace).unwrap();
    publish(&storage, "state", b"new", Placement::Replace).unwrap();
    storage.append("strands/a", 0, b"one").unwrap();
    storage.append("strands/a", 2, b"two").unwrap();
    for seed in 0..200 {
        let after = storage.reboot(seeded(seed));
        assert_eq!(read(&after, "packs/p"), b"content", "seed {seed}");
        assert_eq!(read(&after, "state"), b"new", "seed {seed}");
        assert_eq!(read(&after, "strands/a"), b"ontwo", "seed {seed}");
        assert!(after.unsynced().is_empty());
    }
}

/// Cuts the power at every step of a publication, and looks at many states that the disk may then have.
#[test]
fn a_publication_shows_the_old_files_or_the_new_ones() {
    let run = |storage: &MemoryStorage| -> Result<(), StorageError> {
        let file = |name: &str, bytes: &[u8], placement| {
            let mut staged = storage.create(&name.replace('/', "-"))?;
            staged.write(bytes)?;
            Ok(Publication { staged, name: name.to_owned(), placement })
        };
        storage.publish(vec![
            file("packs/p", &[7; 10_000], Placement::New)?,
            file("indexes/i", &[8; 5_000], Placement::New)?,
            file("state", b"new", Placement::Replace)?,
        ])
    };
    let (mut states, mut olds, mut news) = (0, 0, 0);
    for cut in 1.. {
        let storage = MemoryStorage::new();
        publish(&storage, "state", b"old", Placement::Replace).unwrap();
        storage.cut_after(cut);
        let done = run(&storage);
        for seed in 0..100 {
            let after = storage.reboot(seeded(seed * 1000 + cut));
            let state = read(&after, "state");
            assert!(state == b"new" || state == b"old" && done.is_err(), "cut {cut}, seed {seed}: {state:?}");
            if state == b"new" {
                assert_eq!(read(&after, "packs/p"), [7; 10_000], "cut {cut}, seed {seed}");
                assert_eq!(read(&after, "indexes/i"), [8; 5_000], "cut {cut}, seed {seed}");
            }
            run(&after).unwrap_or_else(|error| retry(&after, error, run));
            assert_eq!(read(&after, "state"), b"new");
            (states, olds, news) =
                (states + 1, olds + usize::from(state == b"old"), news + usize::from(state == b"new"));
        }
        if done.is_ok() {
            break;
        }
    }
    assert!(states > 1000 && olds > 100 && news > 100, "{states} {olds} {news}");
}

/// The names of a run that was cut off are free again once what it left is removed.
fn retry(storage: &MemoryStorage, error: StorageError, run: impl Fn(&MemoryStorage) -> Result<(), StorageError>) {
    assert!(matches!(error, StorageError::Exists { .. }), "{error}");
    for folder in ["incoming", "packs", "indexes"] {
        names(storage, folder).iter().for_each(|name| storage.remove(name).unwrap());
    }
    run(storage).unwrap();
}

#[test]
fn torn_writes_keep_whole_blocks() {
    let storage = MemoryStorage::new();
    let mut staged = storage.create("p").unwrap();
    staged.write(&[1; 100]).unwrap();
    staged.sync().unwrap();
    staged.write(&[2; 1000]).unwrap();
    let after = |fate: Fate| {
        let named = |change: &Unsynced| if matches!(change, Unsynced::Names { .. }) { Fate::Kept } else { fate };
        read(&storage.reboot(named), "incoming/p")
    };
    let expect = |parts: &[(u8, usize)]| parts.iter().flat_map(|&(byte, count)| vec![byte; count]).collect::<Vec<u8>>();
    assert_eq!(after(Fate::Lost), expect(&[(1, 100)]));
    assert_eq!(after(Fate::Kept), expect(&[(1, 100), (2, 1000)]));
    assert_eq!(after(Fate::Zeroed), expect(&[(1, 100), (0, 1000)]));
    assert_eq!(after(Fate::Torn { unit: 512, mask: 0b001 }), expect(&[(1, 100), (2, 412)]));
    assert_eq!(after(Fate::Torn { unit: 512, mask: 0b100 }), expect(&[(1, 100), (0, 924), (2, 76)]));
    assert_eq!(after(Fate::Torn { unit: 4096, mask: 0 }), expect(&[(1, 100)]));
}

#[test]
fn an_overwrite_is_old_or_new_or_torn_until_it_returns() {
    let (old, new) = ([1; 9000], [2; 9000]);
    let (mut olds, mut news, mut mixed) = (0, 0, 0);
    for cut in 1..=4 {
        let storage = MemoryStorage::new();
        storage.overwrite("voter", 0, &old).unwrap();
        let identity = storage.identity("voter").unwrap();
        storage.cut_after(cut);
        let done = storage.overwrite("voter", 0, &new).is_ok();
        assert_eq!(done, cut == 4, "a write and two syncs");
        for seed in 0..100 {
            let after = storage.reboot(seeded(seed));
            assert_eq!(after.identity("voter").unwrap(), identity);
            let found = read(&after, "voter");
            assert!(found.len() == 9000 && (found == new || !done), "cut {cut}, seed {seed}");
            match found {
                found if found == old => olds += 1,
                found if found == new => news += 1,
                _ => mixed += 1,
            }
        }
    }
    assert!(olds > 20 && news > 200 && mixed > 5, "{olds} {news} {mixed}");
}

#[test]
fn a_new_file_of_an_overwrite_lasts_when_it_returns() {
    for cut in 1..=5 {
        let storage = MemoryStorage::new();
        storage.cut_after(cut);
        let done = storage.overwrite("voter", 0, b"1").is_ok();
        assert_eq!(done, cut == 5);
        for seed in 0..100 {
            let after = storage.reboot(seeded(seed));
            assert!(!done || read(&after, "voter") == b"1", "cut {cut}, seed {seed}");
        }
    }
}

#[test]
fn no_file_has_the_identity_of_another() {
    let storage = MemoryStorage::new();
    storage.overwrite("a", 0, b"1").unwrap();
    storage.overwrite("b", 0, b"2").unwrap();
    let of = |storage: &MemoryStorage, name| storage.identity(name).unwrap().unwrap();
    let mut seen = vec![of(&storage, "a"), of(&storage, "b")];
    storage.remove("b").unwrap();
    let after = storage.reboot(|_| Fate::Kept);
    assert_eq!(of(&after, "a"), seen[0]);
    after.overwrite("b", 0, b"2").unwrap();
    let copy = after.copy();
    assert_eq!((read(&copy, "a"), read(&copy, "b")), (b"1".to_vec(), b"2".to_vec()));
    assert_eq!(read(&copy.reboot(lose), "a"), b"1", "durable");
    copy.overwrite("c", 0, b"3").unwrap();
    after.overwrite("c", 0, b"3").unwrap();
    seen.extend([of(&after, "b"), of(&copy, "a"), of(&copy, "b"), of(&copy, "c")]);
    for (at, one) in seen.iter().enumerate() {
        assert!(!seen[..at].contains(one), "{seen:?}");
    }
}

#[test]
fn every_step_after_the_cut_fails() {
    let storage = MemoryStorage::new();
    publish(&storage, "state", b"old", Placement::Replace).unwrap();
    let before = storage.steps();
    storage.cut_after(2);
    let mut staged = storage.create("a").unwrap();
    assert!(staged.write(b"1").is_err() && staged.write(b"1").is_err());
    assert!(storage.create("b").is_err() && storage.append("log", 0, b"").is_err() && storage.remove("state").is_err());
    assert_eq!(read(&storage, "state"), b"old");
    assert_eq!(storage.steps() - before, 5, "a failed file is not written again");
}
