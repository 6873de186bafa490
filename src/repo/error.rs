//! What can go wrong with a repository.

use crate::storage::error::StorageError;

/// Why an operation on a repository failed.
#[derive(Debug, thiserror::Error)]
pub enum RepoError {
    /// A setting of this name does not exist.
    #[error("there is no setting {key}")]
    UnknownSetting {
        /// The name as it was given.
        key: String,
        /// The existing name that is most like it.
        nearest: Option<&'static str>,
    },
    /// A setting has no value and no default.
    #[error("{key} is not set; run: mosaic config set {key} VALUE")]
    NotSet {
        /// The setting.
        key: &'static str,
    },
    /// A value that the setting cannot have.
    #[error("{key} = {value:?} ({origin}): {why}")]
    InvalidSetting {
        /// The setting.
        key: &'static str,
        /// The value as it was given.
        value: String,
        /// The file, variable or option that gave it.
        origin: String,
        /// What the setting accepts.
        why: String,
    },
    /// A file of settings that cannot be read.
    #[error("{file} is not a file of settings: {why}")]
    MalformedSettings {
        /// The file.
        file: String,
        /// What is wrong with it.
        why: String,
    },
    /// The files of the repository failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}
