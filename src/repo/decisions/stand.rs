//! How the heads of a repository stand to what is decided for them. Reads only.

use crate::base::id::GitId;
use crate::heads::ground::Decided;
use crate::heads::quorum::Quorum;
use crate::heads::register::Register;
use crate::heads::value::Value;
use crate::object::error::ObjectError;
use crate::object::traits::Source;
use crate::repo::current::Current;
use crate::repo::decided;
use crate::repo::error::RepoError;
use crate::repo::fork_point::fork_point;
use crate::state::operation::root;

type Result<T> = std::result::Result<T, RepoError>;

/// How an own head stands to what is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// It is there.
    At,
    /// What is decided is built on it.
    Behind,
    /// It is built on what is decided.
    Ahead,
    /// Each has commits that the other has not.
    Parted,
    /// There is no own head of this name.
    Absent,
    /// It is decided that there is none.
    Deleted,
    /// The commits that would tell are not here.
    Unknown,
}

impl Stand {
    /// The word for JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::At => "at",
            Self::Behind => "behind",
            Self::Ahead => "ahead",
            Self::Parted => "parted",
            Self::Absent => "absent",
            Self::Deleted => "deleted",
            Self::Unknown => "unknown",
        }
    }
}

/// How an own head stands to a value that is decided.
///
/// # Errors
/// A commit cannot be read.
pub fn stand(source: &dyn Source, own: Option<GitId>, decided: Value) -> Result<Stand> {
    let (own, decided) = match (own, decided.commit()) {
        (own, decided) if own == decided => return Ok(Stand::At),
        (_, None) => return Ok(Stand::Deleted),
        (None, Some(_)) => return Ok(Stand::Absent),
        (Some(own), Some(decided)) => (own, decided),
    };
    match fork_point(source, own, decided) {
        Ok(Some(point)) if point == own => Ok(Stand::Behind),
        Ok(Some(point)) if point == decided => Ok(Stand::Ahead),
        Ok(_) => Ok(Stand::Parted),
        Err(RepoError::Object(ObjectError::Missing(_))) => Ok(Stand::Unknown),
        Err(error) => Err(error),
    }
}

/// What is decided for a head.
#[derive(Clone, Debug)]
pub struct DecidedHead {
    /// Height and value.
    pub decided: Decided,
    /// How the own head stands to it.
    pub stand: Stand,
    /// What proves it.
    pub certificate: Option<Quorum>,
    /// Whether this member asks the others to delete it.
    pub unwanted: bool,
}

/// What is decided for a head that is here at `own`; `None` where nothing is.
///
/// # Errors
/// The state or a commit cannot be read.
pub fn of_head(current: &Current, source: &dyn Source, head: &str, own: Option<GitId>) -> Result<Option<DecidedHead>> {
    let Some(register) = Register::head(head) else { return Ok(None) };
    let operation = current.operation();
    let decided = decided::decided(operation, source, &register)?;
    if decided.height == 0 {
        return Ok(None);
    }
    let unwanted = operation.map(root::UNWANTED).get(source, head.as_bytes())?;
    Ok(Some(DecidedHead {
        decided,
        stand: stand(source, own, decided.value)?,
        certificate: decided::certificate(operation, source, &register, decided.height)?,
        unwanted: unwanted.is_some_and(|height| height == decided.height.to_be_bytes()),
    }))
}

/// A commit for which another one was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// Whose it was: the key in hexadecimal.
    pub member: String,
    /// The head.
    pub head: String,
    /// The height at which the other one was decided.
    pub height: u64,
    /// The commit.
    pub commit: GitId,
}

/// All such commits that are kept here.
///
/// # Errors
/// The state cannot be read.
pub fn lost(current: &Current, source: &dyn Source) -> Result<Vec<Lost>> {
    let all = current.names(source, root::LOST)?;
    let parts = |(name, commit): (String, GitId)| {
        let (member, rest) = name.split_once('/')?;
        let (head, height) = rest.rsplit_once('/')?;
        let height = height.parse().ok()?;
        Some(Lost { member: member.to_owned(), head: head.to_owned(), height, commit })
    };
    Ok(all.into_iter().filter_map(parts).collect())
}
