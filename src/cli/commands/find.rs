//! `mosaic find`: paths that match.

/// Find paths in a revision
///
/// A GLOB without `/` is matched against the last component of every path, one with `/` against whole paths; `**`
/// stands for any directories.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic find '*.tif'\n  mosaic find 'raw/**/*.csv' main~3")]
pub struct Args {
    /// What to look for.
    #[arg(value_name = "GLOB")]
    pub glob: String,
    /// Where [default: the current head].
    #[arg(value_name = "REV")]
    pub revision: Option<String>,
    /// List paths with a NUL after each and as they are.
    #[arg(short = 'z')]
    pub zero: bool,
}
