//! `pull`, after the fetching: the current head takes what is decided for it, or as long as nothing is, what members have.
//! Forward where it can; with a merge where the histories parted and the user wants that.

use std::collections::BTreeSet;

use crate::base::id::GitId;
use crate::repo::action::Action;
use crate::repo::error::RepoError;
use crate::repo::fork_point::fork_point;
use crate::repo::merge::{Merge, MergeOptions, Outcome, merge};
use crate::repo::repository::Repository;
use crate::state::operation::root;

/// How to pull.
#[derive(Clone, Debug)]
pub struct PullOptions {
    /// Join histories that parted.
    pub merge: bool,
    /// Name of the author of a merge.
    pub name: String,
    /// E-mail address of the author of a merge.
    pub email: String,
}

/// What the current head took.
#[derive(Clone, Debug, Default)]
pub struct Pulled {
    /// The head that `@` is.
    pub head: Option<String>,
    /// Where it was.
    pub old: Option<GitId>,
    /// Where it is.
    pub new: Option<GitId>,
    /// Each step: going forward, or a merge. The last one may have conflicts.
    pub steps: Vec<Merge>,
    /// Commits of members that were not joined, because the histories parted.
    pub parted: Vec<GitId>,
}

/// Lets the current head take the commit that is decided for it, or before the first decision those of all members that
/// have a head of this name.
///
/// # Errors
/// There is no current head; changes that are not committed are in the way; the repository or the work tree failed.
pub fn pull(repository: &Repository, action: &Action<'_>, options: &PullOptions) -> Result<Pulled, RepoError> {
    let current = repository.current()?;
    let source = repository.source();
    let head = current.stage.head.clone().ok_or(RepoError::Detached)?;
    let old = current.at(source)?;
    let mut pulled = Pulled { head: Some(head.clone()), old, new: old, ..Pulled::default() };
    let suffix = format!("/{head}");
    let all = current.names(source, root::DELIVERED)?;
    let member = |name: &str| name.len() == suffix.len() + MEMBER && name.ends_with(&suffix);
    let theirs: BTreeSet<GitId> = all.into_iter().filter(|(name, _)| member(name)).map(|(_, id)| id).collect();
    // What is decided is followed; before the first decision, whatever members have.
    let decided = current.name(source, root::DECIDED_HEADS, &head)?;
    let mut waiting = decided.map_or(theirs, |commit| BTreeSet::from([commit]));
    loop {
        let mut forward = None;
        for theirs in waiting.clone() {
            let base = pulled.new.map(|ours| fork_point(source, ours, theirs)).transpose()?.flatten();
            if base == Some(theirs) {
                waiting.remove(&theirs);
            } else if base == pulled.new {
                forward = Some(theirs);
            }
        }
        let theirs = match (forward, waiting.first()) {
            (Some(theirs), _) => theirs,
            (None, Some(theirs)) if options.merge => *theirs,
            _ => break,
        };
        waiting.remove(&theirs);
        let options = MergeOptions {
            revision: theirs.to_string(),
            message: None,
            name: options.name.clone(),
            email: options.email.clone(),
            dry_run: false,
        };
        let step = merge(repository, action, &options)?;
        let outcome = step.outcome.clone();
        pulled.steps.push(step);
        match outcome {
            Outcome::FastForward => pulled.new = Some(theirs),
            Outcome::Merged(Some(commit)) => pulled.new = Some(commit),
            Outcome::UpToDate => {}
            // What comes after it depends on what a person makes of it.
            Outcome::Merged(None) | Outcome::Conflicts => break,
        }
    }
    pulled.parted = waiting.into_iter().collect();
    Ok(pulled)
}

/// Length of a member's key in hexadecimal digits.
const MEMBER: usize = 64;
