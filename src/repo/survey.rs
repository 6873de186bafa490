//! The part of a walk that lies below an attachment: tables, manifest chunks, shards and the chunks that they list.
//! Streams: memory is by the number of objects, not by that of files.

use crate::archive::attachment::Attachment;
use crate::archive::manifest::{read_parts, read_rows};
use crate::archive::shards::{read_chunks, read_shards};
use crate::base::id::Id;
use crate::base::kind::Kind;
use crate::base::path::TreePath;
use crate::object::error::ObjectError;
use crate::repo::visit::{CheckedPart, Visit};

type Result<T> = std::result::Result<T, ObjectError>;

impl Visit<'_> {
    /// Walks an archive; gives its description where that is there. What is listed as absent is not looked for: what is
    /// left of it is for gc.
    ///
    /// # Errors
    /// The monitor said to stop.
    pub fn archive(&mut self, id: Id) -> Result<Option<Attachment>> {
        if self.skip(Kind::Attachment, id) {
            return Ok(None);
        }
        if !self.enter(Kind::Attachment, id) {
            return Ok(Attachment::load(self.store, &id).ok());
        }
        let decode = |plain: &[u8]| Attachment::decode(plain).map_err(|why| why.to_string());
        let Some(attachment) = self.read(Kind::Attachment, id, decode)? else { return Ok(None) };
        if self.tables(&attachment.shard_table)? {
            self.shards(id, &attachment)?;
        }
        if self.tables(&attachment.manifest_table)? {
            self.manifest(id, &attachment)?;
        }
        Ok(Some(attachment))
    }

    /// Reads the parts of a table; whether all of them are there.
    fn tables(&mut self, parts: &[Id]) -> Result<bool> {
        let mut whole = true;
        for part in parts {
            if self.enter(Kind::Table, *part) {
                self.read(Kind::Table, *part, |_| Ok(()))?;
            }
            whole &= !self.is_lost(Kind::Table, *part);
        }
        Ok(whole)
    }

    fn shards(&mut self, id: Id, attachment: &Attachment) -> Result<()> {
        let shards = match read_shards(self.store, attachment) {
            Ok(shards) => shards,
            Err(error) => {
                self.lose(Kind::Attachment, id, error.to_string());
                return Ok(());
            }
        };
        let partial = self.partial.contains(id.as_bytes());
        for shard in shards {
            // What one archive need not have here, another may need.
            if self.enter(Kind::Shard, shard.id) || (!partial && self.lenient.remove(&shard.id)) {
                let chunks = read_chunks(self.store, &shard);
                let chunks = self.take(Kind::Shard, shard.id, chunks)?;
                chunks.unwrap_or_default().iter().for_each(|chunk| self.chunk(chunk, partial));
                self.lenient.extend(partial.then_some(shard.id));
            }
        }
        Ok(())
    }

    /// Walks the manifest chunks, and checks that their rows are what the table and the totals say.
    fn manifest(&mut self, id: Id, attachment: &Attachment) -> Result<()> {
        let parts = match read_parts(self.store, attachment) {
            Ok(parts) => parts,
            Err(error) => {
                self.lose(Kind::Attachment, id, error.to_string());
                return Ok(());
            }
        };
        let (mut files, mut bytes, mut whole) = (0u64, 0u64, true);
        let mut last: Option<TreePath> = None;
        for part in parts {
            if self.enter(Kind::Manifest, part.id) && self.check {
                let rows = read_rows(self.store, &part);
                if let Some(rows) = self.take(Kind::Manifest, part.id, rows)? {
                    self.parts.insert(part.id, CheckedPart::of(part.clone(), &rows));
                }
            }
            let Some(checked) = self.parts.get(&part.id) else {
                whole = false;
                continue;
            };
            let ordered = last.as_ref().is_none_or(|last| *last < part.first);
            if checked.part != part || !ordered {
                self.lose(Kind::Attachment, id, "its table lists other rows than its manifest has".to_owned());
                return Ok(());
            }
            files += checked.files;
            bytes = bytes.saturating_add(checked.bytes);
            last = Some(checked.last.clone());
        }
        if whole && (files, bytes) != (attachment.files, attachment.bytes) {
            self.lose(Kind::Attachment, id, "its totals are not those of its manifest".to_owned());
        }
        Ok(())
    }
}
