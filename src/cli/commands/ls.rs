//! `mosaic ls`: the paths of a revision.

use std::ffi::OsString;
use std::io::Write;
use std::os::unix::ffi::OsStrExt;

use crate::archive::reader::Archive;
use crate::archive::row::{EntryKind, Row};
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::fields::EntryItem;
use crate::cli::open::Opened;
use crate::cli::text::Text;
use crate::repo::list::list;

/// List the paths of a revision
///
/// All paths below PATH (the whole revision, where it is not given), in the order of the archive. Only the part of the
/// table of entries that is needed is read.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic ls\n  mosaic ls -l main~1:data\n  mosaic ls --flat v1.0:")]
pub struct Args {
    /// What to list; `:PATH` is that in the stage [default: the current head].
    #[arg(value_name = "REV[:PATH]", default_value = "@", hide_default_value = true)]
    pub place: OsString,
    /// Kind, mode, size and time before each path.
    #[arg(short, long)]
    pub long: bool,
    /// Only what is directly in the directory.
    #[arg(long)]
    pub flat: bool,
    /// List paths with a NUL after each and as they are.
    #[arg(short = 'z', conflicts_with = "long")]
    pub zero: bool,
}

/// Runs the command.
///
/// # Errors
/// There is no such revision or path, or the manifest cannot be read.
pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let opened = Opened::find(context)?;
    let repository = &opened.repository;
    let place = repository.place(&repository.current()?, args.place.as_bytes())?;
    let archive = place.attachment.map(|id| Archive::open(repository.source(), id)).transpose()?;
    let rows = archive.as_ref().map(|archive| list(archive, place.path.as_ref(), args.flat)).transpose()?;
    let items = rows.into_iter().flatten().map(|row| Ok(EntryItem(row?)));
    context.output.list("entries", items, |text, EntryItem(row)| {
        if args.long {
            return long(text, row);
        }
        Ok(text.entry(row.path.as_bytes(), args.zero)?)
    })?;
    Ok(Exit::Done)
}

/// A line as that of `ls -l`.
fn long(text: &mut Text<'_>, row: &Row) -> Result<(), CliError> {
    let kind = match row.kind {
        EntryKind::File => '-',
        EntryKind::Directory => 'd',
        EntryKind::Symlink => 'l',
    };
    let bits = "rwxrwxrwx".chars().enumerate().map(|(at, c)| if row.mode & (0o400 >> at) == 0 { '-' } else { c });
    let bits: String = bits.collect();
    write!(text, "{kind}{bits} {:>12} {} ", row.size, row.mtime)?;
    text.name(row.path.as_bytes())?;
    if row.kind == EntryKind::Symlink {
        write!(text, " -> ")?;
        text.name(&row.target)?;
    }
    writeln!(text)?;
    Ok(())
}
