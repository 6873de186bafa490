//! What differs between an archive and the work tree: their entries walked side by side. A file is read only where its
//! size is the same and the stat cache does not know its content. Memory is proportional to what differs.

use std::iter::Peekable;

use rayon::iter::{IntoParallelRefMutIterator, ParallelIterator};

use crate::archive::reader::{Archive, Located, Rows};
use crate::archive::row::{EntryKind, Row};
use crate::base::monitor::Monitor;
use crate::base::path::TreePath;
use crate::object::error::ObjectError;
use crate::repo::compare::{Change, Difference, change_of};
use crate::repo::disk::{Disk, DiskOptions, Observer, hash_file};
use crate::repo::error::RepoError;
use crate::worktree::error::WorkTreeError;
use crate::worktree::found::{Found, SkipReason, Skipped};
use crate::worktree::statcache::StatCache;
use crate::worktree::tree::WorkTree;

/// How many entries that may differ are judged together, on all cores.
const BATCH: usize = 512;

/// What is compared.
pub struct Subject<'s, 'a> {
    /// The work tree.
    pub tree: &'s WorkTree,
    /// The old side; `None` is the empty archive.
    pub old: Option<&'s Archive<'a>>,
    /// Another archive whose entries are tracked too: what only the tree has is then added, not untracked.
    pub tracked: Option<&'s Archive<'a>>,
    /// What of the work tree is walked; nothing is said of the rest.
    pub disk: &'s DiskOptions,
    /// What is known of the work tree.
    pub cache: Option<&'s StatCache>,
    /// Asked whether to stop.
    pub monitor: &'s dyn Monitor,
}

/// What differs.
#[derive(Debug, Default)]
pub struct Observed {
    /// Tracked entries that differ, in order. The new row of a modified file has no digest where it was not needed.
    pub differences: Vec<Difference>,
    /// What only the tree has, in order; of a directory that is wholly so, nothing that is in it.
    pub untracked: Vec<Found>,
    /// What the walk left out, and what could not be read.
    pub skipped: Vec<Skipped>,
}

/// Compares both sides.
///
/// # Errors
/// The tree or a manifest cannot be read, or the user stopped the work.
pub fn observe(subject: &Subject<'_, '_>) -> Result<Observed, RepoError> {
    let mut disk = Disk::walk(subject.tree, subject.disk)?;
    let mut last = None;
    if let (Some(old), Some(cache), None) = (subject.old, subject.cache, subject.tracked)
        && cache.attachment() == Some(old.id())
    {
        let (same, up_to) = disk.skip_unchanged(cache)?;
        if same {
            return Ok(Observed { skipped: disk.take_skipped(), ..Observed::default() });
        }
        last = up_to;
    }
    let mut observing = Observing {
        subject,
        disk,
        rows: subject.old.map(|old| rows_after(old, last.as_ref())).transpose()?,
        tracked: subject.tracked.map(|tracked| rows_after(tracked, None)).transpose()?,
        observer: Observer::new(subject.tree, subject.cache, false),
        gone: None,
        untracked: None,
        pending: Vec::new(),
        observed: Observed::default(),
    };
    while observing.step()? {}
    observing.judge()?;
    let mut observed = observing.observed;
    observed.skipped.append(&mut observing.disk.take_skipped());
    Ok(observed)
}

/// The entries behind `last`, which is one of them.
fn rows_after<'r, 'a>(archive: &'r Archive<'a>, last: Option<&TreePath>) -> Result<Peekable<Rows<'r, 'a>>, RepoError> {
    let Some(last) = last else { return Ok(archive.rows()?.peekable()) };
    let mut rows = archive.rows_from(last)?;
    rows.next_if(|found| found.as_ref().is_ok_and(|found| found.row.path == *last));
    Ok(rows)
}

/// An entry that may differ.
struct Candidate {
    old: Option<Row>,
    new: Option<Row>,
    failed: Option<WorkTreeError>,
}

struct Observing<'o, 's, 'a> {
    subject: &'o Subject<'s, 'a>,
    disk: Disk,
    rows: Option<Peekable<Rows<'o, 'a>>>,
    tracked: Option<Peekable<Rows<'o, 'a>>>,
    observer: Observer<'o>,
    /// A directory that is none any more: nothing that was in it needs a look.
    gone: Option<TreePath>,
    /// The untracked directory that the walk is in.
    untracked: Option<TreePath>,
    pending: Vec<Candidate>,
    observed: Observed,
}

impl Observing<'_, '_, '_> {
    /// Goes on by one path; false at the end.
    fn step(&mut self) -> Result<bool, RepoError> {
        let old = match self.rows.as_mut().and_then(Peekable::peek) {
            Some(Ok(found)) => Some(&found.row.path),
            Some(Err(_)) => return take(&mut self.rows).map(|_| true),
            None => None,
        };
        let order = match (old, self.disk.peek()) {
            (None, None) => return Ok(false),
            (Some(old), Some(found)) => old.cmp(&found.path),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
        };
        let old = if order.is_le() { take(&mut self.rows)? } else { None };
        let found = if order.is_ge() { self.disk.take()? } else { None };
        match (old, found) {
            (Some(old), _) if !self.subject.disk.selection.covers(&old.path) => {}
            (Some(old), Some(found)) => self.both(old, &found)?,
            (Some(old), None) => self.only_old(old)?,
            (None, Some(found)) => self.only_found(found)?,
            (None, None) => {}
        }
        if self.pending.len() >= BATCH {
            self.judge()?;
        }
        Ok(true)
    }

    fn both(&mut self, old: Row, found: &Found) -> Result<(), RepoError> {
        if old.kind == EntryKind::Directory && found.stat.kind != Some(EntryKind::Directory) {
            self.gone = Some(old.path.clone());
        }
        match self.observer.row(&found.path, &found.stat, Some(&old)) {
            Ok(new) if change_of(&old, &new).is_none() => {}
            Ok(new) => self.pending.push(Candidate { old: Some(old), new: Some(new), failed: None }),
            Err(error) => self.pending.push(Candidate { new: Some(old.clone()), old: Some(old), failed: Some(error) }),
        }
        Ok(())
    }

    /// The walk did not find it: it is gone, or a rule hides it from the walk.
    fn only_old(&mut self, old: Row) -> Result<(), RepoError> {
        let is_gone = self.gone.as_ref().is_some_and(|gone| old.path.is_within(gone));
        let stat = if is_gone { Ok(None) } else { self.subject.tree.stat(&old.path) };
        match stat {
            Ok(Some(stat)) if stat.kind.is_some() => {
                let found = Found { path: old.path.clone(), stat };
                return self.both(old, &found);
            }
            // What cannot be looked at is not gone; the walk has said why.
            Err(_) => return Ok(()),
            Ok(_) => {}
        }
        if old.kind == EntryKind::Directory {
            if !is_gone {
                self.gone = Some(old.path.clone());
            }
            if is_parent(&old.path, &mut self.rows) {
                return Ok(());
            }
        }
        self.pending.push(Candidate { old: Some(old), new: None, failed: None });
        Ok(())
    }

    fn only_found(&mut self, found: Found) -> Result<(), RepoError> {
        if self.untracked.as_ref().is_some_and(|untracked| found.path.is_within(untracked)) {
            return Ok(());
        }
        let is_directory = found.stat.kind == Some(EntryKind::Directory);
        let mut is_tracked = false;
        if let Some(tracked) = &mut self.tracked {
            while tracked.next_if(|next| next.as_ref().is_ok_and(|next| next.row.path < found.path)).is_some() {}
            is_tracked = tracked.next_if(|next| next.as_ref().is_ok_and(|next| next.row.path == found.path)).is_some();
        }
        // What is in it tells of a directory, unless all of it is untracked.
        if is_directory && (is_parent(&found.path, &mut self.rows) || is_parent(&found.path, &mut self.tracked)) {
            return Ok(());
        }
        if is_tracked {
            let new = self.observer.row(&found.path, &found.stat, None)?;
            self.pending.push(Candidate { old: None, new: Some(new), failed: None });
            return Ok(());
        }
        if is_directory {
            self.untracked = Some(found.path.clone());
        }
        self.observed.untracked.push(found);
        Ok(())
    }

    /// Decides what is pending, reading what must be read.
    fn judge(&mut self) -> Result<(), RepoError> {
        let Subject { tree, monitor, .. } = *self.subject;
        self.pending.par_iter_mut().for_each(|candidate| {
            if !monitor.cancelled() {
                candidate.complete(tree);
            }
        });
        if monitor.cancelled() {
            return Err(ObjectError::Cancelled.into());
        }
        for Candidate { old, new, failed } in self.pending.drain(..) {
            let new = match failed {
                // It went away while it was looked at.
                Some(WorkTreeError::Missing { .. } | WorkTreeError::InTheWay { .. }) => None,
                Some(error) => {
                    let path = new.as_ref().or(old.as_ref()).map(|row| row.path.as_bytes().into()).unwrap_or_default();
                    let reason = SkipReason::Unreadable(error.to_string());
                    self.observed.skipped.push(Skipped { path, reason });
                    continue;
                }
                None => new,
            };
            let change = match (&old, &new) {
                (Some(old), Some(new)) => change_of(old, new),
                (Some(_), None) => Some(Change::Removed),
                (None, Some(_)) => Some(Change::Added),
                (None, None) => None,
            };
            if let (Some(change), Some(row)) = (change, new.as_ref().or(old.as_ref())) {
                self.observed.differences.push(Difference { path: row.path.clone(), change, old, new });
            }
        }
        Ok(())
    }
}

impl Candidate {
    /// Hashes the file where only its content can tell whether it differs.
    fn complete(&mut self, tree: &WorkTree) {
        let (Some(old), Some(new), None) = (&self.old, &mut self.new, &self.failed) else { return };
        let both_files = old.kind == EntryKind::File && new.kind == EntryKind::File;
        if both_files && old.size == new.size && new.digest.is_none() {
            match hash_file(tree, &new.path) {
                Ok(digest) => new.digest = Some(digest),
                Err(error) => self.failed = Some(error),
            }
        }
    }
}

fn take(rows: &mut Option<Peekable<Rows<'_, '_>>>) -> Result<Option<Row>, RepoError> {
    let found = rows.as_mut().and_then(Iterator::next).transpose()?;
    Ok(found.map(|Located { row, .. }| row))
}

/// Whether the next of `rows` is in this directory.
fn is_parent(directory: &TreePath, rows: &mut Option<Peekable<Rows<'_, '_>>>) -> bool {
    let next = rows.as_mut().and_then(Peekable::peek);
    next.is_some_and(|next| next.as_ref().is_ok_and(|next| next.row.path.is_within(directory)))
}
