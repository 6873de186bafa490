//! Who needs objects that are lost: for each, the commits and the paths in them. Reads only what leads there, and
//! passes over what is lost itself.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use crate::archive::error::ArchiveError;
use crate::archive::reader::Archive;
use crate::archive::shards::{ShardRow, read_chunks};
use crate::base::id::{GitId, Id, ObjectId};
use crate::base::kind::Kind;
use crate::base::path::TreePath;
use crate::object::git::{Commit, Tree};
use crate::object::store::Store;
use crate::object::traits::Source;
use crate::repo::record::Version;

/// So many paths and commits are named for each loss; all are counted.
const NAMED: usize = 16;

/// The paths and commits that need one object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// The first few paths.
    pub paths: Vec<TreePath>,
    /// How many paths need it in the version where they are most.
    pub path_count: u64,
    /// The first few commits, the newest first.
    pub commits: Vec<GitId>,
    /// How many commits need it.
    pub commit_count: u64,
}

/// Lost objects by the bytes of their ids, and what needs them.
pub type Lost = HashMap<[u8; 32], Needs>;

/// What one archive has to do with lost objects: for each, the first few paths and how many.
type Touched = BTreeMap<[u8; 32], (Vec<TreePath>, u64)>;

/// Pieces of a shard or a tar stream that are lost: from, to, the object.
type Gaps = Vec<(u64, u64, [u8; 32])>;

struct Tracer<'t> {
    store: &'t Store,
    lost: &'t mut Lost,
    archives: HashMap<Id, Rc<Touched>>,
    /// For each shard that was read, its lost chunks.
    shards: HashMap<Id, Rc<Gaps>>,
}

/// Fills in what needs the objects in `lost`: `commits`, in their order, and then what is `staged` in no commit.
pub fn trace(store: &Store, commits: &[GitId], staged: impl IntoIterator<Item = Id>, lost: &mut Lost) {
    if lost.is_empty() {
        return;
    }
    let mut tracer = Tracer { store, lost, archives: HashMap::new(), shards: HashMap::new() };
    for commit in commits {
        tracer.commit(*commit);
    }
    for archive in staged {
        for (id, paths) in &*tracer.archive(archive) {
            tracer.add_paths(id, paths);
        }
    }
}

impl Tracer<'_> {
    fn commit(&mut self, id: GitId) {
        let mut touched = Touched::new();
        let note = |id: ObjectId, touched: &mut Touched| {
            if self.lost.contains_key(id.as_bytes()) {
                touched.entry(*id.as_bytes()).or_default();
            }
        };
        note(id.into(), &mut touched);
        let commit = self.store.plain(Kind::Commit, &id.into()).ok().and_then(|body| Commit::decode(&body).ok());
        if let Some(commit) = commit {
            note(commit.tree.into(), &mut touched);
            let tree = self.store.plain(Kind::Tree, &commit.tree.into()).ok().and_then(|body| Tree::decode(&body).ok());
            for entry in tree.iter().flat_map(Tree::entries) {
                note(entry.id.into(), &mut touched);
            }
        }
        if let Ok(version) = Version::load(self.store, id) {
            let archive = self.archive(version.summary.attachment);
            touched.extend(archive.iter().map(|(id, paths)| (*id, paths.clone())));
            // Without its description, all that the archive had is lost.
            if let Some((_, count)) = touched.get_mut(version.summary.attachment.as_bytes()) {
                *count = version.summary.entries;
            }
        }
        for (lost, paths) in &touched {
            self.add_paths(lost, paths);
            if let Some(needs) = self.lost.get_mut(lost) {
                needs.commit_count += 1;
                if needs.commits.len() < NAMED {
                    needs.commits.push(id);
                }
            }
        }
    }

    fn add_paths(&mut self, id: &[u8; 32], (paths, count): &(Vec<TreePath>, u64)) {
        let Some(needs) = self.lost.get_mut(id) else { return };
        needs.path_count = needs.path_count.max(*count);
        for path in paths {
            if needs.paths.len() < NAMED && !needs.paths.contains(path) {
                needs.paths.push(path.clone());
            }
        }
    }

    fn archive(&mut self, id: Id) -> Rc<Touched> {
        if let Some(known) = self.archives.get(&id) {
            return Rc::clone(known);
        }
        let mut touched = Touched::new();
        if self.lost.contains_key(id.as_bytes()) {
            touched.entry(*id.as_bytes()).or_default();
        }
        if let Ok(archive) = Archive::open(self.store, id) {
            self.tables(&archive, &mut touched);
            self.parts(&archive, &mut touched);
            // What cannot be read is a loss of its own, told elsewhere.
            let gaps = self.gaps(&archive).unwrap_or_default();
            drop(find_paths(&archive, &gaps, &mut touched));
        }
        let touched = Rc::new(touched);
        self.archives.insert(id, Rc::clone(&touched));
        touched
    }

    /// Without a part of a table the whole archive cannot be read.
    fn tables(&self, archive: &Archive<'_>, touched: &mut Touched) {
        let attachment = archive.attachment();
        for part in attachment.shard_table.iter().chain(&attachment.manifest_table) {
            if self.lost.contains_key(part.as_bytes()) {
                let rows = archive.rows().into_iter().flatten().map_while(Result::ok);
                let paths = rows.take(NAMED).map(|found| found.row.path).collect();
                touched.insert(*part.as_bytes(), (paths, attachment.entries));
            }
        }
    }

    /// Of a lost manifest chunk only the first path is known, and how many there were.
    fn parts(&self, archive: &Archive<'_>, touched: &mut Touched) {
        for (part, _) in archive.parts().into_iter().flatten() {
            if self.lost.contains_key(part.id.as_bytes()) {
                let (paths, count) = touched.entry(*part.id.as_bytes()).or_default();
                paths.push(part.first.clone());
                *count += u64::from(part.rows);
            }
        }
    }

    /// Lost pieces of the tar stream, in order.
    fn gaps(&mut self, archive: &Archive<'_>) -> Result<Gaps, ArchiveError> {
        let mut gaps = Gaps::new();
        for (shard, at) in archive.shards()? {
            if self.lost.contains_key(shard.id.as_bytes()) {
                gaps.push((*at, at + shard.len, *shard.id.as_bytes()));
            } else {
                gaps.extend(self.shard(shard).iter().map(|(from, to, id)| (at + from, at + to, *id)));
            }
        }
        Ok(gaps)
    }

    fn shard(&mut self, shard: &ShardRow) -> Rc<Gaps> {
        if let Some(known) = self.shards.get(&shard.id) {
            return Rc::clone(known);
        }
        let (mut gaps, mut at) = (Gaps::new(), 0);
        for chunk in read_chunks(self.store, shard).unwrap_or_default() {
            let end = at + u64::from(chunk.len);
            if self.lost.contains_key(chunk.id.as_bytes()) {
                gaps.push((at, end, *chunk.id.as_bytes()));
            }
            at = end;
        }
        let gaps = Rc::new(gaps);
        self.shards.insert(shard.id, Rc::clone(&gaps));
        gaps
    }
}

/// The entries whose header or content lies in one of the gaps.
fn find_paths(archive: &Archive<'_>, gaps: &Gaps, touched: &mut Touched) -> Result<(), ArchiveError> {
    for (_, _, id) in gaps {
        touched.entry(*id).or_default();
    }
    let parts = archive.parts()?;
    for number in 0..parts.len() {
        let (part, at) = &parts[number];
        let within = |from: u64, to: u64| {
            let first = gaps.partition_point(move |gap| gap.1 <= from);
            gaps[first..].iter().take_while(move |gap| gap.0 < to)
        };
        if within(*at, at + part.tar_len).next().is_none() {
            continue;
        }
        // A part that is lost itself has no rows to tell.
        for found in archive.rows_of(&parts[number..=number]).map_while(Result::ok) {
            // The same chunk may lie several times in one entry.
            let ids: BTreeSet<[u8; 32]> = within(found.at, found.end()).map(|gap| gap.2).collect();
            for id in ids {
                let (paths, count) = touched.entry(id).or_default();
                *count += 1;
                if paths.len() < NAMED {
                    paths.push(found.row.path.clone());
                }
            }
        }
    }
    Ok(())
}
