//! `mosaic repair`: brings back what is lost.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use serde::Serialize;

use crate::base::key::PublicKey;
use crate::base::size::{count, size};
use crate::cli::commands::fsck::{LossField, show as show_loss};
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::open::action;
use crate::cli::text::Text;
use crate::node::asked::Asked;
use crate::node::meet::{Expect, meet};
use crate::object::traits::Source;
use crate::repo::fsck::{LOG, Loss};
use crate::repo::mend_logs::mend_logs;
use crate::repo::remotes::{self, Remote};
use crate::repo::repair::{Healthy, Repaired, repair};
use crate::repo::repository::Repository;
use crate::repo::weave::log;
use crate::storage::discover::{DIRECTORY, discover};
use crate::storage::real::RealStorage;
use crate::storage::traits::Storage;
use crate::transport::dial::{Dialling, dial};

/// Bring back what is lost or damaged
///
/// The state, from the newest operation that is found; the indexes, from the packs; lost and damaged objects, from other
/// copies of the repository. Ids never change. Damaged packs are removed when every sound object of them is in another.
/// What no copy has is listed, and the exit code is 6; what was damaged there can be added again from the files.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  mosaic repair\n  mosaic repair --from /mnt/backup/data --from http://192.0.2.7:7370"
)]
pub struct Args {
    /// A repository to take lost objects from: the path of its work tree or of its `.mosaic`, or the address or name of a
    /// peer; several are asked in turn.
    #[arg(long, value_name = "PEER")]
    pub from: Vec<String>,
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
    let storage: Arc<dyn Storage> = Arc::new(storage);
    // What is lost may be what tells who this is: then peers are asked without it.
    let own = Repository::open(Arc::clone(&storage), None).ok();
    for place in &args.from {
        let found = match remote(own.as_ref(), place) {
            Some(remote) => peer(own.as_ref(), &remote),
            None => open(&context.directory.join(place)).map(Other::Copy),
        };
        match found {
            Ok(source) => healthy.push((place, source)),
            // The others may have what is needed.
            Err(error) => context.monitor().warn(&format!("{place}: {}", error.message)),
        }
    }
    let sources: Vec<Healthy<'_>> =
        healthy.iter().map(|(name, other)| Healthy { name: (*name).clone(), source: other.source() }).collect();
    let action = action(context, &settings)?;
    let mut done = repair(&storage, root.as_deref(), &action, &sources)?;
    if done.lost.iter().any(|loss| loss.kind == LOG) {
        let repository = Repository::open(storage, root.as_deref())?;
        let fetch = |author: &PublicKey, len: u64| healthy.iter().find_map(|(_, other)| other.log(author, len));
        let mended = mend_logs(&repository, &action, &fetch)?;
        done.logs = mended.logs + u64::from(mended.folded);
        done.lost.retain(|loss| loss.kind != LOG);
        done.lost.extend(mended.faults.iter().map(Loss::of_log));
    }
    drop(action);
    finish(&done, context)
}

/// Whom to ask for what is lost.
enum Other {
    /// A copy on this machine.
    Copy(Repository),
    /// A peer.
    Peer(Asked),
}

impl Other {
    fn source(&self) -> &dyn Source {
        match self {
            Self::Copy(repository) => repository.source(),
            Self::Peer(asked) => asked,
        }
    }

    /// The first `len` bytes, at least, of the author's log.
    fn log(&self, author: &PublicKey, len: u64) -> Option<Vec<u8>> {
        let whole = usize::try_from(len).ok()?;
        let mut bytes = Vec::new();
        while bytes.len() < whole {
            let piece = match self {
                Self::Copy(repository) => log(repository, author, bytes.len() as u64, whole - bytes.len()).ok()?,
                Self::Peer(Asked(peer)) => peer.strands(author, bytes.len() as u64).ok()?,
            };
            if piece.is_empty() {
                return None;
            }
            bytes.extend_from_slice(&piece);
        }
        Some(bytes)
    }
}

/// The remote of this name or with this URL; `None` for a path.
fn remote(own: Option<&Repository>, place: &str) -> Option<Remote> {
    let all = own.and_then(|own| remotes::all(own, &own.current().ok()?).ok());
    let named = all.and_then(|mut all| all.remove(place));
    named.or_else(|| place.contains("://").then(|| Remote::new(place).ok()).flatten())
}

/// The objects of a peer; it must be the one that was met before, and of the same community, where that can be told.
fn peer(own: Option<&Repository>, remote: &Remote) -> Result<Other, CliError> {
    let community = own.and_then(|own| own.community().ok());
    let mut dialling = Dialling::default().pinned(&remote.certificate);
    if let (Some(Ok(key)), Some(community)) = (own.map(Repository::key), community) {
        dialling = dialling.signed(key, community);
    }
    let met = meet(dial(&remote.url, &dialling)?, &Expect { community, member: remote.member })?;
    Ok(Other::Peer(Asked(met.line.peer)))
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
