//! Checks of what is shown and of the command line: whatever is in names and messages, no terminal acts on it.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use clap::{CommandFactory, FromArgMatches};
use mosaic::base::escape::{line, name, text};
use mosaic::cli::args::Cli;
use mosaic::cli::error::CliError;
use mosaic::cli::json::{PathField, write_document};
use mosaic::cli::usage::Glimpse;
use mosaic::storage::lock::printable;
use serde_json::Value;

use crate::decoders::input::Input;

fn is_safe(text: &str) -> bool {
    // Beside Unicode's controls, what turns the direction of text.
    !text.chars().any(|c| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
}

/// The three ways in which text reaches a terminal.
pub fn escape(data: &[u8]) {
    let (name, line, text) = (name(data), line(data), text(data));
    assert!(is_safe(&name) && is_safe(&line) && text.split('\n').all(is_safe));
    assert!(line.len() <= 10 * 8192);
    assert_eq!(unescaped(&name), data, "two names look the same");
    assert_eq!(data.iter().filter(|byte| **byte == b'\n').count(), text.matches('\n').count());
    // What is escaped stays as it is.
    assert_eq!(self::text(text.as_bytes()), text);
    let holder = printable(&String::from_utf8_lossy(data));
    assert!(!holder.is_empty() && !holder.chars().any(char::is_control));
}

/// The bytes that an escaped name stands for.
fn unescaped(name: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = name;
    while let Some((plain, escaped)) = rest.split_once('\\') {
        out.extend_from_slice(plain.as_bytes());
        let (kind, after) = escaped.split_at(1);
        rest = after;
        match kind {
            "x" => {
                out.extend(hex::decode(&after[..2]).expect("two digits"));
                rest = &after[2..];
            }
            "u" => {
                let (digits, after) = after[1..].split_once('}').expect("a code point");
                let c = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32).expect("a code point");
                out.extend_from_slice(c.to_string().as_bytes());
                rest = after;
            }
            _ => out.push(
                ["\\\\", "n\n", "t\t", "r\r"].iter().find(|pair| pair.starts_with(kind)).expect("one").as_bytes()[1],
            ),
        }
    }
    out.extend_from_slice(rest.as_bytes());
    out
}

/// A document with a path, a message and a hint: one line that says exactly these.
pub fn json(data: &[u8]) {
    let mut input = Input(data);
    let (path, command, hint) = (input.piece(), String::from_utf8_lossy(input.piece()), input.0);
    let (message, hint) = (String::from_utf8_lossy(path), String::from_utf8_lossy(hint));
    let mut out = Vec::new();
    let error = CliError::usage(&*message).hint(&*hint);
    write_document(&mut out, &command, Some(&error), Some(&PathField::from(path))).expect("in memory");
    let printed = std::str::from_utf8(&out).expect("JSON is UTF-8").strip_suffix('\n').expect("a line");
    assert!(is_safe(printed));
    let document: Value = serde_json::from_str(printed).expect("JSON");
    assert_eq!(document["command"], *command);
    assert_eq!(
        (&document["error"]["message"], &document["error"]["hint"]),
        (&Value::from(&*message), &Value::from(&*hint))
    );
    let result = &document["result"];
    assert_eq!(result["path"], *message);
    let exact = result.get("path_bytes").map(|bytes| STANDARD.decode(bytes.as_str().expect("text")).expect("base64"));
    assert_eq!(exact.as_deref().unwrap_or(message.as_bytes()), path);
    assert_eq!(exact.is_none(), std::str::from_utf8(path).is_ok());
}

/// Words of a command line, each on a line of its own.
pub fn command_line(data: &[u8]) {
    let words = data.split(|byte| *byte == b'\n').map(|word| OsStr::from_bytes(word).to_owned());
    let args: Vec<OsString> = std::iter::once(OsString::from("mosaic")).chain(words).collect();
    static DEFINITION: LazyLock<clap::Command> = LazyLock::new(Cli::command);
    let glimpse = Glimpse::take(&DEFINITION, &args);
    assert!(glimpse.command.chars().all(|c| c.is_ascii_lowercase() || matches!(c, ' ' | '-')));
    match DEFINITION.clone().try_get_matches_from(&args).and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => {
            let stopped = args.iter().position(|arg| arg == "--").unwrap_or(args.len());
            assert!(!cli.globals.json || args[..stopped].iter().any(|arg| arg == "--json"));
        }
        Err(error) => {
            let plain = error.render().to_string();
            assert!(text(plain.as_bytes()).split('\n').all(is_safe));
        }
    }
}
