//! Takes entries away and renames them, below the root and never through a link. Removes no directory that is not
//! empty: what the caller does not know of is not its to remove.

use std::os::fd::AsFd;

use rustix::fs::{AtFlags, renameat, statat, unlinkat};
use rustix::io::Errno;

use crate::base::path::TreePath;
use crate::worktree::error::{Result, WorkTreeError};
use crate::worktree::tree::WorkTree;

impl WorkTree {
    /// Removes a file or link, and the directories above it that became empty by that. Returns whether it was there.
    ///
    /// # Errors
    /// [`WorkTreeError::InTheWay`] where it is a directory; the file system failed.
    pub fn remove(&self, path: &TreePath) -> Result<bool> {
        let removed = self.parent(path).and_then(|parent| unlinkat(parent, path.name(), AtFlags::empty()));
        match removed {
            Ok(()) => {
                self.remove_empty_above(path);
                Ok(true)
            }
            Err(Errno::NOENT | Errno::NOTDIR | Errno::LOOP) => Ok(false),
            Err(Errno::ISDIR) => Err(WorkTreeError::in_the_way(path)),
            // What systems other than Linux say of a directory, and all say where it is forbidden.
            Err(Errno::PERM) if self.is_directory(path) => Err(WorkTreeError::in_the_way(path)),
            Err(errno) => Err(WorkTreeError::of(path.as_bytes(), errno)),
        }
    }

    /// Removes a directory if it is empty, and the ones above it that became empty by that. Returns whether it is gone.
    ///
    /// # Errors
    /// [`WorkTreeError::InTheWay`] where it is no directory; the file system failed.
    pub fn remove_directory(&self, path: &TreePath) -> Result<bool> {
        let removed = self.parent(path).and_then(|parent| unlinkat(parent, path.name(), AtFlags::REMOVEDIR));
        match removed {
            Ok(()) => {
                self.remove_empty_above(path);
                Ok(true)
            }
            Err(Errno::NOENT) => Ok(true),
            Err(Errno::NOTEMPTY | Errno::EXIST | Errno::BUSY) => Ok(false),
            Err(Errno::NOTDIR | Errno::LOOP) => Err(WorkTreeError::in_the_way(path)),
            Err(errno) => Err(WorkTreeError::of(path.as_bytes(), errno)),
        }
    }

    /// Removes the directories above `path` from the nearest on, as long as they are empty.
    fn remove_empty_above(&self, path: &TreePath) {
        let mut directory = path.parent();
        while let Some(path) = directory {
            let removed = self.parent(&path).and_then(|parent| unlinkat(parent, path.name(), AtFlags::REMOVEDIR));
            // One that stays, for whatever reason, is no failure: it is still a directory.
            if removed.is_err() {
                return;
            }
            directory = path.parent();
        }
    }

    /// Gives an entry another name. Directories move with all that is in them; the directory of the new name must be
    /// there. With `replace`, a file or link that has the new name is lost.
    ///
    /// # Errors
    /// [`WorkTreeError::Missing`] where there is no entry, or no directory for the new name;
    /// [`WorkTreeError::InTheWay`] where the new name is taken.
    pub fn rename(&self, from: &TreePath, to: &TreePath, replace: bool) -> Result<()> {
        let source = self.parent(from).map_err(|errno| WorkTreeError::of(from.as_bytes(), errno))?;
        let target = self.parent(to).map_err(|errno| WorkTreeError::of(to.as_bytes(), errno))?;
        statat(&source, from.name(), AtFlags::SYMLINK_NOFOLLOW)
            .map_err(|errno| WorkTreeError::of(from.as_bytes(), errno))?;
        let renamed = if replace {
            renameat(&source, from.name(), &target, to.name())
        } else {
            rename_new(&source, from.name(), &target, to.name())
        };
        match renamed {
            Ok(()) => Ok(()),
            Err(Errno::EXIST | Errno::NOTEMPTY | Errno::ISDIR | Errno::NOTDIR) => Err(WorkTreeError::in_the_way(to)),
            // A directory into itself.
            Err(Errno::INVAL) => Err(WorkTreeError::in_the_way(from)),
            Err(errno) => Err(WorkTreeError::of(to.as_bytes(), errno)),
        }
    }

    fn is_directory(&self, path: &TreePath) -> bool {
        self.open_directory(path.as_bytes()).is_ok()
    }
}

/// Renames to a name that is free. In one step where the system can; otherwise it looks first.
fn rename_new(source: impl AsFd, from: &[u8], target: impl AsFd, to: &[u8]) -> std::result::Result<(), Errno> {
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    {
        use rustix::fs::{RenameFlags, renameat_with};
        match renameat_with(&source, from, &target, to, RenameFlags::NOREPLACE) {
            // Not on this kernel or file system.
            Err(Errno::NOSYS | Errno::INVAL | Errno::OPNOTSUPP) => {}
            other => return other,
        }
    }
    match statat(&target, to, AtFlags::SYMLINK_NOFOLLOW) {
        Ok(_) => Err(Errno::EXIST),
        Err(Errno::NOENT) => renameat(source, from, target, to),
        Err(errno) => Err(errno),
    }
}
