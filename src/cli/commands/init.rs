//! `mosaic init`: a new repository.

use std::path::PathBuf;

use clap::ValueHint;

/// Make a new repository
///
/// Makes `.mosaic` in DIR (here, where it is not given), with a key of its own as identity and the genesis of a new
/// community. The files in DIR stay as they are.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  mosaic init\n  mosaic init photos --name family\n  mosaic init --bare /srv/backup"
)]
pub struct Args {
    /// Where; made if it is missing.
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub dir: Option<PathBuf>,
    /// Name of the community [default: the name of the directory].
    #[arg(long, value_name = "COMMUNITY")]
    pub name: Option<String>,
    /// Without a work tree: DIR itself becomes the repository.
    #[arg(long)]
    pub bare: bool,
    /// Anyone may join the community, without an invite.
    #[arg(long)]
    pub open: bool,
}
