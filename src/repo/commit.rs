//! `commit`: makes a signed commit of what is staged and moves the head to it.

use crate::archive::attachment::Attachment;
use crate::base::id::{GitId, Id};
use crate::base::limit::MAX_MESSAGE;
use crate::object::git::Identity;
use crate::repo::action::Action;
use crate::repo::current::{Current, Stage, move_name};
use crate::repo::error::RepoError;
use crate::repo::record::{Draft, Version, write_commit};
use crate::repo::repository::Repository;
use crate::state::error::StateError;
use crate::state::operation::root;

/// How often a commit whose head was moved by another command begins again.
const ATTEMPTS: usize = 64;

/// What to commit.
pub struct CommitOptions {
    /// The message.
    pub message: String,
    /// Name of the author.
    pub name: String,
    /// E-mail address of the author.
    pub email: String,
    /// Make a commit even where nothing changed.
    pub allow_empty: bool,
    /// The commit that the head must be at.
    pub expect: Option<GitId>,
}

/// What came of it.
pub enum Committed {
    /// The staged archive is that of the head's commit.
    Nothing {
        /// The head; `None` when there is none.
        head: Option<String>,
    },
    /// A commit was made.
    Commit {
        /// The commit.
        id: GitId,
        /// The head that points to it; `None` when there is none.
        head: Option<String>,
        /// Its archive.
        attachment: Id,
        /// The archive's totals.
        totals: Attachment,
    },
}

/// Commits what is staged. Durable when it returns. Where another command moved the head meanwhile, the commit is made
/// anew on top of that, as long as the stage is still based on it.
///
/// # Errors
/// [`RepoError::HeadMoved`] where the head is not at what `expect` or the stage says; nothing is staged at all; the
/// store cannot be written.
pub fn commit(repository: &Repository, action: &Action<'_>, options: &CommitOptions) -> Result<Committed, RepoError> {
    if options.message.len() > MAX_MESSAGE || options.message.contains('\0') {
        return Err(RepoError::refused("the message", "it is longer than 512 KiB or has a NUL byte"));
    }
    let mut attempt = 1;
    loop {
        match attempt_commit(repository, action, options) {
            Err(RepoError::State(StateError::Conflict { .. })) if attempt < ATTEMPTS => attempt += 1,
            result => return result,
        }
    }
}

fn attempt_commit(
    repository: &Repository,
    action: &Action<'_>,
    options: &CommitOptions,
) -> Result<Committed, RepoError> {
    let current = repository.current()?;
    let source = repository.source();
    let stage = &current.stage;
    let at = current.at(source)?;
    check_place(&current, at, options)?;
    let parent = at.map(|id| Version::load(source, id)).transpose()?;
    let same = stage.archive.is_none() || stage.archive == parent.as_ref().map(|parent| parent.summary.attachment);
    if same && stage.second.is_none() && !(options.allow_empty && stage.archive.is_some()) {
        return Ok(Committed::Nothing { head: stage.head.clone() });
    }
    let Some(attachment) = stage.archive else {
        return Ok(Committed::Nothing { head: stage.head.clone() });
    };
    let totals = Attachment::load(source, &attachment)?;
    let key = repository.key()?;
    let writing = repository.begin(action, false)?;
    let author = Identity::new(&options.name, &options.email, action.now.seconds, 0);
    let draft = Draft {
        archive: (attachment, &totals),
        parents: at.into_iter().chain(stage.second).collect(),
        author,
        message: with_newline(&options.message),
    };
    let id = write_commit(&writing.run, draft, &key)?;
    let mut changes = current.restage(&Stage { base: Some(id), second: None, ..stage.clone() });
    // The archive is not changed, and must still be the one that was committed.
    changes.extend(current.expect_archive());
    if let Some(head) = &stage.head {
        changes.push(move_name(root::HEADS, head, at, Some(id)));
    }
    repository.publish(action, writing, &current, &changes)?;
    Ok(Committed::Commit { id, head: stage.head.clone(), attachment, totals })
}

/// Whether the head is where the stage and the caller expect it.
fn check_place(current: &Current, at: Option<GitId>, options: &CommitOptions) -> Result<(), RepoError> {
    let expected = options.expect.map_or(current.stage.base, Some);
    if at == expected && at == current.stage.base {
        return Ok(());
    }
    let show = |id: Option<GitId>| id.map_or_else(|| "nothing".to_owned(), |id| id.short());
    Err(RepoError::HeadMoved {
        head: current.stage.head.clone().unwrap_or_default(),
        found: show(at),
        expected: show(expected),
    })
}

fn with_newline(message: &str) -> String {
    format!("{}\n", message.trim_end())
}
