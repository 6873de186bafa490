//! Details of fetching: from several peers that have a part each, from one that is slow, with a depth, of a part of the
//! files, from one that shows an old state.

use std::collections::HashSet;
use std::io::Read;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use mosaic::base::id::ObjectId;
use mosaic::base::key::PublicKey;
use mosaic::base::kind::Kind;
use mosaic::base::monitor::Monitor;
use mosaic::base::path::TreePath;
use mosaic::node::error::NodeError;
use mosaic::node::fetch::{FetchOptions, fetch};
use mosaic::node::meet::Met;
use mosaic::node::parts::RawId;
use mosaic::node::remote::{Peer, Remote, Take};
use mosaic::node::wire::{Request, Response};
use mosaic::object::traits::{Sink, Source};
use mosaic::repo::fsck::fsck;
use mosaic::repo::selection::Selection;

use super::village::{HEAD, Home, action, noise};

type Result<T> = std::result::Result<T, NodeError>;

fn history(versions: u64) -> Home {
    let first = Home::found("the first", 1);
    for version in 0..versions {
        let file = |number: u64| (format!("f{number}/data"), noise(number + 100 * version, 40_000));
        first.commit(&(0..24).map(file).collect());
    }
    first
}

/// What a line of a test does otherwise than the peer behind it.
trait Twist: Send + Sync {
    /// Whether the peer has this object, and says so.
    fn has(&self, _id: &RawId) -> bool {
        true
    }

    /// Called before a member is handed over.
    fn before(&self, _id: &RawId) {}
}

struct Twisted {
    name: &'static str,
    inner: Peer,
    twist: Box<dyn Twist>,
    /// Members that were handed over.
    given: Arc<AtomicU64>,
}

impl Remote for Twisted {
    fn name(&self) -> &str {
        self.name
    }

    fn ask(&self, request: &Request) -> Result<Response> {
        self.inner.ask(request)
    }

    fn get(&self, ids: &[RawId], take: Take<'_>) -> Result<()> {
        let ids: Vec<RawId> = ids.iter().copied().filter(|id| self.twist.has(id)).collect();
        self.inner.get(&ids, &mut |member| {
            self.twist.before(member.header().id.as_bytes());
            self.given.fetch_add(1, Ordering::Relaxed);
            take(member)
        })
    }

    fn put(&self, len: u64, members: &mut dyn Read) -> Result<()> {
        self.inner.put(len, members)
    }

    fn strands(&self, author: &PublicKey, from: u64) -> Result<Vec<u8>> {
        self.inner.strands(author, from)
    }
}

/// Has of all objects only every third.
struct Part(u8);

impl Twist for Part {
    fn has(&self, id: &RawId) -> bool {
        id[7] % 3 == self.0
    }
}

#[test]
fn peers_that_have_a_part_each_have_everything_together() {
    let first = history(2);
    let home = first.another("home", 2);
    let given = || Arc::new(AtomicU64::new(0));
    let counts = [given(), given(), given()];
    let line = |part: usize| -> Peer {
        let (name, given) = (["a", "b", "c"][part], Arc::clone(&counts[part]));
        Arc::new(Twisted { name, inner: first.line(home.key()), twist: Box::new(Part(part as u8)), given })
    };
    let before = home.state();
    assert!(matches!(home.fetch(&[line(0), line(1)]), Err(NodeError::Nowhere { .. })));
    assert_eq!(home.state(), before);
    let some = counts.iter().map(|count| count.swap(0, Ordering::Relaxed)).sum::<u64>();
    let fetched = home.fetch(&[line(0), line(1), line(2)]).unwrap();
    assert_eq!(home.losses(), []);
    assert_eq!(home.delivered(), [(format!("{}/{HEAD}", first.key()), first.head().unwrap())]);
    assert!(fetched.peers.iter().all(|report| report.error.is_none()), "{fetched:?}");
    // What the first attempt had brought was not needed again.
    assert_eq!(fetched.resumed_bytes > 0, some > 0, "{fetched:?}");
    assert!(fetched.objects + some >= objects(&first) && fetched.objects <= objects(&first));
}

/// How many objects of histories there are.
fn objects(home: &Home) -> u64 {
    let kinds = [Kind::Commit, Kind::Tree, Kind::Blob, Kind::Attachment, Kind::Table, Kind::Shard, Kind::Manifest];
    home.open().store().prefix("", &[&kinds[..], &[Kind::Chunk]].concat()).len() as u64
}

/// Objects that the quick peer has handed over.
type Given = Arc<(Mutex<HashSet<RawId>>, Condvar)>;

/// Hands over what the quick peer has handed over before, or what that one never will.
struct Slow(Given);

impl Twist for Slow {
    fn before(&self, id: &RawId) {
        let (given, changed) = &*self.0;
        let given = given.lock().unwrap();
        drop(changed.wait_timeout_while(given, Duration::from_secs(1), |given| !given.contains(id)).unwrap());
    }
}

/// Notes what it hands over.
struct Quick(Given);

impl Twist for Quick {
    fn before(&self, id: &RawId) {
        let (given, changed) = &*self.0;
        given.lock().unwrap().insert(*id);
        changed.notify_all();
    }
}

/// Whatever the slow peer was asked for first: it sends it only when it has come from the other one.
#[test]
fn others_take_over_what_a_slow_peer_was_to_send() {
    let first = history(3);
    let home = first.another("home", 2);
    let given = Given::default();
    let line = |name, twist: Box<dyn Twist>| -> Peer {
        Arc::new(Twisted { name, inner: first.line(home.key()), twist, given: Arc::default() })
    };
    let lines = [line("slow", Box::new(Slow(Arc::clone(&given)))), line("quick", Box::new(Quick(given)))];
    let fetched = home.fetch(&lines).unwrap();
    let [slow, quick] = &fetched.peers[..] else { panic!("{fetched:?}") };
    assert!(slow.error.is_none() && quick.error.is_none(), "{fetched:?}");
    assert!(quick.objects > slow.objects, "{fetched:?}");
    assert_eq!((fetched.objects, fetched.heads.len()), (objects(&first), 1));
    assert_eq!(home.losses(), []);
}

#[test]
fn a_depth_cuts_the_history_and_fsck_knows() {
    let first = history(4);
    let home = first.another("home", 2);
    let peer = first.line(home.key());
    let depth = |depth| FetchOptions { depth, selection: Selection::all() };
    let fetched = home.fetch_with(&[Arc::clone(&peer)], &depth(2)).unwrap();
    assert_eq!((fetched.heads.len(), home.losses()), (1, Vec::new()));
    let commits = |home: &Home| home.open().store().prefix("", &[Kind::Commit]).len();
    assert_eq!(commits(&home), 2);
    // One more at the top: nothing of what is behind is asked for.
    first.commit(&vec![("g".to_owned(), noise(1, 100))]);
    home.fetch_with(&[Arc::clone(&peer)], &depth(1)).unwrap();
    assert_eq!((commits(&home), home.losses()), (3, Vec::new()));
    // Nothing new: nothing is asked for, and nothing changes.
    let before = home.state();
    assert_eq!(home.fetch_with(&[peer], &depth(0)).unwrap().objects, 0);
    assert_eq!(home.state(), before);
}

#[test]
fn a_part_is_fetched_and_the_rest_is_known_to_be_elsewhere() {
    let first = history(2);
    let home = first.another("home", 2);
    let selection = Selection::of([TreePath::new(*b"f3").unwrap()]);
    home.fetch_with(&[first.line(home.key())], &FetchOptions { depth: 0, selection }).unwrap();
    assert_eq!(home.losses(), []);
    let checked = fsck(&home.open(), &action(), None).unwrap();
    let chunks = |home: &Home| home.open().store().prefix("", &[Kind::Chunk]).len() as u64;
    assert!(chunks(&home) > 0 && chunks(&home) < chunks(&first) / 4, "{}", chunks(&home));
    assert_eq!(checked.absent, chunks(&first) - chunks(&home));
}

/// Keeps what it is warned of.
#[derive(Default)]
struct Warned(Mutex<Vec<String>>);

impl Monitor for Warned {
    fn phase(&self, _: &str, _: Option<u64>) {}
    fn advance(&self, _: u64) {}
    fn warn(&self, message: &str) {
        self.0.lock().unwrap().push(message.to_owned());
    }
    fn cancelled(&self) -> bool {
        false
    }
}

#[test]
fn a_peer_that_shows_an_old_state_is_told_of_and_not_believed() {
    let first = history(1);
    let home = first.another("home", 2);
    let old = Home { storage: first.storage.reboot(|_| mosaic::storage::power::Fate::Kept), name: "old".to_owned() };
    first.commit(&vec![("f".to_owned(), noise(1, 100))]);
    home.fetch(&[first.line(home.key())]).unwrap();
    let (state, known) = (home.state(), home.delivered());
    let warned = Warned::default();
    let mut action = action();
    action.monitor = &warned;
    let met: Vec<Met> = home.meet(&[old.line(home.key())]).unwrap();
    let fetched = fetch(&home.open(), &action, &met, &FetchOptions::default()).unwrap();
    assert_eq!((fetched.heads.len(), home.delivered(), home.state()), (0, known, state));
    let warned = warned.0.lock().unwrap();
    assert!(warned.len() == 1 && warned[0].contains("older") && warned[0].contains("newer one is kept"), "{warned:?}");
}

/// What a session that was cut has left is no history.
#[test]
fn a_commit_without_what_is_behind_it_is_no_obstacle() {
    let first = history(1);
    let other = first.copy("other", 2);
    other.commit(&vec![("f".to_owned(), noise(1, 100))]);
    let newest = ObjectId::Git(other.commit(&vec![("f".to_owned(), noise(2, 100))]));
    let home = first.another("home", 3);
    home.fetch(&[other.line(home.key())]).unwrap();
    let repository = first.open();
    let writing = repository.begin(&action(), false).unwrap();
    let member = other.open().store().get(&newest).unwrap();
    assert!(writing.run.claim(&newest).unwrap());
    writing.run.put(member).unwrap();
    drop(repository.keep(&action(), writing).unwrap());
    first.commit(&vec![("g".to_owned(), noise(3, 100))]);
    // The home says that it has the newest commit, of which the first has nothing but the object.
    let fetched = home.fetch(&[first.line(home.key())]).unwrap();
    assert_eq!((fetched.heads.len(), fetched.peers[0].error.clone()), (1, None));
    assert_eq!((home.losses(), first.losses()), (Vec::new(), Vec::new()));
}
