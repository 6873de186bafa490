//! Invites: what an issuer signs, the text that it hands to somebody, and how that one proves to have it. The one-time key
//! never travels to others. Judges nothing that needs a log: that is `repo/invite.rs`.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::base::cbor::{CborError, Fields, Item};
use crate::base::domain::Domain;
use crate::base::id::Id;
use crate::base::key::{PublicKey, SecretKey};
use crate::base::limit::{MAX_ADDRESS, MAX_ADDRESSES, MAX_CLOCK, MAX_USES};
use crate::strand::error::StrandError;
use crate::strand::kinds::online::addresses;

const VERSION: u64 = 1;
const PREFIX: &str = "mosaic1-";
/// Longest text of a token.
const MAX_TOKEN: usize = PREFIX.len() + (MAX_ADDRESSES * (MAX_ADDRESS + 3) + 512) * 4 / 3;

/// What an issuer offers, to whoever has the one-time key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invite {
    /// The community.
    pub community: Id,
    /// The member who offers it.
    pub issuer: PublicKey,
    /// Where the issuer can be reached, the best first.
    pub addresses: Vec<String>,
    /// The public half of the one-time key.
    pub key: PublicKey,
    /// How many may come with it.
    pub uses: u64,
    /// Until when: milliseconds since 1970.
    pub expires: u64,
    /// Whether a place among the voters is asked for who comes with it.
    pub voter: bool,
    /// The issuer's signature.
    pub signature: [u8; 64],
}

/// An invite with the secret that makes it usable.
pub struct Token {
    /// What is offered.
    pub invite: Invite,
    seed: [u8; 32],
}

impl Invite {
    fn fields(&self) -> Item {
        Item::Array(vec![
            VERSION.into(),
            self.community.into(),
            self.issuer.as_bytes()[..].into(),
            Item::Array(self.addresses.iter().map(|address| address.as_str().into()).collect()),
            self.key.as_bytes()[..].into(),
            self.uses.into(),
            self.expires.into(),
            u64::from(self.voter).into(),
        ])
    }

    /// The canonical bytes, signature included.
    pub fn encode(&self) -> Vec<u8> {
        Item::Array(vec![self.fields(), self.signature[..].into()]).encode()
    }

    /// The invite in these bytes. The signature is not verified.
    ///
    /// # Errors
    /// What [`Invite::encode`] would not write, or over a limit.
    pub fn decode(bytes: &[u8]) -> Result<Self, CborError> {
        let mut outer = Fields::decode(bytes)?;
        let mut fields = outer.array()?;
        let signature = outer.bytes()?.try_into().map_err(|_| CborError::Unexpected("a signature"))?;
        outer.end()?;
        let key = |bytes| PublicKey::from_bytes(bytes).map_err(|_| CborError::Unexpected("a key"));
        if fields.uint()? != VERSION {
            return Err(CborError::Unexpected("an invite of version 1"));
        }
        let (community, issuer) = (fields.id()?, key(fields.bytes32()?)?);
        let addresses = addresses(fields.array()?)?;
        let key = key(fields.bytes32()?)?;
        let (uses, expires, voter) = (fields.uint()?, fields.uint()?, fields.uint()?);
        fields.end()?;
        if !(1..=MAX_USES).contains(&uses) || expires > MAX_CLOCK || voter > 1 {
            return Err(CborError::Unexpected("1 to 1,048,576 uses, a time below 2^63, and 0 or 1"));
        }
        Ok(Self { community, issuer, addresses, key, uses, expires, voter: voter == 1, signature })
    }

    /// Whether its issuer signed it.
    pub fn is_genuine(&self) -> bool {
        self.issuer.verify(&self.message(), &self.signature)
    }

    fn message(&self) -> Vec<u8> {
        Domain::Invite.message(&self.community, &self.fields().encode())
    }

    /// Whether `proof` shows that `joiner` has the one-time key.
    pub fn is_proven(&self, joiner: &PublicKey, proof: &[u8; 64]) -> bool {
        self.key.verify(&Domain::Join.message(&self.community, joiner.as_bytes()), proof)
    }
}

/// What is offered: all of an invite that its issuer chooses.
#[derive(Clone, Debug)]
pub struct Offer {
    /// Where the issuer can be reached, the best first.
    pub addresses: Vec<String>,
    /// How many may come with it.
    pub uses: u64,
    /// Until when: milliseconds since 1970.
    pub expires: u64,
    /// Whether a place among the voters is asked for who comes with it.
    pub voter: bool,
}

impl Token {
    /// An invite to this community, signed by `issuer`; the one-time key grows from `seed`, 32 random bytes.
    ///
    /// # Errors
    /// Something of the offer is over its limit.
    pub fn new(community: Id, issuer: &SecretKey, seed: [u8; 32], offer: Offer) -> Result<Self, StrandError> {
        let key = SecretKey::from_seed(seed).public();
        let Offer { addresses, uses, expires, voter } = offer;
        let signature = [0; 64];
        let mut invite = Invite { community, issuer: issuer.public(), addresses, key, uses, expires, voter, signature };
        invite.signature = issuer.sign(&invite.message());
        let invite = Invite::decode(&invite.encode()).map_err(|why| StrandError::malformed("invite", why))?;
        Ok(Self { invite, seed })
    }

    /// The text to hand over: one line.
    pub fn to_text(&self) -> String {
        let bytes = [&self.seed[..], &self.invite.encode()].concat();
        format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes))
    }

    /// The token in this text, its signature verified.
    ///
    /// # Errors
    /// It is no token, was changed, or its parts do not belong together.
    pub fn from_text(text: &str) -> Result<Self, StrandError> {
        let malformed = |why: &str| StrandError::malformed("the token", why);
        let text = text.trim();
        let digits = text.strip_prefix(PREFIX).filter(|_| text.len() <= MAX_TOKEN);
        let digits = digits.ok_or_else(|| malformed("it does not begin with mosaic1-"))?;
        let bytes = URL_SAFE_NO_PAD.decode(digits).map_err(|_| malformed("it was cut or changed"))?;
        let (seed, rest) = bytes.split_first_chunk::<32>().ok_or_else(|| malformed("it was cut"))?;
        let invite = Invite::decode(rest).map_err(|why| StrandError::malformed("the token", why))?;
        if SecretKey::from_seed(*seed).public() != invite.key {
            return Err(malformed("its key is not that of the invite"));
        }
        if !invite.is_genuine() {
            return Err(malformed("its issuer did not sign it"));
        }
        Ok(Self { invite, seed: *seed })
    }

    /// Shows that `joiner` has this token, without giving it away.
    pub fn prove(&self, joiner: &PublicKey) -> [u8; 64] {
        SecretKey::from_seed(self.seed).sign(&Domain::Join.message(&self.invite.community, joiner.as_bytes()))
    }
}
