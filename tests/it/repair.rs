//! `repair`: whatever is damaged or gone comes back from a healthy copy, with the same ids; what no copy has is listed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use mosaic::base::id::{Id, ObjectId};
use mosaic::base::kind::Kind;
use mosaic::object::row::Place;
use mosaic::state::operation::Operation;
use serde_json::Value;

use crate::decided::decide_everything;
use crate::sandbox::{Sandbox, damage, noise};
use crate::strand_model::{fork_log, tie_all};

/// A repository with every kind of object, and a copy of its `.mosaic` beside the work tree.
struct Pair {
    place: Sandbox,
    copy: tempfile::TempDir,
}

impl Pair {
    fn new() -> Self {
        let place = Sandbox::new();
        place.write("big.bin", noise(1, 300_000));
        place.write("docs/a.txt", "alpha\n".repeat(4000));
        place.commit("first");
        place.write("docs/a.txt", "beta\n".repeat(4000));
        place.commit("second");
        place.write("staged.bin", noise(2, 20_000));
        fork_log(&place.repository());
        tie_all(&place.repository());
        decide_everything(&place.repository());
        place.ok(&["add", "-A"]);
        let copy = tempfile::tempdir().unwrap();
        copy_all(&place.path(".mosaic"), &copy.path().join(".mosaic"));
        Self { place, copy }
    }

    fn from(&self) -> String {
        self.copy.path().display().to_string()
    }

    /// Puts the repository back as it was.
    fn reset(&self) {
        fs::remove_dir_all(self.place.path(".mosaic")).unwrap();
        copy_all(&self.copy.path().join(".mosaic"), &self.place.path(".mosaic"));
    }

    fn repair(&self) -> Value {
        self.place.json(&["repair", "--from", &self.from()])
    }
}

fn copy_all(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.unwrap();
        let target = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(target).unwrap();
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn objects(place: &Sandbox) -> Vec<Place> {
    let mut places = Vec::new();
    place
        .repository()
        .store()
        .each(|place| {
            places.push(place);
            Ok::<_, ()>(())
        })
        .unwrap();
    places
}

fn ids(place: &Sandbox) -> BTreeSet<ObjectId> {
    objects(place).into_iter().map(|place| place.id).collect()
}

fn pack_of(place: &Sandbox, object: &Place) -> PathBuf {
    place.path(".mosaic/packs").join(format!("{}.pack", object.pack))
}

fn is_clean(place: &Sandbox) {
    let (code, events, document) = place.document(&["fsck", "--data"]);
    assert_eq!((code, events), (0, Vec::new()), "{document}");
}

#[test]
fn nothing_damaged_is_nothing_repaired() {
    let pair = Pair::new();
    let state = fs::read(pair.place.path(".mosaic/state")).unwrap();
    let files = pair.place.files("packs");
    let result = pair.repair();
    assert_eq!((&result["repaired"], &result["index_rebuilt"]), (&0.into(), &false.into()));
    assert_eq!(fs::read(pair.place.path(".mosaic/state")).unwrap(), state);
    assert_eq!(pair.place.files("packs"), files);
    assert!(pair.place.ok(&["repair"]).contains("Nothing to repair"));
}

#[test]
fn one_damaged_object_of_every_kind_comes_back() {
    let pair = Pair::new();
    let before = ids(&pair.place);
    let log = pair.place.json(&["log"]);
    let mut seen = BTreeMap::new();
    for object in objects(&pair.place) {
        let count: &mut u32 = seen.entry(object.kind).or_default();
        *count += 1;
        if *count > 2 {
            continue;
        }
        let file = pack_of(&pair.place, &object);
        damage(&file, |bytes| bytes[(object.offset + u64::from(object.stored) - 6) as usize] ^= 1);
        let result = pair.repair();
        assert_eq!(result["repaired"], 1, "{object:?}: {result}");
        assert!(!file.exists(), "every sound object of it is in another pack");
        assert_eq!(ids(&pair.place), before, "{object:?}");
        assert_eq!(pair.place.json(&["log"]), log);
        is_clean(&pair.place);
        pair.reset();
    }
    assert_eq!(seen.len(), Kind::ALL.len(), "the sample has every kind");
}

#[test]
fn files_that_are_gone_cut_or_full_of_zeros_come_back() {
    let pair = Pair::new();
    let before = ids(&pair.place);
    let heads = pair.place.ok(&["head", "list"]);
    let mut files = pair.place.files("packs");
    files.extend(pair.place.files("indexes"));
    files.push(pair.place.path(".mosaic/state"));
    let actions: [&dyn Fn(&Path); 4] = [
        &|file| fs::remove_file(file).unwrap(),
        &|file| damage(file, |bytes| bytes.truncate(bytes.len() / 2)),
        &|file| damage(file, |bytes| bytes.fill(0)),
        &|file| damage(file, |bytes| bytes.extend(b"more")),
    ];
    for file in files {
        for (number, action) in actions.iter().enumerate() {
            action(&file);
            let result = pair.repair();
            assert_eq!(result["lost"], serde_json::json!([]));
            assert!(ids(&pair.place).is_superset(&before), "{} {number}", file.display());
            assert_eq!(pair.place.ok(&["head", "list"]), heads);
            is_clean(&pair.place);
            pair.reset();
        }
    }
}

#[test]
fn indexes_and_state_come_back_from_the_packs_alone() {
    let pair = Pair::new();
    let before = ids(&pair.place);
    let log = pair.place.json(&["op", "log"]);
    for file in pair.place.files("indexes") {
        fs::remove_file(file).unwrap();
    }
    let result = pair.place.json(&["repair"]);
    assert_eq!((&result["index_rebuilt"], &result["state_recovered"]), (&true.into(), &Value::Null));
    assert_eq!(ids(&pair.place), before);
    fs::write(pair.place.path(".mosaic/state"), "mosaic state 1\nnonsense\n").unwrap();
    assert_eq!(pair.place.run(&["log"]).status.code(), Some(6));
    let result = pair.place.json(&["repair"]);
    assert_eq!(result["state_recovered"], log["operations"][0]["operation"]);
    assert_eq!(pair.place.json(&["op", "log"]), log);
    is_clean(&pair.place);
}

#[test]
fn of_several_newest_operations_the_user_chooses() {
    let pair = Pair::new();
    // Two writers on one state; one of them was stopped before its swap, so its operation stays in a pack.
    let state = fs::read(pair.place.path(".mosaic/state")).unwrap();
    pair.place.ok(&["tag", "create", "one"]);
    let repository = pair.place.repository();
    let one = repository.current().unwrap().newest;
    fs::write(pair.place.path(".mosaic/state"), state).unwrap();
    pair.place.ok(&["tag", "create", "other"]);
    let other = pair.place.repository().current().unwrap().newest;
    assert_eq!(one.1.number, other.1.number);
    fs::remove_file(pair.place.path(".mosaic/state")).unwrap();

    let (code, _, document) = pair.place.document(&["repair"]);
    assert_eq!((code, &document["error"]["kind"]), (7, &"candidates".into()), "{document}");
    let listed = document["result"]["candidates"].as_array().unwrap();
    let listed: BTreeSet<&str> = listed.iter().map(|one| one["operation"].as_str().unwrap()).collect();
    assert_eq!(listed, [one.0.to_string(), other.0.to_string()].iter().map(String::as_str).collect());
    assert!(!pair.place.path(".mosaic/state").exists(), "nothing was chosen");
    let prefix = &one.0.to_string()[..12];
    pair.place.ok(&["op", "restore", prefix]);
    assert_eq!(pair.place.repository().current().unwrap().newest.0, one.0);
    let tags = pair.place.ok(&["tag", "list"]);
    assert!(tags.contains("one") && !tags.contains("other"), "{tags}");
    is_clean(&pair.place);
}

#[test]
fn what_no_copy_has_is_listed_and_the_rest_repaired() {
    let pair = Pair::new();
    let lost = ObjectId::Own(Id::of(&noise(2, 20_000)));
    let store = std::sync::Arc::clone(pair.place.repository().store());
    let lost_place = store.find(&lost).expect("a file above 16 KiB that is one chunk");
    let commit = objects(&pair.place).into_iter().find(|object| object.kind == Kind::Commit).unwrap();
    for object in [&lost_place, &commit] {
        damage(&pack_of(&pair.place, object), |bytes| bytes[object.offset as usize + 70] ^= 1);
    }
    let damaged = pair.copy.path().join(".mosaic/packs").join(format!("{}.pack", lost_place.pack));
    damage(&damaged, |bytes| bytes[lost_place.offset as usize + 70] ^= 1);
    let nowhere = pair.copy.path().join("nowhere").display().to_string();
    let args = ["repair", "--from", &nowhere, "--from", &pair.from()];
    let (code, _, document) = pair.place.document(&args);
    assert_eq!(code, 6, "{document}");
    let result = &document["result"];
    assert_eq!(result["repaired"], 1);
    assert_eq!(result["lost"].as_array().unwrap().len(), 1);
    assert_eq!(result["lost"][0]["id"], lost.to_string());
    assert_eq!(result["lost"][0]["paths"], serde_json::json!([{"path": "staged.bin"}]));
    assert!(pair.place.repository().source().plain(Kind::Commit, &commit.id).is_ok());

    // No row names the damaged bytes any more, so the file can be added again.
    fs::remove_file(pair.place.path(".mosaic/statcache")).unwrap_or_default();
    pair.place.write("staged.bin", "other");
    pair.place.ok(&["add", "-A"]);
    pair.place.write("staged.bin", noise(2, 20_000));
    pair.place.ok(&["add", "-A"]);
    pair.place.json(&["fsck", "--data"]);
}

#[test]
fn a_lost_newest_operation_falls_back_to_the_one_before() {
    let pair = Pair::new();
    let repository = pair.place.repository();
    let (newest, operation) = repository.current().unwrap().newest;
    let place = repository.store().find(&newest.into()).unwrap();
    damage(&pack_of(&pair.place, &place), |bytes| bytes[place.offset as usize + 65] ^= 0xff);
    let (code, _, document) = pair.place.document(&["repair"]);
    assert_eq!(code, 0, "{document}");
    assert_eq!(document["result"]["state_recovered"], operation.previous.unwrap().to_string());
    let current = pair.place.repository().current().unwrap();
    assert_eq!(current.operation().number, operation.number - 1);
    is_clean(&pair.place);
    // A copy that has it brings it back as it was.
    pair.reset();
    damage(&pack_of(&pair.place, &place), |bytes| bytes[place.offset as usize + 65] ^= 0xff);
    assert_eq!(pair.repair()["state_recovered"], Value::Null);
    assert_eq!(Operation::load(pair.place.repository().source(), newest).unwrap(), operation);
    is_clean(&pair.place);
}
