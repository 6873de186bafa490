//! What all requests of a server share: the peer, its limits, who has asked before. And who asks: by a signature, or by the
//! pass that `mosaic ui` gives the browser.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use axum::http::request::Parts;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use crate::base::key::PublicKey;
use crate::base::session::{
    HEAD_DEADLINE, MAX_ASKS_AT_ONCE, MAX_CONNECTIONS, MAX_CONNECTIONS_EACH, MAX_PUTS_AT_ONCE, MAX_READERS,
    STOP_DEADLINE,
};
use crate::node::answer::Node;
use crate::node::error::{Code, Refusal};
use crate::transport::bodies::Pool;
use crate::transport::clock::now;
use crate::transport::metrics::Metrics;
use crate::transport::pace::Patience;
use crate::transport::replay::Replay;
use crate::transport::signature::{COMMUNITY, DIGEST, Headers, INPUT, SIGNATURE, Target, digest, verify};

type Result<T> = std::result::Result<T, Refusal>;

/// Bounds of a server; those of [`crate::base::session`] but in tests.
#[derive(Clone, Copy, Debug)]
pub struct ServeLimits {
    /// Until when a request must have sent its head.
    pub head: Duration,
    /// What is demanded of senders and readers.
    pub patience: Patience,
    /// Most connections.
    pub connections: usize,
    /// Most connections from one address.
    pub connections_each: usize,
    /// How long requests may still run after a stop was asked for.
    pub stop: Duration,
}

impl Default for ServeLimits {
    fn default() -> Self {
        Self {
            head: Duration::from_millis(HEAD_DEADLINE),
            patience: Patience::default(),
            connections: MAX_CONNECTIONS,
            connections_each: MAX_CONNECTIONS_EACH,
            stop: Duration::from_millis(STOP_DEADLINE),
        }
    }
}

/// What all requests share.
pub struct Shared {
    /// The peer.
    pub node: Arc<Node>,
    /// Its bounds.
    pub limits: ServeLimits,
    /// Host names by which it may be called, beside those of loopback and the address of the connection.
    pub hosts: Vec<String>,
    /// With it a browser may read the pages.
    pub pass: Option<String>,
    /// What is counted.
    pub metrics: Metrics,
    /// Buffers of answers.
    pub pool: Arc<Pool>,
    /// Questions that are worked on.
    pub asks: Semaphore,
    /// Bodies that are taken.
    pub puts: Arc<Semaphore>,
    /// Files that are sent.
    pub readers: Arc<Semaphore>,
    replay: Mutex<Replay>,
}

impl Shared {
    /// For this peer; nobody has asked yet.
    pub fn new(node: Arc<Node>, limits: ServeLimits, hosts: Vec<String>, pass: Option<String>) -> Self {
        Self {
            node,
            limits,
            hosts,
            pass,
            metrics: Metrics::default(),
            pool: Arc::default(),
            asks: Semaphore::new(MAX_ASKS_AT_ONCE),
            puts: Arc::new(Semaphore::new(MAX_PUTS_AT_ONCE)),
            readers: Arc::new(Semaphore::new(MAX_READERS)),
            replay: Mutex::default(),
        }
    }

    /// Counts bytes that are sent.
    pub fn count_sent(self: &Arc<Self>) -> impl Fn(u64) + Send + Sync + 'static {
        let shared = Arc::clone(self);
        move |bytes| {
            shared.metrics.bytes_out.fetch_add(bytes, Ordering::Relaxed);
        }
    }

    /// Who signed the request; `None` where nobody did. `body` where there is one that the signature must cover. Blocks.
    ///
    /// # Errors
    /// The signature is no good, was used before, or is meant for another community.
    pub fn identify(&self, parts: &Parts, body: Option<&[u8]>) -> Result<Option<PublicKey>> {
        let denied = |why: &str| Refusal::new(Code::NotAllowed, why);
        let header = |name| single(&parts.headers, name);
        let headers = Headers {
            community: header(COMMUNITY)?,
            input: header(INPUT)?,
            signature: header(SIGNATURE)?,
            digest: header(DIGEST)?,
        };
        if headers.input.is_none() && headers.signature.is_none() {
            return Ok(None);
        }
        let target = Target {
            method: parts.method.as_str(),
            authority: header("host")?.unwrap_or_default(),
            path: parts.uri.path(),
            query: parts.uri.query(),
        };
        let now = now().seconds;
        let signed = verify(&target, &headers, now).map_err(|why| denied(&why))?;
        if signed.community != self.node.community() {
            return Err(denied("this peer belongs to another community"));
        }
        if signed.digest != body.map(digest) {
            return Err(denied("the signature does not cover the body that came"));
        }
        let is_member = self.node.is_member(&signed.key)?;
        let mut replay = self.replay.lock().unwrap_or_else(PoisonError::into_inner);
        if replay.is_new(&signed.key, is_member, &signed.stamp, now) {
            Ok(Some(signed.key))
        } else {
            Err(denied("the request came before; it is not answered twice"))
        }
    }

    /// Whether whoever asks may read pages and files. Blocks.
    ///
    /// # Errors
    /// They may not.
    pub fn permit_reader(&self, parts: &Parts) -> Result<()> {
        if self.has_pass(&parts.headers) {
            return Ok(());
        }
        let from = self.identify(parts, None)?;
        self.node.may_read(from.as_ref())
    }

    fn has_pass(&self, headers: &HeaderMap) -> bool {
        let Some(pass) = &self.pass else { return false };
        let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
        // Hashes are compared, so that the time it takes tells nothing.
        pairs.any(|(name, value)| name == PASS && digest(value.as_bytes()) == digest(pass.as_bytes()))
    }

    /// Whether this text is the pass.
    pub fn is_pass(&self, text: &str) -> bool {
        self.pass.as_ref().is_some_and(|pass| digest(text.as_bytes()) == digest(pass.as_bytes()))
    }
}

/// Name of the cookie with the pass.
pub const PASS: &str = "mosaic-pass";

/// The value of a header that may come once.
///
/// # Errors
/// It comes more often, or is not text.
pub fn single<'h>(headers: &'h HeaderMap, name: &str) -> Result<Option<&'h str>> {
    let mut values = headers.get_all(name).iter();
    let malformed = || Refusal::new(Code::Malformed, format!("the header {name} comes twice or is no text"));
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => value.to_str().map(Some).map_err(|_| malformed()),
        _ => Err(malformed()),
    }
}

/// Runs what blocks on a thread that may.
///
/// # Errors
/// Those of `work`, or it panicked.
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let failed = |_| Refusal::new(Code::Failed, "the peer failed");
    spawn_blocking(work).await.map_err(failed)?
}
