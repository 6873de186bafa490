//! The content-addressed store: gzip members, packs, indexes, objects in git's format.
//! Must not know what an archive is.

pub mod deflate;
pub mod error;
pub mod member;
pub mod git;
pub mod pack;
pub mod row;
pub mod claims;
pub mod scan;
pub mod traits;
pub mod memory;
pub mod signature;
pub mod writer;
pub mod index;
pub mod rebuild;
pub mod union;
pub mod store;
pub mod merge;
pub mod verify;
pub mod adopt;
pub mod run;
