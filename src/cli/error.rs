//! The one place that knows the errors of all layers and gives each its exit code, kind and hint.
//! A new folder of errors is one more `From` below.

use std::fmt;
use std::io;

use crate::archive::error::ArchiveError;
use crate::base::escape;
use crate::base::id::ObjectId;
use crate::base::key::KeyError;
use crate::base::path::PathError;
use crate::cli::exit::Exit;
use crate::node::error::{Code, NodeError};
use crate::object::error::ObjectError;
use crate::repo::error::RepoError;
use crate::state::error::StateError;
use crate::storage::error::StorageError;
use crate::strand::error::StrandError;
use crate::transport::error::TransportError;
use crate::worktree::error::WorkTreeError;

/// Why a command did not end well.
#[derive(Debug)]
pub struct CliError {
    /// The exit code.
    pub exit: Exit,
    /// One word for scripts: that of the exit code, or a more exact one.
    pub kind: &'static str,
    /// What happened and why; not yet escaped.
    pub message: String,
    /// What helps, most often `run: COMMAND`.
    pub hint: Option<String>,
    /// The object that is not here, if that is the reason: it may be so on purpose.
    pub missing: Option<ObjectId>,
}

/// Between a message and its hint, in the messages of all layers.
const RUN: &str = "; run: ";

impl CliError {
    /// An error with this exit code and its usual kind. A message that ends in `; run: COMMAND` has a hint.
    pub fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self::with_kind(exit, exit.explanation().kind, message)
    }

    /// As [`CliError::new`], with a more exact kind.
    pub fn with_kind(exit: Exit, kind: &'static str, message: impl Into<String>) -> Self {
        let known = exit.explanation();
        debug_assert!(kind == known.kind || known.kinds.contains(&kind), "the table in exit.rs has no kind {kind}");
        let mut message = message.into();
        let mut hint = None;
        if let Some(at) = message.rfind(RUN) {
            hint = Some(message[at + 2..].to_owned());
            message.truncate(at);
        }
        Self { exit, kind, message, hint, missing: None }
    }

    /// The same with this hint.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// A command line that is well-formed but cannot be meant.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }
}

/// The lines for a terminal, escaped.
impl fmt::Display for CliError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}", escape::line(self.message.as_bytes()))?;
        match self.hint.as_deref() {
            Some(hint) => write!(f, "; {}", escape::line(hint.as_bytes())),
            None => Ok(()),
        }
    }
}

/// Of standard input or output: files are named by the errors of `storage` and `worktree`.
impl From<io::Error> for CliError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::new(Exit::Closed, "standard output was closed"),
            _ => from_io("standard input or output", &error),
        }
    }
}

impl From<serde_json::Error> for CliError {
    fn from(error: serde_json::Error) -> Self {
        io::Error::from(error).into()
    }
}

impl From<StorageError> for CliError {
    fn from(error: StorageError) -> Self {
        let message = error.to_string();
        match error {
            StorageError::NotFound { .. } => Self::new(Exit::NotFound, message),
            StorageError::Exists { .. } => Self::with_kind(Exit::Failed, "exists", message),
            StorageError::Locked { .. } => {
                Self::new(Exit::Locked, message).hint("wait for it, or give more patience with --lock-timeout SECS")
            }
            StorageError::Foreign { .. } => Self::with_kind(Exit::NotAllowed, "foreign", message),
            StorageError::Exposed { .. } => Self::with_kind(Exit::NotAllowed, "exposed", message),
            StorageError::Io { name, source } => from_io(&name, &source),
        }
    }
}

impl From<ObjectError> for CliError {
    fn from(error: ObjectError) -> Self {
        let message = error.to_string();
        match error {
            ObjectError::Missing(id) => Self {
                missing: Some(id),
                ..Self::with_kind(Exit::Integrity, "missing", message).hint("run: mosaic fsck")
            },
            ObjectError::Damaged { .. } => Self::with_kind(Exit::Integrity, "damaged", message),
            ObjectError::Malformed { .. } => Self::with_kind(Exit::Integrity, "malformed", message),
            ObjectError::Storage(error) => error.into(),
            ObjectError::Cancelled => Self::new(Exit::Interrupted, message),
        }
    }
}

impl From<StateError> for CliError {
    fn from(error: StateError) -> Self {
        let message = error.to_string();
        match error {
            StateError::Conflict { .. } => Self::with_kind(Exit::Moved, "moved", message).hint("run: mosaic status"),
            StateError::Unknown(_) | StateError::Ambiguous(_) => Self::with_kind(Exit::NotFound, "operation", message),
            StateError::Malformed { .. } => Self::with_kind(Exit::Integrity, "malformed", message),
            StateError::Object(error) => error.into(),
            StateError::Storage(error) => error.into(),
        }
    }
}

impl From<StrandError> for CliError {
    fn from(error: StrandError) -> Self {
        let message = error.to_string();
        match error {
            StrandError::Short | StrandError::Malformed { .. } => {
                Self::with_kind(Exit::Integrity, "malformed", message)
            }
            StrandError::State(error) => error.into(),
            StrandError::Object(error) => error.into(),
            StrandError::Storage(error) => error.into(),
        }
    }
}

impl From<ArchiveError> for CliError {
    fn from(error: ArchiveError) -> Self {
        let message = error.to_string();
        match error {
            ArchiveError::Malformed { .. } => Self::with_kind(Exit::Integrity, "malformed", message),
            ArchiveError::Refused { .. } => Self::with_kind(Exit::NotAllowed, "refused", message),
            ArchiveError::NoEntry(_) => Self::with_kind(Exit::NotFound, "path", message),
            // Only pipes break, and the only one is standard output.
            ArchiveError::Io { source, .. } if source.kind() == io::ErrorKind::BrokenPipe => source.into(),
            ArchiveError::Io { what, source } => from_io(&what, &source),
            ArchiveError::Object(error) => error.into(),
        }
    }
}

impl From<WorkTreeError> for CliError {
    fn from(error: WorkTreeError) -> Self {
        let message = error.to_string();
        match error {
            WorkTreeError::Missing { .. } => Self::with_kind(Exit::NotFound, "path", message),
            WorkTreeError::Denied { .. } => Self::with_kind(Exit::NotAllowed, "access", message),
            WorkTreeError::InTheWay { .. } => Self::with_kind(Exit::Failed, "in-the-way", message),
            WorkTreeError::Collision { .. } => Self::with_kind(Exit::NotAllowed, "collision", message),
            WorkTreeError::Disorder { .. } | WorkTreeError::Length { .. } => {
                Self::with_kind(Exit::Integrity, "malformed", message)
            }
            WorkTreeError::Pattern { .. } => Self::with_kind(Exit::Usage, "pattern", message),
            WorkTreeError::Io { path, source } => from_io(&path, &source),
            WorkTreeError::Storage(error) => error.into(),
        }
    }
}

impl From<KeyError> for CliError {
    fn from(error: KeyError) -> Self {
        Self::with_kind(Exit::Integrity, "key", error.to_string())
    }
}

impl From<PathError> for CliError {
    fn from(error: PathError) -> Self {
        Self::with_kind(Exit::NotAllowed, "path", error.to_string())
    }
}

impl From<RepoError> for CliError {
    fn from(error: RepoError) -> Self {
        let message = error.to_string();
        match error {
            RepoError::UnknownSetting { nearest, .. } => {
                let hint = nearest.map(|name| format!("did you mean {name}?"));
                Self::with_kind(Exit::Usage, "setting", message)
                    .hint(hint.unwrap_or_else(|| "run: mosaic help config".to_owned()))
            }
            RepoError::NotSet { .. } => Self::new(Exit::NotFound, message),
            RepoError::InvalidSetting { .. } => Self::with_kind(Exit::Usage, "setting", message),
            RepoError::MalformedSettings { .. } => Self::with_kind(Exit::Failed, "setting", message),
            RepoError::UnknownFormat { .. } => Self::with_kind(Exit::NotAllowed, "format", message),
            RepoError::NoRevision { nearest, .. } => {
                let hint =
                    nearest.map_or_else(|| "run: mosaic head list".to_owned(), |name| format!("did you mean {name}?"));
                Self::with_kind(Exit::NotFound, "revision", message).hint(hint)
            }
            RepoError::Ambiguous(_) => Self::with_kind(Exit::Usage, "revision", message),
            RepoError::Detached => Self::with_kind(Exit::NotFound, "name", message),
            RepoError::Unborn(_) => Self::with_kind(Exit::NotFound, "unborn", message),
            RepoError::Bare => Self::with_kind(Exit::NotAllowed, "bare", message),
            RepoError::NothingToUndo => Self::with_kind(Exit::NotFound, "operation", message),
            RepoError::NoPath(_) => Self::with_kind(Exit::NotFound, "path", message),
            RepoError::BadName { .. } => Self::with_kind(Exit::Usage, "name", message),
            RepoError::Taken { .. } => Self::with_kind(Exit::Failed, "exists", message),
            RepoError::NoName { .. } => Self::with_kind(Exit::NotFound, "name", message),
            RepoError::HeadMoved { .. } => Self::with_kind(Exit::Moved, "moved", message).hint("run: mosaic status"),
            RepoError::WouldLose(_) => Self::with_kind(Exit::Failed, "changes", message),
            RepoError::WouldOverwrite(_) => Self::with_kind(Exit::Failed, "changes", message),
            RepoError::Staged => Self::with_kind(Exit::Failed, "changes", message),
            RepoError::Refused { .. } => Self::with_kind(Exit::NotAllowed, "refused", message),
            RepoError::NotAMember(_) => Self::with_kind(Exit::NotAllowed, "member", message),
            RepoError::Ended { .. } => Self::with_kind(Exit::NotAllowed, "key", message),
            RepoError::Unproven { .. } => Self::with_kind(Exit::Integrity, "unproven", message),
            RepoError::Invite(_) => Self::with_kind(Exit::NotAllowed, "invite", message),
            RepoError::Strand(error) => error.into(),
            RepoError::State(error) => error.into(),
            RepoError::Archive(error) => error.into(),
            RepoError::Object(error) => error.into(),
            RepoError::WorkTree(error) => error.into(),
            RepoError::Storage(error) => error.into(),
        }
    }
}

impl From<NodeError> for CliError {
    fn from(error: NodeError) -> Self {
        let message = error.to_string();
        match error {
            NodeError::Refused { refusal, .. } => match refusal.code {
                Code::NotAllowed => Self::with_kind(Exit::NotAllowed, "refused", message),
                Code::NotFound => Self::new(Exit::NotFound, message),
                Code::Integrity => Self::new(Exit::Integrity, message),
                Code::Moved => Self::with_kind(Exit::Moved, "moved", message),
                Code::Malformed | Code::Unsupported | Code::Busy | Code::Failed => Self::new(Exit::Network, message),
            },
            NodeError::Network { .. } => Self::new(Exit::Network, message),
            NodeError::Lie { .. } => Self::with_kind(Exit::Network, "lie", message),
            NodeError::Stranger { .. } => Self::with_kind(Exit::NotAllowed, "stranger", message)
                .hint("if that is so on purpose: mosaic remote remove NAME, and add it again"),
            NodeError::Nowhere { .. } => Self::with_kind(Exit::Network, "nowhere", message),
            NodeError::Repo(error) => error.into(),
        }
    }
}

impl From<TransportError> for CliError {
    fn from(error: TransportError) -> Self {
        match &error {
            TransportError::Listen { address, why } => from_io(&format!("cannot listen on {address}"), why),
            TransportError::Address { .. } => Self::usage(error.to_string()),
            TransportError::Tls(_) => Self::with_kind(Exit::NotAllowed, "refused", error.to_string()),
        }
    }
}

/// What the operating system said about `place`.
pub fn from_io(place: &str, error: &io::Error) -> CliError {
    let message = format!("{place}: {error}");
    match error.kind() {
        io::ErrorKind::NotFound => CliError::new(Exit::NotFound, message),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            CliError::with_kind(Exit::NotAllowed, "access", message)
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            CliError::with_kind(Exit::Shortage, "space", message)
        }
        _ => CliError::with_kind(Exit::Failed, "io", message),
    }
}
