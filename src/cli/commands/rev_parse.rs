//! `mosaic rev-parse`: the id that a revision means.

use std::io::Write;

use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::open::Opened;

/// Print the id of the commit that a revision means
///
/// A revision is a head, a tag, eight or more digits of a commit id, `@` for the current head, each with `~N` for its
/// Nth ancestor.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic rev-parse @\n  mosaic rev-parse main~2 v1.0")]
pub struct Args {
    /// The revisions; one id per line.
    #[arg(value_name = "REV", required = true)]
    pub revisions: Vec<String>,
}

#[derive(Serialize)]
struct Meant {
    commits: Vec<Revision>,
}

#[derive(Serialize)]
struct Revision {
    revision: String,
    commit: String,
}

/// Runs the command.
///
/// # Errors
/// One of them means no commit, or several.
pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let opened = Opened::find(context)?;
    let current = opened.repository.current()?;
    let meant = args.revisions.into_iter().map(|revision| {
        let commit = opened.repository.resolve(&current, &revision)?.to_string();
        Ok(Revision { revision, commit })
    });
    let meant = Meant { commits: meant.collect::<Result<_, CliError>>()? };
    context.output.answer(&meant, |text| {
        meant.commits.iter().try_for_each(|meant| writeln!(text, "{}", meant.commit))?;
        Ok(())
    })?;
    Ok(Exit::Done)
}
