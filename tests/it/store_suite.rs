//! One suite for every `Source` and `Sink`: objects in memory, and a store with a run on top.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use mosaic::base::id::{Id, ObjectId};
use mosaic::base::kind::Kind;
use mosaic::object::error::ObjectError;
use mosaic::object::member::Member;
use mosaic::object::memory::MemoryObjects;
use mosaic::object::run::{Published, Run, RunOptions};
use mosaic::object::store::Store;
use mosaic::object::traits::{Sink, Source};
use mosaic::storage::faulty::{Call, Fault, FaultyStorage, once};
use mosaic::storage::memory::MemoryStorage;
use mosaic::storage::real::RealStorage;
use mosaic::storage::traits::{Placement, Publication, Storage};

/// Files in memory that a test can look at and damage.
#[derive(Clone, Default)]
pub struct Files(MemoryStorage);

impl Files {
    pub fn storage(&self) -> &dyn Storage {
        &self.0
    }

    pub fn get(&self, name: &str) -> Vec<u8> {
        let handle = self.0.open(name).unwrap();
        let mut bytes = vec![0; handle.len() as usize];
        handle.read_at(&mut bytes, 0).unwrap();
        bytes
    }

    /// Gives the file this content, whatever it had before. One in `incoming/` then belongs to no living run.
    pub fn set(&self, name: &str, bytes: &[u8]) {
        let unfinished = name.strip_prefix("incoming/");
        if unfinished.is_some() {
            self.remove(name);
        }
        let mut staged = self.0.create(unfinished.unwrap_or("by-the-test")).unwrap();
        staged.write(bytes).unwrap();
        if unfinished.is_none() {
            let file = Publication { staged, name: name.to_owned(), placement: Placement::Replace };
            self.0.publish(vec![file]).unwrap();
        }
    }

    pub fn remove(&self, name: &str) {
        self.0.remove(name).unwrap();
    }

    pub fn names(&self, folder: &str) -> Vec<String> {
        self.0.list(folder).unwrap().into_iter().map(|listed| listed.name).collect()
    }
}

/// A repository of files, live indexes and nothing else.
#[derive(Clone, Default)]
pub struct Bench {
    pub files: Files,
    pub live: Arc<Mutex<Vec<Id>>>,
    runs: Arc<AtomicUsize>,
}

impl Bench {
    pub fn store(&self) -> Arc<Store> {
        self.store_on(Arc::new(self.files.0.clone()))
    }

    pub fn store_on(&self, storage: Arc<dyn Storage>) -> Arc<Store> {
        let live = Arc::clone(&self.live);
        Arc::new(Store::open(storage, Box::new(move || Ok(live.lock().unwrap().clone()))).unwrap())
    }

    /// A name that no other run of this bench has.
    pub fn name(&self) -> String {
        format!("{:04}", self.runs.fetch_add(1, Ordering::Relaxed))
    }

    pub fn run(&self, pack_size: u64, adopt: bool) -> Run {
        Run::begin(self.store(), RunOptions { name: self.name(), level: 1, pack_size, adopt }).unwrap()
    }

    /// Writes chunks with these contents in one run and makes its index live.
    pub fn add(&self, contents: impl IntoIterator<Item = Vec<u8>>) -> Option<Id> {
        let run = self.run(1 << 20, false);
        for content in contents {
            run.write(Kind::Chunk, &content).unwrap();
        }
        let index = run.finish().unwrap().index;
        self.live.lock().unwrap().extend(index);
        index
    }
}

/// Content number `number`, of about `len` bytes, half of it compressible.
pub fn content(number: u64, len: usize) -> Vec<u8> {
    let mut bytes = format!("content {number} ").repeat(len / 32 + 1).into_bytes();
    let mut noise = vec![0; len / 2];
    let mut hasher = blake3::Hasher::new();
    hasher.update(&number.to_le_bytes());
    hasher.finalize_xof().fill(&mut noise);
    bytes.extend_from_slice(&noise);
    bytes
}

/// What every sink promises.
fn conforms(sink: &dyn Sink) {
    let (id, new) = sink.write(Kind::Chunk, b"one").unwrap();
    assert!(new);
    assert_eq!(id, Id::of(b"one").into());
    assert_eq!(sink.write(Kind::Chunk, b"one").unwrap(), (id, false));
    assert!(sink.has(&id).unwrap());
    assert_eq!(sink.plain(Kind::Chunk, &id).unwrap(), b"one");
    assert_eq!(sink.get(&id).unwrap().header().id, id);

    // A git object is named as git names it, and read back under that name only.
    let (tree, _) = sink.write(Kind::Tree, b"").unwrap();
    assert_eq!(tree.to_string(), "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321");
    assert_eq!(sink.plain(Kind::Tree, &tree).unwrap(), b"");
    assert!(matches!(sink.plain(Kind::Chunk, &tree), Err(ObjectError::Damaged { .. })));

    // Objects of every length up to the largest.
    for len in [0, 1, 100, 70_000, (1 << 20) + 4096] {
        let plain = vec![7; len];
        let (id, _) = sink.write(Kind::Chunk, &plain).unwrap();
        assert_eq!(sink.plain(Kind::Chunk, &id).unwrap(), plain);
    }

    let missing: ObjectId = Id::of(b"nobody wrote this").into();
    assert!(!sink.has(&missing).unwrap());
    assert!(matches!(sink.get(&missing), Err(ObjectError::Missing(id)) if id == missing));
    assert!(matches!(sink.plain(Kind::Chunk, &missing), Err(ObjectError::Missing(id)) if id == missing));

    // A promise is made once, and is not yet an object.
    let promised: ObjectId = Id::of(b"promised").into();
    assert!(sink.claim(&promised).unwrap());
    assert!(!sink.claim(&promised).unwrap());
    assert!(!sink.has(&promised).unwrap());
    sink.put(Member::encode(Kind::Chunk, promised, b"promised", sink.level())).unwrap();
    assert_eq!(sink.plain(Kind::Chunk, &promised).unwrap(), b"promised");

    // Content that is not what its id says is noticed by whoever reads it.
    let lie: ObjectId = Id::of(b"truth").into();
    assert!(sink.claim(&lie).unwrap());
    sink.put(Member::encode(Kind::Chunk, lie, b"lie", sink.level())).unwrap();
    assert!(matches!(sink.plain(Kind::Chunk, &lie), Err(ObjectError::Damaged { id, .. }) if id == lie));

    claims_once(sink);
}

/// Eight threads want the same objects; each is written by exactly one of them.
fn claims_once(sink: &dyn Sink) {
    let written = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let written = &written;
            scope.spawn(move || {
                for step in 0..200 {
                    let number = (step + thread * 25) % 200;
                    let (_, new) = sink.write(Kind::Chunk, &content(number, 3000)).unwrap();
                    written.fetch_add(usize::from(new), Ordering::Relaxed);
                }
            });
        }
    });
    assert_eq!(written.into_inner(), 200);
    for number in 0..200 {
        let plain = content(number, 3000);
        assert_eq!(sink.plain(Kind::Chunk, &Id::of(&plain).into()).unwrap(), plain);
    }
}

#[test]
fn memory_conforms() {
    conforms(&MemoryObjects::new());
}

#[test]
fn run_conforms() {
    let bench = Bench::default();
    conforms(&bench.run(64 << 10, false));
    conforms(&bench.run(512 << 20, false));
    let folder = tempfile::tempdir().unwrap();
    let storage = RealStorage::create(folder.path()).unwrap();
    let options = RunOptions { name: "run".to_owned(), level: 9, pack_size: 256 << 10, adopt: true };
    let run = Run::begin(bench.store_on(Arc::new(storage)), options).unwrap();
    conforms(&run);
    run.finish().unwrap();
}

#[test]
fn a_finished_run_is_in_the_store() {
    let bench = Bench::default();
    let early = bench.store();
    let run = bench.run(100_000, false);
    assert_eq!(run.level(), 1);
    claims_once(&run);
    let stats = run.stats();
    assert_eq!((stats.objects_new, stats.objects_reused, stats.adopted), (200, 1400, 0));
    let done = run.finish().unwrap();
    assert_eq!(done.bytes, stats.bytes_stored);
    assert!(done.packs.len() > 2, "a run rolls over");
    assert_eq!(bench.files.names("incoming"), Vec::<String>::new());

    let id: ObjectId = Id::of(&content(5, 3000)).into();
    assert!(!early.has(&id).unwrap(), "not live before its index is");
    bench.live.lock().unwrap().extend(done.index);
    assert_eq!(early.plain(Kind::Chunk, &id).unwrap(), content(5, 3000), "found without opening the store again");
    assert_eq!(bench.store().totals().objects[&Kind::Chunk], 200);

    // A second run reuses what is there, and writes no file when it has nothing to write.
    let run = bench.run(100_000, true);
    assert_eq!(run.write(Kind::Chunk, &content(5, 3000)).unwrap(), (id, false));
    assert_eq!(run.plain(Kind::Chunk, &id).unwrap(), content(5, 3000));
    assert_eq!(run.finish().unwrap().index, None);
    assert_eq!(bench.files.names("incoming"), Vec::<String>::new());
}

#[test]
fn a_promise_that_was_not_kept_stops_the_run() {
    let bench = Bench::default();
    let run = bench.run(100_000, false);
    let id: ObjectId = Id::of(b"promised").into();
    assert!(run.claim(&id).unwrap());
    assert!(matches!(run.finish(), Err(ObjectError::Missing(_))));
    assert_eq!(bench.files.names("indexes"), Vec::<String>::new());
}

/// Writes 30 objects into three packs and publishes them.
fn write_all(store: Arc<Store>, name: &str) -> Result<Published, ObjectError> {
    let run = Run::begin(store, RunOptions { name: name.to_owned(), level: 1, pack_size: 1 << 20, adopt: true })?;
    for number in 0..30 {
        run.write(Kind::Chunk, &content(number, 150_000))?;
    }
    run.finish()
}

#[test]
fn a_run_that_failed_anywhere_is_resumed() {
    let mut failures = 0;
    for call in [Call::List, Call::Create, Call::Write, Call::Sync, Call::Publish] {
        for fault in [Fault::Fail(28), Fault::Short(1, 28)] {
            for nth in 1.. {
                let bench = Bench::default();
                let faulty = FaultyStorage::new(Arc::new(bench.files.0.clone()), once(call, nth, fault));
                let first = write_all(bench.store_on(Arc::new(faulty.clone())), "first");
                if faulty.count(call) < nth {
                    assert!(first.is_ok());
                    break;
                }
                // The device failed once and works again: the run must not go on as if nothing had been.
                assert!(first.is_err(), "{call:?} {nth} {fault:?}");
                failures += 1;
                let done = write_all(bench.store(), "second").unwrap();
                bench.live.lock().unwrap().extend(done.index);
                let store = bench.store();
                for number in 0..30 {
                    let plain = content(number, 150_000);
                    assert_eq!(store.plain(Kind::Chunk, &Id::of(&plain).into()).unwrap(), plain);
                }
                assert_eq!(bench.files.names("incoming"), Vec::<String>::new(), "{call:?} {nth} {fault:?}");
            }
        }
    }
    assert!(failures > 20, "{failures}");
}

#[test]
fn damage_is_named_and_a_second_copy_heals_it() {
    let bench = Bench::default();
    bench.add([content(1, 5000), content(2, 5000)]);
    let id: ObjectId = Id::of(&content(2, 5000)).into();
    let place = bench.store().find(&id).unwrap();
    let name = format!("packs/{}.pack", place.pack);
    let sound = bench.files.get(&name);
    for at in [0, 20, 49, 53, 57, 80, place.stored as usize - 1] {
        let mut bytes = sound.clone();
        bytes[place.offset as usize + at] ^= 1;
        bench.files.set(&name, &bytes);
        let error = bench.store().plain(Kind::Chunk, &id);
        if (17..49).contains(&at) {
            // The id in the header is for walkers: the content is still what was asked for.
            assert_eq!(error.unwrap(), content(2, 5000));
            assert!(matches!(bench.store().get(&id), Err(ObjectError::Damaged { .. })));
        } else {
            let message = error.unwrap_err().to_string();
            assert!(message.contains(&place.pack.to_string()) && message.contains("mosaic repair"), "{message}");
            assert!(message.contains(&format!("at {}", place.offset)), "{message}");
        }
    }
    bench.files.set(&name, &sound[..sound.len() - 1]);
    assert!(matches!(bench.store().plain(Kind::Chunk, &id), Err(ObjectError::Damaged { .. })));
    bench.files.remove(&name);
    assert!(matches!(bench.store().plain(Kind::Chunk, &id), Err(ObjectError::Damaged { .. })));

    // Two runs that did not see each other wrote the same object; one copy is enough.
    let other = bench.clone();
    let old = std::mem::take(&mut *bench.live.lock().unwrap());
    other.add([content(2, 5000), content(3, 5000)]);
    bench.live.lock().unwrap().extend(old);
    assert_eq!(bench.store().plain(Kind::Chunk, &id).unwrap(), content(2, 5000));
}

#[test]
fn abbreviations_name_what_begins_so() {
    let bench = Bench::default();
    bench.add((0..300).map(|number| content(number, 10)));
    bench.add((200..400).map(|number| content(number, 10)));
    let store = bench.store();
    let mut ids: Vec<ObjectId> = (0..400).map(|number| Id::of(&content(number, 10)).into()).collect();
    ids.sort();
    assert_eq!(store.prefix("", &[Kind::Chunk]), ids);
    for prefix in ["0", "f", "a3", "ff", ids[7].to_string().get(..9).unwrap(), &ids[9].to_string()] {
        let wanted: Vec<_> = ids.iter().copied().filter(|id| id.to_string().starts_with(prefix)).collect();
        assert_eq!(store.prefix(prefix, &[Kind::Chunk, Kind::Commit]), wanted, "{prefix}");
    }
    assert!(store.prefix("", &[Kind::Commit]).is_empty());
    for nonsense in ["x", "A", "é", &"0".repeat(65)] {
        assert!(store.prefix(nonsense, &Kind::ALL).is_empty());
    }
    let mut seen = Vec::new();
    store
        .each(|place| {
            seen.push(place.id);
            Ok::<(), ()>(())
        })
        .unwrap();
    assert_eq!(seen, ids);
}
