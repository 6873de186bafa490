//! Who voted in each epoch, proven from the genesis on: each record by the voters of the one before it, or written by a
//! recovery. Trusts nothing that is not signed; a function of its arguments.

use crate::base::id::Id;
use crate::base::verified::Verified;
use crate::heads::ground::Decided;
use crate::heads::quorum::Quorum;
use crate::heads::record::Record;
use crate::heads::register::Register;
use crate::heads::vote::Step;
use crate::repo::decided;
use crate::repo::decisions::recovery::Recovery;
use crate::repo::error::RepoError;
use crate::repo::genesis::Genesis;

/// What is wrong, for people.
type Result<T> = std::result::Result<T, String>;

/// How one record follows another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// It was decided.
    Certified(Record, Quorum),
    /// A member wrote it, and this repository accepted it.
    Recovered(Recovery),
}

/// Records that are proven.
#[derive(Clone, Debug)]
pub struct Chain {
    /// The record of each epoch, and what its votes are signed for.
    rows: Vec<(Record, Id)>,
    /// Certificates that were verified.
    pub certificates: u64,
    /// The recoveries on the way, which no quorum has decided.
    pub recoveries: Vec<(Id, Recovery)>,
}

impl Chain {
    /// The chain with record 0, which follows from the genesis.
    ///
    /// # Errors
    /// The genesis has a rule that is not known.
    pub fn begin(community: Id, genesis: &Genesis) -> std::result::Result<Self, RepoError> {
        let first = decided::first_record(genesis)?;
        Ok(Self { rows: vec![(first, community)], certificates: 0, recoveries: Vec::new() })
    }

    /// The newest record, and what its votes are signed for.
    pub fn newest(&self) -> &(Record, Id) {
        self.rows.last().expect("it begins with one")
    }

    /// Adds the next record.
    ///
    /// # Errors
    /// It does not follow, or is not proven.
    pub fn add(&mut self, link: Link) -> Result<()> {
        let (before, scope) = self.newest().clone();
        let next = match &link {
            Link::Certified(record, _) => record,
            Link::Recovered(recovery) => &recovery.record,
        };
        let epoch = before.epoch + 1;
        if next.epoch != epoch || next.previous != Some(before.id()) {
            return Err(format!("record {epoch} of voters does not follow the one before it"));
        }
        match link {
            Link::Certified(record, certificate) => {
                let decided = Decided { height: epoch, value: record.id().into() };
                if certificate.motion.epoch != before.epoch {
                    return Err(format!("record {epoch} of voters was not decided by those before it"));
                }
                self.prove(&certificate, &Register::voters(), decided)?;
                self.certificates += 1;
                self.rows.push((record, scope));
            }
            Link::Recovered(recovery) => {
                if recovery.scope != scope {
                    return Err(format!("the recovery of record {epoch} goes on from another community"));
                }
                let id = Id::of(&recovery.encode());
                self.rows.push((recovery.record.clone(), id));
                self.recoveries.push((id, recovery));
            }
        }
        Ok(())
    }

    /// The record by whose voters this certificate decides this.
    ///
    /// # Errors
    /// It is for something else, has too few votes, or one that its voter did not sign.
    pub fn prove(&self, certificate: &Quorum, register: &Register, decided: Decided) -> Result<&Record> {
        let motion = &certificate.motion;
        let is_it = motion.register == *register && motion.height == decided.height && motion.value == decided.value;
        if certificate.step != Step::Accept || !is_it {
            return Err("its certificate is for something else".to_owned());
        }
        let row = usize::try_from(motion.epoch).ok().and_then(|epoch| self.rows.get(epoch));
        let Some((record, scope)) = row else {
            return Err(format!("its certificate is of epoch {}, which is not proven", motion.epoch));
        };
        if !certificate.carries(record) {
            let (quorum, of) = (record.quorum(), record.voters.len());
            return Err(format!("its certificate has not the votes of {quorum} of the {of} voters of its epoch"));
        }
        if !certificate.is_genuine(scope, &Verified::default()) {
            return Err("a vote of its certificate is not signed by its voter".to_owned());
        }
        Ok(record)
    }
}
