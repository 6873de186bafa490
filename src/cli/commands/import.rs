//! `mosaic import`: stages the entries of a tar.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::ValueHint;
use serde::Serialize;

use crate::archive::unpack::UnpackLimits;
use crate::base::size::size;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::json::PathField;
use crate::cli::open::Opened;
use crate::repo::import::{ImportOptions, Imported, import};
use crate::repo::quantity::parse_size;
use crate::storage::outside::open;

/// Stage the entries of a tar or tar.gz
///
/// The entries become the whole content of the next commit; the work tree is not touched. Names that lead outside, and
/// archives that blow up beyond what they say, are refused before anything is staged. Devices and fifos are left out.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic import release.tar.gz && mosaic commit -m 'release 1.0'\n  \
                        xz -dc old.tar.xz | mosaic import -")]
pub struct Args {
    /// The archive; `-` is standard input.
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    /// Only read and check it.
    #[arg(short = 'n', long)]
    pub dry_run: bool,
    /// Refuse what unpacks to more than this.
    #[arg(long, value_name = "SIZE", default_value = "1TiB", value_parser = size_of)]
    pub max_size: u64,
    /// Refuse what unpacks to more than this many times its size; from 64 MiB on.
    #[arg(long, value_name = "N", default_value_t = UnpackLimits::default().ratio)]
    pub max_ratio: u64,
    /// Refuse what has more entries.
    #[arg(long, value_name = "N", default_value_t = UnpackLimits::default().entries)]
    pub max_entries: u64,
}

#[derive(Serialize)]
struct Staged<'a> {
    entries: u64,
    files: u64,
    bytes: u64,
    chunks_new: u64,
    chunks_reused: u64,
    bytes_stored: u64,
    attachment: Option<String>,
    skipped: Vec<PathField<'a>>,
}

/// Runs the command.
///
/// # Errors
/// The archive cannot be read or is refused; the repository cannot be written. The stage is then as it was.
pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let opened = Opened::find(context)?;
    let limits = UnpackLimits { bytes: args.max_size, ratio: args.max_ratio, entries: args.max_entries };
    let options = ImportOptions { limits, dry_run: args.dry_run };
    let imported = {
        let action = opened.action(context)?;
        if args.file == Path::new("-") {
            context.wait(|| import(&opened.repository, &action, &mut std::io::stdin().lock(), &options))?
        } else {
            let mut file = open(&context.directory.join(&args.file))?;
            import(&opened.repository, &action, &mut *file, &options)?
        }
    };
    show(&imported, args.dry_run, context)?;
    Ok(Exit::Done)
}

fn show(imported: &Imported, dry_run: bool, context: &mut Context) -> Result<(), CliError> {
    let skipped: Vec<PathField<'_>> = imported.skipped.iter().map(|path| path.as_bytes().into()).collect();
    for path in &skipped {
        context.monitor().warn(&format!("{}: no file, directory or link; left out", path.lossy()));
    }
    let result = Staged {
        entries: imported.entries,
        files: imported.files,
        bytes: imported.bytes,
        chunks_new: imported.chunks_new,
        chunks_reused: imported.chunks_reused,
        bytes_stored: imported.bytes_stored,
        attachment: imported.attachment.map(|id| id.to_string()),
        skipped,
    };
    context.output.report(&result, |text| {
        let what = format!("{} files, {}", result.files, size(result.bytes));
        if dry_run {
            writeln!(text, "Would stage {what}")?;
        } else {
            let (new, reused) = (result.chunks_new, result.chunks_reused);
            let stored = size(result.bytes_stored);
            writeln!(text, "Staged {what}: {new} new chunks, {reused} reused, {stored} stored")?;
        }
        Ok(())
    })
}

fn size_of(text: &str) -> Result<u64, String> {
    parse_size(text).ok_or_else(|| "a size is a number with B, KiB, MiB, GiB, TiB, kB, MB, GB or TB".to_owned())
}
