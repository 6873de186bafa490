//! Checks that need a repository: names of versions, and what `fast-export` tells git.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use mosaic::base::id::GitId;
use mosaic::base::monitor::Silent;
use mosaic::base::path::TreePath;
use mosaic::base::time::Timestamp;
use mosaic::repo::action::Action;
use mosaic::repo::commit::{CommitOptions, Committed, commit};
use mosaic::repo::content::StoredFile;
use mosaic::repo::current::Current;
use mosaic::repo::fast_export::fast_export as export;
use mosaic::repo::import::{ImportOptions, import};
use mosaic::repo::init::{InitOptions, init};
use mosaic::repo::place::Place;
use mosaic::repo::repository::Repository;
use mosaic::storage::memory::MemoryStorage;
use mosaic::storage::power::Fate;

use crate::decoders::input::Input;

fn action(number: u8) -> Action<'static> {
    Action::new(Timestamp::from_seconds(1), String::new(), String::new(), [number; 16], &Silent)
}

/// Imports an archive with these files, and commits it.
fn add(repository: &Repository, number: u8, files: &BTreeMap<TreePath, &[u8]>, message: &str, name: &str) -> GitId {
    let mut builder = tar::Builder::new(Vec::new());
    for (path, content) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        header.set_mtime(0);
        let path = <std::ffi::OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(path.as_bytes());
        builder.append_data(&mut header, path, *content).expect("a confined path");
    }
    let tar = builder.into_inner().expect("in memory");
    import(repository, &action(number), &mut &*tar, &ImportOptions::default()).expect("an archive of files");
    let options = CommitOptions {
        message: message.to_owned(),
        name: name.to_owned(),
        email: name.to_owned(),
        allow_empty: true,
        expect: None,
    };
    match commit(repository, &action(number + 1), &options).expect("in memory") {
        Committed::Commit { id, .. } => id,
        Committed::Nothing { .. } => panic!("an empty commit is allowed"),
    }
}

fn begin() -> (MemoryStorage, Repository) {
    let storage = MemoryStorage::new();
    let options = InitOptions { name: "x".to_owned(), open: false, key_seed: [1; 32], nonce: [2; 16] };
    let repository = init(Arc::new(storage.clone()), None, &action(0), options).expect("in memory").repository;
    (storage, repository)
}

struct Fixture {
    repository: Repository,
    current: Current,
    commits: [GitId; 3],
}

/// Names of versions, and of places in them, in a repository with three commits.
pub fn revision(data: &[u8]) {
    static FIXTURE: LazyLock<Fixture> = LazyLock::new(|| {
        let (_, repository) = begin();
        let files = BTreeMap::from([(TreePath::new(&b"a"[..]).expect("a path"), &b"1"[..])]);
        let commits = [1, 3, 5].map(|number| add(&repository, number, &files, &number.to_string(), "a"));
        let current = repository.current().expect("in memory");
        Fixture { repository, current, commits }
    });
    let Fixture { repository, current, commits } = &*FIXTURE;
    let text = String::from_utf8_lossy(data);
    let first = commits[2].to_string();
    for name in [text.to_string(), format!("@{text}"), format!("main~{text}"), format!("{}{text}", &first[..8])] {
        match repository.resolve(current, &name) {
            Ok(id) => assert!(commits.contains(&id), "{name}"),
            Err(error) => drop(error.to_string()),
        }
        if let Ok(file) = StoredFile::open(repository, current, format!("{name}:a").as_bytes()) {
            assert_eq!(file.row().path.as_bytes(), b"a");
        }
    }
    for place in [data.to_vec(), [b":", data].concat(), [b"@:", data].concat()] {
        let Ok(Place { commit, path, .. }) = repository.place(current, &place) else { continue };
        assert!(commit.is_none_or(|commit| commits.contains(&commit)));
        assert!(path.is_none_or(|path| place.strip_suffix(b"/").unwrap_or(&place).ends_with(path.as_bytes())));
    }
}

/// Files with any paths, in a commit with any message: what is told to git is these files and nothing else.
pub fn fast_export(data: &[u8]) {
    static BEGUN: LazyLock<MemoryStorage> = LazyLock::new(|| begin().0);
    let mut input = Input(data);
    let text = |piece: &[u8]| String::from_utf8_lossy(piece).replace('\0', "");
    let (message, name) = (text(input.piece()), text(input.piece()));
    let mut files: BTreeMap<TreePath, &[u8]> = BTreeMap::new();
    while !input.is_empty() && files.len() < 16 {
        let (path, content) = (input.piece(), input.piece());
        let Ok(path) = TreePath::new(path) else { continue };
        // A file is no directory.
        if !files.keys().any(|other| other.is_within(&path) || path.is_within(other)) {
            files.insert(path, content);
        }
    }
    let storage = BEGUN.reboot(|_| Fate::Kept);
    let repository = Repository::open(Arc::new(storage), None).expect("in memory");
    let commit = add(&repository, 1, &files, &message, &name);
    let mut stream = Vec::new();
    let current = repository.current().expect("in memory");
    let exported = export(&repository, &current, &[commit.to_string()], &mut stream, &Silent).expect("in memory");
    let mut told = Told(&stream).commit(&message);
    assert_eq!(told.len() as u64, exported.contents);
    assert_eq!((files.len() - told.len()) as u64, exported.left_out);
    for (path, content) in &files {
        let is_git = path.components().any(|part| part.to_ascii_lowercase().windows(3).any(|part| part == b"git"));
        assert!(told.remove(path.as_bytes()).map_or(is_git, |told| told == *content), "{path}");
    }
    assert!(told.is_empty());
}

/// A stream for `git fast-import`, read as its manual says.
struct Told<'a>(&'a [u8]);

impl<'a> Told<'a> {
    fn line(&mut self) -> &'a [u8] {
        let end = self.0.iter().position(|byte| *byte == b'\n').expect("a line has an end");
        let (line, rest) = self.0.split_at(end);
        self.0 = &rest[1..];
        line
    }

    fn data(&mut self) -> &'a [u8] {
        let line = self.line().strip_prefix(b"data ").expect("data");
        let len: usize = std::str::from_utf8(line).expect("digits").parse().expect("a length");
        let (data, rest) = self.0.split_at(len);
        self.0 = rest;
        assert_eq!(self.line(), b"");
        data
    }

    /// Takes the whole stream, of one commit: its files.
    fn commit(mut self, message: &str) -> BTreeMap<Vec<u8>, Vec<u8>> {
        let mut files = BTreeMap::new();
        for begin in ["feature done", "reset refs/heads/", "commit refs/heads/", "mark :1", "author ", "committer "] {
            assert!(self.line().starts_with(begin.as_bytes()), "{begin}");
        }
        let message = format!("{}\n", message.trim_end());
        assert_eq!(self.data(), message.as_bytes());
        loop {
            let line = self.line();
            let Some(path) = line.strip_prefix(b"M 100644 inline ") else {
                assert_eq!(line, b"");
                break;
            };
            assert!(files.insert(unquoted(path), self.data().to_vec()).is_none());
        }
        for begin in ["reset refs/heads/", "from :1", "", "done"] {
            assert!(self.line().starts_with(begin.as_bytes()), "{begin}");
        }
        assert_eq!(self.0, b"");
        files
    }
}

fn unquoted(path: &[u8]) -> Vec<u8> {
    let Some(inner) = path.strip_prefix(b"\"").and_then(|path| path.strip_suffix(b"\"")) else {
        assert!(!path.contains(&b' '), "it would end there");
        return path.to_vec();
    };
    let mut out = Vec::new();
    let mut bytes = inner.iter();
    while let Some(byte) = bytes.next() {
        assert_ne!(*byte, b'"');
        out.push(if *byte == b'\\' {
            let mut digit = || u32::from(bytes.next().expect("three digits") - b'0');
            u8::try_from(digit() * 64 + digit() * 8 + digit()).expect("a byte")
        } else {
            *byte
        });
    }
    out
}
