//! Stories of few voters, told step by step: each would end in two certificates if one rule were missing.

use std::collections::BTreeSet;

use mosaic::base::id::GitId;
use mosaic::heads::assembly::take;
use mosaic::heads::bundle::Bundle;
use mosaic::heads::ground::Ground;
use mosaic::heads::lease::Leases;
use mosaic::heads::outcome::{Outcome, Who};
use mosaic::heads::proposal::Proposal;
use mosaic::heads::quorum::Quorum;
use mosaic::heads::record::Record;
use mosaic::heads::register::Register;
use mosaic::heads::report::Report;
use mosaic::heads::rule::Rule;
use mosaic::heads::value::Value;
use mosaic::heads::vote::{Motion, Step, Vote};
use mosaic::heads::voter::Why;

use super::member::{Stored, View};
use super::table::{Request, Table, keys, numbered};

/// A few members; all messages are given by hand.
struct Few {
    table: Table,
    members: Vec<Stored>,
    votes: Vec<Vote>,
}

fn main_head() -> Register {
    Register::head("main").expect("a name")
}

fn record(voters: usize) -> Record {
    Record {
        epoch: 0,
        previous: None,
        voters: keys()[..voters].to_vec(),
        rule: Rule::Majority,
        lease: 0,
        copies: 1,
        knot_interval: 4,
        checkpoint_interval: 1,
    }
}

impl Few {
    fn new(voters: usize, members: usize) -> Self {
        let members = (0..members).map(|who| Stored::new(keys()[who], record(voters))).collect();
        Self { table: Table::default(), members, votes: Vec::new() }
    }

    /// A commit that all hold, and that is the own head of these.
    fn commit(&mut self, of: &[usize]) -> GitId {
        let commit = self.table.commit(vec![], 1);
        self.members.iter_mut().for_each(|member| member.holds.add(numbered(commit.as_bytes())));
        for who in of {
            self.members[*who].heads.insert(main_head(), commit);
        }
        commit
    }

    fn ask(&mut self, request: Request) {
        self.table.requests.push(request);
        let number = self.table.requests.len() - 1;
        self.members.iter_mut().for_each(|member| member.requests.add(number));
    }

    fn show(&mut self, who: usize, bundle: Bundle) -> Outcome {
        let view = View { stored: &self.members[who], table: &self.table };
        let me = Who { voter: Some(keys()[who]), sign: &|vote| vote, now: 0 };
        let Ok(outcome) = take(&view, &mut Leases::default(), &me, bundle, true);
        self.members[who].store(&outcome).expect("heights go up");
        self.votes.extend(outcome.votes.iter().cloned());
        outcome
    }

    /// Shows these members a proposal that follows from the reports of those.
    fn propose(&mut self, register: &Register, round: u64, value: Value, from: &[usize], to: &[usize]) -> Vec<Outcome> {
        let mut reports = Vec::new();
        for who in from {
            let view = View { stored: &self.members[*who], table: &self.table };
            let (Ok(own), Ok(decided)) = (view.own(register), view.root());
            let height = self.members[*who].newest(register).height;
            let (member, register) = (keys()[*who], register.clone());
            reports.push(Report {
                member,
                register,
                height,
                own,
                leader: None,
                decided,
                number: 1,
                signature: [0; 64],
            });
        }
        let stored = &self.members[from[0]];
        let (decided, epoch) = (stored.newest(register), stored.record().epoch);
        let (height, previous) = (decided.height + 1, decided.value);
        let motion = Motion { register: register.clone(), height, round, epoch, previous, value };
        let proposal = Proposal { proposer: keys()[from[0]], motion, lease: 0, reports, signature: [0; 64] };
        let attached: Vec<Vec<u8>> = value.bytes().and_then(|name| self.table.attached(&name)).into_iter().collect();
        let bundle = Bundle { proposals: vec![proposal], attached, ..Bundle::default() };
        to.iter().map(|who| self.show(*who, bundle.clone())).collect()
    }

    /// What the votes of that register and round add up to.
    fn quorum(&self, record: &Record, register: &Register, round: u64, step: Step) -> Option<Quorum> {
        let votes = || self.votes.iter().filter(|vote| vote.motion.epoch == record.epoch);
        let motions: BTreeSet<&Motion> =
            votes().map(|vote| &vote.motion).filter(|made| made.register == *register && made.round == round).collect();
        motions.into_iter().find_map(|motion| Quorum::among(record, motion, step, votes()))
    }

    fn pass(&mut self, quorum: &Quorum, to: &[usize]) -> Vec<Outcome> {
        let name = quorum.motion.value.bytes();
        let attached = name.and_then(|name| self.table.attached(&name)).into_iter().collect();
        let bundle = Bundle { quorums: vec![quorum.clone()], attached, ..Bundle::default() };
        to.iter().map(|who| self.show(*who, bundle.clone())).collect()
    }

    /// These voters make the next record of voters, which those learn.
    fn change(&mut self, by: &[usize], ready: &[usize], told: &[usize]) -> Quorum {
        let voters = Register::voters();
        let record = self.members[by[0]].record().clone();
        let view = View { stored: &self.members[by[0]], table: &self.table };
        let Ok(asked) = view.requests(&record);
        let value = Value::from(self.table.attach(asked[0].0.encode()));
        let reports: Vec<usize> = by.iter().chain(ready).copied().collect();
        self.propose(&voters, 1, value, &reports, by);
        let proof = self.quorum(&record, &voters, 1, Step::Support).expect("they support it");
        self.pass(&proof, by);
        let certificate = self.quorum(&record, &voters, 1, Step::Accept).expect("they accept it");
        let roots: Vec<usize> =
            certificate.ayes.iter().filter_map(|aye| aye.sworn).map(|root| numbered(root.as_bytes())).collect();
        for member in &mut self.members {
            roots.iter().for_each(|root| member.oaths.add(*root));
        }
        self.pass(&certificate, told);
        certificate
    }
}

fn refusal(outcome: &Outcome) -> Option<Why> {
    outcome.refused.get(&main_head()).map(|no| no.why)
}

/// Three voters: X is accepted in round 1 by one, its proposer dies; Y is proposed in round 2.
#[test]
pub fn a_lock_outlives_its_proposer() {
    let mut few = Few::new(3, 3);
    let (x, y) = (few.commit(&[0, 1]), few.commit(&[2]));
    let (head, record) = (main_head(), record(3));
    few.propose(&head, 1, x.into(), &[0, 1], &[0, 1]);
    let proof = few.quorum(&record, &head, 1, Step::Support).expect("two of three");
    assert_eq!(few.pass(&proof, &[0])[0].votes.len(), 1, "it accepts");
    few.members[1].heads.insert(head.clone(), y);
    let outcomes = few.propose(&head, 2, y.into(), &[1, 2], &[0, 1, 2]);
    assert_eq!(refusal(&outcomes[0]), Some(Why::Locked));
    // Who has not seen the lock proof is free; the two of them decide Y, and could: X had one accept.
    assert_eq!((outcomes[1].votes.len(), outcomes[2].votes.len()), (1, 1));
    let newer = few.quorum(&record, &head, 2, Step::Support).expect("two of three");
    let moved = few.pass(&newer, &[0, 1, 2]);
    assert!(moved.iter().all(|outcome| outcome.votes.len() == 1), "a newer lock proof moves the lock");
}

/// Three voters become four while one of them is locked: the lock that a quorum swore is that of the newcomer too.
#[test]
pub fn a_lock_goes_on_into_the_next_epoch() {
    let mut few = Few::new(3, 4);
    let (x, y) = (few.commit(&[0, 1]), few.commit(&[2, 3]));
    let (head, record) = (main_head(), record(3));
    few.propose(&head, 1, x.into(), &[0, 1], &[0, 1]);
    let proof = few.quorum(&record, &head, 1, Step::Support).expect("two of three");
    // Both accept: X is decided, though nobody has the certificate.
    few.pass(&proof, &[0, 1]);
    few.ask(Request::Join(3));
    few.change(&[1, 2], &[3], &[1, 2, 3]);
    few.members[1].heads.insert(head.clone(), y);
    for (who, outcome) in [1, 2, 3].into_iter().zip(few.propose(&head, 3, y.into(), &[1, 2, 3], &[1, 2, 3])) {
        assert_eq!(refusal(&outcome), Some(Why::Locked), "{who}");
    }
}

/// A lock from an old epoch that no quorum swore is older than one from a new epoch, whatever its round: else its owner
/// brings over voters who have decided otherwise in a lower round.
#[test]
fn a_lock_proof_of_an_older_epoch_moves_nobody() {
    let mut few = Few::new(3, 5);
    let (x, y) = (few.commit(&[0, 1]), few.commit(&[2, 3, 4]));
    let head = main_head();
    few.propose(&head, 2, x.into(), &[0, 1], &[0, 1]);
    let old = few.quorum(&record(3), &head, 2, Step::Support).expect("two of three");
    few.pass(&old, &[0]);
    few.ask(Request::Join(3));
    few.ask(Request::Join(4));
    let first = few.change(&[1, 2], &[3], &[1, 2, 3, 4]);
    let second = few.change(&[1, 2, 3], &[4], &[1, 2, 3]);
    let both = few.table.attached(&first.motion.value.bytes().expect("a record")).expect("it is there");
    let attached = vec![both, few.table.attached(&second.motion.value.bytes().expect("a record")).expect("there")];
    for who in [0, 4] {
        few.show(
            who,
            Bundle { quorums: vec![first.clone(), second.clone()], attached: attached.clone(), ..Bundle::default() },
        );
        assert_eq!(few.members[who].record().epoch, 2);
    }
    let newest = few.members[2].record().clone();
    assert_eq!((newest.voters.len(), newest.quorum()), (5, 3));
    few.propose(&head, 1, y.into(), &[2, 3, 4], &[2, 3, 4]);
    let proof = few.quorum(&newest, &head, 1, Step::Support).expect("three of five");
    few.pass(&proof, &[2, 3, 4]);
    assert!(few.quorum(&newest, &head, 1, Step::Accept).is_some(), "Y is decided");
    // The owner of the old lock comes back, and shows it.
    few.pass(&old, &[1, 2, 3, 4]);
    let outcomes = few.propose(&head, 3, x.into(), &[0, 1], &[2, 3, 4]);
    assert!(outcomes.iter().all(|outcome| refusal(outcome) == Some(Why::Locked)), "{outcomes:?}");
    // It moves itself, once it is shown what is newer.
    few.pass(&proof, &[0]);
    assert_eq!(refusal(&few.propose(&head, 4, x.into(), &[0, 1], &[0])[0]), Some(Why::Locked));
}

/// A certificate of a record whose voters are gone with what they swore is no end: the third one has still to accept.
#[test]
fn voters_wait_until_it_is_known_what_a_quorum_swore() {
    let mut few = Few::new(3, 3);
    few.ask(Request::Leave(0));
    let (voters, record) = (Register::voters(), record(3));
    let Ok(asked) = (View { stored: &few.members[0], table: &few.table }).requests(&record);
    let value = Value::from(few.table.attach(asked[0].0.encode()));
    few.propose(&voters, 1, value, &[0, 1, 2], &[0, 1, 2]);
    let proof = few.quorum(&record, &voters, 1, Step::Support).expect("a quorum");
    few.pass(&proof, &[0, 1]);
    let certificate = few.quorum(&record, &voters, 1, Step::Accept).expect("two of three");
    // The oath of the first one is lost.
    let held = certificate.ayes.iter().find(|aye| aye.voter == keys()[1]).and_then(|aye| aye.sworn).expect("an oath");
    few.members.iter_mut().for_each(|member| member.oaths.add(numbered(held.as_bytes())));
    for who in [1, 2] {
        let outcome = few.pass(&certificate, &[who]).remove(0);
        assert_eq!(outcome.refused[&voters].why, Why::Entering);
        assert_eq!(few.members[who].record().epoch, 0);
    }
    let last = few.pass(&proof, &[2]).remove(0).votes.remove(0);
    few.members[1].oaths.add(numbered(last.sworn.expect("an oath").as_bytes()));
    let outcome = few.show(1, Bundle { votes: vec![last], ..Bundle::default() });
    assert!(outcome.settled, "two oaths are known: {outcome:?}");
    assert_eq!(few.members[1].record().epoch, 1);
}

/// A certificate that nobody can enter an epoch by lies in the ballots: a later round still gets its lock proof.
#[test]
fn a_certificate_without_oaths_hides_no_later_round() {
    let mut few = Few::new(3, 3);
    few.ask(Request::Leave(0));
    let (voters, record) = (Register::voters(), record(3));
    let Ok(asked) = (View { stored: &few.members[0], table: &few.table }).requests(&record);
    let value = Value::from(few.table.attach(asked[0].0.encode()));
    few.propose(&voters, 1, value, &[0, 1, 2], &[0, 1, 2]);
    let proof = few.quorum(&record, &voters, 1, Step::Support).expect("a quorum");
    few.pass(&proof, &[0, 1]);
    let certificate = few.quorum(&record, &voters, 1, Step::Accept).expect("two of three");
    few.show(
        1,
        Bundle { votes: certificate.votes().filter(|vote| vote.voter != keys()[1]).collect(), ..Bundle::default() },
    );
    assert_eq!(few.members[1].record().epoch, 0, "the oath of the first one is lost");
    // The third one has not seen the lock proof, and acts in round 2.
    let outcomes = few.propose(&voters, 2, value, &[1, 2], &[2, 1]);
    let votes = outcomes[0].votes.clone();
    assert_eq!(few.show(1, Bundle { votes, ..Bundle::default() }).votes.len(), 1, "it accepts again");
}
