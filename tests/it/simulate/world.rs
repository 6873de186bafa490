//! Seven repositories of one community, and what happens to them. After each step everything that has a name is whole, and
//! no name has gone back.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};
use std::time::Duration;

use mosaic::base::id::{GitId, Id};
use mosaic::base::key::{PublicKey, SecretKey};
use mosaic::base::monitor::Silent;
use mosaic::base::time::Timestamp;
use mosaic::node::answer::{Moment, Node, NodeSettings};
use mosaic::node::error::NodeError;
use mosaic::node::exchange::exchange;
use mosaic::node::fetch::{FetchOptions, fetch};
use mosaic::node::meet::{Expect, Met, meet};
use mosaic::node::push::push;
use mosaic::node::remote::Peer;
use mosaic::repo::action::Action;
use mosaic::repo::error::RepoError;
use mosaic::repo::fsck::{Sample, fsck};
use mosaic::repo::gc::{GcOptions, gc};
use mosaic::repo::repository::Repository;
use mosaic::storage::error::StorageError;
use mosaic::storage::memory::MemoryStorage;
use mosaic::storage::power::{Fate, seeded};
use mosaic::transport::loopback::Loopback;

use super::look::{Names, is_behind, names, tapestry, walk};
use super::network::{Message, Network, Wire};
use crate::peers::village::{HEAD, Home, commit_files, noise, numbered, settings, show};

/// How many nodes a world has.
pub const NODES: usize = 7;
/// The first of them are bare, follow what others deliver, and make no commits themselves.
const FOLLOWERS: usize = 2;
/// What happens in one world, before it heals.
const STEPS: u64 = 40;

/// A node.
struct Place {
    storage: MemoryStorage,
    /// The step of its disk at which its power fails.
    limit: u64,
    node: Arc<Node>,
    key: PublicKey,
    secret: SecretKey,
    /// What was seen last.
    names: Names,
    /// Commits that were found whole; the power may fail later, which takes away nothing that has a name.
    whole: HashSet<GitId>,
}

/// A world.
pub struct World {
    /// What connects the nodes.
    pub network: Arc<Mutex<Network>>,
    places: Vec<Place>,
    community: Id,
    clock: Arc<AtomicU64>,
    /// Parents of all commits that were ever made.
    parents: HashMap<GitId, Vec<GitId>>,
    /// Roots of tapestries, by the logs of which they are made.
    tapestries: HashMap<String, Option<Id>>,
    /// What was wrong with the peer of the last fetch.
    complaint: Option<String>,
    /// What happened, in words.
    pub story: Vec<String>,
}

/// The disks with which every world begins.
fn homes() -> &'static (Vec<Home>, Vec<PublicKey>, Id) {
    static HOMES: OnceLock<(Vec<Home>, Vec<PublicKey>, Id)> = OnceLock::new();
    HOMES.get_or_init(|| {
        let first = Home::found("node 0", 1);
        let other = |number: u8| first.another(&format!("node {number}"), number + 1);
        let all: Vec<Home> = std::iter::once(first.clone()).chain((1..NODES as u8).map(other)).collect();
        first.commit(&vec![("a".to_owned(), noise(1, 100))]);
        for home in &all[1..] {
            let line = first.line(home.key());
            home.hear(&line);
            home.fetch(&[line]).unwrap();
            home.show(first.head().unwrap());
        }
        let keys = all.iter().map(Home::key).collect();
        let community = first.open().community().unwrap();
        (all, keys, community)
    })
}

impl World {
    /// The world of this seed.
    pub fn new(seed: u64) -> Self {
        let (homes, keys, community) = homes();
        let places = homes.iter().zip(keys).enumerate();
        let places = places.map(|(number, (home, key))| Place::new(number, home.storage.reboot(|_| Fate::Kept), *key));
        let mut network = Network::new(seed);
        network.liar = (network.draw(3) == 0).then(|| FOLLOWERS + network.draw((NODES - FOLLOWERS) as u64) as usize);
        Self {
            places: places.collect(),
            network: Arc::new(Mutex::new(network)),
            community: *community,
            // Above all numbers of the homes.
            clock: Arc::new(AtomicU64::new(1_000_000)),
            parents: HashMap::new(),
            tapestries: HashMap::new(),
            complaint: None,
            story: Vec::new(),
        }
    }

    fn network(&self) -> MutexGuard<'_, Network> {
        self.network.lock().unwrap()
    }

    fn draw(&self, end: usize) -> usize {
        self.network().draw(end as u64) as usize
    }

    fn action(&self) -> Action<'static> {
        numbered(self.clock.fetch_add(1, Ordering::Relaxed))
    }

    /// Lets everything happen, and heal; says what went wrong.
    pub fn run(&mut self) -> Result<Id, String> {
        (0..NODES).try_for_each(|number| self.look(number))?;
        for _ in 0..STEPS {
            self.step()?;
        }
        self.heal()?;
        Ok(Id::from_bytes(*self.network().trace.finalize().as_bytes()))
    }

    fn step(&mut self) -> Result<(), String> {
        let (one, other) = (self.draw(NODES), self.draw(NODES - 1));
        let other = if other >= one { other + 1 } else { other };
        let dice = self.draw(100);
        let result = match dice {
            0..25 if one >= FOLLOWERS => self.commit(one),
            0..48 => self.push(one, other),
            48..68 => self.fetch(one, other),
            68..76 if one >= FOLLOWERS => self.pull(one),
            68..82 => self.late(),
            82..86 => self.say(one),
            86..90 => self.part(one, other),
            90..94 => self.arm(one),
            94..97 => self.sweep(one),
            _ => self.crash(one),
        };
        let now = Timestamp::from_seconds(1_700_000_000 + self.clock.load(Ordering::Relaxed) as i64);
        self.places.iter().for_each(|place| place.node.tick(now));
        let said = result.as_ref().map_or_else(|error| format!("failed: {error}"), Clone::clone);
        self.story.push(format!("{dice} {one} {other}: {said}"));
        self.judge(one, result.err())?;
        for number in 0..NODES {
            if self.places[number].is_dead() {
                self.reboot(number);
                self.look(number)?;
            }
        }
        self.look(one)?;
        self.look(other)
    }

    /// A failure must be one of the network, of the power, or of a lock.
    fn judge(&self, one: usize, error: Option<NodeError>) -> Result<(), String> {
        let story = || format!("{one} fails: {:?}", error);
        match &error {
            None | Some(NodeError::Network { .. } | NodeError::Refused { .. } | NodeError::Nowhere { .. }) => Ok(()),
            Some(NodeError::Lie { .. }) if self.network().liar.is_some() => Ok(()),
            Some(NodeError::Repo(RepoError::Storage(StorageError::Locked { .. }))) => Ok(()),
            Some(_) if self.places.iter().any(Place::is_dead) => Ok(()),
            Some(_) => Err(story()),
        }
    }

    fn commit(&mut self, one: usize) -> Result<String, NodeError> {
        let action = self.action();
        let repository = self.places[one].open()?;
        let parent = repository.current()?.head(repository.source(), HEAD)?;
        let number = self.clock.load(Ordering::Relaxed);
        let files = vec![("a".to_owned(), noise(number, 100)), ("b".to_owned(), noise(one as u64, 60))];
        // Its id is known only afterwards, and it may be there although this fails.
        let made = commit_files(&repository, &action, &files);
        if let Ok(id) = made {
            self.parents.insert(id, parent.into_iter().collect());
        }
        let id = made?;
        self.network().note("commit", id.as_bytes());
        Ok(format!("commit {}", id.short()))
    }

    fn push(&mut self, one: usize, other: usize) -> Result<String, NodeError> {
        let repository = self.places[one].open()?;
        let Some(head) = repository.current()?.head(repository.source(), HEAD)? else { return Ok("nothing".into()) };
        let met = self.meet(one, other)?;
        self.exchange(one, &repository, &met)?;
        push(&repository, &Silent, &met, &[(HEAD.to_owned(), head)])?;
        let liar = self.network().liar == Some(other);
        if !liar {
            // Acknowledged: it is there from now on, whatever happens.
            let name = format!("{}/{HEAD}", self.places[one].key);
            self.places[other].promise(name, head, &self.parents);
        }
        Ok(format!("delivers {}", head.short()))
    }

    fn fetch(&mut self, one: usize, other: usize) -> Result<String, NodeError> {
        let repository = self.places[one].open()?;
        let met = self.meet(one, other)?;
        self.exchange(one, &repository, &met)?;
        let fetched = fetch(&repository, &self.action(), &[met], &FetchOptions::default())?;
        self.complaint = fetched.peers[0].error.clone();
        Ok(format!("{} heads, {} objects", fetched.heads.len(), fetched.objects))
    }

    fn exchange(&self, one: usize, repository: &Repository, met: &Met) -> Result<(), NodeError> {
        exchange(repository, &self.action(), met, Some(&self.places[one].secret)).map(drop)
    }

    /// Says to all where the node is.
    fn say(&mut self, one: usize) -> Result<String, NodeError> {
        let address = format!("http://192.0.2.{one}:{}", 1 + self.draw(9));
        self.places[one].node.announce(&moment(&self.clock), &[address])?;
        Ok("announced".into())
    }

    /// Lets the own head go forward to what others have.
    fn pull(&mut self, one: usize) -> Result<String, NodeError> {
        let repository = self.places[one].open()?;
        let names = names(&repository)?;
        let head = names.get(HEAD).copied();
        let forward = |commit: &GitId| Some(*commit) != head && head.is_none_or(|head| self.is_behind(head, *commit));
        let Some(commit) = names.values().copied().find(forward) else { return Ok("nothing".into()) };
        show(&repository, &self.action(), commit)?;
        Ok(format!("forward to {}", commit.short()))
    }

    /// Something arrives that was sent long ago.
    fn late(&mut self) -> Result<String, NodeError> {
        let many = self.network().late.len();
        if many == 0 {
            return Ok("nothing".into());
        }
        let at = self.draw(many);
        let (from, to, message) = self.network().late.swap_remove(at);
        let near = self.near(from, to);
        match message {
            Message::Ask(request) => drop(near.ask(&request)),
            Message::Put(body) => drop(near.put(body.len() as u64, &mut &body[..])),
        }
        Ok(format!("late from {from} to {to}"))
    }

    fn part(&mut self, one: usize, other: usize) -> Result<String, NodeError> {
        let mut network = self.network();
        if network.blocked.is_empty() {
            match network.draw(2) {
                0 => drop(network.blocked.insert((one, other))),
                _ => {
                    let cut = 1 + network.draw(NODES as u64 - 1) as usize;
                    let pairs = (0..cut).flat_map(|a| (cut..NODES).flat_map(move |b| [(a, b), (b, a)]));
                    network.blocked.extend(pairs);
                }
            }
        } else {
            network.blocked.clear();
        }
        Ok(format!("{} ways are blocked", network.blocked.len()))
    }

    /// The power of this node will fail.
    fn arm(&mut self, one: usize) -> Result<String, NodeError> {
        let n = 1 + self.draw(60) as u64;
        let place = &mut self.places[one];
        place.limit = place.storage.steps() + n;
        place.storage.cut_after(n);
        Ok(format!("the power of {one} fails in {n} steps"))
    }

    fn sweep(&mut self, one: usize) -> Result<String, NodeError> {
        let options = GcOptions { keep: Duration::ZERO, auto: false, dry_run: false, recompress: None };
        gc(&self.places[one].open()?, &self.action(), &options)?;
        Ok("swept".into())
    }

    fn crash(&mut self, one: usize) -> Result<String, NodeError> {
        self.reboot(one);
        Ok(format!("{one} crashed"))
    }

    fn reboot(&mut self, one: usize) {
        let seed = self.draw(usize::MAX) as u64;
        let old = &self.places[one];
        let storage = old.storage.reboot(seeded(seed));
        let (names, key) = (old.names.clone(), old.key);
        self.places[one] = Place { names, ..Place::new(one, storage, key) };
    }

    fn meet(&self, one: usize, other: usize) -> Result<Met, NodeError> {
        let place = &self.places[other];
        let wire = Wire {
            network: Arc::clone(&self.network),
            from: one,
            to: other,
            inner: self.near(one, other),
            disk: (place.storage.clone(), place.limit),
        };
        meet(Arc::new(wire), &Expect { community: Some(self.community), member: Some(place.key) })
    }

    /// A line without a network between.
    fn near(&self, from: usize, to: usize) -> Peer {
        let clock = Arc::clone(&self.clock);
        let (node, from) = (Arc::clone(&self.places[to].node), Some(self.places[from].key));
        Arc::new(Loopback::new(format!("node {to}"), node, from, Arc::new(move || moment(&clock))))
    }

    /// Whether `old` is `new` or behind it.
    fn is_behind(&self, old: GitId, new: GitId) -> bool {
        is_behind(&self.parents, old, new)
    }

    /// Looks at a node: everything that has a name is whole, and no name has gone back.
    fn look(&mut self, number: usize) -> Result<(), String> {
        let failed = |error: RepoError| format!("node {number} cannot be read: {error}");
        let repository = self.places[number].open().map_err(failed)?;
        let names = names(&repository).map_err(failed)?;
        let mut whole = std::mem::take(&mut self.places[number].whole);
        for (name, commit) in &names {
            walk(&repository, *commit, &mut whole, &mut self.parents)
                .map_err(|why| format!("node {number}: {name} is not whole: {why}"))?;
        }
        for (name, old) in &self.places[number].names {
            let new = names.get(name).ok_or_else(|| format!("node {number}: {name} is gone"))?;
            if !is_behind(&self.parents, *old, *new) {
                return Err(format!("node {number}: {name} went from {} to {}", old.short(), new.short()));
            }
        }
        // Members with the same strands have the same tapestry.
        let (feeds, root) = tapestry(&repository).map_err(failed)?;
        let text = format!("{number} {names:?} {feeds}");
        let known = *self.tapestries.entry(feeds).or_insert(root);
        if known != root {
            return Err(format!("node {number}: the tapestry is {root:?}, with the same strands elsewhere {known:?}"));
        }
        self.network().note("names", text.as_bytes());
        let place = &mut self.places[number];
        (place.names, place.whole) = (names, whole);
        Ok(())
    }

    /// Nothing is lost any more: everybody learns what everybody has.
    fn heal(&mut self) -> Result<(), String> {
        {
            let mut network = self.network();
            (network.faults, network.liar) = (0, None);
            network.blocked.clear();
        }
        while !self.network().late.is_empty() {
            self.late().map_err(|error| error.to_string())?;
        }
        for number in 0..NODES {
            self.reboot(number);
            self.look(number)?;
        }
        for one in 0..NODES {
            for other in (0..NODES).filter(|other| *other != one) {
                self.fetch(one, other).map_err(|error| format!("{one} cannot fetch from {other}: {error}"))?;
                if let Some(why) = self.complaint.take() {
                    return Err(format!("{one} cannot fetch from {other}: {why}"));
                }
            }
        }
        let mut all = Vec::new();
        for number in 0..NODES {
            self.look(number)?;
            let place = &self.places[number];
            let mut names = place.names.clone();
            let own = names.remove(HEAD).map(|head| (format!("{}/{HEAD}", place.key), head));
            names.extend(own);
            all.push((names, tapestry(&place.open().unwrap()).unwrap()));
            let found = fsck(&place.open().unwrap(), &self.action(), Some(Sample::All)).map_err(|e| e.to_string())?;
            if !found.losses.is_empty() {
                return Err(format!("node {number}: {:?}", found.losses));
            }
        }
        if all.windows(2).any(|pair| pair[0] != pair[1]) {
            return Err(format!("they do not have the same: {all:#?}"));
        }
        Ok(())
    }
}

impl Place {
    fn new(number: usize, storage: MemoryStorage, key: PublicKey) -> Self {
        let repository = Repository::open(Arc::new(storage.clone()), None).unwrap();
        let secret = repository.key().unwrap();
        let settings = NodeSettings { follow: number < FOLLOWERS, ..settings() };
        let node = Arc::new(Node::new(repository, settings).unwrap());
        Self { storage, limit: u64::MAX, node, key, secret, names: Names::new(), whole: HashSet::new() }
    }

    fn is_dead(&self) -> bool {
        self.storage.steps() >= self.limit
    }

    fn open(&self) -> Result<Repository, RepoError> {
        Repository::open(Arc::new(self.storage.clone()), None)
    }

    /// From now on the name is at this commit or further.
    fn promise(&mut self, name: String, commit: GitId, parents: &HashMap<GitId, Vec<GitId>>) {
        let old = self.names.get(&name);
        if old.is_none_or(|old| is_behind(parents, *old, commit)) {
            self.names.insert(name, commit);
        }
    }
}

/// The time of a call; none is like another.
fn moment(clock: &AtomicU64) -> Moment {
    let number = clock.fetch_add(1, Ordering::Relaxed);
    let mut seed = [1; 16];
    seed[..8].copy_from_slice(&number.to_le_bytes());
    Moment { now: Timestamp::from_seconds(1_700_000_000 + number as i64), seed, tick: number }
}
