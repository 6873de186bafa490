//! The power of one of two peers fails, at each step of its disk: in a fetch that of the one that receives, in a delivery
//! that of the one that takes it. What is found is the old state or the new one; the new one where that was acknowledged;
//! and the session is simply run again.

use std::collections::HashSet;

use mosaic::base::id::Id;
use mosaic::storage::memory::MemoryStorage;
use mosaic::storage::power::{Fate, random, seeded};

use super::village::{HEAD, Home, noise};

/// Choices of what survives, at each step; the first two are nothing and everything.
const FATES: u64 = 6;

fn reboot(storage: &MemoryStorage, cut: u64, number: u64) -> MemoryStorage {
    let mut seed = cut << 16 | number;
    match number {
        0 => storage.reboot(|_| Fate::Lost),
        1 => storage.reboot(|_| Fate::Kept),
        _ => storage.reboot(seeded(random(&mut seed))),
    }
}

/// Cuts the power of `home` at each step of `session`, which says whether it was acknowledged.
fn sweep(what: &str, home: &Home, first: &Home, session: impl Fn(&Home) -> bool) {
    let old = (home.state(), home.delivered());
    let expected = [(format!("{}/{HEAD}", first.key()), first.head().unwrap())];
    let (mut states, mut olds, mut news, mut seen) = (0, 0, 0, HashSet::new());
    for cut in 1.. {
        let storage = home.storage.reboot(|_| Fate::Kept);
        storage.cut_after(cut);
        let before = storage.steps();
        let acknowledged = session(&Home { storage: storage.clone(), ..home.clone() });
        for number in 0..FATES {
            let found = Home { storage: reboot(&storage, cut, number), ..home.clone() };
            states += 1;
            if !seen.insert((digest(&found.storage), acknowledged)) {
                continue;
            }
            let case = || format!("{what}, cut {cut}, fate {number}");
            let delivered = found.delivered();
            assert_eq!(found.losses(), [], "{}", case());
            if delivered == expected {
                news += 1;
            } else {
                assert!((found.state(), delivered) == old && !acknowledged, "{}", case());
                olds += 1;
            }
            assert!(session(&found), "{}", case());
            assert_eq!((found.losses(), found.delivered()), (Vec::new(), expected.to_vec()), "{}", case());
        }
        if storage.steps() - before < cut {
            break;
        }
    }
    println!("{what}: {states} crash states, {} distinct: {olds} old, {news} new", seen.len());
    assert!(olds > 5 && news > 0, "{what}: {olds} {news}");
}

/// One number for all that the disk holds.
fn digest(storage: &MemoryStorage) -> Id {
    crate::power_cut::digest(storage)
}

fn history() -> Home {
    let first = Home::found("the first", 1);
    for version in 0..2 {
        first.commit(&vec![("a".to_owned(), noise(version, 30_000)), ("b".to_owned(), noise(version + 9, 500))]);
    }
    first
}

#[test]
fn a_fetch_is_old_or_new() {
    let first = history();
    let home = first.another("home", 2);
    sweep("fetch", &home, &first, |home| home.fetch(&[first.line(home.key())]).is_ok());
}

#[test]
fn a_delivery_that_was_acknowledged_is_durable() {
    let first = history();
    let peer = first.another("peer", 2);
    sweep("delivery", &peer, &first, |peer| first.push(&peer.line(first.key())).is_ok());
}
