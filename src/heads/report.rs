//! What a member says that it has for a register: the ground of a candidate. `docs/format/heads.md` has the bytes.

use crate::base::cbor::{CborError, Fields, Item};
use crate::base::domain::Domain;
use crate::base::id::Id;
use crate::base::key::{PublicKey, SecretKey};
use crate::base::verified::Verified;
use crate::heads::register::Register;
use crate::heads::value::Value;
use crate::heads::vote::{MAX_COUNT, key, optional_id, signature};

const VERSION: u64 = 1;

/// What a member wants a register to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Own {
    /// It has no opinion.
    Absent,
    /// This value.
    Is(Value),
}

/// A signed report of one member on one register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Who reports.
    pub member: PublicKey,
    /// On what.
    pub register: Register,
    /// Height of the newest decision that it knows; 0 for none.
    pub height: u64,
    /// What it has.
    pub own: Own,
    /// Whom it takes for the leader.
    pub leader: Option<PublicKey>,
    /// Root of its map of decisions.
    pub decided: Option<Id>,
    /// How often its repository had changed: of two reports of a member the one with the greater number is newer.
    pub number: u64,
    /// The signature.
    pub signature: [u8; 64],
}

impl Report {
    /// The canonical bytes that are signed.
    pub fn message(&self) -> Vec<u8> {
        let own = match &self.own {
            Own::Absent => vec![],
            Own::Is(value) => vec![value.item()],
        };
        Item::Array(vec![
            VERSION.into(),
            self.member.as_bytes()[..].into(),
            self.register.name().into(),
            self.height.into(),
            Item::Array(own),
            self.leader.as_ref().map_or(&[][..], |key| key.as_bytes()).into(),
            self.decided.as_ref().map_or(&[][..], |id| id.as_bytes()).into(),
            self.number.into(),
        ])
        .encode()
    }

    /// Signs the report in this scope.
    pub fn sign(mut self, scope: &Id, key: &SecretKey) -> Self {
        self.signature = key.sign(&Domain::Report.message(scope, &self.message()));
        self
    }

    /// Whether the member signed it in this scope.
    pub fn is_genuine(&self, scope: &Id, verified: &Verified) -> bool {
        verified.verify(&self.member, &Domain::Report.message(scope, &self.message()), &self.signature)
    }

    /// The bytes with the signature.
    pub fn encode(&self) -> Vec<u8> {
        Item::Array(vec![Item::Bytes(self.message()), self.signature[..].into()]).encode()
    }

    /// The report in these bytes. The signature is not verified.
    ///
    /// # Errors
    /// What [`Report::encode`] would not write.
    pub fn decode(bytes: &[u8]) -> Result<Self, CborError> {
        let mut outer = Fields::decode(bytes)?;
        let (message, signature) = (outer.bytes()?, signature(&mut outer)?);
        outer.end()?;
        let mut fields = Fields::decode(&message)?;
        if fields.uint()? != VERSION {
            return Err(CborError::Unexpected("report version 1"));
        }
        let (member, register, height) = (key(&mut fields)?, Register::take(&mut fields)?, fields.uint()?);
        let mut own = fields.array()?;
        let own = match own.remaining() {
            0 => Own::Absent,
            _ => {
                let value = Value::take(&mut own)?;
                own.end()?;
                Own::Is(value)
            }
        };
        let leader = match optional_id(&mut fields)? {
            None => None,
            Some(id) => Some(PublicKey::from_bytes(*id.as_bytes()).map_err(|_| CborError::Unexpected("a key"))?),
        };
        let (decided, number) = (optional_id(&mut fields)?, fields.uint()?);
        fields.end()?;
        if height > MAX_COUNT {
            return Err(CborError::Unexpected("a height"));
        }
        Ok(Self { member, register, height, own, leader, decided, number, signature })
    }
}
