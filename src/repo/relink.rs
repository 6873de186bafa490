//! Hard links in an archive that loses names: where the first name of a file goes, the next one takes its place.

use std::collections::HashMap;

use crate::archive::entry::{Entry, Origin};
use crate::archive::error::ArchiveError;
use crate::archive::row::Row;
use crate::base::path::TreePath;

/// Passes entries on, those whose first name is gone according to `is_gone` (asked with the entry's row and that name)
/// with another one. Entries come in the order of their paths.
pub fn relink<T>(
    entries: impl Iterator<Item = Result<Entry<T>, ArchiveError>>,
    is_gone: impl Fn(&Row, &TreePath) -> bool,
) -> impl Iterator<Item = Result<Entry<T>, ArchiveError>> {
    let mut heirs: HashMap<TreePath, TreePath> = HashMap::new();
    entries.map(move |entry| {
        let mut entry = entry?;
        if let Some(first) = entry.row.first.take() {
            if !is_gone(&entry.row, &first) {
                entry.row.first = Some(first);
                return Ok(entry);
            }
            match heirs.get(&first) {
                Some(heir) => entry.row.first = Some(heir.clone()),
                None => drop(heirs.insert(first, entry.row.path.clone())),
            }
            if let Origin::Base { same, .. } = &mut entry.origin {
                *same = false;
            }
        }
        Ok(entry)
    })
}
