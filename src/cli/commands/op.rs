//! `mosaic op`: the operations on this repository.

use clap::Subcommand;

/// Show the operations on this repository, and go back to one
///
/// Every command that changed the repository is an operation, kept for `gc.keep`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic op log -n 10\n  mosaic op restore 3f2a91c0")]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub action: Action,
}

/// What to do with operations.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// List operations from the newest back.
    Log {
        /// At most so many.
        #[arg(short = 'n', long, value_name = "COUNT")]
        max_count: Option<usize>,
    },
    /// Set heads, tags and stage to what they were after an operation; the work tree stays as it is.
    Restore {
        /// The operation: its id, or eight or more digits of it.
        #[arg(value_name = "ID")]
        operation: String,
        /// Only say what would change.
        #[arg(short = 'n', long)]
        dry_run: bool,
    },
}
