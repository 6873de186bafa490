//! From an address to a line: `http://` or `https://` and a host for a peer, with a path behind it for the files of a
//! repository behind any web server, or the path of a repository on this machine.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::base::id::Id;
use crate::base::key::SecretKey;
use crate::base::limit::PACK_SIZE;
use crate::node::answer::{Node, NodeSettings};
use crate::node::error::NodeError;
use crate::node::remote::Peer;
use crate::repo::error::RepoError;
use crate::repo::remotes::files_label;
use crate::repo::repository::Repository;
use crate::storage::discover::DIRECTORY;
use crate::storage::outside::machine;
use crate::storage::real::RealStorage;
use crate::transport::client::{HttpOptions, HttpRemote, Identity, agent};
use crate::transport::clock::moment;
use crate::transport::error::TransportError;
use crate::transport::loopback::Loopback;
use crate::transport::pace::{Patience, Throttle};
use crate::transport::tls::Pin;
use crate::transport::web_files::WebFiles;

/// How to dial.
#[derive(Clone)]
pub struct Dialling {
    /// Who asks, and of which community.
    pub identity: Option<(Arc<SecretKey>, Id)>,
    /// A rate that all who share it do not exceed together.
    pub rate: Option<Arc<Throttle>>,
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
    match address.split_once("://") {
        None => local(address, dialling),
        Some(("http" | "https", rest)) if rest.trim_end_matches('/').contains('/') => files(address, dialling),
        Some(("http" | "https", _)) => {
            let options = http_options(dialling).map_err(|error| NodeError::network(address, error.to_string()))?;
            let remote = HttpRemote::new(address, options);
            Ok(Arc::new(remote.map_err(|error| NodeError::network(address, error.to_string()))?))
        }
        Some((scheme, _)) => {
            let why = format!("mosaic does not speak {scheme}://; use http://, https:// or a path");
            Err(NodeError::network(address, why))
        }
    }
}

fn http_options(dialling: &Dialling) -> Result<HttpOptions, TransportError> {
    let pin = match dialling.certificate.as_slice() {
        [] => None,
        bytes => {
            let malformed = |_| TransportError::Tls("the hash of the certificate that was kept is none".to_owned());
            Some(Pin(bytes.try_into().map_err(malformed)?))
        }
    };
    Ok(HttpOptions {
        identity: dialling.identity.clone().map(|(key, community)| Identity { key, community }),
        pin,
        throttle: dialling.rate.clone(),
        patience: Patience { stall: dialling.patience, ..Patience::default() },
        connect: dialling.patience,
        ..HttpOptions::default()
    })
}

/// A repository on this machine: whoever may read and write its files is as good as its owner.
fn local(address: &str, dialling: &Dialling) -> Result<Peer, NodeError> {
    let path = Path::new(address);
    let inner = path.join(DIRECTORY);
    let is_inner = inner.is_dir();
    let place = if is_inner { inner } else { path.to_owned() };
    let storage = RealStorage::open(&place).map_err(RepoError::from)?;
    let repository = Repository::open(Arc::new(storage), is_inner.then_some(path))?;
    let from = dialling.identity.as_ref().map(|(key, _)| key.public());
    let node = Arc::new(Node::new(repository, settings(!is_inner))?);
    Ok(Arc::new(Loopback::new(address.to_owned(), node, from, Arc::new(moment))))
}

/// The files of a repository behind a web server: read by a node here, which nobody else can ask.
fn files(address: &str, dialling: &Dialling) -> Result<Peer, NodeError> {
    let refused = |error: TransportError| NodeError::network(address, error.to_string());
    // Nothing that such files say is signed as a whole, so an authority must vouch for their server.
    let options = HttpOptions { first_sight: false, ..http_options(dialling).map_err(refused)? };
    let (agent, _) = agent(address.starts_with("https:"), &options).map_err(refused)?;
    let storage = Arc::new(WebFiles::new(address, agent));
    let unreachable = |error: RepoError| NodeError::network(address, error.to_string());
    let repository = Repository::open(storage, None).map_err(unreachable)?;
    // It signs what only this process reads.
    let key = SecretKey::from_seed(*Id::of(address.as_bytes()).as_bytes());
    let node = Arc::new(Node::with_key(repository, key, settings(false)).map_err(unreachable)?);
    Ok(Arc::new(Loopback::new(address.to_owned(), node, None, Arc::new(moment)).labelled(files_label(address))))
}

/// Of a node that only this process asks.
fn settings(follow: bool) -> NodeSettings {
    NodeSettings {
        anyone_reads: true,
        trusts: true,
        follow,
        addresses: Vec::new(),
        program: format!("mosaic {}", env!("CARGO_PKG_VERSION")),
        owner: format!("process {} (mosaic, as a peer)", std::process::id()),
        level: 1,
        pack_size: PACK_SIZE,
        lock_timeout: Duration::from_secs(10),
        machine: machine(),
    }
}
