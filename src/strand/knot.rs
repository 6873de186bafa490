//! A knot: how far each author's log is agreed on. What it covers keeps its place in the order, and stays, whatever becomes
//! known later. Decides nothing: whether members agree is counted elsewhere. `docs/format/tapestry.md` has the bytes.

use crate::base::flat::{Flat, FlatError, FlatWriter};
use crate::base::id::Id;
use crate::base::key::PublicKey;
use crate::base::limit::{MAX_CLOCK, MAX_ROWS};
use crate::strand::error::StrandError;
use crate::strand::feed::Feed;

const VERSION: u64 = 1;

/// The first strands of one author.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Who wrote them.
    pub author: PublicKey,
    /// Their length in bytes, as they are in the log.
    pub len: u64,
    /// How many they are; at least 1.
    pub seq: u64,
    /// The last of them.
    pub tip: Id,
    /// The clock of the last one. Clocks grow along a log: what has a greater one is not among them.
    pub clock: u64,
}

impl Row {
    /// All of a log.
    pub const fn of(author: PublicKey, feed: &Feed) -> Self {
        Self { author, len: feed.len, seq: feed.seq, tip: feed.tip, clock: feed.clock }
    }
}

/// How far all logs are agreed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Knot {
    /// 1 for the first one, then one more each.
    pub height: u64,
    /// The knot before it; `None` for the first.
    pub previous: Option<Id>,
    /// The authors, ascending, each once; at most [`MAX_ROWS`].
    pub rows: Vec<Row>,
}

impl Knot {
    /// The canonical bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = FlatWriter::new();
        out.array(4).uint(VERSION).uint(self.height);
        out.bytes(self.previous.as_ref().map_or(&[], |id| id.as_bytes())).array(self.rows.len());
        for Row { author, len, seq, tip, clock } in &self.rows {
            out.array(5).bytes(author.as_bytes()).uint(*len).uint(*seq).bytes(tip.as_bytes()).uint(*clock);
        }
        out.finish()
    }

    /// The knot in these bytes.
    ///
    /// # Errors
    /// What [`Knot::encode`] would not write of a knot whose fields are as they should be.
    pub fn decode(bytes: &[u8]) -> Result<Self, StrandError> {
        Self::decode_after(bytes, &[])
    }

    /// As [`Knot::decode`], of one that follows another with the rows `before`: whether an author is a key costs much more
    /// to find out than all the rest, and of those that it shares it is known.
    ///
    /// # Errors
    /// As [`Knot::decode`].
    pub fn decode_after(bytes: &[u8], before: &[Row]) -> Result<Self, StrandError> {
        let malformed = |why: &dyn ToString| StrandError::malformed("knot", why.to_string());
        let mut flat = Flat::new(bytes);
        let read = read(&mut flat, before).map_err(|why| malformed(&why))?;
        if flat.position() == bytes.len() { Ok(read) } else { Err(malformed(&"more bytes follow it")) }
    }

    /// Its name: BLAKE3 of the bytes.
    pub fn id(&self) -> Id {
        Id::of(&self.encode())
    }

    /// The row of an author.
    pub fn row(&self, author: &PublicKey) -> Option<&Row> {
        self.rows.binary_search_by(|row| row.author.cmp(author)).ok().map(|at| &self.rows[at])
    }

    /// How many strands it covers.
    pub fn strands(&self) -> u64 {
        self.rows.iter().fold(0, |sum, row| sum.saturating_add(row.seq))
    }
}

fn read(flat: &mut Flat<'_>, mut before: &[Row]) -> Result<Knot, FlatError> {
    let check = |holds: bool, wanted| if holds { Ok(()) } else { Err(FlatError::Unexpected(wanted)) };
    check(flat.array(4, "an array of 4 fields")? == 4, "an array of 4 fields")?;
    check(flat.uint(VERSION, "version 1")? == VERSION, "version 1")?;
    let height = flat.uint(MAX_CLOCK, "a height")?;
    let previous = match flat.bytes(32, "the id of the knot before")? {
        [] => None,
        id => Some(Id::from_bytes(id.try_into().map_err(|_| FlatError::Unexpected("an id of 32 bytes"))?)),
    };
    check(height > 0 && (height == 1) == previous.is_none(), "a knot before it unless it is the first")?;
    let count = flat.array(MAX_ROWS, "fewer authors")?;
    // Each row comes with its bytes, so what is claimed is not believed.
    let mut rows: Vec<Row> = Vec::new();
    for _ in 0..count {
        let row = read_row(flat, &mut before)?;
        check(rows.last().is_none_or(|last| last.author < row.author), "authors in order, each once")?;
        rows.push(row);
    }
    Ok(Knot { height, previous, rows })
}

fn read_row(flat: &mut Flat<'_>, before: &mut &[Row]) -> Result<Row, FlatError> {
    const LOG: &str = "a log that is not empty";
    if flat.array(5, "an array of 5 fields")? != 5 {
        return Err(FlatError::Unexpected("an array of 5 fields"));
    }
    let author = flat.bytes32("an author")?;
    while let [first, rest @ ..] = before
        && *first.author.as_bytes() < author
    {
        *before = rest;
    }
    let author = match before.first().filter(|row| *row.author.as_bytes() == author) {
        Some(row) => row.author,
        None => PublicKey::from_bytes(author).map_err(|_| FlatError::Unexpected("a key"))?,
    };
    let (len, seq) = (flat.uint(MAX_CLOCK, LOG)?, flat.uint(MAX_CLOCK, LOG)?);
    let tip = Id::from_bytes(flat.bytes32("an id")?);
    let clock = flat.uint(MAX_CLOCK, "a clock")?;
    // A strand has more than one byte, and a clock that is greater than that before it.
    if seq == 0 || len < seq || clock < seq {
        return Err(FlatError::Unexpected(LOG));
    }
    Ok(Row { author, len, seq, tip, clock })
}
