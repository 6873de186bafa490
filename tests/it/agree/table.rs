//! What all members of a world talk about: keys, commits, records, knots, requests, and what voters swore. Names carry the
//! number of the thing, so that nothing is looked up by hash.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::OnceLock;

use mosaic::base::id::{GitId, Id};
use mosaic::base::key::{PublicKey, SecretKey};
use mosaic::heads::ground::Decided;
use mosaic::heads::quorum::Quorum;
use mosaic::heads::record::Record;
use mosaic::heads::register::Register;
use mosaic::heads::rule::Rule;

/// Most members of a world.
pub const MEMBERS: usize = 20;

/// Keys in their order: member 3 has the fourth.
pub fn keys() -> &'static [PublicKey] {
    static KEYS: OnceLock<Vec<PublicKey>> = OnceLock::new();
    KEYS.get_or_init(|| {
        let mut keys: Vec<PublicKey> =
            (0..MEMBERS as u8).map(|number| SecretKey::from_seed([number + 1; 32]).public()).collect();
        keys.sort_unstable();
        keys
    })
}

/// The member with this key.
pub fn number(key: &PublicKey) -> usize {
    keys().binary_search(key).expect("the key of a member")
}

/// A set of numbered things.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Set(Vec<u64>);

impl Set {
    /// Whether it has this one.
    pub fn has(&self, number: usize) -> bool {
        self.0.get(number / 64).is_some_and(|word| word & (1 << (number % 64)) != 0)
    }

    /// Adds this one.
    pub fn add(&mut self, number: usize) {
        if self.0.len() <= number / 64 {
            self.0.resize(number / 64 + 1, 0);
        }
        self.0[number / 64] |= 1 << (number % 64);
    }

    /// Adds all of another one.
    pub fn join(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word |= other);
    }
}

/// What a member asks of the voters.
#[derive(Clone, Copy, Debug)]
pub enum Request {
    /// To become a voter.
    Join(usize),
    /// That somebody is a voter no longer.
    Leave(usize),
    /// Another rule.
    Rule(Rule),
}

/// What a voter swore.
#[derive(Clone, Debug, Default)]
pub struct Sworn {
    /// The decisions.
    pub decided: Vec<(Register, Decided)>,
    /// The locks.
    pub locks: Vec<Quorum>,
}

/// What is talked about.
#[derive(Default)]
pub struct Table {
    parents: Vec<Vec<GitId>>,
    /// Requests in the order of the tapestry.
    pub requests: Vec<Request>,
    sworn: RefCell<Vec<Sworn>>,
    attached: RefCell<HashMap<[u8; 32], Vec<u8>>>,
}

/// The name of a numbered thing; `salt` gives the order of names.
fn name(number: usize, salt: u8) -> [u8; 32] {
    let mut name = [salt; 32];
    name[28..].copy_from_slice(&(number as u32).to_be_bytes());
    name
}

/// The number of a thing that [`name`] named.
pub fn numbered(name: &[u8; 32]) -> usize {
    u32::from_be_bytes(name[28..].try_into().expect("four bytes")) as usize
}

impl Table {
    /// Adds a commit.
    pub fn commit(&mut self, parents: Vec<GitId>, salt: u8) -> GitId {
        self.parents.push(parents);
        GitId::from_bytes(name(self.parents.len() - 1, salt))
    }

    /// The parents of a commit; `None` where there is no such one.
    pub fn parents(&self, commit: &GitId) -> Option<&Vec<GitId>> {
        self.parents.get(numbered(commit.as_bytes()))
    }

    /// Whether `old` is `new` or behind it.
    pub fn is_behind(&self, old: GitId, new: GitId) -> bool {
        let mut pending = vec![new];
        while let Some(commit) = pending.pop() {
            if commit == old {
                return true;
            }
            // A commit has a greater number than its parents.
            if numbered(commit.as_bytes()) > numbered(old.as_bytes()) {
                pending.extend(self.parents(&commit).into_iter().flatten());
            }
        }
        false
    }

    /// Writes down what is sworn.
    pub fn swear(&self, sworn: Sworn) -> Id {
        let mut all = self.sworn.borrow_mut();
        all.push(sworn);
        Id::from_bytes(name(all.len() - 1, 0xee))
    }

    /// What is sworn by this name.
    pub fn sworn(&self, root: &Id) -> Option<Sworn> {
        self.sworn.borrow().get(numbered(root.as_bytes())).cloned()
    }

    /// Writes down a record or a knot.
    pub fn attach(&self, bytes: Vec<u8>) -> Id {
        let id = Id::of(&bytes);
        self.attached.borrow_mut().insert(*id.as_bytes(), bytes);
        id
    }

    /// The record or knot of this name.
    pub fn attached(&self, name: &[u8; 32]) -> Option<Vec<u8>> {
        self.attached.borrow().get(name).cloned()
    }

    /// The record that a request makes of this one, and the key that it adds.
    pub fn next(&self, record: &Record, request: Request) -> Option<(Record, Option<PublicKey>)> {
        let voters = record.voters.iter().copied();
        match request {
            Request::Join(who) => {
                let key = keys()[who];
                (!record.has(&key)).then(|| (record.next(voters.chain([key])), Some(key)))
            }
            Request::Leave(who) => {
                let key = keys()[who];
                let others = || voters.filter(|voter| *voter != key);
                (record.has(&key) && record.voters.len() > 1).then(|| (record.next(others()), None))
            }
            Request::Rule(rule) => (record.rule != rule).then(|| (Record { rule, ..record.next(voters) }, None)),
        }
    }
}
