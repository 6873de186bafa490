//! Takes over what earlier runs left in `incoming/`: the sound members of their packs, so that an interrupted run goes
//! on where it stopped. What holds nothing new is removed. Must not trust a byte that it finds.

use blake3::Hasher;

use crate::base::planted::{self, Defect};
use crate::object::error::ObjectError;
use crate::object::member::Header;
use crate::object::pack::Walk;
use crate::object::scan::{Part, scan};
use crate::object::store::Store;
use crate::object::writer::Writer;
use crate::storage::traits::Staged;

/// A pack of an earlier run, cut to its sound part.
pub struct Adopted {
    /// Writes on behind the sound part.
    pub writer: Writer,
    /// Every object in it: its verified header, and where its member starts.
    pub objects: Vec<(Header, u64)>,
}

/// Adopts every pack below `incoming/` whose run has ended and that has an object which `store` has not; removes the
/// others, and all other files that were never finished: they are of no use to anyone. Leaves alone what belongs to a
/// living run and packs that cannot be read.
///
/// # Errors
/// `incoming/` cannot be listed or changed.
pub fn adopt(store: &Store) -> Result<Vec<Adopted>, ObjectError> {
    let storage = store.storage();
    let mut packs = Vec::new();
    for listed in storage.list("incoming")? {
        let Some(file) = listed.name.strip_prefix("incoming/") else { continue };
        let Some(staged) = storage.adopt(file)? else { continue };
        if file.ends_with(".pack") {
            packs.push(staged);
        } else {
            storage.remove(&listed.name)?;
        }
    }
    let adopted = packs.into_iter().map(|staged| take_over(store, staged));
    adopted.filter_map(Result::transpose).collect()
}

fn take_over(store: &Store, mut staged: Box<dyn Staged>) -> Result<Option<Adopted>, ObjectError> {
    let file = &*staged;
    let read_at = |buffer: &mut [u8], offset: u64| file.read_at(buffer, offset);
    // The headers alone tell whether a pack can be of use; they cost far less than its content.
    let new = Walk::new(file.len(), read_at).map_while(Result::ok).any(|(header, _)| !store.knows(&header.id));
    let mut objects = Vec::new();
    let mut keep = |part| match part {
        Part::Object { header, offset } => {
            objects.push((header, offset));
            true
        }
        Part::Damaged { .. } => false,
    };
    if new && planted::is(Defect::BlindAdoption) {
        objects = Walk::new(file.len(), read_at).map_while(Result::ok).collect();
        let mut bytes = vec![0; file.len() as usize];
        file.read_at(&mut bytes, 0)?;
        let mut hasher = Hasher::new();
        hasher.update(&bytes);
        return Ok(Some(Adopted { writer: Writer::new(staged, hasher), objects }));
    }
    if new {
        // What the device cannot read may be readable tomorrow: such a file stays as it is.
        let Ok(scan) = scan(file.len(), &read_at, &mut keep) else { return Ok(None) };
        if objects.iter().any(|(header, _)| !store.knows(&header.id)) {
            if scan.end < staged.len() {
                staged.truncate(scan.end)?;
            }
            return Ok(Some(Adopted { writer: Writer::new(staged, scan.hasher), objects }));
        }
    }
    store.storage().remove(staged.name())?;
    Ok(None)
}
