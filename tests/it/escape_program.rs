//! The program itself, given every byte and every character that a terminal may act on, as names of files, messages,
//! authors, heads, tags, settings, patterns and arguments: none comes out raw, on a pipe, as JSON, or on a terminal.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::process::{Command, Output};

use mosaic::base::escape::is_unsafe;

use crate::hostile_archives::{Head, file, tar};
use crate::sandbox::{Sandbox, damage};
use crate::tools::{is_everything, needs};

/// A terminal in which a program runs; prints what reached it.
const TERMINAL: &str = r"
import os, pty, sys
pid, fd = pty.fork()
if pid == 0:
    os.environ['TERM'] = 'xterm'
    os.execv(sys.argv[1], sys.argv[1:])
data = b''
while True:
    try:
        part = os.read(fd, 65536)
    except OSError:
        break
    if not part:
        break
    data += part
os.waitpid(pid, 0)
sys.stdout.buffer.write(data)
";

/// Every unsafe character but NUL, some in each text, each with a letter behind it.
fn texts() -> Vec<String> {
    let all: Vec<char> = ('\u{1}'..=char::MAX).filter(|c| is_unsafe(*c)).collect();
    let mut texts: Vec<String> = all.chunks(40).map(|part| part.iter().flat_map(|c| [*c, 'z']).collect()).collect();
    texts.push("\u{1b}]0;title\u{7}\u{1b}[2J\u{1b}]52;c;bWluZQ==\u{7}\u{9b}31m\r\u{8}overwritten".to_owned());
    texts
}

/// The same as names of files, and every byte that can be in one.
fn names() -> Vec<OsString> {
    let bytes = (1..=255_u8).filter(|byte| *byte != b'/').map(|byte| OsString::from_vec(vec![b'a', byte, b'z']));
    bytes.chain(texts().into_iter().map(|text| OsString::from(text.replace('/', "")))).collect()
}

/// What came out, which must be text and have nothing in it that acts, beside newlines.
fn check(what: &str, output: &[u8], terminal: bool) {
    let text = std::str::from_utf8(output).unwrap_or_else(|error| panic!("{what}: {error}"));
    let plain = if terminal { without_own(text) } else { text.to_owned() };
    if let Some(at) = plain.find(|c: char| c != '\n' && is_unsafe(c)) {
        let from = (0..=at.saturating_sub(60)).rev().find(|at| plain.is_char_boundary(*at)).unwrap_or(0);
        panic!("{what}: {:?}", plain[from..].chars().take(120).collect::<String>());
    }
}

/// Without what the program sends of its own: colours, and moves of the bar of progress.
fn without_own(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['\u{1b}', '\r']) {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let sequence =
            rest.strip_prefix("\u{1b}[").map(|body| body.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';'));
        if let Some(behind) = sequence.and_then(|body| body.strip_prefix(['m', 'K', 'A', 'B'])) {
            rest = behind;
        } else if let Some(behind) = rest.strip_prefix('\r') {
            rest = behind;
        } else {
            // Not ours: the caller finds it.
            plain.push('\u{1b}');
            rest = &rest[1..];
        }
    }
    plain + rest
}

/// Runs commands and looks at all that they say.
struct Watched {
    place: Sandbox,
    terminal: bool,
    runs: usize,
}

impl Watched {
    fn command(&self, args: &[&OsStr]) -> Command {
        let mut command = self.place.command(&[]);
        command.args(args);
        command
    }

    /// On a pipe, as text and as JSON.
    fn pipe(&mut self, args: &[&OsStr]) -> Output {
        let output = self.command(args).output().unwrap();
        let json = self.command(&[args, &["--json".as_ref()]].concat()).output().unwrap();
        for stream in [&output.stdout, &output.stderr, &json.stdout, &json.stderr] {
            check(&format!("{args:?}"), stream, false);
        }
        self.runs += 2;
        output
    }

    /// On a pipe, and where there is one in a terminal.
    fn run(&mut self, args: &[&OsStr]) {
        self.pipe(args);
        if self.terminal {
            let program = self.command(args);
            let mut command = Command::new("python3");
            command.args(["-c", TERMINAL]).arg(program.get_program()).args(program.get_args());
            command.env_clear().envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
            let output = command.current_dir(self.place.path("")).output().unwrap();
            assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
            check(&format!("{args:?} in a terminal"), &output.stdout, true);
            self.runs += 1;
        }
    }

    fn all(&mut self, commands: &[&[&str]]) {
        for args in commands {
            self.run(&args.iter().map(OsStr::new).collect::<Vec<_>>());
        }
    }
}

/// A work tree whose files have all the names, with everything else named as badly as it may be.
fn hostile(watched: &mut Watched) {
    let place = &watched.place;
    for name in names() {
        fs::write(place.path("").join(&name), name.as_bytes()).unwrap();
    }
    // Names that are left out, with a reason.
    place.write(".mos\u{200b}aic", "x");
    fs::create_dir(place.path("d\u{202e}\u{1b}z")).unwrap();
    place.write("d\u{202e}\u{1b}z/.mosaicignore", "[\u{1b}z\n");
    watched.all(&[&["status"], &["add", "-A", "-v"], &["status"], &["diff", "--staged"]]);
    let all: String = texts().concat();
    for key in ["user.name", "user.email"] {
        watched.run(&["config".as_ref(), "set".as_ref(), key.as_ref(), "\u{202e}\u{1b}z\u{9b}z\u{7f}z".as_ref()]);
    }
    watched.all(&[&["config", "list", "--show-origin"], &["config", "get", "user.name"]]);
    watched.run(&["commit".as_ref(), "-m".as_ref(), all.as_ref()]);
    watched.all(&[&["config", "set", "user.name", "A\u{202e}z"], &["config", "set", "user.email", "a\u{200b}z@b"]]);
    watched.run(&["commit".as_ref(), "-m".as_ref(), all.as_ref()]);
}

const READERS: &[&[&str]] = &[
    &["log"],
    &["log", "--oneline"],
    &["show"],
    &["ls"],
    &["ls", "-l"],
    &["find", "*"],
    &["status"],
    &["diff"],
    &["diff", "--stat"],
    &["op", "log"],
    &["head", "list"],
    &["tag", "list"],
    &["stats"],
    &["fsck"],
    &["key", "show"],
    &["config", "list"],
];

#[test]
fn nothing_that_a_terminal_acts_on_comes_out() {
    let mut watched = Watched { place: Sandbox::new(), terminal: needs("python3"), runs: 0 };
    hostile(&mut watched);
    watched.all(READERS);
    // Heads and tags may have what hides or reorders, not what acts.
    for (number, text) in texts().iter().enumerate() {
        let name: String = text.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
        if !name.is_empty() && number % 10 == 0 {
            watched.pipe(&["tag".as_ref(), "create".as_ref(), name.as_ref()]);
            watched.pipe(&["head".as_ref(), "create".as_ref(), name.as_ref()]);
        }
    }
    watched.all(&[&["tag", "create", "t\u{1b}z"], &["head", "create", "h\u{202e}z"], &["switch", "h\u{202e}z"]]);
    // Everything changed, everything gone.
    for name in names() {
        fs::write(watched.place.path("").join(&name), "changed").unwrap();
    }
    watched.all(&[&["status"], &["diff"], &["checkout", "tag\u{1b}z"], &["rm", "-n", "."], &["add", "-A"]]);
    watched.all(&[&["commit", "-m", "\u{1b}]0;x\u{7}z"], &["diff", "@~1", "@"], &["show"], &["undo"], &["op", "log"]]);
    watched.all(READERS);
    println!("{} runs", watched.runs);
}

#[test]
fn arguments_and_errors_come_out_escaped() {
    let mut watched = Watched { place: Sandbox::new(), terminal: needs("python3"), runs: 0 };
    watched.place.write("file", "content");
    watched.place.commit("first");
    let all = is_everything();
    let mut hostile: Vec<String> = texts();
    hostile.rotate_right(1);
    hostile.truncate(if all { 4 } else { 2 });
    for text in &hostile {
        let words = ["", "cat", "ls", "show", "find", "checkout", "switch", "restore", "rm", "add", "diff", "log"];
        for word in words {
            watched.run(&[word, text].iter().filter(|arg| !arg.is_empty()).map(OsStr::new).collect::<Vec<_>>());
        }
        let pattern = format!("[{text}");
        watched.all(&[
            &["find", &pattern],
            &["cat", &format!("@:{text}")],
            &["mv", text, "other"],
            &["mv", "file", text, "-n"],
            &["config", "get", text],
            &["config", "set", text, "x"],
            &["config", "set", "pack.size", text],
            &["config", "set", "gc.keep", text],
            &["tag", "create", text],
            &["tag", "delete", text],
            &["head", "create", text],
            &["head", "rename", "main", text],
            &["rev-parse", text],
            &["merge", text],
            &["import", text],
            &["import", "file", "--max-size", text],
            &["export", "--tgz", &format!("no/such/{text}")],
            &["repair", "--from", text],
            &["drop", "--before", text, "--yes"],
            &["op", "restore", text],
            &["explain", text],
            &["fsck", &format!("--data={text}")],
            &["-C", text, "status"],
            &["--repo", text, "status"],
            &["--lock-timeout", text, "status"],
            &[&format!("--{text}")],
            &["init", text],
        ]);
        let mut command = watched.command(&["status".as_ref()]);
        for stream in command.env("MOSAIC_LOCK_TIMEOUT", text).env("MOSAIC_USER_NAME", text).output().iter() {
            check("variables", &stream.stdout, false);
            check("variables", &stream.stderr, false);
        }
    }
    println!("{} runs", watched.runs);
}

#[test]
fn archives_damage_and_settings_that_are_files_come_out_escaped() {
    let mut watched = Watched { place: Sandbox::new(), terminal: needs("python3"), runs: 0 };
    let texts = texts();
    let last = texts.last().unwrap();
    let parts: Vec<Vec<u8>> = names()
        .iter()
        .filter(|name| name.len() <= 100)
        .flat_map(|name| [file(name.as_bytes(), b"content"), Head::new([name.as_bytes(), b"p"].concat(), b'6').block()])
        .collect();
    let archives = [
        tar(&parts),
        tar(&[Head::new(format!("/{last}"), b'0').with(b"x")]),
        tar(&[Head::new(last, b'?').with(b"x")]),
        tar(&[Head::new(last, b'1').link(format!("../{last}")).block()]),
        tar(&[Head::new(last, b'1').link("nowhere").block()]),
        last.as_bytes().to_vec(),
    ];
    for archive in archives {
        fs::write(watched.place.beside("archive"), archive).unwrap();
        watched.all(&[&["import", "-n", "../archive"], &["import", "../archive"]]);
    }
    watched.all(&[&["status"], &["commit", "-m", "imported"], &["ls"], &["status"], &["checkout", "@"]]);
    // A lost pack: paths of losses.
    for file in watched.place.files("packs") {
        damage(&file, |bytes| bytes[100] ^= 1);
    }
    watched.all(&[&["fsck", "--data"], &["repair"], &["cat", "@:a\u{1}z"], &["gc"], &["restore", "."]]);
    for text in
        ["\u{1b}]0;z\u{7} = [\n", "[user]\nname = \"\u{9b}31mz\u{202e}z\"\n\"\u{200b}z\" = 1\n", "format = \u{7f}z"]
    {
        fs::write(watched.place.path(".mosaic/config.toml"), text).unwrap();
        watched.all(&[&["status"], &["config", "list", "--show-origin"], &["log"]]);
    }
    for name in ["format", "state", "identity"] {
        let at = watched.place.path(".mosaic").join(name);
        let sound = fs::read(&at).unwrap();
        let text = if name == "format" { format!("mosaic repository 1\n{last}\n") } else { last.clone() };
        damage(&at, |bytes| *bytes = text.clone().into_bytes());
        watched.all(&[&["status"], &["key", "show"], &["fsck"]]);
        fs::write(&at, sound).unwrap();
    }
    println!("{} runs", watched.runs);
}
