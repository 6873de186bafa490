//! Names of heads and tags. git's rules for ref names, so that every one survives `export --git`.

use crate::base::limit::MAX_NAME;
use crate::repo::error::RepoError;

/// Names under which the heads of others are found.
const RESERVED: [&str; 3] = ["remotes/", "lost/", "decided/"];

/// Checks that `name` can be the name of a head or tag.
///
/// # Errors
/// Says which of git's rules (`git check-ref-format`) it breaks.
pub fn check(name: &str) -> Result<(), RepoError> {
    let bad = |why| RepoError::BadName { name: name.to_owned(), why };
    if name.is_empty() || name.len() > MAX_NAME {
        return Err(bad("it must have 1 to 255 bytes"));
    }
    if name == "@" || name.starts_with('-') {
        return Err(bad("it would be read as something else"));
    }
    if RESERVED.iter().any(|prefix| name.starts_with(prefix)) {
        return Err(bad("names that begin with remotes/, lost/ and decided/ are for what members have"));
    }
    if name.contains(|c: char| c.is_control() || c.is_whitespace() || "~^:?*[\\".contains(c)) {
        return Err(bad("it has a space, a control character, or one of ~ ^ : ? * [ \\"));
    }
    if name.contains("..") || name.contains("@{") || name.ends_with('.') {
        return Err(bad("it has `..` or `@{`, or ends with a dot"));
    }
    if name.split('/').any(|part| part.is_empty() || part.starts_with('.') || part.ends_with(".lock")) {
        return Err(bad("a part between slashes is empty, starts with a dot, or ends with .lock"));
    }
    Ok(())
}
