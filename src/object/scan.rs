//! Reads a pack from its start to its end, once and in order, and verifies every object in it, on all threads.
//! For adoption, rebuilding and fsck; must not write.

use blake3::Hasher;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::base::limit::MAX_MEMBER;
use crate::object::member::{HEADER, Header, read, search};
use crate::storage::error::StorageError;

/// Bytes asked for at once. A longest member fits several times.
const WINDOW: u64 = 4 << 20;

/// Fills a buffer from an offset of the file.
pub type ReadAt<'a> = dyn Fn(&mut [u8], u64) -> Result<(), StorageError> + Sync + 'a;

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
    let file = File { len, read_at };
    let (mut window, mut spare) = (Window::default(), Window::default());
    let mut hasher = Hasher::new();
    let mut at = 0;
    while at < len {
        let chain = Chain::parse(window.get(&file, at, WINDOW)?);
        let bytes = &window.get(&file, at, WINDOW)?[..chain.len];
        // The next window is read, this one hashed and its members verified, all at the same time.
        let (loaded, (ahead, sound)) = rayon::join(
            || if chain.len > 0 { spare.load(&file, at + chain.len as u64) } else { Ok(()) },
            || rayon::join(|| hashed(&hasher, bytes), || chain.count_sound(bytes)),
        );
        loaded?;
        let mut done = 0;
        for (header, start) in &chain.members[..sound] {
            if !each(Part::Object { header: *header, offset: at + *start as u64 }) {
                return Ok(Scan { hasher: hashed(&hasher, &bytes[..done]), end: at + done as u64 });
            }
            done = start + header.member_len as usize;
        }
        at += done as u64;
        if sound > 0 && sound == chain.members.len() {
            hasher = ahead;
            std::mem::swap(&mut window, &mut spare);
            continue;
        }
        hasher = hashed(&hasher, &bytes[..done]);
        let to = window.next_sound(&file, at)?;
        if !each(Part::Damaged { from: at, to }) {
            break;
        }
        while at < to {
            let bytes = window.get(&file, at, WINDOW.min(to - at))?;
            hasher.update(bytes);
            at += bytes.len() as u64;
        }
    }
    Ok(Scan { hasher, end: at })
}

fn hashed(hasher: &Hasher, bytes: &[u8]) -> Hasher {
    let mut hasher = hasher.clone();
    hasher.update(bytes);
    hasher
}

/// The whole members with which some bytes begin, by their headers.
struct Chain {
    members: Vec<(Header, usize)>,
    len: usize,
}

impl Chain {
    fn parse(bytes: &[u8]) -> Self {
        let mut members = Vec::new();
        let mut len = 0;
        while let Ok(header) = Header::parse(&bytes[len..])
            && header.member_len as usize <= bytes.len() - len
        {
            members.push((header, len));
            len += header.member_len as usize;
        }
        Self { members, len }
    }

    /// How many of the members, up to the first that is not, have the content that their headers say.
    fn count_sound(&self, bytes: &[u8]) -> usize {
        let sound = |plain: &mut Vec<u8>, (header, start): &(Header, usize)| {
            read(&bytes[*start..*start + header.member_len as usize], header.kind, &header.id, plain)
        };
        let verdicts: Vec<bool> = self.members.par_iter().map_init(Vec::new, sound).collect();
        verdicts.iter().position(|sound| !sound).unwrap_or(verdicts.len())
    }
}

struct File<'a> {
    len: u64,
    read_at: &'a ReadAt<'a>,
}

/// Some bytes of the file.
#[derive(Default)]
struct Window {
    start: u64,
    bytes: Vec<u8>,
}

impl Window {
    fn load(&mut self, file: &File<'_>, at: u64) -> Result<(), StorageError> {
        self.start = at;
        self.bytes.resize(file.len.saturating_sub(at).min(WINDOW) as usize, 0);
        let read = (file.read_at)(&mut self.bytes, at);
        if read.is_err() {
            self.bytes.clear();
        }
        read
    }

    /// `want` bytes from `at`, fewer where the file ends.
    fn get(&mut self, file: &File<'_>, at: u64, want: u64) -> Result<&[u8], StorageError> {
        let want = want.min(file.len - at);
        if at < self.start || at + want > self.start + self.bytes.len() as u64 {
            self.load(file, at)?;
        }
        let from = (at - self.start) as usize;
        Ok(&self.bytes[from..from + want as usize])
    }

    /// Where the first sound member behind `at` starts, or the file ends.
    fn next_sound(&mut self, file: &File<'_>, at: u64) -> Result<u64, StorageError> {
        let mut plain = Vec::new();
        let mut at = at + 1;
        while at < file.len {
            let bytes = self.get(file, at, WINDOW - MAX_MEMBER as u64)?;
            let seen = bytes.len() as u64;
            match search(bytes) {
                Some(skip) => {
                    at += skip as u64;
                    if self.is_sound(file, at, &mut plain)? {
                        return Ok(at);
                    }
                    at += 1;
                }
                None if at + seen == file.len => break,
                // A header may lie across the end of what is seen now.
                None => at += seen - HEADER as u64,
            }
        }
        Ok(file.len)
    }

    /// Whether a whole and sound member starts at `at`.
    fn is_sound(&mut self, file: &File<'_>, at: u64, plain: &mut Vec<u8>) -> Result<bool, StorageError> {
        let Ok(header) = Header::parse(self.get(file, at, HEADER as u64)?) else { return Ok(false) };
        let bytes = self.get(file, at, u64::from(header.member_len))?;
        Ok(read(bytes, header.kind, &header.id, plain))
    }
}
