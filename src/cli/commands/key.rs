//! `mosaic key`: the identity of the repository.

use std::io::Write;

use clap::Subcommand;
use serde::Serialize;

use crate::base::key::{KeyError, SecretKey};
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::storage::traits::Storage;

/// Show the key of the repository
///
/// Every repository has an ed25519 key, its identity as a member of the community; it signs the commits.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic key show\n  mosaic key show --json")]
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
}

#[derive(Serialize)]
struct Key {
    identity: String,
    openssh: String,
    fingerprint: String,
}

/// Runs the command.
///
/// # Errors
/// There is no repository, or its key cannot be read or can be read by others.
pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let Action::Show = args.action;
    let bytes = context.storage()?.open_secret("identity")?;
    let text = std::str::from_utf8(&bytes).map_err(|_| KeyError::NotAKey)?;
    let public = SecretKey::from_openssh(text)?.public();
    let key = Key { identity: public.to_string(), openssh: public.to_openssh(), fingerprint: public.fingerprint() };
    context.output.answer(&key, |text| {
        writeln!(text, "{}\n{}\n{}", key.identity, key.openssh, key.fingerprint)?;
        Ok(())
    })?;
    Ok(Exit::Done)
}
