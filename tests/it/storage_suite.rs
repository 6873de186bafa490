//! One conformance suite for every storage: on disk, in memory, and with a layer of faults that has none.

use std::sync::Arc;
use std::time::Duration;

use mosaic::storage::error::StorageError;
use mosaic::storage::faulty::FaultyStorage;
use mosaic::storage::memory::MemoryStorage;
use mosaic::storage::real::RealStorage;
use mosaic::storage::traits::{Access, Placement, Publication, Staged, Storage};

/// Two handles on one repository, as two processes have them.
struct Bench {
    one: Arc<dyn Storage>,
    two: Arc<dyn Storage>,
    _dir: Option<tempfile::TempDir>,
}

fn real() -> Bench {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(".mosaic");
    let one = RealStorage::create(&path).unwrap();
    let two = RealStorage::open(&path).unwrap();
    Bench { one: Arc::new(one), two: Arc::new(two), _dir: Some(dir) }
}

fn memory() -> Bench {
    let one = MemoryStorage::new();
    Bench { two: Arc::new(one.clone()), one: Arc::new(one), _dir: None }
}

fn faultless() -> Bench {
    let Bench { one, two, _dir } = real();
    let wrap = |inner| Arc::new(FaultyStorage::new(inner, Box::new(|_| None)));
    Bench { one: wrap(one), two: wrap(two), _dir }
}

macro_rules! suite {
    ($($case:ident)*) => {
        mod on_disk { $(#[test] fn $case() { super::$case(&super::real()); })* }
        mod in_memory { $(#[test] fn $case() { super::$case(&super::memory()); })* }
        mod without_faults { $(#[test] fn $case() { super::$case(&super::faultless()); })* }
    };
}

suite! {
    staged_bytes_are_read_back_and_cut
    published_files_have_their_names
    a_taken_name_keeps_the_file_of_the_same_length
    a_secret_never_yields_to_another
    replace_and_cache_take_the_place
    publication_stops_at_the_first_failure
    folders_are_made_when_missing
    lists_are_sorted_and_complete
    dropped_files_are_adopted_live_ones_are_not
    nothing_is_adopted_where_nothing_is_left
    locks_exclude_and_name_their_holder
    append_cuts_and_grows
    an_overwritten_file_stays_the_same_file
    handles_outlive_their_names
    missing_files_are_not_found
    names_cannot_lead_outside
    secrets_must_not_be_readable_by_others
}

pub fn stage(storage: &dyn Storage, name: &str, bytes: &[u8]) -> Box<dyn Staged> {
    let mut staged = storage.create(name).unwrap();
    staged.write(bytes).unwrap();
    staged
}

pub fn publication(storage: &dyn Storage, name: &str, bytes: &[u8], placement: Placement) -> Publication {
    Publication { staged: stage(storage, &name.replace('/', "-"), bytes), name: name.to_owned(), placement }
}

pub fn publish(storage: &dyn Storage, name: &str, bytes: &[u8], placement: Placement) -> Result<(), StorageError> {
    storage.publish(vec![publication(storage, name, bytes, placement)])
}

pub fn read(storage: &dyn Storage, name: &str) -> Vec<u8> {
    let handle = storage.open(name).unwrap();
    let mut bytes = vec![0; handle.len() as usize];
    handle.read_at(&mut bytes, 0).unwrap();
    assert_eq!((*handle.map().unwrap()).as_ref(), bytes, "mapped and read alike");
    bytes
}

pub fn names(storage: &dyn Storage, folder: &str) -> Vec<String> {
    storage.list(folder).unwrap().into_iter().map(|listed| listed.name).collect()
}

pub fn error<T>(result: Result<T, StorageError>) -> StorageError {
    result.err().expect("an error")
}

fn staged_bytes_are_read_back_and_cut(bench: &Bench) {
    let mut staged = bench.one.create("x").unwrap();
    assert_eq!((staged.name(), staged.len(), staged.is_empty()), ("incoming/x", 0, true));
    staged.write(b"hello ").unwrap();
    staged.write(b"world").unwrap();
    let mut buffer = [0; 5];
    staged.read_at(&mut buffer, 6).unwrap();
    assert_eq!((&buffer, staged.len()), (b"world", 11));
    assert!(staged.read_at(&mut buffer, 7).is_err(), "beyond the end");
    staged.truncate(5).unwrap();
    assert!(staged.truncate(6).is_err(), "never grows");
    staged.write(b"!").unwrap();
    staged.sync().unwrap();
    staged.write(b"?").unwrap();
    bench.one.publish(vec![Publication { staged, name: "x".into(), placement: Placement::New }]).unwrap();
    assert_eq!(read(&*bench.two, "x"), b"hello!?");
    assert!(matches!(
        bench.one.create("taken").and_then(|_taken| bench.two.create("taken")),
        Err(StorageError::Exists { .. })
    ));
}

fn published_files_have_their_names(bench: &Bench) {
    let files = [("packs/a.pack", Placement::New), ("state", Placement::Replace), ("cache", Placement::Cache)];
    let of = |(name, placement): (&str, _)| publication(&*bench.one, name, name.as_bytes(), placement);
    bench.one.publish(files.into_iter().map(of).collect()).unwrap();
    for (name, _) in files {
        assert_eq!(read(&*bench.two, name), name.as_bytes());
    }
    publish(&*bench.one, "identity", b"key", Placement::Secret).unwrap();
    assert_eq!(bench.two.open_secret("identity").unwrap(), b"key");
    assert!(names(&*bench.two, "incoming").is_empty());
    assert_eq!(read(&*bench.two, "identity").len(), 3);
    publish(&*bench.one, "empty", b"", Placement::New).unwrap();
    assert!(bench.two.open("empty").unwrap().is_empty() && read(&*bench.two, "empty").is_empty());
}

fn a_taken_name_keeps_the_file_of_the_same_length(bench: &Bench) {
    publish(&*bench.one, "packs/p", b"first", Placement::New).unwrap();
    publish(&*bench.two, "packs/p", b"other", Placement::New).unwrap();
    assert_eq!(read(&*bench.one, "packs/p"), b"first");
    assert!(names(&*bench.one, "incoming").is_empty(), "the second one is dropped");
    let refused = error(publish(&*bench.two, "packs/p", b"longer than that", Placement::New));
    assert!(matches!(refused, StorageError::Exists { name } if name == "packs/p"));
    assert_eq!(read(&*bench.one, "packs/p"), b"first");
}

fn a_secret_never_yields_to_another(bench: &Bench) {
    publish(&*bench.one, "identity", b"key 1", Placement::Secret).unwrap();
    assert!(matches!(
        error(publish(&*bench.two, "identity", b"key 2", Placement::Secret)),
        StorageError::Exists { .. }
    ));
    assert_eq!(bench.one.open_secret("identity").unwrap(), b"key 1");
}

fn replace_and_cache_take_the_place(bench: &Bench) {
    for (placement, bytes) in [(Placement::Replace, "1"), (Placement::Replace, "22"), (Placement::Cache, "333")] {
        publish(&*bench.one, "state", bytes.as_bytes(), placement).unwrap();
        assert_eq!(read(&*bench.two, "state"), bytes.as_bytes());
    }
    assert_eq!(names(&*bench.one, ""), ["state"]);
}

fn publication_stops_at_the_first_failure(bench: &Bench) {
    publish(&*bench.one, "packs/b", b"taken", Placement::New).unwrap();
    let files = ["packs/a", "packs/b", "packs/c"];
    let of = |name| publication(&*bench.one, name, b"content", Placement::New);
    error(bench.one.publish(files.into_iter().map(of).collect()));
    assert_eq!(names(&*bench.one, "packs"), ["packs/a", "packs/b"], "in the order given");
    assert!(bench.two.adopt("packs-c").unwrap().is_some(), "the rest is left for adoption");
}

fn folders_are_made_when_missing(bench: &Bench) {
    publish(&*bench.one, "strange/file", b"1", Placement::New).unwrap();
    publish(&*bench.one, "other/file", b"2", Placement::Replace).unwrap();
    bench.one.append("third/log", 0, b"3").unwrap();
    for (name, bytes) in [("strange/file", b"1"), ("other/file", b"2"), ("third/log", b"3")] {
        assert_eq!(read(&*bench.two, name), bytes);
    }
    assert!(bench.one.list("nowhere").unwrap().is_empty());
}

fn lists_are_sorted_and_complete(bench: &Bench) {
    for name in ["packs/c", "packs/a", "packs/b", "top"] {
        publish(&*bench.one, name, name.as_bytes(), Placement::New).unwrap();
    }
    let listed = bench.two.list("packs").unwrap();
    assert!(listed.iter().all(|file| file.len == 7));
    assert_eq!(names(&*bench.two, "packs"), ["packs/a", "packs/b", "packs/c"]);
    assert_eq!(names(&*bench.two, ""), ["top"], "files directly there, no folders");
    let live = stage(&*bench.one, "x", b"123");
    assert_eq!(names(&*bench.two, "incoming"), ["incoming/x"]);
    assert_eq!(bench.two.list("incoming").unwrap()[0].len, 3);
    drop(live);
}

fn dropped_files_are_adopted_live_ones_are_not(bench: &Bench) {
    let staged = stage(&*bench.one, "p", b"half");
    assert!(bench.two.adopt("p").unwrap().is_none(), "its run is alive");
    drop(staged);
    let mut adopted = bench.two.adopt("p").unwrap().expect("its run has ended");
    assert!(bench.one.adopt("p").unwrap().is_none(), "it has a new owner");
    assert_eq!((adopted.name(), adopted.len()), ("incoming/p", 4));
    adopted.write(b" and half").unwrap();
    let mut start = [0; 8];
    adopted.read_at(&mut start, 0).unwrap();
    assert_eq!(&start, b"half and");
    bench.two.publish(vec![Publication { staged: adopted, name: "p".into(), placement: Placement::New }]).unwrap();
    assert_eq!(read(&*bench.one, "p"), b"half and half");
    assert!(bench.one.adopt("p").unwrap().is_none(), "it is gone");
}

fn nothing_is_adopted_where_nothing_is_left(bench: &Bench) {
    assert!(bench.one.adopt("never").unwrap().is_none());
    drop(bench.one.create("empty").unwrap());
    assert!(bench.two.adopt("empty").unwrap().is_none());
    assert!(names(&*bench.one, "incoming").is_empty(), "an empty file is removed");
    let removed = stage(&*bench.one, "removed", b"1");
    bench.two.remove("incoming/removed").unwrap();
    drop(removed);
    assert!(bench.two.adopt("removed").unwrap().is_none());
}

fn locks_exclude_and_name_their_holder(bench: &Bench) {
    let (none, moment) = (Duration::ZERO, Duration::from_millis(20));
    let shared = bench.one.lock("writers", Access::Shared, none, "").unwrap();
    let beside = bench.two.lock("writers", Access::Shared, none, "").unwrap();
    let refused = error(bench.two.lock("writers", Access::Exclusive, moment, "gc"));
    assert!(
        matches!(refused, StorageError::Locked { name, holder } if name == "writers" && holder == "another process")
    );
    drop((shared, beside));
    let alone = bench.one.lock("writers", Access::Exclusive, none, "pid 7 on host: gc\nmore\u{1b}[2J").unwrap();
    for access in [Access::Shared, Access::Exclusive] {
        match error(bench.two.lock("writers", access, moment, "add")) {
            StorageError::Locked { holder, .. } => assert_eq!(holder, "pid 7 on host: gc"),
            other => panic!("{other}"),
        }
    }
    let other = bench.two.lock("lock", Access::Exclusive, none, "another lock").unwrap();
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| bench.two.lock("writers", Access::Exclusive, Duration::from_secs(60), "next"));
        drop(alone);
        drop(waiting.join().unwrap().unwrap());
    });
    let shared = bench.one.lock("writers", Access::Shared, none, "").unwrap();
    match error(bench.two.lock("writers", Access::Exclusive, none, "")) {
        StorageError::Locked { holder, .. } => assert_eq!(holder, "another process", "the old holder has let go"),
        other => panic!("{other}"),
    }
    drop((other, shared));
}

fn append_cuts_and_grows(bench: &Bench) {
    let log = "strands/a.log";
    assert!(matches!(error(bench.one.append(log, 1, b"x")), StorageError::NotFound { .. }));
    bench.one.append(log, 0, b"one").unwrap();
    bench.two.append(log, 3, b"two torn").unwrap();
    bench.one.append(log, 6, b"three").unwrap();
    assert_eq!(read(&*bench.two, log), b"onetwothree");
    assert!(matches!(error(bench.one.append(log, 12, b"x")), StorageError::Io { .. }), "would leave a gap");
    bench.one.append(log, 3, b"").unwrap();
    assert_eq!(read(&*bench.two, log), b"one");
}

fn an_overwritten_file_stays_the_same_file(bench: &Bench) {
    assert_eq!(bench.one.identity("voter").unwrap(), None);
    bench.one.overwrite("voter", 2, b"ab").unwrap();
    assert_eq!(read(&*bench.two, "voter"), b"\0\0ab");
    let identity = bench.two.identity("voter").unwrap();
    assert!(identity.is_some());
    bench.two.overwrite("voter", 1, b"xyz1").unwrap();
    bench.one.overwrite("voter", 0, b"").unwrap();
    bench.one.overwrite("voter", 2, b"Y").unwrap();
    assert_eq!(read(&*bench.one, "voter"), b"\0xYz1", "nothing is cut");
    assert_eq!(bench.one.identity("voter").unwrap(), identity);
    publish(&*bench.one, "voter", b"\0xYz1", Placement::Replace).unwrap();
    assert_ne!(bench.two.identity("voter").unwrap(), identity, "another file of that name");
    bench.one.remove("voter").unwrap();
    assert_eq!(bench.two.identity("voter").unwrap(), None);
    bench.one.overwrite("fourth/file", 0, b"4").unwrap();
    assert_eq!(read(&*bench.two, "fourth/file"), b"4", "folders are made");
}

fn handles_outlive_their_names(bench: &Bench) {
    publish(&*bench.one, "packs/p", b"content", Placement::New).unwrap();
    let handle = bench.one.open("packs/p").unwrap();
    let map = handle.map().unwrap();
    bench.two.remove("packs/p").unwrap();
    bench.two.remove("packs/p").unwrap();
    assert!(names(&*bench.one, "packs").is_empty());
    let mut end = [0; 4];
    handle.read_at(&mut end, 3).unwrap();
    assert_eq!(&end, b"tent");
    assert_eq!((*map).as_ref(), b"content");
    assert!(handle.read_at(&mut end, 4).is_err() && handle.read_at(&mut end, u64::MAX - 1).is_err());
}

fn missing_files_are_not_found(bench: &Bench) {
    for name in ["state", "packs/none", "nowhere/none"] {
        assert!(matches!(error(bench.one.open(name)), StorageError::NotFound { name: told } if told == name));
        assert!(matches!(error(bench.one.open_secret(name)), StorageError::NotFound { .. }));
        bench.one.remove(name).unwrap();
    }
}

fn names_cannot_lead_outside(bench: &Bench) {
    for name in ["", ".", "..", "../x", "/x", "a/../b", "a/b/c", "a//b", "a/", "a\0b", "a\\b"] {
        assert!(matches!(error(bench.one.open(name)), StorageError::Io { .. }), "{name:?}");
        assert!(bench.one.append(name, 0, b"").is_err() && bench.one.remove(name).is_err(), "{name:?}");
        assert!(bench.one.overwrite(name, 0, b"").is_err() && bench.one.identity(name).is_err(), "{name:?}");
        assert!(bench.one.create(name).is_err() && bench.one.adopt(name).is_err(), "{name:?}");
        assert!(bench.one.lock(name, Access::Shared, Duration::ZERO, "").is_err(), "{name:?}");
        let staged = stage(&*bench.one, "s", b"1");
        let file = Publication { staged, name: name.to_owned(), placement: Placement::Replace };
        assert!(bench.one.publish(vec![file]).is_err(), "{name:?}");
        bench.one.remove("incoming/s").unwrap();
    }
    assert!(bench.one.list("..").is_err() && bench.one.list("a/b").is_err());
}

fn secrets_must_not_be_readable_by_others(bench: &Bench) {
    publish(&*bench.one, "identity", b"key", Placement::Replace).unwrap();
    let exposed = error(bench.two.open_secret("identity"));
    assert!(matches!(exposed, StorageError::Exposed { .. }) && exposed.to_string().contains("chmod 600"));
}
