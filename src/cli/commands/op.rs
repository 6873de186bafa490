//! `mosaic op`: the operations on this repository.

use std::io::Write;

use clap::Subcommand;
use serde::Serialize;

use crate::base::id::Id;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::open::Opened;
use crate::cli::set_back::show;
use crate::cli::text::YELLOW;
use crate::repo::undo::{log, restore};
use crate::state::operation::Operation;

/// Show the operations on this repository, and go back to one
///
/// Every command that changed the repository is an operation, kept for `gc.keep`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic op log -n 10\n  mosaic op restore 3f2a91c0")]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub action: Action,
}

/// What to do with operations.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// List operations from the newest back.
    Log {
        /// At most so many.
        #[arg(short = 'n', long, value_name = "COUNT")]
        max_count: Option<usize>,
    },
    /// Set heads, tags and stage to what they were after an operation; the work tree stays as it is.
    Restore {
        /// The operation: its id, or eight or more digits of it.
        #[arg(value_name = "ID")]
        operation: String,
        /// Only say what would change.
        #[arg(short = 'n', long)]
        dry_run: bool,
    },
}

#[derive(Serialize)]
struct Listed {
    operations: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    operation: String,
    number: u64,
    time: String,
    command: String,
}

/// Runs the command.
///
/// # Errors
/// There is no such operation; the state cannot be read or written.
pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let opened = Opened::find(context)?;
    match args.action {
        Action::Log { max_count } => list(&log(&opened.repository, max_count.unwrap_or(usize::MAX))?, context),
        Action::Restore { operation, dry_run } => {
            let done = restore(&opened.repository, &mut opened.action(context)?, &operation, dry_run)?;
            show(&done, if dry_run { "Would restore" } else { "Restored" }, dry_run, context)
        }
    }
}

fn list(operations: &[(Id, Operation)], context: &mut Context) -> Result<Exit, CliError> {
    let entry = |(id, operation): &(Id, Operation)| Entry {
        operation: id.to_string(),
        number: operation.number,
        time: operation.time.to_string(),
        command: operation.command.clone(),
    };
    let listed = Listed { operations: operations.iter().map(entry).collect() };
    context.output.answer(&listed, |text| {
        for (id, operation) in operations {
            text.paint(YELLOW, id.short())?;
            write!(text, "  {}  ", operation.time)?;
            text.entry(operation.command.as_bytes(), false)?;
        }
        Ok(())
    })?;
    Ok(Exit::Done)
}
