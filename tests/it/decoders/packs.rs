//! Checks of files of the store: members, packs, indexes, and the stat cache.

use std::collections::BTreeSet;
use std::sync::Arc;

use mosaic::base::id::{Id, ObjectId};
use mosaic::base::kind::Kind;
use mosaic::base::limit::{MAX_OBJECT, MAX_PATH};
use mosaic::base::monitor::Silent;
use mosaic::base::path::{TreePath, compare};
use mosaic::object::adopt::adopt;
use mosaic::object::deflate::crc32;
use mosaic::object::index::{self, Index};
use mosaic::object::member::{HEADER, Header, Member, read};
use mosaic::object::pack::{self, Walk};
use mosaic::object::rebuild::rebuild;
use mosaic::object::scan::{Part, scan};
use mosaic::object::store::Store;
use mosaic::object::traits::Source;
use mosaic::object::union::Union;
use mosaic::storage::error::StorageError;
use mosaic::storage::memory::MemoryStorage;
use mosaic::storage::traits::{Placement, Publication, Storage};
use mosaic::worktree::statcache::{CacheWriter, NAME, StatCache};

use crate::decoders::input::Input;

/// Puts a file into `storage`; one of `incoming/` belongs to no living run.
pub fn put(storage: &MemoryStorage, name: &str, bytes: &[u8]) {
    let unfinished = name.strip_prefix("incoming/");
    let mut staged = storage.create(unfinished.unwrap_or("by-the-check")).expect("in memory");
    staged.write(bytes).expect("in memory");
    if unfinished.is_none() {
        let file = Publication { staged, name: name.to_owned(), placement: Placement::Replace };
        storage.publish(vec![file]).expect("in memory");
    }
}

/// The bytes of a file of `storage`.
pub fn get(storage: &MemoryStorage, name: &str) -> Vec<u8> {
    let handle = storage.open(name).expect("it is there");
    let mut bytes = vec![0; handle.len() as usize];
    handle.read_at(&mut bytes, 0).expect("in memory");
    bytes
}

/// One member: the bytes as they are, and as deflate data behind a header that fits them.
pub fn member(data: &[u8]) {
    let mut out = Vec::new();
    let header = Header::parse(data);
    if let Ok(member) = Member::parse(data.to_vec()) {
        let header = *header.as_ref().expect("a member begins with a header");
        assert_eq!(*member.header(), header);
        if member.read(header.kind, &header.id, &mut out).is_ok() {
            assert_eq!(header.kind.id_of(&out), header.id);
            assert_eq!(out.len(), header.plain_len as usize);
        }
    }
    let mut input = Input(data);
    let (len, content) = (input.u32() % (MAX_OBJECT as u32 + 2), input.piece());
    let id = Id::of(content).into();
    let sound = Member::encode(Kind::Chunk, id, content, i32::from(len as u8 % 13));
    assert!(read(sound.as_bytes(), Kind::Chunk, &id, &mut out) && out == content);
    assert!(!read(sound.as_bytes(), Kind::Blob, &id, &mut out), "a chunk is no blob");
    // The checksum of gzip is right for `content`; the deflate data is what is left of the input.
    let mut forged = sound.as_bytes()[..HEADER].to_vec();
    forged.extend_from_slice(input.0);
    forged.extend_from_slice(&crc32(content).to_le_bytes());
    forged.extend_from_slice(&len.to_le_bytes());
    let member_len = forged.len() as u32;
    forged[HEADER - 8..HEADER - 4].copy_from_slice(&len.to_le_bytes());
    forged[HEADER - 4..HEADER].copy_from_slice(&member_len.to_le_bytes());
    assert!(!read(&forged, Kind::Chunk, &id, &mut out) || out == content);
    assert!(out.capacity() <= 2 * MAX_OBJECT);
}

fn reader(bytes: &[u8]) -> impl Fn(&mut [u8], u64) -> Result<(), StorageError> + Sync {
    |buffer, offset| {
        buffer.copy_from_slice(&bytes[offset as usize..][..buffer.len()]);
        Ok(())
    }
}

/// A pack: the bytes as they are, and pieces that are in turn content of sound members, cut members and any bytes.
pub fn pack(data: &[u8]) {
    check_pack(data, &[]);
    let (mut bytes, mut sound) = (Vec::new(), Vec::new());
    let mut input = Input(data);
    while !input.is_empty() {
        let (what, piece) = (input.byte(), input.piece());
        let id = Id::of(piece);
        let member = Member::encode(Kind::Chunk, id.into(), piece, i32::from(what & 4));
        match what & 3 {
            0 | 1 => {
                sound.push((ObjectId::from(id), bytes.len() as u64));
                bytes.extend_from_slice(member.as_bytes());
            }
            2 => bytes.extend_from_slice(&member.as_bytes()[..member.as_bytes().len() * usize::from(what) / 256]),
            _ => bytes.extend_from_slice(piece),
        }
    }
    check_pack(&bytes, &sound);
}

/// Walk, scan, rebuilding and adoption of a pack in which these objects are for certain.
fn check_pack(bytes: &[u8], sound: &[(ObjectId, u64)]) {
    let len = bytes.len() as u64;
    let mut walk = Walk::new(len, reader(bytes));
    assert!(walk.by_ref().all(|step| step.is_ok()) && walk.end() <= len);
    let (mut end, mut objects, mut damaged) = (0, Vec::new(), None);
    let done = scan(len, &reader(bytes), &mut |part| {
        let (from, to) = match part {
            Part::Damaged { from, to } => {
                damaged.get_or_insert(from);
                (from, to)
            }
            Part::Object { header, offset } => {
                let to = offset + u64::from(header.member_len);
                let mut plain = Vec::new();
                assert!(read(&bytes[offset as usize..to as usize], header.kind, &header.id, &mut plain));
                assert_eq!(header.kind.id_of(&plain), header.id);
                objects.push((header.id, offset));
                (offset, to)
            }
        };
        assert!(from == end && to > from);
        end = to;
        true
    })
    .expect("in memory");
    assert_eq!((end, done.end), (len, len));
    assert_eq!(done.hasher.finalize(), blake3::hash(bytes));
    assert!(sound.iter().all(|object| objects.contains(object)), "a sound member is lost");

    let storage = MemoryStorage::new();
    let ids: BTreeSet<ObjectId> = objects.iter().map(|(id, _)| *id).collect();
    let name = pack::file(&Id::of(bytes));
    put(&storage, &name, bytes);
    let rebuilt = rebuild(&storage, "rebuilt", true, &Silent).expect("in memory");
    assert_eq!(rebuilt.objects, ids.len() as u64);
    let live: Vec<Id> = rebuilt.index.into_iter().collect();
    let store = Store::open(Arc::new(storage.clone()), Box::new(move || Ok(live.clone()))).expect("in memory");
    for (id, _) in &objects {
        let member = store.get(id).expect("a sound object");
        assert_eq!(member.header().id, *id);
    }
    rebuild(&storage, "trusted", false, &Silent).expect("in memory");

    let storage = MemoryStorage::new();
    put(&storage, "incoming/torn.pack", bytes);
    let store = Store::open(Arc::new(storage.clone()), Box::new(|| Ok(Vec::new()))).expect("in memory");
    let adopted = adopt(&store).expect("in memory");
    let before = objects.iter().filter(|(_, at)| damaged.is_none_or(|from| *at < from)).count();
    assert_eq!(adopted.iter().map(|pack| pack.objects.len()).sum::<usize>(), before);
    assert_eq!(storage.list("incoming").expect("in memory").len(), adopted.len());
}

/// An index: the bytes as they are, and rows behind a frame that fits them.
pub fn index(data: &[u8]) {
    check_index(data);
    let mut input = Input(data);
    let packs: Vec<[u8; 40]> = (0..input.byte() % 3).map(|_| input.array()).collect();
    let rows = input.0.as_chunks::<53>().0;
    let mut fan = [0u64; 256];
    for row in rows {
        fan[usize::from(row[0])..].iter_mut().for_each(|count| *count += 1);
    }
    let mut bytes = b"mosaicIX\x01\0\0\0".to_vec();
    bytes.extend_from_slice(&(packs.len() as u32).to_le_bytes());
    bytes.extend_from_slice(&(rows.len() as u64).to_le_bytes());
    bytes.extend_from_slice(&packs.concat());
    fan.iter().for_each(|count| bytes.extend_from_slice(&count.to_le_bytes()));
    bytes.extend_from_slice(&rows.concat());
    let sum = Id::of(&bytes);
    bytes.extend_from_slice(sum.as_bytes());
    check_index(&bytes);
}

fn check_index(bytes: &[u8]) {
    let name = Id::of(bytes);
    let Ok(index) = Index::parse(name, Arc::new(bytes.to_vec())) else { return };
    assert!(index.len() * 53 <= bytes.len() as u64);
    let sound = index.verify().is_ok();
    let mut ids = vec![[0; 32], [0xff; 32]];
    for at in 0..index.len() {
        let row = index.row(at);
        assert!(row.is_some() || !sound);
        let Some(row) = row else { continue };
        let pack = index.packs()[row.pack as usize];
        assert!(row.offset + u64::from(row.stored) <= pack.len && row.plain as usize <= MAX_OBJECT);
        assert!(!sound || index.find(&row.id) == Some(row) && index.seek(&row.id) == at);
        let mut near = row.id;
        near[31] ^= 1;
        ids.extend([row.id, near]);
    }
    for id in &ids {
        assert!(index.seek(id) <= index.len());
        assert!(index.find(id).is_none_or(|row| row.id == *id));
    }
    assert!(index.row(index.len()).is_none());
    // In a store: an object is read right, or there is an error.
    let storage = MemoryStorage::new();
    let member = Member::encode(Kind::Chunk, Id::of(b"x").into(), b"x", 0);
    for pack in index.packs() {
        put(&storage, &pack::file(&pack.name), member.as_bytes());
    }
    put(&storage, &index::file(&name), bytes);
    let store = Store::open(Arc::new(storage), Box::new(move || Ok(vec![name]))).expect("its frame is sound");
    let mut plain = Vec::new();
    for id in ids {
        for kind in [Kind::Chunk, Kind::Commit] {
            let id = kind.id_from_bytes(id);
            assert!(store.read(kind, &id, &mut plain).is_err() || kind.id_of(&plain) == id);
        }
    }
    let _ = (store.totals(), store.prefix("0", &[Kind::Chunk]));
    let index = Arc::new(index);
    let all = Union::new(&[Arc::clone(&index), Arc::clone(&index)]).count() as u64;
    assert!(all <= 2 * index.len() && (!sound || all == index.len()));
}

/// A stat cache: the bytes as they are, and with the checksum that they should have.
pub fn statcache(data: &[u8]) {
    check_cache(data);
    let signed = [b"mscache\x02", data].concat();
    check_cache(&[&signed[..], blake3::hash(&signed).as_bytes()].concat());
}

fn check_cache(bytes: &[u8]) {
    let Some(cache) = StatCache::decode(Arc::new(bytes.to_vec())) else { return };
    let mut paths: Vec<Vec<u8>> = Vec::new();
    let storage = MemoryStorage::new();
    let mut writer = CacheWriter::new(storage.create("cache").expect("in memory"), cache.start());
    let mut rows = cache.rows();
    let mut taken = 0;
    while let Some(row) = rows.next_row() {
        assert!(paths.last().is_none_or(|last| compare(last, row.path).is_lt()) && row.path.len() <= MAX_PATH);
        paths.push(row.path.to_vec());
        writer.push(&row).expect("in memory");
        taken += 8;
    }
    assert!(taken <= bytes.len());
    for path in &paths {
        let Ok(path) = TreePath::new(&**path) else { continue };
        assert!(cache.rows().find(&path).is_some_and(|row| row.path == path.as_bytes()));
    }
    // What the writer makes of these rows is the same, where the number of rows and the trailer were right.
    storage.publish(vec![writer.finish(cache.attachment()).expect("in memory")]).expect("in memory");
    let again = get(&storage, NAME);
    let again = StatCache::decode(Arc::new(again)).expect("what can be written can be read");
    let (mut old, mut new) = (cache.rows(), again.rows());
    while let Some(row) = old.next_row() {
        assert_eq!(new.next_row(), Some(row));
    }
    assert!(new.next_row().is_none() && again.len() == paths.len() as u64);
}
