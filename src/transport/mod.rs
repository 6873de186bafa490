//! The one room that names HTTP: the client and the server of peers, a peer inside of this process, and one with faults.
//! Decides nothing: what is answered, `node/` says.

pub mod error;
pub mod clock;
pub mod pace;
pub mod signature;
pub mod replay;
pub mod address;
pub mod tls;
pub mod dial;
pub mod client;
pub mod metrics;
pub mod watched;
pub mod bodies;
pub mod shared;
pub mod refuse;
pub mod guard;
pub mod api;
pub mod server;
