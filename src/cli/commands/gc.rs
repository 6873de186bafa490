//! `mosaic gc`: removes what nothing needs any more.

use std::io::Write;

use serde::Serialize;

use crate::base::size::{count, size};
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::open::Opened;
use crate::cli::text::Text;
use crate::repo::gc::{Collected, GcOptions, Idle, gc};

/// Remove what nothing needs any more
///
/// Needed is what heads, tags and the stage reach, now and in any state of the last `gc.keep` (14 days), so `mosaic undo`
/// works as far back. Packs with other objects are written anew without them, packs without any needed object are
/// removed, and so is what interrupted commands left. No other command may write meanwhile; where one does, the exit
/// code is 11.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  mosaic gc --dry-run\n  mosaic gc\n  mosaic gc --auto         (cron: only where it is worth it)\n  \
                        mosaic gc --recompress 9 (smaller, for archives that seldom change)"
)]
pub struct Args {
    /// Do nothing unless a fifth of the stored bytes is not needed or 32 files are left over, rewrite only packs of which a
    /// fifth is not needed, and leave it for later where another command writes.
    #[arg(long)]
    pub auto: bool,
    /// Only say what would be removed.
    #[arg(short = 'n', long)]
    pub dry_run: bool,
    /// Deflate everything again at this level, on all cores, and keep what gets smaller.
    #[arg(long, value_name = "LEVEL", value_parser = clap::value_parser!(i32).range(1..=12), conflicts_with = "auto")]
    pub recompress: Option<i32>,
}

#[derive(Serialize)]
struct Removed {
    objects: u64,
    objects_removed: u64,
    operations_removed: u64,
    bytes_freed: u64,
    packs_removed: u64,
    packs_written: u64,
    packs_left: u64,
    idle: Option<&'static str>,
    dry_run: bool,
}

/// Runs the command.
///
/// # Errors
/// Another command writes, or something that is needed is lost; the state cannot be read or written.
pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let opened = Opened::find(context)?;
    let keep = opened.settings.gc_keep()?;
    let options = GcOptions { keep, auto: args.auto, dry_run: args.dry_run, recompress: args.recompress };
    let done = gc(&opened.repository, &opened.action(context)?, &options)?;
    let idle = done.idle.map(|idle| match idle {
        Idle::Little => "little",
        Idle::Busy => "busy",
    });
    let Collected { objects, objects_removed, operations_removed, bytes_freed, .. } = done;
    let Collected { packs_removed, packs_written, packs_left, .. } = done;
    let removed = Removed {
        objects,
        objects_removed,
        operations_removed,
        bytes_freed,
        packs_removed,
        packs_written,
        packs_left,
        idle,
        dry_run: args.dry_run,
    };
    if packs_left > 0 {
        let packs = count(packs_left, "pack");
        let message = format!("no room to copy what is needed out of {packs}; free some space and run: mosaic gc");
        let error = CliError::with_kind(Exit::Shortage, "space", message);
        return Err(context.output.partial(&removed, error, |text| show(&removed, text)));
    }
    context.output.report(&removed, |text| show(&removed, text))?;
    Ok(Exit::Done)
}

fn show(removed: &Removed, text: &mut Text<'_>) -> Result<(), CliError> {
    match removed.idle {
        Some("busy") => writeln!(text, "Nothing done: another command writes")?,
        Some(_) => writeln!(text, "Nothing done: too little would be removed")?,
        None => {
            let verb = if removed.dry_run { "Would remove" } else { "Removed" };
            let objects = count(removed.objects_removed, "object");
            writeln!(text, "{verb} {objects}: {} freed", size(removed.bytes_freed))?;
        }
    }
    if removed.operations_removed > 0 {
        let operations = count(removed.operations_removed, "operation");
        writeln!(text, "{operations} can no longer be taken back")?;
    }
    Ok(())
}
