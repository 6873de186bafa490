//! A repository on a file system that is mounted read-only: everything that reads works and tries to write nothing; what
//! writes ends with one clear error. Needs root.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::kill_scenarios::{SCENARIOS, arguments};
use crate::read_only::READS;
use crate::sandbox::Sandbox;
use crate::strace::{CALLS, strace};
use crate::tools::{needs, skipped};

/// A directory that cannot be written to, as long as the guard is there.
struct Frozen(PathBuf);

impl Frozen {
    /// `None` where mounting is not allowed.
    fn bind(dir: &Path) -> Option<Self> {
        let mount = |args: &[&str]| {
            let output = Command::new("mount").args(args).arg(dir).output();
            output.is_ok_and(|output| output.status.success())
        };
        if !mount(&["--bind", &dir.to_string_lossy()]) {
            return None;
        }
        let frozen = Self(dir.to_owned());
        mount(&["-o", "remount,ro,bind"]).then_some(frozen)
    }
}

impl Drop for Frozen {
    fn drop(&mut self) {
        drop(Command::new("umount").arg("-l").arg(&self.0).output());
    }
}

/// Whether a traced call changes files, or would.
fn changes(line: &str) -> bool {
    let call = line.split_once(' ').map_or(line, |(_, rest)| rest.trim_start());
    let Some((name, rest)) = call.split_once('(') else { return false };
    match name {
        "openat" => ["O_CREAT", "O_WRONLY", "O_RDWR", "O_TRUNC"].iter().any(|flag| rest.contains(flag)),
        "write" | "writev" => !rest.starts_with("1,") && !rest.starts_with("2,"),
        // A shared lock is no change; a reader takes none.
        _ => CALLS.contains(&name),
    }
}

#[test]
fn a_read_only_file_system_is_read_and_never_written_to() {
    if !needs("strace") || !needs("tar") {
        return;
    }
    let sandbox = Sandbox::new();
    sandbox.write("a", "content");
    sandbox.write("d/b", "more content");
    sandbox.commit("first");
    let Some(_frozen) = Frozen::bind(&sandbox.path("")) else {
        skipped("a read-only bind mount");
        return;
    };
    assert!(fs::write(sandbox.path("x"), "").is_err(), "it is read-only");
    let trace = sandbox.beside("trace");
    let mut calls = 0;
    for args in READS {
        let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
        let output = strace(&sandbox, &args, &["-o", &trace.to_string_lossy()], "trace", &CALLS.join(",?"));
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && said.is_empty(), "{args:?}: {said}");
        let text = fs::read_to_string(&trace).unwrap();
        calls += text.lines().count();
        let written: Vec<&str> = text.lines().filter(|line| changes(line)).collect();
        assert!(written.is_empty(), "{args:?}: {written:?}");
    }
    // A sample goes on where the last one ended, where that can be remembered.
    let said = sandbox.fails(0, &["fsck", "--data=50%"]);
    assert!(said.contains("not remembered"), "{said}");
    // What is written elsewhere is no matter of the repository.
    sandbox.ok(&["export", "--tgz", "../out.tar.gz"]);
    sandbox.ok(&["export", "--dir", "../out"]);
    sandbox.ok(&["export", "--git", "../git"]);
    println!("{} commands read, {calls} traced calls, none writes", READS.len());
    assert!(calls > READS.len());
}

#[test]
fn what_writes_ends_with_one_clear_error() {
    if !needs("tar") {
        return;
    }
    let mut refused = 0;
    for scenario in SCENARIOS {
        // An export writes elsewhere, and a sample only warns.
        if scenario.name.starts_with("export") || scenario.name.starts_with("fsck") {
            continue;
        }
        let sandbox = Sandbox::new();
        (scenario.prepare)(&sandbox);
        let args = arguments(scenario, &sandbox);
        let Some(frozen) = Frozen::bind(&sandbox.path("")) else {
            skipped("a read-only bind mount");
            return;
        };
        let said = sandbox.fails(4, &args.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(said.lines().count(), 1, "{}: {said}", scenario.name);
        assert!(said.starts_with("error: ") && said.contains("Read-only"), "{}: {said}", scenario.name);
        refused += 1;
        drop(frozen);
    }
    println!("{refused} commands refused");
}
