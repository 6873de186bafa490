//! Taking back: changes that make heads, tags and stage what they were. All other roots stay, because others rely on
//! what they say. The changes expect what they take back, so a later change is never lost.

use crate::object::traits::Source;
use crate::state::change::{Change, Expected};
use crate::state::error::StateError;
use crate::state::operation::{Operation, Roots, map, root};

type Result<T> = std::result::Result<T, StateError>;

/// The changes that take back what `operation` did to heads, tags and stage; none where it did nothing to them.
///
/// # Errors
/// [`StateError::Unknown`] where the operation before it is no longer kept; a map that cannot be read.
pub fn undo(source: &dyn Source, operation: &Operation) -> Result<Vec<Change>> {
    let before = match operation.previous {
        None => Roots::new(),
        Some(id) if operation.number == operation.oldest => return Err(StateError::Unknown(id.to_string())),
        Some(id) => Operation::load(source, id)?.roots,
    };
    difference(source, &operation.roots, &before)
}

/// The changes that make heads, tags and stage of the state `current` equal those of `target`.
///
/// # Errors
/// A map that cannot be read.
pub fn restore(source: &dyn Source, current: &Roots, target: &Operation) -> Result<Vec<Change>> {
    difference(source, current, &target.roots)
}

fn difference(source: &dyn Source, from: &Roots, to: &Roots) -> Result<Vec<Change>> {
    let mut changes = Vec::new();
    for name in root::UNDONE {
        map(from, name).diff(&map(to, name), source, &mut |key, old, new| {
            changes.push(Change {
                root: name.to_owned(),
                key: key.to_vec(),
                expected: Expected::exactly(old),
                new: new.map(<[u8]>::to_vec),
            });
            Ok(())
        })?;
    }
    Ok(changes)
}
