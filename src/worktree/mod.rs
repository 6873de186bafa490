//! The user's files: resolving names without following links, walking, the stat cache, safe extraction, removal.
//! Must not know packs, and decides nothing about versions.

pub mod error;
pub mod list;
pub mod sink;
pub mod stat;
pub mod found;
pub mod batch;
pub mod reader;
pub mod tree;
pub mod place;
pub mod probe;
pub mod remove;
pub mod statcache;
pub mod ignore;
pub mod descend;
pub mod collide;
pub mod extract;
pub mod walk;
