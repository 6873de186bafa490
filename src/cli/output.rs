//! Standard output of a command: text for people, or one JSON document; never both.

use std::io::{self, BufWriter, Stdout, Write};
use std::sync::Arc;

use serde::Serialize;

use crate::cli::error::CliError;
use crate::cli::globals::Globals;
use crate::cli::json::{write_document, write_line};
use crate::cli::list::List;
use crate::cli::progress::Progress;
use crate::cli::text::Text;

/// Bytes gathered before a write.
const BUFFER: usize = 64 << 10;

/// Where a command puts its result. Call one of [`Output::answer`], [`Output::report`], [`Output::partial`] once, as
/// the last thing; events and raw bytes come before it.
pub struct Output {
    out: BufWriter<Stdout>,
    progress: Arc<Progress>,
    command: String,
    json: bool,
    quiet: bool,
    color: bool,
    answered: bool,
}

impl Output {
    /// For the command of this name (`head list`), coloured or not. Progress is taken away when output begins, as both
    /// may be the same terminal.
    pub fn new(command: String, globals: &Globals, color: bool, progress: Arc<Progress>) -> Self {
        let out = BufWriter::with_capacity(BUFFER, io::stdout());
        Self { out, progress, command, json: globals.json, quiet: globals.quiet, color, answered: false }
    }

    /// The name of the command.
    pub fn command(&self) -> &str {
        &self.command
    }

    /// What was asked for: `show` writes it for people, also with `--quiet`; `result` is its JSON.
    ///
    /// # Errors
    /// Those of `show`, or standard output cannot be written.
    pub fn answer<T: Serialize>(
        &mut self,
        result: &T,
        show: impl FnOnce(&mut Text<'_>) -> Result<(), CliError>,
    ) -> Result<(), CliError> {
        self.progress.clear();
        if self.json {
            self.answered = true;
            return write_document(&mut self.out, &self.command, None, Some(result));
        }
        show(&mut Text::new(&mut self.out, self.color))
    }

    /// What was done: as [`Output::answer`], but with `--quiet` nothing is shown to people.
    ///
    /// # Errors
    /// As [`Output::answer`].
    pub fn report<T: Serialize>(
        &mut self,
        result: &T,
        show: impl FnOnce(&mut Text<'_>) -> Result<(), CliError>,
    ) -> Result<(), CliError> {
        if self.quiet && !self.json {
            return Ok(());
        }
        self.answer(result, show)
    }

    /// What was found or done before `error`; the JSON document has both. Returns the error to end the command with.
    pub fn partial<T: Serialize>(
        &mut self,
        result: &T,
        error: CliError,
        show: impl FnOnce(&mut Text<'_>) -> Result<(), CliError>,
    ) -> CliError {
        self.progress.clear();
        let shown = if self.json {
            self.answered = true;
            write_document(&mut self.out, &self.command, Some(&error), Some(result))
        } else {
            show(&mut Text::new(&mut self.out, self.color))
        };
        shown.err().unwrap_or(error)
    }

    /// What was asked for, of any length: with `--json` a document whose result is `{name: [items…]}`, each item written
    /// before the next is asked for; otherwise `show` writes each for people. Where an item fails, the line that was
    /// begun is cut, and the document of the error is a line of its own.
    ///
    /// # Errors
    /// That of the first item that failed, those of `show`, or standard output cannot be written.
    pub fn list<T: Serialize>(
        &mut self,
        name: &'static str,
        items: impl Iterator<Item = Result<T, CliError>>,
        mut show: impl FnMut(&mut Text<'_>, &T) -> Result<(), CliError>,
    ) -> Result<(), CliError> {
        self.progress.clear();
        if !self.json {
            let mut text = Text::new(&mut self.out, self.color);
            return items.into_iter().try_for_each(|item| show(&mut text, &item?));
        }
        let list = List::new(name, items);
        let written = write_document(&mut self.out, &self.command, None, Some(&list));
        match list.failure() {
            Some(error) => {
                self.out.write_all(b"\n")?;
                Err(error)
            }
            None => {
                self.answered = true;
                written
            }
        }
    }

    /// One JSON line ahead of the document, with a field `event`; nothing without `--json`. Reaches the reader at once.
    ///
    /// # Errors
    /// Standard output cannot be written.
    pub fn event<T: Serialize>(&mut self, event: &T) -> Result<(), CliError> {
        if self.json {
            write_line(&mut self.out, event)?;
            self.out.flush()?;
        }
        Ok(())
    }

    /// Standard output as it is, for bytes that were asked for as they are.
    pub fn raw(&mut self) -> &mut (dyn Write + Send) {
        self.progress.clear();
        &mut self.out
    }

    /// The document of a command that failed, unless it has written one; nothing without `--json`.
    ///
    /// # Errors
    /// Standard output cannot be written.
    pub fn fail(&mut self, error: &CliError) -> Result<(), CliError> {
        if self.json && !self.answered {
            self.answered = true;
            write_document(&mut self.out, &self.command, Some(error), None::<&()>)?;
        }
        Ok(())
    }

    /// Writes out what is buffered.
    ///
    /// # Errors
    /// Standard output cannot be written.
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
