//! The files of a repository on disk. Reading never writes, so a read-only repository can be read.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, FileExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

use rustix::fs::{CWD, RenameFlags, renameat_with};
use rustix::io::Errno;

use crate::storage::error::StorageError;
use crate::storage::handle::{RealHandle, SAFELY};
use crate::storage::lock::KernelLock;
use crate::storage::name::{self, FOLDERS, INCOMING};
use crate::storage::publish::{self, Disk};
use crate::storage::staged::RealStaged;
use crate::storage::traits::{Access, Handle, Identity, Listed, Lock, Publication, Staged, Storage};

type Result<T> = std::result::Result<T, StorageError>;

/// A `.mosaic` directory, or that of a bare repository.
#[derive(Clone, Debug)]
pub struct RealStorage {
    dir: PathBuf,
}

impl RealStorage {
    /// The repository at `dir`, which must be there.
    ///
    /// # Errors
    /// It is no directory, or something in it is a symbolic link: what is written to it could land elsewhere.
    pub fn open(dir: &Path) -> Result<Self> {
        let fail = |error| StorageError::io(&dir.to_string_lossy(), error);
        for entry in fs::read_dir(dir).map_err(fail)? {
            let entry = entry.map_err(fail)?;
            if entry.file_type().map_err(fail)?.is_symlink() {
                let source = io::Error::new(io::ErrorKind::InvalidInput, "a symbolic link does not belong here");
                return Err(StorageError::io(&entry.path().to_string_lossy(), source));
            }
        }
        Ok(Self { dir: dir.to_owned() })
    }

    /// Makes `dir` (its parent must be there) readable for its owner only, with the folders of a repository. What an
    /// interrupted call left is completed.
    ///
    /// # Errors
    /// [`StorageError::Exists`] where `dir` has a `format` already, or it cannot be made.
    pub fn create(dir: &Path) -> Result<Self> {
        let shown = dir.to_string_lossy();
        if dir.join("format").symlink_metadata().is_ok() {
            return Err(StorageError::Exists { name: shown.into_owned() });
        }
        let make = || {
            if !make_folder(dir)? {
                fs::set_permissions(dir, Permissions::from_mode(0o700))?;
            }
            for folder in FOLDERS {
                make_folder(&dir.join(folder))?;
            }
            sync_folder(dir)?;
            let parent = fs::canonicalize(dir)?.parent().map(Path::to_owned);
            parent.map_or(Ok(()), |parent| sync_folder(&parent))
        };
        make().map_err(|error| StorageError::io(&shown, error))?;
        Self::open(dir)
    }

    /// Where the files are.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    fn path(&self, name: &str) -> Result<PathBuf> {
        name::check(name)?;
        Ok(self.dir.join(name))
    }

    /// Runs `action`, which needs the folder of `name`, and once more after making the folder where it was missing.
    fn in_folder<T>(&self, name: &str, action: impl Fn() -> io::Result<T>) -> Result<T> {
        let fail = |error| StorageError::io(name, error);
        match action() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let made = make_folder(&self.dir.join(name::folder_of(name))).map_err(fail)?;
                if !made {
                    return Err(fail(error));
                }
                sync_folder(&self.dir).map_err(fail)?;
                action().map_err(fail)
            }
            result => result.map_err(fail),
        }
    }
}

impl Storage for RealStorage {
    fn open(&self, name: &str) -> Result<Arc<dyn Handle>> {
        Ok(Arc::new(RealHandle::open(&self.path(name)?, name)?))
    }

    fn open_secret(&self, name: &str) -> Result<Vec<u8>> {
        let path = self.path(name)?;
        let handle = RealHandle::open(&path, name)?;
        let mode = handle.file().metadata().map_err(|error| StorageError::io(name, error))?.mode();
        if mode & 0o077 != 0 {
            return Err(StorageError::Exposed { name: path.to_string_lossy().into_owned() });
        }
        let mut bytes = vec![0; usize::try_from(handle.len()).expect("a secret fits into memory")];
        handle.read_at(&mut bytes, 0)?;
        Ok(bytes)
    }

    fn list(&self, folder: &str) -> Result<Vec<Listed>> {
        name::check_folder(folder)?;
        let mut listed = read_folder(&self.dir, folder).map_err(|error| StorageError::io(folder, error))?;
        listed.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        Ok(listed)
    }

    fn create(&self, name: &str) -> Result<Box<dyn Staged>> {
        let name = format!("{INCOMING}/{name}");
        let path = self.path(&name)?;
        Ok(Box::new(self.in_folder(&name, || RealStaged::create(&path, &name))?))
    }

    fn adopt(&self, name: &str) -> Result<Option<Box<dyn Staged>>> {
        let name = format!("{INCOMING}/{name}");
        let staged = RealStaged::adopt(&self.path(&name)?, &name).map_err(|error| StorageError::io(&name, error))?;
        Ok(staged.map(|staged| Box::new(staged) as Box<dyn Staged>))
    }

    fn publish(&self, files: Vec<Publication>) -> Result<()> {
        publish::publish(self, files)
    }

    fn append(&self, name: &str, at: u64, bytes: &[u8]) -> Result<()> {
        let path = self.path(name)?;
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(at == 0).truncate(false).mode(0o644).custom_flags(SAFELY);
        let file = if at == 0 {
            self.in_folder(name, || options.open(&path))?
        } else {
            options.open(&path).map_err(|error| StorageError::io(name, error))?
        };
        let write = || {
            let len = file.metadata()?.len();
            if len < at {
                return Err(io::Error::new(io::ErrorKind::UnexpectedEof, format!("has {len} bytes, not {at}")));
            }
            let written = append_synced(&file, len, at, bytes);
            // After a failed fsync the kernel may take lost pages for clean: nobody may read what is not on the disk.
            written.inspect_err(|_| drop(file.set_len(at)))
        };
        write().map_err(|error| StorageError::io(name, error))?;
        // Always: who made the file may have been killed before this step.
        self.sync_folder(name::folder_of(name))
    }

    fn overwrite(&self, name: &str, at: u64, bytes: &[u8]) -> Result<()> {
        let path = self.path(name)?;
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false).mode(0o644).custom_flags(SAFELY);
        let file = self.in_folder(name, || options.open(&path))?;
        let written = file.write_all_at(bytes, at).and_then(|()| file.sync_all());
        written.map_err(|error| StorageError::io(name, error))?;
        // Always: who made the file may have been killed before this step.
        self.sync_folder(name::folder_of(name))
    }

    fn identity(&self, name: &str) -> Result<Option<Identity>> {
        let fail = |error| StorageError::io(name, error);
        let metadata = match fs::symlink_metadata(self.path(name)?) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            metadata => metadata.map_err(fail)?,
        };
        if !metadata.is_file() {
            return Err(fail(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file")));
        }
        let born = metadata.created().ok().and_then(|made| made.duration_since(UNIX_EPOCH).ok());
        let born = born.and_then(|since| u64::try_from(since.as_nanos()).ok()).unwrap_or(0);
        Ok(Some(Identity { inode: metadata.ino(), born }))
    }

    fn remove(&self, name: &str) -> Result<()> {
        self.path(name)?;
        self.unlink(name)
    }

    fn lock(&self, name: &str, access: Access, timeout: Duration, owner: &str) -> Result<Box<dyn Lock>> {
        Ok(Box::new(KernelLock::obtain(&self.path(name)?, name, access, timeout, owner)?))
    }
}

impl Disk for RealStorage {
    fn set_mode(&self, name: &str, mode: u32) -> Result<()> {
        let set = fs::set_permissions(self.dir.join(name), Permissions::from_mode(mode));
        set.map_err(|error| StorageError::io(name, error))
    }

    fn len(&self, name: &str) -> Result<u64> {
        let metadata = fs::symlink_metadata(self.dir.join(name));
        metadata.map(|metadata| metadata.len()).map_err(|error| StorageError::io(name, error))
    }

    fn rename(&self, from: &str, to: &str) -> Result<()> {
        self.in_folder(to, || fs::rename(self.dir.join(from), self.dir.join(to)))
    }

    fn rename_new(&self, from: &str, to: &str) -> Result<()> {
        self.in_folder(to, || {
            let (from, to) = (self.dir.join(from), self.dir.join(to));
            match renameat_with(CWD, &from, CWD, &to, RenameFlags::NOREPLACE) {
                // Some network file systems know hard links only.
                Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {
                    fs::hard_link(&from, &to)?;
                    fs::remove_file(&from)
                }
                renamed => Ok(renamed?),
            }
        })
    }

    fn unlink(&self, name: &str) -> Result<()> {
        match fs::remove_file(self.dir.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(StorageError::io(name, error)),
            _ => Ok(()),
        }
    }

    fn sync_folder(&self, folder: &str) -> Result<()> {
        sync_folder(&self.dir.join(folder)).map_err(|error| StorageError::io(folder, error))
    }
}

fn append_synced(file: &File, len: u64, at: u64, bytes: &[u8]) -> io::Result<()> {
    if len > at {
        file.set_len(at)?;
    }
    file.write_all_at(bytes, at)?;
    file.sync_all()
}

/// Makes a folder for its owner only; false where it is there already.
fn make_folder(path: &Path) -> io::Result<bool> {
    match DirBuilder::new().mode(0o700).create(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        made => made.map(|()| true),
    }
}

/// Some file systems have nothing to sync in a folder and say that the call is invalid.
fn sync_folder(path: &Path) -> io::Result<()> {
    match File::open(path)?.sync_all() {
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
        synced => synced,
    }
}

/// Files only, and only names that can be asked for; one that goes away meanwhile is left out.
fn read_folder(dir: &Path, folder: &str) -> io::Result<Vec<Listed>> {
    let entries = match fs::read_dir(dir.join(folder)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut listed = Vec::new();
    for entry in entries {
        let entry = entry?;
        let Ok(file) = entry.file_name().into_string() else { continue };
        if !entry.file_type()?.is_file() {
            continue;
        }
        let len = match entry.metadata() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            metadata => metadata?.len(),
        };
        let name = if folder.is_empty() { file } else { format!("{folder}/{file}") };
        listed.push(Listed { name, len });
    }
    Ok(listed)
}
