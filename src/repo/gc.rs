//! `gc`: removes what nothing needs any more. Marks from all operations that are kept, then copies what is live out of
//! packs that are not wholly so, swaps the state and removes the old files. Must not remove what any kept operation
//! needs, nor anything while another process writes.
//!
//! Every state that the repository was in within `keep` can be restored after it: the oldest operation that is kept is
//! the newest that is at least so old. The chain is cut there by a new operation that says so.

use std::collections::{HashSet, VecDeque};
use std::io::ErrorKind;
use std::sync::Arc;
use std::time::Duration;

use crate::archive::shards::ChunkRow;
use crate::base::id::{Id, ObjectId};
use crate::base::kind::Kind;
use crate::base::time::Timestamp;
use crate::object::error::ObjectError;
use crate::object::run::{Run, RunOptions};
use crate::object::sweep::{Census, Order, PackUse, census, sweep};
use crate::object::{index, merge, pack};
use crate::repo::action::Action;
use crate::repo::current::Current;
use crate::repo::error::RepoError;
use crate::repo::forgotten;
use crate::repo::reach::reach;
use crate::repo::repository::Repository;
use crate::repo::swap::{LOCK, WRITERS};
use crate::repo::visit::Visitor;
use crate::state::log::Log;
use crate::state::operation::Operation;
use crate::storage::error::StorageError;
use crate::storage::name::INCOMING;
use crate::storage::traits::{Access, Lock, Placement, Storage};
use crate::worktree::statcache;

type Result<T> = std::result::Result<T, RepoError>;

/// With `auto`, packs are worth their work when one byte in so many is not needed.
const WORTH: u64 = 5;
/// With `auto`, so many files that no index names are worth their work.
const ORPHANS: usize = 32;
/// Live bytes that are copied between two swaps, where all that is stored is not far more: so much room is needed.
const STEP: u64 = 4 << 30;
/// Packs that are copied between two swaps: so many files are open.
const STEP_PACKS: usize = 256;

/// What to remove, and how.
#[derive(Clone, Copy, Debug)]
pub struct GcOptions {
    /// How long operations are kept.
    pub keep: Duration,
    /// Only where it is worth the work, and never waiting for anybody.
    pub auto: bool,
    /// Only say what would be done.
    pub dry_run: bool,
    /// Deflate everything again at this level, and keep what is smaller.
    pub recompress: Option<i32>,
}

/// Why nothing was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Idle {
    /// Too little is not needed any more.
    Little,
    /// Another process writes.
    Busy,
}

/// What was, or would be, removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Collected {
    /// Objects that are needed.
    pub objects: u64,
    /// Objects that were not, and are gone.
    pub objects_removed: u64,
    /// Operations that are no longer kept.
    pub operations_removed: u64,
    /// Bytes by which packs, indexes and unfinished files are less.
    pub bytes_freed: u64,
    /// Packs that are gone.
    pub packs_removed: u64,
    /// Packs that are new.
    pub packs_written: u64,
    /// Packs with objects that are not needed, for whose other objects there was no room.
    pub packs_left: u64,
    /// Why nothing was done, with `auto`.
    pub idle: Option<Idle>,
}

/// What the kept operations need.
pub struct Marked {
    /// The state from which it was found.
    pub current: Current,
    /// Number of the oldest operation that is kept.
    pub oldest: u64,
    marks: HashSet<[u8; 32]>,
}

/// Removes what is not needed.
///
/// # Errors
/// Something that is needed is lost: nothing is removed then. Another process writes. The device failed or is full; the
/// state is then one of those between the old and the new one, which have the same content.
pub fn gc(repository: &Repository, action: &Action<'_>, options: &GcOptions) -> Result<Collected> {
    let mut marked = mark(repository, action, options.keep)?;
    let store = repository.store();
    if options.dry_run || options.auto {
        let counted = census(store, &|id| marked.marks.contains(id));
        let estimated = marked.estimate(repository, &counted)?;
        let freed = counted.dead_bytes();
        let total = counted.packs.values().fold(0u64, |sum, pack| sum.saturating_add(pack.len));
        let little = freed.saturating_mul(WORTH) <= total
            && merge::orphans(store)?.len() < ORPHANS
            && options.recompress.is_none();
        if options.auto && little {
            return Ok(Collected { objects: counted.live, idle: Some(Idle::Little), ..Collected::default() });
        }
        if options.dry_run {
            return Ok(estimated);
        }
    }
    let patience = if options.auto { Duration::ZERO } else { action.lock_timeout };
    let alone = match repository.storage().lock(WRITERS, Access::Exclusive, patience, &action.owner) {
        Err(StorageError::Locked { .. }) if options.auto => {
            return Ok(Collected { idle: Some(Idle::Busy), ..Collected::default() });
        }
        locked => locked?,
    };
    store.refresh()?;
    if repository.pointer()?.operation != Some(marked.current.newest.0) {
        marked = mark(repository, action, options.keep)?;
    }
    collect(repository, action, options, marked, &*alone)
}

/// Finds what is needed. Reads only.
///
/// # Errors
/// Something that is needed is lost: [`ObjectError::Damaged`]. The monitor said to stop.
pub fn mark(repository: &Repository, action: &Action<'_>, keep: Duration) -> Result<Marked> {
    struct Refuse(Option<ObjectError>);
    impl Visitor for Refuse {
        fn read(&mut self, _: &ObjectId) {}
        fn chunk(&mut self, _: &ChunkRow) -> Option<String> {
            None
        }
        fn lost(&mut self, _: Kind, id: ObjectId, why: String) {
            self.0.get_or_insert(ObjectError::Damaged { id, place: why });
        }
    }
    let current = repository.current()?;
    let oldest = oldest(repository, &current, action.now, keep)?;
    action.monitor.phase("mark (objects)", None);
    let mut refuse = Refuse(None);
    let reached = reach(repository.store(), current.newest.0, Some(oldest), false, &mut refuse, action.monitor)?;
    match refuse.0 {
        None => {
            let mut marked = Marked { current, oldest, marks: reached.marks };
            if marked.operations_removed() > 0 && oldest == marked.current.operation().number {
                // The operation that cuts the chain is the only one then, and has the same state.
                marked.marks.remove(marked.current.newest.0.as_bytes());
            }
            Ok(marked)
        }
        Some(lost) => Err(lost.into()),
    }
}

/// Removes what is not in `marked`, which is what the state needs as it is now. The caller holds `writers` alone.
///
/// # Errors
/// As [`gc`]; within `keep` the repository was in a state that it does not know any more.
pub fn collect(
    repository: &Repository,
    action: &Action<'_>,
    options: &GcOptions,
    mut marked: Marked,
    _alone: &dyn Lock,
) -> Result<Collected> {
    let (store, storage) = (repository.store(), repository.storage());
    for index in store.indexes().iter() {
        // Rows are copied, and damage would be.
        index.verify()?;
    }
    let since = before(action.now, options.keep);
    let oldest = marked.current.operation().oldest;
    if let Some(found) = forgotten::forgotten(store, oldest)?.filter(|(_, operation)| operation.time > since) {
        return Err(RepoError::refused("gc", forgotten::message(&found)));
    }
    let before = used(storage)?;
    let packs: HashSet<Id> = store.packs().into_iter().map(|(name, _)| name).collect();
    remove_unnamed(repository)?;
    let operations = marked.operations_removed();
    if operations > 0 {
        let cut = roomy(repository, || cut(repository, action, &marked))?;
        marked.marks.insert(*cut.as_bytes());
    }
    let is_live = |id: &[u8; 32]| marked.marks.contains(id);
    let counted = census(store, &is_live);
    let packs_left = Steps { repository, action, options, is_live: &is_live }.run(&counted)?;
    let after: HashSet<Id> = store.packs().into_iter().map(|(name, _)| name).collect();
    Ok(Collected {
        objects: counted.live,
        objects_removed: counted.dead,
        operations_removed: operations,
        bytes_freed: before.saturating_sub(used(storage)?),
        packs_removed: packs.difference(&after).count() as u64,
        packs_written: after.difference(&packs).count() as u64,
        packs_left,
        idle: None,
    })
}

impl Marked {
    /// How many operations are no longer kept.
    fn operations_removed(&self) -> u64 {
        self.oldest.saturating_sub(self.current.operation().oldest)
    }

    fn estimate(&self, repository: &Repository, counted: &Census) -> Result<Collected> {
        let orphans: u64 = merge::orphans(repository.store())?.iter().map(|file| file.len).sum();
        let dead = counted.packs.values().filter(|pack| pack.live < pack.len);
        Ok(Collected {
            objects: counted.live,
            objects_removed: counted.dead,
            operations_removed: self.operations_removed(),
            bytes_freed: counted.dead_bytes() + orphans,
            packs_removed: dead.count() as u64,
            ..Collected::default()
        })
    }
}

fn before(now: Timestamp, keep: Duration) -> Timestamp {
    let keep = i64::try_from(keep.as_secs()).unwrap_or(i64::MAX);
    Timestamp { seconds: now.seconds.saturating_sub(keep), ..now }
}

/// Number of the oldest operation that is needed to restore every state of the time since `keep` before `now`.
fn oldest(repository: &Repository, current: &Current, now: Timestamp, keep: Duration) -> Result<u64> {
    let since = before(now, keep);
    let mut oldest = current.operation().number;
    for operation in Log::new(repository.source(), Some(current.newest.0)) {
        let (_, operation) = operation?;
        oldest = operation.number;
        if operation.time <= since {
            break;
        }
    }
    Ok(oldest)
}

/// Makes the operation that cuts the chain the newest one.
fn cut(repository: &Repository, action: &Action<'_>, marked: &Marked) -> Result<Id> {
    let newest = &marked.current.newest;
    let mut operation = Operation::next(Some(newest), action.now, &action.command, newest.1.roots.clone());
    operation.oldest = if marked.oldest == newest.1.number { operation.number } else { marked.oldest };
    publish_alone(repository, action, |run| Ok(operation.write(run)?))
}

/// Publishes what `write` writes and makes the operation that it returns the newest one. The caller holds `writers`
/// alone, so the state is what it was when the caller read it.
///
/// # Errors
/// `write` failed, or the device.
pub fn publish_alone(
    repository: &Repository,
    action: &Action<'_>,
    write: impl FnOnce(&Run) -> Result<Id>,
) -> Result<Id> {
    let options = RunOptions { name: action.unique(), level: action.level, pack_size: action.pack_size, adopt: false };
    let run = Run::begin(Arc::clone(repository.store()), options)?;
    let id = write(&run)?;
    let index = run.finish()?.index;
    let _lock = repository.storage().lock(LOCK, Access::Exclusive, action.lock_timeout, &action.owner)?;
    let mut pointer = repository.pointer()?;
    pointer.indexes.extend(index);
    pointer.operation = Some(id);
    repository.swap(action, &pointer)?;
    Ok(id)
}

/// Rewrites packs, some at a time, each time with a swap of the state.
struct Steps<'s> {
    repository: &'s Repository,
    action: &'s Action<'s>,
    options: &'s GcOptions,
    is_live: &'s dyn Fn(&[u8; 32]) -> bool,
}

impl Steps<'_> {
    /// Returns how many packs are left for which there was no room.
    fn run(&self, counted: &Census) -> Result<u64> {
        let mut waiting = self.worth(counted);
        let total: u64 = counted.packs.values().map(|pack| pack.live).sum();
        let gone = counted.packs.values().any(|pack| pack.live == 0);
        if waiting.is_empty() && !gone && counted.dead == 0 && counted.indexes <= 1 {
            return Ok(0);
        }
        let copied = waiting.iter().map(|(_, live)| live).sum();
        self.action.monitor.phase("copy what is needed", Some(copied));
        let mut room = STEP.max(total / 8);
        loop {
            let group = take(&mut waiting, room);
            match self.step(&group) {
                Ok(()) => {}
                Err(error) if !is_full(&error) => return Err(error),
                Err(_) if room > 0 => {
                    // First what needs no copies, then pack by pack, those with the least to copy first.
                    room = 0;
                    group.into_iter().rev().for_each(|pack| waiting.push_front((pack, 0)));
                    roomy(self.repository, || self.step(&[]))?;
                }
                Err(_) => {
                    // What was swapped in is in order; of the rest nothing changed.
                    remove_unnamed(self.repository)?;
                    return Ok((waiting.len() + group.len()) as u64);
                }
            }
            if waiting.is_empty() {
                return Ok(0);
            }
        }
    }

    /// Packs whose live objects are to be copied, with the bytes of these, the least first.
    fn worth(&self, counted: &Census) -> VecDeque<(Id, u64)> {
        let wanted = |(_, pack): &(&Id, &PackUse)| {
            let dead = pack.len.saturating_sub(pack.live);
            let is_worth = if self.options.auto { dead.saturating_mul(WORTH) > pack.len } else { dead > 0 };
            pack.live > 0 && (is_worth || self.options.recompress.is_some())
        };
        let mut packs: Vec<(Id, u64)> =
            counted.packs.iter().filter(wanted).map(|(name, pack)| (*name, pack.live)).collect();
        packs.sort_unstable_by_key(|(name, live)| (*live, *name));
        packs.into()
    }

    fn step(&self, packs: &[Id]) -> Result<()> {
        let (repository, action) = (self.repository, self.action);
        let store = repository.store();
        let counted = census(store, self.is_live);
        let run = action.unique();
        let (level, placement) = (self.options.recompress, Placement::New);
        let order = Order { packs, level, pack_size: action.pack_size, placement, run: &run };
        let swept = sweep(store, self.is_live, &counted, &order, action.monitor)?;
        for place in &swept.damaged {
            action.monitor.warn(&format!(
                "{} {} in pack {} is damaged and was left there; run: mosaic repair",
                place.kind.name(),
                place.id,
                place.pack
            ));
        }
        replace(repository, action, swept.index)
    }
}

/// Makes `index` the only live one, and removes what it does not name. The caller holds `writers` alone.
///
/// # Errors
/// The state cannot be swapped, or a file cannot be removed.
pub fn replace(repository: &Repository, action: &Action<'_>, index: Option<Id>) -> Result<()> {
    {
        let _lock = repository.storage().lock(LOCK, Access::Exclusive, action.lock_timeout, &action.owner)?;
        let mut pointer = repository.pointer()?;
        pointer.indexes = index.into_iter().collect();
        repository.swap(action, &pointer)?;
    }
    Ok(merge::remove_orphans(repository.store())?)
}

/// The first packs whose bytes to copy fit into `room`; at least one, if there is one.
fn take(waiting: &mut VecDeque<(Id, u64)>, room: u64) -> Vec<Id> {
    let (mut group, mut sum) = (Vec::new(), 0);
    while let Some((pack, live)) = waiting.front().copied()
        && (group.is_empty() || (sum + live <= room && room > 0 && group.len() < STEP_PACKS))
    {
        waiting.pop_front();
        group.push(pack);
        sum += live;
    }
    group
}

/// Removes the files that no live index names, and what runs that ended left unfinished. The caller holds `writers`
/// alone; what is unfinished and alive (a cache in the making) has a lock of its own.
fn remove_unnamed(repository: &Repository) -> Result<()> {
    merge::remove_orphans(repository.store())?;
    let storage = repository.storage();
    for listed in storage.list(INCOMING)? {
        let Some(name) = listed.name.split_once('/').map(|(_, name)| name) else { continue };
        // What cannot be opened is somebody else's.
        if let Ok(Some(_left)) = storage.adopt(name) {
            storage.remove(&listed.name)?;
        }
    }
    Ok(())
}

/// Does a small piece of work; where the device is full, once more without the caches.
fn roomy<T>(repository: &Repository, work: impl Fn() -> Result<T>) -> Result<T> {
    match work() {
        Err(error) if is_full(&error) => {
            remove_unnamed(repository)?;
            repository.storage().remove(statcache::NAME)?;
            work()
        }
        done => done,
    }
}

/// Whether there was no room for a file.
fn is_full(error: &RepoError) -> bool {
    let full = [ErrorKind::StorageFull, ErrorKind::QuotaExceeded];
    matches!(error, RepoError::Storage(StorageError::Io { source, .. }) if full.contains(&source.kind()))
}

/// Bytes of packs, indexes and unfinished files.
fn used(storage: &dyn Storage) -> Result<u64> {
    let mut sum = 0;
    for folder in [pack::FOLDER, index::FOLDER, INCOMING] {
        sum += storage.list(folder)?.iter().map(|file| file.len).sum::<u64>();
    }
    Ok(sum)
}
