//! Checks of strands: of logs, of what is derived from them, of invites and of exported files.

use mosaic::base::cbor::Item;
use mosaic::base::id::Id;
use mosaic::repo::knots::{NEWEST, decode_row, newest_value};
use mosaic::repo::logs::{decode_behind, decode_cut, encode_behind, encode_cut};
use mosaic::strand::evidence::Proof;
use mosaic::strand::exchange::form::Form;
use mosaic::strand::feed::Feed;
use mosaic::strand::invite::{Invite, Token};
use mosaic::strand::kinds::rules;
use mosaic::strand::knot::Knot;
use mosaic::strand::log::{links, walk};
use mosaic::strand::record::Signed;
use mosaic::strand::tapestry::Author;
use mosaic::strand::view::{Value, key, split};

/// A log of strands, whoever wrote them.
pub fn strand(data: &[u8]) {
    let Ok((first, _)) = Signed::read(data, None) else { return };
    let walked = walk(&first.strand.author, data);
    assert_eq!(walked.fault.is_none(), walked.len == data.len());
    let mut at = 0;
    for (signed, link) in walked.strands.iter().zip(links(&data[..walked.len])) {
        assert_eq!(signed.strand.encode(), signed.record());
        // Another decoder agrees that this is the one form.
        assert_eq!(Item::decode(signed.record()).expect("canonical").encode(), signed.record());
        let (offset, link) = link.expect("what is read whole has links");
        assert_eq!((offset, link.len, link.seq), (at, signed.bytes.len(), signed.strand.seq));
        assert_eq!((link.previous, link.clock), (signed.strand.previous, signed.strand.clock));
        at += link.len;
        if let Some(rule) = rules::find(&signed.strand.kind) {
            for set in (rule.settings)(signed, &Id::of(b"community")).unwrap_or_default() {
                let joined = key(set.view, &set.key);
                assert_eq!(split(&joined), Some((set.view, &set.key[..])));
                let value = Value::of(signed, set.value);
                assert_eq!(Value::decode(&value.encode()).expect("its own encoding"), value);
            }
        }
    }
    assert_eq!(at, walked.len);
}

/// The records that are derived from strands, and proofs.
pub fn strand_records(data: &[u8]) {
    if let Ok(feed) = Feed::decode(data) {
        assert_eq!(feed.encode(), data);
    }
    if let Ok(author) = Author::decode(data) {
        assert_eq!(author.encode(), data);
    }
    if let Ok(value) = Value::decode(data) {
        assert_eq!(value.encode(), data);
    }
    if let Ok(cut) = decode_cut(64, data) {
        assert_eq!(encode_cut(&cut), data);
    }
    if let Ok((known, object)) = decode_behind(data) {
        assert_eq!(encode_behind(&known, &object), data);
    }
    if let Ok(knot) = Knot::decode(data) {
        assert_eq!(knot.encode(), data);
        assert!(knot.rows.iter().all(|row| knot.row(&row.author) == Some(row)));
        assert_eq!(Knot::decode_after(data, &knot.rows).expect("its own keys"), knot);
    }
    if let Ok((height, id)) = decode_row(NEWEST, data) {
        assert_eq!(newest_value(height, &id), data);
    }
    if let Ok(proof) = Proof::decode(data) {
        assert_eq!(proof.encode(), data);
        assert!(proof.fork.ids[0] < proof.fork.ids[1]);
        assert_eq!(proof.clone().join(proof.clone()), proof);
    }
}

/// Invites, and tokens that people hand over.
pub fn token(data: &[u8]) {
    if let Ok(invite) = Invite::decode(data) {
        assert_eq!(invite.encode(), data);
        assert!(invite.addresses.iter().all(|address| address.bytes().all(|byte| byte.is_ascii_graphic())));
    }
    if let Ok(token) = Token::from_text(&String::from_utf8_lossy(data)) {
        assert!(token.invite.is_genuine());
        let again = Token::from_text(&token.to_text()).expect("its own text");
        assert_eq!(again.invite, token.invite);
        let joiner = token.invite.issuer;
        assert!(again.invite.is_proven(&joiner, &token.prove(&joiner)));
    }
}

/// Exported files of any form.
pub fn tapestry(data: &[u8]) {
    let Ok(document) = Form::decode(data) else { return };
    for form in [Form::Cbor, Form::Json, Form::Protobuf] {
        let bytes = form.encode(&document);
        assert_eq!(Form::decode(&bytes).expect("its own encoding"), document, "{form:?}");
    }
    if data.first().is_some_and(|first| *first & 0xe0 == 0x80) {
        assert_eq!(Form::Cbor.encode(&document), data);
    }
}
