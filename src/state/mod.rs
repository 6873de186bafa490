//! Everything mutable: maps whose nodes are objects, operations that name the maps' roots, the pointer to the newest
//! operation. Must not know what the maps mean, nor take locks.

pub mod error;
pub mod node;
pub mod hamt;
pub mod update;
pub mod diff;
pub mod operation;
pub mod change;
pub mod log;
pub mod pointer;
pub mod undo;
