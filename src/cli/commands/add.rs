//! `mosaic add`: stages files.

use std::io::Write;
use std::path::PathBuf;

use clap::{ValueEnum, ValueHint};
use serde::Serialize;

use crate::base::path::TreePath;
use crate::base::size::{count, size};
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::json::PathField;
use crate::cli::open::Opened;
use crate::cli::text::Text;
use crate::repo::add::{AddOptions, Added, add};
use crate::repo::disk::DiskOptions;
use crate::repo::observe::Observed;
use crate::repo::preview::preview;
use crate::repo::staging::StagingOptions;

/// Stage files for the next commit
///
/// Reads what changed below PATH, cuts it into chunks, stores those that are new, and stages the result. What is missing
/// on disk below PATH is staged as removed. An interrupted run goes on where it stopped.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic add .\n  mosaic add -u --exclude '*.tmp'\n  mosaic add --dry-run data")]
pub struct Args {
    /// Files and directories.
    #[arg(value_name = "PATH", required_unless_present_any = ["all", "update"], value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// The whole work tree, wherever started.
    #[arg(short = 'A', long, conflicts_with = "update")]
    pub all: bool,
    /// Only files that are staged or committed already; new ones stay untracked.
    #[arg(short, long)]
    pub update: bool,
    /// Only say what would be staged.
    #[arg(short = 'n', long)]
    pub dry_run: bool,
    /// Leave out what matches, as a line of `.mosaicignore`; may be repeated.
    #[arg(long, value_name = "GLOB")]
    pub exclude: Vec<String>,
    /// Keep what is left out otherwise.
    #[arg(long, value_name = "WHAT", value_enum)]
    pub preserve: Vec<Preserve>,
    /// Which changes of the modification time count.
    #[arg(long, value_name = "RULE", value_enum, default_value_t = Mtime::Content)]
    pub mtime: Mtime,
    /// Do not enter directories on other file systems.
    #[arg(short = 'x', long)]
    pub one_file_system: bool,
    /// List the paths of `--dry-run` with a NUL after each and as they are.
    #[arg(short = 'z', requires = "dry_run")]
    pub zero: bool,
}

/// What can be kept beside content, mode and time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Preserve {
    /// User and group, by number and name.
    Owner,
}

/// Which changes of the modification time count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Mtime {
    /// A file of which only the time changed is unchanged and keeps its old time.
    Content,
    /// The time of every file is stored as it is.
    Exact,
}

#[derive(Serialize)]
struct Staged<'a> {
    files: u64,
    bytes: u64,
    chunks_new: u64,
    chunks_reused: u64,
    bytes_stored: u64,
    resumed: u64,
    attachment: Option<String>,
    skipped: Vec<Skip<'a>>,
}

#[derive(Serialize)]
struct Skip<'a> {
    #[serde(flatten)]
    path: PathField<'a>,
    reason: String,
}

/// Runs the command.
///
/// # Errors
/// A path is nowhere; the work tree or the repository cannot be read or written. Files that could not be read: exit 3.
pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let opened = Opened::find(context)?;
    let selection = opened.covered(context, &args.paths)?;
    let options = AddOptions {
        disk: DiskOptions { selection, exclude: args.exclude, one_file_system: args.one_file_system },
        staging: StagingOptions {
            update: args.update,
            exact_time: args.mtime == Mtime::Exact,
            preserve_owner: args.preserve.contains(&Preserve::Owner),
        },
    };
    if args.dry_run {
        let observed = preview(&opened.repository, &options, context.monitor())?;
        return show_preview(&observed, args.zero, context);
    }
    let added = add(&opened.repository, &opened.action(context)?, &options)?;
    show(&added, context)
}

#[derive(Serialize)]
struct Preview<'a> {
    entries: Vec<Planned<'a>>,
}

#[derive(Serialize)]
struct Planned<'a> {
    #[serde(flatten)]
    path: PathField<'a>,
    change: &'static str,
}

fn show_preview(observed: &Observed, zero: bool, context: &mut Context) -> Result<Exit, CliError> {
    let changed = observed.differences.iter().map(|difference| (&difference.path, difference.change.word()));
    let mut planned: Vec<(&TreePath, &'static str)> =
        changed.chain(observed.untracked.iter().map(|found| (&found.path, "added"))).collect();
    planned.sort_unstable();
    let entries = planned.iter().map(|(path, change)| Planned { path: path.as_bytes().into(), change }).collect();
    context.output.answer(&Preview { entries }, |text| {
        for (path, change) in &planned {
            if !zero {
                write!(text, "{change:<10}")?;
            }
            text.entry(path.as_bytes(), zero)?;
        }
        Ok(())
    })?;
    Ok(Exit::Done)
}

fn show(added: &Added, context: &mut Context) -> Result<Exit, CliError> {
    let skipped = added.skipped.iter().map(|skipped| (&skipped.path[..], skipped.reason.to_string()));
    let left = added.left.iter().map(|left| (left.path.as_bytes(), left.why.clone()));
    let skipped: Vec<Skip<'_>> = skipped.chain(left).map(|(path, reason)| Skip { path: path.into(), reason }).collect();
    for Skip { path, reason } in &skipped {
        context.monitor().warn(&format!("{}: {reason}", path.lossy()));
    }
    let result = Staged {
        files: added.files,
        bytes: added.bytes,
        chunks_new: added.chunks_new,
        chunks_reused: added.chunks_reused,
        bytes_stored: added.bytes_stored,
        resumed: added.resumed,
        attachment: added.attachment.map(|id| id.to_string()),
        skipped,
    };
    let failed = added.left.len() + added.skipped.iter().filter(|skipped| skipped.is_failure()).count();
    if failed > 0 {
        let error =
            CliError::new(Exit::Incomplete, format!("{failed} of the entries could not be read; the rest is staged"));
        return Err(context.output.partial(&result, error, |text| sentence(added, text)));
    }
    context.output.report(&result, |text| sentence(added, text))?;
    Ok(Exit::Done)
}

fn sentence(added: &Added, text: &mut Text<'_>) -> Result<(), CliError> {
    let stored = size(added.bytes_stored);
    writeln!(
        text,
        "Staged {}, {}: {} new chunks, {} reused, {stored} stored",
        count(added.files, "file"),
        size(added.bytes),
        added.chunks_new,
        added.chunks_reused
    )?;
    Ok(())
}
