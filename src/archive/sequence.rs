//! The last stage of the writer: takes what was produced in order, waits for the stored chunks, and writes shards,
//! manifest and attachment.

use std::sync::Arc;

use crossbeam_channel::{Receiver, Sender};

use crate::archive::attachment::Attachment;
use crate::archive::entry::Done;
use crate::archive::error::ArchiveError;
use crate::archive::manifest::ManifestWriter;
use crate::archive::pipeline::Stored;
use crate::archive::row::{EntryKind, Row};
use crate::archive::shards::{ChunkRow, ShardWriter};
use crate::base::id::Id;
use crate::object::error::ObjectError;
use crate::object::traits::Sink;

/// What the producer passes on, in the order of the tar stream.
pub enum Step<T> {
    /// Chunks that are being stored, and their buffer.
    Chunks(Receiver<Stored>, Arc<Vec<u8>>),
    /// A chunk taken over from the base archive.
    Reused(ChunkRow),
    /// Chunks of a large file whose place in the stream comes later; its bytes are the first `usize` of the buffer.
    Content(Receiver<Stored>, Arc<Vec<u8>>, usize),
    /// Tell the digest of the large file's content so far.
    Digest(Sender<Id>),
    /// The large file's content so far is not wanted.
    Discard,
    /// Here is the place of the large file's content.
    Place,
    /// An entry is complete. A file without digest is the large one that was placed last.
    Row(Box<Row>, Option<T>),
}

/// How many chunks of the archive were stored for it, and how many the store had.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Chunks that were stored.
    pub new: u64,
    /// Chunks that were there, or occurred before in this archive.
    pub reused: u64,
}

/// The state of the last stage.
pub struct Sequencer<'a, T> {
    sink: &'a dyn Sink,
    done: &'a mut Done<'a, T>,
    /// Buffers go back to the producer through here.
    pool: Sender<Vec<u8>>,
    shards: ShardWriter,
    manifest: ManifestWriter,
    totals: Attachment,
    counts: Counts,
    content: Vec<(ChunkRow, bool)>,
    hasher: blake3::Hasher,
    digest: Option<Id>,
}

impl<'a, T> Sequencer<'a, T> {
    /// Writes into `sink`, tells `done` of each finished row in order, returns buffers to `pool`.
    pub fn new(sink: &'a dyn Sink, done: &'a mut Done<'a, T>, pool: Sender<Vec<u8>>) -> Self {
        Self {
            sink,
            done,
            pool,
            shards: ShardWriter::default(),
            manifest: ManifestWriter::default(),
            totals: Attachment::default(),
            counts: Counts::default(),
            content: Vec::new(),
            hasher: blake3::Hasher::new(),
            digest: None,
        }
    }

    /// Takes all steps; returns the finished description of the archive, not yet stored itself, and the counts.
    ///
    /// # Errors
    /// Storing failed in this or an earlier stage, or the producer ended before its time.
    pub fn run(mut self, steps: &Receiver<Step<T>>) -> Result<(Attachment, Counts), ArchiveError> {
        for step in steps {
            self.take(step)?;
        }
        self.totals.manifest_table = self.manifest.finish(self.sink)?;
        self.shards.finish(&mut self.totals, self.sink)?;
        Ok((self.totals, self.counts))
    }

    fn take(&mut self, step: Step<T>) -> Result<(), ArchiveError> {
        match step {
            Step::Chunks(answer, bytes) => {
                for (chunk, new) in stored(&answer)? {
                    self.chunk(chunk, new)?;
                }
                self.recycle(bytes);
            }
            Step::Reused(chunk) => self.chunk(chunk, false)?,
            Step::Content(answer, bytes, len) => {
                self.hasher.update(&bytes[..len]);
                self.content.extend(stored(&answer)?);
                self.recycle(bytes);
            }
            Step::Digest(reply) => {
                // A producer that ended meanwhile does not listen.
                let _ = reply.send(self.content_digest());
            }
            Step::Discard => {
                self.content.clear();
                self.hasher.reset();
            }
            Step::Place => {
                self.digest = Some(self.content_digest());
                self.hasher.reset();
                for (chunk, new) in std::mem::take(&mut self.content) {
                    self.chunk(chunk, new)?;
                }
            }
            Step::Row(row, tag) => self.row(*row, tag)?,
        }
        Ok(())
    }

    fn chunk(&mut self, chunk: ChunkRow, new: bool) -> Result<(), ArchiveError> {
        let count = if new { &mut self.counts.new } else { &mut self.counts.reused };
        *count += 1;
        self.shards.push(chunk, self.sink)
    }

    fn row(&mut self, mut row: Row, tag: Option<T>) -> Result<(), ArchiveError> {
        self.totals.entries += 1;
        if row.kind == EntryKind::File {
            self.totals.files += 1;
            self.totals.bytes += row.size;
            row.digest = row.digest.or(self.digest);
        }
        self.manifest.push(&row, self.sink)?;
        (self.done)(&row, tag)
    }

    fn content_digest(&self) -> Id {
        match self.content.as_slice() {
            [(only, _)] => only.id,
            _ => Id::from_bytes(*self.hasher.finalize().as_bytes()),
        }
    }

    /// Gives the buffer back; the producer waits for it.
    fn recycle(&self, bytes: Arc<Vec<u8>>) {
        // A producer that has ended needs none.
        let _ = self.pool.send(Arc::try_unwrap(bytes).unwrap_or_default());
    }
}

fn stored(answer: &Receiver<Stored>) -> Stored {
    // A worker that vanished without an answer has panicked, or the writer is being torn down.
    answer.recv().unwrap_or(Err(ArchiveError::Object(ObjectError::Cancelled)))
}
