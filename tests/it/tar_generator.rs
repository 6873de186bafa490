//! Generated tar archives, and what a plain model says that unpacking them leaves: names by types by links by order by
//! the ways to write them down. Knows nothing of mosaic but the rules of its documentation.

use std::collections::BTreeMap;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use mosaic::storage::power::random;

use crate::hostile_archives::{Head, pax, sum, tar};

/// Components that a name may have.
const GOOD: [&[u8]; 12] = [
    b"a",
    b"b",
    b"c",
    b"...",
    b"a b",
    b"a\\b",
    b"a\nb",
    "caf\u{e9}".as_bytes(),
    b"con",
    b".mosaicx",
    b"mosaic",
    &[b'n'; 255],
];
/// Components that it may not have.
const BAD: [&[u8]; 14] = [
    b"",
    b".",
    b"..",
    b".mosaic",
    b".MOSAIC",
    b".Mosaic. ",
    b"mosaic~1",
    b"MOSAIC~1",
    b".mosaic::$DATA",
    ".mos\u{200c}aic".as_bytes(),
    ".mo\u{17f}aic".as_bytes(),
    &[b'n'; 256],
    b"a\0b",
    b"\0",
];

/// The dice of one case.
pub struct Draw(pub u64);

impl Draw {
    /// A number below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        (random(&mut self.0) % limit as u64) as usize
    }

    /// Whether one of `times` throws hits.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of these.
    pub fn of<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len())]
    }

    /// One to three components of the first three good ones: names that meet.
    pub fn plain_name(&mut self) -> Vec<u8> {
        let parts: Vec<&[u8]> = (0..=self.below(3)).map(|_| *self.of(&GOOD[..3])).collect();
        parts.join(&b'/')
    }

    fn name(&mut self) -> Vec<u8> {
        let mut parts: Vec<&[u8]> = (0..=self.below(3)).map(|_| *self.of(&GOOD[..3])).collect();
        let at = self.below(parts.len());
        match self.below(100) {
            0 => parts[at] = *self.of(&BAD),
            1..10 => parts[at] = *self.of(&GOOD),
            10..14 => parts.insert(0, b"."),
            14 if self.once_in(3) => parts.insert(0, b""),
            14 => parts.push(b""),
            15 if self.once_in(10) => parts = vec![b"n".as_slice(); *self.of(&[2048, 2049])],
            _ => {}
        }
        parts.join(&b'/')
    }

    fn entry(&mut self) -> Entry {
        let flag = match self.below(100) {
            0..45 => b'0',
            45..48 => 0,
            48..50 => b'7',
            50..68 => b'5',
            68..80 => b'2',
            80..95 => b'1',
            95..98 => *self.of(b"346"),
            98 => *self.of(b"SVMD?"),
            _ => b'g',
        };
        let mut entry = Entry {
            name: self.name(),
            flag,
            link: Vec::new(),
            content: Vec::new(),
            mode: *self.of(&[0o644, 0o755, 0o600, 0o777, 0o4700, 0o1777]),
            mtime: 1_000_000_000 + self.below(1000) as u64,
            name_form: *self.of(&[Form::Field, Form::Field, Form::Prefix, Form::Pax, Form::Gnu]),
            link_form: *self.of(&[Form::Field, Form::Field, Form::Pax, Form::Gnu]),
            twist: if self.once_in(100) { *self.of(&TWISTS) } else { Twist::None },
        };
        match entry.flag {
            // What is at the top is mostly there to hold something.
            b'0' | b'1' | b'2' if !entry.name.contains(&b'/') && !self.once_in(3) => entry.flag = b'5',
            b'0' | 0 | b'7' => {
                let len = *self.of(&[0, 1, 2, 511, 512, 513, 20_000]);
                entry.content = vec![b'a' + self.below(3) as u8; len];
            }
            b'1' => entry.link = self.name(),
            b'2' => {
                let outside: [&[u8]; 6] = [b"../canary", b"/", b"..", b"../canary/file", b"../../canary/a", b"."];
                entry.link = if self.once_in(3) { self.name() } else { self.of(&outside).to_vec() };
            }
            _ => {}
        }
        entry
    }

    /// A whole archive.
    pub fn archive(&mut self) -> Archive {
        let mut entries: Vec<Entry> = Vec::new();
        for _ in 0..self.below(8) {
            let mut entry = self.entry();
            // Most hard links name something that is there.
            if entry.flag == b'1' && !entries.is_empty() && !self.once_in(5) {
                entry.link.clone_from(&self.of(&entries).name);
            }
            entries.push(entry);
        }
        let ending = if self.once_in(50) { *self.of(&ENDINGS) } else { Ending::TwoBlocks };
        Archive { entries, ending, gzip: self.once_in(6) }
    }
}

/// How a name is written down.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Form {
    Field,
    Prefix,
    Pax,
    Gnu,
}

/// What else is wrong, or only odd, about an entry.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Twist {
    None,
    /// A pax header says another size, or the same.
    OtherSize,
    SameSize,
    /// A pax header before and a long name of GNU tar.
    TwoNames,
    TwoPax,
    Sparse,
    /// Content where there is none by its type.
    Body,
    Checksum,
    GlobalName,
}

const TWISTS: [Twist; 8] = [
    Twist::OtherSize,
    Twist::SameSize,
    Twist::TwoNames,
    Twist::TwoPax,
    Twist::Sparse,
    Twist::Body,
    Twist::Checksum,
    Twist::GlobalName,
];

/// How an archive ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ending {
    TwoBlocks,
    OneBlock,
    ManyBlocks,
    None,
    Cut,
    Garbage,
    Second,
}

const ENDINGS: [Ending; 6] =
    [Ending::OneBlock, Ending::ManyBlocks, Ending::None, Ending::Cut, Ending::Garbage, Ending::Second];

/// An entry as it is written.
#[derive(Clone, Debug)]
pub struct Entry {
    name: Vec<u8>,
    flag: u8,
    link: Vec<u8>,
    content: Vec<u8>,
    mode: u32,
    mtime: u64,
    name_form: Form,
    link_form: Form,
    twist: Twist,
}

/// A generated archive.
#[derive(Clone, Debug)]
pub struct Archive {
    entries: Vec<Entry>,
    ending: Ending,
    gzip: bool,
}

/// Whether a header's field can say it.
fn fits(name: &[u8]) -> bool {
    name.len() <= 100 && !name.contains(&0)
}

/// Where ustar would cut a name into prefix and name.
fn cut(name: &[u8]) -> Option<usize> {
    let slash = name.iter().position(|byte| *byte == b'/')?;
    let (prefix, rest) = (&name[..slash], &name[slash + 1..]);
    (!prefix.is_empty() && prefix.len() <= 155 && !prefix.contains(&0) && !rest.is_empty() && fits(rest))
        .then_some(slash)
}

impl Entry {
    fn name_form(&self) -> Form {
        match self.name_form {
            Form::Field if !fits(&self.name) => Form::Pax,
            Form::Prefix if cut(&self.name).is_none() => Form::Gnu,
            form => form,
        }
    }

    fn link_form(&self) -> Form {
        if self.link_form == Form::Field && !fits(&self.link) { Form::Gnu } else { self.link_form }
    }

    fn write(&self, out: &mut Vec<Vec<u8>>) {
        let mut records: Vec<(&str, &[u8])> = Vec::new();
        let size = self.content.len().to_string();
        let long = |body: &[u8], flag| Head::new("././@LongLink", flag).with(&[body, b"\0"].concat());
        match self.twist {
            Twist::GlobalName => out.push(pax(b'g', &[("path", b"a")])),
            Twist::OtherSize => records.push(("size", b"512")),
            Twist::SameSize => records.push(("size", size.as_bytes())),
            Twist::Sparse => records.push(("GNU.sparse.major", b"1")),
            Twist::TwoPax => out.push(pax(b'x', &[("comment", b"first")])),
            Twist::TwoNames => {
                records.push(("path", b"a"));
                out.push(long(b"a", b'L'));
            }
            Twist::None | Twist::Body | Twist::Checksum => {}
        }
        let mut head = Head { mode: self.mode, mtime: self.mtime, ..Head::new("short", self.flag) }
            .size(self.content.len() as u64);
        let mut prefix: &[u8] = b"";
        match self.name_form() {
            _ if self.twist == Twist::TwoNames => {}
            Form::Field => head.name.clone_from(&self.name),
            Form::Prefix => {
                let at = cut(&self.name).expect("looked at");
                prefix = &self.name[..at];
                head.name = self.name[at + 1..].to_vec();
            }
            Form::Pax => records.push(("path", &self.name)),
            Form::Gnu => out.push(long(&self.name, b'L')),
        }
        if !self.link.is_empty() {
            match self.link_form() {
                Form::Pax => records.push(("linkpath", &self.link)),
                Form::Gnu => out.push(long(&self.link, b'K')),
                Form::Field | Form::Prefix => head.link.clone_from(&self.link),
            }
        }
        if self.twist == Twist::Body && self.content.is_empty() {
            head.size = 512;
        }
        if !records.is_empty() || self.twist == Twist::TwoPax {
            out.push(pax(b'x', &records));
        }
        let mut block = head.block();
        block[345..345 + prefix.len()].copy_from_slice(prefix);
        sum(&mut block);
        block[148] ^= u8::from(self.twist == Twist::Checksum);
        let body = if self.content.is_empty() { vec![0; head.size as usize] } else { self.content.clone() };
        block.extend(body);
        block.resize(block.len().next_multiple_of(512), 0);
        out.push(block);
    }

    /// Whether no reader may take it for certain.
    fn is_doubtful(&self) -> bool {
        let is_file = matches!(self.flag, b'0' | 0 | b'7');
        match self.twist {
            Twist::None | Twist::SameSize => false,
            Twist::OtherSize => self.content.len() != 512,
            // A file is then 512 zeros, and nothing is wrong with it.
            Twist::Body => !is_file,
            _ => true,
        }
    }
}

impl Archive {
    /// Its bytes.
    pub fn bytes(&self) -> Vec<u8> {
        let mut parts = Vec::new();
        for entry in &self.entries {
            if entry.flag == b'g' {
                parts.push(pax(b'g', &[("comment", b"made by a test")]));
            } else {
                entry.write(&mut parts);
            }
        }
        let mut bytes = tar(&parts);
        let len = bytes.len();
        match self.ending {
            Ending::TwoBlocks => {}
            Ending::OneBlock => bytes.truncate(len - 512),
            Ending::ManyBlocks => bytes.resize(len.next_multiple_of(10_240), 0),
            Ending::None => bytes.truncate(len - 1024),
            Ending::Cut => bytes.truncate(len - 1024 - usize::from(len > 1024)),
            Ending::Garbage => bytes.extend_from_slice(b"more"),
            Ending::Second => bytes.extend(tar(&[Head::new("second", b'0').with(b"x")])),
        }
        if !self.gzip {
            return bytes;
        }
        // Two members: they are one stream.
        let (first, second) = bytes.split_at(bytes.len() / 3);
        let mut packed = Vec::new();
        for part in [first, second] {
            let mut encoder = GzEncoder::new(&mut packed, Compression::fast());
            encoder.write_all(part).unwrap();
            encoder.finish().unwrap();
        }
        packed
    }
}

/// What an entry turns into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thing {
    /// The same for all names of one file.
    pub number: usize,
    /// `f`, `d` or `l`.
    pub kind: char,
    /// Of a link its target.
    pub content: Vec<u8>,
    pub mode: u32,
    /// `None` where the archive has no entry for a directory.
    pub mtime: Option<i64>,
}

/// The tree that an archive is, by name.
pub type Tree = BTreeMap<Vec<u8>, Thing>;

/// The name that is meant: `Err` where it is none, `None` for the root.
fn canonical(name: &[u8], directory: bool) -> Result<Option<Vec<u8>>, ()> {
    let mut parts: Vec<&[u8]> = name.split(|byte| *byte == b'/').collect();
    while parts.len() > 1 && parts[0] == b"." {
        parts.remove(0);
    }
    while directory && parts.len() > 2 && parts.last() == Some(&b"".as_slice()) {
        parts.pop();
    }
    if directory && parts.len() == 2 && parts[1].is_empty() && !parts[0].is_empty() {
        parts.pop();
    }
    if directory && matches!(parts[..], [b"" | b"."]) {
        return Ok(None);
    }
    let whole = parts.join(&b'/');
    if whole.len() > 4096 || parts.iter().any(|part| BAD.contains(part)) {
        return Err(());
    }
    Ok(Some(whole))
}

/// A name that is taken.
#[derive(Clone)]
enum Taken {
    Thing(usize),
    /// A hard link to what was not there yet.
    Ahead(Vec<u8>),
}

impl Archive {
    /// What unpacking leaves; `None` where the archive is to be refused.
    pub fn model(&self) -> Option<Tree> {
        let is_whole = matches!(self.ending, Ending::TwoBlocks | Ending::OneBlock | Ending::ManyBlocks);
        if !is_whole || self.entries.iter().any(|entry| entry.flag != b'g' && entry.is_doubtful()) {
            return None;
        }
        let (mut names, mut things) = (BTreeMap::new(), Vec::new());
        for entry in self.entries.iter().filter(|entry| entry.flag != b'g') {
            take(entry, &mut names, &mut things).ok()?;
        }
        let mut tree = Tree::new();
        for (name, mut taken) in names.clone() {
            for _ in 0..names.len() {
                if let Taken::Ahead(target) = &taken {
                    taken = names.get(target)?.clone();
                }
            }
            let Taken::Thing(number) = taken else { return None };
            tree.insert(name, things[number].clone());
        }
        add_missing(&mut tree, things.len(), names.keys());
        is_tree(&tree).then_some(tree)
    }
}

fn take(entry: &Entry, names: &mut BTreeMap<Vec<u8>, Taken>, things: &mut Vec<Thing>) -> Result<(), ()> {
    let is_directory = entry.flag == b'5' || entry.flag == 0 && entry.name.ends_with(b"/");
    let zeros = entry.twist == Twist::Body && entry.content.is_empty();
    let has_body = zeros || !entry.content.is_empty();
    if entry.name_form() == Form::Pax && entry.name.is_empty() || is_directory && has_body {
        return Err(());
    }
    let name = canonical(&entry.name, is_directory)?;
    let (kind, content) = match entry.flag {
        b'0' | b'7' | 0 if !is_directory => ('f', if zeros { vec![0; 512] } else { entry.content.clone() }),
        b'5' | 0 => ('d', Vec::new()),
        b'2' if entry.link.is_empty() || entry.link.len() > 4096 || entry.link.contains(&0) => return Err(()),
        b'2' => ('l', entry.link.clone()),
        b'1' => {
            let (name, target) = (name.ok_or(())?, canonical(&entry.link, false)?.ok_or(())?);
            if name == target {
                return Err(());
            }
            let found = match names.get(&target) {
                Some(Taken::Thing(number)) => Taken::Thing(*number),
                _ => Taken::Ahead(target),
            };
            names.insert(name, found);
            return Ok(());
        }
        b'3' | b'4' | b'6' => return Ok(()),
        _ => return Err(()),
    };
    let mode = if kind == 'l' { 0o777 } else { entry.mode & 0o777 };
    if let Some(name) = name {
        names.insert(name, Taken::Thing(things.len()));
        things.push(Thing { number: things.len(), kind, content, mode, mtime: Some(entry.mtime as i64) });
    }
    Ok(())
}

/// The directories that have no entry of their own.
fn add_missing<'a>(tree: &mut Tree, mut number: usize, names: impl Iterator<Item = &'a Vec<u8>>) {
    for name in names {
        for at in (0..name.len()).filter(|at| name[*at] == b'/') {
            tree.entry(name[..at].to_vec()).or_insert_with(|| {
                number += 1;
                Thing { number, kind: 'd', content: Vec::new(), mode: 0o755, mtime: None }
            });
        }
    }
}

/// Whether only directories have something below them, and one name each.
fn is_tree(tree: &Tree) -> bool {
    tree.iter().all(|(name, thing)| {
        let alone = || tree.values().filter(|other| other.number == thing.number).count() == 1;
        let above = name.iter().rposition(|byte| *byte == b'/').map(|at| &tree[&name[..at]]);
        above.is_none_or(|above| above.kind == 'd') && (thing.kind != 'd' || alone())
    })
}
