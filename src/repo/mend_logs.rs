//! Mending logs of strands: what they have beyond the state is taken in or cut, a damaged one is written anew from a healthy
//! copy, a tapestry that says other things than the logs is folded again. Where a log of somebody else was cut off and nobody
//! has the rest, the state follows it: the rest can come again from any member. Must not do so with the own log, for what was
//! said once must not be said otherwise; nor remove what is there behind a damage.

use crate::base::id::Id;
use crate::base::key::PublicKey;
use crate::repo::action::Action;
use crate::repo::check_logs::{Fault, check_logs};
use crate::repo::error::RepoError;
use crate::repo::genesis::Genesis;
use crate::repo::logs::Logs;
use crate::repo::repository::Repository;
use crate::repo::shuttle::Shuttle;
use crate::repo::transact::Growth;
use crate::repo::weave::merge;
use crate::storage::error::StorageError;
use crate::strand::accept::Held;
use crate::strand::feed::Feed;
use crate::strand::grown::{Grown, Woven};
use crate::strand::log::{file, first_forged, walk};

type Result<T> = std::result::Result<T, RepoError>;

/// Gives the first bytes of an author's log, at least so many, from somewhere else; `None` where it is not to be had.
pub type Fetch<'f> = &'f dyn Fn(&PublicKey, u64) -> Option<Vec<u8>>;

/// What was mended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mended {
    /// Logs that were written anew.
    pub logs: u64,
    /// Whether the tapestry was folded again.
    pub folded: bool,
    /// What is still wrong.
    pub faults: Vec<Fault>,
}

/// Mends the logs of `repository`.
///
/// # Errors
/// The state cannot be read or written.
pub fn mend_logs(repository: &Repository, action: &Action<'_>, fetch: Fetch<'_>) -> Result<Mended> {
    // Takes in or cuts what is beyond the state; logs that are too short are no obstacle to that.
    merge(repository, action, &[])?;
    let mut mended = Mended { faults: faults(repository, action)?, ..Mended::default() };
    if mended.faults.is_empty() {
        return Ok(mended);
    }
    let own = repository.key().map(|key| key.public()).ok();
    for Fault { author, .. } in &mended.faults {
        let is_mended = rewrite(repository, action, author, fetch)?
            || (own.is_some() && own != Some(*author) && follow(repository, action, author)?);
        mended.logs += u64::from(is_mended);
    }
    mended.faults = faults(repository, action)?;
    if !mended.faults.is_empty() && fold_again(repository, action)? {
        mended.faults = faults(repository, action)?;
        mended.folded = true;
    }
    Ok(mended)
}

fn faults(repository: &Repository, action: &Action<'_>) -> Result<Vec<Fault>> {
    Ok(check_logs(repository, &repository.current()?, action.monitor)?.faults)
}

/// Writes a log anew where the copy that `fetch` gives is the one that the state tells of.
fn rewrite(repository: &Repository, action: &Action<'_>, author: &PublicKey, fetch: Fetch<'_>) -> Result<bool> {
    repository.grow(action, |current, _| {
        let logs = Logs::new(repository, current.operation());
        let (community, _) = Genesis::load(current.operation(), repository.source())?;
        let mut growth = Growth::default();
        let Some(feed) = logs.feeds()?.get(author) else { return Ok((false, growth)) };
        let is_sound = |bytes: &[u8]| is_log(author, feed, &community, bytes);
        if logs.read(author, 0, feed.len).is_ok_and(|bytes| is_sound(&bytes)) {
            return Ok((false, growth));
        }
        let Some(mut bytes) = fetch(author, feed.len) else { return Ok((false, growth)) };
        bytes.truncate(usize::try_from(feed.len).unwrap_or(usize::MAX));
        if !is_sound(&bytes) {
            return Ok((false, growth));
        }
        growth.rewrites.push((file(author), bytes));
        Ok((true, growth))
    })
}

/// Lets the state follow a log that is sound and shorter than it says.
fn follow(repository: &Repository, action: &Action<'_>, author: &PublicKey) -> Result<bool> {
    repository.grow(action, |current, run| {
        let logs = Logs::new(repository, current.operation());
        let (community, _) = Genesis::load(current.operation(), run)?;
        let nothing = Ok((false, Growth::default()));
        let Some(feed) = logs.feeds()?.get(author) else { return nothing };
        let len = match repository.storage().open(&file(author)) {
            Ok(handle) => handle.len(),
            Err(StorageError::NotFound { .. }) => 0,
            Err(error) => return Err(error.into()),
        };
        if len >= feed.len {
            return nothing;
        }
        let walked = walk(author, &logs.read(author, 0, len)?);
        let is_chained = (1..).zip(&walked.strands).all(|(number, signed)| signed.strand.seq == number)
            && walked.strands.windows(2).all(|pair| pair[1].strand.previous == Some(pair[0].id));
        let is_sound = is_chained && first_forged(&community, author, &walked.strands).is_none();
        if !is_sound || (walked.fault.is_some() && !walked.is_cut) {
            return nothing;
        }
        let mut log = Grown::unchanged(feed, logs.proof(author)?);
        let last = walked.strands.last();
        (log.kept, log.seq) = (walked.strands.len() as u64, walked.strands.len() as u64);
        (log.tip, log.clock) = (last.map(|last| last.id), last.map_or(0, |last| last.strand.clock));
        (log.ended, log.lost) = (false, Some(walked.len as u64));
        let mut shuttle = Shuttle::new(current, &logs, run, community)?;
        if log.seq == 0 && log.proof.is_none() {
            shuttle.forget(author, feed.seq);
        } else {
            shuttle.weave(author, &log, false)?;
        }
        Ok((true, shuttle.growth))
    })
}

/// Whether these bytes are the log that the state tells of.
fn is_log(author: &PublicKey, feed: &Feed, community: &Id, bytes: &[u8]) -> bool {
    let walked = walk(author, bytes);
    let last = walked.strands.last();
    let is_whole = bytes.len() as u64 == feed.len && walked.fault.is_none();
    // The id of the last one, and with it all before it, by the chain.
    let is_chained = walked.strands.windows(2).all(|pair| pair[1].strand.previous == Some(pair[0].id));
    is_whole
        && is_chained
        && last.is_some_and(|last| (last.id, last.strand.seq) == (feed.tip, feed.seq))
        && first_forged(community, author, &walked.strands).is_none()
}

/// Folds all logs from the beginning; nothing where one of them cannot be read.
fn fold_again(repository: &Repository, action: &Action<'_>) -> Result<bool> {
    repository.grow(action, |current, run| {
        let logs = Logs::new(repository, current.operation());
        let (community, _) = Genesis::load(current.operation(), run)?;
        for (author, feed) in logs.feeds()? {
            if !logs.read(author, 0, feed.len).is_ok_and(|bytes| is_log(author, feed, &community, &bytes)) {
                return Ok((false, Growth::default()));
            }
        }
        let mut shuttle = Shuttle::new(current, &logs, run, community)?;
        shuttle.start_anew();
        shuttle.others(&Woven::default())?;
        Ok((true, shuttle.growth))
    })
}
