//! A source that remembers what was made of its objects, for those who look into the same ones again and again: rows of
//! maps, one after the other. For one piece of work on one state: it does not see what is damaged meanwhile.

use crate::base::id::ObjectId;
use crate::base::kind::Kind;
use crate::base::remembered::Remembered;
use crate::object::error::ObjectError;
use crate::object::member::Member;
use crate::object::traits::Source;

/// A source, and what is remembered of it.
pub struct Remembering<'s> {
    source: &'s dyn Source,
    remembered: Remembered,
}

impl<'s> Remembering<'s> {
    /// Nothing is remembered yet.
    pub fn new(source: &'s dyn Source) -> Self {
        Self { source, remembered: Remembered::default() }
    }
}

impl Source for Remembering<'_> {
    fn has(&self, id: &ObjectId) -> Result<bool, ObjectError> {
        self.source.has(id)
    }

    fn is_left_out(&self, id: &ObjectId) -> bool {
        self.source.is_left_out(id)
    }

    fn get(&self, id: &ObjectId) -> Result<Member, ObjectError> {
        self.source.get(id)
    }

    fn read(&self, kind: Kind, id: &ObjectId, plain: &mut Vec<u8>) -> Result<(), ObjectError> {
        self.source.read(kind, id, plain)
    }

    fn remembered(&self) -> Option<&Remembered> {
        Some(&self.remembered)
    }
}
