//! What can go wrong when a peer is set up. What goes wrong in a session is a [`crate::node::error::NodeError`].

/// Why a peer cannot be served or asked at all.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {why}")]
    Listen {
        /// The address.
        address: String,
        /// What the operating system said.
        why: std::io::Error,
    },
    /// Not the address of a peer.
    #[error("{address:?} is no address of a peer: {why}")]
    Address {
        /// What was given.
        address: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A certificate or its key cannot be used.
    #[error("TLS: {0}")]
    Tls(String),
}
