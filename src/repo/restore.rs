//! `restore`: files back from a commit or the stage, into the work tree, another directory, or the stage itself.

use std::path::Path;

use crate::archive::entry::{Entry, Origin};
use crate::archive::error::ArchiveError;
use crate::archive::reader::{Archive, Located};
use crate::archive::row::EntryKind;
use crate::base::id::Id;
use crate::base::path::TreePath;
use crate::repo::action::Action;
use crate::repo::current::{Current, Stage};
use crate::repo::error::RepoError;
use crate::repo::extract::{Extracted, Extraction, extract};
use crate::repo::foreign::ArchiveContent;
use crate::repo::reconcile::{ReconcileOptions, Reconciled, reconcile};
use crate::repo::repository::Repository;
use crate::repo::restage::{NoContent, restage};
use crate::repo::selection::Selection;
use crate::storage::outside::make_directory;
use crate::worktree::extract::ExtractOptions;
use crate::worktree::tree::WorkTree;

/// The archive to restore from: that of revision `from`, else the stage's.
///
/// # Errors
/// There is no such revision, or nothing is staged.
pub fn source_archive(repository: &Repository, current: &Current, from: Option<&str>) -> Result<Id, RepoError> {
    match from {
        Some(name) => Ok(repository.version(current, Some(name))?.summary.attachment),
        None => current.stage.archive.ok_or_else(|| RepoError::Unborn(current.stage.head.clone().unwrap_or_default())),
    }
}

/// Writes what is missing or differs in the work tree.
///
/// # Errors
/// A path is not in the archive; [`RepoError::WouldOverwrite`]; else as [`reconcile`].
pub fn restore_tree(
    repository: &Repository,
    action: &Action<'_>,
    from: Option<&str>,
    options: &ReconcileOptions,
) -> Result<Reconciled, RepoError> {
    let current = repository.current()?;
    let to = source_archive(repository, &current, from)?;
    check_paths(&Archive::open(repository.source(), to)?, &options.selection)?;
    reconcile(repository, action, current.stage.archive, Some(to), options)
}

/// Writes the selected entries below `directory`, which is made; what is there already is overwritten only with `force`.
///
/// # Errors
/// A path is not in the archive, something is in the way, the file system failed.
pub fn restore_to(
    repository: &Repository,
    action: &Action<'_>,
    from: Option<&str>,
    directory: &Path,
    options: &ReconcileOptions,
) -> Result<Extracted, RepoError> {
    let current = repository.current()?;
    let attachment = source_archive(repository, &current, from)?;
    let archive = Archive::open(repository.source(), attachment)?;
    check_paths(&archive, &options.selection)?;
    make_directory(directory)?;
    let tree = WorkTree::open(directory)?;
    if !options.force {
        check_free(&archive, &tree, &options.selection)?;
    }
    if options.dry_run {
        return Ok(Extracted::default());
    }
    let how = ExtractOptions { force: options.force, sync: options.sync, owner: false };
    let extraction = Extraction {
        source: repository.source(),
        attachment,
        tree: &tree,
        present: &|_| false,
        options: how,
        monitor: action.monitor,
    };
    extract(&extraction, &|path: &TreePath| options.selection.covers(path))
}

/// Files that are there and would be overwritten.
fn check_free(archive: &Archive<'_>, tree: &WorkTree, selection: &Selection) -> Result<(), RepoError> {
    let mut taken = Vec::new();
    for found in archive.rows()? {
        let row = found?.row;
        if !selection.covers(&row.path) {
            continue;
        }
        match tree.stat(&row.path)? {
            Some(stat) if stat.kind != Some(EntryKind::Directory) => {
                taken.push(row.path.to_string());
            }
            _ => {}
        }
    }
    if taken.is_empty() { Ok(()) } else { Err(RepoError::WouldOverwrite(taken)) }
}

/// Gives the stage what the revision (default `@`) has at the selected paths; the work tree stays as it is.
///
/// # Errors
/// There is no such revision; the store cannot be written; a conflict where another command staged meanwhile.
pub fn restore_staged(
    repository: &Repository,
    action: &Action<'_>,
    from: Option<&str>,
    selection: &Selection,
) -> Result<Id, RepoError> {
    let current = repository.current()?;
    let source = repository.source();
    let staged = current.stage.archive.map(|id| Archive::open(source, id)).transpose()?;
    let at = match (from, current.at(source)?) {
        (None, None) => None,
        (name, _) => Some(repository.version(&current, name)?.summary.attachment),
    };
    let wanted = at.map(|id| Archive::open(source, id)).transpose()?;
    if let (true, Some(id)) = (selection.is_all(), at) {
        let changes = current.restage(&Stage { archive: Some(id), ..current.stage.clone() });
        if !changes.is_empty() {
            repository.change(action, &current, &changes)?;
        }
        return Ok(id);
    }
    // Directories above the selection that the stage has lost come with it.
    let mut above = selection.parents();
    if let Some(staged) = &staged {
        for parent in above.clone() {
            if staged.find(&parent)?.is_some() {
                above.remove(&parent);
            }
        }
    }
    let comes = |path: &TreePath| selection.covers(path) || above.contains(path);
    let pick = |wanted: bool| {
        let comes = &comes;
        move |found: &Result<Located, ArchiveError>| {
            found.as_ref().map_or(true, |found| comes(&found.row.path) == wanted)
        }
    };
    let stay = staged.as_ref().map(Archive::rows).transpose()?.into_iter().flatten().filter(pick(false));
    let come = wanted.as_ref().map(Archive::rows).transpose()?.into_iter().flatten().filter(pick(true));
    let entries = by_path(stay.map(|found| found.map(|found| Entry::unchanged(found, None))), come.map(taken));
    let stage = |id| Stage { archive: Some(id), ..current.stage.clone() };
    let (written, _) = match &wanted {
        Some(wanted) => {
            let content = ArchiveContent::new(wanted)?;
            restage(repository, action, &current, staged.as_ref(), &content, entries, stage)?
        }
        None => restage(repository, action, &current, staged.as_ref(), &NoContent, entries, stage)?,
    };
    Ok(written.id)
}

/// An entry of another archive, its content to be read from there.
fn taken(found: Result<Located, ArchiveError>) -> Result<Entry<()>, ArchiveError> {
    found.map(|found| Entry { row: found.row, origin: Origin::Outside, fallback: None, tag: None })
}

/// Two streams of entries in order of paths as one; no path is in both. Errors come first.
pub fn by_path<T>(
    a: impl Iterator<Item = Result<Entry<T>, ArchiveError>>,
    b: impl Iterator<Item = Result<Entry<T>, ArchiveError>>,
) -> impl Iterator<Item = Result<Entry<T>, ArchiveError>> {
    let (mut a, mut b) = (a.peekable(), b.peekable());
    std::iter::from_fn(move || match (a.peek(), b.peek()) {
        (Some(Ok(x)), Some(Ok(y))) if y.row.path < x.row.path => b.next(),
        (None, _) | (Some(Ok(_)), Some(Err(_))) => b.next(),
        _ => a.next(),
    })
}

fn check_paths(archive: &Archive<'_>, selection: &Selection) -> Result<(), RepoError> {
    for path in selection.paths() {
        if archive.rows_within(path)?.next().transpose()?.is_none() {
            return Err(ArchiveError::NoEntry(path.to_string()).into());
        }
    }
    Ok(())
}
