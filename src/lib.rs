//! mosaic: git for big data, shared by a community without a central server.
//!
//! The folders stand in the order of their layers: a module uses only modules declared above it, here and in each
//! folder's `mod.rs` (a test checks it). `docs/ARCHITECTURE.md` is the guide.

pub mod base;
pub mod storage;
pub mod object;
pub mod state;
pub mod archive;
pub mod strand;
pub mod heads;
pub mod worktree;
pub mod repo;
pub mod node;
pub mod transport;
pub mod cli;
