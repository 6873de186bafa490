//! Getting a recovery that another member wrote. Must not follow it: that, the owner decides.

use crate::base::id::{Id, ObjectId};
use crate::base::kind::Kind;
use crate::node::error::NodeError;
use crate::node::gather::Gather;
use crate::node::meet::Met;
use crate::node::transfer::Line;
use crate::object::error::ObjectError;
use crate::repo::action::Action;
use crate::repo::decisions::recovery::Recovery;
use crate::repo::error::RepoError;
use crate::repo::repository::Repository;

type Result<T> = std::result::Result<T, NodeError>;

/// The recovery of this id, if it is here.
///
/// # Errors
/// It is damaged or malformed; the store failed.
pub fn here(repository: &Repository, id: &Id) -> Result<Option<Recovery>> {
    match Recovery::load(repository.source(), id) {
        Ok(recovery) => Ok(Some(recovery)),
        Err(RepoError::Object(ObjectError::Missing(_))) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Gets it from the peers that have it.
///
/// # Errors
/// Nobody has it; the repository cannot be read or written.
pub fn bring(repository: &Repository, action: &Action<'_>, peers: &[Met], id: &Id) -> Result<Recovery> {
    let writing = repository.begin(action, true)?;
    let lines: Vec<&Line> = peers.iter().filter(|met| met.line.is_up()).map(|met| &met.line).collect();
    let gather = Gather { run: &writing.run, lines: &lines, monitor: action.monitor };
    let got = gather.level(Kind::Recovery, [ObjectId::Own(*id)].into_iter(), 1 << 12);
    repository.keep(action, writing)?;
    got?;
    Ok(Recovery::load(repository.source(), id)?)
}
