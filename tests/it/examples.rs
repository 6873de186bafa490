//! Runs `examples/*.sh` as they are, with the binary that was built. Each makes a sandbox of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")
}

/// Runs an example and returns what it printed; it must succeed and leave nothing behind.
fn run(name: &str, environment: &[(&str, &Path)]) -> String {
    let place = tempfile::tempdir().unwrap();
    let mut command = Command::new("sh");
    command.arg(folder().join(name)).env("MOSAIC", env!("CARGO_BIN_EXE_mosaic"));
    command.env("TMPDIR", place.path()).current_dir(place.path()).stdin(Stdio::null());
    command.envs(environment.iter().copied());
    let output = command.output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{name}: {}\n{printed}\n{said}", output.status);
    let left: Vec<_> = fs::read_dir(place.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.is_empty(), "{name} leaves {left:?}");
    printed
}

#[test]
fn quickstart() {
    let printed = run("quickstart.sh", &[("QUICKSTART_DATA", &folder())]);
    assert!(printed.ends_with("quickstart: all is well\n"), "{printed}");
}

#[test]
fn nightly() {
    assert_eq!(run("nightly.sh", &[]), "nightly: three nights, two versions, nothing to say\n");
}

#[test]
fn ci() {
    assert!(run("ci.sh", &[]).ends_with("ci: a step that came too late was told so\n"));
}

#[test]
fn three_members() {
    let printed = run("three-members.sh", &[]);
    assert!(printed.ends_with("# Done: three members, no server between them\n"), "{printed}");
}

#[test]
fn agree() {
    let printed = run("agree.sh", &[]);
    assert!(printed.ends_with("# Done: five members, nobody in the middle\n"), "{printed}");
}

#[test]
fn every_example_is_run() {
    for entry in fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let here = include_str!("examples.rs");
        assert!(!name.ends_with(".sh") || here.contains(&format!("run(\"{name}\"")), "{name} is not run by this file");
    }
}
