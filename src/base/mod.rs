//! Vocabulary without I/O: limits, ids, kinds, canonical encoding, paths, time as a value, keys, progress.
//! May not do I/O, read a clock or draw randomness.

pub mod planted;
pub mod limit;
pub mod session;
pub mod id;
pub mod kind;
pub mod cbor;
pub mod flat;
pub mod path;
pub mod time;
pub mod key;
pub mod verified;
pub mod remembered;
pub mod domain;
pub mod monitor;
pub mod escape;
pub mod size;
