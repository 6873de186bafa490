//! What can go wrong between peers.

use crate::archive::error::ArchiveError;
use crate::base::cbor::CborError;
use crate::base::id::ObjectId;
use crate::object::error::ObjectError;
use crate::repo::error::RepoError;
use crate::state::error::StateError;
use crate::storage::error::StorageError;

/// Why a peer did not do what it was asked for. The number travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Code {
    /// The request is not one, or exceeds a bound.
    Malformed = 1,
    /// The peer does not know such a request.
    Unsupported = 2,
    /// The asker may not.
    NotAllowed = 3,
    /// There is nothing of that name.
    NotFound = 4,
    /// Bytes or a signature do not verify.
    Integrity = 5,
    /// A head moved, or something else than expected is there.
    Moved = 6,
    /// Too much at once; later perhaps.
    Busy = 7,
    /// The peer failed.
    Failed = 8,
}

impl Code {
    /// Every code there is.
    pub const ALL: [Self; 8] = [
        Self::Malformed,
        Self::Unsupported,
        Self::NotAllowed,
        Self::NotFound,
        Self::Integrity,
        Self::Moved,
        Self::Busy,
        Self::Failed,
    ];

    /// The code with this number; numbers of later versions are failures.
    pub fn from_number(number: u64) -> Self {
        Self::ALL.into_iter().find(|code| *code as u64 == number).unwrap_or(Self::Failed)
    }
}

/// A peer's refusal, in its own words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    /// Why.
    pub code: Code,
    /// One sentence for people.
    pub message: String,
}

impl Refusal {
    /// A refusal with this code and sentence.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

/// Why a session with peers failed.
#[derive(Debug, thiserror::Error)]
pub enum NodeError {
    /// The peer refused.
    #[error("{peer} refuses: {refusal}")]
    Refused {
        /// The peer's address.
        peer: String,
        /// What it said.
        refusal: Refusal,
    },
    /// The peer cannot be reached, stalls, or ends in the middle.
    #[error("{peer}: {why}")]
    Network {
        /// The peer's address.
        peer: String,
        /// What happened.
        why: String,
    },
    /// The peer said something that cannot be true. It is not asked again.
    #[error("{peer} lies: {why}")]
    Lie {
        /// The peer's address.
        peer: String,
        /// What it said.
        why: String,
    },
    /// The peer is not the one that was expected.
    #[error("{peer}: {why}")]
    Stranger {
        /// The peer's address.
        peer: String,
        /// Who it is instead.
        why: String,
    },
    /// No peer that could be asked has what is needed.
    #[error("{objects} objects are on no peer that could be asked, among them {kind} {id}; nothing was changed")]
    Nowhere {
        /// How many.
        objects: usize,
        /// What one of them is.
        kind: &'static str,
        /// Its name.
        id: ObjectId,
    },
    /// The repository here failed.
    #[error(transparent)]
    Repo(#[from] RepoError),
}

impl NodeError {
    /// The peer cannot be reached, stalls, or ends in the middle.
    pub fn network(peer: impl Into<String>, why: impl Into<String>) -> Self {
        Self::Network { peer: peer.into(), why: why.into() }
    }

    /// The peer said something that cannot be true.
    pub fn lie(peer: impl Into<String>, why: impl Into<String>) -> Self {
        Self::Lie { peer: peer.into(), why: why.into() }
    }
}

impl From<ObjectError> for NodeError {
    fn from(error: ObjectError) -> Self {
        Self::Repo(error.into())
    }
}

impl From<StateError> for NodeError {
    fn from(error: StateError) -> Self {
        Self::Repo(error.into())
    }
}

impl From<ArchiveError> for NodeError {
    fn from(error: ArchiveError) -> Self {
        Self::Repo(error.into())
    }
}

impl From<StorageError> for NodeError {
    fn from(error: StorageError) -> Self {
        Self::Repo(error.into())
    }
}

impl From<CborError> for Refusal {
    fn from(error: CborError) -> Self {
        Self::new(Code::Malformed, error.to_string())
    }
}

impl From<RepoError> for Refusal {
    /// What failed here is told to the other side without details of this machine.
    fn from(error: RepoError) -> Self {
        match error {
            RepoError::State(StateError::Conflict { .. }) => Self::new(Code::Moved, "it moved meanwhile"),
            RepoError::Storage(StorageError::Locked { .. }) => Self::new(Code::Busy, "the repository is locked"),
            _ => Self::new(Code::Failed, "the repository of the peer failed; its owner should run: mosaic fsck"),
        }
    }
}
