//! A repository that is served in this process, and lines to it.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use mosaic::base::id::Id;
use mosaic::base::key::SecretKey;
use mosaic::base::kind::Kind;
use mosaic::node::answer::{Node, NodeSettings};
use mosaic::node::parts::RawId;
use mosaic::node::remote::Peer;
use mosaic::repo::repository::Repository;
use mosaic::storage::real::RealStorage;
use mosaic::transport::client::{HttpOptions, HttpRemote, Identity};
use mosaic::transport::clock::moment;
use mosaic::transport::loopback::Loopback;
use mosaic::transport::pace::Patience;
use mosaic::transport::server::{ServeOptions, Server};
use mosaic::transport::shared::ServeLimits;

use crate::sandbox::Sandbox;

/// A repository with one commit, as a peer.
pub struct Served {
    pub sandbox: Sandbox,
    pub node: Arc<Node>,
    /// Every object, in the order of its name.
    pub ids: Vec<RawId>,
}

impl Served {
    /// With some files; `anyone` may read it.
    pub fn new(anyone: bool) -> Self {
        let sandbox = Sandbox::new();
        sandbox.write("notes.txt", "to be seen\n");
        sandbox.write("dir/film.mp4", film());
        sandbox.commit("first");
        Self::of(sandbox, anyone)
    }

    /// This repository.
    pub fn of(sandbox: Sandbox, anyone: bool) -> Self {
        let node = Arc::new(Node::new(open(&sandbox), settings(anyone)).unwrap());
        let mut ids = Vec::new();
        let each = node.repository().store().each(|place| {
            ids.push(*place.id.as_bytes());
            Ok::<(), ()>(())
        });
        each.unwrap();
        Self { sandbox, node, ids }
    }

    /// Serves it until the server is dropped.
    pub fn start(&self, options: ServeOptions) -> Server {
        let socket = TcpListener::bind("127.0.0.1:0").unwrap();
        Server::start(Arc::clone(&self.node), socket, options).unwrap()
    }

    /// The key of the repository: that of its only member.
    pub fn key(&self) -> SecretKey {
        open(&self.sandbox).key().unwrap()
    }

    pub fn community(&self) -> Id {
        self.node.community()
    }

    /// Options that sign as the member.
    pub fn signed(&self) -> HttpOptions {
        let identity = Identity { key: Arc::new(self.key()), community: self.community() };
        HttpOptions { identity: Some(identity), ..HttpOptions::default() }
    }

    /// A line over HTTP, as the member.
    pub fn http(&self, server: &Server) -> Peer {
        Arc::new(HttpRemote::new(&server.url(), self.signed()).unwrap())
    }

    /// A line inside of this process, as the member.
    pub fn loopback(&self) -> Peer {
        let from = Some(self.node.member());
        Arc::new(Loopback::new("loopback".to_owned(), Arc::clone(&self.node), from, Arc::new(moment)))
    }
}

/// Content of several chunks that does not compress.
pub fn film() -> Vec<u8> {
    let mut bytes = vec![0; 3_000_000];
    blake3::Hasher::new().update(b"film").finalize_xof().fill(&mut bytes);
    bytes
}

fn open(sandbox: &Sandbox) -> Repository {
    let storage = RealStorage::open(&sandbox.path(".mosaic")).unwrap();
    Repository::open(Arc::new(storage), Some(&sandbox.path(""))).unwrap()
}

/// Settings of a peer for tests.
pub fn settings(anyone_reads: bool) -> NodeSettings {
    NodeSettings {
        anyone_reads,
        trusts: false,
        follow: false,
        addresses: Vec::new(),
        program: "test".to_owned(),
        owner: "a test".to_owned(),
        level: 1,
        pack_size: 64 << 20,
        lock_timeout: Duration::from_secs(10),
        machine: String::new(),
    }
}

/// Bounds that a test can wait for.
pub fn quick(head: u64, stall: u64) -> ServeLimits {
    let patience = Patience { stall: Duration::from_millis(stall), ..Patience::default() };
    ServeLimits { head: Duration::from_millis(head), patience, stop: Duration::from_secs(2), ..ServeLimits::default() }
}

/// Sends these bytes on a connection of its own and reads all that comes until it is closed.
pub fn exchange(server: &Server, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(server.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    // The peer may have closed before it has everything.
    let _ = stream.write_all(bytes);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

/// One `GET` or another request without a body, on a connection that ends with it.
pub fn fetch(server: &Server, method: &str, path: &str, headers: &str) -> String {
    let host = server.address();
    exchange(
        server,
        format!("{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n{headers}\r\n").as_bytes(),
    )
}

/// The status in an answer.
pub fn status(answer: &str) -> u16 {
    answer.get(9..12).and_then(|digits| digits.parse().ok()).unwrap_or_default()
}

/// The kind of an object under this name, for those who make members.
pub fn chunk(plain: &[u8]) -> mosaic::object::member::Member {
    mosaic::object::member::Member::encode(Kind::Chunk, Kind::Chunk.id_of(plain), plain, 1)
}
