//! What every operation that writes is told: the time, who does it, how, and who watches. No operation reads a clock,
//! draws randomness or looks at the environment itself.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::base::id::Id;
use crate::base::limit::PACK_SIZE;
use crate::base::monitor::Monitor;
use crate::base::time::Timestamp;

/// One command's circumstances.
pub struct Action<'a> {
    /// When it happens.
    pub now: Timestamp,
    /// The command line, for `op log`.
    pub command: String,
    /// Process, host and verb, for whoever waits for a lock.
    pub owner: String,
    /// How long to wait for a lock.
    pub lock_timeout: Duration,
    /// Deflate level of new objects, 0 to 12.
    pub level: i32,
    /// Bytes at which a writer rolls over to its next pack.
    pub pack_size: u64,
    /// Told about progress and warnings.
    pub monitor: &'a dyn Monitor,
    seed: [u8; 16],
    drawn: AtomicU64,
}

impl<'a> Action<'a> {
    /// An action with default limits; `seed` is random and different for every action there ever was.
    pub fn new(now: Timestamp, command: String, owner: String, seed: [u8; 16], monitor: &'a dyn Monitor) -> Self {
        Self {
            now,
            command,
            owner,
            lock_timeout: Duration::from_secs(10),
            level: 1,
            pack_size: PACK_SIZE,
            monitor,
            seed,
            drawn: AtomicU64::new(0),
        }
    }

    /// A name that was never given before, of 32 hexadecimal digits.
    pub fn unique(&self) -> String {
        let drawn = self.drawn.fetch_add(1, Ordering::Relaxed);
        let id = Id::of(&[&self.seed[..], &drawn.to_le_bytes()].concat());
        id.to_string()[..32].to_owned()
    }
}
