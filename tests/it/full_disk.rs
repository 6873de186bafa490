//! A small file system that fills up: nothing changes, everything can be read, and what frees space works.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use mosaic::repo::repository::Repository;
use mosaic::storage::real::RealStorage;

use crate::kill_scenarios::{changed, droppable, garbage, importable, two_heads, wounded};
use crate::sandbox::{Sandbox, noise};
use crate::tools::{is_everything, needs, skipped};
use crate::whole;

/// A file system in memory; it goes with the guard.
struct Mounted(PathBuf);

impl Mounted {
    /// `None` where mounting is not allowed.
    fn tmpfs(at: &Path, kib: u64) -> Option<Self> {
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

/// A command in a small file system.
struct Scenario {
    name: &'static str,
    prepare: fn(&Sandbox),
    args: &'static [&'static str],
    /// Whether the state may be read before it.
    is_whole: bool,
}

const SCENARIOS: &[Scenario] = &[
    Scenario { name: "add", prepare: much, args: &["add", "-A"], is_whole: true },
    Scenario { name: "import", prepare: much_to_import, args: &["import", "../in.tar"], is_whole: true },
    Scenario { name: "merge", prepare: two_large_heads, args: &["merge", "other"], is_whole: true },
    Scenario { name: "gc", prepare: much_garbage, args: &["gc"], is_whole: true },
    Scenario { name: "drop", prepare: much_to_drop, args: &["--yes", "drop", "--keep-last", "1"], is_whole: true },
    Scenario { name: "repair", prepare: much_wounded, args: &["repair", "--from", "../copy"], is_whole: false },
];

fn much(sandbox: &Sandbox) {
    changed(sandbox);
    sandbox.write("much", noise(1, 300_000));
}

fn much_to_import(sandbox: &Sandbox) {
    sandbox.write("d/much", noise(1, 300_000));
    importable(sandbox);
}

fn two_large_heads(sandbox: &Sandbox) {
    two_heads(sandbox);
    sandbox.ok(&["switch", "other"]);
    sandbox.write("much", noise(1, 200_000));
    sandbox.commit("much");
    sandbox.ok(&["switch", "main"]);
}

fn much_garbage(sandbox: &Sandbox) {
    sandbox.write("much", noise(1, 150_000));
    sandbox.write("stays", noise(2, 150_000));
    sandbox.ok(&["add", "-A"]);
    fs::remove_file(sandbox.path("much")).unwrap();
    garbage(sandbox);
}

fn much_to_drop(sandbox: &Sandbox) {
    sandbox.write("much", noise(1, 150_000));
    sandbox.write("stays", noise(2, 150_000));
    sandbox.commit("with much");
    fs::remove_file(sandbox.path("much")).unwrap();
    droppable(sandbox);
}

fn much_wounded(sandbox: &Sandbox) {
    sandbox.write("much", noise(1, 200_000));
    wounded(sandbox);
}

fn state(root: &Path) -> Result<String, String> {
    let storage = RealStorage::open(&root.join(".mosaic")).map_err(|error| error.to_string())?;
    let repository = Repository::open(Arc::new(storage), Some(root)).map_err(|error| error.to_string())?;
    Ok(whole::check(&repository)?.meaning())
}

/// Bytes of the blocks that the files have.
fn blocks(dir: &Path) -> u64 {
    use std::os::unix::fs::MetadataExt;
    walkdir::WalkDir::new(dir).into_iter().map(|entry| entry.unwrap().metadata().unwrap().blocks() * 512).sum()
}

/// What was seen of one scenario.
#[derive(Debug, Default)]
struct Seen {
    sizes: u64,
    full: u64,
}

struct Bench<'b> {
    scenario: &'b Scenario,
    template: Sandbox,
    small: PathBuf,
    old: Result<String, String>,
}

impl Bench<'_> {
    fn run(&self, args: &[&str]) -> Output {
        self.template.command(args).current_dir(&self.small).output().unwrap()
    }

    /// One size; `None` where nothing can be mounted, false where not even the repository has room.
    fn size(&self, kib: u64, seen: &mut Seen) -> Option<()> {
        let _mounted = Mounted::tmpfs(&self.small, kib)?;
        let from = self.template.path("").join(".");
        let copied = Command::new("cp").arg("-a").arg(from).arg(&self.small).output().unwrap();
        if !copied.status.success() {
            return Some(());
        }
        seen.sizes += 1;
        let (name, output) = (self.scenario.name, self.run(self.scenario.args));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let found = state(&self.small);
        let code = output.status.code();
        if code != Some(0) {
            seen.full += 1;
            assert_eq!(code, Some(9), "{name}, {kib} KiB: {said}");
            let is_same = found == self.old || !self.scenario.is_whole && found.is_err();
            // `drop` and `repair` do what there is room for, one step at a time.
            let is_step = matches!(name, "drop" | "repair") && found.is_ok();
            assert!(is_same || is_step, "{name}, {kib} KiB: {found:?}\ninstead of {:?}", self.old);
        } else {
            found.unwrap_or_else(|why| panic!("{name}, {kib} KiB: {why}"));
        }
        let reads: &[&[&str]] = &[&["log"], &["ls", "@"], &["cat", "@:a"], &["status"]];
        for args in reads.iter().filter(|_| self.scenario.is_whole || code == Some(0)) {
            let output = self.run(args);
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{name}, {kib} KiB, {args:?}: {said}");
        }
        Some(())
    }

    /// With room, the rest is done.
    fn retry(&self, kib: u64) {
        let _mounted = Mounted::tmpfs(&self.small, kib);
        let from = self.template.path("").join(".");
        assert!(Command::new("cp").arg("-a").arg(from).arg(&self.small).status().unwrap().success());
        // What fills the device, goes away again.
        let filler = self.small.join(".mosaic/filler");
        drop(Command::new("dd").args(["if=/dev/zero", "bs=4096"]).arg(format!("of={}", filler.display())).output());
        let code = self.run(self.scenario.args).status.code();
        println!("{} on a full disk ends with {code:?}", self.scenario.name);
        assert!(matches!(code, Some(0 | 9)), "{}: {code:?}", self.scenario.name);
        fs::remove_file(filler).unwrap();
        for args in [self.scenario.args, &["fsck", "--data"]] {
            let output = self.run(args);
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{}, {args:?}: {said}", self.scenario.name);
        }
    }
}

#[test]
fn a_full_disk_changes_nothing_and_can_be_read() {
    if !needs("tar") {
        return;
    }
    let step = if is_everything() { 4 } else { 28 };
    let mut all = Seen::default();
    for scenario in SCENARIOS {
        let template = Sandbox::new();
        (scenario.prepare)(&template);
        let small = template.beside("small");
        fs::create_dir(&small).unwrap();
        let bench = Bench { scenario, old: state(&template.path("")), template, small };
        assert_eq!(bench.old.is_ok(), scenario.is_whole);
        let least = blocks(&bench.template.path("")) / 1024;
        let mut seen = Seen::default();
        // Pages of directories are not counted by their blocks.
        for kib in (least..least + 700).step_by(step) {
            if bench.size(kib, &mut seen).is_none() {
                skipped("mount");
                return;
            }
        }
        bench.retry(least + 700);
        println!("{}: {seen:?} from {least} KiB on", scenario.name);
        assert!(seen.sizes > seen.full, "{}: {seen:?}", scenario.name);
        // gc makes room by itself.
        assert!(seen.full >= 1 || scenario.name == "gc", "{}: {seen:?}", scenario.name);
        all.sizes += seen.sizes;
        all.full += seen.full;
    }
    println!("{} sizes, full at {}", all.sizes, all.full);
}
