//! The checks of the fuzz targets. They are part of the test suite, which replays the corpora with them.

#[path = "../tests/it/decoders/mod.rs"]
pub mod decoders;
