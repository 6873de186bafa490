//! Nothing that a terminal acts on leaves the program, as text or as JSON.

use std::io::Write;

use mosaic::base::escape::{is_unsafe, line, name, text};
use mosaic::cli::error::CliError;
use mosaic::cli::exit::Exit;
use mosaic::cli::json::{PathField, write_line};
use mosaic::cli::text::{RED, Text};
use regex_syntax::hir::{Class, HirKind};

/// The characters of a class, from the tables of another project.
fn class(pattern: &str) -> Vec<char> {
    let hir = regex_syntax::parse(pattern).unwrap();
    let HirKind::Class(Class::Unicode(class)) = hir.kind() else { panic!("{pattern} is no class") };
    class.ranges().iter().flat_map(|range| range.start()..=range.end()).collect()
}

#[test]
fn every_character_that_acts_or_hides_is_unsafe() {
    let dangerous = class(r"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]");
    assert!(dangerous.len() > 4_000, "the tables are there");
    for c in dangerous {
        let selects_emoji = ('\u{fe00}'..='\u{fe0f}').contains(&c);
        assert_eq!(is_unsafe(c), !selects_emoji, "U+{:04X}", u32::from(c));
    }
}

#[test]
fn what_can_be_seen_stays() {
    for c in class(r"[\p{L}\p{N}\p{P}\p{S}]") {
        let filler = matches!(c, '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}');
        assert_eq!(is_unsafe(c), filler, "U+{:04X}", u32::from(c));
    }
}

#[test]
fn every_byte_and_every_unsafe_character_in_every_form() {
    let bytes = (0..=255_u8).map(|byte| vec![b'a', byte, b'z']);
    let chars = ('\0'..=char::MAX).filter(|c| is_unsafe(*c)).map(|c| format!("a{c}z").into_bytes());
    for input in bytes.chain(chars) {
        for (form, output) in [("name", name(&input)), ("line", line(&input))] {
            assert!(!output.chars().any(is_unsafe), "{form} of {input:?}");
        }
        assert!(!text(&input).chars().any(|c| c != '\n' && is_unsafe(c)), "text of {input:?}");
        let mut json = Vec::new();
        write_line(&mut json, &PathField::from(input.as_slice())).unwrap();
        let json = String::from_utf8(json).unwrap();
        assert!(!json.trim_end_matches('\n').chars().any(is_unsafe), "JSON of {input:?}");
        let read: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(read["path"], *String::from_utf8_lossy(&input), "JSON says the same as {input:?}");
    }
}

#[test]
fn forms_are_exact() {
    assert_eq!(line(b"a\x1b[2J\r\n\tb\xff\\"), r"a\u{1b}[2J\r\n\tb\xff\");
    assert_eq!(name(br"a\x1b"), r"a\\x1b", "a backslash is not mistaken for an escape");
    assert_eq!(text(b"subject\n\nbody\x07\n"), "subject\n\nbody\\u{7}\n");
    assert_eq!(line("\u{202e}gpj.exe".as_bytes()), r"\u{202e}gpj.exe");
    assert_eq!(name("dé 日本 👍\u{fe0f}".as_bytes()), "dé 日本 👍\u{fe0f}");
    assert!(matches!(line(b"plain"), std::borrow::Cow::Borrowed("plain")), "plain text is not copied");
}

#[test]
fn a_flood_is_cut_at_a_character() {
    let flood = "é".repeat(100_000);
    for shift in ["", "x", "xy", "xyz"] {
        let shown = line(format!("{shift}{flood}").as_bytes()).into_owned();
        assert!(shown.len() < 10_000 && shown.ends_with("é…"), "{}", shown.len());
    }
}

#[test]
fn json_keeps_the_bytes_of_paths_that_are_not_utf8() {
    let mut json = Vec::new();
    write_line(&mut json, &PathField::from(b"a\xff".as_slice())).unwrap();
    assert_eq!(String::from_utf8(json).unwrap(), "{\"path\":\"a\u{fffd}\",\"path_bytes\":\"Yf8=\"}\n");
    let mut json = Vec::new();
    write_line(&mut json, &"\u{e0041}\u{9b}").unwrap();
    assert_eq!(json, b"\"\\udb40\\udc41\\u009b\"\n", "beyond the first plane as two units");
}

#[test]
fn text_lets_only_its_own_colours_through() {
    let mut out = Vec::new();
    let mut text = Text::new(&mut out, true);
    text.paint(RED, "a\x1b[0m").unwrap();
    writeln!(text, " b{}", "\x1b]8;;http://x\x07".to_owned()).unwrap();
    text.name(b"c\nd").unwrap();
    assert_eq!(String::from_utf8(out).unwrap(), "\x1b[31ma\\u{1b}[0m\x1b[0m b\\u{1b}]8;;http://x\\u{7}\nc\\nd");
}

#[test]
fn messages_of_errors_are_one_line_with_their_hint() {
    let error = CliError::new(Exit::NotFound, "no head a\x1b[2J\nb; run: mosaic head list");
    assert_eq!(error.hint.as_deref(), Some("run: mosaic head list"));
    assert_eq!(error.to_string(), "error: no head a\\u{1b}[2J\\nb; run: mosaic head list");
}
