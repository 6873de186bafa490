//! Hostile bytes for every decoder: cut at every length, each byte changed, lengths that lie. An error or verified
//! content, never a panic, never more memory than the bytes justify.

use std::sync::Arc;

use mosaic::base::id::{GitId, Id};
use mosaic::base::key::SecretKey;
use mosaic::base::kind::Kind;
use mosaic::object::error::ObjectError;
use mosaic::object::git::{Commit, Identity, Mode, Tree, TreeEntry};
use mosaic::object::index::Index;
use mosaic::object::member::{Header, Member, read};
use mosaic::object::pack::Walk;
use mosaic::object::scan::{Part, scan};
use mosaic::object::signature::{sign, verify};
use mosaic::object::traits::Source;
use mosaic::object::union::Union;
use mosaic::storage::error::StorageError;

use crate::store_suite::{Bench, content};

/// Every prefix of `bytes`, and every version with one byte changed in three ways.
fn mutations(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let cuts = (0..bytes.len()).map(|len| bytes[..len].to_vec());
    let flips = (0..bytes.len()).flat_map(|at| {
        [1, 0x80, 0xff].map(|mask| {
            let mut bytes = bytes.to_vec();
            bytes[at] ^= mask;
            bytes
        })
    });
    cuts.chain(flips)
}

#[test]
fn members() {
    for (level, len) in [(0, 0), (0, 300), (6, 2000)] {
        let plain = content(9, len);
        let id = Id::of(&plain).into();
        let member = Member::encode(Kind::Chunk, id, &plain, level);
        let mut out = Vec::new();
        for bytes in mutations(member.as_bytes()) {
            if read(&bytes, Kind::Chunk, &id, &mut out) {
                assert_eq!(out, plain);
            }
            if let Ok(member) = Member::parse(bytes) {
                let header = *member.header();
                if member.read(header.kind, &header.id, &mut out).is_ok() {
                    assert_eq!(header.kind.id_of(&out), header.id);
                }
            }
        }
    }
}

#[test]
fn headers_with_huge_lengths() {
    let member = Member::encode(Kind::Chunk, Id::of(b"x").into(), b"x", 1);
    for at in [49, 53] {
        for value in [0, 64, 65, (1 << 20) + 4097, 1 << 31, u32::MAX] {
            let mut bytes = member.as_bytes().to_vec();
            bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
            let mut out = Vec::new();
            assert!(!read(&bytes, Kind::Chunk, &Id::of(b"x").into(), &mut out));
            assert!(Member::parse(bytes).is_err() || at == 49);
            assert!(out.capacity() <= 2 << 20);
        }
    }
    assert!(Header::parse(&[]).is_err());
}

fn file(bytes: &[u8]) -> impl Fn(&mut [u8], u64) -> Result<(), StorageError> {
    |buffer, offset| {
        buffer.copy_from_slice(&bytes[offset as usize..][..buffer.len()]);
        Ok(())
    }
}

#[test]
fn packs() {
    let mut pack = Vec::new();
    for number in 0..4 {
        let plain = content(number, 60);
        pack.extend(Member::encode(Kind::Chunk, Id::of(&plain).into(), &plain, 1).as_bytes());
    }
    for bytes in mutations(&pack) {
        let len = bytes.len() as u64;
        let mut walk = Walk::new(len, file(&bytes));
        assert!(walk.by_ref().all(|step| step.is_ok()));
        assert!(walk.end() <= len);
        // The parts of a scan cover the file, and what it calls an object is one.
        let mut end = 0;
        let mut objects = 0;
        let done = scan(len, &file(&bytes), &mut |part| {
            let (from, to) = match part {
                Part::Damaged { from, to } => (from, to),
                Part::Object { header, offset } => {
                    objects += 1;
                    let to = offset + u64::from(header.member_len);
                    let mut out = Vec::new();
                    assert!(read(&bytes[offset as usize..to as usize], header.kind, &header.id, &mut out));
                    (offset, to)
                }
            };
            assert_eq!(from, end);
            end = to;
            true
        })
        .unwrap();
        assert_eq!((done.end, end), (len, len));
        assert_eq!(done.hasher.finalize(), blake3::hash(&bytes));
        assert!(objects >= 3 || len < pack.len() as u64);
    }
}

#[test]
fn indexes() {
    let bench = Bench::default();
    let name = bench.add((0..40).map(|number| content(number, 60))).unwrap();
    let bytes = bench.files.get(&format!("indexes/{name}.idx"));
    let sound = Index::parse(name, Arc::new(bytes.clone())).unwrap();
    sound.verify().unwrap();
    let ids: Vec<[u8; 32]> = (0..sound.len()).map(|at| sound.row(at).unwrap().id).collect();
    let mut opened = 0;
    for bytes in mutations(&bytes) {
        let Ok(index) = Index::parse(name, Arc::new(bytes)) else { continue };
        opened += 1;
        assert!(index.verify().is_err(), "a changed byte is always found by a full check");
        for id in &ids {
            if let Some(row) = index.find(id) {
                let pack = index.packs()[row.pack as usize];
                assert!(row.id == *id && row.offset + u64::from(row.stored) <= pack.len);
            }
        }
        assert!(Union::new(&[Arc::new(index)]).count() <= ids.len());
    }
    assert!(opened > 0);

    // Numbers of packs and rows that would need more than the file has.
    for (at, len) in [(12, 4), (16, 8)] {
        for value in [0, 1, 41, u64::MAX / 53, u64::MAX / 53 + 1, u64::MAX - 60, u64::MAX] {
            let mut bytes = bytes.clone();
            bytes[at..at + len].copy_from_slice(&value.to_le_bytes()[..len]);
            assert!(Index::parse(name, Arc::new(bytes)).is_err() || (at == 12 && value == 1));
        }
    }
}

#[test]
fn a_hostile_index_in_a_store() {
    let bench = Bench::default();
    let name = bench.add((0..40).map(|number| content(number, 60))).unwrap();
    let file = format!("indexes/{name}.idx");
    let sound = bench.files.get(&file);
    let rows = sound.len() - 32 - 40 * 53;
    let plain = content(3, 60);
    let id = Id::of(&plain).into();
    // Every field of every row: the object is read right, or there is an error.
    for at in rows..sound.len() - 32 {
        let mut bytes = sound.clone();
        bytes[at] ^= 0xff;
        bench.files.set(&file, &bytes);
        match bench.store().plain(Kind::Chunk, &id) {
            Ok(found) => assert_eq!(found, plain),
            Err(ObjectError::Missing(_) | ObjectError::Damaged { .. }) => {}
            Err(error) => panic!("{error}"),
        }
    }
    // Rows in no order, and all the same.
    for swap in [true, false] {
        let mut bytes = sound.clone();
        for number in 0..20 {
            let (low, high) = (rows + number * 53, rows + (39 - number) * 53);
            for byte in 0..53 {
                if swap { bytes.swap(low + byte, high + byte) } else { bytes[low + byte] = bytes[high + byte] }
            }
        }
        bench.files.set(&file, &bytes);
        let store = bench.store();
        for number in 0..40 {
            let plain = content(number, 60);
            if let Ok(found) = store.plain(Kind::Chunk, &Id::of(&plain).into()) {
                assert_eq!(found, plain);
            }
        }
        assert!(store.prefix("", &[Kind::Chunk]).len() <= 40);
    }
}

fn commit() -> Commit {
    let key = SecretKey::from_seed([5; 32]);
    let mut commit = Commit {
        tree: GitId::of("tree", b""),
        parents: vec![GitId::of("tree", b"a"), GitId::of("tree", b"b")],
        author: Identity::new("A U Thor", "author@example.com", 1_700_000_000, -210),
        committer: Identity::new("C", "", 0, 0),
        extra: vec![("encoding".to_owned(), "UTF-8".to_owned()), ("note".to_owned(), "one\n\nthree".to_owned())],
        signature: None,
        message: "subject\n\nbody\n".to_owned(),
    };
    commit.signature = Some(sign(&key, &commit.payload()));
    commit
}

#[test]
fn commits() {
    let commit = commit();
    let body = commit.encode();
    assert_eq!(Commit::decode(&body).unwrap(), commit);
    for bytes in mutations(&body) {
        if let Ok(decoded) = Commit::decode(&bytes) {
            assert_eq!(decoded.encode(), bytes);
        }
    }
    for bad in ["", "\n\n", "tree x\n\n", "tree\n\n", " tree\n\n", "tree é\n\n"] {
        assert!(Commit::decode(bad.as_bytes()).is_err());
    }
    let text = String::from_utf8(body).unwrap();
    for (from, to) in [
        ("1700000000", "01700000000"),
        ("1700000000", "-1"),
        ("1700000000", "99999999999999999999"),
        ("-0330", "-0360"),
        ("-0330", "-9999"),
        ("-0330", "0330"),
        ("+0000", "-0000"),
        ("A U Thor <", "<"),
        ("A U Thor", "A <U> Thor"),
        ("committer C", "author C"),
        ("encoding UTF-8", "parent 00"),
        ("subject", "sub\0ject"),
    ] {
        assert!(text.contains(from));
        assert!(Commit::decode(text.replacen(from, to, 1).as_bytes()).is_err(), "{from} -> {to}");
    }
    assert!(Commit::decode(&[text.as_bytes(), &vec![b'x'; 600 << 10]].concat()).is_err());
}

#[test]
fn trees() {
    let entry = |mode, name: &str| TreeEntry { mode, name: name.into(), id: GitId::of("blob", name.as_bytes()) };
    let tree = Tree::new(vec![
        entry(Mode::File, "a.b"),
        entry(Mode::Tree, "a"),
        entry(Mode::Executable, "a0"),
        entry(Mode::Symlink, "README"),
    ])
    .unwrap();
    let body = tree.encode();
    assert_eq!(Tree::decode(&body).unwrap(), tree);
    for bytes in mutations(&body) {
        if let Ok(decoded) = Tree::decode(&bytes) {
            assert_eq!(decoded.encode(), bytes);
        }
    }
    for name in ["", ".", "..", ".git", ".GIT", "a/b", "a\0b"] {
        assert!(Tree::new(vec![entry(Mode::File, name)]).is_err(), "{name:?}");
    }
    assert!(Tree::new(vec![entry(Mode::File, "a"), entry(Mode::Tree, "a")]).is_err());
    for body in ["100644 b", "100644 ", "0", "100664 b\0"] {
        assert!(Tree::decode(&[body.as_bytes(), &[0; 32]].concat()).is_err(), "{body:?}");
    }
}

#[test]
fn signatures() {
    let commit = commit();
    let armored = commit.signature.clone().unwrap();
    let payload = commit.payload();
    let key = SecretKey::from_seed([5; 32]).public();
    assert_eq!(verify(&armored, &payload).unwrap(), key);
    assert!(verify(&armored, b"something else").is_err());
    for bytes in mutations(armored.as_bytes()) {
        let Ok(text) = String::from_utf8(bytes) else { continue };
        if let Ok(found) = verify(&text, &payload) {
            assert_eq!(found, key);
        }
    }
}
