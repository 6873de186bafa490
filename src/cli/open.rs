//! Opens what most commands need: the repository, its settings, the circumstances of an action, paths of the user as
//! paths of the tree.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Component, Path};
use std::sync::Arc;

use crate::base::monitor::{Monitor, Silent};
use crate::base::path::TreePath;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::node::lazy::Lazy;
use crate::node::meet::{Expect, meet};
use crate::repo::action::Action;
use crate::repo::config::Settings;
use crate::repo::error::RepoError;
use crate::repo::remotes;
use crate::repo::repository::Repository;
use crate::repo::selection::Selection;
use crate::state::operation::root;
use crate::storage::discover::DIRECTORY;
use crate::storage::traits::Storage;
use crate::transport::dial::{Dialling, dial};

/// An open repository and the settings that hold in it.
pub struct Opened {
    /// The repository.
    pub repository: Repository,
    /// The settings.
    pub settings: Settings,
    _keeper: Option<Keeper>,
}

/// Keeps what a command has fetched because it was not here, when the command ends.
struct Keeper {
    lazy: Arc<Lazy>,
    monitor: Arc<dyn Monitor>,
}

impl Drop for Keeper {
    fn drop(&mut self) {
        if let Err(error) = self.lazy.keep() {
            self.monitor.warn(&format!("what was fetched could not be kept: {error}"));
        }
    }
}

impl Opened {
    /// Opens the repository that the command is about.
    ///
    /// # Errors
    /// There is none, or it cannot be read.
    pub fn find(context: &Context) -> Result<Self, CliError> {
        let (opened, storage) = here(context)?;
        let (repository, keeper) = behind(opened.repository, storage, &opened.settings, context)?;
        Ok(Self { repository, settings: opened.settings, _keeper: keeper })
    }

    /// As [`Opened::find`], with what is in the repository alone: nothing is fetched that is not here.
    ///
    /// # Errors
    /// As [`Opened::find`].
    pub fn alone(context: &Context) -> Result<Self, CliError> {
        Ok(here(context)?.0)
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

    /// As [`Opened::selection`], but no paths are everything.
    ///
    /// # Errors
    /// As [`Opened::path`].
    pub fn covered<P: AsRef<Path>>(&self, context: &Context, given: &[P]) -> Result<Selection, CliError> {
        if given.is_empty() { Ok(Selection::all()) } else { self.selection(context, given) }
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

/// A repository that has only a part takes the rest from its remotes, when it is needed.
fn behind(
    repository: Repository,
    storage: Arc<dyn Storage>,
    settings: &Settings,
    context: &Context,
) -> Result<(Repository, Option<Keeper>), CliError> {
    // What is wrong with the state is told by who needs it.
    let Ok(current) = repository.current() else { return Ok((repository, None)) };
    let partial = current.operation().roots.contains_key(root::PARTIAL);
    let all = if partial { remotes::all(&repository, &current)? } else { Default::default() };
    if all.is_empty() {
        return Ok((repository, None));
    }
    let (key, community) = (Arc::new(repository.key()?), repository.community()?);
    let dial = move || {
        let lines = all.values().filter_map(|remote| {
            let dialling = Dialling { identity: Some((Arc::clone(&key), community)), ..Dialling::default() };
            let peer = dial(&remote.url, &dialling.pinned(&remote.certificate)).ok()?;
            let expect = Expect { community: Some(community), member: remote.member };
            meet(peer, &expect).ok().map(|met| met.line)
        });
        lines.collect()
    };
    let mut action = Action::new(context.now(), context.command_line(), context.owner(), context.random()?, &Silent);
    action.lock_timeout = settings.lock_timeout()?;
    let lazy = Arc::new(Lazy::new(Repository::open(storage, None)?, action, Box::new(dial)));
    let keeper = Keeper { lazy: Arc::clone(&lazy), monitor: context.shared_monitor() };
    Ok((repository.with_fallback(lazy), Some(keeper)))
}

fn here(context: &Context) -> Result<(Opened, Arc<dyn Storage>), CliError> {
    let storage = context.storage()?;
    let settings = context.settings(Some(&storage))?;
    let dir = storage.dir().to_owned();
    let is_inside = dir.file_name() == Some(OsStr::new(DIRECTORY));
    let root = dir.parent().filter(|_| is_inside);
    let storage: Arc<dyn Storage> = Arc::new(storage);
    let repository = Repository::open(Arc::clone(&storage), root)?;
    Ok((Opened { repository, settings, _keeper: None }, storage))
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
