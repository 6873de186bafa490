//! Long tables as objects: rows are collected into parts of at most one object each, named by a short list of ids.

use crate::archive::codec::Taker;
use crate::archive::error::ArchiveError;
use crate::base::id::{Id, ObjectId};
use crate::base::kind::Kind;
use crate::base::limit::{MAX_CHUNK, MAX_PARTS};
use crate::object::traits::{Sink, Source};

/// Collects rows into parts of at most 1 MiB and stores them.
#[derive(Default)]
pub struct TableWriter {
    part: Vec<u8>,
    parts: Vec<Id>,
}

impl TableWriter {
    /// Appends one row.
    ///
    /// # Errors
    /// A full part cannot be stored, or there are too many.
    pub fn push(&mut self, row: &[u8], sink: &dyn Sink) -> Result<(), ArchiveError> {
        if self.part.len() + row.len() > MAX_CHUNK {
            self.flush(sink)?;
        }
        self.part.extend_from_slice(row);
        Ok(())
    }

    /// Stores what is left and returns the ids of all parts in order.
    ///
    /// # Errors
    /// The last part cannot be stored, or there are too many.
    pub fn finish(mut self, sink: &dyn Sink) -> Result<Vec<Id>, ArchiveError> {
        if !self.part.is_empty() {
            self.flush(sink)?;
        }
        Ok(self.parts)
    }

    fn flush(&mut self, sink: &dyn Sink) -> Result<(), ArchiveError> {
        if self.parts.len() == MAX_PARTS {
            let why = "more entries than one archive can have; keep a part of them elsewhere".to_owned();
            return Err(ArchiveError::Refused { name: "the tree".to_owned(), why });
        }
        self.parts.push(own(sink.write(Kind::Table, &self.part)?.0));
        self.part.clear();
        Ok(())
    }
}

/// The rows of a whole table, read part by part with `row`, which takes one row from the bytes.
///
/// # Errors
/// A part is missing, damaged or does not end with a whole row.
pub fn read_table<T>(
    source: &dyn Source,
    parts: &[Id],
    mut row: impl FnMut(&mut Taker<'_>) -> Option<T>,
) -> Result<Vec<T>, ArchiveError> {
    let mut rows = Vec::new();
    for part in parts {
        let plain = source.plain(Kind::Table, &ObjectId::Own(*part))?;
        let mut taker = Taker::new(&plain);
        while !taker.is_empty() {
            let row =
                row(&mut taker).ok_or_else(|| ArchiveError::malformed(format!("table {part}"), "a row is cut"))?;
            rows.push(row);
        }
    }
    Ok(rows)
}

/// The id of an object of our own that was just written.
pub fn own(id: ObjectId) -> Id {
    match id {
        ObjectId::Own(id) => id,
        ObjectId::Git(id) => unreachable!("{id} is git's"),
    }
}
