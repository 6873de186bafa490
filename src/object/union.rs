//! The rows of several indexes as one sorted sequence, each id once, without collecting them.
//! Must not touch packs.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use crate::object::index::Index;
use crate::object::row::Row;

/// Goes over the rows of all indexes in the order of their ids. Of an id that several have, the row of the first index
/// is given. Impossible rows are passed over.
pub struct Union<'a> {
    indexes: &'a [Arc<Index>],
    /// Per index that has rows left: the next row's id, which index, which row.
    next: BinaryHeap<Reverse<([u8; 32], usize, u64)>>,
}

impl<'a> Union<'a> {
    /// Starts at the lowest id.
    pub fn new(indexes: &'a [Arc<Index>]) -> Self {
        let mut union = Self { indexes, next: BinaryHeap::with_capacity(indexes.len()) };
        for number in 0..indexes.len() {
            union.advance(number, 0);
        }
        union
    }

    /// Puts all rows of the next id into `copies` (replaced), with the numbers of their indexes; false at the end.
    pub fn next_copies(&mut self, copies: &mut Vec<(usize, Row)>) -> bool {
        copies.clear();
        while let Some(Reverse((id, number, at))) = self.next.peek().copied()
            && copies.first().is_none_or(|(_, row)| row.id == id)
        {
            self.next.pop();
            copies.extend(self.indexes[number].row(at).map(|row| (number, row)));
            self.advance(number, at + 1);
        }
        !copies.is_empty()
    }

    fn advance(&mut self, number: usize, from: u64) {
        let index = &self.indexes[number];
        let found = (from..index.len()).find_map(|at| index.row(at).map(|row| (row.id, at)));
        if let Some((id, at)) = found {
            self.next.push(Reverse((id, number, at)));
        }
    }
}

impl Iterator for Union<'_> {
    type Item = (usize, Row);

    /// The number of the index and its row.
    fn next(&mut self) -> Option<Self::Item> {
        let Reverse((id, number, at)) = self.next.pop()?;
        let row = self.indexes[number].row(at);
        self.advance(number, at + 1);
        while let Some(Reverse((other, number, at))) = self.next.peek().copied()
            && other == id
        {
            self.next.pop();
            self.advance(number, at + 1);
        }
        row.map(|row| (number, row))
    }
}
