//! What commands show of strands.

use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Serialize, Serializer};

use crate::cli::error::CliError;
use crate::cli::members::time;
use crate::cli::text::{CYAN, Text, YELLOW};
use crate::strand::record::Signed;

/// A strand as an item of a list.
pub struct StrandItem {
    /// The height of the first knot that covers it; `None` while its place is not final.
    pub knot: Option<u64>,
    /// The strand.
    pub signed: Signed,
}

#[derive(Serialize)]
struct StrandField<'a> {
    strand: String,
    author: String,
    seq: u64,
    previous: Option<String>,
    seen: Vec<String>,
    clock: u64,
    time: String,
    kind: &'a str,
    body: String,
    knot: Option<u64>,
}

impl Serialize for StrandItem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Signed { strand, id, .. } = &self.signed;
        let field = StrandField {
            strand: id.to_string(),
            author: strand.author.to_string(),
            seq: strand.seq,
            previous: strand.previous.map(|id| id.to_string()),
            seen: strand.seen.iter().map(ToString::to_string).collect(),
            clock: strand.clock,
            time: time(strand.time),
            kind: &strand.kind,
            body: STANDARD.encode(&strand.body),
            knot: self.knot,
        };
        field.serialize(serializer)
    }
}

/// One line for people.
///
/// # Errors
/// The output cannot be written.
pub fn write_strand(text: &mut Text<'_>, item: &StrandItem) -> Result<(), CliError> {
    let Signed { strand, id, .. } = &item.signed;
    text.paint(YELLOW, id.short())?;
    write!(text, "  {:>6}  {}  {}  ", strand.clock, time(strand.time), &strand.author.to_string()[..16])?;
    text.paint(CYAN, &strand.kind)?;
    Ok(writeln!(text)?)
}
