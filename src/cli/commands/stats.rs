//! `mosaic stats`: sizes and reuse.

/// Show sizes and reuse
///
/// How much data the commits have, how much of it is stored, and what deduplication and compression save.
#[derive(Debug, clap::Args)]
pub struct Args {}
