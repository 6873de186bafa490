//! What is looked at after each step of a world, by the public interface.

use std::collections::{BTreeMap, HashMap, HashSet};

use mosaic::archive::attachment::Attachment;
use mosaic::archive::manifest::read_parts;
use mosaic::archive::shards::{read_chunks, read_shards};
use mosaic::base::id::{GitId, Id, ObjectId};
use mosaic::base::kind::Kind;
use mosaic::object::error::ObjectError;
use mosaic::object::git::Tree;
use mosaic::repo::error::RepoError;
use mosaic::repo::record::{Signature, Version};
use mosaic::repo::repository::Repository;
use mosaic::repo::weave;
use mosaic::state::operation::root;

/// Commits by head, `remotes/` left out for those of others.
pub type Names = BTreeMap<String, GitId>;

/// The own heads and those of others.
pub fn names(repository: &Repository) -> Result<Names, RepoError> {
    let current = repository.current()?;
    let mut names = current.names(repository.source(), root::HEADS)?;
    names.extend(current.names(repository.source(), root::DELIVERED)?);
    Ok(names)
}

/// How far the log of each author goes, and the root of the tapestry.
pub fn tapestry(repository: &Repository) -> Result<(String, Option<Id>), RepoError> {
    let feeds = weave::feeds(repository)?;
    Ok((format!("{feeds:?}"), repository.current()?.operation().map(root::TAPESTRY).root()))
}

/// Whether `old` is `new` or behind it.
pub fn is_behind(parents: &HashMap<GitId, Vec<GitId>>, old: GitId, new: GitId) -> bool {
    let (mut pending, mut seen) = (vec![new], HashSet::new());
    while let Some(id) = pending.pop() {
        if id == old {
            return true;
        }
        if seen.insert(id) {
            pending.extend(parents.get(&id).into_iter().flatten());
        }
    }
    false
}

/// Goes over the history of a commit, down to every chunk, as far as it is not in `whole`.
pub fn walk(
    repository: &Repository,
    tip: GitId,
    whole: &mut HashSet<GitId>,
    parents: &mut HashMap<GitId, Vec<GitId>>,
) -> Result<(), RepoError> {
    let source = repository.source();
    let there = |id: ObjectId| match source.has(&id)? {
        true => Ok(()),
        false => Err(ObjectError::Missing(id)),
    };
    let mut pending = vec![tip];
    while let Some(id) = pending.pop() {
        if !whole.insert(id) {
            continue;
        }
        let version = Version::load(source, id)?;
        // What one node has checked is signed for all of them.
        if !parents.contains_key(&id) && !matches!(version.signature(), Signature::Good(_)) {
            return Err(RepoError::refused(id.to_string(), "it is not signed"));
        }
        let tree = Tree::decode(&source.plain(Kind::Tree, &ObjectId::Git(version.commit.tree))?)?;
        tree.entries().iter().try_for_each(|entry| there(ObjectId::Git(entry.id)))?;
        let attachment = Attachment::load(source, &version.summary.attachment)?;
        read_parts(source, &attachment)?.iter().try_for_each(|part| there(part.id.into()))?;
        for shard in read_shards(source, &attachment)? {
            read_chunks(source, &shard)?.iter().try_for_each(|chunk| there(chunk.id.into()))?;
        }
        parents.insert(id, version.commit.parents.clone());
        pending.extend(version.commit.parents);
    }
    Ok(())
}
