//! What becomes of logs while strands are taken in. Decides nothing.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::base::id::Id;
use crate::base::key::PublicKey;
use crate::strand::chain::Pin;
use crate::strand::evidence::Proof;
use crate::strand::feed::Feed;
use crate::strand::record::Signed;

/// One author's log as it becomes.
#[derive(Debug)]
pub struct Grown {
    /// The log as it was.
    pub before: Option<Feed>,
    /// Of these so many strands stay.
    pub kept: u64,
    /// These follow them.
    pub appended: Vec<Signed>,
    /// The proof that the author forked its log.
    pub proof: Option<Proof>,
    /// Whether there was another proof before, or none.
    pub proof_is_new: bool,
    /// Number of strands from now on.
    pub seq: u64,
    /// The last of them.
    pub tip: Option<Id>,
    /// Its clock; 0 where there is none.
    pub clock: u64,
    /// Whether no strand may follow.
    pub ended: bool,
    /// Where the strands that stay end, in bytes, if those behind them are lost and not cut off.
    pub lost: Option<u64>,
    /// Up to where the newest knot covers the log; it may have less, where strands were lost.
    pub pin: Option<Pin>,
}

impl Grown {
    /// The log that is as it was.
    pub fn unchanged(feed: &Feed, proof: Option<Proof>) -> Self {
        Self::of(Some(feed.clone()), proof, None)
    }

    /// The log that was so far, and up to where it is agreed on.
    pub fn of(before: Option<Feed>, proof: Option<Proof>, pin: Option<Pin>) -> Self {
        let feed = before.as_ref();
        Self {
            kept: feed.map_or(0, |feed| feed.seq),
            appended: Vec::new(),
            proof,
            proof_is_new: false,
            seq: feed.map_or(0, |feed| feed.seq),
            tip: feed.map(|feed| feed.tip),
            clock: feed.map_or(0, |feed| feed.clock),
            ended: feed.is_some_and(|feed| feed.ended),
            lost: None,
            pin,
            before,
        }
    }

    /// So many strands stay, whatever fork becomes known.
    pub fn floor(&self) -> u64 {
        self.pin.filter(|pin| pin.seq <= self.seq).map_or(0, |pin| pin.seq)
    }

    /// Whether a strand cannot be the next one, because a knot covers another one of its number.
    pub fn contradicts(&self, signed: &Signed) -> bool {
        self.pin.is_some_and(|pin| pin.seq == signed.strand.seq && pin.tip != signed.id)
    }

    /// Lets `signed` follow.
    pub fn append(&mut self, signed: Signed, ends: bool) {
        (self.seq, self.tip, self.clock) = (signed.strand.seq, Some(signed.id), signed.strand.clock);
        self.ended = ends;
        self.appended.push(signed);
    }
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Woven {
    /// The authors whose logs or proofs are others than before.
    pub authors: BTreeMap<PublicKey, Grown>,
    /// Strands behind forks that strands in logs name.
    pub behind: Vec<Signed>,
    /// Ids of strands that were behind forks and are in logs again, because a knot covers them.
    pub restored: Vec<Id>,
    /// Ids that new strands in logs name.
    pub named: HashSet<Id>,
    /// How many were known, or are behind a fork and named by nobody.
    pub known: u64,
    /// What is named and not held.
    pub missing: BTreeSet<Id>,
    /// Why strands of these authors are refused: the first reason for each.
    pub refused: BTreeMap<PublicKey, String>,
}
