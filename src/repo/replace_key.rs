//! `key replace`: another key takes the place of the repository's. The new key is on disk before anybody hears of it, and
//! takes its name after the old log has ended with it; wherever that is interrupted, the same command goes on.

use crate::base::id::Id;
use crate::base::key::{PublicKey, SecretKey};
use crate::repo::action::Action;
use crate::repo::error::RepoError;
use crate::repo::invite::join;
use crate::repo::repository::{IDENTITY, Repository};
use crate::repo::weave::say_with;
use crate::storage::error::StorageError;
use crate::storage::traits::{Placement, Publication, Storage};
use crate::strand::kinds::replaced::Replaced;

/// The key that is to be the next one.
pub const NEXT: &str = "identity.next";

type Result<T> = std::result::Result<T, RepoError>;

/// Which key took the place of which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyReplaced {
    /// The key from now on.
    pub new: PublicKey,
    /// The one before; `None` where only the end of an interrupted replacement was left to do.
    pub old: Option<PublicKey>,
    /// The strand by which the new key began; `None` where the repository is no member.
    pub joined: Option<Id>,
}

/// Replaces the key of the repository by one that grows from `seed`, 32 random bytes; or by the one that an interrupted
/// replacement had made. `decide` has the voters decide that the new key votes, where the old one does: the old one can
/// still vote then.
///
/// # Errors
/// Those of `decide`. The log of the key was forked, or ended with another key; storing failed.
pub fn replace_key<E: From<RepoError>>(
    repository: &Repository,
    action: &Action<'_>,
    seed: [u8; 32],
    decide: impl FnOnce() -> std::result::Result<(), E>,
) -> std::result::Result<KeyReplaced, E> {
    let storage = repository.storage();
    let old = repository.key()?;
    let next = match read(storage)? {
        Some(next) => next,
        None => {
            let next = SecretKey::from_seed(seed);
            publish(storage, action, &next, NEXT, Placement::Secret)?;
            next
        }
    };
    let is_done = next.public() == old.public();
    if !is_done {
        hand_over(repository, action, &old, &next)?;
        decide()?;
        publish(storage, action, &next, IDENTITY, Placement::SecretReplace)?;
    }
    storage.remove(NEXT).map_err(RepoError::from)?;
    let joined = join(repository, action, &next)?;
    Ok(KeyReplaced { new: next.public(), old: (!is_done).then(|| old.public()), joined })
}

fn read(storage: &dyn Storage) -> Result<Option<SecretKey>> {
    match storage.open_secret(NEXT) {
        Ok(text) => {
            let key = SecretKey::from_openssh(&String::from_utf8_lossy(&text));
            Ok(Some(key.map_err(|why| RepoError::refused(NEXT, why))?))
        }
        Err(StorageError::NotFound { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn publish(
    storage: &dyn Storage,
    action: &Action<'_>,
    key: &SecretKey,
    name: &str,
    placement: Placement,
) -> Result<()> {
    let mut staged = storage.create(&format!("{}.key", action.unique()))?;
    staged.write(key.to_openssh().as_bytes())?;
    Ok(storage.publish(vec![Publication { staged, name: name.to_owned(), placement }])?)
}

/// Ends the log of the old key, where the community knows it and it has not ended with the new one already.
fn hand_over(repository: &Repository, action: &Action<'_>, old: &SecretKey, next: &SecretKey) -> Result<()> {
    say_with(repository, action, old, |community| {
        let Some(member) = community.members.get(&old.public()).filter(|member| member.left.is_none()) else {
            return Ok(Vec::new());
        };
        match member.successor {
            None => Ok(vec![Replaced::by(&old.public(), next, &community.id).body()]),
            Some(successor) if successor == next.public() => Ok(Vec::new()),
            Some(successor) => {
                let why = format!("its log ended with the key {successor}, which is not the one in {NEXT}");
                Err(RepoError::refused("key", why))
            }
        }
    })?;
    Ok(())
}
