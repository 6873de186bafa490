//! The stat cache: what the files of a work tree looked like when their content was last hashed, so that a file whose
//! stat is the same need not be read. It may be lost at any time, and content that is torn or foreign counts as lost.
//! Format: `docs/format/statcache.md`.

use crate::archive::row::EntryKind;
use crate::base::id::Id;
use crate::base::limit::MAX_PATH;
use crate::base::path::{TreePath, compare};
use crate::base::planted::{self, Defect};
use crate::base::time::Timestamp;
use crate::storage::error::StorageError;
use crate::storage::traits::{Bytes, Placement, Publication, Staged, Storage};
use crate::worktree::error::Result;
use crate::worktree::stat::Stat;

/// The file, below `.mosaic`.
pub const NAME: &str = "statcache";

const MAGIC: &[u8; 8] = b"mscache\x01";
/// Magic, start of the scan.
const HEADER: usize = 8 + 12;
/// Count of rows, attachment, BLAKE3 of all before it.
const TRAILER: usize = 8 + 32 + 32;
/// A row without its path.
const FIXED: usize = 79;
/// The writer hands on this much at a time.
const BUFFER: usize = 256 << 10;

/// A stamp this close to the start of a scan may be older than a change; in nanoseconds.
const TICK: i128 = 10_000_000;
/// The same where a file system keeps whole seconds, or two of them.
const COARSE_TICK: i128 = 2_000_000_000;

/// What one entry looked like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CacheRow<'a> {
    /// The bytes of its [`TreePath`].
    pub path: &'a [u8],
    /// What it is.
    pub kind: EntryKind,
    /// Permission bits.
    pub mode: u16,
    /// Length in bytes.
    pub size: u64,
    /// Last modification.
    pub mtime: Timestamp,
    /// Last change of content or attributes.
    pub ctime: Timestamp,
    /// Number on its device.
    pub inode: u64,
    /// BLAKE3 of the content of a file or of the target of a link; zero bytes for a directory.
    pub digest: Id,
}

impl<'a> CacheRow<'a> {
    /// The row of an entry with this stat; `None` for what an archive does not keep.
    pub fn new(path: &'a TreePath, stat: &Stat, digest: Id) -> Option<Self> {
        let Stat { mode, size, mtime, ctime, inode, .. } = *stat;
        Some(Self { path: path.as_bytes(), kind: stat.kind?, mode, size, mtime, ctime, inode, digest })
    }

    fn matches(&self, stat: &Stat) -> bool {
        (Some(self.kind), self.mode, self.size, self.inode) == (stat.kind, stat.mode, stat.size, stat.inode)
            && (self.mtime, self.ctime) == (stat.mtime, stat.ctime)
    }
}

/// Whether an entry with these stamps, seen by a scan that started then by the file system's clock, may have been
/// changed since without moving them.
pub fn is_racy(start: Timestamp, mtime: Timestamp, ctime: Timestamp) -> bool {
    if planted::is(Defect::NeverRacy) {
        return false;
    }
    // Nobody can set a ctime, so one of whole seconds means that the file system keeps no finer ones.
    let margin = if ctime.nanos == 0 { COARSE_TICK } else { TICK };
    nanoseconds(mtime.max(ctime)) >= nanoseconds(start) - margin
}

fn nanoseconds(time: Timestamp) -> i128 {
    i128::from(time.seconds) * 1_000_000_000 + i128::from(time.nanos)
}

/// A stat cache that is whole.
pub struct StatCache {
    bytes: Bytes,
    start: Timestamp,
    attachment: Option<Id>,
    rows: u64,
}

impl StatCache {
    /// The stat cache of a repository; `None` where there is none, or where it is torn.
    ///
    /// # Errors
    /// It is there and cannot be read.
    pub fn open(storage: &dyn Storage) -> Result<Option<Self>> {
        match storage.open(NAME) {
            Ok(handle) => Ok(Self::decode(handle.map()?)),
            Err(StorageError::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The stat cache in these bytes; `None` where they are none.
    pub fn decode(bytes: Bytes) -> Option<Self> {
        let all: &[u8] = (*bytes).as_ref();
        let body = all.len().checked_sub(TRAILER).filter(|body| *body >= HEADER)?;
        let (signed, checksum) = all.split_at(all.len() - 32);
        if !all.starts_with(MAGIC) || blake3::hash(signed).as_bytes() != checksum {
            return None;
        }
        let mut header = Fields(&all[MAGIC.len()..]);
        let start = header.time()?;
        let mut trailer = Fields(&all[body..]);
        let rows = trailer.u64()?;
        let attachment = Some(Id::from_bytes(trailer.take()?)).filter(|id| *id.as_bytes() != [0; 32]);
        Some(Self { start, attachment, rows, bytes })
    }

    /// The attachment that the scanned tree was found equal to.
    pub fn attachment(&self) -> Option<Id> {
        self.attachment
    }

    /// When the scan started, by the file system's clock.
    pub fn start(&self) -> Timestamp {
        self.start
    }

    /// How many rows there are.
    pub fn len(&self) -> u64 {
        self.rows
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The rows, from the first.
    pub fn rows(&self) -> Cursor<'_> {
        let all: &[u8] = (*self.bytes).as_ref();
        Cursor { rest: Fields(&all[HEADER..all.len() - TRAILER]), path: Vec::new(), row: None }
    }

    /// Whether the content of an entry with this stat is still the row's: nothing moved, and nothing could have changed
    /// without moving it.
    pub fn fresh(&self, row: &CacheRow<'_>, stat: &Stat) -> bool {
        row.matches(stat) && !self.is_racy(row)
    }

    /// Whether the row may be older than its entry in any case.
    pub fn is_racy(&self, row: &CacheRow<'_>) -> bool {
        is_racy(self.start, row.mtime, row.ctime)
    }
}

/// Goes through the rows of a stat cache, in the order of their paths.
pub struct Cursor<'a> {
    rest: Fields<'a>,
    path: Vec<u8>,
    /// The row at which it stands, whose path is in `path`.
    row: Option<CacheRow<'a>>,
}

impl Cursor<'_> {
    /// Moves to the next row and returns it; `None` after the last, or where the rest is malformed.
    pub fn next_row(&mut self) -> Option<CacheRow<'_>> {
        self.row = self.advance();
        self.current()
    }

    /// Moves to the row of `path`, forward only, and returns it; `None` where there is none.
    pub fn find(&mut self, path: &TreePath) -> Option<CacheRow<'_>> {
        if self.row.is_none() {
            self.row = self.advance();
        }
        while self.row.is_some() && compare(&self.path, path.as_bytes()).is_lt() {
            self.row = self.advance();
        }
        self.current().filter(|row| row.path == path.as_bytes())
    }

    fn current(&self) -> Option<CacheRow<'_>> {
        self.row.map(|row| CacheRow { path: &self.path, ..row })
    }
}

impl<'a> Cursor<'a> {
    fn advance(&mut self) -> Option<CacheRow<'a>> {
        let row = self.decode();
        if row.is_none() {
            self.rest = Fields(&[]);
        }
        row
    }

    fn decode(&mut self) -> Option<CacheRow<'a>> {
        let rest = &mut self.rest;
        let shared = usize::from(u16::from_le_bytes(rest.take()?));
        let suffix = usize::from(u16::from_le_bytes(rest.take()?));
        let [kind] = rest.take()?;
        let kind =
            [EntryKind::File, EntryKind::Directory, EntryKind::Symlink].into_iter().find(|k| *k as u8 == kind)?;
        let mode = u16::from_le_bytes(rest.take()?);
        let (size, mtime, ctime, inode) = (rest.u64()?, rest.time()?, rest.time()?, rest.u64()?);
        let digest = Id::from_bytes(rest.take()?);
        let suffix = rest.slice(suffix)?;
        if mode > 0o777 || shared > self.path.len() || suffix.is_empty() || shared + suffix.len() > MAX_PATH {
            return None;
        }
        // With all before it equal, the order is that of the rests.
        if compare(&self.path[shared..], suffix).is_ge() {
            return None;
        }
        self.path.truncate(shared);
        self.path.extend_from_slice(suffix);
        Some(CacheRow { path: &[], kind, mode, size, mtime, ctime, inode, digest })
    }
}

/// The rest of a run of bytes, taken from its start.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn slice(&mut self, len: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(taken)
    }

    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.slice(N)?.try_into().ok()
    }

    fn u64(&mut self) -> Option<u64> {
        self.take().map(u64::from_le_bytes)
    }

    fn time(&mut self) -> Option<Timestamp> {
        let seconds = i64::from_le_bytes(self.take()?);
        let nanos = u32::from_le_bytes(self.take()?);
        (nanos < 1_000_000_000).then_some(Timestamp { seconds, nanos })
    }
}

/// Writes a stat cache, row by row, into a staged file.
pub struct CacheWriter {
    staged: Box<dyn Staged>,
    hasher: blake3::Hasher,
    buffer: Vec<u8>,
    last: Vec<u8>,
    rows: u64,
}

impl CacheWriter {
    /// Starts a stat cache in the empty `staged`, for a scan that started then by the file system's clock
    /// ([`crate::worktree::tree::WorkTree::filesystem_now`]).
    pub fn new(staged: Box<dyn Staged>, start: Timestamp) -> Self {
        let mut buffer = Vec::with_capacity(BUFFER + FIXED + MAX_PATH);
        buffer.extend_from_slice(MAGIC);
        push_time(&mut buffer, start);
        Self { staged, hasher: blake3::Hasher::new(), buffer, last: Vec::new(), rows: 0 }
    }

    /// Adds a row whose stat was taken in this scan. Rows come in the order of their paths.
    ///
    /// # Errors
    /// The device failed.
    pub fn push(&mut self, row: &CacheRow<'_>) -> Result<()> {
        debug_assert!(self.rows == 0 || compare(&self.last, row.path).is_lt());
        let shared = self.last.iter().zip(row.path).take_while(|(a, b)| a == b).count();
        let suffix = &row.path[shared..];
        let out = &mut self.buffer;
        for length in [shared, suffix.len()] {
            let length = u16::try_from(length).expect("paths have at most 4,096 bytes");
            out.extend_from_slice(&length.to_le_bytes());
        }
        out.push(row.kind as u8);
        out.extend_from_slice(&row.mode.to_le_bytes());
        out.extend_from_slice(&row.size.to_le_bytes());
        push_time(out, row.mtime);
        push_time(out, row.ctime);
        out.extend_from_slice(&row.inode.to_le_bytes());
        out.extend_from_slice(row.digest.as_bytes());
        out.extend_from_slice(suffix);
        self.last.truncate(shared);
        self.last.extend_from_slice(suffix);
        self.rows += 1;
        if self.buffer.len() >= BUFFER { self.flush() } else { Ok(()) }
    }

    /// Adds a row of an older cache whose entry this scan did not visit. One that was racy there is left out: measured
    /// against the later start of this scan it would look safe.
    ///
    /// # Errors
    /// The device failed.
    pub fn keep(&mut self, cache: &StatCache, row: &CacheRow<'_>) -> Result<()> {
        if cache.is_racy(row) { Ok(()) } else { self.push(row) }
    }

    /// Ends the cache of a tree that was found equal to `attachment`. It is there when the result is published.
    ///
    /// # Errors
    /// The device failed.
    pub fn finish(mut self, attachment: Option<Id>) -> Result<Publication> {
        self.buffer.extend_from_slice(&self.rows.to_le_bytes());
        self.buffer.extend_from_slice(attachment.unwrap_or(Id::from_bytes([0; 32])).as_bytes());
        self.flush()?;
        self.staged.write(self.hasher.finalize().as_bytes())?;
        Ok(Publication { staged: self.staged, name: NAME.into(), placement: Placement::Cache })
    }

    fn flush(&mut self) -> Result<()> {
        self.hasher.update(&self.buffer);
        self.staged.write(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }
}

fn push_time(out: &mut Vec<u8>, time: Timestamp) {
    out.extend_from_slice(&time.seconds.to_le_bytes());
    out.extend_from_slice(&time.nanos.to_le_bytes());
}
