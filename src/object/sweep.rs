//! Copies live objects out of packs that have others, too, into new packs, and writes the one index that has all live
//! objects and no others. Publishes new files; must not change what is live, nor remove what could be, nor decide which
//! objects are needed.
//!
//! Members are copied as they are, or deflated again where that makes them smaller. Each is verified before it is
//! copied: one that is damaged stays where it is, in a pack that stays too.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use blake3::Hasher;
use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};

use crate::base::id::Id;
use crate::base::monitor::Monitor;
use crate::object::error::ObjectError;
use crate::object::index::{self, Index};
use crate::object::member::{Member, read};
use crate::object::merge::Table;
use crate::object::pack;
use crate::object::row::{PackEntry, Place, Row};
use crate::object::store::Store;
use crate::object::union::Union;
use crate::object::writer::Writer;
use crate::storage::traits::{Placement, Publication};

type Result<T> = std::result::Result<T, ObjectError>;

/// Bytes of members that are read, and then verified on all cores, at a time.
const BATCH: u64 = 32 << 20;

/// Whether the object with these bytes as its id is needed.
pub type IsLive<'l> = &'l dyn Fn(&[u8; 32]) -> bool;

/// How much of a pack is needed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PackUse {
    /// Length of the pack in bytes.
    pub len: u64,
    /// Bytes of it that are needed.
    pub live: u64,
}

/// What is needed of all packs. Of an object with several copies one is chosen, which is sound if any is.
#[derive(Debug, Default)]
pub struct Census {
    /// Each pack that the live indexes name.
    pub packs: BTreeMap<Id, PackUse>,
    /// Objects that are needed.
    pub live: u64,
    /// Objects that are not.
    pub dead: u64,
    /// Live indexes.
    pub indexes: usize,
    /// The pack and offset of each object of which there are several copies.
    chosen: HashMap<[u8; 32], (Id, u64)>,
}

/// What to copy, and how.
pub struct Order<'o> {
    /// Packs whose live objects are copied.
    pub packs: &'o [Id],
    /// Level at which they are deflated again; what does not get smaller stays as it is.
    pub level: Option<i32>,
    /// A new pack that has reached this length in bytes gets no more members.
    pub pack_size: u64,
    /// Whether a new file has the name free, or may replace a damaged one that should have the same content.
    pub placement: Placement,
    /// Names the unfinished files; different for every run there ever was.
    pub run: &'o str,
}

/// What was published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// The index that takes the place of all live ones; `None` where no object is live.
    pub index: Option<Id>,
    /// Live objects that are damaged, and stay where they are.
    pub damaged: Vec<Place>,
}

/// Counts what is needed of each pack. Goes over every row; reads only objects of which there are several copies.
pub fn census(store: &Store, is_live: IsLive<'_>) -> Census {
    let indexes = store.indexes();
    let mut census = Census { indexes: indexes.len(), ..Census::default() };
    for pack in indexes.iter().flat_map(|index| index.packs()) {
        census.packs.insert(pack.name, PackUse { len: pack.len, live: 0 });
    }
    let mut union = Union::new(&indexes);
    let (mut copies, mut places) = (Vec::new(), Vec::new());
    while union.next_copies(&mut copies) {
        if !is_live(&copies[0].1.id) {
            census.dead += 1;
            continue;
        }
        census.live += 1;
        places.clear();
        places.extend(copies.iter().filter_map(|(number, row)| place(&indexes[*number], row)));
        places.dedup_by_key(|place| (place.pack, place.offset));
        let Some(mut chosen) = places.first() else { continue };
        if places.len() > 1 {
            chosen = places.iter().find(|place| is_sound(store, place)).unwrap_or(chosen);
            census.chosen.insert(*chosen.id.as_bytes(), (chosen.pack, chosen.offset));
        }
        if let Some(pack) = census.packs.get_mut(&chosen.pack) {
            pack.live += u64::from(chosen.stored);
        }
    }
    census
}

/// Publishes packs with the live objects of the packs in `order`, and the index of all live objects. The caller then
/// swaps the live names and removes what none of them names. Only while no other process writes.
///
/// # Errors
/// The device failed, or the monitor said to stop.
pub fn sweep(
    store: &Store,
    is_live: IsLive<'_>,
    census: &Census,
    order: &Order<'_>,
    monitor: &dyn Monitor,
) -> Result<Swept> {
    let indexes = store.indexes();
    let mut copier = Copier { store, order, monitor, packs: Vec::new(), moved: Vec::new(), damaged: Vec::new() };
    for (pack, places) in order.packs.iter().zip(store.in_packs(order.packs)) {
        let wanted = |place: &Place| is_live(place.id.as_bytes()) && census.chose(place);
        let places: Vec<Place> = places.into_iter().filter(wanted).collect();
        copier.copy(pack, &places, census.packs.get(pack).copied().unwrap_or_default())?;
    }
    let Copier { packs, mut moved, damaged, .. } = copier;
    let placement = order.placement;
    moved.sort_unstable_by_key(|row| row.id);
    let mut table = Table::default();
    let mut files = Vec::with_capacity(packs.len() + 1);
    for pack in packs {
        let pack = pack.finish()?;
        table.number(PackEntry { name: pack.name, len: pack.len });
        files.push(Publication { staged: pack.staged, name: pack::file(&pack.name), placement });
    }
    let numbers = stay(&indexes, is_live, census, &moved, &mut table);
    let rows = || Rows { staying: Staying::new(&indexes, is_live, census, &numbers), moved: &moved, next: None };
    let mut counts = [0; 256];
    for row in rows() {
        counts[usize::from(row.id[0])] += 1;
    }
    let mut swept = Swept { index: None, damaged };
    if counts.iter().any(|count| *count > 0) {
        let staged = store.storage().create(&format!("{}.idx", order.run))?;
        let index = index::write(staged, &table.packs, &counts, rows())?;
        files.push(Publication { staged: index.staged, name: index::file(&index.name), placement });
        swept.index = Some(index.name);
    }
    store.storage().publish(files)?;
    Ok(swept)
}

impl Census {
    /// Bytes of packs that are not needed.
    pub fn dead_bytes(&self) -> u64 {
        self.packs.values().fold(0, |sum, pack| sum.saturating_add(pack.len.saturating_sub(pack.live)))
    }

    /// Whether this is the one copy of the object that is kept.
    fn chose(&self, place: &Place) -> bool {
        self.chosen.get(place.id.as_bytes()).is_none_or(|chosen| *chosen == (place.pack, place.offset))
    }
}

fn place(index: &Index, row: &Row) -> Option<Place> {
    Some(row.place(index.packs().get(row.pack as usize)?.name))
}

fn is_sound(store: &Store, place: &Place) -> bool {
    let Ok(handle) = store.pack(&place.pack) else { return false };
    let mut bytes = vec![0; place.stored as usize];
    handle.read_at(&mut bytes, place.offset).is_ok() && read(&bytes, place.kind, &place.id, &mut Vec::new())
}

/// Copies members into new packs.
struct Copier<'c> {
    store: &'c Store,
    order: &'c Order<'c>,
    monitor: &'c dyn Monitor,
    packs: Vec<Writer>,
    moved: Vec<Row>,
    damaged: Vec<Place>,
}

impl Copier<'_> {
    /// Copies the live members `places` of a pack, which are in the order of their offsets.
    fn copy(&mut self, pack: &Id, places: &[Place], used: PackUse) -> Result<()> {
        let before = (self.moved.len(), self.damaged.len());
        if self.order.level.is_some() {
            // A pack of its own: it is thrown away where nothing got smaller.
            self.begin()?;
        }
        let mut rest = places;
        while !rest.is_empty() {
            let mut sum = 0;
            let fits = |place: &&Place| {
                sum += u64::from(place.stored);
                sum <= BATCH
            };
            let count = rest.iter().take_while(fits).count().max(1);
            let (batch, others) = rest.split_at(count);
            self.batch(pack, batch)?;
            rest = others;
        }
        let written: u64 = self.moved[before.0..].iter().map(|row| u64::from(row.stored)).sum();
        if self.order.level.is_some() && (written == 0 || written >= used.len) {
            self.moved.truncate(before.0);
            self.damaged.truncate(before.1);
            if let Some(useless) = self.packs.pop() {
                self.store.storage().remove(useless.staged_name())?;
            }
        }
        Ok(())
    }

    fn begin(&mut self) -> Result<()> {
        let name = format!("{}-{}.pack", self.order.run, self.packs.len());
        self.packs.push(Writer::new(self.store.storage().create(&name)?, Hasher::new()));
        Ok(())
    }

    fn batch(&mut self, pack: &Id, batch: &[Place]) -> Result<()> {
        if self.monitor.cancelled() {
            return Err(ObjectError::Cancelled);
        }
        let (bytes, starts) = self.read(pack, batch);
        let level = self.order.level;
        let verify = |plain: &mut Vec<u8>, (place, start): (&Place, &usize)| {
            let member = &bytes[*start..*start + place.stored as usize];
            if !read(member, place.kind, &place.id, plain) {
                return None;
            }
            let again = level.map(|level| Member::encode(place.kind, place.id, plain, level));
            Some(again.filter(|again| again.as_bytes().len() < member.len()))
        };
        let verified: Vec<Option<Option<Member>>> =
            batch.par_iter().zip(starts.par_iter()).map_init(Vec::new, verify).collect();
        for ((place, start), verified) in batch.iter().zip(starts).zip(verified) {
            match verified {
                None => self.damaged.push(*place),
                Some(Some(smaller)) => self.write(place, smaller.as_bytes())?,
                Some(None) => self.write(place, &bytes[start..start + place.stored as usize])?,
            }
            self.monitor.advance(u64::from(place.stored));
        }
        Ok(())
    }

    /// The bytes of members, and where each starts in them; zeros for what cannot be read.
    fn read(&self, pack: &Id, batch: &[Place]) -> (Vec<u8>, Vec<usize>) {
        let mut starts = Vec::with_capacity(batch.len());
        let mut total = 0;
        for place in batch {
            starts.push(total);
            total += place.stored as usize;
        }
        let mut bytes = vec![0; total];
        if let Ok(handle) = self.store.pack(pack) {
            let mut at = 0;
            for run in batch.chunk_by(|a, b| a.offset + u64::from(a.stored) == b.offset) {
                let len = run.iter().map(|place| place.stored as usize).sum::<usize>();
                let into = &mut bytes[at..at + len];
                if handle.read_at(into, run[0].offset).is_err() {
                    // One bad sector, or a file that is cut: what can be read is read.
                    into.fill(0);
                    let mut at = 0;
                    for place in run {
                        let into = &mut into[at..at + place.stored as usize];
                        if handle.read_at(into, place.offset).is_err() {
                            into.fill(0);
                        }
                        at += place.stored as usize;
                    }
                }
                at += len;
            }
        }
        (bytes, starts)
    }

    fn write(&mut self, place: &Place, member: &[u8]) -> Result<()> {
        let room = self.order.pack_size.saturating_sub(member.len() as u64);
        let full = self.packs.last().is_none_or(|last| !last.is_empty() && last.len() > room);
        if full && self.order.level.is_none() {
            if let Some(last) = self.packs.last_mut() {
                last.close()?;
            }
            self.begin()?;
        }
        let number = self.packs.len() - 1;
        let offset = self.packs[number].write(member)?;
        let Place { id, kind, plain, .. } = *place;
        let stored = member.len() as u32;
        self.moved.push(Row { id: *id.as_bytes(), kind, pack: number as u32, offset, stored, plain });
        Ok(())
    }
}

/// For each pack of each index its number in the new table; `None` where no row of the new index is in it any more.
type Numbers = Vec<Vec<Option<u32>>>;

/// Finds out which packs stay, because they have live objects that were not moved.
fn stay(indexes: &[Arc<Index>], is_live: IsLive<'_>, census: &Census, moved: &[Row], table: &mut Table) -> Numbers {
    let all: Numbers = indexes.iter().map(|index| index.packs().iter().map(|_| Some(0)).collect()).collect();
    let mut needed: HashSet<Id> = HashSet::new();
    let mut staying = Staying::new(indexes, is_live, census, &all);
    let mut moved = moved.iter().peekable();
    while let Some((number, row)) = staying.advance() {
        while moved.next_if(|moved| moved.id < row.id).is_some() {}
        if moved.peek().is_none_or(|moved| moved.id != row.id) {
            needed.insert(indexes[number].packs()[row.pack as usize].name);
        }
    }
    let mut number = |pack: &PackEntry| needed.contains(&pack.name).then(|| table.number(*pack));
    indexes.iter().map(|index| index.packs().iter().map(&mut number).collect()).collect()
}

/// The chosen rows of all live objects, as the old indexes have them, in the order of their ids.
struct Staying<'s> {
    indexes: &'s [Arc<Index>],
    union: Union<'s>,
    is_live: IsLive<'s>,
    census: &'s Census,
    numbers: &'s Numbers,
    copies: Vec<(usize, Row)>,
}

impl<'s> Staying<'s> {
    fn new(indexes: &'s [Arc<Index>], is_live: IsLive<'s>, census: &'s Census, numbers: &'s Numbers) -> Self {
        Self { indexes, union: Union::new(indexes), is_live, census, numbers, copies: Vec::new() }
    }

    fn advance(&mut self) -> Option<(usize, Row)> {
        while self.union.next_copies(&mut self.copies) {
            if !(self.is_live)(&self.copies[0].1.id) {
                continue;
            }
            let chosen = self.copies.iter().find(|(number, row)| {
                place(&self.indexes[*number], row).is_some_and(|place| self.census.chose(&place))
            });
            if chosen.is_some() {
                return chosen.copied();
            }
        }
        None
    }
}

/// The rows of the new index: what was moved, and what stays.
struct Rows<'r> {
    staying: Staying<'r>,
    moved: &'r [Row],
    next: Option<Row>,
}

impl Iterator for Rows<'_> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        if self.next.is_none() {
            self.next = self.staying.advance().map(|(number, row)| {
                let pack = self.staying.numbers[number][row.pack as usize];
                // A pack without a number has moved rows only, and theirs come first.
                Row { pack: pack.unwrap_or(u32::MAX), ..row }
            });
        }
        let Some((first, rest)) = self.moved.split_first() else { return self.next.take() };
        match &self.next {
            Some(staying) if staying.id < first.id => self.next.take(),
            Some(staying) if staying.id == first.id => {
                self.next = None;
                self.moved = rest;
                Some(*first)
            }
            _ => {
                self.moved = rest;
                Some(*first)
            }
        }
    }
}
