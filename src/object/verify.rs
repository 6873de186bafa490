//! Verifies the published data: reads packs in order and says which objects are not what the indexes promise.
//! Must not repair.

use crate::base::id::Id;
use crate::base::monitor::Monitor;
use crate::object::error::ObjectError;
use crate::object::row::Place;
use crate::object::scan::{Part, scan};
use crate::object::store::Store;

/// Packs whose rows are gathered by one pass over the indexes.
const BATCH: usize = 32;

/// What one pack turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackReport {
    /// The pack.
    pub pack: Id,
    /// Objects that the indexes place in it.
    pub objects: u64,
    /// Its length in bytes.
    pub bytes: u64,
    /// Those objects that are not there or not sound.
    pub lost: Vec<Place>,
    /// What is wrong with the file as a whole, for the user: gone, unreadable, or not the content that its name says.
    pub fault: Option<String>,
}

/// Reads `packs` whole and gives a report of each to `each`, in their order.
///
/// # Errors
/// The monitor said to stop, or `each` failed. What is wrong with a pack is no error.
pub fn verify(
    store: &Store,
    packs: &[Id],
    monitor: &dyn Monitor,
    mut each: impl FnMut(PackReport) -> Result<(), ObjectError>,
) -> Result<(), ObjectError> {
    for batch in packs.chunks(BATCH) {
        for (pack, places) in batch.iter().zip(store.in_packs(batch)) {
            if monitor.cancelled() {
                return Err(ObjectError::Cancelled);
            }
            let report = verify_pack(store, pack, places);
            monitor.advance(report.bytes);
            each(report)?;
        }
    }
    Ok(())
}

/// Compares a pack with the rows `places`, which are in the order of their offsets.
fn verify_pack(store: &Store, pack: &Id, places: Vec<Place>) -> PackReport {
    let objects = places.len() as u64;
    let mut report = PackReport { pack: *pack, objects, bytes: 0, lost: Vec::new(), fault: None };
    let handle = match store.pack(pack) {
        Ok(handle) => handle,
        Err(error) => return PackReport { lost: places, fault: Some(error.to_string()), ..report },
    };
    report.bytes = handle.len();
    let mut places = places.into_iter().peekable();
    let scanned = scan(handle.len(), &|buffer, offset| handle.read_at(buffer, offset), &mut |part| {
        if let Part::Object { header, offset } = part {
            while let Some(place) = places.next_if(|place| place.offset <= offset) {
                let right = place.offset == offset
                    && place.id == header.id
                    && (place.stored, place.plain) == (header.member_len, header.plain_len);
                if !right {
                    report.lost.push(place);
                }
            }
        }
        true
    });
    report.lost.extend(places);
    report.fault = match scanned {
        Ok(scan) if scan.hasher.finalize().as_bytes() == pack.as_bytes() => None,
        Ok(_) => Some("its content is not what its name says".to_owned()),
        Err(error) => Some(error.to_string()),
    };
    report
}
