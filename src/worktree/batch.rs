//! A run of a walk's entries, listed by one thread and statted by whichever thread has time. Opens nothing.

use std::mem::{replace, take};
use std::os::fd::OwnedFd;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustix::fs::{AtFlags, statat};
use rustix::io::Errno;

use crate::base::path::TreePath;
use crate::worktree::error::WorkTreeError;
use crate::worktree::found::{Found, SkipReason, Skipped};
use crate::worktree::stat::Stat;

/// One entry of a walk on its way to the consumer.
pub(in crate::worktree) enum Item {
    /// A name that is not statted yet: its path, and which directory of the batch it stands in.
    Listed { path: TreePath, directory: u32 },
    /// An entry.
    Found(Found),
    /// Something left out.
    Skipped(Skipped),
    /// The walk cannot go on here.
    Failed(WorkTreeError),
    /// Removed between listing and stat.
    Gone,
}

#[derive(Default)]
struct Content {
    items: Vec<Item>,
    /// The directories that listed items stand in; none once all are statted.
    directories: Vec<Arc<OwnedFd>>,
}

/// Consecutive entries of a walk. Its lock is the claim to stat them.
#[derive(Default)]
pub(in crate::worktree) struct Batch(Mutex<Content>);

/// A batch in the making.
#[derive(Default)]
pub(in crate::worktree) struct Filling(Content);

impl Filling {
    pub(in crate::worktree) fn push(&mut self, item: Item) {
        self.0.items.push(item);
    }

    /// Adds a name in `directory`, to be statted later.
    pub(in crate::worktree) fn push_listed(&mut self, path: TreePath, directory: &Arc<OwnedFd>) {
        let directories = &mut self.0.directories;
        if !directories.last().is_some_and(|last| Arc::ptr_eq(last, directory)) {
            directories.push(Arc::clone(directory));
        }
        let directory = u32::try_from(directories.len() - 1).expect("batches are small");
        self.push(Item::Listed { path, directory });
    }

    /// Whether it is time to send it: by its items, or by the descriptors that it keeps open.
    pub(in crate::worktree) fn is_full(&self) -> bool {
        self.0.items.len() >= 256 || self.0.directories.len() >= 8
    }

    pub(in crate::worktree) fn is_empty(&self) -> bool {
        self.0.items.is_empty()
    }

    pub(in crate::worktree) fn finish(&mut self) -> Arc<Batch> {
        Arc::new(Batch(Mutex::new(take(&mut self.0))))
    }
}

impl Batch {
    /// Stats what is not statted, unless another thread is at it.
    pub(in crate::worktree) fn help(&self) {
        if let Ok(mut content) = self.0.try_lock() {
            content.complete();
        }
    }

    /// The items, none of them [`Item::Listed`].
    pub(in crate::worktree) fn take(&self) -> Vec<Item> {
        let mut content: MutexGuard<'_, Content> = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        content.complete();
        take(&mut content.items)
    }
}

impl Content {
    fn complete(&mut self) {
        if self.directories.is_empty() {
            return;
        }
        for item in &mut self.items {
            *item = match replace(item, Item::Gone) {
                Item::Listed { path, directory } => stat(path, &self.directories[directory as usize]),
                other => other,
            };
        }
        self.directories.clear();
    }
}

fn stat(path: TreePath, directory: &OwnedFd) -> Item {
    let skipped = |path: &TreePath, reason| Item::Skipped(Skipped { path: path.as_bytes().into(), reason });
    match statat(directory, path.name(), AtFlags::SYMLINK_NOFOLLOW).map(|raw| Stat::new(&raw)) {
        Ok(stat) if stat.kind.is_none() => skipped(&path, SkipReason::Special),
        Ok(stat) => Item::Found(Found { path, stat }),
        Err(Errno::NOENT) => Item::Gone,
        Err(errno) => skipped(&path, SkipReason::Unreadable(errno.to_string())),
    }
}
