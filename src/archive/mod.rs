//! Big files in and out: chunker, deterministic tar stream, manifest, shards, attachment.
//! Must not touch the work tree.

pub mod codec;
pub mod cut;
pub mod error;
pub mod attachment;
pub mod row;
pub mod table;
pub mod shards;
pub mod pipeline;
pub mod tar_header;
pub mod manifest;
pub mod reader;
pub mod entry;
pub mod sequence;
pub mod window;
pub mod produce;
pub mod write;
pub mod pax;
pub mod unpack;
pub mod foreign;
