//! The form of JSON that is printed: the envelope, paths that may not be UTF-8, escaping beyond what JSON asks for.

use std::borrow::Cow;
use std::io;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

use crate::base::escape::is_unsafe;
use crate::cli::error::CliError;

/// Named in every document; changes with the meaning of any field.
pub const SCHEMA: &str = "mosaic/1";

/// A path in a result; flatten it: `path`, and `path_bytes` (base64) where `path` is lossy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PathField<'a> {
    path: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path_bytes: Option<String>,
}

impl PathField<'_> {
    /// The path as text, lossy where it is not UTF-8.
    pub fn lossy(&self) -> &str {
        &self.path
    }
}

impl<'a> From<&'a [u8]> for PathField<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        let (path, path_bytes) = text_of(bytes);
        Self { path, path_bytes }
    }
}

/// Bytes as text, and in base64 where the text is lossy.
pub fn text_of(bytes: &[u8]) -> (Cow<'_, str>, Option<String>) {
    let text = String::from_utf8_lossy(bytes);
    let exact = matches!(text, Cow::Owned(_)).then(|| STANDARD.encode(bytes));
    (text, exact)
}

#[derive(Serialize)]
struct Envelope<'a, T> {
    schema: &'static str,
    command: &'a str,
    ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorField<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<&'a T>,
}

#[derive(Serialize)]
struct ErrorField<'a> {
    code: u8,
    kind: &'static str,
    message: &'a str,
    hint: Option<&'a str>,
}

/// Writes the one document of a command as a line: its result, the error that ended it, or both where it did a part.
///
/// # Errors
/// `out` cannot be written.
pub fn write_document<T: Serialize>(
    out: &mut dyn io::Write,
    command: &str,
    error: Option<&CliError>,
    result: Option<&T>,
) -> Result<(), CliError> {
    let error = error.map(|error| ErrorField {
        code: error.exit.code(),
        kind: error.kind,
        message: &error.message,
        hint: error.hint.as_deref(),
    });
    write_line(out, &Envelope { schema: SCHEMA, command, ok: error.is_none(), error, result })
}

/// Writes one value as one line.
///
/// # Errors
/// `out` cannot be written.
pub fn write_line<T: Serialize>(out: &mut dyn io::Write, value: &T) -> Result<(), CliError> {
    value.serialize(&mut Serializer::with_formatter(&mut *out, Escaping))?;
    Ok(out.write_all(b"\n")?)
}

/// The compact form, with characters that a terminal may act on as `\uXXXX`.
struct Escaping;

impl Formatter for Escaping {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, out: &mut W, text: &str) -> io::Result<()> {
        let mut rest = text;
        // Most text is plain, and of ASCII only what is no printing character is unsafe.
        if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return out.write_all(text.as_bytes());
        }
        // Controls below the space never come here: serde_json escapes them itself.
        while let Some((at, c)) = rest.char_indices().find(|(_, c)| is_unsafe(*c)) {
            out.write_all(&rest.as_bytes()[..at])?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            rest = &rest[at + c.len_utf8()..];
        }
        out.write_all(rest.as_bytes())
    }
}
