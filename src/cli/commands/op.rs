//! `mosaic op`: the operations on this repository.

use std::io::Write;
use std::sync::Arc;

use clap::Subcommand;
use serde::Serialize;

use crate::base::id::Id;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::open::{Opened, action};
use crate::cli::set_back::show;
use crate::cli::text::YELLOW;
use crate::repo::repair::{choose, is_state_lost};
use crate::repo::undo::{SetBack, log, restore};
use crate::state::operation::Operation;
use crate::storage::real::RealStorage;
use crate::storage::traits::Storage;

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
    if let Action::Restore { operation, dry_run: false } = &args.action {
        let storage = context.storage()?;
        if is_state_lost(&storage)? {
            return recover(storage, operation, context);
        }
    }
    let opened = Opened::find(context)?;
    match args.action {
        Action::Log { max_count } => list(&log(&opened.repository, max_count.unwrap_or(usize::MAX))?, context),
        Action::Restore { operation, dry_run } => {
            let done = restore(&opened.repository, &mut opened.action(context)?, &operation, dry_run)?;
            show(&done, if dry_run { "Would restore" } else { "Restored" }, dry_run, context)
        }
    }
}

/// Where the state is lost, the operation becomes the state.
fn recover(storage: RealStorage, operation: &str, context: &mut Context) -> Result<Exit, CliError> {
    let settings = context.settings(Some(&storage))?;
    let storage: Arc<dyn Storage> = Arc::new(storage);
    let operation = choose(&storage, &action(context, &settings)?, operation)?;
    let made = Some(operation.0);
    show(&SetBack { operation, resets: Vec::new(), made }, "Restored", false, context)
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
