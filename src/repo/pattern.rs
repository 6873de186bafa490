//! Patterns of paths, for `find`.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use globset::{GlobBuilder, GlobSet};

use crate::base::path::TreePath;
use crate::repo::error::RepoError;
use crate::worktree::error::WorkTreeError;

/// A pattern: with a `/` it is matched against whole paths, without one against the last component.
pub struct Pattern {
    matcher: GlobSet,
    whole: bool,
}

impl Pattern {
    /// Reads a pattern: `*`, `?`, `[…]`, `{…,…}`, none of which matches `/`, and `**` for any directories.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn new(glob: &str) -> Result<Self, RepoError> {
        let built = GlobBuilder::new(glob.strip_prefix('/').unwrap_or(glob)).literal_separator(true).build();
        // A set of one: a matcher of its own would panic where the pattern is nested too deeply.
        let built = built.and_then(|glob| GlobSet::new([glob]));
        let bad =
            |error: globset::Error| WorkTreeError::Pattern { path: glob.into(), reason: error.kind().to_string() };
        Ok(Self { matcher: built.map_err(bad)?, whole: glob.contains('/') })
    }

    /// Whether it matches this path.
    pub fn matches(&self, path: &TreePath) -> bool {
        let bytes = if self.whole { path.as_bytes() } else { path.name() };
        self.matcher.is_match(Path::new(OsStr::from_bytes(bytes)))
    }
}
