//! Many writers on many heads at once, some killed at random: what each was told is written down, and compared with what is
//! there in the end.

use std::collections::BTreeMap;
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use mosaic::archive::attachment::Attachment;
use mosaic::base::id::GitId;
use mosaic::base::monitor::Silent;
use mosaic::base::time::Timestamp;
use mosaic::object::git::Identity;
use mosaic::repo::action::Action;
use mosaic::repo::current::move_name;
use mosaic::repo::record::{Draft, write_commit};
use mosaic::state::operation::root;
use mosaic::storage::power::random;

use crate::power_cut::seed;
use crate::sandbox::Sandbox;
use crate::tools::is_everything;
use crate::whole::{self, Seen};

/// What a writer knows of one name of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Known {
    There,
    Gone,
    /// The command was killed: before or after its swap.
    Either,
}

/// What a writer was told, and what became of it.
#[derive(Default)]
struct Record {
    names: BTreeMap<String, Known>,
    /// Messages of commits that were acknowledged.
    commits: Vec<String>,
    acknowledged: u64,
    kills: u64,
    failures: Vec<String>,
}

impl Record {
    /// Runs a command, and kills it now and then; whether it ended well.
    fn run(&mut self, sandbox: &Sandbox, args: &[&str], kill_after: Option<Duration>) -> bool {
        let args = [&["--lock-timeout", "300"], args].concat();
        let mut command = sandbox.command(&args);
        let mut child: Child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        if let Some(after) = kill_after {
            thread::sleep(after);
            child.kill().unwrap();
        }
        let output = child.wait_with_output().unwrap();
        let (done, killed) = (output.status.success(), output.status.code().is_none());
        self.acknowledged += u64::from(done);
        self.kills += u64::from(killed);
        if !done && !killed {
            self.failures.push(format!("{args:?}: {:?} {}", output.status, String::from_utf8_lossy(&output.stderr)));
        }
        done
    }

    /// As `run`, after which each of these names is known to be so.
    fn change(&mut self, sandbox: &Sandbox, args: &[&str], after: Option<Duration>, names: &[(&str, Known)]) {
        let done = self.run(sandbox, args, after);
        for (name, known) in names {
            self.names.insert((*name).to_owned(), if done { *known } else { Known::Either });
        }
    }
}

/// One of many: heads of its own that it makes, renames and deletes, and commits on the head of all.
fn writer(sandbox: &Sandbox, number: u64, rounds: u64, kills: bool) -> Record {
    let mut record = Record::default();
    let mut dice = seed().wrapping_add(number);
    for round in 0..rounds {
        let mut after = || {
            let (lot, time) = (random(&mut dice), random(&mut dice) % 30);
            (kills && lot.is_multiple_of(4)).then(|| Duration::from_millis(time))
        };
        let (first, second) = (format!("w{number}-{round}"), format!("w{number}-{round}-renamed"));
        record.change(sandbox, &["head", "create", &first], after(), &[(&first, Known::There)]);
        if record.names[&first] == Known::There && round % 3 != 0 {
            let moved = [(&*first, Known::Gone), (&*second, Known::There)];
            record.change(sandbox, &["head", "rename", &first, &second], after(), &moved);
        }
        if record.names.get(&second) == Some(&Known::There) && round % 3 == 2 {
            record.change(sandbox, &["--yes", "head", "delete", &second], after(), &[(&second, Known::Gone)]);
        }
        let message = format!("w{number} {round}");
        if record.run(sandbox, &["commit", "--allow-empty", "-m", &message], after()) {
            record.commits.push(message);
        }
    }
    record
}

fn look(sandbox: &Sandbox) -> Seen {
    whole::check(&sandbox.repository()).unwrap()
}

/// Many writers; returns how many commands were acknowledged and how many killed.
fn contend(writers: u64, rounds: u64, kills: bool) -> (u64, u64) {
    let sandbox = Sandbox::new();
    sandbox.write("base", "base");
    sandbox.commit("base");
    let records: Vec<Record> = thread::scope(|scope| {
        let sandbox = &sandbox;
        let workers: Vec<_> =
            (1..=writers).map(|number| scope.spawn(move || writer(sandbox, number, rounds, kills))).collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).collect()
    });
    let seen = look(&sandbox);
    let messages: Vec<&str> = seen.commits.values().map(|(_, _, message)| message.trim_end()).collect();
    let mut expected = vec!["main".to_owned()];
    for record in &records {
        assert!(record.failures.is_empty(), "{writers} writers: {:?}", record.failures);
        for (name, known) in &record.names {
            let is_there = seen.heads.contains_key(name);
            let is_possible = *known == Known::Either || (*known == Known::There) == is_there;
            assert!(is_possible, "{writers} writers: {name} should be {known:?}");
            expected.extend(is_there.then(|| name.clone()));
        }
        for message in &record.commits {
            assert!(messages.contains(&&**message), "{writers} writers: {message} was acknowledged");
        }
    }
    expected.sort();
    assert_eq!(seen.heads.keys().cloned().collect::<Vec<_>>(), expected, "and no other head");
    // Nobody has to wait for the dead.
    sandbox.ok(&["--lock-timeout", "0", "tag", "create", "end"]);
    sandbox.ok(&["fsck", "--data"]);
    records.iter().fold((0, 0), |sum, record| (sum.0 + record.acknowledged, sum.1 + record.kills))
}

#[test]
fn writers_on_many_heads_lose_nothing() {
    let rounds = if is_everything() { 4 } else { 1 };
    for (writers, rounds, kills) in
        [(2, 2 * rounds, false), (8, rounds, false), (2, 3 * rounds, true), (8, 2 * rounds, true), (32, rounds, true)]
    {
        let (acknowledged, killed) = contend(writers, rounds, kills);
        println!(
            "MOSAIC_SEED={}: {writers} writers on many heads: {acknowledged} acknowledged, {killed} killed",
            seed()
        );
        assert!(acknowledged > writers && kills == (killed > 0 || writers == 2 && kills), "{acknowledged} {killed}");
    }
}

/// Commits on a head of its own, one on the other; returns them in their order.
fn commits(sandbox: &Sandbox, writer: u64, rounds: u64, clock: &AtomicU64) -> Vec<GitId> {
    let repository = sandbox.repository();
    let (key, head) = (repository.key().unwrap(), format!("head-{writer}"));
    let mut made: Vec<GitId> = Vec::new();
    for round in 0..rounds {
        let now = Timestamp::from_seconds(1_700_000_000 + clock.fetch_add(1, Ordering::Relaxed) as i64);
        let mut unique = [0; 16];
        unique[..8].copy_from_slice(&writer.to_le_bytes());
        unique[8..].copy_from_slice(&round.to_le_bytes());
        let mut action = Action::new(now, "commit".into(), format!("writer {writer}"), unique, &Silent);
        action.lock_timeout = Duration::from_secs(300);
        let current = repository.current().unwrap();
        let archive = current.stage.archive.unwrap();
        let writing = repository.begin(&action, false).unwrap();
        let totals = Attachment::load(&writing.run, &archive).unwrap();
        let draft = Draft {
            archive: (archive, &totals),
            parents: made.last().copied().into_iter().collect(),
            author: Identity::new("A", "a@b", now.seconds, 0),
            message: format!("{head} {round}\n"),
        };
        let commit = write_commit(&writing.run, draft, &key).unwrap();
        let changes = [move_name(root::HEADS, &head, made.last().copied(), Some(commit))];
        repository.publish(&action, writing, &current, &changes).unwrap();
        made.push(commit);
    }
    made
}

#[test]
fn each_head_has_all_commits_of_its_writer() {
    let rounds = if is_everything() { 12 } else { 4 };
    for writers in [2, 8, 32] {
        let sandbox = Sandbox::new();
        sandbox.write("base", "base".repeat(1000));
        sandbox.commit("base");
        let clock = AtomicU64::new(0);
        let made: Vec<Vec<GitId>> = thread::scope(|scope| {
            let (sandbox, clock) = (&sandbox, &clock);
            let workers: Vec<_> =
                (0..writers).map(|writer| scope.spawn(move || commits(sandbox, writer, rounds, clock))).collect();
            workers.into_iter().map(|worker| worker.join().unwrap()).collect()
        });
        let seen = look(&sandbox);
        for (writer, made) in made.iter().enumerate() {
            let mut at = seen.heads.get(&format!("head-{writer}")).copied();
            for commit in made.iter().rev() {
                assert_eq!(at, Some(*commit), "{writers} writers, head-{writer}");
                at = seen.commits[commit].1.first().copied();
            }
            assert_eq!(at, None);
        }
        sandbox.ok(&["fsck", "--data"]);
        println!("{writers} writers, each on a head of its own: {} commits acknowledged, 0 lost", writers * rounds);
    }
}

#[test]
fn of_many_that_make_the_same_head_one_wins() {
    const WRITERS: u64 = 8;
    let sandbox = Sandbox::new();
    let mut commits = Vec::new();
    for number in 0..WRITERS {
        sandbox.write("file", format!("{number}"));
        commits.push(sandbox.commit(&format!("{number}")));
    }
    let codes: Vec<Option<i32>> = thread::scope(|scope| {
        let create =
            |commit: &str| sandbox.run(&["--lock-timeout", "300", "head", "create", "contended", commit]).status.code();
        let workers: Vec<_> = commits.iter().map(|commit| scope.spawn(move || create(commit))).collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).collect()
    });
    let winners: Vec<usize> =
        codes.iter().enumerate().filter(|(_, code)| **code == Some(0)).map(|(at, _)| at).collect();
    assert_eq!(winners.len(), 1, "{codes:?}");
    assert!(codes.iter().all(|code| matches!(code, Some(0 | 1))), "{codes:?}");
    assert_eq!(sandbox.json(&["rev-parse", "contended"])["commits"][0]["commit"], commits[winners[0]]);
}
