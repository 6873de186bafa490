//! The archive writer and reader: what is written is what is read, reuse gives the same chunks as from scratch,
//! and the cut points never move.

use std::collections::BTreeMap;
use std::io;

use mosaic::archive::entry::{Content, Entry, OpenFile, Origin};
use mosaic::archive::reader::{Archive, Located};
use mosaic::archive::row::{EntryKind, Row};
use mosaic::archive::tar_header::{entry_len, header_len, write_header};
use mosaic::archive::write::{Destination, Written, write_archive};
use mosaic::base::id::Id;
use mosaic::base::monitor::Silent;
use mosaic::base::path::TreePath;
use mosaic::base::time::Timestamp;
use mosaic::object::memory::MemoryObjects;
use proptest::prelude::{ProptestConfig, Strategy, any, prop, prop_assert_eq, prop_oneof, proptest};

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

use proptest::prelude::Just;

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
