//! `rm`: takes entries out of the stage, and then out of the work tree. Content that is in no commit stays.

use std::collections::BTreeSet;
use std::iter::Peekable;

use crate::archive::error::ArchiveError;
use crate::archive::reader::{Archive, Located};
use crate::archive::row::{EntryKind, Row};
use crate::base::path::TreePath;
use crate::object::error::ObjectError;
use crate::repo::action::Action;
use crate::repo::current::{Current, Stage};
use crate::repo::disk::{Observer, hash_file};
use crate::repo::error::RepoError;
use crate::repo::record::Version;
use crate::repo::relink::relink;
use crate::repo::repository::Repository;
use crate::repo::restage::{NoContent, restage};
use crate::repo::selection::Selection;
use crate::repo::staging::entries_of;
use crate::state::error::StateError;
use crate::worktree::statcache::StatCache;
use crate::worktree::tree::WorkTree;

/// How often an `rm` whose stage was changed by another command begins again.
const ATTEMPTS: usize = 16;

/// What to remove, and how.
#[derive(Clone, Debug)]
pub struct RemoveOptions {
    /// Which paths.
    pub selection: Selection,
    /// Directories, with all that is in them.
    pub recursive: bool,
    /// From the stage only.
    pub staged: bool,
    /// Also content that is nowhere else.
    pub force: bool,
    /// Only find out what would be removed.
    pub dry_run: bool,
}

/// What was removed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Removed {
    /// Files and links, in order.
    pub files: Vec<TreePath>,
    /// Directories, in order.
    pub directories: Vec<TreePath>,
    /// Content of the files in bytes.
    pub bytes: u64,
}

/// Removes what `options` says. The stage is durable when it returns.
///
/// # Errors
/// A path is not in the stage, or is a directory without `recursive`; [`RepoError::WouldLose`] names the files whose
/// content would be lost, before anything is changed.
pub fn remove(repository: &Repository, action: &Action<'_>, options: &RemoveOptions) -> Result<Removed, RepoError> {
    let mut attempt = 1;
    loop {
        match attempt_remove(repository, action, options) {
            Err(RepoError::State(StateError::Conflict { .. })) if attempt < ATTEMPTS => attempt += 1,
            result => return result,
        }
    }
}

fn attempt_remove(repository: &Repository, action: &Action<'_>, options: &RemoveOptions) -> Result<Removed, RepoError> {
    let current = repository.current()?;
    let selection = &options.selection;
    let named = |path: Option<&TreePath>| path.map_or_else(|| ".".to_owned(), ToString::to_string);
    let Some(staged) = repository.staged(&current)? else {
        return Err(RepoError::NoPath(named(selection.paths().first())));
    };
    let archive = Archive::open(repository.source(), staged)?;
    check_paths(&archive, options)?;
    let removed = gather(repository, action, &current, &archive, options)?;
    if options.dry_run || removed.files.is_empty() && removed.directories.is_empty() {
        return Ok(removed);
    }
    let emptied = emptied(&archive, selection)?;
    let goes = |path: &TreePath| selection.covers(path) || emptied.contains(path);
    let entries = relink(entries_of(&archive, |row| !goes(&row.path))?, |_, first| goes(first));
    let stage = |id| Stage { archive: Some(id), ..current.stage.clone() };
    restage(repository, action, &current, Some(&archive), &NoContent, entries, stage)?;
    if !options.staged {
        let tree = repository.tree()?;
        for path in &removed.files {
            tree.remove(path)?;
        }
        for path in removed.directories.iter().rev() {
            // What is not staged in it keeps it.
            tree.remove_directory(path)?;
        }
    }
    Ok(removed)
}

/// Each path must be there, and only with `recursive` be a directory.
fn check_paths(archive: &Archive<'_>, options: &RemoveOptions) -> Result<(), RepoError> {
    let needs_recursive = |path: String| RepoError::refused(path, "it is a directory; to remove it, use -r");
    if options.selection.is_all() && !options.recursive {
        return Err(needs_recursive(".".to_owned()));
    }
    for path in options.selection.paths() {
        match archive.rows_within(path)?.next().transpose()? {
            None => return Err(RepoError::NoPath(path.to_string())),
            Some(found) if found.row.path == *path && found.row.kind != EntryKind::Directory => {}
            Some(_) if options.recursive => {}
            Some(_) => return Err(needs_recursive(path.to_string())),
        }
    }
    Ok(())
}

type Step = Result<Located, ArchiveError>;

/// The selected entries of an archive, reading no more of its manifest than these.
fn selected<'r>(
    archive: &'r Archive<'_>,
    selection: &'r Selection,
) -> Result<impl Iterator<Item = Step> + use<'r>, ArchiveError> {
    let all = selection.is_all().then(|| archive.rows()).transpose()?.into_iter().flatten();
    let within = selection.paths().iter().flat_map(|path| match archive.rows_within(path) {
        Ok(rows) => itself(rows),
        Err(error) => itself(std::iter::once(Err(error))),
    });
    Ok(all.chain(within))
}

fn itself<'r>(rows: impl Iterator<Item = Step> + 'r) -> Box<dyn Iterator<Item = Step> + 'r> {
    Box::new(rows)
}

fn gather(
    repository: &Repository,
    action: &Action<'_>,
    current: &Current,
    archive: &Archive<'_>,
    options: &RemoveOptions,
) -> Result<Removed, RepoError> {
    let source = repository.source();
    let commit = current.stage.base.map(|id| Version::load(source, id)).transpose()?;
    let commit = commit.map(|version| Archive::open(source, version.summary.attachment)).transpose()?;
    let mut committed = commit.as_ref().map(|commit| selected(commit, &options.selection)).transpose()?;
    let mut committed = committed.as_mut().map(|rows| rows.peekable());
    let tree = repository.tree()?;
    let cache = StatCache::open(repository.storage())?;
    let mut observer = Observer::new(&tree, cache.as_ref(), false);
    let (mut removed, mut lost) = (Removed::default(), Vec::new());
    for found in selected(archive, &options.selection)? {
        let row = found?.row;
        if action.monitor.cancelled() {
            return Err(ObjectError::Cancelled.into());
        }
        if row.kind == EntryKind::Directory {
            removed.directories.push(row.path);
            continue;
        }
        if !options.force {
            let is_committed = is_among(&mut committed, &row)?;
            let disk = on_disk(&tree, &mut observer, &row)?;
            let keeps = match options.staged {
                true => is_committed || disk == Some(true),
                false => is_committed && disk != Some(false),
            };
            if !keeps {
                lost.push(row.path.to_string());
            }
        }
        removed.bytes += row.size;
        removed.files.push(row.path);
    }
    if lost.is_empty() { Ok(removed) } else { Err(RepoError::WouldLose(lost)) }
}

/// Whether the commit has the same content at the path of `row`; rows are asked for in order.
fn is_among(rows: &mut Option<Peekable<impl Iterator<Item = Step>>>, row: &Row) -> Result<bool, ArchiveError> {
    let Some(rows) = rows else { return Ok(false) };
    while rows.next_if(|found| found.as_ref().is_ok_and(|found| found.row.path < row.path)).is_some() {}
    match rows.next_if(|found| found.as_ref().map_or(true, |found| found.row.path == row.path)) {
        Some(found) => {
            let found = found?.row;
            Ok((found.kind, found.digest, &found.target) == (row.kind, row.digest, &row.target))
        }
        None => Ok(false),
    }
}

/// Whether the work tree has the content of `row` at its path; `None` where nothing is there.
fn on_disk(tree: &WorkTree, observer: &mut Observer<'_>, row: &Row) -> Result<Option<bool>, RepoError> {
    let Some(stat) = tree.stat(&row.path)? else { return Ok(None) };
    if stat.kind != Some(row.kind) {
        return Ok(Some(false));
    }
    if row.kind == EntryKind::Symlink {
        return Ok(Some(tree.read_link(&row.path)? == row.target));
    }
    if stat.size != row.size {
        return Ok(Some(false));
    }
    let digest = match observer.row(&row.path, &stat, None)?.digest {
        Some(digest) => digest,
        None => hash_file(tree, &row.path)?,
    };
    Ok(Some(Some(digest) == row.digest))
}

/// Directories above the selection in which nothing else is staged: on disk they go with their last entry, too.
fn emptied(archive: &Archive<'_>, selection: &Selection) -> Result<BTreeSet<TreePath>, ArchiveError> {
    let mut emptied = BTreeSet::new();
    // The deepest first.
    for directory in selection.parents().into_iter().rev() {
        let mut stays = false;
        for found in archive.rows_within(&directory)? {
            let path = found?.row.path;
            stays |= path != directory && !selection.covers(&path) && !emptied.contains(&path);
            if stays {
                break;
            }
        }
        if !stays {
            emptied.insert(directory);
        }
    }
    Ok(emptied)
}
