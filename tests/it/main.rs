//! The integration tests: one binary, one module per subject.

mod hostile_trees;
mod worktree;
