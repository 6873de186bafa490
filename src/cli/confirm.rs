//! Asks before something is destroyed: on a terminal the person, elsewhere `--yes`.

use std::io::{self, BufRead, Write};

use crate::base::escape;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;

/// Goes on where the answer to `question` ("Delete head old?") is yes; anything but `y` or `yes` is no.
///
/// # Errors
/// The answer was no, or there is nobody to ask and no `--yes`.
pub fn confirm(context: &Context, question: &str) -> Result<(), CliError> {
    if context.globals.yes {
        return Ok(());
    }
    if !(context.terminal.input && context.terminal.error) {
        let message = format!("{question} There is no terminal to ask on");
        return Err(CliError::with_kind(Exit::Usage, "unconfirmed", message)
            .hint("add --yes to do it, or --dry-run to see what would be done"));
    }
    context.clear_progress();
    let mut error = io::stderr().lock();
    write!(error, "{} [y/N] ", escape::line(question.as_bytes()))?;
    error.flush()?;
    let mut answer = String::new();
    context.wait(|| io::stdin().lock().read_line(&mut answer))?;
    match answer.trim() {
        "y" | "Y" | "yes" => Ok(()),
        _ => Err(CliError::with_kind(Exit::Failed, "unconfirmed", "not done: the answer was not yes")),
    }
}
