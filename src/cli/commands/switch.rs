//! `mosaic switch`: another head becomes the current one.

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
