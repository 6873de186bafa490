//! Comparing two maps: visits only nodes that differ, because equal sub-maps have equal ids.

use crate::object::traits::Source;
use crate::state::error::StateError;
use crate::state::hamt::Hamt;
use crate::state::node::{Child, Entry, Node, Place};

type Result<T> = std::result::Result<T, StateError>;

/// Told each key whose values differ, with the old and the new one.
pub type VisitChange<'a> = &'a mut dyn FnMut(&[u8], Option<&[u8]>, Option<&[u8]>) -> Result<()>;

impl Hamt {
    /// Calls `visit` for every key whose values in `self` (old) and `new` differ, in the order of the keys' hashes.
    ///
    /// # Errors
    /// A node is missing, damaged or malformed, or `visit` failed.
    pub fn diff(&self, new: &Self, source: &dyn Source, visit: VisitChange<'_>) -> Result<()> {
        compare(source, self.root().map(Child::Link), new.root().map(Child::Link), Place::ROOT, visit)
    }
}

fn compare(
    source: &dyn Source,
    old: Option<Child>,
    new: Option<Child>,
    place: Place,
    visit: VisitChange<'_>,
) -> Result<()> {
    if old == new {
        return Ok(());
    }
    let is_link = |child: &Option<Child>| matches!(child, Some(Child::Link(_)));
    if !is_link(&old) && !is_link(&new) {
        return compare_buckets(entries(&old), entries(&new), visit);
    }
    let old = Node::open(old, source, place)?;
    let new = Node::open(new, source, place)?;
    for (digit, (old, new)) in old.children.into_iter().zip(new.children).enumerate() {
        compare(source, old, new, place.child(digit), visit)?;
    }
    Ok(())
}

fn entries(child: &Option<Child>) -> &[Entry] {
    match child {
        Some(Child::Bucket(entries)) => entries,
        Some(Child::Link(_)) | None => &[],
    }
}

fn compare_buckets(old: &[Entry], new: &[Entry], visit: VisitChange<'_>) -> Result<()> {
    let (mut old, mut new) = (old.iter().peekable(), new.iter().peekable());
    while let Some(hash) = old.peek().into_iter().chain(new.peek()).map(|entry| entry.hash).min() {
        let old = old.next_if(|entry| entry.hash == hash);
        let new = new.next_if(|entry| entry.hash == hash);
        let (before, after) = (old.map(|entry| &*entry.value), new.map(|entry| &*entry.value));
        if let Some(entry) = old.or(new)
            && before != after
        {
            visit(&entry.key, before, after)?;
        }
    }
    Ok(())
}
