//! `mosaic import`: stages the entries of a tar.

use std::path::PathBuf;

use clap::ValueHint;

/// Stage the entries of a tar or tar.gz
///
/// The entries become the whole content of the next commit; the work tree is not touched. Names that lead outside, and
/// archives that blow up beyond what they say, are refused before anything is staged.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic import release.tar.gz && mosaic commit -m 'release 1.0'\n  \
                        xz -dc old.tar.xz | mosaic import -")]
pub struct Args {
    /// The archive; `-` is standard input.
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    /// Only read and check it.
    #[arg(short = 'n', long)]
    pub dry_run: bool,
}
