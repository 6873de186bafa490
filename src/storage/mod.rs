//! The files of one `.mosaic` directory: the only room that names `std::fs` for it.
//! Must not know what an object is.

pub mod error;
pub mod traits;
