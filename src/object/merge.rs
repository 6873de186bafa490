//! Keeps the number of indexes and of small packs low: merges them so that their sizes stay geometric.
//! Publishes new files; must not change what is live, nor remove what could be.
//!
//! The rule is that of log-structured merge trees (O'Neil et al., 1996) with a factor of two: of the sizes in
//! ascending order, the longest beginning is merged whose last is less than twice the sum of those before it. What is
//! left grows at least threefold from one to the next, and a row is copied O(log n) times in its life.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use blake3::Hasher;

use crate::base::id::Id;
use crate::base::limit::{PACK_SIZE, PACK_SMALL};
use crate::object::error::ObjectError;
use crate::object::index::{self, Index};
use crate::object::pack;
use crate::object::row::{PackEntry, Row};
use crate::object::store::Store;
use crate::object::union::Union;
use crate::object::writer::{Finished, Writer};
use crate::storage::traits::{Listed, Placement, Publication};

type Result<T> = std::result::Result<T, ObjectError>;

/// So many indexes are left alone whatever their sizes, so that not every small run pays for a merge.
pub const SLACK: usize = 8;

/// What is to be merged.
pub struct Plan {
    indexes: Vec<Arc<Index>>,
    /// Small packs to be joined, each named by indexes of this plan alone.
    packs: Vec<PackEntry>,
}

/// What a merge has published, and what it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// No longer to be live.
    pub remove_indexes: Vec<Id>,
    /// To be live in their place.
    pub add_index: Id,
}

/// What to merge now; `None` while the live indexes are few or geometric.
pub fn plan(store: &Store) -> Option<Plan> {
    let live = store.indexes();
    if live.len() <= SLACK {
        return None;
    }
    // The store has the largest first.
    let ascending: Vec<Arc<Index>> = live.iter().rev().cloned().collect();
    let count = due(ascending.iter().map(|index| index.len()));
    let (merged, kept) = ascending.split_at(count);
    if merged.is_empty() {
        return None;
    }
    let elsewhere: HashSet<Id> = kept.iter().flat_map(|index| index.packs()).map(|pack| pack.name).collect();
    let mut packs: Vec<PackEntry> = merged
        .iter()
        .flat_map(|index| index.packs())
        .filter(|pack| pack.len < PACK_SMALL && !elsewhere.contains(&pack.name))
        .copied()
        .collect();
    packs.sort_unstable_by_key(|pack| (pack.len, pack.name));
    packs.dedup();
    packs.truncate(due(packs.iter().map(|pack| pack.len)));
    let mut sum = 0;
    packs.retain(|pack| {
        sum += pack.len;
        sum <= PACK_SIZE
    });
    Some(Plan { indexes: merged.to_vec(), packs })
}

/// How many of these sizes, which ascend, are to become one.
fn due(sizes: impl Iterator<Item = u64>) -> usize {
    let mut count = 0;
    let mut sum = 0;
    for (number, size) in sizes.enumerate() {
        if number > 0 && size.max(1) < 2 * sum {
            count = number + 1;
        }
        sum += size.max(1);
    }
    count
}

/// Publishes the index that takes the place of those in `plan`, and the pack that takes the place of its small packs.
/// The caller then swaps the live names, if all of `remove_indexes` are still among them, and calls [`remove_redundant`].
/// `run` names the unfinished files and is different for every run there ever was.
///
/// # Errors
/// A file of the plan is gone, because another process merged it, or an index of it is damaged; the device failed.
pub fn execute(store: &Store, plan: &Plan, run: &str) -> Result<Merged> {
    // A merge copies rows and would copy damage.
    plan.indexes.iter().try_for_each(|index| index.verify())?;
    let storage = store.storage();
    let joined = join(store, &plan.packs, run)?;
    let mut table = Table::default();
    let (pack, moved) = joined.map_or_else(Default::default, |joined| (Some(joined.pack), joined.moved));
    if let Some(pack) = &pack {
        table.number(PackEntry { name: pack.name, len: pack.len });
    }
    let places: Vec<Vec<(u32, u64)>> =
        plan.indexes.iter().map(|index| index.packs().iter().map(|pack| table.place(pack, &moved)).collect()).collect();
    let rows = || {
        Union::new(&plan.indexes).map(|(number, row)| {
            let (pack, base) = places[number][row.pack as usize];
            Row { pack, offset: base + row.offset, ..row }
        })
    };
    let mut counts = [0; 256];
    for row in rows() {
        counts[usize::from(row.id[0])] += 1;
    }
    let staged = storage.create(&format!("{run}.idx"))?;
    let index = index::write(staged, &table.packs, &counts, rows())?;
    let remove_indexes = plan.indexes.iter().map(|index| *index.name()).collect();
    let merged = Merged { remove_indexes, add_index: index.name };
    let mut files = Vec::new();
    if let Some(pack) = pack {
        files.push(Publication { staged: pack.staged, name: pack::file(&pack.name), placement: Placement::New });
    }
    files.push(Publication { staged: index.staged, name: index::file(&index.name), placement: Placement::New });
    storage.publish(files)?;
    Ok(merged)
}

/// The indexes and packs that no live index names: left by merges and by runs that died. To be removed only while no
/// other process writes.
///
/// # Errors
/// The live names or the folders cannot be read.
pub fn orphans(store: &Store) -> Result<Vec<Listed>> {
    store.refresh()?;
    let needed = Needed::of(store);
    let mut files = store.storage().list(index::FOLDER)?;
    files.retain(|file| index::name(&file.name).is_some_and(|name| !needed.indexes.contains(&name)));
    let mut packs = store.storage().list(pack::FOLDER)?;
    packs.retain(|file| pack::name(&file.name).is_some_and(|name| !needed.packs.contains(&name)));
    files.extend(packs);
    Ok(files)
}

/// Removes the indexes and packs that no live index names. Only while no other process writes (`writers` held
/// exclusively): another one could be about to name a file of the same content. For gc, which has marked what is needed.
///
/// # Errors
/// As [`orphans`], or a file cannot be removed.
pub fn remove_orphans(store: &Store) -> Result<()> {
    // Indexes come first: an index without its packs must not be found by anyone.
    for file in orphans(store)? {
        store.storage().remove(&file.name)?;
    }
    Ok(())
}

/// Removes of the files that no live index names those without which nothing is lost: after a merge its inputs, after one
/// that came too late its result, and small files that others left. A pack with an object that no live index names, and an
/// index of such a pack, stay for gc: the state may be an older one that was put back, and they are all that is left of
/// what came after it. Only while no other process writes, as [`remove_orphans`]; otherwise the next merge or gc does it.
///
/// # Errors
/// As [`orphans`], or a file cannot be removed.
pub fn remove_redundant(store: &Store) -> Result<()> {
    let (mut indexes, mut redundant, mut kept) = (Vec::new(), Vec::new(), HashSet::new());
    for file in orphans(store)? {
        match pack::name(&file.name) {
            None => indexes.push(file),
            Some(_) if is_redundant(store, &file) => redundant.push(file),
            Some(pack) => {
                kept.insert(pack);
            }
        }
    }
    let storage = store.storage();
    indexes.retain(|file| {
        let index = index::name(&file.name).and_then(|name| Index::open(&**storage, name).ok());
        index.is_some_and(|index| !index.packs().iter().any(|pack| kept.contains(&pack.name)))
    });
    indexes.iter().chain(&redundant).try_for_each(|file| Ok(storage.remove(&file.name)?))
}

/// Whether live indexes name every object of a small pack that they do not name. By its headers.
fn is_redundant(store: &Store, file: &Listed) -> bool {
    let bytes = store.storage().open(&file.name).and_then(|handle| handle.map());
    let Some(bytes) = bytes.ok().filter(|_| file.len < PACK_SMALL) else { return false };
    let mut walk = pack::walk_bytes((*bytes).as_ref());
    let known = walk.by_ref().all(|found| found.is_ok_and(|(header, _)| store.knows(&header.id)));
    known && walk.end() == file.len
}

struct Needed {
    indexes: HashSet<Id>,
    packs: HashSet<Id>,
}

impl Needed {
    fn of(store: &Store) -> Self {
        let packs = store.packs().into_iter().map(|(name, _)| name).collect();
        Self { indexes: store.live().into_iter().collect(), packs }
    }
}

/// The table of packs of a new index.
#[derive(Default)]
pub struct Table {
    /// Each pack once.
    pub packs: Vec<PackEntry>,
    numbers: HashMap<Id, u32>,
}

impl Table {
    /// The number of the pack; it is added where it has none.
    pub fn number(&mut self, pack: PackEntry) -> u32 {
        *self.numbers.entry(pack.name).or_insert_with(|| {
            self.packs.push(pack);
            self.packs.len() as u32 - 1
        })
    }

    /// The number of the pack, or of the one into which it has moved, and by how much its offsets grow.
    fn place(&mut self, pack: &PackEntry, moved: &HashMap<Id, u64>) -> (u32, u64) {
        match moved.get(&pack.name) {
            Some(base) => (0, *base),
            None => (self.number(*pack), 0),
        }
    }
}

/// Small packs in one, not yet published.
struct Joined {
    pack: Finished,
    /// Where each of them starts in it.
    moved: HashMap<Id, u64>,
}

/// The packs one behind the other in a new one. `None` where fewer than two can be joined:
/// a pack whose bytes are not what its name says stays as it is, or its damage would get a good name.
fn join(store: &Store, packs: &[PackEntry], run: &str) -> Result<Option<Joined>> {
    if packs.len() < 2 {
        return Ok(None);
    }
    let mut writer = Writer::new(store.storage().create(&format!("{run}-0.pack"))?, Hasher::new());
    let mut moved = HashMap::with_capacity(packs.len());
    for pack in packs {
        let handle = store.pack(&pack.name)?;
        if handle.len() != pack.len {
            continue;
        }
        // Small enough to be held whole: PACK_SMALL.
        let mut bytes = vec![0; pack.len as usize];
        handle.read_at(&mut bytes, 0)?;
        if Id::of(&bytes) == pack.name {
            moved.insert(pack.name, writer.write(&bytes)?);
        }
    }
    if moved.len() < 2 {
        store.storage().remove(writer.staged_name())?;
        return Ok(None);
    }
    Ok(Some(Joined { pack: writer.finish()?, moved }))
}
