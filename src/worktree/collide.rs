//! Checks that rows can become files before anything is written: rows of a tree, in order, and no two names that the
//! target takes for one. Holds the names of the directories on the way to the last row, where the target merges names;
//! otherwise only the last row.

use std::collections::HashMap;

use crate::archive::row::{EntryKind, Row};
use crate::base::path::TreePath;
use crate::worktree::error::{Result, WorkTreeError};
use crate::worktree::probe::{Target, same_names};
use crate::worktree::tree::WorkTree;

/// Takes the rows of an archive, or some of them, in their order.
pub struct Checker {
    tree: WorkTree,
    target: Target,
    last: Option<(TreePath, EntryKind)>,
    /// For the root and each directory above the last row: the names in it so far.
    levels: Vec<Vec<Box<[u8]>>>,
}

impl Checker {
    /// Nothing was checked yet.
    pub fn new(tree: WorkTree, target: Target) -> Self {
        Self { tree, target, last: None, levels: Vec::new() }
    }

    /// Takes the next row.
    ///
    /// # Errors
    /// [`WorkTreeError::Disorder`] where it cannot follow the one before, [`WorkTreeError::Collision`] where two names
    /// in a directory that is now complete are one on the target.
    pub fn row(&mut self, row: &Row) -> Result<()> {
        let fits = self.last.as_ref().is_none_or(|(last, kind)| {
            // Whatever lies below a name follows it immediately, so the last row is all there is to ask.
            *last < row.path && (*kind == EntryKind::Directory || !row.path.is_within(last))
        });
        let first = row.first.as_ref().is_none_or(|first| row.kind == EntryKind::File && *first < row.path);
        if !fits || !first {
            return Err(WorkTreeError::Disorder { path: row.path.to_string() });
        }
        if self.target.folds_case || self.target.normalises {
            self.collect(&row.path)?;
        }
        self.last = Some((row.path.clone(), row.kind));
        Ok(())
    }

    /// There are no more rows.
    ///
    /// # Errors
    /// As [`Checker::row`].
    pub fn end(mut self) -> Result<()> {
        self.complete(0)
    }

    /// Notes the names that are new in this path.
    fn collect(&mut self, path: &TreePath) -> Result<()> {
        let last = self.last.as_ref().map(|(last, _)| last.clone());
        let common = last.iter().flat_map(|last| last.components().zip(path.components()));
        let common = common.take_while(|(a, b)| a == b).count();
        // Names in the directory where the paths part, and above, may still come.
        self.complete(common + 1)?;
        for (depth, name) in path.components().enumerate().skip(common) {
            if self.levels.len() == depth {
                self.levels.push(Vec::new());
            }
            self.levels[depth].push(name.into());
        }
        Ok(())
    }

    /// Judges the directories below this depth, which are complete.
    fn complete(&mut self, depth: usize) -> Result<()> {
        while self.levels.len() > depth {
            let names = self.levels.pop().unwrap_or_default();
            if let Some((later, earlier)) = self.judge(&names)? {
                let above = self.last.iter().flat_map(|(last, _)| last.components()).take(self.levels.len());
                let above: Vec<&[u8]> = above.collect();
                let path = |name: usize| {
                    let parts: Vec<&[u8]> = above.iter().copied().chain([&*names[name]]).collect();
                    String::from_utf8_lossy(&parts.join(&b'/')).into_owned()
                };
                return Err(WorkTreeError::Collision { path: path(later), other: path(earlier) });
            }
        }
        Ok(())
    }

    fn judge(&self, names: &[Box<[u8]>]) -> Result<Option<(usize, usize)>> {
        if !names.iter().all(|name| name.is_ascii()) {
            return same_names(&self.tree, names);
        }
        let mut seen = HashMap::with_capacity(names.len());
        let folded = names.iter().enumerate().filter(|_| self.target.folds_case);
        Ok(folded
            .map(|(at, name)| (at, seen.insert(name.to_ascii_lowercase(), at)))
            .find_map(|(at, earlier)| Some((at, earlier?))))
    }
}
