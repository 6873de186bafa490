//! `mosaic status`: what is staged, changed and new.

use std::collections::BTreeSet;
use std::io::Write;

use clap::builder::styling::Style;
use serde::Serialize;

use crate::archive::row::EntryKind;
use crate::base::path::TreePath;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::fields::ChangeField;
use crate::cli::json::PathField;
use crate::cli::lines::paths;
use crate::cli::open::Opened;
use crate::cli::text::{GREEN, RED, Text};
use crate::repo::compare::Difference;
use crate::repo::status::{Status, status};
use crate::worktree::found::Skipped;

/// Show what is staged, what changed, and what is new
///
/// Compares the commit of the current head, the stage and the work tree. A file of which only the time changed is not
/// shown.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic status\n  mosaic status --exit-code --quiet\n  mosaic status --json")]
pub struct Args {
    /// Exit 1 where there is something to stage or to commit.
    #[arg(long)]
    pub exit_code: bool,
    /// List paths with a NUL after each and as they are.
    #[arg(short = 'z')]
    pub zero: bool,
}

#[derive(Serialize)]
struct Found<'a> {
    head: Option<&'a str>,
    commit: Option<String>,
    merge: Option<String>,
    clean: bool,
    staged: Vec<ChangeField<'a>>,
    unstaged: Vec<ChangeField<'a>>,
    untracked: Vec<Untracked<'a>>,
    skipped: Vec<Skip<'a>>,
}

#[derive(Serialize)]
struct Untracked<'a> {
    #[serde(flatten)]
    path: PathField<'a>,
    change: &'static str,
    kind: Option<&'static str>,
}

#[derive(Serialize)]
struct Skip<'a> {
    #[serde(flatten)]
    path: PathField<'a>,
    reason: String,
}

impl<'a> From<&'a Skipped> for Skip<'a> {
    fn from(skipped: &'a Skipped) -> Self {
        Self { path: skipped.path[..].into(), reason: skipped.reason.to_string() }
    }
}

/// Runs the command.
///
/// # Errors
/// The repository is bare, or it or the work tree cannot be read.
pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let opened = Opened::find(context)?;
    let status = status(&opened.repository, context.monitor())?;
    for skipped in status.skipped.iter().filter(|skipped| skipped.is_failure()) {
        context.monitor().warn(&skipped.to_string());
    }
    let show = |text: &mut Text<'_>| if args.zero { list(text, &status) } else { describe(text, &status) };
    let result = result(&status);
    // With --exit-code the answer is the exit code, so that --quiet leaves nothing else.
    if args.exit_code {
        context.output.report(&result, show)?;
    } else {
        context.output.answer(&result, show)?;
    }
    Ok(if args.exit_code && !status.is_clean() { Exit::Failed } else { Exit::Done })
}

fn result(status: &Status) -> Found<'_> {
    let untracked = status.untracked.iter().map(|found| Untracked {
        path: found.path.as_bytes().into(),
        change: "untracked",
        kind: found.stat.kind.map(EntryKind::word),
    });
    Found {
        head: status.head.as_deref(),
        commit: status.commit.map(|id| id.to_string()),
        merge: status.merge.map(|id| id.to_string()),
        clean: status.is_clean(),
        staged: status.staged.iter().map(ChangeField::from).collect(),
        unstaged: status.unstaged.iter().map(ChangeField::from).collect(),
        untracked: untracked.collect(),
        skipped: status.skipped.iter().map(Skip::from).collect(),
    }
}

/// Every path once, each with a NUL behind it.
fn list(text: &mut Text<'_>, status: &Status) -> Result<(), CliError> {
    let changed = status.staged.iter().chain(&status.unstaged).map(|difference| &difference.path);
    let paths: BTreeSet<&TreePath> = changed.chain(status.untracked.iter().map(|found| &found.path)).collect();
    paths.into_iter().try_for_each(|path| text.entry(path.as_bytes(), true))?;
    Ok(())
}

fn describe(text: &mut Text<'_>, status: &Status) -> Result<(), CliError> {
    match (&status.head, status.commit) {
        (Some(head), Some(_)) => writeln!(text, "On head {head}")?,
        (Some(head), None) => writeln!(text, "On head {head}, which has no commit yet")?,
        (None, Some(commit)) => writeln!(text, "At commit {}, on no head", commit.short())?,
        (None, None) => writeln!(text, "On no head")?,
    }
    if let Some(merge) = status.merge {
        writeln!(text, "Merging {}\n  (\"mosaic commit\" ends the merge)", merge.short())?;
    }
    let unstage = ["mosaic restore --staged PATH\" to take out"];
    changes(text, "Staged, for the next commit:", &unstage, GREEN, &status.staged)?;
    let stage = ["mosaic add PATH\" to stage", "mosaic restore PATH\" to take back"];
    changes(text, "Changed, and not staged:", &stage, RED, &status.unstaged)?;
    if !status.untracked.is_empty() {
        writeln!(text, "\nUntracked:\n  (\"mosaic add PATH\" to stage)")?;
        for found in &status.untracked {
            write!(text, "        ")?;
            let slash = if found.stat.kind == Some(EntryKind::Directory) { "/" } else { "" };
            text.name(found.path.as_bytes())?;
            writeln!(text, "{slash}")?;
        }
    }
    match status {
        status if !status.staged.is_empty() || status.merge.is_some() => {}
        status if !status.unstaged.is_empty() => {
            writeln!(text, "\nnothing is staged; \"mosaic add -u\" stages all changes")?
        }
        status if !status.untracked.is_empty() => writeln!(text, "\nnothing is staged, but there are untracked files")?,
        _ => writeln!(text, "nothing to commit, the work tree is clean")?,
    }
    Ok(())
}

fn changes(
    text: &mut Text<'_>,
    title: &str,
    hints: &[&str],
    style: Style,
    differences: &[Difference],
) -> Result<(), CliError> {
    if differences.is_empty() {
        return Ok(());
    }
    writeln!(text, "\n{title}")?;
    for hint in hints {
        writeln!(text, "  (\"{hint})")?;
    }
    for difference in differences {
        write!(text, "        ")?;
        text.paint(style, format_args!("{:<10}", format!("{}:", difference.change.word())))?;
        paths(text, difference)?;
    }
    Ok(())
}
