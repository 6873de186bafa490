//! Makes an index from the packs alone, for repositories that lost their indexes or their state.
//! Must not read an index, nor change a pack.

use crate::base::id::Id;
use crate::base::monitor::Monitor;
use crate::object::error::ObjectError;
use crate::object::index;
use crate::object::pack::{self, Walk};
use crate::object::row::{PackEntry, Row};
use crate::object::scan::{Part, scan};
use crate::storage::traits::{Handle, Placement, Publication, Storage};

/// Bytes of a pack that are no sound member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The pack.
    pub pack: Id,
    /// Offset of the first byte.
    pub from: u64,
    /// Offset behind the last byte.
    pub to: u64,
}

/// What rebuilding found.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Rebuilt {
    /// The index that was published; `None` when there is no object.
    pub index: Option<Id>,
    /// Objects in it.
    pub objects: u64,
    /// Packs read.
    pub packs: u64,
    /// What could not be used.
    pub damages: Vec<Damage>,
}

/// Publishes one index of all objects in all packs. Trusts sound headers where `verify` is false, and the content of
/// every member that it indexes where it is true or the headers of a pack do not lead to its end.
/// `run` names the unfinished file and is different for every run there ever was.
///
/// # Errors
/// The packs cannot be listed, the index cannot be written, the monitor said to stop.
pub fn rebuild(storage: &dyn Storage, run: &str, verify: bool, monitor: &dyn Monitor) -> Result<Rebuilt, ObjectError> {
    let files = storage.list(pack::FOLDER)?;
    monitor.phase("reading packs", Some(files.iter().map(|file| file.len).sum()));
    let mut rebuilt = Rebuilt::default();
    let mut packs = Vec::new();
    let mut rows = Vec::new();
    for file in files {
        if monitor.cancelled() {
            return Err(ObjectError::Cancelled);
        }
        let Some(name) = pack::name(&file.name) else {
            monitor.warn(&format!("{} is no pack; left alone", file.name));
            continue;
        };
        let handle = storage.open(&file.name)?;
        let number = packs.len() as u32;
        if verify || !trust(&*handle, number, &mut rows) {
            prove(&*handle, number, &mut rows, |from, to| rebuilt.damages.push(Damage { pack: name, from, to }));
        }
        packs.push(PackEntry { name, len: handle.len() });
        monitor.advance(file.len);
    }
    let counts = index::sort(&mut rows);
    rebuilt.packs = packs.len() as u64;
    rebuilt.objects = rows.len() as u64;
    if !rows.is_empty() {
        let staged = storage.create(&format!("{run}.idx"))?;
        let index = index::write(staged, &packs, &counts, rows.into_iter())?;
        let name = index::file(&index.name);
        // What has the name may be the damaged index for which this one is made.
        storage.publish(vec![Publication { staged: index.staged, name, placement: Placement::Replace }])?;
        rebuilt.index = Some(index.name);
    }
    Ok(rebuilt)
}

/// Takes the rows that the headers give; none and false where they do not lead to the end.
fn trust(handle: &dyn Handle, pack: u32, rows: &mut Vec<Row>) -> bool {
    let before = rows.len();
    let mut walk = Walk::new(handle.len(), |buffer: &mut [u8], offset| handle.read_at(buffer, offset));
    let headers = walk.by_ref().map_while(Result::ok);
    rows.extend(headers.map(|(header, offset)| Row::of(&header, pack, offset)));
    let whole = walk.end() == handle.len();
    if !whole {
        rows.truncate(before);
    }
    whole
}

/// Takes the rows of members with sound content, and tells `damage` of the ranges between them.
fn prove(handle: &dyn Handle, pack: u32, rows: &mut Vec<Row>, mut damage: impl FnMut(u64, u64)) {
    let mut end = 0;
    let scanned = scan(handle.len(), &|buffer, offset| handle.read_at(buffer, offset), &mut |part| {
        match part {
            Part::Object { header, offset } => {
                rows.push(Row::of(&header, pack, offset));
                end = offset + u64::from(header.member_len);
            }
            Part::Damaged { from, to } => {
                damage(from, to);
                end = to;
            }
        }
        true
    });
    if scanned.is_err() {
        // The device refuses: what lies before is kept.
        damage(end, handle.len());
    }
}
