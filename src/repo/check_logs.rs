//! Checks all logs of strands: that they are as long as the state says, chained, signed, with the clocks that follow from
//! what they name; and that the tapestry says what they say. Changes nothing.

use std::collections::{HashMap, HashSet};

use rayon::iter::{IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};

use crate::base::id::Id;
use crate::base::key::PublicKey;
use crate::base::monitor::Monitor;
use crate::object::error::ObjectError;
use crate::object::memory::MemoryObjects;
use crate::repo::current::Current;
use crate::repo::error::RepoError;
use crate::repo::genesis::Genesis;
use crate::repo::logs::Logs;
use crate::repo::repository::Repository;
use crate::state::operation::root;
use crate::strand::accept::Held;
use crate::strand::chain::Pin;
use crate::strand::evidence::Proof;
use crate::strand::feed::Feed;
use crate::strand::fold::Fold;
use crate::strand::log::{first_forged, walk};
use crate::strand::record::Signed;
use crate::strand::tapestry::{Author, VERSION_KEY, authors, version_value};

type Result<T> = std::result::Result<T, RepoError>;

/// Something that is wrong with a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Whose log it is.
    pub author: PublicKey,
    /// What is wrong.
    pub why: String,
}

/// What was checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Strands in all logs.
    pub strands: u64,
    /// Logs.
    pub authors: u64,
    /// Proofs of forks.
    pub forks: u64,
    /// What is wrong; the first for each log.
    pub faults: Vec<Fault>,
}

/// What is wrong with a log that has other or fewer strands than the newest knot covers.
const UNPINNED: &str = "it has not all that the newest knot covers; run: mosaic fetch";

/// One sound log: the id and clock of each strand, and what all of them set.
type Sound = (Vec<(Id, u64)>, Option<Id>);

/// Checks all logs as the state `current` has them.
///
/// # Errors
/// The state cannot be read, the monitor said to stop. What is wrong with a log is no error.
pub fn check_logs(repository: &Repository, current: &Current, monitor: &dyn Monitor) -> Result<Checked> {
    let operation = current.operation();
    let logs = Logs::new(repository, operation);
    let (community, _) = Genesis::load(operation, repository.source())?;
    let map = operation.map(root::TAPESTRY);
    let rows = authors(&map, repository.source())?;
    let feeds = logs.feeds()?;
    // A knot that is lost is told of by the walk over objects.
    let pins = logs.pins().cloned().unwrap_or_default();
    let total = feeds.values().map(|feed| feed.seq).sum();
    monitor.phase("check (strands)", Some(total));
    let whole: Vec<_> = feeds
        .iter()
        .collect::<Vec<_>>()
        .into_par_iter()
        .map(|(author, feed)| (*author, sound(&logs, author, feed, &community, monitor)))
        .collect();
    let mut checked = Checked { strands: total, authors: feeds.len() as u64, ..Checked::default() };
    let mut clocks: HashMap<Id, u64> = HashMap::new();
    let version = map.get(repository.source(), VERSION_KEY)?;
    let is_comparable = version.is_some_and(|version| version == version_value());
    for (author, result) in whole {
        let mut say = |why: &str| checked.faults.push(Fault { author, why: why.to_owned() });
        match result? {
            Err(why) => say(&why),
            Ok((strands, values)) => {
                let feed = &feeds[&author];
                let row = rows.get(&author);
                let is_pinned = |pin: &Pin| {
                    let last = pin.seq.checked_sub(1).and_then(|at| strands.get(usize::try_from(at).ok()?));
                    last.is_some_and(|(id, _)| *id == pin.tip)
                };
                let is_same = |row: &&Author| (row.len, row.seq, row.tip) == (feed.len, feed.seq, Some(feed.tip));
                match row.filter(is_same) {
                    _ if !pins.get(&author).is_none_or(is_pinned) => say(UNPINNED),
                    Some(row) if goes_too_far(row, pins.get(&author)) => {
                        say("it goes on behind a fork that no knot covers; run: mosaic repair");
                    }
                    Some(row) if row.values == values || !is_comparable => {}
                    Some(_) => say("the tapestry says other things than it; run: mosaic repair"),
                    None => say("the tapestry says that it ends elsewhere; run: mosaic repair"),
                }
                clocks.extend(strands);
            }
        }
    }
    for author in pins.keys().filter(|author| !feeds.contains_key(*author)) {
        checked.faults.push(Fault { author: *author, why: UNPINNED.to_owned() });
    }
    for (author, row) in &rows {
        if let Some(why) = wrong_row(&logs, author, row, &community) {
            checked.faults.push(Fault { author: *author, why });
        }
        checked.forks += u64::from(row.fork.is_some());
    }
    let faulty: HashSet<PublicKey> = checked.faults.iter().map(|fault| fault.author).collect();
    let others: Vec<_> = feeds.iter().filter(|(author, _)| !faulty.contains(*author)).collect();
    let wrong: Result<Vec<_>> =
        others.par_iter().map(|(author, feed)| wrong_clock(&logs, author, feed, &clocks, !faulty.is_empty())).collect();
    checked.faults.extend(wrong?.into_iter().flatten());
    Ok(checked)
}

/// Whether a log has more than its fork and the newest knot allow.
fn goes_too_far(row: &Author, pin: Option<&Pin>) -> bool {
    row.fork.is_some_and(|fork| row.seq >= fork.seq && row.seq > pin.map_or(0, |pin| pin.seq))
}

/// What is wrong with what the tapestry has of an author, beside its log.
fn wrong_row(logs: &Logs<'_>, author: &PublicKey, row: &Author, community: &Id) -> Option<String> {
    match logs.feed(author) {
        Ok(None) if row.seq > 0 => return Some("the state has lost its length; run: mosaic repair".to_owned()),
        _ => {}
    }
    let proven = match logs.proof(author) {
        Ok(proof) => proof.filter(|proof: &Proof| proof.is_genuine(community)).map(|proof| proof.fork),
        // An object that is lost is told of by the walk over objects.
        Err(_) => return None,
    };
    (proven != row.fork).then(|| "there is no proof for the fork that the tapestry tells of".to_owned())
}

/// Reads and verifies one log; says what is wrong with it.
fn sound(
    logs: &Logs<'_>,
    author: &PublicKey,
    feed: &Feed,
    community: &Id,
    monitor: &dyn Monitor,
) -> Result<std::result::Result<Sound, String>> {
    if monitor.cancelled() {
        return Err(ObjectError::Cancelled.into());
    }
    let bytes = match logs.read(author, 0, feed.len) {
        Ok(bytes) => bytes,
        Err(error) => return Ok(Err(error.to_string())),
    };
    let walked = walk(author, &bytes);
    if let Some(why) = walked.fault {
        return Ok(Err(format!("damaged at byte {}: {why}; run: mosaic repair", walked.len)));
    }
    if let Some(at) = first_forged(community, author, &walked.strands) {
        return Ok(Err(format!("strand {}: its author did not sign it; run: mosaic repair", at + 1)));
    }
    let mut fold = Fold::new(None);
    let objects = MemoryObjects::new();
    let mut strands = Vec::with_capacity(walked.strands.len());
    let mut previous = None;
    for (number, signed) in (1..).zip(&walked.strands) {
        if signed.strand.seq != number || signed.strand.previous != previous {
            return Ok(Err(format!("strand {number} does not follow the one before it; run: mosaic repair")));
        }
        previous = Some(signed.id);
        strands.push((signed.id, signed.strand.clock));
        fold.take(signed, 0, community, &objects)?;
        monitor.advance(1);
    }
    if (strands.len() as u64, previous) != (feed.seq, Some(feed.tip)) {
        return Ok(Err("it ends with another strand than the state says; run: mosaic repair".to_owned()));
    }
    Ok(Ok((strands, fold.settle(&objects)?)))
}

/// What is wrong with the clocks in a log whose chain is sound. With `lenient`, what is not held may be in a log that is
/// damaged.
fn wrong_clock(
    logs: &Logs<'_>,
    author: &PublicKey,
    feed: &Feed,
    clocks: &HashMap<Id, u64>,
    lenient: bool,
) -> Result<Option<Fault>> {
    let fault = |seq: u64, why: String| Ok(Some(Fault { author: *author, why: format!("strand {seq}: {why}") }));
    let bytes = logs.read(author, 0, feed.len)?;
    let (mut at, mut last) = (0, 0);
    while at < bytes.len() {
        let (Signed { strand, .. }, len) = Signed::read(&bytes[at..], Some(author))?;
        at += len;
        let mut clock = last;
        for id in &strand.seen {
            let known = match clocks.get(id) {
                Some(clock) => Some(*clock),
                None => logs.behind(id).ok().map(|signed| signed.strand.clock),
            };
            match known {
                Some(known) => clock = clock.max(known),
                None if lenient => clock = clock.max(strand.clock - 1),
                None => return fault(strand.seq, format!("it names strand {id}, which is not held")),
            }
        }
        if strand.clock != clock + 1 {
            return fault(strand.seq, format!("its clock is {} and must be {}", strand.clock, clock + 1));
        }
        last = strand.clock;
    }
    Ok(None)
}
