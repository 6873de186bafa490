//! Packs: files of gzip members, one object each, named `packs/<BLAKE3 of the file>.pack`.
//! Walks them by the headers alone; must not inflate. `docs/format/pack.md` has the bytes.

use std::io::ErrorKind;

use crate::base::id::Id;
use crate::object::member::{HEADER, Header};
use crate::storage::error::StorageError;

/// The folder of published packs.
pub const FOLDER: &str = "packs";

/// The file of the pack `name`, relative to `.mosaic`.
pub fn file(name: &Id) -> String {
    format!("{FOLDER}/{name}.pack")
}

/// The pack whose file is called `file`, if that is how packs are called.
pub fn name(file: &str) -> Option<Id> {
    let stem = file.strip_prefix(FOLDER)?.strip_prefix('/')?.strip_suffix(".pack")?;
    Id::from_hex(stem).ok()
}

/// Walks a pack that is in memory.
pub fn walk_bytes(bytes: &[u8]) -> Walk<impl Fn(&mut [u8], u64) -> Result<(), StorageError>> {
    Walk::new(bytes.len() as u64, |buffer: &mut [u8], offset| {
        let rest = usize::try_from(offset).ok().and_then(|at| bytes.get(at..)).unwrap_or_default();
        let whole = rest.get(..buffer.len());
        buffer.copy_from_slice(whole.ok_or_else(|| StorageError::io(FOLDER, ErrorKind::UnexpectedEof.into()))?);
        Ok(())
    })
}

/// Goes from member to member. Ends at the first bytes that are not a whole member: a torn or foreign tail.
pub struct Walk<R> {
    read_at: R,
    len: u64,
    end: u64,
}

impl<R: Fn(&mut [u8], u64) -> Result<(), StorageError>> Walk<R> {
    /// Walks a file of `len` bytes that `read_at` reads.
    pub fn new(len: u64, read_at: R) -> Self {
        Self { read_at, len, end: 0 }
    }

    /// Where the last member that was given out ends; after the walk, where it ended.
    pub fn end(&self) -> u64 {
        self.end
    }

    fn step(&self) -> Result<Option<Header>, StorageError> {
        if self.len - self.end < HEADER as u64 {
            return Ok(None);
        }
        let mut header = [0; HEADER];
        (self.read_at)(&mut header, self.end)?;
        let header = Header::parse(&header).ok();
        Ok(header.filter(|header| u64::from(header.member_len) <= self.len - self.end))
    }
}

impl<R: Fn(&mut [u8], u64) -> Result<(), StorageError>> Iterator for Walk<R> {
    type Item = Result<(Header, u64), StorageError>;

    /// The next header, not verified against its content, and the offset of its member.
    fn next(&mut self) -> Option<Self::Item> {
        let header = match self.step() {
            Ok(header) => header?,
            Err(error) => return Some(Err(error)),
        };
        let offset = self.end;
        self.end += u64::from(header.member_len);
        Some(Ok((header, offset)))
    }
}
