//! `status`: what is staged, changed and new.

use crate::archive::reader::Archive;
use crate::base::id::{GitId, Id};
use crate::base::monitor::Monitor;
use crate::repo::compare::{Difference, compare};
use crate::repo::disk::DiskOptions;
use crate::repo::error::RepoError;
use crate::repo::observe::{Observed, Subject, observe};
use crate::repo::record::Version;
use crate::repo::repository::Repository;
use crate::repo::selection::Selection;
use crate::worktree::found::{Found, Skipped};
use crate::worktree::statcache::StatCache;

/// How commit, stage and work tree stand to each other.
#[derive(Debug)]
pub struct Status {
    /// The head that `@` is.
    pub head: Option<String>,
    /// The commit that `@` is; `None` before the first.
    pub commit: Option<GitId>,
    /// The second parent, while a merge is not committed.
    pub merge: Option<GitId>,
    /// What the stage changes in its commit.
    pub staged: Vec<Difference>,
    /// What the work tree changes in the stage.
    pub unstaged: Vec<Difference>,
    /// What is in the work tree alone; of a directory that is wholly so, nothing that is in it.
    pub untracked: Vec<Found>,
    /// What the walk left out, and what could not be read.
    pub skipped: Vec<Skipped>,
}

impl Status {
    /// Whether there is nothing to stage and nothing to commit.
    pub fn is_clean(&self) -> bool {
        self.staged.is_empty() && self.unstaged.is_empty() && self.untracked.is_empty() && self.merge.is_none()
    }
}

/// Compares the commit of `@`, the stage and the work tree.
///
/// # Errors
/// The repository is bare, it or the work tree cannot be read, or the user stopped the work.
pub fn status(repository: &Repository, monitor: &dyn Monitor) -> Result<Status, RepoError> {
    let tree = repository.tree()?;
    let current = repository.current()?;
    let source = repository.source();
    let open = |id: Option<Id>| id.map(|id| Archive::open(source, id)).transpose();
    let base = current.stage.base.map(|id| Version::load(source, id)).transpose()?;
    let base = open(base.map(|version| version.summary.attachment))?;
    let stage = open(repository.staged(&current)?)?;
    let cache = StatCache::open(repository.storage())?;
    let subject = Subject {
        tree: &tree,
        old: stage.as_ref(),
        tracked: None,
        disk: &DiskOptions { selection: current.scope(), ..DiskOptions::all() },
        cache: cache.as_ref(),
        monitor,
    };
    let Observed { differences, untracked, skipped } = observe(&subject)?;
    Ok(Status {
        commit: current.at(source)?,
        staged: compare(base.as_ref(), stage.as_ref(), &Selection::all())?,
        unstaged: differences,
        untracked,
        skipped,
        merge: current.stage.second,
        head: current.stage.head,
    })
}
