//! Checks of tar and gzip from elsewhere, and of what is written being what is read.

use std::collections::BTreeMap;
use std::io::{self, Read};

use flate2::bufread::MultiGzDecoder;
use mosaic::archive::entry::{Content, Entry, OpenFile, Origin};
use mosaic::archive::foreign::{Foreign, ForeignEntry, Sort};
use mosaic::archive::reader::Archive;
use mosaic::archive::row::{EntryKind, Row};
use mosaic::archive::tar_header::{TRAILER, entry_len, write_header};
use mosaic::archive::unpack::{Plain, UnpackLimits};
use mosaic::archive::write::{Destination, write_archive};
use mosaic::base::id::Id;
use mosaic::base::limit::{MAX_LINK, MAX_PATH};
use mosaic::base::monitor::Silent;
use mosaic::base::path::TreePath;
use mosaic::base::time::Timestamp;
use mosaic::object::memory::MemoryObjects;
use mosaic::repo::import_table::ImportTable;

use crate::decoders::input::Input;

const LIMITS: UnpackLimits = UnpackLimits { bytes: 256 << 10, ratio: 250, entries: 64 };

/// The bytes of a tar.gz, however many members it has: those that another reader finds, up to the limit.
pub fn gzip(data: &[u8]) {
    let mut from = data;
    let Ok(mut plain) = Plain::open(&mut from, LIMITS) else { return };
    let (mut taken, mut buffer) = (Vec::new(), vec![0; 4096]);
    let ended = loop {
        match plain.fill(&mut buffer) {
            Ok(len) => {
                taken.extend_from_slice(&buffer[..len]);
                if len < buffer.len() {
                    break true;
                }
            }
            Err(_) => break false,
        }
        assert!(taken.len() as u64 <= LIMITS.bytes, "more than allowed");
    };
    if !data.starts_with(b"\x1f\x8b") {
        assert!(ended && taken == data || taken.len() as u64 + 4096 > LIMITS.bytes);
        return;
    }
    let mut expected = Vec::new();
    let whole = MultiGzDecoder::new(data).take(LIMITS.bytes + 1).read_to_end(&mut expected).is_ok();
    assert!(expected.starts_with(&taken), "other bytes");
    assert_eq!(ended, whole && expected.len() as u64 <= LIMITS.bytes);
}

/// A tar archive, the bytes as they are.
pub fn foreign_tar(data: &[u8]) {
    check_tar(data);
}

/// A tar archive whose headers have any fields and right checksums. Each is a piece with the first bytes of a header,
/// one with the rest of it from the type on, and one with content.
pub fn forged_tar(data: &[u8]) {
    let mut input = Input(data);
    let mut tar = Vec::new();
    while !input.is_empty() {
        let (first, second, content) = (input.piece(), input.piece(), input.piece());
        let mut block = [0; 512];
        for (from, piece) in [(0, first), (156, second)] {
            let len = piece.len().min(512 - from);
            block[from..from + len].copy_from_slice(&piece[..len]);
        }
        if block[124..136] == [0; 12] {
            block[124..136].copy_from_slice(format!("{:011o}\0", content.len()).as_bytes());
        }
        block[148..156].fill(b' ');
        let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
        block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        tar.extend_from_slice(&block);
        tar.extend_from_slice(content);
        tar.resize(tar.len().next_multiple_of(512), 0);
    }
    check_tar(&tar);
    tar.resize(tar.len() + 1024, 0);
    check_tar(&tar);
}

/// Reads the archive as `import` does, and compares what is accepted with what the crate `tar` reads.
fn check_tar(bytes: &[u8]) {
    let mut from = bytes;
    let Ok(plain) = Plain::open(&mut from, LIMITS) else { return };
    let mut foreign = Foreign::new(plain);
    let mut table = ImportTable::new(LIMITS);
    let (mut found, mut at) = (Vec::new(), 0);
    let ended = loop {
        let entry = match foreign.next_entry() {
            Ok(Some(entry)) => entry,
            Ok(None) => break true,
            Err(_) => break false,
        };
        check_entry(&entry);
        let mut content = Vec::new();
        if let Sort::File(size) = entry.sort {
            let mut buffer = [0; 1000];
            // Every other content is passed over unread, as `import` does with none.
            while found.len() % 2 == 0
                && let Ok(len @ 1..) = foreign.read(&mut buffer)
            {
                content.extend_from_slice(&buffer[..len]);
            }
            assert!(content.len() as u64 <= size && content.len() as u64 <= LIMITS.bytes);
        }
        if table.push(entry.clone(), at, bytes.len() as u64).is_err() {
            return;
        }
        at += content.len() as u64;
        found.push((entry, content));
        assert!(found.len() as u64 <= LIMITS.entries);
    };
    if !ended {
        return;
    }
    if !bytes.starts_with(b"\x1f\x8b") {
        check_same(bytes, &found);
    }
    if table.finish().is_ok() {
        check_tree(&table);
    }
}

fn check_entry(entry: &ForeignEntry) {
    let paths = [Some(&entry.path), if let Sort::Link(target) = &entry.sort { Some(target) } else { None }];
    for path in paths.into_iter().flatten() {
        let bytes = path.as_bytes();
        assert!(!bytes.is_empty() && bytes.len() <= MAX_PATH && bytes[0] != b'/' && !bytes.contains(&0));
        assert!(bytes.split(|b| *b == b'/').all(|part| !matches!(part, b"" | b"." | b".." | b".mosaic")));
    }
    assert!(entry.mode <= 0o777 && entry.mtime.nanos < 1_000_000_000);
    assert!(!matches!(&entry.sort, Sort::Symlink(target) if target.is_empty() || target.len() > MAX_LINK));
}

/// What one reader takes for another entry than the next one does is refused.
fn check_same(bytes: &[u8], found: &[(ForeignEntry, Vec<u8>)]) {
    let mut archive = tar::Archive::new(bytes);
    let mut found = found.iter();
    for entry in archive.entries().expect("it begins") {
        // It refuses numbers that begin with a NUL byte, which others read as 0.
        let Ok(mut entry) = entry else { return };
        // It takes a newline within a value of pax for the end of the record.
        if entry
            .pax_extensions()
            .is_ok_and(|records| records.is_some_and(|mut records| records.any(|one| one.is_err())))
        {
            return;
        }
        let kind = entry.header().entry_type();
        if kind.is_pax_global_extensions() {
            continue;
        }
        let name = entry.path_bytes().into_owned();
        let is_directory = kind.is_dir() || entry.header().as_old().linkflag[0] == 0 && name.ends_with(b"/");
        let Some(name) = clean(&name, is_directory) else { continue };
        let (ours, content) = found.next().expect("an entry that the crate tar does not find");
        assert_eq!(ours.path.as_bytes(), name);
        let link = entry.link_name_bytes().map(|link| link.into_owned()).unwrap_or_default();
        match &ours.sort {
            Sort::File(size) => {
                assert!(kind.is_file() || kind.is_contiguous());
                assert_eq!(entry.size(), *size);
                let mut theirs = Vec::new();
                entry.read_to_end(&mut theirs).expect("content for the crate tar too");
                assert!(content.is_empty() || *content == theirs);
            }
            Sort::Directory => assert!(is_directory),
            Sort::Symlink(target) => assert_eq!((kind.is_symlink(), &link[..]), (true, &target[..])),
            Sort::Link(target) => {
                assert_eq!((kind.is_hard_link(), clean(&link, false)), (true, Some(target.as_bytes())))
            }
            Sort::Special => assert!(kind.is_fifo() || kind.is_block_special() || kind.is_character_special()),
        }
    }
    assert!(found.next().is_none(), "more entries than the crate tar finds");
}

/// A name as archives may spell it; `None` for the root.
fn clean(mut name: &[u8], is_directory: bool) -> Option<&[u8]> {
    while let Some(rest) = name.strip_prefix(b"./") {
        name = rest;
    }
    while is_directory && let Some(rest) = name.strip_suffix(b"/") {
        name = rest;
    }
    (!matches!(name, b"" | b".")).then_some(name)
}

/// The rows are in order, each below a directory that is there, and hard links name an earlier file.
fn check_tree(table: &ImportTable) {
    let mut rows: BTreeMap<TreePath, Row> = BTreeMap::new();
    for row in table.rows() {
        let row = row.expect("it was checked");
        assert!(rows.last_key_value().is_none_or(|(last, _)| *last < row.path));
        if let Some(above) = row.path.parent() {
            assert_eq!(rows[&above].kind, EntryKind::Directory);
        }
        if let Some(first) = &row.first {
            assert!(rows[first].kind == EntryKind::File && rows[first].first.is_none());
        }
        assert_eq!(table.content(&row.path).is_some(), row.kind == EntryKind::File);
        rows.insert(row.path.clone(), row);
    }
    assert!(rows.len() as u64 <= LIMITS.entries);
}

struct Files<'a>(&'a BTreeMap<TreePath, (Row, Vec<u8>)>);

struct Bytes<'a>(&'a [u8], u64);

impl Content for Files<'_> {
    fn open(&self, path: &TreePath) -> io::Result<Box<dyn OpenFile + '_>> {
        let content = &self.0[path].1;
        Ok(Box::new(Bytes(content, content.len() as u64)))
    }
}

impl OpenFile for Bytes<'_> {
    fn size(&self) -> u64 {
        self.1
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }

    fn settled(&mut self) -> io::Result<bool> {
        Ok(true)
    }
}

/// Entries of any kind and name: the archive of them is read back as them, by this program and by the crate `tar`.
pub fn tar_round_trip(data: &[u8]) {
    let mut input = Input(data);
    let mut tree = BTreeMap::new();
    while !input.is_empty() {
        if let Some((row, content)) = entry(&mut input) {
            tree.insert(row.path.clone(), (row, content));
        }
    }
    let mut tar = Vec::new();
    for (row, content) in tree.values() {
        let end = tar.len() + entry_len(row) as usize;
        write_header(row, &mut tar);
        tar.extend_from_slice(content);
        tar.resize(end, 0);
    }
    tar.resize(tar.len() + TRAILER as usize, 0);
    let objects = MemoryObjects::new();
    let entries = tree.values().map(|(row, _)| {
        Ok(Entry { row: Row { digest: None, ..row.clone() }, origin: Origin::Outside, fallback: None, tag: None::<()> })
    });
    let destination = Destination { sink: &objects, content: &Files(&tree), monitor: &Silent, exact_time: true };
    let written = write_archive(entries, None, &destination, &mut |_: &Row, _| Ok(())).expect("in memory");
    let archive = Archive::open(&objects, written.id).expect("it was written");
    let rows = archive.rows().expect("rows").map(|found| found.expect("a row").row);
    assert!(rows.eq(tree.values().map(|(row, _)| row.clone())));
    let mut stream = Vec::new();
    archive.stream().expect("a stream").append(0, archive.attachment().tar_len, &mut stream).expect("all of it");
    assert_eq!(stream, tar);
    check_tar(&tar);

    let mut from = &*tar;
    let limits = UnpackLimits { bytes: 1 << 30, ratio: 1, entries: u64::MAX };
    let mut foreign = Foreign::new(Plain::open(&mut from, limits).expect("a tar"));
    for (row, content) in tree.values() {
        let entry = foreign.next_entry().expect("our own").expect("one more");
        let sort = match row.kind {
            EntryKind::File => Sort::File(row.size),
            EntryKind::Directory => Sort::Directory,
            EntryKind::Symlink => Sort::Symlink(row.target.clone()),
        };
        let mtime = Timestamp::from_seconds(row.mtime.seconds);
        assert_eq!(entry, ForeignEntry { path: row.path.clone(), sort, mode: row.mode, mtime });
        let mut theirs = vec![0; content.len() + 1];
        assert_eq!(foreign.read(&mut theirs).expect("our own"), content.len());
        assert_eq!(theirs[..content.len()], *content);
    }
    assert_eq!(foreign.next_entry().expect("our own"), None);
}

/// One entry of an input; none where its path or target is not one.
fn entry(input: &mut Input<'_>) -> Option<(Row, Vec<u8>)> {
    let [flags, times] = input.array();
    let seconds = if flags & 8 == 0 { i64::from(input.u32()) } else { input.u64() as i64 };
    let mode = u16::from_le_bytes(input.array()) & 0o777;
    let owner = (flags & 4 != 0).then(|| (input.u32(), input.u32()));
    let (path, mut content) = (input.piece(), input.piece().to_vec());
    let path = TreePath::new(path).ok()?;
    let kind = [EntryKind::File, EntryKind::File, EntryKind::Directory, EntryKind::Symlink][usize::from(flags & 3)];
    let mut target = Box::default();
    match kind {
        // Long contents, so that segments are cut.
        EntryKind::File => content = content.repeat(usize::from(times) % 8 + 1),
        EntryKind::Directory => content.clear(),
        EntryKind::Symlink => {
            target = std::mem::take(&mut content).into_boxed_slice();
            if target.is_empty() || target.len() > MAX_LINK || target.contains(&0) {
                return None;
            }
        }
    }
    let digest = (kind == EntryKind::File).then(|| Id::of(&content));
    let mtime = Timestamp { seconds, nanos: u32::from(times) };
    let size = content.len() as u64;
    Some((Row { path, kind, mode, mtime, size, target, digest, owner, first: None }, content))
}
