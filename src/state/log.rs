//! The chain of operations, newest first.

use crate::base::id::Id;
use crate::object::traits::Source;
use crate::state::error::StateError;
use crate::state::operation::Operation;

type Result<T> = std::result::Result<T, StateError>;

/// Fewest digits by which an operation may be named.
pub const MIN_PREFIX: usize = 8;

/// Walks from an operation to the oldest one that it says is kept. Ends after an error.
pub struct Log<'a> {
    source: &'a dyn Source,
    next: Option<(Id, Option<Bound>)>,
}

/// What the operation that led here says of the next one.
struct Bound {
    number: u64,
    oldest: u64,
}

impl<'a> Log<'a> {
    /// The chain that ends in `newest`; `None` is the empty chain.
    pub fn new(source: &'a dyn Source, newest: Option<Id>) -> Self {
        Self { source, next: newest.map(|id| (id, None)) }
    }

    /// The one operation of the chain whose id begins with `prefix`, 8 to 64 lower-case hexadecimal digits.
    ///
    /// # Errors
    /// [`StateError::Unknown`], [`StateError::Ambiguous`], or the chain cannot be read.
    pub fn find(self, prefix: &str) -> Result<(Id, Operation)> {
        let unknown = || StateError::Unknown(prefix.to_owned());
        if prefix.len() < MIN_PREFIX {
            return Err(unknown());
        }
        let mut found = None;
        for operation in self {
            let (id, operation) = operation?;
            if id.to_string().starts_with(prefix) && found.replace((id, operation)).is_some() {
                return Err(StateError::Ambiguous(prefix.to_owned()));
            }
        }
        found.ok_or_else(unknown)
    }

    fn step(&mut self, id: Id, bound: Option<Bound>) -> Result<(Id, Operation)> {
        let operation = Operation::load(self.source, id)?;
        if bound.as_ref().is_some_and(|bound| bound.number != operation.number) {
            return Err(StateError::malformed(format!("operation {id}"), "its number does not fit the one after it"));
        }
        // The newest one decides: those before it were written when more was kept.
        let oldest = bound.map_or(operation.oldest, |bound| bound.oldest);
        self.next = match operation.previous {
            Some(previous) if operation.number > oldest => {
                Some((previous, Some(Bound { number: operation.number - 1, oldest })))
            }
            _ => None,
        };
        Ok((id, operation))
    }
}

impl Iterator for Log<'_> {
    type Item = Result<(Id, Operation)>;

    fn next(&mut self) -> Option<Self::Item> {
        let (id, bound) = self.next.take()?;
        Some(self.step(id, bound))
    }
}
