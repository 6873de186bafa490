//! The binary: envelope, exit codes, global options, streams.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use mosaic::base::key::SecretKey;
use mosaic::cli::exit::EXPLANATIONS;
use mosaic::storage::real::RealStorage;
use mosaic::storage::traits::{Access, Storage};
#[cfg(target_os = "linux")]
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use crate::tools::needs;

/// A directory with a repository that has no commits, and a home without settings.
struct Place {
    dir: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let repository = dir.path().join("repo/.mosaic");
        fs::create_dir_all(repository.parent().unwrap()).unwrap();
        fs::create_dir_all(dir.path().join("config/mosaic")).unwrap();
        RealStorage::create(&repository).unwrap();
        fs::write(repository.join("format"), "mosaic repository 1\n").unwrap();
        Self { dir }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().canonicalize().unwrap().join(name)
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mosaic"));
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("MOSAIC_")) {
            command.env_remove(name);
        }
        command.env_remove("NO_COLOR").env("XDG_CONFIG_HOME", self.path("config")).env("HOME", self.path(""));
        command.current_dir(self.path("repo")).args(args).stdin(Stdio::null());
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Runs and reads the one document.
    fn json(&self, args: &[&str]) -> (i32, Value) {
        let output = self.run(args);
        assert_eq!(stderr(&output), "", "with --json the document says everything: {args:?}");
        let text = stdout(&output);
        assert!(text.ends_with('\n') && text.lines().count() == 1, "one line: {text}");
        (code(&output), serde_json::from_str(&text).unwrap())
    }
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("not ended by a signal")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn a_success_is_an_envelope_with_a_result() {
    let (code, document) = Place::new().json(&["config", "get", "gc.keep", "--json"]);
    assert_eq!(code, 0);
    let result = json!({"key": "gc.keep", "value": "14d", "origin": {"level": "default", "place": ""}});
    assert_eq!(document, json!({"schema": "mosaic/1", "command": "config get", "ok": true, "result": result}));
}

#[test]
fn a_failure_is_an_envelope_with_an_error() {
    let (code, document) = Place::new().json(&["--json", "config", "get", "user.name"]);
    let error = json!({"code": 5, "kind": "not-found", "message": "user.name is not set",
                       "hint": "run: mosaic config set user.name VALUE"});
    assert_eq!(document, json!({"schema": "mosaic/1", "command": "config get", "ok": false, "error": error}));
    assert_eq!(code, 5);
}

#[test]
fn without_json_results_and_errors_have_a_stream_each() {
    let place = Place::new();
    let output = place.run(&["config", "get", "gc.keep"]);
    assert_eq!((code(&output), stdout(&output).as_str(), stderr(&output).as_str()), (0, "14d\n", ""));
    let output = place.run(&["config", "get", "user.name"]);
    let message = "error: user.name is not set; run: mosaic config set user.name VALUE\n";
    assert_eq!((code(&output), stdout(&output).as_str(), stderr(&output).as_str()), (5, "", message));
}

#[test]
fn a_usage_error_is_2_and_suggests_the_nearest() {
    let place = Place::new();
    for (args, nearest) in [
        (&["comit"][..], "'commit'"),
        (&["log", "--jsno"], "'--json'"),
        (&["--quite", "log"], "'--quiet'"),
        (&["head", "creat", "x"], "'create'"),
    ] {
        let output = place.run(args);
        assert_eq!((code(&output), stdout(&output).as_str()), (2, ""), "{args:?}");
        assert!(stderr(&output).contains(nearest), "{args:?}: {}", stderr(&output));
        let (code, document) = place.json(&[&["--json"], args].concat());
        assert_eq!(code, 2, "{args:?}");
        assert_eq!(document["error"]["kind"], "usage", "{args:?}");
        assert!(document["error"]["hint"].as_str().unwrap().contains(nearest), "{args:?}: {document}");
    }
    let (_, document) = place.json(&["head", "creat", "--json"]);
    assert_eq!(document["command"], "head");
    let (_, document) = place.json(&["comit", "add", "--json"]);
    assert_eq!(document["command"], "mosaic");
    let (code, document) = place.json(&["commit", "--json"]);
    assert_eq!((code, &document["command"]), (2, &json!("commit")));
    assert!(document["error"]["message"].as_str().unwrap().contains("--message <MSG>"), "{document}");
}

#[test]
fn nothing_typed_is_a_usage_error_and_asked_help_is_not() {
    let place = Place::new();
    let output = place.run(&[]);
    assert_eq!((code(&output), stdout(&output).as_str()), (2, ""));
    assert!(stderr(&output).contains("Usage: mosaic"), "{}", stderr(&output));
    let (code_of_nothing, document) = place.json(&["--json"]);
    assert_eq!((code_of_nothing, &document["error"]["code"]), (2, &json!(2)));
    for args in [&["--help"][..], &["help", "add"], &["add", "-h"], &["--version"], &["head", "list", "--help"]] {
        let output = place.run(args);
        assert_eq!((code(&output), stderr(&output).as_str()), (0, ""), "{args:?}");
        assert!(stdout(&output).contains("mosaic"), "{args:?}");
    }
}

#[test]
fn global_options_stand_before_and_after_the_verb() {
    let place = Place::new();
    fs::create_dir(place.path("elsewhere")).unwrap();
    let repository = place.path("repo").into_os_string().into_string().unwrap();
    let run = |args: &[&str]| {
        let output = place.command(args).current_dir(place.path("elsewhere")).output().unwrap();
        (code(&output), stdout(&output))
    };
    run(&["-C", "../repo", "config", "set", "pack.size", "64MiB"]);
    let found = (0, "64MiB\n".to_owned());
    assert_eq!(run(&["-C", "../repo", "config", "get", "pack.size"]), found);
    assert_eq!(run(&["config", "-C", "../repo", "get", "pack.size"]), found);
    assert_eq!(run(&["config", "get", "pack.size", "-C", "../repo"]), found);
    assert_eq!(run(&["--repo", &repository, "config", "get", "pack.size"]), found);
    assert_eq!(run(&["config", "get", "pack.size", "--repo", "../repo/.mosaic"]), found);
    assert_eq!(run(&["config", "get", "pack.size"]).1, "512MiB\n", "no repository, the default");
    assert_eq!(run(&["config", "get", "pack.size", "--repo", "."]).0, 5, "asked for, but none");
    assert_eq!(run(&["config", "get", "pack.size", "--repo", "../repo/.mosaic/packs"]).0, 5, "below one is not one");
    assert_eq!(run(&["config", "get", "pack.size", "-C", "missing"]).0, 5);
    let output =
        place.command(&["config", "get", "pack.size"]).current_dir("/").env("MOSAIC_DIR", &repository).output();
    assert_eq!(stdout(&output.unwrap()), "64MiB\n");
}

#[test]
fn quiet_keeps_what_was_asked_for() {
    let place = Place::new();
    assert_eq!(stdout(&place.run(&["-q", "config", "get", "gc.keep"])), "14d\n");
    let (code, document) = place.json(&["-q", "config", "set", "gc.keep", "7d", "--json"]);
    assert_eq!((code, &document["result"]["changed"]), (0, &json!(true)));
}

#[test]
fn colours_only_where_they_are_wanted() {
    let place = Place::new();
    let colored = |args: &[&str]| stdout(&place.run(args)).contains('\x1b');
    assert!(!colored(&["explain", "6"]), "no terminal");
    assert!(!colored(&["explain", "6", "--color", "auto"]));
    assert!(colored(&["explain", "6", "--color", "always"]));
    assert!(colored(&["--color=always", "explain", "6"]));
    let output = place.command(&["explain", "6", "--color", "always"]).env("NO_COLOR", "1").output().unwrap();
    assert!(stdout(&output).contains('\x1b'), "an option is stronger than the variable");
    assert!(colored(&["--color=always", "--help"]));
    assert!(!colored(&["--color=never", "--help"]));
}

#[test]
fn names_in_messages_do_not_reach_the_terminal_raw() {
    let place = Place::new();
    let output = place.run(&["config", "get", "\x1b[31m\n\u{202e}"]);
    assert_eq!(stderr(&output), "error: there is no setting \\u{1b}[31m\\n\\u{202e}; run: mosaic help config\n");
    for args in [&["--\x1b[2J\u{202e}"][..], &["\x1b]8;;x\x07"], &["config", "get", "\x1b[31m\n"]] {
        let output = place.run(args);
        assert_eq!(code(&output), 2);
        let text = stderr(&output);
        assert!(!text.contains(['\x1b', '\x07', '\u{202e}']), "{text:?}");
        let raw = place.command(&[args, &["--json"]].concat()).output().unwrap().stdout;
        assert!(!raw.contains(&0x1b) && !String::from_utf8(raw).unwrap().contains('\u{202e}'), "{args:?}");
    }
}

#[test]
fn a_reader_that_had_enough_ends_the_program_quietly() {
    let place = Place::new();
    for args in [&["explain"][..], &["completions", "bash"], &["--help"], &["explain", "--json"], &["commit", "--json"]]
    {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut child = place.command(args).stdout(writer).stderr(Stdio::piped()).spawn().unwrap();
        let mut message = String::new();
        child.stderr.take().unwrap().read_to_string(&mut message).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(141), "{args:?}: {message}");
        assert_eq!(message, "", "{args:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_device_behind_standard_output_is_an_error() {
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let output = Place::new().command(&["completions", "zsh"]).stdout(full).output().unwrap();
    assert_eq!(code(&output), 9);
    assert!(stderr(&output).starts_with("error: standard input or output: "), "{}", stderr(&output));
}

#[test]
fn every_exit_code_is_explained() {
    let place = Place::new();
    for entry in &EXPLANATIONS {
        let number = entry.exit.code();
        let output = place.run(&["explain", &number.to_string()]);
        assert_eq!(code(&output), 0);
        assert!(stdout(&output).starts_with(&format!("exit code {number}: {}\n", entry.meaning)), "{number}");
        assert!(!entry.causes.is_empty() && !entry.run.is_empty(), "{number}");
    }
    let codes: Vec<_> = EXPLANATIONS.iter().map(|entry| entry.exit.code()).collect();
    assert_eq!(codes, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 130, 141, 143]);
    let (code, document) = place.json(&["explain", "--json"]);
    assert_eq!((code, document["result"]["codes"].as_array().unwrap().len()), (0, codes.len()));
    assert_eq!(place.json(&["explain", "12", "--json"]).0, 5);
    assert_eq!(place.json(&["explain", "three", "--json"]).0, 2);
}

#[test]
fn settings_are_layered_and_show_their_origin() {
    let place = Place::new();
    let (user, repository) = (place.path("config/mosaic/config.toml"), place.path("repo/.mosaic/config.toml"));
    let origin = |variable: Option<&str>| {
        let mut command = place.command(&["config", "get", "--show-origin", "compression.level"]);
        variable.map(|value| command.env("MOSAIC_COMPRESSION_LEVEL", value));
        stdout(&command.output().unwrap())
    };
    assert_eq!(origin(None), "default  1\n");
    fs::write(&user, "[compression]\nlevel = 2\n").unwrap();
    assert_eq!(origin(None), format!("user {}  2\n", user.display()));
    assert_eq!(code(&place.run(&["config", "set", "compression.level", "3"])), 0);
    assert_eq!(origin(None), format!("repository {}  3\n", repository.display()));
    assert_eq!(origin(Some("4")), "environment MOSAIC_COMPRESSION_LEVEL  4\n");
    let (_, document) = place.json(&["config", "list", "--show-origin", "--lock-timeout", "5", "--json"]);
    let settings = document["result"]["settings"].as_array().unwrap();
    let of = |key: &str| settings.iter().find(|entry| entry["key"] == key).unwrap();
    let option = json!({"level": "option", "place": "--lock-timeout"});
    assert_eq!(of("lock.timeout"), &json!({"key": "lock.timeout", "value": "5", "origin": option}));
    assert_eq!(of("compression.level")["origin"]["level"], "repository");
    assert!(!settings.iter().any(|entry| entry["key"] == "user.name"), "it has no value");
    assert_eq!(code(&place.run(&["config", "unset", "compression.level"])), 0);
    assert_eq!(origin(None), format!("user {}  2\n", user.display()));
}

#[test]
fn settings_that_do_not_exist_are_refused_when_set_and_warned_of_when_read() {
    let place = Place::new();
    let output = place.run(&["config", "set", "compresion.level", "3"]);
    let message = "error: there is no setting compresion.level; did you mean compression.level?\n";
    assert_eq!((code(&output), stderr(&output).as_str()), (2, message));
    assert_eq!(code(&place.run(&["config", "set", "compression.level", "99"])), 2);
    fs::write(place.path("repo/.mosaic/config.toml"), "later.setting = 1\ngc.keep = '3d'\n").unwrap();
    let output = place.run(&["config", "get", "gc.keep"]);
    assert_eq!((code(&output), stdout(&output).as_str()), (0, "3d\n"));
    assert!(
        stderr(&output).starts_with("warning: ") && stderr(&output).contains("later.setting"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn settings_of_the_user_may_be_a_link() {
    let place = Place::new();
    fs::write(place.path("dotfile"), "user.name = 'Ada'\n").unwrap();
    std::os::unix::fs::symlink(place.path("dotfile"), place.path("config/mosaic/config.toml")).unwrap();
    assert_eq!(stdout(&place.run(&["config", "get", "user.name"])), "Ada\n");
}

#[test]
fn the_key_is_shown_as_openssh_knows_it_and_refused_when_exposed() {
    let place = Place::new();
    let secret = SecretKey::from_seed([7; 32]);
    let file = place.path("repo/.mosaic/identity");
    fs::write(&file, secret.to_openssh()).unwrap();
    set_mode(&file, 0o600);
    let (code, document) = place.json(&["key", "show", "--json"]);
    assert_eq!((code, &document["result"]["identity"]), (0, &json!(secret.public().to_string())));
    if needs("ssh-keygen") {
        let output = Command::new("ssh-keygen").args(["-l", "-f"]).arg(&file).output().unwrap();
        let fingerprint = document["result"]["fingerprint"].as_str().unwrap();
        assert!(stdout(&output).contains(fingerprint), "{} has {fingerprint}", stdout(&output));
    }
    set_mode(&file, 0o644);
    let (code, document) = place.json(&["key", "show", "--json"]);
    assert_eq!((code, &document["error"]["kind"]), (4, &json!("exposed")));
}

#[test]
fn a_lock_is_waited_for_as_long_as_asked() {
    let place = Place::new();
    let storage = RealStorage::open(&place.path("repo/.mosaic")).unwrap();
    let _held = storage.lock("lock", Access::Exclusive, Duration::ZERO, "process 7 on elsewhere").unwrap();
    let (code, document) = place.json(&["config", "set", "gc.keep", "1d", "--lock-timeout", "0", "--json"]);
    assert_eq!((code, &document["error"]["kind"]), (11, &json!("locked")));
    assert!(document["error"]["message"].as_str().unwrap().contains("process 7 on elsewhere"), "{document}");
}

#[cfg(target_os = "linux")]
#[test]
fn one_signal_ends_a_wait_for_a_lock() {
    let place = Place::new();
    let storage = RealStorage::open(&place.path("repo/.mosaic")).unwrap();
    let _held = storage.lock("lock", Access::Exclusive, Duration::ZERO, "test").unwrap();
    for (signal, code) in [(Signal::INT, 130), (Signal::TERM, 143)] {
        let mut child = place.command(&["config", "set", "gc.keep", "1d", "--lock-timeout", "600"]).spawn().unwrap();
        let status = format!("/proc/{}/status", child.id());
        // From its handlers on, and while it waits for the lock, one signal ends it.
        while !handles(&fs::read_to_string(&status).unwrap(), signal) {
            std::thread::yield_now();
        }
        kill_process(Pid::from_child(&child), signal).unwrap();
        let ended = loop {
            // A signal between the handlers and the wait is kept for the end of the command: then a second one ends it.
            match child.try_wait().unwrap() {
                Some(ended) => break ended,
                None => drop(kill_process(Pid::from_child(&child), signal)),
            }
        };
        assert_eq!(ended.code(), Some(code));
    }
}

/// Whether a process with this `/proc` status has a handler for the signal.
#[cfg(target_os = "linux")]
fn handles(status: &str, signal: Signal) -> bool {
    let mask = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).unwrap().trim();
    u64::from_str_radix(mask, 16).unwrap() & (1 << (signal.as_raw() - 1)) != 0
}

fn set_mode(file: &Path, mode: u32) {
    fs::set_permissions(file, std::os::unix::fs::PermissionsExt::from_mode(mode)).unwrap();
}
