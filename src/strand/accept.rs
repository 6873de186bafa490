//! Which strands may be woven in, and where the logs of their authors end then: a function of what is held and of what
//! comes, with the same result in whatever order it comes. Writes nothing and verifies no signature: who calls it has.
//!
//! A strand is accepted when everything that it names is held and its clock follows from that. Two accepted strands of
//! one author with one number are a fork: its log ends before the lowest fork, on every member. Accepted strands behind
//! a fork are in no log; they are kept where a strand in a log names them.
//!
//! What the newest knot covers stays in the log, whatever fork is found later; and comes into it again where a fork was
//! known before the knot. So members with the same strands and the same knots have the same logs.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::base::id::Id;
use crate::base::key::PublicKey;
use crate::base::limit::MAX_AHEAD;
use crate::strand::chain::{Pin, chain};
use crate::strand::error::StrandError;
use crate::strand::evidence::Proof;
use crate::strand::feed::Feed;
use crate::strand::grown::{Grown, Woven};
use crate::strand::kinds::admitted::{self, Admitted};
use crate::strand::kinds::joined::{self, Joined};
use crate::strand::kinds::replaced::successor;
use crate::strand::record::Signed;

type Result<T> = std::result::Result<T, StrandError>;

/// A strand that is held, as far as others depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its author.
    pub author: PublicKey,
    /// Its number.
    pub seq: u64,
    /// Its clock.
    pub clock: u64,
    /// Whether it is in no log.
    pub behind: bool,
    /// Whether no strand may follow it.
    pub ends: bool,
}

/// What a repository holds.
pub trait Held {
    /// The log of an author; `None` where it is empty.
    ///
    /// # Errors
    /// It cannot be read.
    fn feed(&self, author: &PublicKey) -> Result<Option<Feed>>;
    /// The proof that an author forked its log.
    ///
    /// # Errors
    /// It cannot be read.
    fn proof(&self, author: &PublicKey) -> Result<Option<Proof>>;
    /// Up to where the newest knot covers the log of an author.
    ///
    /// # Errors
    /// The knot cannot be read.
    fn pin(&self, author: &PublicKey) -> Result<Option<Pin>>;
    /// Those of the wanted strands that are held.
    ///
    /// # Errors
    /// They cannot be read.
    fn find(&self, wanted: &HashSet<Id>) -> Result<HashMap<Id, Known>>;
    /// The strand with this number in the log of `author`.
    ///
    /// # Errors
    /// There is none, or it cannot be read.
    fn at(&self, author: &PublicKey, seq: u64) -> Result<Signed>;
    /// A strand that is in no log, where it is held.
    ///
    /// # Errors
    /// It cannot be read.
    fn aside(&self, id: &Id) -> Result<Option<Signed>>;
    /// As [`Held::aside`], one that must be there.
    ///
    /// # Errors
    /// There is none, or it cannot be read.
    fn behind(&self, id: &Id) -> Result<Signed> {
        self.aside(id)?.ok_or_else(|| StrandError::malformed("the root behind", format!("no strand {id}")))
    }
}

/// A strand that came, with a verified signature.
#[derive(Debug)]
pub struct Candidate {
    /// The strand.
    pub signed: Signed,
    /// What it proves, where it is evidence; verified.
    pub proof: Option<Proof>,
}

/// Strands that came and are not accepted yet.
#[derive(Default)]
struct Waiting {
    /// In the order in which they came; `None` once they are settled.
    candidates: Vec<Option<Candidate>>,
    /// Where each is.
    numbers: HashMap<Id, usize>,
}

/// Takes strands until all have come.
pub struct Weaver<'h> {
    held: &'h dyn Held,
    community: Id,
    creator: PublicKey,
    /// Milliseconds since 1970.
    now: u64,
    authors: BTreeMap<PublicKey, Grown>,
    known: HashMap<Id, Known>,
    /// Strands accepted so far that are behind a fork, or were when they came.
    loose: HashMap<Id, Signed>,
    rejected: HashSet<Id>,
    woven: Woven,
}

impl<'h> Weaver<'h> {
    /// Nothing has come yet. `now` is in milliseconds.
    pub fn new(held: &'h dyn Held, community: Id, creator: PublicKey, now: u64) -> Self {
        let (authors, known, loose, rejected, woven) = Default::default();
        Self { held, community, creator, now, authors, known, loose, rejected, woven }
    }

    /// The log of an author as it is by now.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn author(&mut self, author: &PublicKey) -> Result<&mut Grown> {
        if !self.authors.contains_key(author) {
            let grown = Grown::of(self.held.feed(author)?, self.held.proof(author)?, self.held.pin(author)?);
            self.authors.insert(*author, grown);
        }
        Ok(self.authors.get_mut(author).expect("it was inserted"))
    }

    /// Why the last refused strand of this author was refused.
    pub fn reason(&self, author: &PublicKey) -> String {
        self.woven.refused.get(author).cloned().unwrap_or_else(|| "it names what is not held".to_owned())
    }

    /// Takes these strands, in any order: each when everything that it names is there.
    ///
    /// # Errors
    /// What is held cannot be read; what cannot be accepted is no error.
    pub fn take(&mut self, candidates: Vec<Candidate>) -> Result<()> {
        let mut waiting = Waiting::default();
        for candidate in candidates {
            let id = candidate.signed.id;
            if self.known.contains_key(&id) || waiting.numbers.contains_key(&id) {
                self.woven.known += 1;
            } else {
                waiting.numbers.insert(id, waiting.candidates.len());
                waiting.candidates.push(Some(candidate));
            }
        }
        self.look_up(&waiting)?;
        // For each id those that wait for it, and for each strand how many it waits for.
        let mut followers: HashMap<Id, Vec<usize>> = HashMap::new();
        let mut open = vec![0; waiting.candidates.len()];
        let mut ready = Vec::new();
        for number in (0..open.len()).rev() {
            let Some(Candidate { signed, .. }) = &waiting.candidates[number] else { continue };
            if self.known.contains_key(&signed.id) {
                waiting.candidates[number] = None;
                self.woven.known += 1;
                continue;
            }
            let strand = &signed.strand;
            for dependency in strand.previous.iter().chain(&strand.seen) {
                if !self.known.contains_key(dependency) {
                    followers.entry(*dependency).or_default().push(number);
                    open[number] += 1;
                }
            }
            if open[number] == 0 {
                ready.push(number);
            }
        }
        while let Some(number) = ready.pop() {
            let Some(candidate) = waiting.candidates[number].take() else { continue };
            let (author, id) = (candidate.signed.strand.author, candidate.signed.id);
            if let Err(why) = self.judge(candidate)? {
                self.woven.refused.entry(author).or_insert(why);
                self.rejected.insert(id);
                continue;
            }
            for follower in followers.remove(&id).unwrap_or_default() {
                open[follower] -= 1;
                if open[follower] == 0 {
                    ready.push(follower);
                }
            }
        }
        self.report(&waiting, followers);
        let short = |log: &Grown| log.pin.filter(|pin| pin.seq > log.seq);
        let short: Vec<_> = self.authors.iter().filter_map(|(author, log)| Some((*author, short(log)?))).collect();
        for (author, pin) in short {
            self.restore(&author, pin)?;
        }
        Ok(())
    }

    /// Finds what the candidates depend on, and those of them that are held already, in one pass.
    fn look_up(&mut self, waiting: &Waiting) -> Result<()> {
        let mut wanted = HashSet::new();
        for Candidate { signed, .. } in waiting.candidates.iter().flatten() {
            let strand = &signed.strand;
            let author = self.author(&strand.author)?;
            if strand.seq <= author.seq || author.proof.is_some() {
                wanted.insert(signed.id);
            }
            let named = strand.previous.iter().chain(&strand.seen);
            wanted.extend(named.filter(|id| !waiting.numbers.contains_key(*id) && !self.known.contains_key(*id)));
        }
        if !wanted.is_empty() {
            self.known.extend(self.held.find(&wanted)?);
        }
        Ok(())
    }

    /// Tells why what is left is left: something is missing, or was refused.
    fn report(&mut self, waiting: &Waiting, followers: HashMap<Id, Vec<usize>>) {
        for (id, followers) in followers {
            let is_waiting = |number: &usize| waiting.candidates[*number].is_some();
            if self.known.contains_key(&id) || waiting.numbers.get(&id).is_some_and(is_waiting) {
                continue;
            }
            let mut left = followers.iter().filter_map(|number| waiting.candidates[*number].as_ref()).peekable();
            if self.rejected.contains(&id) {
                for Candidate { signed, .. } in left {
                    let why = || format!("strand {}: it names one that was refused", signed.strand.seq);
                    self.woven.refused.entry(signed.strand.author).or_insert_with(why);
                }
            } else if left.peek().is_some() {
                self.woven.missing.insert(id);
            }
        }
    }

    /// Accepts a strand all of whose dependencies are known, or says why not.
    fn judge(&mut self, candidate: Candidate) -> Result<std::result::Result<(), String>> {
        let Candidate { signed, proof } = candidate;
        if let Some(why) = self.fault(&signed)? {
            return Ok(Err(format!("strand {}: {why}", signed.strand.seq)));
        }
        let strand = &signed.strand;
        let (author, seq, id) = (strand.author, strand.seq, signed.id);
        let ends = successor(strand, &self.community).is_some();
        let mut known = Known { author, seq, clock: strand.clock, behind: true, ends };
        let log = self.author(&author)?;
        let forked = log.proof.as_ref().map_or(u64::MAX, |proof| proof.fork.seq);
        if seq < forked && seq == log.seq + 1 && strand.previous == log.tip && !log.contradicts(&signed) {
            let is_pinned = log.pin.is_some_and(|pin| pin.tip == id);
            // Another one of its number was not let into the log before it, and no fork was known.
            let others = self.loose.values().filter(|other| is_pinned && other.strand.author == author);
            let proof = others.filter_map(|other| Proof::of(&signed, other)).reduce(Proof::join);
            self.author(&author)?.append(signed, ends);
            known.behind = false;
            proof.map_or(Ok(()), |proof| self.convict(proof))?;
        } else {
            if seq == forked {
                let old = log.proof.take().expect("it was found above");
                let ids = old.fork.ids;
                let new = old.take(&signed);
                log.proof_is_new |= new.fork.ids != ids;
                log.proof = Some(new);
            } else if seq <= log.seq {
                let other = self.member(&author, seq)?;
                if let Some(proof) = Proof::of(&other, &signed) {
                    self.convict(proof)?;
                }
            } else if seq < forked && !log.contradicts(&signed) {
                return Ok(Err(format!("strand {seq}: it does not follow the log of its author")));
            }
            self.loose.insert(id, signed);
        }
        self.known.insert(id, known);
        if let Some(proof) = proof {
            self.convict(proof)?;
        }
        Ok(Ok(()))
    }

    /// What is wrong with a strand, beside its place in the log.
    fn fault(&self, signed: &Signed) -> Result<Option<String>> {
        let strand = &signed.strand;
        let mut clock = 0;
        if let Some(previous) = strand.previous {
            let previous = self.known[&previous];
            if previous.author != strand.author || previous.seq + 1 != strand.seq {
                return Ok(Some("the strand before it is another one than it names".to_owned()));
            }
            if previous.ends {
                return Ok(Some("its log ended: the key was replaced".to_owned()));
            }
            clock = previous.clock;
        }
        for seen in &strand.seen {
            let seen = self.known[seen];
            if seen.author == strand.author {
                return Ok(Some("among the seen ones is one of its own author".to_owned()));
            }
            clock = clock.max(seen.clock);
        }
        if strand.clock != clock + 1 {
            return Ok(Some(format!("its clock is {} and must be {}", strand.clock, clock + 1)));
        }
        if strand.time > self.now.saturating_add(MAX_AHEAD) {
            return Ok(Some("its time is more than 300 s ahead".to_owned()));
        }
        if strand.seq == 1 && strand.author != self.creator && !self.is_admitted(signed)? {
            return Ok(Some("it does not name a strand that admits its author".to_owned()));
        }
        Ok(None)
    }

    /// Whether the first strand of somebody says by which strand it came in.
    fn is_admitted(&self, signed: &Signed) -> Result<bool> {
        let strand = &signed.strand;
        let Some(joined) = Joined::decode(&strand.body).ok().filter(|_| strand.kind == joined::KIND) else {
            return Ok(false);
        };
        if !strand.seen.contains(&joined.by) {
            return Ok(false);
        }
        let by = self.strand(&joined.by)?;
        let named = match by.strand.kind.as_str() {
            admitted::KIND => Admitted::decode(&by.strand.body).ok().map(|admitted| admitted.member),
            _ => successor(&by.strand, &self.community),
        };
        Ok(named == Some(strand.author))
    }

    /// A strand that is known.
    fn strand(&self, id: &Id) -> Result<Signed> {
        if let Some(signed) = self.loose.get(id) {
            return Ok(signed.clone());
        }
        let known = self.known[id];
        let own = self.authors.get(&known.author);
        let appended = own.and_then(|log| log.appended.iter().find(|signed| signed.id == *id));
        match appended {
            Some(signed) => Ok(signed.clone()),
            None if known.behind => self.held.behind(id),
            None => self.held.at(&known.author, known.seq),
        }
    }

    /// The strand with this number in a log as it is by now.
    fn member(&self, author: &PublicKey, seq: u64) -> Result<Signed> {
        let log = &self.authors[author];
        match seq.checked_sub(log.kept + 1) {
            Some(at) => Ok(log.appended[at as usize].clone()),
            None => self.held.at(author, seq),
        }
    }

    /// Takes a verified proof that came without a strand.
    ///
    /// # Errors
    /// What is held cannot be read.
    pub fn prove(&mut self, proof: Proof) -> Result<()> {
        self.convict(proof)
    }

    /// Takes a proof into account: the log of its author ends before the fork.
    fn convict(&mut self, proof: Proof) -> Result<()> {
        let author = proof.author;
        let log = self.author(&author)?;
        let old = log.proof.as_ref().map(|proof| proof.fork);
        let joined = match log.proof.take() {
            Some(old) => old.join(proof),
            None => proof,
        };
        let at = joined.fork.seq;
        let is_cut = at <= log.seq;
        // What stands there in the log may be a third one, which the proof does not know.
        let joined = if is_cut { joined.take(&self.member(&author, at)?) } else { joined };
        let (log, fork) = (self.author(&author)?, joined.fork);
        log.proof_is_new |= old != Some(fork);
        log.proof = Some(joined);
        let stay = log.floor().max(fork.seq - 1);
        if stay < log.seq {
            self.cut(&author, stay)?;
        }
        Ok(())
    }

    /// Lets the log of `author` have the strands up to `pin`, which a knot covers, and pins it there. False where one of
    /// them is not held, or the log is pinned to others.
    ///
    /// # Errors
    /// What is held cannot be read.
    pub fn restore(&mut self, author: &PublicKey, pin: Pin) -> Result<bool> {
        let log = self.author(author)?;
        let (len, floor) = (log.seq, log.floor());
        let at = |seq| Ok(self.member(author, seq)?.id);
        let find = |id: &Id| match self.loose.get(id) {
            Some(signed) => Ok(Some(signed.clone())),
            None => self.held.aside(id),
        };
        let Some(found) = chain(author, pin, len, &at, &find)?.filter(|found| found.joins >= floor) else {
            return Ok(false);
        };
        if let Some(first) = found.above.first().filter(|_| found.joins < len)
            && let Some(proof) = Proof::of(&self.member(author, found.joins + 1)?, first)
        {
            self.convict(proof)?;
        }
        let log = self.author(author)?;
        if !found.above.is_empty() && log.seq != found.joins {
            return Ok(false);
        }
        for signed in found.above {
            let strand = &signed.strand;
            let ends = successor(strand, &self.community).is_some();
            let known = Known { author: *author, seq: strand.seq, clock: strand.clock, behind: false, ends };
            if self.loose.remove(&signed.id).is_none() {
                self.woven.restored.push(signed.id);
            }
            self.known.insert(signed.id, known);
            self.author(author)?.append(signed, ends);
        }
        self.author(author)?.pin = Some(pin);
        Ok(true)
    }

    /// Lets a log end after its strand `seq`.
    fn cut(&mut self, author: &PublicKey, seq: u64) -> Result<()> {
        let last = if seq == 0 { None } else { Some(self.member(author, seq)?) };
        let log = self.authors.get_mut(author).expect("the author of a proof is known");
        let stay = seq.saturating_sub(log.kept) as usize;
        for signed in log.appended.drain(stay..) {
            if let Some(known) = self.known.get_mut(&signed.id) {
                known.behind = true;
            }
            self.loose.insert(signed.id, signed);
        }
        log.kept = log.kept.min(seq);
        (log.seq, log.ended) = (seq, false);
        log.tip = last.as_ref().map(|last| last.id);
        log.clock = last.map_or(0, |last| last.strand.clock);
        Ok(())
    }

    /// All have come.
    pub fn finish(self) -> Woven {
        let Self { authors, mut loose, mut woven, .. } = self;
        let mut keep = Vec::new();
        for signed in authors.values().flat_map(|log| &log.appended) {
            for id in &signed.strand.seen {
                woven.named.insert(*id);
                keep.push(*id);
            }
        }
        // What a strand in a log names is kept with all that it names itself, so that it can be verified by others.
        while let Some(id) = keep.pop() {
            if let Some(signed) = loose.remove(&id) {
                keep.extend(signed.strand.previous.iter().chain(&signed.strand.seen));
                woven.behind.push(signed);
            }
        }
        woven.behind.sort_unstable_by_key(|signed| signed.id);
        woven.known += loose.len() as u64;
        let is_changed = |log: &Grown| {
            let kept = log.before.as_ref().map_or(0, |feed| feed.seq) == log.kept;
            !kept || !log.appended.is_empty() || log.proof_is_new
        };
        woven.authors = authors.into_iter().filter(|(_, log)| is_changed(log)).collect();
        woven
    }
}
