//! `mosaic rm`: removes files from the work tree and the stage.

use std::path::PathBuf;

use clap::ValueHint;

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
