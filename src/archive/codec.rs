//! Reading and writing rows of fixed binary layout: little-endian numbers, 32-byte ids, byte strings behind a u16 length.
//! Total: what does not fit gives `None`, never a panic.

use crate::base::id::Id;

/// Takes fields from the front of bytes.
pub struct Taker<'a>(&'a [u8]);

impl<'a> Taker<'a> {
    /// Takes from these bytes.
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// Whether nothing is left.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The next `len` bytes.
    pub fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (head, tail) = self.0.split_at_checked(len)?;
        self.0 = tail;
        Some(head)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, tail) = self.0.split_first_chunk()?;
        self.0 = tail;
        Some(*head)
    }

    /// The next byte.
    pub fn u8(&mut self) -> Option<u8> {
        self.array::<1>().map(|[byte]| byte)
    }

    /// The next 2 bytes as a number.
    pub fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_le_bytes)
    }

    /// The next 4 bytes as a number.
    pub fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    /// The next 8 bytes as a number.
    pub fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }

    /// The next 8 bytes as a signed number.
    pub fn i64(&mut self) -> Option<i64> {
        self.array().map(i64::from_le_bytes)
    }

    /// The next bytes as a number in LEB128: seven bits a byte, the lowest first, the top bit set on all but the last.
    pub fn varint(&mut self) -> Option<u128> {
        let mut value = 0;
        for shift in (0..128).step_by(7) {
            let byte = self.u8()?;
            let bits = u128::from(byte & 0x7f);
            value |= bits.checked_shl(shift).filter(|shifted| shifted >> shift == bits)?;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    /// The next bytes as a signed number in LEB128, its sign in the lowest bit.
    pub fn signed_varint(&mut self) -> Option<i128> {
        let value = self.varint()?;
        Some((value >> 1) as i128 ^ -((value & 1) as i128))
    }

    /// The next 32 bytes as an id.
    pub fn id(&mut self) -> Option<Id> {
        self.array().map(Id::from_bytes)
    }

    /// A byte string behind its u16 length.
    pub fn bytes(&mut self) -> Option<&'a [u8]> {
        let len = self.u16()?;
        self.take(usize::from(len))
    }
}

/// Appends a byte string behind its u16 length. Paths and link targets are at most 4,096 bytes.
pub fn put_bytes(bytes: &[u8], out: &mut Vec<u8>) {
    let len = u16::try_from(bytes.len()).expect("names are bounded by the limits");
    out.extend_from_slice(&len.to_le_bytes());
    out.extend_from_slice(bytes);
}

/// Appends a number in LEB128.
pub fn put_varint(mut value: u128, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Appends a signed number in LEB128, its sign in the lowest bit.
pub fn put_signed_varint(value: i128, out: &mut Vec<u8>) {
    put_varint((value << 1 ^ value >> 127) as u128, out);
}
