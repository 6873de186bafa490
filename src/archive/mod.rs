//! Big files in and out: chunker, deterministic tar stream, manifest, shards, attachment.
//! Must not touch the work tree.

pub mod attachment;
pub mod codec;
pub mod cut;
pub mod entry;
pub mod error;
pub mod manifest;
pub mod pipeline;
pub mod reader;
pub mod row;
pub mod sequence;
pub mod shards;
pub mod table;
pub mod tar_header;

pub mod produce;
pub mod window;
pub mod write;
