//! Indexes: immutable files `indexes/<BLAKE3 of the file>.idx` that say where objects lie, sorted by id, mapped.
//! One index covers many packs. Must not read packs. `docs/format/index.md` has the bytes.

use std::cmp::Ordering;

use crate::base::id::Id;
use crate::base::planted::{self, Defect};
use crate::object::error::ObjectError;
use crate::object::row::{PackEntry, ROW, Row};
use crate::object::writer::{Finished, Writer};
use crate::storage::traits::{Bytes, Staged, Storage};

/// The folder of published indexes.
pub const FOLDER: &str = "indexes";
/// First bytes of an index.
const MAGIC: [u8; 8] = *b"mosaicIX";
const VERSION: u32 = 1;
/// Magic, version, number of packs, number of rows.
const HEADER: usize = 8 + 4 + 4 + 8;
const PACK: usize = 32 + 8;
const FAN: usize = 256 * 8;
const CHECKSUM: usize = 32;
/// Probes by interpolation before a lookup falls back to halving: uniform ids need about three.
const GUESSES: u32 = 6;

/// The file of the index `name`, relative to `.mosaic`.
pub fn file(name: &Id) -> String {
    format!("{FOLDER}/{name}.idx")
}

/// The index whose file is called `file`, if that is how indexes are called.
pub fn name(file: &str) -> Option<Id> {
    let stem = file.strip_prefix(FOLDER)?.strip_prefix('/')?.strip_suffix(".idx")?;
    Id::from_hex(stem).ok()
}

/// An open index. Its frame is checked when it is opened, each row when it is touched.
pub struct Index {
    name: Id,
    bytes: Bytes,
    packs: Vec<PackEntry>,
    /// Offset of the fan-out; the rows follow it.
    fan: usize,
}

impl Index {
    /// Maps the index `name` and checks its frame, which takes time by the number of its packs alone.
    ///
    /// # Errors
    /// There is none, or its frame is malformed.
    pub fn open(storage: &dyn Storage, name: Id) -> Result<Self, ObjectError> {
        let bytes = storage.open(&file(&name))?.map()?;
        Self::parse(name, bytes)
    }

    /// Takes the bytes of the index `name`.
    ///
    /// # Errors
    /// Its frame is malformed.
    pub fn parse(name: Id, bytes: Bytes) -> Result<Self, ObjectError> {
        let frame = parse_frame((*bytes).as_ref());
        let (packs, fan) = frame.map_err(|why| malformed(&name, why))?;
        Ok(Self { name, bytes, packs, fan })
    }

    /// BLAKE3 of the file, if it is sound.
    pub fn name(&self) -> &Id {
        &self.name
    }

    /// The packs that it covers; rows name them by their number here.
    pub fn packs(&self) -> &[PackEntry] {
        &self.packs
    }

    /// Number of rows.
    pub fn len(&self) -> u64 {
        self.rows().len() as u64
    }

    /// Whether it has no rows.
    pub fn is_empty(&self) -> bool {
        self.rows().is_empty()
    }

    /// The row with the number `at`; `None` beyond the end, or where the row is impossible.
    pub fn row(&self, at: u64) -> Option<Row> {
        Row::decode(self.raw(at)?, &self.packs)
    }

    /// The row of this id; an impossible row counts as none.
    pub fn find(&self, id: &[u8; 32]) -> Option<Row> {
        let at = self.seek(id);
        self.raw(at).filter(|raw| raw[..32] == *id).and_then(|raw| Row::decode(raw, &self.packs))
    }

    /// The number of the first row whose id is not below `id`. Of an index that is not sorted: any number up to
    /// [`Index::len`].
    pub fn seek(&self, id: &[u8; 32]) -> u64 {
        let bucket = usize::from(id[0]);
        let mut low = if bucket == 0 { 0 } else { self.fan_at(bucket - 1) };
        let mut high = self.fan_at(bucket);
        let rows = self.rows();
        // Within the bucket, ids are spread evenly over the eight bytes that follow the first.
        let key = key_of(id);
        let (mut low_key, mut high_key) = (0, u64::MAX);
        let mut guesses = 0;
        while low < high {
            let span = high - low;
            let skip = if guesses < GUESSES && (low_key..high_key).contains(&key) {
                // Rounding costs a probe at worst.
                let share = (key - low_key) as f64 / (high_key - low_key) as f64;
                ((share * span as f64) as u64).min(span - 1)
            } else {
                span / 2
            };
            guesses += 1;
            let middle = low + skip;
            let Some(row) = rows.get(middle as usize) else { return low };
            match row[..32].cmp(&id[..]) {
                Ordering::Less => {
                    low = middle + 1;
                    low_key = key_of(row);
                }
                Ordering::Equal => return middle,
                Ordering::Greater => {
                    high = middle;
                    high_key = key_of(row);
                }
            }
        }
        low
    }

    /// Checks everything: checksum, name, order and possibility of every row.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn verify(&self) -> Result<(), ObjectError> {
        let bytes = (*self.bytes).as_ref();
        let (content, checksum) = bytes.split_at(bytes.len() - CHECKSUM);
        if Id::of(content).as_bytes() != checksum {
            return Err(malformed(&self.name, "its checksum is wrong"));
        }
        if Id::of(bytes) != self.name {
            return Err(malformed(&self.name, "its name is not that of its content"));
        }
        let mut last: Option<[u8; 32]> = None;
        for at in 0..self.len() {
            let row = self.row(at).ok_or_else(|| malformed(&self.name, "a row is impossible"))?;
            if last.is_some_and(|last| last >= row.id) {
                return Err(malformed(&self.name, "its rows are not in order"));
            }
            let bucket = usize::from(row.id[0]);
            if at >= self.fan_at(bucket) || (bucket > 0 && at < self.fan_at(bucket - 1)) {
                return Err(malformed(&self.name, "its fan-out does not fit its rows"));
            }
            last = Some(row.id);
        }
        Ok(())
    }

    /// The number of rows whose id begins with `bucket` or a lower byte.
    fn fan_at(&self, bucket: usize) -> u64 {
        u64_at((*self.bytes).as_ref(), self.fan + bucket * 8)
    }

    fn raw(&self, at: u64) -> Option<&[u8; ROW]> {
        self.rows().get(usize::try_from(at).ok()?)
    }

    fn rows(&self) -> &[[u8; ROW]] {
        // The frame was checked: the file ends with whole rows and the checksum.
        let bytes = (*self.bytes).as_ref();
        bytes[self.fan + FAN..bytes.len() - CHECKSUM].as_chunks().0
    }
}

/// Writes an index into `staged`: `rows` in the order of their ids, each id once, `counts` of them by first byte.
///
/// # Errors
/// The device failed, or `rows` are not as many as `counts` says.
pub fn write(
    staged: Box<dyn Staged>,
    packs: &[PackEntry],
    counts: &[u64; 256],
    rows: impl Iterator<Item = Row>,
) -> Result<Finished, ObjectError> {
    let mut writer = Writer::new(staged, blake3::Hasher::new());
    let total: u64 = counts.iter().sum();
    let mut out = Vec::with_capacity(HEADER + packs.len() * PACK + FAN);
    out.extend_from_slice(&MAGIC);
    out.extend_from_slice(&VERSION.to_le_bytes());
    out.extend_from_slice(&(packs.len() as u32).to_le_bytes());
    out.extend_from_slice(&total.to_le_bytes());
    for pack in packs {
        out.extend_from_slice(pack.name.as_bytes());
        out.extend_from_slice(&pack.len.to_le_bytes());
    }
    let mut sum = 0;
    for count in counts {
        sum += count;
        out.extend_from_slice(&u64::to_le_bytes(sum));
    }
    writer.write(&out)?;
    let mut written = 0;
    for row in rows {
        out.clear();
        let beside = u64::from(planted::is(Defect::RowBeside));
        Row { offset: row.offset + beside, ..row }.encode(&mut out);
        writer.write(&out)?;
        written += 1;
    }
    if written != total {
        return Err(ObjectError::malformed(writer.staged_name(), format!("{written} rows instead of {total}")));
    }
    let checksum = writer.digest()?;
    writer.write(checksum.as_bytes())?;
    writer.finish()
}

/// Sorts `rows`, drops the second and later ones of an id, and counts them by first byte.
pub fn sort(rows: &mut Vec<Row>) -> [u64; 256] {
    rows.sort_unstable_by_key(|row| (row.id, row.pack, row.offset));
    rows.dedup_by_key(|row| row.id);
    let mut counts = [0; 256];
    for row in rows {
        counts[usize::from(row.id[0])] += 1;
    }
    counts
}

fn malformed(name: &Id, why: &str) -> ObjectError {
    ObjectError::malformed(file(name), format!("{why}; run: mosaic repair"))
}

fn key_of(id: &[u8]) -> u64 {
    u64::from_be_bytes([id[1], id[2], id[3], id[4], id[5], id[6], id[7], id[8]])
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    bytes[at..].first_chunk().map_or(0, |chunk| u64::from_le_bytes(*chunk))
}

/// The table of packs and the offset of the fan-out.
fn parse_frame(bytes: &[u8]) -> Result<(Vec<PackEntry>, usize), &'static str> {
    let header = bytes.get(..HEADER).ok_or("shorter than its header")?;
    if header[..8] != MAGIC {
        return Err("not an index");
    }
    if header[8..12] != VERSION.to_le_bytes() {
        return Err("of a version that this program does not know");
    }
    let packs = u64::from(u32::from_le_bytes([header[12], header[13], header[14], header[15]]));
    let rows = u64_at(header, 16);
    let fan = HEADER as u64 + packs * PACK as u64;
    let rows_len = rows.checked_mul(ROW as u64).ok_or("too many rows")?;
    let len = (fan + (FAN + CHECKSUM) as u64).checked_add(rows_len).ok_or("too many rows")?;
    if len != bytes.len() as u64 {
        return Err("its length is not what its header says");
    }
    let fan = fan as usize;
    let packs = bytes[HEADER..fan].chunks_exact(PACK).map(|entry| {
        let mut name = [0; 32];
        name.copy_from_slice(&entry[..32]);
        PackEntry { name: Id::from_bytes(name), len: u64_at(entry, 32) }
    });
    let mut sum = 0;
    for bucket in 0..256 {
        let next = u64_at(bytes, fan + bucket * 8);
        if next < sum {
            return Err("its fan-out goes down");
        }
        sum = next;
    }
    if sum == rows { Ok((packs.collect(), fan)) } else { Err("its fan-out does not end at its rows") }
}
