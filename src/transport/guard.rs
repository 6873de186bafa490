//! What every request must be, whatever it asks for: in one plain form that all programs between us read alike, meant for
//! this host, and where it changes anything not sent by a page in a browser.

use std::net::{IpAddr, SocketAddr};

use axum::body::Body;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, HOST, ORIGIN, TRANSFER_ENCODING, UPGRADE};
use axum::http::{HeaderMap, Method, Request, Response, StatusCode};

use crate::transport::address::split_port;
use crate::transport::client::{CBOR, IDS, MEMBERS};
use crate::transport::refuse::{closing, in_text};

/// The two ends of a connection.
#[derive(Clone, Copy, Debug)]
pub struct Ends {
    /// Ours.
    pub local: SocketAddr,
    /// Theirs.
    pub peer: SocketAddr,
}

/// Checks a request before anything looks at what it asks for.
///
/// # Errors
/// The answer to a request that is not what it must be.
pub fn check(request: &Request<Body>, ends: &Ends, hosts: &[String]) -> Result<(), Box<Response<Body>>> {
    let malformed = |why: &str| Box::new(closing(in_text(StatusCode::BAD_REQUEST, why)));
    let forbidden = |why: &str| Box::new(closing(in_text(StatusCode::FORBIDDEN, why)));
    check_form(request).map_err(malformed)?;
    let host = host(request.headers()).ok_or_else(|| malformed("exactly one host is needed"))?;
    if !is_ours(&host, ends, hosts) {
        return Err(forbidden(
            "this peer is not known by that host name; its owner can run: mosaic config set serve.addresses URL",
        ));
    }
    match *request.method() {
        Method::GET | Method::HEAD => Ok(()),
        Method::POST => check_sender(request.headers()).map_err(forbidden),
        Method::OPTIONS => Err(forbidden("pages of other hosts may not use this peer")),
        _ => Err(Box::new(closing(in_text(StatusCode::METHOD_NOT_ALLOWED, "only GET, HEAD and POST")))),
    }
}

/// The one form of a request: a path, a length where there is a body, nothing that two programs could read in two ways.
fn check_form(request: &Request<Body>) -> Result<(), &'static str> {
    let (uri, headers) = (request.uri(), request.headers());
    if *request.method() == Method::CONNECT || uri.scheme().is_some() || uri.authority().is_some() {
        return Err("this is no proxy");
    }
    if headers.contains_key(TRANSFER_ENCODING) {
        return Err("bodies come with a length, not in chunks");
    }
    if headers.get_all(CONTENT_LENGTH).iter().count() > 1 {
        return Err("one length is enough");
    }
    if headers.contains_key(UPGRADE) {
        return Err("there is nothing to upgrade to");
    }
    let path = uri.path();
    let lower = path.to_ascii_lowercase();
    if ["%2f", "%00"].iter().any(|bad| lower.contains(bad)) {
        return Err("the path hides a slash or a NUL");
    }
    let mut segments = lower.split('/').map(|segment| segment.replace("%2e", "."));
    if !path.starts_with('/') || segments.any(|segment| matches!(&*segment, "." | "..")) || path.contains("//") {
        return Err("the path is not in its plain form");
    }
    Ok(())
}

/// Host without port, in lower case.
fn host(headers: &HeaderMap) -> Option<String> {
    let mut hosts = headers.get_all(HOST).iter();
    let host = hosts.next()?.to_str().ok()?;
    let host = split_port(host)?.0;
    hosts.next().is_none().then_some(host)
}

/// A page whose name leads here by a trick still calls us by its own name.
fn is_ours(host: &str, ends: &Ends, hosts: &[String]) -> bool {
    let address: Option<IpAddr> = host.trim_start_matches('[').trim_end_matches(']').parse().ok();
    match address {
        Some(address) if address.is_loopback() || address == ends.local.ip().to_canonical() => true,
        _ => host == "localhost" || hosts.iter().any(|ours| ours == host),
    }
}

/// Browsers say where a page comes from that sends something, and cannot send our forms without asking before.
fn check_sender(headers: &HeaderMap) -> Result<(), &'static str> {
    if headers.contains_key(ORIGIN) {
        return Err("pages in a browser may not change anything here");
    }
    let form = headers.get(CONTENT_TYPE).map(|form| form.as_bytes());
    if [CBOR, IDS, MEMBERS].iter().any(|ours| form == Some(ours.as_bytes())) {
        Ok(())
    } else {
        Err("the body is in no form that peers use")
    }
}
