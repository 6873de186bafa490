//! Signatures that were verified before, so that none is verified twice: members show each other the same votes again and
//! again. Remembers good ones only, and a bounded number of them. Must not be kept longer than a process.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::base::id::Id;
use crate::base::key::PublicKey;

/// So many are remembered at least, and twice as many at most.
const MANY: usize = 1 << 16;

/// What was found good.
#[derive(Default)]
pub struct Verified(Mutex<Generations>);

/// The newest ones, and those before them.
#[derive(Default)]
struct Generations {
    young: HashSet<Id>,
    old: HashSet<Id>,
}

impl Verified {
    /// As [`PublicKey::verify`].
    pub fn verify(&self, key: &PublicKey, message: &[u8], signature: &[u8; 64]) -> bool {
        // Of fixed lengths first: no two triples are written alike.
        let triple = Id::of(&[&key.as_bytes()[..], signature, message].concat());
        if self.lock().has(&triple) {
            return true;
        }
        let is_good = key.verify(message, signature);
        if is_good {
            self.lock().add(triple);
        }
        is_good
    }

    fn lock(&self) -> MutexGuard<'_, Generations> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Generations {
    fn has(&self, triple: &Id) -> bool {
        self.young.contains(triple) || self.old.contains(triple)
    }

    fn add(&mut self, triple: Id) {
        if self.young.len() == MANY {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(triple);
    }
}
