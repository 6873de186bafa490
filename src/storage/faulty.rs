//! Any storage, with faults at chosen calls: errors of the operating system, writes cut short, an fsync that lies, flipped
//! bits. Deterministic; what happens is a function of the rule and of the calls made.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::storage::error::StorageError;
use crate::storage::name::INCOMING;
use crate::storage::power::random;
use crate::storage::traits::{Access, Bytes, Handle, Identity, Listed, Lock, Placement, Publication, Staged, Storage};

type Result<T> = std::result::Result<T, StorageError>;

/// The kinds of calls that can be made to fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Call {
    /// [`Storage::open`] and [`Storage::open_secret`].
    Open,
    /// [`Handle::read_at`], [`Staged::read_at`], [`Handle::map`] and the reading of [`Storage::open_secret`].
    Read,
    /// [`Storage::list`].
    List,
    /// [`Storage::create`].
    Create,
    /// [`Storage::adopt`].
    Adopt,
    /// [`Staged::write`].
    Write,
    /// [`Staged::truncate`].
    Truncate,
    /// [`Staged::sync`], also as a part of publishing.
    Sync,
    /// [`Storage::publish`].
    Publish,
    /// [`Storage::append`].
    Append,
    /// [`Storage::overwrite`].
    Overwrite,
    /// [`Storage::identity`].
    Identity,
    /// [`Storage::remove`].
    Remove,
    /// [`Storage::lock`].
    Lock,
}

/// What happens instead of the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing, and the error of this number (`EIO` 5, `EMFILE` 24, `ENOSPC` 28).
    Fail(i32),
    /// This many bytes of a write, an append or an overwrite, or files of a publication, and then the error of the second
    /// number. Other calls fail.
    Short(usize, i32),
    /// Success is reported. A sync and a publication make nothing durable, a write writes zeros, an append, an
    /// overwrite and a removal do nothing. Other calls happen.
    Lie,
    /// This bit of what was read (modulo its length) is flipped. Other calls happen.
    Flip(usize),
}

/// One call about to happen.
#[derive(Clone, Copy, Debug)]
pub struct Attempt<'a> {
    /// Its kind.
    pub call: Call,
    /// The how many-th of its kind it is, from 1.
    pub nth: u64,
    /// The file, folder or lock; the first file of a publication.
    pub name: &'a str,
}

/// Chooses the fault of each call, if any.
pub type Rule = Box<dyn FnMut(Attempt<'_>) -> Option<Fault> + Send>;

/// One fault, at the `nth` call (from 1) of a kind.
pub fn once(call: Call, nth: u64, fault: Fault) -> Rule {
    Box::new(move |attempt| (attempt.call == call && attempt.nth == nth).then_some(fault))
}

/// About one call in `one_in` fails with EIO, EMFILE or ENOSPC, as drawn from `seed`.
pub fn seeded(seed: u64, one_in: u64) -> Rule {
    let mut state = seed;
    Box::new(move |_| {
        let dice = random(&mut state);
        dice.is_multiple_of(one_in.max(1)).then(|| Fault::Fail([5, 24, 28][(dice >> 32) as usize % 3]))
    })
}

/// A storage with faults.
#[derive(Clone)]
pub struct FaultyStorage {
    inner: Arc<dyn Storage>,
    script: Arc<Mutex<Script>>,
}

struct Script {
    rule: Rule,
    counts: HashMap<Call, u64>,
}

impl FaultyStorage {
    /// `inner`, with the faults that `rule` chooses.
    pub fn new(inner: Arc<dyn Storage>, rule: Rule) -> Self {
        Self { inner, script: Arc::new(Mutex::new(Script { rule, counts: HashMap::new() })) }
    }

    /// How many calls of a kind there have been.
    pub fn count(&self, call: Call) -> u64 {
        let script = self.script.lock().unwrap_or_else(PoisonError::into_inner);
        script.counts.get(&call).copied().unwrap_or(0)
    }

    /// Counts the call and asks the rule; an error where the call does not happen at all.
    fn attempt(&self, call: Call, name: &str) -> Result<Option<Fault>> {
        let mut script = self.script.lock().unwrap_or_else(PoisonError::into_inner);
        let count = script.counts.entry(call).or_default();
        *count += 1;
        let nth = *count;
        match (script.rule)(Attempt { call, nth, name }) {
            Some(Fault::Short(_, errno))
                if !matches!(call, Call::Write | Call::Append | Call::Overwrite | Call::Publish) =>
            {
                Err(failure(name, errno))
            }
            Some(Fault::Fail(errno)) => Err(failure(name, errno)),
            fault => Ok(fault),
        }
    }

    fn stage(&self, inner: Box<dyn Staged>) -> Box<dyn Staged> {
        Box::new(FaultyStaged { storage: self.clone(), inner, failed: false })
    }

    /// The file as it would be renamed by a disk that does not keep its promise to sync.
    fn unsynced(&self, mut file: Publication) -> Publication {
        if self.inner.open(&file.name).is_err() || file.placement == Placement::Replace {
            file.placement = Placement::Cache;
        }
        file
    }
}

impl Storage for FaultyStorage {
    fn open(&self, name: &str) -> Result<Arc<dyn Handle>> {
        self.attempt(Call::Open, name)?;
        let inner = self.inner.open(name)?;
        Ok(Arc::new(FaultyHandle { storage: self.clone(), inner, name: name.to_owned() }))
    }

    fn open_secret(&self, name: &str) -> Result<Vec<u8>> {
        self.attempt(Call::Open, name)?;
        let mut bytes = self.inner.open_secret(name)?;
        flip(self.attempt(Call::Read, name)?, &mut bytes);
        Ok(bytes)
    }

    fn list(&self, folder: &str) -> Result<Vec<Listed>> {
        self.attempt(Call::List, folder)?;
        self.inner.list(folder)
    }

    fn create(&self, name: &str) -> Result<Box<dyn Staged>> {
        self.attempt(Call::Create, &format!("{INCOMING}/{name}"))?;
        Ok(self.stage(self.inner.create(name)?))
    }

    fn adopt(&self, name: &str) -> Result<Option<Box<dyn Staged>>> {
        self.attempt(Call::Adopt, &format!("{INCOMING}/{name}"))?;
        Ok(self.inner.adopt(name)?.map(|staged| self.stage(staged)))
    }

    fn publish(&self, mut files: Vec<Publication>) -> Result<()> {
        let name = files.first().map(|file| file.name.clone()).unwrap_or_default();
        match self.attempt(Call::Publish, &name)? {
            Some(Fault::Short(count, errno)) => {
                files.truncate(count);
                self.inner.publish(files)?;
                Err(failure(&name, errno))
            }
            Some(Fault::Lie) => self.inner.publish(files.into_iter().map(|file| self.unsynced(file)).collect()),
            _ => self.inner.publish(files),
        }
    }

    fn append(&self, name: &str, at: u64, bytes: &[u8]) -> Result<()> {
        match self.attempt(Call::Append, name)? {
            Some(Fault::Short(count, errno)) => {
                self.inner.append(name, at, &bytes[..count.min(bytes.len())])?;
                Err(failure(name, errno))
            }
            Some(Fault::Lie) => Ok(()),
            _ => self.inner.append(name, at, bytes),
        }
    }

    fn overwrite(&self, name: &str, at: u64, bytes: &[u8]) -> Result<()> {
        match self.attempt(Call::Overwrite, name)? {
            Some(Fault::Short(count, errno)) => {
                self.inner.overwrite(name, at, &bytes[..count.min(bytes.len())])?;
                Err(failure(name, errno))
            }
            Some(Fault::Lie) => Ok(()),
            _ => self.inner.overwrite(name, at, bytes),
        }
    }

    fn identity(&self, name: &str) -> Result<Option<Identity>> {
        self.attempt(Call::Identity, name)?;
        self.inner.identity(name)
    }

    fn remove(&self, name: &str) -> Result<()> {
        match self.attempt(Call::Remove, name)? {
            Some(Fault::Lie) => Ok(()),
            _ => self.inner.remove(name),
        }
    }

    fn lock(&self, name: &str, access: Access, timeout: Duration, owner: &str) -> Result<Box<dyn Lock>> {
        self.attempt(Call::Lock, name)?;
        self.inner.lock(name, access, timeout, owner)
    }
}

struct FaultyHandle {
    storage: FaultyStorage,
    inner: Arc<dyn Handle>,
    name: String,
}

impl Handle for FaultyHandle {
    fn len(&self) -> u64 {
        self.inner.len()
    }

    fn read_at(&self, buffer: &mut [u8], offset: u64) -> Result<()> {
        let fault = self.storage.attempt(Call::Read, &self.name)?;
        self.inner.read_at(buffer, offset)?;
        flip(fault, buffer);
        Ok(())
    }

    fn map(&self) -> Result<Bytes> {
        let fault = self.storage.attempt(Call::Read, &self.name)?;
        let map = self.inner.map()?;
        if let Some(Fault::Flip(_)) = fault {
            let mut bytes = (*map).as_ref().to_vec();
            flip(fault, &mut bytes);
            return Ok(Arc::new(bytes));
        }
        Ok(map)
    }
}

struct FaultyStaged {
    storage: FaultyStorage,
    inner: Box<dyn Staged>,
    failed: bool,
}

impl FaultyStaged {
    fn attempt(&mut self, call: Call) -> Result<Option<Fault>> {
        if self.failed {
            return Err(StorageError::io(self.name(), io::Error::other("an earlier write to this file failed")));
        }
        let fault = self.storage.attempt(call, self.inner.name());
        self.failed = fault.is_err();
        fault
    }
}

impl Staged for FaultyStaged {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn len(&self) -> u64 {
        self.inner.len()
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        match self.attempt(Call::Write)? {
            Some(Fault::Short(count, errno)) => {
                self.failed = true;
                self.inner.write(&bytes[..count.min(bytes.len())])?;
                Err(failure(self.name(), errno))
            }
            Some(Fault::Lie) => self.inner.write(&vec![0; bytes.len()]),
            _ => self.inner.write(bytes),
        }
    }

    fn read_at(&self, buffer: &mut [u8], offset: u64) -> Result<()> {
        let fault = self.storage.attempt(Call::Read, self.name())?;
        self.inner.read_at(buffer, offset)?;
        flip(fault, buffer);
        Ok(())
    }

    fn truncate(&mut self, len: u64) -> Result<()> {
        self.attempt(Call::Truncate)?;
        self.inner.truncate(len)
    }

    fn sync(&mut self) -> Result<()> {
        let failed = self.failed;
        match self.attempt(Call::Sync) {
            Ok(Some(Fault::Lie)) => Ok(()),
            Ok(_) => self.inner.sync(),
            Err(error) => {
                if !failed {
                    self.storage.inner.remove(self.inner.name())?;
                }
                Err(error)
            }
        }
    }
}

fn failure(name: &str, errno: i32) -> StorageError {
    StorageError::io(name, io::Error::from_raw_os_error(errno))
}

fn flip(fault: Option<Fault>, bytes: &mut [u8]) {
    if let (Some(Fault::Flip(bit)), false) = (fault, bytes.is_empty()) {
        let bit = bit % (bytes.len() * 8);
        bytes[bit / 8] ^= 1 << (bit % 8);
    }
}
