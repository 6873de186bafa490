//! The first stage of the writer: turns entries into the tar stream, cuts it, and takes over chunks of the base archive
//! unread where it can.
//!
//! The chunk list is a function of rows and contents alone: a chunk of the base is taken only where cutting the same
//! bytes would give it, that is when the position is a cut in both and everything the chunk covers is the same.

use std::cell::Cell;
use std::io;
use std::sync::Arc;

use crossbeam_channel::{Receiver, Sender, bounded};

use crate::archive::cut::{SEGMENT_MAX, cut_segment, ends_before_segment, ends_run};
use crate::archive::entry::{Content, Entry, Left, OpenFile, Origin, read_full};
use crate::archive::error::ArchiveError;
use crate::archive::pipeline::{Cut, Job};
use crate::archive::reader::{Archive, Chunks, Stream};
use crate::archive::row::EntryKind;
use crate::archive::sequence::Step;
use crate::archive::tar_header::TRAILER;
use crate::archive::window::{Slot, Window};
use crate::base::id::Id;
use crate::base::monitor::Monitor;
use crate::object::error::ObjectError;

/// Bytes of chunks that travel together.
const BATCH: usize = 1 << 20;
/// Files up to this size are read into memory whole; larger ones are sent ahead in pieces.
const IN_MEMORY: u64 = 1 << 20;
/// Bytes of a large file that are read at once.
const PIECE: usize = 4 << 20;
/// How often a changing file is tried.
const TRIES: usize = 3;

/// Where the producer reads and where its results go.
pub struct Ends<'p, T> {
    /// Contents from outside.
    pub content: &'p dyn Content,
    /// Told about progress in bytes of the tar stream.
    pub monitor: &'p dyn Monitor,
    /// Whether an entry that differs from the base in nothing but time is taken as changed.
    pub exact_time: bool,
    /// To the workers.
    pub jobs: Sender<Job>,
    /// To the sequencer.
    pub steps: Sender<Step<T>>,
    /// Buffers that are free.
    pub pool: Receiver<Vec<u8>>,
    /// A buffer that was taken and not used.
    pub spare: Cell<Option<Vec<u8>>>,
}

impl<T> Ends<'_, T> {
    /// Waits for a buffer that is free.
    fn buffer(&self) -> Result<Vec<u8>, ArchiveError> {
        match self.spare.take() {
            Some(buffer) => Ok(buffer),
            None => self.pool.recv().map_err(|_| ArchiveError::Object(ObjectError::Cancelled)),
        }
    }
}

struct Base<'p, 'a> {
    end: u64,
    chunks: Chunks<'p, 'a>,
    stream: Stream<'p, 'a>,
}

/// The first stage.
pub struct Producer<'p, 'a, T, I> {
    input: Option<I>,
    ends: Ends<'p, T>,
    base: Option<Base<'p, 'a>>,
    window: Window<T>,
    batch: Vec<u8>,
    cuts: Vec<Cut>,
    left: Vec<Left>,
}

impl<'p, 'a, T, I> Producer<'p, 'a, T, I>
where
    I: Iterator<Item = Result<Entry<T>, ArchiveError>>,
{
    /// Produces the stream of `input` with chunks of `base` where they fit.
    ///
    /// # Errors
    /// The tables of the base archive cannot be read.
    pub fn new(input: I, base: Option<&'p Archive<'a>>, ends: Ends<'p, T>) -> Result<Self, ArchiveError> {
        let base = match base {
            Some(archive) => Some(Base {
                end: archive.attachment().tar_len - TRAILER,
                chunks: archive.chunks()?,
                stream: archive.stream()?,
            }),
            None => None,
        };
        Ok(Self {
            input: Some(input),
            ends,
            base,
            window: Window::default(),
            batch: Vec::new(),
            cuts: Vec::new(),
            left: Vec::new(),
        })
    }

    /// Produces everything; returns the entries whose content could not be read.
    ///
    /// # Errors
    /// The input, the base or a later stage failed, or the user stopped the work.
    pub fn run(mut self) -> Result<Vec<Left>, ArchiveError> {
        while !self.window.slots.is_empty() || self.pull()? {
            if self.ends.monitor.cancelled() {
                return Err(ObjectError::Cancelled.into());
            }
            if self.window.in_segment() {
                self.segment()?;
            } else if !self.reuse()? {
                self.cut()?;
            }
        }
        self.flush()?;
        Ok(self.left)
    }

    /// Takes one more entry into the window; false behind the end.
    fn pull(&mut self) -> Result<bool, ArchiveError> {
        let Some(input) = &mut self.input else { return Ok(false) };
        match input.next().transpose()? {
            Some(entry) => self.window.slots.push_back(Slot::new(entry)),
            None => {
                self.input = None;
                self.window.slots.push_back(Slot::end(self.base.as_ref().map(|base| base.end)));
            }
        }
        Ok(true)
    }

    /// Takes over the base's chunk at the position, if there is one that fits.
    fn reuse(&mut self) -> Result<bool, ArchiveError> {
        let Some(base) = &mut self.base else { return Ok(false) };
        let front = &self.window.slots[0];
        let Some(start) = front.base_offset(self.window.offset) else { return Ok(false) };
        base.chunks.seek(start)?;
        let Some((_, chunk)) = base.chunks.peek()?.filter(|(at, _)| *at == start) else { return Ok(false) };
        loop {
            match self.window.covers(start, chunk) {
                Some(true) => break,
                Some(false) => return Ok(false),
                None if self.pull()? => {}
                None => return Ok(false),
            }
        }
        self.flush()?;
        self.send(Step::Reused(chunk))?;
        self.advance(u64::from(chunk.len))?;
        Ok(true)
    }

    /// Cuts the next chunk of the run.
    fn cut(&mut self) -> Result<(), ArchiveError> {
        let start = self.batch.len();
        let (mut index, mut from) = (0, self.window.offset);
        loop {
            if index == self.window.slots.len() && !self.pull()? {
                break;
            }
            if !self.window.slots[index].ready && !self.load(index)? {
                self.window.slots.remove(index);
                continue;
            }
            let before_segment = from == 0 && self.window.slots[index].is_segment();
            if before_segment && ends_before_segment(self.batch.len() - start) || !self.generate(index, from)? {
                break;
            }
            let entry = self.window.slots[index].entry.as_ref();
            if entry.is_some_and(|entry| ends_run(self.batch.len() - start, &entry.row.path)) {
                break;
            }
            (index, from) = (index + 1, 0);
        }
        let len = self.batch.len() - start;
        if len > 0 {
            self.cuts.push(Cut { range: start..start + len, id: None });
            self.advance(len as u64)?;
        }
        if self.batch.len() >= BATCH { self.flush() } else { Ok(()) }
    }

    /// Generates the bytes of a slot from its byte `from` on; false where they end with the content of a segment.
    fn generate(&mut self, index: usize, mut from: u64) -> Result<bool, ArchiveError> {
        let slot = &self.window.slots[index];
        if from < slot.header {
            slot.append_header(from, &mut self.batch);
            if slot.is_segment() {
                return Ok(false);
            }
            from = slot.header;
        }
        let content_end = slot.header + slot.size;
        if from < content_end {
            let skip = from - slot.header;
            match (&slot.origin, &mut self.base) {
                (Origin::Base { content, .. }, Some(base)) => {
                    base.stream.append(content + skip, slot.size - skip, &mut self.batch)?;
                }
                _ => self.batch.extend_from_slice(&slot.content[skip as usize..]),
            }
            from = content_end;
        }
        self.batch.resize(self.batch.len() + (slot.stream_len() - from) as usize, 0);
        Ok(true)
    }

    /// Puts the content of the segment at the position into the stream, or the next chunk of it.
    fn segment(&mut self) -> Result<(), ArchiveError> {
        if self.reuse()? {
            return Ok(());
        }
        let slot = &mut self.window.slots[0];
        let done = self.window.offset - slot.header;
        let left = slot.size - done;
        if slot.sent {
            self.place()?;
        } else if let (Origin::Base { content, .. }, Some(base)) = (&slot.origin, &mut self.base) {
            let mut at = content + done;
            send_ahead(&self.ends, left, &mut |buffer| {
                let len = base.stream.fill(at, buffer)?;
                at += len as u64;
                Ok(len)
            })
            .map_err(|trouble| trouble.fatal("the base archive"))?;
            self.place()?;
        } else {
            let content = std::mem::take(&mut slot.content);
            let digest = slot.entry.as_ref().and_then(|entry| entry.row.digest);
            self.cut_segment(&content, digest)?;
        }
        self.advance(left)
    }

    /// Tells the sequencer that the content that was sent ahead goes here.
    fn place(&mut self) -> Result<(), ArchiveError> {
        self.flush()?;
        self.send(Step::Place)
    }

    /// Cuts content that is in memory; `digest` is that of the whole.
    fn cut_segment(&mut self, content: &[u8], digest: Option<Id>) -> Result<(), ArchiveError> {
        let mut rest = content;
        while !rest.is_empty() {
            let len = cut_segment(rest);
            self.batch.extend_from_slice(&rest[..len]);
            let id = digest.filter(|_| len == content.len());
            self.cuts.push(Cut { range: self.batch.len() - len..self.batch.len(), id });
            rest = &rest[len..];
        }
        if self.batch.len() >= BATCH { self.flush() } else { Ok(()) }
    }

    /// Makes the content of a slot from outside available; false where the entry is left out of the archive.
    fn load(&mut self, index: usize) -> Result<bool, ArchiveError> {
        let mut why = String::new();
        for _ in 0..TRIES {
            match self.read_outside(index) {
                Ok(()) => return Ok(true),
                Err(Trouble::Content(error)) => why = error.to_string(),
                Err(Trouble::Fatal(error)) => return Err(error),
            }
        }
        let slot = &mut self.window.slots[index];
        let Some(entry) = slot.entry.take() else { return Ok(false) };
        self.left.push(Left { path: entry.row.path, why });
        match entry.fallback {
            Some(found) => slot.set(Entry::unchanged(*found, None)),
            None => return Ok(false),
        }
        Ok(true)
    }

    fn read_outside(&mut self, index: usize) -> Result<(), Trouble> {
        let slot = &mut self.window.slots[index];
        let Some(entry) = slot.entry.as_mut().filter(|entry| entry.row.kind == EntryKind::File) else {
            slot.ready = true;
            return Ok(());
        };
        let mut file = self.ends.content.open(&entry.row.path)?;
        let size = file.size();
        entry.row.digest = None;
        if size <= IN_MEMORY {
            slot.content = read_whole(&mut *file, size as usize)?;
            entry.row.digest = Some(Id::of(&slot.content));
        } else {
            let sent = send_ahead(&self.ends, size, &mut |buffer| Ok(file.read(buffer)?));
            let settled = sent.and_then(|()| Ok(file.settled()?));
            if !matches!(settled, Ok(true)) {
                send(&self.ends.steps, Step::Discard)?;
                settled?;
                return Err(changed().into());
            }
        }
        drop(file);
        entry.row.size = size;
        slot.sent = size > IN_MEMORY;
        if self.ends.exact_time || !same_as_fallback(entry, &self.ends.steps)? {
            slot.set_lengths();
        } else if let Some(Entry { fallback: Some(found), tag, .. }) = slot.entry.take() {
            if std::mem::take(&mut slot.sent) {
                send(&self.ends.steps, Step::Discard)?;
            }
            slot.content = Vec::new();
            slot.set(Entry::unchanged(*found, tag));
        }
        Ok(())
    }

    /// Moves the position; passes on the rows of entries that lie behind it.
    fn advance(&mut self, mut len: u64) -> Result<(), ArchiveError> {
        self.ends.monitor.advance(len);
        while len > 0 {
            let left = self.window.slots[0].stream_len() - self.window.offset;
            if len < left {
                self.window.offset += len;
                return Ok(());
            }
            len -= left;
            self.window.offset = 0;
            if let Some(entry) = self.window.slots.pop_front().and_then(|slot| slot.entry) {
                self.send(Step::Row(Box::new(entry.row), entry.tag))?;
            }
        }
        Ok(())
    }

    /// Sends the chunks that were cut so far to the workers.
    fn flush(&mut self) -> Result<(), ArchiveError> {
        if self.cuts.is_empty() {
            return Ok(());
        }
        let mut fresh = self.ends.buffer()?;
        fresh.clear();
        let bytes = Arc::new(std::mem::replace(&mut self.batch, fresh));
        let (job, answer) = Job::new(Arc::clone(&bytes), std::mem::take(&mut self.cuts));
        self.send(Step::Chunks(answer, bytes))?;
        send(&self.ends.jobs, job)
    }

    fn send(&self, step: Step<T>) -> Result<(), ArchiveError> {
        send(&self.ends.steps, step)
    }
}

/// Why content was not read: for a reason of its own, which is reported, or because the work cannot go on.
enum Trouble {
    Content(io::Error),
    Fatal(ArchiveError),
}

impl Trouble {
    fn fatal(self, what: &str) -> ArchiveError {
        match self {
            Self::Content(error) => ArchiveError::io(what, error),
            Self::Fatal(error) => error,
        }
    }
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Content(error)
    }
}

impl From<ArchiveError> for Trouble {
    fn from(error: ArchiveError) -> Self {
        Self::Fatal(error)
    }
}

fn changed() -> io::Error {
    io::Error::other("changed while it was read")
}

/// Another stage that ended early has the error that matters; this one only stops the work.
fn send<M>(to: &Sender<M>, message: M) -> Result<(), ArchiveError> {
    to.send(message).map_err(|_| ArchiveError::Object(ObjectError::Cancelled))
}

/// Whether the entry, whose content was just read, differs from the base's in nothing but time.
fn same_as_fallback<T>(entry: &mut Entry<T>, steps: &Sender<Step<T>>) -> Result<bool, ArchiveError> {
    let Some(found) = entry.fallback.as_ref().filter(|found| found.row.size == entry.row.size) else {
        return Ok(false);
    };
    if entry.row.digest.is_some() {
        return Ok(entry.row.is_same_but_time(&found.row));
    }
    let (reply, answer) = bounded(1);
    send(steps, Step::Digest(reply))?;
    entry.row.digest = Some(answer.recv().map_err(|_| ArchiveError::Object(ObjectError::Cancelled))?);
    Ok(entry.row.is_same_but_time(&found.row))
}

/// The content of a file that should have exactly `size` bytes.
fn read_whole(file: &mut dyn OpenFile, size: usize) -> io::Result<Vec<u8>> {
    let mut content = vec![0; size + 1];
    if read_full(file, &mut content)? != size {
        return Err(changed());
    }
    content.truncate(size);
    Ok(content)
}

/// Cuts exactly `size` bytes from `read` as a segment and has them stored; their place in the stream comes later.
fn send_ahead<T>(
    ends: &Ends<'_, T>,
    size: u64,
    read: &mut dyn FnMut(&mut [u8]) -> Result<usize, Trouble>,
) -> Result<(), Trouble> {
    let mut left = size;
    let mut rest = Vec::new();
    while left > 0 || !rest.is_empty() {
        // What an earlier user left in the buffer is overwritten: filling it with zeros first would cost as much again.
        let mut bytes = ends.buffer()?;
        let from = rest.len();
        let want = (PIECE - from).min(usize::try_from(left).unwrap_or(PIECE));
        bytes.resize(from + want, 0);
        bytes[..from].copy_from_slice(&rest);
        if let Err(trouble) = fill(&mut bytes[from..], read) {
            ends.spare.set(Some(bytes));
            return Err(trouble);
        }
        left -= want as u64;
        let mut cuts = Vec::new();
        let mut start = 0;
        while bytes.len() - start >= SEGMENT_MAX || left == 0 && start < bytes.len() {
            let len = cut_segment(&bytes[start..]);
            cuts.push(Cut { range: start..start + len, id: None });
            start += len;
        }
        rest.clear();
        rest.extend_from_slice(&bytes[start..]);
        let bytes = Arc::new(bytes);
        let (job, answer) = Job::new(Arc::clone(&bytes), cuts);
        send(&ends.steps, Step::Content(answer, bytes, start))?;
        send(&ends.jobs, job)?;
    }
    Ok(())
}

/// Reads exactly as much as fits.
fn fill(mut buffer: &mut [u8], read: &mut dyn FnMut(&mut [u8]) -> Result<usize, Trouble>) -> Result<(), Trouble> {
    while !buffer.is_empty() {
        match read(buffer)? {
            0 => return Err(changed().into()),
            more => buffer = &mut buffer[more..],
        }
    }
    Ok(())
}
