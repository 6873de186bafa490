//! `import`: stages the entries of a foreign tar or tar.gz as a whole new archive. The whole input is read, checked and
//! put into one unnamed file before anything is stored, so that a refused archive changes nothing.

use std::io::{self, Read};

use crate::archive::entry::{Content, Entry, OpenFile, Origin};
use crate::archive::foreign::{Foreign, Sort};
use crate::archive::row::EntryKind;
use crate::archive::unpack::{Plain, UnpackLimits};
use crate::base::id::Id;
use crate::base::path::TreePath;
use crate::object::error::ObjectError;
use crate::repo::action::Action;
use crate::repo::current::Stage;
use crate::repo::error::RepoError;
use crate::repo::import_table::ImportTable;
use crate::repo::repository::Repository;
use crate::repo::restage::restage;
use crate::state::error::StateError;
use crate::storage::error::StorageError;
use crate::storage::traits::Staged;

/// How often an import whose stage was changed by another command stages again.
const ATTEMPTS: usize = 16;
/// Bytes that are gathered before they are written to the spool.
const BUFFER: usize = 1 << 20;

/// How to import.
#[derive(Clone, Copy, Debug, Default)]
pub struct ImportOptions {
    /// How much the archive may unpack to.
    pub limits: UnpackLimits,
    /// Only read and check it.
    pub dry_run: bool,
}

/// What was imported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Entries of all kinds, directories that have no entry of their own included.
    pub entries: u64,
    /// Regular files.
    pub files: u64,
    /// Content of all files, in bytes.
    pub bytes: u64,
    /// The staged archive; `None` after a dry run.
    pub attachment: Option<Id>,
    /// Chunks that were stored.
    pub chunks_new: u64,
    /// Chunks that were there.
    pub chunks_reused: u64,
    /// Bytes that the repository grew by, before indexes.
    pub bytes_stored: u64,
    /// Devices and fifos, which are not kept.
    pub skipped: Vec<TreePath>,
}

/// Stages what `from` has in place of what is staged. Durable when it returns.
///
/// # Errors
/// The archive is refused, cannot be read, or cannot be stored; then the stage is as it was.
pub fn import(
    repository: &Repository,
    action: &Action<'_>,
    from: &mut dyn Read,
    options: &ImportOptions,
) -> Result<Imported, RepoError> {
    let mut imported = Imported::default();
    let mut table = ImportTable::new(options.limits);
    let mut spool = Spool::create(repository, action, options.dry_run)?;
    let mut foreign = Foreign::new(Plain::open(from, options.limits)?);
    let mut buffer = vec![0; BUFFER];
    action.monitor.phase("reading", None);
    while let Some(entry) = foreign.next_entry()? {
        if action.monitor.cancelled() {
            return Err(ObjectError::Cancelled.into());
        }
        let at = spool.len;
        if let Sort::File(_) = entry.sort {
            spool.take(&mut foreign, &mut buffer, action)?;
        }
        if entry.sort == Sort::Special {
            imported.skipped.push(entry.path.clone());
        }
        table.push(entry, at, foreign.packed())?;
    }
    drop(buffer);
    table.finish()?;
    for row in table.rows() {
        let row = row?;
        imported.entries += 1;
        imported.files += u64::from(row.kind == EntryKind::File);
        imported.bytes += row.size;
    }
    if !options.dry_run {
        spool.flush()?;
        store(repository, action, &Spooled { table, spool }, &mut imported)?;
    }
    Ok(imported)
}

fn store(
    repository: &Repository,
    action: &Action<'_>,
    content: &Spooled,
    imported: &mut Imported,
) -> Result<(), RepoError> {
    action.monitor.phase("storing", None);
    for attempt in 1.. {
        let current = repository.current()?;
        let entries = content.table.rows().map(|row| {
            let row = row?;
            Ok(Entry { row, origin: Origin::Outside, fallback: None, tag: None })
        });
        let stage = |id| Stage { archive: Some(id), ..current.stage.clone() };
        match restage(repository, action, &current, None, content, entries, stage) {
            // The chunks are stored by now, so the next attempt is quick.
            Err(RepoError::State(StateError::Conflict { .. })) if attempt < ATTEMPTS => {}
            done => {
                let (written, stored) = done?;
                imported.attachment = Some(written.id);
                imported.chunks_new = written.chunks_new;
                imported.chunks_reused = written.chunks_reused;
                imported.bytes_stored = stored;
                break;
            }
        }
    }
    Ok(())
}

/// The contents of all files, one behind the other, in a file below `incoming/` that has lost its name: it goes with the
/// process, however that ends.
struct Spool {
    /// None in a dry run, which only counts.
    staged: Option<Box<dyn Staged>>,
    buffer: Vec<u8>,
    len: u64,
}

impl Spool {
    fn create(repository: &Repository, action: &Action<'_>, dry_run: bool) -> Result<Self, RepoError> {
        let mut staged = None;
        if !dry_run {
            let file = repository.storage().create(&format!("{}.spool", action.unique()))?;
            repository.storage().remove(file.name())?;
            staged = Some(file);
        }
        Ok(Self { staged, buffer: Vec::new(), len: 0 })
    }

    /// Takes the content of the current entry.
    fn take(&mut self, foreign: &mut Foreign<'_>, piece: &mut [u8], action: &Action<'_>) -> Result<(), RepoError> {
        loop {
            let len = foreign.read(piece)?;
            if len == 0 {
                return Ok(());
            }
            if action.monitor.cancelled() {
                return Err(ObjectError::Cancelled.into());
            }
            action.monitor.advance(len as u64);
            self.len += len as u64;
            if self.staged.is_some() {
                self.buffer.extend_from_slice(&piece[..len]);
                if self.buffer.len() >= BUFFER {
                    self.flush()?;
                }
            }
        }
    }

    fn flush(&mut self) -> Result<(), StorageError> {
        if let Some(staged) = &mut self.staged {
            staged.write(&self.buffer)?;
        }
        self.buffer.clear();
        Ok(())
    }
}

/// The spool, read by path.
struct Spooled {
    table: ImportTable,
    spool: Spool,
}

struct SpooledFile<'s> {
    staged: &'s dyn Staged,
    at: u64,
    size: u64,
    done: u64,
}

impl Content for Spooled {
    fn open(&self, path: &TreePath) -> io::Result<Box<dyn OpenFile + '_>> {
        let found = self.table.content(path).zip(self.spool.staged.as_deref());
        let ((at, size), staged) = found.ok_or(io::ErrorKind::NotFound)?;
        Ok(Box::new(SpooledFile { staged, at, size, done: 0 }))
    }
}

impl OpenFile for SpooledFile<'_> {
    fn size(&self) -> u64 {
        self.size
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = buffer.len().min(usize::try_from(self.size - self.done).unwrap_or(usize::MAX));
        if len > 0 {
            self.staged.read_at(&mut buffer[..len], self.at + self.done).map_err(io::Error::other)?;
            self.done += len as u64;
        }
        Ok(len)
    }

    fn settled(&mut self) -> io::Result<bool> {
        Ok(true)
    }
}
