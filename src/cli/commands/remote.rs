//! `mosaic remote`: names for the addresses of peers.

use std::io::Write;

use clap::Subcommand;
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::open::Opened;
use crate::cli::text::Text;
use crate::repo::remotes::{self, Remote};

/// List, add and remove remotes
///
/// A remote is a name for a peer: another repository of the same community, by URL or by path. The key that the peer
/// shows first is remembered; who answers there later must have the same.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  mosaic remote add office http://192.0.2.7:7370\n  mosaic remote add disk /mnt/disk/photos\n  mosaic remote list"
)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub action: Action,
}

/// What to do with remotes.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// List all remotes with their addresses.
    List,
    /// Add a remote.
    Add {
        /// Its name; must be free.
        #[arg(value_name = "NAME")]
        name: String,
        /// Its address: http://HOST:PORT, https://HOST, or the path of a repository.
        #[arg(value_name = "URL")]
        url: String,
    },
    /// Remove a remote. What was fetched from it stays.
    Remove {
        /// Its name.
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Show one remote: its address and the key it was met with.
    Show {
        /// Its name.
        #[arg(value_name = "NAME")]
        name: String,
    },
}

#[derive(Serialize)]
struct Listed {
    remotes: Vec<Field>,
}

#[derive(Serialize)]
struct Field {
    remote: String,
    url: String,
    member: Option<String>,
    certificate: Option<String>,
}

impl From<(String, Remote)> for Field {
    fn from((remote, Remote { url, member, certificate }): (String, Remote)) -> Self {
        let certificate = (!certificate.is_empty()).then(|| hex::encode(certificate));
        Self { remote, url, member: member.map(|member| member.to_string()), certificate }
    }
}

/// Runs the command.
///
/// # Errors
/// There is no such remote, or one already; the state cannot be read or written.
pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let opened = Opened::find(context)?;
    let repository = &opened.repository;
    let all = || Ok::<_, CliError>(remotes::all(repository, &repository.current()?)?);
    match args.action {
        Action::List => {
            let listed = Listed { remotes: all()?.into_iter().map(Field::from).collect() };
            context.output.answer(&listed, |text| {
                let width = listed.remotes.iter().map(|field| field.remote.chars().count()).max().unwrap_or(0);
                for Field { remote, url, .. } in &listed.remotes {
                    write!(text, "{remote:width$}  ")?;
                    text.entry(url.as_bytes(), false)?;
                }
                Ok(())
            })?;
        }
        Action::Add { name, url } => {
            let remote = Remote::new(&url)?;
            remotes::add(repository, &opened.action(context)?, &name, &remote)?;
            let field = Field::from((name, remote));
            context.output.report(&field, |text| {
                write!(text, "Added remote {}: ", field.remote)?;
                text.entry(field.url.as_bytes(), false)?;
                Ok(())
            })?;
        }
        Action::Remove { name } => {
            let remote = remotes::remove(repository, &opened.action(context)?, &name)?;
            let field = Field::from((name, remote));
            context.output.report(&field, |text| Ok(writeln!(text, "Removed remote {}", field.remote)?))?;
        }
        Action::Show { name } => {
            let missing = || {
                CliError::with_kind(
                    Exit::NotFound,
                    "name",
                    format!("there is no remote {name}; run: mosaic remote list"),
                )
            };
            let remote = all()?.remove(&name).ok_or_else(missing)?;
            let field = Field::from((name, remote));
            context.output.answer(&field, |text| show(&field, text))?;
        }
    }
    Ok(Exit::Done)
}

fn show(field: &Field, text: &mut Text<'_>) -> Result<(), CliError> {
    writeln!(text, "remote      {}", field.remote)?;
    write!(text, "url         ")?;
    text.entry(field.url.as_bytes(), false)?;
    writeln!(text, "member      {}", field.member.as_deref().unwrap_or("not met yet"))?;
    if let Some(certificate) = &field.certificate {
        writeln!(text, "certificate {certificate}")?;
    }
    Ok(())
}
