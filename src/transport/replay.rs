//! Requests that were answered, so that none is answered twice. Bounded: where too many must be remembered, the oldest are
//! forgotten, and whatever is as old as they were is refused.

use std::collections::{BTreeSet, HashMap};

use crate::base::key::PublicKey;
use crate::base::session::{MAX_NONCES, MAX_SKEW, MAX_STRANGER_NONCES};
use crate::transport::signature::Stamp;

/// What was answered lately.
#[derive(Debug, Default)]
pub struct Replay {
    /// As many keys as there are members.
    members: HashMap<PublicKey, Seen>,
    /// Anybody can make keys: those of strangers share one bounded place.
    strangers: Seen,
}

#[derive(Debug)]
struct Seen {
    /// Time, key and nonce.
    stamps: BTreeSet<(i64, [u8; 32], [u8; 16])>,
    /// Requests of this time or older are refused.
    floor: i64,
}

impl Default for Seen {
    fn default() -> Self {
        Self { stamps: BTreeSet::new(), floor: i64::MIN }
    }
}

impl Replay {
    /// Whether this request is new, seen at the time `now`; then it is remembered. The signature and its time have been
    /// verified before.
    pub fn is_new(&mut self, key: &PublicKey, is_member: bool, stamp: &Stamp, now: i64) -> bool {
        let (seen, most) = if is_member {
            (self.members.entry(*key).or_default(), MAX_NONCES)
        } else {
            (&mut self.strangers, MAX_STRANGER_NONCES)
        };
        seen.is_new(key, stamp, now, most)
    }
}

impl Seen {
    fn is_new(&mut self, key: &PublicKey, stamp: &Stamp, now: i64, most: usize) -> bool {
        let oldest = now.saturating_sub(MAX_SKEW);
        while self.stamps.first().is_some_and(|(created, ..)| *created < oldest) {
            self.stamps.pop_first();
        }
        if stamp.created <= self.floor || !self.stamps.insert((stamp.created, *key.as_bytes(), stamp.nonce)) {
            return false;
        }
        while self.stamps.len() > most {
            if let Some((created, ..)) = self.stamps.pop_first() {
                self.floor = self.floor.max(created);
            }
        }
        true
    }
}
