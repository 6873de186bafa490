//! What can go wrong with objects.

use crate::base::id::ObjectId;
use crate::storage::error::StorageError;

/// Why an object was not read or written.
#[derive(Debug, thiserror::Error)]
pub enum ObjectError {
    /// No index names the object.
    #[error("object {0} is not in this repository")]
    Missing(ObjectId),
    /// Bytes are there but are not what the id says.
    #[error("object {id} is damaged ({place}); run: mosaic repair")]
    Damaged {
        /// The object.
        id: ObjectId,
        /// Where the bytes lie: pack and offset, or another description.
        place: String,
    },
    /// Bytes that are not in the format they should have.
    #[error("{what} is malformed: {why}")]
    Malformed {
        /// The file or record.
        what: String,
        /// What is wrong with it.
        why: String,
    },
    /// The files below failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The user stopped the work.
    #[error("interrupted")]
    Cancelled,
}

impl ObjectError {
    /// `what` is malformed because of `why`.
    pub fn malformed(what: impl Into<String>, why: impl Into<String>) -> Self {
        Self::Malformed { what: what.into(), why: why.into() }
    }
}
