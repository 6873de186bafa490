//! What the server refuses before it looks at what is asked: requests that two programs could read in two ways, those of
//! pages in a browser, those over a limit.

use std::time::Instant;

use mosaic::base::session::{MAX_ASK, MAX_IDS, MAX_PUT};
use mosaic::node::wire::{Request, Response};
use mosaic::transport::server::{ServeOptions, Server};

use crate::served::{Served, exchange, fetch, status};

/// A request that would be fine, with some of its text replaced.
fn varied(server: &Server, from: &str, to: &str) -> String {
    let body = Request::Card.encode();
    let good = format!(
        "POST /v1/ask HTTP/1.1\r\nhost: {}\r\ncontent-type: application/cbor\r\ncontent-length: {}\r\n\r\n{}",
        server.address(),
        body.len(),
        String::from_utf8_lossy(&body).replace('\u{fffd}', "\u{81}"),
    );
    assert!(good.contains(from), "{from:?}");
    good.replace(from, to)
}

/// The answer to it is 400 and the end of the connection: the bytes of a second request behind it are not answered.
fn is_refused(server: &Server, what: &str, request: &str) {
    let begun = Instant::now();
    let host = server.address();
    let second = format!("GET /healthz HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    let answer = exchange(server, format!("{request}{second}").as_bytes());
    assert_eq!(status(&answer), 400, "{what}: {answer}");
    assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{what}: one answer, then the end: {answer}");
    assert!(begun.elapsed().as_secs() < 5, "{what}: closed at once");
}

#[test]
fn requests_that_can_be_read_in_two_ways() {
    let served = Served::new(true);
    let server = served.start(ServeOptions::default());
    let length = "content-length: 2";
    let cases = [
        ("length and chunks", length, "content-length: 2\r\ntransfer-encoding: chunked"),
        ("chunks and length", length, "transfer-encoding: chunked\r\ncontent-length: 2"),
        ("chunks", length, "transfer-encoding: chunked"),
        ("chunks in disguise", length, "transfer-encoding: xchunked"),
        ("chunks, twice", length, "transfer-encoding: chunked\r\ntransfer-encoding: chunked"),
        ("chunks with a space before the colon", length, "transfer-encoding : chunked"),
        ("two lengths", length, "content-length: 2\r\ncontent-length: 3"),
        ("a list of lengths", length, "content-length: 2, 3"),
        ("a length with a sign", length, "content-length: +2"),
        ("a negative length", length, "content-length: -2"),
        ("a length in hexadecimal", length, "content-length: 0x2"),
        ("a length beyond 64 bits", length, "content-length: 18446744073709551616"),
        ("a folded line", length, "content-length: 2\r\nx: a\r\n b"),
        ("a folded first line", "host:", " x: y\r\nhost:"),
        ("absolute form", "POST /v1/ask", "POST http://127.0.0.1/v1/ask"),
        ("CONNECT", "POST /v1/ask", "CONNECT 127.0.0.1:80"),
        ("an encoded slash", "/v1/ask", "/v1%2fask"),
        ("an encoded dot", "/v1/ask", "/v1/%2e%2e/v1/ask"),
        ("dots", "/v1/ask", "/x/../v1/ask"),
        ("two slashes", "/v1/ask", "//v1/ask"),
        ("an encoded NUL", "/v1/ask", "/v1/ask%00"),
        ("a NUL in the path", "/v1/ask", "/v1/a\0sk"),
        ("a NUL in a header", "application/cbor", "application\0/cbor"),
        ("a bare CR", "application/cbor", "application\r/cbor"),
        ("no host", "host: 127.0.0.1", "x-host: 127.0.0.1"),
        ("two hosts", "host:", "host: evil.example\r\nhost:"),
        ("a host with a path", "host: 127.0.0.1", "host: 127.0.0.1/x"),
        ("an upgrade", length, "content-length: 2\r\nconnection: upgrade\r\nupgrade: h2c"),
        ("no version", " HTTP/1.1", ""),
        ("an unknown version", "HTTP/1.1", "HTTP/9.9"),
        ("a space in the target", "/v1/ask", "/v1/a sk"),
    ];
    for (what, from, to) in cases {
        is_refused(&server, what, &varied(&server, from, to));
    }
    let many: String = (0..200).map(|number| format!("x{number}: y\r\n")).collect();
    let long = format!("x: {}\r\n", "y".repeat(64 << 10));
    for (what, headers) in [("many headers", many), ("a long header", long)] {
        let answer = exchange(&server, varied(&server, "host:", &format!("{headers}host:")).as_bytes());
        assert!(matches!(status(&answer), 400 | 431), "{what}: {answer}");
    }
    assert_eq!(status(&fetch(&server, "GET", "/healthz", "")), 200, "it is fine");
}

#[test]
fn pages_of_other_hosts() {
    let served = Served::new(true);
    let server = served.start(ServeOptions { hosts: vec!["peer.example".to_owned()], ..ServeOptions::default() });
    let forbidden = [
        ("the name of another host", "host: 127.0.0.1", "host: evil.example"),
        ("a name that begins like ours", "host: 127.0.0.1", "host: localhost.evil.example"),
        ("another address", "host: 127.0.0.1", "host: 192.0.2.1"),
        ("a page elsewhere", "host:", "origin: http://evil.example\r\nhost:"),
        ("a page of our own", "host:", "origin: http://127.0.0.1\r\nhost:"),
        ("a page without an origin", "host:", "origin: null\r\nhost:"),
        ("a form", "application/cbor", "application/x-www-form-urlencoded"),
        ("a form with files", "application/cbor", "multipart/form-data; boundary=x"),
        ("a form in plain text", "application/cbor", "text/plain"),
        ("a form without a type", "content-type: application/cbor\r\n", ""),
        ("whether it may", "POST /v1/ask", "OPTIONS /v1/ask"),
    ];
    for (what, from, to) in forbidden {
        let answer = exchange(&server, varied(&server, from, to).as_bytes());
        assert_eq!(status(&answer), 403, "{what}: {answer}");
        assert!(!answer.to_lowercase().contains("access-control"), "{what}: nothing is allowed to pages");
    }
    for host in ["localhost", "LOCALHOST", "peer.example", "Peer.Example:443", "[::1]:7370"] {
        let answer =
            exchange(&server, format!("GET /healthz HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n").as_bytes());
        assert_eq!(status(&answer), 200, "{host}: {answer}");
    }
    // Nothing changes by looking.
    for method in ["GET", "HEAD"] {
        for path in ["/v1/ask", "/v1/objects/put", "/v1/objects/get"] {
            assert_eq!(status(&fetch(&server, method, path, "")), 405, "{method} {path}");
        }
    }
    for method in ["PUT", "DELETE", "PATCH", "TRACE", "BREW"] {
        assert_eq!(status(&fetch(&server, method, "/", "")), 405, "{method}");
    }
}

/// The length that a request states decides before a byte of it is there: the answer comes without the body.
#[test]
fn lengths() {
    let served = Served::new(true);
    let server = served.start(ServeOptions::default());
    let limits = [
        ("/v1/ask", "application/cbor", MAX_ASK as u64),
        ("/v1/objects/get", "application/vnd.mosaic.ids", MAX_IDS as u64 * 32),
        ("/v1/objects/put", "application/gzip", MAX_PUT),
    ];
    for (path, form, most) in limits {
        for length in [most + 1, 1 << 31, 1 << 32, 1 << 63, u64::MAX - 2, u64::MAX] {
            let head = format!(
                "POST {path} HTTP/1.1\r\nhost: {}\r\ncontent-type: {form}\r\ncontent-length: {length}\r\n\r\n",
                server.address()
            );
            let begun = Instant::now();
            let answer = exchange(&server, head.as_bytes());
            assert!(matches!(status(&answer), 400 | 431), "{path} {length}: {answer}");
            assert!(begun.elapsed().as_secs() < 5, "{path} {length}: at once");
        }
    }
}

/// Every field that has a bound, at the bound and one above it.
#[test]
fn fields() {
    use mosaic::base::id::GitId;
    use mosaic::base::session::{MAX_DELIVERED, MAX_HAVES};
    let commit = GitId::from_bytes([1; 32]);
    let heads = |count: usize| (0..count).map(|number| (format!("h{number}"), commit)).collect();
    let history = |want: usize, have: usize| Request::History {
        want: vec![commit; want],
        have: vec![commit; have],
        depth: u64::MAX,
        skip: u64::MAX,
    };
    let cases: [(Request, bool); 12] = [
        (Request::Heads { after: "n".repeat(255) }, true),
        (Request::Heads { after: "n".repeat(256) }, false),
        (Request::Heads { after: "n".repeat(1 << 19) }, false),
        (history(MAX_HAVES, 0), true),
        (history(MAX_HAVES + 1, 0), false),
        (history(0, MAX_HAVES), true),
        (history(0, MAX_HAVES + 1), false),
        (Request::Have { ids: vec![[1; 32]; MAX_IDS] }, true),
        (Request::Have { ids: vec![[1; 32]; MAX_IDS + 1] }, false),
        (Request::Deliver { heads: heads(MAX_DELIVERED) }, true),
        (Request::Deliver { heads: heads(MAX_DELIVERED + 1) }, false),
        (Request::Deliver { heads: Vec::new() }, true),
    ];
    let served = Served::new(false);
    let server = served.start(ServeOptions::default());
    let peer = served.http(&server);
    for (request, fits) in cases {
        let bytes = request.encode();
        assert_eq!(Request::decode(&bytes).is_ok(), fits, "{} bytes", bytes.len());
        let refused = match peer.ask(&request) {
            Ok(Response::Refused(refusal)) => refusal.code == mosaic::node::error::Code::Malformed,
            _ => false,
        };
        assert_eq!(refused, !fits, "{} bytes: malformed", bytes.len());
    }
    // A question of a later version is told apart from nonsense.
    let answer = |body: &[u8]| {
        let host = server.address();
        let head = format!(
            "POST /v1/ask HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-type: application/cbor\r\n\
             content-length: {}\r\n\r\n",
            body.len()
        );
        status(&exchange(&server, &[head.as_bytes(), body].concat()))
    };
    assert_eq!(answer(&[0x81, 0x19, 0x03, 0xe7]), 501, "number 999");
    assert_eq!(answer(&[0x81, 0x1b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), 501, "number 2^64 - 1");
    for nonsense in [&[][..], &[0x80], &[0x81], &[0x81, 0x20], &[0x81, 0x61, 0x31], &[0x9f, 0x01, 0xff], b"hello"] {
        assert_eq!(answer(nonsense), 400, "{nonsense:?}");
    }
}
