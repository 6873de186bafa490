//! The content-addressed store: gzip members, packs, indexes, objects in git's format.
//! Must not know what an archive is.

pub mod deflate;
pub mod error;
pub mod member;
pub mod memory;
pub mod traits;
