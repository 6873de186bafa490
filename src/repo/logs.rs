//! The logs of a repository as one state has them: how long each is, what is in them, and what is held behind forks.
//! Reads only; what is beyond the state is not there.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::OnceLock;

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::base::cbor::{CborError, Fields, Item};
use crate::base::id::Id;
use crate::base::key::PublicKey;
use crate::base::kind::Kind;
use crate::base::limit::FOLD_STEP;
use crate::object::traits::Source;
use crate::repo::knots::newest;
use crate::repo::repository::Repository;
use crate::state::error::StateError;
use crate::state::operation::{Operation, root};
use crate::storage::traits::Storage;
use crate::strand::accept::{Held, Known};
use crate::strand::chain::Pin;
use crate::strand::error::StrandError;
use crate::strand::evidence::Proof;
use crate::strand::feed::Feed;
use crate::strand::fold::Cut;
use crate::strand::log::{file, links};
use crate::strand::record::Signed;

type Result<T> = std::result::Result<T, StrandError>;

/// The logs as one state has them.
pub struct Logs<'l> {
    storage: &'l dyn Storage,
    source: &'l dyn Source,
    operation: &'l Operation,
    feeds: OnceLock<BTreeMap<PublicKey, Feed>>,
    pins: OnceLock<BTreeMap<PublicKey, Pin>>,
}

impl<'l> Logs<'l> {
    /// The logs as the state `operation` of `repository` has them.
    pub fn new(repository: &'l Repository, operation: &'l Operation) -> Self {
        let (feeds, pins) = Default::default();
        Self { storage: repository.storage(), source: repository.source(), operation, feeds, pins }
    }

    /// The same logs, pinned there instead of where the newest knot says.
    pub fn pinned(self, pins: BTreeMap<PublicKey, Pin>) -> Self {
        Self { pins: pins.into(), ..self }
    }

    /// Up to where the newest knot covers each log.
    ///
    /// # Errors
    /// The knot cannot be read.
    pub fn pins(&self) -> Result<&BTreeMap<PublicKey, Pin>> {
        if let Some(pins) = self.pins.get() {
            return Ok(pins);
        }
        let knot = newest(self.operation, self.source)?;
        let rows = knot.into_iter().flat_map(|(_, knot)| knot.rows);
        let pins = rows.map(|row| (row.author, Pin { seq: row.seq, tip: row.tip })).collect();
        Ok(self.pins.get_or_init(|| pins))
    }

    /// How far each log goes.
    ///
    /// # Errors
    /// The state cannot be read.
    pub fn feeds(&self) -> Result<&BTreeMap<PublicKey, Feed>> {
        if let Some(feeds) = self.feeds.get() {
            return Ok(feeds);
        }
        let mut feeds = BTreeMap::new();
        self.operation.map(root::FEEDS).each(self.source, &mut |key, value| {
            let malformed = |why: &dyn ToString| StateError::malformed("a row of the root feeds", why.to_string());
            let key: [u8; 32] = key.try_into().map_err(|_| malformed(&"its key has not 32 bytes"))?;
            let key = PublicKey::from_bytes(key).map_err(|why| malformed(&why))?;
            feeds.insert(key, Feed::decode(value).map_err(|why| malformed(&why))?);
            Ok(())
        })?;
        Ok(self.feeds.get_or_init(|| feeds))
    }

    /// The bytes of a log from `from` to `to`, which must not be beyond its end.
    ///
    /// # Errors
    /// The file is missing, shorter, or cannot be read.
    pub fn read(&self, author: &PublicKey, from: u64, to: u64) -> Result<Vec<u8>> {
        if from >= to {
            return Ok(Vec::new());
        }
        let handle = self.storage.open(&file(author))?;
        if handle.len() < to {
            let why = format!("it has {} bytes and should have {to}; run: mosaic repair", handle.len());
            return Err(StrandError::malformed(file(author), why));
        }
        let mut bytes = vec![0; (to - from) as usize];
        handle.read_at(&mut bytes, from)?;
        Ok(bytes)
    }

    /// The last point at or before the strand `seq` to which a log can be cut back.
    ///
    /// # Errors
    /// The state cannot be read.
    pub fn cut_before(&self, author: &PublicKey, seq: u64) -> Result<Cut> {
        let seq = seq - seq % FOLD_STEP;
        if seq == 0 {
            return Ok(Cut { seq: 0, len: 0, values: None });
        }
        let value = self.operation.map(root::CUTS).get(self.source, &cut_key(author, seq))?;
        let missing = || StateError::malformed("the root cuts", format!("no row for strand {seq} of {author}"));
        let value = value.ok_or_else(missing)?;
        decode_cut(seq, &value).map_err(|why| StateError::malformed("a row of the root cuts", why).into())
    }

    /// The strands of a log from the one with the number `from` to the one with the number `to`.
    ///
    /// # Errors
    /// The log has fewer, or cannot be read.
    pub fn range(&self, author: &PublicKey, from: u64, to: u64) -> Result<Vec<Signed>> {
        let short = || StrandError::malformed(file(author), format!("there is no strand {to}"));
        let feed = self.feeds()?.get(author).filter(|feed| feed.seq >= to).ok_or_else(short)?;
        let start = self.cut_before(author, from.saturating_sub(1))?;
        let next = to.next_multiple_of(FOLD_STEP);
        let end = if next <= feed.seq { self.cut_before(author, next)?.len } else { feed.len };
        let bytes = self.read(author, start.len, end)?;
        let (mut strands, mut rest) = (Vec::new(), &bytes[..]);
        while !rest.is_empty() {
            let (signed, len) = Signed::read(rest, Some(author))?;
            rest = &rest[len..];
            if (from..=to).contains(&signed.strand.seq) {
                strands.push(signed);
            }
        }
        if strands.len() as u64 == (to + 1).saturating_sub(from) { Ok(strands) } else { Err(short()) }
    }

    /// Where the strand `seq` of a log ends, in bytes, and its clock; both 0 before the first.
    ///
    /// # Errors
    /// The log has fewer, or cannot be read.
    pub fn end_of(&self, author: &PublicKey, seq: u64) -> Result<(u64, u64)> {
        if seq == 0 {
            return Ok((0, 0));
        }
        let cut = self.cut_before(author, seq - 1)?;
        let strands = self.range(author, cut.seq + 1, seq)?;
        let len = strands.iter().map(|signed| signed.bytes.len() as u64).sum::<u64>();
        Ok((cut.len + len, strands.last().map_or(0, |last| last.strand.clock)))
    }

    /// Finds `wanted` in one log.
    fn search(&self, author: &PublicKey, feed: &Feed, wanted: &HashSet<Id>) -> Result<Vec<(Id, Known)>> {
        let bytes = self.read(author, 0, feed.len)?;
        let mut found = Vec::new();
        let mut last: Option<(u64, u64)> = None;
        for link in links(&bytes) {
            let (_, link) = link?;
            // The id of a strand is what the next one calls its previous.
            if let (Some((seq, clock)), Some(id)) = (last, link.previous.filter(|id| wanted.contains(id))) {
                found.push((id, Known { author: *author, seq, clock, behind: false, ends: false }));
            }
            last = Some((link.seq, link.clock));
        }
        Ok(found)
    }
}

impl Held for Logs<'_> {
    fn feed(&self, author: &PublicKey) -> Result<Option<Feed>> {
        Ok(self.feeds()?.get(author).cloned())
    }

    fn proof(&self, author: &PublicKey) -> Result<Option<Proof>> {
        let id = self.operation.map(root::EVIDENCE).get(self.source, author.as_bytes())?;
        let Some(id) = id else { return Ok(None) };
        let id = <[u8; 32]>::try_from(id).map_err(|_| StateError::malformed("the root evidence", "no id"))?;
        let plain = self.source.plain(Kind::Evidence, &Id::from_bytes(id).into())?;
        Proof::decode(&plain).map(Some)
    }

    fn find(&self, wanted: &HashSet<Id>) -> Result<HashMap<Id, Known>> {
        let mut found = HashMap::new();
        for (author, feed) in self.feeds()? {
            if wanted.contains(&feed.tip) {
                let known =
                    Known { author: *author, seq: feed.seq, clock: feed.clock, behind: false, ends: feed.ended };
                found.insert(feed.tip, known);
            }
        }
        let behind = self.operation.map(root::BEHIND);
        if behind.root().is_some() {
            for id in wanted {
                if let Some(value) = behind.get(self.source, id.as_bytes())? {
                    let row = decode_behind(&value);
                    found.insert(*id, row.map_err(|why| StateError::malformed("a row of the root behind", why))?.0);
                }
            }
        }
        let wanted: HashSet<Id> = wanted.iter().filter(|id| !found.contains_key(*id)).copied().collect();
        if !wanted.is_empty() {
            let logs: Vec<(&PublicKey, &Feed)> = self.feeds()?.iter().collect();
            let searched: Result<Vec<_>> =
                logs.into_par_iter().map(|(author, feed)| self.search(author, feed, &wanted)).collect();
            found.extend(searched?.into_iter().flatten());
        }
        Ok(found)
    }

    fn at(&self, author: &PublicKey, seq: u64) -> Result<Signed> {
        let found = self.range(author, seq, seq)?.pop();
        found.ok_or_else(|| StrandError::malformed(file(author), format!("there is no strand {seq}")))
    }

    fn aside(&self, id: &Id) -> Result<Option<Signed>> {
        let value = self.operation.map(root::BEHIND).get(self.source, id.as_bytes())?;
        let Some(value) = value else { return Ok(None) };
        let (_, object) = decode_behind(&value)?;
        Signed::decode(&self.source.plain(Kind::Strand, &object.into())?).map(Some)
    }

    fn pin(&self, author: &PublicKey) -> Result<Option<Pin>> {
        Ok(self.pins()?.get(author).copied())
    }
}

/// The key of a row of the root `cuts`.
pub fn cut_key(author: &PublicKey, seq: u64) -> Vec<u8> {
    [&author.as_bytes()[..], &seq.to_be_bytes()].concat()
}

/// A row of the root `cuts`.
pub fn encode_cut(cut: &Cut) -> Vec<u8> {
    let values = cut.values.as_ref().map_or(&[][..], |id| id.as_bytes());
    Item::Array(vec![cut.len.into(), values.into()]).encode()
}

/// The row of the root `cuts` in these bytes, about the strand `seq`.
///
/// # Errors
/// What [`encode_cut`] would not write.
pub fn decode_cut(seq: u64, bytes: &[u8]) -> std::result::Result<Cut, CborError> {
    let mut fields = Fields::decode(bytes)?;
    let (len, values) = (fields.uint()?, fields.bytes()?);
    fields.end()?;
    let values = match values {
        none if none.is_empty() => None,
        id => Some(Id::from_bytes(id.try_into().map_err(|_| CborError::Unexpected("an id"))?)),
    };
    Ok(Cut { seq, len, values })
}

/// A row of the root `behind`: what others depend on, and the object with the strand.
pub fn encode_behind(known: &Known, object: &Id) -> Vec<u8> {
    let author = known.author.as_bytes()[..].into();
    let ends = u64::from(known.ends).into();
    Item::Array(vec![(*object).into(), author, known.seq.into(), known.clock.into(), ends]).encode()
}

/// The row of the root `behind` in these bytes.
///
/// # Errors
/// What [`encode_behind`] would not write.
pub fn decode_behind(bytes: &[u8]) -> std::result::Result<(Known, Id), CborError> {
    let mut fields = Fields::decode(bytes)?;
    let object = fields.id()?;
    let author = PublicKey::from_bytes(fields.bytes32()?).map_err(|_| CborError::Unexpected("a key"))?;
    let (seq, clock, ends) = (fields.uint()?, fields.uint()?, fields.uint()?);
    fields.end()?;
    if ends > 1 {
        return Err(CborError::Unexpected("0 or 1"));
    }
    Ok((Known { author, seq, clock, behind: true, ends: ends == 1 }, object))
}
