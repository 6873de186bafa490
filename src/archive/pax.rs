//! What stands in the headers of foreign tar archives: numbers of ustar and GNU tar, records of pax (POSIX.1-2001,
//! "pax Extended Header"). Strict: what two readers could take for two things is nothing.

use crate::archive::tar_header::BLOCK;
use crate::base::time::Timestamp;

/// The number in a field: octal digits between spaces and NULs, or GNU tar's base 256. An empty field is 0.
pub fn number(field: &[u8]) -> Option<i64> {
    match field.first()? {
        0x80 | 0xff => base_256(field),
        _ => {
            let start = field.iter().position(|b| *b != b' ').unwrap_or(field.len());
            let end = field.iter().position(|b| *b == 0).unwrap_or(field.len());
            let digits = field.get(start..end).unwrap_or_default().trim_ascii_end();
            digits.iter().try_fold(0i64, |number, digit| match digit {
                b'0'..=b'7' => number.checked_mul(8)?.checked_add(i64::from(digit - b'0')),
                _ => None,
            })
        }
    }
}

/// Two's complement, big-endian, behind a first byte that has the sign.
fn base_256(field: &[u8]) -> Option<i64> {
    let negative = field[0] == 0xff;
    let (high, low) = field[1..].split_at_checked(field.len().checked_sub(9)?)?;
    let fill = if negative { 0xff } else { 0 };
    let number = i64::from_be_bytes(low.try_into().ok()?);
    (high.iter().all(|b| *b == fill) && (number < 0) == negative).then_some(number)
}

/// The records `(keyword, value)` of an extended header; `None` where it is not made of whole records.
pub fn records(mut body: &[u8]) -> Option<Vec<(&[u8], &[u8])>> {
    let mut records = Vec::new();
    while !body.is_empty() {
        let space = body.iter().take(8).position(|b| *b == b' ')?;
        let len = usize::try_from(decimal(&body[..space])?).ok()?;
        let (record, rest) = body.split_at_checked(len)?;
        let record = record.get(space + 1..)?.strip_suffix(b"\n")?;
        let equals = record.iter().position(|b| *b == b'=').filter(|at| *at > 0)?;
        records.push((&record[..equals], &record[equals + 1..]));
        body = rest;
    }
    Some(records)
}

/// The number that these decimal digits are, and nothing beside them.
pub fn decimal(digits: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(digits).ok()?;
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) { None } else { text.parse().ok() }
}

/// The time that a record says: seconds since 1970, with a fraction or a sign or both. More digits than nanoseconds have
/// are dropped.
pub fn time(text: &[u8]) -> Option<Timestamp> {
    let (negative, text) = text.strip_prefix(b"-").map_or((false, text), |text| (true, text));
    let dot = text.iter().position(|b| *b == b'.').unwrap_or(text.len());
    let seconds = i64::try_from(decimal(&text[..dot])?).ok()?;
    let fraction = text.get(dot + 1..).unwrap_or_default();
    if !fraction.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let digits = fraction.iter().copied().chain(std::iter::repeat(b'0')).take(9);
    let nanos = digits.fold(0, |nanos, digit| nanos * 10 + u32::from(digit - b'0'));
    Some(match (negative, nanos) {
        (false, nanos) => Timestamp { seconds, nanos },
        (true, 0) => Timestamp { seconds: -seconds, nanos: 0 },
        (true, nanos) => Timestamp { seconds: -seconds - 1, nanos: 1_000_000_000 - nanos },
    })
}

/// Whether a block has the checksum of a header: the sum of all bytes, those of the sum itself taken for spaces.
pub fn has_checksum(block: &[u8; BLOCK as usize]) -> bool {
    let field = &block[148..156];
    let sum = |bytes: &[u8]| bytes.iter().map(|b| i64::from(*b)).sum::<i64>();
    number(field) == Some(sum(block) - sum(field) + 8 * i64::from(b' '))
}
