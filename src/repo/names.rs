//! Heads and tags: made, renamed and removed by compare-and-swap. A name that another command moved meanwhile is judged
//! anew; nothing is overwritten.

use std::collections::BTreeMap;

use crate::base::id::GitId;
use crate::repo::action::Action;
use crate::repo::current::{Current, Stage, move_name};
use crate::repo::error::RepoError;
use crate::repo::history::ancestors;
use crate::repo::name;
use crate::repo::repository::Repository;
use crate::state::change::Change;
use crate::state::error::StateError;
use crate::state::operation::root;

/// How often a change of names begins again that another command came before.
const ATTEMPTS: usize = 64;

/// Which names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    /// They move with commits.
    Heads,
    /// They stay.
    Tags,
}

impl Names {
    /// The word for messages.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Heads => "head",
            Self::Tags => "tag",
        }
    }

    /// The root that holds them.
    pub const fn root(self) -> &'static str {
        match self {
            Self::Heads => root::HEADS,
            Self::Tags => root::TAGS,
        }
    }

    /// All of them with their commits.
    ///
    /// # Errors
    /// The state cannot be read.
    pub fn all(self, repository: &Repository, current: &Current) -> Result<BTreeMap<String, GitId>, RepoError> {
        current.names(repository.source(), self.root())
    }

    /// The commit that the name points to; `None` where there is no such name.
    ///
    /// # Errors
    /// The state cannot be read.
    pub fn get(self, repository: &Repository, current: &Current, name: &str) -> Result<Option<GitId>, RepoError> {
        Ok(self.all(repository, current)?.remove(name))
    }

    fn free(self, repository: &Repository, current: &Current, name: &str) -> Result<(), RepoError> {
        name::check(name)?;
        let unborn = self == Self::Heads && current.stage.head.as_deref() == Some(name);
        if unborn || self.get(repository, current, name)?.is_some() {
            return Err(RepoError::Taken { what: self.word(), name: name.to_owned() });
        }
        Ok(())
    }
}

/// Makes a name that points to what `revision` means; returns the commit.
///
/// # Errors
/// The name is taken or cannot be one; there is no such revision; the state cannot be written.
pub fn create(
    repository: &Repository,
    action: &Action<'_>,
    names: Names,
    name: &str,
    revision: &str,
) -> Result<GitId, RepoError> {
    change(repository, action, |current| {
        names.free(repository, current, name)?;
        let commit = repository.resolve(current, revision)?;
        Ok((vec![move_name(names.root(), name, None, Some(commit))], commit))
    })
}

/// Renames a head; `@` goes with it. Returns its commit, `None` before the first.
///
/// # Errors
/// There is no head `old`; `new` is taken or cannot be a name; the state cannot be written.
pub fn rename(repository: &Repository, action: &Action<'_>, old: &str, new: &str) -> Result<Option<GitId>, RepoError> {
    change(repository, action, |current| {
        let commit = Names::Heads.get(repository, current, old)?;
        let is_current = current.stage.head.as_deref() == Some(old);
        if commit.is_none() && !is_current {
            return Err(RepoError::NoName { what: Names::Heads.word(), name: old.to_owned() });
        }
        Names::Heads.free(repository, current, new)?;
        let mut changes = vec![move_name(root::HEADS, new, None, commit)];
        if commit.is_some() {
            changes.push(move_name(root::HEADS, old, commit, None));
        }
        if is_current {
            changes.extend(current.restage(&Stage { head: Some(new.to_owned()), ..current.stage.clone() }));
        }
        Ok((changes, commit))
    })
}

/// What [`delete`] would remove: each name with its commit.
///
/// # Errors
/// There is no such name, or it is the head that `@` is.
pub fn deletable(
    repository: &Repository,
    current: &Current,
    names: Names,
    doomed: &[String],
) -> Result<Vec<(String, GitId)>, RepoError> {
    let known = names.all(repository, current)?;
    let mut found: Vec<(String, GitId)> = Vec::new();
    for name in doomed {
        if names == Names::Heads && current.stage.head.as_ref() == Some(name) {
            let why = "it is the current head; run: mosaic switch HEAD";
            return Err(RepoError::refused(format!("head {name}"), why));
        }
        let none = || RepoError::NoName { what: names.word(), name: name.clone() };
        let commit = *known.get(name).ok_or_else(none)?;
        if !found.iter().any(|(there, _)| there == name) {
            found.push((name.clone(), commit));
        }
    }
    Ok(found)
}

/// Removes all of these names or none, each only where it still points to this commit.
///
/// # Errors
/// A name is gone, has moved, or became the head that `@` is; the state cannot be written.
pub fn delete(
    repository: &Repository,
    action: &Action<'_>,
    names: Names,
    doomed: &[(String, GitId)],
) -> Result<(), RepoError> {
    let only: Vec<String> = doomed.iter().map(|(name, _)| name.clone()).collect();
    change(repository, action, |current| {
        let found = deletable(repository, current, names, &only)?;
        if let Some(((name, found), (_, expected))) = found.iter().zip(doomed).find(|(found, doomed)| found != doomed) {
            let (found, expected) = (found.short(), expected.short());
            return Err(RepoError::HeadMoved { head: name.clone(), found, expected });
        }
        Ok((doomed.iter().map(|(name, commit)| move_name(names.root(), name, Some(*commit), None)).collect(), ()))
    })
}

/// How a head stands to another: in commits that only one of them is built on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The other head.
    pub other: String,
    /// Its commit.
    pub commit: GitId,
    /// Commits that the other has not.
    pub ahead: u64,
    /// Commits that only the other has.
    pub behind: u64,
}

/// How a head at `commit` stands to each of the heads but `head` itself.
///
/// # Errors
/// A commit or the state cannot be read.
pub fn standings(
    repository: &Repository,
    current: &Current,
    head: Option<&str>,
    commit: GitId,
) -> Result<Vec<Standing>, RepoError> {
    let source = repository.source();
    let mut others = current.names(source, root::HEADS)?;
    others.retain(|other, _| Some(other.as_str()) != head);
    if others.is_empty() {
        return Ok(Vec::new());
    }
    let mine = ancestors(source, commit)?;
    let standing = |(other, commit): (String, GitId)| {
        let theirs = ancestors(source, commit)?;
        let ahead = mine.difference(&theirs).count() as u64;
        Ok(Standing { other, commit, ahead, behind: theirs.difference(&mine).count() as u64 })
    };
    others.into_iter().map(standing).collect()
}

/// Has the changes made that `plan` finds on the newest state; again where that moved meanwhile.
///
/// # Errors
/// Those of `plan`; the state cannot be written.
pub fn change<T>(
    repository: &Repository,
    action: &Action<'_>,
    plan: impl Fn(&Current) -> Result<(Vec<Change>, T), RepoError>,
) -> Result<T, RepoError> {
    let mut attempt = 1;
    loop {
        let current = repository.current()?;
        let (changes, result) = plan(&current)?;
        match repository.change(action, &current, &changes) {
            Ok(_) => return Ok(result),
            Err(RepoError::State(StateError::Conflict { .. })) if attempt < ATTEMPTS => attempt += 1,
            Err(error) => return Err(error),
        }
    }
}
