//! Where an object lies: the row that an index has for it. `docs/format/index.md` has the bytes.

use crate::base::id::{Id, ObjectId};
use crate::base::kind::Kind;
use crate::base::limit::{MAX_MEMBER, MAX_OBJECT};
use crate::object::member::{HEADER, Header, TRAILER};

/// Length of a row in an index, in bytes.
pub const ROW: usize = 53;

/// A pack as an index names it: rows refer to it by its number in the index's table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PackEntry {
    /// BLAKE3 of the file.
    pub name: Id,
    /// Length of the file in bytes.
    pub len: u64,
}

/// One row of an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The bytes of the object's id.
    pub id: [u8; 32],
    /// A hint for walkers.
    pub kind: Kind,
    /// Number of the pack in the table of the same index.
    pub pack: u32,
    /// Where the member starts in the pack.
    pub offset: u64,
    /// Length of the member in bytes.
    pub stored: u32,
    /// Length of the plain content in bytes.
    pub plain: u32,
}

/// A row with the name of its pack: valid outside of its index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The object, named as its kind is named.
    pub id: ObjectId,
    /// A hint for walkers.
    pub kind: Kind,
    /// BLAKE3 of the pack's file.
    pub pack: Id,
    /// Where the member starts in the pack.
    pub offset: u64,
    /// Length of the member in bytes.
    pub stored: u32,
    /// Length of the plain content in bytes.
    pub plain: u32,
}

impl Row {
    /// The row of a member at `offset` of the pack with the number `pack`.
    pub fn of(header: &Header, pack: u32, offset: u64) -> Self {
        let id = *header.id.as_bytes();
        Self { id, kind: header.kind, pack, offset, stored: header.member_len, plain: header.plain_len }
    }

    /// Appends the bytes of the row.
    pub fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.id);
        out.push(self.kind as u8);
        out.extend_from_slice(&self.pack.to_le_bytes());
        out.extend_from_slice(&self.offset.to_le_bytes());
        out.extend_from_slice(&self.stored.to_le_bytes());
        out.extend_from_slice(&self.plain.to_le_bytes());
    }

    /// The row in these bytes, if it is possible at all beside this table of packs.
    pub fn decode(bytes: &[u8; ROW], packs: &[PackEntry]) -> Option<Self> {
        let u32_at = |at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
        let row = Self {
            id: *bytes.first_chunk()?,
            kind: Kind::from_number(bytes[32])?,
            pack: u32_at(33),
            offset: u64::from(u32_at(37)) | u64::from(u32_at(41)) << 32,
            stored: u32_at(45),
            plain: u32_at(49),
        };
        let end = row.offset.checked_add(u64::from(row.stored))?;
        let possible = end <= packs.get(row.pack as usize)?.len
            && (HEADER + TRAILER + 1..=MAX_MEMBER).contains(&(row.stored as usize))
            && row.plain as usize <= MAX_OBJECT;
        possible.then_some(row)
    }

    /// The row with the name of its pack, which is `pack`.
    pub fn place(&self, pack: Id) -> Place {
        let id = self.kind.id_from_bytes(self.id);
        Place { id, kind: self.kind, pack, offset: self.offset, stored: self.stored, plain: self.plain }
    }
}
