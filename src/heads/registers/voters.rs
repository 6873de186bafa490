//! Who votes: the candidate is the record that most voters would have next. Each finds it from the requests that the
//! strands of members make; one change at a time.

use std::collections::BTreeMap;

use crate::base::id::Id;
use crate::base::key::PublicKey;
use crate::base::planted::{self, Defect};
use crate::heads::candidate::{Candidate, Side, leader};
use crate::heads::ground::Ground;
use crate::heads::record::Record;
use crate::heads::report::{Own, Report};
use crate::heads::rule::faults;
use crate::heads::value::Value;

/// The candidate among what voters report: what so many want that one of them is honest.
pub fn candidate(record: &Record, reports: &[&Report]) -> Candidate {
    let mut counted: BTreeMap<Value, Vec<PublicKey>> = BTreeMap::new();
    for report in reports.iter().filter(|report| record.has(&report.member)) {
        if let Own::Is(value) = report.own {
            counted.entry(value).or_default().push(report.member);
        }
    }
    let named = reports.iter().filter(|report| record.has(&report.member)).filter_map(|report| report.leader);
    let leader = leader(named);
    let place = counted.iter().find(|(_, voters)| leader.is_some_and(|leader| voters.contains(&leader)));
    let place = place.map(|(value, _)| *value);
    counted.retain(|_, voters| voters.len() > faults(record.voters.len()));
    Candidate::among(counted.into_iter().map(|(value, voters)| Side { value, voters }).collect(), place)
}

/// Whether a voter may support the record that `value` names: one that a request makes of the record that is. Whoever it
/// adds has reported that it has everything that is decided.
///
/// # Errors
/// The ground cannot be read.
pub fn may<G: Ground>(ground: &G, record: &Record, value: Value, reports: &[&Report]) -> Result<bool, G::Error> {
    let root = ground.root()?;
    let is_ready = |key: &PublicKey| reports.iter().any(|report| report.member == *key && report.decided == root);
    let made = ground.requests(record)?;
    let fits = |(next, adds): &(Record, Option<PublicKey>)| {
        Value::from(next.id()) == value && adds.as_ref().is_none_or(&is_ready)
    };
    Ok(made.iter().any(fits))
}

/// The record in the bytes that came with a certificate of it, where it follows `record`.
pub fn follows(record: &Record, value: Value, attached: &[Vec<u8>]) -> Option<Record> {
    let bytes = attached.iter().find(|bytes| Value::from(Id::of(bytes)) == value)?;
    let next = Record::decode(bytes).ok()?;
    (next.epoch == record.epoch + 1 && next.previous == Some(record.id())).then_some(next)
}

/// The defect: whoever asks for a vote has one.
///
/// # Errors
/// The ground cannot be read.
pub fn from_strands<G: Ground>(ground: &G, record: Record) -> Result<Record, G::Error> {
    if !planted::is(Defect::EpochFromStrands) {
        return Ok(record);
    }
    let asking: Vec<PublicKey> = ground.requests(&record)?.into_iter().filter_map(|(_, adds)| adds).collect();
    let next = record.next(record.voters.iter().copied().chain(asking));
    Ok(Record { epoch: record.epoch, previous: record.previous, ..next })
}
