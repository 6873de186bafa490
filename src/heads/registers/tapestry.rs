//! Cuts through the tapestry: the candidate is, for each author, the longest log that all of a quorum have.

use crate::heads::candidate::{Candidate, Side};
use crate::heads::ground::Ground;
use crate::heads::record::Record;
use crate::heads::report::{Own, Report};

/// The candidate on which the voters among these reports agree; none where no knot is due, or too few report.
///
/// # Errors
/// The ground cannot be read.
pub fn candidate<G: Ground>(
    ground: &G,
    record: &Record,
    reports: &[&Report],
    attached: &[Vec<u8>],
) -> Result<Candidate, G::Error> {
    let has_cut = |report: &&&Report| record.has(&report.member) && report.own != Own::Absent;
    let cuts: Vec<&Report> = reports.iter().filter(has_cut).copied().collect();
    if cuts.len() < record.quorum() {
        return Ok(Candidate::default());
    }
    let voters = cuts.iter().map(|report| report.member).collect();
    let value = ground.cut(&cuts, attached)?;
    Ok(Candidate { value, sides: value.map(|value| Side { value, voters }).into_iter().collect(), missing: Vec::new() })
}
