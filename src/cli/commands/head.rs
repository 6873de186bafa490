//! `mosaic head`: names that move with commits.

use std::io::Write;

use clap::Subcommand;
use serde::Serialize;

use crate::base::size::count;
use crate::cli::confirm::confirm;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::fields::CommitField;
use crate::cli::lines::commit;
use crate::cli::open::Opened;
use crate::cli::text::{GREEN, Text};
use crate::repo::absent;
use crate::repo::error::RepoError;
use crate::repo::lineage::{Checked, check};
use crate::repo::names::{Names, Standing, create, deletable, delete, rename, standings};
use crate::repo::record::Version;

/// List, make and remove heads
///
/// A head is a name that points to a commit, and the only thing that moves. `@` is the current one.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic head list\n  mosaic head create experiments main~3")]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub action: Action,
}

/// What to do with heads.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// List all heads with their commits.
    List,
    /// Show one head: its commit and how it stands to the others.
    Show {
        /// The head [default: the current one].
        #[arg(value_name = "HEAD", default_value = "@")]
        head: String,
    },
    /// Check the commits of heads back to the first: ids, signatures, that nothing is missing.
    Verify {
        /// The heads [default: all].
        #[arg(value_name = "HEAD")]
        heads: Vec<String>,
    },
    /// Make a head.
    Create {
        /// Its name.
        #[arg(value_name = "HEAD")]
        head: String,
        /// Where it points.
        #[arg(value_name = "REV", default_value = "@")]
        revision: String,
    },
    /// Rename a head.
    Rename {
        /// The name that it has.
        #[arg(value_name = "OLD")]
        old: String,
        /// The name that it gets; must be free.
        #[arg(value_name = "NEW")]
        new: String,
    },
    /// Remove heads; what only they reach can be brought back with `mosaic undo` until `gc.keep` is over.
    Delete {
        /// The heads; not the current one.
        #[arg(value_name = "HEAD", required = true)]
        heads: Vec<String>,
        /// Only say what would be removed.
        #[arg(short = 'n', long)]
        dry_run: bool,
    },
}

#[derive(Serialize)]
struct Listed {
    heads: Vec<Head>,
}

#[derive(Serialize)]
struct Head {
    head: String,
    commit: Option<String>,
    current: bool,
}

#[derive(Serialize)]
struct Shown {
    head: Option<String>,
    current: bool,
    #[serde(flatten)]
    commit: CommitField,
    others: Vec<Other>,
}

#[derive(Serialize)]
struct Other {
    head: String,
    commit: String,
    ahead: u64,
    behind: u64,
}

#[derive(Serialize)]
struct Verified {
    heads: Vec<String>,
    commits: u64,
    flaws: Vec<Flawed>,
}

#[derive(Serialize)]
struct Flawed {
    commit: String,
    reason: String,
}

#[derive(Serialize)]
struct Renamed {
    old: String,
    #[serde(flatten)]
    head: Head,
}

#[derive(Serialize)]
struct Removed {
    removed: Vec<Gone>,
    dry_run: bool,
}

#[derive(Serialize)]
struct Gone {
    head: String,
    commit: String,
}

/// Runs the command.
///
/// # Errors
/// There is no such head, or one too many; the state cannot be read or written; not confirmed.
pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let opened = Opened::find(context)?;
    match args.action {
        Action::List => list(&opened, context),
        Action::Show { head } => show(&opened, &head, context),
        Action::Verify { heads } => verify(&opened, heads, context),
        Action::Create { head, revision } => {
            let commit = create(&opened.repository, &opened.action(context)?, Names::Heads, &head, &revision)?;
            let made = Head { head, commit: Some(commit.to_string()), current: false };
            let say = |text: &mut Text<'_>| Ok(writeln!(text, "Made head {} at {}", made.head, commit.short())?);
            context.output.report(&made, say)?;
            Ok(Exit::Done)
        }
        Action::Rename { old, new } => {
            let commit = rename(&opened.repository, &opened.action(context)?, &old, &new)?;
            let current = opened.repository.current()?.stage.head.as_ref() == Some(&new);
            let head = Head { head: new, commit: commit.map(|id| id.to_string()), current };
            let renamed = Renamed { old, head };
            let say =
                |text: &mut Text<'_>| Ok(writeln!(text, "Renamed head {} to {}", renamed.old, renamed.head.head)?);
            context.output.report(&renamed, say)?;
            Ok(Exit::Done)
        }
        Action::Delete { heads, dry_run } => remove(&opened, &heads, dry_run, context),
    }
}

fn list(opened: &Opened, context: &mut Context) -> Result<Exit, CliError> {
    let current = opened.repository.current()?;
    let heads = Names::Heads.all(&opened.repository, &current)?.into_iter().map(|(head, commit)| Head {
        current: current.stage.head.as_ref() == Some(&head),
        head,
        commit: Some(commit.to_string()),
    });
    let listed = Listed { heads: heads.collect() };
    context.output.answer(&listed, |text| {
        let width = listed.heads.iter().map(|head| head.head.chars().count()).max().unwrap_or(0);
        for Head { head, commit, current } in &listed.heads {
            let line = format!("{head:width$}");
            match current {
                true => text.paint(GREEN, format_args!("* {line}"))?,
                false => write!(text, "  {line}")?,
            }
            writeln!(text, "  {}", commit.as_deref().unwrap_or_default())?;
        }
        Ok(())
    })?;
    Ok(Exit::Done)
}

fn show(opened: &Opened, head: &str, context: &mut Context) -> Result<Exit, CliError> {
    let repository = &opened.repository;
    let state = repository.current()?;
    let head = if head == "@" { state.stage.head.clone() } else { Some(head.to_owned()) };
    let current = head == state.stage.head;
    let id = match &head {
        Some(name) if !current => {
            let none = || RepoError::NoName { what: Names::Heads.word(), name: name.clone() };
            Names::Heads.get(repository, &state, name)?.ok_or_else(none)?
        }
        _ => repository.resolve(&state, "@")?,
    };
    let version = Version::load(repository.source(), id)?;
    let others = standings(repository, &state, head.as_deref(), id)?;
    let other = |standing: &Standing| Other {
        head: standing.other.clone(),
        commit: standing.commit.to_string(),
        ahead: standing.ahead,
        behind: standing.behind,
    };
    let shown = Shown { head, current, commit: (&version).into(), others: others.iter().map(other).collect() };
    context.output.answer(&shown, |text| {
        writeln!(text, "{}", shown.head.as_ref().map_or("no head".to_owned(), |head| format!("head {head}")))?;
        commit(text, &version)?;
        if !shown.others.is_empty() {
            writeln!(text)?;
        }
        for Other { head, ahead, behind, .. } in &shown.others {
            writeln!(text, "{ahead} ahead of {head}, {behind} behind")?;
        }
        Ok(())
    })?;
    Ok(Exit::Done)
}

fn verify(opened: &Opened, names: Vec<String>, context: &mut Context) -> Result<Exit, CliError> {
    let repository = &opened.repository;
    let current = repository.current()?;
    let absent = absent::all(repository.source(), current.operation())?;
    let mut heads = Names::Heads.all(repository, &current)?;
    if let Some(name) = names.iter().find(|name| !heads.contains_key(*name)) {
        return Err(RepoError::NoName { what: Names::Heads.word(), name: name.clone() }.into());
    }
    heads.retain(|head, _| names.is_empty() || names.contains(head));
    let Checked { commits, flaws } = check(repository.source(), heads.values().copied(), &absent, context.monitor())?;
    let flaws: Vec<Flawed> =
        flaws.into_iter().map(|flaw| Flawed { commit: flaw.commit.to_string(), reason: flaw.why }).collect();
    let verified = Verified { heads: heads.into_keys().collect(), commits, flaws };
    let say = |text: &mut Text<'_>| {
        writeln!(text, "{} checked: {}", count(commits, "commit"), count(verified.flaws.len() as u64, "flaw"))?;
        for Flawed { commit, reason } in &verified.flaws {
            writeln!(text, "{commit}: {reason}")?;
        }
        Ok(())
    };
    if verified.flaws.is_empty() {
        context.output.report(&verified, say)?;
        return Ok(Exit::Done);
    }
    let message = "commits of the history do not verify; run: mosaic fsck";
    let error = CliError::with_kind(Exit::Integrity, "history", message);
    Err(context.output.partial(&verified, error, say))
}

fn remove(opened: &Opened, heads: &[String], dry_run: bool, context: &mut Context) -> Result<Exit, CliError> {
    let repository = &opened.repository;
    let doomed = deletable(repository, &repository.current()?, Names::Heads, heads)?;
    if !dry_run {
        let names: Vec<&str> = doomed.iter().map(|(head, _)| head.as_str()).collect();
        confirm(context, &format!("Delete head {}?", names.join(", ")))?;
        delete(repository, &opened.action(context)?, Names::Heads, &doomed)?;
    }
    let gone = doomed.into_iter().map(|(head, commit)| Gone { head, commit: commit.to_string() });
    let removed = Removed { removed: gone.collect(), dry_run };
    context.output.report(&removed, |text| {
        let verb = if dry_run { "Would delete" } else { "Deleted" };
        for Gone { head, commit } in &removed.removed {
            writeln!(text, "{verb} head {head}, which is at {}", &commit[..8])?;
        }
        Ok(())
    })?;
    Ok(Exit::Done)
}
