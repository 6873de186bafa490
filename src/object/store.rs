//! The published objects of a repository: the live indexes and the packs that they name. Reads only.
//! Takes no lock: what another process replaces meanwhile is found again by reading the live names once more.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, PoisonError, RwLock};

use crate::base::id::{Id, ObjectId};
use crate::base::kind::Kind;
use crate::object::error::ObjectError;
use crate::object::index::Index;
use crate::object::member::{Member, read};
use crate::object::pack;
use crate::object::row::Place;
use crate::object::traits::Source;
use crate::object::union::Union;
use crate::storage::error::StorageError;
use crate::storage::traits::{Handle, Storage};

type Result<T> = std::result::Result<T, ObjectError>;

/// Reads the names of the live indexes, as they are now.
pub type Names = Box<dyn Fn() -> Result<Vec<Id>> + Send + Sync>;

/// Open packs kept; far below what a process may have open.
const OPEN_PACKS: usize = 256;
/// Indexes may be replaced while they are opened; so often in a row only where something else is wrong.
const ATTEMPTS: usize = 8;

thread_local! {
    static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// The published objects.
pub struct Store {
    storage: Arc<dyn Storage>,
    names: Names,
    live: RwLock<Arc<Vec<Arc<Index>>>>,
    packs: RwLock<HashMap<Id, Arc<dyn Handle>>>,
    left_out: RwLock<Arc<HashSet<[u8; 32]>>>,
}

/// What the store holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Objects by kind.
    pub objects: BTreeMap<Kind, u64>,
    /// Plain bytes of all objects.
    pub plain: u64,
    /// Bytes of the members of all objects.
    pub stored: u64,
    /// Packs that the live indexes name.
    pub packs: u64,
    /// Bytes of these packs.
    pub pack_bytes: u64,
    /// Live indexes.
    pub indexes: u64,
}

impl Store {
    /// Opens the live indexes that `names` names.
    ///
    /// # Errors
    /// `names` failed, an index is missing or malformed.
    pub fn open(storage: Arc<dyn Storage>, names: Names) -> Result<Self> {
        let store =
            Self { storage, names, live: RwLock::default(), packs: RwLock::default(), left_out: RwLock::default() };
        store.refresh()?;
        Ok(store)
    }

    /// Tells the store what is knowingly not here.
    pub fn leave_out(&self, ids: HashSet<[u8; 32]>) {
        *self.left_out.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(ids);
    }

    /// The files under this store.
    pub fn storage(&self) -> &Arc<dyn Storage> {
        &self.storage
    }

    /// Reads the live names again; true when they changed.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn refresh(&self) -> Result<bool> {
        for _ in 1..ATTEMPTS {
            match self.try_refresh() {
                // Replaced between reading the names and opening the files.
                Err(ObjectError::Storage(StorageError::NotFound { .. })) => {}
                done => return done,
            }
        }
        self.try_refresh().map_err(|error| match error {
            ObjectError::Storage(StorageError::NotFound { name }) => {
                ObjectError::malformed("the repository", format!("{name} is missing; run: mosaic repair"))
            }
            error => error,
        })
    }

    fn try_refresh(&self) -> Result<bool> {
        let names: HashSet<Id> = (self.names)()?.into_iter().collect();
        let old = self.indexes();
        if old.len() == names.len() && old.iter().all(|index| names.contains(index.name())) {
            return Ok(false);
        }
        let mut kept: HashMap<Id, Arc<Index>> = old.iter().map(|index| (*index.name(), Arc::clone(index))).collect();
        let mut live = Vec::with_capacity(names.len());
        for name in names {
            live.push(match kept.remove(&name) {
                Some(index) => index,
                None => Arc::new(Index::open(&*self.storage, name)?),
            });
        }
        // The largest first: most objects are there.
        live.sort_by_key(|index| (std::cmp::Reverse(index.len()), *index.name()));
        *self.live.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(live);
        self.packs.write().unwrap_or_else(PoisonError::into_inner).clear();
        Ok(true)
    }

    /// The live indexes as this store knows them, the largest first.
    pub fn indexes(&self) -> Arc<Vec<Arc<Index>>> {
        Arc::clone(&self.live.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The names of the live indexes as this store knows them, sorted.
    pub fn live(&self) -> Vec<Id> {
        let mut names: Vec<Id> = self.indexes().iter().map(|index| *index.name()).collect();
        names.sort_unstable();
        names
    }

    /// Whether a live index has the object, without asking for newer ones.
    pub fn knows(&self, id: &ObjectId) -> bool {
        let live = self.live.read().unwrap_or_else(PoisonError::into_inner);
        live.iter().any(|index| index.find(id.as_bytes()).is_some())
    }

    /// Where the object lies, as far as this store knows.
    pub fn find(&self, id: &ObjectId) -> Option<Place> {
        self.find_raw(id.as_bytes())
    }

    /// As [`Store::find`], whatever kind of id these bytes are.
    pub fn find_raw(&self, id: &[u8; 32]) -> Option<Place> {
        let indexes = self.indexes();
        indexes.iter().find_map(|index| place_in(index, id))
    }

    /// The objects of `kinds` whose hexadecimal names begin with `prefix`, sorted. None for what is no such prefix.
    pub fn prefix(&self, prefix: &str, kinds: &[Kind]) -> Vec<ObjectId> {
        let mut low = prefix.to_owned();
        low.extend(std::iter::repeat_n('0', 64_usize.saturating_sub(prefix.len())));
        let Ok(low) = Id::from_hex(&low) else { return Vec::new() };
        let indexes = self.indexes();
        let mut found = Vec::new();
        for index in indexes.iter() {
            let rows = (index.seek(low.as_bytes())..index.len()).map_while(|at| index.row(at));
            let matching = rows.take_while(|row| hex::encode(row.id).starts_with(prefix));
            found.extend(matching.filter(|row| kinds.contains(&row.kind)).map(|row| row.kind.id_from_bytes(row.id)));
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Gives the place of every object to `each`, in the order of their ids, until it fails.
    ///
    /// # Errors
    /// What `each` returned.
    pub fn each<E>(&self, mut each: impl FnMut(Place) -> std::result::Result<(), E>) -> std::result::Result<(), E> {
        let indexes = self.indexes();
        Union::new(&indexes).try_for_each(|(number, row)| match indexes[number].packs().get(row.pack as usize) {
            Some(pack) => each(row.place(pack.name)),
            None => Ok(()),
        })
    }

    /// The packs that the live indexes name, with their lengths in bytes, sorted.
    pub fn packs(&self) -> Vec<(Id, u64)> {
        let indexes = self.indexes();
        let packs: BTreeMap<Id, u64> =
            indexes.iter().flat_map(|index| index.packs()).map(|pack| (pack.name, pack.len)).collect();
        packs.into_iter().collect()
    }

    /// The objects in each of these packs, as the live indexes have them, in the order of their offsets. Takes memory by
    /// the number of these objects: ask for a few packs at a time.
    pub fn in_packs(&self, packs: &[Id]) -> Vec<Vec<Place>> {
        let numbers: HashMap<Id, usize> = packs.iter().enumerate().map(|(number, pack)| (*pack, number)).collect();
        let mut places = vec![Vec::new(); packs.len()];
        for index in self.indexes().iter() {
            let wanted: Vec<Option<usize>> = index.packs().iter().map(|p| numbers.get(&p.name).copied()).collect();
            if wanted.iter().all(Option::is_none) {
                continue;
            }
            for row in (0..index.len()).filter_map(|at| index.row(at)) {
                if let Some(number) = wanted[row.pack as usize] {
                    places[number].push(row.place(packs[number]));
                }
            }
        }
        for places in &mut places {
            places.sort_unstable_by_key(|place| (place.offset, place.id));
            places.dedup();
        }
        places
    }

    /// Counts all objects; goes over every row.
    pub fn totals(&self) -> Totals {
        let mut totals = Totals::default();
        let indexes = self.indexes();
        for (_, row) in Union::new(&indexes) {
            *totals.objects.entry(row.kind).or_default() += 1;
            totals.plain += u64::from(row.plain);
            totals.stored += u64::from(row.stored);
        }
        let packs = self.packs();
        totals.packs = packs.len() as u64;
        // The lengths are what the indexes say, and may be damaged.
        totals.pack_bytes = packs.iter().fold(0, |sum, (_, len)| sum.saturating_add(*len));
        totals.indexes = indexes.len() as u64;
        totals
    }

    /// Forgets which packs are open: a file may have been replaced by one of the same name.
    pub fn reopen(&self) {
        self.packs.write().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// The open file of a published pack.
    ///
    /// # Errors
    /// There is none, or it cannot be opened.
    pub fn pack(&self, name: &Id) -> Result<Arc<dyn Handle>> {
        if let Some(handle) = self.packs.read().unwrap_or_else(PoisonError::into_inner).get(name) {
            return Ok(Arc::clone(handle));
        }
        let handle = self.storage.open(&pack::file(name))?;
        let mut open = self.packs.write().unwrap_or_else(PoisonError::into_inner);
        if open.len() >= OPEN_PACKS {
            open.clear();
        }
        open.insert(*name, Arc::clone(&handle));
        Ok(handle)
    }

    /// Hands the bytes of the object's member to `take` until that is content with one: an object may lie in several
    /// packs, and one sound copy is enough.
    fn with_member<T>(&self, id: &ObjectId, mut take: impl FnMut(&[u8]) -> Option<T>) -> Result<T> {
        let mut failure = ObjectError::Missing(*id);
        for _ in 0..ATTEMPTS {
            let indexes = self.indexes();
            for index in indexes.iter() {
                let Some(place) = place_in(index, id.as_bytes()) else { continue };
                match self.try_place(&place, &mut take) {
                    Ok(Some(taken)) => return Ok(taken),
                    Ok(None) => failure = damaged(id, format!("pack {} at {}", place.pack, place.offset)),
                    Err(ObjectError::Storage(StorageError::NotFound { .. })) => {
                        failure = damaged(id, format!("pack {} is gone", place.pack));
                    }
                    Err(error) => failure = error,
                }
            }
            if !self.newer_than(&indexes)? {
                break;
            }
        }
        Err(failure)
    }

    /// Reads the live names again; whether this store now knows other indexes than `known`, also when it was another
    /// thread that read them.
    fn newer_than(&self, known: &Arc<Vec<Arc<Index>>>) -> Result<bool> {
        self.refresh()?;
        Ok(!Arc::ptr_eq(known, &self.indexes()))
    }

    fn try_place<T>(&self, place: &Place, take: &mut impl FnMut(&[u8]) -> Option<T>) -> Result<Option<T>> {
        let handle = self.pack(&place.pack)?;
        let stored = place.stored as usize;
        if place.offset + u64::from(place.stored) > handle.len() {
            return Ok(None);
        }
        BUFFER.with_borrow_mut(|buffer| {
            if buffer.len() < stored {
                buffer.resize(stored, 0);
            }
            let bytes = &mut buffer[..stored];
            handle.read_at(bytes, place.offset)?;
            Ok(take(bytes))
        })
    }
}

impl Source for Store {
    fn has(&self, id: &ObjectId) -> Result<bool> {
        let known = self.indexes();
        Ok(self.knows(id) || (self.newer_than(&known)? && self.knows(id)))
    }

    fn is_left_out(&self, id: &ObjectId) -> bool {
        self.left_out.read().unwrap_or_else(PoisonError::into_inner).contains(id.as_bytes())
    }

    fn get(&self, id: &ObjectId) -> Result<Member> {
        self.with_member(id, |bytes| {
            let member = Member::parse(bytes.to_vec()).ok()?;
            (member.header().id.as_bytes() == id.as_bytes()).then_some(member)
        })
    }

    fn read(&self, kind: Kind, id: &ObjectId, plain: &mut Vec<u8>) -> Result<()> {
        self.with_member(id, |bytes| read(bytes, kind, id, plain).then_some(()))
    }
}

fn place_in(index: &Index, id: &[u8; 32]) -> Option<Place> {
    let row = index.find(id)?;
    Some(row.place(index.packs().get(row.pack as usize)?.name))
}

fn damaged(id: &ObjectId, place: String) -> ObjectError {
    ObjectError::Damaged { id: *id, place }
}
