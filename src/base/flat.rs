//! Canonical CBOR written and read in place, without an item for each field: for records of which there are very many.
//! Same bytes as `base/cbor.rs`, and as strict: a head that could be shorter is refused. Must not know any record.

/// Why the next field was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FlatError {
    /// The bytes end within the field.
    #[error("cut short")]
    Short,
    /// The bytes are not the canonical form of what was expected.
    #[error("unexpected CBOR: wanted {0}")]
    Unexpected(&'static str),
}

const UINT: u8 = 0;
const BYTES: u8 = 2;
const TEXT: u8 = 3;
const ARRAY: u8 = 4;

/// Takes fields from the front of bytes.
#[derive(Clone, Copy, Debug)]
pub struct Flat<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Flat<'a> {
    /// Reads from the first of these bytes on.
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Bytes taken so far.
    pub const fn position(&self) -> usize {
        self.at
    }

    /// The next `count` bytes as they are.
    ///
    /// # Errors
    /// There are fewer.
    pub fn raw(&mut self, count: usize) -> Result<&'a [u8], FlatError> {
        let end = self.at.checked_add(count).ok_or(FlatError::Short)?;
        let taken = self.bytes.get(self.at..end).ok_or(FlatError::Short)?;
        self.at = end;
        Ok(taken)
    }

    fn head(&mut self, major: u8, wanted: &'static str) -> Result<u64, FlatError> {
        let unexpected = FlatError::Unexpected(wanted);
        let first = self.raw(1)?[0];
        if first >> 5 != major {
            return Err(unexpected);
        }
        let (value, least) = match first & 31 {
            small @ 0..24 => return Ok(u64::from(small)),
            24 => (u64::from(self.raw(1)?[0]), 24),
            25 => (self.big(2)?, 1 << 8),
            26 => (self.big(4)?, 1 << 16),
            27 => (self.big(8)?, 1 << 32),
            _ => return Err(unexpected),
        };
        if value >= least { Ok(value) } else { Err(unexpected) }
    }

    fn big(&mut self, count: usize) -> Result<u64, FlatError> {
        Ok(self.raw(count)?.iter().fold(0, |value, byte| value << 8 | u64::from(*byte)))
    }

    /// An unsigned integer, at most `most`.
    ///
    /// # Errors
    /// Another item, or a greater one.
    pub fn uint(&mut self, most: u64, wanted: &'static str) -> Result<u64, FlatError> {
        let value = self.head(UINT, wanted)?;
        if value <= most { Ok(value) } else { Err(FlatError::Unexpected(wanted)) }
    }

    /// A byte string of at most `most` bytes.
    ///
    /// # Errors
    /// Another item, or a longer one.
    pub fn bytes(&mut self, most: usize, wanted: &'static str) -> Result<&'a [u8], FlatError> {
        self.string(BYTES, most, wanted)
    }

    /// A text string of at most `most` bytes.
    ///
    /// # Errors
    /// Another item, or a longer one.
    pub fn text(&mut self, most: usize, wanted: &'static str) -> Result<&'a str, FlatError> {
        std::str::from_utf8(self.string(TEXT, most, wanted)?).map_err(|_| FlatError::Unexpected(wanted))
    }

    fn string(&mut self, major: u8, most: usize, wanted: &'static str) -> Result<&'a [u8], FlatError> {
        let len = usize::try_from(self.head(major, wanted)?).unwrap_or(usize::MAX);
        // The limit first: what is too long is not waited for.
        if len <= most { self.raw(len) } else { Err(FlatError::Unexpected(wanted)) }
    }

    /// A byte string of 32 bytes.
    ///
    /// # Errors
    /// Another item, or another length.
    pub fn bytes32(&mut self, wanted: &'static str) -> Result<[u8; 32], FlatError> {
        self.bytes(32, wanted)?.try_into().map_err(|_| FlatError::Unexpected(wanted))
    }

    /// The head of an array of at most `most` items; returns how many follow.
    ///
    /// # Errors
    /// Another item, or a longer one.
    pub fn array(&mut self, most: usize, wanted: &'static str) -> Result<usize, FlatError> {
        let len = usize::try_from(self.head(ARRAY, wanted)?).unwrap_or(usize::MAX);
        if len <= most { Ok(len) } else { Err(FlatError::Unexpected(wanted)) }
    }
}

/// Appends fields to bytes.
#[derive(Debug, Default)]
pub struct FlatWriter(Vec<u8>);

impl FlatWriter {
    /// Writes nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The bytes written.
    pub fn finish(self) -> Vec<u8> {
        self.0
    }

    fn head(&mut self, major: u8, value: u64) {
        let bytes = value.to_be_bytes();
        let (info, skip) = match value {
            0..24 => (value as u8, 8),
            24..0x100 => (24, 7),
            0x100..0x1_0000 => (25, 6),
            0x1_0000..0x1_0000_0000 => (26, 4),
            _ => (27, 0),
        };
        self.0.push(major << 5 | info);
        self.0.extend_from_slice(&bytes[skip..]);
    }

    /// An unsigned integer.
    pub fn uint(&mut self, value: u64) -> &mut Self {
        self.head(UINT, value);
        self
    }

    /// A byte string.
    pub fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.head(BYTES, bytes.len() as u64);
        self.0.extend_from_slice(bytes);
        self
    }

    /// A text string.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.head(TEXT, text.len() as u64);
        self.0.extend_from_slice(text.as_bytes());
        self
    }

    /// The head of an array of `count` items.
    pub fn array(&mut self, count: usize) -> &mut Self {
        self.head(ARRAY, count as u64);
        self
    }
}
