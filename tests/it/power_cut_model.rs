//! Who does something while the power is cut: a process that runs one command in a repository in memory, with a small
//! work tree.

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
use mosaic::repo::drop::{Keep, drop as drop_planned, plan};
use mosaic::repo::error::RepoError;
use mosaic::repo::fsck::{Loss, Sample, fsck};
use mosaic::repo::gc::{GcOptions, gc};
use mosaic::repo::import::{ImportOptions, import};
use mosaic::repo::init::{InitOptions, init};
use mosaic::repo::merge::{MergeOptions, merge};
use mosaic::repo::names::{Names, create, deletable, delete, rename};
use mosaic::repo::remove::{RemoveOptions, remove};
use mosaic::repo::rename::{RenameOptions, rename as rename_entries};
use mosaic::repo::repair::{Healthy, Repaired, repair};
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

/// Names, lengths and what the content grows from.
pub type Files = &'static [(&'static str, usize, u64)];

/// Keeps nothing for `undo`.
const NOW: GcOptions = GcOptions { keep: Duration::ZERO, auto: false, dry_run: false, recompress: None };

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

    /// `checkout old`.
    pub fn checkout(&self) -> Result<()> {
        checkout(&self.open()?, &self.action(), "old", CheckoutOptions::default()).map(drop)
    }

    /// `switch other`.
    pub fn switch(&self) -> Result<()> {
        switch(&self.open()?, &self.action(), "other", CheckoutOptions::default()).map(drop)
    }

    /// `restore --staged a`.
    pub fn unstage_path(&self) -> Result<()> {
        let path = TreePath::new(*b"a").unwrap();
        restore_staged(&self.open()?, &self.action(), None, &Selection::of([path])).map(drop)
    }

    /// `restore --staged .`.
    pub fn unstage_all(&self) -> Result<()> {
        restore_staged(&self.open()?, &self.action(), None, &Selection::all()).map(drop)
    }

    /// `config set user.name`, or `unset`.
    pub fn set(&self, value: Change<'_>) -> Result<()> {
        let second = Duration::ZERO;
        change(&*self.storage, "config", second, "a test", find("user.name")?, value).map(drop)
    }

    /// `head create` or `tag create`.
    pub fn name(&self, names: Names, name: &str) -> Result<()> {
        create(&self.open()?, &self.action(), names, name, "@").map(drop)
    }

    /// `head rename main trunk`.
    pub fn rename(&self) -> Result<()> {
        rename(&self.open()?, &self.action(), "main", "trunk").map(drop)
    }

    /// `head delete` or `tag delete`.
    pub fn delete(&self, names: Names, name: &str) -> Result<()> {
        let repository = self.open()?;
        let doomed = deletable(&repository, &repository.current()?, names, &[name.to_owned()])?;
        delete(&repository, &self.action(), names, &doomed)
    }

    /// `undo`.
    pub fn undo(&self) -> Result<()> {
        undo(&self.open()?, &mut self.action(), false).map(drop)
    }

    /// `op restore` of the last operation but two.
    pub fn op_restore(&self) -> Result<()> {
        let repository = self.open()?;
        let oldest = log(&repository, usize::MAX)?.swap_remove(2).0.to_string();
        restore(&repository, &mut self.action(), &oldest, false).map(drop)
    }

    /// `gc`.
    pub fn gc(&self) -> Result<()> {
        gc(&self.open()?, &self.action(), &NOW).map(drop)
    }

    /// `gc --recompress 12`.
    pub fn recompress(&self) -> Result<()> {
        gc(&self.open()?, &self.action(), &GcOptions { recompress: Some(12), ..NOW }).map(drop)
    }

    /// `drop`, and `gc` with nothing that is kept for `undo`.
    pub fn drop_data(&self, keep: &Keep) -> Result<()> {
        let repository = self.open()?;
        let planned = plan(&repository, keep)?;
        drop_planned(&repository, &self.action(), keep, &planned, &NOW).map(drop)
    }

    /// `merge`.
    pub fn merge(&self, revision: &str) -> Result<()> {
        let options = MergeOptions {
            revision: revision.to_owned(),
            message: None,
            name: "A".to_owned(),
            email: "a@b".to_owned(),
            dry_run: false,
        };
        merge(&self.open()?, &self.action(), &options).map(drop)
    }

    /// `rm d/b`. What is not staged any more is removed already.
    pub fn rm(&self) -> Result<()> {
        let selection = Selection::of([TreePath::new(*b"d/b").unwrap()]);
        let options = RemoveOptions { selection, recursive: false, staged: false, force: false, dry_run: false };
        match remove(&self.open()?, &self.action(), &options) {
            Err(RepoError::NoPath(_)) => Ok(()),
            done => done.map(drop),
        }
    }

    /// `mv d/big moved`. Where the file has its new name already, or the stage knows only that, `add` does the rest.
    pub fn mv(&self) -> Result<()> {
        let path = |name: &[u8]| TreePath::new(name.to_vec()).unwrap();
        let (from, to) = (vec![path(b"d/big")], Some(path(b"moved")));
        let (old, new) = (self.root.join("d/big"), self.root.join("moved"));
        if new.exists() && !old.exists() {
            return self.add();
        }
        let options = RenameOptions { from, to, force: false, dry_run: false };
        match rename_entries(&self.open()?, &self.action(), &options) {
            // It said that it failed and took the files back, and the state is the new one.
            Err(RepoError::Refused { why, .. }) if why.contains("not staged") => {
                fs::rename(old, new).unwrap();
                self.add()
            }
            done => done.map(drop),
        }
    }

    /// `repair --from` these.
    pub fn repair(&self, healthy: &[&Repository]) -> Result<Repaired> {
        let healthy: Vec<Healthy<'_>> = healthy
            .iter()
            .map(|repository| Healthy { name: "a copy".to_owned(), source: repository.source() })
            .collect();
        repair(&self.storage, Some(&self.root), &self.action(), &healthy)
    }

    /// Many operations, each with an index of its own.
    pub fn many(&self) -> Result<()> {
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

    /// `import`.
    pub fn import(&self) -> Result<()> {
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
    pub fn overtaken(&self) -> Result<()> {
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
