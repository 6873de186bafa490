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
    for (writers, rounds) in [(2, 8), (8, 4)] {
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
