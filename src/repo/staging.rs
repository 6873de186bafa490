//! What an `add` writes: the base archive and the work tree merged in order of paths. Outside of the selection
//! everything comes from the base; inside of it, what is on disk.

use std::io;
use std::iter::Peekable;

use crate::archive::entry::{Entry, Origin};
use crate::archive::error::ArchiveError;
use crate::archive::reader::{Archive, Located, Rows};
use crate::archive::row::{EntryKind, Row};
use crate::base::path::TreePath;
use crate::repo::disk::{Disk, DiskOptions, Observer};
use crate::repo::error::RepoError;
use crate::worktree::error::WorkTreeError;
use crate::worktree::found::{Found, Skipped};
use crate::worktree::stat::Stat;
use crate::worktree::statcache::StatCache;
use crate::worktree::tree::WorkTree;

/// How entries are chosen.
#[derive(Clone, Copy, Debug, Default)]
pub struct StagingOptions {
    /// Only entries that the base has.
    pub update: bool,
    /// Whether a time of modification that moved is a change by itself.
    pub exact_time: bool,
    /// Whether user and group are kept.
    pub preserve_owner: bool,
}

/// The entries of the new archive, for the archive writer.
pub struct Staging<'s, 'a> {
    tree: &'s WorkTree,
    base: Option<Peekable<Rows<'s, 'a>>>,
    disk: Disk,
    observer: Observer<'s>,
    options: StagingOptions,
    disk_options: &'s DiskOptions,
}

impl<'s, 'a> Staging<'s, 'a> {
    /// Merges `base` and what `disk_options` says of `tree`.
    ///
    /// # Errors
    /// The tree or the manifest of the base cannot be read.
    pub fn new(
        tree: &'s WorkTree,
        base: Option<&'s Archive<'a>>,
        cache: Option<&'s StatCache>,
        disk_options: &'s DiskOptions,
        options: StagingOptions,
    ) -> Result<Self, RepoError> {
        Ok(Self {
            tree,
            base: base.map(|archive| archive.rows()).transpose()?.map(Iterator::peekable),
            disk: Disk::walk(tree, disk_options)?,
            observer: Observer::new(tree, cache, options.preserve_owner),
            options,
            disk_options,
        })
    }

    /// What the walk left out so far.
    pub fn take_skipped(&mut self) -> Vec<Skipped> {
        self.disk.take_skipped()
    }

    fn step(&mut self) -> Result<Option<Entry<Stat>>, ArchiveError> {
        loop {
            let base = self.base.as_mut().and_then(Peekable::peek);
            let base = match base {
                Some(Err(_)) => return self.take_base().map(|_| None),
                Some(Ok(found)) => Some(&found.row.path),
                None => None,
            };
            let order = match (base, self.disk.peek()) {
                (None, None) => return Ok(None),
                (Some(base), Some(found)) => base.cmp(&found.path),
                (Some(_), None) => std::cmp::Ordering::Less,
                (None, Some(_)) => std::cmp::Ordering::Greater,
            };
            let located = if order.is_le() { self.take_base()? } else { None };
            let found = if order.is_ge() { self.disk.take().map_err(input)? } else { None };
            let entry = match (located, found) {
                (Some(located), None) => self.only_in_base(located)?,
                (None, Some(_)) if self.options.update => None,
                (base, Some(found)) => Some(self.candidate(&found, base)?),
                (None, None) => return Ok(None),
            };
            if entry.is_some() {
                return Ok(entry);
            }
        }
    }

    fn take_base(&mut self) -> Result<Option<Located>, ArchiveError> {
        self.base.as_mut().and_then(Iterator::next).transpose()
    }

    /// An entry that the walk did not find: not selected, removed, or hidden from the walk by a rule.
    fn only_in_base(&mut self, base: Located) -> Result<Option<Entry<Stat>>, ArchiveError> {
        if !self.disk_options.selection.covers(&base.row.path) {
            return Ok(Some(Entry::unchanged(base, None)));
        }
        match self.tree.stat(&base.row.path) {
            Ok(Some(stat)) if stat.kind.is_some() => {
                let found = Found { path: base.row.path.clone(), stat };
                self.candidate(&found, Some(base)).map(Some)
            }
            Ok(_) => Ok(None),
            // What cannot be looked at is not gone.
            Err(_) => Ok(Some(Entry::unchanged(base, None))),
        }
    }

    fn candidate(&mut self, found: &Found, base: Option<Located>) -> Result<Entry<Stat>, ArchiveError> {
        let before = base.as_ref().map(|base| &base.row);
        let row = self.observer.row(&found.path, &found.stat, before).map_err(input)?;
        let tag = Some(found.stat);
        let Some(base) = base else {
            return Ok(Entry { row, origin: Origin::Outside, fallback: None, tag });
        };
        let same_content = row.kind == base.row.kind && row.digest == base.row.digest;
        let in_time = !self.options.exact_time || row.mtime == base.row.mtime;
        let file_unknown = row.kind == EntryKind::File && row.digest.is_none();
        if same_content && !file_unknown && in_time && row.is_same_but_time(&base.row) {
            return Ok(Entry::unchanged(base, tag));
        }
        let origin = if same_content && row.kind == EntryKind::File && !file_unknown {
            Origin::Base { at: base.at, content: base.content(), same: false }
        } else {
            Origin::Outside
        };
        Ok(Entry { row, origin, fallback: Some(Box::new(base)), tag })
    }
}

impl Iterator for Staging<'_, '_> {
    type Item = Result<Entry<Stat>, ArchiveError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.step().transpose()
    }
}

/// The work tree failed while the archive writer asked for the next entry.
fn input(error: WorkTreeError) -> ArchiveError {
    ArchiveError::io("work tree", io::Error::other(error))
}

/// The rows of `archive` as entries of another one that has `archive` as its base.
///
/// # Errors
/// The manifest cannot be read; later errors come through the iterator.
pub fn entries_of<'r, 'a>(
    archive: &'r Archive<'a>,
    mut keep: impl FnMut(&Row) -> bool,
) -> Result<impl Iterator<Item = Result<Entry<Stat>, ArchiveError>>, ArchiveError> {
    let rows = archive.rows()?;
    let kept = rows.filter(move |found| found.as_ref().map_or(true, |found| keep(&found.row)));
    Ok(kept.map(|found| found.map(|found| Entry::unchanged(found, None))))
}

/// Whether nothing at all is at `path`, neither on disk nor in the base.
///
/// # Errors
/// The work tree or the manifest cannot be read.
pub fn is_nowhere(tree: &WorkTree, base: Option<&Archive<'_>>, path: &TreePath) -> Result<bool, RepoError> {
    if tree.stat(path)?.is_some() {
        return Ok(false);
    }
    match base {
        Some(base) => Ok(base.rows_within(path)?.next().transpose()?.is_none()),
        None => Ok(true),
    }
}
