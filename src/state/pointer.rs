//! The file `state`: which operation is the newest and which index files are live. Replaced whole, never edited.
//! Takes no lock: who replaces it holds `lock`. `docs/format/state.md` has the lines.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::base::id::Id;
use crate::base::limit::MAX_POINTER;
use crate::state::error::StateError;
use crate::storage::error::StorageError;
use crate::storage::traits::{Placement, Publication, Storage};

/// Name of the file below `.mosaic`.
pub const NAME: &str = "state";

const HEAD: &str = "mosaic state 1\n";

/// What the file `state` says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pointer {
    /// The newest operation; `None` before the first one.
    pub operation: Option<Id>,
    /// Names of the live index files.
    pub indexes: BTreeSet<Id>,
}

impl Pointer {
    /// The bytes of the file.
    pub fn encode(&self) -> Vec<u8> {
        let mut text = String::from(HEAD);
        let lines =
            self.operation.iter().map(|id| ("operation", id)).chain(self.indexes.iter().map(|id| ("index", id)));
        for (word, id) in lines {
            writeln!(text, "{word} {id}").expect("writing to memory");
        }
        let sum = Id::of(text.as_bytes());
        writeln!(text, "blake3 {sum}").expect("writing to memory");
        text.into_bytes()
    }

    /// What these bytes of the file say.
    ///
    /// # Errors
    /// Anything that [`Pointer::encode`] would not write.
    pub fn decode(bytes: &[u8]) -> Result<Self, StateError> {
        let malformed = |why: &str| StateError::malformed(NAME, format!("{why}; run: mosaic repair"));
        if bytes.len() as u64 > MAX_POINTER {
            return Err(malformed("over 1 MiB"));
        }
        let text = std::str::from_utf8(bytes).map_err(|_| malformed("not text"))?;
        let lines = text.strip_prefix(HEAD).ok_or_else(|| malformed("not of version 1"))?;
        let mut pointer = Self::default();
        for line in lines.lines() {
            let (word, hex) = line.split_once(' ').ok_or_else(|| malformed("a line of one word"))?;
            let id = Id::from_hex(hex).map_err(|_| malformed("a line without an id"))?;
            match word {
                "operation" => pointer.operation = Some(id),
                "index" => drop(pointer.indexes.insert(id)),
                "blake3" => {}
                _ => return Err(malformed("an unknown line")),
            }
        }
        // One comparison for order, repeated lines, the last line and its checksum.
        if pointer.encode() == bytes { Ok(pointer) } else { Err(malformed("its checksum or order is wrong")) }
    }

    /// What the file in `storage` says; `None` where there is none.
    ///
    /// # Errors
    /// It cannot be read, or is malformed.
    pub fn read(storage: &dyn Storage) -> Result<Option<Self>, StateError> {
        let file = match storage.open(NAME) {
            Err(StorageError::NotFound { .. }) => return Ok(None),
            opened => opened?,
        };
        // One byte more than allowed is enough for decode to refuse it.
        let mut bytes = vec![0; file.len().min(MAX_POINTER + 1) as usize];
        file.read_at(&mut bytes, 0)?;
        Self::decode(&bytes).map(Some)
    }

    /// The file with this content, staged as `incoming/<unique>`: publish it last, under `lock`.
    ///
    /// # Errors
    /// It names more indexes than could be read again, or cannot be staged.
    pub fn publication(&self, storage: &dyn Storage, unique: &str) -> Result<Publication, StateError> {
        let bytes = self.encode();
        if bytes.len() as u64 > MAX_POINTER {
            return Err(StateError::malformed(NAME, "over 1 MiB; run: mosaic gc"));
        }
        let mut staged = storage.create(unique)?;
        staged.write(&bytes)?;
        Ok(Publication { staged, name: NAME.to_owned(), placement: Placement::Replace })
    }
}
