//! A voter whose power fails at each step of its disk, or whose disk fails, while it votes: what it answered it still knows
//! afterwards, and votes for nothing else. The proposer is gone then, and another member proposes something else.

use std::collections::HashSet;
use std::sync::Arc;

use mosaic::heads::bundle::Bundle;
use mosaic::heads::value::Value;
use mosaic::node::wire::{Request, Response};
use mosaic::repo::guard;
use mosaic::repo::repository::Repository;
use mosaic::storage::faulty::{Call, Fault, FaultyStorage, once};
use mosaic::storage::memory::MemoryStorage;
use mosaic::storage::power::{Fate, seeded};

use crate::peers::village::Home;
use crate::power_cut::digest;
use crate::tools::is_everything;
use crate::voting::circle::{Tap, circle, commit, key, line_to, lines, sync};
use crate::voting::ledger::Ledger;
use crate::voting::said::{motion, proposal, report};

fn kept(home: &Home) -> Home {
    Home { storage: home.storage.reboot(|_| Fate::Kept), ..home.clone() }
}

/// Three voters: the first and the last want different things, the second votes.
struct Scene {
    one: Home,
    voter: Home,
    two: Home,
}

impl Scene {
    fn new() -> Self {
        let homes = circle(3);
        let [one, voter, two] = [0, 1, 2].map(|at| homes[at].clone());
        commit(&one, 11);
        commit(&two, 22);
        Self { one, voter, two }
    }

    /// The first proposes to the voter, whose disk is this; returns all that the voter said, and the first after it.
    fn propose(&self, storage: &MemoryStorage, repository: Option<Repository>, ledger: &mut Ledger) -> (Home, usize) {
        let one = kept(&self.one);
        let voter = Home { storage: storage.clone(), ..self.voter.clone() };
        let open = || Repository::open(Arc::new(voter.storage.clone()), None).ok();
        let Some(repository) = repository.or_else(open) else { return (one, 0) };
        let Some(line) = line_to(repository, &voter.name, one.key()) else { return (one, 0) };
        let (tap, line) = Tap::on(line);
        // A voter without power is silent.
        let _ = sync(&one, &[line]);
        let heard = tap.heard.lock().unwrap();
        heard.iter().for_each(|bundle| ledger.bundle(bundle));
        ledger.look(&one.open());
        let own = self.voter.key();
        let votes = heard.iter().flat_map(|bundle| &bundle.votes).filter(|vote| vote.voter == own).count();
        let certified = heard.iter().map(|bundle| bundle.certificates().count()).sum::<usize>();
        drop(heard);
        (one, votes + certified)
    }

    /// The first is gone, the other one proposes to the voter that came back; then all come together.
    fn after(&self, one: &Home, voter: &Home, ledger: &mut Ledger, case: &str) {
        ledger.look(&voter.open());
        let two = kept(&self.two);
        let (tap, line) = Tap::on(voter.line(two.key()));
        sync(&two, &[line]).unwrap_or_else(|error| panic!("{case}: {error}"));
        tap.heard.lock().unwrap().iter().for_each(|bundle| ledger.bundle(bundle));
        [&two, voter].iter().for_each(|home| ledger.look(&home.open()));
        for _ in 0..2 {
            sync(&two, &lines(&two, &[one, voter])).unwrap_or_else(|error| panic!("{case}: {error}"));
            sync(one, &lines(one, &[&two, voter])).unwrap_or_else(|error| panic!("{case}: {error}"));
        }
        let decisions = [one, &two, voter].map(|home| {
            ledger.look(&home.open());
            let current = home.open().current().unwrap();
            current.operation().map(mosaic::state::operation::root::DECIDED).root()
        });
        assert!(decisions[0] == decisions[1] && decisions[1] == decisions[2], "{case}: they do not come together");
        assert_eq!(voter.losses(), [], "{case}");
    }
}

/// Which points are tried.
fn step() -> usize {
    if is_everything() { 2 } else { 9 }
}

#[test]
fn a_voter_without_power_forgets_no_vote_that_it_gave() {
    let scene = Scene::new();
    let (mut seen, mut states, mut answered, mut cuts) = (HashSet::new(), 0, 0, 0);
    for cut in (1..).step_by(step()) {
        let storage = scene.voter.storage.reboot(|_| Fate::Kept);
        storage.cut_after(cut);
        let before = storage.steps();
        let mut first = Ledger::default();
        let (one, said) = scene.propose(&storage, None, &mut first);
        cuts += 1;
        for number in 0..3 {
            let disk = match number {
                0 => storage.reboot(|_| Fate::Lost),
                1 => storage.reboot(|_| Fate::Kept),
                _ => storage.reboot(seeded(cut << 8 | number)),
            };
            states += 1;
            if !seen.insert((digest(&disk), said)) {
                continue;
            }
            answered += usize::from(said > 0);
            let case = format!("cut {cut}, fate {number}, {said} votes said");
            let voter = Home { storage: disk, ..scene.voter.clone() };
            let check = guard::check(&voter.open(), "").unwrap();
            assert!(!matches!(check, guard::Guard::Restored(_)), "{case}: {check:?}");
            scene.after(&kept(&one), &voter, &mut first.clone(), &case);
        }
        if storage.steps() - before < cut {
            break;
        }
    }
    println!("{cuts} cuts, {states} disks, {} different, {answered} after a vote was said", seen.len());
    assert!(answered > 1 && seen.len() > 5);
}

#[test]
fn a_voter_whose_disk_fails_says_nothing_that_it_does_not_keep() {
    let scene = Scene::new();
    let calls = [Call::Write, Call::Sync, Call::Publish, Call::Append, Call::Overwrite, Call::Create];
    let (mut tried, mut silent, mut later) = (0, 0, 0);
    for call in calls {
        for nth in 1.. {
            let storage = scene.voter.storage.reboot(|_| Fate::Kept);
            let errno = if nth % 2 == 0 { 28 } else { 5 };
            let faulty = FaultyStorage::new(Arc::new(storage.clone()), once(call, nth, Fault::Fail(errno)));
            let Ok(repository) = Repository::open(Arc::new(faulty.clone()), None) else { continue };
            let mut ledger = Ledger::default();
            let (one, said) = scene.propose(&storage, Some(repository), &mut ledger);
            let reached = faulty.count(call) >= nth;
            if reached {
                // The disk works again, and the first asks once more.
                let again = Repository::open(Arc::new(faulty.clone()), None).ok();
                let line = again.and_then(|repository| line_to(repository, &scene.voter.name, one.key())).unwrap();
                let (tap, line) = Tap::on(line);
                let synced = sync(&one, &[line]).unwrap();
                tap.heard.lock().unwrap().iter().for_each(|bundle| ledger.bundle(bundle));
                later += usize::from(synced.verdicts.iter().any(|verdict| verdict.certificate.is_some()));
                (tried, silent) = (tried + 1, silent + usize::from(said == 0));
                // The power fails as well: only what was made durable counts.
                let voter = Home { storage: storage.reboot(|_| Fate::Lost), ..scene.voter.clone() };
                scene.after(&one, &voter, &mut ledger, &format!("{call:?} {nth}, {said} votes said"));
            }
            if !reached || !is_everything() && nth > 12 {
                break;
            }
        }
    }
    println!("{tried} faults, after {silent} of them the voter said nothing at first, after {later} it voted then");
    assert!(tried > 10 && silent > 0 && later > 0);
}

#[test]
fn a_vote_whose_file_was_not_written_leaves_only_behind_it() {
    let homes = circle(3);
    let (one, voter) = (&homes[0], &homes[1]);
    let scope = one.open().community().unwrap();
    let old = Value::from(one.head().unwrap());
    let next = Value::from(commit(one, 5));
    voter.fetch(&[one.line(voter.key())]).unwrap();
    let motion = motion(voter, 1, next);
    let reports =
        vec![report(&scope, &key(one), motion.height - 1, next), report(&scope, &key(voter), motion.height - 1, old)];
    let bundle = Bundle { proposals: vec![proposal(&scope, &key(one), &motion, reports)], ..Bundle::default() };
    let faulty = FaultyStorage::new(Arc::new(voter.storage.clone()), once(Call::Overwrite, 1, Fault::Fail(28)));
    let repository = Repository::open(Arc::new(faulty), None).unwrap();
    let peer = line_to(repository, &voter.name, one.key()).unwrap();
    let request = Request::Show { bundle, all: false };
    let refused = peer.ask(&request).unwrap();
    assert!(matches!(refused, Response::Refused(_)), "{refused:?}");
    assert!(guard::lags(&voter.open(), "").unwrap(), "the vote is in the state alone");
    let Response::Shown { bundle, .. } = peer.ask(&request).unwrap() else { panic!("it answers now") };
    assert!(bundle.votes.iter().any(|vote| vote.voter == voter.key()), "{bundle:?}");
    assert!(!guard::lags(&voter.open(), "").unwrap(), "the file has it before it leaves");
}
