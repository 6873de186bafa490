//! Sizes and spans of time as people write them in settings and options: `512MiB`, `14d`.

use std::time::Duration;

const SIZES: [(&str, u64); 10] = [
    ("", 1),
    ("B", 1),
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("TiB", 1 << 40),
    ("kB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("TB", 1_000_000_000_000),
];

const SPANS: [(&str, u64); 6] = [("", 1), ("s", 1), ("m", 60), ("h", 3_600), ("d", 86_400), ("w", 604_800)];

/// The number of bytes that `text` says: a whole number and B, KiB, MiB, GiB, TiB (powers of 1,024), kB, MB, GB or TB
/// (powers of 1,000). `None` for anything else and beyond `u64`.
pub fn parse_size(text: &str) -> Option<u64> {
    parse(text, &SIZES)
}

/// The span of time that `text` says: a whole number and s, m, h, d or w; seconds without a unit. `None` for anything
/// else and beyond `u64` seconds.
pub fn parse_span(text: &str) -> Option<Duration> {
    parse(text, &SPANS).map(Duration::from_secs)
}

fn parse(text: &str, units: &[(&str, u64)]) -> Option<u64> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let (_, factor) = units.iter().find(|(name, _)| *name == unit.trim_start())?;
    number.parse::<u64>().ok()?.checked_mul(*factor)
}
