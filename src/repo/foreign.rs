//! Another archive as the source of contents: for entries that an archive takes over from one that is not its base.

use std::cell::RefCell;
use std::io;
use std::iter::Peekable;

use crate::archive::entry::{Content, OpenFile};
use crate::archive::error::ArchiveError;
use crate::archive::reader::{Archive, Located, Rows, Stream};
use crate::archive::row::EntryKind;
use crate::base::path::TreePath;

/// Contents of the files of an archive by path; cheapest in the order of paths.
pub struct ArchiveContent<'r, 'a> {
    archive: &'r Archive<'a>,
    ahead: RefCell<Peekable<Rows<'r, 'a>>>,
}

struct ArchiveFile<'r, 'a> {
    stream: Stream<'r, 'a>,
    at: u64,
    end: u64,
    size: u64,
}

impl<'r, 'a> ArchiveContent<'r, 'a> {
    /// The contents of `archive`.
    ///
    /// # Errors
    /// The manifest's table cannot be read.
    pub fn new(archive: &'r Archive<'a>) -> Result<Self, ArchiveError> {
        Ok(Self { archive, ahead: RefCell::new(archive.rows()?.peekable()) })
    }

    fn find(&self, path: &TreePath) -> Result<Option<Located>, ArchiveError> {
        let mut ahead = self.ahead.borrow_mut();
        while ahead.next_if(|row| row.as_ref().is_ok_and(|found| found.row.path < *path)).is_some() {}
        match ahead.peek() {
            Some(Ok(found)) if found.row.path == *path => Ok(Some(found.clone())),
            // Behind the cursor, or an error that is told in its own place.
            _ => self.archive.find(path),
        }
    }
}

impl Content for ArchiveContent<'_, '_> {
    fn open(&self, path: &TreePath) -> io::Result<Box<dyn OpenFile + '_>> {
        let found = self.find(path).map_err(io::Error::other)?;
        let found = found.filter(|found| found.row.kind == EntryKind::File).ok_or(io::ErrorKind::NotFound)?;
        let (at, size) = (found.content(), found.row.size);
        let stream = self.archive.stream().map_err(io::Error::other)?;
        Ok(Box::new(ArchiveFile { stream, at, end: at + size, size }))
    }
}

impl OpenFile for ArchiveFile<'_, '_> {
    fn size(&self) -> u64 {
        self.size
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end - self.at).unwrap_or(usize::MAX);
        let want = buffer.len().min(left);
        if want == 0 {
            return Ok(0);
        }
        let len = self.stream.fill(self.at, &mut buffer[..want]).map_err(io::Error::other)?;
        self.at += len as u64;
        Ok(len)
    }

    fn settled(&mut self) -> io::Result<bool> {
        Ok(true)
    }
}
