//! What stock git says of exported repositories: commits, signatures, and the files of every commit.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use mosaic::archive::attachment::Attachment;
use mosaic::base::id::GitId;
use mosaic::base::monitor::Silent;
use mosaic::base::time::Timestamp;
use mosaic::object::git::Identity;
use mosaic::repo::action::Action;
use mosaic::repo::current::move_name;
use mosaic::repo::record::{Draft, Version, write_commit};
use mosaic::repo::repository::Repository;
use mosaic::state::operation::root;
use mosaic::storage::real::RealStorage;

use crate::interop::{Place, listing, succeeded};
use crate::tools::needs;

fn write(place: &Place, name: &[u8], content: &str) {
    let path = place.path("repo").join(OsStr::from_bytes(name));
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

fn remove(place: &Place, name: &str) {
    let path = place.path("repo").join(name);
    if path.is_dir() && !path.is_symlink() { fs::remove_dir_all(path) } else { fs::remove_file(path) }.unwrap();
}

fn commit(place: &Place, message: &str) -> GitId {
    place.ok(&["add", "-A"]);
    let (code, document) = place.json(&["commit", "-m", message]);
    assert_eq!(code, 0, "{document}");
    GitId::from_hex(document["result"]["commit"].as_str().unwrap()).unwrap()
}

fn open(place: &Place) -> Repository {
    let storage = RealStorage::open(&place.path("repo/.mosaic")).unwrap();
    Repository::open(Arc::new(storage), Some(&place.path("repo"))).unwrap()
}

/// Makes a commit with the files of `like`, and points head or tag `name` to it.
fn record(place: &Place, like: GitId, parents: &[GitId], message: &str, (root, name): (&str, &str)) -> GitId {
    let repository = open(place);
    let seed = *blake3::hash(message.as_bytes()).as_bytes();
    let seed = seed[..16].try_into().unwrap();
    let action = Action::new(Timestamp::from_seconds(1), "test".to_owned(), "test".to_owned(), seed, &Silent);
    let version = Version::load(repository.source(), like).unwrap();
    let totals = Attachment::load(repository.source(), &version.summary.attachment).unwrap();
    let current = repository.current().unwrap();
    let writing = repository.begin(&action, false).unwrap();
    let draft = Draft {
        archive: (version.summary.attachment, &totals),
        parents: parents.to_vec(),
        author: Identity::new("Zoë \"Z\" X", "z@example.org", 1_700_000_000, -210),
        message: message.to_owned(),
    };
    let id = write_commit(&writing.run, draft, &repository.key().unwrap()).unwrap();
    let old = current.names(repository.source(), root).unwrap().get(name).copied();
    repository.publish(&action, writing, &current, &[move_name(root, name, old, Some(id))]).unwrap();
    id
}

/// A history with all sorts of changes, a second root, and merges. Commits by message.
fn history(place: &Place) -> BTreeMap<&'static str, GitId> {
    let repo = place.path("repo");
    let mut commits = BTreeMap::new();
    for (name, content) in [
        (b"plain".as_slice(), "1"),
        (b"sp ace", "2"),
        (b"quo\"te\\n", "3"),
        (b"not UTF-8 \xff", "4"),
        (b"new\nline", "5"),
        (b"-dash", "6"),
        (b"run", "#!/bin/sh\n"),
        (b"dir/a", "a"),
        (b"dir/b/c", "c"),
        (b"dir.d", "sorts between"),
        (b"swap", "file"),
        (b"moved from", &"long enough to be found again ".repeat(40)),
        (b"big", &"0123456789abcdef".repeat(100_000)),
        (b"empty", ""),
        (b"deep/er/and/deeper", "x"),
    ] {
        write(place, name, content);
    }
    symlink("plain", repo.join("link")).unwrap();
    fs::create_dir(repo.join("nothing in it")).unwrap();
    commits.insert("first", commit(place, "first"));

    fs::set_permissions(repo.join("run"), PermissionsExt::from_mode(0o755)).unwrap();
    fs::set_permissions(repo.join("plain"), PermissionsExt::from_mode(0o600)).unwrap();
    remove(place, "swap");
    write(place, b"swap/now/a/dir", "below");
    fs::create_dir_all(repo.join("to/a")).unwrap();
    fs::rename(repo.join("moved from"), repo.join("to/a/new place")).unwrap();
    remove(place, "link");
    symlink(OsStr::from_bytes(b"else\xfewhere"), repo.join("link")).unwrap();
    commits.insert("second", commit(place, "second\n\nwith a body\n"));

    remove(place, "swap");
    symlink("dir", repo.join("swap")).unwrap();
    remove(place, "dir");
    write(place, b"dir", "a file now");
    remove(place, "deep");
    write(place, b"not UTF-8 \xff", "changed");
    write(place, b"copy", &"long enough to be found again ".repeat(40));
    commits.insert("third", commit(place, "third"));

    let (first, second, third) = (commits["first"], commits["second"], commits["third"]);
    let side = record(place, first, &[second], "back to the first", (root::HEADS, "side"));
    let merge = record(place, third, &[side, third], "merge", (root::HEADS, "side"));
    let again = record(place, second, &[third, merge, side], "octopus\n", (root::HEADS, "main"));
    let other = record(place, third, &[], "second root", (root::TAGS, "v1.0"));
    commits.extend([("back to the first", side), ("merge", merge), ("octopus", again), ("second root", other)]);
    commits
}

fn git(dir: &Path, args: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(dir).args(args).env("GIT_CONFIG_NOSYSTEM", "1").env("HOME", dir).env("LC_ALL", "C");
    command
}

fn text(command: &mut Command) -> String {
    String::from_utf8(succeeded(command).stdout).unwrap()
}

#[test]
fn stock_git_accepts_exported_commits_and_their_signatures() {
    if !needs("git") || !needs("ssh-keygen") {
        return;
    }
    let place = Place::new();
    let commits = history(&place);
    let dir = place.path("a \"git\" repository");
    let (code, document) = place.json(&["export", "--git", dir.to_str().unwrap()]);
    assert_eq!((code, document["result"]["commits"].as_u64()), (0, Some(7)), "{document}");
    let fsck = succeeded(&mut git(&dir, &["fsck", "--strict", "--no-dangling"]));
    assert_eq!(String::from_utf8_lossy(&fsck.stderr).lines().filter(|line| line.contains("error")).count(), 0);
    for (message, id) in &commits {
        succeeded(&mut git(&dir, &["verify-commit", &id.to_string()]));
        let subject = text(&mut git(&dir, &["log", "-1", "--format=%s", &id.to_string()]));
        assert_eq!(subject.trim_end(), *message);
    }
    let heads = text(&mut git(&dir, &["for-each-ref", "--format=%(refname) %(objectname)"]));
    let expected = [("heads/main", "octopus"), ("heads/side", "merge"), ("tags/v1.0", "second root")];
    let expected = expected.map(|(name, message)| format!("refs/{name} {}\n", commits[message])).concat();
    assert_eq!(heads, expected);
    assert_eq!(text(&mut git(&dir, &["rev-parse", "HEAD"])).trim_end(), commits["octopus"].to_string());
    assert_eq!(text(&mut git(&dir, &["log", "--graph", "--format=%H"])).matches('*').count(), 6);
    assert_eq!(text(&mut git(&dir, &["config", "core.bare"])), "true\n");
    // The signature says who, and fails when the commit is another.
    let member = place.json(&["key", "show"]).1["result"]["identity"].as_str().unwrap().to_owned();
    let signed = text(&mut git(&dir, &["log", "-1", "--format=%G? %GS"]));
    assert_eq!(signed.trim_end(), format!("G {member}"));
    let body = text(&mut git(&dir, &["cat-file", "commit", "HEAD"])).replace("octopus", "octopuz");
    fs::write(place.path("forged"), body).unwrap();
    let hash = ["hash-object", "-t", "commit", "-w", place.path("forged").to_str().unwrap()].map(str::to_owned);
    let forged = text(&mut git(&dir, &hash.each_ref().map(String::as_str)));
    assert!(!git(&dir, &["verify-commit", forged.trim_end()]).output().unwrap().status.success());
}

#[test]
fn a_revision_limits_what_git_gets() {
    if !needs("git") {
        return;
    }
    let place = Place::new();
    let commits = history(&place);
    for (revision, head, refs, count) in [
        ("side", "refs/heads/side", "refs/heads/side\n", 5),
        ("v1.0", "", "refs/tags/v1.0\n", 1),
        ("main~1", "", "", 3),
        ("@", "refs/heads/main", "refs/heads/main\nrefs/heads/side\n", 6),
    ] {
        let dir = place.path(revision);
        place.ok(&["export", "--git", dir.to_str().unwrap(), revision]);
        assert_eq!(text(&mut git(&dir, &["rev-list", "--count", "HEAD"])), format!("{count}\n"), "{revision}");
        assert_eq!(text(&mut git(&dir, &["for-each-ref", "--format=%(refname)"])), refs, "{revision}");
        let symbolic = git(&dir, &["symbolic-ref", "-q", "HEAD"]).output().unwrap().stdout;
        assert_eq!(String::from_utf8_lossy(&symbolic).trim_end(), head, "{revision}");
        succeeded(&mut git(&dir, &["fsck", "--strict"]));
    }
    assert!(commits.len() == 7);
    let (code, document) = place.json(&["export", "--git", place.path("side").to_str().unwrap()]);
    assert_eq!((code, document["error"]["kind"].as_str()), (1, Some("exists")));
    let (code, _) = place.json(&["export", "--git", place.path("new").to_str().unwrap(), "nosuch"]);
    assert!(code == 5 && !place.path("new").exists());
}

/// Feeds the stream to git in a new repository `name`; the exit code of mosaic and the commits of git by message.
fn fast_import(place: &Place, name: &str, args: &[&str]) -> (i32, BTreeMap<String, String>) {
    let copy = place.path(name);
    fs::create_dir(&copy).unwrap();
    succeeded(&mut git(&copy, &["init", "--quiet", "--initial-branch=unborn"]));
    let mut from = place.mosaic(&[&["fast-export"], args].concat());
    let mut from = from.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let stream = from.stdout.take().unwrap();
    succeeded(git(&copy, &["fast-import", "--quiet"]).stdin(stream));
    let log = text(&mut git(&copy, &["log", "--all", "--format=%H %s"]));
    let commits = log.lines().filter_map(|line| line.split_once(' '));
    (from.wait().unwrap().code().unwrap(), commits.map(|(id, message)| (message.to_owned(), id.to_owned())).collect())
}

/// Files and links below `dir` as git has them: whether executable, content or target.
fn as_git(dir: &Path) -> BTreeMap<Vec<u8>, String> {
    let found = listing(dir).into_iter().filter(|(_, seen)| seen.kind != 'd');
    let shown = found.map(|(name, seen)| {
        let run = seen.kind == 'f' && seen.mode & 0o100 != 0;
        (name, format!("{} {run} {} {}", seen.kind, seen.content.len(), blake3::hash(&seen.content)))
    });
    shown.collect()
}

#[test]
fn fast_import_reproduces_the_files_of_every_commit() {
    if !needs("git") {
        return;
    }
    let place = Place::new();
    let commits = history(&place);
    let (code, imported) = fast_import(&place, "copy", &[]);
    assert_eq!((code, imported.len()), (0, commits.len()));
    let copy = place.path("copy");
    for (message, id) in &commits {
        let (ours, theirs) = (place.path("ours"), place.path("theirs"));
        place.ok(&["export", "--dir", ours.to_str().unwrap(), &id.to_string()]);
        fs::create_dir(&theirs).unwrap();
        let work_tree = format!("--work-tree={}", theirs.to_str().unwrap());
        succeeded(&mut git(&copy, &[&work_tree, "checkout", "--quiet", "--force", &imported[*message], "--", "."]));
        assert_eq!(as_git(&theirs), as_git(&ours), "{message}");
        for dir in [ours, theirs] {
            fs::remove_dir_all(dir).unwrap();
        }
        succeeded(&mut git(&copy, &["rm", "--quiet", "-r", "--cached", "."]));
        let parents = text(&mut git(&copy, &["log", "-1", "--format=%P", &imported[*message]]));
        let expected = Version::load(open(&place).source(), *id).unwrap().commit.parents;
        let name_of = |parent| imported[*commits.iter().find(|(_, id)| *id == parent).unwrap().0].clone();
        let expected: Vec<String> = expected.iter().map(name_of).collect();
        assert_eq!(parents.trim_end(), expected.join(" "), "{message}");
    }
    let author =
        text(&mut git(&copy, &["log", "-1", "--format=%an <%ae> %ad%n%B", "--date=raw", &imported["octopus"]]));
    assert_eq!(author.trim_end(), "Zoë \"Z\" X <z@example.org> 1700000000 -0330\noctopus");
    assert_eq!(text(&mut git(&copy, &["log", "-1", "--format=%b", &imported["second"]])).trim_end(), "with a body");
    let names = text(&mut git(&copy, &["for-each-ref", "--format=%(refname)"]));
    assert_eq!(names, "refs/heads/main\nrefs/heads/side\nrefs/tags/v1.0\n");
    let (code, imported) = fast_import(&place, "one", &["main~1"]);
    assert_eq!((code, imported.len()), (0, 3));
}

#[test]
fn names_that_git_does_not_allow_are_left_out_and_told() {
    let place = Place::new();
    for name in ["sub/.git/config", "x/.GIT", "git~1/y", ".git. . /z", ".gitignore", "git~10", "fine"] {
        write(&place, name.as_bytes(), name);
    }
    commit(&place, "all");
    remove(&place, "sub");
    write(&place, b"fine", "changed");
    commit(&place, "without sub");
    let output = place.mosaic(&["fast-export"]).output().unwrap();
    let warnings = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{warnings}");
    assert_eq!(warnings.matches("left out, git does not allow").count(), 4, "{warnings}");
    assert_eq!(place.json(&["fast-export"]).0, 2, "the document has no room beside the stream");
    if needs("git") {
        let (code, imported) = fast_import(&place, "copy", &[]);
        assert_eq!((code, imported.len()), (3, 2));
        let files = text(&mut git(&place.path("copy"), &["ls-tree", "-r", "--name-only", "main"]));
        assert_eq!(files, ".gitignore\nfine\ngit~10\n");
    }
}
