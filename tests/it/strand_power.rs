//! Power cuts while strands are said and merged: the old tapestry or the new one, what was acknowledged is there, and the
//! next writer goes on from there without forking its own log.

use std::collections::BTreeMap;
use std::sync::Arc;

use mosaic::base::id::Id;
use mosaic::base::key::{PublicKey, SecretKey};
use mosaic::repo::error::RepoError;
use mosaic::repo::fsck::fsck;
use mosaic::repo::replace_key::replace_key;
use mosaic::repo::repository::Repository;
use mosaic::repo::tapestry::summary;
use mosaic::repo::weave::{Feed, feeds, log, merge, say};
use mosaic::storage::memory::MemoryStorage;
use mosaic::storage::power::Fate;
use mosaic::storage::traits::Storage;
use mosaic::strand::record::Signed;

use crate::power_cut::fate;
use crate::strand_model::{Batches, Hand, Peer, action, batches, key, note};
use crate::tools::is_everything;

/// What is done when the power is cut.
pub type Act<'a> = &'a dyn Fn(&Repository) -> Result<(), RepoError>;

fn open(storage: &MemoryStorage) -> Repository {
    Repository::open(Arc::new(storage.clone()) as Arc<dyn Storage>, None).unwrap()
}

fn logs(repository: &Repository) -> BTreeMap<PublicKey, Vec<u8>> {
    let whole = |feed: Feed| (feed.author, log(repository, &feed.author, 0, usize::MAX).unwrap());
    feeds(repository).unwrap().into_iter().map(whole).collect()
}

fn root(repository: &Repository) -> Option<Id> {
    summary(repository, &repository.current().unwrap()).unwrap().root
}

/// Cuts the power at every step of `act`; returns how many contents of the disk were looked at.
pub fn sweep(base: &MemoryStorage, act: Act<'_>, after: &dyn Fn(&Repository)) -> usize {
    let old = root(&open(base));
    let undisturbed = base.reboot(|_| Fate::Kept);
    act(&open(&undisturbed)).unwrap();
    let new = root(&open(&undisturbed));
    assert_ne!(old, new);
    let (before, whole) = (logs(&open(base)), logs(&open(&undisturbed)));
    let fates = if is_everything() { 40 } else { 14 };
    let mut looked = 0;
    for cut in 1..=undisturbed.steps() + 1 {
        let storage = base.reboot(|_| Fate::Kept);
        storage.cut_after(cut);
        let done = act(&open(&storage)).is_ok();
        for number in 0..fates {
            let found = storage.reboot(fate(number, storage.unsynced().len()));
            let repository = open(&found);
            let at = root(&repository);
            assert!(at == new || (at == old && !done), "cut at {cut}, fate {number}, done: {done}");
            assert_eq!(fsck(&repository, &action(), None).unwrap().losses, [], "cut at {cut}, fate {number}");
            // What logs have beyond the state is taken in whole, or cut.
            merge(&repository, &action(), &[]).unwrap();
            // Of several strands the first ones may be there: each is whole, and none without those before it.
            for (author, bytes) in logs(&repository) {
                let is_prefix = |all: &BTreeMap<PublicKey, Vec<u8>>| {
                    all.get(&author).is_some_and(|whole| whole.starts_with(&bytes))
                };
                assert!(is_prefix(&whole) || is_prefix(&before), "cut at {cut}, fate {number}");
            }
            for listed in found.list("strands").unwrap() {
                let author = mosaic::strand::log::author(&listed.name).unwrap();
                let feeds = feeds(&repository).unwrap();
                let len = feeds.iter().find(|feed| feed.author == author).map_or(0, |feed| feed.len);
                assert_eq!(listed.len, len, "cut at {cut}, fate {number}: nothing is left beyond the state");
            }
            after(&repository);
            assert_eq!(fsck(&repository, &action(), None).unwrap().losses, [], "cut at {cut}, fate {number}");
            looked += 1;
        }
    }
    looked
}

pub fn base(number: u8, given: &[Signed]) -> MemoryStorage {
    let storage = MemoryStorage::new();
    let peer = Peer::on(Arc::new(storage.clone()), number, false);
    if !given.is_empty() {
        assert_eq!(peer.merge(&batches(given)).stored, given.len() as u64);
    }
    storage.reboot(|_| Fate::Kept)
}

/// Strands of the creator and two others.
pub fn woven(count: usize) -> Vec<Signed> {
    let mut creator = Hand::new(0);
    let mut all = Vec::new();
    for number in [1, 2] {
        let admitted = creator.admit(number);
        let mut hand = Hand::new(number);
        all.extend([admitted.clone(), hand.join(&admitted)]);
        all.extend((0..count).map(|n| hand.note(&format!("{n}"), &[])));
    }
    all
}

#[test]
fn what_is_said_is_there_or_not_and_never_twice() {
    let storage = base(1, &woven(1)[..2]);
    let act = |repository: &Repository| say(repository, &action(), &key(1), &[note("x"), note("y")]).map(drop);
    let looked = sweep(&storage, &act, &|repository| {
        say(repository, &action(), &key(1), &[note("next")]).unwrap();
    });
    assert!(looked > 100, "{looked}");
}

#[test]
fn what_is_merged_is_there_whole_or_not_at_all() {
    let all = woven(5);
    let given: Batches = batches(&all);
    let act = |repository: &Repository| merge(repository, &action(), &given).map(drop);
    let again = |repository: &Repository| assert_eq!(merge(repository, &action(), &given).unwrap().refused, []);
    assert!(sweep(&base(5, &[]), &act, &again) > 100);
}

#[test]
fn a_fork_cuts_a_log_whenever_the_power_is_cut() {
    let all = woven(70);
    let mut other = Hand { seq: 60, previous: Some(all[60].id), clock: all[60].strand.clock, ..Hand::new(1) };
    let fork = [(key(1).public(), other.note("another", &[]).bytes)];
    let act = |repository: &Repository| merge(repository, &action(), &fork).map(drop);
    let again = |repository: &Repository| {
        merge(repository, &action(), &fork).unwrap();
        assert_eq!(merge(repository, &action(), &batches(&all)).unwrap().stored, 0);
    };
    assert!(sweep(&base(5, &all), &act, &again) > 100);
}

#[test]
fn a_key_is_replaced_or_can_be() {
    let storage = base(1, &woven(1)[..2]);
    let act =
        |repository: &Repository| replace_key(repository, &action(), [150; 32], || Ok::<_, RepoError>(())).map(drop);
    let undisturbed = storage.reboot(|_| Fate::Kept);
    act(&open(&undisturbed)).unwrap();
    let done = root(&open(&undisturbed));
    for cut in 1..=undisturbed.steps() + 1 {
        let storage = storage.reboot(|_| Fate::Kept);
        storage.cut_after(cut);
        let returned = act(&open(&storage)).is_ok();
        for number in 0..12 {
            let found = storage.reboot(fate(number, storage.unsynced().len()));
            let repository = open(&found);
            assert_eq!(fsck(&repository, &action(), None).unwrap().losses, []);
            let own = repository.key().unwrap().public();
            let new = SecretKey::from_seed([150; 32]).public();
            assert!(own == new || (own == key(1).public() && !returned), "cut at {cut}, fate {number}");
            if own != new || root(&repository) != done {
                // The same command goes on: with the key that was made.
                let replaced = replace_key(&repository, &action(), [150; 32], || Ok::<_, RepoError>(())).unwrap();
                assert_eq!(replaced.new, new);
            }
            assert_eq!(repository.key().unwrap().public(), new);
            say(&repository, &action(), &repository.key().unwrap(), &[note("goes on")]).unwrap();
            assert_eq!(fsck(&repository, &action(), None).unwrap().losses, []);
        }
    }
}
