//! The directories that an extraction writes into: opened one component at a time, never through a link, made on
//! demand and only once. Knows nothing about files.

use std::collections::HashMap;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustix::fs::{AtFlags, Mode, OFlags, RawMode, fchmod, fstat, mkdirat, openat, unlinkat};
use rustix::io::Errno;

use crate::archive::row::EntryKind;
use crate::base::path::TreePath;
use crate::base::planted::{self, Defect};
use crate::worktree::error::{Result, WorkTreeError};
use crate::worktree::stat::Stat;
use crate::worktree::tree::{DIRECTORY, WorkTree};

/// Directories kept open.
const OPEN: usize = 128;

/// An open directory of the target.
pub(in crate::worktree) struct Place {
    fd: Option<OwnedFd>,
    tree: WorkTree,
    /// Made by this extraction, and not forgotten since: nobody else has put anything into it.
    pub(in crate::worktree) fresh: bool,
    /// Permission bits that new entries in it do not get, where that is known.
    pub(in crate::worktree) mask: Option<u16>,
}

impl AsFd for Place {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_ref().map_or_else(|| self.tree.root(), AsFd::as_fd)
    }
}

/// The directories of a target.
pub(in crate::worktree) struct Places {
    root: Arc<Place>,
    force: bool,
    open: Mutex<HashMap<Box<[u8]>, Arc<Place>>>,
    /// Directories that were there and not writable for their owner, with the mode to give back.
    unlocked: Mutex<Vec<(TreePath, u16)>>,
}

impl Places {
    /// The directories of `tree`, on which new entries do not get the bits of `mask`. With `force`, files and links
    /// that stand where a directory is needed are removed.
    pub(in crate::worktree) fn new(tree: &WorkTree, mask: u16, force: bool) -> Self {
        let root = Arc::new(Place { fd: None, tree: tree.clone(), fresh: false, mask: Some(mask) });
        Self { root, force, open: Mutex::default(), unlocked: Mutex::default() }
    }

    /// The directory in which `path` stands.
    ///
    /// # Errors
    /// Something else is in the way, or it cannot be made.
    pub(in crate::worktree) fn above(&self, path: &TreePath) -> Result<Arc<Place>> {
        let bytes = path.as_bytes();
        match bytes.iter().rposition(|b| *b == b'/') {
            None => Ok(Arc::clone(&self.root)),
            Some(slash) => self.find(&mut self.lock(), &bytes[..slash], 0o777),
        }
    }

    /// The directory at `path`, made with at least the owner's bits of `mode`, and at most `mode` beside them.
    ///
    /// # Errors
    /// As [`Places::above`].
    pub(in crate::worktree) fn at(&self, path: &TreePath, mode: u16) -> Result<Arc<Place>> {
        self.find(&mut self.lock(), path.as_bytes(), mode)
    }

    /// The directory at `path` was removed.
    pub(in crate::worktree) fn forget(&self, path: &TreePath) {
        self.lock().remove(path.as_bytes());
    }

    /// Directories that were made writable, with their modes before.
    pub(in crate::worktree) fn take_unlocked(&self) -> Vec<(TreePath, u16)> {
        std::mem::take(&mut self.unlocked.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Box<[u8]>, Arc<Place>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn find(&self, open: &mut HashMap<Box<[u8]>, Arc<Place>>, path: &[u8], mode: u16) -> Result<Arc<Place>> {
        if let Some(place) = open.get(path) {
            return Ok(Arc::clone(place));
        }
        let (parent, name) = match path.iter().rposition(|b| *b == b'/') {
            None => (Arc::clone(&self.root), path),
            Some(slash) => (self.find(open, &path[..slash], 0o777)?, &path[slash + 1..]),
        };
        let place = Arc::new(self.enter(&parent, path, name, mode)?);
        if open.len() >= OPEN {
            // Those on the way are needed again soonest, and are the ones known to be fresh.
            open.retain(|other, _| path.starts_with(other) && path.get(other.len()) == Some(&b'/'));
            if open.len() >= OPEN {
                open.clear();
            }
        }
        open.insert(path.into(), Arc::clone(&place));
        Ok(place)
    }

    /// Opens the directory `name` in `parent`, or makes it.
    fn enter(&self, parent: &Place, path: &[u8], name: &[u8], mode: u16) -> Result<Place> {
        let failed = |errno| WorkTreeError::of(path, errno);
        let make = || mkdirat(parent, name, Mode::from_raw_mode(RawMode::from(mode | 0o700)));
        let mut made = parent.fresh && make().is_ok();
        let follow = if planted::is(Defect::LexicalPaths) { OFlags::NOFOLLOW } else { OFlags::empty() };
        loop {
            match openat(parent, name, DIRECTORY.difference(follow), Mode::empty()) {
                Ok(fd) if made => {
                    return Ok(Place { fd: Some(fd), tree: parent.tree.clone(), fresh: true, mask: parent.mask });
                }
                Ok(fd) => {
                    self.unlock(&fd, path).map_err(failed)?;
                    return Ok(Place { fd: Some(fd), tree: parent.tree.clone(), fresh: false, mask: None });
                }
                Err(Errno::NOENT) => match make() {
                    Ok(()) => made = true,
                    // Another process was faster.
                    Err(Errno::EXIST) if !made => {}
                    Err(errno) => return Err(failed(errno)),
                },
                Err(Errno::NOTDIR | Errno::LOOP) if self.force => {
                    made = false;
                    unlinkat(parent, name, AtFlags::empty()).map_err(failed)?;
                }
                Err(Errno::NOTDIR | Errno::LOOP) => {
                    return Err(WorkTreeError::InTheWay { path: String::from_utf8_lossy(path).into_owned() });
                }
                Err(errno) => return Err(failed(errno)),
            }
        }
    }

    /// Lets the owner write into a directory that was there, until the modes are set at the end.
    fn unlock(&self, fd: &OwnedFd, path: &[u8]) -> std::result::Result<(), Errno> {
        let stat = Stat::new(&fstat(fd)?);
        debug_assert_eq!(stat.kind, Some(EntryKind::Directory));
        if stat.mode & 0o700 != 0o700
            && set_mode(fd, stat.mode | 0o700).is_ok()
            && let Ok(path) = TreePath::new(path)
        {
            self.unlocked.lock().unwrap_or_else(PoisonError::into_inner).push((path, stat.mode));
        }
        Ok(())
    }
}

/// Sets the permission bits, keeping set-group-id and the like of a directory as they are.
pub(in crate::worktree) fn set_mode(fd: impl AsFd, mode: u16) -> std::result::Result<(), Errno> {
    let now = fstat(&fd)?.st_mode as RawMode & 0o7777;
    let wanted = now & 0o7000 | RawMode::from(mode & 0o777);
    if wanted == now { Ok(()) } else { fchmod(fd, Mode::from_raw_mode(wanted)) }
}
