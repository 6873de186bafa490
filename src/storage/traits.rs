//! The seam under everything durable: real files, files in memory with power cuts, faulty ones.
//! All implementations pass one suite (`tests/it/storage_suite.rs`).
//!
//! Names are relative to `.mosaic`, with `/`, and at most one folder deep: `state`, `packs/ab….pack`.

use std::sync::Arc;
use std::time::Duration;

use crate::storage::error::StorageError;

type Result<T> = std::result::Result<T, StorageError>;

/// An open, immutable file. Survives the removal of its name.
pub trait Handle: Send + Sync {
    /// Length in bytes at the time of opening.
    fn len(&self) -> u64;
    /// Whether the file has no bytes.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Fills `buffer` from `offset`.
    ///
    /// # Errors
    /// The file ends before the buffer is full, or cannot be read.
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> Result<()>;
    /// The whole file as memory, mapped where that is possible.
    ///
    /// # Errors
    /// The file cannot be mapped or read.
    fn map(&self) -> Result<Bytes>;
}

/// The bytes of a whole file.
pub type Bytes = Arc<dyn AsRef<[u8]> + Send + Sync>;

/// A file in the making below `incoming/`, under the kernel lock of this process until it is published or dropped.
/// Dropping it leaves the bytes where they are, for adoption. After an error of `write`, `truncate` or `sync` it takes no
/// more bytes and cannot be published.
pub trait Staged: Send + Sync {
    /// The name below `.mosaic`, for instance `incoming/1f…e2.pack`.
    fn name(&self) -> &str;
    /// Bytes written so far.
    fn len(&self) -> u64;
    /// Whether nothing has been written.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Appends all of `bytes`.
    ///
    /// # Errors
    /// The device is full or failed; the file's tail is then undefined and the run must end.
    fn write(&mut self, bytes: &[u8]) -> Result<()>;
    /// Fills `buffer` from `offset`, from what has been written.
    ///
    /// # Errors
    /// Reaches beyond the end, or cannot be read.
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> Result<()>;
    /// Cuts the file to `len` bytes.
    ///
    /// # Errors
    /// Reaches beyond the end, or the device failed.
    fn truncate(&mut self, len: u64) -> Result<()>;
    /// Makes the bytes written so far durable; nothing to do where they are. [`Storage::publish`] does it for all of its
    /// files, a run does it for what it wants to find again after a power cut.
    ///
    /// # Errors
    /// The device failed. Nobody knows then what it kept, so the file is removed: it must not be adopted.
    fn sync(&mut self) -> Result<()>;
}

/// How a staged file gets its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placement {
    /// The name must be free; if it is taken by a file of the same length, that one stays (content-named files).
    New,
    /// Takes the place of what has the name.
    Replace,
    /// As `Replace`, not made durable: for caches whose reader detects torn content.
    Cache,
    /// Never readable by group and others. The name must be free, whatever has it: keys are all of one length.
    Secret,
    /// As `Secret`, in the place of what has the name.
    SecretReplace,
}

/// One file to publish.
pub struct Publication {
    /// The finished bytes.
    pub staged: Box<dyn Staged>,
    /// Where they belong.
    pub name: String,
    /// What may be there already.
    pub placement: Placement,
}

/// A name found by [`Storage::list`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The whole name, folder included.
    pub name: String,
    /// Length in bytes.
    pub len: u64,
}

/// What tells a file from every copy of it, and from one that was removed and made again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Its number on its file system; a number is given again after a removal.
    pub inode: u64,
    /// When the file was made, in nanoseconds since 1970-01-01T00:00:00Z; 0 where that is not known.
    pub born: u64,
}

/// Whether a lock is held beside others or alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Beside other shared holders.
    Shared,
    /// Alone.
    Exclusive,
}

/// A kernel lock; dropping it releases it, and so does the end of the process.
pub trait Lock: Send + Sync {}

/// The files of one `.mosaic` directory.
pub trait Storage: Send + Sync {
    /// Opens a published file.
    ///
    /// # Errors
    /// There is none of that name, or it cannot be opened.
    fn open(&self, name: &str) -> Result<Arc<dyn Handle>>;
    /// Opens a file that only its owner may read, and reads it whole.
    ///
    /// # Errors
    /// As [`Storage::open`], and [`StorageError::Exposed`] where group or others can read it.
    fn open_secret(&self, name: &str) -> Result<Vec<u8>>;
    /// The files directly in `folder` (`""` for the top), in the order of their names; none if there is no such folder.
    ///
    /// # Errors
    /// The folder cannot be read.
    fn list(&self, folder: &str) -> Result<Vec<Listed>>;
    /// Creates `incoming/<name>`, locked for this process.
    ///
    /// # Errors
    /// The name is taken, the device is full or read-only.
    fn create(&self, name: &str) -> Result<Box<dyn Staged>>;
    /// Takes over the unfinished `incoming/<name>` of a run that ended; `None` where its run is alive or it is gone.
    /// Where there is nothing to take over (it is empty, or published already under its own name), it is removed.
    ///
    /// # Errors
    /// It cannot be opened.
    fn adopt(&self, name: &str) -> Result<Option<Box<dyn Staged>>>;
    /// Makes files durable under their names: fsync of each, then renames in the order given. A folder is fsynced before a
    /// file of another folder gets its name, so `packs/` lasts before the `state` that names it; inside of one folder a
    /// power cut may keep any of the names. Folders are made where they are missing.
    ///
    /// # Errors
    /// Any step failed; files renamed before it stay, nothing after it happened. Unpublished files stay for adoption.
    fn publish(&self, files: Vec<Publication>) -> Result<()>;
    /// Cuts `name` to `at` bytes (creating it where it is missing and `at` is 0), appends `bytes` and makes that durable.
    ///
    /// # Errors
    /// The file is shorter than `at`, or the device failed; then it is cut to `at` again where that is possible.
    fn append(&self, name: &str, at: u64, bytes: &[u8]) -> Result<()>;
    /// Writes `bytes` into `name` from byte `at` on (creating it where it is missing, with zeros before `at`) and makes that
    /// durable. It stays the file it was, with its [`Identity`], and no other byte of it is written. Not for files that
    /// are mapped or cached. A power cut meanwhile leaves the old bytes, the new ones or a mixture.
    ///
    /// # Errors
    /// The device failed; the old bytes, the new ones or a mixture are there then, and need not last.
    fn overwrite(&self, name: &str, at: u64, bytes: &[u8]) -> Result<()>;
    /// Which file has this name; `None` where there is none.
    ///
    /// # Errors
    /// It is not a regular file, or cannot be looked at.
    fn identity(&self, name: &str) -> Result<Option<Identity>>;
    /// Removes the file; one that is missing is no error. Not necessarily durable.
    ///
    /// # Errors
    /// It cannot be removed.
    fn remove(&self, name: &str) -> Result<()>;
    /// Obtains the lock `name`, waiting up to `timeout`. `owner` (pid, host, verb) is written into it for others to read
    /// when `access` is exclusive.
    ///
    /// # Errors
    /// [`StorageError::Locked`] with the holder's text when the time is over.
    fn lock(&self, name: &str, access: Access, timeout: Duration, owner: &str) -> Result<Box<dyn Lock>>;
}
