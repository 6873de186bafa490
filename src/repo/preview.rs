//! `add --dry-run`: what an `add` would stage. Writes nothing.

use crate::archive::reader::Archive;
use crate::base::monitor::Monitor;
use crate::repo::add::AddOptions;
use crate::repo::error::RepoError;
use crate::repo::observe::{Observed, Subject, observe};
use crate::repo::repository::Repository;
use crate::repo::staging::is_nowhere;
use crate::worktree::statcache::StatCache;

/// What differs between the stage and what `options` selects of the work tree; nothing untracked where only known
/// entries are taken.
///
/// # Errors
/// A path is nowhere, something cannot be read, or the user stopped the work.
pub fn preview(repository: &Repository, options: &AddOptions, monitor: &dyn Monitor) -> Result<Observed, RepoError> {
    let tree = repository.tree()?;
    let current = repository.current()?;
    let stage = current.stage.archive.map(|id| Archive::open(repository.source(), id)).transpose()?;
    for path in options.disk.selection.paths() {
        if is_nowhere(&tree, stage.as_ref(), path)? {
            return Err(RepoError::NoPath(path.to_string()));
        }
    }
    let cache = StatCache::open(repository.storage())?;
    let disk = &options.disk;
    let subject = Subject { tree: &tree, old: stage.as_ref(), tracked: None, disk, cache: cache.as_ref(), monitor };
    let mut observed = observe(&subject)?;
    if options.staging.update {
        observed.untracked.clear();
    }
    Ok(observed)
}
