//! All integration tests, in one binary.
#![allow(clippy::unwrap_used, reason = "a test that panics has failed, which is what is meant")]

mod cli;
mod config;
mod escape;
mod help;
