//! `mosaic diff`: what differs between two revisions, or the work tree.

/// Show what differs between two revisions, or a revision and the work tree
///
/// Without a revision: the stage against the work tree. With A: A against the work tree. With A and B: A against B.
/// Renamed files are found by their content.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic diff\n  mosaic diff --staged\n  mosaic diff main~1 main --stat")]
pub struct Args {
    /// The older revision.
    #[arg(value_name = "A")]
    pub old: Option<String>,
    /// The newer revision.
    #[arg(value_name = "B", conflicts_with = "staged")]
    pub new: Option<String>,
    /// A (the current head, where it is not given) against the stage.
    #[arg(long)]
    pub staged: bool,
    /// Bytes that changed per path, and in total.
    #[arg(long)]
    pub stat: bool,
    /// Exit 1 where something differs.
    #[arg(long)]
    pub exit_code: bool,
    /// List paths with a NUL after each and as they are.
    #[arg(short = 'z', conflicts_with = "stat")]
    pub zero: bool,
}
