//! Becoming a member: with an invite, which its issuer judges, or without one in an open community.

use crate::base::id::Id;
use crate::base::key::SecretKey;
use crate::node::error::NodeError;
use crate::node::remote::{Remote, ask, unexpected};
use crate::node::wire::{Request, Response};
use crate::strand::invite::Token;

/// Asks the peer to let the owner of `key` in; returns the strand that says so. The invite is shown, not given away.
///
/// # Errors
/// The peer fails or refuses.
pub fn join(peer: &dyn Remote, key: &SecretKey, token: Option<&Token>) -> Result<Id, NodeError> {
    let member = key.public();
    let (token, proof) = match token {
        Some(token) => (token.invite.encode(), token.prove(&member).to_vec()),
        None => Default::default(),
    };
    match ask(peer, &Request::Join { token, member, proof })? {
        Response::Joined(strand) => Ok(Id::from_bytes(strand)),
        _ => Err(unexpected(peer)),
    }
}
