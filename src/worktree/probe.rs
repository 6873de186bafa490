//! What a file system does to names and modes, found out by trying: a directory is made in the target and removed
//! again. Touches nothing else.
//!
//! This is where cap-std fits: few calls, single names, a folder that goes with all that is in it.

use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::os::unix::ffi::OsStrExt;

use cap_std::fs::{Dir, MetadataExt, OpenOptions, OpenOptionsExt};

use crate::worktree::error::{Result, WorkTreeError};
use crate::worktree::tree::{WorkTree, temporary_name};

/// What the file system of a work tree does to what is created on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// Permission bits that new entries do not get: the umask, or what a default ACL makes of it.
    pub mask: u16,
    /// Takes names that differ in case for one.
    pub folds_case: bool,
    /// Takes composed and decomposed letters for one.
    pub normalises: bool,
}

impl Target {
    /// Tries it out at the root of `tree`.
    ///
    /// # Errors
    /// Nothing can be created there.
    pub fn probe(tree: &WorkTree) -> Result<Self> {
        within(tree, |dir| {
            let create = |name: &str| dir.open_with(name, OpenOptions::new().write(true).create_new(true).mode(0o777));
            let mode = create("case")?.metadata()?.mode() & 0o777;
            // A file system that refuses letters beyond ASCII does not normalise them.
            let composed = create("caf\u{e9}").is_ok();
            Ok(Self {
                mask: 0o777 & !(mode as u16),
                folds_case: dir.symlink_metadata("CASE").is_ok(),
                normalises: composed && dir.symlink_metadata("cafe\u{301}").is_ok(),
            })
        })
    }
}

/// Which two of these names, the later one first, are one name on the file system of `tree`. It is asked itself,
/// so no table of letters can be out of date.
///
/// # Errors
/// Nothing can be created there.
pub fn same_names(tree: &WorkTree, names: &[Box<[u8]>]) -> Result<Option<(usize, usize)>> {
    within(tree, |dir| {
        for (at, name) in names.iter().enumerate() {
            match dir.open_with(OsStr::from_bytes(name), OpenOptions::new().write(true).create_new(true)) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    let inode = |name: &[u8]| dir.symlink_metadata(OsStr::from_bytes(name)).map(|found| found.ino());
                    let taken = inode(name)?;
                    let other = names[..at].iter().position(|other| inode(other).is_ok_and(|inode| inode == taken));
                    return Ok(other.map(|other| (at, other)));
                }
                // A name that is refused altogether is a matter of that entry.
                Ok(_) | Err(_) => {}
            }
        }
        Ok(None)
    })
}

/// Runs `trial` in a new directory at the root of `tree`, and removes it.
fn within<T>(tree: &WorkTree, trial: impl FnOnce(&Dir) -> io::Result<T>) -> Result<T> {
    let tried = || -> io::Result<T> {
        let root = Dir::from_std_file(File::from(tree.root().try_clone_to_owned()?));
        for number in 0.. {
            let name = temporary_name(number);
            match root.create_dir(&name) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
                Ok(()) => {
                    let result = root.open_dir(&name).and_then(|dir| trial(&dir));
                    root.remove_dir_all(&name)?;
                    return result;
                }
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    };
    tried().map_err(|source| match source.kind() {
        io::ErrorKind::PermissionDenied => WorkTreeError::Denied { path: ".".into() },
        _ => WorkTreeError::Io { path: ".".into(), source },
    })
}
