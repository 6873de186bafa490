//! Connections of the client: names are resolved once and dialled as resolved, over TCP or TLS; the other side must move
//! bytes at a minimum rate while it is waited for. The connector and the resolver of `ureq`.

use std::fmt;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, StreamOwned};
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, LazyBuffers, NextTimeout, Transport};
use ureq::{Error, Timeout};

use crate::transport::address::{dialable, split_port};
use crate::transport::pace::{Pace, Patience, Throttle};

/// Bytes read or written at once.
const BUFFER: usize = 256 << 10;
/// Most addresses of one name that are tried.
const MAX_DIALLED: usize = 16;

/// Finds the addresses of a host and a port.
pub type Lookup = Arc<dyn Fn(&str, u16) -> io::Result<Vec<SocketAddr>> + Send + Sync>;

/// The resolver of the operating system.
pub fn system_lookup() -> Lookup {
    Arc::new(|host, port| Ok((host.trim_matches(['[', ']']), port).to_socket_addrs()?.collect()))
}

/// Finds addresses, and of those that a peer has named only public ones.
pub struct Names {
    /// Finds addresses.
    pub lookup: Lookup,
    /// Whether a peer has named the address, and not the user.
    pub learned: bool,
}

impl fmt::Debug for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Names")
    }
}

impl Resolver for Names {
    fn resolve(&self, uri: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let usual = if uri.scheme_str() == Some("https") { 443 } else { 80 };
        let (host, port) =
            uri.authority().and_then(|authority| split_port(authority.as_str())).ok_or(Error::HostNotFound)?;
        let found = (self.lookup)(&host, port.unwrap_or(usual)).map_err(|_| Error::HostNotFound)?;
        let allowed = if self.learned { dialable(&found) } else { &found };
        if allowed.is_empty() {
            return Err(if found.is_empty() { Error::HostNotFound } else { refused_inside() });
        }
        let mut addresses = self.empty();
        allowed.iter().take(MAX_DIALLED).for_each(|address| addresses.push(*address));
        Ok(addresses)
    }
}

fn refused_inside() -> Error {
    let why = "a peer has named it, and it is not on the internet; add it as a remote if it is meant";
    Error::Io(io::Error::new(ErrorKind::PermissionDenied, why))
}

/// Makes connections.
pub struct Dial {
    /// How long to wait for a connection.
    pub connect: Duration,
    /// What is demanded of the other side.
    pub patience: Patience,
    /// A rate that is not exceeded.
    pub throttle: Option<Arc<Throttle>>,
    /// What to speak TLS with.
    pub tls: Option<Arc<ClientConfig>>,
}

impl fmt::Debug for Dial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Dial")
    }
}

impl Connector for Dial {
    type Out = Line;

    fn connect(&self, details: &ConnectionDetails<'_>, _: Option<()>) -> Result<Option<Line>, Error> {
        let mut failed = io::Error::from(ErrorKind::ConnectionRefused);
        for address in details.addrs.iter() {
            match TcpStream::connect_timeout(address, self.connect) {
                Ok(stream) => return self.line(stream, details).map(Some),
                Err(error) => failed = error,
            }
        }
        Err(Error::Io(failed))
    }
}

impl Dial {
    fn line(&self, stream: TcpStream, details: &ConnectionDetails<'_>) -> Result<Line, Error> {
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(self.patience.stall))?;
        stream.set_write_timeout(Some(self.patience.stall))?;
        let (pace, throttle) = (Pace::new(self.patience), self.throttle.clone());
        let paced = Paced { stream, pace, throttle, stall: self.patience.stall, answer: None };
        let stream = match &self.tls {
            Some(tls) if details.needs_tls() => {
                let host = details.uri.host().unwrap_or_default().trim_matches(['[', ']']).to_owned();
                let name = ServerName::try_from(host).map_err(|_| Error::Tls("not a name for a certificate"))?;
                let session = ClientConnection::new(Arc::clone(tls), name).map_err(io::Error::other)?;
                Stream::Tls(Box::new(StreamOwned::new(session, paced)))
            }
            _ => Stream::Plain(paced),
        };
        Ok(Line { stream, buffers: LazyBuffers::new(BUFFER, BUFFER) })
    }
}

/// A TCP connection whose other side must not be too slow.
struct Paced {
    stream: TcpStream,
    pace: Pace,
    throttle: Option<Arc<Throttle>>,
    /// How long one wait may be.
    stall: Duration,
    /// Until when an answer must have begun, while one is awaited: it may need more time than the next bytes.
    answer: Option<Instant>,
}

impl Paced {
    fn timed(&mut self, move_bytes: impl FnOnce(&TcpStream) -> io::Result<usize>) -> io::Result<usize> {
        let begun = Instant::now();
        let moved = move_bytes(&self.stream).map_err(|error| match error.kind() {
            ErrorKind::WouldBlock | ErrorKind::TimedOut => stalled(),
            _ => error,
        })?;
        let is_fast = match self.answer {
            Some(until) => until > Instant::now(),
            None => self.pace.moved(begun.elapsed(), moved as u64),
        };
        if !is_fast {
            return Err(stalled());
        }
        if let Some(throttle) = &self.throttle {
            throttle.moved(moved);
        }
        Ok(moved)
    }

    fn piece(&self, len: usize) -> usize {
        self.throttle.as_ref().map_or(len, |throttle| len.min(throttle.piece()))
    }

    /// Begins to wait for an answer, or goes on with it; or ends it.
    fn await_answer(&mut self, time: Option<Duration>) -> io::Result<()> {
        match (self.answer, time) {
            (None, None) => Ok(()),
            (Some(_), None) => {
                self.answer = None;
                self.stream.set_read_timeout(Some(self.stall))
            }
            (None, Some(time)) => {
                self.answer = Some(Instant::now() + time);
                self.stream.set_read_timeout(Some(time))
            }
            (Some(until), Some(_)) => {
                let left = until.saturating_duration_since(Instant::now());
                self.stream.set_read_timeout(Some(left.max(Duration::from_millis(1))))
            }
        }
    }
}

fn stalled() -> io::Error {
    io::Error::new(ErrorKind::TimedOut, "it stalls")
}

impl Read for Paced {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let piece = self.piece(buffer.len());
        self.timed(|mut stream| stream.read(&mut buffer[..piece]))
    }
}

impl Write for Paced {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let piece = self.piece(bytes.len());
        self.timed(|mut stream| stream.write(&bytes[..piece]))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

enum Stream {
    Plain(Paced),
    Tls(Box<StreamOwned<ClientConnection, Paced>>),
}

impl Stream {
    fn paced(&mut self) -> &mut Paced {
        match self {
            Self::Plain(paced) => paced,
            Self::Tls(stream) => &mut stream.sock,
        }
    }
}

/// A connection with its buffers.
pub struct Line {
    stream: Stream,
    buffers: LazyBuffers,
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Line")
    }
}

impl Transport for Line {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, _: NextTimeout) -> Result<(), Error> {
        self.stream.paced().await_answer(None)?;
        let output = &self.buffers.output()[..amount];
        match &mut self.stream {
            Stream::Plain(stream) => stream.write_all(output)?,
            Stream::Tls(stream) => {
                stream.write_all(output)?;
                stream.flush()?;
            }
        }
        Ok(())
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        let begins = matches!(timeout.reason, Timeout::RecvResponse | Timeout::Await100);
        self.stream.paced().await_answer(begins.then_some(*timeout.after))?;
        let input = self.buffers.input_append_buf();
        let amount = match &mut self.stream {
            Stream::Plain(stream) => stream.read(input)?,
            Stream::Tls(stream) => stream.read(input)?,
        };
        self.buffers.input_appended(amount);
        Ok(amount > 0)
    }

    fn is_open(&mut self) -> bool {
        let stream = &self.stream.paced().stream;
        // Nothing may come before the next request: bytes or an end mean that the connection is of no use.
        let mut byte = [0];
        let quiet = stream.set_nonblocking(true).is_ok()
            && matches!(stream.peek(&mut byte), Err(error) if error.kind() == ErrorKind::WouldBlock);
        stream.set_nonblocking(false).is_ok() && quiet
    }

    fn is_tls(&self) -> bool {
        matches!(self.stream, Stream::Tls(_))
    }
}
