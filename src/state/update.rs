//! Changing a map: one pass over the paths concerned, each new node written once. Never changes an object in place.

use std::collections::BTreeMap;
use std::mem;

use crate::base::limit::{MAX_KEY, MAX_VALUE};
use crate::object::traits::Sink;
use crate::state::error::StateError;
use crate::state::hamt::Hamt;
use crate::state::node::{Child, Entry, KeyHash, LEVELS, Node, Place, is_bucket};

type Result<T> = std::result::Result<T, StateError>;

/// What shall be true of one key.
struct Edit<'a> {
    hash: KeyHash,
    key: &'a [u8],
    value: Option<&'a [u8]>,
}

impl Hamt {
    /// The map after `changes`: a value is set, `None` removes. New nodes go to `objects`, which also has the old ones.
    ///
    /// # Errors
    /// A key or value over the limit, an old node that cannot be read, or a sink that cannot be written.
    pub fn update(&self, objects: &dyn Sink, changes: &BTreeMap<Vec<u8>, Option<Vec<u8>>>) -> Result<Self> {
        let mut edits = Vec::with_capacity(changes.len());
        for (key, value) in changes {
            if key.len() > MAX_KEY || value.as_ref().is_some_and(|value| value.len() > MAX_VALUE) {
                let what = format!("entry {:?}", String::from_utf8_lossy(&key[..key.len().min(64)]));
                return Err(StateError::malformed(what, "its key or value is over the limit"));
            }
            edits.push(Edit { hash: KeyHash::of(key), key, value: value.as_deref() });
        }
        edits.sort_unstable_by_key(|edit| edit.hash);
        let root = self.root().map(Child::Link);
        let node = change_node(objects, root, Place::ROOT, &edits)?;
        if node.is_empty() { Ok(Self::new()) } else { Ok(Self::from_root(node.write(objects)?)) }
    }
}

/// What lies at `place` after `edits`, where `child` lay before.
fn change(objects: &dyn Sink, child: Option<Child>, place: Place, edits: &[Edit<'_>]) -> Result<Option<Child>> {
    match child {
        Some(Child::Link(_)) => {
            let node = change_node(objects, child, place, edits)?;
            match node.to_bucket() {
                Some(bucket) => Ok((!bucket.is_empty()).then_some(Child::Bucket(bucket))),
                None => Ok(Some(Child::Link(node.write(objects)?))),
            }
        }
        Some(Child::Bucket(old)) => settle(objects, &mut merge(old, edits), place),
        None => settle(objects, &mut merge(Vec::new(), edits), place),
    }
}

/// The node at `place` after `edits`, with its children settled, itself not yet written.
fn change_node(objects: &dyn Sink, child: Option<Child>, place: Place, edits: &[Edit<'_>]) -> Result<Node> {
    let mut node = Node::open(child, objects, place)?;
    let level = place.level();
    for run in edits.chunk_by(|a, b| a.hash.digit(level) == b.hash.digit(level)) {
        let digit = run[0].hash.digit(level);
        let child = node.children[digit].take();
        node.children[digit] = change(objects, child, place.child(digit), run)?;
    }
    Ok(node)
}

/// The entries of a bucket after `edits`; both are in the order of their hashes, and so is the result.
fn merge(old: Vec<Entry>, edits: &[Edit<'_>]) -> Vec<Entry> {
    let mut merged = Vec::with_capacity(old.len() + edits.len());
    let mut old = old.into_iter().peekable();
    for edit in edits {
        while let Some(entry) = old.next_if(|entry| entry.hash < edit.hash) {
            merged.push(entry);
        }
        old.next_if(|entry| entry.hash == edit.hash);
        if let Some(value) = edit.value {
            merged.push(Entry { hash: edit.hash, key: edit.key.to_vec(), value: value.to_vec() });
        }
    }
    merged.extend(old);
    merged
}

/// The one child that these entries make at `place`; takes them out of the slice.
fn settle(objects: &dyn Sink, entries: &mut [Entry], place: Place) -> Result<Option<Child>> {
    if entries.is_empty() {
        return Ok(None);
    }
    if is_bucket(&*entries) {
        return Ok(Some(Child::Bucket(entries.iter_mut().map(mem::take).collect())));
    }
    let level = place.level();
    if level == LEVELS {
        return Err(StateError::malformed("map", "too many keys share one hash"));
    }
    let mut node = Node::default();
    for run in entries.chunk_by_mut(|a, b| a.hash.digit(level) == b.hash.digit(level)) {
        let digit = run[0].hash.digit(level);
        node.children[digit] = settle(objects, run, place.child(digit))?;
    }
    Ok(Some(Child::Link(node.write(objects)?)))
}
