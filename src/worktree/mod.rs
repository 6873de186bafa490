//! The user's files: resolving names without following links, walking, the stat cache, safe extraction, removal.
//! Must not know packs, and decides nothing about versions.

pub mod batch;
pub mod descend;
pub mod error;
pub mod found;
pub mod ignore;
pub mod list;
pub mod reader;
pub mod stat;
pub mod tree;
pub mod walk;
