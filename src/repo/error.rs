//! What can go wrong with a repository.

use crate::archive::error::ArchiveError;
use crate::base::key::PublicKey;
use crate::object::error::ObjectError;
use crate::state::error::StateError;
use crate::storage::error::StorageError;
use crate::strand::error::StrandError;
use crate::worktree::error::WorkTreeError;

/// Why an operation on a repository failed.
#[derive(Debug, thiserror::Error)]
pub enum RepoError {
    /// A setting of this name does not exist.
    #[error("there is no setting {key}")]
    UnknownSetting {
        /// The name as it was given.
        key: String,
        /// The existing name that is most like it.
        nearest: Option<&'static str>,
    },
    /// A setting has no value and no default.
    #[error("{key} is not set; run: mosaic config set {key} VALUE")]
    NotSet {
        /// The setting.
        key: &'static str,
    },
    /// A value that the setting cannot have.
    #[error("{key} = {value:?} ({origin}): {why}")]
    InvalidSetting {
        /// The setting.
        key: &'static str,
        /// The value as it was given.
        value: String,
        /// The file, variable or option that gave it.
        origin: String,
        /// What the setting accepts.
        why: String,
    },
    /// A file of settings that cannot be read.
    #[error("{file} is not a file of settings: {why}")]
    MalformedSettings {
        /// The file.
        file: String,
        /// What is wrong with it.
        why: String,
    },
    /// A `format` file that this version does not know.
    #[error("{place}: {why}")]
    UnknownFormat {
        /// The repository.
        place: String,
        /// What the file says that is not known, and what to do.
        why: String,
    },
    /// The repository has no work tree.
    #[error("this repository is bare: it has no work tree; run: mosaic export --dir DIR")]
    Bare,
    /// Nothing has this name as a revision.
    #[error("there is no revision {name}")]
    NoRevision {
        /// The name as it was given.
        name: String,
        /// The existing name that is most like it.
        nearest: Option<String>,
    },
    /// An abbreviation that several commits have.
    #[error("several commits begin with {0}; give more digits")]
    Ambiguous(String),
    /// `@` is no head.
    #[error("@ is a commit and no head; run: mosaic switch HEAD")]
    Detached,
    /// There is nothing yet to commit, show or export.
    #[error("head {0} has no commit yet; run: mosaic add . && mosaic commit -m MESSAGE")]
    Unborn(String),
    /// A path matches nothing.
    #[error("{0}: nothing of that name is in the work tree or in the stage")]
    NoPath(String),
    /// A name that a head, tag or community cannot have.
    #[error("{name:?} cannot be a name: {why}")]
    BadName {
        /// The name as it was given.
        name: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A head or tag of that name exists.
    #[error("{what} {name} exists already")]
    Taken {
        /// "head" or "tag".
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// A head or tag of that name does not exist.
    #[error("there is no {what} {name}")]
    NoName {
        /// "head" or "tag".
        what: &'static str,
        /// The name as it was given.
        name: String,
    },
    /// A head is not where it was expected to be.
    #[error("head {head} is at {found}, not at {expected}; nothing was changed")]
    HeadMoved {
        /// The head.
        head: String,
        /// Where it is.
        found: String,
        /// Where it should have been.
        expected: String,
    },
    /// Files of the work tree would lose changes that are nowhere else.
    #[error("{} would be overwritten and has changes: {}; add and commit them, or use --force", count(.0.len()), list(.0))]
    WouldOverwrite(Vec<String>),
    /// Files whose content is nowhere else would be removed.
    #[error("{} would be removed with content that is not committed: {}; commit it, or use --force", count(.0.len()), list(.0))]
    WouldLose(Vec<String>),
    /// No operation is left that could be taken back.
    #[error("there is nothing left to take back; run: mosaic op log")]
    NothingToUndo,
    /// The stage has changes that the command would lose.
    #[error("the stage has changes that are not committed; run: mosaic commit, or: mosaic restore --staged .")]
    Staged,
    /// Something that is refused for what it is.
    #[error("{what}: {why}")]
    Refused {
        /// The subject.
        what: String,
        /// The reason, and what to do.
        why: String,
    },
    /// The state failed, or changed meanwhile.
    #[error(transparent)]
    State(StateError),
    /// An archive failed.
    #[error(transparent)]
    Archive(ArchiveError),
    /// An object failed.
    #[error(transparent)]
    Object(ObjectError),
    /// A strand failed.
    #[error(transparent)]
    Strand(StrandError),
    /// The repository's key is that of no member of its community.
    #[error("{0} is not a member of this community; run: mosaic community join TOKEN")]
    NotAMember(PublicKey),
    /// The log of the repository's own key ended.
    #[error("the log of {author} has ended: {why}; run: mosaic key replace")]
    Ended {
        /// The key.
        author: PublicKey,
        /// The reason.
        why: &'static str,
    },
    /// A decision that is not proven.
    #[error("{register} is not proven: {why}")]
    Unproven {
        /// What was decided on.
        register: String,
        /// What is wrong.
        why: String,
    },
    /// An invite that lets nobody in.
    #[error("the invite is not valid: {0}")]
    Invite(String),
    /// The work tree failed.
    #[error(transparent)]
    WorkTree(#[from] WorkTreeError),
    /// The files of the repository failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

// An error is always found under the layer it comes from, however many layers it passed.
impl From<ObjectError> for RepoError {
    fn from(error: ObjectError) -> Self {
        match error {
            ObjectError::Storage(error) => error.into(),
            error => Self::Object(error),
        }
    }
}

impl From<ArchiveError> for RepoError {
    fn from(error: ArchiveError) -> Self {
        match error {
            ArchiveError::Object(error) => error.into(),
            error => Self::Archive(error),
        }
    }
}

impl From<StateError> for RepoError {
    fn from(error: StateError) -> Self {
        match error {
            StateError::Object(error) => error.into(),
            StateError::Storage(error) => error.into(),
            error => Self::State(error),
        }
    }
}

impl From<StrandError> for RepoError {
    fn from(error: StrandError) -> Self {
        match error {
            StrandError::State(error) => error.into(),
            StrandError::Object(error) => error.into(),
            StrandError::Storage(error) => error.into(),
            error => Self::Strand(error),
        }
    }
}

impl RepoError {
    /// `what` is refused because of `why`.
    pub fn refused(what: impl Into<String>, why: impl ToString) -> Self {
        Self::Refused { what: what.into(), why: why.to_string() }
    }
}

fn count(files: usize) -> String {
    if files == 1 { "1 file".to_owned() } else { format!("{files} files") }
}

/// The first few of many.
fn list(paths: &[String]) -> String {
    const SHOWN: usize = 5;
    let mut text = paths.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    if paths.len() > SHOWN {
        text.push_str(", …");
    }
    text
}
