//! `mosaic switch`: another head becomes the current one.

use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::open::Opened;
use crate::cli::reconciled::show;
use crate::repo::checkout::{CheckoutOptions, switch};

/// Make another head the current one
///
/// The work tree becomes what that head says, as with `checkout`; the next commit moves that head.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic switch experiments")]
pub struct Args {
    /// The head; `mosaic head create` makes new ones.
    #[arg(value_name = "HEAD")]
    pub head: String,
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
/// There is no such head, or changes would be lost.
pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let opened = Opened::find(context)?;
    let options = CheckoutOptions { force: args.force, dry_run: args.dry_run, sync: args.sync };
    let done = switch(&opened.repository, &opened.action(context)?, &args.head, options)?;
    show(&done, args.dry_run, context)
}
