//! What can go wrong with archives.

use crate::object::error::ObjectError;

/// Why an archive was not read or written.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// A record of an archive is not in the format it should have.
    #[error("{what} is malformed: {why}")]
    Malformed {
        /// Which record.
        what: String,
        /// What is wrong with it.
        why: String,
    },
    /// A foreign archive has something that is refused: an unsafe name, an unknown type, a bomb.
    #[error("{name}: refused: {why}")]
    Refused {
        /// The entry, or the archive.
        name: String,
        /// The reason.
        why: String,
    },
    /// There is no entry of that name.
    #[error("{0}: no such file or directory in this version")]
    NoEntry(String),
    /// Reading the content or writing the result failed.
    #[error("{what}: {source}")]
    Io {
        /// What was read or written.
        what: String,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The store failed.
    #[error(transparent)]
    Object(#[from] ObjectError),
}

impl ArchiveError {
    /// `what` is malformed because of `why`.
    pub fn malformed(what: impl Into<String>, why: impl ToString) -> Self {
        Self::Malformed { what: what.into(), why: why.to_string() }
    }

    /// Reading or writing `what` failed.
    pub fn io(what: impl Into<String>, source: std::io::Error) -> Self {
        Self::Io { what: what.into(), source }
    }
}
