//! The commits that some commits are made on. Holds ids, not commits.

use std::collections::HashSet;

use crate::base::id::{GitId, ObjectId};
use crate::base::kind::Kind;
use crate::object::git::Commit;
use crate::object::traits::Source;
use crate::repo::error::RepoError;

/// `tips` and all commits before them, each once, every commit behind its parents. The order depends on nothing but the
/// order of the tips.
///
/// # Errors
/// A commit is missing, damaged or malformed.
pub fn oldest_first(source: &dyn Source, tips: impl IntoIterator<Item = GitId>) -> Result<Vec<GitId>, RepoError> {
    let mut ordered = Vec::new();
    let mut seen = HashSet::new();
    for tip in tips {
        // The commits on the way from the tip, each with its parents that were not looked at yet, the first one last.
        let mut way: Vec<(GitId, Vec<GitId>)> = Vec::new();
        let mut next = seen.insert(tip).then_some(tip);
        loop {
            if let Some(id) = next.take() {
                let commit = Commit::decode(&source.plain(Kind::Commit, &ObjectId::Git(id))?)?;
                way.push((id, commit.parents.into_iter().rev().collect()));
            }
            let Some((id, parents)) = way.last_mut() else { break };
            match parents.pop() {
                Some(parent) => next = seen.insert(parent).then_some(parent),
                None => {
                    ordered.push(*id);
                    way.pop();
                }
            }
        }
    }
    Ok(ordered)
}
