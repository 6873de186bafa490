//! Files and archives as they are, over HTTP: in parts, by version, and with nothing that a browser would run.

use std::io::{Read, Write};
use std::process::{Command, Stdio};

use mosaic::transport::server::{ServeOptions, Server};

use crate::sandbox::Sandbox;
use crate::served::{Served, exchange, fetch, film, status};

/// Head and body of an answer.
fn raw(server: &Server, method: &str, path: &str, headers: &str) -> (String, Vec<u8>) {
    let host = server.address();
    let request = format!("{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n{headers}\r\n");
    let mut stream = std::net::TcpStream::connect(host).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    (String::from_utf8(answer[..end].to_vec()).unwrap(), answer[end + 4..].to_vec())
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

#[test]
fn parts_of_a_file() {
    let served = Served::new(true);
    let server = served.start(ServeOptions::default());
    let (film, path) = (film(), "/raw/main/dir/film.mp4");
    let size = film.len();
    let (head, body) = raw(&server, "GET", path, "");
    assert_eq!((status(&head), header(&head, "accept-ranges")), (200, Some("bytes")));
    assert_eq!(header(&head, "content-type"), Some("video/mp4"));
    assert!(body == film, "the whole");
    let tag = header(&head, "etag").unwrap().to_owned();
    assert_eq!(tag, format!("\"{}\"", blake3::hash(&film)));
    let (head, body) = raw(&server, "HEAD", path, "");
    assert_eq!((status(&head), header(&head, "content-length"), body.len()), (200, Some("3000000"), 0));
    let last = size - 1;
    let parts = [
        ("0-0".to_owned(), 0..1),
        ("5-9".to_owned(), 5..10),
        ("0-".to_owned(), 0..size),
        (format!("{last}-"), last..size),
        (format!("{last}-{last}"), last..size),
        (format!("{last}-{size}"), last..size),
        ("1000000-2999999".to_owned(), 1_000_000..size),
        ("2500000-99999999999999999999".to_owned(), 2_500_000..size),
        ("-1".to_owned(), last..size),
        (format!("-{size}"), 0..size),
        ("-99999999999999999999".to_owned(), 0..size),
    ];
    for (range, expected) in parts {
        let (head, body) = raw(&server, "GET", path, &format!("range: bytes={range}\r\n"));
        let shown = format!("bytes {}-{}/{size}", expected.start, expected.end - 1);
        assert_eq!((status(&head), header(&head, "content-range")), (206, Some(&*shown)), "{range}");
        assert!(body == film[expected], "{range}");
    }
    for range in [format!("{size}-"), format!("{size}-{size}"), "99999999999999999999-".to_owned(), "-0".to_owned()] {
        let (head, body) = raw(&server, "GET", path, &format!("range: bytes={range}\r\n"));
        let shown = format!("bytes */{size}");
        assert_eq!((status(&head), header(&head, "content-range")), (416, Some(&*shown)), "{range}");
        assert!(body.is_empty());
    }
    for range in ["", "-", "a-b", "5-4", "+1-2", "1-2,4-5", "1", "0x1-", " 1-2"] {
        let (head, body) = raw(&server, "GET", path, &format!("range: bytes={range}\r\n"));
        assert_eq!((status(&head), body.len()), (200, size), "{range}: no range");
    }
    assert_eq!(status(&raw(&server, "GET", path, "range: items=1-2\r\n").0), 200);
    // Only of the version that was seen.
    let ranged =
        |condition: &str| status(&raw(&server, "GET", path, &format!("range: bytes=1-2\r\n{condition}\r\n")).0);
    assert_eq!(ranged(&format!("if-range: {tag}")), 206);
    assert_eq!(ranged("if-range: \"other\""), 200);
    assert_eq!(ranged(&format!("if-range: W/{tag}")), 200);
    assert_eq!(ranged("if-range: Sat, 21 Nov 2026 06:00:00 GMT"), 200);
    assert_eq!(ranged(&format!("if-none-match: {tag}")), 304);
    assert_eq!(ranged(&format!("if-none-match: \"a\", W/{tag}")), 304);
    assert_eq!(ranged("if-none-match: \"other\""), 206);
}

#[test]
fn odd_files() {
    let sandbox = Sandbox::new();
    let names = [
        "empty",
        "per%cent",
        "back\\slash",
        "q?x#y",
        "new\nline",
        "\u{202e}bidi",
        "a b&c=d",
        "page.html",
        "x.svg",
        "%2f",
    ];
    for name in names {
        sandbox.write(name, if name == "empty" { String::new() } else { format!("<script>1</script>{name}") });
    }
    std::os::unix::fs::symlink("empty", sandbox.path("link")).unwrap();
    sandbox.commit("odd");
    let served = Served::of(sandbox, true);
    let server = served.start(ServeOptions::default());
    let encode = |name: &str| name.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    for name in names {
        let (head, body) = raw(&server, "GET", &format!("/raw/@/{}", encode(name)), "");
        let expected = served.sandbox.read(name);
        assert_eq!((status(&head), body), (200, expected.into_bytes()), "{name}");
        assert_eq!(header(&head, "content-type"), Some("application/octet-stream"), "{name}: nothing to run");
        assert_eq!(header(&head, "x-content-type-options"), Some("nosniff"));
        let policy = header(&head, "content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'") && policy.ends_with("sandbox"), "{policy}");
    }
    assert_eq!(status(&fetch(&server, "GET", "/raw/@/empty", "range: bytes=0-\r\n")), 416);
    for nothing in
        ["/raw/@/nothing", "/raw/nothing/empty", "/raw/@/link", "/raw/@/", "/raw/@", "/raw/@/empty/x", "/raw/"]
    {
        assert_eq!(status(&fetch(&server, "GET", nothing, "")), 404, "{nothing}");
    }
    // The parts of a path are plain; what hides others does not come through.
    for hidden in ["/raw/@/..%2fempty", "/raw/@/%2e%2e/empty", "/raw/@/../empty"] {
        assert_eq!(status(&exchange(&server, fetch_text(&server, hidden).as_bytes())), 400, "{hidden}");
    }
}

fn fetch_text(server: &Server, path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nhost: {}\r\n\r\n", server.address())
}

#[test]
fn archives() {
    let served = Served::new(true);
    let server = served.start(ServeOptions::default());
    let (head, _) = raw(&server, "HEAD", "/tgz/main", "");
    assert_eq!((status(&head), header(&head, "content-type")), (200, Some("application/gzip")));
    let tag = header(&head, "etag").unwrap();
    assert_eq!(status(&raw(&server, "GET", "/tgz/main", &format!("if-none-match: {tag}\r\n")).0), 304);
    let url = format!("{}/tgz/main", server.url());
    // It comes in chunks of HTTP, so a client reads it.
    let body = ureq::get(&url).call().unwrap().into_body().into_with_config().limit(1 << 30).read_to_vec().unwrap();
    let mut tar = Command::new("tar")
        .args(["-xzO", "-f", "-", "dir/film.mp4"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = tar.stdin.take().unwrap();
    let writing = std::thread::spawn(move || input.write_all(&body));
    let output = tar.wait_with_output().unwrap();
    let _ = writing.join().unwrap();
    assert!(output.status.success() && output.stdout == film(), "any tar reads it");
}

#[test]
fn what_members_alone_may_read() {
    let served = Served::new(false);
    let pass = "0123456789abcdef".to_owned();
    let server = served.start(ServeOptions { pass: Some(pass.clone()), ..ServeOptions::default() });
    let paths =
        ["/", "/tree/@", "/tree/@/dir", "/log/@", "/commit/@", "/members", "/tapestry", "/tgz/@", "/raw/@/notes.txt"];
    for path in paths {
        assert_eq!(status(&fetch(&server, "GET", path, "")), 403, "{path}");
        assert_eq!(status(&fetch(&server, "GET", path, "cookie: mosaic-pass=0123456789abcdee\r\n")), 403, "{path}");
        let cookie = format!("cookie: other=1; mosaic-pass={pass}\r\n");
        assert_eq!(status(&fetch(&server, "GET", path, &cookie)), 200, "{path}");
        assert_eq!(
            status(&fetch(&server, "GET", &format!("{path}?pass={pass}"), "")),
            if path == "/" { 303 } else { 403 }
        );
    }
    let given = fetch(&server, "GET", &format!("/?pass={pass}"), "");
    assert!(given.contains("location: /\r\n"), "{given}");
    assert!(
        given.contains(&format!("set-cookie: mosaic-pass={pass}; HttpOnly; SameSite=Strict; Path=/\r\n")),
        "{given}"
    );
    assert_eq!(status(&fetch(&server, "GET", "/?pass=wrong", "")), 403);
    // The pass is for reading: no request of a peer gets anywhere with it.
    let denied = fetch(
        &server,
        "GET",
        &format!("/v1/strands/{}?from=0", served.node.member()),
        &format!("cookie: mosaic-pass={pass}\r\n"),
    );
    assert_eq!(status(&denied), 403, "{denied}");
    for open in ["/healthz", "/metrics"] {
        assert_eq!(status(&fetch(&server, "GET", open, "")), 200, "{open}");
    }
    assert_eq!(
        status(&fetch(&server, "GET", "/metrics", "x-forwarded-for: 192.0.2.1\r\n")),
        403,
        "not through a proxy"
    );
}
