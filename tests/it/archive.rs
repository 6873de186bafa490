//! The archive writer and reader: what is written is what is read, reuse gives the same chunks as from scratch,
//! and the cut points never move.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};

use mosaic::archive::entry::{Content, Entry, OpenFile, Origin};
use mosaic::archive::reader::{Archive, Located};
use mosaic::archive::row::{EntryKind, Row};
use mosaic::archive::table::TableWriter;
use mosaic::archive::tar_header::{entry_len, header_len, write_header};
use mosaic::archive::write::{Destination, Written, write_archive};
use mosaic::base::id::{Id, ObjectId};
use mosaic::base::kind::Kind;
use mosaic::base::limit::{MAX_CHUNK, MAX_PARTS};
use mosaic::base::monitor::Silent;
use mosaic::base::path::TreePath;
use mosaic::base::time::Timestamp;
use mosaic::object::error::ObjectError;
use mosaic::object::member::Member;
use mosaic::object::memory::MemoryObjects;
use mosaic::object::traits::Source;
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop, prop_assert_eq, prop_oneof, proptest};

/// A tree in memory: path to (mode, content).
type Tree = BTreeMap<TreePath, (u16, Vec<u8>)>;

struct Files<'a>(&'a Tree);

struct Bytes<'a>(&'a [u8], usize);

impl Content for Files<'_> {
    fn open(&self, path: &TreePath) -> io::Result<Box<dyn OpenFile + '_>> {
        match self.0.get(path) {
            Some((_, content)) => Ok(Box::new(Bytes(content, 0))),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }
}

impl OpenFile for Bytes<'_> {
    fn size(&self) -> u64 {
        self.0.len() as u64
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // Short reads on purpose.
        let len = buffer.len().min(self.0.len() - self.1).min(300_001);
        buffer[..len].copy_from_slice(&self.0[self.1..self.1 + len]);
        self.1 += len;
        Ok(len)
    }

    fn settled(&mut self) -> io::Result<bool> {
        Ok(true)
    }
}

fn path(text: &str) -> TreePath {
    TreePath::new(text.as_bytes()).expect("a valid path")
}

fn row(path: &TreePath, mode: u16, content: &[u8]) -> Row {
    Row {
        path: path.clone(),
        kind: EntryKind::File,
        mode,
        mtime: Timestamp::from_seconds(1_700_000_000),
        size: content.len() as u64,
        target: Box::default(),
        digest: None,
        owner: None,
        first: None,
    }
}

/// Writes `tree`; with `base`, entries whose content the base has are taken from it.
fn write(objects: &MemoryObjects, tree: &Tree, base: Option<Id>) -> Written {
    let base = base.map(|id| Archive::open(objects, id).expect("the base"));
    let known: BTreeMap<TreePath, Located> = base
        .iter()
        .flat_map(|archive| archive.rows().expect("rows"))
        .map(|found| found.expect("a row"))
        .map(|found| (found.row.path.clone(), found))
        .collect();
    let entries = tree.iter().map(|(path, (mode, content))| {
        let mut row = row(path, *mode, content);
        let digest = Some(Id::of(content));
        let same_content = known.get(path).filter(|found| found.row.digest == digest);
        let origin = match same_content {
            Some(found) => {
                row.digest = digest;
                Origin::Base { at: found.at, content: found.content(), same: found.row == row }
            }
            None => Origin::Outside,
        };
        Ok(Entry { row, origin, fallback: known.get(path).cloned().map(Box::new), tag: Some(()) })
    });
    let destination = Destination { sink: objects, content: &Files(tree), monitor: &Silent, exact_time: false };
    write_archive(entries, base.as_ref(), &destination, &mut |_: &Row, _| Ok(())).expect("written")
}

/// The tar stream that the archive should be.
fn expected_tar(tree: &Tree) -> Vec<u8> {
    let mut tar = Vec::new();
    for (path, (mode, content)) in tree {
        let row = row(path, *mode, content);
        let start = tar.len() as u64;
        write_header(&row, &mut tar);
        assert_eq!(tar.len() as u64 - start, header_len(&row));
        tar.extend_from_slice(content);
        tar.resize((start + entry_len(&row)) as usize, 0);
    }
    tar.resize(tar.len() + 1024, 0);
    tar
}

fn read_tar(objects: &MemoryObjects, id: Id) -> Vec<u8> {
    let archive = Archive::open(objects, id).expect("the archive");
    let mut tar = Vec::new();
    archive.stream().expect("a stream").append(0, archive.attachment().tar_len, &mut tar).expect("all bytes");
    tar
}

/// Bytes that look random and are a function of the seed.
fn noise(seed: u64, len: usize) -> Vec<u8> {
    let mut bytes = vec![0; len];
    blake3::Hasher::new().update(&seed.to_le_bytes()).finalize_xof().fill(&mut bytes);
    bytes
}

fn content() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        6 => (any::<u64>(), 0usize..3000).prop_map(|(seed, len)| noise(seed, len)),
        2 => (any::<u64>(), 10_000usize..40_000).prop_map(|(seed, len)| noise(seed, len)),
        1 => (any::<u64>(), 16_384usize..900_000).prop_map(|(seed, len)| noise(seed, len)),
        1 => (any::<u64>(), 1_000_000usize..6_000_000).prop_map(|(seed, len)| noise(seed, len)),
        1 => (0usize..300_000).prop_map(|len| vec![0; len]),
    ]
}

fn tree() -> impl Strategy<Value = Tree> {
    let name = prop_oneof![8 => "[a-d]{1,3}(/[a-d]{1,3}){0,2}", 1 => "[a-z]{120}/[a-z]{99}", 1 => "[é-ü]{60}"];
    let mode = prop_oneof![Just(0o644u16), Just(0o755)];
    prop::collection::btree_map(name.prop_map(|name| path(&name)), (mode, content()), 0..60)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// The tar stream is the one that the rows and contents define, and an archive written with reuse of a base is the
    /// archive written from scratch, object for object.
    #[test]
    fn reuse_equals_from_scratch(old in tree(), edits in tree(), removals in any::<u64>()) {
        let mut new = old.clone();
        let mut bit = 0;
        new.retain(|_, _| { bit += 1; (removals >> (bit % 64)) & 7 != 0 });
        new.extend(edits);
        let (scratch, objects) = (MemoryObjects::new(), MemoryObjects::new());
        let from_scratch = write(&scratch, &new, None);
        let base = write(&objects, &old, None);
        let with_reuse = write(&objects, &new, Some(base.id));
        prop_assert_eq!(read_tar(&scratch, from_scratch.id), expected_tar(&new));
        prop_assert_eq!(from_scratch.id, with_reuse.id);
    }
}

/// Contents that misbehave: some vanish, some change while they are read, and what is unchanged must not be opened.
struct Moody<'a> {
    tree: &'a Tree,
    opened: RefCell<Vec<TreePath>>,
    changing: &'a [TreePath],
    gone: &'a [TreePath],
}

struct Changing<'a>(Bytes<'a>);

impl OpenFile for Changing<'_> {
    fn size(&self) -> u64 {
        self.0.size()
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // Ends early: the file was cut after its stat.
        let piece = buffer.len().min(50_000);
        if self.0.1 * 2 > self.0.0.len() { Ok(0) } else { self.0.read(&mut buffer[..piece]) }
    }

    fn settled(&mut self) -> io::Result<bool> {
        Ok(false)
    }
}

impl Content for Moody<'_> {
    fn open(&self, path: &TreePath) -> io::Result<Box<dyn OpenFile + '_>> {
        self.opened.borrow_mut().push(path.clone());
        if self.gone.contains(path) {
            return Err(io::ErrorKind::NotFound.into());
        }
        let bytes = Bytes(&self.tree[path].1, 0);
        if self.changing.contains(path) { Ok(Box::new(Changing(bytes))) } else { Ok(Box::new(bytes)) }
    }
}

fn moody_write(
    objects: &MemoryObjects,
    moody: &Moody<'_>,
    base: Option<&Archive<'_>>,
    entries: Vec<Entry<u32>>,
) -> (Written, BTreeMap<TreePath, Option<u32>>) {
    let destination = Destination { sink: objects, content: moody, monitor: &Silent, exact_time: false };
    let mut done = BTreeMap::new();
    let written = write_archive(entries.into_iter().map(Ok), base, &destination, &mut |row: &Row, tag| {
        done.insert(row.path.clone(), tag);
        Ok(())
    });
    (written.expect("written"), done)
}

fn outside(tree: &Tree, path: &TreePath, base: Option<&Archive<'_>>, tag: u32) -> Entry<u32> {
    let (mode, content) = &tree[path];
    let fallback = base.and_then(|base| base.find(path).expect("found")).map(Box::new);
    Entry { row: row(path, *mode, content), origin: Origin::Outside, fallback, tag: Some(tag) }
}

/// Small and large files that change while they are read, or vanish, are tried again and then left as the base has
/// them, or left out; all else is in the archive.
#[test]
fn changing_files_are_left_as_the_base_has_them() {
    let sizes = [("a", 100), ("b", 5_000_000), ("c", 200_000), ("d", 9_000_000), ("e", 50), ("f", 3_000_000)];
    let old: Tree = sizes.iter().map(|(name, size)| (path(name), (0o644, noise(1, *size)))).collect();
    let mut new: Tree = sizes.iter().map(|(name, size)| (path(name), (0o644, noise(2, *size)))).collect();
    new.insert(path("g"), (0o644, noise(3, 4_000_000)));
    new.insert(path("h"), (0o644, noise(3, 10)));
    let objects = MemoryObjects::new();
    let base_id = write(&objects, &old, None).id;
    let base = Archive::open(&objects, base_id).unwrap();
    let (changing, gone) = ([path("b"), path("c"), path("g")], [path("d"), path("e"), path("h")]);
    let moody = Moody { tree: &new, opened: RefCell::default(), changing: &changing, gone: &gone };
    let entries = new.keys().zip(0..).map(|(path, tag)| outside(&new, path, Some(&base), tag)).collect();
    let (written, done) = moody_write(&objects, &moody, Some(&base), entries);
    let left: Vec<String> = written.left.iter().map(|left| left.path.to_string()).collect();
    assert_eq!(left, ["b", "c", "d", "e", "g", "h"]);
    let mut expected = old.clone();
    for name in ["a", "f"] {
        expected.insert(path(name), new[&path(name)].clone());
    }
    assert_eq!(written.id, write(&MemoryObjects::new(), &expected, None).id);
    // Three tries each; only entries that were read as they were given hand their tag back.
    assert_eq!(moody.opened.borrow().iter().filter(|opened| **opened == path("b")).count(), 3);
    assert_eq!(done[&path("a")], Some(0));
    assert_eq!(done[&path("b")], None);
}

/// However many attempts fail, the buffers that they used are there for the next one.
#[test]
fn many_changing_files_keep_nothing() {
    let tree: Tree = (10..30).map(|n| (path(&format!("f{n}")), (0o644, noise(n, 2_000_000)))).collect();
    let (changing, objects): (Vec<TreePath>, _) = (tree.keys().take(19).cloned().collect(), MemoryObjects::new());
    let moody = Moody { tree: &tree, opened: RefCell::default(), changing: &changing, gone: &[] };
    let entries = tree.keys().map(|path| outside(&tree, path, None, 0)).collect();
    let (written, _) = moody_write(&objects, &moody, None, entries);
    assert_eq!((written.left.len(), written.files), (19, 1));
}

/// A touched tree: every time of modification moved and nothing else. The archive is the old one.
#[test]
fn a_time_that_moved_is_no_change() {
    let tree: Tree = [("a", 10), ("b", 40_000), ("c", 1_100_000), ("d", 7_000_000)]
        .iter()
        .map(|(name, size)| (path(name), (0o644, noise(7, *size))))
        .collect();
    let objects = MemoryObjects::new();
    let base_id = write(&objects, &tree, None).id;
    let base = Archive::open(&objects, base_id).unwrap();
    let moody = Moody { tree: &tree, opened: RefCell::default(), changing: &[], gone: &[] };
    let touched = |path| {
        let mut entry = outside(&tree, path, Some(&base), 9);
        entry.row.mtime = Timestamp::from_seconds(1_800_000_000);
        entry
    };
    let (written, done) = moody_write(&objects, &moody, Some(&base), tree.keys().map(touched).collect());
    assert_eq!(written.id, base_id);
    assert_eq!(written.chunks_new, 0);
    assert!(done.values().all(|tag| *tag == Some(9)), "the content was read, so its stat can be remembered");
}

/// One small file of many changes: what is unchanged is not opened, and of the base no more is read than the chunks
/// around the change.
#[test]
fn what_is_unchanged_is_not_read() {
    let mut tree: Tree =
        (0..2000).map(|n: u64| (path(&format!("d/{n:05}")), (0o644, noise(n, 900 + n as usize)))).collect();
    let objects = MemoryObjects::new();
    let base_id = write(&objects, &tree, None).id;
    let counting = Counting { objects: &objects, chunks: AtomicUsize::new(0) };
    let base = Archive::open(&counting, base_id).unwrap();
    let changed = path("d/01000");
    tree.insert(changed.clone(), (0o644, noise(99, 4_000)));
    let moody = Moody { tree: &tree, opened: RefCell::default(), changing: &[], gone: &[] };
    let entries = base.rows().unwrap().map(|found| {
        let found = found.unwrap();
        if found.row.path == changed { outside(&tree, &changed, None, 0) } else { Entry::unchanged(found, None) }
    });
    let (written, _) = moody_write(&objects, &moody, Some(&base), entries.collect());
    assert_eq!(*moody.opened.borrow(), [changed]);
    assert!(counting.chunks.into_inner() <= 8, "chunks of the base were read far from the change");
    assert!(written.chunks_new <= 8, "{} new chunks for one small change", written.chunks_new);
    assert_eq!(written.id, write(&MemoryObjects::new(), &tree, None).id);
}

/// Counts the chunks that are read.
struct Counting<'a> {
    objects: &'a MemoryObjects,
    chunks: AtomicUsize,
}

impl Source for Counting<'_> {
    fn has(&self, id: &ObjectId) -> Result<bool, ObjectError> {
        self.objects.has(id)
    }

    fn get(&self, id: &ObjectId) -> Result<Member, ObjectError> {
        let member = self.objects.get(id)?;
        if member.header().kind == Kind::Chunk {
            self.chunks.fetch_add(1, Ordering::Relaxed);
        }
        Ok(member)
    }
}

#[test]
fn a_table_ends_at_its_limit() {
    let objects = MemoryObjects::new();
    let mut table = TableWriter::default();
    let row = vec![0; MAX_CHUNK];
    for _ in 0..MAX_PARTS {
        table.push(&row, &objects).expect("room");
    }
    table.push(&row, &objects).expect("stores the last part that there may be");
    let refused = table.push(&row, &objects).expect_err("no room").to_string();
    assert!(refused.contains("more entries than one archive can have"), "{refused}");
}
