//! The user's files: resolving names without following links, walking, the stat cache, safe extraction, removal.
//! Must not know packs, and decides nothing about versions.

pub mod error;
pub mod stat;
pub mod reader;
pub mod tree;
pub mod found;
pub mod ignore;
pub mod list;
pub mod batch;
pub mod descend;
pub mod walk;
pub mod statcache;
pub mod remove;
pub mod probe;
pub mod collide;
pub mod place;
pub mod sink;
pub mod extract;
