//! What tests need that have something decided: a member that decides alone, and a repository with everything that
//! decisions leave in it.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use mosaic::base::key::SecretKey;
use mosaic::base::time::Timestamp;
use mosaic::base::verified::Verified;
use mosaic::heads::bundle::Bundle;
use mosaic::heads::lease::Leases;
use mosaic::heads::register::Register;
use mosaic::heads::value::Value;
use mosaic::heads::vote::{Motion, Step, Vote};
use mosaic::node::answer::{Moment, Node, NodeSettings};
use mosaic::node::judge::Synced;
use mosaic::node::sync_heads::{SyncOptions, sync_heads};
use mosaic::repo::decided;
use mosaic::repo::decisions::recovery::{Scopes, recover};
use mosaic::repo::decisions::step::{Part, show};
use mosaic::repo::error::RepoError;
use mosaic::repo::fsck::fsck;
use mosaic::repo::knots;
use mosaic::repo::repository::Repository;

use crate::strand_model::{Peer, action, note};

static TICK: AtomicU64 = AtomicU64::new(1);

/// How a node of a test behaves.
pub fn settings() -> NodeSettings {
    NodeSettings {
        anyone_reads: false,
        trusts: false,
        follow: false,
        addresses: Vec::new(),
        program: "a test".to_owned(),
        owner: "a test".to_owned(),
        level: 1,
        pack_size: 1 << 20,
        lock_timeout: Duration::from_secs(10),
        machine: String::new(),
    }
}

/// Another moment.
pub fn moment() -> Moment {
    let tick = TICK.fetch_add(1, Ordering::Relaxed);
    let mut seed = [2; 16];
    seed[..8].copy_from_slice(&tick.to_le_bytes());
    Moment { now: Timestamp::from_seconds(1_750_000_000), seed, tick }
}

/// What this member can decide by itself.
pub fn decide_alone(repository: &Repository) -> Result<Synced, RepoError> {
    let key = repository.key()?;
    let home = Node::new(repository.shared(), settings())?;
    let options = SyncOptions { heads: Vec::new(), time: 0, lease: 0, clock: &moment, wait: &|_| {} };
    sync_heads(&home, &key, &action(), &[], &options)
        .map_err(|error| RepoError::refused("a session with nobody", error.to_string()))
}

/// Leaves in a repository with a commit on `main` one object of every kind that decisions make: a certificate; a record of
/// voters that a recovery wrote; an open height.
pub fn decide_everything(repository: &Repository) {
    decide_alone(repository).unwrap();
    let (key, other) = (repository.key().unwrap(), SecretKey::from_seed([9; 32]));
    recover(repository, &action(), &key, &[key.public(), other.public()], "a test").unwrap();
    let current = repository.current().unwrap();
    let (operation, source) = (current.operation(), repository.source());
    let register = Register::head("main").unwrap();
    let decided = decided::decided(operation, source, &register).unwrap();
    assert_eq!(decided.height, 1);
    let motion = Motion {
        register,
        height: 2,
        round: 1,
        epoch: decided::epoch(operation, source).unwrap(),
        previous: decided.value,
        value: Value::new([3; 32]),
    };
    let vote = Vote { voter: other.public(), motion, step: Step::Support, lock: 0, sworn: None, signature: [0; 64] };
    let vote = vote.sign(&Scopes::load(operation, source).unwrap().newest(), &other);
    let leases = Mutex::new(Leases::default());
    let part = Part { key: &key, machine: "", tick: 1, follow: false, leases: &leases, verified: &Verified::default() };
    let bundle = Bundle { votes: vec![vote], ..Bundle::default() };
    let outcome = show(repository, &action(), &part, bundle, false).unwrap();
    assert_eq!(outcome.ballots.len(), 1);
}

#[test]
fn a_knot_is_decided_after_as_many_strands_as_the_record_says() {
    let peer = Peer::new(0);
    let knots = || knots::all(peer.repository.current().unwrap().operation(), peer.repository.source()).unwrap();
    let say = |count: usize| peer.say(&(0..count).map(|at| note(&at.to_string())).collect::<Vec<_>>());
    say(1_000);
    decide_alone(&peer.repository).unwrap();
    assert_eq!(knots(), [], "none is due");
    say(24);
    let synced = decide_alone(&peer.repository).unwrap();
    let [(id, knot)] = &knots()[..] else { panic!("{synced:?}") };
    assert_eq!((knot.height, knot.strands()), (1, 1_024));
    let verdict = &synced.verdicts[0];
    assert_eq!((verdict.register.name(), verdict.decision.word()), ("tapestry", "decided"));
    assert_eq!(verdict.value.id(), Some(*id));
    // The next one follows it, and covers more.
    say(1_030);
    decide_alone(&peer.repository).unwrap();
    let all = knots();
    assert_eq!((all.len(), all[1].1.previous), (2, Some(all[0].0)));
    assert_eq!(all[1].1.strands(), 2_054);
    assert_eq!(fsck(&peer.repository, &action(), None).unwrap().losses, []);
}
