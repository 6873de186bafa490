//! `mosaic key`: the identity of the repository.

use std::io::Write;

use clap::Subcommand;
use serde::Serialize;

use crate::base::key::{KeyError, SecretKey};
use crate::cli::agreement::agree;
use crate::cli::confirm::confirm;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::open::Opened;
use crate::cli::peers::greet;
use crate::repo::community;
use crate::repo::replace_key::replace_key;
use crate::storage::traits::Storage;

/// Show the key of the repository, or replace it
///
/// Every repository has an ed25519 key, its identity as a member of the community; it signs the commits.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic key show\n  mosaic key show --json\n  mosaic key replace")]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub action: Action,
}

/// What to do with the key.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// Print the public half: in hexadecimal, as OpenSSH writes it, and its fingerprint.
    Show,
    /// Let a new key take the place of this one: it goes on as the same member. Continues where that was interrupted.
    Replace,
}

/// How long to try to have it decided, in milliseconds.
const DECIDE: u64 = 10_000;

#[derive(Serialize)]
struct Key {
    identity: String,
    openssh: String,
    fingerprint: String,
}

#[derive(Serialize)]
struct Replaced {
    identity: String,
    old: Option<String>,
    strand: Option<String>,
}

/// Runs the command.
///
/// # Errors
/// There is no repository, or its key cannot be read or can be read by others.
pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    match args.action {
        Action::Show => show(context)?,
        Action::Replace => replace(context)?,
    }
    Ok(Exit::Done)
}

fn show(context: &mut Context) -> Result<(), CliError> {
    let bytes = context.storage()?.open_secret("identity")?;
    let text = std::str::from_utf8(&bytes).map_err(|_| KeyError::NotAKey)?;
    let public = SecretKey::from_openssh(text)?.public();
    let key = Key { identity: public.to_string(), openssh: public.to_openssh(), fingerprint: public.fingerprint() };
    context.output.answer(&key, |text| {
        writeln!(text, "{}\n{}\n{}", key.identity, key.openssh, key.fingerprint)?;
        Ok(())
    })
}

fn replace(context: &mut Context) -> Result<(), CliError> {
    let opened = Opened::find(context)?;
    confirm(context, "Replace the key of this repository? Nothing more can be said with the old one.")?;
    let session = greet(&opened, context)?;
    // The old key is one of those that decide on the new one: it votes before it goes.
    let decide = || agree(&opened, context, &session, Vec::new(), DECIDE).map(drop);
    let done = replace_key(&opened.repository, &opened.action(context)?, context.random()?, decide)?;
    if community::load(&opened.repository)?.record.voters.iter().any(|voter| Some(*voter) == done.old) {
        context.note("The old key is still a voter: run mosaic sync-heads where the other voters can be reached");
    }
    let replaced = Replaced {
        identity: done.new.to_string(),
        old: done.old.map(|old| old.to_string()),
        strand: done.joined.map(|id| id.to_string()),
    };
    context.output.report(&replaced, |text| Ok(writeln!(text, "The key is now {}", replaced.identity)?))
}
