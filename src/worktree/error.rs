//! What can go wrong with the user's files.

use std::io;

use rustix::io::Errno;

use crate::base::path::TreePath;
use crate::storage::error::StorageError;

/// Why an action on the work tree failed. Every variant names the path, relative to the root of the tree.
#[derive(Debug, thiserror::Error)]
pub enum WorkTreeError {
    /// There is nothing of that name, or something above it is no directory (a symbolic link is none).
    #[error("{path}: no such file or directory")]
    Missing {
        /// The entry.
        path: String,
    },
    /// The user may not read or write it.
    #[error("{path}: permission denied")]
    Denied {
        /// The entry.
        path: String,
    },
    /// Something of another kind has the name.
    #[error(
        "{path}: something else is in the way; move it away, or use --force where it is a file, a link or an empty directory"
    )]
    InTheWay {
        /// What is in the way.
        path: String,
    },
    /// The target's file system takes two names for one.
    #[error("{path} and {other} are one name on this file system; restore them into different directories with --path")]
    Collision {
        /// The later name.
        path: String,
        /// The earlier one.
        other: String,
    },
    /// The rows of an archive are not the rows of a tree: out of order, twice, below a file or link.
    #[error("{path}: the archive lists it twice, out of order, or below something that is no directory")]
    Disorder {
        /// The row.
        path: String,
    },
    /// The content is not as long as its row or its stat says.
    #[error("{path}: expected {expected} bytes, got {got}")]
    Length {
        /// The file.
        path: String,
        /// Bytes promised.
        expected: u64,
        /// Bytes seen, at least.
        got: u64,
    },
    /// A pattern that cannot be read.
    #[error("{path}: not a pattern: {reason}")]
    Pattern {
        /// The pattern.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The operating system refused.
    #[error("{path}: {source}")]
    Io {
        /// The entry.
        path: String,
        /// What it said.
        source: io::Error,
    },
    /// The stat cache could not be read or written.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// A result whose error names the path.
pub type Result<T> = std::result::Result<T, WorkTreeError>;

impl WorkTreeError {
    /// What the operating system said about the entry with this name.
    pub fn of(path: &[u8], errno: Errno) -> Self {
        let path = if path.is_empty() { ".".into() } else { String::from_utf8_lossy(path).into_owned() };
        match errno {
            Errno::NOENT | Errno::NOTDIR | Errno::LOOP => Self::Missing { path },
            Errno::ACCESS | Errno::PERM => Self::Denied { path },
            _ => Self::Io { path, source: errno.into() },
        }
    }

    /// Something else has the name of this entry.
    pub fn in_the_way(path: &TreePath) -> Self {
        Self::InTheWay { path: path.to_string() }
    }
}
