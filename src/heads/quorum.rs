//! Votes of a quorum for one motion: a lock proof where they support it, a certificate where they accept it. Proves
//! itself to whoever has the record of voters; who carried it does not matter.

use std::collections::BTreeSet;

use crate::base::cbor::{CborError, Fields, Item};
use crate::base::id::Id;
use crate::base::key::PublicKey;
use crate::base::planted::{self, Defect};
use crate::base::verified::Verified;
use crate::heads::record::{MAX_VOTERS, Record};
use crate::heads::rule::needed;
use crate::heads::vote::{Motion, Step, Vote, key, optional_id, signature};

const VERSION: u64 = 1;

/// What one voter adds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ayes {
    /// Who.
    pub voter: PublicKey,
    /// As in [`Vote`].
    pub lock: u64,
    /// As in [`Vote`].
    pub sworn: Option<Id>,
    /// As in [`Vote`].
    pub signature: [u8; 64],
}

/// Votes for one motion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quorum {
    /// The motion.
    pub motion: Motion,
    /// Which step all of them are.
    pub step: Step,
    /// The votes, in the order of their voters.
    pub ayes: Vec<Ayes>,
}

impl Quorum {
    /// The quorum among these votes for this motion and step; `None` where they are too few.
    pub fn among<'v>(
        record: &Record,
        motion: &Motion,
        step: Step,
        votes: impl IntoIterator<Item = &'v Vote>,
    ) -> Option<Self> {
        let mut answered = BTreeSet::new();
        let mut ayes: Vec<Ayes> = Vec::new();
        for vote in votes {
            if !record.has(&vote.voter) {
                continue;
            }
            answered.insert(vote.voter);
            if vote.step == step && vote.motion == *motion {
                let Vote { voter, lock, sworn, signature, .. } = vote.clone();
                ayes.push(Ayes { voter, lock, sworn, signature });
            }
        }
        ayes.sort_unstable_by_key(|aye| aye.voter);
        if !planted::is(Defect::DuplicateVotes) {
            ayes.dedup_by_key(|aye| aye.voter);
        }
        let enough =
            record.epoch == motion.epoch && ayes.len() >= needed(record.rule, record.voters.len(), answered.len());
        enough.then(|| Self { motion: motion.clone(), step, ayes })
    }

    /// The votes by themselves.
    pub fn votes(&self) -> impl Iterator<Item = Vote> {
        self.ayes.iter().map(|aye| Vote {
            voter: aye.voter,
            motion: self.motion.clone(),
            step: self.step,
            lock: aye.lock,
            sworn: aye.sworn,
            signature: aye.signature,
        })
    }

    /// Whether so many voters of this record are in it that they decide. Signatures are not looked at.
    pub fn carries(&self, record: &Record) -> bool {
        let distinct: BTreeSet<&PublicKey> =
            self.ayes.iter().map(|aye| &aye.voter).filter(|voter| record.has(voter)).collect();
        let count = if planted::is(Defect::DuplicateVotes) { self.ayes.len() } else { distinct.len() };
        let needed = needed(record.rule, record.voters.len(), distinct.len());
        record.epoch == self.motion.epoch && count >= needed && distinct.len() <= self.ayes.len()
    }

    /// Whether every voter in it signed its vote in this scope.
    pub fn is_genuine(&self, scope: &Id, verified: &Verified) -> bool {
        self.votes().all(|vote| vote.is_genuine(scope, verified))
    }

    /// The canonical bytes.
    pub fn encode(&self) -> Vec<u8> {
        let aye = |aye: &Ayes| {
            let sworn = aye.sworn.as_ref().map_or(&[][..], |id| id.as_bytes());
            Item::Array(vec![aye.voter.as_bytes()[..].into(), aye.lock.into(), sworn.into(), aye.signature[..].into()])
        };
        let mut items = vec![VERSION.into()];
        items.extend(self.motion.items());
        items.push((self.step as u64).into());
        items.push(Item::Array(self.ayes.iter().map(aye).collect()));
        Item::Array(items).encode()
    }

    /// The votes in these bytes. Signatures are not verified.
    ///
    /// # Errors
    /// What [`Quorum::encode`] would not write; a voter twice.
    pub fn decode(bytes: &[u8]) -> Result<Self, CborError> {
        let mut fields = Fields::decode(bytes)?;
        if fields.uint()? != VERSION {
            return Err(CborError::Unexpected("certificate version 1"));
        }
        let (motion, step) = (Motion::take(&mut fields)?, Step::decode(&mut fields)?);
        let mut rows = fields.array()?;
        fields.end()?;
        if !(1..=MAX_VOTERS).contains(&rows.remaining()) {
            return Err(CborError::Unexpected("some votes"));
        }
        let mut ayes: Vec<Ayes> = Vec::with_capacity(rows.remaining());
        while rows.remaining() > 0 {
            let mut row = rows.array()?;
            let aye = Ayes {
                voter: key(&mut row)?,
                lock: row.uint()?,
                sworn: optional_id(&mut row)?,
                signature: signature(&mut row)?,
            };
            row.end()?;
            if ayes.last().is_some_and(|last| last.voter >= aye.voter) {
                return Err(CborError::Unexpected("votes in the order of their voters, each once"));
            }
            ayes.push(aye);
        }
        let quorum = Self { motion, step, ayes };
        quorum.votes().try_for_each(|vote| vote.sound().map(drop))?;
        Ok(quorum)
    }
}
