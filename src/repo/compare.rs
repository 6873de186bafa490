//! What differs between two trees: two streams of rows in order of paths, walked side by side. An entry that differs in
//! nothing but its time of modification is unchanged.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashSet};
use std::iter::Peekable;

use crate::archive::error::ArchiveError;
use crate::archive::reader::{Archive, Located};
use crate::archive::row::{EntryKind, Row};
use crate::base::id::Id;
use crate::base::path::TreePath;
use crate::repo::error::RepoError;
use crate::repo::selection::Selection;

/// How an entry differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Only the new tree has it.
    Added,
    /// Only the old tree has it.
    Removed,
    /// Its content, or the target of a link, is another.
    Modified,
    /// Only its permission bits, owner or hard link are others.
    Mode,
    /// It is of another kind.
    Type,
    /// It is in the new tree under another path, with the same content.
    Renamed {
        /// The path in the old tree.
        from: TreePath,
    },
}

impl Change {
    /// The word for messages and JSON.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Modified => "modified",
            Self::Mode => "mode",
            Self::Type => "type",
            Self::Renamed { .. } => "renamed",
        }
    }
}

/// One entry that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Its path, in the new tree where it is there.
    pub path: TreePath,
    /// How it differs.
    pub change: Change,
    /// The old row.
    pub old: Option<Row>,
    /// The new row.
    pub new: Option<Row>,
}

/// How `new` differs from `old`, both rows of one path; `None` where it does not.
pub fn change_of(old: &Row, new: &Row) -> Option<Change> {
    if old.kind != new.kind {
        Some(Change::Type)
    } else if old.digest != new.digest || old.size != new.size || old.target != new.target {
        Some(Change::Modified)
    } else if !old.is_same_but_time(new) {
        Some(Change::Mode)
    } else {
        None
    }
}

/// The differences between two archives (`None` is the empty one) within `selection`, renames found.
///
/// # Errors
/// A manifest cannot be read.
pub fn compare(
    old: Option<&Archive<'_>>,
    new: Option<&Archive<'_>>,
    selection: &Selection,
) -> Result<Vec<Difference>, RepoError> {
    if old.map(Archive::id) == new.map(Archive::id) {
        return Ok(Vec::new());
    }
    let shared = shared_parts(old, new)?;
    let unread = |archive: Option<&Archive<'_>>| -> Result<HashSet<Id>, ArchiveError> {
        archive.map_or_else(|| Ok(HashSet::new()), |archive| unread_parts(archive, &shared, selection))
    };
    let (old_unread, new_unread) = (unread(old)?, unread(new)?);
    let old = old.map(|archive| archive.rows_outside(&old_unread)).transpose()?;
    let new = new.map(|archive| archive.rows_outside(&new_unread)).transpose()?;
    let selected = |found: Result<Located, ArchiveError>| match found {
        Ok(found) => selection.covers(&found.row.path).then_some(Ok(found.row)),
        Err(error) => Some(Err(error)),
    };
    let old = old.into_iter().flatten().filter_map(selected);
    let differences = merge(old, new.into_iter().flatten().filter_map(selected))?;
    Ok(find_renames(differences))
}

/// Manifest chunks that both archives have: their rows cannot differ.
pub fn shared_parts(old: Option<&Archive<'_>>, new: Option<&Archive<'_>>) -> Result<HashSet<Id>, ArchiveError> {
    let (Some(old), Some(new)) = (old, new) else { return Ok(HashSet::new()) };
    let ids = |archive: &Archive<'_>| -> Result<HashSet<Id>, ArchiveError> {
        Ok(archive.parts()?.iter().map(|(part, _)| part.id).collect())
    };
    Ok(&ids(old)? & &ids(new)?)
}

/// Manifest chunks of `archive` that need not be read: those that are shared, and those without a selected path.
fn unread_parts(
    archive: &Archive<'_>,
    shared: &HashSet<Id>,
    selection: &Selection,
) -> Result<HashSet<Id>, ArchiveError> {
    let parts = archive.parts()?;
    let nexts = parts.iter().skip(1).map(|(next, _)| Some(&next.first)).chain([None]);
    let unread = parts.iter().zip(nexts).filter(|((part, _), next)| !selection.meets(&part.first, *next));
    Ok(unread.map(|((part, _), _)| part.id).chain(shared.iter().copied()).collect())
}

fn merge(
    old: impl Iterator<Item = Result<Row, ArchiveError>>,
    new: impl Iterator<Item = Result<Row, ArchiveError>>,
) -> Result<Vec<Difference>, ArchiveError> {
    let (mut old, mut new) = (old.peekable(), new.peekable());
    let mut differences = Vec::new();
    loop {
        let order = match (old.peek(), new.peek()) {
            (None, None) => return Ok(differences),
            (Some(Ok(a)), Some(Ok(b))) => a.path.cmp(&b.path),
            // An error is taken from the side that has it.
            (Some(Err(_)), _) | (Some(_), None) => Ordering::Less,
            (_, Some(_)) => Ordering::Greater,
        };
        let before = if order.is_le() { old.next().transpose()? } else { None };
        let after = if order.is_ge() { new.next().transpose()? } else { None };
        let change = match (&before, &after) {
            (Some(before), Some(after)) => change_of(before, after),
            (Some(row), None) => shows(row, &mut old).then_some(Change::Removed),
            (None, Some(row)) => shows(row, &mut new).then_some(Change::Added),
            (None, None) => None,
        };
        if let (Some(change), Some(row)) = (change, after.as_ref().or(before.as_ref())) {
            differences.push(Difference { path: row.path.clone(), change, old: before, new: after });
        }
    }
}

/// A directory is told of only where it is empty: what is in it tells of it otherwise.
fn shows(row: &Row, rest: &mut Peekable<impl Iterator<Item = Result<Row, ArchiveError>>>) -> bool {
    let inside = |next: &Result<Row, ArchiveError>| next.as_ref().is_ok_and(|next| next.path.is_within(&row.path));
    row.kind != EntryKind::Directory || !rest.peek().is_some_and(inside)
}

/// Turns an added file with the content of a removed one into a rename; each removed file is used once, and one of the
/// same name is preferred.
pub fn find_renames(differences: Vec<Difference>) -> Vec<Difference> {
    let mut removed: BTreeMap<Id, Vec<TreePath>> = BTreeMap::new();
    for difference in differences.iter().filter(|difference| difference.change == Change::Removed) {
        if let Some(digest) = difference.old.as_ref().filter(|row| row.size > 0).and_then(|row| row.digest) {
            removed.entry(digest).or_default().push(difference.path.clone());
        }
    }
    let mut sources = HashSet::new();
    let mut take = |row: &Row| {
        let paths = removed.get_mut(&row.digest?)?;
        let same_name = paths.iter().position(|path| path.name() == row.path.name());
        let from = (!paths.is_empty()).then(|| paths.remove(same_name.unwrap_or(0)))?;
        sources.insert(from.clone());
        Some(from)
    };
    let mut renamed: Vec<Difference> = differences
        .into_iter()
        .map(|mut difference| {
            if difference.change == Change::Added
                && let Some(from) = difference.new.as_ref().and_then(&mut take)
            {
                difference.change = Change::Renamed { from };
            }
            difference
        })
        .collect();
    let mut old_rows: BTreeMap<TreePath, Option<Row>> = BTreeMap::new();
    renamed.retain_mut(|difference| {
        let is_source = difference.change == Change::Removed && sources.contains(&difference.path);
        if is_source {
            old_rows.insert(difference.path.clone(), difference.old.take());
        }
        !is_source
    });
    for difference in &mut renamed {
        if let Change::Renamed { from } = &difference.change {
            difference.old = old_rows.remove(from).flatten();
        }
    }
    renamed
}
