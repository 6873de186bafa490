//! What a peer says of itself, signed: who it is, of which community, and roots by which others see at once whether it
//! has anything that they have not. `docs/format/wire.md` has the bytes.

use crate::base::cbor::{CborError, Fields, Item};
use crate::base::domain::Domain;
use crate::base::id::{GitId, Id};
use crate::base::key::{PublicKey, SecretKey};
use crate::base::limit::{MAX_ADDRESS, MAX_ADDRESSES, MAX_NAME};
use crate::base::time::Timestamp;

const VERSION: u64 = 1;
/// Most lost heads that a card names.
pub const MAX_LOST: usize = 64;
/// Longest name of one: a key, a head and a height.
const MAX_LOST_NAME: usize = MAX_NAME + 96;

/// A peer's card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// The community.
    pub community: Id,
    /// The peer's key.
    pub member: PublicKey,
    /// When it was written, in whole seconds.
    pub time: Timestamp,
    /// Program and version, for people.
    pub program: String,
    /// The head that a clone begins with; empty where there is none.
    pub head: String,
    /// Where the peer can be reached, as far as it knows.
    pub addresses: Vec<String>,
    /// Root of its map of heads: equal heads have equal roots.
    pub heads: Option<Id>,
    /// Root of its tapestry: equal strands have equal roots.
    pub tapestry: Option<Id>,
    /// Root of its map of decisions: equal decisions have equal roots.
    pub decided: Option<Id>,
    /// The number of its newest record of voters.
    pub epoch: u64,
    /// Root of its map of what is open; none where everything that it knows of is decided.
    pub open: Option<Id>,
    /// Its commits for which others were decided: member, head and height, and the commit; not all where they are many.
    pub lost: Vec<(String, GitId)>,
}

impl Card {
    /// The card with its signature.
    pub fn sign(&self, key: &SecretKey) -> Vec<u8> {
        let bytes = self.encode();
        let signature = key.sign(&Domain::Card.message(&self.community, &bytes));
        Item::Array(vec![Item::Bytes(bytes), signature[..].into()]).encode()
    }

    /// The card in these bytes, its signature verified.
    ///
    /// # Errors
    /// It is malformed, or not signed by the key that it names.
    pub fn open(signed: &[u8]) -> Result<Self, CborError> {
        let mut fields = Fields::decode(signed)?;
        let (bytes, signature) = (fields.bytes()?, fields.bytes()?);
        fields.end()?;
        let signature = signature.try_into().map_err(|_| CborError::Unexpected("a signature of 64 bytes"))?;
        let card = Self::decode(&bytes)?;
        if card.member.verify(&Domain::Card.message(&card.community, &bytes), &signature) {
            Ok(card)
        } else {
            Err(CborError::Unexpected("the signature of the key that the card names"))
        }
    }

    fn encode(&self) -> Vec<u8> {
        let root = |root: &Option<Id>| root.as_ref().map_or(&[][..], |id| id.as_bytes()).into();
        Item::Array(vec![
            VERSION.into(),
            self.community.into(),
            self.member.as_bytes()[..].into(),
            Item::int(self.time.seconds),
            self.program.as_str().into(),
            self.head.as_str().into(),
            Item::Array(self.addresses.iter().map(|address| address.as_str().into()).collect()),
            root(&self.heads),
            root(&self.tapestry),
            root(&self.decided),
            self.epoch.into(),
            root(&self.open),
            Item::Array(
                self.lost.iter().map(|(name, id)| Item::Array(vec![name.as_str().into(), (*id).into()])).collect(),
            ),
        ])
        .encode()
    }

    fn decode(bytes: &[u8]) -> Result<Self, CborError> {
        let mut fields = Fields::decode(bytes)?;
        if fields.uint()? != VERSION {
            return Err(CborError::Unexpected("card version 1"));
        }
        let card = Self {
            community: fields.id()?,
            member: PublicKey::from_bytes(fields.bytes32()?).map_err(|_| CborError::Unexpected("a key"))?,
            time: Timestamp::from_seconds(fields.int()?),
            program: line(fields.text()?, MAX_NAME)?,
            head: line(fields.text()?, MAX_NAME)?,
            addresses: addresses(fields.array()?)?,
            heads: root(&fields.bytes()?)?,
            tapestry: root(&fields.bytes()?)?,
            decided: root(&fields.bytes()?)?,
            epoch: fields.uint()?,
            open: root(&fields.bytes()?)?,
            lost: lost(fields.array()?)?,
        };
        fields.end()?;
        Ok(card)
    }
}

fn line(text: String, most: usize) -> Result<String, CborError> {
    let fits = text.len() <= most && !text.contains(char::is_control);
    if fits { Ok(text) } else { Err(CborError::Unexpected("one shorter line")) }
}

fn addresses(mut fields: Fields) -> Result<Vec<String>, CborError> {
    if fields.remaining() > MAX_ADDRESSES {
        return Err(CborError::Unexpected("fewer addresses"));
    }
    (0..fields.remaining()).map(|_| line(fields.text()?, MAX_ADDRESS)).collect()
}

fn lost(mut fields: Fields) -> Result<Vec<(String, GitId)>, CborError> {
    let count = fields.remaining();
    if count > MAX_LOST {
        return Err(CborError::Unexpected("fewer lost heads"));
    }
    let row = |_| {
        let mut row = fields.array()?;
        let taken = (line(row.text()?, MAX_LOST_NAME)?, GitId::from_bytes(row.bytes32()?));
        row.end()?;
        Ok(taken)
    };
    (0..count).map(row).collect()
}

fn root(bytes: &[u8]) -> Result<Option<Id>, CborError> {
    match bytes {
        [] => Ok(None),
        bytes => match bytes.try_into() {
            Ok(bytes) => Ok(Some(Id::from_bytes(bytes))),
            Err(_) => Err(CborError::Unexpected("a root of 32 bytes")),
        },
    }
}
