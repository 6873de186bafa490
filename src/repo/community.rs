//! The community of a repository, as its tapestry has it: members, who asks for a vote, who is online. Reads only.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::base::id::Id;
use crate::base::key::PublicKey;
use crate::heads::record::Record;
use crate::object::traits::Source;
use crate::repo::decided;
use crate::repo::error::RepoError;
use crate::repo::genesis::Genesis;
use crate::repo::knots::Covered;
use crate::repo::repository::Repository;
use crate::state::operation::{Operation, root};
use crate::strand::members::{Member, Views, members};
use crate::strand::presence::{Present, leader, present};
use crate::strand::tapestry::{authors, values};

/// A community as one tapestry has it.
#[derive(Clone, Debug)]
pub struct Community {
    /// Its id: the hash of the genesis.
    pub id: Id,
    /// The record from which it starts.
    pub genesis: Genesis,
    /// Root of the tapestry; `None` while nobody has said anything.
    pub tapestry: Option<Id>,
    /// Root of the map of knots; `None` before the first.
    pub knots: Option<Id>,
    /// All who are or were members.
    pub members: BTreeMap<PublicKey, Member>,
    /// The members that are online.
    pub present: BTreeMap<PublicKey, Present>,
    /// Everything that authors have set, by view.
    pub views: Views,
    /// Who votes, and the rules.
    pub record: Record,
}

impl Community {
    /// The community as the state `operation` has it.
    ///
    /// # Errors
    /// The state cannot be read.
    pub fn of(operation: &Operation, source: &dyn Source) -> Result<Self, RepoError> {
        let (id, genesis) = Genesis::load(operation, source)?;
        let map = operation.map(root::TAPESTRY);
        let covered = Covered::of(operation, source)?;
        let mut views = Views::new();
        for (author, row) in authors(&map, source)? {
            values(row.values, source, &mut |view, key, mut value| {
                value.knot = covered.knot(&author, value.clock);
                views.entry(view.to_owned()).or_default().insert((author, key.to_vec()), value);
            })?;
        }
        let mut members = members(genesis.creator, genesis.millis(), &views);
        // Strands only ask for votes; who has one is decided.
        let record = decided::newest_record(operation, source)?;
        for (key, member) in &mut members {
            member.voter = record.has(key);
            member.pending &= !member.voter;
        }
        let present = present(&members, &views);
        Ok(Self {
            id,
            genesis,
            tapestry: map.root(),
            knots: operation.map(root::KNOTS).root(),
            members,
            present,
            views,
            record,
        })
    }

    /// Whether this key is a member now.
    pub fn is_member(&self, key: &PublicKey) -> bool {
        self.members.get(key).is_some_and(Member::is_active)
    }

    /// The members that have a vote.
    pub fn voters(&self) -> impl Iterator<Item = &PublicKey> {
        self.members.iter().filter(|(_, member)| member.voter && member.is_active()).map(|(key, _)| key)
    }

    /// The members for which a vote was asked, and nothing is decided.
    pub fn pending(&self) -> impl Iterator<Item = &PublicKey> {
        self.members.iter().filter(|(_, member)| member.pending && member.is_active()).map(|(key, _)| key)
    }

    /// Who leads: whoever of those online came first.
    pub fn leader(&self) -> Option<PublicKey> {
        leader(&self.present)
    }
}

/// The community as the newest state has it.
///
/// # Errors
/// The state cannot be read.
pub fn load(repository: &Repository) -> Result<Community, RepoError> {
    Community::of(repository.current()?.operation(), repository.source())
}

/// The community as it was read last, for who asks often: it is read again only when the tapestry is another one.
#[derive(Default)]
pub struct Cached(Mutex<Option<(Id, Arc<Community>)>>);

impl Cached {
    /// As [`load`].
    ///
    /// # Errors
    /// As [`load`].
    pub fn load(&self, repository: &Repository) -> Result<Arc<Community>, RepoError> {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let newest = repository.pointer()?.operation;
        if let Some((operation, community)) = &*last
            && Some(*operation) == newest
        {
            return Ok(Arc::clone(community));
        }
        let current = repository.current()?;
        let map = |name| current.operation().map(name).root();
        let epoch = decided::epoch(current.operation(), repository.source())?;
        let known = (map(root::TAPESTRY), map(root::KNOTS), epoch);
        let community = match last.take() {
            Some((_, community)) if (community.tapestry, community.knots, community.record.epoch) == known => community,
            _ => Arc::new(Community::of(current.operation(), repository.source())?),
        };
        *last = Some((current.newest.0, Arc::clone(&community)));
        Ok(community)
    }
}
