//! A repository as a peer: answers questions, gives and takes objects. Each call is told the time and is given
//! randomness; whoever asks has shown a key, or has none. Must not know how questions come.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::base::id::{GitId, Id};
use crate::base::key::{PublicKey, SecretKey};
use crate::base::limit::MAX_STRAND;
use crate::base::monitor::Silent;
use crate::base::session::{MAX_HISTORY_PAGE, MAX_MISSING, MAX_QUARANTINES, MAX_STRANDS, QUARANTINE_IDLE};
use crate::base::time::Timestamp;
use crate::base::verified::Verified;
use crate::heads::bundle::Bundle;
use crate::node::card::Card;
use crate::node::council::{self, Council};
use crate::node::deliver::{Delivery, deliver};
use crate::node::error::{Code, Refusal};
use crate::node::outgoing::Outgoing;
use crate::node::parts::RawId;
use crate::node::quarantine::{Quarantine, receive};
use crate::node::wire::{FeedRow, MAX_BATCHES, MAX_FEEDS_PAGE, Request, Response, sentence};
use crate::object::error::ObjectError;
use crate::repo::accuse::accuse;
use crate::repo::action::Action;
use crate::repo::ahead::ahead;
use crate::repo::community::Cached;
use crate::repo::decided;
use crate::repo::decisions::step::Part;
use crate::repo::error::RepoError;
use crate::repo::invite::{admit, admit_openly};
use crate::repo::repository::Repository;
use crate::repo::transact::Writing;
use crate::repo::weave;
use crate::state::operation::root;
use crate::strand::invite::Invite;
use crate::strand::kinds::admitted::{self, Admitted};
use crate::strand::kinds::offline;
use crate::strand::kinds::online::Online;
use crate::strand::log::walk;
use crate::strand::record::Signed;

type Result<T> = std::result::Result<T, Refusal>;

/// What the owner of a peer has decided.
#[derive(Clone, Debug)]
pub struct NodeSettings {
    /// Whether anyone may read, not only members.
    pub anyone_reads: bool,
    /// Whether whoever asks has as much to say as the owner: who calls this node has the files as well.
    pub trusts: bool,
    /// Whether own heads go forward to what members deliver.
    pub follow: bool,
    /// Where the peer can be reached.
    pub addresses: Vec<String>,
    /// Program and version.
    pub program: String,
    /// Process, host and verb, for locks.
    pub owner: String,
    /// Deflate level of new objects.
    pub level: i32,
    /// Bytes at which a writer rolls over to its next pack.
    pub pack_size: u64,
    /// How long to wait for a lock.
    pub lock_timeout: Duration,
    /// The id of this machine; empty where it has none.
    pub machine: String,
}

/// The time of a call, and what makes its names unlike all others.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// The time.
    pub now: Timestamp,
    /// Random bytes.
    pub seed: [u8; 16],
    /// Milliseconds by a clock that never goes back.
    pub tick: u64,
}

/// What an asker wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    Read,
    Write,
}

/// A repository as a peer.
pub struct Node {
    repository: Repository,
    key: SecretKey,
    community: Id,
    settings: NodeSettings,
    members: Cached,
    council: Council,
    quarantines: Mutex<HashMap<PublicKey, Arc<Mutex<Option<Quarantine>>>>>,
}

impl Node {
    /// The peer that this repository is.
    ///
    /// # Errors
    /// Its key or its state cannot be read.
    pub fn new(repository: Repository, settings: NodeSettings) -> std::result::Result<Self, RepoError> {
        let key = repository.key()?;
        Self::with_key(repository, key, settings)
    }

    /// As [`Node::new`], with a key that the repository does not have: nobody knows its owner.
    ///
    /// # Errors
    /// Its state cannot be read.
    pub fn with_key(
        repository: Repository,
        key: SecretKey,
        settings: NodeSettings,
    ) -> std::result::Result<Self, RepoError> {
        let community = repository.community()?;
        let (members, council, quarantines) = Default::default();
        Ok(Self { repository, key, community, settings, members, council, quarantines })
    }

    /// The repository.
    pub const fn repository(&self) -> &Repository {
        &self.repository
    }

    /// Signatures that this process has verified.
    pub const fn verified(&self) -> &Verified {
        self.council.verified()
    }

    /// The peer's key.
    pub fn member(&self) -> PublicKey {
        self.key.public()
    }

    /// The community.
    pub const fn community(&self) -> Id {
        self.community
    }

    /// Whether a member asked this one to begin a session, and none has begun since.
    pub fn take_session(&self) -> bool {
        self.council.take_session()
    }

    /// What the owner has decided.
    pub const fn settings(&self) -> &NodeSettings {
        &self.settings
    }

    /// Whether this asker may read what is here.
    ///
    /// # Errors
    /// It may not.
    pub fn may_read(&self, from: Option<&PublicKey>) -> Result<()> {
        self.permit(from, Wish::Read).map(drop)
    }

    /// Whether this asker may send objects.
    ///
    /// # Errors
    /// It may not.
    pub fn may_write(&self, from: Option<&PublicKey>) -> Result<()> {
        self.permit(from, Wish::Write).map(drop)
    }

    /// Whether the key is a member.
    ///
    /// # Errors
    /// The state cannot be read.
    pub fn is_member(&self, key: &PublicKey) -> Result<bool> {
        Ok(self.members.load(&self.repository)?.is_member(key))
    }

    /// The answer to a question, in one piece.
    pub fn answer(&self, moment: &Moment, from: Option<&PublicKey>, request: Request) -> Response {
        self.try_answer(moment, from, request).unwrap_or_else(Response::Refused)
    }

    /// The members of those of `ids` that are here.
    ///
    /// # Errors
    /// The asker may not read; the store failed.
    pub fn get(&self, from: Option<&PublicKey>, ids: &[RawId]) -> Result<Outgoing> {
        // The record that the community begins with is what somebody needs who wants to join it.
        if ids != [*self.community.as_bytes()] {
            self.permit(from, Wish::Read)?;
        }
        Outgoing::select(self.repository.store(), ids)
    }

    /// Whole records of an author's log from this offset.
    ///
    /// # Errors
    /// The asker may not read; there is no such author or offset.
    pub fn strands(&self, from: Option<&PublicKey>, author: &PublicKey, offset: u64) -> Result<Vec<u8>> {
        self.permit(from, Wish::Read)?;
        weave::log(&self.repository, author, offset, MAX_STRANDS - MAX_STRAND).map_err(|error| match error {
            RepoError::Refused { .. } => Refusal::new(Code::NotFound, error.to_string()),
            error => error.into(),
        })
    }

    /// Takes members into the quarantine of who asks.
    ///
    /// # Errors
    /// The asker may not write, sends something unsound, or too much; the device failed.
    pub fn put(&self, moment: &Moment, from: Option<&PublicKey>, body: &mut dyn std::io::Read) -> Result<()> {
        let member = self.permit(from, Wish::Write)?;
        let slot = self.slot(&member)?;
        let mut slot = lock(&slot);
        let quarantine = self.open(moment, &mut slot)?;
        let result = receive(&quarantine.writing.run, body);
        quarantine.used = millis(moment.now);
        if result.as_ref().is_err_and(|refusal| refusal.code == Code::Failed) {
            // The device may have failed: what is in the run is adopted by the next one, as far as it is sound.
            *slot = None;
        }
        result
    }

    /// Says to the community that this peer serves at these addresses, or with none that it stops. Who is no member says
    /// nothing.
    ///
    /// # Errors
    /// The repository cannot be read or written.
    pub fn announce(&self, moment: &Moment, addresses: &[String]) -> std::result::Result<(), RepoError> {
        if !self.members.load(&self.repository)?.is_member(&self.member()) {
            return Ok(());
        }
        let body = match addresses {
            [] => offline::body(),
            addresses => {
                let (addresses, version) = (addresses.to_vec(), env!("CARGO_PKG_VERSION").to_owned());
                Online { addresses, capacity: 0, version }.body()
            }
        };
        weave::say(&self.repository, &self.action(moment, "serve: presence"), &self.key, &[body]).map(drop)
    }

    /// Puts aside what peers have left in quarantine for a while; to be called now and then.
    pub fn tick(&self, now: Timestamp) {
        let idle = millis(now).saturating_sub(QUARANTINE_IDLE as i64);
        lock(&self.quarantines).retain(|_, slot| {
            // One that is locked is in use.
            let Ok(mut slot) = slot.try_lock() else { return true };
            if slot.as_ref().is_some_and(|quarantine| quarantine.used < idle) {
                *slot = None;
            }
            slot.is_some()
        });
    }

    fn permit(&self, from: Option<&PublicKey>, wish: Wish) -> Result<PublicKey> {
        let community = self.members.load(&self.repository)?;
        match from {
            Some(key) if community.is_member(key) || self.settings.trusts => Ok(*key),
            Some(key) if wish == Wish::Read && self.settings.anyone_reads => Ok(*key),
            None if wish == Wish::Read && self.settings.anyone_reads => Ok(self.member()),
            Some(_) => Err(Refusal::new(Code::NotAllowed, "your key is not a member of this community")),
            None => Err(Refusal::new(Code::NotAllowed, "only members may do this, and the request is not signed")),
        }
    }

    fn try_answer(&self, moment: &Moment, from: Option<&PublicKey>, request: Request) -> Result<Response> {
        // A card tells nothing but who is here: whoever wants to join must be able to read it.
        match &request {
            Request::Card => return self.card(moment).map(Response::Card),
            Request::Join { .. } => {}
            Request::Weave { batches } if self.introduces(from, batches)? => {}
            Request::Deliver { .. } | Request::Weave { .. } | Request::Show { .. } | Request::StartSync => {
                self.may_write(from)?;
            }
            _ => self.may_read(from)?,
        }
        match request {
            Request::Card => self.card(moment).map(Response::Card),
            Request::Heads { after } => Ok(self.council.heads(&self.repository, &after)?),
            Request::History { want, have, depth, skip } => {
                let source = self.repository.source();
                let mut commits = ahead(source, &want, &have, depth).map_err(|error| match error {
                    RepoError::Object(ObjectError::Missing(id)) => {
                        Refusal::new(Code::NotFound, format!("commit {id} is not here"))
                    }
                    error => error.into(),
                })?;
                let skip = usize::try_from(skip).unwrap_or(usize::MAX).min(commits.len());
                commits.drain(..skip);
                let more = commits.len() > MAX_HISTORY_PAGE;
                commits.truncate(MAX_HISTORY_PAGE);
                Ok(Response::History { commits, more })
            }
            Request::Have { ids } => self.have(moment, from, &ids),
            Request::Deliver { heads } => self.deliver(moment, from, &heads),
            Request::Feeds { after } => self.feeds(after),
            Request::Weave { batches } => self.weave(moment, &batches),
            Request::Join { token, member, proof } => self.join(moment, from, &token, &member, &proof),
            Request::Report { registers } => Ok(self.council.report(&self.repository, &self.key, &registers)?),
            Request::Show { bundle, all } => {
                let _sent = self.keep(moment, from)?;
                self.show(moment, bundle, all)
            }
            Request::Decided { after } => Ok(council::decided(&self.repository, &after)?),
            Request::Certificates { rows } => Ok(council::certificates(&self.repository, &rows)?),
            Request::StartSync => Ok(Response::Started(self.council.ask_for_session(moment.tick))),
            Request::Open { after } => Ok(council::open(&self.repository, &after)?),
            Request::Voted { after } => Ok(council::voted(&self.repository, &self.key.public(), &after)?),
        }
    }

    /// Shows this member certificates, lock proofs, reports, proposals and votes: it votes as far as it may, and says what it has.
    ///
    /// # Errors
    /// The repository cannot be read or written: nothing was said then.
    pub fn show(&self, moment: &Moment, bundle: Bundle, all: bool) -> Result<Response> {
        let action = self.action(moment, "serve: votes");
        let NodeSettings { machine, follow, .. } = &self.settings;
        let (leases, verified) = (self.council.leases(), self.council.verified());
        let part = Part { key: &self.key, machine, tick: moment.tick, follow: *follow, leases, verified };
        Ok(council::show(&self.repository, &action, &part, bundle, all)?)
    }

    /// Makes what this member has sent readable before it has a name; gc waits until what is returned is dropped.
    fn keep(&self, moment: &Moment, from: Option<&PublicKey>) -> Result<Option<Writing>> {
        let slot = from.and_then(|from| lock(&self.quarantines).get(from).cloned());
        let Some(Quarantine { writing, .. }) = slot.and_then(|slot| lock(&slot).take()) else { return Ok(None) };
        Ok(Some(self.repository.keep(&self.action(moment, "serve: receive"), writing)?))
    }

    fn card(&self, moment: &Moment) -> Result<Vec<u8>> {
        let current = self.repository.current()?;
        let card = Card {
            community: self.community,
            member: self.key.public(),
            time: Timestamp::from_seconds(moment.now.seconds),
            program: self.settings.program.clone(),
            head: current.stage.head.clone().unwrap_or_default(),
            addresses: self.settings.addresses.clone(),
            heads: self.council.public_heads(&self.repository, current.operation())?,
            tapestry: current.operation().map(root::TAPESTRY).root(),
            decided: current.operation().map(root::DECIDED).root(),
            epoch: decided::epoch(current.operation(), self.repository.source())?,
            open: current.operation().map(root::BALLOTS).root(),
            lost: council::lost(&self.repository, &current)?,
        };
        Ok(card.sign(&self.key))
    }

    fn feeds(&self, after: Option<PublicKey>) -> Result<Response> {
        let all = weave::feeds(&self.repository)?.into_iter().filter(|feed| Some(feed.author) > after);
        let row = |feed: weave::Feed| FeedRow {
            author: feed.author,
            len: feed.len,
            seq: feed.seq,
            tip: *feed.tip.as_bytes(),
        };
        let mut feeds: Vec<FeedRow> = all.take(MAX_FEEDS_PAGE + 1).map(row).collect();
        let more = feeds.len() > MAX_FEEDS_PAGE;
        feeds.truncate(MAX_FEEDS_PAGE);
        Ok(Response::Feeds { feeds, more })
    }

    fn weave(&self, moment: &Moment, batches: &[(PublicKey, Vec<u8>)]) -> Result<Response> {
        let action = self.action(moment, "serve: strands");
        let merged = weave::merge(&self.repository, &action, batches)?;
        if !merged.forks.is_empty() {
            accuse(&self.repository, &action, &self.key)?;
        }
        let missing = merged.missing.iter().take(MAX_MISSING).map(|id| *id.as_bytes()).collect();
        let refused = merged.refused.into_iter().take(MAX_BATCHES);
        let refused = refused.map(|(author, why)| (author, sentence(&why).to_owned()));
        Ok(Response::Woven { stored: merged.stored, missing, refused: refused.collect() })
    }

    /// Whether these strands show that a member of this community has let the asker in: then it may send them.
    fn introduces(&self, from: Option<&PublicKey>, batches: &[(PublicKey, Vec<u8>)]) -> Result<bool> {
        let Some(from) = from else { return Ok(false) };
        let community = self.members.load(&self.repository)?;
        let admits = |(author, log): &(PublicKey, Vec<u8>)| community.is_member(author) && admits(author, log, from);
        Ok(batches.iter().any(admits))
    }

    /// Lets somebody in who has an invite of this member, or anyone where the community is open.
    fn join(
        &self,
        moment: &Moment,
        from: Option<&PublicKey>,
        token: &[u8],
        member: &PublicKey,
        proof: &[u8],
    ) -> Result<Response> {
        if from != Some(member) {
            return Err(Refusal::new(Code::NotAllowed, "only who has the key can join with it"));
        }
        let action = self.action(moment, "serve: join");
        let admitted = if token.is_empty() {
            admit_openly(&self.repository, &action, &self.key, member)
        } else {
            let invite = Invite::decode(token)?;
            let malformed = |_| Refusal::new(Code::Malformed, "a proof has 64 bytes");
            let proof: [u8; 64] = proof.try_into().map_err(malformed)?;
            admit(&self.repository, &action, &self.key, &invite, member, &proof)
        };
        match admitted {
            Ok(strand) => Ok(Response::Joined(*strand.as_bytes())),
            Err(error @ (RepoError::Invite(_) | RepoError::NotAMember(_))) => {
                Err(Refusal::new(Code::NotAllowed, error.to_string()))
            }
            Err(error) => Err(error.into()),
        }
    }

    fn have(&self, moment: &Moment, from: Option<&PublicKey>, ids: &[RawId]) -> Result<Response> {
        let store = self.repository.store();
        store.refresh().map_err(RepoError::from)?;
        let known = from.and_then(|from| lock(&self.quarantines).get(from).cloned());
        let slot = match (known, self.permit(from, Wish::Write)) {
            (None, Ok(member)) if self.is_something_left()? => Some(self.slot(&member)?),
            (known, _) => known,
        };
        let mut slot = slot.as_ref().map(|slot| lock(slot));
        if let Some(slot) = slot.as_mut().filter(|slot| slot.is_none()) {
            // What an interrupted session has sent need not be sent again.
            self.open(moment, slot)?;
        }
        let quarantine = slot.as_ref().and_then(|slot| slot.as_ref());
        let is_waiting = |id: &RawId| quarantine.is_some_and(|quarantine| quarantine.writing.run.has_own(id));
        Ok(Response::Have(ids.iter().map(|id| store.find_raw(id).is_some() || is_waiting(id)).collect()))
    }

    fn deliver(&self, moment: &Moment, from: Option<&PublicKey>, heads: &[(String, GitId)]) -> Result<Response> {
        let member = self.permit(from, Wish::Write)?;
        let slot = self.slot(&member)?;
        let mut slot = lock(&slot);
        self.open(moment, &mut slot)?;
        let Some(quarantine) = slot.take() else { return Err(Refusal::new(Code::Failed, "no quarantine")) };
        let action = self.action(moment, "serve: delivery");
        match deliver(&self.repository, &action, self.settings.follow, &member, heads, quarantine.writing)? {
            Delivery::Taken(taken) => Ok(Response::Delivered(taken)),
            Delivery::Missing(ids, writing) => {
                *slot = Some(Quarantine { writing: *writing, used: millis(moment.now) });
                Ok(Response::Missing(ids))
            }
        }
    }

    /// Whether an interrupted session may have left objects, which the next quarantine takes over.
    fn is_something_left(&self) -> Result<bool> {
        let files = self.repository.storage().list("incoming").map_err(RepoError::from)?;
        Ok(files.iter().any(|file| file.name.ends_with(".pack")))
    }

    /// The place for the quarantine of this member.
    fn slot(&self, member: &PublicKey) -> Result<Arc<Mutex<Option<Quarantine>>>> {
        let mut all = lock(&self.quarantines);
        if all.len() >= MAX_QUARANTINES {
            all.retain(|_, slot| Arc::strong_count(slot) > 1 || lock(slot).is_some());
        }
        if !all.contains_key(member) && all.len() >= MAX_QUARANTINES {
            return Err(Refusal::new(Code::Busy, "too many members send objects at once; try again later"));
        }
        Ok(Arc::clone(all.entry(*member).or_default()))
    }

    /// The quarantine in this place: the one that is there, or what an interrupted one left, or a new one.
    fn open<'s>(&self, moment: &Moment, slot: &'s mut Option<Quarantine>) -> Result<&'s mut Quarantine> {
        if slot.is_none() {
            let writing = self.repository.begin(&self.action(moment, "serve: receive"), true)?;
            *slot = Some(Quarantine { writing, used: millis(moment.now) });
        }
        slot.as_mut().ok_or_else(|| Refusal::new(Code::Failed, "no quarantine"))
    }

    fn action(&self, moment: &Moment, command: &str) -> Action<'static> {
        let NodeSettings { owner, level, pack_size, lock_timeout, .. } = &self.settings;
        let mut action = Action::new(moment.now, command.to_owned(), owner.clone(), moment.seed, &Silent);
        (action.level, action.pack_size, action.lock_timeout) = (*level, *pack_size, *lock_timeout);
        action
    }
}

/// Whether one of these strands lets `member` in. Signatures are verified where they are taken.
fn admits(author: &PublicKey, log: &[u8], member: &PublicKey) -> bool {
    let is_it = |signed: &Signed| {
        let body = Admitted::decode(&signed.strand.body);
        signed.strand.kind == admitted::KIND && body.is_ok_and(|body| body.member == *member)
    };
    walk(author, log).strands.iter().any(is_it)
}

fn millis(time: Timestamp) -> i64 {
    time.seconds.saturating_mul(1_000).saturating_add(i64::from(time.nanos / 1_000_000))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
