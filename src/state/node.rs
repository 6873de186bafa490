//! One node of a HAMT: its canonical bytes, and the strict reading of them. `docs/format/hamt.md` has the format.
//! Must not know how maps are changed.

use std::sync::Arc;

use crate::base::cbor::{CborError, Item};
use crate::base::id::Id;
use crate::base::kind::Kind;
use crate::base::limit::{MAX_BUCKET, MAX_BUCKET_BYTES, MAX_KEY, MAX_OBJECT, MAX_VALUE};
use crate::object::traits::{Sink, Source};
use crate::state::error::StateError;

/// Children that a node can have.
pub const WIDTH: usize = 32;
/// Levels of nodes: as many whole digits of five bits as a hash has.
pub const LEVELS: usize = 51;

// 32 full buckets, with at most 3 bytes of head for each string and 1 for each array, fit one object.
const _: () = assert!(8 + WIDTH * (MAX_BUCKET_BYTES + MAX_BUCKET * 7 + 1) <= MAX_OBJECT);

/// Where a key belongs: its BLAKE3-256, read as digits of five bits from the most significant bit on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyHash([u8; 32]);

impl KeyHash {
    /// The hash of `key`.
    pub fn of(key: &[u8]) -> Self {
        Self(*blake3::hash(key).as_bytes())
    }

    /// The digit that chooses the child on `level` (below [`LEVELS`]), 0 to 31.
    pub fn digit(&self, level: usize) -> usize {
        let bit = 5 * level;
        let low = self.0.get(bit / 8 + 1).copied().unwrap_or(0);
        let word = u16::from_be_bytes([self.0[bit / 8], low]);
        usize::from(word >> (11 - bit % 8)) % WIDTH
    }

    fn with_digit(mut self, level: usize, digit: usize) -> Self {
        let bit = 5 * level;
        let difference = (self.digit(level) ^ digit) as u16;
        let [high, low] = (difference << (11 - bit % 8)).to_be_bytes();
        self.0[bit / 8] ^= high;
        if let Some(byte) = self.0.get_mut(bit / 8 + 1) {
            *byte ^= low;
        }
        self
    }
}

/// The place of a node in its map: all keys below it share the first `level` digits of `path`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place {
    path: KeyHash,
    level: usize,
}

impl Place {
    /// The root.
    pub const ROOT: Self = Self { path: KeyHash([0; 32]), level: 0 };

    /// The place on `level` where a key with this hash belongs.
    pub const fn of(path: KeyHash, level: usize) -> Self {
        Self { path, level }
    }

    /// Levels above this one.
    pub const fn level(&self) -> usize {
        self.level
    }

    /// The place of the child `digit`.
    pub fn child(&self, digit: usize) -> Self {
        Self { path: self.path.with_digit(self.level, digit), level: self.level + 1 }
    }

    fn is(&self, other: &Self) -> bool {
        self.level == other.level && self.holds(&other.path)
    }

    fn holds(&self, hash: &KeyHash) -> bool {
        (0..self.level).all(|level| hash.digit(level) == self.path.digit(level))
    }
}

/// One pair of a map.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Hash of the key.
    pub hash: KeyHash,
    /// At most [`MAX_KEY`] bytes.
    pub key: Vec<u8>,
    /// At most [`MAX_VALUE`] bytes.
    pub value: Vec<u8>,
}

/// What lies below one digit of a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Child {
    /// Few entries, in the order of their hashes.
    Bucket(Vec<Entry>),
    /// More than a bucket holds: a node of their own.
    Link(Id),
}

/// A node: for each digit what lies below it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Node {
    /// By digit.
    pub children: [Option<Child>; WIDTH],
}

/// Whether these entries, all that lie below one digit, are a bucket and not a node.
pub fn is_bucket<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> bool {
    let (mut count, mut bytes) = (0, 0);
    entries.into_iter().all(|entry| {
        count += 1;
        bytes += entry.key.len() + entry.value.len();
        count <= MAX_BUCKET && bytes <= MAX_BUCKET_BYTES
    })
}

impl Node {
    /// The node at `place` that holds these entries, sorted by hash, in buckets of any size.
    pub fn of(entries: Vec<Entry>, place: Place) -> Self {
        let mut node = Self::default();
        for entry in entries {
            let child = &mut node.children[entry.hash.digit(place.level)];
            match child {
                Some(Child::Bucket(bucket)) => bucket.push(entry),
                _ => *child = Some(Child::Bucket(vec![entry])),
            }
        }
        node
    }

    /// What `child`, which belongs at `place`, looks like as a node.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn open(child: Option<Child>, source: &dyn Source, place: Place) -> Result<Self, StateError> {
        match child {
            None => Ok(Self::default()),
            Some(Child::Bucket(entries)) => Ok(Self::of(entries, place)),
            Some(Child::Link(id)) => Self::load(source, id, place),
        }
    }

    /// Reads the node `id`, which belongs at `place`.
    ///
    /// # Errors
    /// It is missing, damaged or not a canonical node for that place.
    pub fn load(source: &dyn Source, id: Id, place: Place) -> Result<Self, StateError> {
        Self::sized(source, id, place).map(|(node, _)| node)
    }

    /// The node, and how many bytes it has.
    fn sized(source: &dyn Source, id: Id, place: Place) -> Result<(Self, usize), StateError> {
        let plain = source.plain(Kind::Node, &id.into())?;
        let node = Self::decode(&plain, place).map_err(|why| StateError::malformed(format!("map node {id}"), why))?;
        Ok((node, plain.len()))
    }

    /// As [`Node::load`], to look into: a source that remembers reads it once.
    ///
    /// # Errors
    /// As [`Node::load`].
    pub fn shared(source: &dyn Source, id: Id, place: Place) -> Result<Arc<Self>, StateError> {
        let remembered = source.remembered();
        let known = remembered.and_then(|remembered| remembered.get::<(Place, Arc<Self>)>(&id));
        if let Some((_, node)) = known.as_deref().filter(|(known, _)| known.is(&place)) {
            return Ok(Arc::clone(node));
        }
        let (node, bytes) = Self::sized(source, id, place)?;
        let node = Arc::new(node);
        if let Some(remembered) = remembered {
            remembered.put(id, Arc::new((place, Arc::clone(&node))), bytes);
        }
        Ok(node)
    }

    /// The node in these bytes, which belongs at `place`.
    ///
    /// # Errors
    /// What [`Node::encode`] would not write for the node at that place: says what is wrong.
    pub fn decode(bytes: &[u8], place: Place) -> Result<Self, CborError> {
        let unexpected = |wanted| Err(CborError::Unexpected(wanted));
        if place.level >= LEVELS {
            return unexpected("no node below the last digit of the hash");
        }
        let (bitmap, items) = match fields(Item::decode(bytes)?)? {
            [Item::Uint(bitmap), Item::Array(items)] => (bitmap, items),
            _ => return unexpected("a bitmap and children"),
        };
        if bitmap >> WIDTH != 0 || bitmap.count_ones() as usize != items.len() || items.is_empty() {
            return unexpected("a bitmap of 32 bits, one for each child");
        }
        let mut node = Self::default();
        let digits = (0..WIDTH).filter(|digit| bitmap >> digit & 1 == 1);
        for (digit, item) in digits.zip(items) {
            node.children[digit] = Some(decode_child(item, &place.child(digit))?);
        }
        if place.level > 0 && node.to_bucket().is_some() {
            return unexpected("a bucket in the parent instead of this node");
        }
        Ok(node)
    }

    /// The canonical bytes.
    pub fn encode(self) -> Vec<u8> {
        let mut bitmap = 0u64;
        let mut items = Vec::new();
        for (digit, child) in self.children.into_iter().enumerate() {
            let Some(child) = child else { continue };
            bitmap |= 1 << digit;
            items.push(match child {
                Child::Link(id) => id.into(),
                Child::Bucket(entries) => Item::Array(entries.into_iter().map(encode_entry).collect()),
            });
        }
        Item::Array(vec![bitmap.into(), Item::Array(items)]).encode()
    }

    /// Stores the node, and returns its id.
    ///
    /// # Errors
    /// The sink cannot be written.
    pub fn write(self, objects: &dyn Sink) -> Result<Id, StateError> {
        let (id, _) = objects.write(Kind::Node, &self.encode())?;
        Ok(Id::from_bytes(*id.as_bytes()))
    }

    /// Whether nothing lies below the node.
    pub fn is_empty(&self) -> bool {
        self.children.iter().all(Option::is_none)
    }

    /// All that lies below the node as one bucket, where that is its canonical form.
    pub fn to_bucket(&self) -> Option<Vec<Entry>> {
        let children = || self.children.iter().flatten();
        let entries = || {
            children().flat_map(|child| match child {
                Child::Bucket(entries) => entries.as_slice(),
                Child::Link(_) => &[],
            })
        };
        let links = children().any(|child| matches!(child, Child::Link(_)));
        (!links && is_bucket(entries())).then(|| entries().cloned().collect())
    }
}

fn fields<const N: usize>(item: Item) -> Result<[Item; N], CborError> {
    let Item::Array(items) = item else { return Err(CborError::Unexpected("an array")) };
    items.try_into().map_err(|_| CborError::Unexpected("an array of two"))
}

fn encode_entry(entry: Entry) -> Item {
    Item::Array(vec![Item::Bytes(entry.key), Item::Bytes(entry.value)])
}

fn decode_child(item: Item, place: &Place) -> Result<Child, CborError> {
    match item {
        Item::Bytes(id) => match id.try_into() {
            Ok(id) => Ok(Child::Link(Id::from_bytes(id))),
            Err(_) => Err(CborError::Unexpected("an id of 32 bytes")),
        },
        Item::Array(items) => {
            let entries =
                items.into_iter().map(|item| decode_entry(item, place)).collect::<Result<Vec<_>, CborError>>()?;
            let sorted = entries.is_sorted_by(|a, b| a.hash < b.hash);
            if entries.is_empty() || !sorted || !is_bucket(&entries) {
                return Err(CborError::Unexpected("a bucket of 1 to 3 entries in the order of their hashes"));
            }
            Ok(Child::Bucket(entries))
        }
        _ => Err(CborError::Unexpected("a link or a bucket")),
    }
}

fn decode_entry(item: Item, place: &Place) -> Result<Entry, CborError> {
    let [Item::Bytes(key), Item::Bytes(value)] = fields(item)? else {
        return Err(CborError::Unexpected("a key and a value"));
    };
    if key.len() > MAX_KEY || value.len() > MAX_VALUE {
        return Err(CborError::Unexpected("a shorter key or value"));
    }
    let hash = KeyHash::of(&key);
    if !place.holds(&hash) {
        return Err(CborError::Unexpected("a key that belongs in this bucket"));
    }
    Ok(Entry { hash, key, value })
}
