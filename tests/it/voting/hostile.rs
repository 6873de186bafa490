//! Cards, questions and answers about decisions, at their bounds and above, cut and changed.

use mosaic::base::id::{GitId, Id};
use mosaic::base::key::SecretKey;
use mosaic::base::limit::MAX_NAME;
use mosaic::base::session::MAX_MISSING;
use mosaic::base::time::Timestamp;
use mosaic::heads::bundle::{Bundle, MAX_PARTS};
use mosaic::heads::register::Register;
use mosaic::heads::report::{Own, Report};
use mosaic::heads::value::Value;
use mosaic::heads::vote::{MAX_COUNT, Motion, Step, Vote};
use mosaic::heads::voter::{No, Why};
use mosaic::node::card::{Card, MAX_LOST};
use mosaic::node::parts::MAX_REGISTERS;
use mosaic::node::wire::{Request, Response};
use mosaic::storage::power::random;

fn key() -> SecretKey {
    SecretKey::from_seed([3; 32])
}

fn scope() -> Id {
    Id::of(b"a community")
}

fn register(number: usize) -> Register {
    Register::head(&format!("h{number:06}")).unwrap()
}

fn report(number: usize, height: u64) -> Report {
    let (member, register, own) = (key().public(), register(number), Own::Is(Value::new([7; 32])));
    Report {
        member,
        register,
        height,
        own,
        leader: Some(member),
        decided: Some(scope()),
        number: 7,
        signature: [1; 64],
    }
}

fn vote(height: u64, round: u64) -> Vote {
    let motion =
        Motion { register: register(1), height, round, epoch: 3, previous: Value::NOTHING, value: Value::new([7; 32]) };
    let (voter, step) = (key().public(), Step::Support);
    Vote { voter, motion, step, lock: 0, sworn: None, signature: [0; 64] }.sign(&scope(), &key())
}

/// Whether the question can be asked.
fn asks(request: &Request) -> bool {
    Request::decode(&request.encode()).is_ok_and(|decoded| decoded.as_ref() == Some(request))
}

/// Whether the answer can be given.
fn answers(response: &Response) -> bool {
    Response::decode(&response.encode()).is_ok_and(|decoded| decoded == *response)
}

fn rows(count: usize, height: u64) -> Vec<(Register, u64)> {
    (0..count).map(|number| (register(number), height)).collect()
}

fn attached(count: usize) -> Bundle {
    Bundle { attached: vec![Vec::new(); count], ..Bundle::default() }
}

#[test]
fn questions_have_bounds() {
    let registers = |count: usize| Request::Report { registers: (0..count).map(register).collect() };
    let long = |len: usize| "x".repeat(len);
    let shown = |bundle: Bundle| Request::Show { bundle, all: true };
    let votes = |vote: Vote| shown(Bundle { votes: vec![vote], ..Bundle::default() });
    let cases = [
        ("registers", registers(MAX_REGISTERS), registers(MAX_REGISTERS + 1)),
        ("decided after", Request::Decided { after: long(MAX_NAME) }, Request::Decided { after: long(MAX_NAME + 1) }),
        ("voted after", Request::Voted { after: long(MAX_NAME) }, Request::Voted { after: long(MAX_NAME + 1) }),
        (
            "certificates",
            Request::Certificates { rows: rows(MAX_REGISTERS, 5) },
            Request::Certificates { rows: rows(MAX_REGISTERS + 1, 5) },
        ),
        (
            "heights of certificates",
            Request::Certificates { rows: rows(1, MAX_COUNT) },
            Request::Certificates { rows: rows(1, MAX_COUNT + 1) },
        ),
        ("attached", shown(attached(MAX_PARTS)), shown(attached(MAX_PARTS + 1))),
        ("height of a vote", votes(vote(MAX_COUNT, 1)), votes(vote(MAX_COUNT + 1, 1))),
        ("round of a vote", votes(vote(1, MAX_COUNT)), votes(vote(1, MAX_COUNT + 1))),
        ("no height", votes(vote(1, 1)), votes(vote(0, 1))),
        ("no round", votes(vote(1, 1)), votes(vote(1, 0))),
    ];
    for (case, within, above) in cases {
        assert!(asks(&within), "{case}: at the bound");
        assert!(Request::decode(&above.encode()).is_err(), "{case}: above it");
    }
    assert!(asks(&Request::StartSync));
    let local = Request::Decided { after: String::new() }.encode();
    assert!(Request::decode(&[&local[..], &[0]].concat()).is_err(), "a byte behind the end");
}

#[test]
fn answers_have_bounds() {
    let reports = |count: usize, height: u64, attached: usize| Response::Reports {
        reports: (0..count).map(|number| report(number, height)).collect(),
        attached: vec![vec![1]; attached],
    };
    let heights = |count: usize, height: u64| Response::Heights { rows: rows(count, height), more: true };
    let noes = |count: usize, missing: usize| {
        let no = No { missing: vec![[5; 32]; missing], ..No::because(Why::NotHeld) };
        let refused = (0..count).map(|number| (register(number), no.clone())).collect();
        Response::Shown { bundle: Bundle::default(), refused }
    };
    let shown = |bundle: Bundle| Response::Shown { bundle, refused: Vec::new() };
    let cases = [
        ("reports", reports(MAX_REGISTERS, 1, 0), reports(MAX_REGISTERS + 1, 1, 0)),
        ("attached to reports", reports(1, 1, MAX_REGISTERS), reports(1, 1, MAX_REGISTERS + 1)),
        ("height of a report", reports(1, MAX_COUNT, 0), reports(1, MAX_COUNT + 1, 0)),
        ("heights", heights(MAX_REGISTERS, 1), heights(MAX_REGISTERS + 1, 1)),
        ("a height", heights(1, MAX_COUNT), heights(1, u64::MAX)),
        ("refusals", noes(MAX_REGISTERS, 0), noes(MAX_REGISTERS + 1, 0)),
        ("missing", noes(1, MAX_MISSING), noes(1, MAX_MISSING + 1)),
        ("attached", shown(attached(MAX_PARTS)), shown(attached(MAX_PARTS + 1))),
    ];
    for (case, within, above) in cases {
        assert!(answers(&within), "{case}: at the bound");
        assert!(Response::decode(&above.encode()).is_err(), "{case}: above it");
    }
}

fn card() -> Card {
    Card {
        community: scope(),
        member: key().public(),
        time: Timestamp::from_seconds(5),
        program: "a test".to_owned(),
        head: "main".to_owned(),
        addresses: Vec::new(),
        heads: Some(scope()),
        tapestry: None,
        decided: Some(scope()),
        epoch: 7,
        open: Some(scope()),
        lost: vec![("x/main/3".to_owned(), GitId::from_bytes([4; 32]))],
    }
}

#[test]
fn cards_have_bounds() {
    let lost = |count: usize, len: usize| {
        let row = ("x".repeat(len), GitId::from_bytes([4; 32]));
        Card { lost: vec![row; count], ..card() }
    };
    let longest = MAX_NAME + 96;
    let cases = [
        ("epoch", Card { epoch: u64::MAX, ..card() }, None),
        ("no decisions", Card { decided: None, open: None, lost: Vec::new(), ..card() }, None),
        ("lost heads", lost(MAX_LOST, 5), Some(lost(MAX_LOST + 1, 5))),
        ("name of a lost head", lost(1, longest), Some(lost(1, longest + 1))),
        ("a line", card(), Some(Card { lost: vec![("a\nb".to_owned(), GitId::from_bytes([4; 32]))], ..card() })),
    ];
    for (case, within, above) in cases {
        assert_eq!(Card::open(&within.sign(&key())).ok().as_ref(), Some(&within), "{case}: at the bound");
        if let Some(above) = above {
            assert!(Card::open(&above.sign(&key())).is_err(), "{case}: above it");
        }
    }
    // Every byte counts.
    let signed = card().sign(&key());
    for at in 0..signed.len() {
        let mut changed = signed.clone();
        changed[at] ^= 1 << (at % 8);
        assert!(Card::open(&changed).is_err(), "byte {at}");
        assert!(Card::open(&signed[..at]).is_err(), "cut at {at}");
    }
}

#[test]
fn what_is_cut_or_changed_is_refused_or_something_else_and_never_too_large() {
    let bundle = Bundle {
        known: [(register(1), 4)].into(),
        attached: vec![vec![1; 40]],
        reports: vec![report(2, 4)],
        votes: vec![vote(3, 2), vote(3, 3)],
        ..Bundle::default()
    };
    let question = Request::Show { bundle: bundle.clone(), all: true }.encode();
    let no = No { missing: vec![[5; 32]; 3], ..No::because(Why::NotHeld) };
    let answer = Response::Shown { bundle, refused: vec![(register(2), no)] }.encode();
    let reports = Response::Reports { reports: vec![report(1, 2), report(2, 3)], attached: vec![vec![1; 9]] }.encode();
    let (mut state, mut refused, mut other) = (1, 0, 0);
    for whole in [&question, &answer, &reports] {
        for at in 0..whole.len() {
            assert!(Request::decode(&whole[..at]).is_err() && Response::decode(&whole[..at]).is_err(), "cut at {at}");
            let mut changed = whole.clone();
            changed[at] ^= (random(&mut state) % 255 + 1) as u8;
            let (asked, answered) = (Request::decode(&changed), Response::decode(&changed));
            // What is understood is what was said: there is one way to say it.
            match (asked, answered) {
                (Ok(Some(asked)), _) if asked.encode() == changed => other += 1,
                (_, Ok(answered)) if answered.encode() == changed => other += 1,
                (Err(_) | Ok(None), Err(_)) => refused += 1,
                other => panic!("byte {at}: {other:?}"),
            }
        }
    }
    println!("{refused} changes refused, {other} say something else");
    assert!(refused > 100 && other > 100);
}
