//! Stages a new archive that is made from the entries of others: for `rm`, `mv`, `restore --staged`, `merge`, `import`.

use std::io;

use crate::archive::entry::{Content, Entry, OpenFile};
use crate::archive::error::ArchiveError;
use crate::archive::reader::Archive;
use crate::archive::row::Row;
use crate::archive::write::{Destination, Written, write_archive};
use crate::base::id::Id;
use crate::base::path::TreePath;
use crate::repo::action::Action;
use crate::repo::current::{Current, Stage};
use crate::repo::error::RepoError;
use crate::repo::repository::Repository;

/// For entries that all come from the base archive.
pub struct NoContent;

impl Content for NoContent {
    fn open(&self, _path: &TreePath) -> io::Result<Box<dyn OpenFile + '_>> {
        Err(io::ErrorKind::NotFound.into())
    }
}

/// Writes the archive of `entries` and, in one operation with that, makes `stage(its id)` the stage. Durable when it
/// returns; returns what was written and the bytes that were stored.
///
/// # Errors
/// As [`write_archive`]; a conflict where another command changed the stage since `current` was read.
pub fn restage(
    repository: &Repository,
    action: &Action<'_>,
    current: &Current,
    base: Option<&Archive<'_>>,
    content: &dyn Content,
    entries: impl Iterator<Item = Result<Entry<()>, ArchiveError>>,
    stage: impl FnOnce(Id) -> Stage,
) -> Result<(Written, u64), RepoError> {
    let writing = repository.begin(action, false)?;
    let destination = Destination { sink: &writing.run, content, monitor: action.monitor, exact_time: true };
    let written = write_archive(entries, base, &destination, &mut |_: &Row, _| Ok(()))?;
    if let Some(left) = written.left.first() {
        // No work tree that moves meanwhile: what cannot be read here is an error, not an entry to leave out.
        return Err(ArchiveError::io(left.path.to_string(), io::Error::other(left.why.clone())).into());
    }
    let stored = writing.run.stats().bytes_stored;
    let changes = current.restage(&stage(written.id));
    if !changes.is_empty() {
        repository.publish(action, writing, current, &changes)?;
    }
    Ok((written, stored))
}
