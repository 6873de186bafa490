//! One change of the tapestry: under `lock` and on the newest state, what may be woven in, what the tapestry says after it,
//! the logs longer, the state swapped. Signatures are verified before, on all cores.
//!
//! Whole strands that a log has beyond the state are from a process that ended between the two last steps: whoever comes
//! next takes them in first. What cannot be taken in is cut.

use std::collections::{BTreeMap, BTreeSet};

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::base::id::Id;
use crate::base::key::{PublicKey, SecretKey};
use crate::base::time::Timestamp;
use crate::object::run::Run;
use crate::repo::community::Community;
use crate::repo::current::Current;
use crate::repo::error::RepoError;
use crate::repo::genesis::Genesis;
use crate::repo::logs::Logs;
use crate::repo::repository::Repository;
use crate::repo::shuttle::Shuttle;
use crate::repo::transact::Growth;
use crate::strand::accept::{Candidate, Held, Weaver};
use crate::strand::evidence::quoted;
use crate::strand::grown::Grown;
use crate::strand::kinds::joined::{self, Joined};
use crate::strand::log::{FOLDER, author, file, first_forged, walk};
use crate::strand::record::{Place, Signed, Strand, UNCOVERED};
use crate::strand::seen::{Tip, choose};
use crate::strand::view::Body;

type Result<T> = std::result::Result<T, RepoError>;

/// What came of strands of others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// Strands that are in logs now and were not.
    pub stored: u64,
    /// Strands that were held, or that nobody needs: behind a fork.
    pub known: u64,
    /// Ids that are named and not held: who has them should send them, and then the same strands again.
    pub missing: Vec<Id>,
    /// Authors of whom a fork has become known.
    pub forks: Vec<PublicKey>,
    /// Authors of whom something was refused, and the first reason.
    pub refused: Vec<(PublicKey, String)>,
}

/// Reads batches and verifies all signatures, on all cores. Of each batch what comes before the first fault is taken.
pub fn verify(community: &Id, batches: &[(PublicKey, Vec<u8>)]) -> (Vec<Candidate>, Vec<(PublicKey, String)>) {
    let read = |(author, bytes): &(PublicKey, Vec<u8>)| {
        let mut walked = walk(author, bytes);
        if let Some(forged) = first_forged(community, author, &walked.strands) {
            let seq = walked.strands[forged].strand.seq;
            walked.strands.truncate(forged);
            walked.fault = Some(format!("strand {seq}: its author did not sign it for this community"));
        }
        let prove = |signed: Signed| Candidate { proof: quoted(&signed, community), signed };
        let candidates: Vec<Candidate> = walked.strands.into_iter().map(prove).collect();
        (candidates, walked.fault.map(|why| (*author, why)))
    };
    let read: Vec<_> = batches.par_iter().map(read).collect();
    let (candidates, faults): (Vec<_>, Vec<_>) = read.into_iter().unzip();
    (candidates.into_iter().flatten().collect(), faults.into_iter().flatten().collect())
}

/// One change of the tapestry, under `lock`.
pub struct Session<'s> {
    repository: &'s Repository,
    current: &'s Current,
    logs: &'s Logs<'s>,
    run: &'s Run,
    /// What may be woven in.
    pub weaver: Weaver<'s>,
    community: Id,
    /// Milliseconds since 1970.
    now: u64,
    /// Authors whose files are longer than the state says.
    longer: BTreeSet<PublicKey>,
}

impl<'s> Session<'s> {
    /// Begins on this state, with what logs have beyond it.
    ///
    /// # Errors
    /// The state or the logs cannot be read.
    pub fn begin(
        repository: &'s Repository,
        current: &'s Current,
        logs: &'s Logs<'s>,
        run: &'s Run,
        now: Timestamp,
    ) -> Result<Self> {
        let (community, genesis) = Genesis::load(current.operation(), run)?;
        let now = millis(now);
        let weaver = Weaver::new(logs, community, genesis.creator, now);
        let longer = BTreeSet::new();
        let mut session = Self { repository, current, logs, run, weaver, community, now, longer };
        session.roll_forward()?;
        Ok(session)
    }

    /// Whether logs have more than the state says.
    pub fn is_behind(&self) -> bool {
        !self.longer.is_empty()
    }

    /// Takes in what logs have beyond the state.
    fn roll_forward(&mut self) -> Result<()> {
        let mut batches = Vec::new();
        for listed in self.repository.storage().list(FOLDER)? {
            let Some(author) = author(&listed.name) else { continue };
            let len = self.logs.feed(&author)?.map_or(0, |feed| feed.len);
            if listed.len > len {
                batches.push((author, self.logs.read(&author, len, listed.len)?));
                self.longer.insert(author);
            }
        }
        if !batches.is_empty() {
            let (candidates, _) = verify(&self.community, &batches);
            self.weaver.take(candidates)?;
        }
        Ok(())
    }

    /// Adds strands of the own log; returns their ids.
    ///
    /// # Errors
    /// The key is that of no member, or its log has ended; a body is over its limit.
    pub fn say(&mut self, community: &Community, key: &SecretKey, mut bodies: Vec<Body>) -> Result<Vec<Id>> {
        let author = key.public();
        if bodies.is_empty() {
            return Ok(Vec::new());
        }
        let log = self.weaver.author(&author)?;
        if log.proof.is_some() {
            return Err(RepoError::Ended { author, why: "it was forked" });
        }
        if log.ended {
            return Err(RepoError::Ended { author, why: "the key was replaced" });
        }
        let member = community.members.get(&author).ok_or(RepoError::NotAMember(author))?;
        if let Some(place) = member.admitted.filter(|_| log.seq == 0)
            && bodies[0].kind != joined::KIND
        {
            bodies.insert(0, Joined { by: place.id }.body());
        }
        let others = self.tips(&author)?;
        let mut ids = Vec::with_capacity(bodies.len());
        for (number, body) in bodies.into_iter().enumerate() {
            // What was there when the first was said, the others have through it.
            let tips = if number == 0 { others.values().copied().collect() } else { Vec::new() };
            let required: Vec<Id> = body.names.into_iter().collect();
            let seen = choose(&required, tips);
            let named = self.greatest_clock(&seen, &others)?;
            let log = self.weaver.author(&author)?;
            let clock = named.max(log.clock) + 1;
            let (seq, previous) = (log.seq + 1, log.tip);
            let kind = body.kind.to_owned();
            let strand = Strand { author, seq, previous, seen, clock, time: self.now, kind, body: body.bytes };
            let signed = strand.sign(&self.community, key)?;
            ids.push(signed.id);
            let proof = quoted(&signed, &self.community);
            self.weaver.take(vec![Candidate { signed, proof }])?;
            if self.weaver.author(&author)?.seq != seq {
                return Err(RepoError::refused("strand", self.weaver.reason(&author)));
            }
        }
        Ok(ids)
    }

    /// The last strands of all other authors, by their ids.
    fn tips(&mut self, own: &PublicKey) -> Result<BTreeMap<Id, Tip>> {
        let others: Vec<PublicKey> = self.logs.feeds()?.keys().copied().filter(|author| author != own).collect();
        let mut tips = BTreeMap::new();
        for author in others.into_iter().chain(self.longer.clone()) {
            let log = self.weaver.author(&author)?;
            let Some(id) = log.tip.filter(|_| author != *own) else { continue };
            let is_old = log.before.as_ref().is_some_and(|feed| feed.named && feed.tip == id);
            tips.insert(id, Tip { place: Place { knot: UNCOVERED, clock: log.clock, author, id }, named: is_old });
        }
        Ok(tips)
    }

    /// The greatest clock of these strands; 0 for none.
    fn greatest_clock(&self, ids: &[Id], tips: &BTreeMap<Id, Tip>) -> Result<u64> {
        let mut greatest = 0;
        for id in ids {
            let clock = match tips.get(id) {
                Some(tip) => Some(tip.place.clock),
                None => self.logs.find(&[*id].into())?.get(id).map(|known| known.clock),
            };
            let missing = || RepoError::refused(format!("strand {id}"), "it is named and not held");
            greatest = greatest.max(clock.ok_or_else(missing)?);
        }
        Ok(greatest)
    }

    /// What the state is from now on, and what is to be told.
    ///
    /// # Errors
    /// Objects cannot be written, or logs read.
    pub fn finish(self) -> Result<(Merged, Growth)> {
        let Self { current, logs, run, weaver, community, longer, .. } = self;
        let woven = weaver.finish();
        let mut shuttle = Shuttle::new(current, logs, run, community)?;
        let mut merged = Merged::default();
        for signed in &woven.behind {
            shuttle.keep_behind(signed)?;
        }
        for id in &woven.restored {
            shuttle.release(id);
        }
        for (author, log) in &woven.authors {
            merged.stored += log.appended.len() as u64;
            if log.proof_is_new {
                merged.forks.push(*author);
            }
        }
        shuttle.weave_all(&woven)?;
        shuttle.others(&woven)?;
        let mut growth = shuttle.growth;
        for author in &longer {
            let before = logs.feed(author)?;
            let is_other =
                |log: &Grown| !log.appended.is_empty() || log.kept < before.as_ref().map_or(0, |feed| feed.seq);
            if !woven.authors.get(author).is_some_and(is_other) {
                growth.cuts.push((file(author), before.map_or(0, |feed| feed.len)));
            }
        }
        merged.known = woven.known;
        merged.missing = woven.missing.into_iter().collect();
        merged.refused = woven.refused.into_iter().collect();
        Ok((merged, growth))
    }
}

/// The time in milliseconds since 1970.
pub fn millis(time: Timestamp) -> u64 {
    u64::try_from(time.seconds).unwrap_or(0).saturating_mul(1000).saturating_add(u64::from(time.nanos / 1_000_000))
}
