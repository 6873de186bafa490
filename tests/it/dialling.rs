//! Which addresses a peer may make us dial: those on the internet, and none nearer, whatever name leads there.

use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use mosaic::node::error::NodeError;
use mosaic::node::remote::Remote;
use mosaic::node::wire::Request;
use mosaic::transport::address::{Address, dialable, is_public};
use mosaic::transport::client::{HttpOptions, HttpRemote};
use mosaic::transport::server::ServeOptions;

use crate::served::Served;

#[test]
fn nearer_than_the_internet() {
    let near = [
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.255",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.1.2.3",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:8.8.8.8",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "3fff::1",
        "fc00::1",
        "fd00::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
    ];
    for ip in near {
        assert!(!is_public(ip.parse().unwrap()), "{ip}");
    }
    for ip in ["1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.1", "172.32.0.1", "198.20.0.1", "223.255.255.254"] {
        assert!(is_public(ip.parse().unwrap()), "{ip}");
    }
    for ip in ["2606:4700::1111", "2a00:1450:4001::1", "2001:4860:4860::8888"] {
        assert!(is_public(ip.parse().unwrap()), "{ip}");
    }
    let both: [SocketAddr; 2] = ["8.8.8.8:80".parse().unwrap(), "127.0.0.1:80".parse().unwrap()];
    assert!(dialable(&both).is_empty(), "a name that leads to both is meant to deceive");
    assert_eq!(dialable(&both[..1]), &both[..1]);
}

/// Addresses that peers name, with names that lead inside; nobody there hears of it.
#[test]
fn what_a_peer_names_is_never_dialled_inside() {
    let socket = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = socket.local_addr().unwrap().port();
    socket.set_nonblocking(true).unwrap();
    let looked: Arc<Mutex<Vec<String>>> = Arc::default();
    let turn = Arc::new(AtomicUsize::new(0));
    let lookup = {
        let (looked, turn) = (Arc::clone(&looked), Arc::clone(&turn));
        Arc::new(move |host: &str, port: u16| {
            looked.lock().unwrap().push(host.to_owned());
            let ip = match host {
                "inside.example" => vec!["127.0.0.1"],
                "both.example" => vec!["8.8.8.8", "127.0.0.1"],
                // The first answer is outside, the second inside.
                "turns.example" if turn.fetch_add(1, Ordering::Relaxed) == 0 => vec!["198.18.0.1"],
                "turns.example" => vec!["127.0.0.1"],
                "nobody.example" => vec![],
                literal => vec![literal.trim_matches(['[', ']'])],
            };
            Ok(ip.into_iter().map(|ip| SocketAddr::new(ip.parse().unwrap(), port)).collect())
        })
    };
    for host in [
        "inside.example",
        "both.example",
        "turns.example",
        "turns.example",
        "nobody.example",
        "127.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
        "169.254.169.254",
    ] {
        let options = HttpOptions { learned: true, lookup: Arc::clone(&lookup) as _, ..HttpOptions::default() };
        let asked = HttpRemote::new(&format!("http://{host}:{port}"), options).unwrap().ask(&Request::Card);
        assert!(matches!(asked, Err(NodeError::Network { .. })), "{host}: {asked:?}");
    }
    assert_eq!(looked.lock().unwrap().len(), 10, "each was looked up once");
    assert!(socket.accept().is_err(), "nobody dialled");
    // What the user names is dialled wherever it is.
    let served = Served::new(true);
    let server = served.start(ServeOptions::default());
    let options = HttpOptions { lookup: Arc::clone(&lookup) as _, ..HttpOptions::default() };
    let url = format!("http://inside.example:{}", server.address().port());
    let asked = HttpRemote::new(&url, options).unwrap().ask(&Request::Card);
    assert!(matches!(&asked, Err(NodeError::Network { why, .. }) if why.contains("HTTP 403")), "dialled: {asked:?}");
}

/// A redirect leads nowhere.
#[test]
fn redirects_are_not_followed() {
    let (target, inside) = (TcpListener::bind("127.0.0.1:0").unwrap(), TcpListener::bind("127.0.0.1:0").unwrap());
    inside.set_nonblocking(true).unwrap();
    let (url, there) = (target.local_addr().unwrap(), inside.local_addr().unwrap());
    let answering = std::thread::spawn(move || {
        use std::io::{Read, Write};
        let (mut stream, _) = target.accept().unwrap();
        let mut request = [0; 4096];
        let _ = stream.read(&mut request);
        let answer = format!("HTTP/1.1 307 Elsewhere\r\nlocation: http://{there}/v1/ask\r\ncontent-length: 0\r\n\r\n");
        stream.write_all(answer.as_bytes()).unwrap();
    });
    let asked = HttpRemote::new(&format!("http://{url}"), HttpOptions::default()).unwrap().ask(&Request::Card);
    answering.join().unwrap();
    assert!(matches!(&asked, Err(NodeError::Network { why, .. }) if why.contains("307")), "{asked:?}");
    assert!(inside.accept().is_err(), "nobody came");
}

#[test]
fn addresses_have_one_spelling() {
    for (text, shown) in [
        ("http://127.0.0.1:7370", "http://127.0.0.1:7370"),
        ("http://Example.ORG:80/", "http://example.org"),
        ("https://example.org:443", "https://example.org"),
        ("https://[2001:DB8:0::1]:7370", "https://[2001:db8::1]:7370"),
        ("http://example.org:443", "http://example.org:443"),
    ] {
        let address = Address::parse(text).unwrap();
        assert_eq!(address.to_string(), shown);
        assert_eq!(Address::parse(shown).unwrap(), address);
    }
    for text in [
        "",
        "127.0.0.1:7370",
        "ftp://example.org",
        "HTTP://example.org",
        "http://",
        "http://:80",
        "http://a:b@example.org",
        "http://example.org/path",
        "http://example.org?query",
        "http://example.org#part",
        "http://example.org:0",
        "http://example.org:65536",
        "http://example.org:+80",
        "http://example.org:",
        "http://[::1",
        "http://[::1]80",
        "http://[::g]",
        "http://exa mple.org",
        "http://ex\u{e4}mple.org",
        "http://example.org\r\nx: y",
    ] {
        assert!(Address::parse(text).is_err(), "{text:?}");
    }
    assert!(Address::parse(&format!("http://{}", "a".repeat(300))).is_err(), "too long");
}
