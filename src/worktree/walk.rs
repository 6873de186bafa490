//! The walk: entries in the order of paths, a directory before what is in it, memory bounded by the depth of the tree
//! and the longest directory. Follows no links and opens no files.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::vec::IntoIter;

use crossbeam_channel::{Receiver, bounded};

use crate::worktree::batch::{Batch, Item};
use crate::worktree::descend::Lister;
use crate::worktree::error::{Result, WorkTreeError};
use crate::worktree::found::{Found, Skipped, WalkOptions};
use crate::worktree::tree::WorkTree;

/// How many batches the lister may be ahead.
const AHEAD: usize = 16;

/// A walk under way; yields entries in the order of paths.
pub struct Walk {
    batches: Option<Receiver<Arc<Batch>>>,
    items: IntoIter<Item>,
    skipped: Vec<Skipped>,
    lister: Option<JoinHandle<()>>,
}

impl WorkTree {
    /// Walks the tree, or the parts that `options` names. `.mosaic` of this tree is never yielded. What is named and
    /// not there is not yielded either.
    ///
    /// # Errors
    /// A pattern cannot be read, or the root cannot be read.
    pub fn walk(&self, options: WalkOptions) -> Result<Walk> {
        let (out, batches) = bounded(AHEAD);
        let lister = Lister::new(self.clone(), options, out)?;
        let thread = std::thread::Builder::new().name("walk".into()).spawn(|| lister.run());
        let lister = thread.map_err(|source| WorkTreeError::Io { path: ".".into(), source })?;
        Ok(Walk { batches: Some(batches), items: Vec::new().into_iter(), skipped: Vec::new(), lister: Some(lister) })
    }
}

impl Walk {
    /// What was left out up to here and not taken yet. Whoever takes it after the end has it all.
    pub fn take_skipped(&mut self) -> Vec<Skipped> {
        std::mem::take(&mut self.skipped)
    }

    fn join(&mut self) {
        self.batches = None;
        if let Some(Err(panic)) = self.lister.take().map(JoinHandle::join)
            && !std::thread::panicking()
        {
            std::panic::resume_unwind(panic);
        }
    }
}

impl Iterator for Walk {
    type Item = Result<Found>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            for item in self.items.by_ref() {
                match item {
                    Item::Found(found) => return Some(Ok(found)),
                    Item::Skipped(skipped) => self.skipped.push(skipped),
                    Item::Failed(error) => return Some(Err(error)),
                    Item::Gone | Item::Listed { .. } => {}
                }
            }
            match self.batches.as_ref().and_then(|batches| batches.recv().ok()) {
                Some(batch) => self.items = batch.take().into_iter(),
                None => {
                    self.join();
                    return None;
                }
            }
        }
    }
}

impl Drop for Walk {
    /// Ends the lister.
    fn drop(&mut self) {
        self.join();
    }
}
