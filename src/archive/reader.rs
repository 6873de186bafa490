//! Reading an archive in part: the rows of a subtree, the bytes of one entry, the chunks from an offset on.
//! Every byte comes from objects that were verified against their ids.

use std::cell::OnceCell;
use std::collections::HashSet;

use crate::archive::attachment::Attachment;
use crate::archive::error::ArchiveError;
use crate::archive::manifest::{Part, read_parts, read_rows};
use crate::archive::row::{EntryKind, Row};
use crate::archive::shards::{ChunkRow, ShardRow, read_chunks, read_shards};
use crate::archive::tar_header::{entry_len, header_len};
use crate::base::id::{Id, ObjectId};
use crate::base::kind::Kind;
use crate::base::limit::SEGMENT_MIN;
use crate::base::path::TreePath;
use crate::object::traits::Source;

/// An entry and where its header starts in the tar stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// The entry.
    pub row: Row,
    /// Offset of its header in the plain tar stream, in bytes.
    pub at: u64,
}

impl Located {
    /// Offset of its content in the plain tar stream, in bytes.
    pub fn content(&self) -> u64 {
        self.at + header_len(&self.row)
    }

    /// Offset of the entry behind it.
    pub fn end(&self) -> u64 {
        self.at + entry_len(&self.row)
    }
}

/// One archive, its tables read when they are needed. Not shared between threads: opening another is cheap.
pub struct Archive<'a> {
    source: &'a dyn Source,
    id: Id,
    attachment: Attachment,
    /// Manifest chunks, each with the offset of its first entry.
    parts: OnceCell<Vec<(Part, u64)>>,
    /// Shards, each with its offset.
    shards: OnceCell<Vec<(ShardRow, u64)>>,
}

impl<'a> Archive<'a> {
    /// The archive that the attachment `id` describes.
    ///
    /// # Errors
    /// The attachment is missing, damaged or malformed.
    pub fn open(source: &'a dyn Source, id: Id) -> Result<Self, ArchiveError> {
        let attachment = Attachment::load(source, &id)?;
        Ok(Self { source, id, attachment, parts: OnceCell::new(), shards: OnceCell::new() })
    }

    /// The attachment's id.
    pub const fn id(&self) -> Id {
        self.id
    }

    /// The description.
    pub const fn attachment(&self) -> &Attachment {
        &self.attachment
    }

    /// The store behind it.
    pub const fn source(&self) -> &'a dyn Source {
        self.source
    }

    /// The manifest chunks in order, each with the tar offset of its first entry.
    ///
    /// # Errors
    /// The table cannot be read.
    pub fn parts(&self) -> Result<&[(Part, u64)], ArchiveError> {
        if let Some(parts) = self.parts.get() {
            return Ok(parts);
        }
        let parts = with_offsets(read_parts(self.source, &self.attachment)?, |part| part.tar_len);
        Ok(self.parts.get_or_init(|| parts))
    }

    /// The shards in order, each with its tar offset.
    ///
    /// # Errors
    /// The table cannot be read.
    pub fn shards(&self) -> Result<&[(ShardRow, u64)], ArchiveError> {
        if let Some(shards) = self.shards.get() {
            return Ok(shards);
        }
        let shards = with_offsets(read_shards(self.source, &self.attachment)?, |shard| shard.len);
        Ok(self.shards.get_or_init(|| shards))
    }

    /// All entries in order.
    ///
    /// # Errors
    /// The table cannot be read; later errors come through the iterator.
    pub fn rows(&self) -> Result<Rows<'_, 'a>, ArchiveError> {
        Ok(self.rows_of(self.parts()?))
    }

    /// The entries of all manifest chunks but those in `skip`, in order.
    ///
    /// # Errors
    /// The table cannot be read; later errors come through the iterator.
    pub fn rows_outside(
        &self,
        skip: &HashSet<Id>,
    ) -> Result<impl Iterator<Item = Result<Located, ArchiveError>>, ArchiveError> {
        let parts = self.parts()?;
        let kept = (0..parts.len()).filter(|part| !skip.contains(&parts[*part].0.id));
        Ok(kept.flat_map(|part| self.rows_of(&parts[part..=part])))
    }

    /// The entries of manifest chunks that stand together.
    pub fn rows_of<'r>(&'r self, parts: &'r [(Part, u64)]) -> Rows<'r, 'a> {
        Rows { archive: self, parts, next: 0, rows: Vec::new().into_iter(), at: 0 }
    }

    /// The entries from `path` on: the first that is not before it, and all behind that one.
    ///
    /// # Errors
    /// The manifest cannot be read.
    pub fn rows_from(&self, path: &TreePath) -> Result<std::iter::Peekable<Rows<'_, 'a>>, ArchiveError> {
        let parts = self.parts()?;
        let next = parts.partition_point(|(part, _)| part.first <= *path).saturating_sub(1);
        let mut rows = self.rows_of(&parts[next..]).peekable();
        while rows.next_if(|row| row.as_ref().is_ok_and(|found| found.row.path < *path)).is_some() {}
        Ok(rows)
    }

    /// The entry at `path` and everything below it.
    ///
    /// # Errors
    /// The manifest cannot be read; later errors come through the iterator.
    pub fn rows_within(
        &self,
        path: &TreePath,
    ) -> Result<impl Iterator<Item = Result<Located, ArchiveError>> + use<'_, 'a>, ArchiveError> {
        let path = path.clone();
        let rows = self.rows_from(&path)?;
        Ok(rows.take_while(move |row| row.as_ref().map_or(true, |found| found.row.path.is_within(&path))))
    }

    /// The entry with exactly this path.
    ///
    /// # Errors
    /// The manifest cannot be read.
    pub fn find(&self, path: &TreePath) -> Result<Option<Located>, ArchiveError> {
        match self.rows_from(path)?.next() {
            Some(Ok(found)) if found.row.path == *path => Ok(Some(found)),
            Some(Err(error)) => Err(error),
            _ => Ok(None),
        }
    }

    /// A cursor over the chunks.
    ///
    /// # Errors
    /// The table of shards cannot be read.
    pub fn chunks(&self) -> Result<Chunks<'_, 'a>, ArchiveError> {
        Ok(Chunks { archive: self, shards: self.shards()?, shard: usize::MAX, rows: Vec::new(), next: 0, at: 0 })
    }

    /// A reader of plain tar bytes.
    ///
    /// # Errors
    /// The table of shards cannot be read.
    pub fn stream(&self) -> Result<Stream<'_, 'a>, ArchiveError> {
        Ok(Stream { chunks: self.chunks()?, plain: Vec::new(), at: 0 })
    }
}

fn with_offsets<T>(rows: Vec<T>, len: impl Fn(&T) -> u64) -> Vec<(T, u64)> {
    let mut at = 0;
    rows.into_iter()
        .map(|row| {
            let start = at;
            at += len(&row);
            (row, start)
        })
        .collect()
}

/// Entries in order; reads one manifest chunk at a time.
pub struct Rows<'r, 'a> {
    archive: &'r Archive<'a>,
    parts: &'r [(Part, u64)],
    next: usize,
    rows: std::vec::IntoIter<Row>,
    at: u64,
}

impl Iterator for Rows<'_, '_> {
    type Item = Result<Located, ArchiveError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(row) = self.rows.next() {
                let at = self.at;
                self.at += entry_len(&row);
                return Some(Ok(Located { row, at }));
            }
            let (part, at) = self.parts.get(self.next)?;
            self.next += 1;
            self.at = *at;
            match read_rows(self.archive.source, part) {
                Ok(rows) => self.rows = rows.into_iter(),
                Err(error) => {
                    self.next = self.parts.len();
                    return Some(Err(error));
                }
            }
        }
    }
}

/// A cursor over the chunks of an archive; reads one shard's list at a time.
pub struct Chunks<'r, 'a> {
    archive: &'r Archive<'a>,
    shards: &'r [(ShardRow, u64)],
    /// The shard whose rows are loaded.
    shard: usize,
    rows: Vec<ChunkRow>,
    /// The row that is next, and its offset in the stream.
    next: usize,
    at: u64,
}

impl Chunks<'_, '_> {
    /// Moves to the chunk that holds the byte at `offset`; to the end where there is none.
    ///
    /// # Errors
    /// A shard's list cannot be read.
    pub fn seek(&mut self, offset: u64) -> Result<(), ArchiveError> {
        let shard = self.shards.partition_point(|(_, at)| *at <= offset).saturating_sub(1);
        if shard != self.shard || offset < self.at {
            self.load(shard)?;
        }
        while let Some(row) = self.rows.get(self.next)
            && self.at + u64::from(row.len) <= offset
        {
            self.at += u64::from(row.len);
            self.next += 1;
        }
        Ok(())
    }

    /// The next chunk and its offset in the tar stream, without moving on.
    ///
    /// # Errors
    /// A shard's list cannot be read.
    pub fn peek(&mut self) -> Result<Option<(u64, ChunkRow)>, ArchiveError> {
        if self.next >= self.rows.len() {
            let shard = self.shard.wrapping_add(1);
            if shard >= self.shards.len() {
                return Ok(None);
            }
            self.load(shard)?;
        }
        Ok(Some((self.at, self.rows[self.next])))
    }

    /// The next chunk and its offset in the tar stream.
    ///
    /// # Errors
    /// A shard's list cannot be read.
    pub fn advance(&mut self) -> Result<Option<(u64, ChunkRow)>, ArchiveError> {
        let found = self.peek()?;
        if let Some((_, row)) = found {
            self.at += u64::from(row.len);
            self.next += 1;
        }
        Ok(found)
    }

    fn load(&mut self, shard: usize) -> Result<(), ArchiveError> {
        // If the list cannot be read, no shard is loaded, not the one before with the rows of none.
        (self.rows, self.next, self.shard) = (Vec::new(), 0, usize::MAX);
        if let Some((row, at)) = self.shards.get(shard) {
            self.rows = read_chunks(self.archive.source, row)?;
            self.at = *at;
        }
        self.shard = shard;
        Ok(())
    }
}

/// Plain bytes of the tar stream; keeps the chunk that was read last.
pub struct Stream<'r, 'a> {
    chunks: Chunks<'r, 'a>,
    plain: Vec<u8>,
    at: u64,
}

impl Stream<'_, '_> {
    /// Gives the `len` bytes from `offset` on to `take`, in pieces and in order.
    ///
    /// # Errors
    /// A chunk cannot be read, the stream ends before, or `take` fails.
    pub fn copy(
        &mut self,
        mut offset: u64,
        mut len: u64,
        take: &mut dyn FnMut(&[u8]) -> Result<(), ArchiveError>,
    ) -> Result<(), ArchiveError> {
        while len > 0 {
            self.load(offset)?;
            let from = (offset - self.at) as usize;
            let piece = &self.plain[from..];
            let piece = &piece[..piece.len().min(usize::try_from(len).unwrap_or(usize::MAX))];
            take(piece)?;
            offset += piece.len() as u64;
            len -= piece.len() as u64;
        }
        Ok(())
    }

    /// Appends the `len` bytes from `offset` on to `out`.
    ///
    /// # Errors
    /// As [`Stream::copy`].
    pub fn append(&mut self, offset: u64, len: u64, out: &mut Vec<u8>) -> Result<(), ArchiveError> {
        self.copy(offset, len, &mut |piece| {
            out.extend_from_slice(piece);
            Ok(())
        })
    }

    /// Fills `buffer` from `offset` as far as the current chunk reaches; returns how many bytes that were.
    ///
    /// # Errors
    /// The chunk cannot be read, or the stream ends before `offset`.
    pub fn fill(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, ArchiveError> {
        self.load(offset)?;
        let piece = &self.plain[(offset - self.at) as usize..];
        let len = piece.len().min(buffer.len());
        buffer[..len].copy_from_slice(&piece[..len]);
        Ok(len)
    }

    /// Makes the chunk that holds `offset` the current one.
    fn load(&mut self, offset: u64) -> Result<(), ArchiveError> {
        if offset >= self.at && offset - self.at < self.plain.len() as u64 {
            return Ok(());
        }
        // Only what was verified is kept: after an error there is no current chunk.
        let mut plain = std::mem::take(&mut self.plain);
        self.chunks.seek(offset)?;
        let Some((at, row)) = self.chunks.advance()? else {
            return Err(ArchiveError::malformed("the archive", "it ends before its entries do"));
        };
        self.chunks.archive.source.read(Kind::Chunk, &ObjectId::Own(row.id), &mut plain)?;
        if plain.len() != row.len as usize {
            return Err(ArchiveError::malformed(format!("chunk {}", row.id), "another length than its shard says"));
        }
        (self.plain, self.at) = (plain, at);
        Ok(())
    }
}

/// Whether the content of this entry is cut as a segment of its own.
pub fn is_segment(row: &Row) -> bool {
    row.kind == EntryKind::File && row.size >= SEGMENT_MIN
}
