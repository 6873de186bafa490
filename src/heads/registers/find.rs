//! The candidate of any register.

use crate::heads::candidate::Candidate;
use crate::heads::ground::{Decided, Ground};
use crate::heads::record::Record;
use crate::heads::register::{Kind, Register};
use crate::heads::registers::{head, tapestry, voters};
use crate::heads::report::Report;
use crate::heads::value::Value;

/// What these reports lead to. `attached` are records and knots that came with them.
///
/// # Errors
/// The ground cannot be read.
pub fn candidate<G: Ground>(
    ground: &G,
    record: &Record,
    register: &Register,
    (decided, before): (Decided, Value),
    reports: &[&Report],
    attached: &[Vec<u8>],
) -> Result<Candidate, G::Error> {
    match register.kind() {
        Kind::Head(_) => head::candidate(ground, record, decided, before, reports),
        Kind::Voters => Ok(voters::candidate(record, reports)),
        Kind::Tapestry => tapestry::candidate(ground, record, reports, attached),
    }
}
