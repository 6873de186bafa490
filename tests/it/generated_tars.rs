//! Generated archives, many of them: each is imported beside the model, and what was stored is extracted onto a directory
//! where links, files and directories already stand, some of them names of what is outside. Nothing outside may change.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Instant;

use mosaic::base::id::Id;
use mosaic::worktree::extract::ExtractOptions;
use tempfile::TempDir;

use crate::hostile_archives::{Found, Restored, Target, look};
use crate::power_cut_model::temporary;
use crate::tar_generator::{Draw, Thing, Tree};
use crate::tools::is_everything;

const THREADS: u64 = 2;
/// Imports into one repository: lookups go through its indexes.
const IMPORTS: u64 = 60;
/// Longer names cannot be looked up by their absolute path.
const LONG: usize = 3_000;

/// What happened, in numbers of cases.
#[derive(Default)]
struct Totals {
    refused: AtomicU64,
    imported: AtomicU64,
    entries: AtomicU64,
    extracted: AtomicU64,
    stopped: AtomicU64,
}

/// Something that stands in the directory before.
#[derive(Clone, Debug)]
enum Planted {
    Directory(u32),
    File(Vec<u8>),
    Link(PathBuf),
    /// Another name of a file outside.
    Outside,
}

/// A directory to extract into, beside one that nobody may touch.
struct Ground {
    base: TempDir,
    outside: Vec<String>,
}

impl Ground {
    fn new() -> Self {
        let base = temporary();
        let canary = base.path().join("canary");
        fs::create_dir_all(canary.join("a/b")).unwrap();
        for name in ["file", "a/a", "a/b/c", "b", "hard"] {
            fs::write(canary.join(name), format!("this is {name}")).unwrap();
            fs::set_permissions(canary.join(name), fs::Permissions::from_mode(0o641)).unwrap();
        }
        symlink("file", canary.join("c")).unwrap();
        fs::set_permissions(canary.join("a"), fs::Permissions::from_mode(0o751)).unwrap();
        fs::create_dir(base.path().join("root")).unwrap();
        let mut ground = Self { base, outside: Vec::new() };
        ground.outside = ground.look_outside();
        ground
    }

    fn root(&self) -> PathBuf {
        self.base.path().join("root")
    }

    fn canary(&self) -> PathBuf {
        self.base.path().join("canary")
    }

    /// All that a stat tells of everything outside but the time of access; of the file that gets names inside, neither
    /// how many these are, nor when that changed.
    fn look_outside(&self) -> Vec<String> {
        let mut seen = Vec::new();
        let mut left = vec![self.base.path().to_owned()];
        while let Some(at) = left.pop() {
            let stat = at.symlink_metadata().unwrap();
            let hard = at.ends_with("hard");
            let changed = (!hard).then(|| (stat.nlink(), stat.ctime(), stat.ctime_nsec()));
            let content = if stat.is_file() { fs::read(&at).unwrap() } else { Vec::new() };
            let times = (stat.mtime(), stat.mtime_nsec());
            seen.push(format!("{at:?} {:o} {} {times:?} {changed:?} {content:?}", stat.mode(), stat.ino()));
            if stat.is_dir() {
                let below = fs::read_dir(&at).unwrap().map(|entry| entry.unwrap().path());
                left.extend(below.filter(|below| *below != self.root()));
            }
        }
        seen.sort();
        seen
    }

    fn plant(&self, planted: &BTreeMap<Vec<u8>, Planted>) {
        for (name, what) in planted {
            let at = self.root().join(std::ffi::OsStr::from_bytes(name));
            match what {
                Planted::Directory(_) => fs::create_dir(&at),
                Planted::File(content) => fs::write(&at, content),
                Planted::Link(target) => symlink(target, &at),
                Planted::Outside => fs::hard_link(self.canary().join("hard"), &at),
            }
            .unwrap();
        }
        for (name, what) in planted.iter().rev() {
            if let Planted::Directory(mode) = what {
                let at = self.root().join(std::ffi::OsStr::from_bytes(name));
                fs::set_permissions(at, fs::Permissions::from_mode(*mode)).unwrap();
            }
        }
    }

    fn clear(&self) {
        for entry in fs::read_dir(self.root()).unwrap() {
            let at = entry.unwrap().path();
            if at.symlink_metadata().unwrap().is_dir() { remove_all(&at) } else { fs::remove_file(at).unwrap() }
        }
    }

    fn draw(&self, draw: &mut Draw) -> BTreeMap<Vec<u8>, Planted> {
        let mut planted = BTreeMap::new();
        for _ in 0..draw.below(7) {
            let name = draw.plain_name();
            let stands = parent(&name).is_none_or(|up| matches!(planted.get(up), Some(Planted::Directory(_))));
            if planted.contains_key(&name) || !stands {
                continue;
            }
            let canary = self.canary();
            let what = match draw.below(8) {
                0..3 => Planted::Link(match draw.below(9) {
                    0 => canary,
                    1 => canary.join("a"),
                    2 => canary.join("file"),
                    3 => canary.join("new"),
                    4 => "../canary".into(),
                    5 => "../../canary/a".into(),
                    6 => "..".into(),
                    7 => "a".into(),
                    _ => "/proc/self/cwd".into(),
                }),
                3..6 => Planted::Directory(*draw.of(&[0o755, 0o700, 0o500, 0o2770])),
                6 => Planted::Outside,
                _ => Planted::File(vec![b'p'; draw.below(3)]),
            };
            planted.insert(name, what);
        }
        planted
    }
}

/// Removes a directory whose modes may forbid that.
fn remove_all(at: &Path) {
    fs::set_permissions(at, fs::Permissions::from_mode(0o700)).unwrap();
    for entry in fs::read_dir(at).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            remove_all(&entry.path())
        } else {
            fs::remove_file(entry.path()).unwrap()
        }
    }
    fs::remove_dir(at).unwrap();
}

fn parent(name: &[u8]) -> Option<&[u8]> {
    name.iter().rposition(|byte| *byte == b'/').map(|at| &name[..at])
}

/// Whether extraction can do what it is asked for without removing what it may not.
fn may_extract(tree: &Tree, planted: &BTreeMap<Vec<u8>, Planted>, force: bool) -> bool {
    tree.iter().all(|(name, thing)| match planted.get(name) {
        None => true,
        Some(Planted::Directory(_)) if thing.kind == 'd' => true,
        Some(Planted::Directory(_)) => force && !planted.keys().any(|other| parent(other) == Some(name)),
        Some(_) => thing.kind != 'd' || force,
    })
}

fn is_same(found: &Found, thing: &Thing) -> bool {
    let mtime = thing.mtime.is_none_or(|mtime| found.mtime == (mtime, 0));
    (found.kind, &found.content, found.mode, mtime) == (thing.kind, &thing.content, thing.mode, true)
}

fn is_planted(found: &Found, planted: &Planted) -> bool {
    match planted {
        Planted::Directory(mode) => (found.kind, found.mode) == ('d', mode & 0o777),
        Planted::File(content) => (found.kind, &found.content) == ('f', content),
        Planted::Link(target) => (found.kind, &*found.content) == ('l', target.as_os_str().as_bytes()),
        Planted::Outside => (found.kind, &*found.content) == ('f', b"this is hard".as_slice()),
    }
}

/// What is there after a whole extraction.
fn compare(found: &Restored, tree: &Tree, planted: &BTreeMap<Vec<u8>, Planted>) -> Result<(), String> {
    for (name, thing) in tree {
        let at = || format!("{:?}", String::from_utf8_lossy(name));
        let found_one = found.get(name).ok_or_else(|| format!("{} is missing", at()))?;
        if !is_same(found_one, thing) {
            return Err(format!("{}: {found_one:?} instead of {thing:?}", at()));
        }
        let first = tree.iter().find(|(_, other)| other.number == thing.number).map(|(name, _)| name);
        if thing.kind == 'f' && Some(&found_one.first) != first {
            return Err(format!("{} is not another name of {first:?}", at()));
        }
    }
    let gone = |name: &[u8]| {
        let above = (0..name.len()).filter(|at| name[*at] == b'/').map(|at| &name[..at]);
        above.chain([name]).any(|above| tree.get(above).is_some_and(|thing| thing.kind != 'd'))
    };
    for (name, what) in planted.iter().filter(|(name, _)| !tree.contains_key(*name) && !gone(name)) {
        if !found.get(name).is_some_and(|found| is_planted(found, what)) {
            return Err(format!("{:?} is no longer {what:?}", String::from_utf8_lossy(name)));
        }
    }
    let strange = found.keys().find(|name| !tree.contains_key(*name) && !planted.contains_key(*name));
    strange.map_or(Ok(()), |name| Err(format!("{:?} came from nowhere", String::from_utf8_lossy(name))))
}

/// What is there after one that stopped: of each name the old or the new.
fn compare_stopped(found: &Restored, tree: &Tree, planted: &BTreeMap<Vec<u8>, Planted>) -> Result<(), String> {
    for (name, found) in found {
        let old = planted.get(name).is_some_and(|what| is_planted(found, what));
        let new = tree.get(name).is_some_and(|thing| found.kind == thing.kind && found.content == thing.content);
        if !old && !new {
            return Err(format!("{:?} is {found:?}", String::from_utf8_lossy(name)));
        }
    }
    Ok(())
}

/// One thread's part of the cases.
struct Worker<'w> {
    target: Target,
    imports: u64,
    ground: Ground,
    totals: &'w Totals,
}

impl Worker<'_> {
    fn case(&mut self, seed: u64) -> Result<(), String> {
        let mut draw = Draw(seed);
        let archive = draw.archive();
        let (planted, force) = (self.ground.draw(&mut draw), draw.once_in(2));
        let case = || format!("force {force}, planted {planted:?}, {archive:?}");
        if self.imports == IMPORTS {
            (self.target, self.imports) = (Target::in_memory(), 0);
        }
        self.imports += 1;
        let before = self.target.pointer();
        let imported = match (self.target.import(&archive.bytes()), archive.model()) {
            (Err(error), None) => {
                if !error.to_string().contains("refused") || self.target.pointer() != before {
                    return Err(format!("{error}, or something was changed: {}", case()));
                }
                self.totals.refused.fetch_add(1, Ordering::Relaxed);
                return Ok(());
            }
            (Err(error), Some(_)) => return Err(format!("{error}: {}", case())),
            (Ok(_), None) => return Err(format!("not refused: {}", case())),
            (Ok(imported), Some(tree)) => (imported.attachment.expect("no dry run"), tree),
        };
        self.totals.imported.fetch_add(1, Ordering::Relaxed);
        self.totals.entries.fetch_add(imported.1.len() as u64, Ordering::Relaxed);
        if imported.1.keys().all(|name| name.len() < LONG) {
            self.extract(imported.0, &imported.1, &planted, force).map_err(|why| format!("{why}: {}", case()))?;
        }
        Ok(())
    }

    fn extract(
        &self,
        attachment: Id,
        tree: &Tree,
        planted: &BTreeMap<Vec<u8>, Planted>,
        force: bool,
    ) -> Result<(), String> {
        let ground = &self.ground;
        ground.plant(planted);
        let options = ExtractOptions { force, ..ExtractOptions::default() };
        let done = self.target.extract(attachment, &ground.root(), options);
        let found = look(&ground.root());
        let result = match (done, may_extract(tree, planted, force)) {
            (Ok(_), true) => {
                self.totals.extracted.fetch_add(1, Ordering::Relaxed);
                compare(&found, tree, planted)
            }
            (Err(_), false) => {
                self.totals.stopped.fetch_add(1, Ordering::Relaxed);
                compare_stopped(&found, tree, planted)
            }
            (done, may) => Err(format!("{done:?}, and whether it may is {may}")),
        };
        result?;
        if ground.look_outside() != ground.outside {
            return Err("something outside changed".to_owned());
        }
        ground.clear();
        Ok(())
    }
}

/// Runs so many cases; returns what was wrong with the first that was.
pub fn sweep(count: u64, seed: u64) -> Result<(), String> {
    let totals = Totals::default();
    let start = Instant::now();
    thread::scope(|scope| {
        let run = |thread| {
            let totals = &totals;
            move || {
                let mut worker = Worker { target: Target::in_memory(), imports: 0, ground: Ground::new(), totals };
                let mut numbers = (thread..count).step_by(THREADS as usize);
                numbers.try_for_each(|number| {
                    let case = seed.wrapping_add(number.wrapping_mul(0x2545_F491_4F6C_DD1D));
                    worker.case(case).map_err(|why| format!("case {number} of seed {seed}: {why}"))
                })
            }
        };
        let workers: Vec<_> = (0..THREADS).map(|thread| scope.spawn(run(thread))).collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).fold(Ok(()), Result::and)
    })?;
    let [refused, imported, entries, extracted, stopped] =
        [&totals.refused, &totals.imported, &totals.entries, &totals.extracted, &totals.stopped]
            .map(|total| total.load(Ordering::Relaxed));
    println!(
        "{count} archives of seed {seed}: {refused} refused, {imported} imported with {entries} entries; extracted onto \
         what was there: {extracted} whole, {stopped} stopped; {} ms",
        start.elapsed().as_millis()
    );
    let few = [refused, extracted, stopped].into_iter().any(|cases| cases < count / 20);
    if few { Err("the cases are all of one sort".to_owned()) } else { Ok(()) }
}

fn number(name: &str) -> Option<u64> {
    String::from_utf8(env::var_os(name)?.into_vec()).ok()?.parse().ok()
}

#[test]
fn generated_archives_and_what_is_already_there() {
    let count = number("MOSAIC_TARS").unwrap_or(if is_everything() { 15_000 } else { 4_000 });
    sweep(count, number("MOSAIC_SEED").unwrap_or(1)).unwrap();
}
