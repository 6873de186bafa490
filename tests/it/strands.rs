//! Strands among members: saying, merging, joining, and what the tapestry says of it.

use std::sync::Arc;

use mosaic::base::id::Id;
use mosaic::base::key::{PublicKey, SecretKey};
use mosaic::repo::community;
use mosaic::repo::error::RepoError;
use mosaic::repo::fsck::fsck;
use mosaic::repo::invite::{admit, admit_openly, issue, join, leave};
use mosaic::repo::replace_key::replace_key;
use mosaic::repo::weave::{feeds, log, say, strands, tip_at};
use mosaic::storage::memory::MemoryStorage;
use mosaic::storage::traits::Storage;
use mosaic::strand::invite::{Offer, Token};
use mosaic::strand::kinds::missed::Missed;
use mosaic::strand::kinds::offline;
use mosaic::strand::kinds::online::Online;
use mosaic::strand::kinds::profile::Profile;

use crate::decided::decide_alone;
use crate::strand_model::{Batches, NOW, Peer, action, action_at, key, note};

fn online(address: &str) -> Online {
    Online { addresses: vec![address.to_owned()], capacity: 1, version: "0.1".to_owned() }
}

#[test]
fn members_with_the_same_strands_have_the_same_tapestry() {
    let (a, b, c) = (Peer::new(0), Peer::new(1), Peer::new(2));
    assert_eq!(a.root(), None);
    a.say(&[note("first")]);
    a.admit(&b);
    // The first strand of a member is preceded by the one with which it joins.
    assert_eq!(b.say(&[note("second")]).len(), 2);
    b.admit(&c);
    c.say(&[note("third"), note("fourth")]);
    a.pull(&c);
    b.pull(&c);
    assert_eq!((a.root(), b.root()), (c.root(), c.root()));
    assert_eq!((a.logs(), b.logs()), (c.logs(), c.logs()));
    let again = a.pull(&b);
    assert_eq!((again.stored, again.known, again.missing.len()), (0, 8, 0));
    for peer in [&a, &b, &c] {
        assert!((0..3).all(|number| peer.is_member(number)) && !peer.is_member(3));
        assert_eq!(fsck(&peer.repository, &action(), None).unwrap().losses, []);
        let community = community::load(&peer.repository).unwrap();
        assert_eq!(community.voters().collect::<Vec<_>>(), [&key(0).public()]);
    }
}

#[test]
fn who_was_let_in_joins_once() {
    let (a, b) = (Peer::new(0), Peer::new(1));
    assert_eq!(join(&b.repository, &action(), &b.key).unwrap(), None, "no member yet");
    a.admit(&b);
    assert!(join(&b.repository, &action(), &b.key).unwrap().is_some());
    assert_eq!(join(&b.repository, &action(), &b.key).unwrap(), None);
    assert_eq!(b.say(&[note("x")]).len(), 1);
    assert_eq!(join(&a.repository, &action(), &a.key).unwrap(), None, "the creator begins as it likes");
}

#[test]
fn who_was_not_let_in_says_nothing() {
    let (a, b) = (Peer::new(0), Peer::new(1));
    a.say(&[note("first")]);
    b.pull(&a);
    assert!(matches!(say(&b.repository, &action(), &b.key, &[note("x")]), Err(RepoError::NotAMember(_))));
}

#[test]
fn logs_are_given_out_in_whole_strands() {
    let a = Peer::new(0);
    let author = a.key.public();
    assert_eq!(log(&a.repository, &author, 0, 1000).unwrap(), b"");
    let ids = a.say(&(0..200).map(|number| note(&format!("{number:0100}"))).collect::<Vec<_>>());
    let whole = log(&a.repository, &author, 0, usize::MAX).unwrap();
    let feed = feeds(&a.repository).unwrap().remove(0);
    assert_eq!((feed.len, feed.seq, feed.tip), (whole.len() as u64, 200, ids[199]));
    let (mut pieces, mut tips) = (Vec::new(), Vec::new());
    while (pieces.len() as u64) < feed.len {
        let at = pieces.len() as u64;
        tips.push(tip_at(&a.repository, &author, at).unwrap());
        let piece = log(&a.repository, &author, at, 5000).unwrap();
        assert!(!piece.is_empty() && piece.len() <= 5000);
        pieces.extend(piece);
    }
    assert_eq!(pieces, whole);
    assert_eq!(tips[0], None);
    assert!(tips[1..].iter().all(|tip| ids.contains(&tip.unwrap())));
    assert_eq!(tip_at(&a.repository, &author, feed.len).unwrap(), Some(ids[199]));
    assert_eq!(log(&a.repository, &author, feed.len, 1).unwrap(), b"");
    assert!(!log(&a.repository, &author, 0, 1).unwrap().is_empty(), "one strand, however long");
    for wrong in [1, feed.len + 1, u64::MAX] {
        assert!(matches!(log(&a.repository, &author, wrong, 1000), Err(RepoError::Refused { .. })));
    }
    // By ids: any of them, in the order of the log.
    let some = strands(&a.repository, &[ids[100], ids[3], ids[64], Id::of(b"")]).unwrap();
    let b = Peer::new(1);
    assert_eq!(some.len(), 1);
    let mut missing = [ids[2], ids[63], ids[99]];
    missing.sort_unstable();
    assert_eq!(b.merge(&some).missing, missing);
}

fn joiner_key(number: u8) -> PublicKey {
    key(number).public()
}

fn offer(uses: u64) -> Offer {
    Offer { addresses: vec!["http://127.0.0.1:7370".to_owned()], uses, expires: (NOW as u64 + 60) * 1000, voter: true }
}

#[test]
fn invites_are_judged_by_their_issuer() {
    let a = Peer::new(0);
    let token = issue(&a.repository, &a.key, [5; 32], offer(2)).unwrap();
    let token = Token::from_text(&token.to_text()).unwrap();
    let admit_at = |seconds, key: &SecretKey, joiner: u8, proof: &[u8; 64]| {
        admit(&a.repository, &action_at(seconds), key, &token.invite, &joiner_key(joiner), proof)
    };
    let proof = |joiner: u8| token.prove(&key(joiner).public());
    let why = |result: Result<_, RepoError>| match result {
        Err(RepoError::Invite(why)) => why,
        other => panic!("{other:?}"),
    };
    assert!(why(admit_at(NOW, &a.key, 1, &proof(2))).contains("does not have its key"));
    assert!(why(admit_at(NOW, &key(1), 1, &proof(1))).contains("another member issued it"));
    assert!(why(admit_at(NOW + 61, &a.key, 1, &proof(1))).contains("expired"));
    let first = admit_at(NOW, &a.key, 1, &proof(1)).unwrap();
    assert_eq!(admit_at(NOW, &a.key, 1, &proof(1)).unwrap(), first, "asked again, nothing changes");
    assert_eq!(feeds(&a.repository).unwrap()[0].seq, 1);
    admit_at(NOW, &a.key, 2, &proof(2)).unwrap();
    assert!(why(admit_at(NOW, &a.key, 3, &proof(3))).contains("used up"));
    let community = community::load(&a.repository).unwrap();
    assert_eq!(community.pending().count(), 2, "their votes are asked for");
    assert!(why(admit_openly(&a.repository, &action(), &a.key, &key(3).public())).contains("not open"));
    let mut changed = token.invite.clone();
    changed.uses = 100;
    let changed = admit(&a.repository, &action(), &a.key, &changed, &key(3).public(), &proof(3));
    assert!(why(changed).contains("did not sign it"));
}

#[test]
fn open_communities_take_anyone_in_without_a_vote() {
    let storage = || Arc::new(MemoryStorage::new()) as Arc<dyn Storage>;
    let a = Peer::on(storage(), 0, true);
    admit_openly(&a.repository, &action(), &a.key, &key(1).public()).unwrap();
    let community = community::load(&a.repository).unwrap();
    assert!(community.is_member(&key(1).public()));
    assert_eq!((community.voters().count(), community.pending().count()), (1, 0));
}

#[test]
fn who_left_is_no_member_until_it_is_let_in_again() {
    let (a, b) = (Peer::new(0), Peer::new(1));
    assert!(matches!(leave(&a.repository, &action(), &a.key), Err(RepoError::Refused { .. })));
    a.admit(&b);
    assert!(leave(&b.repository, &action(), &b.key).unwrap().is_some());
    assert_eq!(leave(&b.repository, &action(), &b.key).unwrap(), None);
    a.pull(&b);
    assert!(!a.is_member(1));
    a.admit(&b);
    assert!(a.is_member(1) && b.is_member(1));
}

#[test]
fn a_key_that_took_the_place_of_another_goes_on() {
    let (a, b) = (Peer::new(0), Peer::new(1));
    a.admit(&b);
    b.say(&[note("with the old key")]);
    let done = replace_key(&b.repository, &action(), [200; 32], || Ok::<_, RepoError>(())).unwrap();
    let new = SecretKey::from_seed([200; 32]);
    assert_eq!((done.new, done.old), (new.public(), Some(b.key.public())));
    assert!(done.joined.is_some());
    assert_eq!(b.repository.key().unwrap().public(), new.public());
    assert!(matches!(say(&b.repository, &action(), &b.key, &[note("x")]), Err(RepoError::Ended { .. })));
    say(&b.repository, &action(), &new, &[note("with the new key")]).unwrap();
    a.pull(&b);
    let community = community::load(&a.repository).unwrap();
    assert!(community.is_member(&new.public()) && !community.is_member(&b.key.public()));
    assert_eq!(community.members[&b.key.public()].successor, Some(new.public()));
    assert_eq!(a.root(), b.root());
    assert_eq!(fsck(&a.repository, &action(), None).unwrap().losses, []);
    // The only voter decides that its new key votes, before the old one is gone.
    let decide = || decide_alone(&a.repository).map(drop);
    let done = replace_key(&a.repository, &action(), [201; 32], decide).unwrap();
    let community = community::load(&a.repository).unwrap();
    assert_eq!(community.voters().collect::<Vec<_>>(), [&done.new]);
    assert_eq!(community.pending().count(), 0);
}

#[test]
fn presence_is_what_members_say_of_themselves_and_voters_of_them() {
    let (a, b) = (Peer::new(0), Peer::new(1));
    a.admit(&b);
    let said = b.say(&[online("http://b").body()]);
    a.pull(&b);
    a.say(&[online("http://a").body()]);
    let seen = || community::load(&a.repository).unwrap();
    assert_eq!(seen().leader(), Some(b.key.public()), "the first of those online");
    assert_eq!(seen().present[&b.key.public()].online.addresses, ["http://b"]);
    let missed = |online| Missed { member: b.key.public(), online }.body();
    a.say(&[missed(Id::of(b"another"))]);
    assert!(seen().present.contains_key(&b.key.public()), "something else was missed");
    a.say(&[missed(said[1])]);
    assert_eq!(seen().leader(), Some(a.key.public()));
    b.say(&[Missed { member: a.key.public(), online: seen().present[&a.key.public()].place.id }.body()]);
    b.say(&[online("http://b2").body()]);
    a.pull(&b);
    assert_eq!(seen().present.len(), 2, "online again, and who is no voter is not believed");
    b.say(&[offline::body(), Profile { name: "Bea".to_owned(), ..Profile::default() }.body()]);
    a.pull(&b);
    assert_eq!(seen().present.keys().collect::<Vec<_>>(), [&a.key.public()]);
    assert_eq!(seen().members[&b.key.public()].name, "Bea");
}

#[test]
fn strands_of_another_community_are_refused() {
    let a = Peer::new(0);
    let other = Peer::on(Arc::new(MemoryStorage::new()), 0, true);
    other.say(&[note("elsewhere")]);
    let merged = a.pull(&other);
    assert_eq!((merged.stored, merged.refused.len()), (0, 1));
    assert!(merged.refused[0].1.contains("did not sign it for this community"));
    assert_eq!(a.logs(), Batches::new());
}
