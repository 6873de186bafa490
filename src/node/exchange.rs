//! Strands between two members: each gets what the other has and it has not, until both have the same tapestry. Every
//! strand is verified where it arrives.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::id::Id;
use crate::base::key::{PublicKey, SecretKey};
use crate::base::session::{MAX_ASK, MAX_STRANDS};
use crate::node::error::{Code, NodeError};
use crate::node::meet::Met;
use crate::node::remote::{Remote, ask, unexpected};
use crate::node::wire::{FeedRow, Request, Response};
use crate::repo::accuse::accuse;
use crate::repo::action::Action;
use crate::repo::community;
use crate::repo::error::RepoError;
use crate::repo::repository::Repository;
use crate::repo::weave::{self, Feed};
use crate::state::operation::root;

type Result<T> = std::result::Result<T, NodeError>;

/// How often both sides may ask for more before the session ends: what is left then, the next one brings.
const ROUNDS: usize = 16;
/// Bytes of strands that are woven in together.
const BATCH: usize = 16 << 20;
/// Bytes of strands in one request, so that it stays below what is accepted.
const PIECE: usize = MAX_ASK - (64 << 10);

/// What a session has brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exchanged {
    /// Strands that are new here.
    pub received: u64,
    /// Strands that are new there.
    pub sent: u64,
}

/// Brings both tapestries together; for a member with its `key`, which tells others of forks. Without it, strands are
/// only received.
///
/// # Errors
/// The peer fails or refuses; the repository cannot be read or written.
pub fn exchange(repository: &Repository, action: &Action<'_>, met: &Met, key: Option<&SecretKey>) -> Result<Exchanged> {
    let current = repository.current()?;
    let own = current.operation().map(root::TAPESTRY).root();
    let mut exchanged = Exchanged::default();
    if own == met.card.tapestry {
        return Ok(exchanged);
    }
    let peer = &*met.line.peer;
    let theirs = match feeds(peer) {
        // It may not have heard yet who this is.
        Err(NodeError::Refused { refusal, .. }) if refusal.code == Code::NotAllowed && key.is_some() => {
            introduce(repository, peer, key.map(SecretKey::public))?;
            feeds(peer)?
        }
        theirs => theirs?,
    };
    let forks;
    (exchanged.received, forks) = receive(repository, action, peer, &theirs)?;
    // Who is no member has nothing to say.
    let community = community::load(repository)?;
    let Some(key) = key.filter(|key| met.is_member && community.is_member(&key.public())) else {
        return Ok(exchanged);
    };
    // A fork can become known by strands that are not stored.
    if exchanged.received > 0 || forks {
        accuse(repository, action, key)?;
    }
    exchanged.sent = send(repository, peer, &theirs)?;
    Ok(exchanged)
}

/// Shows the peer by which strand a member let this one in, with all that it needs to know for that.
fn introduce(repository: &Repository, peer: &dyn Remote, own: Option<PublicKey>) -> Result<()> {
    let community = community::load(repository)?;
    let member = own.and_then(|own| community.members.get(&own));
    let Some((issuer, place)) = member.and_then(|member| member.issuer.zip(member.admitted)) else { return Ok(()) };
    let admission = weave::strands(repository, &[place.id])?;
    let mut batches = vec![(issuer, weave::log(repository, &issuer, 0, PIECE / 2)?)];
    for _ in 0..ROUNDS {
        batches.extend(admission.clone());
        let Response::Woven { missing, .. } = ask(peer, &Request::Weave { batches })? else {
            return Err(unexpected(peer));
        };
        if missing.is_empty() {
            break;
        }
        batches = weave::strands(repository, &missing.iter().map(|id| Id::from_bytes(*id)).collect::<Vec<_>>())?;
    }
    Ok(())
}

/// The logs of the peer.
fn feeds(peer: &dyn Remote) -> Result<BTreeMap<PublicKey, FeedRow>> {
    let mut all: BTreeMap<PublicKey, FeedRow> = BTreeMap::new();
    loop {
        let after = all.last_key_value().map(|(author, _)| *author);
        let Response::Feeds { feeds, more } = ask(peer, &Request::Feeds { after })? else {
            return Err(unexpected(peer));
        };
        let before = all.len();
        let end = !more || feeds.is_empty();
        if feeds.iter().any(|row| after.is_some_and(|after| row.author <= after)) {
            return Err(NodeError::lie(peer.name(), "its authors are not in order"));
        }
        all.extend(feeds.into_iter().map(|row| (row.author, row)));
        if end || all.len() == before {
            return Ok(all);
        }
    }
}

fn own_feeds(repository: &Repository) -> Result<BTreeMap<PublicKey, Feed>> {
    Ok(weave::feeds(repository)?.into_iter().map(|feed| (feed.author, feed)).collect())
}

/// Gets what the peer has and is not here; where logs part, from their beginning. Returns how many strands were new, and
/// whether a fork became known.
fn receive(
    repository: &Repository,
    action: &Action<'_>,
    peer: &dyn Remote,
    theirs: &BTreeMap<PublicKey, FeedRow>,
) -> Result<(u64, bool)> {
    let (mut stored, mut forks) = (0, false);
    let mut anew: BTreeSet<PublicKey> = BTreeSet::new();
    for _ in 0..ROUNDS {
        let ours = own_feeds(repository)?;
        let start = |row: &FeedRow| match ours.get(&row.author) {
            Some(feed) if feed.len == row.len && feed.tip.as_bytes() == &row.tip => None,
            _ if anew.contains(&row.author) => Some(0),
            // Where ours is as long or longer, what is at the same place is compared.
            Some(feed) if feed.len >= row.len => (feed.len == row.len).then_some(0),
            Some(feed) => Some(feed.len),
            None => Some(0),
        };
        let wanted: Vec<(PublicKey, u64, u64)> =
            theirs.values().filter_map(|row| Some((row.author, start(row)?, row.len))).collect();
        let (news, parted, forked) = receive_all(repository, action, peer, &wanted)?;
        stored += news;
        forks |= forked;
        let before = anew.len();
        anew.extend(parted);
        if news == 0 && anew.len() == before {
            break;
        }
    }
    Ok((stored, forks))
}

/// Gets these ranges of logs. Returns how many strands were new, the authors whose strands did not fit behind ours, and
/// whether a fork became known.
fn receive_all(
    repository: &Repository,
    action: &Action<'_>,
    peer: &dyn Remote,
    wanted: &[(PublicKey, u64, u64)],
) -> Result<(u64, Vec<PublicKey>, bool)> {
    let (mut stored, mut parted, mut forks) = (0, Vec::new(), false);
    let mut batches: Vec<(PublicKey, Vec<u8>)> = Vec::new();
    let mut len = 0;
    for (at, (author, from, to)) in wanted.iter().enumerate() {
        let mut bytes = Vec::new();
        while from + (bytes.len() as u64) < *to && bytes.len() < BATCH {
            let piece = match peer.strands(author, from + bytes.len() as u64) {
                // Theirs parts from ours before that.
                Err(NodeError::Refused { refusal, .. }) if refusal.code == Code::NotFound && *from > 0 => {
                    parted.push(*author);
                    break;
                }
                piece => piece?,
            };
            if piece.is_empty() || piece.len() > MAX_STRANDS {
                break;
            }
            bytes.extend_from_slice(&piece);
        }
        len += bytes.len();
        batches.push((*author, bytes));
        if len < BATCH && at + 1 < wanted.len() {
            continue;
        }
        let merged = weave::merge(repository, action, &std::mem::take(&mut batches))?;
        stored += merged.stored;
        forks |= !merged.forks.is_empty();
        if !merged.missing.is_empty() {
            parted.extend(wanted[..=at].iter().filter(|(_, from, _)| *from > 0).map(|(author, _, _)| *author));
        }
        for (author, why) in merged.refused {
            action.monitor.warn(&format!("{}: strands of {author}: {why}", peer.name()));
        }
        len = 0;
    }
    Ok((stored, parted, forks))
}

/// Gives the peer what it has not.
fn send(repository: &Repository, peer: &dyn Remote, theirs: &BTreeMap<PublicKey, FeedRow>) -> Result<u64> {
    let mut stored = 0;
    let mut batches: Vec<(PublicKey, Vec<u8>)> = Vec::new();
    let mut len = 0;
    for feed in own_feeds(repository)?.into_values() {
        let theirs = theirs.get(&feed.author);
        if theirs.is_some_and(|row| row.len == feed.len && &row.tip == feed.tip.as_bytes()) {
            continue;
        }
        // Where theirs is as long or longer and another, it needs to see what is here from its beginning.
        let mut from = theirs.map_or(0, |row| if row.len < feed.len { row.len } else { 0 });
        if theirs.is_some_and(|row| row.len > feed.len) {
            continue;
        }
        while from < feed.len {
            let piece = match weave::log(repository, &feed.author, from, PIECE / 4) {
                // Ours parts from theirs before that.
                Err(RepoError::Refused { .. }) if from > 0 && theirs.is_some_and(|row| row.len == from) => {
                    from = 0;
                    continue;
                }
                piece => piece?,
            };
            if piece.is_empty() {
                break;
            }
            from += piece.len() as u64;
            if len + piece.len() > PIECE {
                stored += weave_there(repository, peer, std::mem::take(&mut batches))?;
                len = 0;
            }
            len += piece.len();
            batches.push((feed.author, piece));
        }
    }
    stored += weave_there(repository, peer, batches)?;
    Ok(stored)
}

fn weave_there(repository: &Repository, peer: &dyn Remote, batches: Vec<(PublicKey, Vec<u8>)>) -> Result<u64> {
    if batches.is_empty() {
        return Ok(0);
    }
    let mut total = 0;
    for _ in 0..ROUNDS {
        let request = Request::Weave { batches: batches.clone() };
        let Response::Woven { stored, missing, .. } = ask(peer, &request)? else { return Err(unexpected(peer)) };
        total += stored;
        if missing.is_empty() {
            break;
        }
        let ids: Vec<Id> = missing.iter().map(|id| Id::from_bytes(*id)).collect();
        let needed = weave::strands(repository, &ids)?;
        if needed.is_empty() {
            break;
        }
        let Response::Woven { stored, .. } = ask(peer, &Request::Weave { batches: needed })? else {
            return Err(unexpected(peer));
        };
        total += stored;
    }
    Ok(total)
}
