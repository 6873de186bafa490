//! What clap has to say: help, version, and command lines that it does not understand.

use std::ffi::OsString;
use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

use clap::error::ErrorKind;
use clap::{ColorChoice, Command};

use crate::base::escape;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::json::write_document;

/// What can be seen of a command line before it is understood.
pub struct Glimpse {
    /// `--json` is there.
    pub json: bool,
    /// What `--color` asks for.
    pub color: ColorChoice,
    /// The words that are the names of a command, `head list`; `mosaic` where there are none.
    pub command: String,
}

impl Glimpse {
    /// Of these arguments, the first being the program.
    pub fn take(definition: &Command, args: &[OsString]) -> Self {
        let mut glimpse = Self { json: false, color: ColorChoice::Auto, command: String::new() };
        let mut level = definition;
        let mut named = false;
        let mut words = args.iter().skip(1).map(|arg| arg.to_string_lossy());
        while let Some(word) = words.next() {
            match &*word {
                "--" => break,
                "--json" => glimpse.json = true,
                "--color" => glimpse.color = choice(&words.next().unwrap_or_default()),
                "-C" | "--repo" | "--lock-timeout" => drop(words.next()),
                word if word.starts_with('-') => {
                    glimpse.color = word.strip_prefix("--color=").map_or(glimpse.color, choice);
                }
                word => match level.find_subcommand(word) {
                    Some(found) if !named => {
                        level = found;
                        glimpse.command.push_str(if glimpse.command.is_empty() { "" } else { " " });
                        glimpse.command.push_str(word);
                    }
                    // The first other word is an argument, or a verb that does not exist.
                    _ => named = true,
                },
            }
        }
        if glimpse.command.is_empty() {
            glimpse.command.push_str("mosaic");
        }
        glimpse
    }
}

fn choice(when: &str) -> ColorChoice {
    match when {
        "always" => ColorChoice::Always,
        "never" => ColorChoice::Never,
        _ => ColorChoice::Auto,
    }
}

/// Prints what clap says and returns how to end: help and version go to standard output and are a success.
pub fn answer(error: &clap::Error, glimpse: &Glimpse) -> Exit {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        // Our own text only: nothing in it needs escaping.
        return match error.print() {
            Ok(()) => Exit::Done,
            Err(error) => CliError::from(error).exit,
        };
    }
    let plain = error.render().to_string();
    // Arguments may be names of files (`mosaic add *`): their escapes must not reach the terminal, so colours are kept
    // only where the text is help without any argument in it.
    let help = error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
    let color = help && glimpse.color != ColorChoice::Never && io::stderr().is_terminal();
    let text = if color { error.render().ansi().to_string() } else { escape::text(plain.as_bytes()).into_owned() };
    refuse(&failure(&plain), &text.trim_end(), glimpse.json, &glimpse.command)
}

/// Ends a command that never began: the document of `error` with `json`, else `text` on standard error.
pub fn refuse(error: &CliError, text: &dyn Display, json: bool, command: &str) -> Exit {
    if json {
        let written = write_document(&mut io::stdout(), command, Some(error), None::<&()>);
        return written.map_or_else(|error| error.exit, |()| error.exit);
    }
    // Nowhere to report that standard error is gone.
    drop(writeln!(io::stderr().lock(), "{text}"));
    error.exit
}

/// The first paragraph is what is wrong, a line `tip: …` what helps.
fn failure(plain: &str) -> CliError {
    let first = plain.split("\n\n").next().unwrap_or_default();
    let message = first.trim().trim_start_matches("error: ").split_whitespace().collect::<Vec<_>>().join(" ");
    let tip = plain.lines().find_map(|line| line.trim().strip_prefix("tip: "));
    let message = if plain.starts_with("error: ") { message } else { "a command is missing".to_owned() };
    CliError::usage(message).hint(tip.unwrap_or("run: mosaic help"))
}
