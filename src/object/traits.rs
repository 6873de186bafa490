//! The seams of the store: where objects come from and where they go. Repositories, peers and memory implement them.

use crate::base::id::ObjectId;
use crate::base::kind::Kind;
use crate::base::remembered::Remembered;
use crate::object::error::ObjectError;
use crate::object::member::Member;

type Result<T> = std::result::Result<T, ObjectError>;

/// Where objects come from.
pub trait Source: Send + Sync {
    /// Whether the object can be had here.
    ///
    /// # Errors
    /// The source cannot be asked.
    fn has(&self, id: &ObjectId) -> Result<bool>;

    /// Whether the object is knowingly not here: where a walk over a history ends.
    fn is_left_out(&self, _id: &ObjectId) -> bool {
        false
    }

    /// The object as a gzip member, not verified.
    ///
    /// # Errors
    /// [`ObjectError::Missing`], or the source cannot be read.
    fn get(&self, id: &ObjectId) -> Result<Member>;

    /// The plain content into `plain` (replaced), verified: it is the object `id` when read as `kind`, which is what the
    /// parent of the object promised.
    ///
    /// # Errors
    /// Missing, damaged, or the source cannot be read.
    fn read(&self, kind: Kind, id: &ObjectId, plain: &mut Vec<u8>) -> Result<()> {
        self.get(id)?.read(kind, id, plain)
    }

    /// Where what is made of objects is remembered; `None` where each is read anew.
    fn remembered(&self) -> Option<&Remembered> {
        None
    }

    /// As [`Source::read`], into a buffer of its own.
    ///
    /// # Errors
    /// As [`Source::read`].
    fn plain(&self, kind: Kind, id: &ObjectId) -> Result<Vec<u8>> {
        let mut plain = Vec::new();
        self.read(kind, id, &mut plain)?;
        Ok(plain)
    }
}

/// Where objects go. Shared by the threads of a writer.
pub trait Sink: Source {
    /// Whether the caller is to supply this object: true once per id that is neither here nor claimed. After true the
    /// caller must [`Sink::put`] it.
    ///
    /// # Errors
    /// The sink cannot be asked.
    fn claim(&self, id: &ObjectId) -> Result<bool>;

    /// Takes an object; readable through this sink at once, durable when its run has finished.
    ///
    /// # Errors
    /// The sink cannot be written.
    fn put(&self, member: Member) -> Result<()>;

    /// The level at which members for this sink are deflated, 0 to 12.
    fn level(&self) -> i32;

    /// Stores `plain` as an object of `kind` unless it is there. Returns its id and whether it was new.
    ///
    /// # Errors
    /// The sink cannot be asked or written.
    fn write(&self, kind: Kind, plain: &[u8]) -> Result<(ObjectId, bool)> {
        let id = kind.id_of(plain);
        let new = self.claim(&id)?;
        if new {
            self.put(Member::encode(kind, id, plain, self.level()))?;
        }
        Ok((id, new))
    }
}
