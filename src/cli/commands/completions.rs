//! `mosaic completions`: scripts for shells.

use clap::Command;
use clap_complete::Shell;
use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;

/// Print a script that completes commands and options in a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic completions bash > ~/.local/share/bash-completion/completions/mosaic\n  \
                        mosaic completions zsh > ~/.zfunc/_mosaic\n  \
                        mosaic completions fish > ~/.config/fish/completions/mosaic.fish")]
pub struct Args {
    /// The shell.
    #[arg(value_name = "SHELL", value_enum)]
    pub shell: Shell,
}

#[derive(Serialize)]
struct Script {
    shell: String,
    script: String,
}

/// The script for a shell, of this definition.
pub fn script(shell: Shell, definition: &mut Command) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, definition, "mosaic", &mut script);
    String::from_utf8(script).expect("clap writes UTF-8")
}

/// Runs the command, with the definition of the whole command line.
///
/// # Errors
/// Standard output cannot be written.
pub fn run(args: Args, definition: &mut Command, context: &mut Context) -> Result<Exit, CliError> {
    let script = script(args.shell, definition);
    // Raw: our own text, in which tabs and escapes are part of the shell's language.
    if context.globals.json {
        context.output.answer(&Script { shell: args.shell.to_string(), script }, |_| Ok(()))?;
    } else {
        context.output.raw().write_all(script.as_bytes())?;
    }
    Ok(Exit::Done)
}
