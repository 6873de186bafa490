//! Everything that commits need, level by level: the commits, their trees, their archives' tables, then the chunks. One
//! round of questions for each level, for all commits at once. Must not look at what is not needed.

use std::collections::{BTreeSet, HashSet};

use crate::archive::attachment::Attachment;
use crate::archive::manifest::read_parts;
use crate::archive::reader::Archive;
use crate::archive::shards::{ChunkRow, ShardRow, read_chunks, read_shards};
use crate::base::id::{GitId, Id, ObjectId};
use crate::base::kind::Kind;
use crate::base::monitor::Monitor;
use crate::node::error::NodeError;
use crate::node::transfer::{Line, Want, transfer};
use crate::object::git::Tree;
use crate::object::run::Run;
use crate::object::traits::Source;
use crate::repo::history::read_commit;
use crate::repo::record::Version;
use crate::repo::selection::Selection;

type Result<T> = std::result::Result<T, NodeError>;

/// Chunks that are asked for in one go: a bound for memory, far above what keeps all peers busy.
const CHUNKS: usize = 1 << 17;
/// Plain length of small objects, where it is not known.
const GUESS: u32 = 512;

/// Gets what is needed from peers.
pub struct Gather<'g> {
    /// Where it goes.
    pub run: &'g Run,
    /// Whom to ask.
    pub lines: &'g [&'g Line],
    /// Told about progress.
    pub monitor: &'g dyn Monitor,
}

impl Gather<'_> {
    /// Gets these commits, without their parents, and all of their archives but the data. Returns the archives.
    ///
    /// # Errors
    /// Something is on no peer, is malformed, or the repository failed.
    pub fn commits(&self, commits: &[GitId]) -> Result<BTreeSet<Id>> {
        self.monitor.phase("fetch history (objects)", Some(commits.len() as u64));
        self.level(Kind::Commit, commits.iter().map(|id| ObjectId::Git(*id)), 1_024)?;
        let mut trees = Vec::with_capacity(commits.len());
        for id in commits {
            trees.push(ObjectId::Git(read_commit(self.run, *id)?.tree));
        }
        self.level(Kind::Tree, trees.iter().copied(), 128)?;
        let mut blobs = BTreeSet::new();
        for id in trees {
            let tree = Tree::decode(&self.run.plain(Kind::Tree, &id)?)?;
            blobs.extend(tree.entries().iter().map(|entry| ObjectId::Git(entry.id)));
        }
        self.level(Kind::Blob, blobs.into_iter(), GUESS)?;
        let mut archives = BTreeSet::new();
        for id in commits {
            archives.insert(Version::load(self.run, *id)?.summary.attachment);
        }
        self.tables(&archives)?;
        Ok(archives)
    }

    /// Gets everything of these archives but the chunks.
    fn tables(&self, archives: &BTreeSet<Id>) -> Result<()> {
        self.monitor.phase("fetch tables (objects)", None);
        self.level(Kind::Attachment, archives.iter().map(|id| ObjectId::Own(*id)), GUESS)?;
        let mut attachments = Vec::with_capacity(archives.len());
        for id in archives {
            attachments.push((*id, Attachment::load(self.run, id)?));
        }
        let tables =
            |(_, a): &(Id, Attachment)| a.shard_table.iter().chain(&a.manifest_table).copied().collect::<Vec<_>>();
        let tables: BTreeSet<Id> = attachments.iter().flat_map(tables).collect();
        self.level(Kind::Table, tables.into_iter().map(ObjectId::Own), 1 << 20)?;
        let (mut shards, mut manifests, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
        for (_, attachment) in &attachments {
            shards.extend(read_shards(self.run, attachment)?.into_iter().filter(|shard| seen.insert(shard.id)));
            let parts = read_parts(self.run, attachment)?;
            manifests.extend(parts.into_iter().map(|part| ObjectId::Own(part.id)));
        }
        self.level(Kind::Shard, shards.iter().map(|shard| ObjectId::Own(shard.id)), 64 << 10)?;
        self.level(Kind::Manifest, manifests.into_iter(), 64 << 10)
    }

    /// Gets the chunks of these archives, as far as `selection` covers them. Their tables are here.
    ///
    /// # Errors
    /// As [`Gather::commits`].
    pub fn data(&self, archives: &BTreeSet<Id>, selection: &Selection) -> Result<()> {
        if !selection.is_all() {
            return archives.iter().try_for_each(|id| self.selected(*id, selection));
        }
        let (mut shards, mut seen) = (Vec::new(), HashSet::new());
        for id in archives {
            let attachment = Attachment::load(self.run, id)?;
            shards.extend(read_shards(self.run, &attachment)?.into_iter().filter(|shard| seen.insert(shard.id)));
        }
        self.shards(&shards)
    }

    /// All chunks of these shards.
    fn shards(&self, shards: &[ShardRow]) -> Result<()> {
        self.monitor.phase("fetch data", Some(shards.iter().map(|shard| shard.len).sum()));
        let mut wants = Wants::default();
        for shard in shards {
            for chunk in read_chunks(self.run, shard)? {
                wants.add(self.run, chunk);
            }
            if wants.list.len() >= CHUNKS {
                self.chunks(&mut wants)?;
            }
        }
        self.chunks(&mut wants)
    }

    /// The chunks of what is selected in one archive.
    fn selected(&self, id: Id, selection: &Selection) -> Result<()> {
        let archive = Archive::open(self.run, id)?;
        let mut wants = Wants::default();
        let mut chunks = archive.chunks()?;
        for path in selection.paths() {
            for located in archive.rows_within(path)? {
                let located = located?;
                if located.row.size == 0 {
                    continue;
                }
                let end = located.content() + located.row.size;
                chunks.seek(located.content())?;
                while let Some((_, chunk)) = chunks.peek()?.filter(|(offset, _)| *offset < end) {
                    wants.add(self.run, chunk);
                    chunks.advance()?;
                }
            }
        }
        self.monitor.phase("fetch data", Some(wants.list.iter().map(|want| u64::from(want.len)).sum()));
        self.chunks(&mut wants)
    }

    fn chunks(&self, wants: &mut Wants) -> Result<()> {
        wants.seen.clear();
        self.get(std::mem::take(&mut wants.list))
    }

    /// Gets these objects, each of which is of this kind and about so long.
    ///
    /// # Errors
    /// As [`Gather::commits`].
    pub fn level(&self, kind: Kind, ids: impl Iterator<Item = ObjectId>, len: u32) -> Result<()> {
        let mut wants = Vec::new();
        let mut seen = HashSet::new();
        for id in ids {
            if seen.insert(*id.as_bytes()) && !self.run.knows(&id) {
                wants.push(Want { kind, id, len });
            }
        }
        self.get(wants)
    }

    fn get(&self, wants: Vec<Want>) -> Result<()> {
        let lost = transfer(self.run, self.lines, wants, self.monitor)?;
        match lost.first() {
            None => Ok(()),
            Some(first) => Err(NodeError::Nowhere { objects: lost.len(), kind: first.kind.name(), id: first.id }),
        }
    }
}

/// Chunks to ask for, each once.
#[derive(Default)]
struct Wants {
    list: Vec<Want>,
    seen: HashSet<[u8; 32]>,
}

impl Wants {
    fn add(&mut self, run: &Run, chunk: ChunkRow) {
        let id = ObjectId::Own(chunk.id);
        if !run.knows(&id) && self.seen.insert(*id.as_bytes()) {
            self.list.push(Want { kind: Kind::Chunk, id, len: chunk.len });
        }
    }
}
