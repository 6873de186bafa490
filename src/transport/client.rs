//! A peer over HTTP. Every request is signed where the caller has a key; nothing that comes back is trusted.

use std::io::Read;
use std::sync::Arc;
use std::time::Duration;

use ureq::http::{Request as HttpRequest, Response as HttpResponse};
use ureq::{Agent, Body, SendBody};

use crate::base::id::Id;
use crate::base::key::{PublicKey, SecretKey};
use crate::base::session::{
    ANSWER_DEADLINE, CLIENT_IDLE, CONNECT_DEADLINE, MAX_ANSWER, MAX_HTTP_HEAD, MAX_IDS, MAX_STRANDS,
};
use crate::node::error::{Code, NodeError, Refusal};
use crate::node::parts::RawId;
use crate::node::quarantine::read_member;
use crate::node::remote::{Remote, Take};
use crate::node::wire::{Request, Response};
use crate::transport::address::Address;
use crate::transport::clock::{now, random};
use crate::transport::error::TransportError;
use crate::transport::line::{Dial, Lookup, Names, system_lookup};
use crate::transport::pace::{Patience, Throttle};
use crate::transport::signature::{Stamp, Target, sign};
use crate::transport::tls::{Pin, Pins};

type Result<T> = std::result::Result<T, NodeError>;

/// The form of questions and answers.
pub const CBOR: &str = "application/cbor";
/// The form of ids.
pub const IDS: &str = "application/vnd.mosaic.ids";
/// The form of members, one after the other.
pub const MEMBERS: &str = "application/gzip";
/// How long a peer may take to say that it wants a body, before it is sent anyway.
const CONTINUE: Duration = Duration::from_secs(1);

/// The pause after the first failure; each further one doubles it.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// With what requests are signed.
#[derive(Clone)]
pub struct Identity {
    /// The key.
    pub key: Arc<SecretKey>,
    /// The community.
    pub community: Id,
}

/// How to talk to a peer.
#[derive(Clone)]
pub struct HttpOptions {
    /// With what requests are signed; `None` for a peer that anyone may read.
    pub identity: Option<Identity>,
    /// The certificate of the peer, where one was kept from an earlier session.
    pub pin: Option<Pin>,
    /// Whether a certificate that no authority vouches for is taken where no pin was kept.
    pub first_sight: bool,
    /// Whether a peer has named this address, and not the user: then it must be on the internet.
    pub learned: bool,
    /// A rate that all who share it do not exceed together.
    pub throttle: Option<Arc<Throttle>>,
    /// What is demanded of the other side.
    pub patience: Patience,
    /// How long to wait for a connection.
    pub connect: Duration,
    /// How long to wait until an answer begins.
    pub answer: Duration,
    /// Finds the addresses of names.
    pub lookup: Lookup,
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self {
            identity: None,
            pin: None,
            first_sight: true,
            learned: false,
            throttle: None,
            patience: Patience::default(),
            connect: Duration::from_millis(CONNECT_DEADLINE),
            answer: Duration::from_millis(ANSWER_DEADLINE),
            lookup: system_lookup(),
        }
    }
}

/// What sends requests as these options say; with `tls` also over TLS, with what it has seen of certificates.
///
/// # Errors
/// TLS cannot be spoken.
pub fn agent(tls: bool, options: &HttpOptions) -> std::result::Result<(Agent, Option<Arc<Pins>>), TransportError> {
    let pins = if tls { Some(Pins::new(options.pin, options.first_sight)?) } else { None };
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(None)
        .user_agent(concat!("mosaic/", env!("CARGO_PKG_VERSION")))
        .max_response_header_size(MAX_HTTP_HEAD)
        .max_idle_connections(16)
        .max_idle_connections_per_host(16)
        .max_idle_age(Duration::from_millis(CLIENT_IDLE))
        .timeout_await_100(Some(CONTINUE))
        .timeout_recv_response(Some(options.answer))
        .build();
    let dial = Dial {
        connect: options.connect,
        patience: options.patience,
        throttle: options.throttle.clone(),
        tls: pins.as_ref().map(Pins::config).transpose()?,
    };
    let names = Names { lookup: Arc::clone(&options.lookup), learned: options.learned };
    Ok((Agent::with_parts(config, dial, names), pins))
}

/// So many times longer than for other answers it is waited for votes.
const SHOWN: u32 = 4;

/// A peer over HTTP. Keeps its connections open for the next request.
pub struct HttpRemote {
    name: String,
    authority: String,
    agent: Agent,
    stall: Duration,
    answer: Duration,
    identity: Option<Identity>,
    pins: Option<Arc<Pins>>,
}

impl HttpRemote {
    /// The peer at `url`; nothing is sent yet.
    ///
    /// # Errors
    /// It is no address of a peer.
    pub fn new(url: &str, options: HttpOptions) -> std::result::Result<Self, TransportError> {
        let address = Address::parse(url)?;
        let (agent, pins) = agent(address.tls, &options)?;
        let (name, authority) = (address.to_string(), address.authority());
        let (stall, answer) = (options.patience.stall, options.answer);
        Ok(Self { name, authority, agent, stall, answer, identity: options.identity, pins })
    }

    /// The pin of a certificate that no authority has signed and that was seen now for the first time: to be kept.
    pub fn seen_pin(&self) -> Option<Pin> {
        self.pins.as_ref().and_then(|pins| pins.seen())
    }

    fn network(&self, error: &ureq::Error) -> NodeError {
        let why = match error {
            ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
                "nobody listens there; is it running? mosaic serve".to_owned()
            }
            ureq::Error::Io(error) => error.to_string(),
            ureq::Error::HostNotFound => "there is no host of that name".to_owned(),
            ureq::Error::Timeout(_) => "it does not answer in time".to_owned(),
            error => error.to_string(),
        };
        NodeError::network(&self.name, why)
    }

    fn refused(&self, refusal: Refusal) -> NodeError {
        NodeError::Refused { peer: self.name.clone(), refusal }
    }

    /// The request with its headers, signed; `body` where the signature covers it.
    fn request(
        &self,
        method: &str,
        path: &str,
        query: Option<&str>,
        body: Option<&[u8]>,
    ) -> Result<ureq::http::request::Builder> {
        let query_part = query.map(|query| format!("?{query}")).unwrap_or_default();
        let mut request = HttpRequest::builder().method(method).uri(format!("{}{path}{query_part}", self.name));
        if let Some(Identity { key, community }) = &self.identity {
            let nonce = random().map_err(|error| NodeError::network(&self.name, error.to_string()))?;
            let stamp = Stamp { created: now().seconds, nonce };
            let target = Target { method, authority: &self.authority, path, query };
            for (name, value) in sign(key, community, &target, body, &stamp) {
                request = request.header(name, value);
            }
        }
        Ok(request)
    }

    /// How long to wait until the answer begins: who only has to look something up is not busy, but away.
    fn patience(&self, request: &Request) -> Duration {
        let long = match request {
            Request::History { .. }
            | Request::Have { .. }
            | Request::Deliver { .. }
            | Request::Weave { .. }
            | Request::Join { .. } => self.answer,
            // A voter looks whether it holds what it votes for.
            Request::Show { .. } => SHOWN * self.stall,
            _ => self.stall,
        };
        long.min(self.answer)
    }

    /// Sends a request whose body is in memory. Where a connection that was kept turns out to be closed, once more.
    fn send(&self, path: &str, form: &str, body: &[u8], answer: Duration) -> Result<HttpResponse<Body>> {
        let mut again = true;
        loop {
            let request = self.request("POST", path, None, Some(body))?.header("content-type", form).body(body);
            let request = request.map_err(|error| NodeError::network(&self.name, error.to_string()))?;
            let request = self.agent.configure_request(request).timeout_recv_response(Some(answer)).build();
            match self.agent.run(request) {
                Err(error) if again && is_cut(&error) => again = false,
                answer => return answer.map_err(|error| self.network(&error)),
            }
        }
    }

    /// The answer where it is what was asked for; otherwise the refusal in it.
    fn expect(&self, mut answer: HttpResponse<Body>) -> Result<HttpResponse<Body>> {
        if answer.status() == 200 {
            return Ok(answer);
        }
        match self.decode(&mut answer)? {
            Response::Refused(refusal) => Err(self.refused(refusal)),
            _ => Err(NodeError::lie(&self.name, "it answers something else than was asked")),
        }
    }

    fn decode(&self, answer: &mut HttpResponse<Body>) -> Result<Response> {
        let form = answer.headers().get("content-type").and_then(|form| form.to_str().ok());
        if form != Some(CBOR) {
            let status = answer.status().as_u16();
            return Err(NodeError::network(&self.name, format!("it answers HTTP {status}, not as a peer does")));
        }
        let bytes = self.read_all(answer, MAX_ANSWER)?;
        Response::decode(&bytes).map_err(|error| NodeError::lie(&self.name, error.to_string()))
    }

    fn read_all(&self, answer: &mut HttpResponse<Body>, most: usize) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let read = answer.body_mut().as_reader().take(most as u64 + 1).read_to_end(&mut bytes);
        read.map_err(|error| NodeError::network(&self.name, error.to_string()))?;
        if bytes.len() > most {
            return Err(NodeError::lie(&self.name, "a longer answer than allowed"));
        }
        Ok(bytes)
    }
}

/// Whether the connection was closed before an answer began, as a kept one may be.
fn is_cut(error: &ureq::Error) -> bool {
    use std::io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
    match error {
        ureq::Error::Io(error) => {
            matches!(error.kind(), BrokenPipe | ConnectionAborted | ConnectionReset | UnexpectedEof)
        }
        _ => false,
    }
}

impl Remote for HttpRemote {
    fn name(&self) -> &str {
        &self.name
    }

    fn ask(&self, request: &Request) -> Result<Response> {
        let mut answer = self.send("/v1/ask", CBOR, &request.encode(), self.patience(request))?;
        self.decode(&mut answer)
    }

    fn get(&self, ids: &[RawId], take: Take<'_>) -> Result<()> {
        debug_assert!(ids.len() <= MAX_IDS);
        let answer = self.send("/v1/objects/get", IDS, ids.as_flattened(), self.answer)?;
        let mut body = self.expect(answer)?.into_body().into_reader();
        loop {
            match read_member(&mut body) {
                Ok(Some(member)) => take(member)?,
                Ok(None) => return Ok(()),
                Err(Refusal { code: Code::Failed, message }) => return Err(NodeError::network(&self.name, message)),
                Err(Refusal { message, .. }) => return Err(NodeError::lie(&self.name, message)),
            }
        }
    }

    fn put(&self, len: u64, members: &mut dyn Read) -> Result<()> {
        // The peer is asked first whether it wants the body: a refusal is then not lost among bytes that nobody reads.
        let request = self
            .request("POST", "/v1/objects/put", None, None)?
            .header("content-type", MEMBERS)
            .header("content-length", len)
            .header("expect", "100-continue")
            .body(SendBody::from_reader(members));
        let request = request.map_err(|error| NodeError::network(&self.name, error.to_string()))?;
        let answer = self.agent.run(request).map_err(|error| self.network(&error))?;
        self.expect(answer).map(drop)
    }

    fn strands(&self, author: &PublicKey, from: u64) -> Result<Vec<u8>> {
        let (path, query) = (format!("/v1/strands/{author}"), format!("from={from}"));
        let mut again = true;
        let answer = loop {
            let request = self.request("GET", &path, Some(&query), None)?.body(());
            let request = request.map_err(|error| NodeError::network(&self.name, error.to_string()))?;
            let request =
                self.agent.configure_request(request).timeout_recv_response(Some(self.stall.min(self.answer))).build();
            match self.agent.run(request) {
                Err(error) if again && is_cut(&error) => again = false,
                answer => break answer.map_err(|error| self.network(&error))?,
            }
        };
        self.read_all(&mut self.expect(answer)?, MAX_STRANDS)
    }

    fn certificate(&self) -> Vec<u8> {
        self.seen_pin().map(|pin| pin.0.to_vec()).unwrap_or_default()
    }

    fn pause(&self, failures: u32) {
        let most = FIRST_PAUSE.saturating_mul(1 << failures.min(8)).min(LONGEST_PAUSE);
        // Not all who failed together come back together.
        let part = random::<1>().map_or(1.0, |[byte]| 0.5 + f64::from(byte) / 510.0);
        std::thread::sleep(most.mul_f64(part));
    }
}
