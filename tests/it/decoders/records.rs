//! Checks of records: what decodes must be the one encoding of what it decodes to.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use mosaic::archive::attachment::Attachment;
use mosaic::archive::codec::Taker;
use mosaic::archive::manifest::{decode_row, encode_row};
use mosaic::archive::row::EntryKind;
use mosaic::archive::tar_header::{header_len, write_header};
use mosaic::base::cbor::Item;
use mosaic::base::id::{GitId, Id};
use mosaic::base::key::SecretKey;
use mosaic::base::kind::Kind;
use mosaic::object::git::{Commit, Identity, Mode, Tree, TreeEntry};
use mosaic::object::memory::MemoryObjects;
use mosaic::object::signature;
use mosaic::object::traits::{Sink, Source};
use mosaic::repo::absent::Absence;
use mosaic::repo::genesis::Genesis;
use mosaic::repo::record::Version;
use mosaic::state::operation::Operation;
use mosaic::state::pointer::Pointer;

use crate::decoders::input::Input;

/// Canonical CBOR.
pub fn cbor(data: &[u8]) {
    if let Ok(item) = Item::decode(data) {
        assert_eq!(item.encode(), data);
    }
}

/// The record from which a community starts.
pub fn genesis(data: &[u8]) {
    if let Ok(genesis) = Genesis::decode(data) {
        assert_eq!(genesis.encode(), data);
        assert!(!genesis.time.to_string().is_empty());
    }
}

/// Why an object is not here.
pub fn absence(data: &[u8]) {
    if let Ok(absence) = Absence::decode(data) {
        assert_eq!(absence.encode(), data);
    }
}

/// The description of an archive.
pub fn attachment(data: &[u8]) {
    if let Ok(attachment) = Attachment::decode(data) {
        assert_eq!(attachment.encode(), data);
    }
}

/// One state of a repository.
pub fn operation(data: &[u8]) {
    let Ok(operation) = Operation::decode(data) else { return };
    assert_eq!(operation.encode(), data);
    let command = operation.command.repeat(2);
    let id = Id::of(data);
    let roots = operation.roots.clone();
    let next = Operation::next(Some(&(id, operation)), Default::default(), &command, roots);
    assert_eq!(Operation::decode(&next.encode()).expect("what can be written can be read"), next);
}

/// The file `state`, as it is and with the checksum that it should have.
pub fn pointer(data: &[u8]) {
    let summed = [data, format!("blake3 {}\n", Id::of(data)).as_bytes()].concat();
    for bytes in [data, &summed] {
        if let Ok(pointer) = Pointer::decode(bytes) {
            assert_eq!(pointer.encode(), bytes);
        }
    }
}

/// Rows of a manifest.
pub fn manifest_row(data: &[u8]) {
    let mut taker = Taker::new(data);
    let mut encoded = Vec::new();
    while let Some(row) = decode_row(&mut taker) {
        encode_row(&row, &mut encoded);
        assert_eq!(encoded, data[..encoded.len()]);
        assert!(row.mode <= 0o777 && row.mtime.nanos < 1_000_000_000 && row.size < 1 << 62);
        assert_eq!(row.digest.is_some(), row.kind == EntryKind::File);
        let mut header = Vec::new();
        write_header(&row, &mut header);
        assert_eq!(header.len() as u64, header_len(&row));
    }
}

/// A tree of git.
pub fn tree(data: &[u8]) {
    let Ok(tree) = Tree::decode(data) else { return };
    assert_eq!(tree.encode(), data);
    assert_eq!(Tree::new(tree.entries().to_vec()).expect("its own entries"), tree);
    for entry in tree.entries() {
        assert_eq!(tree.get(&entry.name), Some(entry));
    }
}

/// A commit of git, and one of mosaic whose blob, headers and message are the input.
pub fn commit(data: &[u8]) {
    if let Ok(commit) = Commit::decode(data) {
        assert_eq!(commit.encode(), data);
        let author = &commit.author;
        let cleaned = Identity::new(author.name(), author.email(), author.seconds(), author.offset());
        assert!(!cleaned.name().contains(['\n', '<', '>']) && !cleaned.email().contains(['\n', '<', '>']));
        if let Some(armored) = &commit.signature {
            let other = [&commit.payload()[..], b"x"].concat();
            let both = [&commit.payload(), &other].map(|payload| signature::verify(armored, payload).is_ok());
            assert!(both != [true; 2], "a signature of two texts");
        }
    }
    let mut input = Input(data);
    let (blob, head, text) = (input.piece(), input.piece(), input.piece());
    let objects = MemoryObjects::new();
    let put = |kind: Kind, plain: &[u8]| objects.write(kind, plain).expect("in memory");
    put(Kind::Blob, blob);
    let entry = TreeEntry { mode: Mode::File, name: b"attachment".to_vec(), id: GitId::of("blob", blob) };
    let tree = Tree::new(vec![entry]).expect("one entry").encode();
    put(Kind::Tree, &tree);
    let body = [format!("tree {}\n", GitId::of("tree", &tree)).as_bytes(), head, b"\n", text].concat();
    put(Kind::Commit, &body);
    let id = GitId::of("commit", &body);
    if let Ok(version) = Version::load(&objects, id) {
        assert_eq!(version.commit.encode(), body);
        let summary = version.summary;
        assert!(blob.ends_with(format!("\nfiles {}\nbytes {}\n", summary.files, summary.bytes).as_bytes()));
        let _ = version.signature();
    }
    assert_eq!(objects.plain(Kind::Commit, &id.into()).expect("what was put"), body);
}

/// An SSH signature: armored as it is, and the bytes within the armor.
pub fn signature(data: &[u8]) {
    let mut input = Input(data);
    let (bytes, payload) = (input.piece(), input.0);
    let mut armored = String::from("-----BEGIN SSH SIGNATURE-----\n");
    for line in STANDARD.encode(bytes).as_bytes().chunks(70) {
        armored.push_str(&String::from_utf8_lossy(line));
        armored.push('\n');
    }
    armored.push_str("-----END SSH SIGNATURE-----\n");
    for text in [&*String::from_utf8_lossy(bytes), &armored] {
        if let Ok(key) = signature::verify(text, payload) {
            let other = [payload, b"x"].concat();
            assert!(signature::verify(text, &other).is_err(), "a signature of {key} of two texts");
        }
    }
    let key = SecretKey::from_seed([7; 32]);
    assert_eq!(signature::verify(&signature::sign(&key, payload), payload).expect("our own"), key.public());
}
