//! The work tree as the archive writer sees it: entries in order, contents by path, digests that the stat cache knows.

use std::collections::HashMap;
use std::io::{self, Read};
use std::iter::Peekable;
use std::vec::IntoIter;

use crate::archive::entry::{Content, OpenFile};
use crate::archive::row::{EntryKind, Row};
use crate::base::id::Id;
use crate::base::path::TreePath;
use crate::repo::error::RepoError;
use crate::repo::selection::Selection;
use crate::worktree::error::WorkTreeError;
use crate::worktree::found::{Found, Skipped, WalkOptions};
use crate::worktree::reader::FileReader;
use crate::worktree::stat::Stat;
use crate::worktree::statcache::{Cursor, StatCache};
use crate::worktree::tree::WorkTree;
use crate::worktree::walk::Walk;

/// What of the work tree is looked at.
#[derive(Clone, Debug)]
pub struct DiskOptions {
    /// Which paths.
    pub selection: Selection,
    /// Patterns to leave out, beside `.mosaicignore`.
    pub exclude: Vec<String>,
    /// Whether directories on other file systems are left out.
    pub one_file_system: bool,
}

impl DiskOptions {
    /// The whole work tree but for `.mosaicignore`.
    pub const fn all() -> Self {
        Self { selection: Selection::all(), exclude: Vec::new(), one_file_system: false }
    }
}

/// The selected entries of the work tree in order, with the directories above them.
pub struct Disk {
    walk: Walk,
    next: Option<Found>,
    parents: Peekable<IntoIter<Found>>,
}

impl Disk {
    /// Begins to walk.
    ///
    /// # Errors
    /// The tree cannot be read, or a pattern is none.
    pub fn walk(tree: &WorkTree, options: &DiskOptions) -> Result<Self, RepoError> {
        let mut parents = Vec::new();
        for path in options.selection.parents() {
            if let Some(stat) = tree.stat(&path)? {
                parents.push(Found { path, stat });
            }
        }
        let mut disk = Self {
            walk: tree.walk(WalkOptions {
                below: options.selection.paths().to_vec(),
                ignore: true,
                exclude: options.exclude.clone(),
                one_file_system: options.one_file_system,
            })?,
            next: None,
            parents: parents.into_iter().peekable(),
        };
        // A selection of nothing is not the walk's everything.
        if !options.selection.is_all() && options.selection.paths().is_empty() {
            return Ok(disk);
        }
        disk.step()?;
        Ok(disk)
    }

    /// The entry that comes next.
    pub fn peek(&mut self) -> Option<&Found> {
        match (self.parents.peek(), &self.next) {
            (Some(parent), Some(next)) if parent.path < next.path => self.parents.peek(),
            (Some(_), None) => self.parents.peek(),
            _ => self.next.as_ref(),
        }
    }

    /// Takes the entry that comes next.
    ///
    /// # Errors
    /// The walk failed.
    pub fn take(&mut self) -> Result<Option<Found>, WorkTreeError> {
        let is_parent = match (self.parents.peek(), &self.next) {
            (Some(parent), Some(next)) => parent.path < next.path,
            (parent, _) => parent.is_some(),
        };
        if is_parent {
            return Ok(self.parents.next());
        }
        let taken = self.next.take();
        self.step()?;
        Ok(taken)
    }

    /// Takes entries as long as each is, by stat alone, what the next row of `cache` says. Returns whether that was so
    /// up to the end of both, and the last path that was the same.
    ///
    /// # Errors
    /// The walk failed.
    pub fn skip_unchanged(&mut self, cache: &StatCache) -> Result<(bool, Option<TreePath>), WorkTreeError> {
        let (mut rows, mut last) = (cache.rows(), None);
        loop {
            let (row, found) = match (rows.next_row(), self.peek()) {
                (None, None) => return Ok((true, last)),
                (Some(row), Some(found)) => (row, found),
                _ => return Ok((false, last)),
            };
            let same = row.path == found.path.as_bytes()
                && match row.kind {
                    EntryKind::Directory => found.stat.kind == Some(row.kind) && found.stat.mode == row.mode,
                    _ => cache.fresh(&row, &found.stat),
                };
            if !same {
                return Ok((false, last));
            }
            last = self.take()?.map(|found| found.path);
        }
    }

    /// What the walk left out so far.
    pub fn take_skipped(&mut self) -> Vec<Skipped> {
        self.walk.take_skipped()
    }

    fn step(&mut self) -> Result<(), WorkTreeError> {
        self.next = self.walk.next().transpose()?;
        Ok(())
    }
}

/// Makes rows of entries of the work tree.
pub struct Observer<'t> {
    tree: &'t WorkTree,
    cache: Option<(&'t StatCache, Cursor<'t>)>,
    /// First names of inodes that have more than one.
    inodes: HashMap<(u64, u64), TreePath>,
    preserve_owner: bool,
}

impl<'t> Observer<'t> {
    /// Observes `tree` with what `cache` knows.
    pub fn new(tree: &'t WorkTree, cache: Option<&'t StatCache>, preserve_owner: bool) -> Self {
        Self { tree, cache: cache.map(|cache| (cache, cache.rows())), inodes: HashMap::new(), preserve_owner }
    }

    /// The row of an entry; entries come in order. `base` is the row that it had. The digest of a file is there only
    /// where the stat cache knows it.
    ///
    /// # Errors
    /// A link cannot be read.
    pub fn row(&mut self, path: &TreePath, stat: &Stat, base: Option<&Row>) -> Result<Row, WorkTreeError> {
        let kind = stat.kind.unwrap_or(EntryKind::File);
        let is_file = kind == EntryKind::File;
        Ok(Row {
            path: path.clone(),
            kind,
            mode: if kind == EntryKind::Symlink { 0o777 } else { stat.mode },
            mtime: stat.mtime,
            size: if is_file { stat.size } else { 0 },
            target: if kind == EntryKind::Symlink { self.tree.read_link(path)? } else { Box::default() },
            digest: if is_file { self.known_digest(path, stat) } else { None },
            owner: if self.preserve_owner { Some(stat.owner) } else { base.and_then(|base| base.owner) },
            first: if is_file && stat.links > 1 { self.first_name(path, stat, base) } else { None },
        })
    }

    fn known_digest(&mut self, path: &TreePath, stat: &Stat) -> Option<Id> {
        let (cache, cursor) = self.cache.as_mut()?;
        let row = cursor.find(path)?;
        cache.fresh(&row, stat).then_some(row.digest)
    }

    /// The first name of this inode: one that was seen, or the one that the base has if it still is that.
    fn first_name(&mut self, path: &TreePath, stat: &Stat, base: Option<&Row>) -> Option<TreePath> {
        let inode = (stat.device, stat.inode);
        if let Some(first) = self.inodes.get(&inode) {
            return Some(first.clone());
        }
        let named = base.and_then(|base| base.first.clone());
        let same = |first: &TreePath| {
            self.tree.stat(first).ok().flatten().is_some_and(|first| (first.device, first.inode) == inode)
        };
        if let Some(first) = named.filter(same) {
            return Some(first);
        }
        self.inodes.insert(inode, path.clone());
        None
    }
}

/// Contents of the work tree by path.
pub struct TreeContent<'t>(pub &'t WorkTree);

struct TreeFile(FileReader);

impl Content for TreeContent<'_> {
    fn open(&self, path: &TreePath) -> io::Result<Box<dyn OpenFile + '_>> {
        let reader = self.0.open_file(path).map_err(io::Error::other)?;
        Ok(Box::new(TreeFile(reader)))
    }
}

impl OpenFile for TreeFile {
    fn size(&self) -> u64 {
        self.0.stat().size
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }

    fn settled(&mut self) -> io::Result<bool> {
        let now = self.0.stat_now().map_err(io::Error::other)?;
        let then = self.0.stat();
        Ok((now.size, now.mtime, now.ctime) == (then.size, then.mtime, then.ctime))
    }
}

/// BLAKE3 of the content of a file of the work tree.
///
/// # Errors
/// The file cannot be read.
pub fn hash_file(tree: &WorkTree, path: &TreePath) -> Result<Id, WorkTreeError> {
    let mut reader = tree.open_file(path)?;
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0; (reader.stat().size.clamp(1, 1 << 20)) as usize];
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return Ok(Id::from_bytes(*hasher.finalize().as_bytes())),
            Ok(len) => hasher.update(&buffer[..len]),
            Err(source) => return Err(WorkTreeError::Io { path: path.to_string(), source }),
        };
    }
}
