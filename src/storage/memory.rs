//! The files of a repository in memory, for tests and simulation. Clones are processes that share one disk; the power of
//! the disk can be cut, and [`MemoryStorage::reboot`] gives what would be found after that.

use std::collections::{HashMap, HashSet};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::storage::error::StorageError;
use crate::storage::lock;
use crate::storage::name::{self, INCOMING};
use crate::storage::power::{Disk, Fate, Inode, Unsynced};
use crate::storage::publish;
use crate::storage::traits::{Access, Bytes, Handle, Identity, Listed, Lock, Publication, Staged, Storage};

type Result<T> = std::result::Result<T, StorageError>;

/// A repository in memory.
#[derive(Clone, Default)]
pub struct MemoryStorage(Arc<Mutex<Machine>>);

#[derive(Default)]
struct Machine {
    disk: Disk,
    staged: HashSet<Inode>,
    locks: HashMap<String, Held>,
}

enum Held {
    Shared(usize),
    Exclusive(String),
}

impl MemoryStorage {
    /// An empty repository.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many steps have changed the disk: each create, write, truncate, rename, removal and fsync is one.
    pub fn steps(&self) -> u64 {
        self.machine().disk.steps()
    }

    /// Cuts the power: the `n`-th changing step from now (1 is the next one) and all after it fail.
    pub fn cut_after(&self, n: u64) {
        self.machine().disk.cut_after(n);
    }

    /// The changes that a power cut now could lose, in their order.
    pub fn unsynced(&self) -> Vec<Unsynced> {
        self.machine().disk.unsynced().to_vec()
    }

    /// What is found when the power comes back after a cut now: what was synced, and of each unsynced change what `fate`
    /// says ([`crate::storage::power::seeded`] draws it). No lock is held there.
    pub fn reboot(&self, fate: impl FnMut(&Unsynced) -> Fate) -> Self {
        let disk = self.machine().disk.reboot(fate);
        Self(Arc::new(Mutex::new(Machine { disk, ..Machine::default() })))
    }

    /// What copying every file elsewhere makes: the same names and bytes, durable, in other files. No lock is held there.
    pub fn copy(&self) -> Self {
        let disk = self.machine().disk.copy();
        Self(Arc::new(Mutex::new(Machine { disk, ..Machine::default() })))
    }

    fn machine(&self) -> MutexGuard<'_, Machine> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn find(&self, name: &str) -> Result<Inode> {
        self.machine().disk.find(name).ok_or_else(|| StorageError::NotFound { name: name.to_owned() })
    }

    fn try_lock(&self, name: &str, access: Access, owner: &str) -> Option<()> {
        let locks = &mut self.machine().locks;
        match (locks.get_mut(name), access) {
            (None, Access::Shared) => drop(locks.insert(name.to_owned(), Held::Shared(1))),
            (None, Access::Exclusive) => drop(locks.insert(name.to_owned(), Held::Exclusive(owner.to_owned()))),
            (Some(Held::Shared(count)), Access::Shared) => *count += 1,
            _ => return None,
        }
        Some(())
    }
}

impl Storage for MemoryStorage {
    fn open(&self, name: &str) -> Result<Arc<dyn Handle>> {
        name::check(name)?;
        let inode = self.find(name)?;
        let bytes = self.machine().disk.bytes(inode);
        Ok(Arc::new(MemoryHandle { bytes, name: name.to_owned() }))
    }

    fn open_secret(&self, name: &str) -> Result<Vec<u8>> {
        let inode = self.find(name)?;
        let machine = self.machine();
        if machine.disk.mode(inode) & 0o077 != 0 {
            return Err(StorageError::Exposed { name: name.to_owned() });
        }
        Ok(machine.disk.bytes(inode).to_vec())
    }

    fn list(&self, folder: &str) -> Result<Vec<Listed>> {
        name::check_folder(folder)?;
        let disk = &self.machine().disk;
        let listed = |(name, inode): (&str, Inode)| Listed { name: name.to_owned(), len: size(disk, inode) };
        Ok(disk.folder(folder).map(listed).collect())
    }

    fn create(&self, name: &str) -> Result<Box<dyn Staged>> {
        let name = format!("{INCOMING}/{name}");
        name::check(&name)?;
        let mut machine = self.machine();
        let inode = machine.disk.create(&name, 0o600)?;
        machine.staged.insert(inode);
        Ok(Box::new(MemoryStaged { storage: self.clone(), inode, name, len: 0, state: State::Dirty }))
    }

    fn adopt(&self, name: &str) -> Result<Option<Box<dyn Staged>>> {
        let name = format!("{INCOMING}/{name}");
        name::check(&name)?;
        let mut machine = self.machine();
        let Some(inode) = machine.disk.find(&name).filter(|inode| !machine.staged.contains(inode)) else {
            return Ok(None);
        };
        let len = size(&machine.disk, inode);
        if len == 0 || machine.disk.links(inode) > 1 {
            machine.disk.unlink(&name)?;
            return Ok(None);
        }
        machine.disk.set_mode(inode, 0o600);
        machine.staged.insert(inode);
        Ok(Some(Box::new(MemoryStaged { storage: self.clone(), inode, name, len, state: State::Dirty })))
    }

    fn publish(&self, files: Vec<Publication>) -> Result<()> {
        publish::publish(self, files)
    }

    fn append(&self, name: &str, at: u64, bytes: &[u8]) -> Result<()> {
        name::check(name)?;
        let disk = &mut self.machine().disk;
        let inode = match disk.find(name) {
            Some(inode) => inode,
            None if at == 0 => disk.create(name, 0o644)?,
            None => return Err(StorageError::NotFound { name: name.to_owned() }),
        };
        let len = size(disk, inode);
        if len < at {
            let message = format!("has {len} bytes, not {at}");
            return Err(StorageError::io(name, io::Error::new(io::ErrorKind::UnexpectedEof, message)));
        }
        let position = position(at);
        if len > at {
            disk.truncate(name, inode, position)?;
        }
        disk.write(name, inode, position, bytes)?;
        disk.sync(name, inode)?;
        disk.sync_folder(name::folder_of(name))
    }

    fn overwrite(&self, name: &str, at: u64, bytes: &[u8]) -> Result<()> {
        name::check(name)?;
        let disk = &mut self.machine().disk;
        let inode = disk.find(name).map_or_else(|| disk.create(name, 0o644), Ok)?;
        disk.write(name, inode, position(at), bytes)?;
        disk.sync(name, inode)?;
        disk.sync_folder(name::folder_of(name))
    }

    fn identity(&self, name: &str) -> Result<Option<Identity>> {
        name::check(name)?;
        // No number is given twice, so nothing else is needed.
        Ok(self.machine().disk.find(name).map(|inode| Identity { inode, born: 0 }))
    }

    fn remove(&self, name: &str) -> Result<()> {
        name::check(name)?;
        self.machine().disk.unlink(name)
    }

    fn lock(&self, name: &str, access: Access, timeout: Duration, owner: &str) -> Result<Box<dyn Lock>> {
        name::check(name)?;
        if lock::wait(timeout, || Ok::<_, StorageError>(self.try_lock(name, access, owner)))?.is_some() {
            return Ok(Box::new(MemoryLock { storage: self.clone(), name: name.to_owned() }));
        }
        let holder = match self.machine().locks.get(name) {
            Some(Held::Exclusive(owner)) => lock::printable(owner),
            _ => lock::printable(""),
        };
        Err(StorageError::Locked { name: name.to_owned(), holder })
    }
}

impl publish::Disk for MemoryStorage {
    fn set_mode(&self, name: &str, mode: u32) -> Result<()> {
        let inode = self.find(name)?;
        self.machine().disk.set_mode(inode, mode);
        Ok(())
    }

    fn len(&self, name: &str) -> Result<u64> {
        let inode = self.find(name)?;
        Ok(size(&self.machine().disk, inode))
    }

    fn rename(&self, from: &str, to: &str) -> Result<()> {
        self.machine().disk.rename(from, to)
    }

    fn rename_new(&self, from: &str, to: &str) -> Result<()> {
        let disk = &mut self.machine().disk;
        match disk.find(to) {
            Some(_) => Err(StorageError::Exists { name: to.to_owned() }),
            None => disk.rename(from, to),
        }
    }

    fn unlink(&self, name: &str) -> Result<()> {
        self.machine().disk.unlink(name)
    }

    fn sync_folder(&self, folder: &str) -> Result<()> {
        self.machine().disk.sync_folder(folder)
    }
}

struct MemoryHandle {
    bytes: Arc<Vec<u8>>,
    name: String,
}

impl Handle for MemoryHandle {
    fn len(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn read_at(&self, buffer: &mut [u8], offset: u64) -> Result<()> {
        read(&self.bytes, buffer, offset).map_err(|error| StorageError::io(&self.name, error))
    }

    fn map(&self) -> Result<Bytes> {
        Ok(Arc::clone(&self.bytes) as Bytes)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Durable,
    Dirty,
    Failed,
}

struct MemoryStaged {
    storage: MemoryStorage,
    inode: Inode,
    name: String,
    len: u64,
    state: State,
}

impl MemoryStaged {
    fn change(&mut self, action: impl FnOnce(&mut Disk, &str, Inode) -> Result<()>) -> Result<()> {
        if self.state == State::Failed {
            return Err(StorageError::io(&self.name, io::Error::other("an earlier write to this file failed")));
        }
        self.state = State::Failed;
        action(&mut self.storage.machine().disk, &self.name, self.inode)?;
        self.state = State::Dirty;
        Ok(())
    }
}

impl Staged for MemoryStaged {
    fn name(&self) -> &str {
        &self.name
    }

    fn len(&self) -> u64 {
        self.len
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let at = position(self.len);
        self.change(|disk, name, inode| disk.write(name, inode, at, bytes))?;
        self.len += bytes.len() as u64;
        Ok(())
    }

    fn read_at(&self, buffer: &mut [u8], offset: u64) -> Result<()> {
        let bytes = self.storage.machine().disk.bytes(self.inode);
        read(&bytes, buffer, offset).map_err(|error| StorageError::io(&self.name, error))
    }

    fn truncate(&mut self, len: u64) -> Result<()> {
        if len > self.len {
            let source = io::Error::new(io::ErrorKind::InvalidInput, "cannot be cut beyond its end");
            return Err(StorageError::io(&self.name, source));
        }
        self.change(|disk, name, inode| disk.truncate(name, inode, position(len)))?;
        self.len = len;
        Ok(())
    }

    fn sync(&mut self) -> Result<()> {
        if self.state == State::Durable {
            return Ok(());
        }
        self.change(Disk::sync)?;
        self.state = State::Durable;
        Ok(())
    }
}

impl Drop for MemoryStaged {
    fn drop(&mut self) {
        self.storage.machine().staged.remove(&self.inode);
    }
}

struct MemoryLock {
    storage: MemoryStorage,
    name: String,
}

impl Lock for MemoryLock {}

impl Drop for MemoryLock {
    fn drop(&mut self) {
        let locks = &mut self.storage.machine().locks;
        match locks.get_mut(&self.name) {
            Some(Held::Shared(count)) if *count > 1 => *count -= 1,
            _ => drop(locks.remove(&self.name)),
        }
    }
}

fn size(disk: &Disk, inode: Inode) -> u64 {
    disk.bytes(inode).len() as u64
}

fn position(at: u64) -> usize {
    usize::try_from(at).expect("a file in memory is no longer than memory")
}

fn read(bytes: &[u8], buffer: &mut [u8], offset: u64) -> io::Result<()> {
    let start = usize::try_from(offset).unwrap_or(usize::MAX);
    let end = start.checked_add(buffer.len()).filter(|end| *end <= bytes.len());
    let end = end.ok_or(io::ErrorKind::UnexpectedEof)?;
    buffer.copy_from_slice(&bytes[start..end]);
    Ok(())
}
