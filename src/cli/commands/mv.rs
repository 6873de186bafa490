//! `mosaic mv`: renames files in the work tree and the stage.

use std::path::PathBuf;

use clap::ValueHint;

/// Rename or move files in the work tree and in the next commit
///
/// Nothing is read again: content is stored once, under whatever name.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic mv draft.tex paper.tex\n  mosaic mv 2024 2025 archive/")]
pub struct Args {
    /// What to move.
    #[arg(value_name = "FROM", required = true, value_hint = ValueHint::AnyPath)]
    pub from: Vec<PathBuf>,
    /// The new name, or a directory to move into.
    #[arg(value_name = "TO", value_hint = ValueHint::AnyPath)]
    pub to: PathBuf,
    /// Also where TO is a file; it is replaced.
    #[arg(short, long)]
    pub force: bool,
    /// Only say what would be moved.
    #[arg(short = 'n', long)]
    pub dry_run: bool,
}
