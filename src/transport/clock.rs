//! The clock and the randomness of this machine, for requests and answers. Layers below are told both.

use std::sync::OnceLock;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crate::base::time::Timestamp;
use crate::node::answer::Moment;

/// The time.
pub fn now() -> Timestamp {
    let seconds = |duration: Duration| i64::try_from(duration.as_secs()).unwrap_or(i64::MAX);
    match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(after) => Timestamp { seconds: seconds(after), nanos: after.subsec_nanos() },
        Err(before) => Timestamp::from_seconds(-seconds(before.duration())),
    }
}

/// Milliseconds since this was asked first, by a clock that never goes back and does not follow the calendar.
pub fn tick() -> u64 {
    static START: OnceLock<Instant> = OnceLock::new();
    u64::try_from(START.get_or_init(Instant::now).elapsed().as_millis()).unwrap_or(u64::MAX)
}

/// Random bytes.
///
/// # Errors
/// The operating system has none to give.
pub fn random<const N: usize>() -> std::io::Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
    Ok(bytes)
}

/// The time, and randomness for one call. Without randomness the time and the process still make names that nobody else
/// has.
pub fn moment() -> Moment {
    let now = now();
    let seed = random().unwrap_or_else(|_| {
        let mut seed = [0; 16];
        seed[..8].copy_from_slice(&now.seconds.to_le_bytes());
        seed[8..12].copy_from_slice(&now.nanos.to_le_bytes());
        seed[12..].copy_from_slice(&std::process::id().to_le_bytes());
        seed
    });
    Moment { now, seed, tick: tick() }
}
