//! The moment in which a state takes the place of another: the locks around it, and the replacing of the file.

use crate::repo::action::Action;
use crate::repo::error::RepoError;
use crate::repo::repository::Repository;
use crate::state::pointer::Pointer;

/// Held alone for the moment in which the state is swapped.
pub const LOCK: &str = "lock";
/// Shared by every writer for its whole run; the sweep of gc wants it alone.
pub const WRITERS: &str = "writers";

impl Repository {
    /// Replaces the `state` file; the caller holds `lock`.
    ///
    /// # Errors
    /// It cannot be written; it is then the old one.
    pub fn swap(&self, action: &Action<'_>, pointer: &Pointer) -> Result<(), RepoError> {
        let publication = pointer.publication(self.storage(), &action.unique())?;
        self.storage().publish(vec![publication])?;
        self.store().refresh()?;
        Ok(())
    }
}
