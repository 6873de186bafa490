//! Damage: every byte of a small repository changed, every file cut, removed, exchanged for another. Whatever is asked,
//! the answer is the truth or an error, never other bytes, never a panic; and looking at everything finds it.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use mosaic::archive::reader::Archive;
use mosaic::base::id::Id;
use mosaic::repo::content::StoredFile;
use mosaic::repo::error::RepoError;
use mosaic::repo::repository::Repository;
use mosaic::storage::error::StorageError;
use mosaic::storage::memory::MemoryStorage;
use mosaic::storage::power::random;
use mosaic::storage::traits::{Access, Bytes, Handle, Identity, Listed, Lock, Publication, Staged, Storage};

use crate::power_cut_model::{Process, temporary, write_files};
use crate::whole::{self, Files, Seen};

const THREADS: usize = 2;
/// Of so many changed bytes `fsck` looks for one.
const FSCK_EVERY: usize = 16;
/// One look at a small repository takes milliseconds; after so long it hangs.
const PATIENCE: Duration = Duration::from_secs(60);
const FOLDERS: [&str; 5] = ["", "packs", "indexes", "strands", "incoming"];

/// Files by name; nothing can be written.
#[derive(Clone, Default)]
pub struct Frozen(pub BTreeMap<String, Arc<Vec<u8>>>);

struct FrozenFile(Arc<Vec<u8>>, String);

struct FrozenLock;

impl Lock for FrozenLock {}

fn refused<T>(name: &str) -> Result<T, StorageError> {
    Err(StorageError::io(name, std::io::ErrorKind::ReadOnlyFilesystem.into()))
}

impl Storage for Frozen {
    fn open(&self, name: &str) -> Result<Arc<dyn Handle>, StorageError> {
        let bytes = self.0.get(name).ok_or_else(|| StorageError::NotFound { name: name.to_owned() })?;
        Ok(Arc::new(FrozenFile(Arc::clone(bytes), name.to_owned())))
    }
    fn open_secret(&self, name: &str) -> Result<Vec<u8>, StorageError> {
        self.0.get(name).map(|bytes| bytes.to_vec()).ok_or_else(|| StorageError::NotFound { name: name.to_owned() })
    }
    fn list(&self, folder: &str) -> Result<Vec<Listed>, StorageError> {
        let inside = |name: &str| name.rsplit_once('/').map_or("", |(folder, _)| folder) == folder;
        let listed = |(name, bytes): (&String, &Arc<Vec<u8>>)| Listed { name: name.clone(), len: bytes.len() as u64 };
        Ok(self.0.iter().filter(|(name, _)| inside(name)).map(listed).collect())
    }
    fn create(&self, name: &str) -> Result<Box<dyn Staged>, StorageError> {
        refused(name)
    }
    fn adopt(&self, name: &str) -> Result<Option<Box<dyn Staged>>, StorageError> {
        refused(name)
    }
    fn publish(&self, _files: Vec<Publication>) -> Result<(), StorageError> {
        refused("publish")
    }
    fn append(&self, name: &str, _at: u64, _bytes: &[u8]) -> Result<(), StorageError> {
        refused(name)
    }
    fn overwrite(&self, name: &str, _at: u64, _bytes: &[u8]) -> Result<(), StorageError> {
        refused(name)
    }
    fn identity(&self, _name: &str) -> Result<Option<Identity>, StorageError> {
        Ok(None)
    }
    fn remove(&self, name: &str) -> Result<(), StorageError> {
        refused(name)
    }
    fn lock(&self, _: &str, _: Access, _: Duration, _: &str) -> Result<Box<dyn Lock>, StorageError> {
        Ok(Box::new(FrozenLock))
    }
}

impl Handle for FrozenFile {
    fn len(&self) -> u64 {
        self.0.len() as u64
    }
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> Result<(), StorageError> {
        let range = usize::try_from(offset).ok().and_then(|from| Some(from..from.checked_add(buffer.len())?));
        let bytes = range.and_then(|range| self.0.get(range));
        let end = || StorageError::io(&self.1, std::io::ErrorKind::UnexpectedEof.into());
        buffer.copy_from_slice(bytes.ok_or_else(end)?);
        Ok(())
    }
    fn map(&self) -> Result<Bytes, StorageError> {
        Ok(Arc::clone(&self.0) as Bytes)
    }
}

/// The repository, and what it says when nothing is wrong.
pub struct Sound {
    pub files: Frozen,
    pub seen: Seen,
    content: Files,
}

impl Sound {
    /// Two commits in several packs and indexes, about 100 kB.
    pub fn new() -> Self {
        let storage = MemoryStorage::new();
        let root = temporary();
        let run = |number, command: fn(&Process) -> Result<(), RepoError>| {
            let process =
                Process { storage: Arc::new(storage.clone()), root: root.path().to_owned(), number, unique: number };
            command(&process).unwrap();
        };
        run(1, Process::init);
        for (number, files) in [
            (2, &[("a", 300, 1), ("d/b", 900, 2), ("d/big", 40_000, 3)][..]),
            (5, &[("a", 301, 4), ("d/b", 900, 2), ("d/big", 30_000, 5), ("e", 12_000, 6)]),
        ] {
            write_files(root.path(), files);
            run(number, if number == 2 { Process::add } else { Process::add_packs });
            run(number + 1, Process::commit);
        }
        let mut files = Frozen::default();
        for listed in FOLDERS.iter().flat_map(|folder| storage.list(folder).unwrap()) {
            let bytes = storage.open(&listed.name).unwrap().map().unwrap();
            files.0.insert(listed.name, Arc::new((*bytes).as_ref().to_vec()));
        }
        let repository = open(&files).unwrap();
        let seen = whole::check(&repository).unwrap();
        let content = seen.files("main").unwrap().clone();
        assert_eq!(notice(&files), None, "nothing is wrong yet");
        Self { files, seen, content }
    }

    fn with(&self, name: &str, bytes: Vec<u8>) -> Frozen {
        let mut files = self.files.clone();
        files.0.insert(name.to_owned(), Arc::new(bytes));
        files
    }

    /// Asks a damaged repository for everything: it may refuse, it must not say anything else. Returns whether looking at
    /// everything finds that something is wrong.
    fn ask(&self, damaged: &Frozen) -> Result<bool, String> {
        let Ok(repository) = open(damaged) else { return Ok(true) };
        self.ask_parts(&repository)?;
        match whole::check(&repository) {
            Ok(seen) if seen != self.seen => Err(format!("another state: {seen:?}")),
            found => Ok(found.is_err() || notice(damaged).is_some()),
        }
    }

    /// Asks, and with `fsck` has that say what is wrong, too: it must find all that anybody finds, and name the file.
    fn judge(&self, name: &str, damage: &Damage, fsck: bool) -> Result<bool, String> {
        let damaged = damage.make(self, name);
        let judged = catch_unwind(AssertUnwindSafe(|| {
            let noticed = self.ask(&damaged)?;
            match fsck.then(|| notice(&damaged)).flatten() {
                None if fsck && noticed => Err("fsck does not find it".to_owned()),
                Some(why) if !damage.is_named(name, &why) => Err(format!("not named: {why}")),
                _ => Ok(noticed),
            }
        }));
        judged.unwrap_or_else(|_| Err("a panic".to_owned()))
    }

    /// `log`, `ls` and `cat` of everything.
    fn ask_parts(&self, repository: &Repository) -> Result<(), String> {
        let Ok(current) = repository.current() else { return Ok(()) };
        let Ok(version) = repository.version(&current, None) else { return Ok(()) };
        let (archive, parents, message) = &self.seen.commits[&self.seen.heads["main"]];
        if (&version.summary.attachment, &version.commit.parents, &version.commit.message)
            != (archive, parents, message)
        {
            return Err("another commit".to_owned());
        }
        if let Ok(archive) = Archive::open(repository.source(), *archive)
            && let Ok(rows) = archive.rows()
        {
            for row in rows.map_while(Result::ok) {
                if !self.content.contains_key(&row.row.path.to_string()) {
                    return Err(format!("another path: {}", row.row.path));
                }
            }
        }
        for (path, digest) in &self.content {
            let mut bytes = Vec::new();
            let Ok(file) = StoredFile::open(repository, &current, format!("@:{path}").as_bytes()) else { continue };
            let read = file.copy(|piece| {
                bytes.extend_from_slice(piece);
                Ok::<_, RepoError>(())
            });
            if read.is_ok() && Id::of(&bytes) != *digest {
                return Err(format!("another content of {path}"));
            }
        }
        Ok(())
    }
}

fn open(files: &Frozen) -> Result<Repository, RepoError> {
    Repository::open(Arc::new(files.clone()), None)
}

/// What a look at all data finds; `fsck` does not look at the key, which every commit needs.
fn notice(files: &Frozen) -> Option<String> {
    let look = || -> Result<Option<String>, RepoError> {
        open(files)?.key()?;
        let process = Process { storage: Arc::new(files.clone()), root: Default::default(), number: 99, unique: 99 };
        let losses = process.fsck()?;
        Ok((!losses.is_empty()).then(|| format!("{losses:?}")))
    };
    look().unwrap_or_else(|error| Some(error.to_string()))
}

/// Files whose damage does not count: text of the user without a checksum, caches that their reader checks, empty files.
pub fn may_be_damaged(name: &str) -> bool {
    ["config.toml", "statcache", "lock", "writers"].contains(&name)
}

/// Says which case takes too long, and ends: a thread that hangs cannot be ended otherwise.
fn watch(asked: &Receiver<()>, now: &[Mutex<String>]) {
    loop {
        match asked.recv_timeout(PATIENCE) {
            Ok(()) => {}
            Err(RecvTimeoutError::Disconnected) => return,
            Err(RecvTimeoutError::Timeout) => {
                eprintln!("a hang: one of {now:?}");
                std::process::exit(101);
            }
        }
    }
}

/// Asks for everything after each of these damages; returns how many there were and those that nobody noticed.
fn ask_all(sound: &Sound, damages: &[(String, Damage)]) -> (usize, Vec<String>) {
    let part = damages.len().div_ceil(THREADS);
    // Of many only some are looked at by fsck as well.
    let every = if damages.len() > 20_000 { FSCK_EVERY } else { 1 };
    let now: [Mutex<String>; THREADS] = Default::default();
    let (tell, asked) = channel();
    thread::scope(|scope| {
        let workers: Vec<_> = damages
            .chunks(part)
            .zip(&now)
            .map(|(part, now)| {
                let tell = tell.clone();
                scope.spawn(move || {
                    let mut unnoticed = Vec::new();
                    for (number, (name, damage)) in part.iter().enumerate() {
                        *now.lock().unwrap() = format!("{damage:?} of {name}");
                        match sound.judge(name, damage, number % every == 0) {
                            Err(why) => panic!("{damage:?} of {name}: {why}"),
                            Ok(false) if !may_be_damaged(name) => unnoticed.push(format!("{damage:?} of {name}")),
                            Ok(_) => {}
                        }
                        tell.send(()).unwrap();
                    }
                    unnoticed
                })
            })
            .collect();
        drop(tell);
        watch(&asked, &now);
        let unnoticed: Vec<String> = workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect();
        (damages.len(), unnoticed)
    })
}

/// What happens to a file.
#[derive(Clone, Debug)]
pub enum Damage {
    Flip(usize, u8),
    Cut(usize),
    Gone,
    Exchanged(String),
}

impl Damage {
    /// Whether this names a damaged file.
    fn is_named(&self, name: &str, why: &str) -> bool {
        matches!(self, Self::Exchanged(other) if why.contains(other)) || why.contains(name)
    }

    /// The files after it.
    pub fn make(&self, sound: &Sound, name: &str) -> Frozen {
        let mut bytes = sound.files.0[name].to_vec();
        match self {
            Self::Flip(at, mask) => bytes[*at] ^= mask,
            Self::Cut(len) => bytes.truncate(*len),
            Self::Gone => {
                let mut files = sound.files.clone();
                files.0.remove(name);
                return files;
            }
            Self::Exchanged(other) => {
                let mut files = sound.with(name, sound.files.0[other].to_vec());
                files.0.insert(other.clone(), Arc::new(bytes));
                return files;
            }
        }
        sound.with(name, bytes)
    }
}

/// Flips a byte of every file, all of them or each `step`-th; returns how many, and those nobody noticed.
pub fn flip_bytes(step: usize) -> (usize, Vec<String>) {
    let sound = Sound::new();
    let mut dice = 1;
    let flips: Vec<(String, Damage)> = sound
        .files
        .0
        .iter()
        .flat_map(|(name, bytes)| (0..bytes.len()).map(move |at| (name.clone(), at)))
        .step_by(step)
        .map(|(name, at)| (name, Damage::Flip(at, (random(&mut dice) % 255 + 1) as u8)))
        .collect();
    ask_all(&sound, &flips)
}

#[test]
fn every_changed_byte_is_noticed() {
    let (count, unnoticed) = flip_bytes(1);
    println!("{count} bytes changed");
    assert!(count > 90_000, "{count}");
    // In the key only what OpenSSH calls a comment may differ: 6 bytes, in base64.
    let (of_key, rest): (Vec<_>, Vec<_>) = unnoticed.into_iter().partition(|damage| damage.ends_with("of identity"));
    println!("unnoticed in the key: {}", of_key.len());
    assert!(rest.is_empty() && of_key.len() <= 30, "{} unnoticed: {rest:?} {of_key:?}", rest.len());
}

#[test]
fn every_cut_file_is_noticed() {
    let sound = Sound::new();
    let mut cuts = Vec::new();
    for (name, bytes) in &sound.files.0 {
        let len = bytes.len();
        let lens = (0..len).filter(|at| *at < 64 || len - at < 400 || at % 97 == 0);
        cuts.extend(lens.map(|len| (name.clone(), Damage::Cut(len))));
    }
    let (count, unnoticed) = ask_all(&sound, &cuts);
    println!("{count} cuts");
    let (of_key, rest): (Vec<_>, Vec<_>) = unnoticed.into_iter().partition(|damage| damage.ends_with("of identity"));
    // Without its last line feed the key is still one.
    assert!(count > 2_000 && rest.is_empty() && of_key.len() <= 1, "{rest:?} {of_key:?}");
}

/// Each file gone, and each exchanged for each other one of its folder.
pub fn lost_or_exchanged(sound: &Sound) -> Vec<(String, Damage)> {
    let mut damages = Vec::new();
    for name in sound.files.0.keys() {
        damages.push((name.clone(), Damage::Gone));
        let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
        for other in sound.files.0.keys().filter(|other| *other > name) {
            if other.rsplit_once('/').map_or("", |(folder, _)| folder) == folder {
                damages.push((name.clone(), Damage::Exchanged(other.clone())));
            }
        }
    }
    damages
}

#[test]
fn every_lost_or_exchanged_file_is_noticed() {
    let sound = Sound::new();
    let damages = lost_or_exchanged(&sound);
    let (count, unnoticed) = ask_all(&sound, &damages);
    println!("{count} files lost or exchanged");
    assert!(count > 20 && unnoticed.is_empty(), "{unnoticed:?}");
}
