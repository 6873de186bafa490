//! The commit graph, as far as candidates need it: who descends from whom. Asks for parents; knows no store.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::base::id::GitId;
use crate::heads::ground::Ground;

/// Histories, read as they are needed.
pub struct Graph<'g, G: Ground> {
    ground: &'g G,
    histories: HashMap<GitId, HashSet<GitId>>,
    /// Commits that are named and not here.
    pub missing: BTreeSet<GitId>,
}

impl<'g, G: Ground> Graph<'g, G> {
    /// A graph of which nothing is read yet.
    pub fn new(ground: &'g G) -> Self {
        Self { ground, histories: HashMap::new(), missing: BTreeSet::new() }
    }

    /// Whether `old` is `new` or behind it.
    ///
    /// # Errors
    /// A commit cannot be read; one that is not here is noted, and nothing behind it is known.
    pub fn is_behind(&mut self, old: GitId, new: GitId) -> Result<bool, G::Error> {
        if old == new {
            return Ok(true);
        }
        if !self.histories.contains_key(&new) {
            let history = self.read(new)?;
            self.histories.insert(new, history);
        }
        Ok(self.histories[&new].contains(&old))
    }

    fn read(&mut self, tip: GitId) -> Result<HashSet<GitId>, G::Error> {
        let (mut seen, mut pending) = (HashSet::new(), vec![tip]);
        while let Some(commit) = pending.pop() {
            if !seen.insert(commit) {
                continue;
            }
            match self.ground.parents(&commit)? {
                Some(parents) => pending.extend(parents),
                None => drop(self.missing.insert(commit)),
            }
        }
        Ok(seen)
    }
}
