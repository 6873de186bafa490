//! `mosaic add`: stages files.

use std::path::PathBuf;

use clap::{ValueEnum, ValueHint};

/// Stage files for the next commit
///
/// Reads what changed below PATH, cuts it into chunks, stores those that are new, and stages the result. What is missing
/// on disk below PATH is staged as removed. An interrupted run goes on where it stopped.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic add .\n  mosaic add -u --exclude '*.tmp'\n  mosaic add --dry-run data")]
pub struct Args {
    /// Files and directories.
    #[arg(value_name = "PATH", required_unless_present_any = ["all", "update"], value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// The whole work tree, wherever started.
    #[arg(short = 'A', long, conflicts_with = "update")]
    pub all: bool,
    /// Only files that are staged or committed already; new ones stay untracked.
    #[arg(short, long)]
    pub update: bool,
    /// Only say what would be staged.
    #[arg(short = 'n', long)]
    pub dry_run: bool,
    /// Leave out what matches, as a line of `.mosaicignore`; may be repeated.
    #[arg(long, value_name = "GLOB")]
    pub exclude: Vec<String>,
    /// Keep what is left out otherwise.
    #[arg(long, value_name = "WHAT", value_enum)]
    pub preserve: Vec<Preserve>,
    /// Which changes of the modification time count.
    #[arg(long, value_name = "RULE", value_enum, default_value_t = Mtime::Content)]
    pub mtime: Mtime,
    /// Do not enter directories on other file systems.
    #[arg(short = 'x', long)]
    pub one_file_system: bool,
    /// List the paths of `--dry-run` with a NUL after each and as they are.
    #[arg(short = 'z', requires = "dry_run")]
    pub zero: bool,
}

/// What can be kept beside content, mode and time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Preserve {
    /// User and group, by number and name.
    Owner,
}

/// Which changes of the modification time count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Mtime {
    /// A file of which only the time changed is unchanged and keeps its old time.
    Content,
    /// The time of every file is stored as it is.
    Exact,
}
