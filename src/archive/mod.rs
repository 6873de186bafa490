//! Big files in and out: chunker, deterministic tar stream, manifest, shards, attachment.
//! Must not touch the work tree.

pub mod row;
