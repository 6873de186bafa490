//! `mosaic ls`: the paths of a revision.

/// List the paths of a revision
///
/// All paths below PATH (the whole revision, where it is not given), in the order of the archive. Only the part of the
/// table of entries that is needed is read.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic ls\n  mosaic ls -l main~1:data\n  mosaic ls --flat v1.0:")]
pub struct Args {
    /// What to list [default: the current head].
    #[arg(value_name = "REV[:PATH]", default_value = "@")]
    pub place: String,
    /// Kind, mode, size and time before each path.
    #[arg(short, long)]
    pub long: bool,
    /// Only what is directly in the directory.
    #[arg(long)]
    pub flat: bool,
    /// List paths with a NUL after each and as they are.
    #[arg(short = 'z', conflicts_with = "long")]
    pub zero: bool,
}
