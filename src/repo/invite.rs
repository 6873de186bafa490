//! Invites: issuing them, and the issuer's judgement of who comes with one. How often an invite was used, the issuer's own
//! log says; whether it has expired, the issuer decides when it lets somebody in.

use crate::base::id::Id;
use crate::base::key::{PublicKey, SecretKey};
use crate::repo::action::Action;
use crate::repo::community::{self, Community};
use crate::repo::error::RepoError;
use crate::repo::repository::Repository;
use crate::repo::weave::say_with;
use crate::repo::weaving::millis;
use crate::strand::invite::{Invite, Offer, Token};
use crate::strand::kinds::admitted::{self, Admitted};
use crate::strand::kinds::joined::{self, Joined};
use crate::strand::kinds::left;
use crate::strand::members::own_value;
use crate::strand::view::Body;

type Result<T> = std::result::Result<T, RepoError>;

/// A new invite to the community of `repository`; its one-time key grows from `seed`, 32 random bytes.
///
/// # Errors
/// `key` is that of no member; something of the offer is over its limit.
pub fn issue(repository: &Repository, key: &SecretKey, seed: [u8; 32], offer: Offer) -> Result<Token> {
    let community = community::load(repository)?;
    if !community.is_member(&key.public()) {
        return Err(RepoError::NotAMember(key.public()));
    }
    Ok(Token::new(community.id, key, seed, offer)?)
}

/// Lets `joiner` in, who shows by `proof` to have the one-time key of `invite`; returns the strand that says so. Who is in
/// already is let in by the same strand as before.
///
/// # Errors
/// [`RepoError::Invite`] where `key` did not issue the invite, it is of another community, expired or used up, or the proof
/// does not hold; else as [`crate::repo::weave::say`].
pub fn admit(
    repository: &Repository,
    action: &Action<'_>,
    key: &SecretKey,
    invite: &Invite,
    joiner: &PublicKey,
    proof: &[u8; 64],
) -> Result<Id> {
    if invite.issuer != key.public() {
        return refuse("another member issued it");
    }
    if !invite.is_genuine() {
        return refuse("its issuer did not sign it");
    }
    if !invite.is_proven(joiner, proof) {
        return refuse("who comes with it does not have its key");
    }
    let now = millis(action.now);
    enter(repository, action, key, joiner, |community| {
        if invite.community != community.id {
            return refuse("it is for another community");
        }
        if now > invite.expires {
            return refuse("it has expired; ask for a new one");
        }
        if uses(community, &key.public(), &invite.key) >= invite.uses {
            return refuse("it is used up; ask for a new one");
        }
        Ok(Admitted { member: *joiner, voter: invite.voter, invite: Some(invite.key) })
    })
}

/// Lets `joiner` into an open community, without a vote; returns the strand that says so.
///
/// # Errors
/// [`RepoError::Invite`] where the community is not open; else as [`crate::repo::weave::say`].
pub fn admit_openly(repository: &Repository, action: &Action<'_>, key: &SecretKey, joiner: &PublicKey) -> Result<Id> {
    enter(repository, action, key, joiner, |community| {
        if community.genesis.policy.open {
            Ok(Admitted { member: *joiner, voter: false, invite: None })
        } else {
            refuse("the community is not open; ask a member for an invite")
        }
    })
}

fn refuse<T>(why: &str) -> Result<T> {
    Err(RepoError::Invite(why.to_owned()))
}

/// Says that `joiner` is in, unless it is.
fn enter(
    repository: &Repository,
    action: &Action<'_>,
    key: &SecretKey,
    joiner: &PublicKey,
    judge: impl FnOnce(&Community) -> Result<Admitted>,
) -> Result<Id> {
    let mut known = None;
    let ids = say_with(repository, action, key, |community| {
        if !community.is_member(&key.public()) {
            return Err(RepoError::NotAMember(key.public()));
        }
        if let Some(member) = community.members.get(joiner).filter(|member| member.is_active()) {
            let place = member.admitted.ok_or_else(|| RepoError::Invite("the creator is a member".to_owned()))?;
            known = Some(place.id);
            return Ok(Vec::new());
        }
        if community.members.get(joiner).is_some_and(|member| member.successor.is_some()) {
            return refuse("this key was replaced by another one");
        }
        Ok(vec![judge(community)?.body()])
    })?;
    let said = known.or(ids.last().copied());
    said.ok_or_else(|| RepoError::refused("admission", "nothing was said"))
}

/// How many this issuer has let in with the invite of this one-time key.
fn uses(community: &Community, issuer: &PublicKey, invite: &PublicKey) -> u64 {
    let Some(values) = community.views.get(admitted::VIEW) else { return 0 };
    let of_issuer = values.range((*issuer, Vec::new())..).take_while(|((author, _), _)| author == issuer);
    let with_it = |value: &[u8]| Admitted::decode(value).is_ok_and(|admitted| admitted.invite == Some(*invite));
    of_issuer.filter(|(_, value)| with_it(&value.bytes)).count() as u64
}

/// Says `member-joined`, the first strand of a key that was let in; nothing where it has begun already, or is no member.
///
/// # Errors
/// As [`crate::repo::weave::say`].
pub fn join(repository: &Repository, action: &Action<'_>, key: &SecretKey) -> Result<Option<Id>> {
    let author = key.public();
    let ids = say_with(repository, action, key, |community| {
        let begun = own_value(joined::VIEW, &author, &community.views).is_some();
        let admitted = community.members.get(&author).and_then(|member| member.admitted);
        Ok(admitted.filter(|_| !begun).map(|place| Joined { by: place.id }.body()).into_iter().collect())
    })?;
    Ok(ids.last().copied())
}

/// Leaves the community; returns the strand that says so, or nothing where the key is no member any more.
///
/// # Errors
/// The creator cannot leave while others have no vote; else as [`crate::repo::weave::say`].
pub fn leave(repository: &Repository, action: &Action<'_>, key: &SecretKey) -> Result<Option<Id>> {
    let author = key.public();
    let ids = say_with(repository, action, key, |community| {
        if !community.is_member(&author) {
            return Ok(Vec::<Body>::new());
        }
        if community.voters().all(|voter| *voter == author) {
            return Err(RepoError::refused("community", "its only voter cannot leave it"));
        }
        Ok(vec![left::body()])
    })?;
    Ok(ids.last().copied())
}
