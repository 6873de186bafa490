//! Opens what most commands need: the repository, its settings, the circumstances of an action, paths of the user as
//! paths of the tree.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Component, Path};
use std::sync::Arc;

use crate::base::path::TreePath;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::repo::action::Action;
use crate::repo::config::Settings;
use crate::repo::error::RepoError;
use crate::repo::repository::Repository;
use crate::repo::selection::Selection;
use crate::storage::discover::DIRECTORY;

/// An open repository and the settings that hold in it.
pub struct Opened {
    /// The repository.
    pub repository: Repository,
    /// The settings.
    pub settings: Settings,
}

impl Opened {
    /// Opens the repository that the command is about.
    ///
    /// # Errors
    /// There is none, or it cannot be read.
    pub fn find(context: &Context) -> Result<Self, CliError> {
        let storage = context.storage()?;
        let settings = context.settings(Some(&storage))?;
        let dir = storage.dir().to_owned();
        let is_inside = dir.file_name() == Some(OsStr::new(DIRECTORY));
        let root = dir.parent().filter(|_| is_inside);
        Ok(Self { repository: Repository::open(Arc::new(storage), root)?, settings })
    }

    /// The circumstances of what the command does.
    ///
    /// # Errors
    /// A setting has a value that it cannot have, or there is no randomness.
    pub fn action<'a>(&self, context: &'a Context) -> Result<Action<'a>, CliError> {
        action(context, &self.settings)
    }

    /// A path of the user, taken from the working directory, as a path of the tree; `None` for the root of the tree.
    ///
    /// # Errors
    /// It is outside of the tree, or not a name that an archive can hold; the repository is bare.
    pub fn path(&self, context: &Context, given: &Path) -> Result<Option<TreePath>, CliError> {
        let root = self.repository.root().ok_or(RepoError::Bare)?;
        // The root by the way it was found, and by its own name: a path may come through a link above the tree.
        let roots = [Some(root.to_owned()), root.canonicalize().ok()];
        let here = [Some(context.directory.clone()), context.directory.canonicalize().ok()];
        for root in roots.iter().flatten() {
            for here in here.iter().flatten() {
                let absolute = here.join(given);
                let parts = normal(&absolute);
                if let Some(within) = parts.strip_prefix(normal(root).as_slice()) {
                    return match within {
                        [] => Ok(None),
                        within => Ok(Some(TreePath::new(within.join(&b'/'))?)),
                    };
                }
            }
        }
        Err(CliError::usage(format!("{} is outside of the work tree {}", given.display(), root.display())))
    }

    /// The selection of these paths: everything, where one is the root of the tree.
    ///
    /// # Errors
    /// As [`Opened::path`].
    pub fn selection<P: AsRef<Path>>(&self, context: &Context, given: &[P]) -> Result<Selection, CliError> {
        let paths = given.iter().map(|path| self.path(context, path.as_ref()));
        let paths: Option<Vec<TreePath>> = paths.collect::<Result<Option<_>, _>>()?;
        Ok(paths.map_or_else(Selection::all, Selection::of))
    }
}

/// The circumstances of an action under these settings.
///
/// # Errors
/// A setting has a value that it cannot have, or there is no randomness.
pub fn action<'a>(context: &'a Context, settings: &Settings) -> Result<Action<'a>, CliError> {
    let mut action =
        Action::new(context.now(), context.command_line(), context.owner(), context.random()?, context.monitor());
    action.lock_timeout = settings.lock_timeout()?;
    action.level = settings.compression_level()?;
    action.pack_size = settings.pack_size()?;
    Ok(action)
}

/// The parts of an absolute path from the root, `.` and `..` resolved by their names.
fn normal(path: &Path) -> Vec<&[u8]> {
    let mut parts: Vec<&[u8]> = Vec::new();
    for component in path.components() {
        match component {
            Component::Normal(name) => parts.push(name.as_bytes()),
            Component::ParentDir => drop(parts.pop()),
            _ => {}
        }
    }
    parts
}
