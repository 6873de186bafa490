//! What the log of one author says: the latest value for each view and key. Taken one strand after the other, so more
//! strands cost only themselves.

use std::collections::BTreeMap;

use crate::base::id::Id;
use crate::base::limit::FOLD_STEP;
use crate::object::traits::Sink;
use crate::state::hamt::Hamt;
use crate::strand::error::StrandError;
use crate::strand::kinds::rules;
use crate::strand::record::Signed;
use crate::strand::view::{Value, key};

/// The fold of the first strands of one author.
pub struct Fold {
    values: Hamt,
    pending: BTreeMap<Vec<u8>, Option<Vec<u8>>>,
}

/// A point to which a log can be cut back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The number of the last strand before it; a multiple of [`FOLD_STEP`].
    pub seq: u64,
    /// Where that strand ends, in bytes.
    pub len: u64,
    /// The values up to there.
    pub values: Option<Id>,
}

impl Fold {
    /// Goes on from these values.
    pub const fn new(values: Option<Id>) -> Self {
        let values = match values {
            Some(root) => Hamt::from_root(root),
            None => Hamt::new(),
        };
        Self { values, pending: BTreeMap::new() }
    }

    /// Takes the next strand of the author, which ends at byte `len` of its log. Returns a point to cut back to where one
    /// is due.
    ///
    /// # Errors
    /// The objects cannot be read or written.
    pub fn take(
        &mut self,
        signed: &Signed,
        len: u64,
        community: &Id,
        objects: &dyn Sink,
    ) -> Result<Option<Cut>, StrandError> {
        if let Some(rule) = rules::find(&signed.strand.kind) {
            // A body that is not as the kind prescribes sets nothing.
            for set in (rule.settings)(signed, community).unwrap_or_default() {
                let value = Value::of(signed, set.value).encode();
                self.pending.insert(key(set.view, &set.key), Some(value));
            }
        }
        let seq = signed.strand.seq;
        if !seq.is_multiple_of(FOLD_STEP) {
            return Ok(None);
        }
        let values = self.settle(objects)?;
        Ok(Some(Cut { seq, len, values }))
    }

    /// The root of the values.
    ///
    /// # Errors
    /// The objects cannot be read or written.
    pub fn settle(&mut self, objects: &dyn Sink) -> Result<Option<Id>, StrandError> {
        if !self.pending.is_empty() {
            self.values = self.values.update(objects, &self.pending)?;
            self.pending.clear();
        }
        Ok(self.values.root())
    }
}
