//! Everything that the kept operations of a repository need: a walk over maps, commits and archives down to chunks,
//! each object once. For fsck, which checks what it meets, and for gc, which only marks. Goes on past what is lost.
//! Must not judge what a loss means, nor change anything.

use std::cmp::Reverse;
use std::collections::{HashSet, VecDeque};

use crate::base::cbor::CborError;
use crate::base::id::{GitId, Id, ObjectId};
use crate::base::kind::Kind;
use crate::base::monitor::Monitor;
use crate::heads::ballot::Ballot;
use crate::heads::quorum::Quorum;
use crate::heads::record::Record;
use crate::object::error::ObjectError;
use crate::object::git::{Commit, Mode, Tree};
use crate::object::signature;
use crate::object::store::Store;
use crate::object::traits::Source;
use crate::repo::current::{ARCHIVE, BASE, SECOND};
use crate::repo::decided::NEWEST;
use crate::repo::decisions::recovery::Recovery;
use crate::repo::decisions::standing::LOCK;
use crate::repo::genesis::{self, Genesis};
use crate::repo::knots::decode_row;
use crate::repo::logs::{decode_behind, decode_cut};
use crate::repo::record::Version;
use crate::repo::visit::{Reached, Visit, Visitor};
use crate::state::node::{Child, Entry, Node, Place};
use crate::state::operation::{Operation, Roots, map, root};
use crate::strand::evidence::Proof;
use crate::strand::knot::Knot;
use crate::strand::record::Signed;
use crate::strand::tapestry::{Author, VERSION_KEY};

type Result<T> = std::result::Result<T, ObjectError>;

/// What the values of a map mean.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Meaning {
    /// Heads and tags: commits.
    Names,
    /// Commits and an attachment, by key.
    Stage,
    /// The genesis record.
    Community,
    /// Maps of what authors have set.
    Tapestry,
    /// Maps of what authors had set.
    Cuts,
    /// Proofs of forks.
    Evidence,
    /// Strands behind forks.
    Behind,
    /// Knots.
    Knots,
    /// Objects of this kind.
    Object(Kind),
    /// What votes were given for: commits, records, knots, by register.
    Kept,
    /// Decisions, and the lock proofs of locks.
    Sworn,
    /// Nothing that is in the store.
    Other,
}

struct Walk<'w> {
    visit: Visit<'w>,
    /// Maps that mean different things may share nodes.
    nodes: HashSet<(Meaning, Id)>,
    pending: VecDeque<GitId>,
}

/// Walks from the operation `newest` back through all that are kept, or to the one with the number `oldest`; where the
/// chain is broken, on through all older operations that the store has. With `check`, everything but chunks is read and checked; otherwise only what leads to
/// other objects is read.
///
/// # Errors
/// The monitor said to stop.
pub fn reach(
    store: &Store,
    newest: Id,
    oldest: Option<u64>,
    check: bool,
    visitor: &mut dyn Visitor,
    monitor: &dyn Monitor,
) -> Result<Reached> {
    let visit = Visit::new(store, check, visitor, monitor);
    let mut walk = Walk { visit, nodes: HashSet::new(), pending: VecDeque::new() };
    walk.operations(newest, oldest)?;
    Ok(walk.visit.reached)
}

impl Walk<'_> {
    fn operations(&mut self, newest: Id, mut oldest: Option<u64>) -> Result<()> {
        let mut next = Some((newest, None));
        let mut before = u64::MAX;
        while let Some((id, number)) = next.take() {
            let Some(operation) = self.operation(id, number)? else {
                return self.strays(before, oldest.unwrap_or(1));
            };
            before = operation.number;
            // The newest one decides what is kept.
            let oldest = *oldest.get_or_insert(operation.oldest);
            if number.is_none() {
                self.learn_absent(&operation.roots);
            }
            self.roots(&operation.roots)?;
            next = operation.previous.filter(|_| before > oldest).map(|id| (id, Some(before - 1)));
        }
        Ok(())
    }

    fn operation(&mut self, id: Id, number: Option<u64>) -> Result<Option<Operation>> {
        if !self.visit.enter(Kind::Operation, id) {
            return Ok(None);
        }
        self.visit.read(Kind::Operation, id, |plain| {
            let operation = Operation::decode(plain).map_err(|why| why.to_string())?;
            if number.is_some_and(|number| number != operation.number) {
                return Err("its number does not fit the operation after it".to_owned());
            }
            Ok(operation)
        })
    }

    /// Operations that a broken chain does not lead to any more.
    fn strays(&mut self, before: u64, oldest: u64) -> Result<()> {
        let store = self.visit.store;
        let mut found = Vec::new();
        for id in store.prefix("", &[Kind::Operation]) {
            let ObjectId::Own(id) = id else { continue };
            // Those that are lost themselves cannot be told from those that are no longer kept.
            if let Ok(operation) = Operation::load(store, id)
                && (oldest..before).contains(&operation.number)
            {
                found.push((Reverse(operation.number), id));
            }
        }
        found.sort_unstable();
        for (_, id) in found {
            if let Some(operation) = self.operation(id, None)? {
                self.roots(&operation.roots)?;
            }
        }
        Ok(())
    }

    /// What the newest operation says is not here on purpose. A map that cannot be read is told of by the walk.
    fn learn_absent(&mut self, roots: &Roots) {
        let Visit { absent, partial, store, .. } = &mut self.visit;
        for (name, ids) in [(root::ABSENT, absent), (root::PARTIAL, partial)] {
            let learned = map(roots, name).each(*store, &mut |key, _| {
                ids.extend(<[u8; 32]>::try_from(key));
                Ok(())
            });
            drop(learned);
        }
    }

    fn roots(&mut self, roots: &Roots) -> Result<()> {
        for (name, id) in roots {
            let meaning = match name.as_str() {
                root::HEADS | root::TAGS | root::DELIVERED | root::DECIDED_HEADS | root::LOST => Meaning::Names,
                root::CERTIFICATES => Meaning::Object(Kind::Certificate),
                root::BALLOTS => Meaning::Object(Kind::Ballot),
                root::RECORDS => Meaning::Object(Kind::Record),
                root::KEPT => Meaning::Kept,
                root::SWORN => Meaning::Sworn,
                root::STAGE => Meaning::Stage,
                root::COMMUNITY => Meaning::Community,
                root::TAPESTRY => Meaning::Tapestry,
                root::CUTS => Meaning::Cuts,
                root::EVIDENCE => Meaning::Evidence,
                root::BEHIND => Meaning::Behind,
                root::KNOTS => Meaning::Knots,
                _ => Meaning::Other,
            };
            self.node(*id, Place::ROOT, meaning)?;
        }
        while let Some(id) = self.pending.pop_front() {
            self.commit(id)?;
        }
        Ok(())
    }

    fn node(&mut self, id: Id, place: Place, meaning: Meaning) -> Result<()> {
        if !self.nodes.insert((meaning, id)) {
            return Ok(());
        }
        self.visit.enter(Kind::Node, id);
        let decode = |plain: &[u8]| Node::decode(plain, place).map_err(|why| why.to_string());
        let Some(node) = self.visit.read(Kind::Node, id, decode)? else { return Ok(()) };
        for (digit, child) in node.children.into_iter().enumerate() {
            match child {
                None => {}
                Some(Child::Link(child)) => self.node(child, place.child(digit), meaning)?,
                Some(Child::Bucket(entries)) => {
                    entries.iter().try_for_each(|entry| self.value(id, entry, meaning))?;
                }
            }
        }
        Ok(())
    }

    /// Follows one pair of a map, which stands in `node`.
    fn value(&mut self, node: Id, entry: &Entry, meaning: Meaning) -> Result<()> {
        let is_link = match meaning {
            Meaning::Names | Meaning::Community | Meaning::Evidence | Meaning::Kept => true,
            Meaning::Object(_) => entry.key != NEWEST,
            Meaning::Sworn => entry.key.ends_with(LOCK),
            Meaning::Stage => [BASE, ARCHIVE, SECOND].contains(&&*entry.key),
            Meaning::Tapestry | Meaning::Cuts | Meaning::Behind | Meaning::Knots => {
                return self.row(node, entry, meaning);
            }
            Meaning::Other => false,
        };
        if !is_link {
            return Ok(());
        }
        let Ok(bytes) = <[u8; 32]>::try_from(&*entry.value) else {
            self.visit.lose(Kind::Node, node, "one of its values is no id".to_owned());
            return Ok(());
        };
        match meaning {
            Meaning::Community if entry.key == genesis::KEY.as_bytes() => self.leaf(Kind::Genesis, bytes),
            Meaning::Community => self.leaf(Kind::Recovery, bytes),
            Meaning::Evidence => self.leaf(Kind::Evidence, bytes),
            Meaning::Object(kind) => self.leaf(kind, bytes),
            Meaning::Sworn => self.leaf(Kind::Certificate, bytes),
            Meaning::Kept if entry.key.starts_with(b"voters\0") => self.leaf(Kind::Record, bytes),
            Meaning::Kept if entry.key.starts_with(b"tapestry\0") => self.leaf(Kind::Knot, bytes),
            Meaning::Stage if entry.key == ARCHIVE => {
                let id = Id::from_bytes(bytes);
                self.visit.reached.staged.insert(id);
                self.visit.archive(id).map(drop)
            }
            _ => {
                self.queue(GitId::from_bytes(bytes));
                Ok(())
            }
        }
    }

    /// Follows a pair whose value is a record with an id in it.
    fn row(&mut self, node: Id, entry: &Entry, meaning: Meaning) -> Result<()> {
        let values = match meaning {
            Meaning::Tapestry if entry.key == VERSION_KEY => Ok(None),
            Meaning::Tapestry => Author::decode(&entry.value).map(|row| row.values),
            Meaning::Cuts => decode_cut(0, &entry.value).map(|cut| cut.values),
            Meaning::Knots => match decode_row(&entry.key, &entry.value) {
                Ok((_, id)) => return self.leaf(Kind::Knot, *id.as_bytes()),
                Err(why) => Err(why),
            },
            _ => match decode_behind(&entry.value) {
                Ok((_, id)) => return self.leaf(Kind::Strand, *id.as_bytes()),
                Err(why) => Err(why),
            },
        };
        match values {
            Ok(None) => Ok(()),
            Ok(Some(root)) => self.node(root, Place::ROOT, Meaning::Other),
            Err(why) => {
                self.visit.lose(Kind::Node, node, why.to_string());
                Ok(())
            }
        }
    }

    /// An object that leads to no others.
    fn leaf(&mut self, kind: Kind, id: [u8; 32]) -> Result<()> {
        let id = Id::from_bytes(id);
        if self.visit.enter(kind, id) && self.visit.check {
            self.visit.read(kind, id, |plain| sound(kind, plain))?;
        }
        Ok(())
    }

    fn queue(&mut self, id: GitId) {
        if self.visit.enter(Kind::Commit, id) {
            self.visit.reached.commits.push(id);
            self.pending.push_back(id);
        }
    }

    fn commit(&mut self, id: GitId) -> Result<()> {
        let decode = |body: &[u8]| Commit::decode(body).map_err(|why| why.to_string());
        let Some(commit) = self.visit.read(Kind::Commit, id, decode)? else { return Ok(()) };
        for parent in &commit.parents {
            if !self.visit.skip(Kind::Commit, *parent) {
                self.queue(*parent);
            }
        }
        if self.visit.check {
            match commit.signature.as_ref().map(|armored| signature::verify(armored, &commit.payload())) {
                Some(Ok(_)) => {}
                Some(Err(_)) => self.visit.lose(Kind::Commit, id, "its signature does not verify".to_owned()),
                None => self.visit.lose(Kind::Commit, id, "it is not signed".to_owned()),
            }
        }
        if !self.tree(commit.tree)? {
            return Ok(());
        }
        let summary = match Version::load(self.visit.store, id) {
            Ok(version) => version.summary,
            Err(error) => {
                self.visit.lose(Kind::Commit, id, error.to_string());
                return Ok(());
            }
        };
        let told = (summary.entries, summary.files, summary.bytes);
        if let Some(archive) = self.visit.archive(summary.attachment)?
            && told != (archive.entries, archive.files, archive.bytes)
        {
            self.visit.lose(Kind::Commit, id, "it gives other totals than its archive has".to_owned());
        }
        Ok(())
    }

    /// Walks a git tree; whether everything of it is there.
    fn tree(&mut self, top: GitId) -> Result<bool> {
        let mut whole = true;
        let mut trees = vec![top];
        while let Some(id) = trees.pop() {
            let new = self.visit.enter(Kind::Tree, id);
            let decode = |body: &[u8]| Tree::decode(body).map_err(|why| why.to_string());
            // One that was seen before is read again, for its blobs may be lost; it is small.
            let tree = match self.visit.is_lost(Kind::Tree, id) {
                true => None,
                false if new => self.visit.read(Kind::Tree, id, decode)?,
                false => self.visit.store.plain(Kind::Tree, &id.into()).ok().and_then(|body| decode(&body).ok()),
            };
            whole &= tree.is_some();
            for entry in tree.iter().flat_map(Tree::entries) {
                if entry.mode == Mode::Tree {
                    trees.extend(new.then_some(entry.id));
                    continue;
                }
                if self.visit.enter(Kind::Blob, entry.id) {
                    self.visit.read(Kind::Blob, entry.id, |_| Ok(()))?;
                }
                whole &= !self.visit.is_lost(Kind::Blob, entry.id);
            }
        }
        Ok(whole)
    }
}

/// Whether these bytes are an object of this kind that leads to no others.
fn sound(kind: Kind, plain: &[u8]) -> std::result::Result<(), String> {
    let wrong = |why: CborError| why.to_string();
    match kind {
        Kind::Genesis => Genesis::decode(plain).map(drop).map_err(|why| why.to_string()),
        Kind::Recovery => Recovery::decode(plain).map(drop).map_err(wrong),
        Kind::Certificate => Quorum::decode(plain).map(drop).map_err(wrong),
        Kind::Record => Record::decode(plain).map(drop).map_err(wrong),
        Kind::Ballot => Ballot::decode(plain).map(drop).map_err(wrong),
        Kind::Knot => Knot::decode(plain).map(drop).map_err(|why| why.to_string()),
        Kind::Strand => Signed::decode(plain).map(drop).map_err(|why| why.to_string()),
        Kind::Evidence => Proof::decode(plain).map(drop).map_err(|why| why.to_string()),
        kind => Err(format!("a {} leads to other objects", kind.name())),
    }
}
