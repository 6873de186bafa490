//! `mosaic restore`: files back from a commit or the stage.

use std::path::PathBuf;

use clap::ValueHint;

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
