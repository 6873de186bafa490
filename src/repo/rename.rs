//! `mv`: renames entries in the work tree and in the stage. No content is read again.

use std::collections::BTreeMap;

use crate::archive::entry::{Entry, Origin};
use crate::archive::error::ArchiveError;
use crate::archive::reader::{Archive, Located};
use crate::archive::row::{EntryKind, Row};
use crate::base::path::TreePath;
use crate::repo::action::Action;
use crate::repo::current::{Current, Stage};
use crate::repo::disk::Observer;
use crate::repo::error::RepoError;
use crate::repo::relink::relink;
use crate::repo::repository::Repository;
use crate::repo::restage::{NoContent, restage};
use crate::repo::restore::by_path;
use crate::repo::selection::Selection;
use crate::repo::staging::entries_of;
use crate::worktree::error::WorkTreeError;
use crate::worktree::tree::WorkTree;

/// What to rename.
#[derive(Clone, Debug)]
pub struct RenameOptions {
    /// The entries.
    pub from: Vec<TreePath>,
    /// The new name, or the directory to move into; `None` is the top.
    pub to: Option<TreePath>,
    /// Also where the new name is a file; its content there is lost.
    pub force: bool,
    /// Only find out what would be renamed.
    pub dry_run: bool,
}

/// One entry and its new name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// The name that it had.
    pub from: TreePath,
    /// The name that it has.
    pub to: TreePath,
}

/// Renames what `options` says; both sides in the order of the new names. The stage is durable when it returns.
///
/// # Errors
/// An entry is not staged or not in the work tree, a new name is taken, or is where no directory is. Where the stage
/// cannot be written, the files have their old names again.
pub fn rename(repository: &Repository, action: &Action<'_>, options: &RenameOptions) -> Result<Vec<Move>, RepoError> {
    let tree = repository.tree()?;
    let current = repository.current()?;
    let staged = repository.staged(&current)?;
    let archive = staged.map(|id| Archive::open(repository.source(), id)).transpose()?;
    let moves = plan(&tree, options)?;
    let Some(archive) = archive else {
        return Err(RepoError::NoPath(options.from.first().map(ToString::to_string).unwrap_or_default()));
    };
    for Move { from, to } in &moves {
        check(&tree, &archive, from, to, options.force)?;
    }
    if options.dry_run || moves.is_empty() {
        return Ok(moves);
    }
    for (number, Move { from, to }) in moves.iter().enumerate() {
        if let Err(error) = tree.rename(from, to, options.force) {
            take_back(&tree, action, &moves[..number]);
            return Err(error.into());
        }
    }
    if let Err(error) = restaged(repository, action, &current, &archive, &tree, &moves) {
        take_back(&tree, action, &moves);
        return Err(error);
    }
    Ok(moves)
}

/// The moves in the order of their new names.
fn plan(tree: &WorkTree, options: &RenameOptions) -> Result<Vec<Move>, RepoError> {
    let is_directory = |path: &TreePath| -> Result<bool, RepoError> {
        Ok(tree.stat(path)?.is_some_and(|stat| stat.kind == Some(EntryKind::Directory)))
    };
    let into = match &options.to {
        None => true,
        Some(to) => is_directory(to)?,
    };
    if let (false, [_, _, ..], Some(to)) = (into, options.from.as_slice(), &options.to) {
        return Err(RepoError::refused(to.to_string(), "it is no directory, and there are several things to move"));
    }
    let mut moves = BTreeMap::new();
    for from in &options.from {
        let name = || TreePath::new(from.name());
        let to = match &options.to {
            Some(to) if into => to.join(from.name()),
            Some(to) => Ok(to.clone()),
            None => name(),
        };
        let to = to.map_err(|why| RepoError::refused(from.to_string(), why))?;
        if to.is_within(from) {
            return Err(RepoError::refused(from.to_string(), "it cannot be moved to itself or into itself"));
        }
        if let Some(other) = moves.insert(to.clone(), from.clone()) {
            return Err(RepoError::refused(to.to_string(), format!("both {other} and {from} would have this name")));
        }
        if options.from.iter().any(|above| above != from && from.is_within(above)) {
            return Err(RepoError::refused(from.to_string(), "it is within another thing to move"));
        }
    }
    Ok(moves.into_iter().map(|(to, from)| Move { from, to }).collect())
}

fn check(tree: &WorkTree, archive: &Archive<'_>, from: &TreePath, to: &TreePath, force: bool) -> Result<(), RepoError> {
    let found = tree.stat(from)?;
    if archive.rows_within(from)?.next().transpose()?.is_none() {
        return Err(match found {
            Some(_) => RepoError::refused(from.to_string(), "it is not staged; run: mosaic add"),
            None => RepoError::NoPath(from.to_string()),
        });
    }
    let Some(found) = found else { return Err(WorkTreeError::Missing { path: from.to_string() }.into()) };
    let is_directory = |kind| kind == Some(EntryKind::Directory);
    let above = to.parent().map(|above| tree.stat(&above)).transpose()?;
    if let Some(None) = above {
        return Err(
            WorkTreeError::Missing { path: to.parent().map_or_else(String::new, |above| above.to_string()) }.into()
        );
    }
    let taken = tree.stat(to)?;
    let is_free = taken.is_none() && archive.find(to)?.is_none();
    let replaceable = force && !is_directory(found.kind) && !taken.is_some_and(|taken| is_directory(taken.kind));
    if is_free || replaceable { Ok(()) } else { Err(WorkTreeError::in_the_way(to).into()) }
}

/// Gives entries that were renamed their old names again.
fn take_back(tree: &WorkTree, action: &Action<'_>, moves: &[Move]) {
    for Move { from, to } in moves.iter().rev() {
        if let Err(error) = tree.rename(to, from, false) {
            action.monitor.warn(&format!("{to} keeps its new name: {error}"));
        }
    }
}

/// Stages the new names. Contents are those of the staged archive, at the places where they are.
fn restaged(
    repository: &Repository,
    action: &Action<'_>,
    current: &Current,
    archive: &Archive<'_>,
    tree: &WorkTree,
    moves: &[Move],
) -> Result<(), RepoError> {
    let leaving = Selection::of(moves.iter().map(|step| step.from.clone()));
    let replaced = Selection::of(moves.iter().map(|step| step.to.clone()));
    let stay = entries_of(archive, |row| !leaving.covers(&row.path) && !replaced.covers(&row.path))?;
    let above = directories_above(archive, tree, &moves[0].to)?;
    let above = above.into_iter().map(|row| Ok(Entry { row, origin: Origin::Outside, fallback: None, tag: None }));
    let come = moves.iter().flat_map(|step| match archive.rows_within(&step.from) {
        Ok(rows) => boxed(rows.map(move |found| renamed(found?, step))),
        Err(error) => boxed(std::iter::once(Err(error))),
    });
    let is_gone = |_: &Row, first: &TreePath| replaced.covers(first) && !leaving.covers(first);
    let entries = relink(by_path(by_path(stay, above), come), is_gone).map(|entry| {
        let mut entry = entry?;
        let step = entry.row.first.as_ref().and_then(|first| moves.iter().find(|step| first.is_within(&step.from)));
        if let (Some(step), Some(first)) = (step, &entry.row.first) {
            entry.row.first = Some(new_name(first, step)?);
            if let Origin::Base { same, .. } = &mut entry.origin {
                *same = false;
            }
        }
        Ok(entry)
    });
    let stage = |id| Stage { archive: Some(id), ..current.stage.clone() };
    restage(repository, action, current, Some(archive), &NoContent, entries, stage)?;
    Ok(())
}

fn boxed<'r>(
    entries: impl Iterator<Item = Result<Entry<()>, ArchiveError>> + 'r,
) -> Box<dyn Iterator<Item = Result<Entry<()>, ArchiveError>> + 'r> {
    Box::new(entries)
}

fn new_name(path: &TreePath, step: &Move) -> Result<TreePath, ArchiveError> {
    let rest = &path.as_bytes()[step.from.as_bytes().len()..];
    let name = TreePath::new([step.to.as_bytes(), rest].concat());
    name.map_err(|why| ArchiveError::Refused { name: path.to_string(), why: why.to_string() })
}

fn renamed(found: Located, step: &Move) -> Result<Entry<()>, ArchiveError> {
    let origin = match found.row.kind {
        EntryKind::File => Origin::Base { at: found.at, content: found.content(), same: false },
        EntryKind::Directory | EntryKind::Symlink => Origin::Outside,
    };
    let row = Row { path: new_name(&found.row.path, step)?, ..found.row };
    Ok(Entry { row, origin, fallback: None, tag: None })
}

/// The directories above a new name that are not staged yet. All new names are in one directory.
fn directories_above(archive: &Archive<'_>, tree: &WorkTree, to: &TreePath) -> Result<Vec<Row>, RepoError> {
    let mut observer = Observer::new(tree, None, false);
    let mut rows = Vec::new();
    for path in std::iter::successors(to.parent(), TreePath::parent) {
        if archive.find(&path)?.is_none()
            && let Some(stat) = tree.stat(&path)?
        {
            rows.push(observer.row(&path, &stat, None)?);
        }
    }
    rows.reverse();
    Ok(rows)
}
