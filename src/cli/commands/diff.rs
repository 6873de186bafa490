//! `mosaic diff`: what differs between two revisions, or the work tree.

use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::fields::DifferenceField;
use crate::cli::lines::{differences, sizes};
use crate::cli::open::Opened;
use crate::cli::text::Text;
use crate::repo::diff::{Diff, Sides, diff};

/// Show what differs between two revisions, or a revision and the work tree
///
/// Without a revision: the stage against the work tree. With A: A against the work tree. With A and B: A against B.
/// Renamed files are found by their content.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic diff\n  mosaic diff --staged\n  mosaic diff main~1 main --stat")]
pub struct Args {
    /// The older revision.
    #[arg(value_name = "A")]
    pub old: Option<String>,
    /// The newer revision.
    #[arg(value_name = "B", conflicts_with = "staged")]
    pub new: Option<String>,
    /// A (the current head, where it is not given) against the stage.
    #[arg(long)]
    pub staged: bool,
    /// Bytes that changed per path, and in total.
    #[arg(long)]
    pub stat: bool,
    /// Exit 1 where something differs.
    #[arg(long)]
    pub exit_code: bool,
    /// List paths with a NUL after each and as they are.
    #[arg(short = 'z', conflicts_with = "stat")]
    pub zero: bool,
}

#[derive(Serialize)]
struct Found<'a> {
    entries: Vec<DifferenceField<'a>>,
}

/// Runs the command.
///
/// # Errors
/// There is no such revision; the repository is bare and the work tree was asked for; something cannot be read.
pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let opened = Opened::find(context)?;
    let sides = match (args.old.as_deref(), args.new.as_deref()) {
        (Some(old), Some(new)) => Sides::Revisions(old, new),
        (old, _) if args.staged => Sides::RevisionAndStage(old),
        (Some(old), None) => Sides::RevisionAndTree(old),
        (None, _) => Sides::StageAndTree,
    };
    let Diff { entries, skipped } = diff(&opened.repository, sides, context.monitor())?;
    for skipped in skipped.iter().filter(|skipped| skipped.is_failure()) {
        context.monitor().warn(&skipped.to_string());
    }
    let result = Found { entries: entries.iter().map(DifferenceField::from).collect() };
    let show = |text: &mut Text<'_>| match args.stat {
        true if entries.is_empty() => Ok(()),
        true => sizes(text, &entries),
        false => differences(text, &entries, args.zero),
    };
    // With --exit-code the answer is the exit code, so that --quiet leaves nothing else.
    if args.exit_code {
        context.output.report(&result, show)?;
    } else {
        context.output.answer(&result, show)?;
    }
    Ok(if args.exit_code && !entries.is_empty() { Exit::Failed } else { Exit::Done })
}
