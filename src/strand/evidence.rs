//! The proof that an author forked its log: two strands of its with one number. It proves itself, so it counts whoever
//! brings it. Which of many forks is kept depends only on what they are, never on the order in which they came.

use crate::base::cbor::{Fields, Item};
use crate::base::id::Id;
use crate::base::key::PublicKey;
use crate::base::limit::MAX_STRAND;
use crate::strand::error::StrandError;
use crate::strand::record::{EVIDENCE, Signed};

/// Where an author forked its log: the verdict, as the tapestry has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fork {
    /// The lowest number that several strands have.
    pub seq: u64,
    /// The two smallest ids of strands with that number, the smaller first.
    pub ids: [Id; 2],
}

/// Two strands that prove a fork.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Who forked its log.
    pub author: PublicKey,
    /// Where.
    pub fork: Fork,
    /// The strands with their signatures, in the order of their ids.
    pub strands: [Vec<u8>; 2],
}

impl Proof {
    /// What these two prove; `None` where they are no fork.
    pub fn of(a: &Signed, b: &Signed) -> Option<Self> {
        if a.strand.author != b.strand.author || a.strand.seq != b.strand.seq || a.id == b.id {
            return None;
        }
        let (first, second) = if a.id < b.id { (a, b) } else { (b, a) };
        let fork = Fork { seq: a.strand.seq, ids: [first.id, second.id] };
        Some(Self { author: a.strand.author, fork, strands: [first.bytes.clone(), second.bytes.clone()] })
    }

    /// The proof that is left of this one and another about the same author: that of the lowest fork, and there the two
    /// strands with the smallest ids.
    pub fn join(self, other: Self) -> Self {
        if self.fork.seq != other.fork.seq {
            return if self.fork.seq < other.fork.seq { self } else { other };
        }
        let pair = |proof: Self| proof.fork.ids.into_iter().zip(proof.strands);
        let (author, seq) = (self.author, self.fork.seq);
        let mut all: Vec<(Id, Vec<u8>)> = pair(self).chain(pair(other)).collect();
        all.sort_unstable();
        all.dedup_by_key(|(id, _)| *id);
        all.truncate(2);
        let mut strands = all.into_iter();
        let mut next = || strands.next().expect("two proofs have at least two strands");
        let (first, second) = (next(), next());
        Self { author, fork: Fork { seq, ids: [first.0, second.0] }, strands: [first.1, second.1] }
    }

    /// As [`Proof::join`] with one more strand; the same where it has another number above, or is no news.
    pub fn take(self, signed: &Signed) -> Self {
        if signed.strand.seq != self.fork.seq || self.fork.ids.contains(&signed.id) {
            return self;
        }
        let Ok(first) = Signed::decode(&self.strands[0]) else { return self };
        match Self::of(&first, signed) {
            Some(other) => self.join(other),
            None => self,
        }
    }

    /// The canonical bytes: an object of kind evidence, and the body of a strand of that kind.
    pub fn encode(&self) -> Vec<u8> {
        Item::Array(self.strands.iter().map(|strand| strand[..].into()).collect()).encode()
    }

    /// The proof in these bytes, its signatures not yet verified.
    ///
    /// # Errors
    /// What [`Proof::encode`] would not write.
    pub fn decode(bytes: &[u8]) -> Result<Self, StrandError> {
        let malformed = |why: &str| StrandError::malformed("evidence", why);
        if bytes.len() > 2 * MAX_STRAND + 16 {
            return Err(malformed("longer than two strands"));
        }
        let mut fields = Fields::decode(bytes)?;
        let (a, b) = (Signed::decode(&fields.bytes()?)?, Signed::decode(&fields.bytes()?)?);
        fields.end()?;
        let proof = Self::of(&a, &b).ok_or_else(|| malformed("the strands are no fork"))?;
        if proof.fork.ids == [a.id, b.id] { Ok(proof) } else { Err(malformed("the strands are out of order")) }
    }

    /// Whether both strands are signed, for this community.
    pub fn is_genuine(&self, community: &Id) -> bool {
        self.strands.iter().all(|strand| Signed::decode(strand).is_ok_and(|signed| signed.is_genuine(community)))
    }
}

/// The proof that a strand of kind `evidence` quotes, if it is one and quotes one that proves something.
pub fn quoted(signed: &Signed, community: &Id) -> Option<Proof> {
    if signed.strand.kind != EVIDENCE {
        return None;
    }
    Proof::decode(&signed.strand.body).ok().filter(|proof| proof.is_genuine(community))
}
