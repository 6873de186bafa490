//! One entry of an archive, as its manifest keeps it.

use crate::base::id::Id;
use crate::base::path::TreePath;
use crate::base::time::Timestamp;

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum EntryKind {
    /// A regular file.
    File = 1,
    /// A directory, also an empty one.
    Directory = 2,
    /// A symbolic link, its target verbatim.
    Symlink = 3,
}

impl EntryKind {
    /// The word for messages and JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Directory => "directory",
            Self::Symlink => "symlink",
        }
    }
}

/// One entry. Rows of a manifest are in the order of their paths, each path once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Name below the root of the tree.
    pub path: TreePath,
    /// What it is.
    pub kind: EntryKind,
    /// Permission bits, 0 to 0o777.
    pub mode: u16,
    /// Last modification.
    pub mtime: Timestamp,
    /// Length of the content of a file in bytes; 0 for all else.
    pub size: u64,
    /// Target of a symbolic link; empty for all else.
    pub target: Box<[u8]>,
    /// BLAKE3 of the content of a file; `None` for all else.
    pub digest: Option<Id>,
    /// User and group number, where `--preserve owner` was asked for.
    pub owner: Option<(u32, u32)>,
    /// For the second and later names of one inode inside the tree: its first name. The entry has its full content all
    /// the same.
    pub first: Option<TreePath>,
}

impl Row {
    /// Whether the two differ in nothing, or in nothing but the time of modification: such an entry is unchanged, and
    /// the archive keeps the old time. Otherwise a fresh checkout would store every header again.
    pub fn is_same_but_time(&self, other: &Self) -> bool {
        self.path == other.path
            && self.kind == other.kind
            && self.mode == other.mode
            && self.size == other.size
            && self.digest == other.digest
            && self.target == other.target
            && self.owner == other.owner
            && self.first == other.first
    }
}
