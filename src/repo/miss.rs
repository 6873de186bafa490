//! Telling others that a member who said it serves did not answer. Said once for each time that it came online.

use crate::base::id::Id;
use crate::base::key::{PublicKey, SecretKey};
use crate::repo::action::Action;
use crate::repo::error::RepoError;
use crate::repo::repository::Repository;
use crate::repo::weave::say_with;
use crate::strand::kinds::missed::{Missed, VIEW};

/// Says that `member` was not there; returns the strand, or nothing where it does not say that it serves, it was said
/// before, or `key` is that of no member.
///
/// # Errors
/// As [`crate::repo::weave::say`].
pub fn miss(
    repository: &Repository,
    action: &Action<'_>,
    key: &SecretKey,
    member: &PublicKey,
) -> Result<Option<Id>, RepoError> {
    let author = key.public();
    let ids = say_with(repository, action, key, |community| {
        let Some(present) = community.present.get(member).filter(|_| community.is_member(&author)) else {
            return Ok(Vec::new());
        };
        let online = present.place.id;
        let said = community.views.get(VIEW).and_then(|view| view.get(&(author, member.as_bytes().to_vec())));
        let is_said = said.is_some_and(|value| value.bytes == online.as_bytes());
        Ok(if is_said { Vec::new() } else { vec![Missed { member: *member, online }.body()] })
    })?;
    Ok(ids.last().copied())
}
