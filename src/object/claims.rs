//! Which objects a run has promised to supply, and where it has put them. Shared by the threads of a writer.
//! Must not touch files.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::base::kind::Kind;
use crate::object::row::Row;

/// Shards by the first bits of the id: threads seldom meet, and shard after shard is in the order of ids.
const SHARDS: usize = 64;

/// The objects of one run.
pub struct Claims([Mutex<Shard>; SHARDS]);

/// `None` marks an object that is promised and not there yet.
type Shard = HashMap<Key, Option<Spot>, BuildHasherDefault<Direct>>;

#[derive(Clone, Copy)]
struct Spot {
    kind: Kind,
    pack: u32,
    offset: u64,
    stored: u32,
    plain: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Key([u8; 32]);

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // Ids are hashes already. The first byte chose the shard, so other bytes choose within it.
        state.write_u64(self.0[8..].first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes)));
    }
}

/// Takes the one number that a key gives as the hash.
#[derive(Default)]
struct Direct(u64);

impl Hasher for Direct {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

impl Default for Claims {
    fn default() -> Self {
        Self(std::array::from_fn(|_| Mutex::default()))
    }
}

impl Claims {
    /// Whether the object is promised or here.
    pub fn contains(&self, id: &[u8; 32]) -> bool {
        self.shard(id).contains_key(&Key(*id))
    }

    /// Promises the object: true for the first caller only.
    pub fn claim(&self, id: &[u8; 32]) -> bool {
        let mut new = false;
        self.shard(id).entry(Key(*id)).or_insert_with(|| {
            new = true;
            None
        });
        new
    }

    /// Notes where the object is, unless that is known already.
    pub fn fill(&self, row: &Row) {
        let Row { id, kind, pack, offset, stored, plain } = *row;
        self.shard(&id).entry(Key(id)).or_default().get_or_insert(Spot { kind, pack, offset, stored, plain });
    }

    /// Where the object is, once it has been supplied.
    pub fn find(&self, id: &[u8; 32]) -> Option<Row> {
        let shard = self.shard(id);
        shard.get(&Key(*id)).copied().flatten().map(|spot| row(*id, spot))
    }

    /// An object that was promised and never supplied, if there is one.
    pub fn unfilled(&self) -> Option<[u8; 32]> {
        self.0.iter().find_map(|shard| {
            let shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
            shard.iter().find(|(_, spot)| spot.is_none()).map(|(key, _)| key.0)
        })
    }

    /// Objects supplied, by the first byte of their ids.
    pub fn counts(&self) -> [u64; 256] {
        let mut counts = [0; 256];
        for shard in &self.0 {
            for (key, spot) in &*shard.lock().unwrap_or_else(PoisonError::into_inner) {
                counts[usize::from(key.0[0])] += u64::from(spot.is_some());
            }
        }
        counts
    }

    /// The rows of all objects supplied, in the order of their ids. Sorts one shard at a time.
    pub fn rows(&self) -> impl Iterator<Item = Row> {
        self.0.iter().flat_map(|shard| {
            let shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
            let mut rows: Vec<Row> = shard.iter().filter_map(|(key, spot)| spot.map(|spot| row(key.0, spot))).collect();
            rows.sort_unstable_by_key(|row| row.id);
            rows
        })
    }

    fn shard(&self, id: &[u8; 32]) -> MutexGuard<'_, Shard> {
        self.0[usize::from(id[0]) * SHARDS / 256].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn row(id: [u8; 32], spot: Spot) -> Row {
    let Spot { kind, pack, offset, stored, plain } = spot;
    Row { id, kind, pack, offset, stored, plain }
}
