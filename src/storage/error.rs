//! What can go wrong with the files of a repository.

use std::io;

/// Why an action on the files of a repository failed. Every variant names the file, relative to `.mosaic`.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// There is no such file.
    #[error("{name}: no such file")]
    NotFound {
        /// The file.
        name: String,
    },
    /// A file that is created or published as new is there already.
    #[error("{name}: already exists")]
    Exists {
        /// The file.
        name: String,
    },
    /// A lock was not obtained in time.
    #[error("{name} is locked by {holder}")]
    Locked {
        /// The lock file.
        name: String,
        /// What the holder wrote about itself (pid, host, verb); "another process" when it is not known.
        holder: String,
    },
    /// A secret that group or others can read.
    #[error("{name}: readable by others; run: chmod 600 {name}")]
    Exposed {
        /// The file.
        name: String,
    },
    /// A repository of another user, whose settings must not act for this one.
    #[error("{path} belongs to user {owner}; run mosaic as that user, or make it yours: chown -R $(id -u) {path}")]
    Foreign {
        /// The whole path of the repository.
        path: String,
        /// The user's number.
        owner: u32,
    },
    /// The operating system refused.
    #[error("{name}: {source}")]
    Io {
        /// The file.
        name: String,
        /// What it said.
        source: io::Error,
    },
}

impl StorageError {
    /// The operating system's error about the file `name`; not-found and already-exists become their variants.
    pub fn io(name: &str, source: io::Error) -> Self {
        let name = name.to_owned();
        match source.kind() {
            io::ErrorKind::NotFound => Self::NotFound { name },
            io::ErrorKind::AlreadyExists => Self::Exists { name },
            _ => Self::Io { name, source },
        }
    }
}
