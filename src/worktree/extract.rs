//! Makes files, links and directories from rows, below the root and nowhere else. Used from several threads.
//!
//! Every name is one component relative to the descriptor of a directory that was itself opened that way, so no link
//! on disk or in the archive can lead anywhere. rustix is used at the descriptors, not cap-std: for one small file
//! there are five calls to the kernel (open, write, set the time, rename, close), and each further one shows on 78,000 files.
//! Links are made last, and the attributes of directories after them.

use std::os::fd::{AsFd, OwnedFd};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use rustix::fs::{
    AtFlags, Gid, Mode, OFlags, RawMode, Timespec, Timestamps, UTIME_OMIT, Uid, chownat, fchmod, fchown, fsync,
    futimens, linkat, openat, renameat, statat, symlinkat, unlinkat, utimensat,
};
use rustix::io::Errno;

use crate::archive::row::{EntryKind, Row};
use crate::base::path::TreePath;
use crate::base::time::Timestamp;
use crate::worktree::collide::Checker;
use crate::worktree::error::{Result, WorkTreeError};
use crate::worktree::place::{Place, Places, set_mode};
use crate::worktree::probe::Target;
use crate::worktree::sink::FileSink;
use crate::worktree::stat::Stat;
use crate::worktree::tree::{WorkTree, temporary_name};

/// How to extract.
#[derive(Clone, Copy, Debug, Default)]
pub struct ExtractOptions {
    /// Remove a file or link where a directory is needed, and an empty directory where a file or link is.
    pub force: bool,
    /// Everything is durable when [`Extractor::finish`] returns, and no content is lost before.
    pub sync: bool,
    /// Set user and group where the row has them.
    pub owner: bool,
}

/// Writes rows into a work tree. What it replaces is not asked for: whether a file may be overwritten is for the
/// caller to know.
pub struct Extractor {
    tree: WorkTree,
    target: Target,
    options: ExtractOptions,
    places: Places,
    temporaries: AtomicU64,
    later: Mutex<Later>,
}

/// What can only be done when the files are there.
#[derive(Default)]
struct Later {
    links: Vec<Row>,
    symlinks: Vec<Row>,
    directories: Vec<Attributes>,
}

struct Attributes {
    path: TreePath,
    mode: u16,
    /// `None` for a directory that is in no row.
    mtime: Option<Timestamp>,
    owner: Option<(u32, u32)>,
}

/// A name that is removed again unless the entry is finished.
struct Unfinished<'a> {
    place: &'a Place,
    name: String,
    done: bool,
}

impl Drop for Unfinished<'_> {
    fn drop(&mut self) {
        if !self.done {
            // The error that led here is the one to tell.
            let _ = unlinkat(self.place, &self.name, AtFlags::empty());
        }
    }
}

impl Extractor {
    /// Writes into `tree`, after trying out what its file system does to names.
    ///
    /// # Errors
    /// Nothing can be created at the root.
    pub fn open(tree: &WorkTree, options: ExtractOptions) -> Result<Self> {
        let target = Target::probe(tree)?;
        let places = Places::new(tree, target.mask, options.force);
        Ok(Self {
            tree: tree.clone(),
            target,
            options,
            places,
            temporaries: AtomicU64::new(0),
            later: Mutex::default(),
        })
    }

    /// Checks rows before anything is written: give it all rows that are going to be extracted, in their order.
    pub fn checker(&self) -> Checker {
        Checker::new(self.tree.clone(), self.target)
    }

    /// Makes the directory; mode and time are set at the end.
    ///
    /// # Errors
    /// Something else is in the way, or the file system failed.
    pub fn directory(&self, row: &Row) -> Result<()> {
        self.places.at(&row.path, row.mode)?;
        self.later(|later| {
            later.directories.push(Attributes {
                path: row.path.clone(),
                mode: row.mode,
                mtime: Some(row.mtime),
                owner: row.owner,
            });
        });
        Ok(())
    }

    /// Makes the symbolic link, at the end.
    pub fn symlink(&self, row: &Row) {
        self.later(|later| later.symlinks.push(row.clone()));
    }

    /// Makes the entry another name of the file at `row.first`, at the end. That file must be there then, as the row
    /// says; where it is not among what is restored, give the entry to [`Extractor::file`] instead.
    pub fn link(&self, row: &Row) {
        self.later(|later| later.links.push(row.clone()));
    }

    /// Makes the file: `content` gives all of its bytes to the sink. Until that is done, a file of that name stays as
    /// it is, and it stays so where `content` or anything else fails.
    ///
    /// # Errors
    /// What `content` returns; a length other than the row's; a directory in the way; the file system failed.
    pub fn file<E: From<WorkTreeError>>(
        &self,
        row: &Row,
        content: impl FnOnce(&mut FileSink<'_>) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let place = self.places.above(&row.path)?;
        let flags = OFlags::CREATE | OFlags::EXCL | OFlags::WRONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mode = Mode::from_raw_mode(RawMode::from(row.mode & 0o777));
        let (fd, mut unfinished) = self.temporary(&place, &row.path, |name| openat(&*place, name, flags, mode))?;
        let mut sink = FileSink::new(fd.as_fd(), &row.path, row.size);
        content(&mut sink)?;
        sink.finish()?;
        self.settle(&place, &fd, row).map_err(|errno| WorkTreeError::of(row.path.as_bytes(), errno))?;
        // A directory made here has no content to lose: what is in it is made durable at the end, where that can be.
        if self.options.sync && (!place.fresh || cfg!(not(target_os = "linux"))) {
            fsync(&fd).map_err(|errno| WorkTreeError::of(row.path.as_bytes(), errno))?;
        }
        Ok(self.rename(&mut unfinished, &row.path)?)
    }

    /// Creates something under a name that is free.
    fn temporary<'a, T>(
        &self,
        place: &'a Place,
        path: &TreePath,
        create: impl Fn(&str) -> std::result::Result<T, Errno>,
    ) -> Result<(T, Unfinished<'a>)> {
        loop {
            let name = temporary_name(self.temporaries.fetch_add(1, Ordering::Relaxed));
            match create(&name) {
                Err(Errno::EXIST) => {}
                Err(errno) => return Err(WorkTreeError::of(path.as_bytes(), errno)),
                Ok(made) => return Ok((made, Unfinished { place, name, done: false })),
            }
        }
    }

    /// Sets owner, mode and time of a written file.
    fn settle(&self, place: &Place, fd: &OwnedFd, row: &Row) -> std::result::Result<(), Errno> {
        let mode = row.mode & 0o777;
        let owner = row.owner.filter(|_| self.options.owner);
        if let Some((user, group)) = owner {
            fchown(fd, Some(Uid::from_raw(user)), Some(Gid::from_raw(group)))?;
        }
        if place.mask.is_none_or(|mask| mode & mask != 0) || owner.is_some() {
            fchmod(fd, Mode::from_raw_mode(RawMode::from(mode)))?;
        }
        futimens(fd, &times(row.mtime))
    }

    /// Gives a finished entry its name, in place of what has it.
    fn rename(&self, unfinished: &mut Unfinished<'_>, path: &TreePath) -> Result<()> {
        let place = unfinished.place;
        let rename = || renameat(place, &unfinished.name, place, path.name());
        let mut renamed = rename();
        if self.options.force && is_directory(renamed) {
            // Only an empty one: what is in it is nobody's to remove here.
            renamed = unlinkat(place, path.name(), AtFlags::REMOVEDIR).and_then(|()| {
                self.places.forget(path);
                rename()
            });
        }
        match renamed {
            Ok(()) => {
                unfinished.done = true;
                Ok(())
            }
            refused if is_directory(refused) => Err(WorkTreeError::in_the_way(path)),
            Err(errno) => Err(WorkTreeError::of(path.as_bytes(), errno)),
        }
    }

    /// Makes the links, then sets modes and times of the directories, the deepest first.
    ///
    /// # Errors
    /// The first thing that failed; the attributes of the other directories are set all the same.
    pub fn finish(self) -> Result<()> {
        let mut later = std::mem::take(&mut *self.later.lock().unwrap_or_else(PoisonError::into_inner));
        let links = later.links.iter().try_for_each(|row| self.make_link(row));
        let symlinks = links.and_then(|()| later.symlinks.iter().try_for_each(|row| self.make_symlink(row)));
        let mut directories = std::mem::take(&mut later.directories);
        for (path, mode) in self.places.take_unlocked() {
            directories.push(Attributes { path, mode, mtime: None, owner: None });
        }
        // A stable sort: what a row says stands before what the directory had, and stays.
        directories.sort_by(|a, b| b.path.cmp(&a.path));
        directories.dedup_by(|later, kept| later.path == kept.path);
        let mut result = symlinks;
        for directory in &directories {
            result = result.and(self.set_attributes(directory));
        }
        if self.options.sync {
            result = result.and(self.flush(&directories));
        }
        result
    }

    fn make_link(&self, row: &Row) -> Result<()> {
        let failed = |errno| WorkTreeError::of(row.path.as_bytes(), errno);
        // A file that has to go for its own other name is no file of a tree.
        let Some(first) = row.first.as_ref().filter(|first| !row.path.is_within(first)) else {
            return Err(WorkTreeError::Disorder { path: row.path.to_string() });
        };
        let wrong_first = || WorkTreeError::Missing { path: first.to_string() };
        let from = self.tree.parent(first).map_err(|_| wrong_first())?;
        let found = statat(&from, first.name(), AtFlags::SYMLINK_NOFOLLOW).map_err(|_| wrong_first())?;
        let found = Stat::new(&found);
        // Never a name more for a link, a directory, or a file that cannot be the one that the archive means.
        if found.kind != Some(EntryKind::File) || found.size != row.size {
            return Err(wrong_first());
        }
        let place = self.places.above(&row.path)?;
        let link = |name: &[u8]| linkat(&from, first.name(), &*place, name, AtFlags::empty());
        match link(row.path.name()) {
            Err(Errno::EXIST) => {}
            other => return other.map_err(failed),
        }
        let there = statat(&*place, row.path.name(), AtFlags::SYMLINK_NOFOLLOW).map_err(failed)?;
        if (Stat::new(&there).inode, Stat::new(&there).device) == (found.inode, found.device) {
            return Ok(());
        }
        let ((), mut unfinished) = self.temporary(&place, &row.path, |name| link(name.as_bytes()))?;
        self.rename(&mut unfinished, &row.path)
    }

    fn make_symlink(&self, row: &Row) -> Result<()> {
        let failed = |errno| WorkTreeError::of(row.path.as_bytes(), errno);
        let place = self.places.above(&row.path)?;
        let make = |name: &[u8]| symlinkat(&*row.target, &*place, name);
        let mut unfinished = match make(row.path.name()) {
            Ok(()) => None,
            Err(Errno::EXIST) => Some(self.temporary(&place, &row.path, |name| make(name.as_bytes()))?.1),
            Err(errno) => return Err(failed(errno)),
        };
        let name = unfinished.as_ref().map_or(row.path.name(), |unfinished| unfinished.name.as_bytes());
        if let Some((user, group)) = row.owner.filter(|_| self.options.owner) {
            let (user, group) = (Some(Uid::from_raw(user)), Some(Gid::from_raw(group)));
            chownat(&*place, name, user, group, AtFlags::SYMLINK_NOFOLLOW).map_err(failed)?;
        }
        utimensat(&*place, name, &times(row.mtime), AtFlags::SYMLINK_NOFOLLOW).map_err(failed)?;
        match &mut unfinished {
            Some(unfinished) => self.rename(unfinished, &row.path),
            None => Ok(()),
        }
    }

    fn set_attributes(&self, directory: &Attributes) -> Result<()> {
        let set = || {
            // Opened anew, by path and not made: whatever stands there by now, a link is not followed.
            let fd = self.tree.open_directory(directory.path.as_bytes())?;
            if let Some((user, group)) = directory.owner.filter(|_| self.options.owner) {
                fchown(&fd, Some(Uid::from_raw(user)), Some(Gid::from_raw(group)))?;
            }
            set_mode(&fd, directory.mode)?;
            directory.mtime.map_or(Ok(()), |mtime| futimens(&fd, &times(mtime)))
        };
        set().map_err(|errno| WorkTreeError::of(directory.path.as_bytes(), errno))
    }

    /// Makes everything durable.
    #[cfg(target_os = "linux")]
    fn flush(&self, _directories: &[Attributes]) -> Result<()> {
        rustix::fs::syncfs(self.tree.root()).map_err(|errno| WorkTreeError::of(b"", errno))
    }

    /// Makes everything durable. Files were synced as they were written.
    #[cfg(not(target_os = "linux"))]
    fn flush(&self, directories: &[Attributes]) -> Result<()> {
        for path in directories.iter().map(|directory| directory.path.as_bytes()).chain([b"".as_slice()]) {
            let synced = self.tree.open_directory(path).and_then(fsync);
            synced.map_err(|errno| WorkTreeError::of(path, errno))?;
        }
        Ok(())
    }

    fn later(&self, add: impl FnOnce(&mut Later)) {
        add(&mut self.later.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// Whether a rename was refused since a directory has the name.
fn is_directory(renamed: std::result::Result<(), Errno>) -> bool {
    matches!(renamed, Err(Errno::ISDIR | Errno::EXIST | Errno::NOTEMPTY))
}

/// The modification time; the time of access stays. Nanoseconds beyond a second would mean something else to the
/// kernel ("now", "leave it").
fn times(mtime: Timestamp) -> Timestamps {
    Timestamps {
        last_access: Timespec { tv_sec: 0, tv_nsec: UTIME_OMIT },
        last_modification: Timespec { tv_sec: mtime.seconds, tv_nsec: mtime.nanos.min(999_999_999).into() },
    }
}
