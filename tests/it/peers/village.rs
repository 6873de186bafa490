//! Repositories of one community, each on a disk in memory and without a work tree, that meet each other in one process.

use std::io::Cursor;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use mosaic::base::id::{GitId, Id};
use mosaic::base::key::PublicKey;
use mosaic::base::limit::PACK_SIZE;
use mosaic::base::monitor::Silent;
use mosaic::base::time::Timestamp;
use mosaic::node::answer::{Moment, Node, NodeSettings};
use mosaic::node::error::NodeError;
use mosaic::node::exchange::exchange;
use mosaic::node::fetch::{FetchOptions, Fetched, fetch};
use mosaic::node::join::join;
use mosaic::node::meet::{Expect, Met, meet};
use mosaic::node::push::{Pushed, push};
use mosaic::node::remote::Peer;
use mosaic::repo::action::Action;
use mosaic::repo::commit::{CommitOptions, Committed, commit};
use mosaic::repo::current::{Stage, move_name};
use mosaic::repo::error::RepoError;
use mosaic::repo::fsck::{Loss, Sample, fsck};
use mosaic::repo::genesis::Genesis;
use mosaic::repo::import::{ImportOptions, import};
use mosaic::repo::init::{InitOptions, init, init_of};
use mosaic::repo::record::Version;
use mosaic::repo::repository::Repository;
use mosaic::state::operation::root;
use mosaic::storage::memory::MemoryStorage;
use mosaic::storage::power::random;
use mosaic::transport::loopback::Loopback;

/// The name of every own head here.
pub const HEAD: &str = "main";

/// Names and contents of the files of a commit.
pub type Files = Vec<(String, Vec<u8>)>;

/// One member's repository.
#[derive(Clone)]
pub struct Home {
    /// Its disk.
    pub storage: MemoryStorage,
    /// What peers call it.
    pub name: String,
}

/// Numbers that are given once, in this process.
fn unique() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// An action that nobody else has; time goes on with each.
pub fn action() -> Action<'static> {
    numbered(unique())
}

/// The action of this number.
pub fn numbered(number: u64) -> Action<'static> {
    let now = Timestamp::from_seconds(1_700_000_000 + number as i64);
    let mut seed = [0; 16];
    seed[..8].copy_from_slice(&number.to_le_bytes());
    let mut action = Action::new(now, format!("command {number}"), "a test".to_owned(), seed, &Silent);
    action.lock_timeout = Duration::ZERO;
    action
}

/// Bytes that grow from a seed and do not compress.
pub fn noise(mut seed: u64, len: usize) -> Vec<u8> {
    (0..len).map(|_| random(&mut seed).to_le_bytes()[3]).collect()
}

/// How a peer here is set up.
pub fn settings() -> NodeSettings {
    NodeSettings {
        anyone_reads: true,
        trusts: false,
        follow: false,
        addresses: Vec::new(),
        program: "a test".to_owned(),
        owner: "a test".to_owned(),
        level: 1,
        pack_size: PACK_SIZE,
        lock_timeout: Duration::ZERO,
        machine: String::new(),
    }
}

/// A line to this node for who has this key.
pub fn line(name: &str, node: &Arc<Node>, from: PublicKey) -> Peer {
    let clock = || {
        let number = unique();
        let mut seed = [1; 16];
        seed[..8].copy_from_slice(&number.to_le_bytes());
        Moment { now: Timestamp::from_seconds(1_700_000_000 + number as i64), seed, tick: number }
    };
    Arc::new(Loopback::new(name.to_owned(), Arc::clone(node), Some(from), Arc::new(clock)))
}

impl Home {
    /// The repository with which a community begins.
    pub fn found(name: &str, seed: u8) -> Self {
        let storage = MemoryStorage::new();
        let options = InitOptions { name: "village".to_owned(), open: true, key_seed: [seed; 32], nonce: [seed; 16] };
        init(Arc::new(storage.clone()), None, &action(), options).unwrap();
        Self { storage, name: name.to_owned() }
    }

    /// A repository of the same community whose key is that of no member.
    pub fn stranger(&self, name: &str, seed: u8) -> Self {
        let storage = MemoryStorage::new();
        let repository = self.open();
        let (_, genesis) = Genesis::load(repository.current().unwrap().operation(), repository.source()).unwrap();
        init_of(Arc::new(storage.clone()), None, &action(), genesis, [seed; 32], None).unwrap();
        Self { storage, name: name.to_owned() }
    }

    /// The repository of another member of the same community.
    pub fn another(&self, name: &str, seed: u8) -> Self {
        let another = self.stranger(name, seed);
        let met = another.meet(&[self.line(another.key())]).unwrap();
        let repository = another.open();
        join(&repository, &action(), &met[0], &repository.key().unwrap(), None).unwrap();
        another
    }

    /// Tells a peer what members have said, and hears it.
    pub fn hear(&self, peer: &Peer) {
        let met = self.meet(std::slice::from_ref(peer)).unwrap();
        let repository = self.open();
        exchange(&repository, &action(), &met[0], Some(&repository.key().unwrap())).unwrap();
    }

    /// Another repository of the same community, which has fetched all of this one and has the same head.
    pub fn copy(&self, name: &str, seed: u8) -> Self {
        let copy = self.another(name, seed);
        copy.mirror(self);
        copy
    }

    /// Fetches all of another repository, and lets the own head be where that one's is.
    pub fn mirror(&self, other: &Self) {
        self.fetch(&[other.line(self.key())]).unwrap();
        self.show(other.head().unwrap());
    }

    /// Opens the repository.
    pub fn open(&self) -> Repository {
        Repository::open(Arc::new(self.storage.clone()), None).unwrap()
    }

    /// The member's key.
    pub fn key(&self) -> PublicKey {
        self.open().key().unwrap().public()
    }

    /// The repository as a peer.
    pub fn node(&self) -> Arc<Node> {
        Arc::new(Node::new(self.open(), settings()).unwrap())
    }

    /// A line to the repository as a peer.
    pub fn line(&self, from: PublicKey) -> Peer {
        line(&self.name, &self.node(), from)
    }

    /// Commits these files as the whole next version.
    pub fn commit(&self, files: &Files) -> GitId {
        let repository = self.open();
        commit_files(&repository, &action(), files).unwrap()
    }

    /// Lets the own head be at a commit that is here.
    pub fn show(&self, commit: GitId) {
        show(&self.open(), &action(), commit).unwrap();
    }

    /// Where the own head is.
    pub fn head(&self) -> Option<GitId> {
        let repository = self.open();
        repository.current().unwrap().head(repository.source(), HEAD).unwrap()
    }

    /// What members have, by `<member>/<head>`.
    pub fn delivered(&self) -> Vec<(String, GitId)> {
        let repository = self.open();
        let current = repository.current().unwrap();
        current.names(repository.source(), root::DELIVERED).unwrap().into_iter().collect()
    }

    /// The newest operation.
    pub fn state(&self) -> Id {
        self.open().current().unwrap().newest.0
    }

    /// Fetches from these peers.
    pub fn fetch(&self, peers: &[Peer]) -> Result<Fetched, NodeError> {
        self.fetch_with(peers, &FetchOptions::default())
    }

    /// As [`Home::fetch`], with options.
    pub fn fetch_with(&self, peers: &[Peer], options: &FetchOptions) -> Result<Fetched, NodeError> {
        fetch(&self.open(), &action(), &self.meet(peers)?, options)
    }

    /// Meets these peers, as members of the own community.
    pub fn meet(&self, peers: &[Peer]) -> Result<Vec<Met>, NodeError> {
        let expect = Expect { community: Some(self.open().community()?), member: None };
        peers.iter().map(|peer| meet(Arc::clone(peer), &expect)).collect()
    }

    /// Gives the own head to a peer.
    pub fn push(&self, peer: &Peer) -> Result<Pushed, NodeError> {
        let met = self.meet(std::slice::from_ref(peer))?;
        push(&self.open(), &Silent, &met[0], &[(HEAD.to_owned(), self.head().unwrap())])
    }

    /// What `fsck --data` finds.
    pub fn losses(&self) -> Vec<Loss> {
        fsck(&self.open(), &action(), Some(Sample::All)).unwrap().losses
    }
}

/// Commits these files as the whole next version.
pub fn commit_files(repository: &Repository, action: &Action<'_>, files: &Files) -> Result<GitId, RepoError> {
    let mut tar = tar::Builder::new(Vec::new());
    for (name, content) in files {
        let mut header = tar::Header::new_ustar();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        header.set_mtime(1_600_000_000);
        tar.append_data(&mut header, name, &content[..]).unwrap();
    }
    let tar = tar.into_inner().unwrap();
    import(repository, action, &mut Cursor::new(tar), &ImportOptions::default())?;
    let options = CommitOptions {
        message: action.command.clone(),
        name: "A".to_owned(),
        email: "a@b".to_owned(),
        allow_empty: true,
        expect: None,
    };
    match commit(repository, action, &options)? {
        Committed::Commit { id, .. } => Ok(id),
        Committed::Nothing { .. } => panic!("empty commits are allowed"),
    }
}

/// Lets the own head be at a commit that is here.
pub fn show(repository: &Repository, action: &Action<'_>, commit: GitId) -> Result<(), RepoError> {
    let current = repository.current()?;
    let archive = Version::load(repository.source(), commit)?.summary.attachment;
    let stage = Stage { head: Some(HEAD.to_owned()), base: Some(commit), archive: Some(archive), ..Stage::default() };
    let mut changes = current.restage(&stage);
    let old = current.head(repository.source(), HEAD)?;
    changes.push(move_name(root::HEADS, HEAD, old, Some(commit)));
    repository.change(action, &current, &changes).map(drop)
}
