//! The genesis record and the tree of a commit: frozen by their pages, and hostile bytes.

use mosaic::archive::attachment::Attachment;
use mosaic::base::cbor::Item;
use mosaic::base::id::{Id, ObjectId};
use mosaic::base::key::SecretKey;
use mosaic::base::kind::Kind;
use mosaic::base::time::Timestamp;
use mosaic::object::git::{Identity, Tree};
use mosaic::object::memory::MemoryObjects;
use mosaic::object::traits::Source;
use mosaic::repo::genesis::{Genesis, Policy};
use mosaic::repo::record::{Draft, Signature, Version, write_commit};

/// The block of a page that opens with this line.
fn block(page: &str, name: &str) -> String {
    let text = page.split(&format!("```{name}\n")).nth(1).expect("the page has the block");
    text.split("```").next().unwrap().to_owned()
}

fn sample() -> Genesis {
    Genesis {
        name: "Example".into(),
        creator: SecretKey::from_seed([1; 32]).public(),
        time: Timestamp::from_seconds(1_700_000_000),
        nonce: [2; 16],
        policy: Policy::new(false),
    }
}

#[test]
fn the_genesis_record_is_frozen() {
    let page = include_str!("../../docs/format/genesis.md");
    let hex: String = block(page, "hex genesis").split_whitespace().collect();
    assert_eq!(hex::encode(sample().encode()), hex);
    assert_eq!(Genesis::decode(&sample().encode()).unwrap(), sample());
    let open = Genesis { policy: Policy::new(true), ..sample() };
    assert_eq!(Genesis::decode(&open.encode()).unwrap(), open);
}

#[test]
fn what_is_no_genesis_record_is_refused() {
    let good = sample().encode();
    type Damage = fn(&mut Vec<Item>);
    let damages: [(&str, Damage); 7] = [
        ("another version", |f| f[0] = Item::Uint(2)),
        ("bytes as a name", |f| f[1] = Item::Bytes(b"Example".to_vec())),
        ("a weak key", |f| f[2] = Item::Bytes([&[1][..], &[0; 31]].concat())),
        ("a short nonce", |f| f[4] = Item::Bytes(vec![2; 15])),
        ("neither open nor closed", |f| {
            let Item::Array(policy) = &mut f[5] else { panic!("no policy") };
            policy[0] = Item::Uint(2);
        }),
        ("one field less", |f| drop(f.pop())),
        ("one field more", |f| f.push(Item::Uint(0))),
    ];
    for (what, damage) in damages {
        let Item::Array(mut fields) = Item::decode(&good).unwrap() else { panic!("no array") };
        damage(&mut fields);
        assert!(Genesis::decode(&Item::Array(fields).encode()).is_err(), "{what}");
    }
    for len in 0..good.len() {
        assert!(Genesis::decode(&good[..len]).is_err());
    }
    for byte in 0..good.len() {
        let mut bad = good.clone();
        bad[byte] ^= 0x21;
        if let Ok(other) = Genesis::decode(&bad) {
            assert_eq!(other.encode(), bad, "byte {byte}");
        }
    }
}

#[test]
fn the_tree_of_a_commit_is_frozen() {
    let page = include_str!("../../docs/format/commit.md");
    let text = block(page, "text attachment");
    let id = text.lines().find_map(|line| line.strip_prefix("attachment ")).unwrap();
    let id = Id::from_hex(id).unwrap();
    let totals = Attachment { entries: 5, files: 3, bytes: 123_456, ..Attachment::default() };
    let objects = MemoryObjects::new();
    let draft = Draft {
        archive: (id, &totals),
        parents: Vec::new(),
        author: Identity::new("Ann", "ann@example.org", 1_700_000_000, 0),
        message: "first\n".into(),
    };
    let key = SecretKey::from_seed([1; 32]);
    let commit = write_commit(&objects, draft, &key).unwrap();
    let version = Version::load(&objects, commit).unwrap();
    assert_eq!(version.summary.attachment, id);
    assert!(matches!(version.signature(), Signature::Good(signer) if signer == key.public()));
    let tree = Tree::decode(&objects.plain(Kind::Tree, &ObjectId::Git(version.commit.tree)).unwrap()).unwrap();
    let blob = |name: &[u8]| {
        let body = objects.plain(Kind::Blob, &ObjectId::Git(tree.get(name).unwrap().id)).unwrap();
        String::from_utf8(body).unwrap()
    };
    assert_eq!(blob(b"attachment"), text);
    assert_eq!(blob(b"README"), block(page, "text readme"));
    assert_eq!(tree.entries().len(), 2);
}
