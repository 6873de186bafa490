//! A voter that may have forgotten votes: it says nothing on any height that it may have voted on, until the others have
//! decided it without it. How far that is, it asks them.

use std::collections::BTreeMap;

use crate::base::key::PublicKey;
use crate::heads::ballot::Ballot;
use crate::heads::record::Record;
use crate::heads::register::Register;
use crate::object::traits::Source;
use crate::repo::action::Action;
use crate::repo::decided;
use crate::repo::error::RepoError;
use crate::repo::guard::renew;
use crate::repo::repository::Repository;
use crate::repo::transact::Growth;
use crate::state::change::{Change, Expected};
use crate::state::operation::{Operation, root};

type Result<T> = std::result::Result<T, RepoError>;

/// Key in the root `votes`: why this voter is silent about everything, as long as it has not asked the others.
const RESTORED: &[u8] = b"restored";
/// Key in the root `votes`: the height up to which it is silent; with a register behind it, for that one.
const SILENT: &[u8] = b"silent";

/// What a voter tells one that asks: on which heights it voted last, or knows decisions.
pub type Heights = BTreeMap<Register, u64>;

/// Up to this height this voter does not vote.
///
/// # Errors
/// The state cannot be read.
pub fn bound(operation: &Operation, source: &dyn Source, register: &Register) -> Result<u64> {
    let votes = operation.map(root::VOTES);
    if votes.root().is_none() {
        return Ok(0);
    }
    if votes.get(source, RESTORED)?.is_some() {
        return Ok(u64::MAX);
    }
    let number = |bytes: Option<Vec<u8>>| bytes.and_then(|bytes| bytes.try_into().ok()).map(u64::from_be_bytes);
    let own = number(votes.get(source, &key(register))?);
    Ok(match own {
        Some(height) => height,
        None => number(votes.get(source, SILENT)?).unwrap_or(0),
    })
}

/// Why this voter is silent about everything; `None` where it is not.
///
/// # Errors
/// The state cannot be read.
pub fn reason(operation: &Operation, source: &dyn Source) -> Result<Option<String>> {
    let why = operation.map(root::VOTES).get(source, RESTORED)?;
    Ok(why.map(|why| String::from_utf8_lossy(&why).into_owned()))
}

/// The change that makes this voter silent.
pub fn begin(why: &str) -> Change {
    set(RESTORED, Some(why.as_bytes().to_vec()))
}

/// How many other voters have to be asked: with all others no quorum could have decided without one of them.
pub fn needed(record: &Record) -> usize {
    let n = record.voters.len();
    (n - record.quorum() + 1).min(n - 1)
}

/// What this member tells a voter that asks.
///
/// # Errors
/// The state cannot be read.
pub fn heights(operation: &Operation, source: &dyn Source, own: &PublicKey) -> Result<Heights> {
    let decided = decided::all(operation, source)?;
    let mut heights: Heights = decided.into_iter().map(|(register, decided)| (register, decided.height)).collect();
    for register in decided::open(operation, source)? {
        let ballot = decided::ballot(operation, source, &register)?;
        let voted = |ballot: &Ballot| ballot.votes.iter().any(|vote| vote.voter == *own);
        if let Some(ballot) = ballot.filter(voted) {
            heights.insert(register, ballot.height);
        }
    }
    Ok(heights)
}

/// Ends the silence about everything: from now on only what `told` says, and one height more, is left to the others.
///
/// # Errors
/// Too few voters were asked; the state or the guard cannot be written.
pub fn limit(
    repository: &Repository,
    action: &Action<'_>,
    machine: &str,
    told: &BTreeMap<PublicKey, Heights>,
) -> Result<()> {
    repository.grow(action, |current, run| {
        let record = decided::newest_record(current.operation(), run)?;
        let heard = told.keys().filter(|voter| record.has(voter)).count();
        let needed = needed(&record);
        if heard < needed {
            let why = format!("{heard} other voters told what they voted on, {needed} are needed");
            return Err(RepoError::refused("this voter stays silent", why));
        }
        let mut growth = Growth::default();
        let mut heights = heights(current.operation(), run, &repository.key()?.public())?;
        for (register, height) in told.values().flatten() {
            let known = heights.entry(register.clone()).or_default();
            *known = (*known).max(*height);
        }
        if needed > 0 {
            let next = |height: u64| Some((height + 1).to_be_bytes().to_vec());
            growth.changes.extend(heights.iter().map(|(register, height)| set(&key(register), next(*height))));
            growth.changes.push(set(SILENT, next(0)));
        }
        growth.changes.push(set(RESTORED, None));
        Ok(((), growth))
    })?;
    renew(repository, action, machine)
}

fn key(register: &Register) -> Vec<u8> {
    [SILENT, b"/", register.name().as_bytes()].concat()
}

fn set(key: &[u8], new: Option<Vec<u8>>) -> Change {
    Change { root: root::VOTES.to_owned(), key: key.to_vec(), expected: Expected::Any, new }
}
