//! `repair`: brings back what is lost. The state from the newest operation in the packs, indexes from the packs, lost
//! objects from other repositories. Must not change an id, nor remove a file before every sound object of it is in
//! another.

use std::collections::{BTreeSet, HashSet};
use std::path::Path;
use std::sync::Arc;

use crate::base::id::{Id, ObjectId};
use crate::base::kind::Kind;
use crate::base::monitor::Monitor;
use crate::object::error::ObjectError;
use crate::object::index::Index;
use crate::object::member::Member;
use crate::object::rebuild::rebuild;
use crate::object::row::Place;
use crate::object::run::{Run, RunOptions};
use crate::object::store::Store;
use crate::object::sweep::{Order, census, sweep};
use crate::object::traits::{Sink, Source};
use crate::object::verify::verify;
use crate::repo::action::Action;
use crate::repo::error::RepoError;
use crate::repo::format;
use crate::repo::fsck::{Loss, fsck};
use crate::repo::gc::replace;
use crate::repo::repository::Repository;
use crate::repo::swap::{LOCK, WRITERS};
use crate::state::error::StateError;
use crate::state::log::MIN_PREFIX;
use crate::state::operation::Operation;
use crate::state::pointer::{NAME, Pointer};
use crate::storage::error::StorageError;
use crate::storage::traits::{Access, Placement, Storage};

type Result<T> = std::result::Result<T, RepoError>;

/// Another repository.
pub struct Healthy<'h> {
    /// Its name, for warnings.
    pub name: String,
    /// Its objects.
    pub source: &'h dyn Source,
}

/// What was repaired.
#[derive(Clone, Debug, Default)]
pub struct Repaired {
    /// Objects that were fetched.
    pub objects: u64,
    /// Bytes of their members.
    pub bytes: u64,
    /// Damaged copies of objects that no index names any more.
    pub discarded: u64,
    /// What is still lost.
    pub lost: Vec<Loss>,
    /// Logs of strands that were mended, which is done after the objects.
    pub logs: u64,
    /// Whether the indexes were made anew.
    pub index_rebuilt: bool,
    /// The operation that was made the state, where that was lost.
    pub state_recovered: Option<(Id, Operation)>,
    /// The newest operations, where there are several and none is the state: one must be chosen, nothing was changed.
    pub candidates: Vec<(Id, Operation)>,
}

/// Repairs the repository in `storage` from `sources`, asked in their order.
///
/// # Errors
/// It is no repository, another process writes, no operation is found; the device failed. What is lost is no error.
pub fn repair(
    storage: &Arc<dyn Storage>,
    root: Option<&Path>,
    action: &Action<'_>,
    sources: &[Healthy<'_>],
) -> Result<Repaired> {
    format::check(&**storage, "the repository")?;
    let _alone = storage.lock(WRITERS, Access::Exclusive, action.lock_timeout, &action.owner)?;
    let mut repaired = Repaired::default();
    recover(storage, action, sources, None, &mut repaired)?;
    if !repaired.candidates.is_empty() {
        return Ok(repaired);
    }
    let repository = Repository::open(Arc::clone(storage), root)?;
    let (packs, damaged) = damages(&repository, action.monitor)?;
    let mut fetcher =
        Fetcher { repository: &repository, action, sources, failed: BTreeSet::new(), tried: HashSet::new() };
    fetcher.all(&damaged, &mut repaired)?;
    if !packs.is_empty() {
        discard(&repository, action, &packs, &damaged, &mut repaired)?;
    }
    repaired.lost = fsck(&repository, action, None)?.losses;
    Ok(repaired)
}

/// Whether there is no state that could be read.
///
/// # Errors
/// The device failed.
pub fn is_state_lost(storage: &dyn Storage) -> Result<bool> {
    match Pointer::read(storage) {
        Ok(pointer) => Ok(pointer.is_none()),
        Err(StateError::Malformed { .. }) => Ok(true),
        Err(error) => Err(error.into()),
    }
}

/// Makes the newest operation whose id begins with `prefix` the state, where that is lost; nothing else is repaired.
///
/// # Errors
/// None or several of the newest operations begin so; another process writes; the device failed.
pub fn choose(storage: &Arc<dyn Storage>, action: &Action<'_>, prefix: &str) -> Result<(Id, Operation)> {
    let _alone = storage.lock(WRITERS, Access::Exclusive, action.lock_timeout, &action.owner)?;
    let mut repaired = Repaired::default();
    recover(storage, action, &[], Some(prefix), &mut repaired)?;
    repaired.state_recovered.ok_or_else(|| StateError::Ambiguous(prefix.to_owned()).into())
}

/// Makes sure that there is a state whose operation and indexes can be read, or fills in the candidates for it.
fn recover(
    storage: &Arc<dyn Storage>,
    action: &Action<'_>,
    sources: &[Healthy<'_>],
    choose: Option<&str>,
    repaired: &mut Repaired,
) -> Result<()> {
    let old = match Pointer::read(&**storage) {
        Err(StateError::Malformed { .. }) => None,
        pointer => pointer?,
    };
    let is_sound = |name: &Id| Index::open(&**storage, *name).and_then(|index| index.verify()).is_ok();
    let mut new = old.clone().unwrap_or_default();
    if old.is_none() || !new.indexes.iter().all(is_sound) {
        let rebuilt = rebuild(&**storage, &action.unique(), false, action.monitor)?;
        new.indexes = rebuilt.index.into_iter().collect();
        repaired.index_rebuilt = true;
    }
    let names: Vec<Id> = new.indexes.iter().copied().collect();
    let store = Store::open(Arc::clone(storage), Box::new(move || Ok(names.clone())))?;
    let is_known = |id: Id| {
        Operation::load(&store, id).is_ok() || sources.iter().any(|healthy| Operation::load(healthy.source, id).is_ok())
    };
    if !new.operation.is_some_and(is_known) {
        let mut newest = newest(&store, choose)?;
        if newest.len() > 1 {
            repaired.candidates = newest;
            return Ok(());
        }
        let found = newest.pop().ok_or_else(|| match choose {
            Some(prefix) => StateError::Unknown(prefix.to_owned()),
            None => StateError::malformed(NAME, "it is lost, and there is no operation in the packs"),
        })?;
        new.operation = Some(found.0);
        repaired.state_recovered = Some(found);
    }
    if old.as_ref() == Some(&new) { Ok(()) } else { set(&**storage, action, &new) }
}

/// The operations with the highest number, those with the prefix `choose` alone if that is given; the latest first.
fn newest(store: &Store, choose: Option<&str>) -> Result<Vec<(Id, Operation)>> {
    let mut newest: Vec<(Id, Operation)> = Vec::new();
    for id in store.prefix("", &[Kind::Operation]) {
        let ObjectId::Own(id) = id else { continue };
        let Ok(operation) = Operation::load(store, id) else { continue };
        let highest = newest.first().map_or(0, |(_, first)| first.number);
        if operation.number > highest {
            newest.clear();
        }
        if operation.number >= highest {
            newest.push((id, operation));
        }
    }
    if let Some(prefix) = choose {
        newest.retain(|(id, _)| prefix.len() >= MIN_PREFIX && id.to_string().starts_with(prefix));
    }
    newest.sort_unstable_by_key(|(id, operation)| (std::cmp::Reverse(operation.time), *id));
    Ok(newest)
}

fn set(storage: &dyn Storage, action: &Action<'_>, pointer: &Pointer) -> Result<()> {
    let _lock = storage.lock(LOCK, Access::Exclusive, action.lock_timeout, &action.owner)?;
    Ok(storage.publish(vec![pointer.publication(storage, &action.unique())?])?)
}

/// Packs that are not what they should be, and the objects in them that are not.
fn damages(repository: &Repository, monitor: &dyn Monitor) -> Result<(Vec<Id>, Vec<Place>)> {
    let store = repository.store();
    let packs = store.packs();
    monitor.phase("check data", Some(packs.iter().map(|(_, len)| len).sum()));
    let names: Vec<Id> = packs.into_iter().map(|(name, _)| name).collect();
    let (mut faulty, mut damaged) = (Vec::new(), Vec::new());
    verify(store, &names, monitor, |report| {
        if report.fault.is_some() || !report.lost.is_empty() {
            faulty.push(report.pack);
            damaged.extend(report.lost);
        }
        Ok(())
    })?;
    Ok((faulty, damaged))
}

/// Gets lost objects from other repositories.
struct Fetcher<'f> {
    repository: &'f Repository,
    action: &'f Action<'f>,
    sources: &'f [Healthy<'f>],
    /// Sources of which a failure was told already.
    failed: BTreeSet<usize>,
    tried: HashSet<(Kind, [u8; 32])>,
}

impl Fetcher<'_> {
    /// Gets what of `damaged` has no sound copy here, what fsck misses, and then what that leads to.
    fn all(&mut self, damaged: &[Place], repaired: &mut Repaired) -> Result<()> {
        let mut wanted: Vec<(Kind, ObjectId)> = damaged.iter().map(|place| (place.kind, place.id)).collect();
        loop {
            for loss in fsck(self.repository, self.action, None)?.losses {
                let kind = Kind::ALL.into_iter().find(|kind| kind.name() == loss.kind);
                wanted.extend(kind.map(|kind| (kind, kind.id_from_bytes(loss.id))));
            }
            if self.round(std::mem::take(&mut wanted), repaired)? == 0 {
                return Ok(());
            }
        }
    }

    /// Returns how many objects were fetched.
    fn round(&mut self, wanted: Vec<(Kind, ObjectId)>, repaired: &mut Repaired) -> Result<u64> {
        let (repository, action) = (self.repository, self.action);
        let store = repository.store();
        let options =
            RunOptions { name: action.unique(), level: action.level, pack_size: action.pack_size, adopt: false };
        let run = Run::begin(Arc::clone(store), options)?;
        action.monitor.phase("fetch (objects)", Some(wanted.len() as u64));
        for (kind, id) in wanted {
            if action.monitor.cancelled() {
                return Err(ObjectError::Cancelled.into());
            }
            action.monitor.advance(1);
            // What is sound and lost all the same says something that cannot be: no copy says anything else.
            if self.tried.insert((kind, *id.as_bytes()))
                && store.plain(kind, &id).is_err()
                && let Some(member) = self.fetch(kind, &id)
            {
                run.put(member)?;
            }
        }
        let stats = run.stats();
        repaired.objects += stats.objects_new;
        repaired.bytes += stats.bytes_stored;
        // Fetched in the order of a lost pack, objects make the same pack again, under the same name.
        if let Some(index) = run.finish_over()?.index {
            let mut pointer = repository.pointer()?;
            pointer.indexes.insert(index);
            set(repository.storage(), action, &pointer)?;
            store.refresh()?;
            store.reopen();
        }
        Ok(stats.objects_new)
    }

    /// The object from the first source that has it sound.
    fn fetch(&mut self, kind: Kind, id: &ObjectId) -> Option<Member> {
        for (number, healthy) in self.sources.iter().enumerate() {
            let got = healthy.source.get(id).and_then(|member| {
                member.read(kind, id, &mut Vec::new())?;
                Ok(member)
            });
            match got {
                Ok(member) => return Some(member),
                Err(ObjectError::Missing(_)) => {}
                Err(error) => {
                    if self.failed.insert(number) {
                        self.action.monitor.warn(&format!("{}: {error}", healthy.name));
                    }
                }
            }
        }
        None
    }
}

/// Copies what is sound out of damaged packs and removes them. What the device refuses to read stays named: it may be
/// readable tomorrow.
fn discard(
    repository: &Repository,
    action: &Action<'_>,
    packs: &[Id],
    damaged: &[Place],
    repaired: &mut Repaired,
) -> Result<()> {
    let store = repository.store();
    let hopeless = |place: &&Place| store.plain(place.kind, &place.id).is_err() && !is_refused(store, place);
    let gone: HashSet<[u8; 32]> = damaged.iter().filter(hopeless).map(|place| *place.id.as_bytes()).collect();
    let is_live = |id: &[u8; 32]| !gone.contains(id);
    let counted = census(store, &is_live);
    let run = action.unique();
    let placement = Placement::Replace;
    let order = Order { packs, level: None, pack_size: action.pack_size, placement, run: &run };
    action.monitor.phase("copy what is sound", None);
    let swept = sweep(store, &is_live, &counted, &order, action.monitor)?;
    store.reopen();
    repaired.discarded = (damaged.len() - swept.damaged.len().min(damaged.len())) as u64;
    replace(repository, action, swept.index)
}

/// Whether the device has the bytes and does not give them.
fn is_refused(store: &Store, place: &Place) -> bool {
    let mut bytes = vec![0; place.stored as usize];
    match store.pack(&place.pack) {
        Ok(handle) if handle.len() >= place.offset + u64::from(place.stored) => {
            handle.read_at(&mut bytes, place.offset).is_err()
        }
        Err(ObjectError::Storage(StorageError::NotFound { .. })) | Ok(_) => false,
        Err(_) => true,
    }
}
