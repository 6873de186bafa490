//! The entries around the writer's position in the tar stream: from the one that holds the last cut to those that were
//! looked at ahead.

use std::collections::VecDeque;

use crate::archive::cut::{ends_before_segment, ends_run};
use crate::archive::entry::{Entry, Origin};
use crate::archive::reader::is_segment;
use crate::archive::shards::ChunkRow;
use crate::archive::tar_header::{TRAILER, header_len, padding, write_header};

/// One entry on its way through the writer, or the zero blocks behind the last.
pub struct Slot<T> {
    /// `None` for the end of the archive.
    pub entry: Option<Entry<T>>,
    /// Where the same bytes lie in the base archive.
    pub origin: Origin,
    /// Length of the header.
    pub header: u64,
    /// Length of the content.
    pub size: u64,
    /// Content that was read into memory.
    pub content: Vec<u8>,
    /// Whether the content can be had: it is in memory, in the base, or was sent ahead.
    pub ready: bool,
    /// Whether the content was sent ahead, and the stream only needs to be told its place.
    pub sent: bool,
}

impl<T> Slot<T> {
    /// An entry that was not yet looked at.
    pub fn new(entry: Entry<T>) -> Self {
        let mut slot = Self {
            origin: Origin::Outside,
            entry: None,
            header: 0,
            size: 0,
            content: Vec::new(),
            ready: false,
            sent: false,
        };
        slot.set(entry);
        slot
    }

    /// The end of the archive; `base` is where it lies in the base archive.
    pub fn end(base: Option<u64>) -> Self {
        let origin = base.map_or(Origin::Outside, |at| Origin::Base { at, content: at + TRAILER, same: true });
        Self { entry: None, origin, header: TRAILER, size: 0, content: Vec::new(), ready: true, sent: false }
    }

    /// Takes this entry in place of the one before; lengths follow from its row.
    pub fn set(&mut self, entry: Entry<T>) {
        self.origin = entry.origin.clone();
        self.entry = Some(entry);
        self.set_lengths();
        self.ready = self.origin != Origin::Outside;
    }

    /// Takes the lengths from the row, whose content can now be had.
    pub fn set_lengths(&mut self) {
        if let Some(entry) = &self.entry {
            (self.header, self.size) = (header_len(&entry.row), entry.row.size);
        }
        self.ready = true;
    }

    /// Bytes in the tar stream.
    pub const fn stream_len(&self) -> u64 {
        self.header + self.size + padding(self.size)
    }

    /// Whether the content is cut as a segment of its own.
    pub fn is_segment(&self) -> bool {
        self.entry.as_ref().is_some_and(|entry| is_segment(&entry.row))
    }

    /// Whether the byte at `offset` of the slot belongs to a segment.
    fn is_content(&self, offset: u64) -> bool {
        self.is_segment() && (self.header..self.header + self.size).contains(&offset)
    }

    /// Where the stretch of run or segment that holds `offset` ends within the slot.
    fn stretch_end(&self, offset: u64) -> u64 {
        match self.is_segment() {
            true if offset < self.header => self.header,
            true if offset < self.header + self.size => self.header + self.size,
            _ => self.stream_len(),
        }
    }

    /// Where the byte at `offset` of the slot lies in the base archive, if it is known to be the same there.
    pub fn base_offset(&self, offset: u64) -> Option<u64> {
        match self.origin {
            Origin::Base { content, .. } if self.is_content(offset) => Some(content + (offset - self.header)),
            Origin::Base { at, same: true, .. } => Some(at + offset),
            _ => None,
        }
    }

    /// Appends the header from its byte `from` on.
    pub fn append_header(&self, from: u64, out: &mut Vec<u8>) {
        match &self.entry {
            Some(entry) if from == 0 => write_header(&entry.row, out),
            Some(entry) => {
                let mut header = Vec::with_capacity(self.header as usize);
                write_header(&entry.row, &mut header);
                out.extend_from_slice(&header[from as usize..]);
            }
            None => out.resize(out.len() + (self.header - from) as usize, 0),
        }
    }
}

/// The slots from the writer's position on.
pub struct Window<T> {
    /// The first holds the position.
    pub slots: VecDeque<Slot<T>>,
    /// Offset of the position within the first slot.
    pub offset: u64,
}

impl<T> Default for Window<T> {
    fn default() -> Self {
        Self { slots: VecDeque::new(), offset: 0 }
    }
}

impl<T> Window<T> {
    /// Whether the position is within the content of a segment.
    pub fn in_segment(&self) -> bool {
        self.slots.front().is_some_and(|slot| slot.is_content(self.offset))
    }

    /// Whether `chunk`, which lies at `start` in the base archive, is exactly what would be cut here: all bytes that it
    /// covers belong to entries that are the same, and neighbours, in both, and it ends where a chunk ends.
    /// `None`: more slots are needed to tell.
    pub fn covers(&self, start: u64, chunk: ChunkRow) -> Option<bool> {
        let (mut base, end) = (start, start + u64::from(chunk.len));
        let mut offset = self.offset;
        for (index, slot) in self.slots.iter().enumerate() {
            if slot.base_offset(offset) != Some(base) {
                return Some(false);
            }
            let stretch = slot.stretch_end(offset);
            base += stretch - offset;
            if slot.is_content(offset) && base >= end {
                return Some(true);
            }
            if stretch < slot.stream_len() || slot.entry.is_none() {
                return Some(base == end);
            }
            if base >= end {
                return if base == end { self.ends_behind(index, chunk.len as usize) } else { Some(false) };
            }
            offset = 0;
        }
        None
    }

    /// Whether a chunk of a run that has `len` bytes ends behind this slot. `None`: one more slot is needed to tell.
    fn ends_behind(&self, index: usize, len: usize) -> Option<bool> {
        if self.slots[index].entry.as_ref().is_some_and(|entry| ends_run(len, &entry.row.path)) {
            return Some(true);
        }
        // What is not read yet may still turn out larger or smaller; cutting anew gives the same chunk then.
        self.slots.get(index + 1).map(|next| next.ready && next.is_segment() && ends_before_segment(len))
    }
}
