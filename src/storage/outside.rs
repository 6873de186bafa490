//! Files and directories outside of the repository: what the user names (settings, targets of `init` and `export`), and
//! what the machine says of itself. Overwrites nothing.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use crate::storage::error::StorageError;

/// The text of the file at `path`, through links if it is one; `None` where there is none.
///
/// # Errors
/// It cannot be read, is longer than `limit` bytes or not UTF-8.
pub fn read_text(path: &Path, limit: u64) -> Result<Option<String>, StorageError> {
    let fail = |error| StorageError::io(&path.to_string_lossy(), error);
    let file = match File::open(path) {
        // Also where a component of the path is a file: nobody can have settings there.
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        file => file.map_err(fail)?,
    };
    let mut text = String::new();
    let length = file.take(limit + 1).read_to_string(&mut text).map_err(fail)?;
    if length as u64 > limit {
        return Err(fail(io::Error::new(io::ErrorKind::FileTooLarge, format!("longer than {limit} bytes"))));
    }
    Ok(Some(text))
}

/// What systemd and others write the id of a machine into, and the most bytes that it has.
const MACHINE: (&str, u64) = ("/etc/machine-id", 64);

/// The id of this machine, which no other has; empty where the system gives none, as macOS and many containers.
pub fn machine() -> String {
    let text = read_text(Path::new(MACHINE.0), MACHINE.1).ok().flatten().unwrap_or_default();
    text.trim().to_owned()
}

/// Makes the directory at `path`, and those above it, where they are missing.
///
/// # Errors
/// Something else is there, or it cannot be made.
pub fn make_directory(path: &Path) -> Result<(), StorageError> {
    fs::create_dir_all(path).map_err(|error| StorageError::io(&path.to_string_lossy(), error))
}

/// Opens the file at `path`, through links if it is one, to be read once from its beginning.
///
/// # Errors
/// It is missing, a directory, or cannot be read.
pub fn open(path: &Path) -> Result<Box<dyn Read>, StorageError> {
    let fail = |error| StorageError::io(&path.to_string_lossy(), error);
    let file = File::open(path).map_err(fail)?;
    if file.metadata().map_err(fail)?.is_dir() {
        return Err(fail(io::ErrorKind::IsADirectory.into()));
    }
    Ok(Box::new(file))
}
