//! The content-addressed store: gzip members, packs, indexes, objects in git's format.
//! Must not know what an archive is.

pub mod error;
pub mod deflate;
pub mod member;
pub mod traits;
pub mod remember;
pub mod memory;
pub mod writer;
pub mod pack;
pub mod scan;
pub mod row;
pub mod index;
pub mod union;
pub mod store;
pub mod verify;
pub mod rebuild;
pub mod merge;
pub mod sweep;
pub mod claims;
pub mod adopt;
pub mod run;
pub mod git;
pub mod signature;
