//! What a member stands on when it votes: its decisions, its ballots, its commits, its strands. The seam between the rules
//! and a repository, or a simulated member. Everything here only reads.

use crate::base::id::{GitId, Id};
use crate::base::key::PublicKey;
use crate::heads::ballot::Ballot;
use crate::heads::quorum::Quorum;
use crate::heads::record::Record;
use crate::heads::register::Register;
use crate::heads::report::{Own, Report};
use crate::heads::value::Value;
use crate::heads::vote::Motion;

/// The newest decision of a register.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Decided {
    /// Its number; 0 where there is none.
    pub height: u64,
    /// What was decided.
    pub value: Value,
}

/// One thing that a voter swore to have when it accepted a record of voters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Oath {
    /// A decision.
    Decided(Register, Decided),
    /// A lock.
    Lock(Box<Quorum>),
}

/// What there is of an oath.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Oaths {
    /// Everything in which it differs from the own decisions.
    Known(Vec<Oath>),
    /// These objects, at least, are needed to read it.
    Missing(Vec<[u8; 32]>),
}

/// What a member has.
pub trait Ground {
    /// Why it cannot be read.
    type Error;

    /// The newest decision that it knows.
    ///
    /// # Errors
    /// It cannot be read.
    fn decided(&self, register: &Register) -> Result<Decided, Self::Error>;

    /// The certificate of the newest decision.
    ///
    /// # Errors
    /// It cannot be read.
    fn certificate(&self, register: &Register) -> Result<Option<Quorum>, Self::Error>;

    /// The certificate of the record of this epoch; none for record 0.
    ///
    /// # Errors
    /// It cannot be read.
    fn passage(&self, epoch: u64) -> Result<Option<Quorum>, Self::Error>;

    /// The value before the newest decision, as its certificate says.
    ///
    /// # Errors
    /// It cannot be read.
    fn before(&self, register: &Register) -> Result<Value, Self::Error> {
        Ok(self.certificate(register)?.map_or(Value::NOTHING, |certificate| certificate.motion.previous))
    }

    /// The record of an epoch, as far as it is decided.
    ///
    /// # Errors
    /// It cannot be read.
    fn record(&self, epoch: u64) -> Result<Option<Record>, Self::Error>;

    /// The number of the newest record.
    ///
    /// # Errors
    /// It cannot be read.
    fn epoch(&self) -> Result<u64, Self::Error>;

    /// The certificate of the newest record, while this member has not taken over what was sworn with it.
    ///
    /// # Errors
    /// It cannot be read.
    fn entering(&self) -> Result<Option<Quorum>, Self::Error>;

    /// What a voter swore with this root, as far as it is not in the own decisions.
    ///
    /// # Errors
    /// It cannot be read.
    fn oaths(&self, root: &Id) -> Result<Oaths, Self::Error>;

    /// The root of the map of all decisions, `decided` included, and all locks.
    ///
    /// # Errors
    /// It cannot be written.
    fn swear(&self, decided: &[(Register, Decided)], locks: &[Quorum]) -> Result<Id, Self::Error>;

    /// The root of the map of all decisions.
    ///
    /// # Errors
    /// It cannot be read.
    fn root(&self) -> Result<Option<Id>, Self::Error>;

    /// What is known of the open height.
    ///
    /// # Errors
    /// It cannot be read.
    fn ballot(&self, register: &Register) -> Result<Option<Ballot>, Self::Error>;

    /// All registers with ballots.
    ///
    /// # Errors
    /// They cannot be read.
    fn open(&self) -> Result<Vec<Register>, Self::Error>;

    /// Up to this height a voter from a restored backup does not vote; 0 where it may.
    ///
    /// # Errors
    /// It cannot be read.
    fn silent(&self, register: &Register) -> Result<u64, Self::Error>;

    /// What this member reports.
    ///
    /// # Errors
    /// It cannot be read.
    fn own(&self, register: &Register) -> Result<Own, Self::Error>;

    /// Whether the key is that of a member now.
    ///
    /// # Errors
    /// It cannot be read.
    fn is_member(&self, key: &PublicKey) -> Result<bool, Self::Error>;

    /// The parents of a commit; `None` where it is not here.
    ///
    /// # Errors
    /// It cannot be read.
    fn parents(&self, commit: &GitId) -> Result<Option<Vec<GitId>>, Self::Error>;

    /// What is missing of what the motion's value names, so that it is held whole; nothing where it is. `attached` are
    /// bytes that came with it.
    ///
    /// # Errors
    /// It cannot be read, or is unsound.
    fn missing(&self, motion: &Motion, attached: &[Vec<u8>]) -> Result<Vec<[u8; 32]>, Self::Error>;

    /// The bytes of the record or knot that the value names.
    ///
    /// # Errors
    /// They cannot be read.
    fn attachment(&self, value: &Value) -> Result<Option<Vec<u8>>, Self::Error>;

    /// Records that requests of members make of this one, the first in the order of the tapestry first, each with the key
    /// that it adds.
    ///
    /// # Errors
    /// They cannot be read.
    fn requests(&self, record: &Record) -> Result<Vec<(Record, Option<PublicKey>)>, Self::Error>;

    /// The cut through the tapestry on which these reports agree; `None` where none is due.
    ///
    /// # Errors
    /// It cannot be read.
    fn cut(&self, reports: &[&Report], attached: &[Vec<u8>]) -> Result<Option<Value>, Self::Error>;
}
