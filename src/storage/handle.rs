//! An open file of a repository on disk. Never writes.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;
use std::sync::Arc;

use rustix::fs::OFlags;

use crate::storage::error::StorageError;
use crate::storage::traits::{Bytes, Handle};

/// Opening never follows a link out of the repository and never waits for the writer of a pipe.
pub const SAFELY: i32 = OFlags::NOFOLLOW.union(OFlags::NONBLOCK).bits() as i32;

/// A published file.
pub struct RealHandle {
    file: File,
    len: u64,
    name: String,
}

impl RealHandle {
    /// Opens the file `name` at `path`.
    ///
    /// # Errors
    /// There is none, it is not a regular file, or it cannot be opened.
    pub fn open(path: &Path, name: &str) -> Result<Self, StorageError> {
        let open = || {
            let file = OpenOptions::new().read(true).custom_flags(SAFELY).open(path)?;
            let metadata = file.metadata()?;
            if !metadata.is_file() {
                return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
            }
            Ok((file, metadata.len()))
        };
        let (file, len) = open().map_err(|error| StorageError::io(name, error))?;
        Ok(Self { file, len, name: name.to_owned() })
    }

    /// The file itself.
    pub fn file(&self) -> &File {
        &self.file
    }
}

impl Handle for RealHandle {
    fn len(&self) -> u64 {
        self.len
    }

    fn read_at(&self, buffer: &mut [u8], offset: u64) -> Result<(), StorageError> {
        self.file.read_exact_at(buffer, offset).map_err(|error| StorageError::io(&self.name, error))
    }

    fn map(&self) -> Result<Bytes, StorageError> {
        if self.len == 0 {
            return Ok(Arc::new([]));
        }
        #[allow(
            unsafe_code,
            reason = "published files are never changed nor cut, so the mapped bytes stay as they are"
        )]
        let map = unsafe { memmap2::Mmap::map(&self.file) };
        Ok(Arc::new(map.map_err(|error| StorageError::io(&self.name, error))?))
    }
}
