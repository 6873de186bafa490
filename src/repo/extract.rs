//! Writes entries of an archive into a directory, on all cores: each takes the next manifest chunk with its entries; a
//! large file is written by all of them.

use std::collections::HashMap;
use std::num::NonZero;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread;

use crate::archive::error::ArchiveError;
use crate::archive::reader::{Archive, Located, Stream};
use crate::archive::row::{EntryKind, Row};
use crate::base::id::Id;
use crate::base::limit::MAX_CHUNK;
use crate::base::monitor::Monitor;
use crate::base::path::TreePath;
use crate::object::error::ObjectError;
use crate::object::traits::Source;
use crate::repo::error::RepoError;
use crate::worktree::error::WorkTreeError;
use crate::worktree::extract::{ExtractOptions, Extractor};
use crate::worktree::sink::FileSink;
use crate::worktree::tree::WorkTree;

/// Files at least this long are written by all cores at once, each a stretch of its own.
const LARGE: u64 = 32 << 20;

/// What is written, and where.
pub struct Extraction<'e> {
    /// Where objects come from.
    pub source: &'e dyn Source,
    /// The archive.
    pub attachment: Id,
    /// The directory.
    pub tree: &'e WorkTree,
    /// Files that are there already as the archive has them, so that others can be made hard links to them.
    pub present: &'e (dyn Fn(&TreePath) -> bool + Sync),
    /// How it is written.
    pub options: ExtractOptions,
    /// Told about progress in bytes of content.
    pub monitor: &'e dyn Monitor,
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extracted {
    /// Regular files.
    pub files: u64,
    /// Their content, in bytes.
    pub bytes: u64,
}

/// The content of a file, on its way.
enum Failure {
    Archive(ArchiveError),
    Tree(WorkTreeError),
}

impl From<WorkTreeError> for Failure {
    fn from(error: WorkTreeError) -> Self {
        Self::Tree(error)
    }
}

impl From<ArchiveError> for Failure {
    fn from(error: ArchiveError) -> Self {
        Self::Archive(error)
    }
}

impl From<Failure> for RepoError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Archive(error) => error.into(),
            Failure::Tree(error) => error.into(),
        }
    }
}

struct Shared<'e, K> {
    extraction: &'e Extraction<'e>,
    extractor: &'e Extractor,
    keep: &'e K,
    /// Files that others are hard links to, with their content.
    firsts: &'e HashMap<TreePath, Option<Id>>,
    next: AtomicUsize,
    /// Why all threads stop.
    failure: OnceLock<RepoError>,
    files: AtomicU64,
    bytes: AtomicU64,
}

/// Writes those entries whose path `keep` says yes to. Names that the target cannot hold apart are refused before
/// anything is written.
///
/// # Errors
/// The archive cannot be read, something is in the way, the file system failed, or the user stopped the work.
pub fn extract<K: Fn(&TreePath) -> bool + Sync>(extraction: &Extraction<'_>, keep: &K) -> Result<Extracted, RepoError> {
    let archive = Archive::open(extraction.source, extraction.attachment)?;
    let extractor = Extractor::open(extraction.tree, extraction.options)?;
    let mut checker = extractor.checker();
    let mut firsts = HashMap::new();
    for found in archive.rows()? {
        let Located { row, .. } = found?;
        if keep(&row.path) {
            checker.row(&row)?;
            let there = |first: &TreePath| keep(first) || (extraction.present)(first);
            firsts.extend(row.first.filter(there).map(|first| (first, None)));
        }
    }
    checker.end()?;
    find_firsts(&archive, &mut firsts)?;
    let shared = Shared {
        extraction,
        extractor: &extractor,
        keep,
        firsts: &firsts,
        next: AtomicUsize::new(0),
        failure: OnceLock::new(),
        files: AtomicU64::new(0),
        bytes: AtomicU64::new(0),
    };
    thread::scope(|scope| {
        for _ in 0..cores() {
            scope.spawn(|| shared.work());
        }
    });
    if let Some(error) = shared.failure.into_inner() {
        return Err(error);
    }
    let extracted = Extracted { files: shared.files.into_inner(), bytes: shared.bytes.into_inner() };
    extractor.finish()?;
    Ok(extracted)
}

/// Looks up the files that others are to be hard links to. One may have been taken out of the archive, or have got other
/// content: a link to it is then a file of its own.
fn find_firsts(archive: &Archive<'_>, firsts: &mut HashMap<TreePath, Option<Id>>) -> Result<(), RepoError> {
    if firsts.is_empty() {
        return Ok(());
    }
    for found in archive.rows()? {
        let row = found?.row;
        if let Some(digest) = firsts.get_mut(&row.path) {
            *digest = row.digest;
        }
    }
    Ok(())
}

impl<K: Fn(&TreePath) -> bool + Sync> Shared<'_, K> {
    /// Takes manifest chunks until there are no more, or another thread failed.
    fn work(&self) {
        if let Err(error) = self.chunks() {
            self.fail(error);
        }
    }

    fn chunks(&self) -> Result<(), RepoError> {
        let archive = Archive::open(self.extraction.source, self.extraction.attachment)?;
        let parts = archive.parts()?;
        let mut stream = archive.stream()?;
        while self.failure.get().is_none() {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(part) = parts.get(number..=number) else { return Ok(()) };
            for found in archive.rows_of(part) {
                self.entry(&found?, &mut stream)?;
            }
        }
        Ok(())
    }

    /// Stops all threads. The first reason is the one to tell: the others follow from it.
    fn fail(&self, error: impl Into<RepoError>) {
        let _ = self.failure.set(error.into());
    }

    fn stopped(&self) -> bool {
        self.failure.get().is_some() || self.extraction.monitor.cancelled()
    }

    fn entry(&self, found: &Located, stream: &mut Stream<'_, '_>) -> Result<(), RepoError> {
        let row = &found.row;
        if !(self.keep)(&row.path) {
            return Ok(());
        }
        if self.stopped() {
            return Err(ObjectError::Cancelled.into());
        }
        match row.kind {
            EntryKind::Directory => self.extractor.directory(row)?,
            EntryKind::Symlink => self.extractor.symlink(row),
            EntryKind::File if self.is_link(row) => self.extractor.link(row),
            EntryKind::File => self.file(found, stream)?,
        }
        Ok(())
    }

    fn is_link(&self, row: &Row) -> bool {
        let first = row.first.as_ref().and_then(|first| self.firsts.get(first));
        first.is_some_and(|digest| digest.is_some() && *digest == row.digest)
    }

    fn file(&self, found: &Located, stream: &mut Stream<'_, '_>) -> Result<(), Failure> {
        let row = &found.row;
        self.extractor.file(row, |sink| {
            if row.size >= LARGE { self.in_parts(found, sink) } else { self.copy(stream, found, (0, row.size), sink) }
        })?;
        self.files.fetch_add(1, Ordering::Relaxed);
        self.bytes.fetch_add(row.size, Ordering::Relaxed);
        Ok(())
    }

    /// Writes as many stretches of a large file at once as there are cores.
    fn in_parts(&self, found: &Located, sink: &mut FileSink<'_>) -> Result<(), Failure> {
        let size = found.row.size;
        let step = size.div_ceil(cores() as u64).next_multiple_of(MAX_CHUNK as u64);
        let ranges: Vec<(u64, u64)> = (0..size.div_ceil(step)).map(|n| (n * step, size.min((n + 1) * step))).collect();
        let parts = thread::scope(|scope| {
            let write = |range: (u64, u64)| {
                let mut part = sink.part(range.0, range.1);
                scope.spawn(move || match self.part(found, range, &mut part) {
                    Ok(()) => Ok(part),
                    Err(failure) => {
                        self.fail(failure);
                        Err(ArchiveError::Object(ObjectError::Cancelled).into())
                    }
                })
            };
            let workers: Vec<_> = ranges.into_iter().map(write).collect();
            let join = |worker: thread::ScopedJoinHandle<'_, _>| {
                worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            };
            workers.into_iter().map(join).collect::<Result<Vec<_>, Failure>>()
        })?;
        Ok(sink.join(&parts)?)
    }

    fn part(&self, found: &Located, range: (u64, u64), sink: &mut FileSink<'_>) -> Result<(), Failure> {
        let archive = Archive::open(self.extraction.source, self.extraction.attachment)?;
        self.copy(&mut archive.stream()?, found, range, sink)
    }

    /// Gives the bytes of the content between the two offsets to `sink`.
    fn copy(
        &self,
        stream: &mut Stream<'_, '_>,
        found: &Located,
        (from, to): (u64, u64),
        sink: &mut FileSink<'_>,
    ) -> Result<(), Failure> {
        let mut failed = None;
        let copied = stream.copy(found.content() + from, to - from, &mut |piece| {
            if self.stopped() {
                return Err(ObjectError::Cancelled.into());
            }
            self.extraction.monitor.advance(piece.len() as u64);
            sink.write(piece).map_err(|error| {
                failed = Some(error);
                ObjectError::Cancelled.into()
            })
        });
        match failed {
            Some(error) => Err(Failure::Tree(error)),
            None => copied.map_err(Failure::Archive),
        }
    }
}

fn cores() -> usize {
    thread::available_parallelism().map_or(2, NonZero::get)
}
