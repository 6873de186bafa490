//! `mosaic repair`: brings back what is lost.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;

use crate::base::key::PublicKey;
use crate::cli::commands::fsck::{LossField, show as show_loss};
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::open::action;
use crate::cli::size::{count, size};
use crate::cli::text::Text;
use crate::repo::fsck::{LOG, Loss};
use crate::repo::mend_logs::mend_logs;
use crate::repo::repair::{Healthy, Repaired, repair};
use crate::repo::repository::Repository;
use crate::repo::weave::log;
use crate::storage::discover::{DIRECTORY, discover};
use crate::storage::real::RealStorage;
use crate::storage::traits::Storage;

/// Bring back what is lost or damaged
///
/// The state, from the newest operation that is found; the indexes, from the packs; lost and damaged objects, from other
/// copies of the repository. Ids never change. Damaged packs are removed when every sound object of them is in another.
/// What no copy has is listed, and the exit code is 6; what was damaged there can be added again from the files.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic repair\n  mosaic repair --from /mnt/backup/data --from ../other")]
pub struct Args {
    /// A repository to take lost objects from: its work tree or its `.mosaic`; several are asked in turn.
    #[arg(long, value_name = "PATH")]
    pub from: Vec<PathBuf>,
}

#[derive(Serialize)]
struct Done<'a> {
    repaired: u64,
    bytes: u64,
    discarded: u64,
    lost: Vec<LossField<'a>>,
    index_rebuilt: bool,
    logs: u64,
    state_recovered: Option<String>,
    candidates: Vec<Candidate<'a>>,
}

#[derive(Serialize)]
struct Candidate<'a> {
    operation: String,
    number: u64,
    time: String,
    command: &'a str,
}

/// Runs the command.
///
/// # Errors
/// Something is still lost: exit 6. The state is lost and could be several: exit 7. Another command writes.
pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let storage = context.storage()?;
    let settings = context.settings(Some(&storage))?;
    let is_inside = storage.dir().ends_with(DIRECTORY);
    let root = storage.dir().parent().filter(|_| is_inside).map(Path::to_owned);
    let mut healthy = Vec::new();
    for path in &args.from {
        match open(&context.directory.join(path)) {
            Ok(repository) => healthy.push((path.to_string_lossy().into_owned(), repository)),
            // The others may have what is needed.
            Err(error) => context.monitor().warn(&format!("{}: {}", path.display(), error.message)),
        }
    }
    let sources: Vec<Healthy<'_>> =
        healthy.iter().map(|(name, repository)| Healthy { name: name.clone(), source: repository.source() }).collect();
    let storage: Arc<dyn Storage> = Arc::new(storage);
    let action = action(context, &settings)?;
    let mut done = repair(&storage, root.as_deref(), &action, &sources)?;
    if done.lost.iter().any(|loss| loss.kind == LOG) {
        let repository = Repository::open(storage, root.as_deref())?;
        let fetch = |author: &PublicKey, len: u64| {
            let len = usize::try_from(len).ok()?;
            let mut given = healthy.iter().filter_map(|(_, other)| log(other, author, 0, len).ok());
            given.find(|bytes| bytes.len() >= len)
        };
        let mended = mend_logs(&repository, &action, &fetch)?;
        done.logs = mended.logs + u64::from(mended.folded);
        done.lost.retain(|loss| loss.kind != LOG);
        done.lost.extend(mended.faults.iter().map(Loss::of_log));
    }
    drop(action);
    finish(&done, context)
}

/// The repository at `path`, exactly there.
fn open(path: &Path) -> Result<Repository, CliError> {
    let none = || CliError::new(Exit::NotFound, "no repository there");
    let whole = path.canonicalize().map_err(|_| none())?;
    let found = discover(&whole)?.filter(|found| *found == whole || found.parent() == Some(&whole));
    let storage = RealStorage::open(&found.ok_or_else(none)?)?;
    Ok(Repository::open(Arc::new(storage), None)?)
}

fn finish(done: &Repaired, context: &mut Context) -> Result<Exit, CliError> {
    let candidates = done.candidates.iter().map(|(id, operation)| Candidate {
        operation: id.to_string(),
        number: operation.number,
        time: operation.time.to_string(),
        command: &operation.command,
    });
    let result = Done {
        repaired: done.objects,
        bytes: done.bytes,
        discarded: done.discarded,
        lost: done.lost.iter().map(LossField::from).collect(),
        index_rebuilt: done.index_rebuilt,
        logs: done.logs,
        state_recovered: done.state_recovered.as_ref().map(|(id, _)| id.to_string()),
        candidates: candidates.collect(),
    };
    if !result.candidates.is_empty() {
        let message = "the state is lost, and several operations could be the newest; run: mosaic op restore ID";
        let error = CliError::with_kind(Exit::Moved, "candidates", message);
        return Err(context.output.partial(&result, error, |text| {
            for Candidate { operation, time, command, .. } in &result.candidates {
                write!(text, "{operation}  {time}  ")?;
                text.entry(command.as_bytes(), false)?;
            }
            Ok(())
        }));
    }
    if !done.lost.is_empty() {
        let lost = count(done.lost.len() as u64, "object");
        let message = format!("{lost} could not be had; give another copy: mosaic repair --from PATH");
        let error = CliError::new(Exit::Integrity, message);
        return Err(context.output.partial(&result, error, |text| {
            done.lost.iter().try_for_each(|loss| show_loss(loss, text))?;
            show(done, text)
        }));
    }
    context.output.report(&result, |text| show(done, text))?;
    Ok(Exit::Done)
}

fn show(done: &Repaired, text: &mut Text<'_>) -> Result<(), CliError> {
    let nothing = done.logs == 0
        && done.objects == 0
        && done.discarded == 0
        && !done.index_rebuilt
        && done.state_recovered.is_none();
    if nothing && done.lost.is_empty() {
        writeln!(text, "Nothing to repair")?;
        return Ok(());
    }
    if done.logs > 0 {
        writeln!(text, "Repaired {} of strands", count(done.logs, "log"))?;
    }
    if done.objects > 0 || done.logs == 0 {
        writeln!(text, "Repaired {} of {}", count(done.objects, "object"), size(done.bytes))?;
    }
    if let Some((id, operation)) = &done.state_recovered {
        write!(text, "The state is that of operation {} ({}): ", id.short(), operation.time)?;
        text.entry(operation.command.as_bytes(), false)?;
    }
    if done.index_rebuilt {
        writeln!(text, "The index was made anew from the packs")?;
    }
    if done.discarded > 0 {
        writeln!(text, "Discarded {} damaged copies", done.discarded)?;
    }
    Ok(())
}
