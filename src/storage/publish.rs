//! The order of the steps that make files durable under their names: one for all implementations, so that the power cuts
//! of the one in memory prove it for the real one. Knows no system call.

use crate::base::planted::{self, Defect};
use crate::storage::error::StorageError;
use crate::storage::name;
use crate::storage::traits::{Placement, Publication};

type Result<T> = std::result::Result<T, StorageError>;

/// The single steps. Each is atomic where nothing crashes, and durable only after the fsync of its file or folder.
pub trait Disk {
    /// Sets the permissions of a file.
    ///
    /// # Errors
    /// The file is missing, or the device failed.
    fn set_mode(&self, name: &str, mode: u32) -> Result<()>;
    /// The length of a file in bytes.
    ///
    /// # Errors
    /// The file is missing, or the device failed.
    fn len(&self, name: &str) -> Result<u64>;
    /// Gives a file another name, in the place of what has it. Makes the folder where it is missing.
    ///
    /// # Errors
    /// The file is missing, or the device failed.
    fn rename(&self, from: &str, to: &str) -> Result<()>;
    /// As [`Disk::rename`], for a free name.
    ///
    /// # Errors
    /// As [`Disk::rename`], and [`StorageError::Exists`].
    fn rename_new(&self, from: &str, to: &str) -> Result<()>;
    /// Removes the name of a file.
    ///
    /// # Errors
    /// The device failed.
    fn unlink(&self, name: &str) -> Result<()>;
    /// Makes the names in a folder durable.
    ///
    /// # Errors
    /// The device failed.
    fn sync_folder(&self, folder: &str) -> Result<()>;
}

/// What [`crate::storage::traits::Storage::publish`] promises, by the steps of `disk`.
///
/// # Errors
/// Any step failed; nothing after it happened.
pub fn publish(disk: &dyn Disk, mut files: Vec<Publication>) -> Result<()> {
    for file in &mut files {
        name::check(&file.name)?;
        disk.set_mode(file.staged.name(), mode_of(file.placement))?;
        if file.placement != Placement::Cache && !planted::is(Defect::NoFileSync) {
            file.staged.sync()?;
        }
    }
    let mut touched: Option<String> = None;
    for file in files {
        let folder = name::folder_of(&file.name);
        if let Some(previous) = touched.take_if(|previous| previous != folder) {
            sync_folder(disk, &previous)?;
        }
        place(disk, &file)?;
        if file.placement != Placement::Cache && touched.is_none() {
            touched = Some(folder.to_owned());
        }
    }
    touched.map_or(Ok(()), |last| sync_folder(disk, &last))
}

fn sync_folder(disk: &dyn Disk, folder: &str) -> Result<()> {
    if planted::is(Defect::NoFolderSync) { Ok(()) } else { disk.sync_folder(folder) }
}

fn place(disk: &dyn Disk, file: &Publication) -> Result<()> {
    let (from, to) = (file.staged.name(), file.name.as_str());
    match file.placement {
        Placement::Replace | Placement::Cache | Placement::SecretReplace => disk.rename(from, to),
        Placement::Secret => disk.rename_new(from, to),
        Placement::New => match disk.rename_new(from, to) {
            Err(StorageError::Exists { .. }) if disk.len(to)? == file.staged.len() => disk.unlink(from),
            done => done,
        },
    }
}

/// Content-named files never change again; a secret is its owner's.
fn mode_of(placement: Placement) -> u32 {
    match placement {
        Placement::New => 0o444,
        Placement::Replace | Placement::Cache => 0o644,
        Placement::Secret | Placement::SecretReplace => 0o600,
    }
}
