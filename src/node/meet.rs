//! The beginning of every session with a peer: who is it, and is it the one that it was? Must not fetch anything.

use std::collections::HashSet;
use std::sync::Arc;

use crate::base::id::{GitId, Id};
use crate::base::key::PublicKey;
use crate::base::session::{MAX_HEADS, MAX_HISTORY};
use crate::node::card::Card;
use crate::node::error::NodeError;
use crate::node::remote::{Peer, ask, unexpected};
use crate::node::transfer::Line;
use crate::node::wire::{Request, Response};

type Result<T> = std::result::Result<T, NodeError>;

/// A peer that has shown its card.
pub struct Met {
    /// The line to it.
    pub line: Line,
    /// What it said of itself; the signature is good.
    pub card: Card,
    /// The name under which its heads are kept: its key, or that of files that nobody answers for.
    pub label: Id,
    /// Whether a member answers, which can be met again and be told something.
    pub is_member: bool,
}

/// Who a peer should be.
#[derive(Clone, Copy, Debug, Default)]
pub struct Expect {
    /// Its community.
    pub community: Option<Id>,
    /// Its key, where it was met before.
    pub member: Option<PublicKey>,
}

/// Asks the peer for its card.
///
/// # Errors
/// It cannot be reached, or is another than expected.
pub fn meet(peer: Peer, expect: &Expect) -> Result<Met> {
    let Response::Card(signed) = ask(&*peer, &Request::Card)? else { return Err(unexpected(&*peer)) };
    let card = Card::open(&signed).map_err(|why| NodeError::lie(peer.name(), format!("its card is wrong: {why}")))?;
    if expect.community.is_some_and(|community| community != card.community) {
        let why = format!("it belongs to another community: {}", card.community);
        return Err(NodeError::Stranger { peer: peer.name().to_owned(), why });
    }
    let label = peer.label();
    if let Some(known) = expect.member.filter(|known| label.is_none() && *known != card.member) {
        let why = format!("it has another key than when it was met first: {} instead of {known}", card.member);
        return Err(NodeError::Stranger { peer: peer.name().to_owned(), why });
    }
    let is_member = label.is_none();
    let label = label.unwrap_or_else(|| Id::from_bytes(*card.member.as_bytes()));
    Ok(Met { line: Line::new(peer), card, label, is_member })
}

impl Met {
    /// The same peer, asked for its card once more.
    ///
    /// # Errors
    /// As [`meet`].
    pub fn again(&self) -> Result<Self> {
        let expect = Expect { community: Some(self.card.community), member: Some(self.card.member) };
        meet(Arc::clone(&self.line.peer), &expect)
    }

    /// All heads of the peer, in the order of their names.
    ///
    /// # Errors
    /// The peer fails or refuses.
    pub fn heads(&self) -> Result<Vec<(String, GitId)>> {
        let peer = &*self.line.peer;
        let mut all: Vec<(String, GitId)> = Vec::new();
        loop {
            let after = all.last().map_or_else(String::new, |(name, _)| name.clone());
            let Response::Heads { heads, more } = ask(peer, &Request::Heads { after: after.clone() })? else {
                return Err(unexpected(peer));
            };
            let names = || heads.iter().map(|(name, _)| name.as_str());
            if names().zip(names().skip(1)).any(|(a, b)| a >= b) || names().next().is_some_and(|first| first <= &*after)
            {
                return Err(NodeError::lie(peer.name(), "its heads are not in order"));
            }
            let end = !more || heads.is_empty();
            all.extend(heads);
            if all.len() > MAX_HEADS {
                return Err(NodeError::lie(peer.name(), "it has more heads than there can be"));
            }
            if end {
                return Ok(all);
            }
        }
    }

    /// The commits that `want` is built on and `have` is not.
    ///
    /// # Errors
    /// The peer fails or refuses.
    pub fn history(&self, want: &[GitId], have: &[GitId], depth: u64) -> Result<Vec<GitId>> {
        let peer = &*self.line.peer;
        let (mut all, mut once) = (Vec::new(), HashSet::new());
        loop {
            let request = Request::History { want: want.to_vec(), have: have.to_vec(), depth, skip: all.len() as u64 };
            let Response::History { commits, more } = ask(peer, &request)? else { return Err(unexpected(peer)) };
            let end = !more || commits.is_empty();
            // The history of commits that are named never changes.
            if commits.iter().any(|commit| !once.insert(*commit)) {
                return Err(NodeError::lie(peer.name(), "its history has a commit twice"));
            }
            all.extend(commits);
            if all.len() > MAX_HISTORY {
                return Err(NodeError::lie(peer.name(), "its history has no end"));
            }
            if end {
                return Ok(all);
            }
        }
    }
}
