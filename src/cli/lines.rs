//! What several commands show of differences and commits, as text.

use std::io::{self, Write};

use crate::archive::row::EntryKind;
use crate::base::size::size;
use crate::base::time::Timestamp;
use crate::cli::error::CliError;
use crate::cli::text::{CYAN, GREEN, RED, Text, YELLOW};
use crate::repo::compare::{Change, Difference};
use crate::repo::record::{Signature, Version};

/// Each difference on a line, with a letter for how it differs; with `zero` (`-z`) the paths alone.
///
/// # Errors
/// The output cannot be written.
pub fn differences(text: &mut Text<'_>, differences: &[Difference], zero: bool) -> Result<(), CliError> {
    for difference in differences {
        if !zero {
            let (style, letter) = match difference.change {
                Change::Added => (GREEN, 'A'),
                Change::Removed => (RED, 'D'),
                Change::Modified => (YELLOW, 'M'),
                Change::Mode => (YELLOW, 'm'),
                Change::Type => (YELLOW, 'T'),
                Change::Renamed { .. } => (CYAN, 'R'),
            };
            text.paint(style, letter)?;
            write!(text, " ")?;
            paths(text, difference)?;
        } else {
            text.entry(difference.path.as_bytes(), true)?;
        }
    }
    Ok(())
}

/// The path of an entry, with a slash behind a directory, and after the old one where it was renamed; ends the line.
///
/// # Errors
/// The output cannot be written.
pub fn paths(text: &mut Text<'_>, difference: &Difference) -> io::Result<()> {
    if let Change::Renamed { from } = &difference.change {
        text.name(from.as_bytes())?;
        write!(text, " -> ")?;
    }
    text.name(difference.path.as_bytes())?;
    let row = difference.new.as_ref().or(difference.old.as_ref());
    writeln!(text, "{}", if row.is_some_and(|row| row.kind == EntryKind::Directory) { "/" } else { "" })
}

/// Sizes before and after on a line each, and a line for all.
///
/// # Errors
/// The output cannot be written.
pub fn sizes(text: &mut Text<'_>, differences: &[Difference]) -> Result<(), CliError> {
    let (mut before, mut after) = (0, 0);
    for difference in differences {
        let [old, new] = [&difference.old, &difference.new].map(|row| row.as_ref().map(|row| row.size));
        before += old.unwrap_or(0);
        after += new.unwrap_or(0);
        let show = |side: Option<u64>| side.map_or_else(|| "-".to_owned(), size);
        write!(text, "{:>8} -> {:>8}  ", show(old), show(new))?;
        paths(text, difference)?;
    }
    let count = |letter: fn(&Change) -> bool| differences.iter().filter(|entry| letter(&entry.change)).count();
    let (added, removed) = (count(|change| *change == Change::Added), count(|change| *change == Change::Removed));
    let changed = differences.len() - added - removed;
    writeln!(text, "{added} added, {changed} changed, {removed} removed; {} -> {}", size(before), size(after))?;
    Ok(())
}

/// A commit as `log` and `show` have it.
///
/// # Errors
/// The output cannot be written.
pub fn commit(text: &mut Text<'_>, version: &Version) -> Result<(), CliError> {
    let commit = &version.commit;
    text.paint(YELLOW, format_args!("commit {}", version.id))?;
    writeln!(text)?;
    if commit.parents.len() > 1 {
        let parents: Vec<String> = commit.parents.iter().map(|parent| parent.short()).collect();
        writeln!(text, "Merge:     {}", parents.join(" "))?;
    }
    for (title, person) in [("Author:", &commit.author), ("Committer:", &commit.committer)] {
        if title == "Author:" || (person.name(), person.email()) != (commit.author.name(), commit.author.email()) {
            write!(text, "{title:<11}")?;
            text.name(person.name().as_bytes())?;
            write!(text, " <")?;
            text.name(person.email().as_bytes())?;
            writeln!(text, ">")?;
        }
    }
    writeln!(text, "Date:      {}", Timestamp::from_seconds(commit.author.seconds()))?;
    writeln!(text, "Files:     {}, {}", version.summary.files, size(version.summary.bytes))?;
    write!(text, "Signature: ")?;
    match version.signature() {
        Signature::Good(key) => text.paint(GREEN, format_args!("good, by {key}"))?,
        Signature::Bad => text.paint(RED, "BAD: it does not verify")?,
        Signature::Missing => text.paint(RED, "none")?,
    }
    writeln!(text, "\n")?;
    for line in commit.message.trim_end().lines() {
        writeln!(text, "{}{line}", if line.is_empty() { "" } else { "    " })?;
    }
    Ok(())
}
