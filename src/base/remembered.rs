//! What was made of objects, so that the same ones are not read again and again: of some megabytes of them. Must not know
//! what is made of what.

use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::base::id::Id;

/// Bytes of objects of which something is remembered; beyond them it begins anew.
const MOST: usize = 8 << 20;

/// What was made of objects, by their ids.
#[derive(Default)]
pub struct Remembered(Mutex<Made>);

#[derive(Default)]
struct Made {
    of: HashMap<Id, Arc<dyn Any + Send + Sync>>,
    bytes: usize,
}

impl Remembered {
    /// What was made of this object, where that was such a thing.
    pub fn get<T: Send + Sync + 'static>(&self, id: &Id) -> Option<Arc<T>> {
        let made = self.0.lock().unwrap_or_else(PoisonError::into_inner).of.get(id).cloned();
        made?.downcast().ok()
    }

    /// Remembers what was made of an object of so many bytes.
    pub fn put<T: Send + Sync + 'static>(&self, id: Id, made: Arc<T>, bytes: usize) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.bytes + bytes > MOST {
            *known = Made::default();
        }
        known.bytes += bytes;
        known.of.insert(id, made);
    }
}
