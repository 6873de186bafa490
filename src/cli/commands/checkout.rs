//! `mosaic checkout`: the work tree at a revision.

use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::open::Opened;
use crate::cli::reconciled::show;
use crate::repo::checkout::{CheckoutOptions, checkout};

/// Make the work tree what a revision says
///
/// Writes what differs, removes what the revision has not, and moves the current head to that commit. Files that changed
/// since they were stored are not overwritten without `--force`; untracked files stay.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic checkout main~1\n  mosaic checkout v1.0 --dry-run")]
pub struct Args {
    /// The revision.
    #[arg(value_name = "REV")]
    pub revision: String,
    /// Overwrite files that changed.
    #[arg(short, long)]
    pub force: bool,
    /// Only say what would be written and removed.
    #[arg(short = 'n', long)]
    pub dry_run: bool,
    /// Wait until the files are on the device.
    #[arg(long)]
    pub sync: bool,
}

/// Runs the command.
///
/// # Errors
/// There is no such revision, or changes would be lost.
pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let opened = Opened::find(context)?;
    let options = CheckoutOptions { force: args.force, dry_run: args.dry_run, sync: args.sync };
    let done = checkout(&opened.repository, &opened.action(context)?, &args.revision, options)?;
    show(&done, args.dry_run, context)
}
