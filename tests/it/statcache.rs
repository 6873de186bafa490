//! The stat cache: what it keeps, what it takes for lost, and that no edit slips through it.

use std::fs;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use mosaic::archive::row::EntryKind;
use mosaic::base::id::Id;
use mosaic::base::path::TreePath;
use mosaic::base::time::Timestamp;
use mosaic::storage::error::StorageError;
use mosaic::storage::traits::{Access, Bytes, Handle, Identity, Listed, Lock, Placement, Publication, Staged, Storage};
use mosaic::worktree::stat::Stat;
use mosaic::worktree::statcache::{CacheRow, CacheWriter, NAME, StatCache, is_racy};
use mosaic::worktree::tree::WorkTree;
use tempfile::TempDir;

/// One published file, in memory.
#[derive(Clone, Default)]
struct OneFile(Arc<Mutex<Option<Vec<u8>>>>);

struct Draft(Arc<Mutex<Vec<u8>>>);

impl Staged for Draft {
    fn sync(&mut self) -> Result<(), StorageError> {
        Ok(())
    }

    fn name(&self) -> &str {
        "incoming/statcache"
    }
    fn len(&self) -> u64 {
        self.0.lock().expect("no panic under it").len() as u64
    }
    fn write(&mut self, bytes: &[u8]) -> Result<(), StorageError> {
        self.0.lock().expect("no panic under it").extend_from_slice(bytes);
        Ok(())
    }
    fn read_at(&self, _buffer: &mut [u8], _offset: u64) -> Result<(), StorageError> {
        unreachable!("the writer reads nothing back")
    }
    fn truncate(&mut self, _len: u64) -> Result<(), StorageError> {
        unreachable!("the writer takes nothing back")
    }
}

struct Content(Vec<u8>);

impl Handle for Content {
    fn len(&self) -> u64 {
        self.0.len() as u64
    }
    fn read_at(&self, _buffer: &mut [u8], _offset: u64) -> Result<(), StorageError> {
        unreachable!("the cache is mapped")
    }
    fn map(&self) -> Result<Bytes, StorageError> {
        Ok(Arc::new(self.0.clone()))
    }
}

impl Storage for OneFile {
    fn open(&self, name: &str) -> Result<Arc<dyn Handle>, StorageError> {
        assert_eq!(name, NAME);
        let content = self.0.lock().expect("no panic under it").clone();
        let content = content.ok_or(StorageError::NotFound { name: name.into() })?;
        Ok(Arc::new(Content(content)))
    }
    fn open_secret(&self, _name: &str) -> Result<Vec<u8>, StorageError> {
        unreachable!("no secret")
    }
    fn list(&self, _folder: &str) -> Result<Vec<Listed>, StorageError> {
        unreachable!("nothing is listed")
    }
    fn create(&self, _name: &str) -> Result<Box<dyn Staged>, StorageError> {
        unreachable!("the caller stages")
    }
    fn adopt(&self, _name: &str) -> Result<Option<Box<dyn Staged>>, StorageError> {
        unreachable!("nothing is adopted")
    }
    fn publish(&self, _files: Vec<Publication>) -> Result<(), StorageError> {
        unreachable!("the caller publishes")
    }
    fn append(&self, _name: &str, _at: u64, _bytes: &[u8]) -> Result<(), StorageError> {
        unreachable!("nothing is appended")
    }
    fn overwrite(&self, _name: &str, _at: u64, _bytes: &[u8]) -> Result<(), StorageError> {
        unreachable!("nothing is overwritten")
    }
    fn identity(&self, _name: &str) -> Result<Option<Identity>, StorageError> {
        unreachable!("no identity is asked for")
    }
    fn remove(&self, _name: &str) -> Result<(), StorageError> {
        unreachable!("nothing is removed")
    }
    fn lock(&self, _: &str, _: Access, _: Duration, _: &str) -> Result<Box<dyn Lock>, StorageError> {
        unreachable!("no lock is needed")
    }
}

fn path(text: &str) -> TreePath {
    TreePath::new(text.as_bytes()).expect("a canonical name")
}

fn second(seconds: i64, nanos: u32) -> Timestamp {
    Timestamp { seconds, nanos }
}

fn row(path: &TreePath, number: u64) -> CacheRow<'_> {
    let kind = [EntryKind::File, EntryKind::Directory, EntryKind::Symlink][number as usize % 3];
    CacheRow {
        path: path.as_bytes(),
        kind,
        mode: 0o644,
        size: number * 1_000_003,
        mtime: second(-5, 999_999_999),
        ctime: second(1_700_000_000, number as u32),
        inode: u64::MAX - number,
        digest: if kind == EntryKind::Directory { Id::from_bytes([0; 32]) } else { Id::of(&number.to_le_bytes()) },
    }
}

fn write(rows: &[(TreePath, u64)], start: Timestamp, attachment: Option<Id>) -> Vec<u8> {
    let bytes = Arc::new(Mutex::new(Vec::new()));
    let mut writer = CacheWriter::new(Box::new(Draft(Arc::clone(&bytes))), start);
    rows.iter().for_each(|(path, number)| writer.push(&row(path, *number)).expect("written"));
    let publication = writer.finish(attachment).expect("finished");
    assert_eq!((publication.name.as_str(), publication.placement), (NAME, Placement::Cache));
    bytes.lock().expect("no panic under it").clone()
}

fn decode(bytes: &[u8]) -> Option<StatCache> {
    StatCache::decode(Arc::new(bytes.to_vec()))
}

fn many() -> Vec<(TreePath, u64)> {
    let mut rows: Vec<(TreePath, u64)> = (0..4_000).map(|n| (path(&format!("d{}/e/file-{n}", n % 7)), n)).collect();
    rows.extend([(path("d1"), 1), (path("d1-"), 2), (path("d1/e"), 4), (path(&["long"; 800].join("/")), 5)]);
    rows.sort();
    rows
}

#[test]
fn what_is_written_is_read() {
    let rows = many();
    let attachment = Some(Id::of(b"attachment"));
    let storage = OneFile::default();
    assert!(StatCache::open(&storage).expect("an answer").is_none());
    *storage.0.lock().expect("no panic under it") = Some(write(&rows, second(9, 8), attachment));
    let cache = StatCache::open(&storage).expect("an answer").expect("a cache");
    assert_eq!((cache.start(), cache.attachment(), cache.len()), (second(9, 8), attachment, rows.len() as u64));
    let mut cursor = cache.rows();
    for (path, number) in &rows {
        assert_eq!(cursor.next_row(), Some(row(path, *number)));
    }
    assert_eq!(cursor.next_row(), None);
    // Found in order, beside names that are not there.
    let mut cursor = cache.rows();
    assert_eq!(cursor.find(&path("a")), None);
    for (path, number) in rows.iter().filter(|(_, number)| number % 3 == 0) {
        assert_eq!(cursor.find(path), Some(row(path, *number)));
        assert_eq!(cursor.find(&path.join(b"nothing").expect("a name")), None);
    }
    assert_eq!(cursor.find(&path("zzz")), None);
    let empty = decode(&write(&[], second(1, 0), None)).expect("an empty cache");
    assert!(empty.is_empty() && empty.attachment().is_none() && empty.rows().next_row().is_none());
}

#[test]
fn a_torn_cache_is_none() {
    let rows = many();
    let whole = write(&rows[..20], second(9, 8), None);
    assert!(decode(&whole).is_some());
    for len in 0..whole.len() {
        assert!(decode(&whole[..len]).is_none(), "cut to {len}");
    }
    for at in 0..whole.len() {
        let mut torn = whole.clone();
        torn[at] ^= 0x10;
        assert!(decode(&torn).is_none(), "byte {at}");
    }
    let mut longer = whole.clone();
    longer.push(0);
    assert!(decode(&longer).is_none());
}

#[test]
fn hostile_rows_end_the_cache() {
    let rows = many();
    let whole = write(&rows[..20], second(9, 8), None);
    let body = whole.len() - 72;
    for at in 20..body {
        for flip in [0x01, 0x80, 0xff] {
            let mut hostile = whole[..whole.len() - 32].to_vec();
            hostile[at] ^= flip;
            let checksum = *blake3::hash(&hostile).as_bytes();
            hostile.extend_from_slice(&checksum);
            let cache = decode(&hostile).expect("the checksum is right");
            let (mut cursor, mut last, mut count) = (cache.rows(), Vec::new(), 0);
            while let Some(row) = cursor.next_row() {
                assert!(row.path.len() <= 4096 && row.mode <= 0o777 && row.mtime.nanos < 1_000_000_000);
                assert!(last.is_empty() || mosaic::base::path::compare(&last, row.path).is_lt(), "byte {at}");
                last = row.path.to_vec();
                count += 1;
            }
            assert!(count <= 20);
        }
    }
}

#[test]
pub fn racy_is_what_is_not_clearly_before_the_scan() {
    let old = second(1_000, 5);
    for (start, mtime, ctime, racy) in [
        (second(2_000, 0), old, old, false),
        (second(2_000, 0), old, second(2_000, 1), true),
        (second(2_000, 0), second(2_000, 1), old, true),
        (second(2_000, 0), old, second(1_999, 989_999_999), false),
        (second(2_000, 0), old, second(1_999, 990_000_000), true),
        // Whole seconds: two of them.
        (second(2_000, 0), old, second(1_998, 0), true),
        (second(2_000, 0), old, second(1_997, 0), false),
        (second(0, 0), old, old, true),
        (second(i64::MIN, 0), second(i64::MAX, 0), old, true),
    ] {
        assert_eq!(is_racy(start, mtime, ctime), racy, "{start:?} {mtime:?} {ctime:?}");
    }
}

#[test]
fn an_edit_in_the_same_tick_is_seen() {
    let root = TempDir::new().expect("a temporary directory");
    let tree = WorkTree::open(root.path()).expect("a work tree");
    let (file, name) = (root.path().join("file"), path("file"));
    let mut slipped = 0;
    for round in 0..200 {
        fs::write(&file, format!("before {round:4}")).expect("written");
        let start = tree.filesystem_now().expect("a clock");
        let stat = tree.stat(&name).expect("an answer").expect("a file");
        let digest = Id::of(&fs::read(&file).expect("readable"));
        let bytes = Arc::new(Mutex::new(Vec::new()));
        let mut writer = CacheWriter::new(Box::new(Draft(Arc::clone(&bytes))), start);
        writer.push(&CacheRow::new(&name, &stat, digest).expect("a file")).expect("written");
        writer.finish(None).expect("finished");
        // The same length, right after the scan.
        fs::write(&file, format!("after! {round:4}")).expect("written");
        let now = tree.stat(&name).expect("an answer").expect("a file");
        slipped += usize::from(now == stat);
        let cache = decode(&bytes.lock().expect("no panic under it")).expect("a cache");
        let mut cursor = cache.rows();
        let row = cursor.find(&name).expect("the row");
        assert!(!cache.fresh(&row, &now), "round {round}");
        // Nor may a later cache vouch for it.
        let later = Arc::new(Mutex::new(Vec::new()));
        let mut writer = CacheWriter::new(Box::new(Draft(Arc::clone(&later))), second(start.seconds + 100, 0));
        writer.keep(&cache, &row).expect("written");
        writer.finish(None).expect("finished");
        assert!(decode(&later.lock().expect("no panic under it")).expect("a cache").is_empty());
    }
    // With stamps as coarse as the kernel's tick, the stat alone would have been fooled; where stamps are finer, not.
    assert!(slipped < 200);
}

#[test]
fn an_untouched_file_is_fresh_and_a_touched_one_is_not() {
    let root = TempDir::new().expect("a temporary directory");
    let tree = WorkTree::open(root.path()).expect("a work tree");
    let (file, name) = (root.path().join("file"), path("file"));
    fs::write(&file, "content").expect("written");
    let stat = tree.stat(&name).expect("an answer").expect("a file");
    let now = tree.filesystem_now().expect("a clock");
    assert!(now >= stat.ctime && now.seconds - stat.ctime.seconds < 60, "{now:?} {stat:?}");
    let bytes = Arc::new(Mutex::new(Vec::new()));
    let mut writer = CacheWriter::new(Box::new(Draft(Arc::clone(&bytes))), second(now.seconds + 10, 0));
    writer.push(&CacheRow::new(&name, &stat, Id::of(b"content")).expect("a file")).expect("written");
    writer.finish(None).expect("finished");
    let cache = decode(&bytes.lock().expect("no panic under it")).expect("a cache");
    let row = cache.rows().find(&name).expect("the row").digest;
    assert_eq!(row, Id::of(b"content"));
    let fresh = |stat: &Stat| cache.fresh(&cache.rows().find(&name).expect("the row"), stat);
    assert!(fresh(&stat));
    for moved in [
        Stat { size: 8, ..stat },
        Stat { mode: 0o600, ..stat },
        Stat { inode: stat.inode + 1, ..stat },
        Stat { kind: Some(EntryKind::Symlink), ..stat },
        Stat { mtime: second(stat.mtime.seconds, 1), ..stat },
        Stat { ctime: second(stat.ctime.seconds, 1), ..stat },
    ] {
        assert!(!fresh(&moved), "{moved:?}");
    }
}
