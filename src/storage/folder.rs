//! A new directory outside of the repository and plain files in it, for what other programs read. Overwrites nothing.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::storage::error::StorageError;

/// A directory that was empty when it was opened.
pub struct Folder(PathBuf);

impl Folder {
    /// The directory at `path`, made where it is missing.
    ///
    /// # Errors
    /// [`StorageError::Exists`] where something is in it, or it cannot be made or read.
    pub fn open(path: &Path) -> Result<Self, StorageError> {
        make_empty(path)?;
        let whole = fs::canonicalize(path).map_err(|error| StorageError::io(&path.to_string_lossy(), error))?;
        Ok(Self(whole))
    }

    /// Its whole path.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Makes the directory `name`.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn make(&self, name: &str) -> Result<(), StorageError> {
        let path = self.0.join(name);
        fs::create_dir_all(&path).map_err(|error| StorageError::io(&path.to_string_lossy(), error))
    }

    /// Makes the file `name` of these bytes, and the directory it stands in where that is missing.
    ///
    /// # Errors
    /// It is there already, or cannot be written.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), StorageError> {
        let path = self.0.join(name);
        let create = || OpenOptions::new().write(true).create_new(true).open(&path);
        let file = create().or_else(|error| match (error.kind(), path.parent()) {
            (io::ErrorKind::NotFound, Some(parent)) => fs::create_dir_all(parent).and_then(|()| create()),
            _ => Err(error),
        });
        let written = file.and_then(|mut file| file.write_all(bytes));
        written.map_err(|error| StorageError::io(&path.to_string_lossy(), error))
    }
}

/// Makes the directory at `path` where it is missing.
///
/// # Errors
/// [`StorageError::Exists`] where something is in it, or it cannot be made or read.
pub fn make_empty(path: &Path) -> Result<(), StorageError> {
    let name = path.to_string_lossy();
    let fail = |error| StorageError::io(&name, error);
    fs::create_dir_all(path).map_err(fail)?;
    match fs::read_dir(path).map_err(fail)?.next() {
        None => Ok(()),
        Some(Err(error)) => Err(fail(error)),
        Some(Ok(_)) => Err(StorageError::Exists { name: name.into_owned() }),
    }
}
