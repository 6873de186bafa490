//! `mosaic head`: names that move with commits.

use clap::Subcommand;

/// List, make and remove heads
///
/// A head is a name that points to a commit, and the only thing that moves. `@` is the current one.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic head list\n  mosaic head create experiments main~3")]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub action: Action,
}

/// What to do with heads.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// List all heads with their commits.
    List,
    /// Show one head: its commit and how it stands to the others.
    Show {
        /// The head [default: the current one].
        #[arg(value_name = "HEAD", default_value = "@")]
        head: String,
    },
    /// Check the commits of heads back to the first: ids, signatures, that nothing is missing.
    Verify {
        /// The heads [default: all].
        #[arg(value_name = "HEAD")]
        heads: Vec<String>,
    },
    /// Make a head.
    Create {
        /// Its name.
        #[arg(value_name = "HEAD")]
        head: String,
        /// Where it points.
        #[arg(value_name = "REV", default_value = "@")]
        revision: String,
    },
    /// Rename a head.
    Rename {
        /// The name that it has.
        #[arg(value_name = "OLD")]
        old: String,
        /// The name that it gets; must be free.
        #[arg(value_name = "NEW")]
        new: String,
    },
    /// Remove heads; what only they reach can be brought back with `mosaic undo` until `gc.keep` is over.
    Delete {
        /// The heads; not the current one.
        #[arg(value_name = "HEAD", required = true)]
        heads: Vec<String>,
        /// Only say what would be removed.
        #[arg(short = 'n', long)]
        dry_run: bool,
    },
}
