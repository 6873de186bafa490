//! What can go wrong with the state of a repository.

use crate::object::error::ObjectError;
use crate::storage::error::StorageError;

/// Why the state was not read or changed.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// A change expected another value than there is.
    #[error("{root}/{}: changed meanwhile; nothing was written", String::from_utf8_lossy(key))]
    Conflict {
        /// The root whose map holds the key.
        root: String,
        /// The key.
        key: Vec<u8>,
        /// What is there instead of what was expected; `None` for nothing.
        found: Option<Vec<u8>>,
    },
    /// No operation that is kept has such an id.
    #[error("no operation {0}; run: mosaic op log")]
    Unknown(String),
    /// Several operations have ids that begin like this.
    #[error("several operations begin with {0}; give more digits")]
    Ambiguous(String),
    /// Bytes that are not in the format they should have, or an entry that the format cannot hold.
    #[error("{what} is malformed: {why}")]
    Malformed {
        /// The file or record.
        what: String,
        /// What is wrong with it.
        why: String,
    },
    /// The objects below failed.
    #[error(transparent)]
    Object(#[from] ObjectError),
    /// The files below failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl StateError {
    /// `what` is malformed because of `why`.
    pub fn malformed(what: impl Into<String>, why: impl ToString) -> Self {
        Self::Malformed { what: what.into(), why: why.to_string() }
    }
}
