//! The entries of a foreign archive, as unpacking it from its beginning to its end would leave them: a later entry takes
//! the place of an earlier one of the same name, a hard link is one more name of what it names by then.

use std::collections::{BTreeMap, HashMap};

use crate::archive::error::ArchiveError;
use crate::archive::foreign::{ForeignEntry, Sort};
use crate::archive::row::{EntryKind, Row};
use crate::archive::unpack::{UnpackLimits, refused};
use crate::base::path::TreePath;
use crate::base::time::Timestamp;

/// Permission bits of directories that have no entry of their own.
const MODE: u16 = 0o755;
/// So many links from one to the next are followed where each stands before what it names.
const MAX_HOPS: usize = 64;
/// Bytes of names that there may be for each entry that is allowed.
const NAME_BYTES: u64 = 256;
/// What an entry takes in memory beside its names, in bytes, or somewhat less.
const ENTRY: u64 = 256;
/// Below so much memory no archive has too many entries for its size.
const MEMORY_FREE: u64 = 64 << 20;
/// Memory is worth so many times what is unpacked to disk.
const MEMORY_WORTH: u64 = 32;

/// What several names can share.
struct Inode {
    kind: EntryKind,
    mode: u16,
    mtime: Timestamp,
    size: u64,
    target: Box<[u8]>,
    /// Where the content of a file was put.
    at: u64,
    /// Names that it has.
    names: u32,
}

enum Node {
    /// Number of an inode.
    Inode(usize),
    /// A link to a name that was not there yet.
    Ahead(TreePath),
}

/// All entries so far.
pub struct ImportTable {
    limits: UnpackLimits,
    nodes: BTreeMap<TreePath, Node>,
    inodes: Vec<Inode>,
    /// Entries and bytes of their names, those that were replaced included.
    counted: (u64, u64),
}

impl ImportTable {
    /// No entries yet.
    pub const fn new(limits: UnpackLimits) -> Self {
        Self { limits, nodes: BTreeMap::new(), inodes: Vec::new(), counted: (0, 0) }
    }

    /// Takes the next entry; `at` is where the content of a file was put, `packed` how many bytes the archive took so
    /// far. What is no file, directory or link is not kept.
    ///
    /// # Errors
    /// There are more entries, or longer names, than allowed, or more than so short an archive should have.
    pub fn push(&mut self, entry: ForeignEntry, at: u64, packed: u64) -> Result<(), ArchiveError> {
        let ForeignEntry { path, sort, mode, mtime } = entry;
        let target_len = match &sort {
            Sort::Symlink(target) => target.len(),
            Sort::Link(target) => target.as_bytes().len(),
            _ => 0,
        };
        count(&mut self.counted, path.as_bytes().len() + target_len, &self.limits)?;
        self.weigh(packed)?;
        let (kind, size, target) = match sort {
            Sort::File(size) => (EntryKind::File, size, Box::default()),
            Sort::Directory => (EntryKind::Directory, 0, Box::default()),
            Sort::Symlink(target) => (EntryKind::Symlink, 0, target),
            Sort::Link(target) => return self.link(path, target),
            Sort::Special => return Ok(()),
        };
        let mode = if kind == EntryKind::Symlink { 0o777 } else { mode };
        self.inodes.push(Inode { kind, mode, mtime, size, target, at, names: 1 });
        self.set(path, Node::Inode(self.inodes.len() - 1));
        Ok(())
    }

    /// A bomb of entries is small for the memory that it takes.
    fn weigh(&self, packed: u64) -> Result<(), ArchiveError> {
        let memory = self.counted.0.saturating_mul(ENTRY).saturating_add(self.counted.1);
        if memory > MEMORY_FREE && memory / (self.limits.ratio / MEMORY_WORTH).max(1) > packed {
            return Err(refused("it has very many entries, or long names, for its size; --max-ratio allows more"));
        }
        Ok(())
    }

    fn link(&mut self, path: TreePath, target: TreePath) -> Result<(), ArchiveError> {
        if path == target {
            return Err(refuse(&path, "it is a link to itself"));
        }
        let node = match self.nodes.get(&target) {
            Some(Node::Inode(number)) => Node::Inode(*number),
            _ => Node::Ahead(target),
        };
        if let Node::Inode(number) = node {
            self.inodes[number].names += 1;
        }
        self.set(path, node);
        Ok(())
    }

    fn set(&mut self, path: TreePath, node: Node) {
        if let Some(Node::Inode(number)) = self.nodes.insert(path, node) {
            self.inodes[number].names -= 1;
        }
    }

    /// There are no more entries: finds what links name, and checks that it is a tree.
    ///
    /// # Errors
    /// A link names nothing or a directory, something lies below a file or link, or there are more entries, with the
    /// directories that have none of their own, than allowed.
    pub fn finish(&mut self) -> Result<(), ArchiveError> {
        let ahead: Vec<TreePath> = self
            .nodes
            .iter()
            .filter(|(_, node)| matches!(node, Node::Ahead(_)))
            .map(|(path, _)| path.clone())
            .collect();
        for path in ahead {
            let number = self.resolve(&path).ok_or_else(|| refuse(&path, "it is a link to what is not there"))?;
            self.inodes[number].names += 1;
            self.nodes.insert(path, Node::Inode(number));
        }
        let mut counted = (0, 0);
        for row in self.rows() {
            let row = row?;
            count(&mut counted, row.path.as_bytes().len(), &self.limits)?;
        }
        Ok(())
    }

    fn resolve(&self, path: &TreePath) -> Option<usize> {
        let mut path = path;
        for _ in 0..MAX_HOPS {
            match self.nodes.get(path)? {
                Node::Inode(number) => return Some(*number),
                Node::Ahead(next) => path = next,
            }
        }
        None
    }

    /// Where the content of the file at `path` was put, and its length.
    pub fn content(&self, path: &TreePath) -> Option<(u64, u64)> {
        let inode = &self.inodes[self.resolve(path)?];
        (inode.kind == EntryKind::File).then_some((inode.at, inode.size))
    }

    /// The rows of the archive, in order, directories without an entry of their own included.
    pub fn rows(&self) -> impl Iterator<Item = Result<Row, ArchiveError>> {
        let mut last: Option<&TreePath> = None;
        let mut firsts: HashMap<usize, &TreePath> = HashMap::new();
        self.nodes.keys().flat_map(move |path| {
            let rows = self.above(path, last).and_then(|mut rows| {
                rows.push(self.row(path, &mut firsts)?);
                Ok(rows)
            });
            last = Some(path);
            rows.map_or_else(|error| vec![Err(error)], |rows| rows.into_iter().map(Ok).collect())
        })
    }

    /// The missing directories above `path`, where `last` is the entry before it.
    fn above(&self, path: &TreePath, last: Option<&TreePath>) -> Result<Vec<Row>, ArchiveError> {
        let is_new = |above: &TreePath| !last.is_some_and(|last| last != above && last.is_within(above));
        let new = std::iter::successors(path.parent(), TreePath::parent).take_while(is_new);
        let mut rows = Vec::new();
        for above in new {
            match self.resolve(&above).map(|number| self.inodes[number].kind) {
                None => rows.push(Row {
                    path: above,
                    kind: EntryKind::Directory,
                    mode: MODE,
                    mtime: self.mtime(path),
                    size: 0,
                    target: Box::default(),
                    digest: None,
                    owner: None,
                    first: None,
                }),
                Some(EntryKind::Directory) => {}
                Some(_) => return Err(refuse(path, &format!("it lies below {above}, which is no directory"))),
            }
        }
        rows.reverse();
        Ok(rows)
    }

    /// The time of the first entry in it is the time of a directory that has none.
    fn mtime(&self, path: &TreePath) -> Timestamp {
        self.resolve(path).map_or(Timestamp::default(), |number| self.inodes[number].mtime)
    }

    fn row<'t>(&'t self, path: &'t TreePath, firsts: &mut HashMap<usize, &'t TreePath>) -> Result<Row, ArchiveError> {
        let number = self.resolve(path).ok_or_else(|| refuse(path, "it is a link to what is not there"))?;
        let inode = &self.inodes[number];
        let is_shared = inode.names > 1;
        if is_shared && inode.kind == EntryKind::Directory {
            return Err(refuse(path, "it is a link to a directory, or has one"));
        }
        let first = if is_shared && inode.kind == EntryKind::File {
            let first = *firsts.entry(number).or_insert(path);
            (first != path).then(|| first.clone())
        } else {
            None
        };
        Ok(Row {
            path: path.clone(),
            kind: inode.kind,
            mode: inode.mode,
            mtime: inode.mtime,
            size: inode.size,
            target: inode.target.clone(),
            digest: None,
            owner: None,
            first,
        })
    }
}

fn count(counted: &mut (u64, u64), bytes: usize, limits: &UnpackLimits) -> Result<(), ArchiveError> {
    counted.0 += 1;
    counted.1 += bytes as u64;
    if counted.0 > limits.entries || counted.1 > limits.entries.saturating_mul(NAME_BYTES) {
        let why = format!("it has more than {} entries, or very long names; --max-entries allows more", limits.entries);
        return Err(refused(why));
    }
    Ok(())
}

fn refuse(path: &TreePath, why: &str) -> ArchiveError {
    ArchiveError::Refused { name: path.to_string(), why: why.to_owned() }
}
