//! Shows what `checkout`, `switch` and `restore` did to the work tree.

use std::io::Write;

use serde::Serialize;

use crate::base::path::TreePath;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::json::PathField;
use crate::cli::text::{GREEN, RED, Text};
use crate::repo::checkout::CheckedOut;
use crate::repo::reconcile::Reconciled;

/// What happened to the files, in JSON.
#[derive(Serialize)]
pub struct Files<'a> {
    written: Vec<PathField<'a>>,
    removed: Vec<PathField<'a>>,
    files: u64,
    bytes: u64,
}

#[derive(Serialize)]
struct Place<'a> {
    head: Option<&'a str>,
    commit: Option<String>,
    #[serde(flatten)]
    files: Files<'a>,
}

impl<'a> From<&'a Reconciled> for Files<'a> {
    fn from(done: &'a Reconciled) -> Self {
        let paths = |paths: &'a [TreePath]| paths.iter().map(|path| path.as_bytes().into()).collect();
        Self {
            written: paths(&done.written),
            removed: paths(&done.removed),
            files: done.extracted.files,
            bytes: done.extracted.bytes,
        }
    }
}

/// Shows where the repository is now.
///
/// # Errors
/// Standard output cannot be written.
pub fn show(done: &CheckedOut, dry_run: bool, context: &mut Context) -> Result<Exit, CliError> {
    let commit = done.commit.map(|id| id.to_string());
    let place = Place { head: done.head.as_deref(), commit: commit.clone(), files: (&done.files).into() };
    context.output.report(&place, |text| {
        list(&done.files, dry_run, text)?;
        let at = commit.as_deref().map_or("no commit yet", |id| &id[..8]);
        match (&done.head, dry_run) {
            (_, true) => {}
            (Some(head), false) => writeln!(text, "On head {head} at {at}")?,
            (None, false) => writeln!(text, "At {at}, on no head; to keep new commits: mosaic head create NAME")?,
        }
        Ok(())
    })?;
    Ok(Exit::Done)
}

/// The paths one by one where nothing was done yet, a sentence where it was.
///
/// # Errors
/// Standard output cannot be written.
pub fn list(done: &Reconciled, dry_run: bool, text: &mut Text<'_>) -> Result<(), CliError> {
    if !dry_run {
        writeln!(text, "{} written, {} removed", done.written.len(), done.removed.len())?;
        return Ok(());
    }
    for (style, sign, paths) in [(RED, "-", &done.removed), (GREEN, "+", &done.written)] {
        for path in paths {
            text.paint(style, sign)?;
            write!(text, " ")?;
            text.entry(path.as_bytes(), false)?;
        }
    }
    Ok(())
}
