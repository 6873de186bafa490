//! `mosaic rev-parse`: the id that a revision means.

/// Print the id of the commit that a revision means
///
/// A revision is a head, a tag, eight or more digits of a commit id, `@` for the current head, each with `~N` for its
/// Nth ancestor.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic rev-parse @\n  mosaic rev-parse main~2 v1.0")]
pub struct Args {
    /// The revisions; one id per line.
    #[arg(value_name = "REV", required = true)]
    pub revisions: Vec<String>,
}
