//! A repository that may only be read: everything that reads works, and what writes says so.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Output};

use crate::sandbox::Sandbox;

/// Nobody: a user to whom nothing belongs.
const NOBODY: u32 = 65_534;

#[test]
fn a_repository_without_write_permission_is_read() {
    let sandbox = Sandbox::new();
    sandbox.write("a", "content");
    sandbox.write("d/b", "more content");
    sandbox.commit("first");
    let is_root = rustix::process::geteuid().is_root();
    let program = sandbox.beside("mosaic");
    // By another process: one that another test forks here would have the copy open for writing, and it could not run.
    let copied = Command::new("cp").arg(env!("CARGO_BIN_EXE_mosaic")).arg(&program).status().unwrap();
    assert!(copied.success());
    for path in [sandbox.beside(""), program.clone()] {
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    if is_root {
        // As root everything may be written: another user owns it and runs.
        let owner = format!("{NOBODY}:{NOBODY}");
        assert!(Command::new("chown").args(["-R", &owner]).arg(sandbox.path("")).status().unwrap().success());
    }
    let chmod = |mode: &str| Command::new("chmod").args(["-R", mode]).arg(sandbox.path("")).status().unwrap();
    assert!(chmod("a-w").success());
    let run = |args: &[&str]| -> Output {
        let plain = sandbox.command(args);
        let mut command = Command::new(&program);
        command.args(args).current_dir(sandbox.path("")).env_clear();
        command.envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))));
        if is_root {
            command.uid(NOBODY).gid(NOBODY);
        }
        command.output().unwrap()
    };
    let before = listing(&sandbox.path(".mosaic"));
    for args in READS {
        let output = run(args);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{args:?}: {said}");
        assert!(!output.stdout.is_empty() || args[0] == "status", "{args:?}");
    }
    for args in [&["add", "-A"][..], &["tag", "create", "x"], &["config", "set", "user.name", "x"]] {
        fs::write(sandbox.beside("x"), "").unwrap();
        let output = run(args);
        let said = String::from_utf8_lossy(&output.stderr);
        let refused = output.status.code() == Some(4) && said.contains("denied");
        // With nothing to add, nothing is written.
        assert!(refused || args[0] == "add" && output.status.success(), "{args:?}: {:?} {said}", output.status);
    }
    assert_eq!(listing(&sandbox.path(".mosaic")), before);
    assert!(chmod("u+w").success());
}

/// Commands that only read.
pub const READS: &[&[&str]] = &[
    &["status"],
    &["log"],
    &["show"],
    &["ls", "@"],
    &["cat", "@:a"],
    &["diff", "@"],
    &["find", "a"],
    &["stats"],
    &["fsck"],
    &["fsck", "--data"],
    &["op", "log"],
    &["rev-parse", "@"],
    &["head", "list"],
    &["config", "list"],
    &["export", "--tgz", "-"],
];

/// Every file with its length.
fn listing(dir: &Path) -> Vec<(String, u64)> {
    let mut found = Vec::new();
    for entry in walkdir::WalkDir::new(dir).sort_by_file_name() {
        let entry = entry.unwrap();
        found.push((entry.path().display().to_string(), entry.metadata().unwrap().len()));
    }
    found
}
