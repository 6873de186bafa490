//! `mosaic tag`: names that stay.

use clap::Subcommand;

/// List, make and remove tags
///
/// A tag is a name that points to a commit and stays there.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic tag create v1.0\n  mosaic tag list")]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub action: Action,
}

/// What to do with tags.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// List all tags with their commits.
    List,
    /// Make a tag.
    Create {
        /// Its name; must be free.
        #[arg(value_name = "TAG")]
        tag: String,
        /// Where it points.
        #[arg(value_name = "REV", default_value = "@")]
        revision: String,
    },
    /// Remove tags.
    Delete {
        /// The tags.
        #[arg(value_name = "TAG", required = true)]
        tags: Vec<String>,
        /// Only say what would be removed.
        #[arg(short = 'n', long)]
        dry_run: bool,
    },
}
