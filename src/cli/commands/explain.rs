//! `mosaic explain`: what an exit code means.

use std::io::Write;

use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::{EXPLANATIONS, Exit, Explanation};
use crate::cli::text::{BOLD, Text};

/// Explain an exit code: what it means, usual causes, what to run
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic explain 6\n  mosaic explain $?")]
pub struct Args {
    /// The code [default: a line for each].
    #[arg(value_name = "CODE")]
    pub code: Option<u8>,
}

#[derive(Serialize)]
struct Explained {
    code: u8,
    kind: &'static str,
    meaning: &'static str,
    kinds: &'static [&'static str],
    causes: &'static [&'static str],
    run: Vec<Helps>,
}

#[derive(Serialize)]
struct Helps {
    command: &'static str,
    why: &'static str,
}

#[derive(Serialize)]
struct All {
    codes: Vec<Explained>,
}

/// Runs the command.
///
/// # Errors
/// There is no such code.
pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let Some(code) = args.code else {
        let codes = EXPLANATIONS.iter().map(json).collect();
        context.output.answer(&All { codes }, |text| {
            for entry in &EXPLANATIONS {
                writeln!(text, "{:>3}  {}", entry.exit.code(), entry.meaning)?;
            }
            Ok(())
        })?;
        return Ok(Exit::Done);
    };
    let unknown = || CliError::new(Exit::NotFound, format!("mosaic has no exit code {code}; run: mosaic explain"));
    let entry = EXPLANATIONS.iter().find(|entry| entry.exit.code() == code).ok_or_else(unknown)?;
    context.output.answer(&json(entry), |text| show(entry, text))?;
    Ok(Exit::Done)
}

fn json(entry: &Explanation) -> Explained {
    let Explanation { exit, kind, meaning, kinds, causes, run } = *entry;
    let run = run.iter().map(|(command, why)| Helps { command, why }).collect();
    Explained { code: exit.code(), kind, meaning, kinds, causes, run }
}

fn show(entry: &Explanation, text: &mut Text<'_>) -> Result<(), CliError> {
    text.paint(BOLD, format_args!("exit code {}", entry.exit.code()))?;
    writeln!(text, ": {}\n", entry.meaning)?;
    for cause in entry.causes {
        writeln!(text, "- {cause}")?;
    }
    writeln!(text)?;
    let width = entry.run.iter().map(|(command, _)| command.len()).max().unwrap_or(0);
    for (command, why) in entry.run {
        writeln!(text, "  {command:<width$}  {why}")?;
    }
    Ok(())
}
