//! `checkout` and `switch`: the work tree, the stage and `@` go to another commit. The files first, the head last.

use crate::base::id::GitId;
use crate::repo::action::Action;
use crate::repo::current::{Stage, move_name};
use crate::repo::error::RepoError;
use crate::repo::reconcile::{ReconcileOptions, Reconciled, reconcile};
use crate::repo::record::Version;
use crate::repo::repository::Repository;
use crate::state::operation::root;

/// How a tree is checked out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CheckoutOptions {
    /// Overwrite files that have changes, and forget what is staged.
    pub force: bool,
    /// Only find out what would be done.
    pub dry_run: bool,
    /// Wait until the files are on the device.
    pub sync: bool,
}

/// Where the repository is now.
#[derive(Clone, Debug)]
pub struct CheckedOut {
    /// The head that `@` is; `None` for a commit without a head.
    pub head: Option<String>,
    /// The commit; `None` for a head that has none yet.
    pub commit: Option<GitId>,
    /// What was done to the files.
    pub files: Reconciled,
}

/// Goes to the revision `name`; where that is the name of a head, `@` is that head from now on.
///
/// # Errors
/// There is no such revision; [`RepoError::Staged`] or [`RepoError::WouldOverwrite`] where changes would be lost.
pub fn checkout(
    repository: &Repository,
    action: &Action<'_>,
    name: &str,
    options: CheckoutOptions,
) -> Result<CheckedOut, RepoError> {
    let current = repository.current()?;
    let commit = repository.resolve(&current, name)?;
    let head = match name {
        "@" => current.stage.head.clone(),
        name => current.head(repository.source(), name)?.map(|_| name.to_owned()),
    };
    go(repository, action, head, Some(commit), options)
}

/// Makes `@` the head `name`.
///
/// # Errors
/// There is no such head; else as [`checkout`].
pub fn switch(
    repository: &Repository,
    action: &Action<'_>,
    name: &str,
    options: CheckoutOptions,
) -> Result<CheckedOut, RepoError> {
    let current = repository.current()?;
    let found = current.head(repository.source(), name)?;
    let missing = || RepoError::NoName { what: "head", name: name.to_owned() };
    let commit = found.ok_or_else(missing)?;
    go(repository, action, Some(name.to_owned()), Some(commit), options)
}

fn go(
    repository: &Repository,
    action: &Action<'_>,
    head: Option<String>,
    commit: Option<GitId>,
    options: CheckoutOptions,
) -> Result<CheckedOut, RepoError> {
    let current = repository.current()?;
    let source = repository.source();
    let archive_of = |commit: Option<GitId>| {
        commit.map(|id| Version::load(source, id).map(|version| version.summary.attachment)).transpose()
    };
    let (base, archive) = (archive_of(current.stage.base)?, archive_of(commit)?);
    let uncommitted = current.stage.archive != base || current.stage.second.is_some();
    if uncommitted && current.stage.archive != archive && !options.force {
        return Err(RepoError::Staged);
    }
    let scope = current.scope();
    let how = ReconcileOptions {
        selection: scope,
        force: options.force,
        dry_run: options.dry_run,
        sync: options.sync,
        keep_unaffected: !options.force,
    };
    let files = reconcile(repository, action, current.stage.archive, archive, &how)?;
    let stage = Stage { head: head.clone(), base: commit, archive, second: None, scope: current.stage.scope.clone() };
    let mut changes = current.restage(&stage);
    if let (Some(name), Some(commit)) = (&head, commit) {
        // The head must still be where it was when its files were written.
        changes.push(move_name(root::HEADS, name, Some(commit), Some(commit)));
    }
    if !options.dry_run && current.stage != stage {
        repository.change(action, &current, &changes)?;
    }
    Ok(CheckedOut { head, commit, files })
}
