//! From an address to a line: `http://`, `https://`, or the path of a repository on this machine.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::base::id::Id;
use crate::base::key::SecretKey;
use crate::base::limit::PACK_SIZE;
use crate::base::time::Timestamp;
use crate::node::answer::{Moment, Node, NodeSettings};
use crate::node::error::NodeError;
use crate::node::remote::Peer;
use crate::repo::error::RepoError;
use crate::repo::repository::Repository;
use crate::storage::discover::DIRECTORY;
use crate::storage::real::RealStorage;
use crate::transport::loopback::Loopback;

/// How to dial.
#[derive(Clone)]
pub struct Dialling {
    /// Who asks, and of which community.
    pub identity: Option<(Arc<SecretKey>, Id)>,
    /// Most bytes a second, in each direction.
    pub rate: Option<u64>,
    /// How long a peer may send nothing.
    pub patience: Duration,
    /// Hash of the certificate that the peer must have; empty where it was never met.
    pub certificate: Vec<u8>,
}

impl Default for Dialling {
    fn default() -> Self {
        Self { identity: None, rate: None, patience: Duration::from_secs(15), certificate: Vec::new() }
    }
}

impl Dialling {
    /// The same, with requests signed by `key` for `community`.
    pub fn signed(self, key: SecretKey, community: Id) -> Self {
        Self { identity: Some((Arc::new(key), community)), ..self }
    }

    /// The same, for a peer with this certificate.
    pub fn pinned(&self, certificate: &[u8]) -> Self {
        Self { certificate: certificate.to_vec(), ..self.clone() }
    }
}

/// Whether a text is an address and not the name of a remote.
pub fn is_address(text: &str) -> bool {
    text.contains('/')
}

/// A line to the peer at this address. Over HTTP nothing is sent yet.
///
/// # Errors
/// It is no address; there is no repository at the path, or it cannot be read.
pub fn dial(address: &str, dialling: &Dialling) -> Result<Peer, NodeError> {
    if let Some((scheme, _)) = address.split_once("://") {
        return Err(NodeError::network(
            address,
            format!("mosaic does not speak {scheme}://; use http://, https:// or a path"),
        ));
    }
    local(address, dialling)
}

/// A repository on this machine: whoever may read and write its files is as good as its owner.
fn local(address: &str, dialling: &Dialling) -> Result<Peer, NodeError> {
    let path = Path::new(address);
    let inner = path.join(DIRECTORY);
    let is_inner = inner.is_dir();
    let place = if is_inner { inner } else { path.to_owned() };
    let storage = RealStorage::open(&place).map_err(RepoError::from)?;
    let repository = Repository::open(Arc::new(storage), is_inner.then_some(path))?;
    let settings = NodeSettings {
        anyone_reads: true,
        trusts: true,
        follow: !is_inner,
        addresses: Vec::new(),
        program: format!("mosaic {}", env!("CARGO_PKG_VERSION")),
        owner: format!("process {} (mosaic, as a peer)", std::process::id()),
        level: 1,
        pack_size: PACK_SIZE,
        lock_timeout: Duration::from_secs(10),
    };
    let from = dialling.identity.as_ref().map(|(key, _)| key.public());
    let node = Arc::new(Node::new(repository, settings)?);
    Ok(Arc::new(Loopback::new(address.to_owned(), node, from, Arc::new(moment))))
}

/// The time of this machine, and random bytes.
pub fn moment() -> Moment {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let mut seed = [0; 16];
    // Without randomness the time and the process still make names that nobody else has.
    if getrandom::fill(&mut seed).is_err() {
        seed[..8].copy_from_slice(&(now.as_nanos() as u64).to_le_bytes());
        seed[8..12].copy_from_slice(&std::process::id().to_le_bytes());
    }
    let seconds = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
    Moment { now: Timestamp { seconds, nanos: now.subsec_nanos() }, seed }
}
