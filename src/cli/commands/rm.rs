//! `mosaic rm`: removes files from the work tree and the stage.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;

use clap::ValueHint;
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::json::PathField;
use crate::cli::open::Opened;
use crate::repo::remove::{RemoveOptions, remove};

/// Remove files from the work tree and from the next commit
///
/// Files whose content is in no commit are not removed without `--force`. Earlier commits keep what they have.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic rm old.bin\n  mosaic rm -r --staged cache")]
pub struct Args {
    /// Files and, with `-r`, directories.
    #[arg(value_name = "PATH", required = true, value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// Directories with all that is in them.
    #[arg(short, long)]
    pub recursive: bool,
    /// From the stage only; the files stay.
    #[arg(long)]
    pub staged: bool,
    /// Also files that changed since they were stored.
    #[arg(short, long)]
    pub force: bool,
    /// Only say what would be removed.
    #[arg(short = 'n', long)]
    pub dry_run: bool,
}

#[derive(Serialize)]
struct Gone<'a> {
    removed: Vec<PathField<'a>>,
    directories: Vec<PathField<'a>>,
    files: usize,
    bytes: u64,
}

/// Runs the command.
///
/// # Errors
/// A path is not in the stage; content would be lost; the repository cannot be written.
pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let opened = Opened::find(context)?;
    let options = RemoveOptions {
        selection: opened.selection(context, &args.paths)?,
        recursive: args.recursive,
        staged: args.staged,
        force: args.force,
        dry_run: args.dry_run,
    };
    let removed = remove(&opened.repository, &opened.action(context)?, &options)?;
    let gone = Gone {
        removed: removed.files.iter().map(|path| path.as_bytes().into()).collect(),
        directories: removed.directories.iter().map(|path| path.as_bytes().into()).collect(),
        files: removed.files.len(),
        bytes: removed.bytes,
    };
    context.output.report(&gone, |text| {
        for path in removed.directories.iter().chain(&removed.files).collect::<BTreeSet<_>>() {
            write!(text, "rm ")?;
            text.entry(path.as_bytes(), false)?;
        }
        Ok(())
    })?;
    Ok(Exit::Done)
}
