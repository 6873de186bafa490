//! `fsck`: every object of a small repository damaged in turn is found, with the paths and commits that need it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use mosaic::archive::reader::Archive;
use mosaic::base::id::{GitId, Id, ObjectId};
use mosaic::base::kind::Kind;
use mosaic::base::monitor::Silent;
use mosaic::base::time::Timestamp;
use mosaic::object::row::Place;
use mosaic::object::store::Store;
use mosaic::object::traits::Source;
use mosaic::repo::action::Action;
use mosaic::repo::fsck::{Checked, Loss, Sample, fsck};
use mosaic::repo::record::Version;
use mosaic::repo::repository::Repository;
use serde_json::json;

use crate::decided::decide_everything;
use crate::sandbox::{Sandbox, damage, noise};
use crate::strand_model::{fork_log, tie_all};

/// Two commits that share files, a staged change, a tag of each kind of object.
fn sample() -> (Sandbox, Vec<GitId>) {
    let place = Sandbox::new();
    place.write("big.bin", noise(1, 900_000));
    place.write("docs/a.txt", "alpha\n".repeat(40));
    place.write("docs/b.txt", "beta\n");
    place.write("docs/deep/c.bin", noise(2, 40_000));
    let first = place.commit("first");
    place.write("docs/b.txt", "another beta\n");
    place.write("new.bin", noise(3, 200_000));
    let second = place.commit("second");
    place.write("only-staged.bin", noise(4, 30_000));
    place.ok(&["add", "-A"]);
    fork_log(&place.repository());
    tie_all(&place.repository());
    decide_everything(&place.repository());
    let commits = [second, first].iter().map(|id| GitId::from_hex(id).unwrap()).collect();
    (place, commits)
}

fn check(repository: &Repository, sample: Option<Sample<'_>>) -> Checked {
    let action = Action::new(Timestamp::from_seconds(1), "fsck".into(), "test".into(), [7; 16], &Silent);
    fsck(repository, &action, sample).unwrap()
}

fn places(store: &Store) -> Vec<Place> {
    let mut places = Vec::new();
    store
        .each(|place| {
            places.push(place);
            Ok::<_, ()>(())
        })
        .unwrap();
    places
}

fn pack_file(place: &Sandbox, object: &Place) -> std::path::PathBuf {
    place.path(".mosaic/packs").join(format!("{}.pack", object.pack))
}

/// For each chunk of an archive the paths whose header, content or padding is in it, as the tar crate reads them.
fn paths_of_chunks(store: &Store, attachment: Id) -> BTreeMap<Id, BTreeSet<String>> {
    let archive = Archive::open(store, attachment).unwrap();
    let (mut tar, mut pieces) = (Vec::new(), Vec::new());
    let mut chunks = archive.chunks().unwrap();
    while let Some((_, chunk)) = chunks.advance().unwrap() {
        let plain = store.plain(Kind::Chunk, &ObjectId::Own(chunk.id)).unwrap();
        pieces.push((tar.len() as u64, (tar.len() + plain.len()) as u64, chunk.id));
        tar.extend(plain);
    }
    let mut found: BTreeMap<Id, BTreeSet<String>> = pieces.iter().map(|piece| (piece.2, BTreeSet::new())).collect();
    for entry in tar::Archive::new(&*tar).entries().unwrap() {
        let entry = entry.unwrap();
        let path = entry.path().unwrap().to_string_lossy().trim_end_matches('/').to_owned();
        let (from, to) = (entry.raw_header_position(), entry.raw_file_position() + entry.size().next_multiple_of(512));
        for (start, end, id) in &pieces {
            if *start < to && from < *end {
                found.get_mut(id).unwrap().insert(path.clone());
            }
        }
    }
    found
}

fn paths(loss: &Loss) -> BTreeSet<String> {
    loss.needs.paths.iter().map(ToString::to_string).collect()
}

#[test]
fn a_whole_repository_has_no_losses() {
    let (place, _) = sample();
    let repository = place.repository();
    let objects = places(repository.store());
    for sample in [None, Some(Sample::All)] {
        let checked = check(&repository, sample);
        assert_eq!(checked.losses, []);
        assert_eq!(checked.objects, objects.len() as u64, "everything is needed, and told once");
        assert_eq!(checked.bytes, objects.iter().map(|object| u64::from(object.plain)).sum::<u64>());
        assert_eq!(checked.data.map(|data| data.objects), sample.map(|_| objects.len() as u64));
    }
    let result = place.json(&["fsck", "--data"]);
    assert_eq!(result["losses"], 0);
    assert_eq!(result["objects"], objects.len());
    assert!(place.ok(&["fsck"]).contains("nothing lost"));
}

#[test]
fn every_damaged_object_is_named_with_what_needs_it() {
    let (place, commits) = sample();
    let repository = place.repository();
    let store = repository.store();
    let versions: Vec<Version> = commits.iter().map(|id| Version::load(&**store, *id).unwrap()).collect();
    let staged = repository.current().unwrap().stage.archive.unwrap();
    let mut chunks = BTreeMap::<Id, (BTreeSet<String>, Vec<GitId>)>::new();
    for version in &versions {
        for (id, paths) in paths_of_chunks(store, version.summary.attachment) {
            let known = chunks.entry(id).or_default();
            known.0.extend(paths);
            known.1.push(version.id);
        }
    }
    for (id, paths) in paths_of_chunks(store, staged) {
        chunks.entry(id).or_default().0.extend(paths);
    }
    let mut kinds = BTreeSet::new();
    for object in places(store) {
        let file = pack_file(&place, &object);
        let sound = fs::read(&file).unwrap();
        damage(&file, |bytes| bytes[(object.offset + u64::from(object.stored) - 6) as usize] ^= 1);
        let structure = check(&repository, None);
        let whole = check(&repository, Some(Sample::All));
        damage(&file, |bytes| *bytes = sound);
        kinds.insert(object.kind);

        assert_eq!(structure.losses.len(), usize::from(object.kind != Kind::Chunk), "{object:?}: {structure:?}");
        let [loss] = whole.losses.as_slice() else { panic!("{object:?}: {:?}", whole.losses) };
        assert_eq!((loss.id, loss.kind), (*object.id.as_bytes(), object.kind.name()));
        assert_eq!(loss.place, Some((format!("packs/{}.pack", object.pack), Some(object.offset))));
        assert!(loss.why.starts_with("damaged"), "{}", loss.why);
        if let ObjectId::Own(id) = object.id
            && let Some((expected, needed_by)) = chunks.get(&id).filter(|_| object.kind == Kind::Chunk)
        {
            assert_eq!(&paths(loss), expected, "{object:?}");
            assert_eq!(&loss.needs.commits, needed_by, "{object:?}");
            assert_eq!(loss.needs.commit_count, needed_by.len() as u64);
        }
        match object.kind {
            Kind::Commit | Kind::Tree => {
                let needed = versions.iter().filter(|v| {
                    *object.id.as_bytes() == *v.id.as_bytes() || *object.id.as_bytes() == *v.commit.tree.as_bytes()
                });
                assert_eq!(loss.needs.commits, needed.map(|v| v.id).collect::<Vec<_>>());
            }
            Kind::Attachment => {
                let needed: Vec<_> = versions.iter().filter(|v| object.id == v.summary.attachment.into()).collect();
                assert_eq!(loss.needs.commits, needed.iter().map(|v| v.id).collect::<Vec<_>>());
                assert_eq!(loss.needs.path_count, needed.first().map_or(0, |v| v.summary.entries));
            }
            Kind::Manifest | Kind::Table | Kind::Shard => {
                assert!(loss.needs.path_count >= 6, "the archives are of one part each: {loss:?}");
                assert!(object.kind == Kind::Table || !loss.needs.paths.is_empty());
            }
            Kind::Blob | Kind::Chunk => {}
            // Of the state: no commit needs it.
            _ => assert_eq!(loss.needs.commit_count, 0),
        }
    }
    assert_eq!(kinds, Kind::ALL.into_iter().collect(), "the sample has every kind of object");
    assert_eq!(check(&repository, Some(Sample::All)).losses, [], "all was put back");
}

#[test]
fn the_command_tells_losses_as_events_and_ends_with_6() {
    let (place, commits) = sample();
    let store = std::sync::Arc::clone(place.repository().store());
    // The content of a file of 16 KiB or more is cut by itself; this one is a single chunk.
    let id = Id::of(&noise(2, 40_000));
    let object = store.find(&ObjectId::Own(id)).unwrap();
    damage(&pack_file(&place, &object), |bytes| bytes[object.offset as usize + 70] ^= 0x10);

    let (code, events, document) = place.document(&["fsck"]);
    assert_eq!((code, events.len()), (0, 0), "the structure is whole: {document}");
    let (code, events, document) = place.document(&["fsck", "--data"]);
    assert_eq!(code, 6);
    assert_eq!(document["error"]["code"], 6);
    assert_eq!(document["result"]["losses"], 1);
    let [event] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(event["event"], "loss");
    assert_eq!(event["id"], id.to_string());
    assert_eq!(event["kind"], "chunk");
    assert_eq!(event["place"], format!("packs/{}.pack at {}", object.pack, object.offset));
    assert_eq!(event["paths"], json!([{"path": "docs/deep/c.bin"}]));
    assert_eq!(event["path_count"], 1);
    let ids: Vec<String> = commits.iter().map(ToString::to_string).collect();
    assert_eq!(event["commits"], json!(ids));
    let output = place.run(&["fsck", "--data"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(6));
    assert!(text.contains("path docs/deep/c.bin") && text.contains(&ids[0]), "{text}");
}

#[test]
fn lost_cut_and_foreign_files_are_found() {
    let (place, _) = sample();
    for file in place.files("packs") {
        let repository = place.repository();
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let within: BTreeSet<_> = places(repository.store())
            .iter()
            .filter(|o| o.pack.to_string() == name)
            .map(|o| *o.id.as_bytes())
            .collect();
        let sound = fs::read(&file).unwrap();

        fs::remove_file(&file).unwrap();
        let lost: BTreeSet<_> = check(&repository, Some(Sample::All)).losses.iter().map(|loss| loss.id).collect();
        assert!(lost.is_superset(&within), "without {name}");
        assert!(check(&repository, None).losses.iter().any(|loss| loss.kind == "pack"));

        fs::write(&file, &sound[..sound.len() - 1]).unwrap();
        let losses = check(&place.repository(), Some(Sample::All)).losses;
        assert!(losses.iter().any(|loss| loss.kind == "pack" && loss.why.contains("bytes instead of")), "{losses:?}");
        assert!(losses.iter().any(|loss| loss.kind != "pack"), "and the object that was cut");

        fs::write(&file, [&sound[..], b"more"].concat()).unwrap();
        let losses = check(&place.repository(), None).losses;
        assert_eq!(losses.iter().map(|loss| loss.kind).collect::<Vec<_>>(), ["pack"], "only the file is wrong");
        fs::write(&file, &sound).unwrap();
    }
    for file in place.files("indexes") {
        let sound = fs::read(&file).unwrap();
        damage(&file, |bytes| *bytes.last_mut().unwrap() ^= 1);
        let losses = check(&place.repository(), None).losses;
        assert_eq!(losses.iter().map(|loss| loss.kind).collect::<Vec<_>>(), ["index"]);
        fs::write(&file, sound).unwrap();
    }
    assert_eq!(check(&place.repository(), Some(Sample::All)).losses, []);
}

#[test]
fn samples_go_on_where_the_last_one_ended() {
    let (place, _) = sample();
    let packs = place.repository().store().packs();
    assert!(packs.len() >= 4, "{packs:?}");
    let total: u64 = packs.iter().map(|(_, len)| len).sum();
    let now = || true;
    let repository = place.repository();
    // One pack each time, in turn; each round finds a damage that only one pack has.
    let object = places(repository.store()).into_iter().find(|object| object.kind == Kind::Chunk).unwrap();
    damage(&pack_file(&place, &object), |bytes| bytes[object.offset as usize + 60] ^= 1);
    for round in 0..2 {
        let rounds: Vec<Checked> = packs.iter().map(|_| check(&repository, Some(Sample::Until(&now)))).collect();
        assert!(rounds.iter().all(|checked| checked.data.unwrap().packs == 1));
        assert_eq!(rounds.iter().map(|checked| checked.data.unwrap().bytes).sum::<u64>(), total);
        assert_eq!(rounds.iter().filter(|checked| !checked.losses.is_empty()).count(), 1, "round {round}");
    }
    // A share is read in whole packs, from the one behind the last on: how many these are depends on their names.
    let next = |from: usize, share: f64| {
        let wanted = (total as f64 * share).ceil() as u64;
        let sums = packs.iter().cycle().skip(from).scan(0, |sum, (_, len)| {
            *sum += len;
            Some(*sum)
        });
        1 + sums.take_while(|sum| *sum < wanted).count()
    };
    let half = check(&repository, Some(Sample::Share(0.5))).data.unwrap();
    assert_eq!(half.packs as usize, next(0, 0.5), "{half:?} of {total}");
    assert!(half.bytes * 2 >= total);
    let (code, _, document) = place.document(&["fsck", "--data=1%"]);
    assert!([0, 6].contains(&code));
    assert_eq!(document["result"]["data"]["packs"], next(half.packs as usize, 0.01));
    // A torn position is none.
    fs::write(place.path(".mosaic/fsck"), "mosaic fsck 1 pa").unwrap();
    assert_eq!(check(&repository, Some(Sample::Until(&now))).data.unwrap().packs, 1);
}
