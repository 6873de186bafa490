//! The state of a walk over the objects that a repository needs: which were met, which are lost, whom to tell.
//! Must not know what leads to what.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::archive::manifest::Part;
use crate::archive::row::{EntryKind, Row};
use crate::archive::shards::ChunkRow;
use crate::base::id::{GitId, Id, ObjectId};
use crate::base::kind::Kind;
use crate::base::monitor::Monitor;
use crate::base::path::TreePath;
use crate::object::error::ObjectError;
use crate::object::store::Store;
use crate::object::traits::Source;
use crate::repo::error::RepoError;

/// Told what a walk meets.
pub trait Visitor {
    /// An object other than a chunk was read, and is what its id says.
    fn read(&mut self, id: &ObjectId);
    /// A chunk is needed. It is not read: says why it is not here, if it is not.
    fn chunk(&mut self, chunk: &ChunkRow) -> Option<String>;
    /// An object that is needed is not here, or not what it should be.
    fn lost(&mut self, kind: Kind, id: ObjectId, why: String);
}

/// What a walk has met.
#[derive(Default)]
pub struct Reached {
    /// The bytes of the ids of all objects that are needed.
    pub marks: HashSet<[u8; 32]>,
    /// The commits: those that heads and tags name first, parents behind their children.
    pub commits: Vec<GitId>,
    /// Attachments that are or were staged.
    pub staged: BTreeSet<Id>,
    /// Objects that are needed and knowingly not here.
    pub absent: u64,
}

/// What is remembered of a manifest chunk, which several archives may share.
pub struct CheckedPart {
    /// As the table listed it whose archive came first.
    pub part: Part,
    /// Path of its last row.
    pub last: TreePath,
    /// Regular files in it.
    pub files: u64,
    /// Their content in bytes.
    pub bytes: u64,
}

impl CheckedPart {
    /// What is remembered of `part`, which has these rows.
    pub fn of(part: Part, rows: &[Row]) -> Self {
        let files = rows.iter().filter(|row| row.kind == EntryKind::File).count() as u64;
        let bytes = rows.iter().fold(0u64, |sum, row| sum.saturating_add(row.size));
        let last = rows.last().map_or_else(|| part.first.clone(), |row| row.path.clone());
        Self { part, last, files, bytes }
    }
}

/// The state of a walk.
pub struct Visit<'v> {
    /// Where objects are read.
    pub store: &'v Store,
    /// Whether objects that lead to no others are read, too.
    pub check: bool,
    /// What was met so far.
    pub reached: Reached,
    /// Manifest chunks that are sound.
    pub parts: HashMap<Id, CheckedPart>,
    /// Ids that are knowingly not here.
    pub absent: HashSet<[u8; 32]>,
    /// Archives of which only the chunks that were needed so far are here.
    pub partial: HashSet<[u8; 32]>,
    /// Shards that were met in such archives alone.
    pub lenient: HashSet<Id>,
    visitor: &'v mut dyn Visitor,
    monitor: &'v dyn Monitor,
    /// An object is entered once for each kind that a parent promised: what one archive has as a chunk may be the
    /// manifest of another.
    entered: HashSet<(Kind, [u8; 32])>,
    lost: HashSet<(Kind, [u8; 32])>,
    /// Chunks that are not here and that only partial archives need.
    excused: HashSet<Id>,
}

impl<'v> Visit<'v> {
    /// A walk that has met nothing yet.
    pub fn new(store: &'v Store, check: bool, visitor: &'v mut dyn Visitor, monitor: &'v dyn Monitor) -> Self {
        Self {
            store,
            check,
            reached: Reached::default(),
            parts: HashMap::new(),
            absent: HashSet::new(),
            partial: HashSet::new(),
            lenient: HashSet::new(),
            visitor,
            monitor,
            entered: HashSet::new(),
            lost: HashSet::new(),
            excused: HashSet::new(),
        }
    }

    /// Marks the object as needed; true the first time that it is needed as this kind.
    pub fn enter(&mut self, kind: Kind, id: impl Into<ObjectId>) -> bool {
        let id = *id.into().as_bytes();
        self.reached.marks.insert(id);
        self.entered.insert((kind, id))
    }

    /// Whether the object is knowingly not here: then it is counted once, and not marked.
    pub fn skip(&mut self, kind: Kind, id: impl Into<ObjectId>) -> bool {
        let id = id.into();
        let skipped = self.absent.contains(id.as_bytes());
        if skipped && self.lost.insert((kind, *id.as_bytes())) {
            self.reached.absent += 1;
        }
        skipped
    }

    /// Whether the object was entered and is not there.
    pub fn is_lost(&self, kind: Kind, id: impl Into<ObjectId>) -> bool {
        self.lost.contains(&(kind, *id.into().as_bytes()))
    }

    /// Reads an object that was just entered, and decodes it; `None` where it is lost.
    ///
    /// # Errors
    /// The monitor said to stop.
    pub fn read<T>(
        &mut self,
        kind: Kind,
        id: impl Into<ObjectId>,
        decode: impl FnOnce(&[u8]) -> Result<T, String>,
    ) -> Result<Option<T>, ObjectError> {
        let id = id.into();
        let plain = self.store.plain(kind, &id);
        let Some(plain) = self.take(kind, id, plain)? else { return Ok(None) };
        Ok(decode(&plain).map_err(|why| self.lose(kind, id, why)).ok())
    }

    /// Takes what reading an object gave, and tells of it; `None` where it is lost.
    ///
    /// # Errors
    /// The monitor said to stop.
    pub fn take<T, E: Into<RepoError>>(
        &mut self,
        kind: Kind,
        id: impl Into<ObjectId>,
        read: Result<T, E>,
    ) -> Result<Option<T>, ObjectError> {
        let id = id.into();
        if self.monitor.cancelled() {
            return Err(ObjectError::Cancelled);
        }
        match read.map_err(Into::into) {
            Ok(read) => {
                self.visitor.read(&id);
                self.monitor.advance(1);
                Ok(Some(read))
            }
            Err(RepoError::Object(ObjectError::Cancelled)) => Err(ObjectError::Cancelled),
            Err(RepoError::Object(ObjectError::Missing(_))) if self.is_absent(id) => {
                self.lost.insert((kind, *id.as_bytes()));
                Ok(None)
            }
            Err(error) => {
                self.lose(kind, id, why(&error));
                Ok(None)
            }
        }
    }

    /// A chunk is needed; with `partial` it may also be elsewhere.
    pub fn chunk(&mut self, chunk: &ChunkRow, partial: bool) {
        let known = !self.reached.marks.insert(*chunk.id.as_bytes());
        let excused = self.excused.contains(&chunk.id);
        if known && (partial || !excused) {
            return;
        }
        self.monitor.advance(u64::from(!known));
        let Some(why) = self.visitor.chunk(chunk) else { return };
        if partial && !self.store.knows(&chunk.id.into()) {
            self.reached.absent += 1;
            self.excused.insert(chunk.id);
        } else if !self.is_absent(chunk.id.into()) {
            self.reached.absent -= u64::from(self.excused.remove(&chunk.id));
            self.lose(Kind::Chunk, chunk.id, why);
        }
    }

    /// The object is lost; told once.
    pub fn lose(&mut self, kind: Kind, id: impl Into<ObjectId>, why: String) {
        let id = id.into();
        if self.lost.insert((kind, *id.as_bytes())) {
            self.visitor.lost(kind, id, why);
        }
    }

    fn is_absent(&mut self, id: ObjectId) -> bool {
        let absent = self.absent.contains(id.as_bytes());
        self.reached.absent += u64::from(absent);
        absent
    }
}

/// The reason, in words that stand beside the name of the object.
fn why(error: &RepoError) -> String {
    match error {
        RepoError::Object(ObjectError::Missing(_)) => "missing: no index names it".to_owned(),
        RepoError::Object(ObjectError::Damaged { place, .. }) => format!("damaged: {place}"),
        error => error.to_string(),
    }
}
