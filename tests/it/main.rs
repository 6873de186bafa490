//! All integration tests: one binary, one module per file.

// A test that unwraps is a test that fails.
#![allow(clippy::unwrap_used)]

mod git_objects;
mod malformed;
mod pack_format;
mod store_suite;
