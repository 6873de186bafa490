//! Archives that lie, climb out, blow up or contradict themselves: refused with a reason, and nothing is changed. Those
//! that are merely odd come out as unpacking them would.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::Arc;

use flate2::Compression;
use flate2::write::GzEncoder;
use mosaic::archive::unpack::UnpackLimits;
use mosaic::base::id::Id;
use mosaic::base::monitor::Silent;
use mosaic::base::time::Timestamp;
use mosaic::repo::action::Action;
use mosaic::repo::error::RepoError;
use mosaic::repo::extract::{Extracted, Extraction, extract};
use mosaic::repo::import::{ImportOptions, Imported, import};
use mosaic::repo::init::{InitOptions, init};
use mosaic::repo::repository::Repository;
use mosaic::state::pointer::Pointer;
use mosaic::storage::memory::MemoryStorage;
use mosaic::storage::real::RealStorage;
use mosaic::storage::traits::Storage;
use mosaic::worktree::extract::ExtractOptions;
use mosaic::worktree::tree::WorkTree;

/// One header of a tar, every field at will.
#[derive(Clone)]
pub struct Head {
    pub name: Vec<u8>,
    pub flag: u8,
    pub size: u64,
    pub link: Vec<u8>,
    pub mode: u32,
    pub mtime: u64,
}

impl Head {
    pub fn new(name: impl AsRef<[u8]>, flag: u8) -> Self {
        Self { name: name.as_ref().to_vec(), flag, size: 0, link: Vec::new(), mode: 0o644, mtime: 1_000_000_000 }
    }

    pub fn link(mut self, link: impl AsRef<[u8]>) -> Self {
        self.link = link.as_ref().to_vec();
        self
    }

    pub fn size(mut self, size: u64) -> Self {
        self.size = size;
        self
    }

    pub fn block(&self) -> Vec<u8> {
        let mut block = vec![0; 512];
        block[..self.name.len().min(100)].copy_from_slice(&self.name[..self.name.len().min(100)]);
        block[100..108].copy_from_slice(format!("{:07o}\0", self.mode).as_bytes());
        block[124..136].copy_from_slice(format!("{:011o}\0", self.size).as_bytes());
        block[136..148].copy_from_slice(format!("{:011o}\0", self.mtime).as_bytes());
        block[156] = self.flag;
        block[157..157 + self.link.len().min(100)].copy_from_slice(&self.link[..self.link.len().min(100)]);
        block[257..265].copy_from_slice(b"ustar\x0000");
        sum(&mut block);
        block
    }

    /// Header, content and padding.
    pub fn with(self, content: &[u8]) -> Vec<u8> {
        let mut bytes = self.size(content.len() as u64).block();
        bytes.extend_from_slice(content);
        bytes.resize(bytes.len().next_multiple_of(512), 0);
        bytes
    }
}

/// Sets the checksum of a header.
pub fn sum(block: &mut [u8]) {
    block[148..156].fill(b' ');
    let sum: u32 = block.iter().map(|b| u32::from(*b)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
}

pub fn file(name: impl AsRef<[u8]>, content: &[u8]) -> Vec<u8> {
    Head::new(name, b'0').with(content)
}

/// A pax header with these records.
pub fn pax(flag: u8, records: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (key, value) in records {
        let rest = key.len() + value.len() + 3;
        let len = (rest..).find(|len| rest + len.to_string().len() == *len).unwrap();
        body.extend_from_slice(format!("{len} {key}=").as_bytes());
        body.extend_from_slice(value);
        body.push(b'\n');
    }
    Head::new("PaxHeaders/x", flag).with(&body)
}

pub fn tar(parts: &[Vec<u8>]) -> Vec<u8> {
    [parts.concat(), vec![0; 1024]].concat()
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A repository with a stage, between canaries.
pub struct Target {
    pub dir: tempfile::TempDir,
    repository: Repository,
    pub count: u64,
}

impl Target {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("work");
        fs::create_dir(&root).unwrap();
        fs::write(dir.path().join("canary"), "sings").unwrap();
        Self::with(dir, Arc::new(RealStorage::create(&root.join(".mosaic")).unwrap()))
    }

    /// The same in memory: quicker, and no less strict about what is written.
    pub fn in_memory() -> Self {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("work")).unwrap();
        fs::write(dir.path().join("canary"), "sings").unwrap();
        Self::with(dir, Arc::new(MemoryStorage::new()))
    }

    fn with(dir: tempfile::TempDir, storage: Arc<dyn Storage>) -> Self {
        let root = dir.path().join("work");
        let options = InitOptions { name: "x".to_owned(), open: false, key_seed: [1; 32], nonce: [2; 16] };
        let repository = init(storage, Some(&root), &action(0), options).unwrap().repository;
        let mut target = Self { dir, repository, count: 0 };
        target.import(&tar(&[file("staged before", b"1")])).unwrap();
        target
    }

    /// `import` with the usual limits.
    pub fn import(&mut self, bytes: &[u8]) -> Result<Imported, RepoError> {
        self.import_within(&mut &*bytes, UnpackLimits::default())
    }

    /// `import` with these limits.
    pub fn import_within(&mut self, from: &mut dyn Read, limits: UnpackLimits) -> Result<Imported, RepoError> {
        self.count += 1;
        import(&self.repository, &action(self.count), from, &ImportOptions { limits, dry_run: false })
    }

    /// Everything that can be seen to change: the files of the repository and what stands beside it.
    pub fn state(&self) -> Vec<(String, u64)> {
        let mut found = Vec::new();
        let mut left = vec![self.dir.path().to_owned()];
        while let Some(folder) = left.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                let metadata = fs::symlink_metadata(&path).unwrap();
                // The lock file is written by whoever holds it.
                if path.file_name().is_some_and(|name| name != "lock") {
                    let len = if metadata.is_dir() { 0 } else { metadata.len() };
                    found.push((path.to_string_lossy().into_owned(), len));
                }
                if metadata.is_dir() {
                    left.push(path);
                }
            }
        }
        found.sort();
        found
    }

    /// Writes the archive into a new directory; what is in it then.
    pub fn restore(&self, attachment: Id) -> Restored {
        let out = tempfile::tempdir_in(self.dir.path()).unwrap();
        self.extract(attachment, out.path(), ExtractOptions::default()).unwrap();
        look(out.path())
    }

    /// Writes the archive into this directory.
    pub fn extract(&self, attachment: Id, root: &Path, options: ExtractOptions) -> Result<Extracted, RepoError> {
        let tree = WorkTree::open(root)?;
        let extraction = Extraction {
            source: self.repository.source(),
            attachment,
            tree: &tree,
            options,
            present: &|_| false,
            monitor: &Silent,
        };
        extract(&extraction, &|_| true)
    }

    /// What the repository says it is.
    pub fn pointer(&self) -> Pointer {
        self.repository.pointer().unwrap()
    }
}

fn action(count: u64) -> Action<'static> {
    let mut seed = [0; 16];
    seed[..8].copy_from_slice(&count.to_le_bytes());
    Action::new(Timestamp::from_seconds(1), "import".to_owned(), "test".to_owned(), seed, &Silent)
}

/// Cases of what an error must say, and the archive.
type Cases = Vec<(&'static str, Vec<u8>)>;

fn assert_refused(cases: Cases) {
    let mut target = Target::new();
    let before = target.state();
    for (why, bytes) in cases {
        let error = target.import(&bytes).expect_err(why).to_string();
        assert!(error.contains(why) && error.contains("refused"), "{error:?} does not say {why:?}");
        assert_eq!(target.state(), before, "{why}");
    }
}

fn fine() -> Vec<u8> {
    file("fine", b"content")
}

#[test]
fn names_and_links_that_lead_elsewhere_are_refused() {
    assert_refused(vec![
        ("absolute", tar(&[file("/etc/passwd", b"x")])),
        ("`..`", tar(&[fine(), file("../canary", b"x")])),
        ("`..`", tar(&[file("a/../../canary", b"x")])),
        ("`..`", tar(&[Head::new("..", b'5').block()])),
        ("`..`", tar(&[file("a/./b", b"x")])),
        ("empty", tar(&[file("a//b", b"x")])),
        ("empty", tar(&[file("file/", b"x")])),
        ("absolute", tar(&[Head::new("/", b'5').block()])),
        ("bad name", tar(&[Head::new("a", b'1').link("./").block()])),
        ("bad name", tar(&[fine(), Head::new("a", b'1').link("/etc/passwd").block()])),
        ("bad name", tar(&[fine(), Head::new("a", b'1').link("../canary").block()])),
        ("not there", tar(&[Head::new("a", b'1').link("nowhere").block()])),
        ("not there", tar(&[Head::new("a", b'1').link("b").block(), Head::new("b", b'1').link("a").block()])),
        ("itself", tar(&[Head::new("a", b'1').link("a").block()])),
        ("directory", tar(&[Head::new("d", b'5').block(), Head::new("a", b'1').link("d").block()])),
        ("target", tar(&[Head::new("a", b'2').block()])),
        ("target", tar(&[pax(b'x', &[("linkpath", b"a\0b")]), Head::new("a", b'2').block()])),
        ("below", tar(&[Head::new("d", b'2').link("..").block(), file("d/canary", b"x")])),
        ("below", tar(&[file("d/canary", b"x"), Head::new("d", b'2').link("..").block()])),
        ("below", tar(&[file("d", b"x"), file("d/e/f", b"x")])),
        (".mosaic", tar(&[file(".mosaic/state", b"x")])),
        (".mosaic", tar(&[file("a/.MOSAIC/x", b"x")])),
        (".mosaic", tar(&[file("MOSAIC~1", b"x")])),
        (".mosaic", tar(&[file(".mos\u{200b}aic", b"x")])),
        (".mosaic", tar(&[file(".mosaic. /x", b"x")])),
        ("NUL", tar(&[pax(b'x', &[("path", b"a\0b")]), fine()])),
        ("NUL", tar(&[Head::new("././@LongLink", b'L').with(b"a\0b\0"), fine()])),
    ]);
}

#[test]
fn headers_that_could_be_read_in_two_ways_are_refused() {
    let long = |len: usize| [&vec![b'n'; len][..], b"\0"].concat();
    assert_refused(vec![
        ("global", tar(&[pax(b'g', &[("path", b"other")]), fine()])),
        ("global", tar(&[pax(b'g', &[("size", b"0")]), fine()])),
        ("sparse", tar(&[pax(b'x', &[("GNU.sparse.major", b"1")]), fine()])),
        ("sparse", tar(&[Head::new("a", b'S').with(b"x")])),
        ("type", tar(&[Head::new("a", b'V').block()])),
        ("type", tar(&[Head::new("a", b'M').with(b"x")])),
        ("type", tar(&[Head::new("a", b'?').block()])),
        ("two sizes", tar(&[pax(b'x', &[("size", b"0")]), fine()])),
        ("two sizes", tar(&[pax(b'x', &[("size", b"1024")]), Head::new("a", b'0').block(), fine(), vec![0; 512]])),
        ("has content", tar(&[Head::new("d", b'5').with(&fine())])),
        ("has content", tar(&[Head::new("l", b'2').link("x").with(&fine())])),
        ("has content", tar(&[fine(), Head::new("l", b'1').link("fine").with(&fine())])),
        ("has content", tar(&[Head::new("null", b'3').with(&fine())])),
        ("twice", tar(&[pax(b'x', &[("path", b"a"), ("path", b"b")]), fine()])),
        ("twice", tar(&[pax(b'x', &[("path", b"a")]), pax(b'x', &[("path", b"b")]), fine()])),
        ("long name", tar(&[pax(b'x', &[("path", b"a")]), Head::new("@", b'L').with(b"b\0"), fine()])),
        ("malformed", tar(&[Head::new("p", b'x').with(b"8 path=a\n"), fine()])),
        ("malformed", tar(&[Head::new("p", b'x').with(b"99999999999999999999 path=a\n"), fine()])),
        ("malformed", tar(&[Head::new("p", b'x').with(b"+9 path=a\n"), fine()])),
        ("malformed", tar(&[pax(b'x', &[("size", b"-1")]), fine()])),
        ("malformed", tar(&[pax(b'x', &[("mtime", b"1e9")]), fine()])),
        ("malformed", tar(&[pax(b'x', &[("path", b"")]), fine()])),
        ("character set", tar(&[pax(b'x', &[("hdrcharset", b"EBCDIC")]), fine()])),
        ("more than 65536 bytes", tar(&[pax(b'x', &[("comment", &[b'x'; 70_000])]), fine()])),
        ("more than 65536 bytes", tar(&[Head::new("@", b'L').with(&long(70_000)), fine()])),
        ("too long", tar(&[Head::new("@", b'L').with(&long(300)), fine()])),
        ("too long", tar(&[Head::new("@", b'L').with(&"abcd/".repeat(1000).as_bytes()[..4999]), fine()])),
        ("extension", tar(&[fine(), pax(b'x', &[("path", b"a")])])),
    ]);
}

#[test]
fn archives_that_are_cut_or_no_archives_are_refused() {
    let mut cases: Cases = vec![
        ("no tar", b"just some text that is no archive at all".repeat(64)),
        ("cut", b"short".to_vec()),
        ("empty", Vec::new()),
        ("run: xz -dc", b"\xfd7zXZ\0\0\0".to_vec()),
        ("run: zstd -dc", b"\x28\xb5\x2f\xfd....".to_vec()),
        ("follows", [tar(&[fine()]), fine()].concat()),
        ("follows", [tar(&[fine()]), b"garbage".to_vec()].concat()),
        ("gzip data", [gzip(&tar(&[fine()])), b"garbage".to_vec()].concat()),
        ("no tar", gzip(&gzip(&tar(&[fine()])))),
    ];
    let whole = tar(&[fine(), file("more", &[7; 3000])]);
    // Cut anywhere before the first block of zeros; the second may be missing.
    cases.extend((1..whole.len() - 1024).step_by(97).map(|len| ("cut", whole[..len].to_vec())));
    cases.extend([512, 1024, whole.len() - 1024].map(|len| ("cut", whole[..len].to_vec())));
    let packed = gzip(&whole);
    cases.extend((2..packed.len()).map(|len| ("", packed[..len].to_vec())));
    assert_refused(cases);
}

#[test]
fn a_damaged_header_is_refused_wherever_it_is_damaged() {
    let mut target = Target::new();
    let good = tar(&[file("a", b"x"), file("b", b"y")]);
    let before = target.state();
    // What stands behind the NUL in the field of the sum says nothing.
    for at in (1024..1024 + 512).filter(|at| *at != 1024 + 155) {
        let mut bytes = good.clone();
        bytes[at] ^= 0x41;
        assert!(target.import(&bytes).is_err(), "byte {at}");
    }
    assert_eq!(target.state(), before);
}

#[test]
fn odd_archives_come_out_as_unpacking_them_would() {
    let mut target = Target::new();
    let base_256 = |number: i64| {
        let mut field = vec![if number < 0 { 0xff } else { 0x80 }; 1];
        field.extend_from_slice(&i128::from(number).to_be_bytes()[5..]);
        field
    };
    let mut numbers = Head::new("numbers", b'0').block();
    numbers[124..136].copy_from_slice(&base_256(3));
    numbers[136..148].copy_from_slice(&base_256(-5));
    numbers[257..265].copy_from_slice(b"ustar  \0");
    sum(&mut numbers);
    let mut old = Head::new("old/", 0).block();
    old[257..265].fill(0);
    sum(&mut old);
    let mut prefixed = Head::new("name", b'0').block();
    prefixed[345..351].copy_from_slice(b"prefix");
    sum(&mut prefixed);
    let parts = [
        pax(b'g', &[("comment", b"made by a test"), ("mtime", b"77.5")]),
        Head::new("./", b'5').block(),
        Head::new("forward", b'1').link("./later").block(),
        file("././dotted", b"dotted"),
        [numbers, b"abc".to_vec(), vec![0; 509]].concat(),
        old,
        prefixed,
        pax(b'x', &[("path", "long/ü".as_bytes()), ("mtime", b"-1.25"), ("SCHILY.xattr.user.x", b"ignored")]),
        file("short", b"long"),
        Head::new("@", b'K').with(&[&[b't'; 150][..], b"\0"].concat()),
        Head::new("link", b'2').link("short").block(),
        file("twice", b"first"),
        Head::new("keeps the first", b'1').link("twice").block(),
        file("twice", b"second"),
        Head::new("fifo", b'6').block(),
        file("later", b"later"),
        Head::new("contiguous", b'7').with(b"7"),
    ];
    let imported = target.import(&gzip(&tar(&parts))).unwrap();
    assert_eq!(imported.skipped.iter().map(ToString::to_string).collect::<Vec<_>>(), ["fifo"]);
    let restored = target.restore(imported.attachment.unwrap());
    let content = |name: &str| restored[name.as_bytes()].content.clone();
    for (name, expected) in [
        ("forward", "later"),
        ("dotted", "dotted"),
        ("numbers", "abc"),
        ("prefix/name", ""),
        ("long/ü", "long"),
        ("link", &"t".repeat(150)),
        ("twice", "second"),
        ("keeps the first", "first"),
        ("contiguous", "7"),
    ] {
        assert_eq!(String::from_utf8(content(name)).unwrap(), expected, "{name}");
    }
    let times = ["numbers", "long/ü", "dotted"].map(|name| restored[name.as_bytes()].mtime);
    assert_eq!(times, [(77, 500_000_000), (-2, 750_000_000), (77, 500_000_000)], "global, own, global");
    assert_eq!((restored[b"old".as_slice()].kind, restored[b"prefix".as_slice()].mode), ('d', 0o755));
    assert_eq!(
        restored.len(),
        13,
        "{:?}",
        restored.keys().map(|name| String::from_utf8_lossy(name)).collect::<Vec<_>>()
    );
}

/// What there is on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub kind: char,
    pub mode: u32,
    pub mtime: (i64, i64),
    pub content: Vec<u8>,
    /// First name of its inode.
    pub first: Vec<u8>,
}

/// By path.
pub type Restored = BTreeMap<Vec<u8>, Found>;

/// Everything below a directory.
pub fn look(dir: &Path) -> Restored {
    use std::os::unix::ffi::OsStrExt;
    let mut found = Restored::new();
    let mut inodes = BTreeMap::new();
    let mut left = vec![dir.to_owned()];
    while let Some(folder) = left.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let metadata = fs::symlink_metadata(&path).unwrap();
            let name = path.strip_prefix(dir).unwrap().as_os_str().as_bytes().to_vec();
            let (kind, content) = if metadata.is_symlink() {
                ('l', fs::read_link(&path).unwrap().as_os_str().as_bytes().to_vec())
            } else if metadata.is_dir() {
                left.push(path.clone());
                ('d', Vec::new())
            } else {
                ('f', fs::read(&path).unwrap())
            };
            let names: &mut Vec<Vec<u8>> = inodes.entry(metadata.ino()).or_default();
            names.push(name.clone());
            let mtime = (metadata.mtime(), metadata.mtime_nsec());
            found.insert(name, Found { kind, mode: metadata.mode() & 0o777, mtime, content, first: Vec::new() });
        }
    }
    for mut names in inodes.into_values() {
        names.sort();
        for name in &names {
            found.get_mut(name).unwrap().first.clone_from(&names[0]);
        }
    }
    found
}
