//! `push`: gives a peer heads and everything that they need and it has not. The peer checks that all is whole before it
//! names anything; afterwards it is asked whether it can read what it took. Must not change anything here.

use std::collections::{BTreeMap, HashSet};
use std::io::{self, Read};

use crate::archive::attachment::Attachment;
use crate::archive::manifest::read_parts;
use crate::archive::shards::{read_chunks, read_shards};
use crate::base::id::{GitId, Id, ObjectId};
use crate::base::kind::Kind;
use crate::base::monitor::Monitor;
use crate::base::session::{MAX_DELIVERED, MAX_IDS};
use crate::node::error::NodeError;
use crate::node::fetch::HeadMove;
use crate::node::meet::Met;
use crate::node::outgoing::Outgoing;
use crate::node::parts::RawId;
use crate::node::remote::{Remote, ask, unexpected};
use crate::node::wire::{Request, Response, Taken};
use crate::object::error::ObjectError;
use crate::object::git::Tree;
use crate::repo::ahead::ahead;
use crate::repo::error::RepoError;
use crate::repo::record::Version;
use crate::repo::repository::Repository;

type Result<T> = std::result::Result<T, NodeError>;

/// Bytes of members sent in one request, about.
const BODY: u64 = 64 << 20;
/// How often a peer may say that something is still missing.
const ROUNDS: usize = 64;

/// What a peer was given.
#[derive(Clone, Debug, Default)]
pub struct Pushed {
    /// Bytes of members that were sent.
    pub bytes: u64,
    /// How many.
    pub objects: u64,
    /// Heads that the peer did not have there before: as it names them, and its own that went forward.
    pub moved: Vec<HeadMove>,
}

/// Gives `heads` (name and commit) to the peer.
///
/// # Errors
/// The peer fails or refuses, or cannot read back what it took; something that the heads need is not here.
pub fn push(repository: &Repository, monitor: &dyn Monitor, met: &Met, heads: &[(String, GitId)]) -> Result<Pushed> {
    if !met.is_member {
        let why = "it is a web server with files, to read only; push to a peer that runs mosaic serve";
        return Err(NodeError::Stranger { peer: met.line.peer.name().to_owned(), why: why.to_owned() });
    }
    let mut sender = Sender {
        repository,
        monitor,
        peer: &*met.line.peer,
        seen: HashSet::new(),
        waiting: Vec::new(),
        pushed: Pushed::default(),
    };
    sender.commits(&sender.lacking(met, heads)?)?;
    let before: BTreeMap<String, GitId> = met.heads()?.into_iter().collect();
    for heads in heads.chunks(MAX_DELIVERED) {
        for ((head, new), taken) in heads.iter().zip(sender.deliver(heads)?) {
            let old = before.get(head).copied().filter(|_| taken == Taken::Forwarded);
            if taken != Taken::Known {
                sender.pushed.moved.push(HeadMove { head: head.clone(), old, new: *new });
            }
        }
    }
    sender.check(heads)?;
    Ok(sender.pushed)
}

/// Gives the peer these commits with everything that they need and it has not, into its quarantine: nothing names them
/// there. Returns how many objects it took.
///
/// # Errors
/// As [`push`].
pub fn offer(repository: &Repository, monitor: &dyn Monitor, met: &Met, commits: &[GitId]) -> Result<Pushed> {
    let (seen, waiting, pushed) = Default::default();
    let mut sender = Sender { repository, monitor, peer: &*met.line.peer, seen, waiting, pushed };
    let heads: Vec<(String, GitId)> = commits.iter().map(|commit| (String::new(), *commit)).collect();
    sender.commits(&sender.lacking(met, &heads)?)?;
    Ok(sender.pushed)
}

/// Gives the peer those of these objects that are here, into its quarantine.
///
/// # Errors
/// As [`push`].
pub fn give(repository: &Repository, monitor: &dyn Monitor, met: &Met, ids: &[RawId]) -> Result<u64> {
    let (seen, waiting, pushed) = Default::default();
    let mut sender = Sender { repository, monitor, peer: &*met.line.peer, seen, waiting, pushed };
    let store = repository.store();
    let here: Vec<RawId> = ids.iter().filter(|id| store.find_raw(id).is_some()).copied().collect();
    sender.send(&here)?;
    Ok(sender.pushed.objects)
}

struct Sender<'s> {
    repository: &'s Repository,
    monitor: &'s dyn Monitor,
    peer: &'s dyn Remote,
    /// Objects that were looked at.
    seen: HashSet<RawId>,
    /// Objects that the peer has to be asked about.
    waiting: Vec<RawId>,
    pushed: Pushed,
}

impl Sender<'_> {
    /// The commits of the histories of `heads` that the peer has not.
    fn lacking(&self, met: &Met, heads: &[(String, GitId)]) -> Result<Vec<GitId>> {
        let source = self.repository.source();
        let tips: Vec<GitId> = heads.iter().map(|(_, commit)| *commit).collect();
        let theirs: Vec<GitId> = met.heads()?.into_iter().map(|(_, commit)| commit).collect();
        // What was left out here when it was fetched, somebody else must give.
        let candidates = ahead(source, &tips, &theirs, 0)?;
        let mut lacking = Vec::new();
        for page in candidates.chunks(MAX_IDS) {
            let ids: Vec<RawId> = page.iter().map(|id| *id.as_bytes()).collect();
            let there = self.have(&ids)?;
            lacking.extend(page.iter().zip(there).filter(|(_, there)| !there).map(|(id, _)| *id));
        }
        Ok(lacking)
    }

    fn commits(&mut self, commits: &[GitId]) -> Result<()> {
        self.monitor.phase("send (bytes)", None);
        let source = self.repository.source();
        for id in commits {
            let version = Version::load(source, *id)?;
            self.offer(id.as_bytes())?;
            self.offer(version.commit.tree.as_bytes())?;
            let tree = Tree::decode(&source.plain(Kind::Tree, &ObjectId::Git(version.commit.tree))?)?;
            for entry in tree.entries() {
                self.offer(entry.id.as_bytes())?;
            }
            self.archive(version.summary.attachment)?;
        }
        self.flush()
    }

    fn archive(&mut self, id: Id) -> Result<()> {
        if self.seen.contains(id.as_bytes()) {
            return Ok(());
        }
        let source = self.repository.source();
        let attachment = Attachment::load(source, &id)?;
        self.offer(id.as_bytes())?;
        for table in attachment.shard_table.iter().chain(&attachment.manifest_table) {
            self.offer(table.as_bytes())?;
        }
        for part in read_parts(source, &attachment)? {
            self.offer(part.id.as_bytes())?;
        }
        for shard in read_shards(source, &attachment)? {
            if self.seen.contains(shard.id.as_bytes()) {
                continue;
            }
            self.offer(shard.id.as_bytes())?;
            for chunk in read_chunks(source, &shard)? {
                self.offer(chunk.id.as_bytes())?;
            }
        }
        Ok(())
    }

    /// The object is needed over there.
    fn offer(&mut self, id: &RawId) -> Result<()> {
        if self.seen.insert(*id) {
            self.waiting.push(*id);
        }
        if self.waiting.len() >= MAX_IDS { self.flush() } else { Ok(()) }
    }

    /// Asks which of the objects that wait are there, and sends the others.
    fn flush(&mut self) -> Result<()> {
        let waiting = std::mem::take(&mut self.waiting);
        if waiting.is_empty() {
            return Ok(());
        }
        let there = self.have(&waiting)?;
        let lacking: Vec<RawId> =
            waiting.into_iter().zip(there).filter(|(_, there)| !there).map(|(id, _)| id).collect();
        self.send(&lacking)
    }

    fn send(&mut self, ids: &[RawId]) -> Result<()> {
        let store = self.repository.store();
        let mut places = Vec::with_capacity(ids.len());
        for id in ids {
            let place = store.find_raw(id).ok_or_else(|| ObjectError::Missing(Id::from_bytes(*id).into()))?;
            places.push((place.pack, place.offset, *id, place.stored));
        }
        places.sort_unstable();
        let mut body = Vec::new();
        let mut len = 0;
        for (at, (_, _, id, stored)) in places.iter().enumerate() {
            if self.monitor.cancelled() {
                return Err(ObjectError::Cancelled.into());
            }
            body.push(*id);
            len += u64::from(*stored);
            if len >= BODY || at + 1 == places.len() {
                let outgoing = Outgoing::select(store, &body).map_err(|refusal| self.failed(&refusal.message))?;
                let count = outgoing.len();
                let mut stream = Stream { outgoing, monitor: self.monitor };
                self.peer.put(count, &mut stream)?;
                self.pushed.bytes += count;
                self.pushed.objects += body.len() as u64;
                body.clear();
                len = 0;
            }
        }
        Ok(())
    }

    fn deliver(&mut self, heads: &[(String, GitId)]) -> Result<Vec<Taken>> {
        for _ in 0..ROUNDS {
            match ask(self.peer, &Request::Deliver { heads: heads.to_vec() })? {
                Response::Delivered(taken) if taken.len() == heads.len() => return Ok(taken),
                // What it has of them may be left from a session that was cut, without what they need.
                Response::Missing(ids) if !ids.is_empty() => self.send(&ids)?,
                _ => return Err(unexpected(self.peer)),
            }
        }
        Err(NodeError::lie(self.peer.name(), "it says again and again that something is missing"))
    }

    /// Whether the peer can read back the commits that it took.
    fn check(&self, heads: &[(String, GitId)]) -> Result<()> {
        let mut wanted: HashSet<GitId> = heads.iter().map(|(_, commit)| *commit).collect();
        let ids: Vec<RawId> = wanted.iter().map(|id| *id.as_bytes()).collect();
        for ids in ids.chunks(MAX_IDS) {
            self.peer.get(ids, &mut |member| {
                let ObjectId::Git(id) = member.header().id else { return Err(unexpected(self.peer)) };
                let mut plain = Vec::new();
                if wanted.remove(&id) && member.read(Kind::Commit, &ObjectId::Git(id), &mut plain).is_ok() {
                    return Ok(());
                }
                Err(NodeError::lie(self.peer.name(), format!("commit {id} is not what its name says")))
            })?;
        }
        match wanted.iter().next() {
            None => Ok(()),
            Some(id) => Err(NodeError::lie(self.peer.name(), format!("it took commit {id} and does not have it"))),
        }
    }

    fn have(&self, ids: &[RawId]) -> Result<Vec<bool>> {
        match ask(self.peer, &Request::Have { ids: ids.to_vec() })? {
            Response::Have(there) if there.len() == ids.len() => Ok(there),
            _ => Err(unexpected(self.peer)),
        }
    }

    fn failed(&self, why: &str) -> NodeError {
        RepoError::refused("what is sent", why).into()
    }
}

/// The bytes of members, read as they are sent.
struct Stream<'s> {
    outgoing: Outgoing,
    monitor: &'s dyn Monitor,
}

impl Read for Stream<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.monitor.cancelled() {
            return Err(io::Error::other("interrupted"));
        }
        let read = self.outgoing.read(buffer).map_err(|refusal| io::Error::other(refusal.message))?;
        self.monitor.advance(read as u64);
        Ok(read)
    }
}
