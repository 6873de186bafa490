//! The file `format`: the version of the repository and the features that it requires. A version or feature that is not
//! known is refused, so that no older mosaic changes what it does not understand.

use crate::repo::error::RepoError;
use crate::storage::traits::{Placement, Publication, Storage};

/// Name of the file below `.mosaic`.
pub const NAME: &str = "format";

const VERSION: &str = "mosaic repository 1";
/// Cut points are part of the format: other parameters would store everything again.
const FEATURES: [&str; 1] = ["cut segment fastcdc-v2020 level 1 65536 262144 1048576, run path 2 16384 131072 8192"];
/// A `format` file is short; more is not one.
const MAX: u64 = 4096;

/// The file of a new repository, staged as `incoming/<unique>`.
///
/// # Errors
/// It cannot be staged.
pub fn publication(storage: &dyn Storage, unique: &str) -> Result<Publication, RepoError> {
    let mut staged = storage.create(unique)?;
    staged.write(format!("{VERSION}\n{}\n", FEATURES.join("\n")).as_bytes())?;
    Ok(Publication { staged, name: NAME.to_owned(), placement: Placement::New })
}

/// Checks that the repository at `place` is one that this version can read and write.
///
/// # Errors
/// There is no such file, or it names a version or feature that is not known.
pub fn check(storage: &dyn Storage, place: &str) -> Result<(), RepoError> {
    let unknown = |why: String| RepoError::UnknownFormat { place: place.to_owned(), why };
    let file = storage.open(NAME)?;
    let mut bytes = vec![0; file.len().min(MAX) as usize];
    file.read_at(&mut bytes, 0)?;
    let text = String::from_utf8_lossy(&bytes);
    let mut lines = text.lines();
    let version = lines.next().unwrap_or_default();
    if version != VERSION {
        return Err(unknown(format!("its format is {version:?}; this mosaic knows {VERSION:?}: use a newer mosaic")));
    }
    if let Some(feature) = lines.clone().find(|line| !FEATURES.contains(line)) {
        return Err(unknown(format!(
            "its file {NAME} asks for {feature:?}, which this mosaic does not know: use a newer one"
        )));
    }
    // Without its cut points everything would be stored again, and nobody would notice.
    if !text.ends_with('\n') || !lines.any(|line| line == FEATURES[0]) {
        let whole = [VERSION, FEATURES[0]].join("\n");
        return Err(unknown(format!("its file {NAME} was cut; write these lines into it again:\n{whole}")));
    }
    Ok(())
}
