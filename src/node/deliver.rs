//! What a peer does with heads that a member has sent the objects of: checks that they are whole, gives them the names
//! `remotes/<member>/<head>`, and lets its own heads go forward where its owner wants that. Must not move a head that a
//! work tree shows, nor any head backwards.

use std::collections::HashSet;

use crate::base::id::{GitId, Id};
use crate::base::key::PublicKey;
use crate::base::session::MAX_MISSING;
use crate::node::error::{Code, Refusal};
use crate::node::parts::RawId;
use crate::node::wire::Taken;
use crate::object::error::ObjectError;
use crate::object::traits::Source;
use crate::repo::absent;
use crate::repo::action::Action;
use crate::repo::connect::{Connected, Depth, missing};
use crate::repo::current::{Current, move_name};
use crate::repo::error::RepoError;
use crate::repo::fork_point::fork_point;
use crate::repo::name;
use crate::repo::repository::Repository;
use crate::repo::transact::Writing;
use crate::state::change::Change;
use crate::state::error::StateError;
use crate::state::operation::root;

/// Heads that were taken, or what is needed first, with the quarantine given back.
pub enum Delivery {
    /// What came of each head.
    Taken(Vec<Taken>),
    /// These objects, at least, are missing.
    Missing(Vec<RawId>, Box<Writing>),
}

/// The key of a delivered head.
pub fn delivered_name(member: &Id, head: &str) -> String {
    format!("{member}/{head}")
}

/// Gives the heads of `member` their names, in one operation.
///
/// # Errors
/// A name cannot be one, something is malformed, the repository failed. What came is then gone.
pub fn deliver(
    repository: &Repository,
    action: &Action<'_>,
    follow: bool,
    member: &PublicKey,
    heads: &[(String, GitId)],
    writing: Writing,
) -> Result<Delivery, Refusal> {
    let mut once = HashSet::new();
    for (head, _) in heads {
        name::check(head).map_err(|error| Refusal::new(Code::Malformed, error.to_string()))?;
        if !once.insert(head) {
            return Err(Refusal::new(Code::Malformed, format!("head {head} is delivered twice")));
        }
    }
    let mut writing = writing;
    for _ in 0..ATTEMPTS {
        let current = repository.current()?;
        let absent = absent::all(repository.source(), current.operation())?;
        let connected = Connected::of(repository, &current);
        let commits: Vec<GitId> = heads.iter().map(|(_, commit)| *commit).collect();
        let lacking =
            missing(&writing.run, &connected, &commits, &absent, Depth::Whole, MAX_MISSING).map_err(unsound)?;
        if !lacking.is_empty() {
            return Ok(Delivery::Missing(lacking, Box::new(writing)));
        }
        let mut changes = Vec::new();
        let mut taken = Vec::with_capacity(heads.len());
        for (head, commit) in heads {
            let named = delivered(&current, repository, &writing, member, head, *commit)?;
            let forward = if follow { forward(repository, &current, &writing, head, *commit)? } else { None };
            taken.push(match (&forward, &named) {
                (Some(_), _) => Taken::Forwarded,
                (None, Some(_)) => Taken::Delivered,
                (None, None) => Taken::Known,
            });
            changes.extend(named.into_iter().chain(forward));
        }
        if changes.is_empty() {
            return Ok(Delivery::Taken(taken));
        }
        writing = match repository.publish(action, writing, &current, &changes) {
            Ok(_) => return Ok(Delivery::Taken(taken)),
            // Somebody else moved one of them; the objects are stored.
            Err(RepoError::State(StateError::Conflict { .. })) => repository.begin(action, false)?,
            Err(error) => return Err(error.into()),
        };
    }
    Err(Refusal::new(Code::Moved, "the heads of the peer move all the time"))
}

/// How often a delivery is tried again when heads move meanwhile.
const ATTEMPTS: usize = 16;

/// What is there and cannot be read as what it should be is the sender's fault.
fn unsound(error: RepoError) -> Refusal {
    match error {
        RepoError::Archive(_) | RepoError::Object(ObjectError::Malformed { .. }) => {
            Refusal::new(Code::Integrity, error.to_string())
        }
        error => error.into(),
    }
}

/// The change that gives the commit its name, where it has it not yet. A request that was long on its way does not set
/// back what came after it.
fn delivered(
    current: &Current,
    repository: &Repository,
    writing: &Writing,
    member: &PublicKey,
    head: &str,
    commit: GitId,
) -> Result<Option<Change>, RepoError> {
    let name = delivered_name(&Id::from_bytes(*member.as_bytes()), head);
    let old = current.operation().map(root::DELIVERED).get(repository.source(), name.as_bytes())?;
    let old = old.and_then(|old| old.try_into().ok()).map(GitId::from_bytes);
    let is_known = match old {
        Some(old) => old == commit || fork_point(&writing.run, old, commit)? == Some(commit),
        None => false,
    };
    Ok((!is_known).then(|| move_name(root::DELIVERED, &name, old, Some(commit))))
}

/// The change that moves an own head forward to `commit`, where that is forward and no work tree shows the head.
fn forward(
    repository: &Repository,
    current: &Current,
    writing: &Writing,
    head: &str,
    commit: GitId,
) -> Result<Option<Change>, RepoError> {
    let shown = repository.root().is_some() && current.stage.head.as_deref() == Some(head);
    let old = current.head(repository.source(), head)?;
    let source: &dyn Source = &writing.run;
    let goes = match old {
        _ if shown => false,
        None => true,
        Some(old) if old == commit => false,
        Some(old) => fork_point(source, old, commit)? == Some(old),
    };
    Ok(goes.then(|| move_name(root::HEADS, head, old, Some(commit))))
}
