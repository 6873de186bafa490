//! The bytes of strands, logs, bodies, tokens and exported files: what is written is read, what is hostile is refused.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use mosaic::base::cbor::Item;
use mosaic::base::domain::Domain;
use mosaic::base::flat::FlatWriter;
use mosaic::base::id::Id;
use mosaic::base::limit::{MAX_BODY, MAX_CLOCK, MAX_EVIDENCE, MAX_SEEN, MAX_STRAND, MAX_STRAND_KIND, MAX_USES};
use mosaic::repo::tapestry::{export, import};
use mosaic::storage::power::random;
use mosaic::strand::error::StrandError;
use mosaic::strand::evidence::Proof;
use mosaic::strand::exchange::document::Document;
use mosaic::strand::exchange::form::Form;
use mosaic::strand::invite::{Invite, Offer, Token};
use mosaic::strand::kinds::admitted::Admitted;
use mosaic::strand::kinds::double::{DoubleVote, MAX_VOTE};
use mosaic::strand::kinds::missed::Missed;
use mosaic::strand::kinds::online::Online;
use mosaic::strand::kinds::profile::Profile;
use mosaic::strand::kinds::quorum::Quorum;
use mosaic::strand::kinds::replaced::Replaced;
use mosaic::strand::kinds::rules;
use mosaic::strand::log::walk;
use mosaic::strand::record::{Link, Signed};
use mosaic::strand::tapestry::Author;

use crate::strand_model::{Hand, Peer, action, batches, community_id, fork_log, key, note};
use crate::tools::needs;

/// The fields of a strand, each of which can be anything.
#[derive(Clone)]
struct Fields {
    version: u64,
    author: Vec<u8>,
    seq: u64,
    previous: Vec<u8>,
    seen: Vec<Vec<u8>>,
    clock: u64,
    time: u64,
    kind: String,
    body: usize,
}

/// Sets one field.
type SetNumber = fn(&mut Fields, u64);

fn sound() -> Fields {
    Fields {
        version: 1,
        author: key(1).public().as_bytes().to_vec(),
        seq: 2,
        previous: vec![1; 32],
        seen: vec![],
        clock: 2,
        time: 3,
        kind: "note".to_owned(),
        body: 4,
    }
}

impl Fields {
    fn bytes(&self) -> Vec<u8> {
        let mut out = FlatWriter::new();
        out.array(9).uint(self.version).bytes(&self.author).uint(self.seq).bytes(&self.previous);
        out.array(self.seen.len());
        for id in &self.seen {
            out.bytes(id);
        }
        out.uint(self.clock).uint(self.time).text(&self.kind).bytes(&vec![7; self.body]);
        [out.finish(), vec![0; 64]].concat()
    }

    fn is_read(&self) -> bool {
        Signed::decode(&self.bytes()).is_ok()
    }
}

/// Beyond every limit there is.
const HUGE: [u64; 5] = [1 << 31, 1 << 32, 1 << 63, u64::MAX - 1, u64::MAX];

#[test]
fn every_field_has_its_limit() {
    assert!(sound().is_read());
    let ids = |count: usize| (0..count).map(|n| Id::of(&n.to_be_bytes()).as_bytes().to_vec()).collect::<Vec<_>>();
    let numbers: [(&str, SetNumber); 3] =
        [("seq", |f, n| f.seq = n), ("clock", |f, n| f.clock = n), ("time", |f, n| f.time = n)];
    for (name, set) in numbers {
        for (value, is_read) in [(MAX_CLOCK, true), (MAX_CLOCK + 1, false), (1 << 31, true), (1 << 32, true)] {
            let mut fields = sound();
            set(&mut fields, value);
            assert_eq!(fields.is_read(), is_read, "{name} {value}");
        }
        for value in &HUGE[2..] {
            let mut fields = sound();
            set(&mut fields, *value);
            assert!(!fields.is_read(), "{name} {value}");
        }
    }
    for version in [0, 2, 1 << 31, u64::MAX] {
        assert!(!Fields { version, ..sound() }.is_read());
    }
    for (count, is_read) in [(MAX_SEEN, true), (MAX_SEEN + 1, false), (1000, false)] {
        assert_eq!(Fields { seen: ids(count), ..sound() }.is_read(), is_read, "{count} seen");
    }
    for (body, is_read) in [(MAX_BODY, true), (MAX_BODY + 1, false), (1 << 20, false)] {
        assert_eq!(Fields { body, ..sound() }.is_read(), is_read, "{body} bytes");
    }
    for (body, is_read) in [(MAX_EVIDENCE, true), (MAX_EVIDENCE + 1, false)] {
        let longest = Fields { body, kind: "evidence".to_owned(), seen: ids(MAX_SEEN), ..sound() };
        assert_eq!(longest.is_read(), is_read, "{body} bytes");
        assert!(longest.bytes().len() <= MAX_STRAND + 1);
    }
    let long = "k".repeat(MAX_STRAND_KIND);
    for (kind, is_read) in [(&*long, true), (&*format!("{long}k"), false), ("", false), ("A", false), ("a b", false)] {
        assert_eq!(Fields { kind: kind.to_owned(), ..sound() }.is_read(), is_read, "{kind:?}");
    }
    let twice = [ids(1), ids(1)].concat();
    let bad = [
        Fields { author: vec![0; 32], ..sound() },
        Fields { author: vec![1; 31], ..sound() },
        Fields { seq: 0, ..sound() },
        Fields { seq: 1, ..sound() },
        Fields { previous: vec![], ..sound() },
        Fields { previous: vec![1; 33], ..sound() },
        Fields { seen: vec![vec![1; 31]], ..sound() },
        Fields { seen: vec![vec![1; 32]], ..sound() },
        Fields { seen: twice, ..sound() },
    ];
    assert!(bad.iter().all(|fields| !fields.is_read()));
    assert!(Fields { seq: 1, previous: vec![], ..sound() }.is_read());
}

#[test]
fn lengths_that_are_claimed_are_not_believed() {
    for head in [0x9b, 0xbb, 0x5b, 0x7b] {
        for len in [MAX_STRAND as u64 + 1, 1 << 31, 1 << 32, 1 << 63, u64::MAX] {
            for at in 0..9 {
                // The first fields are sound, then comes a length without an end.
                let sound = sound().bytes();
                let mut bytes = sound[..(at * 9).min(sound.len())].to_vec();
                bytes.push(head);
                bytes.extend(len.to_be_bytes());
                bytes.extend([0; 100]);
                let read = Signed::decode(&bytes);
                assert!(matches!(read, Err(StrandError::Malformed { .. } | StrandError::Short)));
                let short = Signed::decode(&bytes[..bytes.len() - 90]);
                assert!(short.is_err());
                assert!(Document { community: Id::of(b""), strands: vec![], forks: vec![] }.strands.is_empty());
                assert!(Form::decode(&bytes).is_err());
            }
        }
    }
}

/// A log of all kinds, and what others say.
fn strands() -> Vec<Signed> {
    let mut creator = Hand::new(0);
    let admitted = creator.admit(1);
    let mut hand = Hand::new(1);
    let joined = hand.join(&admitted);
    let seen = [crate::strand_model::place(&joined)];
    let (a, b) = (creator.fork(0).note("a", &[]), creator.fork(0).note("b", &[]));
    let (who, other) = (key(1).public(), key(2));
    let bodies = [
        Online { addresses: vec!["http://x".into()], capacity: 9, version: "1".into() }.body(),
        mosaic::strand::kinds::offline::body(),
        mosaic::strand::kinds::left::body(),
        Missed { member: who, online: joined.id }.body(),
        Profile { name: "A".into(), fields: vec![("k".into(), "v".into())], ..Profile::default() }.body(),
        mosaic::strand::kinds::evidence::body(&Proof::of(&a, &b).unwrap()),
        Quorum::Byzantine.body(),
        DoubleVote::of(who, vec![2], vec![1, 3]).body(),
        Replaced::by(&key(0).public(), &other, &community_id()).body(),
        Admitted { member: who, voter: true, invite: Some(other.public()) }.body(),
    ];
    let mut all = vec![admitted, joined];
    all.extend(bodies.iter().map(|body| creator.next(body.kind, body.bytes.clone(), &seen)));
    all
}

#[test]
fn every_kind_is_written_and_read_and_nothing_else_is() {
    let all = strands();
    let mut kinds: Vec<&str> = all.iter().map(|signed| signed.strand.kind.as_str()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    assert_eq!(kinds.len(), rules::ALL.len(), "one of each kind: {kinds:?}");
    let mut state = 1;
    for signed in &all {
        let rule = rules::find(&signed.strand.kind).unwrap();
        assert!(!(rule.settings)(signed, &community_id()).unwrap().is_empty(), "{}", rule.kind);
        // Cut, longer, or with one byte changed: refused, or read as something that is written exactly so.
        for at in 0..signed.strand.body.len() {
            for change in [1, 0x20, 0x80, 0xff] {
                let mut other = signed.clone();
                other.strand.body[at] ^= change;
                if (rule.settings)(&other, &community_id()).is_ok() {
                    assert!(Item::decode(&other.strand.body).is_ok(), "{} {at}", rule.kind);
                }
            }
            let mut cut = signed.clone();
            cut.strand.body.truncate(at);
            assert!((rule.settings)(&cut, &community_id()).is_err(), "{} cut at {at}", rule.kind);
        }
        let mut longer = signed.clone();
        longer.strand.body.push(random(&mut state) as u8);
        assert!((rule.settings)(&longer, &community_id()).is_err());
    }
}

#[test]
fn a_double_vote_is_two_votes_in_their_order() {
    let (who, longest) = (key(1).public(), vec![7; MAX_VOTE]);
    let double = DoubleVote::of(who, longest.clone(), vec![1]);
    assert_eq!(DoubleVote::decode(&double.body().bytes).unwrap(), double);
    assert_eq!(double, DoubleVote::of(who, vec![1], longest.clone()));
    let longer = [longest.clone(), vec![0]].concat();
    for votes in [[longest.clone(), vec![1]], [vec![1], vec![1]], [vec![], vec![1]], [vec![1], longer]] {
        let bad = DoubleVote { accused: who, votes };
        assert!(DoubleVote::decode(&bad.body().bytes).is_err());
    }
}

#[test]
fn what_is_read_is_the_one_form_of_what_it_says() {
    let mut state = 7;
    let (mut read, mut refused) = (0, 0);
    for signed in strands() {
        for _ in 0..3000 {
            let mut bytes = signed.bytes.clone();
            for _ in 0..=random(&mut state) % 2 {
                let at = (random(&mut state) % bytes.len() as u64) as usize;
                bytes[at] = random(&mut state) as u8;
            }
            match Signed::decode(&bytes) {
                Ok(found) => {
                    read += 1;
                    // A second decoder, of another make, agrees; and so does the one that reads links only.
                    assert_eq!(found.strand.encode(), found.record());
                    assert_eq!(Item::decode(found.record()).unwrap().encode(), found.record());
                    assert_eq!(found.id, Id::of(found.record()));
                    let link = Link::read(&bytes).unwrap();
                    assert_eq!((link.seq, link.len), (found.strand.seq, bytes.len()));
                    assert!(bytes == signed.bytes || !found.is_genuine(&community_id()));
                }
                Err(_) => refused += 1,
            }
        }
    }
    assert!(read > 1000 && refused > 1000, "{read} read, {refused} refused");
}

#[test]
fn a_log_that_is_cut_ends_with_its_last_whole_strand() {
    let all: Vec<Signed> = strands().into_iter().filter(|signed| signed.strand.author == key(0).public()).collect();
    let bytes: Vec<u8> = all.iter().flat_map(|signed| signed.bytes.clone()).collect();
    let author = key(0).public();
    assert_eq!(walk(&author, &bytes).strands, all);
    let mut ends = vec![0];
    ends.extend(all.iter().scan(0, |end, signed| {
        *end += signed.bytes.len();
        Some(*end)
    }));
    for at in 0..bytes.len() {
        let walked = walk(&author, &bytes[..at]);
        let whole = ends.iter().filter(|end| **end <= at).max().unwrap();
        assert_eq!((walked.len, walked.fault.is_none()), (*whole, *whole == at), "cut at {at}");
    }
    assert!(walk(&key(1).public(), &bytes).fault.unwrap().contains("another author"));
}

#[test]
fn a_token_works_whole_or_not_at_all() {
    let offer = |uses, expires, addresses: Vec<String>| Offer { addresses, uses, expires, voter: true };
    let make = |offer| Token::new(community_id(), &key(0), [3; 32], offer);
    let token = make(offer(2, 99, vec!["https://[::1]:7370".to_owned()])).unwrap();
    let text = token.to_text();
    assert!(text.starts_with("mosaic1-") && text.is_ascii() && !text.contains(char::is_whitespace));
    assert_eq!(Token::from_text(&format!("  {text}\n")).unwrap().invite, token.invite);
    assert_eq!(Invite::decode(&token.invite.encode()).unwrap(), token.invite);
    for at in 0..text.len() {
        assert!(Token::from_text(&text[..at]).is_err());
        let mut changed = text.clone().into_bytes();
        changed[at] = if changed[at] == b'x' { b'y' } else { b'x' };
        assert!(Token::from_text(std::str::from_utf8(&changed).unwrap()).is_err(), "changed at {at}");
    }
    for long in ["mosaic1-", "", "mosaic2-AAAA", &"A".repeat(1 << 20), &format!("mosaic1-{}", "A".repeat(1 << 20))] {
        assert!(Token::from_text(long).is_err());
    }
    for (uses, expires, is_made) in [
        (MAX_USES, MAX_CLOCK, true),
        (0, 1, false),
        (MAX_USES + 1, 1, false),
        (1 << 63, 1, false),
        (u64::MAX, 1, false),
        (1, MAX_CLOCK + 1, false),
        (1, u64::MAX, false),
    ] {
        assert_eq!(make(offer(uses, expires, vec![])).is_ok(), is_made, "{uses} {expires}");
    }
    for (addresses, is_made) in [
        (vec!["x".repeat(255); 16], true),
        (vec!["x".to_owned(); 17], false),
        (vec!["x".repeat(256)], false),
        (vec![String::new()], false),
        (vec!["a b".to_owned()], false),
        (vec!["\u{202e}".to_owned()], false),
    ] {
        let made = make(offer(1, 1, addresses));
        assert_eq!(made.is_ok(), is_made);
        assert!(made.is_err() || Token::from_text(&made.unwrap().to_text()).is_ok());
    }
}

#[test]
fn every_domain_has_a_tag_of_its_own() {
    let mut tags: Vec<&str> = Domain::ALL.iter().map(|domain| domain.tag()).collect();
    assert!(tags.iter().all(|tag| tag.starts_with("mosaic/1/") && !tag.contains('\0')));
    tags.sort_unstable();
    tags.dedup();
    assert_eq!(tags.len(), Domain::ALL.len());
    let text = include_str!("../../src/base/domain.rs");
    assert_eq!(text.matches("\"mosaic/1/").count(), Domain::ALL.len(), "all tags are there, and nowhere else");
}

/// A repository with a fork, as a document.
fn document() -> Document {
    let peer = Peer::new(0);
    peer.say(&[note("one"), note("two")]);
    fork_log(&peer.repository);
    export(&peer.repository).unwrap()
}

#[test]
fn a_tapestry_goes_through_every_form_of_file() {
    let document = document();
    assert!(!document.forks.is_empty() && document.strands.len() > 4);
    let mut roots = Vec::new();
    for form in [Form::Cbor, Form::Json, Form::Protobuf] {
        let bytes = form.encode(&document);
        assert_eq!(Form::decode(&bytes).unwrap(), document, "{form:?}");
        let peer = Peer::new(9);
        let merged = import(&peer.repository, &action(), &Form::decode(&bytes).unwrap()).unwrap();
        assert_eq!((merged.missing.len(), merged.refused.len(), merged.forks.len()), (0, 0, 1), "{form:?}");
        roots.push(peer.root());
        let step = bytes.len().div_ceil(300);
        for at in (0..bytes.len()).step_by(step) {
            assert!(Form::decode(&bytes[..at]).is_err() || form == Form::Protobuf, "{form:?} cut at {at}");
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            if let Ok(changed) = Form::decode(&changed) {
                // What still has the form does not verify: it is refused, or makes nothing else of the rest.
                let peer = Peer::new(9);
                if changed.community == document.community {
                    import(&peer.repository, &action(), &changed).unwrap();
                    assert!(changed == document || peer.logs().len() <= 2);
                }
            }
        }
    }
    assert!(roots[0].is_some() && roots.iter().all(|root| *root == roots[0]));
}

#[test]
fn protoc_reads_and_writes_the_same_protobuf() {
    if !needs("protoc") {
        return;
    }
    let bytes = Form::Protobuf.encode(&document());
    let text = protoc("--decode=mosaic.Tapestry", &bytes);
    let shown = String::from_utf8_lossy(&text);
    assert!(shown.contains("kind: \"member-admitted\"") && shown.contains("forks {"), "{shown}");
    assert_eq!(protoc("--encode=mosaic.Tapestry", &text), bytes);
}

fn protoc(what: &str, input: &[u8]) -> Vec<u8> {
    let docs = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs");
    let mut child = Command::new("protoc")
        .args([what, "tapestry.proto"])
        .current_dir(docs)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), input).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    output.stdout
}

/// Strands of every kind as the first version wrote them, and what they make: read by every later version.
#[test]
fn strands_of_the_first_version_are_read() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/strands-v1.cbor");
    let made = {
        let peer = Peer::new(9);
        peer.merge(&batches(&strands()[..2]));
        let mut all = strands();
        // The key was replaced: its log ends there.
        all.truncate(11);
        let mut branch = Hand { seq: 1, previous: Some(all[1].id), clock: 2, ..Hand::new(1) };
        all.extend([branch.fork(1).note("left", &[]), branch.note("right", &[])]);
        peer.merge(&batches(&all));
        Form::Cbor.encode(&export(&peer.repository).unwrap())
    };
    if std::env::var_os("MOSAIC_BLESS").is_some() {
        fs::write(&path, &made).unwrap();
    }
    let frozen = fs::read(&path).unwrap();
    assert_eq!(frozen, made, "the format has changed");
    let peer = Peer::new(9);
    import(&peer.repository, &action(), &Form::decode(&frozen).unwrap()).unwrap();
    assert_eq!(peer.root().unwrap().to_string(), ROOT, "the same strands make another root");
}

const ROOT: &str = "8eb8a98d02fb8a527f52f785effd9be7939f2730ab75be4d65302af55d030f94";

#[test]
fn rows_of_the_tapestry_are_strict() {
    let id = |n: u8| Id::of(&[n]);
    let (low, high) = if id(1) < id(2) { (id(1), id(2)) } else { (id(2), id(1)) };
    let fork = mosaic::strand::evidence::Fork { seq: 4, ids: [low, high] };
    let row = Author { len: 500, seq: 3, tip: Some(id(3)), fork: Some(fork), values: Some(id(4)) };
    let cut = Author { len: 0, seq: 0, tip: None, fork: Some(fork), values: None };
    // A knot may cover more than what is before the fork.
    let covered = Author { seq: 4, ..row.clone() };
    let unforked = Author { fork: None, ..row.clone() };
    for good in [&row, &cut, &covered, &unforked, &Author { values: None, ..row.clone() }] {
        assert_eq!(Author::decode(&good.encode()).unwrap(), *good);
    }
    let swapped = mosaic::strand::evidence::Fork { seq: 4, ids: [high, low] };
    for bad in [
        Author { fork: None, ..cut.clone() },
        Author { tip: None, ..row.clone() },
        Author { len: 0, ..row.clone() },
        Author { values: row.values, ..cut },
        Author { fork: Some(swapped), ..row },
    ] {
        assert!(Author::decode(&bad.encode()).is_err(), "{bad:?}");
    }
}
