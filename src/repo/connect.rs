//! Whether commits have everything that they need: their history, trees, archives down to every chunk. Before a head may
//! name what a peer sent. Chunks are looked up, not read: whoever took them in has verified them.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, HashMap, HashSet};

use crate::archive::attachment::Attachment;
use crate::archive::error::ArchiveError;
use crate::archive::manifest::{Part, read_parts, read_rows};
use crate::archive::shards::{ShardRow, read_chunks, read_shards};
use crate::base::id::{GitId, Id, ObjectId};
use crate::base::kind::Kind;
use crate::base::path::TreePath;
use crate::object::error::ObjectError;
use crate::object::git::{Mode, Tree};
use crate::object::run::Run;
use crate::object::traits::Source;
use crate::repo::current::Current;
use crate::repo::error::RepoError;
use crate::repo::history::{ancestors, parents, read_commit};
use crate::repo::record::{Signature, Version};
use crate::repo::repository::Repository;
use crate::repo::visit::CheckedPart;
use crate::state::operation::root;

type Result<T> = std::result::Result<T, RepoError>;

/// What a repository has with all that it needs: the history of everything that has a name in it.
pub struct Connected<'r> {
    repository: &'r Repository,
    current: &'r Current,
    /// Some of the tips: those of large repositories are not read for a commit that goes on from one of these.
    near: RefCell<HashSet<GitId>>,
    new: RefCell<HashSet<GitId>>,
    tips: OnceCell<HashSet<GitId>>,
    behind: OnceCell<HashSet<GitId>>,
}

impl<'r> Connected<'r> {
    /// What `current` names.
    pub fn of(repository: &'r Repository, current: &'r Current) -> Self {
        let (near, new, tips, behind) = Default::default();
        Self { repository, current, near, new, tips, behind }
    }

    /// That these have names in it, and that `commit`, unless it is one of them, is new where it goes on from them.
    ///
    /// # Errors
    /// The commit cannot be read.
    pub fn goes_on(&self, source: &dyn Source, commit: GitId, named: impl IntoIterator<Item = GitId>) -> Result<()> {
        let mut near = self.near.borrow_mut();
        near.extend(named);
        if !near.contains(&commit) {
            let parents = parents(source, &read_commit(source, commit)?);
            if !parents.is_empty() && parents.iter().all(|parent| near.contains(parent)) {
                self.new.borrow_mut().insert(commit);
            }
        }
        Ok(())
    }

    fn tips(&self) -> Result<&HashSet<GitId>> {
        if self.tips.get().is_none() {
            let _ = self.tips.set(named(self.repository, self.current)?.into_values().flatten().collect());
        }
        Ok(self.tips.get_or_init(HashSet::new))
    }

    /// Whether the commit is one of a name's history.
    ///
    /// # Errors
    /// The state or the history cannot be read.
    pub fn has(&self, commit: &GitId) -> Result<bool> {
        if self.near.borrow().contains(commit) {
            return Ok(true);
        }
        if self.new.borrow().contains(commit) || !self.repository.store().knows(&ObjectId::Git(*commit)) {
            return Ok(false);
        }
        let tips = self.tips()?;
        if tips.contains(commit) {
            return Ok(true);
        }
        if self.behind.get().is_none() {
            let mut behind = HashSet::new();
            for tip in tips {
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
    [root::HEADS, root::TAGS, root::DELIVERED, root::DECIDED_HEADS, root::LOST].into_iter().map(commits).collect()
}

/// What is missing below `commits`, as far as it is known, at most `most` ids; nothing when they are whole. Commits that
/// are `connected` are not gone into, nor those that are `absent` on purpose. What is there is held to what fsck asks for.
///
/// # Errors
/// Something is there and malformed; the source cannot be read.
pub fn missing(
    run: &Run,
    connected: &Connected<'_>,
    commits: &[GitId],
    absent: &HashSet<[u8; 32]>,
    depth: Depth,
    most: usize,
) -> Result<Vec<[u8; 32]>> {
    let (missing, seen, archives, parts, shards) = Default::default();
    let mut walk = Walk { run, absent, depth, most, missing, seen, archives, parts, shards };
    let mut pending = commits.to_vec();
    while let Some(commit) = pending.pop() {
        if walk.missing.len() >= most {
            break;
        }
        if absent.contains(commit.as_bytes()) || !walk.first(commit.as_bytes()) || connected.has(&commit)? {
            continue;
        }
        if let Some(version) = walk.tolerate(Version::load(run, commit))? {
            walk.version(&version)?;
            pending.extend(version.commit.parents);
        }
    }
    walk.missing.truncate(most);
    Ok(walk.missing)
}

/// Entries, files and their content in bytes.
type Totals = (u64, u64, u64);

struct Walk<'w> {
    run: &'w Run,
    absent: &'w HashSet<[u8; 32]>,
    depth: Depth,
    most: usize,
    missing: Vec<[u8; 32]>,
    seen: HashSet<[u8; 32]>,
    archives: HashMap<Id, Totals>,
    parts: HashMap<Id, CheckedPart>,
    shards: HashMap<Id, ShardRow>,
}

impl Walk<'_> {
    fn first(&mut self, id: &[u8; 32]) -> bool {
        self.seen.insert(*id)
    }

    fn lacks(&mut self, id: &[u8; 32]) {
        if !self.absent.contains(id) {
            self.missing.push(*id);
        }
    }

    /// The result, or nothing where an object is missing: then that is noted.
    fn tolerate<T>(&mut self, result: std::result::Result<T, impl Into<RepoError>>) -> Result<Option<T>> {
        match result.map_err(Into::into) {
            Ok(value) => Ok(Some(value)),
            Err(RepoError::Object(ObjectError::Missing(id))) => {
                self.lacks(id.as_bytes());
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    fn version(&mut self, version: &Version) -> Result<()> {
        let wrong = |why: &str| ObjectError::malformed(format!("commit {}", version.id), why);
        if !matches!(version.signature(), Signature::Good(_)) {
            return Err(wrong("its signature does not verify").into());
        }
        let tree = Tree::decode(&self.run.plain(Kind::Tree, &ObjectId::Git(version.commit.tree))?)?;
        for entry in tree.entries() {
            if entry.mode == Mode::Tree {
                return Err(wrong("its tree has a tree").into());
            }
            self.leaf(entry.id.into(), None)?;
        }
        let summary = &version.summary;
        let found = self.archive(summary.attachment)?;
        if found.is_some_and(|totals| totals != (summary.entries, summary.files, summary.bytes)) {
            return Err(wrong("it gives other totals than its archive has").into());
        }
        Ok(())
    }

    fn archive(&mut self, id: Id) -> Result<Option<Totals>> {
        if self.absent.contains(id.as_bytes()) || !self.first(id.as_bytes()) {
            return Ok(self.archives.get(&id).copied());
        }
        let loaded = Attachment::load(self.run, &id);
        let Some(attachment) = self.tolerate(loaded)? else { return Ok(None) };
        let totals = (attachment.entries, attachment.files, attachment.bytes);
        self.archives.insert(id, totals);
        let parts = read_parts(self.run, &attachment);
        if let Some(parts) = self.tolerate(parts)? {
            self.manifest(id, &attachment, parts)?;
        }
        let shards = read_shards(self.run, &attachment);
        for shard in self.tolerate(shards)?.unwrap_or_default() {
            self.shard(shard)?;
        }
        Ok(Some(totals))
    }

    /// Checks that the rows of a manifest are what its table and the totals say.
    fn manifest(&mut self, id: Id, attachment: &Attachment, parts: Vec<Part>) -> Result<()> {
        let (mut files, mut bytes) = (0u64, 0u64);
        let mut last: Option<TreePath> = None;
        for part in parts {
            if !self.parts.contains_key(&part.id) {
                let rows = read_rows(self.run, &part);
                let Some(rows) = self.tolerate(rows)? else { return Ok(()) };
                self.parts.insert(part.id, CheckedPart::of(part.clone(), &rows));
            }
            let checked = &self.parts[&part.id];
            if checked.part != part || last.as_ref().is_some_and(|last| *last >= part.first) {
                return Err(malformed(id, "its table lists other rows than its manifest has"));
            }
            (files, bytes) = (files + checked.files, bytes.saturating_add(checked.bytes));
            last = Some(checked.last.clone());
        }
        if (files, bytes) != (attachment.files, attachment.bytes) {
            return Err(malformed(id, "its totals are not those of its manifest"));
        }
        Ok(())
    }

    fn shard(&mut self, shard: ShardRow) -> Result<()> {
        if let Some(known) = self.shards.insert(shard.id, shard) {
            return if known == shard { Ok(()) } else { Err(malformed(shard.id, "two tables list it differently")) };
        }
        if self.missing.len() >= self.most {
            return Ok(());
        }
        let chunks = read_chunks(self.run, &shard);
        let chunks = self.tolerate(chunks)?.unwrap_or_default();
        let whole = self.depth == Depth::Whole;
        chunks.iter().filter(|_| whole).try_for_each(|chunk| self.leaf(chunk.id.into(), Some(chunk.len)))
    }

    /// An object that leads to no others; of a chunk the length is given.
    fn leaf(&mut self, id: ObjectId, len: Option<u32>) -> Result<()> {
        if self.missing.len() >= self.most {
            return Ok(());
        }
        match self.run.plain_len(id.as_bytes()) {
            Some(found) if len.is_some_and(|len| len != found) => {
                Err(ObjectError::malformed(format!("chunk {id}"), "it has another length than its shard says").into())
            }
            Some(_) => Ok(()),
            None if self.first(id.as_bytes()) => {
                self.lacks(id.as_bytes());
                Ok(())
            }
            None => Ok(()),
        }
    }
}

fn malformed(id: Id, why: &str) -> RepoError {
    ArchiveError::malformed(format!("object {id}"), why).into()
}
