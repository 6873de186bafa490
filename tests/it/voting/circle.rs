//! Voters on disks in memory, that meet each other in one process.

use std::io::Read;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use mosaic::base::id::GitId;
use mosaic::base::key::{PublicKey, SecretKey};
use mosaic::base::time::Timestamp;
use mosaic::heads::bundle::Bundle;
use mosaic::node::answer::{Moment, Node};
use mosaic::node::error::NodeError;
use mosaic::node::exchange::exchange;
use mosaic::node::join::join;
use mosaic::node::judge::Synced;
use mosaic::node::parts::RawId;
use mosaic::node::remote::{Peer, Remote, Take};
use mosaic::node::sync_heads::{SyncOptions, sync_heads};
use mosaic::node::wire::{Request, Response};
use mosaic::repo::invite::issue;
use mosaic::repo::repository::Repository;
use mosaic::strand::invite::Offer;

use crate::peers::village::{Home, action, line, noise, settings};

type Result<T> = std::result::Result<T, NodeError>;

static TICK: AtomicU64 = AtomicU64::new(1_000);

/// The next moment.
pub fn moment() -> Moment {
    let tick = TICK.fetch_add(1, Ordering::Relaxed);
    let mut seed = [2; 16];
    seed[..8].copy_from_slice(&tick.to_le_bytes());
    Moment { now: Timestamp::from_seconds(1_750_000_000 + tick as i64), seed, tick }
}

/// So many voters, the first of them the founder, with one commit that is decided.
pub fn circle(count: u8) -> Vec<Home> {
    let first = Home::found("voter 0", 1);
    first.commit(&vec![("a".to_owned(), noise(1, 3_000))]);
    let mut homes = vec![first];
    (1..count).for_each(|_| invite(&mut homes));
    settle(&homes);
    homes
}

/// Lets one more in, who asks for a vote.
pub fn invite(homes: &mut Vec<Home>) {
    let number = homes.len() as u8;
    let first = homes[0].open();
    let offer = Offer { addresses: Vec::new(), uses: 99, expires: u64::MAX >> 8, voter: true };
    let token = issue(&first, &first.key().unwrap(), [7; 32], offer).unwrap();
    let home = homes[0].stranger(&format!("voter {number}"), number + 1);
    let repository = home.open();
    let met = home.meet(&[homes[0].line(home.key())]).unwrap();
    join(&repository, &action(), &met[0], &repository.key().unwrap(), Some(&token)).unwrap();
    home.mirror(&homes[0]);
    homes.push(home);
}

/// All get their votes, and have the same decided.
pub fn settle(homes: &[Home]) {
    for _ in 0..2 {
        for home in homes {
            let others: Vec<&Home> = homes.iter().filter(|other| other.name != home.name).collect();
            sync(home, &lines(home, &others)).unwrap();
        }
    }
    let synced = sync(&homes[0], &lines(&homes[0], &homes.iter().skip(1).collect::<Vec<_>>())).unwrap();
    assert_eq!((synced.voters.len(), synced.agreed), (homes.len(), true), "{synced:?}");
}

/// Lines of `home` to others.
pub fn lines(home: &Home, others: &[&Home]) -> Vec<Peer> {
    others.iter().map(|other| other.line(home.key())).collect()
}

/// Lets a member sync with these peers.
pub fn sync(home: &Home, peers: &[Peer]) -> Result<Synced> {
    sync_in(home.open(), home, peers)
}

/// As [`sync`], with the repository opened otherwise.
pub fn sync_in(repository: Repository, home: &Home, peers: &[Peer]) -> Result<Synced> {
    let met = home.meet(peers)?;
    let (key, action) = (repository.key()?, action());
    for met in &met {
        match exchange(&repository, &action, met, Some(&key)) {
            Ok(_) => {}
            Err(error @ NodeError::Repo(_)) => return Err(error),
            Err(error) => met.line.end(&error),
        }
    }
    let wait = |millis| {
        TICK.fetch_add(millis, Ordering::Relaxed);
    };
    let options = SyncOptions { heads: Vec::new(), time: 400, lease: 0, clock: &moment, wait: &wait };
    let node = Node::new(repository, settings())?;
    sync_heads(&node, &key, &action, &met, &options)
}

/// Commits a version of its own; returns the commit.
pub fn commit(home: &Home, seed: u64) -> GitId {
    home.commit(&vec![("a".to_owned(), noise(1, 3_000)), ("b".to_owned(), noise(seed, 500))])
}

/// The key of a member.
pub fn key(home: &Home) -> SecretKey {
    home.open().key().unwrap()
}

/// A line on which all is written down that comes back of votes.
pub struct Tap {
    inner: Peer,
    /// Every bundle that was answered.
    pub heard: Arc<Mutex<Vec<Bundle>>>,
    /// Every bundle that was shown.
    pub shown: Arc<Mutex<Vec<Bundle>>>,
}

impl Tap {
    /// Listens to `inner`.
    pub fn new(inner: Peer) -> Self {
        let (heard, shown) = Default::default();
        Self { inner, heard, shown }
    }

    /// As [`Tap::new`], with the line to be used.
    pub fn on(inner: Peer) -> (Arc<Self>, Peer) {
        let tap = Arc::new(Self::new(inner));
        (tap.clone(), tap)
    }
}

impl Remote for Tap {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn ask(&self, request: &Request) -> Result<Response> {
        if let Request::Show { bundle, .. } = request {
            self.shown.lock().unwrap().push(bundle.clone());
        }
        let answer = self.inner.ask(request)?;
        if let Response::Shown { bundle, .. } = &answer {
            self.heard.lock().unwrap().push(bundle.clone());
        }
        Ok(answer)
    }

    fn get(&self, ids: &[RawId], take: Take<'_>) -> Result<()> {
        self.inner.get(ids, take)
    }

    fn put(&self, len: u64, members: &mut dyn Read) -> Result<()> {
        self.inner.put(len, members)
    }

    fn strands(&self, author: &PublicKey, from: u64) -> Result<Vec<u8>> {
        self.inner.strands(author, from)
    }
}

/// A line to a repository that is opened otherwise.
pub fn line_to(repository: Repository, name: &str, from: PublicKey) -> Option<Peer> {
    Some(line(name, &Arc::new(Node::new(repository, settings()).ok()?), from))
}
