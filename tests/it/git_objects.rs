//! Commits, trees and signatures beside stock git and OpenSSH.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use mosaic::base::id::GitId;
use mosaic::base::key::SecretKey;
use mosaic::base::kind::Kind;
use mosaic::object::git::{Commit, Identity, Mode, Tree, TreeEntry};
use mosaic::object::signature::{sign, verify};

use crate::tools::needs;

fn run(folder: &Path, command: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(command[0])
        .args(&command[1..])
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null")
        .env("GIT_AUTHOR_DATE", "1700000000 +0530")
        .env("GIT_COMMITTER_DATE", "1700000001 -0300")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

fn ok(folder: &Path, command: &[&str], input: &[u8]) -> Vec<u8> {
    let output = run(folder, command, input);
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn hash_object(folder: &Path, kind: Kind, body: &[u8]) -> GitId {
    let name = kind.git_name().unwrap();
    let said = ok(folder, &["git", "hash-object", "-w", "--stdin", "-t", name], body);
    let id = GitId::of(name, body);
    assert_eq!(String::from_utf8(said).unwrap().trim(), id.to_string());
    id
}

fn signed(key: &SecretKey, tree: GitId, parents: Vec<GitId>, message: &str) -> Commit {
    let mut commit = Commit {
        tree,
        parents,
        author: Identity::new(" Ada <L>ovelace, ", "<ada@example.com>", 1_700_000_000, 330),
        committer: Identity::new("", "c@example.com", -5, -180),
        extra: Vec::new(),
        signature: None,
        message: message.to_owned(),
    };
    commit.signature = Some(sign(key, &commit.payload()));
    commit
}

#[test]
fn git_accepts_commits_and_their_signatures() {
    if !needs("git") || !needs("ssh-keygen") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    ok(here, &["git", "init", "-q", "--object-format=sha256", "."], b"");
    let key = SecretKey::from_seed([9; 32]);
    let file = hash_object(here, Kind::Blob, b"hello\n");
    let inner = Tree::new(vec![TreeEntry { mode: Mode::Executable, name: b"run".to_vec(), id: file }]).unwrap();
    let inner = hash_object(here, Kind::Tree, &inner.encode());
    let tree = Tree::new(vec![
        TreeEntry { mode: Mode::Tree, name: b"a".to_vec(), id: inner },
        TreeEntry { mode: Mode::File, name: b"a.b".to_vec(), id: file },
        TreeEntry { mode: Mode::File, name: b"README".to_vec(), id: file },
    ])
    .unwrap();
    let tree = hash_object(here, Kind::Tree, &tree.encode());
    let first = hash_object(here, Kind::Commit, &signed(&key, tree, vec![], "first\n").encode());
    let second = signed(&key, tree, vec![first], "second, ünïcode\n\nwith a body\n");
    let id = hash_object(here, Kind::Commit, &second.encode());
    ok(here, &["git", "update-ref", "HEAD", &id.to_string()], b"");
    ok(here, &["git", "fsck", "--strict"], b"");

    let allowed = here.join("allowed");
    std::fs::write(&allowed, format!("ada@example.com {}\n", key.public().to_openssh())).unwrap();
    ok(here, &["git", "config", "gpg.format", "ssh"], b"");
    ok(here, &["git", "config", "gpg.ssh.allowedSignersFile", allowed.to_str().unwrap()], b"");
    ok(here, &["git", "verify-commit", &first.to_string()], b"");
    ok(here, &["git", "verify-commit", &id.to_string()], b"");
    let shown = ok(here, &["git", "log", "-1", "--format=%an|%ae|%ad|%cn|%ct|%G?|%s", "--date=iso"], b"");
    let shown = String::from_utf8(shown).unwrap();
    let wanted = "Ada Lovelace|ada@example.com|2023-11-15 03:43:20 +0530|c@example.com|0|G|second, ünïcode";
    assert_eq!(shown.trim(), wanted);

    // A signature moved to another commit is refused.
    let mut forged = second.clone();
    forged.message.push('!');
    let forged = hash_object(here, Kind::Commit, &forged.encode());
    assert!(!run(here, &["git", "verify-commit", &forged.to_string()], b"").status.success());
}

#[test]
fn commits_that_git_wrote_are_read() {
    if !needs("git") || !needs("ssh-keygen") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let key = SecretKey::from_seed([3; 32]);
    std::fs::write(here.join("key"), key.to_openssh()).unwrap();
    ok(here, &["chmod", "600", "key"], b"");
    std::fs::write(here.join("key.pub"), key.public().to_openssh()).unwrap();
    ok(here, &["git", "init", "-q", "--object-format=sha256", "repo"], b"");
    let repo = &here.join("repo");
    let signing_key = here.join("key");
    for (name, value) in [
        ("user.name", "Grace Hopper"),
        ("user.email", "grace@example.com"),
        ("gpg.format", "ssh"),
        ("user.signingKey", signing_key.to_str().unwrap()),
        ("commit.gpgSign", "true"),
    ] {
        ok(repo, &["git", "config", name, value], b"");
    }
    std::fs::write(repo.join("file"), "content").unwrap();
    std::fs::create_dir(repo.join("folder")).unwrap();
    std::fs::write(repo.join("folder/file"), "content").unwrap();
    ok(repo, &["git", "add", "."], b"");
    ok(repo, &["git", "commit", "-q", "-m", "one"], b"");
    ok(repo, &["git", "commit", "-q", "--allow-empty", "-m", "two"], b"");
    let body = ok(repo, &["git", "cat-file", "commit", "HEAD"], b"");
    let commit = Commit::decode(&body).unwrap();
    assert_eq!(commit.encode(), body);
    assert_eq!(
        (commit.author.name(), commit.author.seconds(), commit.author.offset()),
        ("Grace Hopper", 1700000000, 330)
    );
    assert_eq!((commit.committer.email(), commit.committer.offset()), ("grace@example.com", -180));
    assert_eq!((&*commit.message, commit.parents.len()), ("two\n", 1));
    assert_eq!(verify(commit.signature.as_deref().unwrap(), &commit.payload()).unwrap(), key.public());
    let body = ok(repo, &["git", "cat-file", "tree", "HEAD^{tree}"], b"");
    let tree = Tree::decode(&body).unwrap();
    assert_eq!(tree.encode(), body);
    assert_eq!(tree.get(b"folder").unwrap().mode, Mode::Tree);
    assert_eq!(tree.get(b"file").unwrap().id, GitId::of("blob", b"content"));
}

#[test]
fn openssh_and_mosaic_agree_on_signatures() {
    if !needs("ssh-keygen") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let key = SecretKey::from_seed([4; 32]);
    std::fs::write(here.join("allowed"), format!("me {}\n", key.public().to_openssh())).unwrap();
    std::fs::write(here.join("signature"), sign(&key, b"payload")).unwrap();
    let check = ["ssh-keygen", "-Y", "verify", "-f", "allowed", "-I", "me", "-n", "git", "-s", "signature"];
    ok(here, &check, b"payload");
    assert!(!run(here, &check, b"another payload").status.success());

    std::fs::write(here.join("key"), key.to_openssh()).unwrap();
    ok(here, &["chmod", "600", "key"], b"");
    for (options, good) in
        [(&["-n", "git"][..], true), (&["-n", "git", "-O", "hashalg=sha256"], true), (&["-n", "file"], false)]
    {
        let command = [&["ssh-keygen", "-Y", "sign", "-f", "key"], options].concat();
        let armored = String::from_utf8(ok(here, &command, b"payload")).unwrap();
        assert_eq!(verify(&armored, b"payload").ok(), good.then(|| key.public()), "{options:?}");
    }
}
