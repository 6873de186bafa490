//! `mosaic restore`: files back from a commit or the stage.

use std::io::Write;
use std::path::PathBuf;

use clap::ValueHint;
use serde::Serialize;

use crate::base::size::{count, size};
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::open::Opened;
use crate::cli::reconciled::{Files, list};
use crate::repo::reconcile::ReconcileOptions;
use crate::repo::restore::{restore_staged, restore_to, restore_tree};
use crate::repo::selection::Selection;

/// Bring files back from a commit or the stage
///
/// Writes what is missing or differs below PATH. Files that changed since they were stored are not overwritten without
/// `--force`. The head stays where it is.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic restore report.csv\n  mosaic restore --from main~2 data --to /tmp/old\n  \
                        mosaic restore --staged report.csv")]
pub struct Args {
    /// Files and directories.
    #[arg(value_name = "PATH", required = true, value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// Take them out of the next commit: the stage gets what the commit has, files stay as they are.
    #[arg(long, conflicts_with = "to")]
    pub staged: bool,
    /// The revision to take them from [default: the stage; with --staged, the current head].
    #[arg(long, value_name = "REV")]
    pub from: Option<String>,
    /// Write below DIR instead of into the work tree.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub to: Option<PathBuf>,
    /// Overwrite files that changed.
    #[arg(short, long)]
    pub force: bool,
    /// Only say what would be written.
    #[arg(short = 'n', long)]
    pub dry_run: bool,
    /// Wait until the files are on the device.
    #[arg(long)]
    pub sync: bool,
}

#[derive(Serialize)]
struct Staged {
    attachment: String,
}

#[derive(Serialize)]
struct Written {
    files: u64,
    bytes: u64,
}

/// Runs the command.
///
/// # Errors
/// There is no such revision or path, or changes would be lost.
pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let opened = Opened::find(context)?;
    let selection = opened.selection(context, &args.paths)?;
    let from = args.from.as_deref();
    if args.staged {
        return staged(&opened, &selection, from, context);
    }
    let options = ReconcileOptions {
        selection,
        force: args.force,
        dry_run: args.dry_run,
        sync: args.sync,
        keep_unaffected: false,
    };
    if let Some(given) = args.to {
        let directory = context.directory.join(&given);
        let done = restore_to(&opened.repository, &opened.action(context)?, from, &directory, &options)?;
        let written = Written { files: done.files, bytes: done.bytes };
        context.output.report(&written, |text| {
            Ok(writeln!(text, "Wrote {}, {}, to {}", count(done.files, "file"), size(done.bytes), given.display())?)
        })?;
        return Ok(Exit::Done);
    }
    let done = restore_tree(&opened.repository, &opened.action(context)?, from, &options)?;
    context.output.report(&Files::from(&done), |text| list(&done, args.dry_run, text))?;
    Ok(Exit::Done)
}

fn staged(opened: &Opened, selection: &Selection, from: Option<&str>, context: &mut Context) -> Result<Exit, CliError> {
    let attachment = restore_staged(&opened.repository, &opened.action(context)?, from, selection)?;
    let result = Staged { attachment: attachment.to_string() };
    context.output.report(&result, |text| Ok(writeln!(text, "Taken out of the stage; the files stay as they are")?))?;
    Ok(Exit::Done)
}
