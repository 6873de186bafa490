//! A proposal: a motion with the reports from which its value follows. Any member may make one; only voters vote on it.
//! `docs/format/heads.md` has the bytes.

use crate::base::cbor::{CborError, Fields, Item};
use crate::base::domain::Domain;
use crate::base::id::Id;
use crate::base::key::{PublicKey, SecretKey};
use crate::base::verified::Verified;
use crate::heads::record::MAX_VOTERS;
use crate::heads::report::Report;
use crate::heads::vote::{Motion, key, signature};

const VERSION: u64 = 1;
/// Most reports of one proposal: of all voters, and of as many other members.
pub const MAX_REPORTS: usize = 2 * MAX_VOTERS;

/// A motion that somebody makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Who makes it.
    pub proposer: PublicKey,
    /// What is proposed.
    pub motion: Motion,
    /// For how long voters should support nothing else, in milliseconds.
    pub lease: u64,
    /// What members have, in the order of their keys.
    pub reports: Vec<Report>,
    /// The signature of the proposer.
    pub signature: [u8; 64],
}

impl Proposal {
    /// The canonical bytes that are signed.
    pub fn message(&self) -> Vec<u8> {
        let mut items = vec![VERSION.into(), self.proposer.as_bytes()[..].into()];
        items.extend(self.motion.items());
        items.push(self.lease.into());
        items.push(Item::Array(self.reports.iter().map(|report| Item::Bytes(report.encode())).collect()));
        Item::Array(items).encode()
    }

    /// Signs the proposal in this scope.
    pub fn sign(mut self, scope: &Id, key: &SecretKey) -> Self {
        self.signature = key.sign(&Domain::Proposal.message(scope, &self.message()));
        self
    }

    /// Whether the proposer signed it in this scope, and each member its report.
    pub fn is_genuine(&self, scope: &Id, verified: &Verified) -> bool {
        verified.verify(&self.proposer, &Domain::Proposal.message(scope, &self.message()), &self.signature)
            && self.reports.iter().all(|report| report.is_genuine(scope, verified))
    }

    /// The bytes with the signature.
    pub fn encode(&self) -> Vec<u8> {
        Item::Array(vec![Item::Bytes(self.message()), self.signature[..].into()]).encode()
    }

    /// The proposal in these bytes. Signatures are not verified.
    ///
    /// # Errors
    /// What [`Proposal::encode`] would not write; a member reports twice, or on another register.
    pub fn decode(bytes: &[u8]) -> Result<Self, CborError> {
        let mut outer = Fields::decode(bytes)?;
        let (message, signature) = (outer.bytes()?, signature(&mut outer)?);
        outer.end()?;
        let mut fields = Fields::decode(&message)?;
        if fields.uint()? != VERSION {
            return Err(CborError::Unexpected("proposal version 1"));
        }
        let (proposer, motion, lease) = (key(&mut fields)?, Motion::take(&mut fields)?, fields.uint()?);
        let mut rows = fields.array()?;
        fields.end()?;
        if rows.remaining() > MAX_REPORTS {
            return Err(CborError::Unexpected("fewer reports"));
        }
        let mut reports: Vec<Report> = Vec::with_capacity(rows.remaining());
        while rows.remaining() > 0 {
            let report = Report::decode(&rows.bytes()?)?;
            if reports.last().is_some_and(|last| last.member >= report.member) || report.register != motion.register {
                return Err(CborError::Unexpected("reports on one register, in the order of the members"));
            }
            reports.push(report);
        }
        Ok(Self { proposer, motion, lease, reports, signature })
    }
}
