//! Where a command looks: `REV:PATH`, and `:PATH` for the stage.

use crate::base::id::{GitId, Id};
use crate::base::path::TreePath;
use crate::repo::current::Current;
use crate::repo::error::RepoError;
use crate::repo::record::Version;
use crate::repo::repository::Repository;

/// A path of a revision or of the stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The commit; `None` for the stage.
    pub commit: Option<GitId>,
    /// The archive; `None` for a stage with nothing in it.
    pub attachment: Option<Id>,
    /// The path; `None` for the whole.
    pub path: Option<TreePath>,
}

impl Repository {
    /// The place that `text` names: `REV`, `REV:PATH`, or `:PATH`. The path is that in the archive, from its root.
    ///
    /// # Errors
    /// There is no such revision, or the path is not one that an archive can hold.
    pub fn place(&self, current: &Current, text: &[u8]) -> Result<Place, RepoError> {
        let (revision, path) = match text.iter().position(|byte| *byte == b':') {
            Some(colon) => (&text[..colon], &text[colon + 1..]),
            None => (text, &[][..]),
        };
        let path = path.strip_suffix(b"/").unwrap_or(path);
        let shown = || String::from_utf8_lossy(path).into_owned();
        let new = |path: &[u8]| TreePath::new(path).map_err(|why| RepoError::refused(shown(), why));
        let path = if path.is_empty() { None } else { Some(new(path)?) };
        if revision.is_empty() && text.starts_with(b":") {
            return Ok(Place { commit: None, attachment: self.staged(current)?, path });
        }
        let version = self.version(current, Some(&String::from_utf8_lossy(revision)))?;
        Ok(Place { commit: Some(version.id), attachment: Some(version.summary.attachment), path })
    }

    /// The archive that is staged: that of the base commit, where nothing was staged since; `None` before the first
    /// `add`.
    ///
    /// # Errors
    /// The base commit cannot be read.
    pub fn staged(&self, current: &Current) -> Result<Option<Id>, RepoError> {
        match (current.stage.archive, current.stage.base) {
            (Some(archive), _) => Ok(Some(archive)),
            (None, Some(base)) => Ok(Some(Version::load(self.source(), base)?.summary.attachment)),
            (None, None) => Ok(None),
        }
    }
}
