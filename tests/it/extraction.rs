//! What extraction makes of rows: content, holes, modes, times, links; what it replaces and what it leaves alone.

use std::fs::{self, File};
use std::io::Read;
use std::os::unix::fs::{FileExt, MetadataExt, PermissionsExt, symlink};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use mosaic::archive::row::{EntryKind, Row};
use mosaic::base::path::TreePath;
use mosaic::base::time::Timestamp;
use mosaic::worktree::error::WorkTreeError;
use mosaic::worktree::extract::{ExtractOptions, Extractor};
use mosaic::worktree::tree::WorkTree;
use tempfile::TempDir;

struct Target {
    root: TempDir,
    tree: WorkTree,
}

impl Target {
    fn new() -> Self {
        let root = TempDir::new().expect("a temporary directory");
        let tree = WorkTree::open(root.path()).expect("a work tree");
        Self { root, tree }
    }

    fn extractor(&self) -> Extractor {
        Extractor::open(&self.tree, ExtractOptions::default()).expect("writable")
    }

    fn at(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.at(name)).expect("readable")
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.root.path()).expect("a listing");
        let mut names: Vec<String> =
            entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

fn row(name: &str, kind: EntryKind, size: usize) -> Row {
    Row {
        path: TreePath::new(name.as_bytes()).expect("a canonical name"),
        kind,
        mode: 0o640,
        mtime: Timestamp { seconds: 1_234_567_890, nanos: 123_456_789 },
        size: size as u64,
        target: Box::default(),
        digest: None,
        owner: None,
        first: None,
    }
}

fn put(extractor: &Extractor, name: &str, content: &str) -> Result<(), WorkTreeError> {
    let row = row(name, EntryKind::File, content.len());
    extractor.file(&row, |sink| content.as_bytes().chunks(3).try_for_each(|piece| sink.write(piece)))
}

fn link(name: &str, target: &str) -> Row {
    Row { target: target.as_bytes().into(), ..row(name, EntryKind::Symlink, 0) }
}

fn again(name: &str, first: &str, size: usize) -> Row {
    Row { first: Some(TreePath::new(first.as_bytes()).expect("a name")), ..row(name, EntryKind::File, size) }
}

#[test]
fn modes_and_times_are_those_of_the_rows() {
    let target = Target::new();
    let extractor = target.extractor();
    for (at, mode) in [0o777, 0o000, 0o400, 0o666, 0o123].into_iter().enumerate() {
        for directory in ["", "made/", "made/below/"] {
            let row = Row { mode, ..row(&format!("{directory}file-{at}"), EntryKind::File, 0) };
            extractor.file::<WorkTreeError>(&row, |_| Ok(())).expect("written");
        }
        // The directory's row may come before or after what is in it.
        let closed = Row { mode, ..row(&format!("dir-{at}"), EntryKind::Directory, 0) };
        extractor.directory(&closed).expect("made");
        put(&extractor, &format!("dir-{at}/file"), "content").expect("written");
        extractor.directory(&Row { mode, ..row(&format!("made/dir-{at}"), EntryKind::Directory, 0) }).expect("made");
    }
    extractor.symlink(&link("dir-1/link", "nowhere"));
    extractor.finish().expect("finished");
    for (at, mode) in [0o777, 0o000, 0o400, 0o666, 0o123].into_iter().enumerate() {
        let names = ["file-", "made/file-", "made/below/file-", "dir-", "made/dir-"];
        for name in names.map(|name| format!("{name}{at}")) {
            let stat = target.at(&name).symlink_metadata().expect("a stat");
            assert_eq!(stat.mode() & 0o7777, mode, "{name}");
            assert_eq!((stat.mtime(), stat.mtime_nsec()), (1_234_567_890, 123_456_789), "{name}");
        }
    }
    // So that everybody may remove them.
    for at in 0..5 {
        fs::set_permissions(target.at(&format!("dir-{at}")), fs::Permissions::from_mode(0o700)).expect("a mode");
    }
    let stat = target.at("dir-1/link").symlink_metadata().expect("a stat");
    assert_eq!((stat.mtime(), stat.mtime_nsec()), (1_234_567_890, 123_456_789));
}

#[test]
fn a_closed_directory_that_was_there_is_written_into_and_closed_again() {
    let target = Target::new();
    fs::create_dir(target.at("closed")).expect("a directory");
    fs::set_permissions(target.at("closed"), fs::Permissions::from_mode(0o555)).expect("a mode");
    let extractor = target.extractor();
    put(&extractor, "closed/file", "content").expect("written");
    extractor.finish().expect("finished");
    assert_eq!(target.read("closed/file"), "content");
    assert_eq!(target.at("closed").metadata().expect("a stat").mode() & 0o777, 0o555);
    fs::set_permissions(target.at("closed"), fs::Permissions::from_mode(0o755)).expect("a mode");
}

#[test]
fn a_failed_file_leaves_the_old_one() {
    let target = Target::new();
    fs::write(target.at("file"), "old").expect("a file");
    let extractor = target.extractor();
    for name in ["file", "new", "made/new"] {
        let entry = row(name, EntryKind::File, 5);
        let failed = extractor.file(&entry, |sink| {
            sink.write(b"new")?;
            Err(WorkTreeError::Missing { path: "a chunk".into() })
        });
        assert!(matches!(failed, Err(WorkTreeError::Missing { path }) if path == "a chunk"));
        for content in ["four", "sixsix"] {
            let wrong = extractor.file::<WorkTreeError>(&entry, |sink| sink.write(content.as_bytes()));
            assert!(matches!(wrong, Err(WorkTreeError::Length { expected: 5, .. })), "{name} {content}");
        }
    }
    let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        extractor.file::<WorkTreeError>(&row("file", EntryKind::File, 5), |_| panic!("in the middle"))
    }));
    assert!(panic.is_err());
    assert_eq!(target.read("file"), "old");
    assert_eq!(target.names(), ["file", "made"]);
    assert_eq!(fs::read_dir(target.at("made")).expect("a listing").count(), 0);
    put(&extractor, "file", "fresh").expect("written");
    assert_eq!(target.read("file"), "fresh");
}

#[test]
fn names_of_one_inode_are_linked_again_and_replaced_files_are_not_written_through() {
    let target = Target::new();
    fs::write(target.at("shared"), "shared").expect("a file");
    fs::hard_link(target.at("shared"), target.at("replaced")).expect("a link");
    fs::write(target.at("taken"), "taken").expect("a file");
    let extractor = target.extractor();
    put(&extractor, "replaced", "new").expect("written");
    put(&extractor, "a/first", "content").expect("written");
    extractor.link(&again("b/second", "a/first", 7));
    extractor.link(&again("taken", "a/first", 7));
    extractor.link(&again("taken", "a/first", 7));
    extractor.finish().expect("finished");
    assert_eq!(target.read("shared"), "shared");
    let first = target.at("a/first").metadata().expect("a stat");
    assert_eq!(first.nlink(), 3);
    for name in ["b/second", "taken"] {
        assert_eq!(target.at(name).metadata().expect("a stat").ino(), first.ino(), "{name}");
    }
    assert_eq!(target.names(), ["a", "b", "replaced", "shared", "taken"]);
    for (first, size) in [("missing", 7), ("a", 0), ("a/first", 8), ("link", 7)] {
        let extractor = target.extractor();
        let _ = symlink("a/first", target.at("link"));
        extractor.link(&again("third", first, size));
        assert!(matches!(extractor.finish(), Err(WorkTreeError::Missing { .. })), "{first}");
        assert!(!target.at("third").exists());
    }
}

#[test]
fn what_is_in_the_way_goes_only_by_force() {
    let target = Target::new();
    let reset = || {
        for name in ["directory", "empty", "file", "link"] {
            let _ = fs::remove_dir_all(target.at(name));
            let _ = fs::remove_file(target.at(name));
        }
        fs::create_dir_all(target.at("directory/full")).expect("a directory");
        fs::create_dir(target.at("empty")).expect("a directory");
        fs::write(target.at("file"), "old").expect("a file");
        symlink("directory", target.at("link")).expect("a link");
    };
    reset();
    let gentle = target.extractor();
    let refused = |result: Result<(), WorkTreeError>| assert!(matches!(result, Err(WorkTreeError::InTheWay { .. })));
    refused(put(&gentle, "directory", "new"));
    refused(put(&gentle, "empty", "new"));
    refused(put(&gentle, "file/below", "new"));
    refused(put(&gentle, "link/below", "new"));
    refused(gentle.directory(&row("link", EntryKind::Directory, 0)));
    assert_eq!(target.names(), ["directory", "empty", "file", "link"]);
    let options = ExtractOptions { force: true, ..ExtractOptions::default() };
    let forced = Extractor::open(&target.tree, options).expect("writable");
    refused(put(&forced, "directory", "new"));
    put(&forced, "empty", "new").expect("an empty directory goes");
    put(&forced, "file/below", "new").expect("a file goes");
    put(&forced, "link/below", "new").expect("a link goes");
    forced.symlink(&link("empty", "target"));
    forced.finish().expect("finished");
    assert!(target.at("directory/full").is_dir() && fs::read_dir(target.at("directory")).expect("listed").count() == 1);
    assert_eq!((target.read("file/below"), target.read("link/below")), ("new".to_owned(), "new".to_owned()));
    assert_eq!(fs::read_link(target.at("empty")).expect("a link"), PathBuf::from("target"));
}

#[test]
fn two_threads_fill_one_tree() {
    let target = Target::new();
    let options = ExtractOptions { sync: true, ..ExtractOptions::default() };
    let extractor = Extractor::open(&target.tree, options).expect("writable");
    std::thread::scope(|scope| {
        for half in 0..2 {
            let extractor = &extractor;
            scope.spawn(move || {
                for number in (0..2_000).filter(|number| number % 2 == half) {
                    let name = format!("d{}/e{}/f{number}", number % 300, number % 7);
                    put(extractor, &name, &name).expect("written");
                }
            });
        }
    });
    extractor.finish().expect("finished");
    for number in 0..2_000 {
        let name = format!("d{}/e{}/f{number}", number % 300, number % 7);
        assert_eq!(target.read(&name), name);
    }
}

#[test]
fn holes_cost_no_reads_and_come_back() {
    const SIZE: u64 = 1 << 30;
    let target = Target::new();
    let file = File::create(target.at("sparse")).expect("a file");
    file.set_len(SIZE).expect("a size");
    let islands = [0, 300 << 20, SIZE - (80 << 20)];
    for at in islands {
        file.write_all_at(b"abcde", at).expect("an island");
    }
    let name = TreePath::new(b"sparse".as_slice()).expect("a name");
    let mut reader = target.tree.open_file(&name).expect("it opens");
    assert!(reader.stat().is_sparse());
    let began = Instant::now();
    // Pieces that fit no block, as chunks do not.
    let mut buffer = vec![0; (1 << 20) - 4_321];
    let mut data = 0;
    let copied = target.extractor().file::<WorkTreeError>(&row("copy", EntryKind::File, SIZE as usize), |sink| {
        loop {
            match reader.read(&mut buffer).expect("readable") {
                0 => return Ok(()),
                count => sink.write(&buffer[..count])?,
            }
            data += usize::from(buffer.starts_with(b"abcde"));
        }
    });
    copied.expect("copied");
    assert!(began.elapsed() < Duration::from_secs(15), "1 GiB of zeros is read from no device");
    assert_eq!(data, 3, "each island begins a read, since the hole before it is skipped");
    let copy = File::open(target.at("copy")).expect("a copy");
    let stat = copy.metadata().expect("a stat");
    assert_eq!(stat.len(), SIZE);
    assert!(stat.blocks() * 512 <= 3 * (64 << 10), "{} blocks", stat.blocks());
    for at in islands {
        let mut island = [0; 7];
        copy.read_exact_at(&mut island, at).expect("data");
        assert_eq!(&island, b"abcde\0\0");
    }
    assert_eq!(reader.stat_now().expect("a stat"), *reader.stat());
}
