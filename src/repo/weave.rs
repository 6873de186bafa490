//! Taking strands in, own and foreign, and giving them out: batches of whole strands, as they are in logs.

use std::collections::BTreeMap;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::base::id::Id;
use crate::base::key::{PublicKey, SecretKey};
use crate::base::limit::MAX_STRAND;
use crate::repo::action::Action;
use crate::repo::community::Community;
use crate::repo::error::RepoError;
use crate::repo::genesis::Genesis;
use crate::repo::logs::Logs;
use crate::repo::repository::Repository;
use crate::repo::weaving::{Merged, Session, verify};
use crate::state::operation::root;
use crate::strand::accept::Held;
use crate::strand::evidence::Proof;
use crate::strand::feed;
use crate::strand::log::file;
use crate::strand::record::Signed;
use crate::strand::tapestry::authors;
use crate::strand::view::Body;

type Result<T> = std::result::Result<T, RepoError>;

/// The valid log of one author.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    /// Its author.
    pub author: PublicKey,
    /// Its length in bytes.
    pub len: u64,
    /// How many strands it has.
    pub seq: u64,
    /// The last of them.
    pub tip: Id,
}

/// How far the log of each author goes.
///
/// # Errors
/// The state cannot be read.
pub fn feeds(repository: &Repository) -> Result<Vec<Feed>> {
    let current = repository.current()?;
    let logs = Logs::new(repository, current.operation());
    let row = |(author, feed): (&PublicKey, &feed::Feed)| Feed {
        author: *author,
        len: feed.len,
        seq: feed.seq,
        tip: feed.tip,
    };
    Ok(logs.feeds()?.iter().map(row).collect())
}

/// Whole strands of the valid log of `author` from the byte `from` on: at most `limit` bytes, but at least one strand,
/// unless the log ends at `from`. A log that is not there is empty.
///
/// # Errors
/// `from` is beyond the end, or no strand begins there; the log cannot be read.
pub fn log(repository: &Repository, author: &PublicKey, from: u64, limit: usize) -> Result<Vec<u8>> {
    let current = repository.current()?;
    let logs = Logs::new(repository, current.operation());
    let len = logs.feed(author)?.map_or(0, |feed| feed.len);
    let refused = || RepoError::refused(file(author), format!("no strand begins at byte {from}"));
    if from > len {
        return Err(refused());
    }
    let to = len.min(from.saturating_add(limit.max(MAX_STRAND) as u64));
    let mut bytes = logs.read(author, from, to)?;
    let mut end = 0;
    while let Ok((_, len)) = Signed::read(&bytes[end..], Some(author))
        && (end == 0 || end + len <= limit)
    {
        end += len;
    }
    if end == 0 && !bytes.is_empty() {
        return Err(refused());
    }
    bytes.truncate(end);
    Ok(bytes)
}

/// The strand that ends at byte `at` of the valid log of `author`; `None` at its beginning.
///
/// # Errors
/// No strand ends there; the log cannot be read.
pub fn tip_at(repository: &Repository, author: &PublicKey, at: u64) -> Result<Option<Id>> {
    let current = repository.current()?;
    let logs = Logs::new(repository, current.operation());
    match logs.feed(author)? {
        Some(feed) if feed.len == at => Ok(Some(feed.tip)),
        _ if at == 0 => Ok(None),
        _ => {
            let next = log(repository, author, at, 1)?;
            Ok(Signed::read(&next, Some(author)).map(|(signed, _)| signed.strand.previous)?)
        }
    }
}

/// Those of the strands with these ids that are held, as batches for [`merge`]: for who misses them.
///
/// # Errors
/// They cannot be read.
pub fn strands(repository: &Repository, ids: &[Id]) -> Result<Vec<(PublicKey, Vec<u8>)>> {
    let current = repository.current()?;
    let logs = Logs::new(repository, current.operation());
    let found = logs.find(&ids.iter().copied().collect())?;
    let mut batches: BTreeMap<PublicKey, Vec<u8>> = BTreeMap::new();
    let mut places: Vec<(PublicKey, u64, Id, bool)> =
        found.into_iter().map(|(id, known)| (known.author, known.seq, id, known.behind)).collect();
    places.sort_unstable();
    for (author, seq, id, behind) in places {
        let signed = if behind { logs.behind(&id)? } else { logs.at(&author, seq)? };
        batches.entry(author).or_default().extend(signed.bytes);
    }
    Ok(batches.into_iter().collect())
}

/// Says something: appends strands with these bodies to the own log and returns their ids. Where the key has no log yet,
/// it joins with the first of them: the ids begin with that of a strand that was not asked for.
///
/// # Errors
/// The key is that of no member, or its log has ended; a body is over its limit; storing failed.
pub fn say(repository: &Repository, action: &Action<'_>, key: &SecretKey, bodies: &[Body]) -> Result<Vec<Id>> {
    say_with(repository, action, key, |_| Ok(bodies.to_vec()))
}

/// As [`say`]; what is said is decided on the newest state, while nobody else can change it.
///
/// # Errors
/// As [`say`], and those of `decide`.
pub fn say_with(
    repository: &Repository,
    action: &Action<'_>,
    key: &SecretKey,
    decide: impl FnOnce(&Community) -> Result<Vec<Body>>,
) -> Result<Vec<Id>> {
    let mut decide = Some(decide);
    loop {
        let said = repository.grow(action, |current, run| {
            let logs = Logs::new(repository, current.operation());
            let mut session = Session::begin(repository, current, &logs, run, action.now)?;
            let mut ids = None;
            // What logs have beyond the state belongs to it before anything is decided on it.
            if !session.is_behind()
                && let Some(decide) = decide.take()
            {
                let community = Community::of(current.operation(), run)?;
                let bodies = decide(&community)?;
                ids = Some(session.say(&community, key, bodies)?);
            }
            let (_, growth) = session.finish()?;
            Ok((ids, growth))
        })?;
        if let Some(ids) = said {
            return Ok(ids);
        }
    }
}

/// Takes in strands of others: batches of whole strands of one author each, as they are in logs. What names strands that
/// are not held is not stored. What is known already changes nothing.
///
/// # Errors
/// Storing failed. What is refused is no error.
pub fn merge(repository: &Repository, action: &Action<'_>, batches: &[(PublicKey, Vec<u8>)]) -> Result<Merged> {
    let (community, _) = Genesis::load(repository.current()?.operation(), repository.source())?;
    let (candidates, refused) = verify(&community, batches);
    repository.grow(action, |current, run| {
        let logs = Logs::new(repository, current.operation());
        let mut session = Session::begin(repository, current, &logs, run, action.now)?;
        session.weaver.take(candidates)?;
        let (mut merged, growth) = session.finish()?;
        let mut reasons: BTreeMap<PublicKey, String> = merged.refused.into_iter().collect();
        for (author, why) in refused {
            reasons.entry(author).or_insert(why);
        }
        merged.refused = reasons.into_iter().collect();
        Ok((merged, growth))
    })
}

/// The proofs of forks that this repository has.
///
/// # Errors
/// They cannot be read.
pub fn proofs(repository: &Repository) -> Result<Vec<Proof>> {
    let current = repository.current()?;
    let logs = Logs::new(repository, current.operation());
    let mut proofs = Vec::new();
    for author in authors(&current.operation().map(root::TAPESTRY), repository.source())?.keys() {
        proofs.extend(logs.proof(author)?);
    }
    Ok(proofs)
}

/// Takes proofs of forks by themselves, as [`proofs`] of another member gives them. Those about strangers are refused.
///
/// # Errors
/// Storing failed.
pub fn convict(repository: &Repository, action: &Action<'_>, proofs: &[Proof]) -> Result<Merged> {
    let (id, _) = Genesis::load(repository.current()?.operation(), repository.source())?;
    let genuine: Vec<&Proof> = proofs.par_iter().filter(|proof| proof.is_genuine(&id)).collect();
    repository.grow(action, |current, run| {
        let logs = Logs::new(repository, current.operation());
        let community = Community::of(current.operation(), run)?;
        let mut session = Session::begin(repository, current, &logs, run, action.now)?;
        let mut strangers = Vec::new();
        for proof in genuine {
            let log = session.weaver.author(&proof.author)?;
            // Anybody can make keys and forks of them.
            if log.seq > 0 || log.proof.is_some() || community.members.contains_key(&proof.author) {
                session.weaver.prove(proof.clone())?;
            } else {
                strangers.push((proof.author, "a fork of somebody who is no member".to_owned()));
            }
        }
        let (mut merged, growth) = session.finish()?;
        merged.refused.extend(strangers);
        Ok((merged, growth))
    })
}
