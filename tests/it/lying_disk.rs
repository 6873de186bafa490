//! The real binary on a device that is not honest: writes that end short because a limit is reached, writes that are said
//! to be done and are not, an fsync that does nothing before the power goes. What is lost is noticed, and no wrong byte is
//! given out.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;
use std::thread;

use mosaic::repo::repository::Repository;
use mosaic::storage::power::random;
use mosaic::storage::real::RealStorage;

use crate::kill_scenarios::{SCENARIOS, Scenario, arguments};
use crate::power_cut::seed;
use crate::sandbox::{Sandbox, damage};
use crate::strace::{count, strace};
use crate::tools::{is_everything, needs};
use crate::whole;

fn state(place: &Sandbox) -> Result<String, String> {
    let storage = RealStorage::open(&place.path(".mosaic")).map_err(|error| error.to_string())?;
    let repository = Repository::open(Arc::new(storage), Some(&place.path(""))).map_err(|error| error.to_string())?;
    Ok(whole::check(&repository)?.meaning())
}

fn scenarios(names: &[&str]) -> Vec<&'static Scenario> {
    let found: Vec<_> = SCENARIOS.iter().filter(|scenario| names.contains(&scenario.name)).collect();
    assert_eq!(found.len(), names.len());
    found
}

/// A scenario, prepared once, and what it leads to.
struct Bench {
    scenario: &'static Scenario,
    args: Vec<String>,
    template: Sandbox,
    done: Sandbox,
    old: String,
    new: String,
}

impl Bench {
    fn new(scenario: &'static Scenario) -> Self {
        let template = Sandbox::new();
        (scenario.prepare)(&template);
        let args = arguments(scenario, &template);
        let done = template.copy();
        done.ok(&args.iter().map(String::as_str).collect::<Vec<_>>());
        let (old, new) = (state(&template).unwrap(), state(&done).unwrap());
        Self { scenario, args, template, done, old, new }
    }

    fn name(&self) -> &str {
        self.scenario.name
    }

    /// Runs the command where no file may become longer than `blocks` of 512 bytes.
    fn limited(&self, place: &Sandbox, blocks: u64, ignored: bool) -> Output {
        let trap = if ignored { "trap '' XFSZ; " } else { "" };
        let plain = place.command(&[]);
        let mut command = Command::new("sh");
        command.arg("-c").arg(format!("{trap}ulimit -f {blocks}; exec \"$@\"")).arg("sh").arg(plain.get_program());
        command.args(&self.args).current_dir(place.path(""));
        command.env_clear().envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command.output().unwrap()
    }

    /// Whether what was found out is so: a repository that is whole in the old state or the new one, or one of which the
    /// binary itself says that it is not. Returns whether it did.
    fn is_noticed(&self, place: &Sandbox, what: &str) -> bool {
        let fsck = place.run(&["fsck", "--data"]);
        let said = format!("{} {}", String::from_utf8_lossy(&fsck.stdout), String::from_utf8_lossy(&fsck.stderr));
        assert!(!said.contains("panicked"), "{}, {what}: {said}", self.name());
        match state(place) {
            Ok(found) => {
                assert!(found == self.old || found == self.new, "{}, {what}: {found}", self.name());
                !fsck.status.success()
            }
            Err(why) => {
                let code = fsck.status.code();
                assert!(matches!(code, Some(4..=6)), "{}, {what}: {why}, and fsck ends with {code:?}", self.name());
                true
            }
        }
    }
}

#[test]
fn writes_that_end_short_leave_the_old_state_or_the_new() {
    let names = ["add", "commit", "checkout", "import", "merge", "gc", "drop", "tag"];
    let (mut points, mut killed, mut failed) = (0, 0, 0);
    for scenario in scenarios(&names) {
        let bench = Bench::new(scenario);
        let longest = walkdir::WalkDir::new(bench.done.beside("")).into_iter();
        let longest = longest.map(|entry| entry.unwrap().metadata().unwrap()).filter(fs::Metadata::is_file);
        let blocks = longest.map(|file| file.len()).max().unwrap().div_ceil(512);
        let step = if is_everything() { blocks.div_ceil(24) } else { blocks.div_ceil(5) }.max(1);
        for limit in (0..blocks).step_by(step as usize) {
            for ignored in [false, true] {
                points += 1;
                let place = bench.template.copy();
                let output = bench.limited(&place, limit, ignored);
                let what = format!("{}, at most {limit} blocks, {:?}", bench.name(), output.status);
                let said = String::from_utf8_lossy(&output.stderr).into_owned();
                assert!(!said.contains("panicked"), "{what}: {said}");
                let found = state(&place).unwrap_or_else(|why| panic!("{what}: {why}"));
                let done = output.status.success();
                assert!(found == bench.new || !done && found == bench.old, "{what}: {found}");
                killed += u64::from(output.status.signal().is_some());
                failed += u64::from(output.status.code().is_some_and(|code| code != 0));
                let is_full = done || output.status.signal() == Some(25) || output.status.code() == Some(9);
                assert!(is_full, "{what}: {said}");
                let args: Vec<&str> = bench.args.iter().map(String::as_str).collect();
                let again = place.run(&args);
                let said = String::from_utf8_lossy(&again.stderr);
                assert!(again.status.success() || said.contains("exists already"), "{what}, again: {said}");
                assert_eq!(state(&place).as_ref(), Ok(&bench.new), "{what}, again");
                place.ok(&["fsck", "--data"]);
            }
        }
    }
    println!("writes that end short: {points} points, {killed} ended the command, {failed} were told of");
    assert!(killed > 10 && failed > 10);
}

#[test]
fn writes_that_never_happened_are_noticed() {
    if !needs("strace") || !needs("tar") {
        return;
    }
    let (mut lies, mut noticed, mut healed) = (0, 0, 0);
    // Not `import`: it reads back its own temporary file, in which nothing tells a wrong byte from a right one.
    for scenario in scenarios(&["add", "commit", "tag", "merge", "gc", "undo"]) {
        let bench = Bench::new(scenario);
        let place = bench.template.copy();
        let trace = place.beside("trace");
        let output = strace(&place, &bench.args, &["-o", &trace.to_string_lossy()], "trace", "pwrite64");
        assert!(output.status.success());
        let calls = count(&fs::read_to_string(trace).unwrap());
        let writes = calls.get("pwrite64").map_or(&[][..], Vec::as_slice);
        let lens = writes.iter().map(|line| line.rsplit_once("= ").and_then(|(_, len)| len.trim().parse::<u64>().ok()));
        // The first byte alone, and nearly all: a commit made at another time may be a little shorter.
        let cases = lens.flatten().enumerate().flat_map(|(number, len)| [(number, 1), (number, len.max(33) - 32)]);
        for (number, len) in cases {
            lies += 1;
            let place = bench.template.copy();
            copy(&place.path(".mosaic"), &place.beside("copy"));
            let inject = format!("pwrite64:retval={len}:when={}", number + 1);
            let output = strace(&place, &bench.args, &[], "inject", &inject);
            let what = format!("write {}, {len} bytes of it", number + 1);
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(!said.contains("panicked"), "{}, {what}: {said}", bench.name());
            if !bench.is_noticed(&place, &what) {
                continue;
            }
            noticed += 1;
            // Whatever is lost: what the copy had comes back.
            let repaired = place.run(&["repair", "--from", "../copy"]);
            assert!(matches!(repaired.status.code(), Some(0 | 6 | 7)), "{}, {what}: {repaired:?}", bench.name());
            healed += u64::from(repaired.status.success() && state(&place).is_ok());
        }
    }
    println!(
        "writes that never happened: {lies}, {noticed} noticed, {healed} of these repaired from a copy made before"
    );
    assert!(lies > 15 && noticed > 5, "{lies} {noticed}");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    assert!(Command::new("cp").arg("-a").args([from, to]).status().unwrap().success());
}

/// The files of `.mosaic`, by their paths below it.
fn files(place: &Sandbox) -> BTreeMap<PathBuf, Vec<u8>> {
    let root = place.path(".mosaic");
    let all = walkdir::WalkDir::new(&root).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    all.map(|entry| {
        let path = entry.path().strip_prefix(&root).unwrap().to_owned();
        (path, fs::read(entry.path()).unwrap())
    })
    .collect()
}

/// What a power cut leaves where no fsync was performed: of each file that is new or other, the old one, nothing, zeros, a
/// beginning, or all. `dice` draws.
fn lose(place: &Sandbox, before: &BTreeMap<PathBuf, Vec<u8>>, dice: &mut u64) -> Vec<(PathBuf, u64)> {
    let after = files(place);
    let names: BTreeSet<&PathBuf> = before.keys().chain(after.keys()).collect();
    let mut fates = Vec::new();
    for name in names {
        let (path, fate) = (place.path(".mosaic").join(name), random(dice) % 6);
        match (before.get(name), after.get(name)) {
            (old, new) if old == new => continue,
            // The removal was lost, or was not.
            (Some(old), None) if fate < 3 => fs::write(path, old).unwrap(),
            (Some(_), None) => {}
            (Some(old), Some(_)) if fate < 2 => damage(&path, |bytes| bytes.clone_from(old)),
            (None, Some(_)) if fate < 2 => fs::remove_file(path).unwrap(),
            (_, Some(_)) => damage(&path, |bytes| match fate {
                2 => bytes.fill(0),
                3 => bytes.truncate(random(dice) as usize % bytes.len().max(1)),
                _ => {}
            }),
            (None, None) => {}
        }
        fates.push((name.clone(), fate));
    }
    fates
}

#[test]
fn an_fsync_that_lied_is_noticed_after_the_power_cut() {
    if !needs("strace") || !needs("tar") {
        return;
    }
    let rounds = if is_everything() { 160 } else { 24 };
    let sweep = |scenario: &'static Scenario| {
        let bench = Bench::new(scenario);
        let before = files(&bench.template);
        let after = bench.template.copy();
        // The command cannot know.
        let output = strace(&after, &bench.args, &[], "inject", "fsync,fdatasync:retval=0");
        assert!(output.status.success(), "{}: {output:?}", bench.name());
        assert_eq!(state(&after).as_ref(), Ok(&bench.new));
        let mut noticed = 0;
        for round in 0..rounds {
            let mut dice = seed().wrapping_add(1000 * round);
            let place = after.copy();
            let fates = lose(&place, &before, &mut dice);
            noticed += u64::from(bench.is_noticed(&place, &format!("round {round}, {fates:?}")));
            for args in [&["status"][..], &["log"], &["cat", "@:a"]] {
                let output = place.run(args);
                let said = String::from_utf8_lossy(&output.stderr);
                let code = output.status.code();
                assert!(matches!(code, Some(0 | 4..=6)), "{}, round {round}, {args:?}: {code:?} {said}", bench.name());
            }
        }
        (rounds, noticed)
    };
    let all = scenarios(&["add", "commit", "import", "merge", "gc", "drop", "tag", "undo"]);
    let (one, other) = all.split_at(all.len() / 2);
    let work = |some: &[&'static Scenario]| some.iter().map(|scenario| sweep(scenario)).collect::<Vec<_>>();
    let seen: Vec<(u64, u64)> = thread::scope(|scope| {
        let one = scope.spawn(|| work(one));
        let other = work(other);
        one.join().unwrap().into_iter().chain(other).collect()
    });
    let (lies, noticed) = seen.iter().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    println!("MOSAIC_SEED={}: {lies} power cuts after a lying fsync, {noticed} noticed, the rest whole", seed());
    assert!(noticed > lies / 10 && noticed < lies, "{noticed} of {lies}");
}
