//! Patterns of paths, for `find`.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use globset::{GlobBuilder, GlobMatcher};

use crate::base::path::TreePath;
use crate::repo::error::RepoError;
use crate::worktree::error::WorkTreeError;

/// A pattern: with a `/` it is matched against whole paths, without one against the last component.
pub struct Pattern {
    matcher: GlobMatcher,
    whole: bool,
}

impl Pattern {
    /// Reads a pattern: `*`, `?`, `[…]`, `{…,…}`, none of which matches `/`, and `**` for any directories.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn new(glob: &str) -> Result<Self, RepoError> {
        let built = GlobBuilder::new(glob.strip_prefix('/').unwrap_or(glob)).literal_separator(true).build();
        let bad =
            |error: globset::Error| WorkTreeError::Pattern { path: glob.into(), reason: error.kind().to_string() };
        Ok(Self { matcher: built.map_err(bad)?.compile_matcher(), whole: glob.contains('/') })
    }

    /// Whether it matches this path.
    pub fn matches(&self, path: &TreePath) -> bool {
        let bytes = if self.whole { path.as_bytes() } else { path.name() };
        self.matcher.is_match(Path::new(OsStr::from_bytes(bytes)))
    }
}
