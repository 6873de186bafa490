//! Making a decided knot the newest one: from then on no log is cut below it. Where a fork was known here before the knot,
//! the log was cut below what the knot covers; then it is made whole from what was kept, or from what a member sends that
//! has it. Decides nothing: whoever calls it knows that the knot was agreed on.

use crate::base::id::Id;
use crate::base::key::PublicKey;
use crate::base::kind::Kind;
use crate::base::time::Timestamp;
use crate::object::run::Run;
use crate::object::traits::Sink;
use crate::repo::agree::is_in_log;
use crate::repo::current::Current;
use crate::repo::error::RepoError;
use crate::repo::knots::{NEWEST, key, newest, newest_value};
use crate::repo::logs::Logs;
use crate::repo::repository::Repository;
use crate::repo::transact::Growth;
use crate::repo::weaving::Session;
use crate::state::change::{Change, Expected};
use crate::state::operation::root;
use crate::strand::accept::Candidate;
use crate::strand::chain::Pin;
use crate::strand::knot::{Knot, Row};

type Result<T> = std::result::Result<T, RepoError>;

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tied {
    /// It is the newest.
    Done,
    /// Nothing was changed: strands of these authors that it covers are not held.
    Lacking(Vec<PublicKey>),
}

/// What makes `knot` the newest of the state `current`, for [`Repository::grow`], together with other changes. `strands` are
/// verified ones that are not held yet: the logs of authors that are lacking, from the beginning or from where the own one
/// ends. Nothing where it is the newest already.
///
/// # Errors
/// It does not follow the newest, covers less than that, or tells of another length or clock than its strands have; the
/// state cannot be read, or objects not written.
pub fn tie(
    repository: &Repository,
    current: &Current,
    run: &Run,
    now: Timestamp,
    knot: &Knot,
    strands: Vec<Candidate>,
) -> Result<(Tied, Growth)> {
    let bytes = knot.encode();
    if Knot::decode(&bytes).ok().as_ref() != Some(knot) {
        return Err(refused(knot, "it cannot be read again"));
    }
    let before = newest(current.operation(), run)?;
    let id = knot.id();
    if before.as_ref().is_some_and(|(newest, _)| *newest == id) {
        return Ok((Tied::Done, Growth::default()));
    }
    if let Some(why) = fault(before.as_ref().map(|(id, knot)| (*id, knot)), knot) {
        return Err(refused(knot, why));
    }
    let logs = Logs::new(repository, current.operation());
    let mut pins = logs.pins()?.clone();
    let mut open = Vec::new();
    for row in &knot.rows {
        if is_in_log(&logs, row)? {
            pins.insert(row.author, Pin { seq: row.seq, tip: row.tip });
        } else {
            open.push(row);
        }
    }
    // From the beginning of the session on: what comes with it must not cut what the knot covers.
    let logs = logs.pinned(pins);
    let mut session = Session::begin(repository, current, &logs, run, now)?;
    session.weaver.take(strands)?;
    let mut lacking = Vec::new();
    for row in open {
        if !session.weaver.restore(&row.author, Pin { seq: row.seq, tip: row.tip })? {
            lacking.push(row.author);
        } else if !is_told_right(&mut session, &logs, row)? {
            return Err(refused(knot, "its strands of an author have another length or clock"));
        }
    }
    if !lacking.is_empty() {
        return Ok((Tied::Lacking(lacking), Growth::default()));
    }
    let (_, mut growth) = session.finish()?;
    run.write(Kind::Knot, &bytes)?;
    let set = |key: &[u8], expected, new: Vec<u8>| Change {
        root: root::KNOTS.to_owned(),
        key: key.to_vec(),
        expected,
        new: Some(new),
    };
    let old = before.map(|(id, knot)| newest_value(knot.height, &id));
    growth.changes.push(set(&key(knot.height), Expected::Absent, id.as_bytes().to_vec()));
    growth.changes.push(set(NEWEST, Expected::exactly(old.as_deref()), newest_value(knot.height, &id)));
    Ok((Tied::Done, growth))
}

fn refused(knot: &Knot, why: &str) -> RepoError {
    RepoError::refused(format!("knot {}", knot.height), why)
}

/// Why `knot` cannot follow the newest.
fn fault(newest: Option<(Id, &Knot)>, knot: &Knot) -> Option<&'static str> {
    if knot.height != newest.map_or(0, |(_, newest)| newest.height) + 1 || knot.previous != newest.map(|(id, _)| id) {
        return Some("it does not follow the newest knot");
    }
    let is_kept = |old: &Row| {
        let row = knot.row(&old.author);
        row.is_some_and(|row| row.seq > old.seq || row == old)
    };
    let keeps = newest.is_none_or(|(_, newest)| newest.rows.iter().all(is_kept));
    (!keeps).then_some("it covers less than the newest knot")
}

/// Whether a row that the log had not before tells of what it has now.
fn is_told_right(session: &mut Session<'_>, logs: &Logs<'_>, row: &Row) -> Result<bool> {
    let log = session.weaver.author(&row.author)?;
    let appended = row.seq.checked_sub(log.kept).and_then(|count| log.appended.get(..count as usize));
    let Some((last, appended)) = appended.and_then(|appended| Some((appended.last()?, appended))) else {
        return Ok(false);
    };
    let (len, _) = logs.end_of(&row.author, log.kept)?;
    let len = len + appended.iter().map(|signed| signed.bytes.len() as u64).sum::<u64>();
    Ok((len, last.strand.clock) == (row.len, row.clock))
}
