//! Reads tar archives that other programs wrote: ustar, pax, GNU tar and the old format before them. The fields of a
//! header are found by the crate `tar`; how entries follow each other is decided here, strictly: whatever one reader
//! could take for another entry than the next one does is refused (CVE-2025-62518 and its kind).

use tar::{EntryType, Header};

use crate::archive::error::ArchiveError;
use crate::archive::pax;
use crate::archive::tar_header::{BLOCK, padding};
use crate::archive::unpack::{Plain, refused};
use crate::base::limit::{MAX_LINK, MAX_TAR_EXTENSION};
use crate::base::path::TreePath;
use crate::base::time::Timestamp;

/// Largest size that ustar can say.
const OCTAL_11: u64 = 0o77_777_777_777;
/// So many bytes of a name are shown where it is refused.
const SHOWN: usize = 200;

/// What an entry of a foreign archive is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sort {
    /// A file of this many bytes.
    File(u64),
    /// A directory.
    Directory,
    /// A symbolic link, its target verbatim.
    Symlink(Box<[u8]>),
    /// Another name of an entry.
    Link(TreePath),
    /// A device or fifo.
    Special,
}

/// One entry of a foreign archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignEntry {
    /// Its name.
    pub path: TreePath,
    /// What it is.
    pub sort: Sort,
    /// Permission bits.
    pub mode: u16,
    /// Last modification.
    pub mtime: Timestamp,
}

/// What stands before an entry and belongs to it.
#[derive(Default)]
struct Extension {
    pax: Option<Pax>,
    long_name: Option<Vec<u8>>,
    long_link: Option<Vec<u8>>,
}

#[derive(Default)]
struct Pax {
    path: Option<Vec<u8>>,
    link: Option<Vec<u8>>,
    size: Option<u64>,
    mtime: Option<Timestamp>,
}

/// A foreign archive, read from its beginning to its end.
pub struct Foreign<'r> {
    plain: Plain<'r>,
    /// Content of the current entry that was not read, and the zeros behind it.
    left: u64,
    padding: u64,
    /// The time of entries that say none, from a global header.
    mtime: Option<Timestamp>,
    started: bool,
}

impl<'r> Foreign<'r> {
    /// Reads from `plain`.
    pub const fn new(plain: Plain<'r>) -> Self {
        Self { plain, left: 0, padding: 0, mtime: None, started: false }
    }

    /// The next entry; `None` behind the last, when all there is was read. What was not read of the current one's
    /// content is passed over. The entry of the root itself is none.
    ///
    /// # Errors
    /// [`ArchiveError::Refused`] for whatever is not certain or not safe, an archive that is cut included.
    pub fn next_entry(&mut self) -> Result<Option<ForeignEntry>, ArchiveError> {
        let mut extension = Extension::default();
        loop {
            self.pass()?;
            let Some(block) = self.block()? else {
                let why = if self.started { "it is cut: it has no end" } else { "it is empty" };
                return Err(refused(why));
            };
            if block == [0; BLOCK as usize] {
                if !extension.is_empty() {
                    return Err(refused("it ends behind an extension header"));
                }
                return self.end().map(|()| None);
            }
            let header = Header::from_byte_slice(&block);
            if !pax::has_checksum(&block) {
                let why = if self.started { "a header is damaged" } else { "it is no tar archive" };
                return Err(refused(why));
            }
            self.started = true;
            let kind = header.entry_type();
            // Some readers take it for a file then, with a name of its own.
            if is_extension(kind) && header.as_ustar().is_none() && header.as_gnu().is_none() {
                return Err(refused("an extension header is not marked as one of ustar or GNU tar"));
            }
            match kind {
                EntryType::XGlobalHeader if extension.is_empty() => self.global(header)?,
                EntryType::XHeader => {
                    let pax = parse_pax(&self.body(header)?)?;
                    put(&mut extension.pax, pax)?;
                }
                EntryType::GNULongName => put(&mut extension.long_name, without_nul(self.body(header)?))?,
                EntryType::GNULongLink => put(&mut extension.long_link, without_nul(self.body(header)?))?,
                _ => match self.entry(header, std::mem::take(&mut extension))? {
                    Some(entry) => return Ok(Some(entry)),
                    None => continue,
                },
            }
        }
    }

    /// Bytes that were read from outside so far.
    pub fn packed(&self) -> u64 {
        self.plain.packed()
    }

    /// Fills `buffer` with content of the current entry; 0 at its end.
    ///
    /// # Errors
    /// The archive is cut, cannot be read, or unpacks to more than allowed.
    pub fn read(&mut self, buffer: &mut [u8]) -> Result<usize, ArchiveError> {
        let want = buffer.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        self.exactly(&mut buffer[..want])?;
        self.left -= want as u64;
        Ok(want)
    }

    fn exactly(&mut self, buffer: &mut [u8]) -> Result<(), ArchiveError> {
        if self.plain.fill(buffer)? < buffer.len() {
            return Err(refused("it is cut within an entry"));
        }
        Ok(())
    }

    /// Goes behind the current entry.
    fn pass(&mut self) -> Result<(), ArchiveError> {
        let mut waste = [0; 64 << 10];
        while self.read(&mut waste)? > 0 {}
        let padding = std::mem::take(&mut self.padding) as usize;
        self.exactly(&mut waste[..padding])
    }

    /// The next block, if there is one.
    fn block(&mut self) -> Result<Option<[u8; BLOCK as usize]>, ArchiveError> {
        let mut block = [0; BLOCK as usize];
        match self.plain.fill(&mut block)? {
            0 => Ok(None),
            len if len < block.len() && self.started => Err(refused("it is cut within a header")),
            len if len < block.len() => Err(refused("it is cut within its first header, or no tar archive")),
            _ => Ok(Some(block)),
        }
    }

    /// Behind the first block of zeros there are only zeros, or nothing.
    fn end(&mut self) -> Result<(), ArchiveError> {
        let mut rest = [0; 64 << 10];
        loop {
            let len = self.plain.fill(&mut rest)?;
            if rest[..len].iter().any(|b| *b != 0) {
                return Err(refused("something follows its end"));
            }
            if len < rest.len() {
                return Ok(());
            }
        }
    }

    /// The body of an extension header.
    fn body(&mut self, header: &Header) -> Result<Vec<u8>, ArchiveError> {
        let size = size_field(header).filter(|size| *size <= MAX_TAR_EXTENSION);
        let size =
            size.ok_or_else(|| refused(format!("an extension header has more than {MAX_TAR_EXTENSION} bytes")))?;
        let mut body = vec![0; size as usize];
        self.exactly(&mut body)?;
        self.padding = padding(size);
        Ok(body)
    }

    /// A global header may comment on the archive and date its entries, but not rename or resize them.
    fn global(&mut self, header: &Header) -> Result<(), ArchiveError> {
        let body = self.body(header)?;
        for (key, value) in pax::records(&body).ok_or_else(|| refused("a global header is malformed"))? {
            match key {
                b"path" | b"linkpath" | b"size" | b"hdrcharset" => {
                    let key = String::from_utf8_lossy(key);
                    return Err(refused(format!("a global header sets the {key} of all entries")));
                }
                b"mtime" => self.mtime = Some(pax::time(value).ok_or_else(|| refused("a time is malformed"))?),
                _ => refuse_sparse(key)?,
            }
        }
        Ok(())
    }

    fn entry(&mut self, header: &Header, extension: Extension) -> Result<Option<ForeignEntry>, ArchiveError> {
        let pax = extension.pax.unwrap_or_default();
        let name = one_of(pax.path, extension.long_name)?.unwrap_or_else(|| header.path_bytes().into_owned());
        let no = |why: &str| refuse(&name, why);
        let stored = size_field(header).ok_or_else(|| no("its size is malformed"))?;
        let size = match pax.size {
            None => stored,
            Some(size) if size == stored || size > OCTAL_11 && [0, OCTAL_11].contains(&stored) => size,
            Some(_) => return Err(no("its two headers have two sizes")),
        };
        if size >= 1 << 62 {
            return Err(no("its size is more than a file can have"));
        }
        let kind = header.entry_type();
        // The format before ustar had no type for directories.
        let is_old_directory = header.as_old().linkflag[0] == 0 && name.ends_with(b"/");
        if size > 0 && (is_old_directory || !(kind.is_file() || kind.is_contiguous())) && is_known(kind) {
            return Err(no("it has content, and its type has none"));
        }
        let link = one_of(pax.link, extension.long_link)?;
        let link = link.or_else(|| header.link_name_bytes().map(|link| link.into_owned())).unwrap_or_default();
        let sort = match kind {
            EntryType::Directory => Sort::Directory,
            EntryType::Regular if is_old_directory => Sort::Directory,
            EntryType::Regular | EntryType::Continuous => Sort::File(size),
            EntryType::Symlink if link.is_empty() || link.len() > MAX_LINK || link.contains(&0) => {
                return Err(no("its target is empty, too long or has a NUL byte"));
            }
            EntryType::Symlink => Sort::Symlink(link.into()),
            EntryType::Link => {
                let target = canonical(&link, false).map_err(|why| no(&format!("a link to a bad name: {why}")))?;
                Sort::Link(target.ok_or_else(|| no("a link to the root"))?)
            }
            EntryType::Char | EntryType::Block | EntryType::Fifo => Sort::Special,
            EntryType::GNUSparse => return Err(no("sparse entries are not read; pack it without --sparse")),
            other => return Err(no(&format!("its type {:?} is not known", char::from(other.as_byte())))),
        };
        let path = canonical(&name, sort == Sort::Directory).map_err(|why| no(&why))?;
        let mtime = match pax.mtime.or(self.mtime) {
            Some(mtime) => mtime,
            None => pax::number(&header.as_old().mtime)
                .map(Timestamp::from_seconds)
                .ok_or_else(|| no("its time is malformed"))?,
        };
        let mode = pax::number(&header.as_old().mode).ok_or_else(|| no("its mode is malformed"))?;
        (self.left, self.padding) = (size, padding(size));
        match path {
            Some(path) => Ok(Some(ForeignEntry { path, sort, mode: (mode & 0o777) as u16, mtime })),
            None if sort == Sort::Directory => Ok(None),
            None => Err(no("the root is no directory")),
        }
    }
}

impl Extension {
    const fn is_empty(&self) -> bool {
        self.pax.is_none() && self.long_name.is_none() && self.long_link.is_none()
    }
}

fn size_field(header: &Header) -> Option<u64> {
    pax::number(&header.as_old().size).and_then(|size| u64::try_from(size).ok())
}

/// Types of headers that say something of the entries behind them.
fn is_extension(kind: EntryType) -> bool {
    kind.is_pax_global_extensions()
        || kind.is_pax_local_extensions()
        || kind.is_gnu_longname()
        || kind.is_gnu_longlink()
}

/// Types whose content is told by nothing but the size.
fn is_known(kind: EntryType) -> bool {
    matches!(
        kind,
        EntryType::Directory
            | EntryType::Regular
            | EntryType::Symlink
            | EntryType::Link
            | EntryType::Char
            | EntryType::Block
            | EntryType::Fifo
    )
}

fn parse_pax(body: &[u8]) -> Result<Pax, ArchiveError> {
    let mut pax = Pax::default();
    let malformed = || refused("an extension header is malformed");
    for (key, value) in pax::records(body).ok_or_else(malformed)? {
        match key {
            b"path" if !value.is_empty() => put(&mut pax.path, value.to_vec())?,
            b"linkpath" if !value.is_empty() => put(&mut pax.link, value.to_vec())?,
            b"path" | b"linkpath" => return Err(malformed()),
            b"size" => put(&mut pax.size, pax::decimal(value).ok_or_else(malformed)?)?,
            b"mtime" => put(&mut pax.mtime, pax::time(value).ok_or_else(malformed)?)?,
            // Names are bytes either way.
            b"hdrcharset" if [b"BINARY".as_slice(), b"ISO-IR 10646 2000 UTF-8"].contains(&value) => {}
            b"hdrcharset" => return Err(refused("its names are in a character set that is not read")),
            _ => refuse_sparse(key)?,
        }
    }
    Ok(pax)
}

fn refuse_sparse(key: &[u8]) -> Result<(), ArchiveError> {
    if key.starts_with(b"GNU.sparse") || key == b"SCHILY.realsize" || key == b"SUN.holesdata" {
        return Err(refused(
            "sparse entries are not read; pack it without them (tar without --sparse, bsdtar --no-read-sparse)",
        ));
    }
    Ok(())
}

/// What is said twice could be read as either.
fn put<T>(field: &mut Option<T>, value: T) -> Result<(), ArchiveError> {
    match field.replace(value) {
        None => Ok(()),
        Some(_) => Err(refused("an extension header says something twice")),
    }
}

fn one_of(pax: Option<Vec<u8>>, gnu: Option<Vec<u8>>) -> Result<Option<Vec<u8>>, ArchiveError> {
    match (pax, gnu) {
        (Some(name), Some(_)) => Err(refuse(&name, "it has a long name of pax and one of GNU tar")),
        (pax, gnu) => Ok(pax.or(gnu)),
    }
}

fn without_nul(mut body: Vec<u8>) -> Vec<u8> {
    body.pop_if(|last| *last == 0);
    body
}

/// The name without `./` in front and, for a directory, slashes behind; `None` for the root.
fn canonical(mut name: &[u8], is_directory: bool) -> Result<Option<TreePath>, String> {
    while let Some(rest) = name.strip_prefix(b"./") {
        name = rest;
    }
    while is_directory
        && let Some(rest) = name.strip_suffix(b"/")
        && !rest.is_empty()
    {
        name = rest;
    }
    if is_directory && matches!(name, b"" | b".") {
        return Ok(None);
    }
    TreePath::new(name).map(Some).map_err(|why| why.to_string())
}

fn refuse(name: &[u8], why: &str) -> ArchiveError {
    // A name as long as it likes would push the reason out of sight.
    let shown = String::from_utf8_lossy(&name[..name.len().min(SHOWN)]);
    let name = if name.len() > SHOWN { format!("{shown}…") } else { shown.into_owned() };
    ArchiveError::Refused { name, why: why.to_owned() }
}
