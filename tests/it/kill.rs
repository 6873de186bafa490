//! The real binary, killed at each of its system calls that change something, and with each of them failing: the
//! repository opens, is whole, in the old state or the new one; the same command then works at once.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use mosaic::repo::repository::Repository;
use mosaic::storage::real::RealStorage;
use mosaic::worktree::tree::TEMPORARY;

use crate::sandbox::Sandbox;
use crate::tools::needs;
use crate::whole;

/// Calls that change files, or without which nothing of it lasts. Those that the machine does not have are left out.
const CALLS: [&str; 26] = [
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
/// Most points of one command that are tried; of more, some are drawn evenly.
const MOST: usize = 150;
const THREADS: usize = 2;

/// Stands for an operation that the preparation has noted.
const OPERATION: &str = "OPERATION";

/// A command, and what comes before it.
struct Scenario {
    name: &'static str,
    prepare: fn(&Sandbox),
    args: &'static [&'static str],
}

const SCENARIOS: &[Scenario] = &[
    Scenario { name: "init", prepare: bare, args: &["init", "--name", "test"] },
    Scenario { name: "add", prepare: changed, args: &["add", "-A"] },
    Scenario { name: "commit", prepare: staged, args: &["commit", "-m", "second"] },
    Scenario { name: "checkout", prepare: committed_twice, args: &["checkout", "first"] },
    Scenario { name: "restore --staged", prepare: staged, args: &["restore", "--staged", "a"] },
    Scenario { name: "restore", prepare: committed_twice, args: &["restore", "--from", "first", "."] },
    Scenario { name: "import", prepare: importable, args: &["import", "../in.tar"] },
    Scenario { name: "tag", prepare: committed_twice, args: &["tag", "create", "third"] },
    Scenario { name: "merge", prepare: two_heads, args: &["merge", "other"] },
    Scenario { name: "gc", prepare: garbage, args: &["gc"] },
    Scenario { name: "rm", prepare: committed_twice, args: &["rm", "d/b"] },
    Scenario { name: "mv", prepare: committed_twice, args: &["mv", "d/b", "c"] },
    Scenario { name: "undo", prepare: committed_twice, args: &["undo"] },
    Scenario { name: "op restore", prepare: known_operation, args: &["op", "restore", OPERATION] },
    Scenario { name: "config", prepare: changed, args: &["config", "set", "user.name", "Somebody"] },
];

fn bare(sandbox: &Sandbox) {
    fs::remove_dir_all(sandbox.path(".mosaic")).unwrap();
    files(sandbox, "old");
}

fn files(sandbox: &Sandbox, content: &str) {
    sandbox.write("a", content);
    sandbox.write("d/b", content.repeat(200));
    sandbox.write("d/big", content.repeat(9_000));
    sandbox.write(&format!("only/{content}"), content.repeat(100));
}

fn changed(sandbox: &Sandbox) {
    files(sandbox, "old");
    sandbox.commit("first");
    sandbox.ok(&["tag", "create", "first"]);
    fs::remove_dir_all(sandbox.path("only")).unwrap();
    files(sandbox, "new");
}

fn staged(sandbox: &Sandbox) {
    changed(sandbox);
    sandbox.ok(&["add", "-A"]);
}

fn committed_twice(sandbox: &Sandbox) {
    staged(sandbox);
    sandbox.ok(&["commit", "-m", "second"]);
}

fn garbage(sandbox: &Sandbox) {
    committed_twice(sandbox);
    sandbox.ok(&["undo"]);
    sandbox.ok(&["config", "set", "gc.keep", "0s"]);
}

fn two_heads(sandbox: &Sandbox) {
    committed_twice(sandbox);
    sandbox.ok(&["head", "create", "other"]);
    sandbox.ok(&["switch", "other"]);
    sandbox.write("theirs/file", "theirs".repeat(3_000));
    sandbox.write("a", "theirs");
    sandbox.commit("theirs");
    sandbox.ok(&["switch", "main"]);
    sandbox.write("ours", "ours");
    sandbox.commit("ours");
}

fn known_operation(sandbox: &Sandbox) {
    committed_twice(sandbox);
    let log = sandbox.json(&["op", "log"]);
    let third = log["operations"][2]["operation"].as_str().unwrap().to_owned();
    fs::write(sandbox.beside("operation"), third).unwrap();
}

/// The arguments, with what the preparation has noted.
fn arguments(scenario: &Scenario, sandbox: &Sandbox) -> Vec<String> {
    let noted = fs::read_to_string(sandbox.beside("operation")).unwrap_or_default();
    scenario.args.iter().map(|arg| if *arg == OPERATION { noted.clone() } else { (*arg).to_owned() }).collect()
}

fn importable(sandbox: &Sandbox) {
    changed(sandbox);
    let tree = sandbox.path("d");
    let tar = Command::new("tar").arg("-cf").arg(sandbox.beside("in.tar")).arg("-C").arg(tree).arg(".").status();
    assert!(tar.unwrap().success());
}

/// What of a place counts: the repository by its meaning and its settings. `None`: there is no repository.
type State = Option<(String, Option<String>)>;

fn state(sandbox: &Sandbox) -> Result<State, String> {
    let dir = sandbox.path(".mosaic");
    if !dir.join("format").exists() {
        return Ok(None);
    }
    let storage = RealStorage::open(&dir).map_err(|error| error.to_string())?;
    let root = sandbox.path("");
    let repository = Repository::open(std::sync::Arc::new(storage), Some(&root)).map_err(|error| error.to_string())?;
    let meaning = whole::check(&repository)?.meaning();
    Ok(Some((meaning, fs::read_to_string(dir.join("config.toml")).ok())))
}

/// The work tree by modes and contents. A time alone is no change: what was complete but for it stays.
fn contents(sandbox: &Sandbox) -> BTreeMap<String, (u32, String)> {
    let without_time = |content: String| content.split(' ').next().unwrap_or_default().to_owned();
    sandbox.tree().into_iter().map(|(path, (mode, content))| (path, (mode, without_time(content)))).collect()
}

/// A scenario, prepared once; places are copies.
struct Bench {
    scenario: &'static Scenario,
    args: Vec<String>,
    template: Sandbox,
    old: State,
    new: State,
    before: BTreeMap<String, (u32, String)>,
    tree: BTreeMap<String, (u32, String)>,
    /// Per call, for the thread that makes most of them: each of its calls as strace shows it.
    calls: BTreeMap<&'static str, Vec<String>>,
}

impl Bench {
    fn new(scenario: &'static Scenario) -> Self {
        let template = Sandbox::new();
        (scenario.prepare)(&template);
        let args = arguments(scenario, &template);
        let old = state(&template).unwrap();
        let place = template.copy();
        let trace = place.beside("trace");
        let output = strace(&place, &args, &["-o", &trace.to_string_lossy()], "trace", &CALLS.join(",?"));
        assert!(output.status.success(), "{}: {output:?}", scenario.name);
        let calls = count(&fs::read_to_string(trace).unwrap());
        let (new, tree) = (state(&place).unwrap(), contents(&place));
        let before = contents(&template);
        Self { scenario, args, template, old, new, before, tree, calls }
    }

    /// Runs the command with a fault, and checks what is left.
    fn point(&self, call: &str, nth: usize, fault: &str) -> Result<bool, String> {
        let place = self.template.copy();
        let output = strace(&place, &self.args, &[], "inject", &format!("{call}:{fault}:when={nth}"));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let killed = output.status.signal() == Some(9);
        let done = output.status.success();
        if said.contains("panicked") || output.status.code() == Some(101) {
            return Err(format!("panic: {said}"));
        }
        if !done && !killed && !said.contains("error: ") {
            return Err(format!("{:?} without a word: {said}", output.status));
        }
        let found = state(&place)?;
        if found != self.new && (done || found != self.old) {
            return Err(format!(
                "after {:?} ({said}): {found:?}\nold {:?}\nnew {:?}",
                output.status, self.old, self.new
            ));
        }
        if !done
            && fault == "error=ENOSPC"
            && is_of_files(&self.calls[call][nth - 1])
            && output.status.code() != Some(9)
        {
            return Err(format!("a full disk ended with {:?}: {said}", output.status));
        }
        self.no_part_of_a_file(&place)?;
        self.retry(&place)?;
        Ok(done)
    }

    /// What has a name of its own is whole, as it was or as it is to be: nothing half may ever be added.
    fn no_part_of_a_file(&self, place: &Sandbox) -> Result<(), String> {
        let content =
            |tree: &BTreeMap<String, (u32, String)>, path: &str| tree.get(path).map(|(_, content)| content.clone());
        for (path, (_, found)) in contents(place) {
            let whole = [content(&self.before, &path), content(&self.tree, &path)];
            if !path.contains(TEMPORARY) && !whole.contains(&Some(found.clone())) {
                return Err(format!("{path} has a part of its content: {found}"));
            }
        }
        Ok(())
    }

    /// The same again must work, without waiting for anybody.
    fn retry(&self, place: &Sandbox) -> Result<(), String> {
        let mut args = vec!["--lock-timeout", "0"];
        // A second `undo` would take back something else. `rm` and `mv` change files and stage one after the other: what
        // is gone or has another name is not found again, and `add` stages it.
        let moves = matches!(self.scenario.name, "rm" | "mv");
        let is_new = state(place)? == self.new;
        match self.scenario.name {
            "undo" if is_new => args.push("status"),
            _ if moves && (is_new || !place.path("d/b").exists()) => args.push("status"),
            _ => args.extend(self.args.iter().map(String::as_str)),
        }
        let output = place.run(&args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        // What must be new is there already when the first attempt got so far.
        let there = matches!(self.scenario.name, "init" | "tag") && said.contains("exists already")
            || self.scenario.name == "init" && said.contains("already");
        if !output.status.success() && !there {
            return Err(format!("the retry: {said}"));
        }
        let found = state(place)?;
        if found != self.new && !(moves && found == self.old) {
            return Err(format!("after the retry: {found:?}\ninstead of {:?}", self.new));
        }
        let mut tree = contents(place);
        // What a killed command was writing is told of by the next `add`, and never stored.
        tree.retain(|path, _| !path.contains(TEMPORARY));
        if tree != self.tree && !moves {
            return Err(format!("the work tree after the retry: {tree:?}\ninstead of {:?}", self.tree));
        }
        if self.scenario.name == "mv" && !place.path("d/b").exists() && !place.path("c").exists() {
            return Err("the file has neither of its names".to_owned());
        }
        // Whatever was left there is taken over or removed by the next run that stores something.
        place.write("d/b", "something else");
        place.ok(&["--lock-timeout", "0", "add", "-A"]);
        let left: Vec<_> = fs::read_dir(place.path(".mosaic/incoming")).unwrap().map(|e| e.unwrap().path()).collect();
        place.ok(&["fsck", "--data"]);
        if left.is_empty() { stray(&place.path(".mosaic")) } else { Err(format!("left: {left:?}")) }
    }

    /// All points of these calls, as (call, number).
    fn points(&self, wanted: impl Fn(&str, &str) -> bool) -> Vec<(&'static str, usize)> {
        let of = |(call, lines): (&&'static str, &Vec<String>)| {
            let call = *call;
            let kept = lines.iter().enumerate().filter(|(_, line)| wanted(call, line));
            kept.map(|(number, _)| (call, number + 1)).collect::<Vec<_>>()
        };
        let all: Vec<_> = self.calls.iter().flat_map(of).collect();
        let step = all.len().div_ceil(MOST).max(1);
        all.into_iter().step_by(step).collect()
    }
}

/// A file that no command makes.
fn stray(dir: &Path) -> Result<(), String> {
    const TOP: [&str; 11] = [
        "format",
        "config.toml",
        "identity",
        "state",
        "statcache",
        "lock",
        "writers",
        "packs",
        "indexes",
        "strands",
        "incoming",
    ];
    for entry in fs::read_dir(dir).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if !TOP.contains(&&*name) {
            return Err(format!("a stray file: {name}"));
        }
    }
    Ok(())
}

/// Whether the call makes or fills a file of the repository or the work tree.
fn is_of_files(line: &str) -> bool {
    line.contains("pwrite64(") || line.contains("openat(") && line.contains("O_CREAT")
}

/// Runs the binary under strace, which hands on its end.
fn strace(place: &Sandbox, args: &[String], options: &[&str], what: &str, expression: &str) -> Output {
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
fn count(trace: &str) -> BTreeMap<&'static str, Vec<String>> {
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

/// Tries all of these points on all benches, on a few threads; gives up after some failures.
fn try_all(jobs: &[(&Bench, &'static str, usize, &'static str)]) -> (usize, usize) {
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let failures = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                while let Some((bench, call, nth, fault)) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    match bench.point(call, *nth, fault) {
                        Ok(true) => drop(done.fetch_add(1, Ordering::Relaxed)),
                        Ok(false) => {}
                        Err(why) => {
                            let name = bench.scenario.name;
                            failures.lock().unwrap().push(format!("{name}, {fault} at {call} {nth}: {why}"));
                        }
                    }
                    if failures.lock().unwrap().len() >= 5 {
                        return;
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    (jobs.len(), done.into_inner())
}

#[test]
fn killed_at_any_call_that_changes_something() {
    if !needs("strace") || !needs("tar") {
        return;
    }
    let start = Instant::now();
    let benches: Vec<Bench> = SCENARIOS.iter().map(Bench::new).collect();
    let mut jobs = Vec::new();
    for bench in &benches {
        let points = bench.points(|call, line| call != "openat" || line.contains("O_CREAT"));
        assert!(points.len() > 5, "{}: {points:?}", bench.scenario.name);
        println!("{}: {} points", bench.scenario.name, points.len());
        jobs.extend(points.into_iter().map(|(call, nth)| (bench, call, nth, "signal=KILL")));
    }
    let (points, done) = try_all(&jobs);
    println!("killed at {points} points, {done} of them had ended before, in {:?}", start.elapsed());
    assert!(points > 200 && done < points / 4, "{points} {done}");
}

#[test]
fn every_call_may_fail() {
    if !needs("strace") || !needs("tar") {
        return;
    }
    let start = Instant::now();
    let benches: Vec<Bench> = SCENARIOS.iter().filter(|scenario| scenario.name != "restore").map(Bench::new).collect();
    let mut jobs = Vec::new();
    for bench in &benches {
        for (fault, calls) in [
            ("error=EIO", &["fsync", "fdatasync", "pwrite64", "write", "rename", "renameat", "renameat2"][..]),
            ("error=ENOSPC", &["pwrite64", "openat", "mkdir"]),
            ("error=EMFILE", &["openat"]),
        ] {
            let wanted = |call: &str, line: &str| {
                calls.contains(&call) && (call != "openat" || line.contains("O_CREAT") || fault.ends_with("EMFILE"))
                    // What the loader and the runtime open, and what is printed, is not ours.
                    && !line.contains("\"/") && !line.starts_with("write(1,") && !line.starts_with("write(2,")
            };
            jobs.extend(bench.points(wanted).into_iter().map(|(call, nth)| (bench, call, nth, fault)));
        }
    }
    let (points, done) = try_all(&jobs);
    println!("{points} failing calls, {done} of them did not matter, in {:?}", start.elapsed());
    assert!(points > 100 && done < points / 2, "{points} {done}");
}

/// Whether `mount` may be used; whatever is mounted goes with the guard.
struct Mounted(std::path::PathBuf);

impl Mounted {
    fn tmpfs(at: &Path, kib: usize) -> Option<Self> {
        let options = format!("size={kib}k");
        let mut mount = Command::new("mount");
        let status = mount.args(["-t", "tmpfs", "-o", &options, "none"]).arg(at).output().ok()?.status;
        status.success().then(|| Self(at.to_owned()))
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        // What was killed may hold it for a moment.
        for _ in 0..50 {
            if Command::new("umount").arg(&self.0).output().is_ok_and(|output| output.status.success()) {
                return;
            }
            thread::sleep(Duration::from_millis(20));
        }
    }
}

#[test]
fn a_full_disk_changes_nothing_and_can_be_read() {
    let sandbox = Sandbox::new();
    changed(&sandbox);
    sandbox.write("much", noise(300_000));
    let small = sandbox.beside("small");
    fs::create_dir(&small).unwrap();
    let (mut sizes, mut full) = (0, 0);
    for kib in (300..900).step_by(16) {
        let Some(_mounted) = Mounted::tmpfs(&small, kib) else {
            println!("skipped: needs mount");
            return;
        };
        let copied = Command::new("cp").arg("-a").arg(sandbox.path("").join(".")).arg(&small).output().unwrap();
        if !copied.status.success() {
            continue;
        }
        sizes += 1;
        let run = |args: &[&str]| sandbox.command(args).current_dir(&small).output().unwrap();
        let before = state_of(&small);
        let output = run(&["add", "-A"]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        if !output.status.success() {
            full += 1;
            assert_eq!(output.status.code(), Some(9), "{kib} KiB: {said}");
            assert_eq!(state_of(&small), before, "{kib} KiB");
        }
        for args in [&["log"][..], &["ls", "@"], &["cat", "@:a"], &["status"]] {
            let output = run(args);
            assert!(output.status.success(), "{kib} KiB, {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        }
    }
    println!("{sizes} sizes, full at {full}");
    assert!(full >= 3 && full < sizes, "{full} of {sizes}");
}

fn state_of(root: &Path) -> String {
    let storage = RealStorage::open(&root.join(".mosaic")).unwrap();
    let repository = Repository::open(std::sync::Arc::new(storage), Some(root)).unwrap();
    whole::check(&repository).unwrap().meaning()
}

/// Bytes that do not compress.
fn noise(len: usize) -> Vec<u8> {
    let mut bytes = vec![0; len];
    blake3::Hasher::new().finalize_xof().fill(&mut bytes);
    bytes
}
