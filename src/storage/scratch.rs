//! A file without a name that lasts as long as it is open: for what must be read here and there and comes in one piece.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::FileExt;

/// The file.
pub struct Scratch {
    file: File,
    len: u64,
}

impl Scratch {
    /// Takes all bytes of `from`.
    ///
    /// # Errors
    /// They cannot be read, or written.
    pub fn of(from: &mut dyn Read) -> io::Result<Self> {
        let mut file = tempfile::tempfile()?;
        let len = io::copy(from, &mut file)?;
        Ok(Self { file, len })
    }

    /// Length in bytes.
    pub const fn len(&self) -> u64 {
        self.len
    }

    /// Whether there are no bytes.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Fills `buffer` from `offset`.
    ///
    /// # Errors
    /// The file ends before, or cannot be read.
    pub fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        self.file.read_exact_at(buffer, offset)
    }
}
