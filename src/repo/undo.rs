//! `undo`, `op restore`, `op log`: heads, tags and stage as they were. The work tree and all other roots stay.
//!
//! An undo is an operation whose command is `undo` and the id of the operation that it took back. Another undo right
//! after it goes on with the operation before that one; any other operation between them is the next to be taken back.

use crate::base::id::Id;
use crate::object::error::ObjectError;
use crate::object::traits::Source;
use crate::repo::action::Action;
use crate::repo::current::{Current, HEAD};
use crate::repo::error::RepoError;
use crate::repo::repository::Repository;
use crate::state::change::{Change, Expected};
use crate::state::error::StateError;
use crate::state::log::Log;
use crate::state::operation::{Operation, root};
use crate::state::undo;

/// How often an undo whose state was changed by another command begins again.
const ATTEMPTS: usize = 16;
/// What the command of an undo begins with.
const PREFIX: &str = "undo ";

/// One name that is set back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reset {
    /// The map: "heads", "tags" or "stage".
    pub root: String,
    /// The name in it.
    pub name: String,
    /// What it was: an id, or the name of a head.
    pub old: Option<String>,
    /// What it is from now on.
    pub new: Option<String>,
}

/// What was, or would be, set back.
#[derive(Clone, Debug)]
pub struct SetBack {
    /// The operation that was taken back, or restored.
    pub operation: (Id, Operation),
    /// The names.
    pub resets: Vec<Reset>,
    /// The operation that this made; `None` where nothing was changed.
    pub made: Option<Id>,
}

/// The newest operations, at most `count`, the newest first.
///
/// # Errors
/// One of them cannot be read.
pub fn log(repository: &Repository, count: usize) -> Result<Vec<(Id, Operation)>, RepoError> {
    let newest = repository.current()?.newest.0;
    Ok(Log::new(repository.source(), Some(newest)).take(count).collect::<Result<_, _>>()?)
}

/// Takes the last operation back that was not taken back yet and did anything to heads, tags or stage.
///
/// # Errors
/// [`RepoError::NothingToUndo`]; the state cannot be read or written.
pub fn undo(repository: &Repository, action: &mut Action<'_>, dry_run: bool) -> Result<SetBack, RepoError> {
    set_back(repository, action, dry_run, |current, action| {
        let source = repository.source();
        let (id, operation) = target(source, current)?;
        action.command = format!("{PREFIX}{id}");
        let changes = undo::undo(source, &operation)?;
        Ok(((id, operation), changes))
    })
}

/// Makes heads, tags and stage what they were after the operation whose id begins with `prefix`.
///
/// # Errors
/// There is no such operation, or several; the state cannot be read or written.
pub fn restore(
    repository: &Repository,
    action: &mut Action<'_>,
    prefix: &str,
    dry_run: bool,
) -> Result<SetBack, RepoError> {
    set_back(repository, action, dry_run, |current, _| {
        let source = repository.source();
        let found = Log::new(source, Some(current.newest.0)).find(prefix)?;
        let changes = undo::restore(source, &current.operation().roots, &found.1)?;
        Ok((found, changes))
    })
}

type Found = ((Id, Operation), Vec<Change>);

fn set_back(
    repository: &Repository,
    action: &mut Action<'_>,
    dry_run: bool,
    find: impl Fn(&Current, &mut Action<'_>) -> Result<Found, RepoError>,
) -> Result<SetBack, RepoError> {
    let mut attempt = 1;
    loop {
        let current = repository.current()?;
        let (operation, changes) = find(&current, action)?;
        let resets = changes.iter().map(reset).collect();
        if dry_run || changes.is_empty() {
            return Ok(SetBack { operation, resets, made: None });
        }
        match repository.change(action, &current, &changes) {
            Ok(made) => return Ok(SetBack { operation, resets, made: Some(made) }),
            Err(RepoError::State(StateError::Conflict { .. })) if attempt < ATTEMPTS => attempt += 1,
            Err(error) => return Err(error),
        }
    }
}

/// The operation to take back next.
fn target(source: &dyn Source, current: &Current) -> Result<(Id, Operation), RepoError> {
    let oldest = current.operation().oldest;
    let mut at = current.newest.clone();
    loop {
        let next = match undone_by(&at.1) {
            Some(id) => kept(source, id, oldest)?.1.previous,
            None => {
                let previous = at.1.previous.ok_or(RepoError::NothingToUndo)?;
                let (_, before) = kept(source, previous, oldest)?;
                if root::UNDONE.iter().any(|name| before.roots.get(*name) != at.1.roots.get(*name)) {
                    return Ok(at);
                }
                Some(previous)
            }
        };
        let next = kept(source, next.ok_or(RepoError::NothingToUndo)?, oldest)?;
        // An undo names an older operation; what claims otherwise would lead round in circles.
        if next.1.number >= at.1.number {
            return Err(RepoError::NothingToUndo);
        }
        at = next;
    }
}

/// The operation that this one took back, if it is an undo. No command line looks like that: `undo` takes no id.
fn undone_by(operation: &Operation) -> Option<Id> {
    Id::from_hex(operation.command.strip_prefix(PREFIX)?).ok()
}

fn kept(source: &dyn Source, id: Id, oldest: u64) -> Result<(Id, Operation), RepoError> {
    match Operation::load(source, id) {
        Ok(operation) if operation.number >= oldest => Ok((id, operation)),
        Ok(_) | Err(StateError::Object(ObjectError::Missing(_))) => Err(RepoError::NothingToUndo),
        Err(error) => Err(error.into()),
    }
}

fn reset(change: &Change) -> Reset {
    let old = match &change.expected {
        Expected::Value(value) => Some(value),
        Expected::Any | Expected::Absent => None,
    };
    let is_text = change.root == root::STAGE && change.key == HEAD;
    let text = |value: &Vec<u8>| if is_text { String::from_utf8_lossy(value).into_owned() } else { hex::encode(value) };
    Reset {
        root: change.root.clone(),
        name: String::from_utf8_lossy(&change.key).into_owned(),
        old: old.map(text),
        new: change.new.as_ref().map(text),
    }
}
