//! A map from bytes to bytes whose nodes are objects, read from any source. Canonical: the root is a function of the
//! set of pairs alone. Changing it is `update`, comparing two is `diff`.
//!
//! After P. Bagwell, "Ideal Hash Trees" (2001); canonical form as in the CHAMP of M. Steindorfer and J. Vinju (2015),
//! with buckets of a few entries.

use std::collections::BTreeMap;

use crate::base::id::Id;
use crate::object::traits::Source;
use crate::state::error::StateError;
use crate::state::node::{Child, KeyHash, Node, Place};

type Result<T> = std::result::Result<T, StateError>;

/// Told each pair of a map.
pub type Visit<'a> = &'a mut dyn FnMut(&[u8], &[u8]) -> Result<()>;
/// Asked whether to read a node.
pub type Enter<'a> = &'a mut dyn FnMut(Id) -> Result<bool>;

/// A map; equal maps have equal roots.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Hamt {
    root: Option<Id>,
}

impl Hamt {
    /// The empty map, which has no node.
    pub const fn new() -> Self {
        Self { root: None }
    }

    /// The map whose root node is `root`; what is wrong with it shows when it is read.
    pub const fn from_root(root: Id) -> Self {
        Self { root: Some(root) }
    }

    /// The id of the root node; `None` for the empty map.
    pub const fn root(&self) -> Option<Id> {
        self.root
    }

    /// The value of `key`, if it has one. Reads the nodes on one path.
    ///
    /// # Errors
    /// A node is missing, damaged or malformed.
    pub fn get(&self, source: &dyn Source, key: &[u8]) -> Result<Option<Vec<u8>>> {
        let (hash, mut link, mut level) = (KeyHash::of(key), self.root, 0);
        while let Some(id) = link {
            let node = Node::shared(source, id, Place::of(hash, level))?;
            match &node.children[hash.digit(level)] {
                None => return Ok(None),
                Some(Child::Bucket(entries)) => {
                    return Ok(entries.iter().find(|entry| entry.hash == hash).map(|entry| entry.value.clone()));
                }
                Some(Child::Link(id)) => (link, level) = (Some(*id), level + 1),
            }
        }
        Ok(None)
    }

    /// Calls `visit` for every pair, in the order of the keys' hashes.
    ///
    /// # Errors
    /// A node is missing, damaged or malformed, or `visit` failed.
    pub fn each(&self, source: &dyn Source, visit: Visit<'_>) -> Result<()> {
        self.walk(source, &mut |_| Ok(true), visit)
    }

    /// All pairs in the order of their keys; for maps that fit in memory.
    ///
    /// # Errors
    /// As [`Hamt::each`].
    pub fn entries(&self, source: &dyn Source) -> Result<BTreeMap<Vec<u8>, Vec<u8>>> {
        let mut entries = BTreeMap::new();
        self.each(source, &mut |key, value| {
            entries.insert(key.to_vec(), value.to_vec());
            Ok(())
        })?;
        Ok(entries)
    }

    /// Calls `visit` for the id of every node, parents first.
    ///
    /// # Errors
    /// A node is missing, damaged or malformed.
    pub fn reachable(&self, source: &dyn Source, visit: &mut dyn FnMut(Id)) -> Result<()> {
        let mut enter = |id| {
            visit(id);
            Ok(true)
        };
        self.walk(source, &mut enter, &mut |_, _| Ok(()))
    }

    /// Asks `enter` for every node before it is read whether to read it and all below it, and calls `visit` for every
    /// pair in those that were: so a marker sees what maps share once, and a checker goes on past a node that is lost.
    ///
    /// # Errors
    /// A node that was entered is missing, damaged or malformed, or a callback failed.
    pub fn walk(&self, source: &dyn Source, enter: Enter<'_>, visit: Visit<'_>) -> Result<()> {
        self.root.map_or(Ok(()), |root| walk(source, root, Place::ROOT, enter, visit))
    }
}

fn walk(source: &dyn Source, id: Id, place: Place, enter: Enter<'_>, visit: Visit<'_>) -> Result<()> {
    if !enter(id)? {
        return Ok(());
    }
    for (digit, child) in Node::load(source, id, place)?.children.into_iter().enumerate() {
        match child {
            None => {}
            Some(Child::Bucket(entries)) => entries.iter().try_for_each(|entry| visit(&entry.key, &entry.value))?,
            Some(Child::Link(id)) => walk(source, id, place.child(digit), enter, visit)?,
        }
    }
    Ok(())
}
