//! Writing: a run of new objects under the shared lock `writers`, then one swap of the state under `lock`.
//!
//! Optimistic: the next operation is built on the state that was read, in the same pack as the objects. Where the state
//! moved meanwhile, it is built again on the newest, under the lock. All changes are made or none. After it, indexes and
//! small packs are merged where that is due.

use std::sync::Arc;

use crate::base::id::Id;
use crate::base::planted::{self, Defect};
use crate::object::run::{Run, RunOptions};
use crate::repo::action::Action;
use crate::repo::current::Current;
use crate::repo::error::RepoError;
use crate::repo::maintain::maintain;
use crate::repo::repository::Repository;
use crate::repo::swap::{LOCK, WRITERS};
use crate::state::change::{Change, advance};
use crate::state::error::StateError;
use crate::state::operation::Operation;
use crate::state::pointer::Pointer;
use crate::storage::traits::{Access, Lock};

/// A run of new objects, not yet visible.
pub struct Writing {
    /// Where objects go.
    pub run: Run,
    writers: Box<dyn Lock>,
}

impl Repository {
    /// Begins to write; with `adopt` goes on with what an interrupted run left.
    ///
    /// # Errors
    /// `writers` is held by the sweep of gc, or the run cannot begin.
    pub fn begin(&self, action: &Action<'_>, adopt: bool) -> Result<Writing, RepoError> {
        let writers = self.storage().lock(WRITERS, Access::Shared, action.lock_timeout, &action.owner)?;
        let run = Run::begin(Arc::clone(self.store()), options(action, adopt))?;
        Ok(Writing { run, writers })
    }

    /// Makes the objects of `writing` durable and readable through the store, and goes on writing: for work that needs
    /// them before any state does. The sweep of gc stays away until that is published.
    ///
    /// # Errors
    /// Storing failed.
    pub fn keep(&self, action: &Action<'_>, writing: Writing) -> Result<Writing, RepoError> {
        let Writing { run, writers } = writing;
        if let Some(index) = run.finish()?.index {
            let _lock = self.storage().lock(LOCK, Access::Exclusive, action.lock_timeout, &action.owner)?;
            let mut pointer = self.pointer()?;
            pointer.indexes.insert(index);
            self.swap(action, &pointer)?;
        }
        let run = Run::begin(Arc::clone(self.store()), options(action, false))?;
        Ok(Writing { run, writers })
    }

    /// Makes the objects of `writing` durable and has `changes`, computed on the state `base`, made as one operation.
    /// Exit 0 may follow: everything is durable when this returns.
    ///
    /// # Errors
    /// [`StateError::Conflict`] where a change no longer finds what it expects: the objects are then kept, the state is
    /// the other writer's. Otherwise storing failed, and the state is the old one.
    pub fn publish(
        &self,
        action: &Action<'_>,
        writing: Writing,
        base: &Current,
        changes: &[Change],
    ) -> Result<Id, RepoError> {
        let Writing { run, writers } = writing;
        let made = optional(advance(Some(&base.newest), changes, action.now, &action.command, &run))?;
        let early = made.as_ref().map(|(id, _)| *id).filter(|_| planted::is(Defect::StateFirst));
        if early.is_some() {
            self.swap(action, &Pointer { operation: early, ..self.pointer()? })?;
        }
        let index = run.finish()?.index;
        let lock = self.storage().lock(LOCK, Access::Exclusive, action.lock_timeout, &action.owner)?;
        let mut pointer = self.pointer()?;
        pointer.indexes.extend(index);
        let id = match made {
            Some((id, _)) if pointer.operation == early.or(Some(base.newest.0)) => id,
            _ => {
                // The objects first: the second run relies on them, and they stay when a change conflicts.
                self.swap(action, &pointer)?;
                let newest = self.current()?;
                let run = Run::begin(Arc::clone(self.store()), options(action, false))?;
                let advanced = advance(Some(&newest.newest), changes, action.now, &action.command, &run);
                let id = match advanced {
                    Ok((id, _)) => id,
                    Err(error) => {
                        run.abandon()?;
                        return Err(error.into());
                    }
                };
                pointer.indexes.extend(run.finish()?.index);
                id
            }
        };
        pointer.operation = Some(id);
        self.swap(action, &pointer)?;
        drop((lock, writers));
        maintain(self, action);
        Ok(id)
    }

    /// Makes `changes` on the state `base` when no other objects are written.
    ///
    /// # Errors
    /// As [`Repository::publish`].
    pub fn change(&self, action: &Action<'_>, base: &Current, changes: &[Change]) -> Result<Id, RepoError> {
        let writing = self.begin(action, false)?;
        self.publish(action, writing, base, changes)
    }
}

fn options(action: &Action<'_>, adopt: bool) -> RunOptions {
    RunOptions { name: action.unique(), level: action.level, pack_size: action.pack_size, adopt }
}

/// A conflict on the state that was read is judged again on the newest.
fn optional(made: Result<(Id, Operation), StateError>) -> Result<Option<(Id, Operation)>, StateError> {
    match made {
        Ok(made) => Ok(Some(made)),
        Err(StateError::Conflict { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}
