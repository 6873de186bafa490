//! `mosaic merge`: joins two histories.

/// Join another history into the current head
///
/// By path, against the common ancestor. What changed on one side is taken from there. What changed on both stays as
/// ours at PATH, theirs at PATH.<8 digits of its commit>; then nothing is committed, the conflicts are listed, the exit
/// code is 7, and the next commit has both parents.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic merge experiments\n  mosaic merge experiments --dry-run")]
pub struct Args {
    /// The history to join.
    #[arg(value_name = "REV")]
    pub revision: String,
    /// The message of the merge [default: names both sides].
    #[arg(short, long, value_name = "MSG")]
    pub message: Option<String>,
    /// Only say what would change and what is in conflict.
    #[arg(short = 'n', long)]
    pub dry_run: bool,
}
