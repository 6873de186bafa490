//! Keeps the files of a repository few while it grows: after a change, indexes and small packs are merged where their
//! sizes ask for it. Never waits for anybody, and loses nothing whenever it ends. Must not remove the only copy of an object,
//! whether the state needs it or not: what is needed is known to gc alone.

use std::time::Duration;

use crate::object::error::ObjectError;
use crate::object::merge::{self, Merged, Plan};
use crate::repo::action::Action;
use crate::repo::error::RepoError;
use crate::repo::repository::Repository;
use crate::repo::swap::{LOCK, WRITERS};
use crate::storage::error::StorageError;
use crate::storage::traits::Access;

/// Merges what is due. A failure is a warning: what the command did is durable without it. The caller holds no lock.
pub fn maintain(repository: &Repository, action: &Action<'_>) {
    if let Some(plan) = merge::plan(repository.store()) {
        match merge_now(repository, action, &plan) {
            // Another process merges or sweeps, or has merged the same files: there is nothing to do.
            Ok(()) | Err(RepoError::Storage(StorageError::Locked { .. } | StorageError::NotFound { .. })) => {}
            Err(RepoError::Object(ObjectError::Cancelled)) => {}
            Err(error) => action.monitor.warn(&format!("indexes were not merged: {error}")),
        }
    }
}

fn merge_now(repository: &Repository, action: &Action<'_>, plan: &Plan) -> Result<(), RepoError> {
    let store = repository.store();
    {
        // Until the swap nothing names the new files: the sweep of gc must not come between.
        let _writers = repository.storage().lock(WRITERS, Access::Shared, Duration::ZERO, &action.owner)?;
        let merged = merge::execute(store, plan, &action.unique())?;
        replace(repository, action, &merged)?;
    }
    // Readers find what was replaced by reading the state again. A writer that has not swapped yet may be about to name
    // a file of the same content, so without being alone the files stay, for gc.
    match repository.storage().lock(WRITERS, Access::Exclusive, Duration::ZERO, &action.owner) {
        Ok(_alone) => Ok(merge::remove_redundant(store)?),
        Err(StorageError::Locked { .. }) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Makes the merged index live in the place of its inputs, where all of these are live still.
fn replace(repository: &Repository, action: &Action<'_>, merged: &Merged) -> Result<(), RepoError> {
    let _lock = repository.storage().lock(LOCK, Access::Exclusive, action.lock_timeout, &action.owner)?;
    let mut pointer = repository.pointer()?;
    if merged.remove_indexes.iter().all(|name| pointer.indexes.contains(name)) {
        for name in &merged.remove_indexes {
            pointer.indexes.remove(name);
        }
        pointer.indexes.insert(merged.add_index);
        repository.swap(action, &pointer)?;
    }
    Ok(())
}
