//! The stat cache: what the files of a work tree looked like when their content was last hashed, so that a file whose
//! stat is the same need not be read. It may be lost at any time, and content that is torn or foreign counts as lost.
//! Format: `docs/format/statcache.md`.

use crate::archive::codec::{Taker, put_signed_varint, put_varint};
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

const MAGIC: &[u8; 8] = b"mscache\x02";
/// Magic, start of the scan.
const HEADER: usize = 8 + 12;
/// Count of rows, attachment, BLAKE3 of all before it.
const TRAILER: usize = 8 + 32 + 32;
/// The writer hands on this much at a time.
const BUFFER: usize = 256 << 10;

/// Stands for a digest or attachment that there is not.
const NO_DIGEST: Id = Id::from_bytes([0; 32]);

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

const SECOND: i128 = 1_000_000_000;

fn nanoseconds(time: Timestamp) -> i128 {
    i128::from(time.seconds) * SECOND + i128::from(time.nanos)
}

/// The numbers of a row from which those of the next one differ little.
#[derive(Clone, Copy, Default)]
struct Before {
    mtime: i128,
    ctime: i128,
    inode: i128,
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
        let start = take_time(&mut Taker::new(&all[MAGIC.len()..]))?;
        let mut trailer = Taker::new(&all[body..]);
        let rows = trailer.u64()?;
        let attachment = trailer.id().filter(|id| *id.as_bytes() != [0; 32]);
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
        let rest = Taker::new(&all[HEADER..all.len() - TRAILER]);
        Cursor { rest, path: Vec::new(), before: Before::default(), row: None }
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
    rest: Taker<'a>,
    path: Vec<u8>,
    before: Before,
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
            self.rest = Taker::new(&[]);
        }
        row
    }

    fn decode(&mut self) -> Option<CacheRow<'a>> {
        let (rest, before) = (&mut self.rest, &mut self.before);
        let shared = usize::try_from(rest.varint()?).ok().filter(|shared| *shared <= self.path.len())?;
        let suffix = rest.varint()?;
        let suffix = rest.take(usize::try_from(suffix).ok().filter(|len| (1..=MAX_PATH - shared).contains(len))?)?;
        let kind_and_mode = u16::try_from(rest.varint()?).ok().filter(|both| both >> 2 <= 0o777)?;
        let kind = [EntryKind::File, EntryKind::Directory, EntryKind::Symlink]
            .into_iter()
            .find(|kind| *kind as u16 == kind_and_mode & 3)?;
        let size = u64::try_from(rest.varint()?).ok()?;
        let mtime = take_change(rest, &mut before.mtime).and_then(time_of)?;
        let ctime = take_change(rest, &mut before.ctime).and_then(time_of)?;
        let inode = take_change(rest, &mut before.inode).and_then(|inode| u64::try_from(inode).ok())?;
        let digest = if kind == EntryKind::Directory { NO_DIGEST } else { rest.id()? };
        // With all before it equal, the order is that of the rests.
        if compare(&self.path[shared..], suffix).is_ge() {
            return None;
        }
        self.path.truncate(shared);
        self.path.extend_from_slice(suffix);
        Some(CacheRow { path: &[], kind, mode: kind_and_mode >> 2, size, mtime, ctime, inode, digest })
    }
}

fn take_time(from: &mut Taker<'_>) -> Option<Timestamp> {
    let (seconds, nanos) = (from.i64()?, from.u32()?);
    (nanos < 1_000_000_000).then_some(Timestamp { seconds, nanos })
}

/// Takes a number that is written as its difference from `before`, which becomes it.
fn take_change(from: &mut Taker<'_>, before: &mut i128) -> Option<i128> {
    *before = before.checked_add(from.signed_varint()?)?;
    Some(*before)
}

fn put_change(value: i128, before: &mut i128, out: &mut Vec<u8>) {
    put_signed_varint(value - *before, out);
    *before = value;
}

fn time_of(nanoseconds: i128) -> Option<Timestamp> {
    let seconds = i64::try_from(nanoseconds.div_euclid(SECOND)).ok()?;
    Some(Timestamp { seconds, nanos: nanoseconds.rem_euclid(SECOND) as u32 })
}

/// Writes a stat cache, row by row, into a staged file.
pub struct CacheWriter {
    staged: Box<dyn Staged>,
    hasher: blake3::Hasher,
    buffer: Vec<u8>,
    last: Vec<u8>,
    before: Before,
    rows: u64,
}

impl CacheWriter {
    /// Starts a stat cache in the empty `staged`, for a scan that started then by the file system's clock
    /// ([`crate::worktree::tree::WorkTree::filesystem_now`]).
    pub fn new(staged: Box<dyn Staged>, start: Timestamp) -> Self {
        let mut buffer = Vec::with_capacity(BUFFER + 2 * MAX_PATH);
        buffer.extend_from_slice(MAGIC);
        buffer.extend_from_slice(&start.seconds.to_le_bytes());
        buffer.extend_from_slice(&start.nanos.to_le_bytes());
        let (hasher, last, before) = Default::default();
        Self { staged, hasher, buffer, last, before, rows: 0 }
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
        put_varint(shared as u128, out);
        put_varint(suffix.len() as u128, out);
        out.extend_from_slice(suffix);
        put_varint(u128::from(row.mode << 2 | row.kind as u16), out);
        put_varint(row.size.into(), out);
        put_change(nanoseconds(row.mtime), &mut self.before.mtime, out);
        put_change(nanoseconds(row.ctime), &mut self.before.ctime, out);
        put_change(row.inode.into(), &mut self.before.inode, out);
        if row.kind != EntryKind::Directory {
            out.extend_from_slice(row.digest.as_bytes());
        }
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
        self.buffer.extend_from_slice(attachment.unwrap_or(NO_DIGEST).as_bytes());
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
