//! Check of reading an archive whose tables lie.

use mosaic::archive::attachment::Attachment;
use mosaic::archive::codec::{Taker, put_bytes};
use mosaic::archive::manifest::decode_row;
use mosaic::archive::reader::{Archive, Stream};
use mosaic::archive::row::Row;
use mosaic::archive::tar_header::{TRAILER, entry_len};
use mosaic::base::id::Id;
use mosaic::base::kind::Kind;
use mosaic::base::path::TreePath;
use mosaic::object::member::Member;
use mosaic::object::memory::MemoryObjects;
use mosaic::object::traits::Sink;

use crate::decoders::input::Input;

/// What of the archive is not as it should be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lie {
    Nothing,
    /// Chunks have other lengths.
    Lengths,
    /// A shard or a part of the manifest has one row more.
    Rows,
    /// A shard has another length.
    Shard,
    /// The totals are other ones.
    Totals,
    /// A chunk is not there.
    Missing,
    /// A chunk has other content.
    Damaged,
    /// A table ends within a row.
    Cut,
}

impl Lie {
    const ALL: [Self; 8] =
        [Self::Nothing, Self::Lengths, Self::Rows, Self::Shard, Self::Totals, Self::Missing, Self::Damaged, Self::Cut];
}

/// An archive whose manifest chunk and tar stream are the input, with tables that fit them, or lie.
pub fn tables(data: &[u8]) {
    let mut input = Input(data);
    let lie = Lie::ALL[usize::from(input.byte()) % Lie::ALL.len()];
    let (step, which) = (usize::from(input.byte()) * 16 + 1, usize::from(input.byte()));
    let (manifest, tar) = (input.piece(), input.0);
    // Enough chunks, and not so many that reading them all in any order takes long.
    let step = step.max(tar.len() / 64 + 1);
    let objects = MemoryObjects::new();
    let mut attachment = Attachment::default();
    list_chunks(&objects, tar, step, (lie, which), &mut attachment);
    list_rows(&objects, manifest, lie, &mut attachment);
    if lie == Lie::Totals {
        attachment.tar_len ^= 1 << (which % 64);
    }
    let id = own(&objects, Kind::Attachment, &attachment.encode());
    let archive = Archive::open(&objects, id).expect("an attachment");
    // Whatever was read amiss before, bytes that are given are those of the stream.
    let exact = !matches!(lie, Lie::Lengths | Lie::Shard);
    if let Ok(mut stream) = archive.stream() {
        let offsets = (0..tar.len()).step_by(step / 2 + 1);
        for offset in offsets.clone().chain(offsets.rev()).chain([which, 0, which]) {
            look(&mut stream, offset as u64, 3, exact.then_some(tar));
        }
    }
    let Ok(rows) = archive.rows() else { return };
    let mut last: Option<TreePath> = None;
    for found in rows {
        let Ok(found) = found else { break };
        assert!(last.as_ref().is_none_or(|last| *last < found.row.path));
        assert_eq!(archive.find(&found.row.path).expect("it was read").expect("it is there"), found);
        assert!(found.end() <= attachment.tar_len);
        if let Ok(mut stream) = archive.stream() {
            look(&mut stream, found.content(), found.row.size, exact.then_some(tar));
        }
        last = Some(found.row.path);
    }
    let Ok(mut chunks) = archive.chunks() else { return };
    let mut end = 0;
    while let Ok(Some((at, row))) = chunks.advance() {
        assert_eq!(at, end);
        end += u64::from(row.len);
    }
    assert!(end <= attachment.tar_len);
}

fn own(objects: &MemoryObjects, kind: Kind, plain: &[u8]) -> Id {
    objects.write(kind, plain).expect("in memory");
    Id::of(plain)
}

fn look(stream: &mut Stream<'_, '_>, offset: u64, len: u64, tar: Option<&[u8]>) {
    let mut out = Vec::new();
    let read = stream.append(offset, len, &mut out);
    if let Some(tar) = tar {
        let from = (offset as usize).min(tar.len());
        assert_eq!(out, tar[from..from + out.len()], "other bytes");
        assert!(read.is_err() || out.len() as u64 == len);
    }
}

/// Cuts the stream into chunks of `step` bytes, which one shard lists.
fn list_chunks(objects: &MemoryObjects, tar: &[u8], step: usize, (lie, which): (Lie, usize), to: &mut Attachment) {
    let chunks: Vec<&[u8]> = tar.chunks(step).collect();
    let mut lens: Vec<u32> = chunks.iter().map(|chunk| chunk.len() as u32).collect();
    let which = which % chunks.len().max(1);
    if lie == Lie::Lengths
        && let [.., last] = lens[..]
    {
        lens[0] ^= last;
        lens.swap(0, which);
    }
    let mut list = Vec::new();
    for (number, (chunk, len)) in chunks.iter().zip(&lens).enumerate() {
        let id = Id::of(chunk);
        list.extend_from_slice(id.as_bytes());
        list.extend_from_slice(&len.to_le_bytes());
        match lie {
            Lie::Missing if chunks[which] == *chunk => {}
            Lie::Damaged if number == which => {
                let other = vec![b'!'; chunk.len()];
                objects.put(Member::encode(Kind::Chunk, id.into(), &other, 0)).expect("in memory");
            }
            Lie::Damaged if chunks[which] == *chunk => {}
            _ => drop(own(objects, Kind::Chunk, chunk)),
        }
    }
    if chunks.is_empty() {
        return;
    }
    let mut row = own(objects, Kind::Shard, &list).as_bytes().to_vec();
    let len = lens.iter().map(|len| u64::from(*len)).sum::<u64>() ^ u64::from(lie == Lie::Shard);
    let rows = chunks.len() as u32 + u32::from(lie == Lie::Rows && which.is_multiple_of(2));
    row.extend_from_slice(&len.to_le_bytes());
    row.extend_from_slice(&rows.to_le_bytes());
    if lie == Lie::Cut && which.is_multiple_of(2) {
        row.pop();
    }
    (to.tar_len, to.chunks, to.shards) = (len, u64::from(rows), 1);
    to.shard_table = vec![own(objects, Kind::Table, &row)];
}

/// Lists the manifest chunk as its rows would have it.
fn list_rows(objects: &MemoryObjects, manifest: &[u8], lie: Lie, to: &mut Attachment) {
    let mut taker = Taker::new(manifest);
    let rows: Vec<Row> = std::iter::from_fn(|| decode_row(&mut taker)).collect();
    let Some(first) = rows.first() else { return };
    let tar_len = rows.iter().map(entry_len).fold(0, u64::wrapping_add);
    let count = rows.len() as u32 + u32::from(lie == Lie::Rows);
    let mut row = own(objects, Kind::Manifest, manifest).as_bytes().to_vec();
    row.extend_from_slice(&count.to_le_bytes());
    row.extend_from_slice(&tar_len.to_le_bytes());
    put_bytes(first.path.as_bytes(), &mut row);
    if lie == Lie::Cut {
        row.pop();
    }
    to.entries = u64::from(count);
    to.manifest_table = vec![own(objects, Kind::Table, &row)];
    if to.shards == 0 {
        to.tar_len = tar_len.wrapping_add(TRAILER);
    }
}
