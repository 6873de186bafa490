//! `mosaic init`: a new repository.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use clap::ValueHint;
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::open::action;
use crate::repo::init::{InitOptions, init};
use crate::storage::discover::DIRECTORY;
use crate::storage::outside::make_directory;
use crate::storage::real::RealStorage;

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

#[derive(Serialize)]
struct Made {
    repository: String,
    community: String,
    identity: String,
}

/// Runs the command.
///
/// # Errors
/// There is a repository already, or it cannot be written.
pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let dir = args.dir.map_or_else(|| context.directory.clone(), |dir| context.directory.join(dir));
    make_directory(&dir)?;
    let dir = dir.canonicalize()?;
    let settings = context.settings(None)?;
    let name = args.name.unwrap_or_else(|| {
        let name = dir.file_name().map(|name| name.to_string_lossy().into_owned());
        name.filter(|name| !name.contains(char::is_control)).unwrap_or_else(|| "mosaic".to_owned())
    });
    let options = InitOptions { name, open: args.open, key_seed: context.random()?, nonce: context.random()? };
    let place = if args.bare { dir.clone() } else { dir.join(DIRECTORY) };
    let storage = Arc::new(RealStorage::create(&place)?);
    let made = {
        let root = (!args.bare).then_some(dir.as_path());
        let made = init(storage, root, &action(context, &settings)?, options)?;
        Made {
            repository: place.to_string_lossy().into_owned(),
            community: made.community.to_string(),
            identity: made.identity.to_string(),
        }
    };
    context.output.report(&made, |text| {
        writeln!(text, "Made the repository {}", made.repository)?;
        writeln!(text, "community {}", made.community)?;
        writeln!(text, "identity  {}", made.identity)?;
        Ok(())
    })?;
    Ok(Exit::Done)
}
