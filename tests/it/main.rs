//! The integration tests: one binary, one module per subject.

mod extraction;
mod hostile_trees;
mod statcache;
mod worktree;
