//! The plain bytes of a foreign tar or tar.gz, counted: what it unpacks to is bounded, whatever its headers say.

use std::cell::Cell;
use std::io::{self, BufReader, Cursor, ErrorKind, Read};
use std::rc::Rc;

use flate2::bufread::MultiGzDecoder;

use crate::archive::error::ArchiveError;
use crate::archive::pax;
use crate::archive::tar_header::BLOCK;
use crate::base::planted::{self, Defect};

/// Bytes that are read from outside at once.
const BUFFER: usize = 256 << 10;
/// Below so many plain bytes no ratio is suspicious.
const RATIO_FREE: u64 = 64 << 20;
/// How formats begin that are not read, and what unpacks them.
const OTHERS: [(&[u8], &str); 5] = [
    (b"\xfd7zXZ\0", "xz"),
    (b"BZh", "bzip2"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\x04\x22\x4d\x18", "lz4"),
    (b"LZIP", "lzip"),
];

/// How much a foreign archive may unpack to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnpackLimits {
    /// Plain bytes, headers included.
    pub bytes: u64,
    /// Plain bytes for each byte of gzip, from 64 MiB on.
    pub ratio: u64,
    /// Entries, directories that have none of their own included.
    pub entries: u64,
}

impl Default for UnpackLimits {
    fn default() -> Self {
        Self { bytes: 1 << 40, ratio: 250, entries: 4 << 20 }
    }
}

/// Reads plain bytes, inflating where the input is gzip (any number of members).
pub struct Plain<'r> {
    inner: Inner<'r>,
    packed: Rc<Cell<u64>>,
    taken: u64,
    limits: UnpackLimits,
}

type Packed<'r> = BufReader<Counted<io::Chain<Cursor<Vec<u8>>, &'r mut (dyn Read + 'r)>>>;

enum Inner<'r> {
    Tar(Packed<'r>),
    Gzip(Box<MultiGzDecoder<Packed<'r>>>),
}

struct Counted<R> {
    from: R,
    count: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = self.from.read(buffer)?;
        self.count.set(self.count.get() + len as u64);
        Ok(len)
    }
}

impl<'r> Plain<'r> {
    /// Looks at how `from` begins.
    ///
    /// # Errors
    /// It cannot be read, or is of a format that another program has to unpack.
    pub fn open(from: &'r mut (dyn Read + 'r), limits: UnpackLimits) -> Result<Self, ArchiveError> {
        let mut head = Vec::new();
        (&mut *from).take(BLOCK).read_to_end(&mut head).map_err(|error| ArchiveError::io("the archive", error))?;
        // The name of the first entry may begin as another format does.
        let is_tar = head.first_chunk().is_some_and(pax::has_checksum);
        if !is_tar && let Some((_, tool)) = OTHERS.iter().find(|(magic, _)| head.starts_with(magic)) {
            return Err(refused(format!("it is packed with {tool}; run: {tool} -dc FILE | mosaic import -")));
        }
        let is_gzip = !is_tar && head.starts_with(b"\x1f\x8b");
        let packed = Rc::new(Cell::new(0));
        let counted = Counted { from: Cursor::new(head).chain(from), count: Rc::clone(&packed) };
        let reader = BufReader::with_capacity(BUFFER, counted);
        let inner = if is_gzip { Inner::Gzip(Box::new(MultiGzDecoder::new(reader))) } else { Inner::Tar(reader) };
        Ok(Self { inner, packed, taken: 0, limits })
    }

    /// Fills `buffer` as far as there are bytes; returns how many that were.
    ///
    /// # Errors
    /// The input cannot be read, its gzip data is damaged or cut, or it unpacks to more than allowed.
    pub fn fill(&mut self, buffer: &mut [u8]) -> Result<usize, ArchiveError> {
        let mut len = 0;
        while len < buffer.len() {
            let read = match &mut self.inner {
                Inner::Tar(reader) => reader.read(&mut buffer[len..]),
                Inner::Gzip(reader) => reader.read(&mut buffer[len..]),
            };
            match read {
                Ok(0) => break,
                Ok(more) => len += more,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if self.is_damage(&error) => {
                    return Err(refused(format!("its gzip data is damaged or cut ({error})")));
                }
                Err(error) => return Err(ArchiveError::io("the archive", error)),
            }
        }
        self.taken += len as u64;
        self.check()?;
        Ok(len)
    }

    /// Bytes that were read from outside.
    pub fn packed(&self) -> u64 {
        self.packed.get()
    }

    fn is_damage(&self, error: &io::Error) -> bool {
        let kinds = [ErrorKind::UnexpectedEof, ErrorKind::InvalidInput, ErrorKind::InvalidData];
        matches!(self.inner, Inner::Gzip(_)) && kinds.contains(&error.kind())
    }

    fn check(&self) -> Result<(), ArchiveError> {
        let UnpackLimits { bytes, ratio, .. } = self.limits;
        let taken = if planted::is(Defect::PackedCaps) { self.packed.get() } else { self.taken };
        if taken > bytes {
            return Err(refused(format!("it unpacks to more than {bytes} bytes; --max-size allows more")));
        }
        let is_gzip = matches!(self.inner, Inner::Gzip(_));
        if is_gzip && taken > RATIO_FREE && taken / ratio.max(1) > self.packed() {
            let why = format!("it unpacks to more than {ratio} times its size; --max-ratio allows more");
            return Err(refused(why));
        }
        Ok(())
    }
}

/// The archive as a whole is refused.
pub fn refused(why: impl ToString) -> ArchiveError {
    ArchiveError::Refused { name: "the archive".to_owned(), why: why.to_string() }
}
