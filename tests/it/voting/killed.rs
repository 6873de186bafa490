//! Processes that die while they agree: the one that proposes, after any message; those that vote, at any time. Any other
//! member decides then, within a bound, and never something else.

use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use mosaic::storage::power::random;

use crate::tools::is_everything;
use crate::voting::proxy::Proxy;
use crate::voting::town::{Town, said};

/// The longest that the next session may take: it waits for the lease that the dead one got.
const BOUND: Duration = Duration::from_secs(12);

#[test]
fn a_proposer_that_dies_after_any_message_harms_nobody() {
    let mut town = Town::new(3);
    let ports: Vec<u16> = town.members.iter().map(|member| member.port).collect();
    let (mut points, mut worst, mut open) = (0, Duration::ZERO, 0);
    let mut limit = 1;
    loop {
        // One of the first two proposes something new, and dies; the other one goes on.
        let (proposer, next) = if points % 2 == 0 { (0, 1) } else { (1, 0) };
        let args = ["pull", &town.url(next)];
        town.ok(proposer, &args);
        town.commit(proposer, &format!("{points}.txt"));
        let others: Vec<u16> = (0..3).filter(|m| *m != proposer).map(|m| ports[m]).collect();
        let (urls, proxy) = Proxy::to(&others, limit);
        let mut child = town.syncing_with(proposer, &urls).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let begin = Instant::now();
        let reached = loop {
            if proxy.wait(20) {
                break true;
            }
            if child.try_wait().unwrap().is_some() || begin.elapsed() > BOUND {
                break false;
            }
        };
        let _ = child.kill();
        child.wait().unwrap();
        open += usize::from(town.has_vote_of(2, proposer) || town.has_vote_of(2, 2));
        town.look();
        let begin = Instant::now();
        let decided = town.sync(next);
        worst = worst.max(begin.elapsed());
        assert!(begin.elapsed() < BOUND, "after {limit} pieces: {:?}", begin.elapsed());
        assert_eq!(decided.code, 0, "after {limit} pieces: {}", decided.text);
        // What the dead one wanted may not have been told to anybody.
        let last = town.sync(proposer);
        assert_eq!(last.code, 0, "after {limit} pieces: {}", last.text);
        let agreed: Vec<String> = (0..3).map(|member| town.revision(member, "decided/main")).collect();
        assert!(agreed.iter().all(|commit| *commit == town.revision(proposer, "main")), "after {limit}: {agreed:?}");
        points += 1;
        if !reached {
            assert!(proxy.passed() <= limit);
            break;
        }
        limit += if is_everything() { 3 } else { 15 };
    }
    println!(
        "killed at {points} points, {open} with open votes; the next decided within {worst:?}; {} votes, {} heights",
        town.ledger.votes(),
        town.ledger.heights()
    );
    assert!(points > 5);
}

#[test]
fn voters_that_die_at_any_time_come_back_with_their_votes() {
    let mut town = Town::new(5);
    let mut state = 7;
    let rounds = if is_everything() { 40 } else { 6 };
    let mut interrupted = 0;
    for round in 0..rounds {
        let (proposer, victims) = (round % 5, [(round + 1) % 5, (round + 2) % 5, (round + 3) % 5]);
        let url = town.url((proposer + 4) % 5);
        town.ok(proposer, &["pull", &url]);
        town.commit(proposer, &format!("{round}.txt"));
        let child = town.syncing(proposer).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        for victim in victims {
            thread::sleep(Duration::from_millis(random(&mut state) % 60));
            town.kill(victim);
            town.serve(victim);
        }
        let first = said(&child.wait_with_output().unwrap());
        interrupted += usize::from(first.code != 0);
        assert!([0, 7, 10].contains(&first.code), "{}", first.text);
        town.look();
        let begin = Instant::now();
        let second = town.sync((proposer + 1) % 5);
        assert!([0, 7].contains(&second.code), "{}", second.text);
        let third = town.sync(proposer);
        assert_eq!(third.code, 0, "{}", third.text);
        assert!(begin.elapsed() < 2 * BOUND);
        town.sync((proposer + 4) % 5);
    }
    println!("{rounds} sessions, {interrupted} undecided at first; {} votes", town.ledger.votes());
}
