//! `clone`: a new repository of a peer's community, with the peer as its origin. What an interrupted clone has brought is
//! where the next one goes on. Must not touch a work tree.

use std::path::Path;
use std::sync::Arc;

use crate::base::id::{GitId, ObjectId};
use crate::base::kind::Kind;
use crate::node::deliver::delivered_name;
use crate::node::error::NodeError;
use crate::node::meet::Met;
use crate::object::remember::Remembering;
use crate::repo::action::Action;
use crate::repo::current::{Stage, move_name};
use crate::repo::error::RepoError;
use crate::repo::format;
use crate::repo::genesis::Genesis;
use crate::repo::init::init_of;
use crate::repo::record::Version;
use crate::repo::remotes::{self, ORIGIN, Remote};
use crate::repo::repository::Repository;
use crate::repo::selection::Selection;
use crate::state::operation::root;
use crate::storage::traits::Storage;

type Result<T> = std::result::Result<T, NodeError>;

/// What a clone starts from.
pub struct Start<'s> {
    /// The peer.
    pub met: &'s Met,
    /// Its address and what is known of it.
    pub remote: &'s Remote,
    /// The record that its community begins with.
    pub genesis: Genesis,
}

/// The repository to clone into: a new one in `storage`, or the one that an interrupted clone from the same address made.
///
/// # Errors
/// The peer fails or refuses; there is another repository; the storage cannot be written.
pub fn begin(
    storage: Arc<dyn Storage>,
    top: Option<&Path>,
    action: &Action<'_>,
    start: Start<'_>,
    key_seed: [u8; 32],
) -> Result<Repository> {
    let Start { met, remote, genesis } = start;
    if storage.open(format::NAME).is_ok() {
        let repository = Repository::open(storage, top)?;
        return match is_unfinished(&repository, met, remote)? {
            true => Ok(repository),
            false => {
                let why = "there is a repository already; name a new directory, or where only files are missing, run in it: \
                           mosaic checkout @";
                Err(RepoError::refused("the directory to clone into", why).into())
            }
        };
    }
    Ok(init_of(storage, top, action, genesis, key_seed, Some(remote))?.repository)
}

fn is_unfinished(repository: &Repository, met: &Met, remote: &Remote) -> Result<bool> {
    let current = repository.current()?;
    let origin = remotes::all(repository, &current)?.remove(ORIGIN);
    let same = origin.is_some_and(|origin| origin.url == remote.url) && repository.community()? == met.card.community;
    Ok(same && current.names(repository.source(), root::HEADS)?.is_empty())
}

/// The record that the peer's community begins with.
///
/// # Errors
/// The peer fails, refuses or lies.
pub fn genesis(met: &Met) -> Result<Genesis> {
    let peer = &*met.line.peer;
    let id = ObjectId::Own(met.card.community);
    let mut found = None;
    peer.get(&[*id.as_bytes()], &mut |member| {
        let mut plain = Vec::new();
        let lie = |_| NodeError::lie(peer.name(), "its genesis record is not that of its community");
        member.read(Kind::Genesis, &id, &mut plain).map_err(lie)?;
        found = Some(plain);
        Ok(())
    })?;
    let lie = || NodeError::lie(peer.name(), "it does not have the genesis record of its community");
    let bytes = found.ok_or_else(lie)?;
    Genesis::decode(&bytes).map_err(|_| lie())
}

/// Gives the new repository its heads: in a work tree the one that the peer shows, otherwise all. A work tree will have
/// what `scope` covers. Returns the head that
/// `@` is and its commit, `None` where the peer has no commit yet.
///
/// # Errors
/// The state cannot be written.
pub fn settle(
    repository: &Repository,
    action: &Action<'_>,
    met: &Met,
    scope: &Selection,
) -> Result<Option<(String, GitId)>> {
    let current = repository.current()?;
    let (source, mut names) = (Remembering::new(repository.source()), Vec::new());
    for (head, _) in met.heads()? {
        let here = current.name(&source, root::DELIVERED, &delivered_name(&met.label, &head))?;
        names.extend(here.map(|commit| (head, commit)));
    }
    let shown = names.iter().find(|(head, _)| *head == met.card.head).or_else(|| names.first()).cloned();
    let Some((head, commit)) = shown else { return Ok(None) };
    let bare = repository.root().is_none();
    let archive = Version::load(repository.source(), commit)?.summary.attachment;
    let scope = scope.paths().to_vec();
    let stage = Stage { head: Some(head.clone()), base: Some(commit), archive: Some(archive), second: None, scope };
    let mut changes = current.restage(&stage);
    let own = names.iter().filter(|(name, _)| bare || *name == head);
    changes.extend(own.map(|(name, commit)| move_name(root::HEADS, name, None, Some(*commit))));
    repository.change(action, &current, &changes)?;
    Ok(Some((head, commit)))
}
