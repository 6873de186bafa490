//! `mosaic drop`: forgets the data of old versions.

use std::io::Write;

use serde::Serialize;

use crate::base::size::{count, size};
use crate::cli::confirm::confirm;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::open::Opened;
use crate::cli::text::Text;
use crate::repo::drop::{Keep, drop, plan};
use crate::repo::gc::{Collected, GcOptions};

/// Forget the data of old versions
///
/// Their commits stay, so the history is whole and signed; what only their archives need is removed at once, as by
/// `mosaic gc`. What a head, a tag or the stage is at always stays. It cannot be taken back: `mosaic undo` does not bring
/// data back. A command that needs what was dropped says so, with exit code 5.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic drop --keep-last 10 --dry-run\n  mosaic drop --before v2.0 --yes")]
#[command(group = clap::ArgGroup::new("which").required(true))]
pub struct Args {
    /// Keep so many versions of every head, the newest ones.
    #[arg(long, value_name = "N", group = "which", value_parser = clap::value_parser!(u64).range(1..))]
    pub keep_last: Option<u64>,
    /// Drop the versions that this one is made on, and keep it.
    #[arg(long, value_name = "REV", group = "which")]
    pub before: Option<String>,
    /// Only say what would be dropped.
    #[arg(short = 'n', long)]
    pub dry_run: bool,
}

#[derive(Serialize)]
struct Dropped {
    commits: u64,
    kept: u64,
    archives: Vec<Archive>,
    objects_removed: u64,
    bytes_freed: u64,
    packs_left: u64,
    dry_run: bool,
}

#[derive(Serialize)]
struct Archive {
    attachment: String,
    commit: String,
}

/// Runs the command.
///
/// # Errors
/// There is no such revision; not confirmed; another command writes; the state cannot be read or written. There was no room
/// to free all that could be.
pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let opened = Opened::find(context)?;
    let repository = &opened.repository;
    let keep = args.before.map_or(Keep::Last(args.keep_last.unwrap_or(1)), Keep::Since);
    let options = GcOptions { keep: opened.settings.gc_keep()?, auto: false, dry_run: false, recompress: None };
    let mut done = (plan(repository, &keep)?, Collected::default());
    if !args.dry_run && !done.0.archives.is_empty() {
        confirm(context, &format!("Drop the data of {}? It cannot be undone.", count(done.0.commits, "version")))?;
        done = drop(repository, &opened.action(context)?, &keep, &done.0, &options)?;
    }
    let (plan, collected) = done;
    let archives = plan.archives.iter();
    let archives = archives.map(|(id, commit)| Archive { attachment: id.to_string(), commit: commit.to_string() });
    let dropped = Dropped {
        commits: plan.commits,
        kept: plan.kept,
        archives: archives.collect(),
        objects_removed: collected.objects_removed,
        bytes_freed: collected.bytes_freed,
        packs_left: collected.packs_left,
        dry_run: args.dry_run,
    };
    if dropped.packs_left > 0 {
        let packs = count(dropped.packs_left, "pack");
        let message = format!("no room to copy what is needed out of {packs}; free some space and run: mosaic gc");
        let error = CliError::with_kind(Exit::Shortage, "space", message);
        return Err(context.output.partial(&dropped, error, |text| show(&dropped, text)));
    }
    context.output.report(&dropped, |text| show(&dropped, text))?;
    Ok(Exit::Done)
}

fn show(dropped: &Dropped, text: &mut Text<'_>) -> Result<(), CliError> {
    let versions = count(dropped.commits, "version");
    match (dropped.archives.is_empty(), dropped.dry_run) {
        (true, _) => writeln!(text, "Nothing to drop: {} kept", count(dropped.kept, "version"))?,
        (false, true) => writeln!(text, "Would drop the data of {versions}, and keep {}", dropped.kept)?,
        (false, false) => writeln!(text, "Dropped the data of {versions}: {} freed", size(dropped.bytes_freed))?,
    }
    Ok(())
}
