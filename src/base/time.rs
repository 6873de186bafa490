//! Time as a value. Nobody below `cli/` reads a clock: the time of an action is an argument.

use std::fmt;

/// A point in time: seconds since 1970-01-01T00:00:00Z and nanoseconds within that second (0 to 999,999,999).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp {
    /// Seconds since the epoch; negative before it.
    pub seconds: i64,
    /// Nanoseconds within the second.
    pub nanos: u32,
}

impl Timestamp {
    /// The point `seconds` after the epoch.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self { seconds, nanos: 0 }
    }
}

impl fmt::Display for Timestamp {
    /// RFC 3339 in UTC, whole seconds; the count of seconds where the calendar ends.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_second(self.seconds) {
            Ok(time) => write!(f, "{time}"),
            Err(_) => write!(f, "@{}", self.seconds),
        }
    }
}
