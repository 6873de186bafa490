//! `mosaic merge`: joins two histories.

use std::io::Write;

use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::json::PathField;
use crate::cli::open::Opened;
use crate::cli::reconciled::{Files, list};
use crate::cli::text::{RED, Text};
use crate::repo::merge::{Merge, MergeOptions, Outcome, merge};

/// Join another history into the current head
///
/// By path, against the common ancestor. What changed on one side is taken from there. What changed on both stays as
/// ours at PATH, theirs at PATH.<8 digits of its commit>; then nothing is committed, the conflicts are listed, the exit
/// code is 7, and the next commit has both parents.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic merge experiments\n  mosaic merge experiments --dry-run")]
pub struct Args {
    /// The history to join.
    #[arg(value_name = "REV")]
    pub revision: String,
    /// The message of the merge [default: names both sides].
    #[arg(short, long, value_name = "MSG")]
    pub message: Option<String>,
    /// Only say what would change and what is in conflict.
    #[arg(short = 'n', long)]
    pub dry_run: bool,
}

#[derive(Serialize)]
struct Joined<'a> {
    outcome: &'static str,
    head: Option<&'a str>,
    commit: Option<String>,
    theirs: String,
    base: Option<String>,
    #[serde(flatten)]
    files: Files<'a>,
    conflicts: Vec<Clashing<'a>>,
}

#[derive(Serialize)]
struct Clashing<'a> {
    #[serde(flatten)]
    path: PathField<'a>,
    change: &'static str,
    beside: Option<PathField<'a>>,
}

/// Runs the command.
///
/// # Errors
/// There are conflicts: exit 7. Changes are not committed; there is no such revision; the repository or the work tree
/// cannot be written.
pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let opened = Opened::find(context)?;
    let (name, email) = context.author(&opened.settings)?;
    let Args { revision, message, dry_run } = args;
    let options = MergeOptions { revision, message, name, email, dry_run };
    let done = merge(&opened.repository, &opened.action(context)?, &options)?;
    let (outcome, commit) = match done.outcome {
        Outcome::UpToDate => ("up-to-date", None),
        Outcome::FastForward => ("fast-forward", Some(done.theirs)),
        Outcome::Merged(commit) => ("merged", commit),
        Outcome::Conflicts => ("conflicts", None),
    };
    let conflicts = done.conflicts.iter().map(|(path, conflict)| Clashing {
        path: path.as_bytes().into(),
        change: conflict.clash.word(),
        beside: conflict.beside.as_ref().map(|path| path.as_bytes().into()),
    });
    let joined = Joined {
        outcome,
        head: done.head.as_deref(),
        commit: commit.map(|id| id.to_string()),
        theirs: done.theirs.to_string(),
        base: done.base.map(|id| id.to_string()),
        files: (&done.files).into(),
        conflicts: conflicts.collect(),
    };
    if done.conflicts.is_empty() {
        context.output.report(&joined, |text| sentence(&done, dry_run, text))?;
        return Ok(Exit::Done);
    }
    let count = done.conflicts.len();
    let paths = if count == 1 { "path" } else { "paths" };
    let message = format!("{count} {paths} changed on both sides; nothing is committed");
    let error = CliError::with_kind(Exit::Moved, "conflict", message);
    let error = if dry_run {
        error
    } else {
        error.hint("put the files right, then run: mosaic add -A && mosaic commit -m MESSAGE")
    };
    Err(context.output.partial(&joined, error, |text| {
        list(&done.files, dry_run, text)?;
        conflicts_of(&done, text)
    }))
}

fn sentence(done: &Merge, dry_run: bool, text: &mut Text<'_>) -> Result<(), CliError> {
    let theirs = done.theirs.short();
    match done.outcome {
        Outcome::UpToDate => {
            writeln!(text, "Already up to date: {theirs} is in the history")?;
            return Ok(());
        }
        Outcome::FastForward if dry_run => writeln!(text, "Would go forward to {theirs}")?,
        Outcome::FastForward => writeln!(text, "Went forward to {theirs}")?,
        Outcome::Merged(Some(commit)) => writeln!(text, "Merged {theirs}: commit {}", commit.short())?,
        Outcome::Merged(None) | Outcome::Conflicts => writeln!(text, "Would merge {theirs}")?,
    }
    list(&done.files, dry_run, text)
}

fn conflicts_of(done: &Merge, text: &mut Text<'_>) -> Result<(), CliError> {
    for (path, conflict) in &done.conflicts {
        text.paint(RED, conflict.clash.word())?;
        write!(text, " ")?;
        match &conflict.beside {
            None => text.entry(path.as_bytes(), false)?,
            Some(beside) => {
                text.name(path.as_bytes())?;
                write!(text, ", theirs at ")?;
                text.entry(beside.as_bytes(), false)?;
            }
        }
    }
    Ok(())
}
