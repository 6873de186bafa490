//! `mosaic log`: the history.

use std::path::PathBuf;

use clap::ValueHint;

/// Show the history
///
/// Commits from the newest back, with author, time, message, size and whether the signature verifies. With PATH: those
/// that changed it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic log\n  mosaic log -n 5 data/raw\n  mosaic log --from v1.0 --json")]
pub struct Args {
    /// A file or directory.
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub path: Option<PathBuf>,
    /// Where to begin [default: the current head].
    #[arg(long, value_name = "REV")]
    pub from: Option<String>,
    /// At most so many commits.
    #[arg(short = 'n', long, value_name = "COUNT")]
    pub max_count: Option<usize>,
}
