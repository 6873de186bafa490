//! Members of one community in memory: their repositories, keys and clocks, and strands made by hand.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use mosaic::base::id::Id;
use mosaic::base::key::{PublicKey, SecretKey};
use mosaic::base::monitor::Silent;
use mosaic::base::time::Timestamp;
use mosaic::repo::action::Action;
use mosaic::repo::agree::own_rows;
use mosaic::repo::community;
use mosaic::repo::error::RepoError;
use mosaic::repo::genesis::{Genesis, Policy};
use mosaic::repo::init::init_of;
use mosaic::repo::invite::{admit, issue};
use mosaic::repo::knots::newest;
use mosaic::repo::repository::Repository;
use mosaic::repo::tapestry::summary;
use mosaic::repo::tie::{Tied, tie};
use mosaic::repo::weave::{feeds, log, merge, say, strands};
use mosaic::repo::weaving::Merged;
use mosaic::repo::weaving::verify;
use mosaic::storage::memory::MemoryStorage;
use mosaic::storage::traits::Storage;
use mosaic::strand::invite::Offer;
use mosaic::strand::kinds::admitted::Admitted;
use mosaic::strand::kinds::joined::Joined;
use mosaic::strand::knot::Knot;
use mosaic::strand::record::{Signed, Strand};
use mosaic::strand::view::Body;

/// When everything happens, in seconds.
pub const NOW: i64 = 1_700_000_000;

static UNIQUE: AtomicU64 = AtomicU64::new(1);

/// Batches of whole strands, by author.
pub type Batches = Vec<(PublicKey, Vec<u8>)>;

/// The key of member `number`; 0 is the creator.
pub fn key(number: u8) -> SecretKey {
    SecretKey::from_seed([number + 1; 32])
}

/// The record of the community.
pub fn genesis(open: bool) -> Genesis {
    let time = Timestamp::from_seconds(NOW);
    Genesis { name: "test".to_owned(), creator: key(0).public(), time, nonce: [9; 16], policy: Policy::new(open) }
}

/// The id of the community by invitation.
pub fn community_id() -> Id {
    Id::of(&genesis(false).encode())
}

/// Has somebody join the community of `repository` and fork its log: then there is one object of each kind of strands.
pub fn fork_log(repository: &Repository) {
    let community = community::load(repository).unwrap().id;
    let mut hand = Hand { community, ..Hand::new(99) };
    let body = Admitted { member: hand.key.public(), voter: false, invite: None }.body();
    let by = say(repository, &action(), &repository.key().unwrap(), &[body]).unwrap()[0];
    let clock = feeds_clock(repository, by);
    let joined = hand.next("member-joined", Joined { by }.body().bytes, &[(by, clock)]);
    let mut other = hand.fork(99);
    let strands = [joined, hand.note("one", &[]), hand.note("two", &[])];
    merge(repository, &action(), &batches(&strands)).unwrap();
    let merged = merge(repository, &action(), &batches([&other.note("another", &[])])).unwrap();
    assert_eq!(merged.forks, [hand.key.public()]);
}

/// The knot that would follow the newest one, with all that is here.
pub fn next_knot(repository: &Repository) -> Knot {
    let current = repository.current().unwrap();
    let rows = own_rows(repository, &current).unwrap();
    match newest(current.operation(), repository.source()).unwrap() {
        Some((id, knot)) => Knot { height: knot.height + 1, previous: Some(id), rows },
        None => Knot { height: 1, previous: None, rows },
    }
}

/// Ties it.
pub fn tie_all(repository: &Repository) -> Knot {
    let knot = next_knot(repository);
    assert_eq!(adopt(repository, &action(), &knot, &[]).unwrap(), Tied::Done);
    knot
}

/// The clock of a strand that is held.
fn feeds_clock(repository: &Repository, id: Id) -> u64 {
    let batches = strands(repository, &[id]).unwrap();
    Signed::decode(&batches[0].1).unwrap().strand.clock
}

/// An action at this second.
pub fn action_at(seconds: i64) -> Action<'static> {
    let mut seed = [0; 16];
    seed[..8].copy_from_slice(&UNIQUE.fetch_add(1, Ordering::Relaxed).to_le_bytes());
    let now = Timestamp::from_seconds(seconds);
    let mut action = Action::new(now, "test".to_owned(), "a test".to_owned(), seed, &Silent);
    action.lock_timeout = Duration::from_secs(10);
    action
}

/// An action now.
pub fn action() -> Action<'static> {
    action_at(NOW)
}

/// A member's repository.
pub struct Peer {
    pub repository: Repository,
    pub key: SecretKey,
}

impl Peer {
    /// The repository of member `number`, who has heard nothing yet.
    pub fn new(number: u8) -> Self {
        Self::on(Arc::new(MemoryStorage::new()), number, false)
    }

    /// As [`Peer::new`], in this storage.
    pub fn on(storage: Arc<dyn Storage>, number: u8, open: bool) -> Self {
        let seed = [number + 1; 32];
        let made = init_of(storage, None, &action(), genesis(open), seed, None).unwrap();
        Self { repository: made.repository, key: key(number) }
    }

    pub fn say(&self, bodies: &[Body]) -> Vec<Id> {
        say(&self.repository, &action(), &self.key, bodies).unwrap()
    }

    pub fn merge(&self, batches: &[(PublicKey, Vec<u8>)]) -> Merged {
        merge(&self.repository, &action(), batches).unwrap()
    }

    /// All logs, whole.
    pub fn logs(&self) -> Batches {
        let whole = |author| (author, log(&self.repository, &author, 0, usize::MAX).unwrap());
        feeds(&self.repository).unwrap().into_iter().map(|feed| whole(feed.author)).collect()
    }

    /// Takes everything that `other` has.
    pub fn pull(&self, other: &Self) -> Merged {
        self.merge(&other.logs())
    }

    pub fn root(&self) -> Option<Id> {
        summary(&self.repository, &self.repository.current().unwrap()).unwrap().root
    }

    /// Lets the member of `other` in, by an invite, and tells it.
    pub fn admit(&self, other: &Self) -> Id {
        let offer = Offer { addresses: vec![], uses: 1, expires: (NOW as u64 + 60) * 1000, voter: false };
        let mut seed = [77; 32];
        seed[..8].copy_from_slice(&UNIQUE.fetch_add(1, Ordering::Relaxed).to_le_bytes());
        let token = issue(&self.repository, &self.key, seed, offer).unwrap();
        let joiner = other.key.public();
        let id = admit(&self.repository, &action(), &self.key, &token.invite, &joiner, &token.prove(&joiner));
        let id = id.unwrap();
        other.pull(self);
        id
    }

    pub fn is_member(&self, number: u8) -> bool {
        community::load(&self.repository).unwrap().is_member(&key(number).public())
    }
}

/// A body of a kind that sets nothing.
pub fn note(text: &str) -> Body {
    Body { kind: "note", bytes: text.as_bytes().to_vec(), names: None }
}

/// Makes the strands of one author by hand, as any program could.
pub struct Hand {
    pub key: SecretKey,
    pub seq: u64,
    pub previous: Option<Id>,
    pub clock: u64,
    pub community: Id,
}

impl Hand {
    pub fn new(number: u8) -> Self {
        Self { key: key(number), seq: 0, previous: None, clock: 0, community: community_id() }
    }

    /// The same author at the same place: what it says next is a fork.
    pub fn fork(&self, number: u8) -> Self {
        Self { key: key(number), ..*self }
    }

    /// The next strand, naming these strands with their clocks.
    pub fn next(&mut self, kind: &str, body: Vec<u8>, seen: &[(Id, u64)]) -> Signed {
        let clock = seen.iter().map(|(_, clock)| *clock).chain([self.clock]).max().unwrap() + 1;
        let strand = Strand {
            author: self.key.public(),
            seq: self.seq + 1,
            previous: self.previous,
            seen: seen.iter().map(|(id, _)| *id).collect(),
            clock,
            time: NOW as u64 * 1000,
            kind: kind.to_owned(),
            body,
        };
        let signed = strand.sign(&self.community, &self.key).unwrap();
        (self.seq, self.previous, self.clock) = (self.seq + 1, Some(signed.id), clock);
        signed
    }

    /// Lets a member in.
    pub fn admit(&mut self, number: u8) -> Signed {
        let body = Admitted { member: key(number).public(), voter: false, invite: None }.body();
        self.next(body.kind, body.bytes, &[])
    }

    /// Begins, let in by this strand.
    pub fn join(&mut self, by: &Signed) -> Signed {
        let body = Joined { by: by.id }.body();
        self.next(body.kind, body.bytes, &[place(by)])
    }

    /// A strand that sets nothing.
    pub fn note(&mut self, text: &str, seen: &[(Id, u64)]) -> Signed {
        self.next("note", text.as_bytes().to_vec(), seen)
    }
}

/// The id and the clock of a strand.
pub fn place(signed: &Signed) -> (Id, u64) {
    (signed.id, signed.strand.clock)
}

/// These strands as one batch for each author, in their order.
pub fn batches<'s>(strands: impl IntoIterator<Item = &'s Signed>) -> Batches {
    let mut batches = Batches::new();
    for signed in strands {
        match batches.iter_mut().find(|(author, _)| *author == signed.strand.author) {
            Some((_, bytes)) => bytes.extend_from_slice(&signed.bytes),
            None => batches.push((signed.strand.author, signed.bytes.clone())),
        }
    }
    batches
}

/// Makes `knot` the newest, with strands that are not held yet: batches as for `merge`.
pub fn adopt(
    repository: &Repository,
    action: &Action<'_>,
    knot: &Knot,
    batches: &[(PublicKey, Vec<u8>)],
) -> Result<Tied, RepoError> {
    let (community, _) = Genesis::load(repository.current()?.operation(), repository.source())?;
    let (candidates, _) = verify(&community, batches);
    repository.grow(action, |current, run| tie(repository, current, run, action.now, knot, candidates))
}
