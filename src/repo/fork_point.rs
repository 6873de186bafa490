//! Where two histories parted: the best common ancestor of two commits. Reads no more of either than it must.
//!
//! After git's `paint_down_to_common`: both histories are walked together, the newest commit first; what both reach is a
//! candidate, and what a candidate reaches is not the best.

use std::collections::{BinaryHeap, HashMap};

use crate::base::id::GitId;
use crate::object::traits::Source;
use crate::repo::error::RepoError;
use crate::repo::history::{parents, read_commit};

/// Reached from the first commit.
const FIRST: u8 = 1;
/// Reached from the second.
const SECOND: u8 = 2;
/// Reached from a candidate.
const STALE: u8 = 4;

struct Node {
    flags: u8,
    seconds: i64,
    parents: Vec<GitId>,
}

struct Painter<'s> {
    source: &'s dyn Source,
    nodes: HashMap<GitId, Node>,
    /// By the time of the committer, then by id.
    queue: BinaryHeap<(i64, GitId)>,
}

/// The best common ancestor of two commits: one from which no other common ancestor descends. Where several are, the one
/// with the latest committer, and of those the greatest id. `None` where the histories have nothing in common.
///
/// # Errors
/// A commit is missing, damaged or malformed.
pub fn fork_point(source: &dyn Source, first: GitId, second: GitId) -> Result<Option<GitId>, RepoError> {
    let mut painter = Painter { source, nodes: HashMap::new(), queue: BinaryHeap::new() };
    painter.paint(first, FIRST)?;
    painter.paint(second, SECOND)?;
    let mut candidates = Vec::new();
    while painter.queue.iter().any(|(_, id)| painter.nodes[id].flags & STALE == 0) {
        let Some((seconds, id)) = painter.queue.pop() else { break };
        let node = &painter.nodes[&id];
        let mut flags = node.flags;
        if flags == FIRST | SECOND {
            candidates.push((seconds, id));
            flags |= STALE;
        }
        for parent in node.parents.clone() {
            painter.paint(parent, flags)?;
        }
    }
    let best = candidates.into_iter().filter(|(_, id)| painter.nodes[id].flags & STALE == 0);
    Ok(best.max().map(|(_, id)| id))
}

impl Painter<'_> {
    fn paint(&mut self, id: GitId, flags: u8) -> Result<(), RepoError> {
        let node = match self.nodes.get_mut(&id) {
            Some(node) => node,
            None => {
                let commit = read_commit(self.source, id)?;
                let parents = parents(self.source, &commit);
                let node = Node { flags: 0, seconds: commit.committer.seconds(), parents };
                self.nodes.entry(id).or_insert(node)
            }
        };
        if node.flags | flags != node.flags {
            node.flags |= flags;
            self.queue.push((node.seconds, id));
        }
        Ok(())
    }
}
