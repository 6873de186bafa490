//! Which paths a command is about.

use std::collections::BTreeSet;

use crate::base::path::TreePath;

/// Some files and directories with all that is in them, or everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// In order, none within another; `None` for everything.
    paths: Option<Vec<TreePath>>,
}

impl Selection {
    /// Everything.
    pub const fn all() -> Self {
        Self { paths: None }
    }

    /// These paths and all that is in them; nothing, when there are none.
    pub fn of(paths: impl IntoIterator<Item = TreePath>) -> Self {
        let mut kept: Vec<TreePath> = Vec::new();
        for path in paths.into_iter().collect::<BTreeSet<_>>() {
            if !kept.last().is_some_and(|last| path.is_within(last)) {
                kept.push(path);
            }
        }
        Self { paths: Some(kept) }
    }

    /// Whether this is everything.
    pub const fn is_all(&self) -> bool {
        self.paths.is_none()
    }

    /// The paths; none for everything.
    pub fn paths(&self) -> &[TreePath] {
        self.paths.as_deref().unwrap_or_default()
    }

    /// Whether `path` is one of the paths or within one.
    pub fn covers(&self, path: &TreePath) -> bool {
        let Some(paths) = &self.paths else { return true };
        // The only candidate is the last one that is not behind it: in this order everything within a directory follows it.
        let behind = paths.partition_point(|selected| selected <= path);
        behind > 0 && path.is_within(&paths[behind - 1])
    }

    /// Whether a path from `first` on and before `next` (`None`: to the end) can be covered.
    pub fn meets(&self, first: &TreePath, next: Option<&TreePath>) -> bool {
        let Some(paths) = &self.paths else { return true };
        let meets = |path: &TreePath| next.is_none_or(|next| path < next) && (first <= path || first.is_within(path));
        paths.iter().any(meets)
    }

    /// The directories above the selected paths that are not selected themselves, in order.
    pub fn parents(&self) -> BTreeSet<TreePath> {
        let above = |path: &TreePath| std::iter::successors(path.parent(), TreePath::parent);
        self.paths().iter().flat_map(above).filter(|parent| !self.covers(parent)).collect()
    }
}
