//! `mosaic checkout`: the work tree at a revision.

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
