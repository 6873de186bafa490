//! `mosaic fast-export`: commits and files for git.

/// Write commits with their files for `git fast-import`
///
/// A stream on standard output from which git makes a repository with the files themselves. Ids differ from those of
/// mosaic; for commits with the same ids, see `mosaic export --git`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  git init copy && mosaic fast-export | git -C copy fast-import")]
pub struct Args {
    /// What to write, with its history [default: all heads].
    #[arg(value_name = "REV")]
    pub revisions: Vec<String>,
}
