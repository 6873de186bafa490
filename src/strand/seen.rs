//! Which strands of others a new strand names, so that every strand is soon woven in by others.

use crate::base::id::Id;
use crate::base::limit::MAX_SEEN;
use crate::strand::record::Place;

/// The last strand of another author.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tip {
    /// Where it stands.
    pub place: Place,
    /// Whether a strand of another author names it already.
    pub named: bool,
}

/// The ids to name: first `required`, then the tip that stands last, then those that nobody has named yet, the oldest
/// first; at most [`MAX_SEEN`].
pub fn choose(required: &[Id], mut tips: Vec<Tip>) -> Vec<Id> {
    tips.sort_unstable_by_key(|tip| tip.place);
    let last = tips.last().map(|tip| tip.place.id);
    let unnamed = tips.iter().filter(|tip| !tip.named).map(|tip| tip.place.id);
    let mut chosen = Vec::with_capacity(MAX_SEEN);
    for id in required.iter().copied().chain(last).chain(unnamed) {
        if chosen.len() < MAX_SEEN && !chosen.contains(&id) {
            chosen.push(id);
        }
    }
    chosen
}
