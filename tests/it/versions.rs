//! Histories and the archives of several versions: log, show, rev-parse, head verify, partial reading of big manifests.

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;

use mosaic::archive::attachment::Attachment;
use mosaic::archive::reader::Archive;
use mosaic::base::id::{GitId, Id};
use mosaic::base::key::SecretKey;
use mosaic::base::kind::Kind;
use mosaic::base::monitor::Silent;
use mosaic::base::path::TreePath;
use mosaic::base::time::Timestamp;
use mosaic::object::git::Identity;
use mosaic::object::memory::MemoryObjects;
use mosaic::object::traits::Sink;
use mosaic::repo::action::Action;
use mosaic::repo::compare::{Difference, compare};
use mosaic::repo::current::move_name;
use mosaic::repo::history::{History, ancestors};
use mosaic::repo::list::list;
use mosaic::repo::record::{Draft, Version, write_commit};
use mosaic::repo::selection::Selection;
use mosaic::state::operation::root;
use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, any, prop_assert_eq, proptest};
use proptest::sample::Index;
use serde_json::{Value, json};

use crate::place::{Place, changes, commits, set_mode};

#[test]
fn log_and_show_tell_who_when_and_what() {
    let place = Place::new();
    place.ok(&["config", "set", "user.name", "Ada"]);
    place.ok(&["config", "set", "user.email", "ada@example.org"]);
    place.write("data/a", "1");
    let first = place.commit("first");
    place.write("other", "2");
    let second = place.commit("second\n\nwith more to say");
    place.write("data/b", "3");
    let third = place.commit("third");
    place.ok(&["commit", "--allow-empty", "-m", "fourth"]);
    let log = place.result(&["log"]);
    assert_eq!(log["commits"].as_array().unwrap().len(), 4);
    let entry = &log["commits"][2];
    assert_eq!((&entry["commit"], &entry["parents"]), (&json!(second), &json!([first])));
    assert_eq!(entry["author"], json!({"name": "Ada", "email": "ada@example.org"}));
    assert_eq!(entry["message"], "second\n\nwith more to say");
    assert_eq!((&entry["files"], &entry["bytes"]), (&json!(2), &json!(2)));
    let identity = place.result(&["key", "show"])["identity"].take();
    assert_eq!(entry["signature"], json!({"status": "good", "key": identity}));
    assert!(entry["time"].as_str().unwrap().parse::<jiff::Timestamp>().is_ok(), "{entry}");
    assert_eq!(commits(&place.result(&["log", "data"])), [third.clone(), first.clone()]);
    assert_eq!(commits(&place.result(&["log", "data/a"])), [first.as_str()]);
    assert_eq!(commits(&place.result(&["log", "-n", "1", "data"])), [third.as_str()]);
    assert_eq!(commits(&place.result(&["log", "--from", "@~2"])), [second.clone(), first.clone()]);
    assert_eq!(commits(&place.result(&["log", "never"])), Vec::<String>::new());
    let text = place.ok(&["log", "-n", "1", "--from", &second[..8]]);
    assert!(text.starts_with(&format!("commit {second}\nAuthor:    Ada <ada@example.org>\n")), "{text}");
    assert!(text.contains("Signature: good") && text.ends_with("    second\n\n    with more to say\n"), "{text}");

    let show = place.result(&["show", &third]);
    assert_eq!((&show["commit"], changes(&show["entries"])), (&json!(third), vec!["data/b added".to_owned()]));
    assert!(place.ok(&["show", &first]).ends_with("    first\n\nA data/a\n"));
    assert_eq!(place.refused(&["show", "nothing"]), (5, "revision".into()));
    assert_eq!(
        place.result(&["rev-parse", "@~1", &first[..10]])["commits"],
        json!([{"revision": "@~1", "commit": third}, {"revision": &first[..10], "commit": first}])
    );
}

fn action() -> Action<'static> {
    Action::new(Timestamp::from_seconds(1), "test".into(), "test".into(), [7; 16], &Silent)
}

fn draft(attachment: &(Id, Attachment), parents: Vec<GitId>, seconds: i64) -> Draft<'_> {
    let author = Identity::new("Ada", "ada@example.org", seconds, 0);
    Draft { archive: (attachment.0, &attachment.1), parents, author, message: format!("at {seconds}\n") }
}

#[test]
fn head_verify_finds_what_is_missing_unsigned_and_forged() {
    let place = Place::new();
    place.write("a", "1");
    place.commit("first");
    let verified = place.result(&["head", "verify"]);
    let found = (&verified["heads"], &verified["commits"], &verified["flaws"], &verified["unproven"]);
    assert_eq!(found, (&json!(["main"]), &json!(1), &json!([]), &json!([])));
    let repository = place.repository();
    let current = repository.current().unwrap();
    let good = current.at(repository.source()).unwrap().unwrap();
    let version = Version::load(repository.source(), good).unwrap();
    let writing = repository.begin(&action(), false).unwrap();
    let mut unsigned = version.commit.clone();
    (unsigned.signature, unsigned.parents) = (None, vec![good]);
    let mut forged = version.commit.clone();
    (forged.message, forged.parents) = ("another\n".into(), vec![GitId::of("commit", &unsigned.encode())]);
    let mut lost = version.commit.clone();
    lost.parents = vec![GitId::of("commit", b"never written")];
    for commit in [&unsigned, &forged, &lost] {
        writing.run.write(Kind::Commit, &commit.encode()).unwrap();
    }
    // Its archive was never stored.
    let absent = (Id::of(b"absent"), Attachment::default());
    let absent = write_commit(&writing.run, draft(&absent, vec![good], 5), &SecretKey::from_seed([1; 32])).unwrap();
    let forged = GitId::of("commit", &forged.encode());
    let changes = [("forged", forged), ("absent", absent), ("lost", GitId::of("commit", &lost.encode()))];
    let changes = changes.map(|(name, id)| move_name(root::HEADS, name, None, Some(id)));
    repository.publish(&action(), writing, &current, &changes).unwrap();
    let flaws = |head: &str| {
        let (code, out, _) = place.run(&["head", "verify", head, "--json"]);
        let mut document: Value = serde_json::from_str(&out).unwrap();
        assert_eq!((code, &document["error"]["kind"]), (6, &json!("history")), "{document}");
        let flaws = document["result"]["flaws"].take();
        let reasons = flaws.as_array().unwrap().iter().map(|flaw| flaw["reason"].as_str().unwrap().to_owned());
        reasons.collect::<Vec<_>>()
    };
    assert_eq!(flaws("forged"), ["its signature does not verify", "it is not signed"]);
    assert!(flaws("absent")[0].contains("is not in this repository"), "{:?}", flaws("absent"));
    assert!(flaws("lost")[1].contains("is not in this repository"), "{:?}", flaws("lost"));
    let current = repository.current().unwrap();
    let nowhere = move_name(root::HEADS, "nowhere", None, Some(GitId::of("commit", b"never written")));
    assert!(repository.change(&action(), &current, &[nowhere]).is_err(), "no head names what is missing");
    assert_eq!(place.run(&["head", "verify", "main"]).0, 0);
    let log = place.result(&["log", "--from", "forged"]);
    let verdicts: Vec<&Value> = log["commits"].as_array().unwrap().iter().map(|c| &c["signature"]["status"]).collect();
    assert_eq!(verdicts, ["bad", "none", "good"]);
}

/// A repository whose manifest has several chunks: 2,400 files in nested directories, and some changed in a second commit.
fn wide() -> Place {
    let place = Place::new();
    for number in 0..2400 {
        let directory = place.path(&format!("d{}/e{}", number % 7, number % 30));
        fs::create_dir_all(&directory).unwrap();
        fs::write(directory.join(format!("a file with a number {number}")), number.to_string()).unwrap();
    }
    place.commit("first");
    for name in ["d0/e0/a file with a number 0", "d6/new", "top"] {
        place.write(name, "changed");
    }
    fs::rename(place.path("d3/e3/a file with a number 3"), place.path("d4/moved")).unwrap();
    place.commit("second");
    place
}

#[test]
fn parts_of_a_big_manifest_are_as_the_whole() {
    let place = wide();
    let repository = place.repository();
    let current = repository.current().unwrap();
    let open = |name: &str| {
        let version = repository.version(&current, Some(name)).unwrap();
        Archive::open(repository.source(), version.summary.attachment).unwrap()
    };
    let (old, new) = (open("@~1"), open("@"));
    assert!(new.parts().unwrap().len() >= 4, "the manifest has several chunks");
    let path = |text: &str| TreePath::new(text.as_bytes()).unwrap();
    let whole = list(&new, None, false).unwrap().collect::<Result<Vec<_>, _>>().unwrap();
    let mut directories: Vec<Option<TreePath>> = (0..7).map(|number| Some(path(&format!("d{number}")))).collect();
    directories.extend([None, Some(path("d2/e2"))]);
    for directory in directories {
        let below = whole.iter().filter(|row| {
            directory.as_ref().is_none_or(|directory| row.path.is_within(directory) && row.path != *directory)
        });
        let below: Vec<_> = below.cloned().collect();
        let direct: Vec<_> = below.iter().filter(|row| row.path.parent() == directory).cloned().collect();
        assert!(!direct.is_empty());
        for (flat, expected) in [(false, &below), (true, &direct)] {
            let listed = list(&new, directory.as_ref(), flat).unwrap().collect::<Result<Vec<_>, _>>().unwrap();
            assert_eq!(listed, *expected, "{directory:?} {flat}");
        }
    }
    let all = compare(Some(&old), Some(&new), &Selection::all()).unwrap();
    assert_eq!(all.len(), 4);
    for text in ["d0", "d0/e0", "d1", "d4", "d6", "d6/new", "top", "nothing"] {
        let within = |difference: &&Difference| difference.path.is_within(&path(text));
        let expected: Vec<TreePath> = all.iter().filter(within).map(|difference| difference.path.clone()).collect();
        let found = compare(Some(&old), Some(&new), &Selection::of([path(text)])).unwrap();
        let found: Vec<TreePath> = found.into_iter().map(|difference| difference.path).collect();
        assert_eq!(found, expected, "{text}");
    }
    assert_eq!(commits(&place.result(&["log", "d1"])).len(), 1);
    assert_eq!(commits(&place.result(&["log", "d4"])).len(), 2);
}

#[test]
fn a_list_that_fails_midway_ends_with_the_error() {
    let place = wide();
    let repository = place.repository();
    let current = repository.current().unwrap();
    let version = repository.version(&current, None).unwrap();
    let archive = Archive::open(repository.source(), version.summary.attachment).unwrap();
    let last = archive.parts().unwrap().last().unwrap().0.id;
    let found = repository.store().find(&last.into()).unwrap();
    let file = fs::read_dir(place.path(".mosaic/packs")).unwrap().map(|entry| entry.unwrap().path());
    let file = walk(file.collect()).into_iter().find(|file| file.to_string_lossy().contains(&found.pack.to_string()));
    let file = file.expect("the pack is there");
    let mut bytes = fs::read(&file).unwrap();
    bytes[found.offset as usize + found.stored as usize / 2] ^= 0xff;
    set_mode(&file, 0o600);
    fs::write(&file, bytes).unwrap();
    let (code, out, _) = place.run(&["ls", "--json"]);
    assert_eq!((code, out.lines().count()), (6, 2));
    assert!(serde_json::from_str::<Value>(out.lines().next().unwrap()).is_err(), "the first line is cut");
    assert_eq!(place.refused(&["ls"]), (6, "damaged".into()));
    let (code, out, err) = place.run(&["ls"]);
    assert_eq!((code, out.lines().count() > 100), (6, true));
    assert!(err.contains("is damaged"), "{err}");
}

/// These files, and all in those of them that are directories.
fn walk(mut files: Vec<PathBuf>) -> Vec<PathBuf> {
    let mut found = Vec::new();
    while let Some(file) = files.pop() {
        if file.is_dir() {
            files.extend(fs::read_dir(file).unwrap().map(|entry| entry.unwrap().path()));
        } else {
            found.push(file);
        }
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever the clocks said: every commit once, none before a child of it.
    #[test]
    fn histories_have_children_before_parents(
        shape in vec((vec(any::<Index>(), 0..3), 0..50_i64), 1..40)
    ) {
        let objects = MemoryObjects::new();
        let key = SecretKey::from_seed([3; 32]);
        let archive = (Id::of(b"archive"), Attachment::default());
        let mut ids: Vec<GitId> = Vec::new();
        for (number, (parents, seconds)) in shape.iter().enumerate() {
            let mut parents: Vec<GitId> =
                parents.iter().filter(|_| number > 0).map(|parent| ids[parent.index(number)]).collect();
            parents.dedup();
            // Different commits, whatever else is the same.
            let mut draft = draft(&archive, parents, *seconds);
            draft.message = format!("{number}\n");
            ids.push(write_commit(&objects, draft, &key).unwrap());
        }
        let tip = *ids.last().unwrap();
        let given: Vec<Version> = History::new(&objects, tip).collect::<Result<_, _>>().unwrap();
        let place: HashMap<GitId, usize> = given.iter().enumerate().map(|(at, version)| (version.id, at)).collect();
        prop_assert_eq!(place.len(), given.len());
        prop_assert_eq!(place.len(), ancestors(&objects, tip).unwrap().len());
        for (at, version) in given.iter().enumerate() {
            prop_assert_eq!(version.commit.parents.iter().all(|parent| place[parent] > at), true);
        }
    }
}
