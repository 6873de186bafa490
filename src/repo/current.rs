//! The state of a repository as it was read at one moment: heads, tags, stage. Changes nothing.

use std::collections::BTreeMap;

use crate::base::id::{GitId, Id};
use crate::base::path::TreePath;
use crate::object::traits::Source;
use crate::repo::error::RepoError;
use crate::repo::selection::Selection;
use crate::state::change::{Change, Expected};
use crate::state::error::StateError;
use crate::state::operation::{Operation, root};

/// Key of the name of the head that `@` is.
pub const HEAD: &[u8] = b"head";
/// Key of the commit that the stage started from.
pub const BASE: &[u8] = b"base";
/// Key of the attachment that is staged.
pub const ARCHIVE: &[u8] = b"archive";
/// Key of the second parent of a merge.
pub const SECOND: &[u8] = b"merge";

/// Key of the paths that the work tree has, where it has not all.
pub const SCOPE: &[u8] = b"scope";

/// What the next commit is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stage {
    /// The head that `@` is; `None` when a commit was checked out without a head.
    pub head: Option<String>,
    /// The commit that the stage started from; `None` before the first.
    pub base: Option<GitId>,
    /// The attachment that is staged; `None` before the first `add`.
    pub archive: Option<Id>,
    /// The second parent, while a merge is not committed.
    pub second: Option<GitId>,
    /// The paths that the work tree has, with all below them; none where it has everything.
    pub scope: Vec<TreePath>,
}

/// One state, read.
#[derive(Clone, Debug)]
pub struct Current {
    /// The operation and its id.
    pub newest: (Id, Operation),
    /// Its stage.
    pub stage: Stage,
}

impl Current {
    /// Reads the state of operation `id`.
    ///
    /// # Errors
    /// Something of it is missing, damaged or malformed.
    pub fn load(source: &dyn Source, id: Id) -> Result<Self, RepoError> {
        let operation = Operation::load(source, id)?;
        let entries = operation.map(root::STAGE).entries(source)?;
        let stage = Stage::decode(&entries)?;
        Ok(Self { newest: (id, operation), stage })
    }

    /// The operation.
    pub const fn operation(&self) -> &Operation {
        &self.newest.1
    }

    /// The part of the archive that the work tree has: what is not in it, is not missing there.
    pub fn scope(&self) -> Selection {
        if self.stage.scope.is_empty() { Selection::all() } else { Selection::of(self.stage.scope.iter().cloned()) }
    }

    /// What of the work tree is meant by `selection`: everything is everything that it should have.
    pub fn within(&self, selection: &Selection) -> Selection {
        if selection.is_all() { self.scope() } else { selection.clone() }
    }

    /// The commit that head `name` points to.
    ///
    /// # Errors
    /// The map cannot be read.
    pub fn head(&self, source: &dyn Source, name: &str) -> Result<Option<GitId>, RepoError> {
        self.name(source, root::HEADS, name)
    }

    /// The commit that `root` (heads, tags and the like) has under `name`.
    ///
    /// # Errors
    /// The map cannot be read.
    pub fn name(&self, source: &dyn Source, root: &str, name: &str) -> Result<Option<GitId>, RepoError> {
        let value = self.operation().map(root).get(source, name.as_bytes())?;
        value.map(|value| commit_id(&value)).transpose()
    }

    /// All names of `root` with their commits.
    ///
    /// # Errors
    /// The map cannot be read.
    pub fn names(&self, source: &dyn Source, root: &str) -> Result<BTreeMap<String, GitId>, RepoError> {
        let entries = self.operation().map(root).entries(source)?;
        let named = entries.into_iter().map(|(name, value)| {
            let name = String::from_utf8(name).map_err(|_| StateError::malformed(root, "a name is not text"))?;
            Ok((name, commit_id(&value)?))
        });
        named.collect()
    }

    /// The commit of `@`.
    ///
    /// # Errors
    /// The map of heads cannot be read.
    pub fn at(&self, source: &dyn Source) -> Result<Option<GitId>, RepoError> {
        match &self.stage.head {
            Some(name) => self.head(source, name),
            None => Ok(self.stage.base),
        }
    }

    /// The changes that turn this stage into `new`, each expecting what this one has.
    pub fn restage(&self, new: &Stage) -> Vec<Change> {
        let mut changes = Vec::new();
        for ((key, old), (_, new)) in self.stage.encode().into_iter().zip(new.encode()) {
            if old != new {
                changes.push(Change {
                    root: root::STAGE.to_owned(),
                    key: key.to_vec(),
                    expected: Expected::exactly(old.as_deref()),
                    new,
                });
            }
        }
        changes
    }

    /// A change that leaves the staged archive as it is, and conflicts where another command staged something else.
    pub fn expect_archive(&self) -> Option<Change> {
        let archive = self.stage.archive?;
        Some(Change {
            root: root::STAGE.to_owned(),
            key: ARCHIVE.to_vec(),
            expected: Expected::Value(archive.as_bytes().to_vec()),
            new: Some(archive.as_bytes().to_vec()),
        })
    }
}

impl Stage {
    fn encode(&self) -> [(&'static [u8], Option<Vec<u8>>); 5] {
        let scope: Vec<&[u8]> = self.scope.iter().map(TreePath::as_bytes).collect();
        let git = |id: &Option<GitId>| id.map(|id| id.as_bytes().to_vec());
        [
            (HEAD, self.head.as_ref().map(|name| name.as_bytes().to_vec())),
            (BASE, git(&self.base)),
            (ARCHIVE, self.archive.map(|id| id.as_bytes().to_vec())),
            (SECOND, git(&self.second)),
            (SCOPE, (!self.scope.is_empty()).then(|| scope.join(&0))),
        ]
    }

    fn decode(entries: &BTreeMap<Vec<u8>, Vec<u8>>) -> Result<Self, RepoError> {
        let text = |value: &Vec<u8>| {
            String::from_utf8(value.clone()).map_err(|_| StateError::malformed("stage", "the head's name is not text"))
        };
        Ok(Self {
            head: entries.get(HEAD).map(text).transpose()?,
            base: entries.get(BASE).map(|value| commit_id(value)).transpose()?,
            archive: entries.get(ARCHIVE).map(|value| bytes32(value).map(Id::from_bytes)).transpose()?,
            second: entries.get(SECOND).map(|value| commit_id(value)).transpose()?,
            scope: entries.get(SCOPE).map(|value| paths(value)).transpose()?.unwrap_or_default(),
        })
    }
}

/// The change that moves head or tag `name` from `old` to `new`.
pub fn move_name(root: &str, name: &str, old: Option<GitId>, new: Option<GitId>) -> Change {
    Change {
        root: root.to_owned(),
        key: name.as_bytes().to_vec(),
        expected: Expected::exactly(old.as_ref().map(|id| &id.as_bytes()[..])),
        new: new.map(|id| id.as_bytes().to_vec()),
    }
}

fn paths(value: &[u8]) -> Result<Vec<TreePath>, RepoError> {
    let paths = value.split(|byte| *byte == 0).map(TreePath::new).collect::<Result<_, _>>();
    Ok(paths.map_err(|why| StateError::malformed("the stage", why.to_string()))?)
}

fn commit_id(value: &[u8]) -> Result<GitId, RepoError> {
    bytes32(value).map(GitId::from_bytes)
}

fn bytes32(value: &[u8]) -> Result<[u8; 32], RepoError> {
    Ok(value.try_into().map_err(|_| StateError::malformed("the state", "an id has not 32 bytes"))?)
}
