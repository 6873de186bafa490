//! Writing: a run of new objects under the shared lock `writers`, then one swap of the state under `lock`.
//!
//! Optimistic: the next operation is built on the state that was read, in the same pack as the objects. Where the state
//! moved meanwhile, it is built again on the newest, under the lock. All changes are made or none. After it, indexes and
//! small packs are merged where that is due.

use std::sync::Arc;

use crate::base::id::{GitId, Id, ObjectId};
use crate::base::planted::{self, Defect};
use crate::object::error::ObjectError;
use crate::object::run::{Run, RunOptions};
use crate::object::traits::Source;
use crate::repo::absent;
use crate::repo::action::Action;
use crate::repo::current::{ARCHIVE, Current};
use crate::repo::error::RepoError;
use crate::repo::maintain::maintain;
use crate::repo::repository::Repository;
use crate::repo::swap::{LOCK, WRITERS};
use crate::state::change::{Change, advance};
use crate::state::error::StateError;
use crate::state::operation::{Operation, root};
use crate::state::pointer::Pointer;
use crate::storage::traits::{Access, Lock};

/// A run of new objects, not yet visible.
pub struct Writing {
    /// Where objects go.
    pub run: Run,
    writers: Box<dyn Lock>,
}

/// What is written when a state is made from the newest one, under `lock`: logs grow before the swap, and are cut after
/// it, because what a state says of them must be there.
#[derive(Debug, Default)]
pub struct Growth {
    /// The changes; with none, there is no new state.
    pub changes: Vec<Change>,
    /// Files, at which byte they end, and what follows there.
    pub appends: Vec<(String, u64, Vec<u8>)>,
    /// Files, and at which byte they end from now on.
    pub cuts: Vec<(String, u64)>,
    /// Damaged files, and what they should have been.
    pub rewrites: Vec<(String, Vec<u8>)>,
}

impl Repository {
    /// Has `build` say, on the newest state and while nobody else can swap it, what the next one is, and makes it so. For
    /// changes whose outcome depends on all of the state; `build` should be quick. Everything is durable when this returns.
    ///
    /// # Errors
    /// Those of `build`, or storing failed: the state is the old one then, and what logs have beyond it is not read.
    pub fn grow<T>(
        &self,
        action: &Action<'_>,
        build: impl FnOnce(&Current, &Run) -> Result<(T, Growth), RepoError>,
    ) -> Result<T, RepoError> {
        let Writing { run, writers } = self.begin(action, false)?;
        let lock = self.storage().lock(LOCK, Access::Exclusive, action.lock_timeout, &action.owner)?;
        let current = self.current()?;
        let (built, growth) = match build(&current, &run) {
            Ok(built) => built,
            Err(error) => {
                run.abandon()?;
                return Err(error);
            }
        };
        let is_new = !growth.changes.is_empty();
        if is_new {
            let (id, _) = advance(Some(&current.newest), &growth.changes, action.now, &action.command, &run)?;
            let index = run.finish()?.index;
            for (name, at, bytes) in &growth.appends {
                self.storage().append(name, *at, bytes)?;
            }
            let mut pointer = self.pointer()?;
            pointer.indexes.extend(index);
            pointer.operation = Some(id);
            self.swap(action, &pointer)?;
        } else {
            run.abandon()?;
        }
        for (name, bytes) in &growth.rewrites {
            self.storage().append(name, 0, bytes)?;
        }
        for (name, len) in &growth.cuts {
            self.storage().append(name, *len, &[])?;
        }
        drop((lock, writers));
        if is_new {
            maintain(self, action);
        }
        Ok(built)
    }

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
        let changes = &complete(&run, changes)?;
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

/// The changes, and with each archive that is staged and here that it is not listed as absent any more.
///
/// # Errors
/// A name would be given to a commit that gc has removed since the caller read it.
fn complete(run: &Run, changes: &[Change]) -> Result<Vec<Change>, RepoError> {
    let mut complete = changes.to_vec();
    for Change { root, key, new, .. } in changes {
        let Some(Ok(id)) = new.as_ref().map(|new| <[u8; 32]>::try_from(&**new)) else { continue };
        match root.as_str() {
            root::HEADS | root::TAGS => {
                let commit = ObjectId::Git(GitId::from_bytes(id));
                if !run.has(&commit)? {
                    return Err(ObjectError::Missing(commit).into());
                }
            }
            root::STAGE if key == ARCHIVE && run.has(&Id::from_bytes(id).into())? => {
                complete.push(absent::unlist(&id));
            }
            _ => {}
        }
    }
    Ok(complete)
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
