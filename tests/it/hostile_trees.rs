//! Extraction, removal and reading where archive and disk are hostile: links planted at every place, rows in any order,
//! names of one kind where another is. Nothing outside of the root may change, and what happens inside is what a simple
//! model says.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::PathBuf;

use mosaic::archive::row::{EntryKind, Row};
use mosaic::base::path::TreePath;
use mosaic::base::time::Timestamp;
use mosaic::worktree::error::WorkTreeError;
use mosaic::worktree::extract::{ExtractOptions, Extractor};
use mosaic::worktree::found::WalkOptions;
use mosaic::worktree::tree::WorkTree;
use tempfile::TempDir;

/// What an entry is, in the model and on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Node {
    Directory,
    File(Vec<u8>),
    Link(PathBuf),
}

type Tree = BTreeMap<String, Node>;

fn path(text: &str) -> TreePath {
    TreePath::new(text.as_bytes()).expect("a canonical name")
}

fn parent(path: &str) -> Option<&str> {
    path.rsplit_once('/').map(|(parent, _)| parent)
}

/// A root to extract into, beside a directory that nobody may touch.
struct Place {
    base: TempDir,
}

impl Place {
    fn new() -> Self {
        // In memory where that is at hand: the cases are many, and each is a tree of its own.
        let base = TempDir::new_in("/dev/shm").or_else(|_| TempDir::new()).expect("a temporary directory");
        let place = Self { base };
        let canary = place.canary();
        fs::create_dir_all(canary.join("a/b")).expect("the canary");
        for name in ["file", "a/file", "a/b/c", "x"] {
            fs::write(canary.join(name), name).expect("the canary");
            fs::set_permissions(canary.join(name), fs::Permissions::from_mode(0o641)).expect("the canary");
        }
        symlink("file", canary.join("link")).expect("the canary");
        fs::set_permissions(canary.join("a"), fs::Permissions::from_mode(0o751)).expect("the canary");
        fs::create_dir(place.root()).expect("the root");
        place
    }

    fn canary(&self) -> PathBuf {
        self.base.path().join("canary")
    }

    fn root(&self) -> PathBuf {
        self.base.path().join("root")
    }

    /// Everything outside of the root, with all that a stat tells but the time of access.
    fn outside(&self) -> Vec<String> {
        let mut all = Vec::new();
        let mut todo = vec![self.base.path().to_owned()];
        while let Some(at) = todo.pop() {
            let stat = at.symlink_metadata().expect("a stat");
            let times = (stat.mtime(), stat.mtime_nsec(), stat.ctime(), stat.ctime_nsec());
            let content = if stat.is_file() { fs::read(&at).expect("readable") } else { Vec::new() };
            all.push(format!("{at:?} {:o} {} {} {times:?} {content:?}", stat.mode(), stat.nlink(), stat.ino()));
            if stat.is_dir() {
                let below = fs::read_dir(&at).expect("a listing").map(|entry| entry.expect("an entry").path());
                todo.extend(below.filter(|below| *below != self.root()));
            }
        }
        all.sort();
        all
    }

    /// Empties the root without touching what is beside it.
    fn clear(&self) {
        for entry in fs::read_dir(self.root()).expect("a listing") {
            let at = entry.expect("an entry").path();
            let directory = at.symlink_metadata().expect("a stat").is_dir();
            if directory { fs::remove_dir_all(at) } else { fs::remove_file(at) }.expect("removable");
        }
    }

    fn plant(&self, tree: &Tree) {
        for (name, node) in tree {
            let at = self.root().join(name);
            match node {
                Node::Directory => fs::create_dir(at),
                Node::File(content) => fs::write(at, content),
                Node::Link(target) => symlink(target, at),
            }
            .expect("planting in the root");
        }
    }

    fn found(&self) -> Tree {
        let mut tree = Tree::new();
        let mut todo = vec![self.root()];
        while let Some(at) = todo.pop() {
            for entry in fs::read_dir(at).expect("a listing") {
                let at = entry.expect("an entry").path();
                let stat = at.symlink_metadata().expect("a stat");
                let node = if stat.is_dir() {
                    todo.push(at.clone());
                    Node::Directory
                } else if stat.is_file() {
                    Node::File(fs::read(&at).expect("readable"))
                } else {
                    Node::Link(fs::read_link(&at).expect("a link"))
                };
                let name = at.strip_prefix(self.root()).expect("below the root").to_str().expect("UTF-8").to_owned();
                tree.insert(name, node);
            }
        }
        tree
    }
}

/// One call to the extractor.
#[derive(Clone, Debug)]
enum Step {
    Directory,
    File(Vec<u8>),
    Link(PathBuf),
    /// A further name of the file with this name, which is said to have so many bytes.
    Again(String, u64),
}

fn row(name: &str, step: &Step) -> Row {
    let (kind, mode) = match step {
        Step::Directory => (EntryKind::Directory, 0o777),
        Step::Link(_) => (EntryKind::Symlink, 0o777),
        Step::File(_) | Step::Again(..) => (EntryKind::File, 0o666),
    };
    let mut row = Row {
        path: path(name),
        kind,
        mode,
        mtime: Timestamp { seconds: 1_000_000_000, nanos: 5 },
        size: 0,
        target: Box::default(),
        digest: None,
        owner: None,
        first: None,
    };
    match step {
        Step::Directory => {}
        Step::File(content) => row.size = content.len() as u64,
        Step::Link(target) => row.target = target.as_os_str().as_encoded_bytes().into(),
        Step::Again(first, size) => (row.first, row.size) = (Some(path(first)), *size),
    }
    row
}

/// What extraction is meant to do.
struct Model {
    tree: Tree,
    force: bool,
}

impl Model {
    fn directory(&mut self, name: &str) -> bool {
        if parent(name).is_some_and(|parent| !self.directory(parent)) {
            return false;
        }
        match self.tree.get(name) {
            Some(Node::Directory) => return true,
            Some(_) if !self.force => return false,
            _ => {}
        }
        self.tree.insert(name.into(), Node::Directory);
        true
    }

    /// Puts a file or link where something may be.
    fn put(&mut self, name: &str, node: Node) -> bool {
        if self.tree.get(name) == Some(&Node::Directory) {
            let empty = !self.tree.keys().any(|other| parent(other) == Some(name));
            if !self.force || !empty {
                return false;
            }
        }
        self.tree.insert(name.into(), node);
        true
    }

    fn file(&mut self, name: &str, content: &[u8]) -> bool {
        if parent(name).is_some_and(|parent| !self.directory(parent)) {
            return false;
        }
        self.put(name, Node::File(content.into()))
    }

    fn finish(&mut self, steps: &[(String, Step)]) -> bool {
        let again = steps.iter().all(|(name, step)| {
            let Step::Again(first, size) = step else { return true };
            match self.tree.get(first).cloned() {
                // A file cannot have a name below itself, nor itself for another name.
                Some(node @ Node::File(_)) if !path(name).is_within(&path(first)) => {
                    let Node::File(content) = &node else { return false };
                    content.len() as u64 == *size
                        && parent(name).is_none_or(|parent| self.directory(parent))
                        && self.put(name, node)
                }
                _ => false,
            }
        });
        let links = again
            && steps.iter().all(|(name, step)| {
                let Step::Link(target) = step else { return true };
                parent(name).is_none_or(|parent| self.directory(parent)) && self.put(name, Node::Link(target.clone()))
            });
        // Directories that are none any more cannot get their attributes.
        let directory = |(name, step): &(String, Step)| {
            !matches!(step, Step::Directory) || self.tree.get(name) == Some(&Node::Directory)
        };
        links && steps.iter().all(directory)
    }
}

/// Extracts, beside the model, and compares: each answer, the tree at the end, and everything outside.
fn run(place: &Place, planted: &Tree, steps: &[(String, Step)], force: bool) {
    let before = place.outside();
    place.plant(planted);
    let tree = WorkTree::open(&place.root()).expect("the root");
    let extractor = Extractor::open(&tree, ExtractOptions { force, ..ExtractOptions::default() }).expect("writable");
    let mut model = Model { tree: planted.clone(), force };
    let case = || format!("force {force}, planted {planted:?}, steps {steps:?}");
    let mut done = Vec::new();
    for (name, step) in steps {
        let row = row(name, step);
        let (expected, got) = match step {
            Step::Directory => (model.directory(name), extractor.directory(&row)),
            Step::File(content) => {
                (model.file(name, content), extractor.file::<WorkTreeError>(&row, |sink| sink.write(content)))
            }
            Step::Link(_) => {
                extractor.symlink(&row);
                (true, Ok(()))
            }
            Step::Again(..) => {
                extractor.link(&row);
                (true, Ok(()))
            }
        };
        assert_eq!(expected, got.is_ok(), "{name}: {got:?}; {}", case());
        if expected {
            done.push((name.clone(), step.clone()));
        }
    }
    let finished = extractor.finish();
    assert_eq!(model.finish(&done), finished.is_ok(), "finish: {finished:?}; {}", case());
    assert_eq!(model.tree, place.found(), "{}", case());
    assert_eq!(before, place.outside(), "something outside changed; {}", case());
    place.clear();
}

/// A small generator of cases (xorshift, Marsaglia 2003).
struct Draw(u64);

impl Draw {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    fn of<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len())]
    }

    fn name(&mut self) -> String {
        let parts: Vec<&str> = (0..=self.below(3)).map(|_| *self.of(&["a", "b", "c"])).collect();
        parts.join("/")
    }

    fn target(&mut self, place: &Place) -> PathBuf {
        let canary = place.canary();
        let choices = [
            canary.clone(),
            canary.join("a"),
            canary.join("file"),
            canary.join("new"),
            PathBuf::from("../canary"),
            PathBuf::from("../../canary/a"),
            PathBuf::from("."),
            PathBuf::from(".."),
            PathBuf::from("a"),
            PathBuf::from("/proc/self/cwd"),
        ];
        self.of(&choices).clone()
    }

    fn content(&mut self) -> Vec<u8> {
        vec![b'x'; self.below(3)]
    }

    /// Something to find on disk: every entry stands in a directory.
    fn planted(&mut self, place: &Place) -> Tree {
        let mut tree = Tree::new();
        for _ in 0..self.below(5) {
            let name = self.name();
            if tree.contains_key(&name) || parent(&name).is_some_and(|up| tree.get(up) != Some(&Node::Directory)) {
                continue;
            }
            let node = match self.below(4) {
                0 | 1 => Node::Link(self.target(place)),
                2 => Node::Directory,
                _ => Node::File(self.content()),
            };
            tree.insert(name, node);
        }
        tree
    }

    fn steps(&mut self, place: &Place) -> Vec<(String, Step)> {
        let step = |draw: &mut Self| {
            let name = draw.name();
            let step = match draw.below(5) {
                0 => Step::Directory,
                1 => Step::Link(draw.target(place)),
                2 => Step::Again(draw.name(), draw.below(3) as u64),
                _ => Step::File(draw.content()),
            };
            (name, step)
        };
        (0..1 + self.below(6)).map(|_| step(self)).collect()
    }
}

#[test]
fn generated_trees_do_what_the_model_says_and_nothing_outside() {
    let place = Place::new();
    let mut draw = Draw(0x9e37_79b9_7f4a_7c15);
    for _ in 0..10_000 {
        let planted = draw.planted(&place);
        let steps = draw.steps(&place);
        let force = draw.below(2) == 0;
        run(&place, &planted, &steps, force);
    }
}

#[test]
pub fn a_link_planted_at_any_component_leads_nowhere() {
    let place = Place::new();
    let canary = place.canary();
    let names = ["a", "a/b", "a/b/c", "a/b/c/d"];
    let targets = [canary.clone(), canary.join("a"), "../canary".into(), "../../canary/a".into(), "/".into()];
    for depth in 0..names.len() {
        for at in 0..=depth {
            for target in &targets {
                for force in [false, true] {
                    let mut planted: Tree = names[..at].iter().map(|n| ((*n).into(), Node::Directory)).collect();
                    planted.insert(names[at].into(), Node::Link(target.clone()));
                    let name = names[depth].to_owned();
                    let kinds = [
                        Step::Directory,
                        Step::File(b"xy".to_vec()),
                        Step::Link(canary.clone()),
                        Step::Again(names[at].into(), 4),
                    ];
                    for kind in kinds {
                        run(&place, &planted, &[(name.clone(), kind)], force);
                    }
                }
            }
        }
    }
}

#[test]
fn rows_below_a_link_of_the_archive_stay_inside() {
    let place = Place::new();
    for target in [place.canary(), "../canary".into(), ".".into()] {
        for force in [false, true] {
            let link = ("a".to_owned(), Step::Link(target.clone()));
            let below = ("a/file".to_owned(), Step::File(b"mine".to_vec()));
            let directory = ("a".to_owned(), Step::Directory);
            run(&place, &Tree::new(), &[link.clone(), below.clone()], force);
            run(&place, &Tree::new(), &[below.clone(), link.clone()], force);
            run(&place, &Tree::new(), &[link.clone(), directory.clone()], force);
            run(&place, &Tree::new(), &[directory, link, below], force);
        }
    }
}

#[test]
fn the_checker_refuses_rows_that_are_no_tree() {
    let place = Place::new();
    let tree = WorkTree::open(&place.root()).expect("the root");
    let extractor = Extractor::open(&tree, ExtractOptions::default()).expect("writable");
    let file = || Step::File(Vec::new());
    let check = |rows: &[(&str, Step)]| {
        let mut checker = extractor.checker();
        rows.iter().try_for_each(|(name, step)| checker.row(&row(name, step))).and_then(|()| checker.end())
    };
    check(&[("a", Step::Directory), ("a/b", file()), ("a-b", file()), ("b", Step::Again("a/b".into(), 0))])
        .expect("a tree");
    check(&[("A", file()), ("a", file()), ("cafe\u{301}", file()), ("caf\u{e9}", file())])
        .expect("four names where the file system keeps them apart");
    let refused: [&[(&str, Step)]; 6] = [
        &[("a", file()), ("a", file())],
        &[("b", file()), ("a", file())],
        &[("a-b", file()), ("a/b", file())],
        &[("a", Step::Link("/".into())), ("a/b", file())],
        &[("a", file()), ("a/b", Step::Directory)],
        &[("a", Step::Again("b".into(), 0))],
    ];
    for rows in refused {
        assert!(matches!(check(rows), Err(WorkTreeError::Disorder { .. })), "{rows:?}");
    }
}

#[test]
fn reading_and_removing_do_not_go_through_links() {
    let place = Place::new();
    symlink(place.canary(), place.root().join("out")).expect("a link");
    symlink("../canary/file", place.root().join("file")).expect("a link");
    let before = place.outside();
    let tree = WorkTree::open(&place.root()).expect("the root");
    for name in ["out/file", "out/a/file", "out/a"] {
        assert_eq!(tree.stat(&path(name)).expect("an answer"), None);
        assert!(matches!(tree.open_file(&path(name)), Err(WorkTreeError::Missing { .. })));
        assert!(matches!(tree.read_link(&path(name)), Err(WorkTreeError::Missing { .. })));
        assert!(!tree.remove(&path(name)).expect("nothing there"));
        assert!(matches!(tree.rename(&path(name), &path("new"), true), Err(WorkTreeError::Missing { .. })));
        assert!(matches!(tree.rename(&path("file"), &path(name), true), Err(WorkTreeError::Missing { .. })));
    }
    assert!(matches!(tree.open_file(&path("file")), Err(WorkTreeError::Missing { .. })));
    let options = WalkOptions { below: vec![path("out/a")], ..WalkOptions::default() };
    assert_eq!(tree.walk(options).expect("a walk").count(), 0);
    let all: Vec<String> = tree
        .walk(WalkOptions::default())
        .expect("a walk")
        .map(|found| found.expect("an entry").path.to_string())
        .collect();
    assert_eq!(all, ["file", "out"]);
    assert!(tree.remove(&path("out")).expect("the link itself goes"));
    assert_eq!(before, place.outside());
}
