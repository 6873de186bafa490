//! All integration tests: one binary, one module per file.

// A test that unwraps is a test that fails.
#![allow(clippy::unwrap_used)]

mod hamt;
mod keys;
mod pointer;
mod property;
mod state;
mod tools;
