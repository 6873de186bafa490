//! The files of one `.mosaic` directory: the only room that names `std::fs` for it.
//! Must not know what an object is.

pub mod error;
pub mod traits;
pub mod name;
pub mod publish;
pub mod handle;
pub mod lock;
pub mod staged;
pub mod real;
pub mod discover;
pub mod power;
pub mod memory;
pub mod faulty;
pub mod outside;
pub mod scratch;
pub mod folder;
pub mod replacement;
