//! `mosaic export`: a revision as a tar.gz, a directory or a git repository.

use std::path::PathBuf;

use clap::ValueHint;

/// Write a revision as a tar.gz, a directory or a git repository
///
/// The tar.gz is what is stored, byte by byte, and is read by any tar. The git repository has the commits as they are,
/// so that stock git checks their ids and signatures; for the files themselves, see `mosaic fast-export`.
#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("form").args(["tgz", "dir", "git"]).required(true)))]
#[command(after_help = "Examples:\n  mosaic export --tgz - main | tar tz\n  mosaic export --dir /mnt/out v1.0")]
pub struct Args {
    /// A tar.gz; `-` is standard output.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub tgz: Option<PathBuf>,
    /// A directory, which must be empty or missing.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub dir: Option<PathBuf>,
    /// A bare git repository (SHA-256) with the history of the revision.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub git: Option<PathBuf>,
    /// What to write [default: the current head].
    #[arg(value_name = "REV", default_value = "@")]
    pub revision: String,
    /// One gzip member instead of one per chunk, for readers that stop after the first.
    #[arg(long, conflicts_with_all = ["dir", "git"])]
    pub single_member: bool,
    /// Wait until the files are on the device.
    #[arg(long, conflicts_with = "git")]
    pub sync: bool,
}
