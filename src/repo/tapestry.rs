//! The tapestry as a whole: its strands in their order, forwards and backwards, its root, and the strands that another
//! repository needs to have the same. Reads only, some strands of each author at a time.

use std::collections::{BTreeMap, VecDeque};

use crate::base::id::Id;
use crate::base::key::PublicKey;
use crate::base::limit::FOLD_STEP;
use crate::repo::action::Action;
use crate::repo::current::Current;
use crate::repo::error::RepoError;
use crate::repo::genesis::Genesis;
use crate::repo::knots::Covered;
use crate::repo::logs::Logs;
use crate::repo::repository::Repository;
use crate::repo::weave::{convict, merge, proofs};
use crate::repo::weaving::Merged;
use crate::state::operation::root;
use crate::strand::accept::Held;
use crate::strand::exchange::document::Document;
use crate::strand::record::{Place, Signed};
use crate::strand::tapestry::authors;

type Result<T> = std::result::Result<T, RepoError>;

/// What the tapestry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Its root; `None` while nobody has said anything.
    pub root: Option<Id>,
    /// Strands in all logs.
    pub strands: u64,
    /// Authors with a log.
    pub authors: u64,
    /// Authors who forked their log.
    pub forks: u64,
}

/// What the tapestry of this state is.
///
/// # Errors
/// The state cannot be read.
pub fn summary(repository: &Repository, current: &Current) -> Result<Summary> {
    let map = current.operation().map(root::TAPESTRY);
    let mut summary = Summary { root: map.root(), strands: 0, authors: 0, forks: 0 };
    for row in authors(&map, repository.source())?.values() {
        summary.strands += row.seq;
        summary.authors += u64::from(row.seq > 0);
        summary.forks += u64::from(row.fork.is_some());
    }
    Ok(summary)
}

/// One author's log, read some strands at a time.
struct Stream {
    /// Numbers not yet read, from the first to the last.
    left: (u64, u64),
    read: VecDeque<Signed>,
}

/// The strands of all logs in the order of the tapestry, or against it; each with its place.
pub struct Order<'o> {
    logs: Logs<'o>,
    covered: Covered,
    streams: BTreeMap<PublicKey, Stream>,
    /// The next strand of each author by its place.
    next: BTreeMap<Place, Signed>,
    backwards: bool,
}

impl<'o> Order<'o> {
    /// The strands of `author`, or of all, as the state `current` has them; `backwards`: the last first.
    ///
    /// # Errors
    /// The logs cannot be read.
    pub fn new(
        repository: &'o Repository,
        current: &'o Current,
        author: Option<&PublicKey>,
        backwards: bool,
    ) -> Result<Self> {
        let logs = Logs::new(repository, current.operation());
        let wanted = logs.feeds()?.iter().filter(|(key, _)| author.is_none_or(|author| author == *key));
        let stream = |seq| Stream { left: (1, seq), read: VecDeque::new() };
        let streams: BTreeMap<_, _> = wanted.map(|(key, feed)| (*key, stream(feed.seq))).collect();
        let covered = Covered::of(current.operation(), repository.source())?;
        let mut order = Self { logs, covered, streams, next: BTreeMap::new(), backwards };
        for author in order.streams.keys().copied().collect::<Vec<_>>() {
            order.advance(&author)?;
        }
        Ok(order)
    }

    /// Height of the newest knot: up to it the order is final; 0 before the first.
    pub const fn newest(&self) -> u64 {
        self.covered.newest
    }

    /// Puts the next strand of an author among those of the others.
    fn advance(&mut self, author: &PublicKey) -> Result<()> {
        let Some(stream) = self.streams.get_mut(author) else { return Ok(()) };
        if stream.read.is_empty() && stream.left.0 <= stream.left.1 {
            let (first, last) = stream.left;
            if self.backwards {
                let from = first.max(last.saturating_sub(1) / FOLD_STEP * FOLD_STEP + 1);
                stream.read = self.logs.range(author, from, last)?.into();
                stream.left.1 = from - 1;
            } else {
                let to = last.min(first.next_multiple_of(FOLD_STEP));
                stream.read = self.logs.range(author, first, to)?.into();
                stream.left.0 = to + 1;
            }
        }
        let next = if self.backwards { stream.read.pop_back() } else { stream.read.pop_front() };
        if let Some(signed) = next {
            let knot = self.covered.knot(author, signed.strand.clock);
            self.next.insert(Place { knot, ..signed.place() }, signed);
        }
        Ok(())
    }
}

impl Iterator for Order<'_> {
    type Item = Result<(Place, Signed)>;

    fn next(&mut self) -> Option<Self::Item> {
        let (place, signed) = if self.backwards { self.next.pop_last()? } else { self.next.pop_first()? };
        Some(self.advance(&place.author).map(|()| (place, signed)))
    }
}

/// All strands that another repository of this community needs to have the same tapestry.
///
/// # Errors
/// They cannot be read.
pub fn export(repository: &Repository) -> Result<Document> {
    let current = repository.current()?;
    let (community, _) = Genesis::load(current.operation(), repository.source())?;
    let order = Order::new(repository, &current, None, false)?;
    let mut strands = order.map(|strand| Ok(strand?.1)).collect::<Result<Vec<_>>>()?;
    let logs = Logs::new(repository, current.operation());
    let mut behind = Vec::new();
    current.operation().map(root::BEHIND).each(repository.source(), &mut |id, _| {
        behind.extend(<[u8; 32]>::try_from(id));
        Ok(())
    })?;
    for id in behind {
        strands.push(logs.behind(&Id::from_bytes(id))?);
    }
    strands.sort_by_key(Signed::place);
    Ok(Document { community, strands, forks: proofs(repository)? })
}

/// Takes in what is in a document, as [`merge`] does; proofs after the strands.
///
/// # Errors
/// It is of another community than `repository`; storing failed.
pub fn import(repository: &Repository, action: &Action<'_>, document: &Document) -> Result<Merged> {
    let (community, _) = Genesis::load(repository.current()?.operation(), repository.source())?;
    if community != document.community {
        let why = format!("it is of community {}, this repository of {community}", document.community);
        return Err(RepoError::refused("the tapestry", why));
    }
    let mut batches: BTreeMap<PublicKey, Vec<u8>> = BTreeMap::new();
    for signed in &document.strands {
        batches.entry(signed.strand.author).or_default().extend_from_slice(&signed.bytes);
    }
    let batches: Vec<_> = batches.into_iter().collect();
    let mut merged = merge(repository, action, &batches)?;
    if !document.forks.is_empty() {
        let convicted = convict(repository, action, &document.forks)?;
        merged.forks.extend(convicted.forks);
        merged.refused.extend(convicted.refused);
    }
    Ok(merged)
}
