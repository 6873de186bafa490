//! The root `absent`: what this repository knowingly lacks, and why. `fsck` counts it and does not call it lost, `gc` does
//! not follow it, and a command that needs it says so. `docs/format/state.md` has the bytes.

use std::collections::HashSet;

use crate::base::cbor::{CborError, Fields, Item};
use crate::base::id::ObjectId;
use crate::base::time::Timestamp;
use crate::object::traits::Source;
use crate::repo::error::RepoError;
use crate::state::change::{Change, Expected};
use crate::state::error::StateError;
use crate::state::operation::{Operation, root};

/// The reason of what `drop` has forgotten.
pub const DROPPED: &str = "dropped";

/// The reason of the commits at which a history was cut when it was fetched.
pub const SHALLOW: &str = "left out";

/// Why an object is not here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absence {
    /// What was done with it: a participle.
    pub reason: String,
    /// Since when, in whole seconds.
    pub time: Timestamp,
}

impl Absence {
    /// The canonical bytes.
    pub fn encode(&self) -> Vec<u8> {
        Item::Array(vec![self.reason.as_str().into(), Item::int(self.time.seconds)]).encode()
    }

    /// The record in these bytes.
    ///
    /// # Errors
    /// What [`Absence::encode`] would not write.
    pub fn decode(bytes: &[u8]) -> Result<Self, CborError> {
        let mut fields = Fields::decode(bytes)?;
        let (reason, seconds) = (fields.text()?, fields.int()?);
        fields.end()?;
        Ok(Self { reason, time: Timestamp::from_seconds(seconds) })
    }
}

/// The change that lists the object.
pub fn list(id: &[u8; 32], absence: &Absence) -> Change {
    change(id, Some(absence.encode()))
}

/// The change after which the object is not listed.
pub fn unlist(id: &[u8; 32]) -> Change {
    change(id, None)
}

fn change(id: &[u8; 32], new: Option<Vec<u8>>) -> Change {
    Change { root: root::ABSENT.to_owned(), key: id.to_vec(), expected: Expected::Any, new }
}

/// Why the object is not here, if that is on purpose.
///
/// # Errors
/// The state cannot be read, or the record is malformed.
pub fn find(source: &dyn Source, operation: &Operation, id: &ObjectId) -> Result<Option<Absence>, RepoError> {
    let value = operation.map(root::ABSENT).get(source, id.as_bytes())?;
    let malformed = |why| StateError::malformed(format!("what is said of absent {id}"), why);
    Ok(value.map(|value| Absence::decode(&value).map_err(malformed)).transpose()?)
}

/// The ids of all objects that are knowingly not here.
///
/// # Errors
/// The map cannot be read.
pub fn all(source: &dyn Source, operation: &Operation) -> Result<HashSet<[u8; 32]>, RepoError> {
    let mut all = HashSet::new();
    operation.map(root::ABSENT).each(source, &mut |key, _| {
        all.extend(<[u8; 32]>::try_from(key));
        Ok(())
    })?;
    Ok(all)
}
