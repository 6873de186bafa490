//! How questions travel: over HTTP, to a repository on this machine, and through a line with faults. The one room that
//! names HTTP. May not decide anything: what is answered, `node/` says.

pub mod error;
pub mod clock;
pub mod pace;
pub mod signature;
pub mod replay;
pub mod address;
pub mod tls;
pub mod line;
pub mod client;
pub mod loopback;
pub mod faulty;
pub mod web_files;
pub mod dial;
pub mod metrics;
pub mod watched;
pub mod bodies;
pub mod shared;
pub mod refuse;
pub mod guard;
pub mod api;
pub mod places;
pub mod media;
pub mod raw;
pub mod pages;
pub mod server;
