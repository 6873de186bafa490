//! Finds the repository that a command means. Reads only; trusts no repository of another user.

use std::fs::{self, File};
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::storage::error::StorageError;

/// The directory of a repository inside of its work tree.
pub const DIRECTORY: &str = ".mosaic";

/// How the file `format` of a repository begins.
const MAGIC: &[u8] = b"mosaic repository";

/// The directory with the files of the repository: `.mosaic` in `start` or the nearest directory above it, or `start`
/// where that is a bare repository. `None` where there is neither.
///
/// # Errors
/// `start` cannot be read, or what was found is [`StorageError::Foreign`].
pub fn discover(start: &Path) -> Result<Option<PathBuf>, StorageError> {
    let start = fs::canonicalize(start).map_err(|error| StorageError::io(&start.to_string_lossy(), error))?;
    for dir in start.ancestors() {
        let inside = dir.join(DIRECTORY);
        if inside.join("format").is_file() {
            return trusted(inside).map(Some);
        }
        if dir == start && is_bare(dir) {
            return trusted(start).map(Some);
        }
    }
    Ok(None)
}

fn is_bare(dir: &Path) -> bool {
    let mut head = [0; MAGIC.len()];
    let read = File::open(dir.join("format")).and_then(|mut file| file.read_exact(&mut head));
    read.is_ok() && head == MAGIC && dir.join("packs").is_dir()
}

/// Somebody else's repository could name hooks, servers and keys for whoever enters its directory (CVE-2022-24765).
fn trusted(dir: PathBuf) -> Result<PathBuf, StorageError> {
    let fail = |error: io::Error| StorageError::io(&dir.to_string_lossy(), error);
    let user = rustix::process::geteuid();
    let owners = [fs::symlink_metadata(&dir).map_err(fail)?.uid(), fs::metadata(&dir).map_err(fail)?.uid()];
    match owners.into_iter().find(|&owner| !user.is_root() && owner != user.as_raw()) {
        Some(owner) => Err(StorageError::Foreign { path: dir.to_string_lossy().into_owned(), owner }),
        None => Ok(dir),
    }
}
