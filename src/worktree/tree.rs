//! The root of the user's files, and how a name below it is resolved: no symbolic link below the root is ever followed.
//!
//! On Linux one `openat2` with RESOLVE_BENEATH, NO_SYMLINKS and NO_MAGICLINKS does that in the kernel; elsewhere, and
//! on kernels without it, the components are opened one by one with O_NOFOLLOW. cap-std is not used here: it follows
//! links that stay inside its directory, and costs several calls per name; the same descriptors through rustix do not.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::fs::{AtFlags, CWD, Mode, OFlags, fstat, openat, readlinkat, statat, unlinkat};
use rustix::io::Errno;
use rustix::process::getpid;

use crate::archive::row::EntryKind;
use crate::base::path::TreePath;
use crate::base::time::Timestamp;
use crate::worktree::error::{Result, WorkTreeError};
use crate::worktree::reader::FileReader;
use crate::worktree::stat::Stat;

/// How the names of unfinished files start. The walk leaves such files out: a killed run may have left one.
pub const TEMPORARY: &str = ".mosaic-tmp-";

/// Opening a directory only to name what is in it.
#[cfg(target_os = "linux")]
const PASSAGE: OFlags = OFlags::PATH.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);
#[cfg(not(target_os = "linux"))]
const PASSAGE: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);

/// Opening a directory to list it, or to change its attributes.
pub(in crate::worktree) const DIRECTORY: OFlags =
    OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);

/// Opening a file to read it; a fifo that took its place does not block.
const READ: OFlags = OFlags::RDONLY.union(OFlags::NOFOLLOW).union(OFlags::NONBLOCK).union(OFlags::CLOEXEC);

/// The user's files: a descriptor of their root. Clones share it.
#[derive(Clone)]
pub struct WorkTree(Arc<Root>);

struct Root {
    fd: OwnedFd,
    /// Cleared when the kernel turns out not to know `openat2`.
    openat2: AtomicBool,
    /// Cleared when the files turn out to be somebody else's: only their owner may leave their atime alone.
    noatime: AtomicBool,
}

/// The directory in which a name stands.
pub(in crate::worktree) enum Parent<'a> {
    Root(BorrowedFd<'a>),
    Opened(OwnedFd),
}

impl AsFd for Parent<'_> {
    fn as_fd(&self) -> BorrowedFd<'_> {
        match self {
            Self::Root(fd) => *fd,
            Self::Opened(fd) => fd.as_fd(),
        }
    }
}

impl WorkTree {
    /// The files below `root`. Links in `root` itself are the user's and are followed.
    ///
    /// # Errors
    /// It is no directory, or cannot be read.
    pub fn open(root: &Path) -> Result<Self> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let fd = openat(CWD, root, flags, Mode::empty())
            .map_err(|errno| WorkTreeError::of(root.as_os_str().as_encoded_bytes(), errno))?;
        let known = cfg!(target_os = "linux");
        Ok(Self(Arc::new(Root { fd, openat2: AtomicBool::new(known), noatime: AtomicBool::new(known) })))
    }

    /// Names are resolved step by step from now on, as where the kernel does not know `openat2`.
    pub fn resolve_in_steps(&self) {
        self.0.openat2.store(false, Ordering::Relaxed);
    }

    pub(in crate::worktree) fn root(&self) -> BorrowedFd<'_> {
        self.0.fd.as_fd()
    }

    /// What is at `path`; `None` where there is nothing, also because something above it is no directory.
    ///
    /// # Errors
    /// The user may not look there, or the file system failed.
    pub fn stat(&self, path: &TreePath) -> Result<Option<Stat>> {
        let found = self.parent(path).and_then(|parent| statat(parent, path.name(), AtFlags::SYMLINK_NOFOLLOW));
        match found {
            Ok(raw) => Ok(Some(Stat::new(&raw))),
            Err(Errno::NOENT | Errno::NOTDIR | Errno::LOOP) => Ok(None),
            Err(errno) => Err(WorkTreeError::of(path.as_bytes(), errno)),
        }
    }

    /// The target of the symbolic link at `path`, verbatim.
    ///
    /// # Errors
    /// There is none, or it is no link.
    pub fn read_link(&self, path: &TreePath) -> Result<Box<[u8]>> {
        let target = self.parent(path).and_then(|parent| readlinkat(parent, path.name(), Vec::new()));
        match target {
            Ok(target) => Ok(target.into_bytes().into()),
            Err(Errno::INVAL) => Err(WorkTreeError::in_the_way(path)),
            Err(errno) => Err(WorkTreeError::of(path.as_bytes(), errno)),
        }
    }

    /// Opens the regular file at `path`.
    ///
    /// # Errors
    /// [`WorkTreeError::Missing`] and [`WorkTreeError::Denied`] as they say, [`WorkTreeError::InTheWay`] where it is no
    /// regular file.
    pub fn open_file(&self, path: &TreePath) -> Result<FileReader> {
        let failed = |errno| WorkTreeError::of(path.as_bytes(), errno);
        let fd = self.open_reading(path).map_err(failed)?;
        let stat = Stat::new(&fstat(&fd).map_err(failed)?);
        if stat.kind != Some(EntryKind::File) {
            return Err(WorkTreeError::in_the_way(path));
        }
        Ok(FileReader::new(fd, path.clone(), stat))
    }

    #[cfg(target_os = "linux")]
    fn open_reading(&self, path: &TreePath) -> std::result::Result<OwnedFd, Errno> {
        if self.0.noatime.load(Ordering::Relaxed) {
            match self.resolve(path.as_bytes(), READ | OFlags::NOATIME) {
                Err(Errno::PERM) => self.0.noatime.store(false, Ordering::Relaxed),
                other => return other,
            }
        }
        self.resolve(path.as_bytes(), READ)
    }

    #[cfg(not(target_os = "linux"))]
    fn open_reading(&self, path: &TreePath) -> std::result::Result<OwnedFd, Errno> {
        self.resolve(path.as_bytes(), READ)
    }

    /// The directory in which `path` stands.
    pub(in crate::worktree) fn parent(&self, path: &TreePath) -> std::result::Result<Parent<'_>, Errno> {
        let bytes = path.as_bytes();
        match bytes.iter().rposition(|b| *b == b'/') {
            None => Ok(Parent::Root(self.root())),
            Some(slash) => self.resolve(&bytes[..slash], PASSAGE).map(Parent::Opened),
        }
    }

    /// The directory at `path` (`""` is the root), opened anew, to be listed.
    pub(in crate::worktree) fn open_directory(&self, path: &[u8]) -> std::result::Result<OwnedFd, Errno> {
        if path.is_empty() {
            return openat(self.root(), ".", DIRECTORY, Mode::empty());
        }
        self.resolve(path, DIRECTORY)
    }

    fn resolve(&self, path: &[u8], flags: OFlags) -> std::result::Result<OwnedFd, Errno> {
        #[cfg(target_os = "linux")]
        if self.0.openat2.load(Ordering::Relaxed) {
            use rustix::fs::{ResolveFlags, openat2};
            let how = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
            match openat2(self.root(), path, flags, Mode::empty(), how) {
                Err(Errno::NOSYS) => self.resolve_in_steps(),
                // A filter that forbids the call, a name of 4,096 bytes, a rename under way: component by component.
                Err(Errno::PERM | Errno::NAMETOOLONG | Errno::AGAIN) => {}
                other => return other,
            }
        }
        self.resolve_stepwise(path, flags)
    }

    fn resolve_stepwise(&self, path: &[u8], flags: OFlags) -> std::result::Result<OwnedFd, Errno> {
        let mut parent = Parent::Root(self.root());
        let mut rest = path;
        while let Some(slash) = rest.iter().position(|b| *b == b'/') {
            parent = Parent::Opened(openat(parent, &rest[..slash], PASSAGE | OFlags::NOFOLLOW, Mode::empty())?);
            rest = &rest[slash + 1..];
        }
        openat(parent, rest, flags | OFlags::NOFOLLOW, Mode::empty())
    }

    /// The time by the clock of the file system that the files are on: the stamp of a file made for that.
    /// Take it before a scan; it is its start for the stat cache.
    ///
    /// # Errors
    /// The tree cannot be written. With the epoch in its place every cached row counts as racy.
    pub fn filesystem_now(&self) -> Result<Timestamp> {
        let failed = |errno| WorkTreeError::of(TEMPORARY.as_bytes(), errno);
        #[cfg(target_os = "linux")]
        {
            let flags = OFlags::TMPFILE | OFlags::WRONLY | OFlags::CLOEXEC;
            if let Ok(fd) = openat(self.root(), ".", flags, Mode::RUSR | Mode::WUSR) {
                return Ok(Stat::new(&fstat(&fd).map_err(failed)?).mtime);
            }
        }
        let flags = OFlags::CREATE | OFlags::EXCL | OFlags::WRONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        for number in 0.. {
            let name = temporary_name(number);
            match openat(self.root(), name.as_str(), flags, Mode::RUSR | Mode::WUSR) {
                Err(Errno::EXIST) => {}
                Err(errno) => return Err(failed(errno)),
                Ok(fd) => {
                    let stat = fstat(&fd);
                    unlinkat(self.root(), name.as_str(), AtFlags::empty()).map_err(failed)?;
                    return Ok(Stat::new(&stat.map_err(failed)?).mtime);
                }
            }
        }
        Err(failed(Errno::EXIST))
    }
}

/// The name of this process's unfinished file with this number. Created exclusively, so it need not be unguessable.
pub(in crate::worktree) fn temporary_name(number: u64) -> String {
    format!("{TEMPORARY}{:x}-{number:x}", getpid().as_raw_nonzero())
}
