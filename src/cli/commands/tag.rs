//! `mosaic tag`: names that stay.

use std::io::Write;

use clap::Subcommand;
use serde::Serialize;

use crate::base::id::GitId;
use crate::cli::confirm::confirm;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::open::Opened;
use crate::cli::text::Text;
use crate::repo::names::{Names, create, deletable, delete};

/// List, make and remove tags
///
/// A tag is a name that points to a commit and stays there.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic tag create v1.0\n  mosaic tag list")]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub action: Action,
}

/// What to do with tags.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// List all tags with their commits.
    List,
    /// Make a tag.
    Create {
        /// Its name; must be free.
        #[arg(value_name = "TAG")]
        tag: String,
        /// Where it points.
        #[arg(value_name = "REV", default_value = "@")]
        revision: String,
    },
    /// Remove tags.
    Delete {
        /// The tags.
        #[arg(value_name = "TAG", required = true)]
        tags: Vec<String>,
        /// Only say what would be removed.
        #[arg(short = 'n', long)]
        dry_run: bool,
    },
}

#[derive(Serialize)]
struct Listed {
    tags: Vec<Tag>,
}

#[derive(Serialize)]
struct Removed {
    removed: Vec<Tag>,
    dry_run: bool,
}

#[derive(Serialize)]
struct Tag {
    tag: String,
    commit: String,
}

impl From<(String, GitId)> for Tag {
    fn from((tag, commit): (String, GitId)) -> Self {
        Self { tag, commit: commit.to_string() }
    }
}

/// Runs the command.
///
/// # Errors
/// There is no such tag, or one too many; the state cannot be read or written; not confirmed.
pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let opened = Opened::find(context)?;
    let repository = &opened.repository;
    match args.action {
        Action::List => {
            let tags = Names::Tags.all(repository, &repository.current()?)?;
            let listed = Listed { tags: tags.into_iter().map(Tag::from).collect() };
            context.output.answer(&listed, |text| {
                let width = listed.tags.iter().map(|tag| tag.tag.chars().count()).max().unwrap_or(0);
                for Tag { tag, commit } in &listed.tags {
                    writeln!(text, "{tag:width$}  {commit}")?;
                }
                Ok(())
            })?;
        }
        Action::Create { tag, revision } => {
            let commit = create(repository, &opened.action(context)?, Names::Tags, &tag, &revision)?;
            let made = Tag::from((tag, commit));
            let say = |text: &mut Text<'_>| Ok(writeln!(text, "Made tag {} at {}", made.tag, commit.short())?);
            context.output.report(&made, say)?;
        }
        Action::Delete { tags, dry_run } => remove(&opened, &tags, dry_run, context)?,
    }
    Ok(Exit::Done)
}

fn remove(opened: &Opened, tags: &[String], dry_run: bool, context: &mut Context) -> Result<(), CliError> {
    let repository = &opened.repository;
    let doomed = deletable(repository, &repository.current()?, Names::Tags, tags)?;
    if !dry_run {
        let names: Vec<&str> = doomed.iter().map(|(tag, _)| tag.as_str()).collect();
        confirm(context, &format!("Delete tag {}?", names.join(", ")))?;
        delete(repository, &opened.action(context)?, Names::Tags, &doomed)?;
    }
    let removed = Removed { removed: doomed.into_iter().map(Tag::from).collect(), dry_run };
    context.output.report(&removed, |text| {
        let verb = if dry_run { "Would delete" } else { "Deleted" };
        for Tag { tag, commit } in &removed.removed {
            writeln!(text, "{verb} tag {tag}, which is at {}", &commit[..8])?;
        }
        Ok(())
    })
}
