//! When the other side of a transfer is too slow: it may stall for a while, and must move bytes at a minimum rate while it
//! is waited for. Time in which nobody waits does not count.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::{Duration, Instant};

use crate::base::session::{MIN_RATE, STALL_DEADLINE};

/// What is demanded of the other side.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// How long it is waited for, in all, before its rate counts.
    pub stall: Duration,
    /// Fewest bytes in a second.
    pub rate: u64,
}

impl Default for Patience {
    fn default() -> Self {
        Self { stall: Duration::from_millis(STALL_DEADLINE), rate: MIN_RATE }
    }
}

/// How the other side has done so far.
#[derive(Debug)]
pub struct Pace {
    patience: Patience,
    waited: Duration,
    bytes: u64,
}

impl Pace {
    /// Nothing has been waited for.
    pub const fn new(patience: Patience) -> Self {
        Self { patience, waited: Duration::ZERO, bytes: 0 }
    }

    /// How long one wait may be.
    pub const fn stall(&self) -> Duration {
        self.patience.stall
    }

    /// After a wait of this long so many bytes moved. False where the other side is too slow.
    pub fn moved(&mut self, waited: Duration, bytes: u64) -> bool {
        self.waited += waited;
        self.bytes = self.bytes.saturating_add(bytes);
        if self.waited < self.patience.stall {
            return true;
        }
        let enough = self.bytes as f64 >= self.patience.rate as f64 * self.waited.as_secs_f64();
        (self.waited, self.bytes) = (Duration::ZERO, 0);
        enough
    }
}

/// A rate that several connections share and do not exceed.
#[derive(Debug)]
pub struct Throttle {
    rate: u64,
    /// Until when the bytes that moved are paid for.
    paid: Mutex<Option<Instant>>,
}

impl Throttle {
    /// At most `rate` bytes in a second, at least one.
    pub const fn new(rate: u64) -> Self {
        Self { rate: if rate == 0 { 1 } else { rate }, paid: Mutex::new(None) }
    }

    /// Most bytes to move at once, so that waits are short.
    pub fn piece(&self) -> usize {
        usize::try_from(self.rate / 8).unwrap_or(usize::MAX).max(1_024)
    }

    /// So many bytes moved: waits until that is no more than the rate.
    pub fn moved(&self, bytes: usize) {
        let now = Instant::now();
        let due = {
            let mut paid = self.paid.lock().unwrap_or_else(PoisonError::into_inner);
            let due = paid.unwrap_or(now).max(now) + Duration::from_secs_f64(bytes as f64 / self.rate as f64);
            *paid = Some(due);
            due
        };
        std::thread::sleep(due.saturating_duration_since(now));
    }
}
