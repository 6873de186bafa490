//! `mosaic status`: what is staged, changed and new.

/// Show what is staged, what changed, and what is new
///
/// Compares the commit of the current head, the stage and the work tree. A file of which only the time changed is not
/// shown.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic status\n  mosaic status --exit-code --quiet\n  mosaic status --json")]
pub struct Args {
    /// Exit 1 where there is something to stage or to commit.
    #[arg(long)]
    pub exit_code: bool,
    /// List paths with a NUL after each and as they are.
    #[arg(short = 'z')]
    pub zero: bool,
}
