//! Where a peer is: `http://host:port` and `https://host:port`. And which addresses may be dialled that a peer, not the
//! user, has named: public ones only, after the name is resolved.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use crate::base::limit::MAX_ADDRESS;
use crate::transport::error::TransportError;

/// The address of a peer, in one spelling.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Address {
    /// Whether over TLS.
    pub tls: bool,
    /// Name or IP address, lower case; an IPv6 address in brackets.
    pub host: String,
    /// The port.
    pub port: u16,
}

impl Address {
    /// The address in this text.
    ///
    /// # Errors
    /// Another scheme than `http` and `https`, a user name, a path, no host, or a port that is none.
    pub fn parse(text: &str) -> Result<Self, TransportError> {
        let bad = |why| TransportError::Address { address: text.to_owned(), why };
        if text.len() > MAX_ADDRESS {
            return Err(bad("it is too long"));
        }
        let (tls, rest) = match (text.strip_prefix("http://"), text.strip_prefix("https://")) {
            (Some(rest), _) => (false, rest),
            (_, Some(rest)) => (true, rest),
            _ => return Err(bad("it begins with neither http:// nor https://")),
        };
        let authority = rest.strip_suffix('/').unwrap_or(rest);
        if authority.contains(['/', '?', '#']) {
            return Err(bad("it has a path; a peer is served at the top of its host"));
        }
        let (host, port) = split_port(authority).ok_or_else(|| bad("its host or port is none"))?;
        let usual = if tls { 443 } else { 80 };
        Ok(Self { tls, host, port: port.unwrap_or(usual) })
    }

    /// Host, and port where it is not the usual one: the header `host`.
    pub fn authority(&self) -> String {
        match (self.tls, self.port) {
            (true, 443) | (false, 80) => self.host.clone(),
            (_, port) => format!("{}:{port}", self.host),
        }
    }

    /// The IP address, where the host is one.
    pub fn ip(&self) -> Option<IpAddr> {
        self.host.trim_start_matches('[').trim_end_matches(']').parse().ok()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", if self.tls { "https" } else { "http" }, self.authority())
    }
}

/// Host in lower case, and port, of `host`, `host:port`, `[v6]`, `[v6]:port`.
pub fn split_port(authority: &str) -> Option<(String, Option<u16>)> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let (inside, rest) = rest.split_once(']')?;
            let ip: Ipv6Addr = inside.parse().ok()?;
            (format!("[{ip}]"), if rest.is_empty() { None } else { Some(rest.strip_prefix(':')?) })
        }
        None => {
            let (host, port) = authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
            let is_name = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'.' | b'_');
            if host.is_empty() || !host.bytes().all(is_name) {
                return None;
            }
            (host.to_ascii_lowercase(), port)
        }
    };
    let is_number = |port: &&str| !port.is_empty() && port.bytes().all(|digit| digit.is_ascii_digit());
    match port {
        None => Some((host, None)),
        Some(port) => Some((host, Some(Some(port).filter(is_number)?.parse().ok().filter(|port| *port != 0)?))),
    }
}

/// Of the addresses that a name has, those that may be dialled where a peer and not the user has named it: all of them, if
/// each is public, and none otherwise. A name that leads inside and outside is meant to deceive.
pub fn dialable(addresses: &[SocketAddr]) -> &[SocketAddr] {
    if addresses.iter().all(|address| is_public(address.ip())) { addresses } else { &[] }
}

/// Whether this is the address of a machine on the internet, and of nothing nearer.
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

/// After the registry of special addresses (RFC 6890 and its updates).
fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let shared = a == 100 && b & 0xc0 == 64;
    let protocol = a == 192 && b == 0 && c == 0;
    let relay = a == 192 && b == 88 && c == 99;
    let benchmark = a == 198 && b & 0xfe == 18;
    let reserved = a == 0 || a >= 224;
    !(ip.is_loopback()
        || ip.is_private()
        || ip.is_link_local()
        || ip.is_documentation()
        || shared
        || protocol
        || relay
        || benchmark
        || reserved)
}

/// Only what is handed out for machines, 2000::/3, and of that nothing that stands for an IPv4 address or for no machine.
fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [a, b, ..] = ip.segments();
    let global = a & 0xe000 == 0x2000;
    let protocol = a == 0x2001 && b < 0x200;
    let documentation = (a == 0x2001 && b == 0xdb8) || (a == 0x3fff && b < 0x1000);
    let six_to_four = a == 0x2002;
    global && !protocol && !documentation && !six_to_four
}
