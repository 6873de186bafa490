//! `user-online`: a member serves, and says where.

use crate::base::cbor::{CborError, Fields, Item};
use crate::base::limit::{MAX_ADDRESS, MAX_ADDRESSES};
use crate::strand::view::{Body, Rule, Setting};

/// The name of the kind.
pub const KIND: &str = "user-online";
/// The view: nothing → what the member said of itself, or nothing once it is offline.
pub const VIEW: &str = "presence";
/// Longest name of a version, in bytes.
pub const MAX_VERSION: usize = 64;

/// The kind.
pub const RULE: Rule = Rule {
    kind: KIND,
    settings: |signed, _| {
        Online::decode(&signed.strand.body)?;
        Ok(vec![Setting { view: VIEW, key: Vec::new(), value: signed.strand.body.clone() }])
    },
};

/// What a member that serves says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Online {
    /// Where it can be reached, the best first; at most [`MAX_ADDRESSES`].
    pub addresses: Vec<String>,
    /// Bytes that it keeps for others.
    pub capacity: u64,
    /// The version of its program.
    pub version: String,
}

impl Online {
    /// The strand that says so.
    pub fn body(&self) -> Body {
        let addresses = self.addresses.iter().map(|address| address.as_str().into()).collect();
        let fields = vec![Item::Array(addresses), self.capacity.into(), self.version.as_str().into()];
        Body { kind: KIND, bytes: Item::Array(fields).encode(), names: None }
    }

    /// What the body says.
    ///
    /// # Errors
    /// What is no such body, or over a limit.
    pub fn decode(bytes: &[u8]) -> Result<Self, CborError> {
        let mut fields = Fields::decode(bytes)?;
        let addresses = addresses(fields.array()?)?;
        let (capacity, version) = (fields.uint()?, fields.text()?);
        fields.end()?;
        if capacity > i64::MAX as u64 {
            return Err(CborError::Unexpected("a capacity below 2^63"));
        }
        if version.len() > MAX_VERSION {
            return Err(CborError::Unexpected("a version of at most 64 bytes"));
        }
        Ok(Self { addresses, capacity, version })
    }
}

/// The addresses in these fields.
///
/// # Errors
/// Too many, or one that is empty, too long or of other characters than visible ASCII.
pub fn addresses(mut fields: Fields) -> Result<Vec<String>, CborError> {
    if fields.remaining() > MAX_ADDRESSES {
        return Err(CborError::Unexpected("at most 16 addresses"));
    }
    let mut addresses = Vec::with_capacity(fields.remaining());
    while fields.remaining() > 0 {
        let address = fields.text()?;
        if !is_address(&address) {
            return Err(CborError::Unexpected("an address of 1 to 255 visible characters"));
        }
        addresses.push(address);
    }
    Ok(addresses)
}

/// Whether this text can be an address: whether anybody answers there is another matter.
pub fn is_address(text: &str) -> bool {
    (1..=MAX_ADDRESS).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}
