//! `mosaic undo`: takes the last operation back.

/// Take the last operation back
///
/// Heads, tags and stage become what they were before it; the work tree stays as it is. An undo is an operation too:
/// `mosaic op log` shows it, `mosaic op restore` leads back.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic undo --dry-run\n  mosaic undo")]
pub struct Args {
    /// Only say what would change.
    #[arg(short = 'n', long)]
    pub dry_run: bool,
}
