//! What only files on disk can show: permissions, links, the leftovers of killed runs, finding the repository.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use mosaic::storage::discover::discover;
use mosaic::storage::error::StorageError;
use mosaic::storage::real::RealStorage;
use mosaic::storage::traits::{Access, Placement, Publication, Storage};

use crate::storage_suite::{error, names, publish, read, stage};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn permissions_fit_the_placement() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(".mosaic");
    let storage = RealStorage::create(&path).unwrap();
    let modes =
        [(Placement::New, 0o444), (Placement::Replace, 0o644), (Placement::Cache, 0o644), (Placement::Secret, 0o600)];
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
    for name in ["strands/x.log", "lock", "incoming/x", "voter"] {
        symlink(&outside, path.join(name)).unwrap();
    }
    assert!(storage.append("strands/x.log", 0, b"theirs").is_err());
    assert!(storage.lock("lock", Access::Exclusive, Duration::ZERO, "theirs").is_err());
    assert!(storage.overwrite("voter", 0, b"theirs").is_err() && storage.overwrite("packs", 0, b"").is_err());
    assert!(storage.identity("voter").is_err() && storage.identity("packs").is_err());
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

/// Runs that begin files, beside runs that look for leftovers the whole time: a file is never taken from a live run.
#[test]
fn adoption_never_takes_the_file_of_a_live_run() {
    let dir = tempfile::tempdir().unwrap();
    let storage = RealStorage::create(&dir.path().join(".mosaic")).unwrap();
    let ended = AtomicBool::new(false);
    let adopted = std::thread::scope(|scope| {
        let seek = || {
            let mut adopted = 0;
            while !ended.load(Ordering::Relaxed) {
                for name in names(&storage, "incoming") {
                    let left = storage.adopt(&name["incoming/".len()..]).unwrap();
                    adopted += usize::from(left.is_some_and(|left| storage.remove(left.name()).is_ok()));
                }
            }
            adopted
        };
        let seekers = [scope.spawn(seek), scope.spawn(seek)];
        for i in 0..300 {
            let staged = stage(&storage, &i.to_string(), b"content");
            if i % 3 == 0 {
                continue;
            }
            let name = format!("packs/{i}");
            storage.publish(vec![Publication { staged, name, placement: Placement::Cache }]).unwrap();
        }
        while !names(&storage, "incoming").is_empty() {
            std::thread::yield_now();
        }
        ended.store(true, Ordering::Relaxed);
        seekers.map(|seeker| seeker.join().unwrap()).iter().sum::<usize>()
    });
    assert_eq!(adopted, 100, "what was dropped is adopted, once");
    let published = storage.list("packs").unwrap();
    assert!(published.len() == 200 && published.iter().all(|file| file.len == 7));
}
