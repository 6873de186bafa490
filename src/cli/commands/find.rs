//! `mosaic find`: paths that match.

use crate::archive::reader::Archive;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::fields::EntryItem;
use crate::cli::open::Opened;
use crate::repo::pattern::Pattern;

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

/// Runs the command.
///
/// # Errors
/// The pattern is none, there is no such revision, or the manifest cannot be read.
pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let pattern = Pattern::new(&args.glob)?;
    let opened = Opened::find(context)?;
    let repository = &opened.repository;
    let version = repository.version(&repository.current()?, args.revision.as_deref())?;
    let archive = Archive::open(repository.source(), version.summary.attachment)?;
    let items = archive.rows()?.filter_map(|found| match found {
        Ok(found) => pattern.matches(&found.row.path).then_some(Ok(EntryItem(found.row))),
        Err(error) => Some(Err(error.into())),
    });
    context.output.list("entries", items, |text, EntryItem(row)| Ok(text.entry(row.path.as_bytes(), args.zero)?))?;
    Ok(Exit::Done)
}
