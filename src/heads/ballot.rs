//! What a member has of a height that is not decided: reports, proposals, votes, the highest lock proof; and of its own doings as a
//! voter the round, the lock and the lease. Bounded, whatever others send. `docs/format/heads.md` has the bytes.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::cbor::{CborError, Fields, Item};
use crate::base::id::Id;
use crate::base::key::PublicKey;
use crate::heads::evidence::Evidence;
use crate::heads::proposal::Proposal;
use crate::heads::quorum::Quorum;
use crate::heads::report::{Own, Report};
use crate::heads::rule::faults;
use crate::heads::value::Value;
use crate::heads::vote::{Motion, Step, Vote, key};

const VERSION: u64 = 1;
/// Of each voter and step the votes of so many rounds are kept, the newest.
const ROUNDS: usize = 3;
/// So many proposals are kept, those of the newest rounds.
const PROPOSALS: usize = 3;
/// A voter follows a proposal so many rounds ahead of what others reached: whoever tried alone must be able to come back.
/// Nobody gets far with one.
const LEAP: u64 = 16;

/// A promise to support nothing else for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lease {
    /// To whom.
    pub proposer: PublicKey,
    /// How many it got one after the other.
    pub row: u64,
    /// For how long, in milliseconds.
    pub millis: u64,
}

/// An open height of one register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ballot {
    /// The height.
    pub height: u64,
    /// What was decided before.
    pub previous: Value,
    /// The newest report of each member that could not be part of a proposal, in the order of their keys.
    pub reports: Vec<Report>,
    /// Bytes of the knots that reports name, of these and of proposals.
    pub named: Vec<Vec<u8>>,
    /// Proposals, the newest round last.
    pub proposals: Vec<Proposal>,
    /// Votes of all voters, own ones among them.
    pub votes: Vec<Vote>,
    /// The highest lock proof that was shown.
    pub proof: Option<Quorum>,
    /// The highest round in which this voter acted; 0 for none.
    pub round: u64,
    /// The lock proof with which it accepted last, or which it took over from an older epoch.
    pub lock: Option<Quorum>,
    /// The lease of its last support.
    pub lease: Option<Lease>,
}

impl Ballot {
    /// A height of which nothing is known yet.
    pub const fn new(height: u64, previous: Value) -> Self {
        Self {
            height,
            previous,
            reports: Vec::new(),
            named: Vec::new(),
            proposals: Vec::new(),
            votes: Vec::new(),
            proof: None,
            round: 0,
            lock: None,
            lease: None,
        }
    }

    /// The round of the lock; 0 for none.
    pub fn locked(&self) -> u64 {
        self.lock.as_ref().map_or(0, |lock| lock.motion.round)
    }

    /// The epoch and round of the lock; the lowest where there is none.
    pub fn lock_rank(&self) -> (u64, u64) {
        self.lock.as_ref().map_or((0, 0), |lock| lock.motion.rank())
    }

    /// The round in which this voter supported last, as far as is known; 0 for none.
    pub fn supported(&self, voter: &PublicKey) -> u64 {
        let own = self.votes.iter().filter(|vote| vote.voter == *voter && vote.step == Step::Support);
        own.map(|vote| vote.motion.round).max().unwrap_or(0)
    }

    /// The vote of this voter in this round and step.
    pub fn vote_of(&self, voter: &PublicKey, round: u64, step: Step) -> Option<&Vote> {
        self.votes.iter().find(|vote| vote.voter == *voter && vote.motion.round == round && vote.step == step)
    }

    /// Whether this voter took the step in any round.
    pub fn vote_given(&self, voter: &PublicKey, step: Step) -> bool {
        self.votes.iter().any(|vote| vote.voter == *voter && vote.step == step)
    }

    /// The highest round that so many of `voters` have reached that one of them is honest; 0 where none has. The word of
    /// fewer moves nobody.
    pub fn reached(&self, voters: &[PublicKey]) -> u64 {
        let newest = |voter: &PublicKey| {
            let own = self.votes.iter().filter(|vote| vote.voter == *voter);
            own.map(|vote| vote.motion.round).max().unwrap_or(0)
        };
        let mut rounds: Vec<u64> = voters.iter().map(newest).collect();
        rounds.sort_unstable_by(|a, b| b.cmp(a));
        let voted = rounds.get(faults(voters.len())).copied().unwrap_or(0);
        voted.max(self.proof.as_ref().map_or(0, |proof| proof.motion.round))
    }

    /// The highest round that this voter may enter now.
    pub fn may_enter(&self, voters: &[PublicKey]) -> u64 {
        self.reached(voters).max(self.round).saturating_add(LEAP)
    }

    /// Takes a vote in. Says whether it is new, and what it proves together with one that was there.
    pub fn take_vote(&mut self, vote: Vote) -> (bool, Option<Evidence>) {
        let evidence = self.votes.iter().find_map(|known| Evidence::of(known, &vote));
        if self.votes.iter().any(|known| known.identity() == vote.identity()) {
            // The first one stays: what comes later is kept as evidence, and never counted beside it.
            return (false, evidence);
        }
        let is_of = |known: &Vote| known.voter == vote.voter && known.step == vote.step;
        // They are in the order of voters, rounds and steps.
        if self.votes.iter().filter(|known| is_of(known)).count() == ROUNDS
            && let Some(oldest) = self.votes.iter().position(is_of)
        {
            if self.votes[oldest].motion.round > vote.motion.round {
                return (false, evidence);
            }
            self.votes.remove(oldest);
        }
        let at = self.votes.partition_point(|known| known.identity() < vote.identity());
        self.votes.insert(at, vote);
        (true, evidence)
    }

    /// Takes a report of this height in; says whether it is newer than what is known of that member.
    pub fn take_report(&mut self, report: Report) -> bool {
        match self.reports.binary_search_by_key(&report.member, |known| known.member) {
            Ok(at) if self.reports[at].number >= report.number => false,
            Ok(at) => {
                self.reports[at] = report;
                true
            }
            Err(at) => {
                self.reports.insert(at, report);
                true
            }
        }
    }

    /// The newest report of each member that others brought, by itself or in a proposal.
    pub fn heard(&self) -> BTreeMap<PublicKey, &Report> {
        let mut newest: BTreeMap<PublicKey, &Report> = BTreeMap::new();
        let of_height = |report: &&Report| report.height + 1 == self.height;
        let proposed = self.proposals.iter().flat_map(|proposal| &proposal.reports).filter(of_height);
        for report in self.reports.iter().chain(proposed) {
            let known = newest.entry(report.member).or_insert(report);
            if known.number < report.number {
                *known = report;
            }
        }
        newest
    }

    /// Keeps of these bytes, and of those that are there, the knots that reports name.
    pub fn name(&mut self, attached: &[Vec<u8>]) {
        if attached.is_empty() {
            return;
        }
        let reports = self.reports.iter().chain(self.proposals.iter().flat_map(|proposal| &proposal.reports));
        let named = reports.filter_map(|report| match report.own {
            Own::Is(value) => value.id(),
            Own::Absent => None,
        });
        let named: BTreeSet<Id> = named.collect();
        let all = self.named.drain(..).chain(attached.iter().cloned());
        let all: BTreeMap<Id, Vec<u8>> = all.map(|bytes| (Id::of(&bytes), bytes)).collect();
        self.named = all.into_iter().filter(|(id, _)| named.contains(id)).map(|(_, bytes)| bytes).collect();
    }

    /// Takes a proposal in; says whether it is new.
    pub fn take_proposal(&mut self, proposal: Proposal) -> bool {
        let place = |known: &Proposal| (known.motion.clone(), known.proposer);
        if let Some(known) = self.proposals.iter_mut().find(|known| place(known) == place(&proposal)) {
            // The same again with reports of now.
            let is_other = *known != proposal;
            *known = proposal;
            return is_other;
        }
        self.proposals.push(proposal.clone());
        self.proposals.sort_by_key(|known| (known.motion.round, known.motion.value, known.proposer));
        if self.proposals.len() > PROPOSALS {
            self.proposals.remove(0);
        }
        self.proposals.contains(&proposal)
    }

    /// Takes a lock proof in where it is newer than the one that was there; says whether it is.
    pub fn take_proof(&mut self, proof: Quorum) -> bool {
        let is_newer = self.proof.as_ref().is_none_or(|known| known.motion.rank() < proof.motion.rank());
        if is_newer {
            self.proof = Some(proof);
        }
        is_newer
    }

    /// The motions of this ballot's votes, each once.
    pub fn motions(&self) -> Vec<Motion> {
        let mut motions: Vec<Motion> = self.votes.iter().map(|vote| vote.motion.clone()).collect();
        motions.sort_unstable();
        motions.dedup();
        motions
    }

    /// The canonical bytes.
    pub fn encode(&self) -> Vec<u8> {
        let list = |rows: Vec<Vec<u8>>| Item::Array(rows.into_iter().map(Item::Bytes).collect());
        let quorum = |quorum: &Option<Quorum>| list(quorum.iter().map(Quorum::encode).collect());
        let lease = self
            .lease
            .iter()
            .flat_map(|lease| [lease.proposer.as_bytes()[..].into(), Item::from(lease.row), Item::from(lease.millis)]);
        Item::Array(vec![
            VERSION.into(),
            self.height.into(),
            self.previous.item(),
            list(self.reports.iter().map(Report::encode).collect()),
            list(self.named.clone()),
            list(self.proposals.iter().map(Proposal::encode).collect()),
            list(self.votes.iter().map(Vote::encode).collect()),
            quorum(&self.proof),
            self.round.into(),
            quorum(&self.lock),
            Item::Array(lease.collect()),
        ])
        .encode()
    }

    /// The ballot in these bytes, which are from the own store: signatures were verified before.
    ///
    /// # Errors
    /// What [`Ballot::encode`] would not write.
    pub fn decode(bytes: &[u8]) -> Result<Self, CborError> {
        let mut fields = Fields::decode(bytes)?;
        if fields.uint()? != VERSION {
            return Err(CborError::Unexpected("ballot version 1"));
        }
        let ballot = Self {
            height: fields.uint()?,
            previous: Value::take(&mut fields)?,
            reports: rows(fields.array()?, Report::decode)?,
            named: rows(fields.array()?, |bytes| Ok(bytes.to_vec()))?,
            proposals: rows(fields.array()?, Proposal::decode)?,
            votes: rows(fields.array()?, Vote::decode)?,
            proof: rows(fields.array()?, Quorum::decode)?.pop(),
            round: fields.uint()?,
            lock: rows(fields.array()?, Quorum::decode)?.pop(),
            lease: lease(fields.array()?)?,
        };
        fields.end()?;
        if ballot.encode() == bytes { Ok(ballot) } else { Err(CborError::NotCanonical) }
    }
}

fn rows<T>(mut rows: Fields, decode: impl Fn(&[u8]) -> Result<T, CborError>) -> Result<Vec<T>, CborError> {
    (0..rows.remaining()).map(|_| decode(&rows.bytes()?)).collect()
}

fn lease(mut fields: Fields) -> Result<Option<Lease>, CborError> {
    if fields.remaining() == 0 {
        return Ok(None);
    }
    let lease = Lease { proposer: key(&mut fields)?, row: fields.uint()?, millis: fields.uint()? };
    fields.end()?;
    Ok(Some(lease))
}
