//! The content-addressed store: gzip members, packs, indexes, objects in git's format.
//! Must not know what an archive is.

pub mod adopt;
pub mod claims;
pub mod deflate;
pub mod error;
pub mod git;
pub mod index;
pub mod member;
pub mod memory;
pub mod merge;
pub mod pack;
pub mod rebuild;
pub mod row;
pub mod run;
pub mod scan;
pub mod signature;
pub mod store;
pub mod traits;
pub mod union;
pub mod verify;
pub mod writer;
