//! Writes an archive: producer, workers and sequencer as bounded stages over all cores.

use std::cell::Cell;
use std::num::NonZero;
use std::thread;

use crossbeam_channel::bounded;

use crate::archive::entry::{Content, Done, Entry, Left};
use crate::archive::error::ArchiveError;
use crate::archive::pipeline::work;
use crate::archive::produce::{Ends, Producer};
use crate::archive::reader::Archive;
use crate::archive::sequence::Sequencer;
use crate::archive::table::own;
use crate::base::id::Id;
use crate::base::kind::Kind;
use crate::base::monitor::Monitor;
use crate::object::error::ObjectError;
use crate::object::traits::Sink;

/// Jobs that wait for a worker.
const JOBS: usize = 4;
/// Buffers that are under way, of 4 MiB at most: all that the stages hold of the content, however long a device may take
/// to make a full pack durable.
const BUFFERS: usize = 16;
/// Steps that wait for the sequencer; most are single rows.
const STEPS: usize = 1024;

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The attachment that describes the archive.
    pub id: Id,
    /// Regular files in it.
    pub files: u64,
    /// Content of all files, in bytes.
    pub bytes: u64,
    /// Chunks that were stored.
    pub chunks_new: u64,
    /// Chunks that the store had.
    pub chunks_reused: u64,
    /// Entries whose content could not be read.
    pub left: Vec<Left>,
}

/// Where an archive is written and what it is written from.
pub struct Destination<'w> {
    /// The store.
    pub sink: &'w dyn Sink,
    /// Contents of entries from outside.
    pub content: &'w dyn Content,
    /// Told about progress in bytes of the tar stream.
    pub monitor: &'w dyn Monitor,
    /// Whether an entry that differs from the base in nothing but time is taken as changed.
    pub exact_time: bool,
}

/// Writes the archive of `entries`, taking over from `base` what is the same. `done` is told of each finished row in
/// order, on another thread.
///
/// # Errors
/// The input, the store or the base failed, or the user stopped the work; what was stored by then stays in the run.
pub fn write_archive<'a, T: Send>(
    entries: impl Iterator<Item = Result<Entry<T>, ArchiveError>>,
    base: Option<&Archive<'a>>,
    destination: &Destination<'_>,
    done: &mut Done<'_, T>,
) -> Result<Written, ArchiveError> {
    let Destination { sink, content, monitor, exact_time } = *destination;
    let (jobs, todo) = bounded(JOBS);
    let (steps, order) = bounded(STEPS);
    let (used, pool) = bounded(BUFFERS);
    for _ in 0..BUFFERS {
        used.send(Vec::new()).map_err(|_| ObjectError::Cancelled)?;
    }
    let (left, attachment, counts) = thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(2, NonZero::get) {
            let todo = todo.clone();
            scope.spawn(move || work(&todo, sink));
        }
        drop(todo);
        let sequencer = scope.spawn(move || Sequencer::new(sink, done, used).run(&order));
        let ends = Ends { content, monitor, exact_time, jobs, steps, pool, spare: Cell::default() };
        let produced = Producer::new(entries, base, ends).and_then(Producer::run);
        let sequenced = sequencer.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        match (produced, sequenced) {
            (Ok(left), Ok((attachment, counts))) => Ok((left, attachment, counts)),
            // The producer only hears that a later stage ended; that stage knows why.
            (Err(ArchiveError::Object(ObjectError::Cancelled)), Err(error)) | (Ok(_), Err(error)) => Err(error),
            (Err(error), _) => Err(error),
        }
    })?;
    let (id, _) = sink.write(Kind::Attachment, &attachment.encode())?;
    Ok(Written {
        id: own(id),
        files: attachment.files,
        bytes: attachment.bytes,
        chunks_new: counts.new,
        chunks_reused: counts.reused,
        left,
    })
}
