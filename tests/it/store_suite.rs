//! One suite for every `Source` and `Sink`: objects in memory, and a store with a run on top.

use std::collections::{BTreeMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use mosaic::base::id::{Id, ObjectId};
use mosaic::base::kind::Kind;
use mosaic::object::error::ObjectError;
use mosaic::object::member::Member;
use mosaic::object::memory::MemoryObjects;
use mosaic::object::run::{Run, RunOptions};
use mosaic::object::store::Store;
use mosaic::object::traits::{Sink, Source};
use mosaic::storage::error::StorageError;
use mosaic::storage::traits::{Access, Bytes, Handle, Listed, Lock, Placement, Publication, Staged, Storage};

/// Files in a map, enough for this layer.
#[derive(Clone, Default)]
pub struct Files(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    files: BTreeMap<String, Vec<u8>>,
    locked: HashSet<String>,
}

impl Files {
    pub fn get(&self, name: &str) -> Vec<u8> {
        self.0.lock().unwrap().files[name].clone()
    }

    pub fn set(&self, name: &str, bytes: Vec<u8>) {
        self.0.lock().unwrap().files.insert(name.to_owned(), bytes);
    }

    pub fn names(&self, folder: &str) -> Vec<String> {
        self.list(folder).unwrap().into_iter().map(|listed| listed.name).collect()
    }
}

struct Open(Vec<u8>);

impl Handle for Open {
    fn len(&self) -> u64 {
        self.0.len() as u64
    }
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> Result<(), StorageError> {
        fill("open", &self.0, buffer, offset)
    }
    fn map(&self) -> Result<Bytes, StorageError> {
        Ok(Arc::new(self.0.clone()))
    }
}

struct Unfinished(Files, String);

impl Staged for Unfinished {
    fn sync(&mut self) -> Result<(), StorageError> {
        Ok(())
    }

    fn name(&self) -> &str {
        &self.1
    }
    fn len(&self) -> u64 {
        self.0.0.lock().unwrap().files[&self.1].len() as u64
    }
    fn write(&mut self, bytes: &[u8]) -> Result<(), StorageError> {
        self.0.0.lock().unwrap().files.get_mut(&self.1).unwrap().extend_from_slice(bytes);
        Ok(())
    }
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> Result<(), StorageError> {
        fill(&self.1, &self.0.0.lock().unwrap().files[&self.1], buffer, offset)
    }
    fn truncate(&mut self, len: u64) -> Result<(), StorageError> {
        self.0.0.lock().unwrap().files.get_mut(&self.1).unwrap().truncate(len as usize);
        Ok(())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        self.0.0.lock().unwrap().locked.remove(&self.1);
    }
}

fn fill(name: &str, bytes: &[u8], buffer: &mut [u8], offset: u64) -> Result<(), StorageError> {
    let from = bytes.get(offset as usize..).and_then(|rest| rest.get(..buffer.len()));
    let end = || StorageError::io(name, std::io::ErrorKind::UnexpectedEof.into());
    buffer.copy_from_slice(from.ok_or_else(end)?);
    Ok(())
}

impl Storage for Files {
    fn open(&self, name: &str) -> Result<Arc<dyn Handle>, StorageError> {
        let inner = self.0.lock().unwrap();
        let bytes = inner.files.get(name).cloned();
        Ok(Arc::new(Open(bytes.ok_or(StorageError::NotFound { name: name.to_owned() })?)))
    }
    fn open_secret(&self, name: &str) -> Result<Vec<u8>, StorageError> {
        Ok(self.get(name))
    }
    fn list(&self, folder: &str) -> Result<Vec<Listed>, StorageError> {
        let prefix = format!("{folder}/");
        let inner = self.0.lock().unwrap();
        let here = inner.files.iter().filter(|(name, _)| name.starts_with(&prefix));
        Ok(here.map(|(name, bytes)| Listed { name: name.clone(), len: bytes.len() as u64 }).collect())
    }
    fn create(&self, name: &str) -> Result<Box<dyn Staged>, StorageError> {
        let name = format!("incoming/{name}");
        let mut inner = self.0.lock().unwrap();
        if inner.files.contains_key(&name) {
            return Err(StorageError::Exists { name });
        }
        inner.files.insert(name.clone(), Vec::new());
        inner.locked.insert(name.clone());
        Ok(Box::new(Unfinished(self.clone(), name)))
    }
    fn adopt(&self, name: &str) -> Result<Option<Box<dyn Staged>>, StorageError> {
        let name = format!("incoming/{name}");
        let mut inner = self.0.lock().unwrap();
        if !inner.files.contains_key(&name) || !inner.locked.insert(name.clone()) {
            return Ok(None);
        }
        Ok(Some(Box::new(Unfinished(self.clone(), name))))
    }
    fn publish(&self, files: Vec<Publication>) -> Result<(), StorageError> {
        for file in files {
            let mut inner = self.0.lock().unwrap();
            let bytes = inner.files.remove(file.staged.name()).unwrap();
            if file.placement == Placement::New && inner.files.contains_key(&file.name) {
                assert_eq!(inner.files[&file.name].len(), bytes.len());
            } else {
                inner.files.insert(file.name, bytes);
            }
        }
        Ok(())
    }
    fn append(&self, _name: &str, _at: u64, _bytes: &[u8]) -> Result<(), StorageError> {
        unreachable!("objects are not appended to")
    }
    fn remove(&self, name: &str) -> Result<(), StorageError> {
        self.0.lock().unwrap().files.remove(name);
        Ok(())
    }
    fn lock(&self, _: &str, _: Access, _: Duration, _: &str) -> Result<Box<dyn Lock>, StorageError> {
        unreachable!("this layer takes no locks")
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
        let live = Arc::clone(&self.live);
        Arc::new(Store::open(Arc::new(self.files.clone()), Box::new(move || Ok(live.lock().unwrap().clone()))).unwrap())
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
        bench.files.set(&name, bytes);
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
    bench.files.set(&name, sound[..sound.len() - 1].to_vec());
    assert!(matches!(bench.store().plain(Kind::Chunk, &id), Err(ObjectError::Damaged { .. })));
    bench.files.remove(&name).unwrap();
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
