//! What the logs here have to say about a knot: whether they hold what it covers, and what several members hold together.
//! A function of the logs and of what is asked; changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::id::Id;
use crate::base::key::PublicKey;
use crate::base::limit::MAX_ROWS;
use crate::repo::current::Current;
use crate::repo::knots::newest;
use crate::repo::logs::Logs;
use crate::repo::repository::Repository;
use crate::strand::accept::Held;
use crate::strand::chain::{Chain, Pin, chain};
use crate::strand::error::StrandError;
use crate::strand::knot::{Knot, Row};

type Result<T> = std::result::Result<T, StrandError>;

/// The logs that are here, as rows of a knot.
///
/// # Errors
/// The state cannot be read.
pub fn own_rows(repository: &Repository, current: &Current) -> Result<Vec<Row>> {
    let logs = Logs::new(repository, current.operation());
    Ok(logs.feeds()?.iter().map(|(author, feed)| Row::of(*author, feed)).collect())
}

/// How many strands are here that the newest knot does not cover.
///
/// # Errors
/// The state or the knot cannot be read.
pub fn uncovered(repository: &Repository, current: &Current) -> Result<u64> {
    let logs = Logs::new(repository, current.operation());
    let pins = logs.pins()?;
    let beyond = |(author, seq): (&PublicKey, u64)| seq.saturating_sub(pins.get(author).map_or(0, |pin| pin.seq));
    Ok(logs.feeds()?.iter().map(|(author, feed)| beyond((author, feed.seq))).sum())
}

/// The authors of whom this repository does not hold everything that `knot` covers; where there are none, it can be
/// tied. Strands that are kept behind a fork are held.
///
/// # Errors
/// The logs cannot be read.
pub fn covers(repository: &Repository, current: &Current, knot: &Knot) -> Result<Vec<PublicKey>> {
    let logs = Logs::new(repository, current.operation());
    let mut lacking = Vec::new();
    for row in &knot.rows {
        if prefix(&logs, &row.author, Pin { seq: row.seq, tip: row.tip })? != Some(*row) {
            lacking.push(row.author);
        }
    }
    Ok(lacking)
}

/// What all `reports` hold together, as the rows of the next knot: of each author that all of them have, the longest
/// prefix that is in all of the logs they tell of. Where this cannot be told from what is held here, and where it is
/// less, what the newest knot covers. Two members that hold the logs that the reports tell of find the same.
///
/// # Errors
/// The logs or the newest knot cannot be read.
pub fn longest(repository: &Repository, current: &Current, reports: &[Vec<Row>]) -> Result<Vec<Row>> {
    let logs = Logs::new(repository, current.operation());
    let knot = newest(current.operation(), repository.source())?.map(|(_, knot)| knot);
    let reports: Vec<BTreeMap<PublicKey, &Row>> =
        reports.iter().map(|rows| rows.iter().map(|row| (row.author, row)).collect()).collect();
    let covered = knot.as_ref().map_or(&[][..], |knot| &knot.rows);
    let mut rows: BTreeMap<PublicKey, Row> = covered.iter().map(|row| (row.author, *row)).collect();
    for author in reports.first().into_iter().flat_map(BTreeMap::keys) {
        let told: Option<Vec<&Row>> = reports.iter().map(|report| report.get(author).copied()).collect();
        let floor = rows.get(author).copied();
        if floor.is_none() && rows.len() == MAX_ROWS {
            continue;
        }
        if let Some(told) = told
            && let Some(row) = common(&logs, author, &told, floor.map_or(0, |row| row.seq))?
        {
            rows.insert(*author, row);
        }
    }
    Ok(rows.into_values().collect())
}

/// The longest prefix of these logs of one author, if it can be told and is longer than `floor`.
fn common(logs: &Logs<'_>, author: &PublicKey, told: &[&Row], floor: u64) -> Result<Option<Row>> {
    let Some(least) = told.iter().map(|row| row.seq).min() else { return Ok(None) };
    if least <= floor {
        return Ok(None);
    }
    if told.iter().all(|row| *row == told[0]) {
        return Ok(Some(*told[0]));
    }
    let mut chains = Vec::new();
    for pin in told.iter().map(|row| (row.seq, row.tip)).collect::<BTreeSet<_>>() {
        match held(logs, author, Pin { seq: pin.0, tip: pin.1 })? {
            Some(found) => chains.push(found),
            None => return Ok(None),
        }
    }
    for seq in (floor + 1..=least).rev() {
        let ids: Result<BTreeSet<Id>> = chains.iter().map(|chain| id_at(logs, author, chain, seq)).collect();
        let ids = ids?;
        if ids.len() == 1 {
            return ids.first().map_or(Ok(None), |tip| prefix(logs, author, Pin { seq, tip: *tip }));
        }
    }
    Ok(None)
}

fn id_at(logs: &Logs<'_>, author: &PublicKey, chain: &Chain, seq: u64) -> Result<Id> {
    match seq.checked_sub(chain.joins + 1) {
        Some(at) => Ok(chain.above[at as usize].id),
        None => Ok(logs.at(author, seq)?.id),
    }
}

/// The strands of `author` up to `pin`, if all of them are held.
fn held(logs: &Logs<'_>, author: &PublicKey, pin: Pin) -> Result<Option<Chain>> {
    match logs.feed(author)? {
        Some(feed) if feed.tip == pin.tip => {
            Ok((feed.seq == pin.seq).then_some(Chain { joins: pin.seq, above: Vec::new() }))
        }
        feed => {
            let (at, find) = (|seq| Ok(logs.at(author, seq)?.id), |id: &Id| logs.aside(id));
            chain(author, pin, feed.map_or(0, |feed| feed.seq), &at, &find)
        }
    }
}

/// What a knot that covers the strands of `author` up to `pin` says of them, if all of them are held.
fn prefix(logs: &Logs<'_>, author: &PublicKey, pin: Pin) -> Result<Option<Row>> {
    let Some(found) = held(logs, author, pin)? else { return Ok(None) };
    let above: u64 = found.above.iter().map(|signed| signed.bytes.len() as u64).sum();
    let (len, clock) = match logs.feed(author)?.filter(|feed| feed.seq == found.joins) {
        Some(feed) => (feed.len, feed.clock),
        None => logs.end_of(author, found.joins)?,
    };
    let clock = found.above.last().map_or(clock, |last| last.strand.clock);
    Ok(Some(Row { author: *author, len: len + above, seq: pin.seq, tip: pin.tip, clock }))
}

/// Whether the log of the author has all that `row` covers.
///
/// # Errors
/// The log cannot be read.
pub fn is_in_log(logs: &Logs<'_>, row: &Row) -> Result<bool> {
    let pin = Pin { seq: row.seq, tip: row.tip };
    let is_in = held(logs, &row.author, pin)?.is_some_and(|found| found.above.is_empty());
    Ok(is_in && prefix(logs, &row.author, pin)? == Some(*row))
}
