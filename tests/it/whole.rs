//! Whether a repository is whole: everything that its state and the operations before it reach is there, verifies and
//! decodes, and every file of every archive has the content that its row says. By the public interface, not by `fsck`:
//! the two check each other.

use std::collections::{BTreeMap, BTreeSet};

use mosaic::archive::reader::Archive;
use mosaic::archive::row::EntryKind;
use mosaic::base::id::{GitId, Id, ObjectId};
use mosaic::base::kind::Kind;
use mosaic::object::git::Tree;
use mosaic::object::traits::Source;
use mosaic::repo::absent;
use mosaic::repo::current::{Current, Stage};
use mosaic::repo::error::RepoError;
use mosaic::repo::genesis::Genesis;
use mosaic::repo::record::{Signature, Version};
use mosaic::repo::repository::Repository;
use mosaic::state::log::Log;
use mosaic::state::operation::{Operation, root};

/// Paths and the digests of their contents; those that are no files have the digest of their target.
pub type Files = BTreeMap<String, Id>;

/// What a whole repository says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Operations from the newest to the oldest kept.
    pub operations: Vec<Id>,
    /// Commits by head.
    pub heads: BTreeMap<String, GitId>,
    /// Commits by tag.
    pub tags: BTreeMap<String, GitId>,
    /// The stage.
    pub stage: Stage,
    /// Archive, parents and message of every commit that was reached.
    pub commits: BTreeMap<GitId, (Id, Vec<GitId>, String)>,
    /// The files of every archive that was reached, but for those that are listed as absent.
    pub archives: BTreeMap<Id, Files>,
    /// Archives that are knowingly not here.
    pub absent: BTreeSet<Id>,
}

impl Seen {
    /// The files of the commit that this head is at.
    pub fn files(&self, head: &str) -> Option<&Files> {
        self.archives.get(&self.commits.get(self.heads.get(head)?)?.0)
    }

    /// Heads, tags and stage by the contents they stand for: the same for the same commands at other times.
    pub fn meaning(&self) -> String {
        let commit = |id: &GitId| {
            self.commits.get(id).map(|(archive, parents, message)| (archive.short(), parents.len(), message))
        };
        let named = |names: &BTreeMap<String, GitId>| {
            names.iter().map(|(name, id)| format!("{name} {:?}", commit(id))).collect::<Vec<_>>()
        };
        let Stage { head, base, archive, second, scope: _ } = &self.stage;
        let (base, second) = (base.as_ref().map(commit), second.as_ref().map(commit));
        let absent: Vec<String> = self.absent.iter().map(Id::short).collect();
        format!("{:?} {:?} {head:?} {base:?} {archive:?} {second:?} {absent:?}", named(&self.heads), named(&self.tags))
    }
}

/// Goes over everything; says what is wrong.
pub fn check(repository: &Repository) -> Result<Seen, String> {
    for index in repository.store().indexes().iter() {
        index.verify().map_err(|error| error.to_string())?;
    }
    walk(repository).map_err(|error| error.to_string())
}

fn walk(repository: &Repository) -> Result<Seen, RepoError> {
    let source = repository.source();
    let current = repository.current()?;
    let mut seen = Seen {
        operations: Vec::new(),
        heads: current.names(source, root::HEADS)?,
        tags: current.names(source, root::TAGS)?,
        stage: current.stage.clone(),
        commits: BTreeMap::new(),
        archives: BTreeMap::new(),
        absent: absent::all(source, current.operation())?.into_iter().map(Id::from_bytes).collect(),
    };
    let mut nodes = BTreeSet::new();
    for found in Log::new(source, Some(current.newest.0)) {
        let (id, operation) = found?;
        seen.operations.push(id);
        walk_maps(source, &operation, &mut nodes)?;
        let current = Current::load(source, id)?;
        let named = [root::HEADS, root::TAGS].map(|root| current.names(source, root));
        let mut commits: Vec<GitId> = current.stage.base.into_iter().chain(current.stage.second).collect();
        for named in named {
            commits.extend(named?.into_values());
        }
        walk_commits(source, commits, &mut seen)?;
        walk_archive(source, current.stage.archive, &mut seen)?;
    }
    Ok(seen)
}

fn walk_maps(source: &dyn Source, operation: &Operation, nodes: &mut BTreeSet<Id>) -> Result<(), RepoError> {
    for name in operation.roots.keys() {
        let mut values = Vec::new();
        operation.map(name).walk(source, &mut |id| Ok(nodes.insert(id)), &mut |_, value| {
            values.push(value.to_vec());
            Ok(())
        })?;
        if name == root::COMMUNITY {
            for value in values {
                let id = Id::from_bytes(value.try_into().map_err(|_| RepoError::refused("genesis", "no id"))?);
                let genesis = source.plain(Kind::Genesis, &ObjectId::Own(id))?;
                Genesis::decode(&genesis).map_err(|why| RepoError::refused("genesis", why))?;
            }
        }
    }
    Ok(())
}

fn walk_commits(source: &dyn Source, mut queue: Vec<GitId>, seen: &mut Seen) -> Result<(), RepoError> {
    while let Some(id) = queue.pop() {
        if seen.commits.contains_key(&id) {
            continue;
        }
        let Version { commit, summary, .. } = Version::load(source, id)?;
        let tree = Tree::decode(&source.plain(Kind::Tree, &ObjectId::Git(commit.tree))?)?;
        for entry in tree.entries() {
            source.plain(Kind::Blob, &ObjectId::Git(entry.id))?;
        }
        let version = Version::load(source, id)?;
        if !matches!(version.signature(), Signature::Good(_)) {
            return Err(RepoError::refused(id.to_string(), "its signature is not good"));
        }
        queue.extend(&commit.parents);
        seen.commits.insert(id, (summary.attachment, commit.parents, commit.message));
        walk_archive(source, Some(summary.attachment), seen)?;
    }
    Ok(())
}

fn walk_archive(source: &dyn Source, id: Option<Id>, seen: &mut Seen) -> Result<(), RepoError> {
    if let Some(id) = id.filter(|id| !seen.archives.contains_key(id) && !seen.absent.contains(id)) {
        seen.archives.insert(id, files_of(source, id)?);
    }
    Ok(())
}

/// The files of an archive, their contents compared with the digests of their rows.
pub fn files_of(source: &dyn Source, id: Id) -> Result<Files, RepoError> {
    let archive = Archive::open(source, id)?;
    let mut tar = Vec::new();
    archive.stream()?.append(0, archive.attachment().tar_len, &mut tar)?;
    let mut files = Files::new();
    for found in archive.rows()? {
        let found = found?;
        let digest = match found.row.kind {
            EntryKind::File => {
                let (from, to) = (found.content() as usize, (found.content() + found.row.size) as usize);
                let digest = Id::of(tar.get(from..to).unwrap_or_default());
                if found.row.first.is_none() && found.row.digest != Some(digest) {
                    return Err(RepoError::refused(found.row.path.to_string(), "another content than its row says"));
                }
                digest
            }
            _ => Id::of(&found.row.target),
        };
        files.insert(found.row.path.to_string(), digest);
    }
    Ok(files)
}
