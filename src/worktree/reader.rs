//! Reads one file of the user: holes cost no read, small files one. Never maps: a mapped file that shrinks is a SIGBUS.

use std::io;
use std::os::fd::OwnedFd;

use rustix::buffer::spare_capacity;
use rustix::fs::{SeekFrom, fstat, seek};
use rustix::io::{Errno, pread, read};

use crate::base::path::TreePath;
use crate::worktree::error::{Result, WorkTreeError};
use crate::worktree::stat::Stat;

/// Below this a file is read through, holes or not: finding them would cost more calls than it saves.
const SPARSE_MIN: u64 = 1 << 20;

/// An open file of the work tree.
pub struct FileReader {
    fd: OwnedFd,
    path: TreePath,
    stat: Stat,
    at: u64,
    /// Where the run of data or hole at `at` ends, and whether it is a hole.
    run: (u64, bool),
    seeks: bool,
}

impl FileReader {
    pub(in crate::worktree) fn new(fd: OwnedFd, path: TreePath, stat: Stat) -> Self {
        let seeks = stat.size >= SPARSE_MIN && stat.is_sparse();
        Self { fd, path, stat, at: 0, run: (0, false), seeks }
    }

    /// The stat of the open file, from before the first read.
    pub fn stat(&self) -> &Stat {
        &self.stat
    }

    /// The stat of the open file now: a content read while this moved is not to be trusted.
    ///
    /// # Errors
    /// The file system failed.
    pub fn stat_now(&self) -> Result<Stat> {
        let raw = fstat(&self.fd).map_err(|e| WorkTreeError::of(self.path.as_bytes(), e))?;
        Ok(Stat::new(&raw))
    }

    /// Replaces `out` by the whole content, from the start. One read where the file is as long as its stat says.
    /// For files that fit in memory.
    ///
    /// # Errors
    /// The file cannot be read, or is not as long as its stat said.
    pub fn read_whole(&mut self, out: &mut Vec<u8>) -> Result<()> {
        out.clear();
        // One byte more than expected: a short read then shows the end without a second call.
        let expected = usize::try_from(self.stat.size).unwrap_or(usize::MAX);
        out.reserve(expected.saturating_add(1));
        loop {
            match read(&self.fd, spare_capacity(out)) {
                Err(Errno::INTR) => {}
                Err(errno) => return Err(WorkTreeError::of(self.path.as_bytes(), errno)),
                Ok(0) => break,
                Ok(_) if out.len() >= expected => break,
                Ok(_) => {}
            }
        }
        if out.len() == expected { Ok(()) } else { Err(self.moved(out.len() as u64)) }
    }

    fn moved(&self, got: u64) -> WorkTreeError {
        WorkTreeError::Length { path: self.path.to_string(), expected: self.stat.size, got }
    }

    /// Finds the run that `at` lies in.
    fn find_run(&mut self) {
        let run = match seek(&self.fd, SeekFrom::Data(self.at)) {
            Ok(data) if data > self.at => Ok((data, true)),
            Ok(_) => seek(&self.fd, SeekFrom::Hole(self.at)).map(|hole| (hole, false)),
            Err(Errno::NXIO) => Ok((self.stat.size, true)),
            Err(errno) => Err(errno),
        };
        match run {
            Ok(run) => self.run = run,
            // A file system that cannot tell: read through.
            Err(_) => self.seeks = false,
        }
    }
}

impl io::Read for FileReader {
    /// The next bytes; zeros for a hole, which is not read.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.seeks && self.at >= self.run.0 && self.at < self.stat.size {
            self.find_run();
        }
        let mut want = buffer.len();
        if self.seeks && self.at < self.run.0 {
            want = want.min(usize::try_from(self.run.0 - self.at).unwrap_or(usize::MAX));
            if self.run.1 {
                buffer[..want].fill(0);
                self.at += want as u64;
                return Ok(want);
            }
        }
        let count = loop {
            match pread(&self.fd, &mut buffer[..want], self.at) {
                Err(Errno::INTR) => {}
                other => break other?,
            }
        };
        self.at += count as u64;
        Ok(count)
    }
}
