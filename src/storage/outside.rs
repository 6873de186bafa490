//! Files that the user keeps outside of the repository: settings. Reads only.

use std::fs::File;
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
