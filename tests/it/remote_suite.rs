//! One suite for every line to a peer: inside of this process, over HTTP, over TLS.

use std::collections::BTreeSet;
use std::io::Cursor;
use std::sync::Arc;

use mosaic::base::id::GitId;
use mosaic::base::verified::Verified;
use mosaic::heads::bundle::Bundle;
use mosaic::heads::register::Register;
use mosaic::heads::report::Report;
use mosaic::node::card::Card;
use mosaic::node::error::{Code, NodeError, Refusal};
use mosaic::node::remote::{Peer, Remote};
use mosaic::node::wire::{Request, Response};
use mosaic::object::member::Member;
use mosaic::transport::client::{HttpOptions, HttpRemote};
use mosaic::transport::faulty::{Fault, Faulty};
use mosaic::transport::server::ServeOptions;
use mosaic::transport::tls::{Pin, ServerTls};

use crate::served::{Served, chunk};

/// What any line must do.
fn suite(served: &Served, peer: &dyn Remote) {
    asks(served, peer);
    agrees(served, peer);
    gets(served, peer);
    puts(peer);
    let key = served.node.member();
    let log = peer.strands(&key, 0);
    assert!(matches!(&log, Ok(log) if log.is_empty()) || refusal(log.err()).code == Code::NotFound);
}

fn asks(served: &Served, peer: &dyn Remote) {
    let Response::Card(card) = peer.ask(&Request::Card).unwrap() else { panic!("a card is answered") };
    let card = Card::open(&card).unwrap();
    assert_eq!((card.member, card.community), (served.node.member(), served.community()));
    let Response::Heads { heads, more } = peer.ask(&Request::Heads { after: String::new() }).unwrap() else {
        panic!("heads are answered")
    };
    assert_eq!((heads.len(), more, heads[0].0.as_str()), (1, false, "main"));
    let unknown = [7; 32];
    let ids = vec![served.ids[0], unknown];
    assert_eq!(peer.ask(&Request::Have { ids }).unwrap(), Response::Have(vec![true, false]));
    // A refusal is an answer.
    let want = vec![GitId::from_bytes(unknown)];
    let asked = peer.ask(&Request::History { want, have: Vec::new(), depth: 0, skip: 0 }).unwrap();
    assert!(matches!(asked, Response::Refused(_)), "{asked:?}");
}

/// Questions about decisions are answered as inside of this process.
fn agrees(served: &Served, peer: &dyn Remote) {
    let register = Register::head("main").unwrap();
    let questions = [
        Request::Report { registers: vec![register.clone(), Register::voters()] },
        Request::Show { bundle: Bundle::default(), all: true },
        Request::Decided { after: String::new() },
        Request::Certificates { rows: vec![(register, 0)] },
        Request::Voted { after: String::new() },
    ];
    let inside = served.loopback();
    for question in questions {
        let answer = peer.ask(&question).unwrap();
        assert_eq!(answer, inside.ask(&question).unwrap(), "{question:?}");
        match answer {
            Response::Reports { reports, .. } => {
                let genuine = |report: &Report| report.is_genuine(&served.community(), &Verified::default());
                assert!(reports.len() == 2 && reports.iter().all(genuine), "{reports:?}");
            }
            answer => assert!(matches!(answer, Response::Shown { .. } | Response::Heights { .. }), "{answer:?}"),
        }
    }
    assert!(matches!(peer.ask(&Request::StartSync), Ok(Response::Started(_))));
}

fn gets(served: &Served, peer: &dyn Remote) {
    let mut got = BTreeSet::new();
    let mut plain = Vec::new();
    let asked = [&served.ids[..], &[[7; 32]]].concat();
    peer.get(&asked, &mut |member: Member| {
        let header = *member.header();
        member.read(header.kind, &header.id, &mut plain).unwrap();
        assert!(got.insert(*header.id.as_bytes()), "an object comes once");
        Ok(())
    })
    .unwrap();
    assert_eq!(got, served.ids.iter().copied().collect(), "what is there comes, and nothing else");
    peer.get(&[], &mut |_| panic!("nothing was asked for")).unwrap();
    // What the taker returns ends it.
    let mut count = 0;
    let ended = peer.get(&served.ids, &mut |_| {
        count += 1;
        Err(NodeError::network("here", "enough"))
    });
    assert!(matches!(ended, Err(NodeError::Network { why, .. }) if why == "enough"));
    assert_eq!(count, 1);
}

fn puts(peer: &dyn Remote) {
    let sent = [chunk(b"one"), chunk(&[7; 300_000])];
    let bytes: Vec<u8> = sent.iter().flat_map(|member| member.as_bytes()).copied().collect();
    peer.put(bytes.len() as u64, &mut Cursor::new(&bytes)).unwrap();
    let ids = sent.iter().map(|member| *member.header().id.as_bytes()).collect();
    assert_eq!(peer.ask(&Request::Have { ids }).unwrap(), Response::Have(vec![true, true]), "they wait for a head");
    // What is not what it says is refused, what came before it is kept.
    let lie = Member::encode(sent[0].header().kind, sent[0].header().id, b"another", 1);
    let good = chunk(b"before the lie");
    let bytes = [good.as_bytes(), lie.as_bytes()].concat();
    let refused = peer.put(bytes.len() as u64, &mut Cursor::new(&bytes));
    assert_eq!(refusal(refused.err()).code, Code::Integrity);
    let ids = vec![*good.header().id.as_bytes()];
    assert_eq!(peer.ask(&Request::Have { ids }).unwrap(), Response::Have(vec![true]));
    // An end inside of an object is malformed.
    let cut = &good.as_bytes()[..good.as_bytes().len() - 1];
    let refused = peer.put(cut.len() as u64, &mut Cursor::new(cut));
    assert_eq!(refusal(refused.err()).code, Code::Malformed);
}

fn refusal(error: Option<NodeError>) -> Refusal {
    match error {
        Some(NodeError::Refused { refusal, .. }) => refusal,
        other => panic!("no refusal: {other:?}"),
    }
}

#[test]
fn loopback() {
    let served = Served::new(false);
    suite(&served, &*served.loopback());
}

#[test]
fn http() {
    let served = Served::new(false);
    let server = served.start(ServeOptions::default());
    suite(&served, &*served.http(&server));
    server.stop();
}

#[test]
fn a_line_without_faults_is_sound() {
    let served = Served::new(false);
    suite(&served, &Faulty::new(served.loopback(), Fault::Forged, 0, 1));
}

#[test]
fn tls_and_its_pin() {
    let served = Served::new(false);
    let tls = ServerTls::self_signed(&["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
    let pin = tls.pin().unwrap();
    let server = served.start(ServeOptions { tls: Some(tls), ..ServeOptions::default() });
    let first = HttpRemote::new(&server.url(), served.signed()).unwrap();
    assert!(first.certificate().is_empty(), "nothing was seen yet");
    suite(&served, &first);
    assert_eq!(first.certificate(), pin.0, "taken at first sight");
    let known = HttpRemote::new(&server.url(), HttpOptions { pin: Some(pin), ..served.signed() }).unwrap();
    known.ask(&Request::Card).unwrap();
    let other = HttpOptions { pin: Some(Pin([7; 32])), ..served.signed() };
    let refused = HttpRemote::new(&server.url(), other).unwrap().ask(&Request::Card);
    assert!(matches!(&refused, Err(NodeError::Network { why, .. }) if why.contains("another one")), "{refused:?}");
    // Whoever does not speak TLS gets nothing.
    let plain = server.url().replace("https", "http");
    assert!(HttpRemote::new(&plain, served.signed()).unwrap().ask(&Request::Card).is_err());
}

#[test]
fn who_may_do_what() {
    for anyone in [false, true] {
        let served = Served::new(anyone);
        let server = served.start(ServeOptions::default());
        let unsigned = HttpRemote::new(&server.url(), HttpOptions::default()).unwrap();
        assert!(matches!(unsigned.ask(&Request::Card), Ok(Response::Card(_))), "a card is for everyone");
        let heads = unsigned.ask(&Request::Heads { after: String::new() }).unwrap();
        assert_eq!(matches!(heads, Response::Heads { .. }), anyone, "{heads:?}");
        for question in [Request::Show { bundle: Bundle::default(), all: true }, Request::StartSync] {
            let refused = unsigned.ask(&question);
            let is_refusal = |why: &Refusal| why.code == Code::NotAllowed;
            assert!(matches!(&refused, Ok(Response::Refused(why)) if is_refusal(why)), "only members: {refused:?}");
        }
        let got = unsigned.get(&served.ids, &mut |_| Ok(()));
        assert_eq!(got.is_ok(), anyone, "{got:?}");
        let body = chunk(b"from a stranger");
        let put = unsigned.put(body.as_bytes().len() as u64, &mut Cursor::new(body.as_bytes()));
        assert_eq!(refusal(put.err()).code, Code::NotAllowed, "nobody but members may write");
    }
}

#[test]
fn every_fault_is_seen_or_harmless() {
    let served = Served::new(false);
    for fault in Fault::ALL {
        let peer: Peer = Arc::new(Faulty::new(served.loopback(), fault, 1_000, 1));
        let (mut sound, mut unsound, mut calls) = (BTreeSet::new(), 0, 0);
        let got = peer.get(&served.ids, &mut |member| {
            calls += 1;
            let (header, mut plain) = (*member.header(), Vec::new());
            if member.read(header.kind, &header.id, &mut plain).is_ok() && served.ids.contains(header.id.as_bytes()) {
                sound.insert(*header.id.as_bytes());
            } else {
                unsound += 1;
            }
            if calls > 3 * served.ids.len() { Err(NodeError::lie("faulty", "it never ends")) } else { Ok(()) }
        });
        let have = peer.ask(&Request::Have { ids: vec![served.ids[0]] });
        let lies = !matches!(have, Ok(Response::Have(there)) if there == [true]);
        let strange = got.is_err() || sound.len() < served.ids.len() || unsound > 0 || calls > served.ids.len();
        assert!(strange || lies, "{fault:?} does something");
        assert!(matches!(fault, Fault::Denying | Fault::Evading) || strange, "{fault:?} strikes objects");
    }
}
