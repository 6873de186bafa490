//! Receives the content of one extracted file and makes holes where it is zero. Creates and renames nothing.
//! The stretches of a large file may be written beside each other, each by a sink of its own.

use std::os::fd::BorrowedFd;

use rustix::fs::ftruncate;
use rustix::io::{Errno, pwrite};

use crate::base::path::TreePath;
use crate::worktree::error::{Result, WorkTreeError};

/// Files at least this long get holes.
const SPARSE_MIN: u64 = 1 << 20;
/// Zeros are looked for in pieces between multiples of this.
const BLOCK: usize = 64 << 10;

static ZEROS: [u8; BLOCK] = [0; BLOCK];

/// Takes the content of a new file, in order and all of it.
pub struct FileSink<'a> {
    fd: BorrowedFd<'a>,
    path: &'a TreePath,
    /// Where the content ends.
    size: u64,
    /// Where the next bytes go.
    at: u64,
    /// Where the file ends on the device so far.
    end: u64,
}

impl<'a> FileSink<'a> {
    /// For the new, empty file `fd`, which is to get `size` bytes.
    pub(in crate::worktree) fn new(fd: BorrowedFd<'a>, path: &'a TreePath, size: u64) -> Self {
        Self { fd, path, size, at: 0, end: 0 }
    }

    /// For the bytes of the file from `from` to `to`: all of them go there, and then [`FileSink::join`] is told.
    pub fn part(&self, from: u64, to: u64) -> Self {
        Self { fd: self.fd, path: self.path, size: to, at: from, end: 0 }
    }

    /// Takes the parts that the content was cut into instead of bytes.
    ///
    /// # Errors
    /// One of them did not get all of its bytes.
    pub fn join(&mut self, parts: &[Self]) -> Result<()> {
        for part in parts {
            if part.at != part.size {
                return Err(self.wrong_length(part.at));
            }
            self.at = self.at.max(part.at);
            self.end = self.end.max(part.end);
        }
        Ok(())
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    /// They are more than the row says, or the device failed.
    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let after = self.at + bytes.len() as u64;
        if after > self.size {
            return Err(self.wrong_length(after));
        }
        if self.size < SPARSE_MIN {
            return self.put(bytes);
        }
        let mut rest = bytes;
        let mut data = 0;
        while data < rest.len() {
            let boundary = BLOCK - ((self.at + data as u64) % BLOCK as u64) as usize;
            let piece = &rest[data..rest.len().min(data + boundary)];
            // Also a short one at either end of `bytes`: chunks do not end at blocks, and what is before or after it may
            // be a hole as well.
            let hole = piece.len();
            if *piece == ZEROS[..hole] {
                self.put(&rest[..data])?;
                self.at += hole as u64;
                rest = &rest[data + hole..];
                data = 0;
            } else {
                data += hole;
            }
        }
        self.put(rest)
    }

    /// Writes at the current place.
    fn put(&mut self, mut bytes: &[u8]) -> Result<()> {
        while !bytes.is_empty() {
            match pwrite(self.fd, bytes, self.at) {
                Ok(count) => {
                    self.at += count as u64;
                    self.end = self.at;
                    bytes = &bytes[count..];
                }
                Err(Errno::INTR) => {}
                Err(errno) => return Err(WorkTreeError::of(self.path.as_bytes(), errno)),
            }
        }
        Ok(())
    }

    /// All of the content has been taken.
    ///
    /// # Errors
    /// It is less than the row says, or the device failed.
    pub(in crate::worktree) fn finish(self) -> Result<()> {
        if self.at != self.size {
            return Err(self.wrong_length(self.at));
        }
        if self.end < self.size {
            // A hole at the end.
            ftruncate(self.fd, self.size).map_err(|errno| WorkTreeError::of(self.path.as_bytes(), errno))?;
        }
        Ok(())
    }

    fn wrong_length(&self, got: u64) -> WorkTreeError {
        WorkTreeError::Length { path: self.path.to_string(), expected: self.size, got }
    }
}
