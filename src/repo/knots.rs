//! The knots that a state has: which logs are agreed on how far, and which knot first covers a strand. Reads only.

use std::collections::BTreeMap;

use crate::base::cbor::CborError;
use crate::base::id::Id;
use crate::base::key::PublicKey;
use crate::base::kind::Kind;
use crate::object::traits::Source;
use crate::state::error::StateError;
use crate::state::operation::{Operation, root};
use crate::strand::error::StrandError;
use crate::strand::knot::{Knot, Row};
use crate::strand::record::UNCOVERED;

type Result<T> = std::result::Result<T, StrandError>;

/// Key of the newest knot; all other keys are heights.
pub const NEWEST: &[u8] = b"newest";

/// The key of the knot of this height.
pub const fn key(height: u64) -> [u8; 8] {
    height.to_be_bytes()
}

/// The value under [`NEWEST`].
pub fn newest_value(height: u64, id: &Id) -> Vec<u8> {
    [&key(height)[..], id.as_bytes()].concat()
}

/// The height and the knot that a pair of the root `knots` names.
///
/// # Errors
/// It is no such pair.
pub fn decode_row(name: &[u8], value: &[u8]) -> std::result::Result<(u64, Id), CborError> {
    let height = if name == NEWEST { value.first_chunk::<8>() } else { name.try_into().ok() };
    let id = if name == NEWEST { value.get(8..) } else { Some(value) };
    match (height, id.and_then(|id| <[u8; 32]>::try_from(id).ok())) {
        (Some(height), Some(id)) => Ok((u64::from_be_bytes(*height), Id::from_bytes(id))),
        _ => Err(CborError::Unexpected("a height and the id of a knot")),
    }
}

/// The newest knot and its id; `None` before the first.
///
/// # Errors
/// It is missing, damaged or malformed.
pub fn newest(operation: &Operation, source: &dyn Source) -> Result<Option<(Id, Knot)>> {
    let map = operation.map(root::KNOTS);
    let Some(value) = map.get(source, NEWEST)? else { return Ok(None) };
    let (height, id) = decode_row(NEWEST, &value).map_err(|why| StateError::malformed(root::KNOTS, why))?;
    Ok(Some((id, load(source, height, id, &[])?)))
}

/// All knots with their ids, the first first.
///
/// # Errors
/// One is missing, damaged or malformed, or does not follow the one before it.
pub fn all(operation: &Operation, source: &dyn Source) -> Result<Vec<(Id, Knot)>> {
    let mut knots: Vec<(Id, Knot)> = Vec::new();
    each(operation, source, &mut |id, knot| knots.push((id, knot.clone())))?;
    Ok(knots)
}

/// Calls `visit` with each knot and its id, the first first.
///
/// # Errors
/// As [`all`].
pub fn each(operation: &Operation, source: &dyn Source, visit: &mut dyn FnMut(Id, &Knot)) -> Result<()> {
    let mut ids = BTreeMap::new();
    operation.map(root::KNOTS).each(source, &mut |name, value| {
        let (height, id) = decode_row(name, value).map_err(|why| StateError::malformed(root::KNOTS, why))?;
        ids.insert(height, id);
        Ok(())
    })?;
    let mut before: Option<(Id, Knot)> = None;
    for ((height, id), expected) in ids.into_iter().zip(1..) {
        let knot = load(source, height, id, before.as_ref().map_or(&[], |(_, knot)| &knot.rows))?;
        if (height, knot.previous) != (expected, before.map(|(id, _)| id)) {
            return Err(StrandError::malformed(format!("knot {id}"), "it does not follow the one before it"));
        }
        visit(id, &knot);
        before = Some((id, knot));
    }
    Ok(())
}

fn load(source: &dyn Source, height: u64, id: Id, before: &[Row]) -> Result<Knot> {
    let knot = Knot::decode_after(&source.plain(Kind::Knot, &id.into())?, before)?;
    if knot.height == height {
        Ok(knot)
    } else {
        Err(StrandError::malformed(format!("knot {id}"), format!("it has not the height {height}")))
    }
}

/// Which knot first covers a strand.
#[derive(Clone, Debug, Default)]
pub struct Covered {
    /// For each author the clocks up to which a knot of what height is the first to cover it, both ascending.
    authors: BTreeMap<PublicKey, Vec<(u64, u64)>>,
    /// Height of the newest knot; 0 before the first.
    pub newest: u64,
}

impl Covered {
    /// What the knots of this state cover.
    ///
    /// # Errors
    /// As [`all`].
    pub fn of(operation: &Operation, source: &dyn Source) -> Result<Self> {
        let mut covered = Self::default();
        each(operation, source, &mut |_, knot| {
            for row in &knot.rows {
                let steps = covered.authors.entry(row.author).or_default();
                if steps.last().is_none_or(|(clock, _)| *clock < row.clock) {
                    steps.push((row.clock, knot.height));
                }
            }
            covered.newest = knot.height;
        })?;
        Ok(covered)
    }

    /// The height of the first knot that covers the strand of `author` with this clock; [`UNCOVERED`] where none does.
    pub fn knot(&self, author: &PublicKey, clock: u64) -> u64 {
        let Some(steps) = self.authors.get(author) else { return UNCOVERED };
        let at = steps.partition_point(|(last, _)| *last < clock);
        steps.get(at).map_or(UNCOVERED, |(_, height)| *height)
    }
}
