//! How long it takes to verify and weave in the strands of a large community, beside the bare verification of the same
//! signatures on the same cores: `cargo bench --bench strands [STRANDS [AUTHORS]]`.
#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on has failed")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use ed25519_dalek::{Signature, VerifyingKey};
use mosaic::base::domain::Domain;
use mosaic::base::id::Id;
use mosaic::base::key::{PublicKey, SecretKey};
use mosaic::base::monitor::Silent;
use mosaic::base::time::Timestamp;
use mosaic::repo::action::Action;
use mosaic::repo::genesis::{Genesis, Policy};
use mosaic::repo::init::init_of;
use mosaic::repo::tapestry::summary;
use mosaic::repo::weave::merge;
use mosaic::storage::memory::MemoryStorage;
use mosaic::storage::real::RealStorage;
use mosaic::storage::traits::Storage;
use mosaic::strand::kinds::admitted::Admitted;
use mosaic::strand::kinds::joined::Joined;
use mosaic::strand::kinds::online::Online;
use mosaic::strand::record::{Signed, Strand};
use mosaic::strand::view::Body;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

const ROUNDS: usize = 3;
const NOW: i64 = 1_700_000_000;

struct Author {
    key: SecretKey,
    last: Option<(Id, u64, u64)>,
    log: Vec<u8>,
}

fn main() {
    // cargo gives `--bench` too.
    let numbers: Vec<usize> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let (strands, authors) = (*numbers.first().unwrap_or(&100_000), *numbers.get(1).unwrap_or(&50));
    let creator = key(0).public();
    let time = Timestamp::from_seconds(NOW);
    let genesis = Genesis { name: "bench".to_owned(), creator, time, nonce: [1; 16], policy: Policy::new(false) };
    let community = Id::of(&genesis.encode());
    let (all, batches) = weave(&community, strands, authors);
    let bytes: usize = batches.iter().map(|(_, log)| log.len()).sum();
    println!("{} strands of {authors} authors, {bytes} bytes, {} cores", all.len(), rayon::current_num_threads());
    let checks: Vec<(VerifyingKey, Vec<u8>, Signature)> = all.iter().map(|signed| check(&community, signed)).collect();
    let bare = fastest(|| {
        assert!(checks.par_iter().all(|(key, message, signature)| key.verify_strict(message, signature).is_ok()));
        Id::of(b"")
    });
    println!("bare verify_strict:    {:8.3} s", bare.0.as_secs_f64());
    let mut turned = batches.clone();
    turned.reverse();
    let folder = tempfile::tempdir().unwrap();
    let mut roots = Vec::new();
    for (name, batches, on_disk) in [
        ("merged, on disk", &batches, true),
        ("merged, in memory", &batches, false),
        ("merged, turned", &turned, false),
    ] {
        let mut round = 0;
        let taken = fastest_prepared(
            || {
                round += 1;
                let storage: Arc<dyn Storage> = if on_disk {
                    Arc::new(RealStorage::create(&folder.path().join(format!("{round}.mosaic"))).unwrap())
                } else {
                    Arc::new(MemoryStorage::new())
                };
                init_of(storage, None, &action(round), genesis.clone(), [99; 32], None).unwrap().repository
            },
            |repository| {
                let merged = merge(repository, &action(1000), batches).unwrap();
                assert_eq!((merged.stored, merged.missing.len(), merged.refused.len()), (all.len() as u64, 0, 0));
                summary(repository, &repository.current().unwrap()).unwrap().root.unwrap()
            },
        );
        let ratio = taken.0.as_secs_f64() / bare.0.as_secs_f64();
        println!("{name:22} {:8.3} s, {ratio:.3} times", taken.0.as_secs_f64());
        roots.push(taken.1);
    }
    assert!(roots.iter().all(|root| *root == roots[0]), "the same strands, the same root");
    println!("root {}", roots[0]);
}

fn key(number: usize) -> SecretKey {
    let mut seed = [7; 32];
    seed[..8].copy_from_slice(&number.to_le_bytes());
    SecretKey::from_seed(seed)
}

fn action(number: usize) -> Action<'static> {
    let mut seed = [0; 16];
    seed[..8].copy_from_slice(&number.to_le_bytes());
    Action::new(Timestamp::from_seconds(NOW), "bench".to_owned(), "a bench".to_owned(), seed, &Silent)
}

/// So many strands: everybody is let in, then speaks in turn and names whoever spoke before.
fn weave(community: &Id, strands: usize, authors: usize) -> (Vec<Signed>, Vec<(PublicKey, Vec<u8>)>) {
    let mut all = Vec::with_capacity(strands);
    let mut people: Vec<Author> =
        (0..authors).map(|number| Author { key: key(number), last: None, log: Vec::new() }).collect();
    for number in 1..authors {
        let member = people[number].key.public();
        let admitted = say(community, &mut people[0], Admitted { member, voter: false, invite: None }.body(), None);
        let by = (admitted.id, admitted.strand.clock);
        let joined = say(community, &mut people[number], Joined { by: admitted.id }.body(), Some(by));
        all.extend([admitted, joined]);
    }
    let mut last = all.last().map(|signed| (signed.id, signed.strand.clock, authors - 1));
    for number in all.len()..strands {
        let who = number % authors;
        let body = Online { addresses: vec!["http://192.0.2.1:7370".to_owned()], capacity: 1, version: "1".to_owned() };
        let seen = last.filter(|(_, _, author)| *author != who).map(|(id, clock, _)| (id, clock));
        let signed = say(community, &mut people[who], body.body(), seen);
        last = Some((signed.id, signed.strand.clock, who));
        all.push(signed);
    }
    (all, people.into_iter().map(|author| (author.key.public(), author.log)).collect())
}

fn say(community: &Id, author: &mut Author, body: Body, seen: Option<(Id, u64)>) -> Signed {
    let (previous, seq, clock) = author.last.map_or((None, 0, 0), |(id, seq, clock)| (Some(id), seq, clock));
    let clock = seen.map_or(clock, |(_, seen)| clock.max(seen)) + 1;
    let strand = Strand {
        author: author.key.public(),
        seq: seq + 1,
        previous,
        seen: seen.iter().map(|(id, _)| *id).collect(),
        clock,
        time: NOW as u64 * 1000,
        kind: body.kind.to_owned(),
        body: body.bytes,
    };
    let signed = strand.sign(community, &author.key).unwrap();
    author.last = Some((signed.id, seq + 1, clock));
    author.log.extend_from_slice(&signed.bytes);
    signed
}

fn check(community: &Id, signed: &Signed) -> (VerifyingKey, Vec<u8>, Signature) {
    let signature = Signature::from_bytes(signed.bytes.last_chunk().unwrap());
    let key = VerifyingKey::from_bytes(signed.strand.author.as_bytes()).unwrap();
    (key, Domain::Strand.message(community, signed.record()), signature)
}

fn fastest(work: impl Fn() -> Id) -> (Duration, Id) {
    fastest_prepared(|| (), |()| work())
}

fn fastest_prepared<T>(mut prepare: impl FnMut() -> T, work: impl Fn(&T) -> Id) -> (Duration, Id) {
    let round = |_| {
        let prepared = prepare();
        let (start, before) = (Instant::now(), processor_time());
        let id = work(&prepared);
        let (taken, used) = (start.elapsed(), processor_time() - before);
        println!("  one round:           {:8.3} s, {used:.2} s of all cores", taken.as_secs_f64());
        (taken, id)
    };
    (0..ROUNDS).map(round).min_by_key(|(taken, _)| *taken).unwrap()
}

/// Seconds that all threads of this process have used, in steps of 10 ms: the same on a busy machine, too.
fn processor_time() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / 100.0
}
