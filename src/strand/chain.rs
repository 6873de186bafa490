//! Following an author's strands back from one that is named to its log: for what a knot covers and the log has not.

use crate::base::id::Id;
use crate::base::key::PublicKey;
use crate::strand::error::StrandError;
use crate::strand::record::Signed;

type Result<T> = std::result::Result<T, StrandError>;

/// Up to where a log is agreed on: it is never cut below, whatever becomes known later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pin {
    /// How many strands.
    pub seq: u64,
    /// The last of them.
    pub tip: Id,
}

/// The strands of an author up to one of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chain {
    /// So many of its log are the first ones.
    pub joins: u64,
    /// These follow them, and are not in the log.
    pub above: Vec<Signed>,
}

/// The strands of `author` up to `pin`, by those in its log, which has `len` and of which `at` gives the ids, and those that
/// `find` has; `None` where one is not held.
///
/// # Errors
/// Those of `at` and `find`.
pub fn chain(
    author: &PublicKey,
    pin: Pin,
    len: u64,
    at: &dyn Fn(u64) -> Result<Id>,
    find: &dyn Fn(&Id) -> Result<Option<Signed>>,
) -> Result<Option<Chain>> {
    let mut chain = Chain { joins: pin.seq, above: Vec::new() };
    let mut next = Some(pin.tip);
    while let Some(id) = next
        && chain.joins > 0
    {
        if chain.joins <= len && at(chain.joins)? == id {
            chain.above.reverse();
            return Ok(Some(chain));
        }
        let Some(signed) = find(&id)? else { return Ok(None) };
        if (signed.strand.author, signed.strand.seq) != (*author, chain.joins) {
            return Ok(None);
        }
        next = signed.strand.previous;
        chain.joins -= 1;
        chain.above.push(signed);
    }
    chain.above.reverse();
    // The first strand of a log has none before it.
    Ok((next.is_none() && chain.joins == 0).then_some(chain))
}
