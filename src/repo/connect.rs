//! Whether commits have everything that they need: their history, trees, archives down to every chunk. Before a head may
//! name what a peer sent. Chunks are looked up, not read: whoever took them in has verified them.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashSet};

use crate::archive::attachment::Attachment;
use crate::archive::manifest::read_parts;
use crate::archive::shards::{read_chunks, read_shards};
use crate::base::id::{GitId, Id, ObjectId};
use crate::object::error::ObjectError;
use crate::object::traits::Source;
use crate::repo::current::Current;
use crate::repo::error::RepoError;
use crate::repo::history::ancestors;
use crate::repo::record::Version;
use crate::repo::repository::Repository;
use crate::state::operation::root;

type Result<T> = std::result::Result<T, RepoError>;

/// What a repository has with all that it needs: the history of everything that has a name in it.
pub struct Connected<'r> {
    repository: &'r Repository,
    tips: HashSet<GitId>,
    behind: OnceCell<HashSet<GitId>>,
}

impl<'r> Connected<'r> {
    /// What `current` names.
    ///
    /// # Errors
    /// The state cannot be read.
    pub fn of(repository: &'r Repository, current: &Current) -> Result<Self> {
        let tips = named(repository, current)?.into_values().flatten().collect();
        Ok(Self { repository, tips, behind: OnceCell::new() })
    }

    /// Whether the commit is one of a name's history.
    ///
    /// # Errors
    /// The history cannot be read.
    pub fn has(&self, commit: &GitId) -> Result<bool> {
        if self.tips.contains(commit) {
            return Ok(true);
        }
        if !self.repository.store().knows(&ObjectId::Git(*commit)) {
            return Ok(false);
        }
        if self.behind.get().is_none() {
            let mut behind = HashSet::new();
            for tip in &self.tips {
                if !behind.contains(tip) {
                    behind.extend(ancestors(self.repository.source(), *tip)?);
                }
            }
            let _ = self.behind.set(behind);
        }
        Ok(self.behind.get().is_some_and(|behind| behind.contains(commit)))
    }
}

/// How far down archives are looked into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Down to every chunk.
    Whole,
    /// Down to the tables: chunks are fetched when they are needed.
    Tables,
}

/// The commits of all names, by root.
///
/// # Errors
/// The state cannot be read.
pub fn named(repository: &Repository, current: &Current) -> Result<BTreeMap<&'static str, Vec<GitId>>> {
    let commits = |root: &'static str| {
        let names = current.names(repository.source(), root)?;
        Ok((root, names.into_values().collect()))
    };
    [root::HEADS, root::TAGS, root::DELIVERED].into_iter().map(commits).collect()
}

/// What is missing below `commits`, as far as it is known, at most `most` ids; nothing when they are whole. Commits that
/// are `connected` are not gone into, nor those that are `absent` on purpose.
///
/// # Errors
/// Something is there and malformed; the source cannot be read.
pub fn missing(
    source: &dyn Source,
    connected: &Connected<'_>,
    commits: &[GitId],
    absent: &HashSet<[u8; 32]>,
    depth: Depth,
    most: usize,
) -> Result<Vec<[u8; 32]>> {
    let mut walk = Walk { source, absent, depth, most, missing: Vec::new(), seen: HashSet::new() };
    let mut pending = commits.to_vec();
    while let Some(commit) = pending.pop() {
        if walk.missing.len() >= most {
            break;
        }
        if absent.contains(commit.as_bytes()) || !walk.first(commit.as_bytes()) || connected.has(&commit)? {
            continue;
        }
        if let Some(version) = walk.tolerate(Version::load(source, commit))? {
            pending.extend(&version.commit.parents);
            walk.archive(version.summary.attachment)?;
        }
    }
    walk.missing.truncate(most);
    Ok(walk.missing)
}

struct Walk<'w> {
    source: &'w dyn Source,
    absent: &'w HashSet<[u8; 32]>,
    depth: Depth,
    most: usize,
    missing: Vec<[u8; 32]>,
    seen: HashSet<[u8; 32]>,
}

impl Walk<'_> {
    fn first(&mut self, id: &[u8; 32]) -> bool {
        self.seen.insert(*id)
    }

    /// The result, or nothing where an object is missing: then that is noted.
    fn tolerate<T>(&mut self, result: std::result::Result<T, impl Into<RepoError>>) -> Result<Option<T>> {
        match result.map_err(Into::into) {
            Ok(value) => Ok(Some(value)),
            Err(RepoError::Object(ObjectError::Missing(id))) => {
                if !self.absent.contains(id.as_bytes()) {
                    self.missing.push(*id.as_bytes());
                }
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    fn archive(&mut self, id: Id) -> Result<()> {
        if self.absent.contains(id.as_bytes()) || !self.first(id.as_bytes()) {
            return Ok(());
        }
        let loaded = Attachment::load(self.source, &id);
        let Some(attachment) = self.tolerate(loaded)? else { return Ok(()) };
        let parts = read_parts(self.source, &attachment);
        for part in self.tolerate(parts)?.unwrap_or_default() {
            self.leaf(part.id.into())?;
        }
        let shards = read_shards(self.source, &attachment);
        for shard in self.tolerate(shards)?.unwrap_or_default() {
            if self.missing.len() >= self.most || !self.first(shard.id.as_bytes()) {
                continue;
            }
            let chunks = read_chunks(self.source, &shard);
            let chunks = self.tolerate(chunks)?.unwrap_or_default();
            let whole = self.depth == Depth::Whole;
            for chunk in chunks.iter().filter(|_| whole) {
                self.leaf(chunk.id.into())?;
            }
        }
        Ok(())
    }

    fn leaf(&mut self, id: ObjectId) -> Result<()> {
        let wanted = self.missing.len() < self.most && self.first(id.as_bytes());
        if wanted && !self.absent.contains(id.as_bytes()) && !self.source.has(&id)? {
            self.missing.push(*id.as_bytes());
        }
        Ok(())
    }
}
