//! One conformance suite for every storage, then what is special to each: files on disk, power cuts, faults.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use mosaic::storage::discover::discover;
use mosaic::storage::error::StorageError;
use mosaic::storage::faulty::{Call, Fault, FaultyStorage, Rule, once, seeded};
use mosaic::storage::memory::MemoryStorage;
use mosaic::storage::power::{self, Fate, Unsynced};
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
    handles_outlive_their_names
    missing_files_are_not_found
    names_cannot_lead_outside
    secrets_must_not_be_readable_by_others
}

fn stage(storage: &dyn Storage, name: &str, bytes: &[u8]) -> Box<dyn Staged> {
    let mut staged = storage.create(name).unwrap();
    staged.write(bytes).unwrap();
    staged
}

fn publication(storage: &dyn Storage, name: &str, bytes: &[u8], placement: Placement) -> Publication {
    Publication { staged: stage(storage, &name.replace('/', "-"), bytes), name: name.to_owned(), placement }
}

fn publish(storage: &dyn Storage, name: &str, bytes: &[u8], placement: Placement) -> Result<(), StorageError> {
    storage.publish(vec![publication(storage, name, bytes, placement)])
}

fn read(storage: &dyn Storage, name: &str) -> Vec<u8> {
    let handle = storage.open(name).unwrap();
    let mut bytes = vec![0; handle.len() as usize];
    handle.read_at(&mut bytes, 0).unwrap();
    assert_eq!((*handle.map().unwrap()).as_ref(), bytes, "mapped and read alike");
    bytes
}

fn names(storage: &dyn Storage, folder: &str) -> Vec<String> {
    storage.list(folder).unwrap().into_iter().map(|listed| listed.name).collect()
}

fn error<T>(result: Result<T, StorageError>) -> StorageError {
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

mod disk {
    //! What only files on disk can show.

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn permissions_fit_the_placement() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(".mosaic");
        let storage = RealStorage::create(&path).unwrap();
        let modes = [
            (Placement::New, 0o444),
            (Placement::Replace, 0o644),
            (Placement::Cache, 0o644),
            (Placement::Secret, 0o600),
        ];
        for (placement, expected) in modes {
            publish(&storage, "f", b"1", placement).unwrap();
            assert_eq!(mode(&path.join("f")), expected);
            storage.remove("f").unwrap();
        }
        let staged = storage.create("s").unwrap();
        assert_eq!(mode(&path.join("incoming/s")), 0o600);
        drop(staged);
        for folder in ["", "packs", "indexes", "strands", "incoming"] {
            assert_eq!(mode(&path.join(folder)), 0o700, "{folder}");
        }
        assert!(matches!(error(RealStorage::open(&dir.path().join("none"))), StorageError::NotFound { .. }));
    }

    #[test]
    fn an_interrupted_creation_is_completed_a_finished_one_is_kept() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("bare");
        fs::create_dir_all(path.join("packs")).unwrap();
        let storage = RealStorage::create(&path).unwrap();
        assert_eq!((mode(&path), storage.dir()), (0o700, path.as_path()));
        fs::write(path.join("format"), "mosaic repository 1\n").unwrap();
        assert!(matches!(error(RealStorage::create(&path)), StorageError::Exists { .. }));
    }

    #[test]
    fn what_is_published_under_two_names_is_not_adopted() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(".mosaic");
        let storage = RealStorage::create(&path).unwrap();
        publish(&storage, "packs/p", b"content", Placement::New).unwrap();
        fs::hard_link(path.join("packs/p"), path.join("incoming/p")).unwrap();
        assert!(storage.adopt("p").unwrap().is_none());
        assert!(names(&storage, "incoming").is_empty());
        assert_eq!(read(&storage, "packs/p"), b"content");
    }

    #[test]
    fn a_file_sealed_by_a_run_that_ended_is_adopted() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(".mosaic");
        let storage = RealStorage::create(&path).unwrap();
        drop(stage(&storage, "p", b"half"));
        fs::set_permissions(path.join("incoming/p"), fs::Permissions::from_mode(0o444)).unwrap();
        let mut adopted = storage.adopt("p").unwrap().unwrap();
        adopted.write(b"!").unwrap();
        assert_eq!(adopted.len(), 5);
    }

    #[test]
    fn symbolic_links_and_other_things_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        let (path, outside) = (dir.path().join(".mosaic"), dir.path().join("outside"));
        let storage = RealStorage::create(&path).unwrap();
        fs::write(&outside, "mine").unwrap();
        for name in ["strands/x.log", "lock", "incoming/x"] {
            symlink(&outside, path.join(name)).unwrap();
        }
        assert!(storage.append("strands/x.log", 0, b"theirs").is_err());
        assert!(storage.lock("lock", Access::Exclusive, Duration::ZERO, "theirs").is_err());
        assert!(storage.adopt("x").is_err() && storage.open("strands/x.log").is_err());
        assert!(storage.open("packs").is_err(), "a folder is no file");
        assert_eq!(fs::read(&outside).unwrap(), b"mine");
        assert!(error(RealStorage::open(&path)).to_string().contains("symbolic link"));
    }

    #[test]
    fn a_killed_holder_is_not_named() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(".mosaic");
        let storage = RealStorage::create(&path).unwrap();
        fs::write(path.join("writers"), "pid 7, which is dead").unwrap();
        let _shared = storage.lock("writers", Access::Shared, Duration::ZERO, "").unwrap();
        let refused = error(storage.lock("writers", Access::Exclusive, Duration::ZERO, ""));
        assert!(matches!(refused, StorageError::Locked { holder, .. } if holder == "another process"));
    }

    #[test]
    fn the_nearest_repository_is_found() {
        let dir = tempfile::tempdir().unwrap();
        let root = fs::canonicalize(dir.path()).unwrap();
        let deep = root.join("work/a/b");
        fs::create_dir_all(&deep).unwrap();
        assert_eq!(discover(&deep).unwrap(), None);
        let repository = root.join("work/.mosaic");
        RealStorage::create(&repository).unwrap();
        assert_eq!(discover(&deep).unwrap(), None, "without a format it is not finished");
        fs::write(repository.join("format"), "mosaic repository 1\n").unwrap();
        assert_eq!(discover(&deep).unwrap().as_deref(), Some(repository.as_path()));
        let bare = root.join("work/a/bare");
        RealStorage::create(&bare).unwrap();
        fs::write(bare.join("format"), "something else").unwrap();
        assert_eq!(discover(&bare).unwrap().as_deref(), Some(repository.as_path()));
        fs::write(bare.join("format"), "mosaic repository 1\n").unwrap();
        assert_eq!(discover(&bare).unwrap().as_deref(), Some(bare.as_path()));
        assert_eq!(discover(&bare.join("packs")).unwrap().as_deref(), Some(repository.as_path()));
        assert!(discover(&root.join("nowhere")).is_err());
    }
}

mod cuts {
    //! Power cuts: only what was synced is sure to be there.

    use super::*;

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
            let after = storage.reboot(power::seeded(seed));
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
                let after = storage.reboot(power::seeded(seed * 1000 + cut));
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
        let expect =
            |parts: &[(u8, usize)]| parts.iter().flat_map(|&(byte, count)| vec![byte; count]).collect::<Vec<u8>>();
        assert_eq!(after(Fate::Lost), expect(&[(1, 100)]));
        assert_eq!(after(Fate::Kept), expect(&[(1, 100), (2, 1000)]));
        assert_eq!(after(Fate::Zeroed), expect(&[(1, 100), (0, 1000)]));
        assert_eq!(after(Fate::Torn { unit: 512, mask: 0b001 }), expect(&[(1, 100), (2, 412)]));
        assert_eq!(after(Fate::Torn { unit: 512, mask: 0b100 }), expect(&[(1, 100), (0, 924), (2, 76)]));
        assert_eq!(after(Fate::Torn { unit: 4096, mask: 0 }), expect(&[(1, 100)]));
    }

    #[test]
    fn every_step_after_the_cut_fails() {
        let storage = MemoryStorage::new();
        publish(&storage, "state", b"old", Placement::Replace).unwrap();
        let before = storage.steps();
        storage.cut_after(2);
        let mut staged = storage.create("a").unwrap();
        assert!(staged.write(b"1").is_err() && staged.write(b"1").is_err());
        assert!(
            storage.create("b").is_err() && storage.append("log", 0, b"").is_err() && storage.remove("state").is_err()
        );
        assert_eq!(read(&storage, "state"), b"old");
        assert_eq!(storage.steps() - before, 5, "a failed file is not written again");
    }
}

mod faults {
    //! Faults happen where they are asked for, and leave what they promise.

    use super::*;

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
}
