//! The ordered table of entries: rows of a fixed layout, cut into manifest chunks at row boundaries by content, so that
//! equal stretches of two manifests are stored once. No offsets: they follow from the lengths.

use crate::archive::attachment::Attachment;
use crate::archive::codec::{Taker, put_bytes};
use crate::archive::cut::lot;
use crate::archive::error::ArchiveError;
use crate::archive::row::{EntryKind, Row};
use crate::archive::table::{TableWriter, own, read_table};
use crate::archive::tar_header::{TRAILER, entry_len};
use crate::base::id::{Id, ObjectId};
use crate::base::kind::Kind;
use crate::base::limit::{MAX_CHUNK, MAX_LINK};
use crate::base::path::TreePath;
use crate::base::time::Timestamp;
use crate::object::traits::{Sink, Source};

/// A manifest chunk has at least this many bytes, but for the last.
const MIN: usize = 16 << 10;
/// A manifest chunk is ended by the row that reaches this many bytes.
const MAX: usize = 512 << 10;
/// From `MIN` on a chunk ends after a row whose path hashes to a multiple of this.
const EVERY: u16 = 512;

const OWNER: u8 = 0x10;
const FIRST: u8 = 0x20;

/// Appends the fixed layout of a row.
pub fn encode_row(row: &Row, out: &mut Vec<u8>) {
    let owner = row.owner.map_or(0, |_| OWNER);
    let first = row.first.as_ref().map_or(0, |_| FIRST);
    out.push(row.kind as u8 | owner | first);
    out.extend_from_slice(&row.mode.to_le_bytes());
    out.extend_from_slice(&row.mtime.seconds.to_le_bytes());
    out.extend_from_slice(&row.mtime.nanos.to_le_bytes());
    put_bytes(row.path.as_bytes(), out);
    match row.kind {
        EntryKind::File => {
            out.extend_from_slice(&row.size.to_le_bytes());
            out.extend_from_slice(row.digest.unwrap_or(Id::from_bytes([0; 32])).as_bytes());
        }
        EntryKind::Symlink => put_bytes(&row.target, out),
        EntryKind::Directory => {}
    }
    if let Some((uid, gid)) = row.owner {
        out.extend_from_slice(&uid.to_le_bytes());
        out.extend_from_slice(&gid.to_le_bytes());
    }
    if let Some(first) = &row.first {
        put_bytes(first.as_bytes(), out);
    }
}

/// Takes one row; `None` where the bytes are not the one encoding of a valid row.
pub fn decode_row(taker: &mut Taker<'_>) -> Option<Row> {
    let flags = taker.u8()?;
    let kind = match flags & 0x0f {
        1 => EntryKind::File,
        2 => EntryKind::Directory,
        3 => EntryKind::Symlink,
        _ => return None,
    };
    let mode = taker.u16().filter(|mode| *mode <= 0o777)?;
    let mtime = Timestamp { seconds: taker.i64()?, nanos: taker.u32().filter(|nanos| *nanos < 1_000_000_000)? };
    let path = TreePath::new(taker.bytes()?).ok()?;
    let (mut size, mut digest, mut target) = (0, None, Box::default());
    match kind {
        // Half of the range is left so that sums of two lengths cannot overflow.
        EntryKind::File => (size, digest) = (taker.u64().filter(|size| *size < 1 << 62)?, Some(taker.id()?)),
        EntryKind::Symlink => {
            target =
                taker.bytes().filter(|target| (1..=MAX_LINK).contains(&target.len()) && !target.contains(&0))?.into();
        }
        EntryKind::Directory => {}
    }
    let owner = if flags & OWNER == 0 { None } else { Some((taker.u32()?, taker.u32()?)) };
    let first = if flags & FIRST == 0 { None } else { Some(TreePath::new(taker.bytes()?).ok()?) };
    let valid = flags & !(0x0f | OWNER | FIRST) == 0 && (first.is_none() || kind == EntryKind::File);
    valid.then_some(Row { path, kind, mode, mtime, size, target, digest, owner, first })
}

/// One manifest chunk, as the manifest's table lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The object with its rows.
    pub id: Id,
    /// How many rows it has.
    pub rows: u32,
    /// Bytes of the tar stream that its entries take.
    pub tar_len: u64,
    /// Path of its first row.
    pub first: TreePath,
}

/// Collects rows into manifest chunks and stores them.
#[derive(Default)]
pub struct ManifestWriter {
    bytes: Vec<u8>,
    rows: u32,
    tar_len: u64,
    first: Option<TreePath>,
    table: TableWriter,
}

impl ManifestWriter {
    /// Appends the next row.
    ///
    /// # Errors
    /// A full chunk cannot be stored.
    pub fn push(&mut self, row: &Row, sink: &dyn Sink) -> Result<(), ArchiveError> {
        encode_row(row, &mut self.bytes);
        self.rows += 1;
        self.tar_len += entry_len(row);
        self.first.get_or_insert_with(|| row.path.clone());
        if self.bytes.len() >= MAX || self.bytes.len() >= MIN && lot(&row.path).is_multiple_of(EVERY) {
            self.flush(sink)?;
        }
        Ok(())
    }

    /// Stores what is left and returns the parts of the table.
    ///
    /// # Errors
    /// Something cannot be stored.
    pub fn finish(mut self, sink: &dyn Sink) -> Result<Vec<Id>, ArchiveError> {
        self.flush(sink)?;
        self.table.finish(sink)
    }

    fn flush(&mut self, sink: &dyn Sink) -> Result<(), ArchiveError> {
        let Some(first) = self.first.take() else { return Ok(()) };
        let id = own(sink.write(Kind::Manifest, &self.bytes)?.0);
        let mut row = Vec::with_capacity(64);
        row.extend_from_slice(id.as_bytes());
        row.extend_from_slice(&self.rows.to_le_bytes());
        row.extend_from_slice(&self.tar_len.to_le_bytes());
        put_bytes(first.as_bytes(), &mut row);
        self.bytes.clear();
        (self.rows, self.tar_len) = (0, 0);
        self.table.push(&row, sink)
    }
}

/// The manifest's table of an archive.
///
/// # Errors
/// A part is missing, damaged or malformed, or does not add up to the attachment's totals.
pub fn read_parts(source: &dyn Source, attachment: &Attachment) -> Result<Vec<Part>, ArchiveError> {
    let parts = read_table(source, &attachment.manifest_table, |taker| {
        let id = taker.id()?;
        let (rows, tar_len) = (taker.u32()?, taker.u64()?);
        Some(Part { id, rows, tar_len, first: TreePath::new(taker.bytes()?).ok()? })
    })?;
    let sum = |number: fn(&Part) -> u64| parts.iter().try_fold(0u64, |sum, part| sum.checked_add(number(part)));
    let ordered = parts.windows(2).all(|pair| pair[0].first < pair[1].first);
    let tar_len = sum(|part| part.tar_len).and_then(|len| len.checked_add(TRAILER));
    if sum(|part| u64::from(part.rows)) != Some(attachment.entries) || tar_len != Some(attachment.tar_len) || !ordered {
        return Err(ArchiveError::malformed("the manifest's table", "it does not add up to the attachment"));
    }
    Ok(parts)
}

/// The rows of one manifest chunk.
///
/// # Errors
/// Missing, damaged, malformed, or other rows than the table says.
pub fn read_rows(source: &dyn Source, part: &Part) -> Result<Vec<Row>, ArchiveError> {
    let plain = source.plain(Kind::Manifest, &ObjectId::Own(part.id))?;
    let malformed = |why: &str| ArchiveError::malformed(format!("manifest chunk {}", part.id), why);
    if plain.len() > MAX_CHUNK {
        return Err(malformed("too long"));
    }
    let mut taker = Taker::new(&plain);
    let mut rows: Vec<Row> = Vec::with_capacity((part.rows as usize).min(plain.len() / 16));
    let mut tar_len = 0u64;
    while !taker.is_empty() {
        let row = decode_row(&mut taker).ok_or_else(|| malformed("a row is not valid"))?;
        if rows.last().is_some_and(|last| last.path >= row.path) {
            return Err(malformed("rows are out of order"));
        }
        // One length cannot overflow, the sum of several could come round to what the table says.
        tar_len = tar_len.checked_add(entry_len(&row)).ok_or_else(|| malformed("its entries are too long"))?;
        rows.push(row);
    }
    let as_listed = rows.first().map(|row| &row.path) == Some(&part.first)
        && rows.len() == part.rows as usize
        && tar_len == part.tar_len;
    if as_listed { Ok(rows) } else { Err(malformed("other rows than its table says")) }
}
