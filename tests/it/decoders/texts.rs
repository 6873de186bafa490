//! Checks of text that people or other programs write: names, quantities, settings, keys, rules.

use std::fs;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use mosaic::base::id::{GitId, Id};
use mosaic::base::key::{PublicKey, SecretKey};
use mosaic::base::limit::{MAX_COMPONENT, MAX_NAME, MAX_PATH};
use mosaic::base::path::{TreePath, compare};
use mosaic::object::{index, pack};
use mosaic::repo::config::{Change, FILE, Level, Settings, change};
use mosaic::repo::format;
use mosaic::repo::name;
use mosaic::repo::pattern::Pattern;
use mosaic::repo::position;
use mosaic::repo::quantity::{parse_size, parse_span};
use mosaic::repo::setting::{ALL, Setting};
use mosaic::storage::memory::MemoryStorage;
use mosaic::storage::name as file_name;
use mosaic::worktree::ignore::{Ignored, RULES};
use mosaic::worktree::tree::WorkTree;
use tempfile::TempDir;

use crate::decoders::input::Input;
use crate::decoders::packs::{get, put};

/// Paths of entries: two of them, and one inside the other.
pub fn path(data: &[u8]) {
    let mut input = Input(data);
    let (first, second) = (input.piece(), input.0);
    let paths = [data, first, second].map(|bytes| TreePath::new(bytes).ok());
    for path in paths.iter().flatten() {
        let bytes = path.as_bytes();
        assert!(!bytes.is_empty() && bytes.len() <= MAX_PATH && !bytes.contains(&0));
        for part in path.components() {
            assert!(!part.is_empty() && part.len() <= MAX_COMPONENT && part != b"." && part != b"..");
            assert!(!part.eq_ignore_ascii_case(b".mosaic") && !part.eq_ignore_ascii_case(b"mosaic~1"));
        }
        let rebuilt = path.parent().map_or_else(|| TreePath::new(path.name()), |parent| parent.join(path.name()));
        assert_eq!(rebuilt.as_ref(), Ok(path));
        assert!(path.parent().is_none_or(|parent| parent < *path && path.is_within(&parent)));
    }
    if let [_, Some(first), Some(second)] = &paths {
        assert_eq!(first.cmp(second), compare(second.as_bytes(), first.as_bytes()).reverse());
        assert_eq!(first.cmp(second), first.components().cmp(second.components()), "the order of a walk");
        assert!(first.join(second.as_bytes()).is_ok_and(|path| path.is_within(first)) || first.as_bytes().len() > 1000);
    }
    let _ = file_name::check(&String::from_utf8_lossy(data));
}

/// Names of heads and tags, of ids, and of files of the store.
pub fn name(data: &[u8]) {
    let text = &*String::from_utf8_lossy(data);
    if name::check(text).is_ok() {
        // git check-ref-format, rule by rule.
        assert!(!text.is_empty() && text.len() <= MAX_NAME && text != "@" && !text.starts_with('-'));
        assert!(!["..", "@{", "//", "/.", ".lock/"].iter().any(|bad| text.contains(bad)));
        assert!(!text.starts_with(['.', '/']) && !text.ends_with(['.', '/']) && !text.ends_with(".lock"));
        assert!(!text.bytes().any(|byte| byte <= b' ' || b"\x7f~^:?*[\\".contains(&byte)));
    }
    for file in [text.to_owned(), format!("packs/{text}.pack"), format!("indexes/{text}.idx")] {
        assert!(pack::name(&file).is_none_or(|id| pack::file(&id) == file));
        assert!(index::name(&file).is_none_or(|id| index::file(&id) == file));
        if let Ok(()) = file_name::check(&file) {
            assert!(file.matches('/').count() <= 1 && !file.contains(['\0', '\\']) && !file.starts_with('/'));
            assert!(file.split('/').all(|part| !matches!(part, "" | "." | "..")));
        }
    }
    assert!(Id::from_hex(text).is_ok_and(|id| id.to_string() == text) || Id::from_hex(text).is_err());
    assert!(GitId::from_hex(text).is_ok_and(|id| id.to_string() == text) || GitId::from_hex(text).is_err());
}

/// Sizes and spans of time.
pub fn quantity(data: &[u8]) {
    let text = &*String::from_utf8_lossy(data);
    if let Some(size) = parse_size(text) {
        assert!(text.starts_with(|c: char| c.is_ascii_digit()));
        assert_eq!(parse_size(&size.to_string()), Some(size));
        assert!(size == 0 || parse_size(&format!("1{text}")).is_none_or(|more| more > size));
    }
    if let Some(span) = parse_span(text) {
        assert_eq!(parse_span(&span.as_secs().to_string()), Some(span));
        assert_eq!(span.subsec_nanos(), 0);
    }
    for setting in ALL {
        assert!(setting.check(text).is_ok() || setting.check(text).is_err_and(|why| !why.is_empty()));
    }
    assert!(Setting::nearest(text).is_none_or(|name| Setting::find(name).is_some()));
}

/// A pattern and a path.
pub fn pattern(data: &[u8]) {
    let mut input = Input(data);
    let (glob, path) = (String::from_utf8_lossy(input.piece()), TreePath::new(input.0));
    let (Ok(pattern), Ok(path)) = (Pattern::new(&glob), path) else { return };
    assert_eq!(pattern.matches(&path), pattern.matches(&path));
    if !glob.contains(['*', '?', '[', ']', '{', '}', '\\', '/']) {
        assert_eq!(pattern.matches(&path), glob.as_bytes() == path.name());
    }
}

/// A file of settings: read, changed, and read again.
pub fn config(data: &[u8]) {
    let mut input = Input(data);
    let (which, value) = (usize::from(input.byte()) % ALL.len(), String::from_utf8_lossy(input.piece()));
    for text in [data, input.0] {
        let mut settings = Settings::default();
        let storage = MemoryStorage::new();
        put(&storage, FILE, text);
        let was_sound = settings.add_repository(&storage, "file").is_ok();
        for setting in ALL {
            let _ = settings.checked(setting);
        }
        let _ = (settings.pack_size(), settings.gc_keep(), settings.lock_timeout(), settings.compression_level());
        for sentence in settings.unknown() {
            assert!(sentence.starts_with("file: "));
        }
        let set = change(&storage, "file", Duration::ZERO, "", ALL[which], Change::Set(&value));
        assert!(was_sound || set.is_err());
        let after = get(&storage, FILE);
        if set.is_err() {
            assert_eq!(after, text);
            continue;
        }
        let mut settings = Settings::default();
        settings.add_repository(&storage, "file").expect("what was written can be read");
        let read = settings.checked(ALL[which]).expect("what was set fits").expect("it is set");
        // A number is written as one, without the signs and zeros that a person may give it.
        assert!(read == value || read.parse::<i64>() == value.parse::<i64>());
        change(&storage, "file", Duration::ZERO, "", ALL[which], Change::Unset).expect("what was written can be read");
        let mut settings = Settings::default();
        settings.add_file(Level::User, "file", &String::from_utf8_lossy(&get(&storage, FILE))).expect("still sound");
        assert!(settings.value(ALL[which]).is_none_or(|value| value.origin.level == Level::Default));
    }
}

/// The file of a secret key: the text as it is, and the bytes within its armor. And 32 bytes as a public key.
pub fn secret_key(data: &[u8]) {
    let mut armored = String::from("-----BEGIN OPENSSH PRIVATE KEY-----\n");
    for line in STANDARD.encode(data).as_bytes().chunks(70) {
        armored.push_str(&String::from_utf8_lossy(line));
        armored.push('\n');
    }
    armored.push_str("-----END OPENSSH PRIVATE KEY-----\n");
    for text in [&*String::from_utf8_lossy(data), &armored] {
        let Ok(key) = SecretKey::from_openssh(text) else { continue };
        let again = SecretKey::from_openssh(&key.to_openssh()).expect("what was written can be read");
        assert_eq!(again.public(), key.public());
        assert!(key.public().verify(data, &key.sign(data)));
    }
    let bytes: [u8; 32] = Input(data).array();
    if let Ok(key) = PublicKey::from_bytes(bytes) {
        assert_eq!(*key.as_bytes(), bytes);
        assert!(key.to_openssh().starts_with("ssh-ed25519 ") && key.fingerprint().starts_with("SHA256:"));
        // The neutral element and a sum of zero are what a key of small order signs everything with.
        let mut forged = [0; 64];
        forged[0] = 1;
        assert!(!key.verify(data, &forged));
    }
}

/// The rules of a directory and of one below it, and what they say of a path.
pub fn ignore(data: &[u8]) {
    thread_local!(static DIR: TempDir = {
        let dir = tempfile::tempdir().expect("a directory for the check");
        fs::create_dir(dir.path().join("a")).expect("an empty directory");
        dir
    });
    let mut input = Input(data);
    let (above, below, exclude, path) = (input.piece(), input.piece(), input.piece(), input.0);
    let Ok(path) = TreePath::new(path) else { return };
    DIR.with(|dir| {
        fs::write(dir.path().join(RULES), above).expect("a file of rules");
        fs::write(dir.path().join("a").join(RULES), below).expect("a file of rules");
        let tree = WorkTree::open(dir.path()).expect("a work tree");
        let exclude = String::from_utf8_lossy(exclude);
        let exclude: Vec<String> = exclude.lines().map(str::to_owned).collect();
        let Ok(mut ignored) = Ignored::new(&tree, &exclude) else { return };
        let alone = ignored.is_ignored(&path, false);
        assert_eq!(alone, ignored.is_ignored(&path, false));
        if let Some(parent) = path.parent() {
            assert!(!ignored.is_ignored(&parent, true) || alone, "what is in a directory that is left out");
        }
        let inside = path.join(b"x");
        assert!(
            !ignored.is_ignored(&path, true) || inside.is_err() || ignored.is_ignored(&inside.expect("a path"), false)
        );
    });
}

/// The file `format`.
pub fn format(data: &[u8]) {
    let storage = MemoryStorage::new();
    storage_with_format(&storage);
    let sound = get(&storage, format::NAME);
    format::check(&storage, "here").expect("our own");
    for text in [data.to_vec(), [&sound, data].concat()] {
        put(&storage, format::NAME, &text);
        if format::check(&storage, "here").is_ok() {
            let mut lines = text.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
            let known: Vec<&[u8]> = sound.split(|byte| *byte == b'\n').collect();
            assert!(text.len() >= 4096 || lines.all(|line| known.contains(&line)));
        }
    }
}

fn storage_with_format(storage: &MemoryStorage) {
    let publication = format::publication(storage, "unique").expect("in memory");
    mosaic::storage::traits::Storage::publish(storage, vec![publication]).expect("in memory");
}

/// The file in which `fsck` keeps where it ended.
pub fn fsck_position(data: &[u8]) {
    let storage = MemoryStorage::new();
    let text = [b"mosaic fsck 1 pack ", data].concat();
    for bytes in [data, &text] {
        put(&storage, "fsck", bytes);
        let Some(pack) = position::read(&storage) else { continue };
        position::write(&storage, "unique", pack).expect("in memory");
        assert_eq!(get(&storage, "fsck"), bytes);
    }
}
