//! `cat`: the content of one file. Reads the parts of the tables that lead to it, and its own chunks.

use crate::archive::error::ArchiveError;
use crate::archive::reader::{Archive, Located};
use crate::archive::row::{EntryKind, Row};
use crate::object::error::ObjectError;
use crate::repo::current::Current;
use crate::repo::error::RepoError;
use crate::repo::repository::Repository;

/// A file of an archive.
pub struct StoredFile<'a> {
    archive: Archive<'a>,
    found: Located,
}

impl<'a> StoredFile<'a> {
    /// The file that `place` (`REV:PATH`, `:PATH`) names.
    ///
    /// # Errors
    /// There is no such revision or path, or it is no file.
    pub fn open(repository: &'a Repository, current: &Current, place: &[u8]) -> Result<Self, RepoError> {
        let shown = String::from_utf8_lossy(place);
        let place = repository.place(current, place)?;
        let Some(path) = place.path else {
            return Err(RepoError::refused(shown, "it names no file; run: mosaic cat REV:PATH"));
        };
        let missing = || ArchiveError::NoEntry(path.to_string());
        let archive = Archive::open(repository.source(), place.attachment.ok_or_else(missing)?)?;
        let found = archive.find(&path)?.ok_or_else(missing)?;
        match found.row.kind {
            EntryKind::File => Ok(Self { archive, found }),
            EntryKind::Directory => Err(RepoError::refused(shown, "it is a directory; run: mosaic ls REV:PATH")),
            EntryKind::Symlink => {
                let target = String::from_utf8_lossy(&found.row.target).into_owned();
                Err(RepoError::refused(shown, format!("it is a symbolic link to {target}")))
            }
        }
    }

    /// Its entry.
    pub const fn row(&self) -> &Row {
        &self.found.row
    }

    /// Gives its content to `take`, in pieces and in order; each was verified.
    ///
    /// # Errors
    /// A chunk cannot be read, or `take` failed.
    pub fn copy<E: From<RepoError>>(&self, mut take: impl FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
        let mut failed = None;
        let mut stream = self.archive.stream().map_err(RepoError::from)?;
        let copied = stream.copy(self.found.content(), self.found.row.size, &mut |piece| {
            take(piece).map_err(|error| {
                failed = Some(error);
                ObjectError::Cancelled.into()
            })
        });
        match failed {
            Some(error) => Err(error),
            None => Ok(copied.map_err(RepoError::from)?),
        }
    }
}
