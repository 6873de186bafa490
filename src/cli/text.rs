//! What people read on standard output: text in which nothing but newlines and our own colours acts on the terminal.

use std::fmt::Display;
use std::io::{self, Write};

use clap::builder::styling::{AnsiColor, Style};

use crate::base::escape;

/// For what is new, or as it should be.
pub const GREEN: Style = AnsiColor::Green.on_default();
/// For what is gone, or not as it should be.
pub const RED: Style = AnsiColor::Red.on_default();
/// For ids.
pub const YELLOW: Style = AnsiColor::Yellow.on_default();
/// For names of heads and tags.
pub const CYAN: Style = AnsiColor::Cyan.on_default();
/// For headings.
pub const BOLD: Style = Style::new().bold();

/// Writes text for people. Whatever is written through [`Write`] is escaped, newlines excepted; names from data go
/// through [`Text::name`], so that a newline in one does not look like the next line.
pub struct Text<'a> {
    out: &'a mut dyn Write,
    color: bool,
}

impl<'a> Text<'a> {
    /// Text on `out`, coloured or not.
    pub fn new(out: &'a mut dyn Write, color: bool) -> Self {
        Self { out, color }
    }

    /// `what` in this style.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn paint(&mut self, style: Style, what: impl Display) -> io::Result<()> {
        if !self.color {
            return write!(self, "{what}");
        }
        write!(self.out, "{style}")?;
        write!(self, "{what}")?;
        write!(self.out, "{style:#}")
    }

    /// A name from data.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn name(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(escape::name(bytes).as_bytes())
    }

    /// A path as one entry of a list: the name on a line, or with `zero` (`-z`) its bytes as they are and a NUL.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn entry(&mut self, path: &[u8], zero: bool) -> io::Result<()> {
        if zero {
            self.out.write_all(path)?;
            return self.out.write_all(b"\0");
        }
        self.name(path)?;
        self.out.write_all(b"\n")
    }
}

impl Write for Text<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write_all(escape::text(bytes).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
