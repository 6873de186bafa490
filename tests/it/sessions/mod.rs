//! Sessions with peers through the binary: clone, fetch, push, pull over paths, `serve` and plain web servers; parts of a
//! repository; processes that are killed.

mod files;
mod getting;
mod giving;
mod killed;
mod parts;
pub mod serving;
