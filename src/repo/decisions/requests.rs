//! What members ask of the register of voters, as their strands say: places, leaving, other keys, another rule; and what
//! is held against voters. Each makes one change of the record that is.

use std::collections::BTreeSet;

use crate::base::key::PublicKey;
use crate::base::verified::Verified;
use crate::heads::evidence::Evidence;
use crate::heads::record::Record;
use crate::heads::rule::Rule;
use crate::heads::vote::Vote;
use crate::object::traits::Source;
use crate::repo::community::Community;
use crate::repo::decisions::recovery::Scopes;
use crate::repo::error::RepoError;
use crate::state::operation::{Operation, root};
use crate::strand::kinds::double::{self, DoubleVote};
use crate::strand::kinds::quorum::{self, Quorum};
use crate::strand::kinds::{evidence, left, replaced};
use crate::strand::members::own_value;
use crate::strand::record::Place;
use crate::strand::tapestry::authors;

/// What somebody asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Request {
    /// A place for this member.
    Join(PublicKey),
    /// That this voter leaves.
    Leave(PublicKey),
    /// That the second key votes in the place of the first.
    Replace(PublicKey, PublicKey),
    /// That this voter, who forked its log or voted twice, is removed.
    Remove(PublicKey),
    /// Another rule.
    Count(Rule),
}

impl Request {
    /// The record after this change, and the key that it adds; `None` where nobody would be left to vote.
    pub fn apply(&self, record: &Record) -> Option<(Record, Option<PublicKey>)> {
        let without = |gone: &PublicKey| record.voters.iter().filter(|key| *key != gone).copied().collect::<Vec<_>>();
        let (voters, adds) = match self {
            Self::Join(key) => (record.voters.iter().copied().chain([*key]).collect(), Some(*key)),
            Self::Leave(key) | Self::Remove(key) => (without(key), None),
            // The same member, with all that it has.
            Self::Replace(old, new) => (without(old).into_iter().chain([*new]).collect(), None),
            Self::Count(_) => (record.voters.clone(), None),
        };
        let mut next = record.next(voters);
        if let Self::Count(rule) = self {
            next.rule = *rule;
        }
        (!next.voters.is_empty()).then_some((next, adds))
    }
}

/// Voters against whom there is proof: of a forked log, or of two votes that contradict each other.
///
/// # Errors
/// The state cannot be read.
pub fn accused(
    operation: &Operation,
    source: &dyn Source,
    community: &Community,
    scopes: &Scopes,
) -> Result<BTreeSet<PublicKey>, RepoError> {
    let forked = authors(&operation.map(root::TAPESTRY), source)?.into_iter();
    let mut accused: BTreeSet<PublicKey> = forked.filter(|(_, row)| row.fork.is_some()).map(|(key, _)| key).collect();
    for value in community.views.get(double::VIEW).into_iter().flat_map(|values| values.values()) {
        if let Ok(body) = DoubleVote::decode(&value.bytes)
            && let (Ok(a), Ok(b)) = (Vote::decode(&body.votes[0]), Vote::decode(&body.votes[1]))
            && a.voter == body.accused
            && Evidence::of(&a, &b).is_some()
            && [&a, &b].iter().all(|vote| vote.is_genuine(&scopes.of(vote.motion.epoch), &Verified::default()))
        {
            accused.insert(body.accused);
        }
    }
    Ok(accused)
}

/// What is asked of the newest record, as [`requests`].
///
/// # Errors
/// The state cannot be read.
pub fn pending(operation: &Operation, source: &dyn Source, community: &Community) -> Result<Vec<Request>, RepoError> {
    let accused = accused(operation, source, community, &Scopes::load(operation, source)?)?;
    Ok(requests(&community.record, community, &accused))
}

/// What is asked of this record: first what needs no new voter, then new voters that are online, then the others, each
/// in the order of the tapestry.
pub fn requests(record: &Record, community: &Community, accused: &BTreeSet<PublicKey>) -> Vec<Request> {
    let mut found: Vec<(Option<Place>, Request)> = Vec::new();
    for (key, member) in &community.members {
        let votes = record.has(key);
        let place = |view| own_value(view, key, &community.views).map(|value| value.place(*key));
        if votes && accused.contains(key) {
            found.push((blamed(key, community), Request::Remove(*key)));
        } else if votes && let Some(new) = member.successor {
            found.push((place(replaced::VIEW), Request::Replace(*key, new)));
        } else if votes && member.left.is_some() {
            found.push((place(left::VIEW), Request::Leave(*key)));
        } else if !votes && member.pending && member.is_active() && !accused.contains(key) {
            found.push((member.admitted, Request::Join(*key)));
        }
    }
    let asked = community.views.get(quorum::VIEW).into_iter().flatten();
    let asked =
        asked.filter(|((author, _), _)| record.has(author)).map(|((author, _), value)| (value.place(*author), value));
    // Only who asked last still asks.
    if let Some((place, value)) = asked.max_by_key(|(place, _)| *place)
        && let Ok(wanted) = Quorum::decode(&value.bytes)
        && let Some(rule) = Rule::parse(wanted.name()).filter(|rule| *rule != record.rule)
    {
        found.push((Some(place), Request::Count(rule)));
    }
    // Who is to be added must answer: who does not must not hold up the others. What nobody has told of in a strand comes
    // last.
    let waits = |request: &Request| match request {
        Request::Leave(_) | Request::Remove(_) | Request::Count(_) => 0,
        Request::Join(key) | Request::Replace(_, key) => 1 + u8::from(!community.present.contains_key(key)),
    };
    found.sort_by_key(|(place, request)| (waits(request), place.is_none(), *place));
    found.into_iter().map(|(_, request)| request).collect()
}

/// Where the first strand stands that accuses this key.
fn blamed(key: &PublicKey, community: &Community) -> Option<Place> {
    let views = [evidence::VIEW, double::VIEW].into_iter().filter_map(|view| community.views.get(view));
    let told = views.flatten().filter(|((_, accused), _)| accused == key.as_bytes());
    told.map(|((author, _), value)| value.place(*author)).min()
}
