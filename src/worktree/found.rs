//! What a walk is asked for, and what it finds. Walks nothing itself.

use std::fmt;

use crate::base::path::{PathError, TreePath};
use crate::worktree::stat::Stat;

/// What a walk visits.
#[derive(Clone, Debug, Default)]
pub struct WalkOptions {
    /// Only these files and directories, with all that is in them; everything when empty.
    pub below: Vec<TreePath>,
    /// Leave out what `.mosaicignore` says.
    pub ignore: bool,
    /// Leave out what these patterns match: gitignore syntax, relative to the root, before every `.mosaicignore`.
    pub exclude: Vec<String>,
    /// Visit a directory on another file system than the root, but not what is in it.
    pub one_file_system: bool,
}

/// One entry of the work tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its name below the root.
    pub path: TreePath,
    /// What it is; its kind is never `None`.
    pub stat: Stat,
}

/// Something that a walk left out, with all that is in it, and that the user should know of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Its name below the root, which need not be one that an archive can hold.
    pub path: Box<[u8]>,
    /// Why.
    pub reason: SkipReason,
}

/// Why a walk left something out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SkipReason {
    /// A fifo, socket or device.
    Special,
    /// It cannot be read; what the operating system said.
    Unreadable(String),
    /// An archive cannot hold the name.
    Name(PathError),
    /// A directory with a repository of its own.
    Repository,
    /// The unfinished file of a restore that was killed.
    Leftover,
    /// It was asked for by name, and `.mosaicignore` leaves it out.
    Ignored,
    /// The file of rules has a line that is no pattern. The file itself is not left out.
    BadRule(String),
}

impl fmt::Display for SkipReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Special => f.write_str("a fifo, socket or device"),
            Self::Unreadable(said) => write!(f, "cannot be read: {said}"),
            Self::Name(error) => write!(f, "{error}"),
            Self::Repository => f.write_str("a repository of its own"),
            Self::Leftover => f.write_str("left by a restore that did not end; remove it"),
            Self::Ignored => f.write_str("ignored by .mosaicignore"),
            Self::BadRule(line) => write!(f, "not a pattern: {line}"),
        }
    }
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", String::from_utf8_lossy(&self.path), self.reason)
    }
}
