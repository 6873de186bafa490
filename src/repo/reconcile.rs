//! Makes the work tree, or a part of it, what an archive says, without losing changes of the user: one mechanism for
//! `checkout`, `switch`, `restore` and `merge`. The caller moves heads and stage after the files.

use std::collections::HashSet;
use std::io::Read;
use std::iter::Peekable;

use crate::archive::error::ArchiveError;
use crate::archive::reader::{Archive, Located};
use crate::archive::row::{EntryKind, Row};
use crate::base::id::Id;
use crate::base::path::TreePath;
use crate::repo::action::Action;
use crate::repo::add::digest_of;
use crate::repo::compare::change_of;
use crate::repo::disk::{Disk, DiskOptions, Observer, hash_file};
use crate::repo::error::RepoError;
use crate::repo::extract::{Extracted, Extraction, extract};
use crate::repo::repository::Repository;
use crate::repo::selection::Selection;
use crate::worktree::extract::ExtractOptions;
use crate::worktree::stat::Stat;
use crate::worktree::statcache::{CacheRow, CacheWriter, StatCache};
use crate::worktree::tree::WorkTree;

/// How the work tree is changed.
#[derive(Clone, Debug)]
pub struct ReconcileOptions {
    /// Which part of it.
    pub selection: Selection,
    /// Overwrite files that have changes.
    pub force: bool,
    /// Only find out what would be done.
    pub dry_run: bool,
    /// Wait until the files are on the device.
    pub sync: bool,
    /// Leave changed files alone where both archives have the same.
    pub keep_unaffected: bool,
}

/// What was done, or with `dry_run` would be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reconciled {
    /// Paths that are written, in order.
    pub written: Vec<TreePath>,
    /// Paths that are removed, in order.
    pub removed: Vec<TreePath>,
    /// Files and bytes that were written.
    pub extracted: Extracted,
}

struct Plan<'p> {
    tree: &'p WorkTree,
    observer: Observer<'p>,
    options: &'p ReconcileOptions,
    after: Option<&'p Archive<'p>>,
    done: Reconciled,
    conflicts: Vec<String>,
    /// Rows to be written that are hard links.
    links: Vec<Row>,
}

/// Makes the selected part of the work tree what `to` says; `from` is what it was made of before, `None` for nothing.
/// What neither of them has is left alone. Files that already are as wanted are not written.
///
/// # Errors
/// [`RepoError::WouldOverwrite`], before anything is changed, where a file to be written or removed has changes that
/// neither archive has; an archive cannot be read; the file system failed.
pub fn reconcile(
    repository: &Repository,
    action: &Action<'_>,
    from: Option<Id>,
    to: Option<Id>,
    options: &ReconcileOptions,
) -> Result<Reconciled, RepoError> {
    let tree = repository.tree()?;
    let cache = StatCache::open(repository.storage())?;
    let source = repository.source();
    let open = |id: Option<Id>| id.map(|id| Archive::open(source, id)).transpose();
    let (before, after) = (open(from)?, open(to)?);
    let mut plan = Plan {
        tree: &tree,
        observer: Observer::new(&tree, cache.as_ref(), false),
        options,
        after: after.as_ref(),
        done: Reconciled::default(),
        conflicts: Vec::new(),
        links: Vec::new(),
    };
    plan.compare(rows(before.as_ref(), &options.selection)?, rows(after.as_ref(), &options.selection)?)?;
    if !plan.conflicts.is_empty() {
        return Err(RepoError::WouldOverwrite(plan.conflicts));
    }
    if options.dry_run {
        return Ok(plan.done);
    }
    let present = plan.present_firsts()?;
    let mut done = plan.done;
    for path in done.removed.iter().rev() {
        remove(&tree, path)?;
    }
    if let Some(attachment) = to.filter(|_| !done.written.is_empty()) {
        let keep = |path: &TreePath| done.written.binary_search(path).is_ok();
        let force = ExtractOptions { force: true, sync: options.sync, owner: false };
        let present = |path: &TreePath| present.contains(path);
        let (options, monitor) = (force, action.monitor);
        let extraction = Extraction { source, attachment, tree: &tree, present: &present, options, monitor };
        done.extracted = extract(&extraction, &keep)?;
    }
    remember(repository, action, &tree, cache.as_ref(), after.as_ref(), &done.written)?;
    Ok(done)
}

type Step = Result<Located, ArchiveError>;

fn rows<'r>(
    archive: Option<&'r Archive<'_>>,
    selection: &'r Selection,
) -> Result<impl Iterator<Item = Step> + use<'r>, ArchiveError> {
    let rows = archive.map(Archive::rows).transpose()?.into_iter().flatten();
    Ok(rows.filter(|found| found.as_ref().map_or(true, |found| selection.covers(&found.row.path))))
}

impl Plan<'_> {
    fn compare(
        &mut self,
        before: impl Iterator<Item = Step>,
        after: impl Iterator<Item = Step>,
    ) -> Result<(), RepoError> {
        let (mut before, mut after) = (before.peekable(), after.peekable());
        loop {
            let order = match (path_of(&mut before), path_of(&mut after)) {
                (None, None) => break,
                (Some(a), Some(b)) => a.cmp(b),
                (Some(_), None) => std::cmp::Ordering::Less,
                (None, Some(_)) => std::cmp::Ordering::Greater,
            };
            let old = if order.is_le() { before.next().transpose()? } else { None };
            let new = if order.is_ge() { after.next().transpose()? } else { None };
            self.entry(old.map(|found| found.row), new)?;
        }
        // Errors of the iterators end the loop above and are told here.
        for rest in [before.next().transpose()?, after.next().transpose()?] {
            debug_assert!(rest.is_none());
        }
        Ok(())
    }

    /// Decides about one path that the archives have as `old` and `new`.
    fn entry(&mut self, old: Option<Row>, found: Option<Located>) -> Result<(), RepoError> {
        let content = found.as_ref().map_or(0, Located::content);
        let new = found.map(|found| found.row);
        let Some(path) = new.as_ref().or(old.as_ref()).map(|row| row.path.clone()) else { return Ok(()) };
        let unaffected = matches!((&old, &new), (Some(old), Some(new)) if change_of(old, new).is_none());
        let Some(stat) = self.tree.stat(&path)? else {
            if let Some(new) = new {
                self.write(new);
            }
            return Ok(());
        };
        if unaffected && self.options.keep_unaffected {
            return Ok(());
        }
        let is_directory = stat.kind == Some(EntryKind::Directory);
        if let Some(new) = &new
            && self.is_like(&path, &stat, new)?
        {
            return Ok(());
        }
        // A directory only has its mode changed, or goes when it is empty by then: nothing in it is lost by that.
        let replaced = new.as_ref().is_some_and(|new| new.kind != EntryKind::Directory);
        let safe = is_directory && !replaced || self.options.force || self.is_stored(&path, &stat, old.as_ref())?;
        let safe = safe || old.is_none() && new.as_ref().map_or(Ok(false), |new| self.is_begun(&stat, new, content))?;
        match new {
            _ if !safe => self.conflicts.push(path.to_string()),
            Some(new) => self.write(new),
            None => self.done.removed.push(path),
        }
        Ok(())
    }

    fn write(&mut self, row: Row) {
        self.done.written.push(row.path.clone());
        if row.first.is_some() {
            self.links.push(row);
        }
    }

    /// The first names of hard links to be written that are on disk as they should be, and stay.
    fn present_firsts(&mut self) -> Result<HashSet<TreePath>, RepoError> {
        let mut present = HashSet::new();
        for row in std::mem::take(&mut self.links) {
            let Some(first) = &row.first else { continue };
            let stays = self.done.written.binary_search(first).is_err();
            if stays && let Some(stat) = self.tree.stat(first)?.filter(|stat| stat.size == row.size) {
                let like = stat.kind == Some(EntryKind::File) && Some(hash_file(self.tree, first)?) == row.digest;
                present.extend(like.then(|| first.clone()));
            }
        }
        Ok(present)
    }

    /// Whether what is on disk is what `old` says, so that overwriting loses nothing.
    fn is_stored(&mut self, path: &TreePath, stat: &Stat, old: Option<&Row>) -> Result<bool, RepoError> {
        match old {
            Some(old) if old.kind == EntryKind::Directory => Ok(stat.kind == Some(EntryKind::Directory)),
            Some(old) => Ok(stat.kind == Some(old.kind) && self.same_content(path, stat, old)?),
            None => Ok(false),
        }
    }

    /// Whether what is on disk is the beginning of what `new` says: the file at which an earlier run was killed.
    fn is_begun(&self, stat: &Stat, new: &Row, content: u64) -> Result<bool, RepoError> {
        let Some(archive) = self.after.filter(|_| new.kind == EntryKind::File && stat.size <= new.size) else {
            return Ok(false);
        };
        if stat.kind != Some(EntryKind::File) {
            return Ok(false);
        }
        let mut reader = self.tree.open_file(&new.path)?;
        let (mut same, mut buffer) = (true, Vec::new());
        archive.stream()?.copy(content, stat.size, &mut |piece| {
            buffer.resize(piece.len(), 0);
            same = same && reader.read_exact(&mut buffer).is_ok() && buffer == piece;
            Ok(())
        })?;
        Ok(same)
    }

    /// Whether what is on disk differs from `row` in nothing but time.
    fn is_like(&mut self, path: &TreePath, stat: &Stat, row: &Row) -> Result<bool, RepoError> {
        let same_mode = row.kind == EntryKind::Symlink || stat.mode == row.mode;
        Ok(stat.kind == Some(row.kind) && same_mode && self.same_content(path, stat, row)?)
    }

    fn same_content(&mut self, path: &TreePath, stat: &Stat, row: &Row) -> Result<bool, RepoError> {
        match row.kind {
            EntryKind::Directory => Ok(true),
            EntryKind::Symlink => Ok(self.tree.read_link(path)? == row.target),
            EntryKind::File if stat.size != row.size => Ok(false),
            EntryKind::File => {
                let known = self.observer.row(path, stat, None)?.digest;
                let digest = match known {
                    Some(digest) => digest,
                    None => hash_file(self.tree, path)?,
                };
                Ok(Some(digest) == row.digest)
            }
        }
    }
}

fn path_of<I: Iterator<Item = Step>>(rows: &mut Peekable<I>) -> Option<&TreePath> {
    rows.peek().and_then(|found| found.as_ref().ok()).map(|found| &found.row.path)
}

fn remove(tree: &WorkTree, path: &TreePath) -> Result<(), RepoError> {
    match tree.stat(path)?.and_then(|stat| stat.kind) {
        // What the user keeps in it keeps it.
        Some(EntryKind::Directory) => drop(tree.remove_directory(path)?),
        Some(_) => drop(tree.remove(path)?),
        None => {}
    }
    Ok(())
}

/// Writes the stat cache of the tree after files were written from `archive`. A file that was just written is known by
/// its row where size and time are those that it was given: an edit since then moved the time.
fn remember(
    repository: &Repository,
    action: &Action<'_>,
    tree: &WorkTree,
    old: Option<&StatCache>,
    archive: Option<&Archive<'_>>,
    written: &[TreePath],
) -> Result<(), RepoError> {
    let Some(archive) = archive else { return Ok(()) };
    let start = tree.filesystem_now()?;
    let staged = repository.storage().create(&format!("{}.cache", action.unique()))?;
    let mut writer = CacheWriter::new(staged, start);
    let mut cursor = old.map(|old| (old, old.rows()));
    let options = DiskOptions::all();
    let mut disk = Disk::walk(tree, &options)?;
    let mut rows = archive.rows()?.peekable();
    while let Some(found) = disk.take()? {
        while rows.next_if(|row| row.as_ref().is_ok_and(|row| row.row.path < found.path)).is_some() {}
        let Some(row) = rows.next_if(|row| row.as_ref().is_ok_and(|row| row.row.path == found.path)) else { continue };
        let row = row?.row;
        let known = cursor.as_mut().and_then(|(old, cursor)| {
            cursor.find(&found.path).filter(|row| old.fresh(row, &found.stat)).map(|row| row.digest)
        });
        let fresh = written.binary_search(&row.path).is_ok()
            && found.stat.kind == Some(row.kind)
            && (row.kind != EntryKind::File || (found.stat.size, found.stat.mtime) == (row.size, row.mtime));
        let digest = if row.kind == EntryKind::Directory || fresh { Some(digest_of(&row)) } else { known };
        if let Some(row) = digest.and_then(|digest| CacheRow::new(&found.path, &found.stat, digest)) {
            writer.push(&row)?;
        }
    }
    repository.storage().publish(vec![writer.finish(None)?])?;
    Ok(())
}
