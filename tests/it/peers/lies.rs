//! Fetching from a peer that lies and two that do not: the honest ones finish the job, nothing wrong is stored, and a lie
//! costs no more than one chunk. From the liar alone: an error, and everything as it was.

use std::sync::{Arc, OnceLock};

use mosaic::base::id::GitId;
use mosaic::base::limit::MAX_MEMBER;
use mosaic::node::error::NodeError;
use mosaic::node::fetch::{FetchOptions, Fetched, fetch};
use mosaic::node::meet::{Expect, meet};
use mosaic::node::remote::Peer;

use super::crafted::{Flaw, craft};
use super::liar::{Liar, Lie, Patient};
use super::village::{HEAD, Home, action, noise};

/// Lies while objects are sent.
const SENDING: [Lie; 12] = [
    Lie::WrongChunk,
    Lie::SwappedChunks,
    Lie::WrongTable,
    Lie::WrongCommit,
    Lie::Truncated,
    Lie::Longer,
    Lie::DeclaredLonger,
    Lie::Bomb,
    Lie::NoMember,
    Lie::Endless,
    Lie::Unasked,
    Lie::Withheld,
];

/// Lies about what there is.
const TELLING: [Lie; 19] = [
    Lie::HoleInHistory,
    Lie::CircleInHistory,
    Lie::EndlessHistory,
    Lie::HeadsOutOfOrder,
    Lie::EndlessHeads,
    Lie::HeadNamed("../x"),
    Lie::HeadNamed("remotes/x"),
    Lie::HeadNamed("decided/x"),
    Lie::HeadNamed("a\u{1b}[2Jb"),
    Lie::HeadNamed("a\0b"),
    Lie::HeadNamed("a b"),
    Lie::HeadNamed(""),
    Lie::HeadNamed("-x"),
    Lie::HeadNamed("x.lock"),
    Lie::HeadNowhere,
    Lie::OtherKey,
    Lie::OtherCommunity,
    Lie::ForgedCard,
    Lie::OtherAnswer,
];

/// Three members with the same history.
struct Village {
    first: Home,
    second: Home,
    third: Home,
}

fn village() -> &'static Village {
    static VILLAGE: OnceLock<Village> = OnceLock::new();
    VILLAGE.get_or_init(|| {
        let first = Home::found("the first", 1);
        for version in 0..3 {
            let file = |number: u64| (format!("f{number}/data"), noise(number + 100 * version, 40_000));
            first.commit(&(0..24).map(file).collect());
        }
        let (second, third) = (first.copy("the second", 2), first.copy("the third", 3));
        Village { first, second, third }
    })
}

/// Fetches as a command does: who cannot be met is left out.
fn session(home: &Home, peers: &[(Peer, Expect)]) -> Result<Fetched, NodeError> {
    let mut met = Vec::new();
    let mut failed = Err(NodeError::network("nobody", "was met"));
    for (peer, expect) in peers {
        match meet(Arc::clone(peer), expect) {
            Ok(peer) => met.push(peer),
            Err(error) => failed = Err(error),
        }
    }
    if met.is_empty() { failed } else { fetch(&home.open(), &action(), &met, &FetchOptions::default()) }
}

fn expect(home: &Home) -> Expect {
    Expect { community: Some(home.open().community().unwrap()), member: Some(home.key()) }
}

/// Whether this member's head is known to be at this commit.
fn knows(home: &Home, member: &Home, commit: GitId) -> bool {
    home.delivered().contains(&(format!("{}/{HEAD}", member.key()), commit))
}

/// The liar and two honest peers; returns what the liar said in its defence.
fn among_others(lie: Lie, number: u8) -> (u64, Option<String>) {
    // Now and then the others are so quick that nothing is left for the liar.
    (0..20).find_map(|_| try_among_others(lie, number)).unwrap_or_else(|| panic!("{lie:?} was never told"))
}

fn try_among_others(lie: Lie, number: u8) -> Option<(u64, Option<String>)> {
    let Village { first, second, third } = village();
    let home = first.stranger("home", number);
    let liar = Arc::new(Liar::new(third.line(home.key()), lie));
    let honest = |peer: &Home| -> (Peer, Expect) {
        (Arc::new(Patient { inner: peer.line(home.key()), liar: Arc::clone(&liar) }), expect(peer))
    };
    let peers = [(Arc::clone(&liar) as Peer, expect(third)), honest(first), honest(second)];
    let fetched = session(&home, &peers).unwrap_or_else(|error| panic!("{lie:?}: {error}"));
    let head = first.head().unwrap();
    assert!(knows(&home, first, head) && knows(&home, second, head), "{lie:?}: {:?}", home.delivered());
    assert_eq!(home.losses(), [], "{lie:?}");
    let report = fetched.peers.into_iter().find(|report| report.peer == "the liar");
    let report = report.unwrap_or_default();
    assert!(report.wasted <= MAX_MEMBER as u64, "{lie:?}: {report:?}");
    let heard = SENDING[..11].contains(&lie).then_some(report.error.is_some());
    (liar.told() > 0 && heard != Some(false)).then_some((report.wasted, report.error))
}

/// The liar alone; then an honest peer, on top of whatever the liar has left behind.
fn alone(lie: Lie, number: u8) -> String {
    let Village { first, third, .. } = village();
    let home = first.stranger("home", number);
    let before = home.state();
    let liar: Peer = Arc::new(Liar::new(third.line(home.key()), lie));
    let why = match session(&home, &[(liar, expect(third))]) {
        Err(error) => error.to_string(),
        Ok(fetched) => fetched.peers[0].error.clone().unwrap_or_else(|| panic!("{lie:?} is believed")),
    };
    assert_eq!(home.state(), before, "{lie:?}");
    assert_eq!(home.losses(), [], "{lie:?}");
    session(&home, &[(first.line(home.key()), expect(first))]).unwrap();
    assert!(knows(&home, first, first.head().unwrap()), "{lie:?}");
    assert_eq!(home.losses(), [], "{lie:?}");
    why
}

#[test]
fn the_honest_ones_finish_what_a_liar_spoils() {
    let mut wasted = 0;
    for (number, lie) in SENDING.into_iter().enumerate() {
        let (bytes, error) = among_others(lie, 100 + number as u8);
        assert!(error.is_some() || lie == Lie::Withheld, "{lie:?}");
        wasted += bytes;
        println!("{lie:?}: {bytes} bytes wasted, {}", error.unwrap_or_default());
    }
    assert!(wasted > 0);
}

#[test]
fn what_a_liar_tells_stops_nobody() {
    for (number, lie) in TELLING.into_iter().enumerate() {
        // What it sends is honest; some of it may come too late and be for nothing.
        let (wasted, error) = among_others(lie, 120 + number as u8);
        // Those that were not met have no report, and what one peer leaves out of a history another one tells.
        let silent = matches!(lie, Lie::OtherKey | Lie::OtherCommunity | Lie::ForgedCard | Lie::HoleInHistory);
        assert!(error.is_some() || silent, "{lie:?}: {wasted} {error:?}");
        println!("{lie:?}: {}", error.unwrap_or_default());
    }
}

#[test]
fn a_liar_alone_gets_nothing_in() {
    for (number, lie) in SENDING.into_iter().chain(TELLING).enumerate() {
        println!("{lie:?}: {}", alone(lie, 150 + number as u8));
    }
}

#[test]
fn commits_that_are_no_commits_stop_nobody() {
    let Village { first, .. } = village();
    for (number, flaw) in Flaw::ALL.into_iter().enumerate() {
        let liar = first.stranger("the liar", 200);
        liar.mirror(first);
        craft(&liar, flaw);
        let home = first.stranger("home", 210 + number as u8);
        let before = home.state();
        let why = match home.fetch(&[liar.line(home.key())]) {
            Err(error) => error.to_string(),
            Ok(fetched) => fetched.peers[0].error.clone().unwrap_or_else(|| panic!("{flaw:?} is believed")),
        };
        println!("{flaw:?}: {why}");
        assert_eq!((home.state(), home.losses()), (before, Vec::new()), "{flaw:?}");
        let fetched = home.fetch(&[liar.line(home.key()), first.line(home.key())]).unwrap();
        assert!(fetched.peers[0].error.is_some() && fetched.peers[1].error.is_none(), "{flaw:?}: {fetched:?}");
        assert!(knows(&home, first, first.head().unwrap()) && home.delivered().len() == 1, "{flaw:?}");
        assert_eq!(home.losses(), [], "{flaw:?}");
    }
}
