//! `stats`: how much data the versions have, and how much of it is stored.

use std::collections::{HashMap, HashSet};

use crate::archive::attachment::Attachment;
use crate::base::id::{GitId, Id};
use crate::object::store::Totals;
use crate::repo::error::RepoError;
use crate::repo::record::{Summary, Version};
use crate::repo::repository::Repository;
use crate::state::operation::root;

/// Sizes of a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stats {
    /// What the store holds.
    pub totals: Totals,
    /// Heads.
    pub heads: u64,
    /// Tags.
    pub tags: u64,
    /// Commits that heads and tags reach.
    pub commits: u64,
    /// Different archives of these commits, and the staged one.
    pub archives: u64,
    /// Files of all these archives.
    pub files: u64,
    /// Content of all these files, in bytes.
    pub bytes: u64,
}

/// Counts. Goes over all rows of the indexes and all commits.
///
/// # Errors
/// A commit or the state cannot be read.
pub fn stats(repository: &Repository) -> Result<Stats, RepoError> {
    let current = repository.current()?;
    let source = repository.source();
    let (heads, tags) = (current.names(source, root::HEADS)?, current.names(source, root::TAGS)?);
    let mut waiting: Vec<GitId> = heads.values().chain(tags.values()).chain(&current.stage.base).copied().collect();
    let mut commits: HashSet<GitId> = HashSet::new();
    let mut archives: HashMap<Id, (u64, u64)> = HashMap::new();
    while let Some(id) = waiting.pop() {
        if commits.insert(id) {
            let version = Version::load(source, id)?;
            let Summary { attachment, files, bytes, .. } = version.summary;
            archives.insert(attachment, (files, bytes));
            waiting.extend(version.commit.parents);
        }
    }
    if let Some(staged) = current.stage.archive {
        let Attachment { files, bytes, .. } = Attachment::load(source, &staged)?;
        archives.insert(staged, (files, bytes));
    }
    Ok(Stats {
        totals: repository.store().totals(),
        heads: heads.len() as u64,
        tags: tags.len() as u64,
        commits: commits.len() as u64,
        archives: archives.len() as u64,
        files: archives.values().map(|(files, _)| files).sum(),
        bytes: archives.values().map(|(_, bytes)| bytes).sum(),
    })
}
