//! Shows what `undo` and `op restore` did.

use std::io::Write;

use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::text::Text;
use crate::repo::current::ARCHIVE;
use crate::repo::undo::{Reset, SetBack};
use crate::state::operation::root;

#[derive(Serialize)]
struct Done<'a> {
    /// The operation that was taken back, or restored.
    operation: String,
    command: &'a str,
    time: String,
    changes: Vec<Changed<'a>>,
    made: Option<String>,
}

#[derive(Serialize)]
struct Changed<'a> {
    root: &'a str,
    name: &'a str,
    old: Option<&'a str>,
    new: Option<&'a str>,
}

/// Shows it; `did` is the beginning of the sentence: "Took back", "Would restore".
///
/// # Errors
/// Standard output cannot be written.
pub fn show(done: &SetBack, did: &str, dry_run: bool, context: &mut Context) -> Result<Exit, CliError> {
    let (id, operation) = &done.operation;
    let changes = done.resets.iter().map(|reset| Changed {
        root: &reset.root,
        name: &reset.name,
        old: reset.old.as_deref(),
        new: reset.new.as_deref(),
    });
    let result = Done {
        operation: id.to_string(),
        command: &operation.command,
        time: operation.time.to_string(),
        changes: changes.collect(),
        made: done.made.map(|id| id.to_string()),
    };
    context.output.report(&result, |text| {
        writeln!(text, "{did} {} ({}): {}", id.short(), operation.time, operation.command)?;
        done.resets.iter().try_for_each(|reset| line(reset, text))?;
        match (done.made, dry_run) {
            (Some(_), _) => files_stay(&done.resets, text)?,
            (None, false) => writeln!(text, "Nothing to change: heads, tags and stage are like that already")?,
            (None, true) => {}
        }
        Ok(())
    })?;
    Ok(Exit::Done)
}

fn line(reset: &Reset, text: &mut Text<'_>) -> Result<(), CliError> {
    let what = match reset.root.as_str() {
        root::HEADS => "head",
        root::TAGS => "tag",
        root => root,
    };
    let short = |value: &Option<String>| match value.as_deref() {
        None => "nothing".to_owned(),
        Some(id) if id.len() == 64 => id[..8].to_owned(),
        Some(name) => name.to_owned(),
    };
    writeln!(text, "  {what} {}: {} -> {}", reset.name, short(&reset.old), short(&reset.new))?;
    Ok(())
}

fn files_stay(resets: &[Reset], text: &mut Text<'_>) -> Result<(), CliError> {
    let restaged = resets.iter().any(|reset| reset.root == root::STAGE && reset.name.as_bytes() == ARCHIVE);
    let follow = if restaged { "; to make them what is staged now: mosaic restore --force ." } else { "" };
    writeln!(text, "The files of the work tree stay as they are{follow}")?;
    Ok(())
}
