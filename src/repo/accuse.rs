//! Telling others of forks: the proofs that this repository has and that no strand quotes yet.

use crate::base::id::Id;
use crate::base::key::{PublicKey, SecretKey};
use crate::base::limit::MAX_EVIDENCE;
use crate::repo::action::Action;
use crate::repo::error::RepoError;
use crate::repo::logs::Logs;
use crate::repo::repository::Repository;
use crate::repo::weave::say_with;
use crate::state::operation::root;
use crate::strand::accept::Held;
use crate::strand::kinds::evidence;
use crate::strand::tapestry::authors;
use crate::strand::view::Value;

/// Says what no member has said about forks; returns the strands. A proof that is too long for a strand stays here.
///
/// # Errors
/// As [`crate::repo::weave::say`].
pub fn accuse(repository: &Repository, action: &Action<'_>, key: &SecretKey) -> Result<Vec<Id>, RepoError> {
    say_with(repository, action, key, |community| {
        let current = repository.current()?;
        let logs = Logs::new(repository, current.operation());
        let said = community.views.get(evidence::VIEW);
        let mut bodies = Vec::new();
        let map = current.operation().map(root::TAPESTRY);
        for (author, row) in authors(&map, repository.source())? {
            let Some(fork) = row.fork else { continue };
            let quotes = |((_, accused), value): (&(PublicKey, Vec<u8>), &Value)| {
                accused == author.as_bytes() && evidence::fork(&value.bytes).is_ok_and(|told| told == fork)
            };
            let is_told = said.is_some_and(|values| values.iter().any(quotes));
            if !is_told && let Some(proof) = logs.proof(&author)? {
                let body = evidence::body(&proof);
                bodies.extend((body.bytes.len() <= MAX_EVIDENCE).then_some(body));
            }
        }
        Ok(bodies)
    })
}
