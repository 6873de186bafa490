//! Objects in memory: the implementation of the seams for tests, simulation and short-lived trees.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::base::id::ObjectId;
use crate::object::error::ObjectError;
use crate::object::member::Member;
use crate::object::traits::{Sink, Source};

/// A map from ids to members. `None` marks an id that is claimed and not yet supplied.
#[derive(Default)]
pub struct MemoryObjects(Mutex<HashMap<ObjectId, Option<Member>>>);

impl MemoryObjects {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// The ids of all objects, in no order.
    pub fn ids(&self) -> Vec<ObjectId> {
        self.map().iter().filter(|(_, member)| member.is_some()).map(|(id, _)| *id).collect()
    }

    fn map(&self) -> MutexGuard<'_, HashMap<ObjectId, Option<Member>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Source for MemoryObjects {
    fn has(&self, id: &ObjectId) -> Result<bool, ObjectError> {
        Ok(matches!(self.map().get(id), Some(Some(_))))
    }

    fn get(&self, id: &ObjectId) -> Result<Member, ObjectError> {
        self.map().get(id).cloned().flatten().ok_or(ObjectError::Missing(*id))
    }
}

impl Sink for MemoryObjects {
    fn claim(&self, id: &ObjectId) -> Result<bool, ObjectError> {
        let mut map = self.map();
        let new = !map.contains_key(id);
        map.entry(*id).or_insert(None);
        Ok(new)
    }

    fn put(&self, member: Member) -> Result<(), ObjectError> {
        self.map().insert(member.header().id, Some(member));
        Ok(())
    }

    fn level(&self) -> i32 {
        1
    }
}
