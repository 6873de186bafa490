//! A result in JSON that is one list of any length, its items made while they are written.

use std::cell::{Cell, RefCell};

use serde::ser::{Error, SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

use crate::cli::error::CliError;

/// `{name: [items…]}`; can be written once.
pub struct List<I> {
    name: &'static str,
    items: Items<I>,
}

struct Items<I> {
    items: RefCell<I>,
    failure: Cell<Option<CliError>>,
}

impl<I> List<I> {
    /// The list of this name.
    pub const fn new(name: &'static str, items: I) -> Self {
        Self { name, items: Items { items: RefCell::new(items), failure: Cell::new(None) } }
    }

    /// Why the items ended early, if they did.
    pub fn failure(self) -> Option<CliError> {
        self.items.failure.into_inner()
    }
}

impl<T: Serialize, I: Iterator<Item = Result<T, CliError>>> Serialize for List<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry(self.name, &self.items)?;
        map.end()
    }
}

impl<T: Serialize, I: Iterator<Item = Result<T, CliError>>> Serialize for Items<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        for item in &mut *self.items.borrow_mut() {
            match item {
                Ok(item) => list.serialize_element(&item)?,
                Err(error) => {
                    self.failure.set(Some(error));
                    return Err(S::Error::custom("the list ends early"));
                }
            }
        }
        list.end()
    }
}
