//! The command line: the one room that prints, reads the environment and the clock, and picks exit codes.
//! Holds no logic: every command parses, calls one operation of `repo/` and shows what it returned.

pub mod exit;
pub mod globals;
pub mod signals;
pub mod error;
pub mod json;
pub mod list;
pub mod text;
pub mod progress;
pub mod output;
pub mod fields;
pub mod lines;
pub mod members;
pub mod strands;
pub mod context;
pub mod open;
pub mod confirm;
pub mod reconciled;
pub mod set_back;
pub mod peers;
pub mod agreement;
pub mod decisions;
pub mod proofs;
pub mod electorate;
pub mod recoveries;
pub mod commands;
pub mod args;
pub mod pages;
pub mod usage;
pub mod dispatch;
