//! The commits that some are built on and others are not: what one side of a transfer has to send. Walks from the newest
//! to the older ones and reads no more than it must.

use std::collections::{BinaryHeap, HashMap, HashSet};

use crate::base::id::{GitId, ObjectId};
use crate::object::error::ObjectError;
use crate::object::traits::Source;
use crate::repo::error::RepoError;
use crate::repo::history::{parents, read_commit};

struct Node {
    seconds: i64,
    parents: Vec<GitId>,
    /// Behind one of those that the other side has.
    had: bool,
    /// How many commits from a wanted one, itself counted.
    depth: u64,
}

struct Walk<'s> {
    source: &'s dyn Source,
    nodes: HashMap<GitId, Node>,
    queue: BinaryHeap<(i64, GitId)>,
    /// Entries of the queue that are not behind what the other side has.
    open: usize,
}

/// The commits from `want` back to `have`, newest first, `have` not among them; at most `depth` from each of `want` where
/// that is not 0. Commits of `have` that are not here say nothing. Where clocks were
/// wrong, it may be more than needed.
///
/// # Errors
/// A wanted commit, or one that it is built on, is missing, damaged or malformed.
pub fn ahead(source: &dyn Source, want: &[GitId], have: &[GitId], depth: u64) -> Result<Vec<GitId>, RepoError> {
    let mut walk = Walk { source, nodes: HashMap::new(), queue: BinaryHeap::new(), open: 0 };
    for id in want {
        walk.reach(*id, false, 1)?;
    }
    for id in have {
        if walk.nodes.contains_key(id) || source.has(&ObjectId::Git(*id))? {
            walk.reach(*id, true, u64::MAX)?;
        }
    }
    let mut found = Vec::new();
    while walk.open > 0 {
        let Some((_, id)) = walk.queue.pop() else { break };
        let Node { parents, had, depth: at, .. } = &walk.nodes[&id];
        let (parents, had, at) = (parents.clone(), *had, *at);
        if !had {
            walk.open -= 1;
            found.push(id);
        }
        let ends = !had && depth != 0 && at >= depth;
        for parent in parents.into_iter().filter(|_| !ends) {
            walk.reach(parent, had, at.saturating_add(1))?;
        }
    }
    found.retain(|id| !walk.nodes[id].had);
    let mut once = HashSet::new();
    found.retain(|id| once.insert(*id));
    Ok(found)
}

impl Walk<'_> {
    /// A commit is reached: by what the other side has, or from a wanted one over so many commits.
    fn reach(&mut self, id: GitId, had: bool, depth: u64) -> Result<(), RepoError> {
        if let Some(node) = self.nodes.get_mut(&id) {
            if node.had || (!had && depth >= node.depth) {
                return Ok(());
            }
            let waits = self.queue.iter().any(|(_, queued)| *queued == id);
            node.depth = node.depth.min(depth);
            if had {
                node.had = true;
                self.open -= usize::from(waits);
            }
            if !waits {
                self.open += usize::from(!had);
                self.queue.push((node.seconds, id));
            }
            return Ok(());
        }
        let commit = match read_commit(self.source, id) {
            // What the other side has may be here in part, left from a session that was cut.
            Err(RepoError::Object(ObjectError::Missing(_))) if had => return Ok(()),
            read => read?,
        };
        let seconds = commit.committer.seconds();
        self.nodes.insert(id, Node { seconds, parents: parents(self.source, &commit), had, depth });
        self.open += usize::from(!had);
        self.queue.push((seconds, id));
        Ok(())
    }
}
