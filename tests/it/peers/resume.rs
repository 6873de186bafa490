//! Sessions that end in the middle, after each of their members in turn: what has arrived is never asked for again.

use std::collections::HashSet;
use std::io::{Cursor, Read};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use mosaic::base::key::PublicKey;
use mosaic::node::error::NodeError;
use mosaic::node::parts::RawId;
use mosaic::node::quarantine::read_member;
use mosaic::node::remote::{Peer, Remote, Take};
use mosaic::node::wire::{Request, Response};

use super::village::{HEAD, Home, noise};

type Result<T> = std::result::Result<T, NodeError>;

/// A line that breaks after so many members, and notes what went over it.
struct Breaking {
    inner: Peer,
    left: AtomicU64,
    seen: Mutex<HashSet<RawId>>,
    /// Members that had been there before.
    again: AtomicU64,
}

impl Breaking {
    fn new(inner: Peer, left: u64, seen: &HashSet<RawId>) -> Arc<Self> {
        let again = AtomicU64::new(0);
        Arc::new(Self { inner, left: AtomicU64::new(left), seen: Mutex::new(seen.clone()), again })
    }

    /// Whether one more member passes.
    fn passes(&self) -> bool {
        self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok()
    }

    fn note(&self, id: &RawId) {
        if !self.seen.lock().unwrap().insert(*id) {
            self.again.fetch_add(1, Ordering::SeqCst);
        }
    }

    fn broken<T>(&self) -> Result<T> {
        Err(NodeError::network(self.name(), "the line is broken"))
    }
}

impl Remote for Breaking {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn ask(&self, request: &Request) -> Result<Response> {
        if self.left.load(Ordering::SeqCst) == 0 { self.broken() } else { self.inner.ask(request) }
    }

    fn get(&self, ids: &[RawId], take: Take<'_>) -> Result<()> {
        self.inner.get(ids, &mut |member| {
            if !self.passes() {
                return self.broken();
            }
            self.note(member.header().id.as_bytes());
            take(member)
        })
    }

    fn put(&self, _len: u64, members: &mut dyn Read) -> Result<()> {
        let mut body = Vec::new();
        let mut whole = true;
        while whole && let Some(member) = read_member(members).unwrap() {
            whole = self.passes();
            let bytes = member.as_bytes();
            if whole {
                self.note(member.header().id.as_bytes());
                body.extend_from_slice(bytes);
            } else {
                body.extend_from_slice(&bytes[..bytes.len() / 2]);
            }
        }
        let put = self.inner.put(body.len() as u64, &mut Cursor::new(body));
        if whole { put } else { self.broken() }
    }

    fn strands(&self, author: &PublicKey, from: u64) -> Result<Vec<u8>> {
        self.inner.strands(author, from)
    }
}

fn history() -> Home {
    let first = Home::found("the first", 1);
    for version in 0..3 {
        let file = |number: u64| (format!("f{number}/data"), noise(number + 10 * version, 25_000));
        first.commit(&(0..5).map(file).collect());
    }
    first
}

#[test]
fn what_was_fetched_is_never_fetched_again() {
    let first = history();
    let mut cuts = 0;
    for cut in 0.. {
        let home = first.another("home", 2);
        let before = home.state();
        let line = Breaking::new(first.line(home.key()), cut, &HashSet::new());
        let fetched = home.fetch(&[Arc::clone(&line) as Peer]);
        let whole = fetched.as_ref().is_ok_and(|fetched| !fetched.heads.is_empty());
        let seen = line.seen.lock().unwrap().clone();
        assert_eq!(home.losses(), [], "cut at {cut}");
        if !whole {
            assert_eq!(home.state(), before, "cut at {cut}");
            cuts += 1;
            let line = Breaking::new(first.line(home.key()), u64::MAX, &seen);
            let fetched = home.fetch(&[Arc::clone(&line) as Peer]).unwrap();
            assert_eq!(line.again.load(Ordering::SeqCst), 0, "cut at {cut}");
            assert_eq!(fetched.resumed_bytes > 0, cut > 0, "cut at {cut}");
            assert_eq!(home.losses(), [], "cut at {cut}");
        }
        assert_eq!(home.delivered(), [(format!("{}/{HEAD}", first.key()), first.head().unwrap())], "cut at {cut}");
        if whole {
            break;
        }
    }
    println!("{cuts} cuts of a fetch");
    assert!(cuts > 30);
}

#[test]
fn what_was_sent_is_never_sent_again() {
    let first = history();
    let mut cuts = 0;
    for cut in 0.. {
        let peer = first.another("peer", 2);
        let before = peer.state();
        let line = Breaking::new(peer.line(first.key()), cut, &HashSet::new());
        let whole = first.push(&(Arc::clone(&line) as Peer)).is_ok();
        let seen = line.seen.lock().unwrap().clone();
        assert_eq!(peer.losses(), [], "cut at {cut}");
        if !whole {
            cuts += 1;
            // The last members that pass are those by which the sender looks whether the peer has what it took.
            let taken = peer.delivered().len() == 1;
            assert!(taken || peer.state() == before, "cut at {cut}");
            // Another process answers now: the first one was killed.
            drop(line);
            let line = Breaking::new(peer.line(first.key()), u64::MAX, &seen);
            first.push(&(Arc::clone(&line) as Peer)).unwrap();
            // The head alone comes back, to be looked at.
            assert!(line.again.load(Ordering::SeqCst) <= 1, "cut at {cut}");
            assert_eq!(peer.losses(), [], "cut at {cut}");
        }
        assert_eq!(peer.delivered(), [(format!("{}/{HEAD}", first.key()), first.head().unwrap())], "cut at {cut}");
        if whole {
            break;
        }
    }
    println!("{cuts} cuts of a push");
    assert!(cuts > 30);
}
