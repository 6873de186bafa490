//! The guard of a voter: it stays fine through any power cut, and tells a copy, a backup and another machine.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use mosaic::base::cbor::Item;
use mosaic::base::id::Id;
use mosaic::repo::error::RepoError;
use mosaic::repo::fsck::fsck;
use mosaic::repo::guard::{Guard, NAME, advance, arm, check, counter, counter_change, renew};
use mosaic::repo::repository::Repository;
use mosaic::storage::faulty::{Call, Fault, FaultyStorage, Rule};
use mosaic::storage::memory::MemoryStorage;
use mosaic::storage::outside::machine;
use mosaic::storage::power::{Fate, Unsynced, random};
use mosaic::storage::real::RealStorage;
use mosaic::storage::traits::{Identity, Placement, Storage};

use crate::power_cut::fate;
use crate::sandbox::Sandbox;
use crate::storage_suite::{publish, read};
use crate::strand_model::{Peer, action};
use crate::tools::is_everything;

const HERE: &str = "0123456789abcdef0123456789abcdef";

fn open(storage: &MemoryStorage) -> Repository {
    Repository::open(Arc::new(storage.clone()) as Arc<dyn Storage>, None).unwrap()
}

fn counted(repository: &Repository) -> u64 {
    counter(repository.source(), &repository.current().unwrap()).unwrap()
}

/// The first step of a vote: the state counts it.
fn count(repository: &Repository) -> Result<u64, RepoError> {
    let current = repository.current()?;
    let (next, change) = counter_change(repository.source(), &current)?;
    repository.change(&action(), &current, &[change])?;
    Ok(next)
}

/// A vote that leaves where this is no error.
fn vote(repository: &Repository) -> Result<u64, RepoError> {
    let next = count(repository)?;
    advance(repository, &action(), next, HERE)?;
    Ok(next)
}

/// A repository that cast `votes` votes, durable.
fn voter(votes: u64) -> MemoryStorage {
    let storage = MemoryStorage::new();
    let repository = Peer::on(Arc::new(storage.clone()), 0, false).repository;
    arm(&repository, &action(), HERE).unwrap();
    for number in 1..=votes {
        assert_eq!(vote(&repository).unwrap(), number);
    }
    storage
}

fn kept(storage: &MemoryStorage) -> MemoryStorage {
    storage.reboot(|_| Fate::Kept)
}

fn look(storage: &MemoryStorage) -> Guard {
    check(&open(storage), HERE).unwrap()
}

/// Why it is silent.
fn why(guard: Guard) -> String {
    match guard {
        Guard::Restored(why) => why,
        other => panic!("{other:?}"),
    }
}

/// Puts an older state in the place of the present one, as a backup of that file alone would.
fn go_back(storage: &MemoryStorage, state: &[u8]) {
    publish(storage, "state", state, Placement::Replace).unwrap();
}

#[test]
fn votes_are_counted_and_the_file_follows() {
    let storage = MemoryStorage::new();
    let repository = Peer::on(Arc::new(storage.clone()), 0, false).repository;
    assert_eq!((check(&repository, HERE).unwrap(), counted(&repository)), (Guard::New, 0));
    assert!(advance(&repository, &action(), 0, HERE).is_err(), "nothing leaves without a guard");
    for _ in 0..2 {
        arm(&repository, &action(), HERE).unwrap();
        assert_eq!(check(&repository, HERE).unwrap(), Guard::Fine);
    }
    let identity = storage.identity(NAME).unwrap();
    for number in 1..=5 {
        assert_eq!(count(&repository).unwrap(), number);
        assert_eq!(check(&repository, HERE).unwrap(), Guard::Fine, "the run ended between the two");
        assert!(advance(&repository, &action(), number + 1, HERE).is_err(), "a vote that the state does not count");
        for _ in 0..2 {
            advance(&repository, &action(), number, HERE).unwrap();
            assert_eq!(check(&repository, HERE).unwrap(), Guard::Fine);
        }
    }
    assert_eq!((counted(&repository), storage.identity(NAME).unwrap()), (5, identity));
    assert_eq!(read(&storage, NAME).len(), 4096 + 95);
    let (current, stale) = (repository.current().unwrap(), count(&repository).unwrap());
    let (again, change) = counter_change(repository.source(), &current).unwrap();
    assert_eq!(stale, again);
    let twice = repository.change(&action(), &current, &[change]);
    assert!(matches!(twice, Err(RepoError::State(_))), "two votes never have one number");
}

/// All names last, and of bytes any eight.
fn torn(seed: u64) -> impl FnMut(&Unsynced) -> Fate {
    let mut state = seed;
    move |change| match change {
        Unsynced::Names { .. } => Fate::Kept,
        _ => Fate::Torn { unit: 8, mask: random(&mut state) },
    }
}

/// Cuts the power at every step of `act` on `base`; `then` is given what the disk may have, and whether `act` returned.
fn sweep(base: &MemoryStorage, act: &dyn Fn(&Repository) -> bool, then: &dyn Fn(MemoryStorage, bool, &str)) -> usize {
    let undisturbed = kept(base);
    assert!(act(&open(&undisturbed)));
    let mut looked = 0;
    for cut in 1..=undisturbed.steps() + 1 {
        let storage = kept(base);
        storage.cut_after(cut);
        let done = act(&open(&storage));
        for number in 0..if is_everything() { 40 } else { 16 } {
            // Every fourth disk tears within what it writes at once.
            let found = match number % 4 {
                3 => storage.reboot(torn(number)),
                _ => storage.reboot(fate(number, storage.unsynced().len())),
            };
            then(found, done, &format!("cut at {cut}, fate {number}"));
            looked += 1;
        }
    }
    looked
}

#[test]
fn a_power_cut_in_a_vote_is_no_restoration_and_forgets_nothing() {
    for votes in 0..3 {
        let base = voter(votes);
        let old = read(&base, "state");
        let looked = sweep(&base, &|repository| vote(repository).is_ok(), &|found, done, at| {
            assert_eq!(look(&found), Guard::Fine, "{at}");
            let repository = open(&found);
            if done {
                assert_eq!(counted(&repository), votes + 1, "{at}");
                let back = kept(&found);
                go_back(&back, &old);
                why(look(&back));
            }
            let next = vote(&repository).unwrap();
            assert!(next == votes + 2 || next == votes + 1 && !done, "{at}");
            assert_eq!(look(&found), Guard::Fine, "{at}");
            go_back(&found, &old);
            why(look(&found));
        });
        assert!(looked > 100, "{looked}");
    }
}

#[test]
fn after_votes_that_the_file_missed_a_torn_write_keeps_the_last_one_it_has() {
    let base = voter(2);
    let old = read(&voter_state(&base, 1), "state");
    count(&open(&base)).unwrap();
    sweep(&base, &|repository| vote(repository).is_ok(), &|found, _, at| {
        assert_eq!(look(&found), Guard::Fine, "{at}");
        go_back(&found, &old);
        why(look(&found));
    });
}

/// The same repository with the state of an earlier vote, found by its log.
fn voter_state(storage: &MemoryStorage, votes: u64) -> MemoryStorage {
    let back = kept(storage);
    let repository = open(&back);
    let mut pointer = repository.pointer().unwrap();
    while counted(&open(&back)) > votes {
        pointer.operation = open(&back).current().unwrap().operation().previous;
        repository.swap(&action(), &pointer).unwrap();
    }
    back
}

#[test]
fn a_power_cut_while_the_file_is_begun_lets_it_begin_again() {
    let storage = MemoryStorage::new();
    drop(Peer::on(Arc::new(storage.clone()), 0, false));
    let begin = |repository: &Repository| arm(repository, &action(), HERE).is_ok();
    let looked = sweep(&storage, &begin, &|found, done, at| {
        let guard = look(&found);
        assert!(guard == Guard::Fine || !done, "{at}: {guard:?}");
        if let Guard::Restored(_) = guard {
            // Torn within the record: nobody can tell what it said.
            return renew(&open(&found), &action(), HERE).unwrap();
        }
        assert!(begin(&open(&found)), "{at}");
        assert_eq!(look(&found), Guard::Fine, "{at}");
    });
    assert!(looked > 50, "{looked}");
}

#[test]
fn who_waited_long_enough_is_renewed_whenever_the_power_is_cut() {
    let copy = voter(3).copy();
    let missing = voter(3);
    missing.remove(NAME).unwrap();
    let back = voter_state(&voter(5), 3);
    for (base, least) in [(copy, 4), (kept(&missing), 4), (back, 6)] {
        why(look(&base));
        let again = |repository: &Repository| renew(repository, &action(), HERE).is_ok();
        sweep(&base, &again, &|found, done, at| {
            let guard = look(&found);
            assert!(guard == Guard::Fine || !done, "{at}: {guard:?}");
            assert!(again(&open(&found)), "{at}");
            assert_eq!(look(&found), Guard::Fine, "{at}");
            let before = counted(&open(&found));
            assert!(before >= least, "{at}: {before}");
            assert_eq!(vote(&open(&found)).unwrap(), before + 1, "{at}");
            assert_eq!(look(&found), Guard::Fine, "{at}");
        });
    }
}

#[test]
fn a_copy_is_restored_and_the_original_is_not() {
    let original = voter(2);
    let copy = original.copy();
    assert!(why(look(&copy)).contains("copy"));
    assert_eq!(look(&original), Guard::Fine);
    let repository = open(&copy);
    assert!(vote(&repository).is_err() && arm(&repository, &action(), HERE).is_err());
    renew(&repository, &action(), HERE).unwrap();
    assert_eq!((look(&copy), look(&original)), (Guard::Fine, Guard::Fine));
}

#[test]
fn a_state_that_went_back_is_restored() {
    let storage = voter(5);
    let newest = read(&storage, "state");
    for votes in 0..5 {
        let back = voter_state(&storage, votes);
        let told = why(look(&back));
        assert!(told.contains(&format!("counts {votes} votes of 5")), "{told}");
        assert!(advance(&open(&back), &action(), votes, HERE).is_err());
        go_back(&back, &newest);
        assert_eq!(look(&back), Guard::Fine);
    }
}

#[test]
fn an_old_file_under_a_newer_state_is_brought_forward() {
    let storage = voter(2);
    let (file, state) = (read(&storage, NAME), read(&storage, "state"));
    for _ in 0..3 {
        vote(&open(&storage)).unwrap();
    }
    storage.overwrite(NAME, 0, &file).unwrap();
    assert_eq!(look(&storage), Guard::Fine);
    advance(&open(&storage), &action(), 5, HERE).unwrap();
    go_back(&storage, &state);
    assert!(why(look(&storage)).contains("2 votes of 5"));
}

#[test]
fn a_missing_file_is_a_restoration_once_votes_are_counted() {
    for (votes, is_new) in [(0, true), (1, false), (4, false)] {
        let storage = voter(votes);
        storage.remove(NAME).unwrap();
        let guard = look(&storage);
        assert_eq!(guard == Guard::New, is_new, "{guard:?}");
        if !is_new {
            assert!(why(guard).contains("missing"));
            assert!(arm(&open(&storage), &action(), HERE).is_err() && vote(&open(&storage)).is_err());
        }
    }
}

/// The bytes of a slot, as the page on the format says.
fn slot(identity: Identity, counter: u64) -> Vec<u8> {
    let number = |value: u64| Item::Bytes(value.to_be_bytes().to_vec());
    let machine = Id::of(&[&b"mosaic/1/voter machine\0"[..], HERE.as_bytes()].concat());
    let Identity { inode, born } = identity;
    let fields = vec![Item::Uint(1), machine.into(), number(inode), number(born), number(counter)];
    let record = Item::Array(fields).encode();
    [&record[..], Id::of(&record).as_bytes()].concat()
}

#[test]
fn the_bytes_are_those_of_the_page() {
    let storage = voter(1);
    let identity = storage.identity(NAME).unwrap().unwrap();
    let mut wanted = slot(identity, 0);
    wanted.resize(4096, 0);
    wanted.extend(slot(identity, 1));
    assert_eq!(read(&storage, NAME), wanted);
    vote(&open(&storage)).unwrap();
    wanted[..95].copy_from_slice(&slot(identity, 2));
    assert_eq!(read(&storage, NAME), wanted, "the older slot is overwritten, the other one is not touched");
    let page = include_str!("../../docs/format/voter.md");
    let hex = page.split("```hex slot\n").nth(1).unwrap().split("```").next().unwrap();
    let example = slot(Identity { inode: 6_496_264, born: 1_795_254_943_466_289_081 }, 7);
    assert_eq!(hex.split_whitespace().collect::<String>(), hex::encode(example));
}

#[test]
fn damage_never_makes_the_file_say_more() {
    let storage = voter(4);
    let (file, current) = (read(&storage, NAME), voter_state(&storage, 3));
    for at in (0..95).chain(4096..file.len()) {
        let bit = 1 << (at % 8);
        storage.overwrite(NAME, at as u64, &[file[at] ^ bit]).unwrap();
        assert_eq!(look(&storage), Guard::Fine, "the other record is whole, damage at {at}");
        storage.overwrite(NAME, at as u64, &file[at..=at]).unwrap();
    }
    why(look(&current));
    for slot in [0, 4096] {
        storage.overwrite(NAME, slot + 70, &[file[slot as usize + 70] ^ 1]).unwrap();
    }
    assert!(why(look(&storage)).contains("damaged"));
    for len in (0..file.len() as u64).rev().filter(|len| *len < 100 || len.is_multiple_of(97)) {
        storage.append(NAME, len, &[]).unwrap();
        why(look(&storage));
    }
    storage.append(NAME, 0, &[0xff; 20_000]).unwrap();
    assert!(why(look(&storage)).contains("damaged"));
    let fresh = voter(0);
    fresh.append(NAME, 0, b"x").unwrap();
    why(look(&fresh));
}

#[test]
fn another_machine_is_told() {
    let storage = voter(1);
    let repository = open(&storage);
    for machine in ["", "0123456789abcdef0123456789abcdee"] {
        assert!(why(check(&repository, machine).unwrap()).contains("machine"));
        assert!(advance(&repository, &action(), 1, machine).is_err());
    }
    renew(&repository, &action(), "").unwrap();
    assert_eq!(check(&repository, "").unwrap(), Guard::Fine, "many have no id");
    why(check(&repository, HERE).unwrap());
    assert_eq!(machine(), machine().trim());
}

#[test]
fn no_vote_leaves_where_the_file_is_not_written() {
    for fault in [Fault::Fail(5), Fault::Short(0, 28), Fault::Short(40, 28)] {
        let inner = voter(2);
        let rule: Rule = Box::new(move |attempt| (attempt.call == Call::Overwrite && attempt.nth < 3).then_some(fault));
        let storage = FaultyStorage::new(Arc::new(inner.clone()), rule);
        let repository = Repository::open(Arc::new(storage), None).unwrap();
        for _ in 0..2 {
            assert!(vote(&repository).is_err());
            assert_eq!(look(&inner), Guard::Fine);
        }
        assert_eq!(vote(&repository).unwrap(), 5);
    }
}

fn on_disk(dir: &Path) -> Repository {
    Repository::open(Arc::new(RealStorage::open(dir).unwrap()), None).unwrap()
}

fn copy_all(from: &Path, to: &Path) {
    assert!(Command::new("cp").arg("-a").args([from, to]).status().unwrap().success());
}

#[test]
fn a_copied_directory_is_restored() {
    let dir = tempfile::tempdir().unwrap();
    let (here, there) = (dir.path().join("here"), dir.path().join("there"));
    let repository = Peer::on(Arc::new(RealStorage::create(&here).unwrap()), 0, false).repository;
    arm(&repository, &action(), HERE).unwrap();
    vote(&repository).unwrap();
    copy_all(&here, &there);
    assert_eq!(check(&on_disk(&here), HERE).unwrap(), Guard::Fine);
    assert!(why(check(&on_disk(&there), HERE).unwrap()).contains("copy"));
    fs::rename(&here, dir.path().join("moved")).unwrap();
    assert_eq!(check(&on_disk(&dir.path().join("moved")), HERE).unwrap(), Guard::Fine, "moved is not copied");
    // Removed and copied back: the file may have its old number again, and then the time of its birth tells.
    let born = |path: &Path| fs::metadata(path).unwrap().created();
    let old = born(&dir.path().join("moved").join(NAME));
    fs::remove_dir_all(dir.path().join("moved")).unwrap();
    let Ok(old) = old else { return crate::tools::skipped("times of birth") };
    let probe = dir.path().join("probe");
    while fs::write(&probe, "").and_then(|()| born(&probe)).unwrap() <= old {
        fs::remove_file(&probe).unwrap();
    }
    copy_all(&there, &here);
    assert!(why(check(&on_disk(&here), HERE).unwrap()).contains("copy"));
    renew(&on_disk(&here), &action(), HERE).unwrap();
    assert_eq!(vote(&on_disk(&here)).unwrap(), 3);
}

#[test]
fn commands_leave_the_file_alone() {
    let place = Sandbox::new();
    place.write("a", "1");
    place.commit("first");
    let repository = place.repository();
    arm(&repository, &action(), HERE).unwrap();
    vote(&repository).unwrap();
    let file = fs::read(place.path(".mosaic").join(NAME)).unwrap();
    place.write("a", "2");
    place.commit("second");
    for command in [&["undo"][..], &["fsck"], &["gc"], &["repair"], &["status"]] {
        place.ok(command);
    }
    assert_eq!(fs::read(place.path(".mosaic").join(NAME)).unwrap(), file);
    assert_eq!(check(&place.repository(), HERE).unwrap(), Guard::Fine);
    assert_eq!(counted(&place.repository()), 1);
    assert_eq!(fsck(&place.repository(), &action(), None).unwrap().losses, []);
    let clone = place.beside("clone");
    place.ok(&["clone", place.path("").to_str().unwrap(), clone.to_str().unwrap()]);
    assert!(!clone.join(".mosaic").join(NAME).exists());
    let cloned = on_disk(&clone.join(".mosaic"));
    assert_eq!((check(&cloned, HERE).unwrap(), counted(&cloned)), (Guard::New, 0), "nor the votes");
}
