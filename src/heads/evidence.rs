//! Two votes that no honest voter gives: of one identity for different motions, or a support that hides the lock of an
//! accept before it. Proves itself; an honest key cannot be framed, because both votes bear its signature.

use crate::base::id::Id;
use crate::base::verified::Verified;
use crate::heads::vote::{Step, Vote};

/// Two votes of one voter that contradict each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The votes, the one of the lower round first.
    pub votes: [Vote; 2],
}

impl Evidence {
    /// What these two prove; `None` where an honest voter may have given both.
    pub fn of(a: &Vote, b: &Vote) -> Option<Self> {
        let same = a.voter == b.voter && a.motion.register == b.motion.register && a.motion.height == b.motion.height;
        // In one order, whichever came first.
        let place =
            |vote: &Vote| (vote.motion.round, vote.step, vote.motion.epoch, vote.motion.value, vote.motion.previous);
        let (first, second) = if place(a) <= place(b) { (a, b) } else { (b, a) };
        let twice = first.identity() == second.identity() && first.motion != second.motion;
        let hides = first.step == Step::Accept
            && second.step == Step::Support
            // In a later epoch it may have taken over a newer lock of a lower round.
            && second.motion.epoch == first.motion.epoch
            && second.motion.round > first.motion.round
            && second.lock < first.motion.round;
        (same && (twice || hides)).then(|| Self { votes: [first.clone(), second.clone()] })
    }

    /// Whether the voter signed both in this scope.
    pub fn is_genuine(&self, scope: &Id, verified: &Verified) -> bool {
        self.votes.iter().all(|vote| vote.is_genuine(scope, verified))
    }
}
