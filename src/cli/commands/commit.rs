//! `mosaic commit`: makes the stage a commit.

/// Make what is staged a commit, and move the current head to it
///
/// The commit is signed with the key of the repository. Where nothing is staged, no commit is made and the exit code
/// is 0. The time is that of the machine's clock; no variable replaces it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic commit -m 'measurements of May'\n  mosaic commit -a -m 'nightly' --quiet")]
pub struct Args {
    /// What changed and why; several are joined as paragraphs.
    #[arg(short, long, value_name = "MSG", required = true)]
    pub message: Vec<String>,
    /// First stage what changed in files that are staged or committed already, as `add -u` does.
    #[arg(short, long)]
    pub all: bool,
    /// Make a commit also where nothing is staged.
    #[arg(long)]
    pub allow_empty: bool,
    /// Only where the head is at this commit; otherwise exit 7.
    #[arg(long, value_name = "COMMIT")]
    pub expect: Option<String>,
}
