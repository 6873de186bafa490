//! An unfinished file below `incoming/`, on disk and under a kernel lock: made new, or taken over from a run that ended.
//! Does not give it its final name.

use std::fs::{self, File, OpenOptions, Permissions, TryLockError};
use std::io;
use std::os::unix::fs::{FileExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use crate::storage::error::StorageError;
use crate::storage::handle::SAFELY;
use crate::storage::traits::Staged;

/// A staged file. The lock is that of its descriptor and ends with it.
pub struct RealStaged {
    file: File,
    path: PathBuf,
    name: String,
    len: u64,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Durable,
    Dirty,
    Failed,
}

impl RealStaged {
    /// Makes the file `name` at `path`.
    ///
    /// # Errors
    /// The name is taken, or the device failed.
    pub fn create(path: &Path, name: &str) -> io::Result<Self> {
        let file = create_locked(path)?;
        Ok(Self { file, path: path.to_owned(), name: name.to_owned(), len: 0, state: State::Dirty })
    }

    /// Takes over the file `name` at `path`, or nothing, as [`crate::storage::traits::Storage::adopt`] says.
    ///
    /// # Errors
    /// It cannot be opened.
    pub fn adopt(path: &Path, name: &str) -> io::Result<Option<Self>> {
        let adopted = adopt_locked(path)?;
        let of = |(file, len)| Self { file, path: path.to_owned(), name: name.to_owned(), len, state: State::Dirty };
        Ok(adopted.map(of))
    }

    fn change(&mut self, action: impl FnOnce(&File) -> io::Result<()>) -> Result<(), StorageError> {
        if self.state == State::Failed {
            return Err(StorageError::io(&self.name, io::Error::other("an earlier write to this file failed")));
        }
        self.state = State::Failed;
        action(&self.file).map_err(|error| StorageError::io(&self.name, error))?;
        self.state = State::Dirty;
        Ok(())
    }
}

impl Staged for RealStaged {
    fn name(&self) -> &str {
        &self.name
    }

    fn len(&self) -> u64 {
        self.len
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), StorageError> {
        let at = self.len;
        self.change(|file| file.write_all_at(bytes, at))?;
        self.len += bytes.len() as u64;
        Ok(())
    }

    fn read_at(&self, buffer: &mut [u8], offset: u64) -> Result<(), StorageError> {
        self.file.read_exact_at(buffer, offset).map_err(|error| StorageError::io(&self.name, error))
    }

    fn truncate(&mut self, len: u64) -> Result<(), StorageError> {
        if len > self.len {
            let source = io::Error::new(io::ErrorKind::InvalidInput, "cannot be cut beyond its end");
            return Err(StorageError::io(&self.name, source));
        }
        self.change(|file| file.set_len(len))?;
        self.len = len;
        Ok(())
    }

    fn sync(&mut self) -> Result<(), StorageError> {
        if self.state == State::Durable {
            return Ok(());
        }
        let path = self.path.clone();
        self.change(|file| {
            // After a failed fsync the kernel may take the lost pages for clean, and the next fsync would succeed.
            file.sync_all().inspect_err(|_| drop(fs::remove_file(path)))
        })?;
        self.state = State::Durable;
        Ok(())
    }
}

fn create_locked(path: &Path) -> io::Result<File> {
    loop {
        let file = OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(path)?;
        // Between the two calls another run may have locked the file, found it empty and removed it.
        file.lock()?;
        if is_still(&file.metadata()?, path)? {
            return Ok(file);
        }
    }
}

fn adopt_locked(path: &Path) -> io::Result<Option<(File, u64)>> {
    let mut options = OpenOptions::new();
    options.read(true).custom_flags(SAFELY);
    let mut file = options.write(true).open(path);
    if matches!(&file, Err(error) if error.kind() == io::ErrorKind::PermissionDenied) {
        // The other run ended between the change of the mode and the rename.
        if let Some((sealed, _)) = lock_existing(options.write(false).open(path), path)? {
            sealed.set_permissions(Permissions::from_mode(0o600))?;
        }
        file = options.write(true).open(path);
    }
    let Some((file, metadata)) = lock_existing(file, path)? else {
        return Ok(None);
    };
    if metadata.len() == 0 || metadata.nlink() > 1 {
        fs::remove_file(path)?;
        return Ok(None);
    }
    Ok(Some((file, metadata.len())))
}

fn lock_existing(file: io::Result<File>, path: &Path) -> io::Result<Option<(File, fs::Metadata)>> {
    let file = match file {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        file => file?,
    };
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => return Ok(None),
        Err(TryLockError::Error(error)) => return Err(error),
        Ok(()) => {}
    }
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
    }
    Ok(if is_still(&metadata, path)? { Some((file, metadata)) } else { None })
}

/// Whether `path` still names the file that was opened: its run may have published or removed it meanwhile.
fn is_still(opened: &fs::Metadata, path: &Path) -> io::Result<bool> {
    match fs::symlink_metadata(path) {
        Ok(named) => Ok(named.ino() == opened.ino() && named.dev() == opened.dev()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}
