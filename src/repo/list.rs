//! Lists entries of an archive, reading only the part of its manifest that is needed.

use crate::archive::error::ArchiveError;
use crate::archive::reader::{Archive, Located};
use crate::archive::row::{EntryKind, Row};
use crate::base::path::TreePath;
use crate::repo::error::RepoError;
use crate::repo::selection::Selection;

/// The entries below `directory` (`None`: all), in order; with `flat` only those directly in it. Where `directory` is
/// none, it alone.
///
/// # Errors
/// Nothing has this path, or the manifest cannot be read; later errors come through the iterator.
pub fn list<'r>(
    archive: &'r Archive<'_>,
    directory: Option<&TreePath>,
    flat: bool,
) -> Result<impl Iterator<Item = Result<Row, ArchiveError>> + use<'r>, RepoError> {
    let mut alone = false;
    if let Some(path) = directory {
        let first = archive.rows_within(path)?.next().transpose()?;
        let first = first.ok_or_else(|| ArchiveError::NoEntry(path.to_string()))?;
        alone = first.row.path == *path && first.row.kind != EntryKind::Directory;
    }
    let selection = directory.map_or_else(Selection::all, |path| Selection::of([path.clone()]));
    let directory = directory.cloned();
    let parts = archive.parts()?;
    let is_needed = {
        let directory = directory.clone();
        let (selection, parts) = (selection.clone(), parts);
        move |at: &usize| {
            let (first, next) = (&parts[*at].0.first, parts.get(at + 1).map(|(next, _)| &next.first));
            // A part that begins and ends deep in the same directory has nothing that is directly in this one.
            let hidden = || next.and_then(|next| deep_in(next, directory.as_ref()));
            selection.meets(first, next)
                && !(flat && deep_in(first, directory.as_ref()).is_some_and(|child| Some(child) == hidden()))
        }
    };
    let rows = (0..parts.len()).filter(is_needed).flat_map(|at| archive.rows_of(&parts[at..=at]));
    let listed = move |row: &Row| {
        let inside = selection.covers(&row.path) && (alone || directory.as_ref() != Some(&row.path));
        inside && !(flat && deep_in(&row.path, directory.as_ref()).is_some())
    };
    Ok(rows.filter_map(move |found| match found {
        Ok(Located { row, .. }) => listed(&row).then_some(Ok(row)),
        Err(error) => Some(Err(error)),
    }))
}

/// The directory directly in `directory` that `path` is below; `None` where it is below none of them.
fn deep_in<'p>(path: &'p TreePath, directory: Option<&TreePath>) -> Option<&'p [u8]> {
    let rest = match directory {
        None => path.as_bytes(),
        Some(directory) => path.as_bytes().strip_prefix(directory.as_bytes())?.strip_prefix(b"/")?,
    };
    rest.iter().position(|byte| *byte == b'/').map(|slash| &rest[..slash])
}
