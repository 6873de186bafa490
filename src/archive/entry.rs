//! What the archive writer is given: entries in order, each with where its content comes from.

use std::io;

use crate::archive::error::ArchiveError;
use crate::archive::reader::Located;
use crate::archive::row::Row;
use crate::base::path::TreePath;

/// Where the content of an entry comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// From outside, through [`Content`]; the row's digest is not known yet.
    Outside,
    /// The content, and where `same` the whole row, equals that of an entry of the base archive.
    Base {
        /// Tar offset of that entry.
        at: u64,
        /// Tar offset of its content.
        content: u64,
        /// Whether the rows are equal, hence the headers.
        same: bool,
    },
}

/// One entry for the writer. Entries come in the order of their paths, each path once.
#[derive(Clone, Debug)]
pub struct Entry<T> {
    /// The row to write. From outside, its size is that of the last stat and its digest is filled in.
    pub row: Row,
    /// Where the content comes from.
    pub origin: Origin,
    /// The base archive's entry of that path, if it has one: written when the content cannot be read, and when it turns
    /// out that the entry differs from it in nothing but time.
    pub fallback: Option<Box<Located>>,
    /// Handed back with the finished row; not where the content could not be read.
    pub tag: Option<T>,
}

impl<T> Entry<T> {
    /// The entry of the base archive as it is.
    pub fn unchanged(found: Located, tag: Option<T>) -> Self {
        let origin = Origin::Base { at: found.at, content: found.content(), same: true };
        Self { row: found.row, origin, fallback: None, tag }
    }
}

/// Opens the content of entries that come from outside.
pub trait Content {
    /// Opens the file at `path`.
    ///
    /// # Errors
    /// It is not there, not readable, or no regular file any more.
    fn open(&self, path: &TreePath) -> io::Result<Box<dyn OpenFile + '_>>;
}

/// The content of one file from outside.
pub trait OpenFile {
    /// Length in bytes at the time of opening.
    fn size(&self) -> u64;

    /// Reads the next bytes; 0 at the end.
    ///
    /// # Errors
    /// The file cannot be read.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize>;

    /// Whether size and times are still those of the opening.
    ///
    /// # Errors
    /// The file cannot be asked.
    fn settled(&mut self) -> io::Result<bool>;
}

/// Fills as much of `buffer` as the file has; returns how much that was.
///
/// # Errors
/// The file cannot be read.
pub fn read_full(file: &mut dyn OpenFile, buffer: &mut [u8]) -> io::Result<usize> {
    let mut len = 0;
    while len < buffer.len() {
        match file.read(&mut buffer[len..])? {
            0 => break,
            more => len += more,
        }
    }
    Ok(len)
}

/// Told of each finished row in order, with the tag of its entry; on another thread than the entries come from.
pub type Done<'d, T> = dyn FnMut(&Row, Option<T>) -> Result<(), ArchiveError> + Send + 'd;

/// An entry whose content could not be read; the archive has what the base has, or nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// The entry.
    pub path: TreePath,
    /// Why, in words.
    pub why: String,
}
