//! Makes text from data, peers and messages safe for a terminal, for JSON and for pages. Nothing reaches them but through
//! here, except bytes that were asked for as they are (`cat`, `-z`).
//!
//! Escaped are control characters, those that change the direction of text, those of no width, other format
//! characters, and separators of lines and paragraphs: what can hide, reorder, overwrite or forge what is shown.

use std::borrow::Cow;
use std::fmt::Write;

/// Longest message of one line, in bytes: a peer or a file name may not flood the terminal.
const MAX_LINE: usize = 8192;

/// Whether a terminal may act on this character, or show nothing for it. Unicode 17: Cc, Cf, Zl, Zp and the default
/// ignorable code points, but for the variation selectors of emoji, U+FE00 to U+FE0F.
pub const fn is_unsafe(c: char) -> bool {
    matches!(c,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}'
        | '\u{70f}' | '\u{890}'..='\u{891}' | '\u{8e2}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{110bd}' | '\u{110cd}'
        | '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// A name on one line, unambiguous: as [`line`], and a backslash is doubled.
pub fn name(bytes: &[u8]) -> Cow<'_, str> {
    escape(bytes, |c| c == '\\' || is_unsafe(c))
}

/// A message on one line: unsafe characters as `\n`, `\t`, `\r` or `\u{…}`, bytes that are not UTF-8 as `\x…`; cut
/// with `…` where it is too long to be one.
pub fn line(bytes: &[u8]) -> Cow<'_, str> {
    if bytes.len() <= MAX_LINE {
        return escape(bytes, is_unsafe);
    }
    let mut cut = escape(&bytes[..char_boundary(bytes, MAX_LINE)], is_unsafe).into_owned();
    cut.push('…');
    Cow::Owned(cut)
}

/// Text that has several lines by its nature, such as the message of a commit: as [`line`] without the limit, but
/// newlines stay.
pub fn text(bytes: &[u8]) -> Cow<'_, str> {
    escape(bytes, |c| c != '\n' && is_unsafe(c))
}

/// The nearest place at or before `at` that does not cut a UTF-8 sequence.
fn char_boundary(bytes: &[u8], at: usize) -> usize {
    let is_boundary = |at: &usize| bytes.get(*at).is_none_or(|byte| byte & 0xc0 != 0x80);
    (at.saturating_sub(3)..=at).rev().find(is_boundary).unwrap_or(at)
}

fn escape(bytes: &[u8], must: impl Fn(char) -> bool) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes)
        && !text.chars().any(&must)
    {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(bytes.len() + 16);
    for part in bytes.utf8_chunks() {
        for c in part.valid().chars() {
            if must(c) { push_escaped(&mut out, c) } else { out.push(c) }
        }
        for byte in part.invalid() {
            write!(out, "\\x{byte:02x}").expect("writing to memory");
        }
    }
    Cow::Owned(out)
}

fn push_escaped(out: &mut String, c: char) {
    match c {
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\t' => out.push_str("\\t"),
        '\r' => out.push_str("\\r"),
        _ => write!(out, "\\u{{{:x}}}", u32::from(c)).expect("writing to memory"),
    }
}
