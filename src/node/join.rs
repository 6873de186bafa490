//! Becoming a member: with an invite, which its issuer judges, or without one in an open community. Then the new member
//! says so itself, and its peer hears it.

use crate::base::id::Id;
use crate::base::key::SecretKey;
use crate::node::error::NodeError;
use crate::node::exchange::exchange;
use crate::node::meet::Met;
use crate::node::remote::{ask, unexpected};
use crate::node::wire::{Request, Response};
use crate::repo::action::Action;
use crate::repo::community;
use crate::repo::invite;
use crate::repo::repository::Repository;
use crate::strand::invite::Token;

/// Asks the peer to let the owner of this repository in; returns the strand by which it did. The invite is shown, not
/// given away. Who is a member already stays one.
///
/// # Errors
/// The peer fails or refuses; the repository cannot be written.
pub fn join(
    repository: &Repository,
    action: &Action<'_>,
    met: &Met,
    key: &SecretKey,
    token: Option<&Token>,
) -> Result<Id, NodeError> {
    let member = key.public();
    let peer = &*met.line.peer;
    let (token, proof) = match token {
        Some(token) => (token.invite.encode(), token.prove(&member).to_vec()),
        None => Default::default(),
    };
    let Response::Joined(strand) = ask(peer, &Request::Join { token, member, proof })? else {
        return Err(unexpected(peer));
    };
    let by = Id::from_bytes(strand);
    // The card is older than the strand.
    let met = met.again()?;
    exchange(repository, action, &met, None)?;
    if !community::load(repository)?.is_member(&member) {
        return Err(NodeError::lie(peer.name(), "it says that it let this member in, and has not said so to others"));
    }
    if invite::join(repository, action, key)?.is_some() {
        exchange(repository, action, &met.again()?, Some(key))?;
    }
    Ok(by)
}
