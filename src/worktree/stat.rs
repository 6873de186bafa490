//! What the file system says about one entry. Reads nothing itself.

use rustix::fs::FileType;

use crate::archive::row::EntryKind;
use crate::base::time::Timestamp;

/// What the file system says about one entry, links not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stat {
    /// What it is; `None` for what an archive does not keep: fifo, socket, device.
    pub kind: Option<EntryKind>,
    /// Permission bits, 0 to 0o777.
    pub mode: u16,
    /// Length in bytes; of a symbolic link, of its target.
    pub size: u64,
    /// Last modification of the content.
    pub mtime: Timestamp,
    /// Last change of content or attributes.
    pub ctime: Timestamp,
    /// Number on its device.
    pub inode: u64,
    /// The device.
    pub device: u64,
    /// Names that the inode has.
    pub links: u64,
    /// User and group number.
    pub owner: (u32, u32),
    /// Bytes that the file takes on the device.
    pub allocated: u64,
}

impl Stat {
    /// The same in our words. The casts are for platforms whose fields are narrower or signed.
    #[allow(clippy::unnecessary_cast)]
    pub(in crate::worktree) fn new(raw: &rustix::fs::Stat) -> Self {
        let kind = match FileType::from_raw_mode(raw.st_mode) {
            FileType::RegularFile => Some(EntryKind::File),
            FileType::Directory => Some(EntryKind::Directory),
            FileType::Symlink => Some(EntryKind::Symlink),
            _ => None,
        };
        Self {
            kind,
            mode: (raw.st_mode & 0o777) as u16,
            size: raw.st_size as u64,
            mtime: Timestamp { seconds: raw.st_mtime as i64, nanos: raw.st_mtime_nsec as u32 },
            ctime: Timestamp { seconds: raw.st_ctime as i64, nanos: raw.st_ctime_nsec as u32 },
            inode: raw.st_ino as u64,
            device: raw.st_dev as u64,
            links: raw.st_nlink as u64,
            owner: (raw.st_uid, raw.st_gid),
            allocated: raw.st_blocks as u64 * 512,
        }
    }

    /// Whether a file has holes, as far as its stat tells.
    pub fn is_sparse(&self) -> bool {
        self.allocated < self.size
    }
}
