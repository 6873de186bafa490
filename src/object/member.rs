//! One object as one gzip member (RFC 1952), the form in which objects are stored and travel.
//!
//! Header: `1f 8b 08 04`, time 0, XFL 0, OS 255, XLEN 45, one subfield `M` `o` of 41 bytes: kind (1), id (32),
//! plain length (u32), length of the whole member (u32), little-endian. Then deflate data, CRC-32, plain length.
//! Any other header is refused. `docs/format/pack.md` has the bytes.

use crate::base::id::ObjectId;
use crate::base::kind::Kind;
use crate::base::limit::{MAX_MEMBER, MAX_OBJECT};
use crate::base::planted::{self, Defect};
use crate::object::deflate::{crc32, deflate, inflate};
use crate::object::error::ObjectError;

/// Length of a member's header, in bytes.
pub const HEADER: usize = 10 + 2 + 4 + FIELD;
/// Length of a member's trailer, in bytes.
pub const TRAILER: usize = 8;
const FIELD: usize = 1 + 32 + 4 + 4;
const PREFIX: [u8; 16] = [0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255, (FIELD + 4) as u8, 0, b'M', b'o', FIELD as u8, 0];

/// What the header of a member says; not verified against its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// Which object.
    pub id: ObjectId,
    /// A hint for walkers.
    pub kind: Kind,
    /// Length of the plain content, in bytes.
    pub plain_len: u32,
    /// Length of the whole member, in bytes.
    pub member_len: u32,
}

impl Header {
    /// Reads the header at the start of `bytes`.
    ///
    /// # Errors
    /// Too few bytes, another header than the canonical one, or lengths outside the limits.
    pub fn parse(bytes: &[u8]) -> Result<Self, ObjectError> {
        let malformed = |why: &str| ObjectError::malformed("a pack member", why);
        let header = bytes.get(..HEADER).ok_or_else(|| malformed("shorter than its header"))?;
        let (prefix, field) = header.split_at(PREFIX.len());
        if prefix != PREFIX {
            return Err(malformed("not the canonical gzip header"));
        }
        let kind = Kind::from_number(field[0]).ok_or_else(|| malformed("unknown kind"))?;
        let mut id = [0; 32];
        id.copy_from_slice(&field[1..33]);
        let number = |at: usize| u32::from_le_bytes([field[at], field[at + 1], field[at + 2], field[at + 3]]);
        let (plain_len, member_len) = (number(33), number(37));
        if plain_len as usize > MAX_OBJECT {
            return Err(malformed("plain length over the limit"));
        }
        if (member_len as usize) <= HEADER + TRAILER || member_len as usize > MAX_MEMBER {
            return Err(malformed("member length outside the limits"));
        }
        Ok(Self { id: kind.id_from_bytes(id), kind, plain_len, member_len })
    }
}

/// One object as a whole gzip member. Its header is well-formed; its content is not verified until it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    header: Header,
    bytes: Vec<u8>,
}

impl Member {
    /// The member of the object `id` with content `plain`, deflated at `level`.
    ///
    /// # Panics
    /// `plain` is longer than an object may be: writers cut before.
    pub fn encode(kind: Kind, id: ObjectId, plain: &[u8], level: i32) -> Self {
        assert!(plain.len() <= MAX_OBJECT, "an object of {} bytes", plain.len());
        let mut bytes = Vec::with_capacity(HEADER + plain.len() / 4 + TRAILER);
        bytes.extend_from_slice(&PREFIX);
        bytes.push(kind as u8);
        bytes.extend_from_slice(id.as_bytes());
        bytes.extend_from_slice(&(plain.len() as u32).to_le_bytes());
        bytes.extend_from_slice(&[0; 4]);
        deflate(plain, level, &mut bytes);
        bytes.extend_from_slice(&crc32(plain).to_le_bytes());
        bytes.extend_from_slice(&(plain.len() as u32).to_le_bytes());
        let member_len = bytes.len() as u32;
        bytes[HEADER - 4..HEADER].copy_from_slice(&member_len.to_le_bytes());
        Self { header: Header { id, kind, plain_len: plain.len() as u32, member_len }, bytes }
    }

    /// Takes bytes that should be exactly one member.
    ///
    /// # Errors
    /// The header is not canonical or states another length.
    pub fn parse(bytes: Vec<u8>) -> Result<Self, ObjectError> {
        let header = Header::parse(&bytes)?;
        if header.member_len as usize != bytes.len() {
            return Err(ObjectError::malformed("a pack member", "its length is not what its header says"));
        }
        Ok(Self { header, bytes })
    }

    /// What the header says.
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// The bytes of the gzip member.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The same content with another hint of its kind: whoever stored it may have met it as something else.
    pub fn labelled(&self, kind: Kind) -> Self {
        let mut bytes = self.bytes.clone();
        bytes[PREFIX.len()] = kind as u8;
        let id = kind.id_from_bytes(*self.header.id.as_bytes());
        Self { header: Header { id, kind, ..self.header }, bytes }
    }

    /// The plain content into `plain` (replaced), verified to be that of `id` when read as `kind`.
    ///
    /// # Errors
    /// [`ObjectError::Damaged`] when the bytes do not inflate to content with that id.
    pub fn read(&self, kind: Kind, id: &ObjectId, plain: &mut Vec<u8>) -> Result<(), ObjectError> {
        read(&self.bytes, kind, id, plain)
            .then_some(())
            .ok_or_else(|| ObjectError::Damaged { id: *id, place: "as received".to_owned() })
    }
}

/// Where in `bytes` the first run of bytes lies with which a member could begin.
pub fn search(bytes: &[u8]) -> Option<usize> {
    bytes.windows(PREFIX.len()).position(|window| window == PREFIX)
}

/// Inflates the member in `bytes` into `plain` (replaced) and says whether that is the content of `id` read as `kind`.
pub fn read(bytes: &[u8], kind: Kind, id: &ObjectId, plain: &mut Vec<u8>) -> bool {
    let Ok(header) = Header::parse(bytes) else { return false };
    if header.member_len as usize != bytes.len() {
        return false;
    }
    plain.resize(header.plain_len as usize, 0);
    let (data, trailer) = bytes[HEADER..].split_at(bytes.len() - HEADER - TRAILER);
    if planted::is(Defect::UnverifiedRead) {
        return inflate(data, plain);
    }
    inflate(data, plain)
        && trailer[..4] == crc32(plain).to_le_bytes()
        && trailer[4..] == header.plain_len.to_le_bytes()
        && kind.id_of(plain) == *id
}
