//! The server: takes connections within its bounds, serves them, ends gracefully.

use std::collections::HashMap;
use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Extension;
use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderValue, Request, Response, StatusCode};
use axum::routing::{get, post};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{sleep, timeout};
use tokio_rustls::TlsAcceptor;

use crate::base::session::MAX_HTTP_HEAD;
use crate::node::answer::Node;
use crate::transport::api;
use crate::transport::clock::now;
use crate::transport::error::TransportError;
use crate::transport::guard::{Ends, check};
use crate::transport::pages::routes::pages;
use crate::transport::raw::{raw, tgz};
use crate::transport::refuse::in_text;
use crate::transport::shared::{ServeLimits, Shared, blocking};
use crate::transport::tls::ServerTls;
use crate::transport::watched::Watched;

/// How long to wait when the operating system has no more connections to give.
const EXHAUSTED: Duration = Duration::from_millis(100);
/// Connections that wait to be taken. Where the queue is full, whoever comes next waits for a second, also who means well.
const QUEUE: i32 = 1_024;
/// How often the peer is told the time.
const TICK: Duration = Duration::from_secs(10);
/// How long threads may still block after everything else has ended.
const LAST_WAIT: Duration = Duration::from_secs(2);

/// Headers of every answer: it is what it says, is for nobody else's page, and its address is nobody's business.
const ALWAYS: [(&str, &str); 3] = [
    ("x-content-type-options", "nosniff"),
    ("cross-origin-resource-policy", "same-origin"),
    ("referrer-policy", "no-referrer"),
];

/// How to serve.
#[derive(Clone, Default)]
pub struct ServeOptions {
    /// Bounds.
    pub limits: ServeLimits,
    /// Host names by which the peer may be called, beside those of loopback and the address of the connection.
    pub hosts: Vec<String>,
    /// The certificate, to serve over TLS.
    pub tls: Option<ServerTls>,
    /// With it a browser may read the pages that otherwise only members can.
    pub pass: Option<String>,
}

/// A running server. Ends when it is dropped, but [`Server::stop`] does it well.
pub struct Server {
    address: SocketAddr,
    tls: bool,
    limits: ServeLimits,
    stop: watch::Sender<bool>,
    runtime: Option<Runtime>,
    accepting: Option<tokio::task::JoinHandle<GracefulShutdown>>,
}

/// A socket that listens on this address; port 0 is any that is free.
///
/// # Errors
/// The operating system refuses.
pub fn listen(address: SocketAddr) -> Result<TcpListener, TransportError> {
    TcpListener::bind(address).map_err(|why| TransportError::Listen { address: address.to_string(), why })
}

impl Server {
    /// Begins to serve `node` on this socket, in threads of its own.
    ///
    /// # Errors
    /// The socket cannot be used, or the certificate.
    pub fn start(node: Arc<Node>, socket: TcpListener, options: ServeOptions) -> Result<Self, TransportError> {
        let failed = |why| TransportError::Listen { address: "the socket".to_owned(), why };
        let address = socket.local_addr().map_err(failed)?;
        socket.set_nonblocking(true).map_err(failed)?;
        rustix::net::listen(&socket, QUEUE).map_err(|error| failed(error.into()))?;
        let tls = options.tls.as_ref().map(ServerTls::config).transpose()?.map(TlsAcceptor::from);
        let limits = options.limits;
        let runtime = Builder::new_multi_thread().enable_all().thread_name("serve").build().map_err(failed)?;
        let shared = Arc::new(Shared::new(node, limits, options.hosts, options.pass));
        let (stop, stopped) = watch::channel(false);
        let listener = {
            let _inside = runtime.enter();
            tokio::net::TcpListener::from_std(socket).map_err(failed)?
        };
        let is_tls = tls.is_some();
        let gate = Gate { router: router(&shared), each: Arc::default(), tls, shared: Arc::clone(&shared) };
        let accepting = runtime.spawn(gate.accept(listener, stopped));
        runtime.spawn(tick(shared));
        Ok(Self { address, tls: is_tls, limits, stop, runtime: Some(runtime), accepting: Some(accepting) })
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The same as an address for clients on this machine.
    pub fn url(&self) -> String {
        format!("{}://{}", if self.tls { "https" } else { "http" }, self.address)
    }

    /// Takes no more requests, lets those that run end within the bound, and ends.
    pub fn stop(mut self) {
        let _ = self.stop.send(true);
        if let (Some(runtime), Some(accepting)) = (self.runtime.take(), self.accepting.take()) {
            let bound = self.limits.stop;
            runtime.block_on(async {
                if let Ok(graceful) = accepting.await {
                    let _ = timeout(bound, graceful.shutdown()).await;
                }
            });
            runtime.shutdown_timeout(LAST_WAIT);
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Lets connections in.
struct Gate {
    router: Router,
    tls: Option<TlsAcceptor>,
    shared: Arc<Shared>,
    each: Each,
}

/// How many connections each address has.
type Each = Arc<Mutex<HashMap<IpAddr, usize>>>;

impl Gate {
    async fn accept(self, listener: tokio::net::TcpListener, mut stopped: watch::Receiver<bool>) -> GracefulShutdown {
        let graceful = GracefulShutdown::new();
        let places = Arc::new(Semaphore::new(self.shared.limits.connections));
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                _ = stopped.wait_for(|stopped| *stopped) => return graceful,
            };
            let Ok((stream, peer)) = accepted else {
                sleep(EXHAUSTED).await;
                continue;
            };
            let metrics = &self.shared.metrics;
            metrics.accepted.fetch_add(1, Ordering::Relaxed);
            let place = Arc::clone(&places).try_acquire_owned().ok();
            let limit = self.shared.limits.connections_each;
            let Some(seat) = place.and_then(|place| Seat::take(&self.shared, &self.each, peer.ip(), limit, place))
            else {
                metrics.turned_away.fetch_add(1, Ordering::Relaxed);
                continue;
            };
            let (router, tls, shared) = (self.router.clone(), self.tls.clone(), Arc::clone(&self.shared));
            let watcher = graceful.watcher();
            tokio::spawn(async move {
                let _ = connection(stream, peer, router, tls, shared, watcher).await;
                drop(seat);
            });
        }
    }
}

/// A connection that is counted.
struct Seat {
    shared: Arc<Shared>,
    each: Each,
    address: IpAddr,
    _place: OwnedSemaphorePermit,
}

impl Seat {
    fn take(
        shared: &Arc<Shared>,
        each: &Each,
        address: IpAddr,
        limit: usize,
        place: OwnedSemaphorePermit,
    ) -> Option<Self> {
        let mut all = each.lock().unwrap_or_else(PoisonError::into_inner);
        let count = all.entry(address).or_default();
        if *count >= limit {
            return None;
        }
        *count += 1;
        shared.metrics.open.fetch_add(1, Ordering::Relaxed);
        Some(Self { shared: Arc::clone(shared), each: Arc::clone(each), address, _place: place })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.shared.metrics.open.fetch_sub(1, Ordering::Relaxed);
        let mut all = self.each.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = all.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                all.remove(&self.address);
            }
        }
    }
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    tls: Option<TlsAcceptor>,
    shared: Arc<Shared>,
    watcher: Watcher,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let ends = Ends { local: stream.local_addr()?, peer };
    let limits = shared.limits;
    let stream = Watched::new(stream, limits.patience);
    match tls {
        None => serve(stream, ends, router, shared, watcher).await,
        Some(tls) => {
            let stream = timeout(limits.head, tls.accept(stream)).await??;
            serve(stream, ends, router, shared, watcher).await
        }
    }
    Ok(())
}

async fn serve(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    ends: Ends,
    router: Router,
    shared: Arc<Shared>,
    watcher: Watcher,
) {
    let limits = shared.limits;
    let router = TowerToHyperService::new(router);
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ends);
        let path = request.uri().path().to_owned();
        let checked = check(&request, &ends, &shared.hosts);
        let (router, shared) = (router.clone(), Arc::clone(&shared));
        async move {
            let response = match checked {
                Ok(()) => hyper::service::Service::call(&router, request).await,
                Err(response) => Ok(*response),
            };
            response.map(|mut response| {
                shared.metrics.answered(&path, response.status().as_u16());
                for (name, value) in ALWAYS {
                    response.headers_mut().insert(name, HeaderValue::from_static(value));
                }
                response
            })
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_buf_size(MAX_HTTP_HEAD)
        .serve_connection(TokioIo::new(stream), service);
    let _ = watcher.watch(connection).await;
}

fn router(shared: &Arc<Shared>) -> Router {
    Router::new()
        .route("/v1/ask", post(api::ask))
        .route("/v1/objects/get", post(api::get))
        .route("/v1/objects/put", post(api::put))
        .route("/v1/strands/{author}", get(api::strands))
        .route("/healthz", get(health))
        .route("/metrics", get(metrics))
        .route("/raw/{rev}/{*path}", get(raw))
        .route("/tgz/{rev}", get(tgz))
        .merge(pages())
        .with_state(Arc::clone(shared))
}

async fn health(State(shared): State<Arc<Shared>>) -> Result<Response<Body>, Infallible> {
    let read = blocking(move || Ok(shared.node.repository().current().is_ok())).await;
    Ok(match read {
        Ok(true) => in_text(StatusCode::OK, "ok"),
        _ => in_text(StatusCode::SERVICE_UNAVAILABLE, "the repository cannot be read"),
    })
}

/// For programs on this machine: what others may know is on the pages.
async fn metrics(
    State(shared): State<Arc<Shared>>,
    Extension(ends): Extension<Ends>,
    headers: HeaderMap,
) -> Response<Body> {
    let is_passed_on = ["forwarded", "x-forwarded-for", "via"].iter().any(|name| headers.contains_key(*name));
    if !ends.peer.ip().is_loopback() || is_passed_on {
        return in_text(StatusCode::FORBIDDEN, "metrics are for programs on the same machine");
    }
    let mut response = in_text(StatusCode::OK, "");
    *response.body_mut() = Body::from(shared.metrics.text());
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; version=0.0.4"));
    response
}

async fn tick(shared: Arc<Shared>) {
    loop {
        sleep(TICK).await;
        let shared = Arc::clone(&shared);
        let _ = blocking(move || {
            shared.node.tick(now());
            Ok(())
        })
        .await;
    }
}
