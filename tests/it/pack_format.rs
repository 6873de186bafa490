//! Packs and indexes as files: their bytes, their adoption, rebuilding, merging and verification.

use std::collections::HashSet;
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::Arc;

use mosaic::base::id::{Id, ObjectId};
use mosaic::base::kind::Kind;
use mosaic::base::limit::PACK_SMALL;
use mosaic::base::monitor::Silent;
use mosaic::object::error::ObjectError;
use mosaic::object::index::Index;
use mosaic::object::member::Member;
use mosaic::object::merge::{SLACK, execute, orphans, plan, remove_orphans};
use mosaic::object::pack::Walk;
use mosaic::object::rebuild::{Damage, rebuild};
use mosaic::object::run::Run;
use mosaic::object::store::Store;
use mosaic::object::traits::{Sink, Source};
use mosaic::object::verify::{PackReport, verify};
use mosaic::storage::error::StorageError;

use crate::store_suite::{Bench, content};
use crate::tools::needs;

fn id(number: u64, len: usize) -> ObjectId {
    Id::of(&content(number, len)).into()
}

fn packs(bench: &Bench) -> Vec<Id> {
    bench.store().packs().into_iter().map(|(name, _)| name).collect()
}

fn pack_file(name: &Id) -> String {
    format!("packs/{name}.pack")
}

#[test]
fn golden_members() {
    let member = Member::encode(Kind::Chunk, Id::of(b"mosaic").into(), b"mosaic", 0);
    // gzip: deflate with an extra field, no time, no system; the field "Mo" of 41 bytes; one stored block; CRC, length.
    let golden = concat!(
        "1f8b08040000000000ff",
        "2d004d6f2900",
        "01",
        "b52cbbdffd3bc3e958f4a03e4fb0f96c7e0d42e1c11540862173ffc2fed1630f",
        "060000004c000000",
        "010600f9ff6d6f73616963",
        "d213d14e06000000",
    );
    assert_eq!(hex::encode(member.as_bytes()), golden);
}

#[test]
fn a_golden_index() {
    let bench = Bench::default();
    let run = bench.run(1 << 20, false);
    let id = Id::of(b"mosaic").into();
    assert!(run.claim(&id).unwrap());
    run.put(Member::encode(Kind::Chunk, id, b"mosaic", 0)).unwrap();
    let done = run.finish().unwrap();
    let bytes = bench.files.get(&format!("indexes/{}.idx", done.index.unwrap()));
    let golden = [
        "6d6f736169634958",
        "01000000",
        "01000000",
        "0100000000000000",
        "375eedef3eb01430ad5cb106e883618d9bed0c6af315832964106c64deb6c21d",
        "4c00000000000000",
        &"0000000000000000".repeat(0xb5),
        &"0100000000000000".repeat(0x100 - 0xb5),
        "b52cbbdffd3bc3e958f4a03e4fb0f96c7e0d42e1c11540862173ffc2fed1630f",
        "01",
        "00000000",
        "0000000000000000",
        "4c000000",
        "06000000",
        "7ff4a1cf92d41c04210347a2bce8208a5df7de590fbf9b95d439e33608059c1c",
    ];
    assert_eq!(hex::encode(&bytes), golden.concat());
    let name = "c6425ef59b0f5ef7aa21028b5c645f411ec19a3642eb17c26ed3872afd585384";
    assert_eq!(done.index.unwrap().to_string(), name);
    assert_eq!(done.packs[0].to_string(), golden[4]);
}

#[test]
fn a_pack_is_named_by_its_content_and_walks_to_its_end() {
    let bench = Bench::default();
    bench.add((0..50).map(|number| content(number, 80_000)));
    let store = bench.store();
    let packs = store.packs();
    assert!(packs.len() > 1);
    let mut objects = 0;
    for (name, len) in packs {
        let bytes = bench.files.get(&pack_file(&name));
        assert_eq!((Id::of(&bytes), bytes.len() as u64), (name, len));
        assert!(len <= 1 << 20, "a pack ends before it is too long");
        let read_at = |buffer: &mut [u8], offset: u64| {
            buffer.copy_from_slice(&bytes[offset as usize..][..buffer.len()]);
            Ok::<(), StorageError>(())
        };
        let mut walk = Walk::new(len, read_at);
        for step in walk.by_ref() {
            let (header, offset) = step.unwrap();
            assert_eq!(store.find(&header.id).unwrap().offset, offset);
            objects += 1;
        }
        assert_eq!(walk.end(), len);
        let mut torn = Walk::new(len - 1, read_at);
        assert!(torn.by_ref().count() > 0);
        assert!(torn.end() < len - 1);
    }
    assert_eq!(objects, 50);
}

#[test]
fn zcat_recovers_the_data() {
    if !needs("zcat") {
        return;
    }
    let bench = Bench::default();
    bench.add((0..20).map(|number| content(number, 9000 * number as usize)));
    for pack in packs(&bench) {
        let mut plain = Vec::new();
        for place in &bench.store().in_packs(&[pack])[0] {
            plain.extend(bench.store().plain(place.kind, &place.id).unwrap());
        }
        let mut zcat = Command::new("zcat").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut stdin = zcat.stdin.take().unwrap();
        let bytes = bench.files.get(&pack_file(&pack));
        let feeder = std::thread::spawn(move || stdin.write_all(&bytes).unwrap());
        let output = zcat.wait_with_output().unwrap();
        feeder.join().unwrap();
        assert!(output.status.success());
        assert_eq!(output.stdout, plain);
    }
}

#[test]
fn an_interrupted_run_goes_on_wherever_its_pack_was_torn() {
    let bench = Bench::default();
    let run = bench.run(1 << 20, false);
    for number in 0..3 {
        run.write(Kind::Chunk, &content(number, 100)).unwrap();
    }
    let pack = run.finish().unwrap().packs[0];
    let whole = bench.files.get(&pack_file(&pack));
    let mut ends = vec![0];
    for number in 0..3 {
        let len = Member::encode(Kind::Chunk, id(number, 100), &content(number, 100), 1).as_bytes().len();
        ends.push(ends[number as usize] + len);
    }
    assert_eq!(ends[3], whole.len());
    for cut in 0..=whole.len() {
        let bench = Bench::default();
        bench.files.set("incoming/old-0.pack", &whole[..cut]);
        bench.files.set("incoming/old.idx", &[1]);
        let sound = ends.iter().filter(|end| **end > 0 && **end <= cut).count() as u64;
        let run = bench.run(1 << 20, true);
        assert_eq!(run.stats().adopted, sound, "cut at {cut}");
        for number in 0..3 {
            let (_, new) = run.write(Kind::Chunk, &content(number, 100)).unwrap();
            assert_eq!(new, number >= sound, "cut at {cut}");
            assert_eq!(run.plain(Kind::Chunk, &id(number, 100)).unwrap(), content(number, 100));
        }
        let done = run.finish().unwrap();
        assert_eq!(done.packs, [pack], "the same objects in the same order are the same pack");
        assert!(bench.files.names("incoming").is_empty());
    }
}

#[test]
fn adoption_takes_sound_objects_only() {
    let bench = Bench::default();
    let run = bench.run(1 << 20, false);
    for number in 0..6 {
        run.write(Kind::Chunk, &content(number, 5000)).unwrap();
    }
    drop(run);
    let name = bench.files.names("incoming").remove(0);
    // What is torn inside is cut there: the third of six members has a wrong byte.
    assert_eq!(bench.files.get(&name).len(), 0, "a short run is still in its buffer");
    let mut bytes = Vec::new();
    for number in 0..6 {
        bytes.extend(Member::encode(Kind::Chunk, id(number, 5000), &content(number, 5000), 1).as_bytes());
        if number == 2 {
            let last = bytes.len() - 100;
            bytes[last] ^= 1;
        }
    }
    bench.files.set(&name, &bytes);
    bench.files.set("incoming/copy.pack", &bytes);
    bench.files.set("incoming/garbage.pack", &[7; 100]);
    bench.files.set("incoming/other", &[7; 100]);

    // A living run keeps its pack.
    let living = bench.run(1 << 20, false);
    living.write(Kind::Chunk, b"alive").unwrap();
    let run = bench.run(1 << 20, true);
    assert_eq!(run.stats().adopted, 2);
    assert_eq!(bench.files.names("incoming").len(), 2, "{:?}", bench.files.names("incoming"));
    assert!(!run.has(&id(2, 5000)).unwrap());
    let done = run.finish().unwrap();
    assert_eq!(done.packs.len(), 1);
    bench.live.lock().unwrap().extend(done.index);
    assert_eq!(bench.store().plain(Kind::Chunk, &id(1, 5000)).unwrap(), content(1, 5000));

    // What the store has already is not adopted again.
    bench.files.set("incoming/again.pack", &bench.files.get(&pack_file(&done.packs[0])));
    let run = bench.run(1 << 20, true);
    assert_eq!(run.stats().adopted, 0);
    drop(run);
    living.abandon().unwrap();
    assert!(bench.files.names("incoming").is_empty(), "what is no pack is of no use and goes");
}

#[test]
fn a_large_run_survives_being_dropped() {
    let bench = Bench::default();
    let run = bench.run(4 << 20, false);
    for number in 0..100 {
        run.write(Kind::Chunk, &content(number, 200_000)).unwrap();
    }
    drop(run);
    let run = bench.run(4 << 20, true);
    // At most the last buffer of the last pack is lost.
    assert!(run.stats().adopted > 80, "{:?}", run.stats());
    for number in 0..100 {
        run.write(Kind::Chunk, &content(number, 200_000)).unwrap();
    }
    assert_eq!(run.stats().objects_new + run.stats().adopted, 100);
    bench.live.lock().unwrap().extend(run.finish().unwrap().index);
    for number in 0..100 {
        assert_eq!(bench.store().plain(Kind::Chunk, &id(number, 200_000)).unwrap(), content(number, 200_000));
    }
}

#[test]
fn an_index_is_rebuilt_from_the_packs() {
    let bench = Bench::default();
    let index = bench.add((0..80).map(|number| content(number, 30_000))).unwrap();
    let before = bench.store().totals();
    let file = format!("indexes/{index}.idx");
    let original = Index::open(bench.files.storage(), index).unwrap();
    original.verify().unwrap();
    bench.files.remove(&file);
    for verify in [false, true] {
        let rebuilt = rebuild(bench.files.storage(), &bench.name(), verify, &Silent).unwrap();
        assert_eq!((rebuilt.objects, rebuilt.damages.len()), (80, 0));
        bench.live.lock().unwrap().clear();
        bench.live.lock().unwrap().extend(rebuilt.index);
        let store = bench.store();
        assert_eq!(store.totals(), before);
        for at in 0..original.len() {
            let row = original.row(at).unwrap();
            let pack = original.packs()[row.pack as usize].name;
            assert_eq!(store.find(&row.kind.id_from_bytes(row.id)), Some(row.place(pack)));
        }
    }
}

#[test]
fn rebuilding_passes_over_damage_and_says_where() {
    let bench = Bench::default();
    bench.add((0..20).map(|number| content(number, 3000)));
    let pack = packs(&bench)[0];
    let places = bench.store().in_packs(&[pack]).remove(0);
    let sound = bench.files.get(&pack_file(&pack));
    let (hurt, end) = (&places[7], sound.len() as u64);
    // The last byte of the deflate data has padding bits that nobody reads.
    let padding = hurt.stored - 9;
    for at in (0..hurt.stored).filter(|at| *at != padding) {
        let mut bytes = sound.clone();
        bytes[hurt.offset as usize + at as usize] ^= 0x40;
        bench.files.set(&pack_file(&pack), &bytes);
        let rebuilt = rebuild(bench.files.storage(), &bench.name(), true, &Silent).unwrap();
        let damage = Damage { pack, from: hurt.offset, to: hurt.offset + u64::from(hurt.stored) };
        assert_eq!((rebuilt.objects, rebuilt.damages), (19, vec![damage]), "byte {at}");
    }
    // Headers that lead astray are noticed without being asked to verify.
    let mut bytes = sound.clone();
    bytes.splice(hurt.offset as usize..hurt.offset as usize, [1, 2, 3]);
    bytes.truncate(sound.len() - 5);
    bench.files.set(&pack_file(&pack), &bytes);
    let rebuilt = rebuild(bench.files.storage(), &bench.name(), false, &Silent).unwrap();
    let first = Damage { pack, from: hurt.offset, to: hurt.offset + 3 };
    let last = Damage { pack, from: places[19].offset + 3, to: end - 5 };
    assert_eq!((rebuilt.objects, rebuilt.damages), (19, vec![first, last]));
}

#[test]
fn verification_names_every_lost_object() {
    let bench = Bench::default();
    bench.add((0..60).map(|number| content(number, 100_000)));
    let store = bench.store();
    let names = packs(&bench);
    assert!(names.len() > 2);
    let reports = |store: &Store| {
        let mut reports: Vec<PackReport> = Vec::new();
        verify(store, &names, &Silent, |report| {
            reports.push(report);
            Ok(())
        })
        .unwrap();
        reports
    };
    let sound = reports(&store);
    assert!(sound.iter().all(|report| report.lost.is_empty() && report.fault.is_none()));
    assert_eq!(sound.iter().map(|report| report.objects).sum::<u64>(), 60);

    let places = store.in_packs(&names);
    let mut bytes = bench.files.get(&pack_file(&names[0]));
    let hurt = places[0][3];
    bytes[hurt.offset as usize + 5000] ^= 1;
    bench.files.set(&pack_file(&names[0]), &bytes);
    bench.files.remove(&pack_file(&names[1]));
    let found = reports(&bench.store());
    assert_eq!(found[0].lost, [hurt]);
    assert!(found[0].fault.is_some());
    assert_eq!(found[1].lost, places[1]);
    assert!(found[1].fault.as_ref().unwrap().contains("no such file"));
    assert_eq!(found[2..], sound[2..]);
}

/// One round of maintenance as the layer above does it. False when the swap came too late.
fn maintain(bench: &Bench, store: &Store) -> bool {
    let Some(plan) = plan(store) else { return true };
    let merged = execute(store, &plan, &bench.name()).unwrap();
    let swapped = {
        let mut live = bench.live.lock().unwrap();
        let possible = merged.remove_indexes.iter().all(|name| live.contains(name));
        if possible {
            live.retain(|name| !merged.remove_indexes.contains(name));
            live.push(merged.add_index);
        }
        possible
    };
    remove_orphans(store).unwrap();
    swapped
}

#[test]
fn merges_keep_every_object_and_stay_geometric() {
    let bench = Bench::default();
    let reader = bench.store();
    let mut rows_written = 0;
    for round in 0..200_u64 {
        bench.add((0..5).map(|number| content(round * 5 + number, 200)));
        let store = bench.store();
        let before = store.live();
        assert!(maintain(&bench, &store));
        let added = store.indexes().iter().filter(|index| !before.contains(index.name())).map(|i| i.len()).sum::<u64>();
        rows_written += added;
        assert!(store.indexes().len() <= SLACK, "round {round}");
        // A reader that opened long ago finds new and old ones.
        assert_eq!(reader.plain(Kind::Chunk, &id(round * 5, 200)).unwrap(), content(round * 5, 200));
        assert_eq!(reader.plain(Kind::Chunk, &id(round / 2, 200)).unwrap(), content(round / 2, 200));
    }
    let store = bench.store();
    assert_eq!(store.totals().objects[&Kind::Chunk], 1000);
    for number in 0..1000 {
        assert_eq!(store.plain(Kind::Chunk, &id(number, 200)).unwrap(), content(number, 200));
    }
    for index in store.indexes().iter() {
        index.verify().unwrap();
    }
    assert!(rows_written < 1000 * 10, "{rows_written} rows copied");
    let small = store.packs().iter().filter(|(_, len)| *len < PACK_SMALL).count();
    assert!(small <= 2 * SLACK, "{small} small packs");
    assert!(orphans(&store).unwrap().is_empty());
    let (indexes, packs) = (bench.files.names("indexes").len(), bench.files.names("packs").len());
    assert_eq!((indexes as u64, packs as u64), (store.totals().indexes, store.totals().packs));
    assert!(bench.files.names("incoming").is_empty());
}

#[test]
fn the_merge_that_comes_too_late_takes_nothing_away() {
    for grown in [false, true] {
        let bench = Bench::default();
        for number in 0..12 {
            bench.add([content(number, 3000)]);
        }
        let (first, late) = (bench.store(), bench.store());
        let late_plan = plan(&late).unwrap();
        if grown {
            // Then the two plans differ, but their small packs are in part the same.
            bench.add([content(12, 3000)]);
            first.refresh().unwrap();
        }
        let late_merged = execute(&late, &late_plan, &bench.name()).unwrap();
        assert!(maintain(&bench, &first));
        let live = bench.live.lock().unwrap().clone();
        assert!(!late_merged.remove_indexes.iter().all(|name| live.contains(name)));
        remove_orphans(&late).unwrap();
        assert!(orphans(&bench.store()).unwrap().is_empty());
        for number in 0..12 {
            assert_eq!(bench.store().plain(Kind::Chunk, &id(number, 3000)).unwrap(), content(number, 3000));
        }
        // Its plan is void now: the files are gone.
        let error = execute(&late, &late_plan, &bench.name());
        assert!(matches!(error, Err(ObjectError::Storage(StorageError::NotFound { .. }))));
    }
}

#[test]
fn merges_and_runs_at_the_same_time() {
    let bench = Bench::default();
    std::thread::scope(|scope| {
        for writer in 0..3_u64 {
            let bench = bench.clone();
            scope.spawn(move || {
                for round in 0..30 {
                    bench.add([content(writer * 1000 + round, 500), content(round, 500)]);
                }
            });
        }
        let bench = bench.clone();
        scope.spawn(move || {
            for _ in 0..30 {
                let store = bench.store();
                let Some(plan) = plan(&store) else { continue };
                let merged = execute(&store, &plan, &bench.name()).unwrap();
                let mut live = bench.live.lock().unwrap();
                live.retain(|name| !merged.remove_indexes.contains(name));
                live.push(merged.add_index);
                // Others write: nothing may be removed now.
            }
        });
    });
    let store = bench.store();
    for writer in 0..3 {
        for round in 0..30 {
            let number = writer * 1000 + round;
            assert_eq!(store.plain(Kind::Chunk, &id(number, 500)).unwrap(), content(number, 500));
        }
    }
    for orphan in orphans(&store).unwrap() {
        bench.files.remove(&orphan.name);
    }
    let ids: HashSet<Id> = store.live().into_iter().collect();
    assert_eq!(ids.len(), bench.files.names("indexes").len());
    assert_eq!(bench.store().totals().objects[&Kind::Chunk], 90);
}

#[test]
fn a_merge_does_not_give_damage_a_good_name() {
    let bench = Bench::default();
    for number in 0..12 {
        bench.add([content(number, 3000)]);
    }
    let hurt = bench.store().find(&id(5, 3000)).unwrap();
    let mut bytes = bench.files.get(&pack_file(&hurt.pack));
    bytes[100] ^= 1;
    bench.files.set(&pack_file(&hurt.pack), &bytes);
    let store = bench.store();
    assert!(maintain(&bench, &store));
    assert_eq!(store.find(&id(5, 3000)).unwrap().pack, hurt.pack);
    assert!(store.packs().len() < 12);
    for number in (0..12).filter(|number| *number != 5) {
        assert_eq!(store.plain(Kind::Chunk, &id(number, 3000)).unwrap(), content(number, 3000));
    }
    // A damaged index stops the merge instead.
    for number in 20..40 {
        bench.add([content(number, 3000)]);
    }
    let store = bench.store();
    let name = format!("indexes/{}.idx", store.indexes().last().unwrap().name());
    let mut bytes = bench.files.get(&name);
    let len = bytes.len();
    bytes[len - 40] ^= 1;
    bench.files.set(&name, &bytes);
    let store = bench.store();
    let error = execute(&store, &plan(&store).unwrap(), &bench.name()).unwrap_err().to_string();
    assert!(error.contains(&name) && error.contains("mosaic repair"), "{error}");
}

/// A store can be shared, and a run's errors be told across threads.
#[test]
fn seams_are_shareable() {
    fn shared<T: Send + Sync>() {}
    shared::<Arc<Store>>();
    shared::<Run>();
}
