//! The user's files: resolving names without following links, walking, the stat cache, safe extraction, removal.
//! Must not know packs, and decides nothing about versions.

pub mod batch;
pub mod collide;
pub mod descend;
pub mod error;
pub mod extract;
pub mod found;
pub mod ignore;
pub mod list;
pub mod place;
pub mod probe;
pub mod reader;
pub mod remove;
pub mod sink;
pub mod stat;
pub mod statcache;
pub mod tree;
pub mod walk;
