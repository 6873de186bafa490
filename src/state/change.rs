//! Changing a state: a list of changes with what each expects to find, made all or none. Never swaps the pointer.
//!
//! Writing is optimistic: build the next operation on the state that was read, without a lock; under `lock` swap the
//! pointer if it is still that state, otherwise build again on the newest.

use std::collections::BTreeMap;

use crate::base::id::Id;
use crate::base::planted::{self, Defect};
use crate::base::time::Timestamp;
use crate::object::traits::Sink;
use crate::state::error::StateError;
use crate::state::operation::{Operation, Roots, map};

type Result<T> = std::result::Result<T, StateError>;

/// What a change expects to find.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Whatever there is.
    Any,
    /// No value.
    Absent,
    /// This value.
    Value(Vec<u8>),
}

impl Expected {
    /// That there is what was read: this value, or none.
    pub fn exactly(value: Option<&[u8]>) -> Self {
        value.map_or(Self::Absent, |value| Self::Value(value.to_vec()))
    }

    fn holds(&self, found: Option<&[u8]>) -> bool {
        match self {
            _ if planted::is(Defect::BlindSwap) => true,
            Self::Any => true,
            Self::Absent => found.is_none(),
            Self::Value(value) => found == Some(value),
        }
    }
}

/// One change of one value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Name of the root whose map holds the key.
    pub root: String,
    /// The key.
    pub key: Vec<u8>,
    /// What must be there.
    pub expected: Expected,
    /// The value from now on; `None` removes it.
    pub new: Option<Vec<u8>>,
}

/// The roots after all `changes`, each seeing those before it. Objects are written only when every change found what it
/// expected.
///
/// # Errors
/// [`StateError::Conflict`] names the first change that did not; else as [`crate::state::hamt::Hamt::update`].
pub fn apply(roots: &Roots, changes: &[Change], objects: &dyn Sink) -> Result<Roots> {
    let mut edits: BTreeMap<&str, BTreeMap<Vec<u8>, Option<Vec<u8>>>> = BTreeMap::new();
    for Change { root, key, expected, new } in changes {
        let edits = edits.entry(root).or_default();
        if *expected != Expected::Any {
            let found = match edits.get(key) {
                Some(value) => value.clone(),
                None => map(roots, root).get(objects, key)?,
            };
            if !expected.holds(found.as_deref()) {
                return Err(StateError::Conflict { root: root.clone(), key: key.clone(), found });
            }
        }
        edits.insert(key.clone(), new.clone());
    }
    let mut roots = roots.clone();
    for (name, edits) in edits {
        match map(&roots, name).update(objects, &edits)?.root() {
            Some(id) => drop(roots.insert(name.to_owned(), id)),
            None => drop(roots.remove(name)),
        }
    }
    Ok(roots)
}

/// Writes the operation that follows `base` (`None`: the first one) and has `changes` made.
///
/// # Errors
/// As [`apply`].
pub fn advance(
    base: Option<&(Id, Operation)>,
    changes: &[Change],
    time: Timestamp,
    command: &str,
    objects: &dyn Sink,
) -> Result<(Id, Operation)> {
    let empty = Roots::new();
    let roots = apply(base.map_or(&empty, |(_, operation)| &operation.roots), changes, objects)?;
    let operation = Operation::next(base, time, command, roots);
    Ok((operation.write(objects)?, operation))
}
