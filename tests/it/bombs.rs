//! Archives and repositories that claim or unpack to far more than they are: stopped at a cap, within a fixed amount of
//! memory and disk. In this process, and by the program, whose memory the kernel measures.

use std::fs;
use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};
use mosaic::archive::unpack::UnpackLimits;
use mosaic::base::kind::Kind;
use mosaic::base::limit::{MAX_MEMBER, MAX_OBJECT};
use mosaic::object::member::HEADER;

use crate::hostile_archives::{Head, Target, file, gzip, pax, sum, tar};
use crate::sandbox::{Sandbox, damage, noise};
use crate::tools::{is_everything, needs};

/// As many zeros, then the end; never in memory.
struct Bomb {
    packed: Vec<u8>,
    at: usize,
    times: u64,
}

impl Read for Bomb {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.at == self.packed.len() && self.times > 0 {
            (self.at, self.times) = (0, self.times - 1);
        }
        let len = buffer.len().min(self.packed.len() - self.at);
        buffer[..len].copy_from_slice(&self.packed[self.at..self.at + len]);
        self.at += len;
        Ok(len)
    }
}

#[test]
fn bombs_are_refused_before_they_fill_the_disk() {
    let mut target = Target::new();
    let before = target.state();
    let default = UnpackLimits::default();
    let mut refused = |from: &mut dyn Read, limits: UnpackLimits, why: &str| {
        let error = target.import_within(from, limits).expect_err(why).to_string();
        assert!(error.contains(why), "{error}");
        assert_eq!(target.state(), before, "{why}");
    };
    // 1 GiB of zeros as one file, in members of 16 MiB; then as padding behind the end.
    let header = gzip(&Head::new("zeros", b'0').size(1 << 30).block());
    let zeros = gzip(&vec![0; 16 << 20]);
    let bomb = || Bomb { packed: zeros.clone(), at: 0, times: 63 };
    refused(&mut header.as_slice().chain(bomb()), default, "--max-ratio");
    refused(&mut bomb(), default, "--max-ratio");
    let mut many = Vec::new();
    for number in 0..20_000 {
        many.extend_from_slice(&file(format!("empty {number}"), b""));
    }
    let many = gzip(&tar(&[many]));
    refused(&mut &*many, UnpackLimits { entries: 10_000, ..default }, "--max-entries");
    refused(&mut &*many, UnpackLimits { bytes: 5_000_000, ..default }, "--max-size");
    // Few entries, each below hundreds of directories that have no entry of their own.
    let deep: Vec<Vec<u8>> = (0..200)
        .flat_map(|number| {
            let name = format!("{number}{}", "/d".repeat(1500));
            [pax(b'x', &[("path", name.as_bytes())]), file("x", b"")]
        })
        .collect();
    refused(&mut &*tar(&deep), UnpackLimits { entries: 100_000, ..default }, "--max-entries");
    let names: Vec<Vec<u8>> = (0..500)
        .flat_map(|number| {
            let name = format!("{number}{}", ["/", &"n".repeat(250)].concat().repeat(16));
            [pax(b'x', &[("path", name.as_bytes())]), file("x", b"")]
        })
        .collect();
    refused(&mut &*tar(&names), UnpackLimits { entries: 9_000, ..default }, "--max-entries");
    // What is asked for is allowed.
    let limits = UnpackLimits { ratio: 2000, ..default };
    let fine = gzip(&Head::new("zeros", b'0').size(80 << 20).block());
    let end = gzip(&[0; 1024]);
    let zeros_80 = Bomb { packed: zeros, at: 0, times: 4 };
    let imported = target.import_within(&mut fine.as_slice().chain(zeros_80).chain(&*end), limits).unwrap();
    assert_eq!((imported.files, imported.bytes), (1, 80 << 20));
}

/// The caps are on what comes out: a few bytes go in.
#[test]
pub fn caps_count_what_an_archive_unpacks_to() {
    let mut target = Target::in_memory();
    let zeros = gzip(&vec![0; 40 << 20]);
    let packed = [gzip(&Head::new("zeros", b'0').size(80 << 20).block()), zeros.repeat(2), gzip(&[0; 1024])].concat();
    let default = UnpackLimits::default();
    let mut refused = |limits: UnpackLimits, why: &str| {
        let error = target.import_within(&mut &*packed, limits).expect_err(why).to_string();
        assert!(error.contains(why), "{error}");
    };
    refused(default, "--max-ratio");
    refused(UnpackLimits { bytes: 1 << 20, ratio: u64::MAX, ..default }, "--max-size");
}

/// Most memory that the program may take, in KiB.
const MEMORY: u64 = 128 << 10;
/// Longest file that it may write, in bytes: what is unpacked waits in a file without a name.
const FILE: u64 = 300 << 20;

/// Runs what it is given with a limit for files; says then how much memory that took at most.
const MEASURE: &str = r"
import resource, subprocess, sys
limit = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
code = subprocess.call(sys.argv[2:], stdout=subprocess.DEVNULL)
sys.stderr.write('\nmemory %d' % resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code if code >= 0 else 99)
";

/// Runs the program within the limits; what it said on standard error.
fn measured(place: &Sandbox, name: &str, code: i32, args: &[&str]) -> String {
    let mosaic = place.command(args);
    let mut command = Command::new("python3");
    command.args(["-c", MEASURE, &FILE.to_string()]).arg(mosaic.get_program()).args(mosaic.get_args());
    command.env_clear().envs(mosaic.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let start = Instant::now();
    let output = command.current_dir(place.path("")).stdin(Stdio::null()).output().unwrap();
    let took = start.elapsed();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let (said, memory) = text.rsplit_once("\nmemory ").unwrap_or_else(|| panic!("{name}: {text}"));
    let memory: u64 = memory.trim().parse().unwrap();
    println!(
        "{name}: exit {:?}, {} MiB, {} ms: {}",
        output.status.code(),
        memory >> 10,
        took.as_millis(),
        said.trim_end()
    );
    assert_eq!(output.status.code(), Some(code), "{name}: {said}");
    assert!(memory <= MEMORY, "{name}: {memory} KiB");
    assert!(took < Duration::from_secs(120), "{name}: {took:?}");
    said.to_owned()
}

/// Bytes of all files of the repository.
fn used(place: &Sandbox) -> u64 {
    let files = walkdir::WalkDir::new(place.path(".mosaic")).into_iter().flatten();
    files.filter(|entry| entry.file_type().is_file()).map(|entry| entry.metadata().unwrap().len()).sum()
}

/// A gzip file of what `write` writes, in one member.
fn packed(write: impl FnOnce(&mut dyn Write)) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    write(&mut encoder);
    encoder.finish().unwrap()
}

/// An entry whose header says this size, in the form of GNU tar.
fn huge(flag: u8, size: u64) -> Vec<u8> {
    let mut block = Head::new("huge", flag).block();
    block[124..136].fill(0);
    block[124] = 0x80;
    block[128..136].copy_from_slice(&size.to_be_bytes());
    sum(&mut block);
    block
}

fn empty_entries(count: u32, flag: u8, name: impl Fn(u32) -> String) -> Vec<u8> {
    packed(|out| {
        for number in 0..count {
            let (name, head) = (name(number), Head::new("x", flag).link("x"));
            if name.len() > 100 {
                out.write_all(&pax(b'x', &[("path", name.as_bytes())])).unwrap();
                out.write_all(&head.block()).unwrap();
            } else {
                out.write_all(&Head { name: name.into_bytes(), ..head }.block()).unwrap();
            }
        }
        out.write_all(&[0; 1024]).unwrap();
    })
}

/// What it is, its bytes, and what must be said; nothing where it is taken.
type BombCase = (&'static str, Vec<u8>, &'static str);

fn bombs(million: u32) -> Vec<BombCase> {
    let zeros = gzip(&vec![0; 16 << 20]);
    let zero_file = [gzip(&Head::new("zeros", b'0').size(1 << 30).block()), zeros.repeat(64)].concat();
    let bytes = tar(&[file("content", &vec![b'x'; million as usize])]);
    let one_by_one: Vec<u8> = {
        let members: Vec<Vec<u8>> = (0..=255).map(|byte| gzip(&[byte])).collect();
        bytes.iter().flat_map(|byte| members[usize::from(*byte)].clone()).collect()
    };
    let deep = "d/".repeat(10_000) + "file";
    let comment = vec![b'c'; 60_000];
    vec![
        ("1 GiB of zeros", zero_file, "--max-ratio"),
        ("1 GiB of zeros behind the end", [gzip(&tar(&[])), zeros.repeat(64)].concat(), "--max-ratio"),
        ("a million empty entries", empty_entries(million, b'0', |n| format!("{n}")), "--max-ratio"),
        ("a million fifos", empty_entries(million, b'6', |n| format!("{n}")), "--max-ratio"),
        ("entries of one name", empty_entries(million, b'0', |_| "x".to_owned()), "--max-ratio"),
        (
            "long names",
            empty_entries(million / 10, b'5', |n| format!("{n}/{}", ["n".repeat(255).as_str(); 15].join("/"))),
            "--max-ratio",
        ),
        ("a million empty members behind the end", [gzip(&tar(&[])), gzip(b"").repeat(million as usize)].concat(), ""),
        ("a million members of one byte", one_by_one, ""),
        ("10,000 directories deep", gzip(&tar(&[pax(b'x', &[("path", deep.as_bytes())]), file("x", b"")])), "too long"),
        (
            "a pax header of 1 GiB",
            [gzip(&Head::new("x", b'x').size(1 << 30).block()), zeros.repeat(64)].concat(),
            "more than 65536 bytes",
        ),
        (
            "600 MB of pax headers",
            packed(|out| {
                (0..10_000).for_each(|_| out.write_all(&pax(b'g', &[("comment", &comment)])).unwrap());
                out.write_all(&[0; 1024]).unwrap();
            }),
            "",
        ),
        ("a sparse file of 1 EiB", gzip(&tar(&[huge(b'S', 1 << 60)])), "sparse"),
        ("a file of 1 EiB", gzip(&tar(&[huge(b'0', 1 << 60)])), "cut"),
        ("a file of 8 EiB", gzip(&tar(&[huge(b'0', (1 << 63) - 1)])), "more than a file can have"),
        ("gzip in gzip in gzip", gzip(&gzip(&gzip(&bytes))), "no tar"),
    ]
}

#[test]
fn the_program_stops_bombs_within_its_memory() {
    if !needs("python3") {
        return;
    }
    let all = is_everything();
    let place = Sandbox::new();
    place.write("kept", "kept");
    place.commit("before");
    for (name, bytes, why) in bombs(if all { 1_000_000 } else { 400_000 }) {
        let at = place.beside("bomb");
        fs::write(&at, &bytes).unwrap();
        let before = used(&place);
        let said = measured(&place, name, if why.is_empty() { 0 } else { 4 }, &["import", "../bomb"]);
        assert!(said.contains(why), "{name}: {said}");
        let grown = used(&place) - before;
        assert!(grown <= if why.is_empty() { 1 << 20 } else { 0 }, "{name}: the repository grew by {grown} bytes");
    }
    place.ok(&["restore", "--staged", "."]);
    place.json(&["fsck", "--data"]);
    assert_eq!(place.ok(&["cat", "@:kept"]), "kept");
}

/// What a pack is made to say, and how.
type Lie<'l> = (&'l str, &'l dyn Fn(&mut Vec<u8>));

#[test]
fn headers_that_lie_in_a_repository_cost_nothing() {
    if !needs("python3") {
        return;
    }
    let original = Sandbox::new();
    original.write("file", noise(1, 3 << 20));
    original.commit("before");
    let store = original.repository();
    let mut chunks = Vec::new();
    let gather = store.store().each(|object| {
        chunks.extend((object.kind == Kind::Chunk).then_some(object));
        Ok::<_, ()>(())
    });
    gather.unwrap();
    let chunk = chunks.into_iter().max_by_key(|chunk| chunk.stored).unwrap();
    let at = chunk.offset as usize;
    let zeros = {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        (0..chunk.stored / 1100).for_each(|_| encoder.write_all(&[0; 1 << 20]).unwrap());
        encoder.finish().unwrap()
    };
    let body = at + HEADER..at + chunk.stored as usize - 8;
    let lies: [Lie<'_>; 4] = [
        ("a plain length of 4 GiB", &|bytes| bytes[at + HEADER - 8..at + HEADER - 4].fill(0xff)),
        ("a member of 4 GiB", &|bytes| bytes[at + HEADER - 4..at + HEADER].fill(0xff)),
        ("the longest lengths", &|bytes| {
            bytes[at + HEADER - 8..at + HEADER - 4].copy_from_slice(&(MAX_OBJECT as u32).to_le_bytes());
            bytes[at + HEADER - 4..at + HEADER].copy_from_slice(&(MAX_MEMBER as u32).to_le_bytes());
        }),
        ("content that inflates to far more", &|bytes| bytes[body.clone()][..zeros.len()].copy_from_slice(&zeros)),
    ];
    assert!(zeros.len() < body.len() && chunk.stored > 100_000, "{} {}", zeros.len(), chunk.stored);
    for (name, lie) in lies {
        let place = original.copy();
        damage(&place.path(".mosaic/packs").join(format!("{}.pack", chunk.pack)), |bytes| lie(bytes));
        for args in [&["cat", "@:file"][..], &["fsck", "--data"], &["repair"]] {
            measured(&place, &format!("{name}, {}", args[0]), 6, args);
            assert!(used(&place) < 20 << 20, "{name}");
        }
    }
}
