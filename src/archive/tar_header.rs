//! The tar header of an entry: ustar (POSIX.1-1988), with a pax extended header (POSIX.1-2001) only where ustar cannot
//! say it. Bytes and length are functions of the manifest row alone. `docs/format/archive.md` fixes the rules.

use crate::archive::row::{EntryKind, Row};

/// tar's unit.
pub const BLOCK: u64 = 512;
/// Zero bytes at the end of an archive: two blocks.
pub const TRAILER: u64 = 2 * BLOCK;

const NAME: usize = 100;
const PREFIX: usize = 155;
/// Largest number in an octal field of 7 digits.
const OCTAL_7: u64 = 0o7_777_777;
/// Largest number in an octal field of 11 digits.
const OCTAL_11: u64 = 0o77_777_777_777;

/// Zero bytes that follow content of `size` bytes up to the next block.
pub const fn padding(size: u64) -> u64 {
    (BLOCK - size % BLOCK) % BLOCK
}

/// Bytes that the entry takes in the tar stream: header, content, padding.
pub fn entry_len(row: &Row) -> u64 {
    header_len(row) + row.size + padding(row.size)
}

/// Length of the entry's header in bytes, pax records included.
pub fn header_len(row: &Row) -> u64 {
    match pax_len(row) {
        0 => BLOCK,
        records => BLOCK + records + padding(records) + BLOCK,
    }
}

/// Appends the entry's header to `out`.
pub fn write_header(row: &Row, out: &mut Vec<u8>) {
    let records = pax_records(row);
    if !records.is_empty() {
        let len = records.len() as u64;
        push_block(
            &Fields { name: b"PaxHeaders/mosaic", mode: 0o644, size: len, flag: b'x', ..Fields::default() },
            out,
        );
        out.extend_from_slice(&records);
        out.resize(out.len() + padding(len) as usize, 0);
    }
    let name = tar_name(row);
    let (prefix, name) = split_name(&name).unwrap_or((b"", &name[..NAME.min(name.len())]));
    let (uid, gid) = row.owner.unwrap_or((0, 0));
    let fit = |n: u64, max: u64| if n > max { 0 } else { n };
    push_block(
        &Fields {
            name,
            prefix,
            mode: u64::from(row.mode & 0o777),
            uid: fit(u64::from(uid), OCTAL_7),
            gid: fit(u64::from(gid), OCTAL_7),
            size: fit(row.size, OCTAL_11),
            mtime: fit(u64::try_from(row.mtime.seconds).unwrap_or(0), OCTAL_11),
            flag: match row.kind {
                EntryKind::File => b'0',
                EntryKind::Directory => b'5',
                EntryKind::Symlink => b'2',
            },
            link: &row.target[..row.target.len().min(NAME)],
        },
        out,
    );
}

/// The name as tar has it: a directory ends with `/`.
fn tar_name(row: &Row) -> Vec<u8> {
    let mut name = row.path.as_bytes().to_vec();
    if row.kind == EntryKind::Directory {
        name.push(b'/');
    }
    name
}

/// (prefix, name) of ustar: no prefix where the name fits; else cut at the first `/` that leaves at most 100 bytes.
fn split_name(name: &[u8]) -> Option<(&[u8], &[u8])> {
    if name.len() <= NAME {
        return Some((b"", name));
    }
    let from = name.len() - NAME - 1;
    let slash = from + name[from..name.len() - 1].iter().position(|b| *b == b'/')?;
    (1..=PREFIX).contains(&slash).then(|| (&name[..slash], &name[slash + 1..]))
}

fn is_text(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok()
}

/// Calls `record` with each pax record that the row needs, in the order of the format.
fn each_pax_record(row: &Row, mut record: impl FnMut(&str, &[u8])) {
    let plain = row.path.as_bytes().len() < NAME && row.target.is_empty() && row.path.as_bytes().is_ascii();
    if !plain {
        let name = tar_name(row);
        let name_is_text = is_text(&name);
        let link_is_text = is_text(&row.target);
        if !(name_is_text && link_is_text) {
            record("hdrcharset", b"BINARY");
        }
        if !name_is_text || split_name(&name).is_none() {
            record("path", &name);
        }
        if !link_is_text || row.target.len() > NAME {
            record("linkpath", &row.target);
        }
    }
    if row.size > OCTAL_11 {
        record("size", row.size.to_string().as_bytes());
    }
    if let Some((uid, gid)) = row.owner {
        for (key, number) in [("uid", uid), ("gid", gid)] {
            if u64::from(number) > OCTAL_7 {
                record(key, number.to_string().as_bytes());
            }
        }
    }
    if !u64::try_from(row.mtime.seconds).is_ok_and(|seconds| seconds <= OCTAL_11) {
        record("mtime", row.mtime.seconds.to_string().as_bytes());
    }
}

fn pax_len(row: &Row) -> u64 {
    let mut len = 0;
    each_pax_record(row, |key, value| len += record_len(key, value) as u64);
    len
}

fn pax_records(row: &Row) -> Vec<u8> {
    let mut out = Vec::new();
    each_pax_record(row, |key, value| {
        out.extend_from_slice(format!("{} {key}=", record_len(key, value)).as_bytes());
        out.extend_from_slice(value);
        out.push(b'\n');
    });
    out
}

/// Length of `"<length> <key>=<value>\n"`, which counts its own digits.
fn record_len(key: &str, value: &[u8]) -> usize {
    let rest = key.len() + value.len() + 3;
    let mut len = rest + 1;
    while rest + len.to_string().len() != len {
        len = rest + len.to_string().len();
    }
    len
}

#[derive(Default)]
struct Fields<'a> {
    name: &'a [u8],
    prefix: &'a [u8],
    mode: u64,
    uid: u64,
    gid: u64,
    size: u64,
    mtime: u64,
    flag: u8,
    link: &'a [u8],
}

fn push_block(fields: &Fields<'_>, out: &mut Vec<u8>) {
    let mut block = [0u8; BLOCK as usize];
    block[..fields.name.len()].copy_from_slice(fields.name);
    octal(&mut block[100..107], fields.mode);
    octal(&mut block[108..115], fields.uid);
    octal(&mut block[116..123], fields.gid);
    octal(&mut block[124..135], fields.size);
    octal(&mut block[136..147], fields.mtime);
    block[148..156].fill(b' ');
    block[156] = fields.flag;
    block[157..157 + fields.link.len()].copy_from_slice(fields.link);
    block[257..265].copy_from_slice(b"ustar\x0000");
    octal(&mut block[329..336], 0);
    octal(&mut block[337..344], 0);
    block[345..345 + fields.prefix.len()].copy_from_slice(fields.prefix);
    let sum: u64 = block.iter().map(|b| u64::from(*b)).sum();
    octal(&mut block[148..154], sum);
    block[154] = 0;
    out.extend_from_slice(&block);
}

/// Fills `field` with the octal digits of `number`, zeros in front.
fn octal(field: &mut [u8], mut number: u64) {
    for digit in field.iter_mut().rev() {
        *digit = b'0' + (number & 7) as u8;
        number >>= 3;
    }
}
