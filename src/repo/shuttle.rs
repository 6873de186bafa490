//! What changes in a state when the log of an author does: the row that says how far it goes, the row of the tapestry, the
//! points to cut back to, what is held behind forks. Decides nothing.

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::base::id::Id;
use crate::base::key::PublicKey;
use crate::base::kind::Kind;
use crate::base::limit::FOLD_STEP;
use crate::object::run::Run;
use crate::object::traits::Sink;
use crate::repo::current::Current;
use crate::repo::error::RepoError;
use crate::repo::logs::{Logs, cut_key, encode_behind, encode_cut};
use crate::repo::transact::Growth;
use crate::state::change::{Change, Expected};
use crate::state::hamt::Hamt;
use crate::state::operation::root;
use crate::strand::accept::{Held, Known};
use crate::strand::feed::Feed;
use crate::strand::fold::{Cut, Fold};
use crate::strand::grown::{Grown, Woven};
use crate::strand::kinds::replaced::successor;
use crate::strand::log::{file, walk};
use crate::strand::record::Signed;
use crate::strand::tapestry::{Author, VERSION_KEY, find, version_value};

type Result<T> = std::result::Result<T, RepoError>;

/// With more strands than this the work is shared out; with fewer the order of all writes is always the same.
const MUCH: usize = 4096;

/// Gathers the changes.
pub struct Shuttle<'s> {
    logs: &'s Logs<'s>,
    run: &'s Run,
    community: Id,
    tapestry: Hamt,
    /// Whether the tapestry was made by a version with other kinds: then everything is folded from the beginning.
    stale: bool,
    /// What was gathered.
    pub growth: Growth,
}

impl<'s> Shuttle<'s> {
    /// Begins on this state.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn new(current: &Current, logs: &'s Logs<'s>, run: &'s Run, community: Id) -> Result<Self> {
        let tapestry = current.operation().map(root::TAPESTRY);
        let version = tapestry.get(run, VERSION_KEY)?;
        let stale = version.is_some_and(|version| version != version_value());
        Ok(Self { logs, run, community, tapestry, stale, growth: Growth::default() })
    }

    fn set(&mut self, root: &str, key: &[u8], new: Option<Vec<u8>>) {
        let change = Change { root: root.to_owned(), key: key.to_vec(), expected: Expected::Any, new };
        self.growth.changes.push(change);
    }

    /// Keeps a strand that is in no log.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn keep_behind(&mut self, signed: &Signed) -> Result<()> {
        // Under the id of the record, whereas an object has the id of all of its bytes.
        let (object, _) = self.run.write(Kind::Strand, &signed.bytes)?;
        let strand = &signed.strand;
        let ends = successor(strand, &self.community).is_some();
        let known = Known { author: strand.author, seq: strand.seq, clock: strand.clock, behind: true, ends };
        let object = Id::from_bytes(*object.as_bytes());
        self.set(root::BEHIND, signed.id.as_bytes(), Some(encode_behind(&known, &object)));
        Ok(())
    }

    /// Keeps a strand no longer outside of the logs: it is in one again.
    pub fn release(&mut self, id: &Id) {
        self.set(root::BEHIND, id.as_bytes(), None);
    }

    /// Takes over what became of the logs of several authors, on all cores where it is much.
    ///
    /// # Errors
    /// A log cannot be read, or objects not written.
    pub fn weave_all(&mut self, woven: &Woven) -> Result<()> {
        let weave = |(author, log): (&PublicKey, &Grown)| {
            let named = log.tip.is_some_and(|tip| woven.named.contains(&tip));
            let mut part = Self { growth: Growth::default(), ..*self };
            part.weave(author, log, named)?;
            Ok(part.growth)
        };
        let count: usize = woven.authors.values().map(|log| log.appended.len()).sum();
        let parts: Result<Vec<Growth>> = if count > MUCH {
            woven.authors.iter().collect::<Vec<_>>().into_par_iter().map(weave).collect()
        } else {
            woven.authors.iter().map(weave).collect()
        };
        for mut part in parts? {
            self.growth.changes.append(&mut part.changes);
            self.growth.appends.append(&mut part.appends);
            self.growth.cuts.append(&mut part.cuts);
        }
        Ok(())
    }

    /// Takes over what became of one author's log; `named`: whether a new strand names its tip.
    ///
    /// # Errors
    /// The log cannot be read, or objects not written.
    pub fn weave(&mut self, author: &PublicKey, log: &Grown, named: bool) -> Result<()> {
        let before = log.before.as_ref();
        let held = before.map_or(0, |feed| feed.seq);
        if log.kept < held {
            if log.lost.is_none() {
                for signed in self.logs.range(author, log.kept + 1, held)? {
                    self.keep_behind(&signed)?;
                }
            }
            for seq in (log.kept + 1..=held).filter(|seq| seq.is_multiple_of(FOLD_STEP)) {
                self.set(root::CUTS, &cut_key(author, seq), None);
            }
        }
        let (mut fold, mut len) = self.fold(author, log, held)?;
        let kept = len;
        let mut bytes = Vec::new();
        for signed in &log.appended {
            len += signed.bytes.len() as u64;
            bytes.extend_from_slice(&signed.bytes);
            if let Some(cut) = fold.take(signed, len, &self.community, self.run)? {
                self.set(root::CUTS, &cut_key(author, cut.seq), Some(encode_cut(&cut)));
            }
        }
        let values = fold.settle(self.run)?;
        if !log.appended.is_empty() {
            self.growth.appends.push((file(author), kept, bytes));
        } else if log.kept < held {
            self.growth.cuts.push((file(author), kept));
        }
        let same = before.filter(|feed| feed.seq == log.seq);
        let named = named || same.is_some_and(|feed| feed.named);
        let feed =
            log.tip.map(|tip| Feed { len, seq: log.seq, tip, clock: log.clock, named, ended: log.ended }.encode());
        self.set(root::FEEDS, author.as_bytes(), feed);
        let fork = log.proof.as_ref().map(|proof| proof.fork);
        let row = Author { len, seq: log.seq, tip: log.tip, fork, values };
        self.set(root::TAPESTRY, author.as_bytes(), Some(row.encode()));
        if let Some(proof) = log.proof.as_ref().filter(|_| log.proof_is_new) {
            let (id, _) = self.run.write(Kind::Evidence, &proof.encode())?;
            self.set(root::EVIDENCE, author.as_bytes(), Some(id.as_bytes().to_vec()));
        }
        Ok(())
    }

    /// The fold of what stays of a log, and its length in bytes.
    fn fold(&mut self, author: &PublicKey, log: &Grown, held: u64) -> Result<(Fold, u64)> {
        if log.kept == held && !self.stale {
            let row = find(&self.tapestry, self.run, author)?.unwrap_or_default();
            return Ok((Fold::new(row.values), row.len));
        }
        if let Some(len) = log.lost {
            let mut fold = Fold::new(None);
            for signed in walk(author, &self.logs.read(author, 0, len)?).strands {
                fold.take(&signed, 0, &self.community, self.run)?;
            }
            return Ok((fold, len));
        }
        let nothing = Cut { seq: 0, len: 0, values: None };
        let from = if self.stale { nothing } else { self.logs.cut_before(author, log.kept)? };
        let (mut fold, mut len) = (Fold::new(from.values), from.len);
        if from.seq < log.kept {
            for signed in self.logs.range(author, from.seq + 1, log.kept)? {
                len += signed.bytes.len() as u64;
                if let Some(cut) = fold.take(&signed, len, &self.community, self.run)? {
                    self.set(root::CUTS, &cut_key(author, cut.seq), Some(encode_cut(&cut)));
                }
            }
        }
        Ok((fold, len))
    }

    /// What changes for authors whose logs do not.
    ///
    /// # Errors
    /// As [`Shuttle::weave`].
    pub fn others(&mut self, woven: &Woven) -> Result<()> {
        let logs = self.logs;
        for (author, feed) in logs.feeds()? {
            if woven.authors.contains_key(author) {
                continue;
            }
            if self.stale {
                self.weave(author, &Grown::unchanged(feed, logs.proof(author)?), false)?;
            } else if !feed.named && woven.named.contains(&feed.tip) {
                self.set(root::FEEDS, author.as_bytes(), Some(Feed { named: true, ..feed.clone() }.encode()));
            }
        }
        if !self.growth.changes.is_empty() && (self.stale || self.tapestry.root().is_none()) {
            self.set(root::TAPESTRY, VERSION_KEY, Some(version_value()));
        }
        Ok(())
    }

    /// Removes an author of whose `held` strands nothing is left.
    pub fn forget(&mut self, author: &PublicKey, held: u64) {
        self.set(root::FEEDS, author.as_bytes(), None);
        self.set(root::TAPESTRY, author.as_bytes(), None);
        for seq in (FOLD_STEP..=held).step_by(FOLD_STEP as usize) {
            self.set(root::CUTS, &cut_key(author, seq), None);
        }
    }

    /// Has everything folded from the beginning.
    pub fn start_anew(&mut self) {
        self.stale = true;
    }
}
