//! Many processes at once on one repository, some of them killed at random: what was acknowledged is in the history;
//! who only reads is never disturbed; who waits is told for whom.

use std::collections::BTreeMap;
use std::process::{Child, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use mosaic::base::id::Id;
use mosaic::repo::repository::Repository;
use mosaic::storage::power::random;
use mosaic::storage::real::RealStorage;
use mosaic::storage::traits::{Access, Storage};

use crate::sandbox::Sandbox;
use crate::whole::{self, Seen};

fn look(sandbox: &Sandbox) -> Seen {
    let storage = RealStorage::open(&sandbox.path(".mosaic")).unwrap();
    let repository = Repository::open(std::sync::Arc::new(storage), Some(&sandbox.path(""))).unwrap();
    whole::check(&repository).unwrap()
}

/// What a writer was told.
#[derive(Default)]
struct Record {
    /// The content that each file had when its commit was acknowledged.
    files: BTreeMap<String, Id>,
    tags: Vec<String>,
    kills: u64,
    failures: Vec<String>,
}

/// Ends well, or was killed on purpose; what else it said is a failure.
fn run(sandbox: &Sandbox, args: &[&str], kill_after: Option<Duration>, record: &mut Record) -> bool {
    let args = [&["--lock-timeout", "300"], args].concat();
    let mut command = sandbox.command(&args);
    let child: Child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let child = Mutex::new(child);
    if let Some(after) = kill_after {
        thread::sleep(after);
        record.kills += 1;
        child.lock().unwrap().kill().unwrap();
    }
    let output = child.into_inner().unwrap().wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() && (kill_after.is_none() || output.status.code().is_some()) {
        record.failures.push(format!("{args:?}: {:?} {said}", output.status));
    }
    output.status.success()
}

/// One of many: each round a new content of its file, staged and committed, and a tag now and then.
fn writer(sandbox: &Sandbox, number: u64, rounds: u64, kills: bool) -> Record {
    let mut record = Record::default();
    let mut dice = number;
    let name = format!("f{number}");
    for round in 0..rounds {
        let content = format!("{number} {round} {}", "x".repeat((random(&mut dice) % 3000) as usize));
        sandbox.write(&name, &content);
        let kill_after =
            (kills && random(&mut dice).is_multiple_of(3)).then(|| Duration::from_millis(random(&mut dice) % 120));
        let (in_add, in_commit) =
            if random(&mut dice).is_multiple_of(2) { (kill_after, None) } else { (None, kill_after) };
        let done = run(sandbox, &["add", &name], in_add, &mut record)
            && run(sandbox, &["commit", "-m", "x"], in_commit, &mut record);
        if done {
            record.files.insert(name.clone(), Id::of(content.as_bytes()));
        } else {
            record.files.remove(&name);
        }
        let tag = format!("t{number}-{round}");
        if done && round % 2 == 0 && run(sandbox, &["tag", "create", &tag], None, &mut record) {
            record.tags.push(tag);
        }
    }
    record
}

/// Many writers; returns how many commits were acknowledged and how many commands killed.
fn contend(writers: u64, rounds: u64, kills: bool) -> (usize, u64) {
    let sandbox = Sandbox::new();
    sandbox.write("base", "base");
    sandbox.commit("base");
    let records: Vec<Record> = thread::scope(|scope| {
        let spawn = |number| {
            scope.spawn({
                let sandbox = &sandbox;
                move || writer(sandbox, number, rounds, kills)
            })
        };
        let workers: Vec<_> = (1..=writers).map(spawn).collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).collect()
    });
    let seen = look(&sandbox);
    let files = seen.files("main").unwrap();
    let (mut acknowledged, mut killed) = (0, 0);
    for record in records {
        assert!(record.failures.is_empty(), "{writers} writers: {:?}", record.failures);
        killed += record.kills;
        for (name, digest) in &record.files {
            assert_eq!(files.get(name), Some(digest), "{writers} writers: {name} was acknowledged");
            acknowledged += 1;
        }
        for tag in &record.tags {
            assert!(seen.tags.contains_key(tag), "{writers} writers: tag {tag} was acknowledged");
            acknowledged += 1;
        }
    }
    // Nobody has to wait for the dead.
    sandbox.ok(&["--lock-timeout", "0", "add", "-A"]);
    (acknowledged, killed)
}

#[test]
fn writers_lose_nothing() {
    for (writers, rounds) in [(2, 6), (8, 3), (32, 1)] {
        let (acknowledged, _) = contend(writers, rounds, false);
        println!("{writers} writers: {acknowledged} acknowledged");
        assert!(acknowledged as u64 >= writers * 2, "each has a file and a tag");
    }
}

#[test]
fn writers_lose_nothing_where_some_are_killed() {
    let many = crate::tools::is_everything().then_some((32, 3));
    for (writers, rounds) in [(2, 8), (8, 4)].into_iter().chain(many) {
        let (acknowledged, killed) = contend(writers, rounds, true);
        println!("{writers} writers: {acknowledged} acknowledged, {killed} killed");
        assert!(acknowledged > 0 && killed > 0);
    }
}

#[test]
fn readers_are_never_disturbed() {
    let sandbox = Sandbox::new();
    sandbox.write("constant", "the same at all times");
    sandbox.commit("base");
    let (over, reads) = (AtomicBool::new(false), AtomicU64::new(0));
    thread::scope(|scope| {
        let readers: Vec<_> = (0..2)
            .map(|number| {
                let (sandbox, over, reads) = (&sandbox, &over, &reads);
                scope.spawn(move || {
                    while !over.load(Ordering::Relaxed) {
                        let args: &[&str] = [&["log"][..], &["ls", "@"]][number];
                        sandbox.ok(args);
                        assert_eq!(sandbox.ok(&["cat", "@:constant"]), "the same at all times");
                        reads.fetch_add(2, Ordering::Relaxed);
                    }
                })
            })
            .collect();
        let record = writer(&sandbox, 1, 12, false);
        over.store(true, Ordering::Relaxed);
        readers.into_iter().for_each(|reader| reader.join().unwrap());
        assert!(record.failures.is_empty(), "{:?}", record.failures);
    });
    println!("{} reads beside a writer", reads.load(Ordering::Relaxed));
    assert!(reads.into_inner() > 10);
}

#[test]
fn who_waits_is_told_for_whom() {
    let sandbox = Sandbox::new();
    sandbox.write("a", "a");
    let storage = RealStorage::open(&sandbox.path(".mosaic")).unwrap();
    let held = storage.lock("lock", Access::Exclusive, Duration::ZERO, "pid 4711 on elsewhere: gc").unwrap();
    let said = sandbox.fails(11, &["--lock-timeout", "0", "add", "-A"]);
    assert!(said.contains("pid 4711 on elsewhere: gc"), "{said}");
    drop(held);
    sandbox.ok(&["--lock-timeout", "0", "add", "-A"]);
    // The sweep of gc wants `writers` for itself.
    let held = storage.lock("writers", Access::Exclusive, Duration::ZERO, "pid 4712 on elsewhere: gc").unwrap();
    sandbox.write("a", "b");
    let said = sandbox.fails(11, &["--lock-timeout", "0", "add", "-A"]);
    assert!(said.contains("pid 4712 on elsewhere: gc"), "{said}");
    drop(held);
}

/// Runs commands that read beside `work`, until that ends; returns how often they did.
fn beside(sandbox: &Sandbox, work: impl FnOnce()) -> u64 {
    let tgz = sandbox.run(&["export", "--tgz", "-", "base"]).stdout;
    let (over, reads) = (AtomicBool::new(false), AtomicU64::new(0));
    thread::scope(|scope| {
        let readers: Vec<_> = (0..2)
            .map(|number| {
                let (over, reads, tgz) = (&over, &reads, &tgz);
                scope.spawn(move || {
                    while !over.load(Ordering::Relaxed) {
                        if number == 0 {
                            sandbox.ok(&["fsck", "--data"]);
                            sandbox.ok(&["log"]);
                        } else {
                            assert_eq!(sandbox.ok(&["cat", "@:constant"]), "the same at all times");
                            let output = sandbox.run(&["export", "--tgz", "-", "base"]);
                            assert!(output.stdout == *tgz, "{}", String::from_utf8_lossy(&output.stderr));
                        }
                        reads.fetch_add(2, Ordering::Relaxed);
                    }
                })
            })
            .collect();
        // Also where the work fails, the readers end.
        let worked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
        over.store(true, Ordering::Relaxed);
        let read: Vec<_> = readers.into_iter().map(|reader| reader.join()).collect();
        read.into_iter().chain([worked]).for_each(|ended| ended.unwrap());
    });
    reads.into_inner()
}

fn readable() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("constant", "the same at all times");
    sandbox.write("big", crate::sandbox::noise(5, 100_000));
    sandbox.commit("base");
    sandbox.ok(&["tag", "create", "base"]);
    sandbox
}

#[test]
fn readers_beside_merges_of_packs_are_never_disturbed() {
    let sandbox = readable();
    let mut merges = 0;
    let reads = beside(&sandbox, || {
        for number in 0..40 {
            let before = sandbox.files("indexes").len();
            sandbox.ok(&["tag", "create", &format!("tag-{number}")]);
            merges += u64::from(sandbox.files("indexes").len() <= before);
        }
    });
    println!("{reads} reads beside {merges} merges");
    assert!(reads > 4 && merges > 0, "{reads} {merges}");
}

#[test]
fn readers_beside_gc_are_never_disturbed() {
    let sandbox = readable();
    sandbox.ok(&["config", "set", "gc.keep", "0s"]);
    let mut freed = 0;
    let reads = beside(&sandbox, || {
        for number in 0..12 {
            // The constant file is copied out of its pack each time, which has something that nothing needs.
            sandbox.write("changing", crate::sandbox::noise(100 + number, 50_000));
            sandbox.ok(&["add", "-A"]);
            sandbox.ok(&["restore", "--staged", "."]);
            freed += sandbox.json(&["--lock-timeout", "60", "gc"])["bytes_freed"].as_u64().unwrap();
        }
    });
    println!("{reads} reads beside gc, which freed {freed} bytes");
    assert!(reads > 4 && freed > 12 * 50_000, "{reads} {freed}");
}

/// Ends what it started, all of its processes.
struct Group(Child);

impl Group {
    fn kill(&mut self) {
        let group = rustix::process::Pid::from_child(&self.0);
        let _gone = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        drop(self.0.wait());
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A `gc` that has taken the repository for itself and does not get on.
fn stuck(sandbox: &Sandbox) -> Group {
    use std::os::unix::process::CommandExt;
    let plain = sandbox.command(&["gc"]);
    let mut command = std::process::Command::new("strace");
    let delay = "inject=rename,renameat,renameat2:delay_enter=60000000";
    command.args(["-f", "-qq", "-o", "/dev/null", "-e", "trace=rename,renameat,renameat2", "-e", delay]);
    command.arg(plain.get_program()).args(plain.get_args()).current_dir(sandbox.path("")).env_clear();
    command.envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let group = Group(command.stdout(Stdio::null()).stderr(Stdio::null()).process_group(0).spawn().unwrap());
    let holder = || std::fs::read_to_string(sandbox.path(".mosaic/writers")).unwrap_or_default();
    for _ in 0..2000 {
        if holder().contains("gc") {
            return group;
        }
        thread::sleep(Duration::from_millis(5));
    }
    panic!("gc did not begin");
}

#[test]
fn a_lock_vanishes_with_its_process() {
    if !crate::tools::needs("strace") {
        return;
    }
    let sandbox = readable();
    sandbox.write("changing", "changed");
    sandbox.ok(&["add", "-A"]);
    sandbox.ok(&["restore", "--staged", "."]);
    sandbox.ok(&["config", "set", "gc.keep", "0s"]);
    let mut holder = stuck(&sandbox);
    let start = std::time::Instant::now();
    let said = sandbox.fails(11, &["--lock-timeout", "1", "add", "-A"]);
    let waited = start.elapsed();
    assert!(said.contains("locked by process ") && said.contains("(mosaic gc)"), "{said}");
    assert!(waited >= Duration::from_secs(1) && waited < Duration::from_secs(20), "{waited:?}");
    sandbox.fails(11, &["--lock-timeout", "0", "tag", "create", "x"]);
    // Who reads does not wait.
    sandbox.ok(&["--lock-timeout", "0", "fsck", "--data"]);
    // Somebody who waits gets on when the holder is killed, and at once.
    let waiting = sandbox.command(&["--lock-timeout", "60", "add", "-A"]).stdout(Stdio::null()).spawn().unwrap();
    holder.kill();
    let killed = std::time::Instant::now();
    assert!({ waiting }.wait().unwrap().success());
    assert!(killed.elapsed() < Duration::from_secs(20), "{:?}", killed.elapsed());
    sandbox.ok(&["--lock-timeout", "0", "gc"]);
    sandbox.ok(&["--lock-timeout", "0", "commit", "-m", "goes on"]);
    sandbox.ok(&["fsck", "--data"]);
}
