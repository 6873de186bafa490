//! Single parts: numbers of quorums, bytes, and what must not depend on the order in which things are said.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use mosaic::base::cbor::{Fields, Item};
use mosaic::base::domain::Domain;
use mosaic::base::id::{GitId, Id};
use mosaic::base::key::SecretKey;
use mosaic::base::time::Timestamp;
use mosaic::base::verified::Verified;
use mosaic::heads::ballot::{Ballot, Lease};
use mosaic::heads::bundle::Bundle;
use mosaic::heads::evidence::Evidence;
use mosaic::heads::ground::Decided;
use mosaic::heads::proposal::Proposal;
use mosaic::heads::quorum::{Ayes, Quorum};
use mosaic::heads::record::Record;
use mosaic::heads::register::Register;
use mosaic::heads::registers::find;
use mosaic::heads::report::{Own, Report};
use mosaic::heads::rule::{Rule, faults};
use mosaic::heads::value::Value;
use mosaic::heads::verdict::divide;
use mosaic::heads::vote::{MAX_COUNT, Motion, Step, Vote};
use mosaic::repo::decided::first_record;
use mosaic::repo::decisions::chain::Link;
use mosaic::repo::decisions::proof::Proof;
use mosaic::repo::decisions::recovery::Recovery;
use mosaic::repo::genesis::{Genesis, Policy};

use super::dice::Dice;
use super::member::{Stored, View};
use super::table::{Table, keys, numbered};
use crate::decoders::heads::heads;

fn scope() -> Id {
    Id::of(b"community")
}

/// The secret keys of some members, in the order of their public ones.
fn secrets() -> Vec<SecretKey> {
    let mut secrets: Vec<SecretKey> = (0..20).map(|number| SecretKey::from_seed([number + 1; 32])).collect();
    secrets.sort_by_key(SecretKey::public);
    secrets
}

fn record() -> Record {
    Record {
        epoch: 0,
        previous: None,
        voters: keys()[..4].to_vec(),
        rule: Rule::Byzantine,
        lease: 30_000,
        copies: 3,
        knot_interval: 1_024,
        checkpoint_interval: 10,
    }
}

fn motion(register: Register, round: u64) -> Motion {
    Motion { register, height: 3, round, epoch: 0, previous: Value::new([1; 32]), value: Value::new([2; 32]) }
}

fn vote(secret: &SecretKey, motion: &Motion, step: Step) -> Vote {
    let sworn = (step == Step::Accept && motion.register.is_voters()).then(|| Id::of(b"sworn"));
    let vote = Vote { voter: secret.public(), motion: motion.clone(), step, lock: 0, sworn, signature: [0; 64] };
    vote.sign(&scope(), secret)
}

fn quorum(motion: &Motion, step: Step) -> Quorum {
    let votes: Vec<Vote> = secrets()[..3].iter().map(|secret| vote(secret, motion, step)).collect();
    Quorum::among(&record(), motion, step, &votes).expect("three of four")
}

fn proposal(motion: &Motion) -> Proposal {
    let secrets = secrets();
    let report = |(at, secret): (usize, &SecretKey)| {
        let own = if at == 0 { Own::Absent } else { Own::Is(Value::new([at as u8; 32])) };
        let (member, register) = (secret.public(), motion.register.clone());
        let decided = (at == 1).then(|| Id::of(b"root"));
        let leader = (at == 2).then(|| secrets[0].public());
        Report { member, register, height: 2, own, leader, decided, number: at as u64, signature: [0; 64] }
            .sign(&scope(), secret)
    };
    let reports = secrets[..3].iter().enumerate().map(report).collect();
    let proposer = secrets[5].public();
    let proposal = Proposal { proposer, motion: motion.clone(), lease: 30_000, reports, signature: [0; 64] };
    proposal.sign(&scope(), &secrets[5])
}

/// One of each thing that has bytes.
pub fn samples() -> Vec<Vec<u8>> {
    let (head, voters) = (Register::head("main").expect("a name"), Register::voters());
    let (first, second) = (motion(head.clone(), 1), motion(voters, 2));
    let (supports, accepts) = (quorum(&first, Step::Support), quorum(&second, Step::Accept));
    let proposal = proposal(&first);
    let mut ballot = Ballot::new(3, Value::new([1; 32]));
    ballot.take_proposal(proposal.clone());
    ballot.take_report(proposal.reports[2].clone());
    ballot.named = vec![record().encode()];
    supports.votes().for_each(|vote| drop(ballot.take_vote(vote)));
    ballot.take_proof(supports.clone());
    (ballot.round, ballot.lock) = (1, Some(supports.clone()));
    ballot.lease = Some(Lease { proposer: proposal.proposer, row: 1, millis: 30_000 });
    let bundle = Bundle {
        known: [(head, 2)].into(),
        attached: vec![record().encode()],
        quorums: vec![supports.clone(), accepts.clone()],
        reports: proposal.reports.clone(),
        proposals: vec![proposal.clone()],
        votes: accepts.votes().collect(),
    };
    let votes: Vec<Vote> = supports.votes().chain(accepts.votes()).collect();
    vec![
        record().encode(),
        record().next(keys()[..5].iter().copied()).encode(),
        votes[0].encode(),
        votes[5].encode(),
        proposal.reports[1].encode(),
        proposal.encode(),
        supports.encode(),
        accepts.encode(),
        ballot.encode(),
        Item::Array(vec![bundle.item()]).encode(),
    ]
}

/// What recovers a community, a proof of a decision, and one of voters that nobody decided on.
pub fn proofs() -> Vec<Vec<u8>> {
    let [key, other] = [7, 8].map(|number| SecretKey::from_seed([number; 32]));
    let author = key.public();
    let genesis = Genesis {
        name: "a community".to_owned(),
        creator: author,
        time: Timestamp::from_seconds(-1),
        nonce: [9; 16],
        policy: Policy::new(false),
    };
    let first = first_record(&genesis).expect("a rule that is known");
    let genesis = genesis.encode();
    let (scope, record) = (Id::of(&genesis), first.next([author, other.public()]));
    let reason = "the others are gone".to_owned();
    let mut recovery = Recovery { scope, certificate: None, record, reason, author, signature: [0; 64] };
    let message = Fields::decode(&recovery.encode()).and_then(|mut fields| fields.bytes()).expect("what is signed");
    recovery.signature = key.sign(&Domain::Recovery.message(&scope, &message));
    let register = Register::head("main").expect("a name");
    let (previous, value) = (Value::NOTHING, Value::new([2; 32]));
    let motion = Motion { register: register.clone(), height: 1, round: 1, epoch: 0, previous, value };
    let vote = Vote { voter: author, motion, step: Step::Accept, lock: 0, sworn: None, signature: [0; 64] };
    let vote = vote.sign(&scope, &key);
    let certificate = Quorum::among(&first, &vote.motion, Step::Accept, std::slice::from_ref(&vote));
    let decided = Proof { register, genesis, links: Vec::new(), certificate };
    let links = vec![Link::Recovered(recovery.clone())];
    let recovered = Proof { register: Register::voters(), links, certificate: None, ..decided.clone() };
    assert!(decided.check().is_ok() && recovered.check().is_ok());
    vec![recovery.encode(), decided.encode(), recovered.encode()]
}

#[test]
fn quorums_are_those_of_the_table() {
    // Voters, majority, liars that it bears, faults, byzantine quorum.
    let table = [
        (1, 1, 0, 0, 1),
        (2, 2, 1, 0, 2),
        (3, 2, 0, 0, 2),
        (4, 3, 1, 1, 3),
        (5, 3, 0, 1, 4),
        (6, 4, 1, 1, 4),
        (7, 4, 0, 2, 5),
        (10, 6, 1, 3, 7),
        (13, 7, 0, 4, 9),
    ];
    for (n, majority, borne, f, byzantine) in table {
        assert_eq!((Rule::Majority.quorum(n), Rule::Majority.budget(n)), (majority, borne), "{n}");
        assert_eq!((faults(n), Rule::Byzantine.quorum(n)), (f, byzantine), "{n}");
        assert!(Rule::Byzantine.budget(n) >= f && n - byzantine >= f, "{n}: it bears them, and does without them");
    }
    for n in 1..200 {
        for rule in [Rule::Majority, Rule::Byzantine] {
            // Quorums of neighbouring records share a voter: one joins or leaves at a time.
            assert!(rule.quorum(n) + rule.quorum(n + 1) > n + 1, "{n} {rule}");
        }
    }
}

#[test]
fn later_versions_read_the_bytes_of_this_one() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/votes-v1.cbor");
    let bytes = Item::Array(samples().into_iter().map(Item::Bytes).collect()).encode();
    if std::env::var_os("MOSAIC_BLESS").is_some() {
        fs::write(&path, &bytes).expect("it can be written");
    }
    let mut fields = Fields::decode(&fs::read(&path).expect("the file is there")).expect("an array");
    let rows: Vec<Vec<u8>> = (0..fields.remaining()).map(|_| fields.bytes().expect("bytes")).collect();
    assert_eq!(rows, samples(), "signatures follow from keys, so that all bytes do");
    assert!(Record::decode(&rows[0]).is_ok() && Record::decode(&rows[1]).is_ok());
    for row in &rows[2..4] {
        let vote = Vote::decode(row).expect("a vote");
        assert!(
            vote.is_genuine(&scope(), &Verified::default())
                && !vote.is_genuine(&Id::of(b"another"), &Verified::default())
        );
    }
    assert!(Report::decode(&rows[4]).expect("a report").is_genuine(&scope(), &Verified::default()));
    assert!(Proposal::decode(&rows[5]).expect("a proposal").is_genuine(&scope(), &Verified::default()));
    for row in &rows[6..8] {
        let quorum = Quorum::decode(row).expect("a quorum");
        assert!(quorum.is_genuine(&scope(), &Verified::default()) && quorum.carries(&record()));
    }
    assert!(Ballot::decode(&rows[8]).is_ok());
    let bundle = Bundle::take(&mut Fields::decode(&rows[9]).expect("an array")).expect("a bundle");
    let verified = Verified::default();
    assert_eq!(bundle.clone().genuine(&|_| scope(), &scope(), &verified), bundle);
    let other = Id::of(b"another");
    let left = bundle.clone().genuine(&|_| other, &other, &verified);
    assert!(left.quorums.is_empty() && left.reports.is_empty() && left.proposals.is_empty() && left.votes.is_empty());
}

#[test]
fn hostile_bytes_are_refused_or_are_the_one_form() {
    for bytes in samples() {
        heads(&bytes);
        // Long ones are short ones, put together.
        for at in (0..bytes.len()).step_by(bytes.len().div_ceil(700)) {
            heads(&bytes[..at]);
            for flip in [1, 0x20, 0xff] {
                let mut changed = bytes.clone();
                changed[at] ^= flip;
                heads(&changed);
            }
        }
    }
    // An array that claims more than there is.
    heads(&[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
}

#[test]
fn fields_that_do_not_fit_each_other_are_refused() {
    let head = Register::head("main").expect("a name");
    let good = vote(&secrets()[0], &motion(head.clone(), 2), Step::Support);
    let refused = |change: &dyn Fn(&mut Vote)| {
        let mut vote = good.clone();
        change(&mut vote);
        assert!(Vote::decode(&vote.encode()).is_err(), "{vote:?}");
    };
    refused(&|vote| vote.lock = 2);
    refused(&|vote| vote.sworn = Some(Id::of(b"oath")));
    refused(&|vote| (vote.step, vote.lock) = (Step::Accept, 1));
    refused(&|vote| vote.motion.round = 0);
    refused(&|vote| vote.motion.height = MAX_COUNT + 1);
    refused(&|vote| (vote.motion.register, vote.step) = (Register::voters(), Step::Accept));
    let quorum = quorum(&motion(head, 1), Step::Support);
    let refused = |ayes: Vec<Ayes>| assert!(Quorum::decode(&Quorum { ayes, ..quorum.clone() }.encode()).is_err());
    refused(vec![]);
    refused(vec![quorum.ayes[0].clone(), quorum.ayes[0].clone()]);
    refused(vec![quorum.ayes[1].clone(), quorum.ayes[0].clone()]);
    let twice = Quorum { ayes: vec![quorum.ayes[0].clone(); 4], ..quorum.clone() };
    assert!(!twice.carries(&record()), "one voter is one vote");
    let stranger = Quorum { ayes: quorum.ayes[..2].to_vec(), ..quorum };
    assert!(!stranger.carries(&record()), "two of four");
}

#[test]
fn evidence_is_two_votes_that_contradict_each_other() {
    let head = Register::head("main").expect("a name");
    let secrets = secrets();
    let given = |round: u64, step: Step, value: u8, lock: u64, epoch: u64| {
        let value = Value::new([value; 32]);
        let motion = Motion { value, epoch, ..motion(head.clone(), round) };
        Vote { lock, ..vote(&secrets[0], &motion, step) }
    };
    let is = |a: &Vote, b: &Vote| {
        assert_eq!(Evidence::of(a, b), Evidence::of(b, a), "in any order");
        Evidence::of(a, b).is_some()
    };
    let (support, accept) = (given(2, Step::Support, 1, 0, 0), given(2, Step::Accept, 1, 0, 0));
    assert!(is(&support, &given(2, Step::Support, 2, 0, 0)), "two values in one round");
    assert!(is(&accept, &given(2, Step::Accept, 2, 0, 0)));
    assert!(is(&accept, &given(4, Step::Support, 2, 1, 0)), "a lock that is hidden");
    assert!(!is(&accept, &given(4, Step::Support, 2, 3, 0)), "a newer lock");
    assert!(!is(&accept, &given(4, Step::Support, 2, 1, 1)), "a lock of a later epoch");
    assert!(!is(&support, &given(2, Step::Accept, 2, 0, 0)), "it may accept what others support");
    assert!(!is(&support, &given(3, Step::Support, 2, 0, 0)));
    let mut signed = support.clone();
    signed.signature = [9; 64];
    assert!(!is(&support, &signed), "the same motion again");
    let other = vote(&secrets[1], &Motion { value: Value::new([2; 32]), ..support.motion.clone() }, Step::Support);
    assert!(!is(&support, &other), "two voters");
    let forged = Evidence { votes: [support, signed] };
    assert!(!forged.is_genuine(&scope(), &Verified::default()), "nobody is framed");
}

/// Reports of some members over a small graph, in any order.
#[test]
fn the_candidate_does_not_depend_on_the_order_of_reports() {
    for seed in 0..300 {
        let mut dice = Dice::new(seed);
        let (mut table, mut stored) = (Table::default(), Stored::new(keys()[0], record()));
        let mut commits: Vec<GitId> = Vec::new();
        for _ in 0..8 {
            let parents = (0..dice.place(3).min(commits.len())).map(|_| commits[dice.place(commits.len())]).collect();
            commits.push(table.commit(parents, dice.below(256) as u8));
        }
        commits.iter().for_each(|commit| stored.holds.add(numbered(commit.as_bytes())));
        let register = Register::head("main").expect("a name");
        let base = if dice.happens(500) { Value::from(commits[0]) } else { Value::NOTHING };
        let known = (Decided { height: 1, value: base }, Value::NOTHING);
        let mut reports: Vec<Report> = Vec::new();
        for key in &keys()[..6] {
            let own = match dice.below(8) {
                0 => Own::Absent,
                1 => Own::Is(Value::NOTHING),
                _ => Own::Is(commits[dice.place(commits.len())].into()),
            };
            let leader = dice.happens(700).then(|| keys()[dice.place(6)]);
            let register = register.clone();
            let (height, number) = (1, dice.below(9));
            reports.push(Report {
                member: *key,
                register,
                height,
                own,
                leader,
                decided: None,
                number,
                signature: [0; 64],
            });
        }
        let view = View { stored: &stored, table: &table };
        let found = |reports: &[Report]| {
            let reports: Vec<&Report> = reports.iter().collect();
            let Ok(mut found) = find::candidate(&view, &record(), &register, known, &reports, &[]);
            found.sides.iter_mut().for_each(|side| side.voters.sort_unstable());
            found
        };
        let first = found(&reports);
        for _ in 0..20 {
            for at in (1..reports.len()).rev() {
                reports.swap(at, dice.place(at + 1));
            }
            assert_eq!(found(&reports), first, "seed {seed}");
        }
        if let (Some(value), Some(base)) = (first.value.and_then(|value| value.commit()), base.commit()) {
            assert!(value != base && table.is_behind(base, value), "seed {seed}: it goes on from what is decided");
        }
        let (ayes, noes, silent) = divide(&record().voters, None, &first, &BTreeSet::new());
        let sides = noes.iter().flat_map(|side| &side.voters);
        let all: BTreeSet<_> = ayes.iter().chain(sides).chain(&silent).collect();
        assert!(record().voters.iter().all(|voter| all.contains(voter)), "seed {seed}: each voter is somewhere");
    }
}

#[test]
fn of_each_member_the_newest_report_is_kept() {
    let head = Register::head("main").expect("a name");
    let proposal = proposal(&motion(head, 1));
    let of = |at: usize, number: u64| {
        let own = Own::Is(Value::new([number as u8; 32]));
        Report { own, number, ..proposal.reports[at].clone() }
    };
    let mut all: Vec<Report> = (0..3).flat_map(|at| [3, 5, 9, 7].map(|number| of(at, number))).collect();
    let mut dice = Dice::new(1);
    for _ in 0..100 {
        for at in (1..all.len()).rev() {
            all.swap(at, dice.place(at + 1));
        }
        let mut ballot = Ballot::new(3, Value::new([1; 32]));
        for report in &all {
            ballot.take_report(report.clone());
            assert!(!ballot.take_report(report.clone()), "twice is once");
        }
        assert_eq!(ballot.reports, [of(0, 9), of(1, 9), of(2, 9)], "in the order of the members");
        // What a proposal has is heard as well; of another height it is none.
        let newer = [of(0, 10), of(1, 8), Report { height: 1, ..of(2, 11) }];
        ballot.take_proposal(Proposal { reports: newer.into(), ..proposal.clone() });
        let heard: Vec<Report> = ballot.heard().into_values().cloned().collect();
        assert_eq!(heard, [of(0, 10), of(1, 9), of(2, 9)]);
    }
}

#[test]
fn a_ballot_does_not_depend_on_the_order_of_votes() {
    let secrets = secrets();
    let head = Register::head("main").expect("a name");
    let mut votes: Vec<Vote> = Vec::new();
    for secret in &secrets[..4] {
        for round in 1..=5 {
            let support = vote(secret, &motion(head.clone(), round), Step::Support);
            votes.push(Vote { lock: round - 1, ..support });
            votes.push(vote(secret, &motion(head.clone(), round), Step::Accept));
        }
    }
    let mut dice = Dice::new(1);
    let mut seen = BTreeSet::new();
    for _ in 0..100 {
        for at in (1..votes.len()).rev() {
            votes.swap(at, dice.place(at + 1));
        }
        let mut ballot = Ballot::new(3, Value::new([1; 32]));
        for vote in &votes {
            assert_eq!(ballot.take_vote(vote.clone()).1, None);
            assert!(!ballot.take_vote(vote.clone()).0, "twice is once");
        }
        let proof = Quorum::among(&record(), &motion(head.clone(), 5), Step::Support, &ballot.votes);
        assert_eq!(ballot.reached(&record().voters), 5);
        seen.insert((ballot.encode(), proof.expect("four of four").encode()));
    }
    assert_eq!(seen.len(), 1);
}
