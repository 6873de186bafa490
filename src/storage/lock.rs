//! Locks of the kernel, which end with their process, and how long to wait for one.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;
use std::time::Duration;

use crate::storage::error::StorageError;
use crate::storage::handle::SAFELY;
use crate::storage::traits::{Access, Lock};

const FIRST_PAUSE: Duration = Duration::from_millis(1);
const LONGEST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_HOLDER: usize = 256;

/// Calls `attempt` until it gives something, with pauses in between whose sum is at most `timeout`; `None` after that.
/// The sleep is counted, so no clock is read.
///
/// # Errors
/// Those of `attempt`.
pub fn wait<T, E>(timeout: Duration, mut attempt: impl FnMut() -> Result<Option<T>, E>) -> Result<Option<T>, E> {
    let (mut left, mut pause) = (timeout, FIRST_PAUSE);
    loop {
        let result = attempt()?;
        if result.is_some() || left.is_zero() {
            return Ok(result);
        }
        let now = pause.min(left);
        std::thread::sleep(now);
        left -= now;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// A lock held on a file.
pub struct KernelLock {
    file: File,
    access: Access,
}

impl Lock for KernelLock {}

impl KernelLock {
    /// Obtains the lock `name` at `path`, as [`crate::storage::traits::Storage::lock`] says.
    ///
    /// # Errors
    /// [`StorageError::Locked`] after `timeout`, or the file cannot be made or locked.
    pub fn obtain(
        path: &Path,
        name: &str,
        access: Access,
        timeout: Duration,
        owner: &str,
    ) -> Result<Self, StorageError> {
        let fail = |error| StorageError::io(name, error);
        let file = open(path, access).map_err(fail)?;
        let attempt = || match access {
            Access::Shared => attempted(file.try_lock_shared()),
            Access::Exclusive => attempted(file.try_lock()),
        };
        if wait(timeout, attempt).map_err(fail)?.is_none() {
            return Err(StorageError::Locked { name: name.to_owned(), holder: holder(&file) });
        }
        // What is written there belongs to somebody whose process was killed. A read-only file keeps it.
        if file.metadata().map_err(fail)?.len() > 0 {
            drop(file.set_len(0));
        }
        let lock = Self { file, access };
        if access == Access::Exclusive {
            // For others to read only: the lock is as good without, and a sweep must work on a full disk.
            drop(lock.file.write_all_at(owner.as_bytes(), 0));
        }
        Ok(lock)
    }
}

impl Drop for KernelLock {
    fn drop(&mut self) {
        if self.access == Access::Exclusive {
            drop(self.file.set_len(0));
        }
    }
}

/// A shared lock can be had on a repository that may only be read.
fn open(path: &Path, access: Access) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false).mode(0o644).custom_flags(SAFELY);
    match options.open(path) {
        Err(error) if access == Access::Shared && is_read_only(&error) => {
            options.write(false).create(false).open(path).map_err(|_| error)
        }
        file => file,
    }
}

fn is_read_only(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}

fn attempted(result: Result<(), TryLockError>) -> io::Result<Option<()>> {
    match result {
        Ok(()) => Ok(Some(())),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// What the holder wrote about itself: one line, without anything that would act on a terminal.
fn holder(file: &File) -> String {
    let mut bytes = [0; LONGEST_HOLDER];
    let count = file.read_at(&mut bytes, 0).unwrap_or(0);
    printable(&String::from_utf8_lossy(&bytes[..count]))
}

/// The first line of `text` without control characters; "another process" where nothing is left.
pub fn printable(text: &str) -> String {
    let line: String = text.lines().next().unwrap_or("").chars().filter(|c| !c.is_control()).collect();
    if line.is_empty() { "another process".to_owned() } else { line }
}
