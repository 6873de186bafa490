//! Which bytes of packs answer a request for objects: members as they are stored, in the order in which they lie, so that
//! neighbours are read at once. Must not inflate anything: who receives them verifies.

use std::sync::Arc;

use crate::node::error::{Code, Refusal};
use crate::node::parts::RawId;
use crate::object::error::ObjectError;
use crate::object::row::Place;
use crate::object::store::Store;
use crate::repo::error::RepoError;
use crate::storage::traits::Handle;

/// A run of neighbours in one pack.
struct Piece {
    handle: Arc<dyn Handle>,
    offset: u64,
    len: u64,
}

/// The members to send. They stay readable, whatever happens to the packs.
pub struct Outgoing {
    pieces: Vec<Piece>,
    len: u64,
    piece: usize,
    at: u64,
}

impl Outgoing {
    /// The members of those of `ids` that `store` has.
    ///
    /// # Errors
    /// A pack cannot be opened.
    pub fn select(store: &Store, ids: &[RawId]) -> Result<Self, Refusal> {
        match Self::try_select(store, ids) {
            // Merged since the place was looked up.
            Err(_) => store.refresh().and_then(|_| Self::try_select(store, ids)),
            done => done,
        }
        .map_err(|error| Refusal::from(RepoError::from(error)))
    }

    fn try_select(store: &Store, ids: &[RawId]) -> Result<Self, ObjectError> {
        let mut places: Vec<Place> = ids.iter().filter_map(|id| store.find_raw(id)).collect();
        if places.len() < ids.len() && store.refresh()? {
            places = ids.iter().filter_map(|id| store.find_raw(id)).collect();
        }
        places.sort_unstable_by_key(|place| (place.pack, place.offset));
        places.dedup();
        let mut pieces: Vec<Piece> = Vec::new();
        let mut last = None;
        for place in &places {
            let len = u64::from(place.stored);
            match pieces.last_mut() {
                Some(piece) if last == Some(place.pack) && piece.offset + piece.len == place.offset => piece.len += len,
                _ => pieces.push(Piece { handle: store.pack(&place.pack)?, offset: place.offset, len }),
            }
            last = Some(place.pack);
        }
        let len = pieces.iter().map(|piece| piece.len).sum();
        Ok(Self { pieces, len, piece: 0, at: 0 })
    }

    /// Bytes in all.
    pub const fn len(&self) -> u64 {
        self.len
    }

    /// Whether there is nothing to send.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The next bytes, as many as `buffer` holds but at the end of a piece; 0 at the end of all.
    ///
    /// # Errors
    /// The pack cannot be read: the transfer must end, so that the receiver sees it is not whole.
    pub fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Refusal> {
        while let Some(piece) = self.pieces.get(self.piece) {
            let left = piece.len - self.at;
            if left == 0 {
                self.piece += 1;
                self.at = 0;
                continue;
            }
            let count = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
            let read = piece.handle.read_at(&mut buffer[..count], piece.offset + self.at);
            read.map_err(|_| Refusal::new(Code::Failed, "a pack cannot be read"))?;
            self.at += count as u64;
            return Ok(count);
        }
        Ok(0)
    }
}
