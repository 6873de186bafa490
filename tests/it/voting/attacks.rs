//! What members and strangers can show a voter to mislead it: old things, things of others, votes of keys that nobody knows,
//! numbers without measure. Nothing of it changes what is stored.

use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use mosaic::base::id::Id;
use mosaic::base::key::{PublicKey, SecretKey};
use mosaic::heads::bundle::Bundle;
use mosaic::heads::quorum::Quorum;
use mosaic::heads::register::Register;
use mosaic::heads::report::Report;
use mosaic::heads::value::Value;
use mosaic::heads::verdict::Decision;
use mosaic::heads::vote::{Motion, Step, Vote};
use mosaic::heads::voter::Why;
use mosaic::node::error::{Code, NodeError};
use mosaic::node::parts::RawId;
use mosaic::node::remote::{Peer, Remote, Take};
use mosaic::node::wire::{Request, Response};

use crate::peers::village::Home;
use crate::voting::circle::{Tap, circle, commit, key, lines, moment, sync};
use crate::voting::said::{certificate, decided, main, motion, proposal, report, show, vote};

type Result<T> = std::result::Result<T, NodeError>;

#[test]
fn a_thousand_keys_that_nobody_let_in_weigh_nothing() {
    let homes = circle(3);
    let (target, member) = (&homes[0], homes[1].key());
    let scope = target.open().community().unwrap();
    let state = target.state();
    let value = Value::new([9; 32]);
    let motion = motion(target, 1, value);
    let keys: Vec<SecretKey> =
        (0..1_000_u64).map(|number| SecretKey::from_seed(*Id::of(&number.to_le_bytes()).as_bytes())).collect();
    let mut bundle = Bundle::default();
    for key in &keys {
        bundle.votes.extend([Step::Support, Step::Accept].map(|step| vote(&scope, key, &motion, step)));
    }
    let reports: Vec<Report> = keys.iter().map(|key| report(&scope, key, motion.height - 1, value)).collect();
    bundle.proposals.extend(keys.iter().take(3).map(|key| proposal(&scope, key, &motion, reports.clone())));
    let accepts: Vec<Vote> = bundle.votes.iter().filter(|vote| vote.step == Step::Accept).cloned().collect();
    bundle.quorums.push(certificate(&accepts));
    assert_eq!(bundle.votes.len(), 2_000);
    // Carried by a member, and shown by themselves.
    show(target, member, bundle.clone());
    assert_eq!(target.state(), state, "nothing was stored");
    let stranger = Some(keys[0].public());
    let refused = target.node().answer(&moment(), stranger.as_ref(), Request::Show { bundle, all: true });
    assert!(matches!(&refused, Response::Refused(refusal) if refusal.code == Code::NotAllowed), "{refused:?}");
    // A member's proposal that leans on their reports is kept, and finds no vote.
    let own = key(&homes[1]);
    let leaning = proposal(&scope, &own, &motion, reports);
    let len = leaning.encode().len();
    show(target, member, Bundle { proposals: vec![leaning], ..Bundle::default() });
    let repository = target.open();
    let current = repository.current().unwrap();
    let ballot = mosaic::repo::decided::ballot(current.operation(), repository.source(), &main()).unwrap();
    let bytes = ballot.as_ref().map_or(0, |ballot| ballot.encode().len());
    assert!(bytes < len + 1_000 && ballot.is_none_or(|ballot| ballot.votes.is_empty()), "{bytes} bytes");
    // The voters decide as if nobody had said anything.
    let next = commit(target, 5);
    let synced = sync(target, &lines(target, &[&homes[1], &homes[2]])).unwrap();
    assert_eq!((synced.verdicts[0].decision, decided(target).1), (Decision::Decided, next.into()));
    println!("1,000 strangers: {bytes} bytes in the ballot");
}

#[test]
fn what_is_old_or_of_others_changes_nothing() {
    let homes = circle(3);
    let mut recorded = Vec::new();
    for seed in 1..4 {
        commit(&homes[0], seed);
        let taps: Vec<Arc<Tap>> = homes[1..].iter().map(|home| Arc::new(Tap::new(home.line(homes[0].key())))).collect();
        sync(&homes[0], &taps.iter().map(|tap| tap.clone() as Peer).collect::<Vec<_>>()).unwrap();
        for tap in taps {
            recorded.extend(tap.heard.lock().unwrap().drain(..));
            recorded.extend(tap.shown.lock().unwrap().drain(..));
        }
    }
    let before: Vec<_> = homes.iter().map(Home::state).collect();
    let member = homes[0].key();
    let count = recorded.len();
    for bundle in recorded.clone() {
        homes.iter().for_each(|home| drop(show(home, member, bundle.clone())));
    }
    assert_eq!(homes.iter().map(Home::state).collect::<Vec<_>>(), before, "replayed");
    // The same votes for another community, another height, register or epoch: somebody would have to sign them.
    let target = &homes[1];
    let scope = target.open().community().unwrap();
    let now = motion(target, 1, Value::new([9; 32]));
    let others = [
        Motion { epoch: now.epoch - 1, ..now.clone() },
        Motion { epoch: now.epoch + 1, ..now.clone() },
        Motion { height: now.height + 1, ..now.clone() },
        Motion { height: 1 << 62, ..now.clone() },
        Motion { previous: Value::NOTHING, ..now.clone() },
        Motion { register: Register::tapestry(), ..now.clone() },
    ];
    let keys: Vec<SecretKey> = homes.iter().map(key).collect();
    let foreign = Id::of(b"another community");
    let mut cases: Vec<(String, Bundle)> = Vec::new();
    for step in [Step::Support, Step::Accept] {
        let votes: Vec<Vote> = keys.iter().map(|key| vote(&foreign, key, &now, step)).collect();
        cases.push((
            "another community".to_owned(),
            Bundle { quorums: vec![certificate(&votes)], votes, ..Bundle::default() },
        ));
        for other in &others {
            // Only one voter lies: the others have signed something else.
            let mut votes = vec![vote(&scope, &keys[2], other, step)];
            votes.extend(keys[..2].iter().map(|key| Vote { motion: other.clone(), ..vote(&scope, key, &now, step) }));
            let bundle = Bundle { quorums: vec![certificate(&votes)], votes: votes[1..].to_vec(), ..Bundle::default() };
            cases.push((format!("{other:?}"), bundle));
        }
        let twice = [vote(&scope, &keys[2], &now, step), vote(&scope, &keys[2], &now, step)];
        let quorum = certificate(&twice);
        assert!(Quorum::decode(&quorum.encode()).is_err(), "a voter twice");
        let few = certificate(&[vote(&scope, &keys[2], &now, step)]);
        cases.push(("one of three".to_owned(), Bundle { quorums: vec![few], ..Bundle::default() }));
    }
    let reports: Vec<Report> = keys.iter().map(|key| report(&foreign, key, now.height - 1, now.value)).collect();
    let proposals =
        vec![proposal(&foreign, &keys[2], &now, reports.clone()), proposal(&scope, &keys[2], &now, reports)];
    cases.push(("proposals of another community".to_owned(), Bundle { proposals, ..Bundle::default() }));
    let state = target.state();
    for (case, bundle) in cases {
        show(target, member, bundle);
        assert_eq!(target.state(), state, "{case}");
    }
    println!("{count} bundles replayed to three members");
}

#[test]
fn rounds_without_measure_fence_nobody() {
    // Of four voters one may lie.
    let homes = circle(4);
    let scope = homes[0].open().community().unwrap();
    let (liar, target) = (key(&homes[3]), &homes[0]);
    let value = Value::from(homes[3].head().unwrap());
    let far = motion(target, 1 << 62, value);
    let reports: Vec<Report> = homes.iter().map(|home| report(&scope, &key(home), far.height - 1, value)).collect();
    let bundle = Bundle {
        votes: vec![vote(&scope, &liar, &far, Step::Support), vote(&scope, &liar, &far, Step::Accept)],
        proposals: vec![proposal(&scope, &liar, &far, reports)],
        ..Bundle::default()
    };
    for home in &homes[..3] {
        let refused = show(home, liar.public(), bundle.clone());
        assert!(refused.iter().any(|(_, no)| no.why == Why::Round), "{refused:?}");
    }
    let next = commit(target, 3);
    let synced = sync(target, &lines(target, &[&homes[1], &homes[2]])).unwrap();
    assert_eq!((synced.verdicts[0].decision, decided(target).1), (Decision::Decided, next.into()), "{synced:?}");
}

#[test]
fn what_is_not_held_finds_no_vote() {
    let homes = circle(3);
    let scope = homes[0].open().community().unwrap();
    let next = commit(&homes[0], 4);
    // The proposer tells of a commit that it does not send.
    let motion = motion(&homes[1], 1, next.into());
    let old = Value::from(homes[1].head().unwrap());
    let reports = vec![
        report(&scope, &key(&homes[0]), motion.height - 1, next.into()),
        report(&scope, &key(&homes[1]), motion.height - 1, old),
    ];
    let bundle = Bundle { proposals: vec![proposal(&scope, &key(&homes[0]), &motion, reports)], ..Bundle::default() };
    let refused = show(&homes[1], homes[0].key(), bundle);
    let no = &refused.iter().find(|(register, _)| *register == main()).unwrap().1;
    assert_eq!((no.why, no.missing.contains(next.as_bytes())), (Why::NotHeld, true), "{no:?}");
    assert_eq!(decided(&homes[1]).0, motion.height - 1);
    // A certificate is believed when its commit is here, not before.
    let votes: Vec<Vote> = homes.iter().map(|home| vote(&scope, &key(home), &motion, Step::Accept)).collect();
    let bundle = Bundle { quorums: vec![certificate(&votes[..2])], ..Bundle::default() };
    let refused = show(&homes[2], homes[0].key(), bundle.clone());
    assert!(refused.iter().any(|(_, no)| no.why == Why::NotHeld), "{refused:?}");
    homes[2].fetch(&[homes[0].line(homes[2].key())]).unwrap();
    assert_eq!(show(&homes[2], homes[0].key(), bundle).len(), 0);
    assert_eq!(decided(&homes[2]).1, next.into());
}

/// A peer that answers one kind of question with something else.
struct Babbler {
    inner: Peer,
    to: u64,
    told: AtomicU64,
}

/// The number of a request, as it travels.
fn number(request: &Request) -> u64 {
    u64::from(request.encode()[1])
}

impl Remote for Babbler {
    fn name(&self) -> &str {
        "the babbler"
    }

    fn ask(&self, request: &Request) -> Result<Response> {
        if number(request) == self.to {
            self.told.fetch_add(1, Ordering::Relaxed);
            return Ok(Response::Have(vec![true; 3]));
        }
        self.inner.ask(request)
    }

    fn get(&self, ids: &[RawId], take: Take<'_>) -> Result<()> {
        self.inner.get(ids, take)
    }

    fn put(&self, len: u64, members: &mut dyn Read) -> Result<()> {
        self.inner.put(len, members)
    }

    fn strands(&self, author: &PublicKey, from: u64) -> Result<Vec<u8>> {
        self.inner.strands(author, from)
    }
}

#[test]
fn who_answers_something_else_is_left_and_the_others_decide() {
    let homes = circle(3);
    let mut told = Vec::new();
    // All kinds of questions but the card, with which a session begins.
    for to in 2..=13 {
        let next = commit(&homes[0], 100 + to);
        let babbler = Arc::new(Babbler { inner: homes[2].line(homes[0].key()), to, told: AtomicU64::new(0) });
        let synced = sync(&homes[0], &[babbler.clone(), homes[1].line(homes[0].key())]).unwrap();
        assert_eq!(synced.verdicts[0].decision, Decision::Decided, "question {to}: {synced:?}");
        assert_eq!(decided(&homes[0]).1, next.into(), "question {to}");
        if babbler.told.load(Ordering::Relaxed) > 0 {
            told.push(to);
        }
    }
    println!("answered something else to questions {told:?}");
    assert!([9, 10].iter().all(|number| told.contains(number)), "{told:?}");
}
