//! The real binary, killed at each of its system calls that change something, and with each of them failing: the
//! repository opens, is whole, in the old state or the new one; the same command then works at once.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use mosaic::repo::repository::Repository;
use mosaic::storage::real::RealStorage;
use mosaic::worktree::tree::TEMPORARY;

use crate::kill_scenarios::{SCENARIOS, Scenario, arguments};
use crate::power_cut::seed;
use crate::sandbox::{Sandbox, snapshot};
use crate::strace::{CALLS, count, strace};
use crate::tools::{is_everything, needs};
use crate::whole;

/// Most points of one command that are tried, where not all are: drawn evenly, from where the seed says.
const MOST: usize = 24;
const THREADS: usize = 2;

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

/// What an export has written: files by modes and contents.
fn exported(sandbox: &Sandbox) -> BTreeMap<String, (u32, String)> {
    let mut found = BTreeMap::new();
    if let Ok(bytes) = fs::read(sandbox.beside("out.tar.gz")) {
        found.insert("out.tar.gz".to_owned(), (0, blake3::hash(&bytes).to_string()));
    }
    let out = sandbox.beside("out");
    let files = if out.exists() { snapshot(&out) } else { BTreeMap::new() };
    let content = |content: String| content.split(' ').next().unwrap_or_default().to_owned();
    found.extend(files.into_iter().map(|(path, (mode, text))| (path, (mode, content(text)))));
    // It names its own place.
    found.remove("config");
    found
}

/// A scenario, prepared once; places are copies.
struct Bench {
    scenario: &'static Scenario,
    args: Vec<String>,
    template: Sandbox,
    /// What is wrong, where it is to be repaired.
    old: Result<State, String>,
    new: State,
    before: BTreeMap<String, (u32, String)>,
    tree: BTreeMap<String, (u32, String)>,
    exported: BTreeMap<String, (u32, String)>,
    /// Per call, for the thread that makes most of them: each of its calls as strace shows it.
    calls: BTreeMap<&'static str, Vec<String>>,
}

impl Bench {
    fn new(scenario: &'static Scenario) -> Self {
        let template = Sandbox::new();
        (scenario.prepare)(&template);
        let args = arguments(scenario, &template);
        let old = state(&template);
        assert_eq!(old.is_err(), scenario.name.starts_with("repair"), "{}: {old:?}", scenario.name);
        let place = template.copy();
        let trace = place.beside("trace");
        let output = strace(&place, &args, &["-o", &trace.to_string_lossy()], "trace", &CALLS.join(",?"));
        assert!(output.status.success(), "{}: {output:?}", scenario.name);
        let calls = count(&fs::read_to_string(trace).unwrap());
        let (new, tree) = (state(&place).unwrap(), contents(&place));
        let (before, exported) = (contents(&template), exported(&place));
        Self { scenario, args, template, old, new, before, tree, exported, calls }
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
        let found = state(&place);
        let is_old = !done && (found == self.old || found.is_err() && self.old.is_err());
        if found.as_ref() != Ok(&self.new) && !is_old {
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

    /// What has a name of its own is whole, as it was or as it is to be: nothing half may ever be added or taken for an
    /// export.
    fn no_part_of_a_file(&self, place: &Sandbox) -> Result<(), String> {
        let content =
            |tree: &BTreeMap<String, (u32, String)>, path: &str| tree.get(path).map(|(_, content)| content.clone());
        for (path, (_, found)) in contents(place) {
            let whole = [content(&self.before, &path), content(&self.tree, &path)];
            if !path.contains(TEMPORARY) && !whole.contains(&Some(found.clone())) {
                return Err(format!("{path} has a part of its content: {found}"));
            }
        }
        let mut found = exported(place);
        found.retain(|path, _| !path.contains(TEMPORARY));
        // A git repository has its file `HEAD` last: without it, git sees none.
        let torn = match self.scenario.name {
            "export --git" => found.get("HEAD") == self.exported.get("HEAD") && found != self.exported,
            _ => found.iter().any(|(path, (_, found))| content(&self.exported, path).as_ref() != Some(found)),
        };
        if torn { Err(format!("exported: {found:?}")) } else { Ok(()) }
    }

    /// The same again must work, without waiting for anybody.
    fn retry(&self, place: &Sandbox) -> Result<(), String> {
        let mut args = vec!["--lock-timeout", "0"];
        // A second `undo` would take back something else. `rm` and `mv` change files and stage one after the other: what
        // is gone or has another name is not found again, and `add` stages it.
        let moves = matches!(self.scenario.name, "rm" | "mv");
        let is_new = state(place).as_ref() == Ok(&self.new);
        if self.scenario.name == "export --git" && place.beside("out").exists() {
            fs::remove_dir_all(place.beside("out")).unwrap();
        }
        match self.scenario.name {
            // Its object is gone with the first attempt, so there is nothing to do.
            "undo" | "head rename" | "head delete" if is_new => args.push("status"),
            _ if moves && (is_new || !place.path("d/b").exists()) => args.push("status"),
            _ => args.extend(self.args.iter().map(String::as_str)),
        }
        let output = place.run(&args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        // What must be new is there already when the first attempt got so far.
        let there = matches!(self.scenario.name, "init" | "tag" | "head create") && said.contains("exists already")
            || self.scenario.name == "init" && said.contains("already");
        if !output.status.success() && !there {
            return Err(format!("the retry: {said}"));
        }
        let found = state(place)?;
        if found != self.new && !(moves && Ok(&found) == self.old.as_ref()) {
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
        let mut outside = exported(place);
        outside.retain(|path, _| !path.contains(TEMPORARY));
        if outside != self.exported {
            return Err(format!("exported after the retry: {outside:?}\ninstead of {:?}", self.exported));
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
        let step = if is_everything() { 1 } else { all.len().div_ceil(MOST).max(1) };
        all.into_iter().skip(seed() as usize % step).step_by(step).collect()
    }
}

/// A file that no command makes.
fn stray(dir: &Path) -> Result<(), String> {
    const TOP: [&str; 12] = [
        "format",
        "config.toml",
        "identity",
        "state",
        "statcache",
        "lock",
        "fsck",
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
        assert!(points.len() > 3, "{}: {points:?}", bench.scenario.name);
        println!("{}: {} points", bench.scenario.name, points.len());
        jobs.extend(points.into_iter().map(|(call, nth)| (bench, call, nth, "signal=KILL")));
    }
    let (points, done) = try_all(&jobs);
    println!(
        "MOSAIC_SEED={}: killed at {points} points, {done} of them had ended before, in {:?}",
        seed(),
        start.elapsed()
    );
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
    println!("MOSAIC_SEED={}: {points} failing calls, {done} of them did not matter, in {:?}", seed(), start.elapsed());
    assert!(points > 100 && done < points / 2, "{points} {done}");
}
