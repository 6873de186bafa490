//! Runs the documentation: the commands in `tests/transcripts/*.md`, `docs/tutorial.md` and `README.md`, and compares
//! what they print with what is written there. `MOSAIC_BLESS=1` writes what they print.
//!
//! In a block that begins with three backticks and `console`, a line after `$ ` is a command, lines after `> ` continue
//! it, and all lines up to the next command are what it prints on both streams. `? N` is its exit code, 0 where it is
//! not written. `[..]` stands for anything in a line, `...` alone for any lines. Dates and times match by their shape,
//! sizes in B, kB or MB within a tenth, counts of chunks always: where headers are cut depends on the times in them.
//! An id stands for the id that the run has in its place, here and wherever it is repeated, in commands too. Words after
//! `console` are outside tools that the block needs. One directory serves a whole file; `cd` lasts.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::tools::needs;

const FOLDER: &str = "tests/transcripts";
/// The shapes of dates and times: any digit matches `0`.
const MOMENTS: [&str; 3] = ["0000-00-00", "00:00:00", "00:00"];

#[test]
fn readme() {
    check("README.md");
}

#[test]
fn tutorial() {
    check("docs/tutorial.md");
}

#[test]
fn first_steps() {
    check("tests/transcripts/first-steps.md");
}

#[test]
fn changes() {
    check("tests/transcripts/changes.md");
}

#[test]
fn history() {
    check("tests/transcripts/history.md");
}

#[test]
fn merge() {
    check("tests/transcripts/merge.md");
}

#[test]
fn undo() {
    check("tests/transcripts/undo.md");
}

#[test]
fn export_import() {
    check("tests/transcripts/export-import.md");
}

#[test]
fn damage() {
    check("tests/transcripts/damage.md");
}

#[test]
fn community() {
    check("tests/transcripts/community.md");
}

#[test]
fn errors() {
    check("tests/transcripts/errors.md");
}

#[test]
fn ignore() {
    check("tests/transcripts/ignore.md");
}

#[test]
fn every_transcript_is_named() {
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(FOLDER)).unwrap() {
        let path = format!("{FOLDER}/{}", entry.unwrap().file_name().to_str().unwrap());
        let here = include_str!("transcripts.rs");
        assert!(here.contains(&format!("check(\"{path}\")")), "{path} is not run by this file");
    }
}

#[test]
fn what_differs_is_seen() {
    let mut ids = Ids::default();
    for (expected, printed, same) in [
        ("a\nb", "a\nb", true),
        ("a\nb", "a", false),
        ("a", "a\nb", false),
        ("a\n...", "a\nb\nc", true),
        ("...\nc", "a\nb\nc", true),
        ("...\nb", "a\nb\nc", false),
        ("x [..] z", "x y z", true),
        ("x [..] z", "x y", false),
        ("at 2026-11-20 10:20:30", "at 1999-01-02 03:04:05", true),
        ("at 2026-11-20", "at 1999-1-2", false),
        ("1.0 kB stored", "960 B stored", true),
        ("1.0 kB stored", "1.2 kB stored", false),
        ("1.0 kB", "1.0 MB", false),
        ("1 new chunks, 12 reused", "2 new chunks, 3 reused", true),
        ("1 new chunks", "2 new files", false),
        ("id 0123abcd", "id ffffeeee", true),
        ("id 0123abcd", "id ffffeeef", false),
        ("id 0123abcd44", "id ffffeeee55", true),
        ("id 0123abcd45", "id ffffeeee55", false),
        ("id 00000000", "id ffffeeee", false),
        ("id 0123abcd", "id none", false),
    ] {
        assert_eq!(is_same(&lines(expected), &lines(printed), &mut ids), same, "{expected:?} {printed:?}");
    }
    assert_eq!(ids.to_run("show 0123abcd:x 99999999"), "show ffffeeee:x 99999999");
    assert_eq!(ids.to_text("at ffffeeee55"), "at 0123abcd44");
    assert_eq!(ids.to_text("at ffffeeee5566"), "at 0123abcd4466");
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

/// One command of a file, and what is written of it.
struct Step {
    line: usize,
    command: String,
    expected: Vec<String>,
    code: i32,
}

/// A file in pieces: text is kept as it is.
enum Part {
    Text(String),
    Block { tools: Vec<String>, steps: Vec<Step> },
}

fn check(name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let parts = parse(&fs::read_to_string(&path).unwrap());
    let mut session = Session::new();
    let (mut text, mut wrong) = (Vec::new(), Vec::new());
    for part in parts {
        match part {
            Part::Text(line) => text.push(line),
            Part::Block { tools, mut steps } => {
                let skipped = !tools.iter().all(|tool| needs(tool));
                for step in steps.iter_mut().filter(|_| !skipped) {
                    wrong.extend(session.step(step).map(|why| format!("{name}:{}: {why}", step.line)));
                }
                text.extend(written(&tools, &steps));
            }
        }
    }
    if std::env::var_os("MOSAIC_BLESS").is_some() && !wrong.is_empty() {
        fs::write(&path, text.join("\n") + "\n").unwrap();
        return;
    }
    assert!(wrong.is_empty(), "{}\n(MOSAIC_BLESS=1 writes what is printed)", wrong.join("\n"));
}

fn parse(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut block = false;
    for (number, line) in text.lines().enumerate() {
        let begins = line.strip_prefix("```console").filter(|_| !block);
        match (begins, block) {
            (Some(tools), _) => {
                let tools = tools.split_whitespace().map(str::to_owned).collect();
                parts.push(Part::Block { tools, steps: Vec::new() });
                block = true;
            }
            (None, false) => parts.push(Part::Text(line.to_owned())),
            (None, true) if line == "```" => block = false,
            (None, true) => match parts.last_mut() {
                Some(Part::Block { steps, .. }) => inside(steps, line, number + 1),
                _ => panic!("a block is open"),
            },
        }
    }
    assert!(!block, "the last block has no end");
    parts
}

fn inside(steps: &mut Vec<Step>, line: &str, number: usize) {
    if let Some(command) = line.strip_prefix("$ ") {
        steps.push(Step { line: number, command: command.to_owned(), expected: Vec::new(), code: 0 });
        return;
    }
    let step = steps.last_mut().unwrap_or_else(|| panic!("line {number}: output without a command"));
    if let Some(more) = line.strip_prefix("> ").filter(|_| step.expected.is_empty()) {
        step.command.push('\n');
        step.command.push_str(more);
    } else if let Some(code) = line.strip_prefix("? ") {
        step.code = code.parse().unwrap();
    } else {
        step.expected.push(line.to_owned());
    }
}

/// The lines of a block.
fn written(tools: &[String], steps: &[Step]) -> Vec<String> {
    let mut lines =
        vec![["```console"].into_iter().chain(tools.iter().map(String::as_str)).collect::<Vec<_>>().join(" ")];
    for step in steps {
        lines.push(format!("$ {}", step.command.replace('\n', "\n> ")));
        lines.extend(step.expected.iter().cloned());
        lines.extend((step.code != 0).then(|| format!("? {}", step.code)));
    }
    lines.push("```".to_owned());
    lines
}

/// Where the commands of one file run.
struct Session {
    root: tempfile::TempDir,
    directory: PathBuf,
    ids: Ids,
}

impl Session {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let home = root.path().canonicalize().unwrap().join("home/user");
        fs::create_dir_all(home.join(".config/mosaic")).unwrap();
        let settings = "[user]\nname = \"User\"\nemail = \"user@example.org\"\n";
        fs::write(home.join(".config/mosaic/config.toml"), settings).unwrap();
        Self { root, directory: home, ids: Ids::default() }
    }

    /// Runs it, writes down what it printed, and says what was not as expected.
    fn step(&mut self, step: &mut Step) -> Option<String> {
        let root = self.root.path().canonicalize().unwrap();
        let binaries = Path::new(env!("CARGO_BIN_EXE_mosaic")).parent().unwrap();
        let path = std::env::join_paths(
            std::iter::once(binaries.to_owned())
                .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())),
        );
        let kept = root.join("directory");
        let script = format!(
            "exec 2>&1; umask 022; trap 'pwd >\"$TRANSCRIPT\"' EXIT\n{}\n",
            self.ids.to_run(&step.command).replace("/home/user", &format!("{}/home/user", root.display()))
        );
        let mut command = Command::new("sh");
        command.env_clear().env("PATH", path.unwrap()).env("HOME", root.join("home/user")).env("TRANSCRIPT", &kept);
        command.env("TZ", "UTC").env("LC_ALL", "C").env("TMPDIR", &root).current_dir(&self.directory);
        let output = command.args(["-c", &script]).stdin(Stdio::null()).output().unwrap();
        self.directory = PathBuf::from(fs::read_to_string(&kept).unwrap().trim_end());
        let code = output.status.code().unwrap_or(-1);
        let printed = String::from_utf8(output.stdout).unwrap().replace(&*root.to_string_lossy(), "");
        let printed = lines(&printed);
        let same = is_same(&step.expected, &printed, &mut self.ids);
        if same && code == step.code {
            return None;
        }
        let why = format!(
            "{}\nexpected, with exit code {}:\n{}\nprinted, with exit code {code}:\n{}\n",
            step.command,
            step.code,
            step.expected.join("\n"),
            printed.join("\n")
        );
        if !same {
            step.expected = self.kept_where_same(&step.expected, &printed);
        }
        step.code = code;
        Some(why)
    }

    /// What was printed, with the lines that are written where they say the same.
    fn kept_where_same(&mut self, expected: &[String], printed: &[String]) -> Vec<String> {
        let line = |(number, printed): (usize, &String)| {
            let written = expected.get(number).filter(|line| *line != "...");
            match written.filter(|line| is_line(line, printed, &mut self.ids)) {
                Some(line) => line.clone(),
                None => {
                    let text = self.ids.to_text(printed);
                    // From here on its ids stand for themselves.
                    is_line(&text, printed, &mut self.ids);
                    text
                }
            }
        };
        printed.iter().enumerate().map(line).collect()
    }
}

fn is_same(expected: &[String], printed: &[String], ids: &mut Ids) -> bool {
    let known = ids.clone();
    let same = match (expected.split_first(), printed.split_first()) {
        (None, None) => true,
        (Some((any, rest)), _) if any == "..." => {
            (0..=printed.len()).any(|skipped| is_same(rest, &printed[skipped..], ids))
        }
        (Some((line, rest)), Some((found, more))) => is_line(line, found, ids) && is_same(rest, more, ids),
        _ => false,
    };
    if !same {
        *ids = known;
    }
    same
}

fn is_line(expected: &str, printed: &str, ids: &mut Ids) -> bool {
    let known = ids.clone();
    let same = if let Some(rest) = expected.strip_prefix("[..]") {
        let mut ends = printed.char_indices().map(|(at, _)| at).chain([printed.len()]);
        ends.any(|at| is_line(rest, &printed[at..], ids))
    } else if let Some((id, rest)) = leading_id(expected) {
        match leading_id(printed) {
            Some((found, more)) => ids.agree(id, found) && is_line(rest, more, ids),
            None => false,
        }
    } else if let Some(rest) = leading_chunks(expected) {
        leading_chunks(printed).is_some_and(|more| is_line(rest, more, ids))
    } else if let Some((size, rest)) = leading_size(expected) {
        // Times and keys differ from run to run, and with them what deflate makes of them.
        leading_size(printed)
            .is_some_and(|(found, more)| (size - found).abs() <= size / 10.0 && is_line(rest, more, ids))
    } else if let Some(len) = leading_moment(expected) {
        leading_moment(printed) == Some(len) && is_line(&expected[len..], &printed[len..], ids)
    } else {
        let (mut a, mut b) = (expected.chars(), printed.chars());
        match (a.next(), b.next()) {
            (None, None) => true,
            (x, y) => x == y && is_line(a.as_str(), b.as_str(), ids),
        }
    };
    if !same {
        *ids = known;
    }
    same
}

/// At least 8 hexadecimal digits that are a word of their own end, and what follows them.
fn leading_id(text: &str) -> Option<(&str, &str)> {
    let digit = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    let (id, rest) = text.split_at(text.find(|c| !digit(c)).unwrap_or(text.len()));
    let word_goes_on = rest.starts_with(|c: char| c.is_ascii_alphabetic());
    (id.len() >= 8 && !word_goes_on).then_some((id, rest))
}

/// What follows a count of chunks.
fn leading_chunks(text: &str) -> Option<&str> {
    let (number, rest) = text.split_at(text.find(|c: char| !c.is_ascii_digit())?);
    (!number.is_empty() && (rest.starts_with(" new chunks") || rest.starts_with(" reused"))).then_some(rest)
}

/// A size in bytes, in one of the units that are printed, and what follows it.
fn leading_size(text: &str) -> Option<(f64, &str)> {
    let (number, rest) = text.split_at(text.find(|c: char| !(c.is_ascii_digit() || c == '.'))?);
    let units = [(" B", 1e0), (" kB", 1e3), (" MB", 1e6)];
    let (rest, unit) = units.iter().find_map(|(unit, factor)| Some((rest.strip_prefix(unit)?, factor)))?;
    Some((number.parse::<f64>().ok()? * unit, rest))
}

fn leading_moment(text: &str) -> Option<usize> {
    let fits = |shape: &&&str| {
        let mut pairs = shape.bytes().zip(text.bytes());
        text.len() >= shape.len()
            && pairs.all(|(shape, byte)| if shape == b'0' { byte.is_ascii_digit() } else { shape == byte })
    };
    MOMENTS.iter().find(fits).map(|shape| shape.len())
}

/// Ids as they are written, and those of this run in their places.
#[derive(Clone, Default)]
struct Ids(Vec<(String, String)>);

impl Ids {
    /// Whether `written` can stand for `run`: of the same length, and as it was so far.
    fn agree(&mut self, written: &str, run: &str) -> bool {
        let agrees = |(a, b): &(String, String)| {
            let len = a.len().min(written.len());
            (a[..len] == written[..len]) == (b[..len] == run[..len])
        };
        let fits = written.len() == run.len() && self.0.iter().all(agrees);
        if fits && !self.0.iter().any(|(a, _)| a == written) {
            self.0.push((written.to_owned(), run.to_owned()));
        }
        fits
    }

    fn to_run(&self, text: &str) -> String {
        translated(text, self.0.iter().map(|(a, b)| (&a[..], &b[..])))
    }

    fn to_text(&self, text: &str) -> String {
        translated(text, self.0.iter().map(|(a, b)| (&b[..], &a[..])))
    }
}

fn translated<'i>(text: &str, ids: impl Iterator<Item = (&'i str, &'i str)> + Clone) -> String {
    let (mut new, mut rest, mut inside) = (String::new(), text, false);
    while let Some(next) = rest.chars().next() {
        let id = if inside { None } else { leading_id(rest) };
        let known = id.and_then(|(id, more)| {
            let longer = ids.clone().find(|(from, _)| from.starts_with(id));
            let (from, to) = longer
                .or_else(|| ids.clone().filter(|(from, _)| id.starts_with(from)).max_by_key(|(from, _)| from.len()))?;
            let len = from.len().min(id.len());
            Some((&to[..len], &id[len..], more))
        });
        match known {
            Some((to, tail, more)) => {
                new.push_str(to);
                new.push_str(tail);
                rest = more;
            }
            None => {
                new.push(next);
                rest = &rest[next.len_utf8()..];
            }
        }
        inside = next.is_ascii_alphanumeric();
    }
    new
}
