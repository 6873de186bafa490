//! Connections that break and peers that stall: nothing half is taken, a second try needs only the rest, and whoever
//! stalls is closed by the deadline while others are served.

use std::collections::BTreeSet;
use std::io::{Cursor, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use mosaic::node::error::NodeError;
use mosaic::node::parts::RawId;
use mosaic::node::remote::Remote;
use mosaic::node::wire::{Request, Response};
use mosaic::transport::client::{HttpOptions, HttpRemote};
use mosaic::transport::pace::{Patience, Throttle};
use mosaic::transport::server::{ServeOptions, Server};
use mosaic::transport::shared::ServeLimits;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpSocket;

use crate::sandbox::Sandbox;
use crate::served::{Served, chunk, fetch, quick};

/// Passes connections on to a server, and cuts each after so many bytes in one direction.
struct Cutter {
    address: SocketAddr,
    /// How many bytes the server, and the client, may send on one connection.
    answers: Arc<AtomicU64>,
    requests: Arc<AtomicU64>,
    over: Arc<AtomicBool>,
}

impl Cutter {
    fn new(server: SocketAddr) -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = socket.local_addr().unwrap();
        let [answers, requests] = [(); 2].map(|()| Arc::new(AtomicU64::new(u64::MAX)));
        let over = Arc::new(AtomicBool::new(false));
        let (limits, ended) = ((Arc::clone(&answers), Arc::clone(&requests)), Arc::clone(&over));
        std::thread::spawn(move || {
            while let Ok((client, _)) = socket.accept() {
                if ended.load(Ordering::Relaxed) {
                    return;
                }
                let upstream = TcpStream::connect(server).unwrap();
                pass(&upstream, &client, limits.0.load(Ordering::Relaxed));
                pass(&client, &upstream, limits.1.load(Ordering::Relaxed));
            }
        });
        Self { address, answers, requests, over }
    }

    fn cut(&self, answers: u64, requests: u64) {
        self.answers.store(answers, Ordering::Relaxed);
        self.requests.store(requests, Ordering::Relaxed);
    }

    fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Cutter {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        let _ = TcpStream::connect(self.address);
    }
}

/// Passes at most so many bytes from one side to the other, then ends both.
fn pass(from: &TcpStream, to: &TcpStream, most: u64) {
    let (mut from, mut to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut (&mut from).take(most), &mut to);
        let _ = to.shutdown(Shutdown::Both);
        let _ = from.shutdown(Shutdown::Both);
    });
}

fn get(peer: &dyn Remote, ids: &[RawId]) -> (BTreeSet<RawId>, Result<(), NodeError>) {
    let mut got = BTreeSet::new();
    let result = peer.get(ids, &mut |member| {
        let (header, mut plain) = (*member.header(), Vec::new());
        member.read(header.kind, &header.id, &mut plain).unwrap();
        got.insert(*header.id.as_bytes());
        Ok(())
    });
    (got, result)
}

/// Places where a stream of this length is cut: all around its beginning, and all over the rest.
fn cuts(len: u64) -> impl Iterator<Item = u64> {
    let step = (len / 40).max(1);
    (0..400).step_by(11).chain((400..len).step_by(usize::try_from(step).unwrap())).chain([len - 1])
}

#[test]
fn answers_are_cut_anywhere() {
    let served = Served::new(false);
    let server = served.start(ServeOptions::default());
    let cutter = Cutter::new(server.address());
    let peer = || HttpRemote::new(&cutter.url(), served.signed()).unwrap();
    let whole: BTreeSet<RawId> = served.ids.iter().copied().collect();
    for at in cuts(3_000_000) {
        cutter.cut(at, u64::MAX);
        let (mut got, result) = get(&peer(), &served.ids);
        assert!(matches!(result, Err(NodeError::Network { .. })), "cut at {at}: {result:?}");
        cutter.cut(u64::MAX, u64::MAX);
        let rest: Vec<RawId> = whole.difference(&got).copied().collect();
        assert!(!rest.is_empty(), "cut at {at}");
        let (more, result) = get(&peer(), &rest);
        assert!(result.is_ok(), "cut at {at}: {result:?}");
        assert!(more.is_disjoint(&got), "cut at {at}: nothing comes twice");
        got.extend(more);
        assert_eq!(got, whole, "cut at {at}");
    }
    // A short answer, cut at every byte of it.
    let (mut refused, mut at) = (0, 0);
    loop {
        cutter.cut(at, u64::MAX);
        match peer().ask(&Request::Heads { after: String::new() }) {
            Ok(Response::Heads { heads, .. }) => {
                assert_eq!(heads.len(), 1);
                break;
            }
            Err(NodeError::Network { .. }) => refused += 1,
            other => panic!("cut at {at}: {other:?}"),
        }
        at += 1;
    }
    assert!(refused > 100, "{refused}");
}

#[test]
fn requests_are_cut_anywhere() {
    let served = Served::new(false);
    let server = served.start(ServeOptions::default());
    let cutter = Cutter::new(server.address());
    let members: Vec<_> =
        (0..12_u32).map(|number| chunk(&number.to_le_bytes().repeat(20_000 + 5_000 * number as usize))).collect();
    let bytes: Vec<u8> = members.iter().flat_map(|member| member.as_bytes()).copied().collect();
    let ids: Vec<RawId> = members.iter().map(|member| *member.header().id.as_bytes()).collect();
    let there = |peer: &dyn Remote| match peer.ask(&Request::Have { ids: ids.clone() }) {
        Ok(Response::Have(there)) => there,
        other => panic!("{other:?}"),
    };
    let direct = served.http(&server);
    for at in cuts(bytes.len() as u64) {
        cutter.cut(u64::MAX, at);
        let peer = HttpRemote::new(&cutter.url(), served.signed()).unwrap();
        let sent = peer.put(bytes.len() as u64, &mut Cursor::new(&bytes));
        assert!(matches!(sent, Err(NodeError::Network { .. } | NodeError::Refused { .. })), "cut at {at}: {sent:?}");
        // What came whole waits, in order; nothing of it can be read by anyone.
        let there = there(&*direct);
        assert!(there.is_sorted_by(|a, b| a >= b), "cut at {at}: {there:?}");
        assert!(ids.iter().all(|id| served.node.repository().store().find_raw(id).is_none()), "cut at {at}");
    }
    direct.put(bytes.len() as u64, &mut Cursor::new(&bytes)).unwrap();
    assert_eq!(there(&*direct), vec![true; ids.len()]);
}

/// What a stalling connection has sent before it stalls; the last ones never read what they asked for.
fn beginnings(server: &Server) -> [Vec<u8>; 5] {
    let host = server.address();
    let head =
        format!("POST /v1/ask HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/cbor\r\ncontent-length: 1000\r\n");
    let film = format!("GET /raw/main/dir/film.mp4 HTTP/1.1\r\nhost: {host}\r\n\r\n");
    [
        Vec::new(),
        head.as_bytes()[..40].to_vec(),
        head.as_bytes().to_vec(),
        format!("{head}\r\n0123456789").into_bytes(),
        film.into_bytes(),
    ]
}

/// How long each of so many questions takes; the 99th of 100.
fn slowest(peer: &dyn Remote, count: usize) -> Duration {
    let mut times: Vec<Duration> = (0..count)
        .map(|_| {
            let begun = Instant::now();
            assert!(matches!(peer.ask(&Request::Heads { after: String::new() }), Ok(Response::Heads { .. })));
            begun.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[count * 99 / 100 - 1]
}

/// A number from the metrics.
fn metric(server: &Server, name: &str) -> u64 {
    let text = fetch(server, "GET", "/metrics", "");
    let line = text.lines().find(|line| line.strip_prefix(name).is_some_and(|rest| rest.starts_with(' ')));
    line.unwrap_or_else(|| panic!("{name} in {text}")).rsplit(' ').next().unwrap().parse().unwrap()
}

#[test]
fn a_thousand_stalled_connections() {
    const COUNT: usize = 1_000;
    let sandbox = Sandbox::new();
    sandbox.write("dir/film.mp4", vec![7; 16 << 20]);
    sandbox.commit("first");
    let served = Served::of(sandbox, true);
    let deadline = Duration::from_secs(10);
    let server = served.start(ServeOptions { limits: quick(10_000, 10_000), ..ServeOptions::default() });
    let peer = served.http(&server);
    slowest(&*peer, 50);
    let baseline = slowest(&*peer, 300);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let beginnings = beginnings(&server);
    let begun = Instant::now();
    let mut stalled = runtime.block_on(async {
        let mut all = Vec::with_capacity(COUNT);
        for number in 0..COUNT {
            let socket = TcpSocket::new_v4().unwrap();
            // Readers that do not read must have little room.
            socket.set_recv_buffer_size(4_096).unwrap();
            socket.bind(SocketAddr::from(([127, 0, 1, (number / 100) as u8 + 1], 0))).unwrap();
            let mut stream = socket.connect(server.address()).await.unwrap();
            stream.write_all(&beginnings[number % beginnings.len()]).await.unwrap();
            all.push(stream);
        }
        all
    });
    assert!(metric(&server, "mosaic_connections") > COUNT as u64 / 2, "they are open");
    let attacked = slowest(&*peer, 300);
    eprintln!("p99 alone {baseline:?}, beside {COUNT} stalled {attacked:?}, after {:?}", begun.elapsed());
    assert!(attacked <= (2 * baseline).max(Duration::from_millis(20)), "{attacked:?}, alone {baseline:?}");
    // All of them are closed by the deadline. Only then is read what was on its way.
    let connected = Instant::now();
    while metric(&server, "mosaic_connections") > 2 {
        let late = connected.elapsed() > deadline + Duration::from_secs(8);
        assert!(!late, "{} are open", metric(&server, "mosaic_connections"));
        std::thread::sleep(Duration::from_millis(100));
    }
    runtime.block_on(async {
        let mut buffer = vec![0; 1 << 20];
        for stream in &mut stalled {
            let ended = async { while stream.read(&mut buffer).await.is_ok_and(|count| count > 0) {} };
            tokio::time::timeout(Duration::from_secs(5), ended).await.expect("it ends");
        }
    });
}

#[test]
fn places_are_counted() {
    let served = Served::new(true);
    let limits = ServeLimits { connections: 8, connections_each: 4, ..quick(10_000, 10_000) };
    let server = served.start(ServeOptions { limits, ..ServeOptions::default() });
    let mut open: Vec<TcpStream> = (0..4).map(|_| TcpStream::connect(server.address()).unwrap()).collect();
    // The fifth from one address is closed at once; as soon as one ends there is room.
    let mut fifth = TcpStream::connect(server.address()).unwrap();
    fifth.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    assert!(matches!(fifth.read(&mut [0]), Ok(0) | Err(_)));
    drop(open.pop());
    let begun = Instant::now();
    while !fetch(&server, "GET", "/healthz", "").contains(" 200 ") {
        assert!(begun.elapsed() < Duration::from_secs(5), "there is room again");
    }
}

#[test]
fn slow_senders_and_servers() {
    let served = Served::new(true);
    let server = served.start(ServeOptions { limits: quick(1_000, 500), ..ServeOptions::default() });
    // One byte now and then is not enough, in a head or in a body.
    for beginning in [&beginnings(&server)[0], &beginnings(&server)[3]] {
        let mut stream = TcpStream::connect(server.address()).unwrap();
        stream.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
        stream.write_all(beginning).unwrap();
        let begun = Instant::now();
        let mut buffer = [0; 512];
        loop {
            assert!(begun.elapsed() < Duration::from_secs(4), "a drip of bytes keeps it open");
            if stream.write_all(b"x").is_err() {
                break;
            }
            match stream.read(&mut buffer) {
                Ok(0) => break,
                Err(error)
                    if !matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut) =>
                {
                    break;
                }
                _ => {}
            }
        }
    }
    // A server that says nothing, or one byte now and then.
    let socket = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", socket.local_addr().unwrap());
    std::thread::spawn(move || {
        let (silent, _) = socket.accept().unwrap();
        let (mut dripping, _) = socket.accept().unwrap();
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/cbor\r\ncontent-length: 1000\r\n\r\n";
        let _ = dripping.write_all(head.as_bytes());
        while dripping.write_all(b"x").is_ok() {
            std::thread::sleep(Duration::from_millis(20));
        }
        drop(silent);
    });
    let patience = Patience { stall: Duration::from_millis(400), ..Patience::default() };
    let options = HttpOptions { patience, answer: Duration::from_millis(400), ..HttpOptions::default() };
    for what in ["silent", "dripping"] {
        let begun = Instant::now();
        let asked = HttpRemote::new(&url, options.clone()).unwrap().ask(&Request::Card);
        assert!(matches!(asked, Err(NodeError::Network { .. })), "{what}: {asked:?}");
        assert!(begun.elapsed() < Duration::from_secs(3), "{what}: {:?}", begun.elapsed());
    }
}

#[test]
fn a_rate_is_kept() {
    let served = Served::new(false);
    let server = served.start(ServeOptions::default());
    let throttle = Some(Arc::new(Throttle::new(6_000_000)));
    let peers: Vec<_> = (0..2)
        .map(|_| HttpRemote::new(&server.url(), HttpOptions { throttle: throttle.clone(), ..served.signed() }).unwrap())
        .collect();
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for peer in &peers {
            scope.spawn(|| assert!(get(peer, &served.ids).1.is_ok()));
        }
    });
    let took = begun.elapsed();
    assert!(took > Duration::from_millis(900), "6 MB at 6 MB/s, over two lines: {took:?}");
}
