//! `mosaic log`: the history.

use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

use clap::ValueHint;

use crate::base::path::TreePath;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::fields::CommitItem;
use crate::cli::lines::commit;
use crate::cli::open::Opened;
use crate::repo::error::RepoError;
use crate::repo::history::{History, changes};
use crate::repo::record::Version;
use crate::repo::selection::Selection;

/// Show the history
///
/// Commits from the newest back, with author, time, message, size and whether the signature verifies. With PATH: those
/// that changed it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic log\n  mosaic log -n 5 data/raw\n  mosaic log --from v1.0 --json")]
pub struct Args {
    /// A file or directory.
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub path: Option<PathBuf>,
    /// Where to begin [default: the current head].
    #[arg(long, value_name = "REV")]
    pub from: Option<String>,
    /// At most so many commits.
    #[arg(short = 'n', long, value_name = "COUNT")]
    pub max_count: Option<usize>,
}

/// Runs the command.
///
/// # Errors
/// There is no such revision, no commit yet, or a commit cannot be read.
pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let opened = Opened::find(context)?;
    let repository = &opened.repository;
    let selection = match &args.path {
        None => Selection::all(),
        Some(path) if repository.root().is_none() => Selection::of([TreePath::new(path.as_os_str().as_bytes())?]),
        Some(path) => opened.selection(context, &[path])?,
    };
    let start = repository.resolve(&repository.current()?, args.from.as_deref().unwrap_or("@"))?;
    let source = repository.source();
    let is_shown = |version: &Result<Version, RepoError>| match version {
        Ok(version) if !selection.is_all() => changes(source, version, &selection).map(|changes| !changes.is_empty()),
        _ => Ok(true),
    };
    let versions = History::new(source, start).filter_map(|version| match is_shown(&version) {
        Ok(shown) => shown.then(|| Ok(CommitItem(version?))),
        Err(error) => Some(Err(error.into())),
    });
    let mut first = true;
    context.output.list(
        "commits",
        versions.take(args.max_count.unwrap_or(usize::MAX)),
        |text, CommitItem(version)| {
            if !std::mem::take(&mut first) {
                writeln!(text)?;
            }
            commit(text, version)
        },
    )?;
    Ok(Exit::Done)
}
