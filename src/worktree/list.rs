//! The sorted names of one directory, in one allocation for all names. Stats nothing.

use std::mem::MaybeUninit;
use std::os::fd::BorrowedFd;

use rustix::fs::FileType;
use rustix::io::Errno;

/// What a listing says that an entry is; a file system may not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    /// A regular file or a symbolic link.
    Leaf,
    /// A directory.
    Directory,
    /// A fifo, socket or device.
    Special,
    /// Only a stat tells.
    Unknown,
}

struct Entry {
    start: usize,
    len: u16,
    hint: Hint,
}

/// The names in one directory, sorted by their bytes.
#[derive(Default)]
pub struct Names {
    bytes: Vec<u8>,
    entries: Vec<Entry>,
}

impl Names {
    /// The name at this place, and what it is said to be.
    pub fn get(&self, at: usize) -> Option<(&[u8], Hint)> {
        let entry = self.entries.get(at)?;
        Some((&self.bytes[entry.start..entry.start + usize::from(entry.len)], entry.hint))
    }

    /// What `name` is said to be, where it is listed.
    pub fn find(&self, name: &[u8]) -> Option<Hint> {
        let bytes = &self.bytes;
        let found = self.entries.binary_search_by(|e| bytes[e.start..e.start + usize::from(e.len)].cmp(name));
        found.ok().map(|at| self.entries[at].hint)
    }

    fn push(&mut self, name: &[u8], kind: FileType) {
        if name == b"." || name == b".." {
            return;
        }
        let hint = match kind {
            FileType::RegularFile | FileType::Symlink => Hint::Leaf,
            FileType::Directory => Hint::Directory,
            FileType::Unknown => Hint::Unknown,
            _ => Hint::Special,
        };
        let len = u16::try_from(name.len()).expect("names have at most 1,023 bytes");
        self.entries.push(Entry { start: self.bytes.len(), len, hint });
        self.bytes.extend_from_slice(name);
    }

    fn sort(&mut self) {
        let bytes = &self.bytes;
        let name = |entry: &Entry| &bytes[entry.start..entry.start + usize::from(entry.len)];
        self.entries.sort_unstable_by(|a, b| name(a).cmp(name(b)));
    }
}

/// The names in the freshly opened `directory`. `buffer` is scratch space.
///
/// # Errors
/// It cannot be read.
#[cfg(target_os = "linux")]
pub fn list(directory: BorrowedFd<'_>, buffer: &mut [MaybeUninit<u8>]) -> Result<Names, Errno> {
    let mut names = Names::default();
    let mut entries = rustix::fs::RawDir::new(directory, buffer);
    while let Some(entry) = entries.next() {
        let entry = entry?;
        names.push(entry.file_name().to_bytes(), entry.file_type());
    }
    names.sort();
    Ok(names)
}

/// The names in the freshly opened `directory`.
///
/// # Errors
/// It cannot be read.
#[cfg(not(target_os = "linux"))]
pub fn list(directory: BorrowedFd<'_>, _buffer: &mut [MaybeUninit<u8>]) -> Result<Names, Errno> {
    let mut names = Names::default();
    for entry in rustix::fs::Dir::read_from(directory)? {
        let entry = entry?;
        names.push(entry.file_name().to_bytes(), entry.file_type());
    }
    names.sort();
    Ok(names)
}
