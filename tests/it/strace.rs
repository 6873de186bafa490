//! The binary under strace: which system calls it makes, and with some of them hindered.

use std::collections::{BTreeMap, HashMap};
use std::process::{Command, Output};

use crate::sandbox::Sandbox;

/// Calls that change files, or without which nothing of it lasts. Those that the machine does not have are left out.
pub const CALLS: [&str; 26] = [
    "write",
    "pwrite64",
    "writev",
    "pwritev",
    "ftruncate",
    "fsync",
    "fdatasync",
    "rename",
    "renameat",
    "renameat2",
    "link",
    "linkat",
    "unlink",
    "unlinkat",
    "rmdir",
    "mkdir",
    "mkdirat",
    "chmod",
    "fchmod",
    "fchmodat",
    "utimensat",
    "symlink",
    "symlinkat",
    "flock",
    "openat",
    "copy_file_range",
];
/// Runs the binary under strace, which hands on its end.
pub fn strace(place: &Sandbox, args: &[String], options: &[&str], what: &str, expression: &str) -> Output {
    let mut command = Command::new("strace");
    let plain = place.command(&args.iter().map(String::as_str).collect::<Vec<_>>());
    command.args(["-f", "-qq"]).args(options);
    if what == "inject" {
        // Otherwise the trace lands between what the program says.
        let call = expression.split(':').next().unwrap_or_default();
        command.args(["-o", "/dev/null", "-e"]).arg(format!("trace={call}"));
    }
    command.arg("-e").arg(format!("{what}={}{expression}", if what == "trace" { "?" } else { "" }));
    command.arg(plain.get_program()).args(plain.get_args()).current_dir(place.path(""));
    command.env_clear().envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.output().unwrap()
}

/// The calls of the thread that makes most, per call.
pub fn count(trace: &str) -> BTreeMap<&'static str, Vec<String>> {
    let mut found: HashMap<(&'static str, &str), Vec<String>> = HashMap::new();
    for line in trace.lines() {
        let Some((thread, rest)) = line.split_once(' ') else { continue };
        let rest = rest.trim_start();
        if let Some(call) =
            CALLS.iter().find(|call| rest.strip_prefix(**call).is_some_and(|rest| rest.starts_with('(')))
        {
            found.entry((call, thread)).or_default().push(rest.to_owned());
        }
    }
    let mut most: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
    for ((call, _), lines) in found {
        let best = most.entry(call).or_default();
        if lines.len() > best.len() {
            *best = lines;
        }
    }
    most
}
