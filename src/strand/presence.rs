//! Who is online, by what members say of themselves and voters of them, and who leads: the first of them in the order of
//! the tapestry. A function of the values of the tapestry.

use std::collections::BTreeMap;

use crate::base::id::Id;
use crate::base::key::PublicKey;
use crate::strand::kinds::missed;
use crate::strand::kinds::online::{self, Online};
use crate::strand::members::{Member, Views, own_value};
use crate::strand::record::Place;

/// A member that is online.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Present {
    /// What it said of itself.
    pub online: Online,
    /// When, in milliseconds.
    pub since: u64,
    /// Where the strand that says so stands.
    pub place: Place,
}

/// The members that are online.
pub fn present(members: &BTreeMap<PublicKey, Member>, views: &Views) -> BTreeMap<PublicKey, Present> {
    let mut present = BTreeMap::new();
    let voters = members.values().filter(|member| member.voter && member.is_active()).count();
    for (key, _) in members.iter().filter(|(_, member)| member.is_active()) {
        let said = own_value(online::VIEW, key, views);
        let Some(said) = said.filter(|value| !value.bytes.is_empty()) else { continue };
        let Ok(online) = Online::decode(&said.bytes) else { continue };
        // More than half: a member that merely does not see another one is not believed alone.
        if 2 * missed_by(members, views, key, &said.id) <= voters {
            present.insert(*key, Present { online, since: said.time, place: said.place(*key) });
        }
    }
    present
}

/// How many voters say that what `key` said in the strand `said` does not hold.
fn missed_by(members: &BTreeMap<PublicKey, Member>, views: &Views, key: &PublicKey, said: &Id) -> usize {
    let Some(values) = views.get(missed::VIEW) else { return 0 };
    let voters = members.iter().filter(|(_, member)| member.voter && member.is_active());
    let missed = |voter: &PublicKey| {
        let value = values.get(&(*voter, key.as_bytes().to_vec()));
        value.is_some_and(|value| value.bytes == said.as_bytes())
    };
    voters.filter(|(voter, _)| missed(voter)).count()
}

/// Who leads: whoever came online first among those that still are.
pub fn leader(present: &BTreeMap<PublicKey, Present>) -> Option<PublicKey> {
    present.iter().min_by_key(|(_, present)| present.place).map(|(key, _)| *key)
}
