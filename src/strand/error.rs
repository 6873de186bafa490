//! What can go wrong with strands.

use crate::base::cbor::CborError;
use crate::base::flat::FlatError;
use crate::object::error::ObjectError;
use crate::state::error::StateError;
use crate::storage::error::StorageError;

/// Why strands were not read, made or woven.
#[derive(Debug, thiserror::Error)]
pub enum StrandError {
    /// The bytes end within a strand: the tail of a log that is still being written, or was cut.
    #[error("the bytes end within a strand")]
    Short,
    /// Bytes that are not what they should be.
    #[error("{what} is malformed: {why}")]
    Malformed {
        /// The strand, log or record.
        what: String,
        /// What is wrong with it.
        why: String,
    },
    /// The state failed.
    #[error(transparent)]
    State(#[from] StateError),
    /// The objects below failed.
    #[error(transparent)]
    Object(#[from] ObjectError),
    /// The files below failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl StrandError {
    /// `what` is malformed because of `why`.
    pub fn malformed(what: impl Into<String>, why: impl ToString) -> Self {
        Self::Malformed { what: what.into(), why: why.to_string() }
    }
}

impl From<FlatError> for StrandError {
    fn from(error: FlatError) -> Self {
        match error {
            FlatError::Short => Self::Short,
            FlatError::Unexpected(_) => Self::malformed("strand", error),
        }
    }
}

impl From<CborError> for StrandError {
    fn from(error: CborError) -> Self {
        Self::malformed("record of a strand", error)
    }
}
