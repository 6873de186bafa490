//! `mosaic cat`: the content of a file.

use std::ffi::OsString;
use std::os::unix::ffi::OsStrExt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::json::PathField;
use crate::cli::open::Opened;
use crate::repo::content::StoredFile;

/// Write the content of a file to standard output
///
/// The bytes as they are, verified before they are written. Only the chunks of that file are read. Without REV, as in
/// `:notes.txt`, the file is that of the stage. With --json the content is in base64, held in memory.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic cat main:notes.txt\n  mosaic cat v1.0:film.mkv | mpv -")]
pub struct Args {
    /// The file, or several, one after the other.
    #[arg(value_name = "REV:PATH", required = true)]
    pub places: Vec<OsString>,
}

#[derive(Serialize)]
struct Contents<'a> {
    files: Vec<Content<'a>>,
}

#[derive(Serialize)]
struct Content<'a> {
    #[serde(flatten)]
    path: PathField<'a>,
    size: u64,
    blake3: Option<String>,
    content: String,
}

/// Runs the command.
///
/// # Errors
/// There is no such revision or path, it is no file, or a chunk cannot be read.
pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let opened = Opened::find(context)?;
    let current = opened.repository.current()?;
    // All of them first: nothing is written where one does not exist.
    let open = |place: &OsString| StoredFile::open(&opened.repository, &current, place.as_bytes());
    let files = args.places.iter().map(open).collect::<Result<Vec<_>, _>>()?;
    if context.globals.json {
        let files = files.iter().map(content).collect::<Result<_, _>>()?;
        context.output.answer(&Contents { files }, |_| Ok(()))?;
        return Ok(Exit::Done);
    }
    let out = context.output.raw();
    for file in &files {
        file.copy(|piece| Ok::<(), CliError>(out.write_all(piece)?))?;
    }
    Ok(Exit::Done)
}

fn content<'a>(file: &'a StoredFile<'_>) -> Result<Content<'a>, CliError> {
    let row = file.row();
    let mut bytes = Vec::new();
    file.copy(|piece| {
        bytes.extend_from_slice(piece);
        Ok::<(), CliError>(())
    })?;
    Ok(Content {
        path: row.path.as_bytes().into(),
        size: row.size,
        blake3: row.digest.map(|digest| digest.to_string()),
        content: STANDARD.encode(bytes),
    })
}
