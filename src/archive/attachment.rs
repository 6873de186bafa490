//! The object that describes an archive: its shards, its manifest, totals. `docs/format/archive.md` has the bytes.

use crate::archive::error::ArchiveError;
use crate::base::cbor::{CborError, Fields, Item};
use crate::base::id::{Id, ObjectId};
use crate::base::kind::Kind;
use crate::base::limit::MAX_PARTS;
use crate::object::traits::Source;

/// Version of the record.
const VERSION: u64 = 1;

/// The description of one archive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attachment {
    /// Length of the plain tar stream in bytes.
    pub tar_len: u64,
    /// Entries of all kinds.
    pub entries: u64,
    /// Regular files among them.
    pub files: u64,
    /// Content of all files, in bytes.
    pub bytes: u64,
    /// Chunks, counted as often as they occur.
    pub chunks: u64,
    /// Shards, numbered 1 to this.
    pub shards: u64,
    /// Parts of the table of shards.
    pub shard_table: Vec<Id>,
    /// Parts of the table of manifest chunks.
    pub manifest_table: Vec<Id>,
}

impl Attachment {
    /// The canonical bytes.
    pub fn encode(&self) -> Vec<u8> {
        let ids = |ids: &[Id]| Item::Array(ids.iter().map(|id| Item::from(*id)).collect());
        let numbers = [VERSION, self.tar_len, self.entries, self.files, self.bytes, self.chunks, self.shards];
        let mut items: Vec<Item> = numbers.into_iter().map(Item::from).collect();
        items.push(ids(&self.shard_table));
        items.push(ids(&self.manifest_table));
        Item::Array(items).encode()
    }

    /// The description in these canonical bytes.
    ///
    /// # Errors
    /// Another record, another version, or more parts than allowed.
    pub fn decode(bytes: &[u8]) -> Result<Self, CborError> {
        let mut fields = Fields::decode(bytes)?;
        if fields.uint()? != VERSION {
            return Err(CborError::Unexpected("attachment version 1"));
        }
        let attachment = Self {
            tar_len: fields.uint()?,
            entries: fields.uint()?,
            files: fields.uint()?,
            bytes: fields.uint()?,
            chunks: fields.uint()?,
            shards: fields.uint()?,
            shard_table: ids(fields.array()?)?,
            manifest_table: ids(fields.array()?)?,
        };
        fields.end()?;
        Ok(attachment)
    }

    /// The description with this id.
    ///
    /// # Errors
    /// Missing, damaged or malformed.
    pub fn load(source: &dyn Source, id: &Id) -> Result<Self, ArchiveError> {
        let plain = source.plain(Kind::Attachment, &ObjectId::Own(*id))?;
        Self::decode(&plain).map_err(|why| ArchiveError::malformed(format!("attachment {id}"), why))
    }
}

fn ids(mut fields: Fields) -> Result<Vec<Id>, CborError> {
    if fields.remaining() > MAX_PARTS {
        return Err(CborError::Unexpected("fewer parts"));
    }
    (0..fields.remaining()).map(|_| fields.id()).collect()
}
