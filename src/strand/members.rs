//! Who belongs to a community, by what the logs say: the creator, whom members admitted, and who took the place of a
//! member's key. A function of the values of the tapestry.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::key::PublicKey;
use crate::strand::kinds::admitted::{self, Admitted};
use crate::strand::kinds::profile::{self, Profile};
use crate::strand::kinds::{left, replaced};
use crate::strand::record::Place;
use crate::strand::view::Value;

/// Values of one view: by author and key.
pub type Values = BTreeMap<(PublicKey, Vec<u8>), Value>;

/// The values of all authors, by view.
pub type Views = BTreeMap<String, Values>;

/// One who is or was a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its name by its profile; may be empty.
    pub name: String,
    /// Whether it has a vote.
    pub voter: bool,
    /// Whether a place among the voters was asked for it, and nothing has been decided.
    pub pending: bool,
    /// Who let it in; `None` for the creator.
    pub issuer: Option<PublicKey>,
    /// Since when, in milliseconds.
    pub since: u64,
    /// The strand by which it came in; `None` for the creator.
    pub admitted: Option<Place>,
    /// When it left, in milliseconds.
    pub left: Option<u64>,
    /// The key that took its place.
    pub successor: Option<PublicKey>,
}

impl Member {
    /// Whether it is one now.
    pub const fn is_active(&self) -> bool {
        self.left.is_none() && self.successor.is_none()
    }
}

/// All who are or were members. `since` is when the community was made, in milliseconds.
pub fn members(creator: PublicKey, since: u64, views: &Views) -> BTreeMap<PublicKey, Member> {
    let mut members = BTreeMap::new();
    let first = Member {
        name: String::new(),
        voter: true,
        pending: false,
        issuer: None,
        since,
        admitted: None,
        left: None,
        successor: None,
    };
    members.insert(creator, first);
    // Who was let in lets others in: until nobody is new. The last admission in the order of the tapestry counts.
    let mut waiting = BTreeSet::from([creator]);
    while let Some(issuer) = waiting.pop_first() {
        for (member, new) in let_in(&issuer, &members[&issuer], views) {
            let known = members.get(&member);
            if known.is_none() {
                waiting.insert(member);
            }
            if known.is_none_or(|known| known.admitted.is_some() && known.admitted < new.admitted) {
                members.insert(member, new);
            }
        }
    }
    for (key, member) in &mut members {
        member.name = profile(key, views).map_or(String::new(), |profile| profile.name);
        member.left = own_value(left::VIEW, key, views)
            .filter(|value| member.admitted.is_none_or(|admitted| admitted < value.place(*key)))
            .map(|value| value.time);
        member.successor = own_value(replaced::VIEW, key, views).and_then(|value| key_of(&value.bytes));
    }
    members
}

/// Whom this member let in: by admission, or into its own place.
fn let_in(issuer: &PublicKey, own: &Member, views: &Views) -> Vec<(PublicKey, Member)> {
    let mut found = Vec::new();
    let entered = |value: &Value, pending: bool| Member {
        name: String::new(),
        voter: false,
        pending,
        issuer: Some(*issuer),
        since: value.time,
        admitted: Some(value.place(*issuer)),
        left: None,
        successor: None,
    };
    let from = (*issuer, Vec::new());
    let of = |view| views.get(view).into_iter().flat_map(|values: &Values| values.range(from.clone()..));
    let gone = own_value(left::VIEW, issuer, views).map(|value| value.place(*issuer));
    let gone = gone.filter(|gone| own.admitted.is_none_or(|admitted| admitted < *gone));
    for (_, value) in of(admitted::VIEW).take_while(|((author, _), _)| author == issuer) {
        // Who has left lets nobody in.
        if gone.is_some_and(|gone| gone < value.place(*issuer)) {
            continue;
        }
        if let Ok(body) = Admitted::decode(&value.bytes) {
            found.push((body.member, entered(value, body.voter)));
        }
    }
    if let Some(value) = own_value(replaced::VIEW, issuer, views)
        && let Some(member) = key_of(&value.bytes)
    {
        // The only voter there is while nothing can be decided: nobody else could give its vote to the new key.
        found.push((member, Member { voter: own.voter, ..entered(value, own.pending) }));
    }
    found
}

/// What a member said of itself in this view.
pub fn own_value<'v>(view: &str, key: &PublicKey, views: &'v Views) -> Option<&'v Value> {
    views.get(view)?.get(&(*key, Vec::new()))
}

/// What this member wants to be shown as.
pub fn profile(key: &PublicKey, views: &Views) -> Option<Profile> {
    Profile::decode(&own_value(profile::VIEW, key, views)?.bytes).ok()
}

/// The key that these bytes are.
pub fn key_of(bytes: &[u8]) -> Option<PublicKey> {
    PublicKey::from_bytes(bytes.try_into().ok()?).ok()
}
