//! Where the last sample of `fsck --data` ended: the file `fsck`, one line of text. It may be lost at any time; the next
//! sample then begins at the first pack.

use crate::base::id::Id;
use crate::repo::error::RepoError;
use crate::storage::traits::{Placement, Publication, Storage};

/// Name of the file below `.mosaic`.
const FILE: &str = "fsck";
const HEAD: &str = "mosaic fsck 1 pack ";
/// The line and its end.
const LEN: usize = HEAD.len() + 64 + 1;

/// The pack that was read last; `None` where nothing is remembered.
pub fn read(storage: &dyn Storage) -> Option<Id> {
    let file = storage.open(FILE).ok().filter(|file| file.len() == LEN as u64)?;
    let mut line = [0; LEN];
    file.read_at(&mut line, 0).ok()?;
    let line = std::str::from_utf8(&line).ok()?;
    Id::from_hex(line.strip_prefix(HEAD)?.strip_suffix('\n')?).ok()
}

/// Remembers the pack that was read last. `unique` names the unfinished file.
///
/// # Errors
/// The file cannot be written.
pub fn write(storage: &dyn Storage, unique: &str, pack: Id) -> Result<(), RepoError> {
    let mut staged = storage.create(unique)?;
    staged.write(format!("{HEAD}{pack}\n").as_bytes())?;
    let publication = Publication { staged, name: FILE.to_owned(), placement: Placement::Cache };
    Ok(storage.publish(vec![publication])?)
}
