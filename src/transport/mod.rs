//! How questions travel: to a repository on this machine, over HTTP. The one room that names HTTP. May not decide
//! anything.

pub mod loopback;
pub mod dial;
