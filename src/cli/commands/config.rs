//! `mosaic config`: settings.

use std::io::Write;

use clap::Subcommand;
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::text::Text;
use crate::repo::config::{Change, FILE, Value, change, find};
use crate::repo::error::RepoError;
use crate::repo::setting::{ALL, Setting};

/// Read and change settings
///
/// Options hold before variables (`MOSAIC_PACK_SIZE` for `pack.size`), these before the file of the repository
/// (`.mosaic/config.toml`), that before the file of the user (`~/.config/mosaic/config.toml`), that before the file of
/// the machine (`/etc/mosaic/config.toml`), that before the defaults.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic config set user.name 'Ada Lovelace'\n  mosaic config get pack.size\n  \
                        mosaic config list --show-origin")]
#[command(after_long_help = settings_help())]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub action: Action,
}

/// What to do with settings.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// Print the value that holds.
    Get {
        /// The setting.
        #[arg(value_name = "KEY")]
        key: String,
        /// Also print the option, variable or file that it comes from.
        #[arg(long)]
        show_origin: bool,
    },
    /// Write a value into the file of the repository.
    Set {
        /// The setting.
        #[arg(value_name = "KEY")]
        key: String,
        /// Its value.
        #[arg(value_name = "VALUE", allow_hyphen_values = true)]
        value: String,
    },
    /// Take a value out of the file of the repository.
    Unset {
        /// The setting.
        #[arg(value_name = "KEY")]
        key: String,
    },
    /// Print all settings with the values that hold.
    List {
        /// Also print the option, variable or file that each comes from.
        #[arg(long)]
        show_origin: bool,
    },
}

fn settings_help() -> String {
    let mut help = "Settings:\n".to_owned();
    for Setting { name, default, help: what, .. } in ALL {
        let default = default.map(|value| format!(" [default: {value}]")).unwrap_or_default();
        help.push_str(&format!("  {name:<18} {what}{default}\n"));
    }
    help + "\nExamples:\n  mosaic config set user.name 'Ada Lovelace'\n  mosaic config get pack.size\n  mosaic config list \
            --show-origin"
}

#[derive(Serialize)]
struct Entry<'a> {
    key: &'static str,
    value: &'a str,
    origin: Place<'a>,
}

#[derive(Serialize)]
struct Place<'a> {
    level: &'static str,
    place: &'a str,
}

#[derive(Serialize)]
struct Listing<'a> {
    settings: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Changed<'a> {
    key: &'static str,
    value: Option<&'a str>,
    changed: bool,
}

/// Runs the command.
///
/// # Errors
/// The setting does not exist or has no value, a file of settings cannot be read or written.
pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    match args.action {
        Action::Get { key, show_origin } => get(&key, show_origin, context),
        Action::Set { key, value } => write(&key, Change::Set(&value), context),
        Action::Unset { key } => write(&key, Change::Unset, context),
        Action::List { show_origin } => list(show_origin, context),
    }?;
    Ok(Exit::Done)
}

fn get(key: &str, show_origin: bool, context: &mut Context) -> Result<(), CliError> {
    let setting = find(key)?;
    let storage = context.storage_if_any()?;
    let settings = context.settings(storage.as_ref())?;
    let value = settings.value(setting).ok_or(RepoError::NotSet { key: setting.name })?;
    context.output.answer(&entry(setting, &value), |text| {
        if show_origin {
            show_place(text, &value)?;
        }
        Ok(writeln!(text, "{}", value.text)?)
    })
}

fn list(show_origin: bool, context: &mut Context) -> Result<(), CliError> {
    let storage = context.storage_if_any()?;
    let settings = context.settings(storage.as_ref())?;
    let values: Vec<_> = settings.list().collect();
    let listing = Listing { settings: values.iter().map(|(setting, value)| entry(setting, value)).collect() };
    context.output.answer(&listing, |text| {
        for (setting, value) in &values {
            if show_origin {
                show_place(text, value)?;
            }
            write!(text, "{} = ", setting.name)?;
            text.name(value.text.as_bytes())?;
            writeln!(text)?;
        }
        Ok(())
    })
}

fn write(key: &str, to: Change<'_>, context: &mut Context) -> Result<(), CliError> {
    let setting = find(key)?;
    let storage = context.storage()?;
    let timeout = context.settings(None)?.lock_timeout()?;
    let place = storage.dir().join(FILE);
    let (place, owner) = (place.to_string_lossy(), context.owner());
    let changed = context.wait(|| change(&storage, &place, timeout, &owner, setting, to))?;
    let value = if let Change::Set(value) = to { Some(value) } else { None };
    context.output.report(&Changed { key: setting.name, value, changed }, |_| Ok(()))
}

fn entry<'a>(setting: &'static Setting, value: &'a Value<'_>) -> Entry<'a> {
    let origin = Place { level: value.origin.level.name(), place: &value.origin.place };
    Entry { key: setting.name, value: value.text, origin }
}

/// The origin and two spaces.
fn show_place(text: &mut Text<'_>, value: &Value<'_>) -> Result<(), CliError> {
    write!(text, "{}", value.origin.level.name())?;
    if !value.origin.place.is_empty() {
        write!(text, " ")?;
        text.name(value.origin.place.as_bytes())?;
    }
    Ok(write!(text, "  ")?)
}
