//! `mosaic fast-export`: commits and files for git.

use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::open::Opened;
use crate::repo::fast_export::fast_export;

/// Write commits with their files for `git fast-import`
///
/// A stream on standard output from which git makes a repository with the files themselves: their content, whether they
/// may be executed, and links. Empty directories and other permissions are not in it, nor are names that git does not
/// allow: these are warned of, and the exit code is 3. Ids differ from those of mosaic; for commits with the same ids,
/// see `mosaic export --git`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  git init copy && mosaic fast-export | git -C copy fast-import")]
pub struct Args {
    /// What to write, with its history [default: all heads and tags].
    #[arg(value_name = "REV")]
    pub revisions: Vec<String>,
}

/// Runs the command.
///
/// # Errors
/// There is no such revision, something of it is missing or damaged. Paths that git does not allow: exit 3.
pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    if context.globals.json {
        return Err(CliError::usage("--json and the stream both want standard output"));
    }
    let opened = Opened::find(context)?;
    let current = opened.repository.current()?;
    let monitor = context.shared_monitor();
    let exported = fast_export(&opened.repository, &current, &args.revisions, context.output.raw(), &*monitor)?;
    if exported.left_out > 0 {
        let message = format!("{} paths are left out, since git does not allow them", exported.left_out);
        return Err(CliError::new(Exit::Incomplete, message));
    }
    Ok(Exit::Done)
}
