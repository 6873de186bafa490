//! The community of a repository: its members.

use crate::base::key::PublicKey;
use crate::base::kind::Kind;
use crate::repo::error::RepoError;
use crate::repo::genesis::Genesis;
use crate::repo::repository::Repository;

/// A community.
pub struct Community {
    genesis: Genesis,
}

/// Reads it.
///
/// # Errors
/// The state cannot be read.
pub fn load(repository: &Repository) -> Result<Community, RepoError> {
    let id = repository.community()?;
    let plain = repository.source().plain(Kind::Genesis, &id.into())?;
    let genesis = Genesis::decode(&plain).map_err(|why| RepoError::refused("genesis", why))?;
    Ok(Community { genesis })
}

impl Community {
    /// Whether the key is a member.
    pub fn is_member(&self, key: &PublicKey) -> bool {
        self.genesis.creator == *key
    }
}
