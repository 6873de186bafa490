//! `mosaic undo`: takes the last operation back.

use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::open::Opened;
use crate::cli::set_back::show;
use crate::repo::undo::undo;

/// Take the last operation back
///
/// Heads, tags and stage become what they were before it; the work tree stays as it is. Another undo takes back the operation before that one. An undo is an operation too: `mosaic op log` shows it,
/// `mosaic op restore` leads back.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic undo --dry-run\n  mosaic undo")]
pub struct Args {
    /// Only say what would change.
    #[arg(short = 'n', long)]
    pub dry_run: bool,
}

/// Runs the command.
///
/// # Errors
/// There is nothing to take back; the state cannot be read or written.
pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let opened = Opened::find(context)?;
    let done = undo(&opened.repository, &mut opened.action(context)?, args.dry_run)?;
    show(&done, if args.dry_run { "Would take back" } else { "Took back" }, args.dry_run, context)
}
