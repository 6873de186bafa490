//! `mosaic mv`: renames files in the work tree and the stage.

use std::io::Write;
use std::path::PathBuf;

use clap::ValueHint;
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::json::PathField;
use crate::cli::open::Opened;
use crate::repo::rename::{RenameOptions, rename};

/// Rename or move files in the work tree and in the next commit
///
/// Nothing is read again: content is stored once, under whatever name.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic mv draft.tex paper.tex\n  mosaic mv 2024 2025 archive/")]
pub struct Args {
    /// What to move.
    #[arg(value_name = "FROM", required = true, value_hint = ValueHint::AnyPath)]
    pub from: Vec<PathBuf>,
    /// The new name, or a directory to move into.
    #[arg(value_name = "TO", value_hint = ValueHint::AnyPath)]
    pub to: PathBuf,
    /// Also where TO is a file; it is replaced.
    #[arg(short, long)]
    pub force: bool,
    /// Only say what would be moved.
    #[arg(short = 'n', long)]
    pub dry_run: bool,
}

#[derive(Serialize)]
struct Renamed<'a> {
    moved: Vec<Pair<'a>>,
}

#[derive(Serialize)]
struct Pair<'a> {
    from: PathField<'a>,
    to: PathField<'a>,
}

/// Runs the command.
///
/// # Errors
/// Something to move is not staged, a new name is taken; the repository or the work tree cannot be written.
pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let opened = Opened::find(context)?;
    let from = args.from.iter().map(|path| {
        let top = || CliError::usage("the top of the work tree cannot be moved");
        opened.path(context, path)?.ok_or_else(top)
    });
    let options = RenameOptions {
        from: from.collect::<Result<_, _>>()?,
        to: opened.path(context, &args.to)?,
        force: args.force,
        dry_run: args.dry_run,
    };
    let moves = rename(&opened.repository, &opened.action(context)?, &options)?;
    let pairs = moves.iter().map(|step| Pair { from: step.from.as_bytes().into(), to: step.to.as_bytes().into() });
    let result = Renamed { moved: pairs.collect() };
    context.output.report(&result, |text| {
        for step in &moves {
            text.name(step.from.as_bytes())?;
            write!(text, " -> ")?;
            text.entry(step.to.as_bytes(), false)?;
        }
        Ok(())
    })?;
    Ok(Exit::Done)
}
