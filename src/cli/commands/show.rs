//! `mosaic show`: one commit.

use std::io::Write;

use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::fields::{CommitField, DifferenceField};
use crate::cli::lines::{commit, differences};
use crate::cli::open::Opened;
use crate::repo::history::changes;
use crate::repo::selection::Selection;

/// Show one commit: who, when, why, its signature, and what changed
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The commit [default: the current head].
    #[arg(value_name = "REV", default_value = "@")]
    pub revision: String,
}

#[derive(Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    commit: CommitField,
    entries: Vec<DifferenceField<'a>>,
}

/// Runs the command.
///
/// # Errors
/// There is no such revision, or it cannot be read.
pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let opened = Opened::find(context)?;
    let repository = &opened.repository;
    let version = repository.version(&repository.current()?, Some(&args.revision))?;
    let entries = changes(repository.source(), &version, &Selection::all())?;
    let result = Shown { commit: (&version).into(), entries: entries.iter().map(DifferenceField::from).collect() };
    context.output.answer(&result, |text| {
        commit(text, &version)?;
        if !entries.is_empty() {
            writeln!(text)?;
        }
        differences(text, &entries, false)
    })?;
    Ok(Exit::Done)
}
