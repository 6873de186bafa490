//! `diff`: what differs between two of revision, stage and work tree.

use std::collections::HashSet;

use crate::archive::reader::Archive;
use crate::archive::row::EntryKind;
use crate::base::id::Id;
use crate::base::monitor::Monitor;
use crate::repo::add::{AddOptions, unchanged};
use crate::repo::compare::{Change, Difference, compare, find_renames};
use crate::repo::disk::{DiskOptions, hash_file};
use crate::repo::error::RepoError;
use crate::repo::observe::{Observed, Subject, observe};
use crate::repo::repository::Repository;
use crate::repo::selection::Selection;
use crate::worktree::found::Skipped;
use crate::worktree::statcache::StatCache;
use crate::worktree::tree::WorkTree;

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sides<'s> {
    /// The stage against the work tree.
    StageAndTree,
    /// A revision against the work tree.
    RevisionAndTree(&'s str),
    /// A revision, or the commit of `@` if there is one, against the stage.
    RevisionAndStage(Option<&'s str>),
    /// Two revisions.
    Revisions(&'s str, &'s str),
}

/// What differs.
#[derive(Debug, Default)]
pub struct Diff {
    /// The entries that differ, in order. What the work tree alone has is untracked, and not among them.
    pub entries: Vec<Difference>,
    /// What of the work tree could not be compared.
    pub skipped: Vec<Skipped>,
}

/// Compares two sides.
///
/// # Errors
/// There is no such revision, the repository is bare where the work tree is asked for, something cannot be read, or the
/// user stopped the work.
pub fn diff(repository: &Repository, sides: Sides<'_>, monitor: &dyn Monitor) -> Result<Diff, RepoError> {
    let current = repository.current()?;
    let source = repository.source();
    let revision = |name: &str| -> Result<Option<Id>, RepoError> {
        Ok(Some(repository.version(&current, Some(name))?.summary.attachment))
    };
    let (old, new) = match sides {
        Sides::StageAndTree => (repository.staged(&current)?, None),
        Sides::RevisionAndTree(old) => (revision(old)?, repository.staged(&current)?),
        Sides::RevisionAndStage(None) if current.at(source)?.is_none() => (None, repository.staged(&current)?),
        Sides::RevisionAndStage(old) => (revision(old.unwrap_or("@"))?, repository.staged(&current)?),
        Sides::Revisions(old, new) => (revision(old)?, revision(new)?),
    };
    let open = |id: Option<Id>| id.map(|id| Archive::open(source, id)).transpose();
    let (same, old, new) = (old == new, open(old)?, open(new)?);
    if let Sides::Revisions(..) | Sides::RevisionAndStage(_) = sides {
        let entries = compare(old.as_ref(), new.as_ref(), &Selection::all())?;
        return Ok(Diff { entries, skipped: Vec::new() });
    }
    let tree = repository.tree()?;
    let cache = StatCache::open(repository.storage())?;
    let tracked = new.as_ref().filter(|_| !same);
    // Where the work tree is what is staged, archives are compared, which reads little.
    if let (Some(stage), Some(cache)) = (tracked, &cache)
        && let Some(skipped) = unchanged(&tree, stage.id(), cache, &AddOptions::all())?
    {
        return Ok(Diff { entries: compare(old.as_ref(), Some(stage), &Selection::all())?, skipped });
    }
    let disk = DiskOptions { selection: current.scope(), ..DiskOptions::all() };
    let subject = Subject { tree: &tree, old: old.as_ref(), tracked, disk: &disk, cache: cache.as_ref(), monitor };
    let Observed { mut differences, skipped, .. } = observe(&subject)?;
    read_added(&tree, &mut differences);
    Ok(Diff { entries: find_renames(differences), skipped })
}

/// Reads added files that may be removed ones, where the stat cache does not tell: it trusts nothing that changed just
/// before it was written. What cannot be read stays an added file.
fn read_added(tree: &WorkTree, differences: &mut [Difference]) {
    let removed = differences.iter().filter(|difference| difference.change == Change::Removed);
    let sizes: HashSet<u64> = removed.filter_map(|difference| difference.old.as_ref()).map(|row| row.size).collect();
    for difference in differences.iter_mut().filter(|difference| difference.change == Change::Added) {
        if let Some(row) = &mut difference.new
            && row.kind == EntryKind::File
            && row.digest.is_none()
            && row.size > 0
            && sizes.contains(&row.size)
        {
            row.digest = hash_file(tree, &row.path).ok();
        }
    }
}
