//! `mosaic head`: names that move with commits.

use std::io::Write;
use std::path::PathBuf;

use clap::{Subcommand, ValueHint};
use serde::Serialize;

use crate::base::id::Id;
use crate::cli::confirm::confirm;
use crate::cli::context::Context;
use crate::cli::decisions::{self, DecidedField, LostField, advice, color, name_of};
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::fields::CommitField;
use crate::cli::lines::commit;
use crate::cli::open::Opened;
use crate::cli::proofs;
use crate::cli::text::{GREEN, Text};
use crate::heads::register::Register;
use crate::repo::community;
use crate::repo::decided;
use crate::repo::decisions::stand::{Lost, Stand, lost, of_head, stand};
use crate::repo::decisions::unwanted::{self, Unwanted};
use crate::repo::error::RepoError;
use crate::repo::names::{Names, Standing, create, deletable, delete, rename, standings};
use crate::repo::record::Version;
use crate::state::operation::root;

/// List, make and remove heads
///
/// A head is a name that points to a commit, and the only thing that moves. `@` is the current one.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic head list\n  mosaic head create experiments main~3\n  \
                        mosaic head show main --proof main.proof\n  mosaic head delete old --for-all")]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub action: Action,
}

/// What to do with heads.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// List all heads with their commits.
    ///
    /// Says of those that are not where the members decided that they be, and lists what is decided for heads that are
    /// not here.
    List {
        /// Also what is decided, what members have, and what was not decided.
        #[arg(short = 'a', long)]
        all: bool,
    },
    /// Show one head: its commit, what the members decided, and how it stands to the others.
    Show {
        /// The head [default: the current one].
        #[arg(value_name = "HEAD", default_value = "@")]
        head: String,
        /// Write what proves the decision into this file, for: mosaic head verify --proof FILE.
        #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
        proof: Option<PathBuf>,
    },
    /// Check the commits of heads back to the first, and that what the members decided is proven.
    ///
    /// Of commits: ids, signatures, that nothing is missing. Of decisions: the votes of each, and who may vote, from the
    /// beginning of the community on. Nobody else is asked.
    Verify {
        /// The heads [default: all].
        #[arg(value_name = "HEAD")]
        heads: Vec<String>,
        /// Check a file that proves a decision; needs no repository.
        #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "heads")]
        proof: Option<PathBuf>,
        /// The community of which the file should be.
        #[arg(long, value_name = "ID", requires = "proof", value_parser = community_id)]
        community: Option<Id>,
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
        /// Ask the members to delete them for all; the voters decide.
        #[arg(long)]
        for_all: bool,
        /// Take it back that they should be deleted for all.
        #[arg(long, conflicts_with_all = ["for_all", "dry_run"])]
        keep: bool,
    },
}

/// How heads are to be deleted for all.
struct Doing {
    dry_run: bool,
    keep: bool,
}

#[derive(Serialize)]
struct Listed {
    heads: Vec<Head>,
    others: Vec<OtherName>,
}

#[derive(Serialize)]
struct OtherName {
    name: String,
    commit: String,
}

#[derive(Serialize)]
struct Head {
    head: String,
    commit: Option<String>,
    current: bool,
    stand: Option<&'static str>,
}

#[derive(Serialize)]
struct Shown {
    head: Option<String>,
    current: bool,
    #[serde(flatten)]
    commit: CommitField,
    others: Vec<Other>,
    decided: Option<DecidedField>,
    lost: Vec<LostField>,
}

#[derive(Serialize)]
struct Other {
    head: String,
    commit: String,
    ahead: u64,
    behind: u64,
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
    for_all: bool,
}

#[derive(Serialize)]
struct Kept {
    kept: Vec<String>,
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
    if let Action::Verify { proof: Some(file), community, .. } = &args.action {
        return proofs::read(file, community.as_ref(), context);
    }
    let opened = Opened::find(context)?;
    match args.action {
        Action::List { all } => list(&opened, all, context),
        Action::Show { head, proof: Some(file) } => {
            let current = opened.repository.current()?.stage.head.clone();
            let head = if head == "@" { current.ok_or(RepoError::Detached)? } else { head };
            proofs::save(&opened.repository, &head, &file, context)
        }
        Action::Show { head, proof: None } => show(&opened, &head, context),
        Action::Verify { heads, .. } => proofs::verify(&opened, &heads, context),
        Action::Create { head, revision } => {
            let commit = create(&opened.repository, &opened.action(context)?, Names::Heads, &head, &revision)?;
            let made = Head { head, commit: Some(commit.to_string()), current: false, stand: None };
            let say = |text: &mut Text<'_>| Ok(writeln!(text, "Made head {} at {}", made.head, commit.short())?);
            context.output.report(&made, say)?;
            Ok(Exit::Done)
        }
        Action::Rename { old, new } => {
            let commit = rename(&opened.repository, &opened.action(context)?, &old, &new)?;
            let current = opened.repository.current()?.stage.head.as_ref() == Some(&new);
            let head = Head { head: new, commit: commit.map(|id| id.to_string()), current, stand: None };
            let renamed = Renamed { old, head };
            let say =
                |text: &mut Text<'_>| Ok(writeln!(text, "Renamed head {} to {}", renamed.old, renamed.head.head)?);
            context.output.report(&renamed, say)?;
            Ok(Exit::Done)
        }
        Action::Delete { heads, dry_run, for_all, keep } if for_all || keep => {
            unwant(&opened, &heads, &Doing { dry_run, keep }, context)
        }
        Action::Delete { heads, dry_run, .. } => remove(&opened, &heads, dry_run, context),
    }
}

fn community_id(text: &str) -> Result<Id, String> {
    Id::from_hex(text).map_err(|_| "a community is named by 64 hexadecimal digits".to_owned())
}

fn list(opened: &Opened, all: bool, context: &mut Context) -> Result<Exit, CliError> {
    let repository = &opened.repository;
    let (current, source) = (repository.current()?, repository.source());
    let decided = current.names(source, root::DECIDED_HEADS)?;
    let heads = Names::Heads.all(repository, &current)?;
    let known = decided::all(current.operation(), source)?;
    let mut listed = Listed { heads: Vec::with_capacity(heads.len()), others: Vec::new() };
    let mut stands = Vec::with_capacity(heads.len());
    for (head, commit) in &heads {
        let value = Register::head(head).and_then(|register| known.get(&register)).map(|decided| decided.value);
        let stand = value.map(|value| stand(source, Some(*commit), value)).transpose()?;
        stands.push(stand);
        listed.heads.push(Head {
            head: head.clone(),
            commit: Some(commit.to_string()),
            current: current.stage.head.as_ref() == Some(head),
            stand: stand.map(Stand::word),
        });
    }
    let kinds = [("decided", root::DECIDED_HEADS), ("remotes", root::DELIVERED), ("lost", root::LOST)];
    for (kind, root) in kinds {
        let names = if kind == "decided" {
            decided.clone()
        } else if all {
            current.names(source, root)?
        } else {
            continue;
        };
        let wanted = names.iter().filter(|(name, _)| all || !heads.contains_key(*name));
        listed.others.extend(wanted.map(|(name, commit)| {
            let (name, commit) = name_of(kind, name, commit);
            OtherName { name, commit }
        }));
    }
    context.output.answer(&listed, |text| {
        let own = listed.heads.iter().map(|head| &head.head);
        let names = own.chain(listed.others.iter().map(|other| &other.name));
        let width = names.map(|name| name.chars().count()).max().unwrap_or(0);
        for (Head { head, commit, current, .. }, stand) in listed.heads.iter().zip(&stands) {
            let line = format!("{head:width$}");
            match current {
                true => text.paint(GREEN, format_args!("* {line}"))?,
                false => write!(text, "  {line}")?,
            }
            write!(text, "  {}", commit.as_deref().unwrap_or_default())?;
            if let Some((advice, stand)) = stand.and_then(|stand| Some((advice(head, stand)?, stand))) {
                write!(text, "  ")?;
                text.paint(color(stand), advice)?;
            }
            writeln!(text)?;
        }
        for OtherName { name, commit } in &listed.others {
            writeln!(text, "  {name:width$}  {commit}")?;
        }
        Ok(())
    })?;
    Ok(Exit::Done)
}

fn show(opened: &Opened, head: &str, context: &mut Context) -> Result<Exit, CliError> {
    let repository = &opened.repository;
    let (state, source) = (repository.current()?, repository.source());
    let head = if head == "@" { state.stage.head.clone() } else { Some(head.to_owned()) };
    let current = head == state.stage.head;
    let own = match &head {
        Some(name) if !current => Names::Heads.get(repository, &state, name)?,
        _ => Some(repository.resolve(&state, "@")?),
    };
    let name = head.clone().unwrap_or_default();
    let found = of_head(&state, source, &name, own)?;
    let none = || RepoError::NoName { what: Names::Heads.word(), name: name.clone() };
    let decided = found.as_ref().and_then(|found| found.decided.value.commit());
    let id = own.or(decided).ok_or_else(none)?;
    let version = Version::load(source, id)?;
    let others = standings(repository, &state, head.as_deref(), id)?;
    let other = |standing: &Standing| Other {
        head: standing.other.clone(),
        commit: standing.commit.to_string(),
        ahead: standing.ahead,
        behind: standing.behind,
    };
    let community = community::load(repository)?;
    let lost = lost(&state, source)?;
    let lost: Vec<&Lost> = lost.iter().filter(|lost| lost.head == name).collect();
    let shown = Shown {
        head,
        current,
        commit: (&version).into(),
        others: others.iter().map(other).collect(),
        decided: found.as_ref().map(|found| DecidedField::of(found, &community)),
        lost: lost.iter().copied().map(LostField::from).collect(),
    };
    context.output.answer(&shown, |text| {
        writeln!(text, "{}", shown.head.as_ref().map_or("no head".to_owned(), |head| format!("head {head}")))?;
        if let Some(found) = &found {
            decisions::write(text, &name, found, &lost, &community)?;
        }
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

/// Asks the members to delete heads, or takes that back.
fn unwant(opened: &Opened, heads: &[String], doing: &Doing, context: &mut Context) -> Result<Exit, CliError> {
    let repository = &opened.repository;
    if doing.keep {
        unwanted::keep(repository, &opened.action(context)?, heads)?;
        let kept = Kept { kept: heads.to_vec() };
        context.output.report(&kept, |text| {
            kept.kept.iter().try_for_each(|head| writeln!(text, "This member wants head {head} to stay"))?;
            Ok(())
        })?;
        return Ok(Exit::Done);
    }
    let mut doomed = unwanted::deletable(repository, &repository.current()?, heads)?;
    if !doing.dry_run {
        confirm(context, &format!("Ask the members to delete head {} for all?", heads.join(", ")))?;
        doomed = unwanted::ask(repository, &opened.action(context)?, heads)?;
    }
    let gone = |found: &Unwanted| Gone { head: found.head.clone(), commit: found.commit.to_string() };
    let removed = Removed { removed: doomed.iter().map(gone).collect(), dry_run: doing.dry_run, for_all: true };
    context.output.report(&removed, |text| {
        for Unwanted { head, commit, height } in &doomed {
            let verb = if doing.dry_run { "Would ask" } else { "Asks" };
            let commit = commit.short();
            writeln!(text, "{verb} the members to delete head {head}, decided at height {height} to be at {commit}")?;
        }
        if !doing.dry_run {
            writeln!(text, "The voters decide it with the next: mosaic sync-heads")?;
        }
        Ok(())
    })?;
    Ok(Exit::Done)
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
    let removed = Removed { removed: gone.collect(), dry_run, for_all: false };
    context.output.report(&removed, |text| {
        let verb = if dry_run { "Would delete" } else { "Deleted" };
        for Gone { head, commit } in &removed.removed {
            writeln!(text, "{verb} head {head}, which is at {}", &commit[..8])?;
        }
        Ok(())
    })?;
    Ok(Exit::Done)
}
