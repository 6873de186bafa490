//! `add`: takes the selected part of the work tree into a new archive and stages it.

use crate::archive::entry::Left;
use crate::archive::error::ArchiveError;
use crate::archive::reader::Archive;
use crate::archive::row::{EntryKind, Row};
use crate::archive::write::{Destination, Written, write_archive};
use crate::base::id::Id;
use crate::repo::action::Action;
use crate::repo::current::Current;
use crate::repo::current::Stage;
use crate::repo::disk::{Disk, DiskOptions, TreeContent};
use crate::repo::error::RepoError;
use crate::repo::repository::Repository;
use crate::repo::staging::{Staging, StagingOptions, is_nowhere};
use crate::state::error::StateError;
use crate::worktree::found::Skipped;
use crate::worktree::stat::Stat;
use crate::worktree::statcache::{CacheRow, CacheWriter, StatCache};
use crate::worktree::tree::WorkTree;

/// How often an `add` whose stage was changed by another command begins again.
const ATTEMPTS: usize = 16;

/// What to add, and how.
#[derive(Clone, Debug)]
pub struct AddOptions {
    /// Which paths, and what to leave out.
    pub disk: DiskOptions,
    /// How entries are compared.
    pub staging: StagingOptions,
}

impl AddOptions {
    /// Everything in the work tree, with default rules.
    pub fn all() -> Self {
        let disk = DiskOptions::all();
        Self { disk, staging: StagingOptions::default() }
    }

    fn within(&self, current: &Current) -> Self {
        let disk = DiskOptions { selection: current.within(&self.disk.selection), ..self.disk.clone() };
        Self { disk, staging: self.staging }
    }
}

/// What was added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Added {
    /// The staged archive.
    pub attachment: Option<Id>,
    /// Regular files in it.
    pub files: u64,
    /// Content of all files, in bytes.
    pub bytes: u64,
    /// Chunks that were stored.
    pub chunks_new: u64,
    /// Chunks that were there.
    pub chunks_reused: u64,
    /// Bytes that the repository grew by, before indexes.
    pub bytes_stored: u64,
    /// Objects found in what an interrupted run left.
    pub resumed: u64,
    /// What the walk left out.
    pub skipped: Vec<Skipped>,
    /// Files that could not be read; the archive has what it had.
    pub left: Vec<Left>,
}

/// Stages what `options` selects. Durable when it returns.
///
/// # Errors
/// A path is nowhere, the tree cannot be read, the store cannot be written, or the user stopped the work.
pub fn add(repository: &Repository, action: &Action<'_>, options: &AddOptions) -> Result<Added, RepoError> {
    let mut attempt = 1;
    loop {
        match attempt_add(repository, action, options) {
            // The chunks are stored by now, so the next attempt is quick.
            Err(RepoError::State(StateError::Conflict { .. })) if attempt < ATTEMPTS => attempt += 1,
            result => return result,
        }
    }
}

fn attempt_add(repository: &Repository, action: &Action<'_>, options: &AddOptions) -> Result<Added, RepoError> {
    let tree = repository.tree()?;
    let current = repository.current()?;
    let options = &options.within(&current);
    let start = tree.filesystem_now()?;
    let cache = StatCache::open(repository.storage())?;
    let source = repository.source();
    let base = current.stage.archive.map(|id| Archive::open(source, id)).transpose()?;
    for path in options.disk.selection.paths() {
        if is_nowhere(&tree, base.as_ref(), path)? {
            return Err(RepoError::NoPath(path.to_string()));
        }
    }
    if let (Some(base), Some(cache)) = (&base, &cache)
        && let Some(skipped) = unchanged(&tree, base.id(), cache, options)?
    {
        return Ok(as_it_is(base, skipped));
    }
    let writing = repository.begin(action, true)?;
    let staged = repository.storage().create(&format!("{}.cache", action.unique()))?;
    let mut new_cache = CacheWriter::new(staged, start);
    let mut staging = Staging::new(&tree, base.as_ref(), cache.as_ref(), &options.disk, options.staging)?;
    let (written, mut added) = {
        let content = TreeContent(&tree);
        let exact_time = options.staging.exact_time;
        let destination = Destination { sink: &writing.run, content: &content, monitor: action.monitor, exact_time };
        let mut remember = remember(&mut new_cache, cache.as_ref());
        let written = write_archive(staging.by_ref(), base.as_ref(), &destination, &mut remember)?;
        let stats = writing.run.stats();
        let added = Added { bytes_stored: stats.bytes_stored, resumed: stats.adopted, ..Added::default() };
        (written, added)
    };
    added.skipped = staging.take_skipped();
    fill(&mut added, written);
    if added.attachment != current.stage.archive {
        let changes = current.restage(&Stage { archive: added.attachment, ..current.stage.clone() });
        repository.publish(action, writing, &current, &changes)?;
    }
    let whole = options.disk.selection.is_all() && !options.staging.update && added.left.is_empty();
    let publication = new_cache.finish(added.attachment.filter(|_| whole))?;
    repository.storage().publish(vec![publication])?;
    Ok(added)
}

fn fill(added: &mut Added, written: Written) {
    added.attachment = Some(written.id);
    added.files = written.files;
    added.bytes = written.bytes;
    added.chunks_new = written.chunks_new;
    added.chunks_reused = written.chunks_reused;
    added.left = written.left;
}

fn as_it_is(base: &Archive<'_>, skipped: Vec<Skipped>) -> Added {
    let attachment = base.attachment();
    Added {
        attachment: Some(base.id()),
        files: attachment.files,
        bytes: attachment.bytes,
        chunks_reused: attachment.chunks,
        skipped,
        ..Added::default()
    }
}

/// Writes the new stat cache as rows are finished; entries that were not visited keep their old row.
fn remember<'c>(
    new: &'c mut CacheWriter,
    old: Option<&'c StatCache>,
) -> impl FnMut(&Row, Option<Stat>) -> Result<(), ArchiveError> + Send + 'c {
    let mut cursor = old.map(|old| (old, old.rows()));
    move |row, stat| {
        let failed = |error| ArchiveError::io("stat cache", std::io::Error::other(error));
        match (stat, &mut cursor) {
            (Some(stat), _) => {
                let digest = digest_of(row);
                CacheRow::new(&row.path, &stat, digest).map_or(Ok(()), |row| new.push(&row)).map_err(failed)
            }
            (None, Some((old, cursor))) => {
                cursor.find(&row.path).map_or(Ok(()), |kept| new.keep(old, &kept)).map_err(failed)
            }
            (None, None) => Ok(()),
        }
    }
}

/// The digest by which the stat cache knows an entry.
pub fn digest_of(row: &Row) -> Id {
    match row.kind {
        EntryKind::File => row.digest.unwrap_or(Id::from_bytes([0; 32])),
        EntryKind::Symlink => Id::of(&row.target),
        EntryKind::Directory => Id::from_bytes([0; 32]),
    }
}

/// Whether the whole work tree is, by stat alone, what the staged archive `base` was made of; then what the walk left
/// out. Reads no manifest.
///
/// # Errors
/// The work tree cannot be read.
pub fn unchanged(
    tree: &WorkTree,
    base: Id,
    cache: &StatCache,
    options: &AddOptions,
) -> Result<Option<Vec<Skipped>>, RepoError> {
    let plain = options.disk.selection.is_all() && !options.staging.exact_time && !options.staging.preserve_owner;
    if !plain || cache.attachment() != Some(base) {
        return Ok(None);
    }
    let mut disk = Disk::walk(tree, &options.disk)?;
    let (same, _) = disk.skip_unchanged(cache)?;
    Ok(same.then(|| disk.take_skipped()))
}
