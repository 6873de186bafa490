//! All that members have ever shown of votes and certificates: of one identity there is one vote, of one height one value.

use std::collections::BTreeMap;

use mosaic::base::kind::Kind;
use mosaic::heads::bundle::Bundle;
use mosaic::heads::quorum::Quorum;
use mosaic::heads::register::Register;
use mosaic::heads::value::Value;
use mosaic::heads::vote::{Identity, Motion, Step, Vote};
use mosaic::repo::decided;
use mosaic::repo::decisions::proof::Proof;
use mosaic::repo::repository::Repository;
use mosaic::state::operation::root;

/// What was seen.
#[derive(Clone, Default)]
pub struct Ledger {
    votes: BTreeMap<Identity, Motion>,
    decided: BTreeMap<(Register, u64), Value>,
    /// Certificates that were looked at.
    pub certificates: u64,
}

impl Ledger {
    /// How many votes were seen, each counted once.
    pub fn votes(&self) -> usize {
        self.votes.len()
    }

    /// How many heights were decided.
    pub fn heights(&self) -> usize {
        self.decided.len()
    }

    /// A vote that somebody has.
    pub fn vote(&mut self, vote: &Vote) {
        let known = self.votes.entry(vote.identity()).or_insert_with(|| vote.motion.clone());
        assert_eq!(*known, vote.motion, "one voter, two votes");
    }

    /// A certificate or a lock proof that somebody has.
    pub fn quorum(&mut self, quorum: &Quorum) {
        quorum.votes().for_each(|vote| self.vote(&vote));
        if quorum.step == Step::Accept {
            self.certificates += 1;
            let Motion { register, height, value, .. } = quorum.motion.clone();
            let known = *self.decided.entry((register.clone(), height)).or_insert(value);
            assert_eq!(known, value, "two certificates for {register} at height {height}");
        }
    }

    /// What somebody has shown.
    pub fn bundle(&mut self, bundle: &Bundle) {
        bundle.quorums.iter().for_each(|quorum| self.quorum(quorum));
        bundle.votes.iter().for_each(|vote| self.vote(vote));
    }

    /// All that a repository has, its decisions checked from the genesis on.
    pub fn look(&mut self, repository: &Repository) {
        let current = repository.current().unwrap();
        let (operation, source) = (current.operation(), repository.source());
        for id in operation.map(root::CERTIFICATES).entries(source).unwrap().into_values() {
            let id = mosaic::base::id::Id::from_bytes(id.try_into().unwrap());
            let plain = source.plain(Kind::Certificate, &id.into()).unwrap();
            self.quorum(&Quorum::decode(&plain).unwrap());
        }
        for register in decided::open(operation, source).unwrap() {
            let ballot = decided::ballot(operation, source, &register).unwrap().unwrap();
            ballot.votes.iter().for_each(|vote| self.vote(vote));
            ballot.lock.iter().chain(&ballot.proof).for_each(|quorum| self.quorum(quorum));
        }
        for (register, decided) in decided::all(operation, source).unwrap() {
            Proof::gather(&current, source, &register).unwrap().check().unwrap();
            let known = *self.decided.entry((register.clone(), decided.height)).or_insert(decided.value);
            assert_eq!(known, decided.value, "{register} at height {}", decided.height);
        }
    }
}
