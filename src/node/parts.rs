//! Parts of questions and answers between peers, as canonical CBOR: rows of ids, of registers, of reports. Total and
//! bounded.

use crate::base::cbor::{CborError, Fields, Item};
use crate::base::session::MAX_MISSING;
use crate::heads::register::Register;
use crate::heads::report::Report;
use crate::heads::vote::MAX_COUNT;
use crate::heads::voter::{No, Why};

/// The name of an object without its kind.
pub type RawId = [u8; 32];

/// Most registers in one question or answer.
pub const MAX_REGISTERS: usize = 4_096;

type Result<T> = std::result::Result<T, CborError>;

/// The ids that follow each other in these bytes.
///
/// # Errors
/// Not whole ids, or more than `most`.
pub fn raw_ids(bytes: &[u8], most: usize) -> Result<Vec<RawId>> {
    let (ids, rest) = bytes.as_chunks();
    if !rest.is_empty() || ids.len() > most {
        return Err(CborError::Unexpected("whole ids, and no more than allowed"));
    }
    Ok(ids.to_vec())
}

/// Registers with heights, for canonical encoding.
pub fn heights(rows: &[(Register, u64)]) -> Item {
    Item::Array(
        rows.iter().map(|(register, height)| Item::Array(vec![register.name().into(), (*height).into()])).collect(),
    )
}

/// Takes them.
///
/// # Errors
/// They are no such rows, or too many.
pub fn take_heights(mut fields: Fields) -> Result<Vec<(Register, u64)>> {
    let count = bounded(&fields, MAX_REGISTERS)?;
    let row = |_| {
        let mut row = fields.array()?;
        let (register, height) = (Register::take(&mut row)?, row.uint()?);
        row.end()?;
        // There is always a next one.
        if height > MAX_COUNT { Err(CborError::Unexpected("a height")) } else { Ok((register, height)) }
    };
    (0..count).map(row).collect()
}

/// Takes registers.
///
/// # Errors
/// As [`take_heights`].
pub fn take_registers(mut fields: Fields) -> Result<Vec<Register>> {
    let count = bounded(&fields, MAX_REGISTERS)?;
    (0..count).map(|_| Register::take(&mut fields)).collect()
}

/// Takes reports; signatures are not verified.
///
/// # Errors
/// As [`take_heights`].
pub fn take_reports(mut fields: Fields) -> Result<Vec<Report>> {
    let count = bounded(&fields, MAX_REGISTERS)?;
    (0..count).map(|_| Report::decode(&fields.bytes()?)).collect()
}

/// Takes byte strings.
///
/// # Errors
/// As [`take_heights`].
pub fn take_bytes(mut fields: Fields) -> Result<Vec<Vec<u8>>> {
    let count = bounded(&fields, MAX_REGISTERS)?;
    (0..count).map(|_| fields.bytes()).collect()
}

/// Takes reasons for not voting.
///
/// # Errors
/// As [`take_heights`].
pub fn take_noes(mut fields: Fields) -> Result<Vec<(Register, No)>> {
    let count = bounded(&fields, MAX_REGISTERS)?;
    let row = |_| {
        let mut row = fields.array()?;
        let register = Register::take(&mut row)?;
        let why = Why::from_number(row.uint()?).ok_or(CborError::Unexpected("a known reason"))?;
        let no = No { why, wait: row.uint()?, missing: raw_ids(&row.bytes()?, MAX_MISSING)? };
        row.end()?;
        Ok((register, no))
    };
    (0..count).map(row).collect()
}

/// How many rows there are.
///
/// # Errors
/// More than `most`.
pub fn bounded(fields: &Fields, most: usize) -> Result<usize> {
    let count = fields.remaining();
    if count > most { Err(CborError::Unexpected("no more rows than allowed")) } else { Ok(count) }
}
