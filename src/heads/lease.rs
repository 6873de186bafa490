//! Leases of this process: until when, by a clock that never goes back. A lease only keeps proposers out of each other's
//! way; nothing that is decided depends on it.

use std::collections::HashMap;

use crate::heads::ballot::Lease;
use crate::heads::register::Register;

/// Supports that one proposer may get a lease with, one after the other, at one height.
pub const MOST_IN_A_ROW: u64 = 3;

/// The leases that run.
#[derive(Clone, Debug, Default)]
pub struct Leases(HashMap<(Register, u64, u64), u64>);

impl Leases {
    /// How long the lease given in this round still runs, in milliseconds; 0 where it has ended. One that this process did
    /// not give itself runs in full from now on.
    pub fn left(&mut self, register: &Register, height: u64, round: u64, lease: &Lease, now: u64) -> u64 {
        let until = self.0.entry((register.clone(), height, round)).or_insert_with(|| now.saturating_add(lease.millis));
        until.saturating_sub(now)
    }

    /// Forgets those of heights that are decided.
    pub fn forget(&mut self, register: &Register, height: u64) {
        self.0.retain(|(known, at, _), _| known != register || *at > height);
    }
}
