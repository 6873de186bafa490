//! A file outside of the repository that appears whole or not at all: written beside its name, then renamed over it.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use crate::storage::error::StorageError;

/// A file in the making. Dropped without [`Replacement::finish`], it leaves what had the name as it was.
pub struct Replacement {
    target: Target,
    path: PathBuf,
}

enum Target {
    /// The unfinished file beside the name.
    File(NamedTempFile),
    /// A pipe or device, which cannot be replaced: bytes go there at once.
    Stream(File),
}

impl Replacement {
    /// Begins the file at `path`; where that is a link, what it names is replaced. Pipes and devices are written to.
    ///
    /// # Errors
    /// Its directory is missing or cannot be written, or it is a directory itself.
    pub fn begin(path: &Path) -> Result<Self, StorageError> {
        let fail = |error| StorageError::io(&path.to_string_lossy(), error);
        let whole = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        match fs::metadata(&whole) {
            Ok(metadata) if metadata.is_dir() => return Err(fail(io::ErrorKind::IsADirectory.into())),
            Ok(metadata) if !metadata.is_file() => {
                let stream = OpenOptions::new().write(true).open(&whole).map_err(fail)?;
                return Ok(Self { target: Target::Stream(stream), path: whole });
            }
            _ => {}
        }
        let folder = whole.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // The umask takes its bits away, as from any new file.
        let mut builder = Builder::new();
        builder.prefix(".mosaic-tmp-").permissions(Permissions::from_mode(0o666));
        let file = builder.tempfile_in(folder).map_err(fail)?;
        Ok(Self { target: Target::File(file), path: whole })
    }

    /// Gives the finished file its name; with `sync`, it is durable when this returns.
    ///
    /// # Errors
    /// The device failed; what had the name is then as it was.
    pub fn finish(self, sync: bool) -> Result<(), StorageError> {
        let fail = |error| StorageError::io(&self.path.to_string_lossy(), error);
        let Target::File(file) = self.target else { return Ok(()) };
        if sync {
            file.as_file().sync_all().map_err(fail)?;
        }
        let folder = self.path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        file.persist(&self.path).map_err(|error| fail(error.error))?;
        if sync {
            File::open(folder).and_then(|folder| folder.sync_all()).map_err(fail)?;
        }
        Ok(())
    }
}

impl Write for Replacement {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.target {
            Target::File(file) => file.as_file_mut().write(bytes),
            Target::Stream(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
