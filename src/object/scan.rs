//! Reads a pack from its start to its end, once and in order, and verifies every object in it.
//! For adoption, rebuilding and fsck; must not write.

use blake3::Hasher;

use crate::base::limit::MAX_MEMBER;
use crate::object::member::{HEADER, Header, read, search};
use crate::storage::error::StorageError;

/// Bytes asked for at once. A longest member fits several times.
const WINDOW: usize = 4 << 20;

/// Fills a buffer from an offset of the file.
pub type ReadAt<'a> = dyn Fn(&mut [u8], u64) -> Result<(), StorageError> + 'a;

/// What lies in a pack, in the order of the file, without gaps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A member whose content is what its header says.
    Object {
        /// Its header.
        header: Header,
        /// Where the member starts.
        offset: u64,
    },
    /// Bytes that are no sound member.
    Damaged {
        /// Offset of the first byte.
        from: u64,
        /// Offset behind the last byte.
        to: u64,
    },
}

/// Result of a scan.
pub struct Scan {
    /// Has seen all bytes before `end`.
    pub hasher: Hasher,
    /// Where the scan ended: the length of the file, or the start of the part that was not wanted.
    pub end: u64,
}

/// Gives the parts of a file of `len` bytes that `read_at` reads to `each`, until that returns false.
/// Behind damage it looks for the next sound member.
///
/// # Errors
/// The file cannot be read.
pub fn scan(len: u64, read_at: &ReadAt<'_>, each: &mut dyn FnMut(Part) -> bool) -> Result<Scan, StorageError> {
    let mut window = Window { read_at, len, start: 0, bytes: Vec::new() };
    let mut hasher = Hasher::new();
    let mut plain = Vec::new();
    let mut at = 0;
    while at < len {
        if let Some(header) = window.sound(at, &mut plain)? {
            if !each(Part::Object { header, offset: at }) {
                break;
            }
            hasher.update(window.get(at, header.member_len as usize)?);
            at += u64::from(header.member_len);
        } else {
            let to = window.next_sound(at, &mut plain)?;
            if !each(Part::Damaged { from: at, to }) {
                break;
            }
            while at < to {
                let bytes = window.get(at, WINDOW.min((to - at) as usize))?;
                hasher.update(bytes);
                at += bytes.len() as u64;
            }
        }
    }
    Ok(Scan { hasher, end: at })
}

struct Window<'a> {
    read_at: &'a ReadAt<'a>,
    len: u64,
    start: u64,
    bytes: Vec<u8>,
}

impl Window<'_> {
    /// `want` bytes from `at`, fewer where the file ends.
    fn get(&mut self, at: u64, want: usize) -> Result<&[u8], StorageError> {
        let want = (self.len - at).min(want as u64);
        if at < self.start || at + want > self.start + self.bytes.len() as u64 {
            let len = (self.len - at).min(WINDOW as u64) as usize;
            self.bytes.resize(len, 0);
            self.start = at;
            if let Err(error) = (self.read_at)(&mut self.bytes, at) {
                self.bytes.clear();
                return Err(error);
            }
        }
        let from = (at - self.start) as usize;
        Ok(&self.bytes[from..from + want as usize])
    }

    /// The header at `at`, if a whole and sound member starts there.
    fn sound(&mut self, at: u64, plain: &mut Vec<u8>) -> Result<Option<Header>, StorageError> {
        let Ok(header) = Header::parse(self.get(at, HEADER)?) else { return Ok(None) };
        let bytes = self.get(at, header.member_len as usize)?;
        Ok(read(bytes, header.kind, &header.id, plain).then_some(header))
    }

    /// Where the first sound member behind `at` starts, or the file ends.
    fn next_sound(&mut self, at: u64, plain: &mut Vec<u8>) -> Result<u64, StorageError> {
        let mut at = at + 1;
        while at < self.len {
            // Overlapping looks: a header may lie across the end of what is seen now.
            let bytes = self.get(at, WINDOW - MAX_MEMBER)?;
            let (seen, found) = (bytes.len() as u64, search(bytes));
            match found {
                Some(skip) => {
                    at += skip as u64;
                    if self.sound(at, plain)?.is_some() {
                        return Ok(at);
                    }
                    at += 1;
                }
                None if at + seen == self.len => return Ok(self.len),
                None => at += seen - HEADER as u64,
            }
        }
        Ok(self.len)
    }
}
