//! The history of a commit: all that it is built on, children before parents, of several the newest first.
//!
//! While there is one line of history it is read commit by commit. The first commit with several parents makes all
//! behind it be read, because only then it is known which of them has no more children to come.

use std::collections::{BinaryHeap, HashMap, HashSet};

use crate::archive::reader::Archive;
use crate::base::id::{GitId, ObjectId};
use crate::base::kind::Kind;
use crate::object::git::Commit;
use crate::object::traits::Source;
use crate::repo::compare::{Difference, compare};
use crate::repo::error::RepoError;
use crate::repo::record::Version;
use crate::repo::selection::Selection;

/// A commit of a history that is known in whole.
struct Node {
    seconds: i64,
    /// Children that are not given yet.
    waiting: usize,
}

/// Gives the commits of a history.
pub struct History<'s> {
    source: &'s dyn Source,
    /// Commits all of whose children are given, with the time of their committers.
    ready: BinaryHeap<(i64, GitId)>,
    /// Everything that is still to come, where that was needed.
    graph: Option<HashMap<GitId, Node>>,
}

impl<'s> History<'s> {
    /// The history of commit `start`, itself first.
    pub fn new(source: &'s dyn Source, start: GitId) -> Self {
        Self { source, ready: BinaryHeap::from([(0, start)]), graph: None }
    }

    fn step(&mut self) -> Result<Option<Version>, RepoError> {
        let Some((_, id)) = self.ready.pop() else { return Ok(None) };
        let version = Version::load(self.source, id)?;
        let parents = &parents(self.source, &version.commit);
        match (&mut self.graph, parents.as_slice()) {
            (None, []) => {}
            (None, [parent]) => self.ready.push((0, *parent)),
            (None, _) => self.graph = Some(read_graph(self.source, parents)?),
            (Some(_), _) => {}
        }
        let Some(graph) = &mut self.graph else { return Ok(Some(version)) };
        graph.remove(&id);
        for parent in parents {
            if let Some(node) = graph.get_mut(parent) {
                node.waiting -= 1;
                if node.waiting == 0 {
                    self.ready.push((node.seconds, *parent));
                }
            }
        }
        Ok(Some(version))
    }
}

impl Iterator for History<'_> {
    type Item = Result<Version, RepoError>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.step().transpose();
        if let Some(Err(_)) = next {
            self.ready.clear();
        }
        next
    }
}

/// All commits that can be reached from `starts`.
fn read_graph(source: &dyn Source, starts: &[GitId]) -> Result<HashMap<GitId, Node>, RepoError> {
    let mut graph: HashMap<GitId, Node> = HashMap::new();
    let mut edges = starts.to_vec();
    while let Some(id) = edges.pop() {
        if let Some(node) = graph.get_mut(&id) {
            node.waiting += 1;
            continue;
        }
        let commit = read_commit(source, id)?;
        edges.extend(parents(source, &commit));
        graph.insert(id, Node { seconds: commit.committer.seconds(), waiting: 1 });
    }
    Ok(graph)
}

/// The commits before it that are here: where a history was cut when it was fetched, it begins.
pub fn parents(source: &dyn Source, commit: &Commit) -> Vec<GitId> {
    commit.parents.iter().filter(|id| !source.is_left_out(&ObjectId::Git(**id))).copied().collect()
}

/// Reads a commit without what it says of its archive.
///
/// # Errors
/// It is missing, damaged or malformed.
pub fn read_commit(source: &dyn Source, id: GitId) -> Result<Commit, RepoError> {
    Ok(Commit::decode(&source.plain(Kind::Commit, &ObjectId::Git(id))?)?)
}

/// The commits that `start` is built on, and itself.
///
/// # Errors
/// One cannot be read.
pub fn ancestors(source: &dyn Source, start: GitId) -> Result<HashSet<GitId>, RepoError> {
    Ok(read_graph(source, &[start])?.into_keys().collect())
}

/// What `version` changes in its first parent, or in nothing where it is the first, within `selection`.
///
/// # Errors
/// A commit or a manifest cannot be read.
pub fn changes(source: &dyn Source, version: &Version, selection: &Selection) -> Result<Vec<Difference>, RepoError> {
    let parent = parents(source, &version.commit).first().map(|id| Version::load(source, *id)).transpose()?;
    let old = parent.map(|parent| Archive::open(source, parent.summary.attachment)).transpose()?;
    let new = Archive::open(source, version.summary.attachment)?;
    compare(old.as_ref(), Some(&new), selection)
}
