//! What members show each other of decisions: how far they know them, certificates, lock proofs, reports, proposals, votes, and the records and
//! knots that those name. One form for carrying, proposing, voting and announcing. `docs/format/heads.md` has the bytes.

use std::collections::BTreeMap;

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::base::cbor::{CborError, Fields, Item};
use crate::base::id::Id;
use crate::base::verified::Verified;
use crate::heads::proposal::Proposal;
use crate::heads::quorum::Quorum;
use crate::heads::register::Register;
use crate::heads::report::Report;
use crate::heads::vote::{MAX_COUNT, Motion, Step, Vote};

/// Most rows of each part.
pub const MAX_PARTS: usize = 65_536;

/// Things to be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bundle {
    /// Heights of the newest decisions that are known to who shows this: it wants the certificates of later ones.
    pub known: BTreeMap<Register, u64>,
    /// Bytes of records and knots that values name.
    pub attached: Vec<Vec<u8>>,
    /// Certificates and lock proofs.
    pub quorums: Vec<Quorum>,
    /// Reports of which there are too few for a proposal.
    pub reports: Vec<Report>,
    /// Proposals.
    pub proposals: Vec<Proposal>,
    /// Votes.
    pub votes: Vec<Vote>,
}

impl Bundle {
    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
            && self.attached.is_empty()
            && self.quorums.is_empty()
            && self.reports.is_empty()
            && self.proposals.is_empty()
            && self.votes.is_empty()
    }

    /// Adds what another one has.
    pub fn extend(&mut self, other: Self) {
        self.known.extend(other.known);
        self.attached.extend(other.attached);
        self.quorums.extend(other.quorums);
        self.reports.extend(other.reports);
        self.proposals.extend(other.proposals);
        self.votes.extend(other.votes);
    }

    /// The certificates.
    pub fn certificates(&self) -> impl Iterator<Item = &Quorum> {
        self.quorums.iter().filter(|quorum| quorum.step == Step::Accept)
    }

    /// Each register that is mentioned, with the height from which on who shows this wants to know more.
    pub fn mentioned(&self) -> BTreeMap<Register, u64> {
        let motions = self.quorums.iter().map(|quorum| &quorum.motion);
        let motions = motions.chain(self.proposals.iter().map(|proposal| &proposal.motion));
        let motions = motions.chain(self.votes.iter().map(|vote| &vote.motion));
        let reports = self.reports.iter().map(|report| (&report.register, report.height + 1));
        let known = self.known.iter().map(|(register, height)| (register, height + 1));
        let mut mentioned: BTreeMap<Register, u64> = BTreeMap::new();
        for (register, height) in motions.map(|motion| (&motion.register, motion.height)).chain(reports).chain(known) {
            let place = mentioned.entry(register.clone()).or_default();
            *place = height.max(*place);
        }
        mentioned
    }

    /// What is left when everything is taken out that was not signed by whom it names: votes in the scope of their epoch,
    /// reports in the newest one. On all cores.
    pub fn genuine(self, scope: &(dyn Fn(u64) -> Id + Sync), newest: &Id, verified: &Verified) -> Self {
        let Self { known, attached, quorums, reports, proposals, votes } = self;
        let of = |motion: &Motion| scope(motion.epoch);
        // Votes before the proofs that are made of them, reports before the proposals: each is verified once.
        let votes = votes.into_par_iter().filter(|vote| vote.is_genuine(&of(&vote.motion), verified)).collect();
        let reports = reports.into_par_iter().filter(|report| report.is_genuine(newest, verified)).collect();
        let is_genuine = |quorum: &Quorum| quorum.is_genuine(&of(&quorum.motion), verified);
        let quorums = quorums.into_par_iter().filter(is_genuine).collect();
        let proposals = proposals.into_par_iter().filter(|proposal| proposal.is_genuine(newest, verified)).collect();
        Self { known, attached, quorums, reports, proposals, votes }
    }

    /// The item for canonical encoding.
    pub fn item(&self) -> Item {
        let list = |rows: Vec<Vec<u8>>| Item::Array(rows.into_iter().map(Item::Bytes).collect());
        let known = |(register, height): (&Register, &u64)| vec![register.name().into(), (*height).into()];
        Item::Array(vec![
            Item::Array(self.known.iter().flat_map(known).collect()),
            list(self.attached.clone()),
            list(self.quorums.iter().map(Quorum::encode).collect()),
            list(self.reports.iter().map(Report::encode).collect()),
            list(self.proposals.iter().map(Proposal::encode).collect()),
            list(self.votes.iter().map(Vote::encode).collect()),
        ])
    }

    /// Takes the next field. No signature is verified.
    ///
    /// # Errors
    /// It is no bundle.
    pub fn take(fields: &mut Fields) -> Result<Self, CborError> {
        let mut parts = fields.array()?;
        let bundle = Self {
            known: heights(parts.array()?)?,
            attached: rows(&mut parts, |bytes| Ok(bytes.to_vec()))?,
            quorums: rows(&mut parts, Quorum::decode)?,
            reports: rows(&mut parts, Report::decode)?,
            proposals: rows(&mut parts, Proposal::decode)?,
            votes: rows(&mut parts, Vote::decode)?,
        };
        parts.end()?;
        Ok(bundle)
    }
}

fn heights(mut rows: Fields) -> Result<BTreeMap<Register, u64>, CborError> {
    let mut known = BTreeMap::new();
    while rows.remaining() > 0 {
        let (register, height) = (Register::take(&mut rows)?, rows.uint()?);
        if height > MAX_COUNT || known.last_key_value().is_some_and(|(last, _)| *last >= register) {
            return Err(CborError::Unexpected("heights in the order of their registers"));
        }
        known.insert(register, height);
    }
    Ok(known)
}

fn rows<T>(parts: &mut Fields, decode: impl Fn(&[u8]) -> Result<T, CborError>) -> Result<Vec<T>, CborError> {
    let mut rows = parts.array()?;
    if rows.remaining() > MAX_PARTS {
        return Err(CborError::Unexpected("fewer rows"));
    }
    (0..rows.remaining()).map(|_| decode(&rows.bytes()?)).collect()
}
