//! Heads that this member wants deleted for all: its reports say so until that, or something else, is decided.

use crate::base::id::GitId;
use crate::heads::register::Register;
use crate::repo::action::Action;
use crate::repo::current::Current;
use crate::repo::decided;
use crate::repo::error::RepoError;
use crate::repo::names::{Names, change};
use crate::repo::repository::Repository;
use crate::state::change::{Change, Expected};
use crate::state::operation::root;

type Result<T> = std::result::Result<T, RepoError>;

/// A head that is decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unwanted {
    /// Its name.
    pub head: String,
    /// The commit that is decided.
    pub commit: GitId,
    /// The height of that decision.
    pub height: u64,
}

/// Which of these heads could be deleted for all: those that are decided. Each once.
///
/// # Errors
/// One is not decided, or is the head that `@` is.
pub fn deletable(repository: &Repository, current: &Current, heads: &[String]) -> Result<Vec<Unwanted>> {
    let mut found: Vec<Unwanted> = Vec::new();
    for head in heads {
        if current.stage.head.as_ref() == Some(head) {
            return Err(RepoError::refused(format!("head {head}"), "it is the current head; run: mosaic switch HEAD"));
        }
        let none = || RepoError::NoName { what: Names::Heads.word(), name: head.clone() };
        let is_here = Names::Heads.get(repository, current, head)?.is_some();
        let decided = match Register::head(head) {
            Some(register) => decided::decided(current.operation(), repository.source(), &register)?,
            None => Default::default(),
        };
        match decided.value.commit() {
            Some(_) if found.iter().any(|known| known.head == *head) => {}
            Some(commit) => found.push(Unwanted { head: head.clone(), commit, height: decided.height }),
            None if is_here => {
                let why = format!("members have not decided on it; run: mosaic head delete {head}");
                return Err(RepoError::refused(format!("head {head}"), why));
            }
            None => return Err(none()),
        }
    }
    Ok(found)
}

/// From now on this member wants these heads deleted.
///
/// # Errors
/// As [`deletable`]; the state cannot be written.
pub fn ask(repository: &Repository, action: &Action<'_>, heads: &[String]) -> Result<Vec<Unwanted>> {
    change(repository, action, |current| {
        let found = deletable(repository, current, heads)?;
        let set = |head: &Unwanted| wish(&head.head, Some(head.height.to_be_bytes().to_vec()));
        Ok((found.iter().map(set).collect(), found))
    })
}

/// This member does not want them deleted any more.
///
/// # Errors
/// It did not want that of one of them; the state cannot be written.
pub fn keep(repository: &Repository, action: &Action<'_>, heads: &[String]) -> Result<()> {
    change(repository, action, |current| {
        let wishes = current.operation().map(root::UNWANTED);
        for head in heads {
            if wishes.get(repository.source(), head.as_bytes())?.is_none() {
                let why = "this member does not ask for it to be deleted";
                return Err(RepoError::refused(format!("head {head}"), why));
            }
        }
        Ok((heads.iter().map(|head| wish(head, None)).collect(), ()))
    })
}

fn wish(head: &str, new: Option<Vec<u8>>) -> Change {
    Change { root: root::UNWANTED.to_owned(), key: head.as_bytes().to_vec(), expected: Expected::Any, new }
}
