//! What the power is cut in: small repositories in memory, each with a work tree and commands that change something.

use std::fs::{self, File, FileTimes};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use mosaic::base::monitor::Silent;
use mosaic::base::path::TreePath;
use mosaic::base::time::Timestamp;
use mosaic::repo::action::Action;
use mosaic::repo::add::{AddOptions, add};
use mosaic::repo::checkout::{CheckoutOptions, checkout, switch};
use mosaic::repo::commit::{CommitOptions, Committed, commit};
use mosaic::repo::config::{Change, change, find};
use mosaic::repo::current::move_name;
use mosaic::repo::error::RepoError;
use mosaic::repo::fsck::{Loss, Sample, fsck};
use mosaic::repo::import::{ImportOptions, import};
use mosaic::repo::init::{InitOptions, init};
use mosaic::repo::names::{Names, create, deletable, delete, rename};
use mosaic::repo::repository::Repository;
use mosaic::repo::restore::restore_staged;
use mosaic::repo::selection::Selection;
use mosaic::repo::undo::{log, restore, undo};
use mosaic::state::operation::root;
use mosaic::storage::traits::Storage;
use tempfile::TempDir;

type Result<T> = std::result::Result<T, RepoError>;

/// A directory in memory where there is one.
pub fn temporary() -> TempDir {
    let shm = Path::new("/dev/shm");
    if shm.is_dir()
        && let Ok(dir) = TempDir::new_in(shm)
    {
        return dir;
    }
    TempDir::new().unwrap()
}

/// A process that runs one command.
#[derive(Clone)]
pub struct Process {
    /// The files of the repository.
    pub storage: Arc<dyn Storage>,
    /// The work tree.
    pub root: PathBuf,
    /// Which command of its case it is: gives the time.
    pub number: u64,
    /// Different for every process on one disk.
    pub unique: u64,
}

impl Process {
    fn action(&self) -> Action<'static> {
        let now = Timestamp::from_seconds(1_700_000_000 + self.number as i64);
        let mut seed = [0; 16];
        seed[..8].copy_from_slice(&self.unique.to_le_bytes());
        seed[8..].copy_from_slice(&self.number.to_le_bytes());
        let mut action = Action::new(now, format!("command {}", self.number), "a test".to_owned(), seed, &Silent);
        action.lock_timeout = Duration::ZERO;
        action
    }

    /// Opens the repository.
    pub fn open(&self) -> Result<Repository> {
        Repository::open(Arc::clone(&self.storage), Some(&self.root))
    }

    /// `init`.
    pub fn init(&self) -> Result<()> {
        let options = InitOptions { name: "test".to_owned(), open: false, key_seed: [7; 32], nonce: [8; 16] };
        init(Arc::clone(&self.storage), Some(&self.root), &self.action(), options).map(drop)
    }

    /// `add -A`.
    pub fn add(&self) -> Result<()> {
        add(&self.open()?, &self.action(), &AddOptions::all()).map(drop)
    }

    /// `add -A` with small packs.
    pub fn add_packs(&self) -> Result<()> {
        let mut action = self.action();
        action.pack_size = 3_000;
        add(&self.open()?, &action, &AddOptions::all()).map(drop)
    }

    /// `commit`.
    pub fn commit(&self) -> Result<()> {
        let options = CommitOptions {
            message: "A message".to_owned(),
            name: "A".to_owned(),
            email: "a@b".to_owned(),
            allow_empty: false,
            expect: None,
        };
        commit(&self.open()?, &self.action(), &options).map(drop::<Committed>)
    }

    fn checkout(&self) -> Result<()> {
        checkout(&self.open()?, &self.action(), "old", CheckoutOptions::default()).map(drop)
    }

    fn switch(&self) -> Result<()> {
        switch(&self.open()?, &self.action(), "other", CheckoutOptions::default()).map(drop)
    }

    fn unstage_path(&self) -> Result<()> {
        let path = TreePath::new(*b"a").unwrap();
        restore_staged(&self.open()?, &self.action(), None, &Selection::of([path])).map(drop)
    }

    fn unstage_all(&self) -> Result<()> {
        restore_staged(&self.open()?, &self.action(), None, &Selection::all()).map(drop)
    }

    fn set(&self, value: Change<'_>) -> Result<()> {
        let second = Duration::ZERO;
        change(&*self.storage, "config", second, "a test", find("user.name")?, value).map(drop)
    }

    fn name(&self, names: Names, name: &str) -> Result<()> {
        create(&self.open()?, &self.action(), names, name, "@").map(drop)
    }

    fn rename(&self) -> Result<()> {
        rename(&self.open()?, &self.action(), "main", "trunk").map(drop)
    }

    fn delete(&self) -> Result<()> {
        let repository = self.open()?;
        let doomed = deletable(&repository, &repository.current()?, Names::Tags, &["old".to_owned()])?;
        delete(&repository, &self.action(), Names::Tags, &doomed)
    }

    fn undo(&self) -> Result<()> {
        undo(&self.open()?, &mut self.action(), false).map(drop)
    }

    fn op_restore(&self) -> Result<()> {
        let repository = self.open()?;
        let oldest = log(&repository, usize::MAX)?.swap_remove(2).0.to_string();
        restore(&repository, &mut self.action(), &oldest, false).map(drop)
    }

    /// Many operations, each with an index of its own.
    fn many(&self) -> Result<()> {
        for number in 0..5_u64 {
            let process = Self { number: self.number * 100 + number, ..self.clone() };
            process.name(Names::Tags, &format!("tag{number}"))?;
        }
        Ok(())
    }

    /// What `fsck --data` finds.
    pub fn fsck(&self) -> Result<Vec<Loss>> {
        Ok(fsck(&self.open()?, &self.action(), Some(Sample::All))?.losses)
    }

    fn import(&self) -> Result<()> {
        let mut tar = tar::Builder::new(Vec::new());
        for (name, len) in [("x/one", 600), ("x/two", 20_000)] {
            let mut header = tar::Header::new_ustar();
            header.set_size(len);
            header.set_mode(0o644);
            header.set_mtime(1_600_000_000);
            tar.append_data(&mut header, name, std::io::repeat(b'x').take(len)).unwrap();
        }
        let tar = tar.into_inner().unwrap();
        import(&self.open()?, &self.action(), &mut &tar[..], &ImportOptions::default()).map(drop)
    }

    /// A commit whose state is moved by another process before it is swapped: it is built again on the newest.
    fn overtaken(&self) -> Result<()> {
        let repository = self.open()?;
        let current = repository.current()?;
        if current.names(repository.source(), root::TAGS)?.contains_key("late") {
            return Ok(());
        }
        let action = self.action();
        let writing = repository.begin(&action, true)?;
        let other = Process { unique: self.unique + (1 << 60), ..self.clone() };
        match other.name(Names::Tags, "early") {
            Err(RepoError::Taken { .. }) => {}
            done => done?,
        }
        let at = current.at(repository.source())?;
        let changes = [move_name(root::TAGS, "late", None, at)];
        repository.publish(&action, writing, &current, &changes).map(drop)
    }
}

/// One command.
pub type Command = fn(&Process) -> Result<()>;

/// Commands in a repository that was prepared.
#[derive(Clone, Copy)]
pub struct Case {
    /// For messages.
    pub name: &'static str,
    /// Commands that come before, and the files as they are from then on.
    pub before: &'static [(Option<Files>, Command)],
    /// The files when the commands run.
    pub files: Files,
    /// The commands in which the power is cut.
    pub commands: &'static [Command],
    /// Whether the commands change the work tree.
    pub writes_tree: bool,
    /// Whether a command that was done is not to be done again: a second `undo` takes back something else.
    pub once: bool,
}

/// Names, lengths and what the content grows from.
pub type Files = &'static [(&'static str, usize, u64)];

const OLD: Files = &[("a", 40, 1), ("d/b", 700, 2), ("d/big", 17_000, 3), ("d/c", 9, 4), ("z", 0, 5)];
const NEW: Files = &[("a", 41, 6), ("d/b", 700, 2), ("d/big", 17_000, 7), ("e", 5, 8)];

const COMMITTED: &[(Option<Files>, Command)] =
    &[(None, Process::init), (Some(OLD), Process::add), (None, Process::commit)];
const TWO_COMMITS: &[(Option<Files>, Command)] = &[
    (None, Process::init),
    (Some(OLD), Process::add),
    (None, Process::commit),
    (None, |p| p.name(Names::Tags, "old")),
    (None, |p| p.name(Names::Heads, "other")),
    (Some(NEW), Process::add),
    (None, Process::commit),
];

const MANY: &[(Option<Files>, Command)] =
    &[(None, Process::init), (Some(OLD), Process::add), (None, Process::commit), (None, Process::many)];

/// All cases.
pub const CASES: &[Case] = &[
    Case { name: "init", before: &[], files: OLD, commands: &[Process::init], writes_tree: false, once: false },
    Case {
        name: "init, add, commit",
        before: &[],
        files: OLD,
        commands: &[Process::init, Process::add, Process::commit],
        writes_tree: false,
        once: false,
    },
    Case {
        name: "add, commit",
        before: COMMITTED,
        files: NEW,
        commands: &[Process::add, Process::commit],
        writes_tree: false,
        once: false,
    },
    Case {
        name: "add in many packs, commit",
        before: COMMITTED,
        files: NEW,
        commands: &[Process::add_packs, Process::commit],
        writes_tree: false,
        once: false,
    },
    Case {
        name: "checkout",
        before: TWO_COMMITS,
        files: NEW,
        commands: &[Process::checkout],
        writes_tree: true,
        once: false,
    },
    Case {
        name: "switch",
        before: TWO_COMMITS,
        files: NEW,
        commands: &[Process::switch],
        writes_tree: true,
        once: false,
    },
    Case {
        name: "restore --staged",
        before: COMMITTED,
        files: NEW,
        commands: &[Process::add, Process::unstage_path, Process::unstage_all],
        writes_tree: false,
        once: false,
    },
    Case {
        name: "config",
        before: COMMITTED,
        files: OLD,
        commands: &[|p| p.set(Change::Set("A")), |p| p.set(Change::Set("Another")), |p| p.set(Change::Unset)],
        writes_tree: false,
        once: false,
    },
    Case {
        name: "heads and tags",
        before: TWO_COMMITS,
        files: NEW,
        commands: &[|p| p.name(Names::Tags, "new"), Process::rename, Process::delete],
        writes_tree: false,
        once: false,
    },
    Case {
        name: "undo, op restore",
        before: TWO_COMMITS,
        files: NEW,
        commands: &[Process::undo, Process::op_restore],
        writes_tree: false,
        once: true,
    },
    Case {
        name: "merge of indexes and packs",
        before: MANY,
        files: NEW,
        commands: &[|p| p.name(Names::Tags, "new"), |p| p.name(Names::Tags, "newer")],
        writes_tree: false,
        once: false,
    },
    Case {
        name: "import",
        before: COMMITTED,
        files: OLD,
        commands: &[Process::import, Process::commit],
        writes_tree: false,
        once: false,
    },
    Case {
        name: "overtaken",
        before: TWO_COMMITS,
        files: NEW,
        commands: &[Process::overtaken],
        writes_tree: false,
        once: false,
    },
];

/// Makes `root` hold exactly these files, always with the same times. What is right already stays.
pub fn write_files(root: &Path, files: Files) {
    fs::create_dir_all(root).unwrap();
    for entry in fs::read_dir(root).unwrap() {
        let path = entry.unwrap().path();
        let removed = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        removed.unwrap();
    }
    for (name, len, seed) in files {
        let path: PathBuf = root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let mut state = *seed;
        let mut draw = || mosaic::storage::power::random(&mut state).to_le_bytes()[0];
        fs::write(&path, (0..*len).map(|_| draw()).collect::<Vec<u8>>()).unwrap();
        set_time(&path, 1_600_000_000 + *seed);
    }
    for directory in ["d", "."] {
        let path = root.join(directory);
        if path.is_dir() {
            set_time(&path, 1_600_000_000);
        }
    }
}

fn set_time(path: &Path, seconds: u64) {
    let time = UNIX_EPOCH + Duration::from_secs(seconds);
    File::open(path).unwrap().set_times(FileTimes::new().set_modified(time).set_accessed(time)).unwrap();
}
