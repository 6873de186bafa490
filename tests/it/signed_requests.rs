//! Signed requests: fixed vectors, the one form, clocks, replays, other communities.

use std::sync::Arc;

use mosaic::base::id::Id;
use mosaic::base::key::{PublicKey, SecretKey};
use mosaic::base::session::{MAX_NONCES, MAX_SKEW, MAX_STRANGER_NONCES};
use mosaic::node::wire::{Request, Response};
use mosaic::transport::clock::now;
use mosaic::transport::replay::Replay;
use mosaic::transport::server::{ServeOptions, Server};
use mosaic::transport::signature::{Headers, Stamp, Target, sign, verify};

use crate::served::{Served, exchange, status};

const TIME: i64 = 1_763_700_000;

fn key() -> SecretKey {
    SecretKey::from_seed([1; 32])
}

fn community() -> Id {
    Id::from_bytes([2; 32])
}

fn stamp() -> Stamp {
    Stamp { created: TIME, nonce: [3; 16] }
}

const ASK: Target<'_> = Target { method: "POST", authority: "127.0.0.1:7370", path: "/v1/ask", query: None };

/// Made by another implementation of ed25519, from the text of RFC 9421.
#[test]
fn vectors() {
    let key_id = "8a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c";
    let tail = format!(";created={TIME};nonce=\"{}\";keyid=\"{key_id}\";alg=\"ed25519\"", "03".repeat(16));
    let covered = "(\"@method\" \"@authority\" \"@path\" \"@query\" \"mosaic-community\"";
    let headers = sign(&key(), &community(), &ASK, Some(b"\x81\x01"), &stamp());
    let expected = [
        ("mosaic-community", "02".repeat(32)),
        ("signature-input", format!("mosaic={covered} \"content-digest\"){tail}")),
        (
            "signature",
            "mosaic=:Jf+w8gbxPeTexBrjqFY5mx/eIUm7NOQ3kZ+Xkx9M+gwoIGIq4YkV6KFi4ZcHxGQd+envjafEbcgN4hXxiY/LBw==:"
                .to_owned(),
        ),
        ("content-digest", "sha-256=:rDh4P2o7L+O1eXGNa6hJOkVtgAZltEM6DnyCPP+QpgM=:".to_owned()),
    ];
    assert_eq!(headers, expected);
    let target = Target { method: "GET", authority: "peer.example", path: "/v1/strands/aa", query: Some("from=7") };
    let headers = sign(&key(), &community(), &target, None, &stamp());
    assert_eq!(headers[1].1, format!("mosaic={covered}){tail}"));
    let signature = "mosaic=:pdGGTsAChdtXCWXjTa+zZPobyVo5U9etCti4WC+mp72RAKuvwJE0rohW/Hk/+RnVBb0MIGEeZQlC/5tscmPjCA==:";
    assert_eq!(headers[2].1, signature);
}

/// The headers of a request, as they come.
fn came(signed: &[(&'static str, String)]) -> [Option<String>; 4] {
    ["mosaic-community", "signature-input", "signature", "content-digest"]
        .map(|name| signed.iter().find(|(found, _)| *found == name).map(|(_, value)| value.clone()))
}

fn check(target: &Target<'_>, came: &[Option<String>; 4], now: i64) -> Result<PublicKey, String> {
    let [community, input, signature, digest] = came.each_ref().map(Option::as_deref);
    verify(target, &Headers { community, input, signature, digest }, now).map(|signed| signed.key)
}

#[test]
fn only_what_was_signed_verifies() {
    let headers = came(&sign(&key(), &community(), &ASK, Some(b"\x81\x01"), &stamp()));
    assert_eq!(check(&ASK, &headers, TIME), Ok(key().public()));
    let others = [
        Target { method: "GET", ..ASK },
        Target { authority: "127.0.0.2:7370", ..ASK },
        Target { path: "/v1/objects/get", ..ASK },
        Target { query: Some("a"), ..ASK },
    ];
    for other in others {
        assert!(check(&other, &headers, TIME).is_err(), "{other:?}");
    }
    for skew in [MAX_SKEW, -MAX_SKEW] {
        assert!(check(&ASK, &headers, TIME + skew).is_ok());
        assert!(check(&ASK, &headers, TIME + skew + skew.signum()).is_err(), "{skew} and one more");
    }
    for at in [i64::MIN, i64::MAX, 0] {
        assert!(check(&ASK, &headers, at).is_err());
    }
}

/// A header in any other form is refused: cut, longer, with other cases, spaces, parameters, labels.
#[test]
fn one_form_only() {
    let headers = came(&sign(&key(), &community(), &ASK, Some(b"\x81\x01"), &stamp()));
    for field in 0..4 {
        let good = headers[field].clone().unwrap();
        let mut others: Vec<Option<String>> = vec![None, Some(String::new()), Some(format!("{good} "))];
        others.extend([Some(format!(" {good}")), Some(good.to_uppercase()), Some(format!("{good};a=1"))]);
        others.push(Some(good.replace("mosaic=", "sig1=")));
        others.extend(good.char_indices().map(|(at, _)| Some(good[..at].to_owned())));
        let flipped = |at: usize| {
            let mut bytes = good.clone().into_bytes();
            bytes[at] = if bytes[at] == b'2' { b'3' } else { b'2' };
            String::from_utf8(bytes).unwrap()
        };
        others.extend((0..good.len()).map(flipped).map(Some));
        for other in others.into_iter().filter(|other| other.as_deref() != Some(&*good)) {
            let mut headers = headers.clone();
            headers[field].clone_from(&other);
            assert!(check(&ASK, &headers, TIME).is_err(), "{other:?}");
        }
    }
    // What other programs may write, and what means the same: not ours.
    let input = headers[1].clone().unwrap();
    for (from, to) in [
        (";created=", "; created="),
        ("created=1", "created=01"),
        ("created=1", "created=+1"),
        (" \"@authority\"", "  \"@authority\""),
        (";alg=\"ed25519\"", ""),
        (";alg=\"ed25519\"", ";alg=\"ed25519\";expires=9999999999"),
        ("\"@method\" \"@authority\"", "\"@authority\" \"@method\""),
        ("\"content-digest\"", ""),
    ] {
        assert_ne!(input.replace(from, to), input, "{from} is there");
        let mut headers = headers.clone();
        headers[1] = Some(input.replace(from, to));
        assert!(check(&ASK, &headers, TIME).is_err(), "{to}");
    }
}

#[test]
fn nothing_is_answered_twice_and_memory_is_bounded() {
    let (member, stranger) = (key().public(), SecretKey::from_seed([9; 32]).public());
    let nonce = |number: usize| {
        let mut nonce = [0; 16];
        nonce[..8].copy_from_slice(&(number as u64).to_le_bytes());
        nonce
    };
    let mut replay = Replay::default();
    for (key, is_member) in [(member, true), (stranger, false)] {
        let first = Stamp { created: TIME, nonce: nonce(0) };
        assert!(replay.is_new(&key, is_member, &first, TIME));
        assert!(!replay.is_new(&key, is_member, &first, TIME), "twice");
        assert!(replay.is_new(&key, is_member, &Stamp { created: TIME + 1, ..first }, TIME), "another time");
    }
    // Where too many must be remembered, the oldest are forgotten and nothing as old as they is taken.
    for (key, is_member, most) in [(member, true, MAX_NONCES), (stranger, false, MAX_STRANGER_NONCES)] {
        let first = Stamp { created: TIME, nonce: nonce(0) };
        for number in 1..=most {
            assert!(replay.is_new(&key, is_member, &Stamp { created: TIME + 2, nonce: nonce(number) }, TIME));
        }
        assert!(!replay.is_new(&key, is_member, &first, TIME), "forgotten, but not taken again");
        assert!(!replay.is_new(&key, is_member, &Stamp { created: TIME, nonce: nonce(1) }, TIME), "too old");
        assert!(replay.is_new(&key, is_member, &Stamp { created: TIME + 3, nonce: nonce(1) }, TIME), "newer");
    }
    // One who floods does not hurt another member.
    let other = SecretKey::from_seed([8; 32]).public();
    assert!(replay.is_new(&other, true, &Stamp { created: TIME, nonce: nonce(1) }, TIME));
}

/// A signed question as bytes; `sent` is the body that goes with it.
fn question(server: &Server, signer: &SecretKey, community: &Id, created: i64, sent: &[u8]) -> Vec<u8> {
    let authority = server.address().to_string();
    let target = Target { authority: &authority, ..ASK };
    let asked = Request::Heads { after: String::new() }.encode();
    let signed = sign(signer, community, &target, Some(&asked), &Stamp { created, nonce: [4; 16] });
    let headers: String = signed.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let head = format!(
        "POST /v1/ask HTTP/1.1\r\nhost: {authority}\r\nconnection: close\r\ncontent-type: application/cbor\r\n\
         content-length: {}\r\n{headers}\r\n",
        sent.len()
    );
    [head.as_bytes(), sent].concat()
}

#[test]
fn over_the_wire() {
    let served = Served::new(false);
    let server = served.start(ServeOptions::default());
    let asked = Request::Heads { after: String::new() }.encode();
    let (time, own) = (now().seconds, served.community());
    let good = question(&server, &served.key(), &own, time, &asked);
    assert_eq!(status(&exchange(&server, &good)), 200);
    assert_eq!(status(&exchange(&server, &good)), 403, "the same bytes once more");
    let refused = [
        ("another body", question(&server, &served.key(), &own, time, &Request::Card.encode())),
        ("another community", question(&server, &served.key(), &community(), time, &asked)),
        ("an old request", question(&server, &served.key(), &own, time - MAX_SKEW - 60, &asked)),
    ];
    for (what, bytes) in refused {
        assert_eq!(status(&exchange(&server, &bytes)), 403, "{what}");
    }
    // A stranger is heard, and refused by the peer itself.
    let answer = exchange(&server, &question(&server, &key(), &own, time, &asked));
    assert_eq!(status(&answer), 200);
    assert!(answer.contains("not a member"), "{answer}");
    // A header that comes twice has no meaning.
    let text = String::from_utf8_lossy(&good).replace("signature: ", "signature: mosaic=:AA==:\r\nsignature: ");
    assert_eq!(status(&exchange(&server, text.as_bytes())), 400);
    let peer = served.http(&server);
    let both: Vec<_> = (0..2).map(|_| Arc::clone(&peer)).collect();
    for peer in both {
        assert!(
            matches!(peer.ask(&Request::Heads { after: String::new() }), Ok(Response::Heads { .. })),
            "each is new"
        );
    }
}
