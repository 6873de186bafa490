//! `export --tgz`: an archive as a tar.gz, which is what is stored: its chunks' gzip members one after the other.
//!
//! Every chunk is inflated and compared with its id before it leaves, on all cores; writing them unread would save time
//! only on devices that are faster than that.

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use rayon::prelude::{IntoParallelIterator, ParallelIterator};

use crate::archive::error::ArchiveError;
use crate::archive::reader::Archive;
use crate::base::id::{Id, ObjectId};
use crate::base::kind::Kind;
use crate::base::monitor::Monitor;
use crate::object::error::ObjectError;
use crate::object::member::Member;
use crate::object::traits::Source;
use crate::repo::error::RepoError;

/// Plain bytes of chunks that are read at once.
const BATCH: u64 = 8 << 20;
/// Bytes that are gathered before they are written: most members are small.
const BUFFER: usize = 1 << 20;

/// What a tar.gz has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// Regular files.
    pub files: u64,
    /// Their content, in bytes.
    pub bytes: u64,
    /// Length of the tar.gz, in bytes.
    pub written: u64,
}

/// How a tar.gz is written.
#[derive(Clone, Copy, Debug)]
pub struct TgzOptions {
    /// One gzip member for all, deflated anew at this level (0 to 9), for readers that stop after the first member.
    pub single_member: Option<u32>,
}

/// Writes the archive as a tar.gz to `out`.
///
/// # Errors
/// A chunk is missing or damaged, `out` cannot be written, or the user stopped the work.
pub fn export_tgz(
    source: &dyn Source,
    attachment: Id,
    out: &mut (dyn Write + '_),
    options: TgzOptions,
    monitor: &dyn Monitor,
) -> Result<Exported, RepoError> {
    let archive = Archive::open(source, attachment)?;
    let totals = archive.attachment();
    monitor.phase("exporting", Some(totals.tar_len));
    let mut out = Counted { out: io::BufWriter::with_capacity(BUFFER, out), written: 0 };
    match options.single_member {
        None => each_batch(&archive, monitor, &mut |members| {
            members.iter().try_for_each(|(member, _)| out.write_all(member.as_bytes()))
        })?,
        Some(level) => {
            let mut encoder = GzEncoder::new(&mut out, Compression::new(level.min(9)));
            each_batch(&archive, monitor, &mut |members| {
                members.iter().try_for_each(|(_, plain)| encoder.write_all(plain))
            })?;
            encoder.finish().map_err(failed)?;
        }
    }
    out.flush().map_err(failed)?;
    Ok(Exported { files: totals.files, bytes: totals.bytes, written: out.written })
}

type Chunks = [(Member, Vec<u8>)];

/// Gives the verified chunks of the archive to `take`, in order and some at a time.
fn each_batch(
    archive: &Archive<'_>,
    monitor: &dyn Monitor,
    take: &mut dyn FnMut(&Chunks) -> io::Result<()>,
) -> Result<(), RepoError> {
    let source = archive.source();
    let mut chunks = archive.chunks()?;
    loop {
        let mut batch = Vec::new();
        let mut bytes = 0;
        while bytes < BATCH
            && let Some((_, chunk)) = chunks.advance()?
        {
            bytes += u64::from(chunk.len);
            batch.push(chunk);
        }
        if batch.is_empty() {
            return Ok(());
        }
        if monitor.cancelled() {
            return Err(ObjectError::Cancelled.into());
        }
        let read: Vec<(Member, Vec<u8>)> = batch
            .into_par_iter()
            .map(|chunk| {
                let id = ObjectId::Own(chunk.id);
                let mut member = source.get(&id)?;
                let mut plain = Vec::new();
                if member.read(Kind::Chunk, &id, &mut plain).is_err() {
                    // Another pack may have a sound copy; where none has, this tells where the damaged one lies.
                    source.read(Kind::Chunk, &id, &mut plain)?;
                    member = Member::encode(Kind::Chunk, id, &plain, 1);
                }
                if plain.len() != chunk.len as usize {
                    let why = "another length than its shard says";
                    return Err(ArchiveError::malformed(format!("chunk {}", chunk.id), why));
                }
                Ok((member, plain))
            })
            .collect::<Result<_, ArchiveError>>()?;
        take(&read).map_err(failed)?;
        monitor.advance(bytes);
    }
}

struct Counted<W> {
    out: W,
    written: u64,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.written += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn failed(error: io::Error) -> RepoError {
    ArchiveError::io("the exported archive", error).into()
}
