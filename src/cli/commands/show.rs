//! `mosaic show`: one commit.

/// Show one commit: who, when, why, its signature, and what changed
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The commit [default: the current head].
    #[arg(value_name = "REV", default_value = "@")]
    pub revision: String,
}
