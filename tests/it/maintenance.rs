//! Many small changes: files stay few, readers and writers beside merges lose nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use mosaic::repo::record::Version;
use mosaic::repo::repository::Repository;

use crate::sandbox::Sandbox;

/// The messages of a history, the newest first.
fn history(repository: &Repository) -> Vec<String> {
    let mut next = repository.resolve(&repository.current().unwrap(), "@").ok();
    let mut messages = Vec::new();
    while let Some(id) = next {
        let version = Version::load(repository.source(), id).unwrap();
        messages.push(version.commit.message.trim_end().to_owned());
        next = version.commit.parents.first().copied();
    }
    messages
}

/// The commits are made by processes of their own: a child that another test forks here would hold the locks of this
/// process until it runs its own program, and what was merged would stay for gc.
#[test]
fn many_small_commits_leave_few_files_while_others_read() {
    const COMMITS: u64 = 200;
    let place = Sandbox::new();
    place.write("file", "content");
    place.commit("first");
    let stop = AtomicBool::new(false);
    let most = thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let repository = place.repository();
            let (mut rounds, mut longest) = (0, 0);
            while !stop.load(Ordering::Relaxed) || rounds == 0 {
                let length = history(&repository).len();
                assert!(length >= longest, "a commit that was there is gone");
                (longest, rounds) = (length, rounds + 1);
            }
            rounds
        });
        let mut most = 0;
        for number in 0..COMMITS {
            place.write("file", format!("content {number}"));
            place.ok(&["commit", "-q", "-a", "-m", &format!("commit {number}")]);
            most = most.max(place.files("packs").len()).max(place.files("indexes").len());
        }
        stop.store(true, Ordering::Relaxed);
        assert!(reader.join().unwrap() > 0);
        most
    });
    assert!(most <= 24, "{most} files in one folder");
    assert_eq!(place.files("incoming").len(), 0, "nothing is left behind");
    let made = (0..COMMITS).rev().map(|number| format!("commit {number}"));
    assert_eq!(history(&place.repository()), made.chain(["first".to_owned()]).collect::<Vec<_>>());
    assert_eq!(place.json(&["fsck", "--data"])["losses"], 0);
}

#[test]
fn eight_processes_on_one_head_lose_nothing() {
    const PROCESSES: usize = 8;
    const COMMITS: usize = 6;
    let place = Sandbox::new();
    place.write("file", "content");
    place.commit("first");
    let acknowledged: BTreeMap<String, String> = thread::scope(|scope| {
        let works: Vec<_> = (0..PROCESSES)
            .map(|process| {
                let place = &place;
                scope.spawn(move || {
                    let commits = (0..COMMITS).map(|number| {
                        let message = format!("process {process} commit {number}");
                        let args = ["--lock-timeout", "60", "commit", "--allow-empty", "-m", &message];
                        let (code, _, document) = place.document(&args);
                        assert_eq!(code, 0, "{document}");
                        (document["result"]["commit"].as_str().unwrap().to_owned(), message)
                    });
                    commits.collect::<Vec<_>>()
                })
            })
            .collect();
        works.into_iter().flat_map(|work| work.join().unwrap()).collect()
    });
    assert_eq!(acknowledged.len(), PROCESSES * COMMITS, "each commit is one of its own");
    let found = history(&place.repository());
    let wanted: BTreeSet<&str> = acknowledged.values().map(String::as_str).collect();
    assert!(wanted.is_subset(&found.iter().map(String::as_str).collect()), "{found:?}");
    assert_eq!(found.len(), 1 + PROCESSES * COMMITS);
    assert_eq!(place.json(&["fsck", "--data"])["losses"], 0);
}
