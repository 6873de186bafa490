//! The chunks of an archive in order, as shards: lists of (id, plain length), cut where an id allows it.
//! A shard is the unit of placement, receipts and audits.

use crate::archive::attachment::Attachment;
use crate::archive::codec::Taker;
use crate::archive::error::ArchiveError;
use crate::archive::table::{TableWriter, own, read_table};
use crate::base::id::{Id, ObjectId};
use crate::base::kind::Kind;
use crate::base::limit::{MAX_CHUNK, SHARD_MAX, SHARD_MIN, SHARD_ROWS};
use crate::object::traits::{Sink, Source};

/// Bytes of one row of a shard.
const ROW: usize = 36;

/// A chunk as a shard lists it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChunkRow {
    /// The chunk.
    pub id: Id,
    /// Its plain length in bytes, at least 1.
    pub len: u32,
}

/// A shard as the table lists it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShardRow {
    /// The list object.
    pub id: Id,
    /// Plain bytes of all its chunks.
    pub len: u64,
    /// How many chunks it lists.
    pub rows: u32,
}

/// Collects chunks into shards and stores their lists.
#[derive(Default)]
pub struct ShardWriter {
    list: Vec<u8>,
    len: u64,
    chunks: u64,
    shards: u64,
    tar_len: u64,
    table: TableWriter,
}

impl ShardWriter {
    /// Appends the next chunk.
    ///
    /// # Errors
    /// A full shard's list cannot be stored.
    pub fn push(&mut self, chunk: ChunkRow, sink: &dyn Sink) -> Result<(), ArchiveError> {
        self.list.extend_from_slice(chunk.id.as_bytes());
        self.list.extend_from_slice(&chunk.len.to_le_bytes());
        self.len += u64::from(chunk.len);
        self.tar_len += u64::from(chunk.len);
        self.chunks += 1;
        let allowed = chunk.id.as_bytes()[31] & 0x0f == 0;
        // The next chunk could reach the largest size, so the longest shard ends one chunk before it.
        let full = self.len + MAX_CHUNK as u64 > SHARD_MAX || self.list.len() >= SHARD_ROWS * ROW;
        if full || self.len >= SHARD_MIN && allowed {
            self.flush(sink)?;
        }
        Ok(())
    }

    /// Stores what is left and fills the attachment's fields about shards, chunks and the length of the stream.
    ///
    /// # Errors
    /// Something cannot be stored.
    pub fn finish(mut self, attachment: &mut Attachment, sink: &dyn Sink) -> Result<(), ArchiveError> {
        if !self.list.is_empty() {
            self.flush(sink)?;
        }
        attachment.chunks = self.chunks;
        attachment.shards = self.shards;
        attachment.tar_len = self.tar_len;
        attachment.shard_table = self.table.finish(sink)?;
        Ok(())
    }

    fn flush(&mut self, sink: &dyn Sink) -> Result<(), ArchiveError> {
        let id = own(sink.write(Kind::Shard, &self.list)?.0);
        let mut row = Vec::with_capacity(44);
        row.extend_from_slice(id.as_bytes());
        row.extend_from_slice(&self.len.to_le_bytes());
        row.extend_from_slice(&((self.list.len() / ROW) as u32).to_le_bytes());
        self.list.clear();
        self.len = 0;
        self.shards += 1;
        self.table.push(&row, sink)
    }
}

/// The table of shards of an archive.
///
/// # Errors
/// A part is missing, damaged or malformed, or does not add up to the attachment's totals.
pub fn read_shards(source: &dyn Source, attachment: &Attachment) -> Result<Vec<ShardRow>, ArchiveError> {
    let shards = read_table(source, &attachment.shard_table, |taker| {
        let id = taker.id()?;
        let (len, rows) = (taker.u64()?, taker.u32()?);
        (len <= SHARD_MAX && (1..=SHARD_ROWS).contains(&(rows as usize))).then_some(ShardRow { id, len, rows })
    })?;
    let len = shards.iter().try_fold(0u64, |sum, shard| sum.checked_add(shard.len));
    let chunks: u64 = shards.iter().map(|shard| u64::from(shard.rows)).sum();
    if len != Some(attachment.tar_len) || chunks != attachment.chunks || shards.len() as u64 != attachment.shards {
        return Err(ArchiveError::malformed("the table of shards", "it does not add up to the attachment"));
    }
    Ok(shards)
}

/// The chunks that one shard lists.
///
/// # Errors
/// Missing, damaged, malformed, or other chunks than the table says.
pub fn read_chunks(source: &dyn Source, shard: &ShardRow) -> Result<Vec<ChunkRow>, ArchiveError> {
    let plain = source.plain(Kind::Shard, &ObjectId::Own(shard.id))?;
    let malformed = || ArchiveError::malformed(format!("shard {}", shard.id), "other rows than its table says");
    if plain.len() != shard.rows as usize * ROW {
        return Err(malformed());
    }
    let mut taker = Taker::new(&plain);
    let mut rows = Vec::with_capacity(shard.rows as usize);
    while !taker.is_empty() {
        let row = taker.id().zip(taker.u32()).map(|(id, len)| ChunkRow { id, len });
        rows.push(row.filter(|row| (1..=MAX_CHUNK as u32).contains(&row.len)).ok_or_else(malformed)?);
    }
    if rows.iter().map(|row| u64::from(row.len)).sum::<u64>() == shard.len { Ok(rows) } else { Err(malformed()) }
}
