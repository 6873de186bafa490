//! What was made of objects, so that the same ones are not read again and again. Remembers a bounded number of them. Must
//! not know what is made of what.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::base::id::Id;

/// So many are remembered; then it begins anew.
const MANY: usize = 4_096;

/// What was made of objects, by their ids.
#[derive(Default)]
pub struct Remembered(Mutex<HashMap<Id, Arc<dyn Any + Send + Sync>>>);

impl Remembered {
    /// What was made of this object, where that was such a thing.
    pub fn get<T: Send + Sync + 'static>(&self, id: &Id) -> Option<Arc<T>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned();
        known?.downcast().ok()
    }

    /// Remembers what was made of an object.
    pub fn put<T: Send + Sync + 'static>(&self, id: Id, made: Arc<T>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() == MANY {
            known.clear();
        }
        known.insert(id, made);
    }
}
