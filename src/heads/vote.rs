//! A vote: one of two signed steps of a voter in a round. `docs/format/heads.md` has the bytes.

use crate::base::cbor::{CborError, Fields, Item};
use crate::base::domain::Domain;
use crate::base::id::Id;
use crate::base::key::{PublicKey, SecretKey};
use crate::base::verified::Verified;
use crate::heads::register::Register;
use crate::heads::value::Value;

const VERSION: u64 = 1;
/// Greatest height and round: there is always a next one.
pub const MAX_COUNT: u64 = 1 << 62;

/// What is voted on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Motion {
    /// The register.
    pub register: Register,
    /// The number of the decision, from 1.
    pub height: u64,
    /// The attempt at it, from 1.
    pub round: u64,
    /// The number of the record of voters.
    pub epoch: u64,
    /// What was decided at the height before.
    pub previous: Value,
    /// What is to be decided.
    pub value: Value,
}

/// What a voter does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Step {
    /// It is for the motion, and for no other one of this round.
    Support = 1,
    /// It has seen that a quorum supports the motion, and is locked on it.
    Accept = 2,
}

/// One vote with its signature, which may not have been verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vote {
    /// Who votes.
    pub voter: PublicKey,
    /// What on.
    pub motion: Motion,
    /// Which step.
    pub step: Step,
    /// The round of the lock that the voter had when it supported; 0 for none, and in accepts.
    pub lock: u64,
    /// In an accept of a record of voters: root of the map of all that is decided and locked at this voter.
    pub sworn: Option<Id>,
    /// The signature.
    pub signature: [u8; 64],
}

/// Of such votes a voter gives one, ever.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity {
    /// Who.
    pub voter: PublicKey,
    /// Register.
    pub register: Register,
    /// Height.
    pub height: u64,
    /// Round.
    pub round: u64,
    /// Step.
    pub step: Step,
}

impl Motion {
    /// What lock proofs are compared by. Rounds count on from epoch to epoch for each voter, but a quorum of new voters may
    /// be in lower ones: what they prove is newer all the same.
    pub const fn rank(&self) -> (u64, u64) {
        (self.epoch, self.round)
    }

    /// The fields for canonical encoding.
    pub fn items(&self) -> Vec<Item> {
        vec![
            self.register.name().into(),
            self.height.into(),
            self.round.into(),
            self.epoch.into(),
            self.previous.item(),
            self.value.item(),
        ]
    }

    /// Takes the next six fields.
    ///
    /// # Errors
    /// They are no motion.
    pub fn take(fields: &mut Fields) -> Result<Self, CborError> {
        let motion = Self {
            register: Register::take(fields)?,
            height: fields.uint()?,
            round: fields.uint()?,
            epoch: fields.uint()?,
            previous: Value::take(fields)?,
            value: Value::take(fields)?,
        };
        let counts = [motion.height, motion.round];
        if counts.iter().any(|count| !(1..=MAX_COUNT).contains(count)) || motion.epoch > MAX_COUNT {
            return Err(CborError::Unexpected("a height, a round and an epoch"));
        }
        Ok(motion)
    }
}

impl Step {
    fn take(fields: &mut Fields) -> Result<Self, CborError> {
        match fields.uint()? {
            1 => Ok(Self::Support),
            2 => Ok(Self::Accept),
            _ => Err(CborError::Unexpected("a known step")),
        }
    }

    /// As [`Step`] from its number.
    ///
    /// # Errors
    /// There is none.
    pub fn decode(fields: &mut Fields) -> Result<Self, CborError> {
        Self::take(fields)
    }
}

impl Vote {
    /// The canonical bytes that are signed.
    pub fn message(&self) -> Vec<u8> {
        let mut items = vec![VERSION.into(), self.voter.as_bytes()[..].into()];
        items.extend(self.motion.items());
        items.push((self.step as u64).into());
        items.push(self.lock.into());
        items.push(self.sworn.as_ref().map_or(&[][..], |id| id.as_bytes()).into());
        Item::Array(items).encode()
    }

    /// Signs the vote in this scope: the id of the community, or of the recovery that took its place.
    pub fn sign(mut self, scope: &Id, key: &SecretKey) -> Self {
        self.signature = key.sign(&Domain::Vote.message(scope, &self.message()));
        self
    }

    /// Whether the voter signed it in this scope.
    pub fn is_genuine(&self, scope: &Id, verified: &Verified) -> bool {
        verified.verify(&self.voter, &Domain::Vote.message(scope, &self.message()), &self.signature)
    }

    /// The bytes with the signature.
    pub fn encode(&self) -> Vec<u8> {
        Item::Array(vec![Item::Bytes(self.message()), self.signature[..].into()]).encode()
    }

    /// The vote in these bytes. The signature is not verified.
    ///
    /// # Errors
    /// What [`Vote::encode`] would not write.
    pub fn decode(bytes: &[u8]) -> Result<Self, CborError> {
        let mut outer = Fields::decode(bytes)?;
        let (message, signature) = (outer.bytes()?, signature(&mut outer)?);
        outer.end()?;
        let mut fields = Fields::decode(&message)?;
        if fields.uint()? != VERSION {
            return Err(CborError::Unexpected("vote version 1"));
        }
        let voter = key(&mut fields)?;
        let motion = Motion::take(&mut fields)?;
        let (step, lock, sworn) = (Step::take(&mut fields)?, fields.uint()?, optional_id(&mut fields)?);
        fields.end()?;
        Self { voter, motion, step, lock, sworn, signature }.sound()
    }

    /// The vote, where its fields fit each other.
    ///
    /// # Errors
    /// They do not.
    pub fn sound(self) -> Result<Self, CborError> {
        let swears = self.step == Step::Accept && self.motion.register.is_voters();
        let lock = match self.step {
            Step::Support => self.lock < self.motion.round,
            Step::Accept => self.lock == 0,
        };
        if lock && swears == self.sworn.is_some() {
            Ok(self)
        } else {
            Err(CborError::Unexpected("a lock below the round, and an oath where a record is accepted"))
        }
    }

    /// Of such votes there is one.
    pub fn identity(&self) -> Identity {
        let Motion { register, height, round, .. } = &self.motion;
        Identity { voter: self.voter, register: register.clone(), height: *height, round: *round, step: self.step }
    }
}

/// Takes a key.
///
/// # Errors
/// The next field is none.
pub fn key(fields: &mut Fields) -> Result<PublicKey, CborError> {
    PublicKey::from_bytes(fields.bytes32()?).map_err(|_| CborError::Unexpected("a key"))
}

/// Takes a signature.
///
/// # Errors
/// The next field is none.
pub fn signature(fields: &mut Fields) -> Result<[u8; 64], CborError> {
    fields.bytes()?.try_into().map_err(|_| CborError::Unexpected("a signature of 64 bytes"))
}

/// Takes an id, or none.
///
/// # Errors
/// The next field is neither.
pub fn optional_id(fields: &mut Fields) -> Result<Option<Id>, CborError> {
    match fields.bytes()?.as_slice() {
        [] => Ok(None),
        bytes => match bytes.try_into() {
            Ok(bytes) => Ok(Some(Id::from_bytes(bytes))),
            Err(_) => Err(CborError::Unexpected("an id of 32 bytes")),
        },
    }
}
