//! What must never move: cut points, headers, tables and the id of a small archive. A change here is another format: all
//! data would be stored again. `docs/format/archive.md` shows the same bytes.

use std::io;

use mosaic::archive::attachment::Attachment;
use mosaic::archive::cut::{cut_segment, ends_run};
use mosaic::archive::entry::{Content, Entry, OpenFile, Origin};
use mosaic::archive::manifest::{encode_row, read_parts};
use mosaic::archive::reader::Archive;
use mosaic::archive::row::{EntryKind, Row};
use mosaic::archive::tar_header::write_header;
use mosaic::archive::write::{Destination, Written, write_archive};
use mosaic::base::id::{Id, ObjectId};
use mosaic::base::kind::Kind;
use mosaic::base::monitor::Silent;
use mosaic::base::path::TreePath;
use mosaic::base::time::Timestamp;
use mosaic::object::memory::MemoryObjects;
use mosaic::object::traits::Source;

/// The first bytes of BLAKE3's extended output for the empty input.
fn noise(len: usize) -> Vec<u8> {
    let mut bytes = vec![0; len];
    blake3::Hasher::new().finalize_xof().fill(&mut bytes);
    bytes
}

fn lengths(mut bytes: &[u8]) -> Vec<usize> {
    let mut lengths = Vec::new();
    while !bytes.is_empty() {
        lengths.push(cut_segment(bytes));
        bytes = &bytes[lengths[lengths.len() - 1]..];
    }
    lengths
}

#[test]
fn cut_points_are_frozen() {
    assert_eq!(
        lengths(&noise(4 << 20)),
        [531215, 93777, 506155, 463976, 351611, 67744, 440903, 378761, 498246, 171426, 112611, 371838, 206041]
    );
    // Nothing to cut at: the longest chunk, again and again. And what is shorter than the shortest chunk.
    assert_eq!(lengths(&vec![0; (2 << 20) + 7]), [1 << 20, 1 << 20, 7]);
    assert_eq!(lengths(&noise(4096)), [4096]);
    let chosen: String =
        (b'a'..=b'z').filter(|name| ends_run(16 << 10, &TreePath::new([*name]).unwrap())).map(char::from).collect();
    assert_eq!(chosen, "bcfgjkoqrwxy");
    let (chosen, other) = (TreePath::new(*b"b").unwrap(), TreePath::new(*b"a").unwrap());
    assert_eq!([16_383, 16_384].map(|len| ends_run(len, &chosen)), [false, true]);
    assert_eq!([131_071, 131_072].map(|len| ends_run(len, &other)), [false, true]);
}

fn row(path: &[u8], kind: EntryKind, content: &[u8]) -> Row {
    Row {
        path: TreePath::new(path).unwrap(),
        kind,
        mode: 0o644,
        mtime: Timestamp { seconds: 1_700_000_000, nanos: 123_456_789 },
        size: if kind == EntryKind::File { content.len() as u64 } else { 0 },
        target: if kind == EntryKind::Symlink { content.into() } else { Box::default() },
        digest: (kind == EntryKind::File).then(|| Id::of(content)),
        owner: None,
        first: None,
    }
}

fn header(row: &Row) -> Vec<u8> {
    let mut header = Vec::new();
    write_header(row, &mut header);
    header
}

#[test]
fn headers_are_frozen() {
    use EntryKind::{Directory, File, Symlink};
    let file = || row(b"docs/report.txt", File, b"hello\n");
    let long = format!("{}/{}", "p".repeat(120), "n".repeat(90));
    let longer = format!("{}/{}", "p".repeat(160), "n".repeat(120));
    let at = |seconds| Timestamp { seconds, nanos: 0 };
    let cases: [(&str, Row, &str); 13] = [
        ("file", file(), "857ee4c9e87c5b6a817c04e88aa6b6be7285aadefd96c1e407d3b267e07765d4"),
        (
            "directory",
            Row { mode: 0o755, ..row(b"docs", Directory, b"") },
            "b2511e123d781fd499bb76efcd4a9268d82d265b13021309ec56cca8646ca91c",
        ),
        (
            "link",
            Row { mode: 0o777, ..row(b"docs/latest", Symlink, b"report.txt") },
            "2950b666db9b9e12b876ae81e3668dac4a9c8f0b0a23bc7b1e94498088874637",
        ),
        (
            "hard link",
            Row { first: Some(TreePath::new(b"a".as_slice()).unwrap()), ..file() },
            "857ee4c9e87c5b6a817c04e88aa6b6be7285aadefd96c1e407d3b267e07765d4",
        ),
        (
            "UTF-8",
            row("täxt".as_bytes(), File, b""),
            "7df94716c6c650fc3ce18855509e82ac6c0e7ce8a7c8c719a717701f452641f5",
        ),
        ("prefix", row(long.as_bytes(), File, b""), "b008d044067350b0450b69b53f2b85438b593b57cd6b12df37d020c653a47bbd"),
        (
            "pax path",
            row(longer.as_bytes(), File, b""),
            "237b1f586e80545cfcd5c461da969254a52c0669a6f061ec35816e8769def4b5",
        ),
        ("not UTF-8", row(b"\xff", File, b""), "63878e31f01cb1b7780b296af69147ed4fcf835d0c99bbd09c118077e4584a15"),
        (
            "pax link",
            row(b"l", Symlink, &[b't'; 101]),
            "8d1592bd80c9090ab5567cd660d3ad6f0b4e265a931bae2dd702ff18ba513b91",
        ),
        (
            "pax size",
            Row { size: 1 << 33, ..file() },
            "be7983839f84950222aa3f284909f22dbd30eb0d931238677687336dc653378e",
        ),
        (
            "owner",
            Row { owner: Some((1000, 100)), ..file() },
            "0fe10be64eb90fb802f10ecebebb6f1ef43bc919060f8d573a0b4cf233573436",
        ),
        (
            "pax owner",
            Row { owner: Some((1 << 21, u32::MAX)), ..file() },
            "de7272488263657281e9fc6cc5c260e4558957659d610d7d678d640324745493",
        ),
        (
            "pax mtime",
            Row { mtime: at(-1), ..file() },
            "8ce28211be7351c30955ac01c2753a3f3e181a63df1c0a6f5073933e20736bbc",
        ),
    ];
    let found: Vec<_> = cases.iter().map(|(what, row, _)| (*what, Id::of(&header(row)).to_string())).collect();
    let frozen: Vec<_> = cases.iter().map(|(what, _, id)| (*what, (*id).to_owned())).collect();
    assert_eq!(found, frozen);
}

struct Files<'a>(&'a [(Row, Vec<u8>)]);

struct Bytes<'a>(&'a [u8], usize);

impl Content for Files<'_> {
    fn open(&self, path: &TreePath) -> io::Result<Box<dyn OpenFile + '_>> {
        let found = self.0.iter().find(|(row, _)| row.path == *path).ok_or(io::ErrorKind::NotFound)?;
        Ok(Box::new(Bytes(&found.1, found.1.len())))
    }
}

impl OpenFile for Bytes<'_> {
    fn size(&self) -> u64 {
        self.1 as u64
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        io::Read::read(&mut self.0, buffer)
    }

    fn settled(&mut self) -> io::Result<bool> {
        Ok(true)
    }
}

fn write(objects: &MemoryObjects, tree: &[(Row, Vec<u8>)]) -> Written {
    let entries = tree.iter().map(|(row, _)| {
        let row = Row { digest: None, ..row.clone() };
        Ok(Entry { row, origin: Origin::Outside, fallback: None, tag: None::<()> })
    });
    let destination = Destination { sink: objects, content: &Files(tree), monitor: &Silent, exact_time: false };
    write_archive(entries, None, &destination, &mut |_: &Row, _| Ok(())).unwrap()
}

/// The hexadecimal block of this name in the page of the format.
fn shown(name: &str) -> String {
    let page = include_str!("../../docs/format/archive.md");
    let block = page.split(&format!("```hex {name}\n")).nth(1).unwrap_or_else(|| panic!("no block {name}"));
    block.split("```").next().unwrap().split_whitespace().collect()
}

#[test]
fn the_example_of_the_page_is_what_is_written() {
    let mut link = row(b"docs/latest", EntryKind::Symlink, b"report.txt");
    link.mode = 0o777;
    let mut directory = row(b"docs", EntryKind::Directory, b"");
    directory.mode = 0o755;
    let tree = [
        (directory, Vec::new()),
        (link, Vec::new()),
        (row(b"docs/report.txt", EntryKind::File, b"hello\n"), b"hello\n".to_vec()),
    ];
    let rows = tree.iter().map(|(row, _)| {
        let mut bytes = Vec::new();
        encode_row(row, &mut bytes);
        bytes
    });
    assert_eq!(hex::encode(rows.collect::<Vec<_>>().concat()), shown("manifest"));
    assert_eq!(hex::encode(header(&tree[2].0)), shown("header"));
    let objects = MemoryObjects::new();
    let written = write(&objects, &tree);
    let attachment = Attachment::load(&objects, &written.id).unwrap();
    let table = |id: &Id| hex::encode(objects.plain(Kind::Table, &ObjectId::Own(*id)).unwrap());
    assert_eq!(table(&attachment.manifest_table[0]), shown("manifest table"));
    assert_eq!(table(&attachment.shard_table[0]), shown("shard table"));
    let shard = Archive::open(&objects, written.id).unwrap().shards().unwrap()[0].0.id;
    assert_eq!(hex::encode(objects.plain(Kind::Shard, &ObjectId::Own(shard)).unwrap()), shown("shard"));
    assert_eq!(hex::encode(attachment.encode()), shown("attachment"));
    assert_eq!(written.id.to_string(), shown("id"));
}

#[test]
fn the_id_of_a_larger_archive_is_frozen() {
    let mut tree = vec![(row(b"big", EntryKind::File, &noise(40 << 20)), noise(40 << 20))];
    tree.push((Row { mode: 0o755, ..row(b"d", EntryKind::Directory, b"") }, Vec::new()));
    for number in 0..3000usize {
        let content = noise(number * 7 % 20_000);
        tree.push((row(format!("d/{number:05}").as_bytes(), EntryKind::File, &content), content));
    }
    let objects = MemoryObjects::new();
    let written = write(&objects, &tree);
    let attachment = Attachment::load(&objects, &written.id).unwrap();
    let parts = read_parts(&objects, &attachment).unwrap().len();
    assert_eq!((attachment.tar_len, attachment.chunks, attachment.shards, parts), (72_898_560, 1824, 2, 4));
    assert_eq!(written.id.to_string(), "ec7d24fd6d1588babed70a0353b7ce3feb2d4825f6ef828742611f3cd0c7f7fb");
}
