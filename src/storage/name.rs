//! What may be the name of a file of a repository. Looks at text only.

use std::io;

use crate::storage::error::StorageError;

/// The folder of unfinished files.
pub const INCOMING: &str = "incoming";

/// The folders that a new repository has.
pub const FOLDERS: [&str; 4] = ["packs", "indexes", "strands", INCOMING];

/// Checks that `name` is `file` or `folder/file` and cannot lead out of the repository.
///
/// # Errors
/// It is something else.
pub fn check(name: &str) -> Result<(), StorageError> {
    let (folder, file) = name.split_once('/').unwrap_or(("packs", name));
    if plain(folder) && plain(file) { Ok(()) } else { Err(refusal(name)) }
}

/// Checks that `folder` is one component, or empty for the top.
///
/// # Errors
/// It is something else.
pub fn check_folder(folder: &str) -> Result<(), StorageError> {
    if folder.is_empty() || plain(folder) { Ok(()) } else { Err(refusal(folder)) }
}

/// The folder that holds `name`, empty for the top.
pub fn folder_of(name: &str) -> &str {
    name.split_once('/').map_or("", |(folder, _)| folder)
}

fn plain(component: &str) -> bool {
    !matches!(component, "" | "." | "..") && !component.contains(['/', '\\', '\0'])
}

fn refusal(name: &str) -> StorageError {
    let source = io::Error::new(io::ErrorKind::InvalidInput, "not a name inside of a repository");
    StorageError::Io { name: name.escape_debug().to_string(), source }
}
