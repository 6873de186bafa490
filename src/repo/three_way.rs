//! What a merge does to one side: the changes of the other since the common ancestor, by path. Memory is by what
//! differs, not by the size of the trees. Writes nothing.
//!
//! Changed on one side: that side. Changed on both in the same way: that. Changed on both: ours stays, theirs comes
//! beside it. Deleted here and changed there: what was changed stays. Directories never are in conflict with
//! directories.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::archive::error::ArchiveError;
use crate::archive::reader::Archive;
use crate::archive::row::{EntryKind, Row};
use crate::base::limit::MAX_COMPONENT;
use crate::base::path::TreePath;
use crate::repo::compare::{change_of, shared_parts};
use crate::repo::error::RepoError;

/// What happens to one path of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// It goes.
    Remove,
    /// It becomes what theirs has at `from`.
    Put {
        /// The row, with its path here.
        row: Row,
        /// Its path in theirs.
        from: TreePath,
    },
}

/// How both sides changed one path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clash {
    /// Both have it, differently.
    Both,
    /// Ours has removed what theirs changed.
    OursRemoved,
    /// Theirs has removed what ours changed.
    TheirsRemoved,
}

impl Clash {
    /// The word for messages and JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Both => "both-changed",
            Self::OursRemoved => "removed-by-us",
            Self::TheirsRemoved => "removed-by-them",
        }
    }
}

/// What a person must look at, at one path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// How it was changed.
    pub clash: Clash,
    /// Where theirs is put, where that is not the path itself.
    pub beside: Option<TreePath>,
}

/// A merge that is worked out.
#[derive(Debug, Default)]
pub struct Plan {
    /// What happens to ours, by path.
    pub edits: BTreeMap<TreePath, Edit>,
    /// What is in conflict, by path.
    pub conflicts: BTreeMap<TreePath, Conflict>,
}

/// What one side did to a path: the row before, and the row after.
type Changes = BTreeMap<TreePath, (Option<Row>, Option<Row>)>;

struct Planner<'p, 'a> {
    ours: &'p Archive<'a>,
    theirs: &'p Archive<'a>,
    /// Added to the names of what theirs puts beside ours.
    suffix: &'p str,
    plan: Plan,
}

/// Works out the merge of `theirs` into `ours`; `base` is the archive of the common ancestor, `None` the empty one.
/// `suffix` is put behind the names of what comes beside ours.
///
/// # Errors
/// A manifest cannot be read, or a name gets too long.
pub fn plan(
    base: Option<&Archive<'_>>,
    ours: &Archive<'_>,
    theirs: &Archive<'_>,
    suffix: &str,
) -> Result<Plan, RepoError> {
    let mut planner = Planner { ours, theirs, suffix, plan: Plan::default() };
    let mine = changes(base, ours)?;
    for (path, (before, new)) in changes(base, theirs)? {
        match mine.get(&path) {
            None => planner.take(path, new),
            Some((_, own)) => planner.both(path, before.as_ref(), own.as_ref(), new)?,
        }
    }
    planner.keep_occupied()?;
    planner.move_out_of_files()?;
    planner.keep_parents()?;
    planner.add_parents()?;
    planner.fix_links()?;
    Ok(planner.plan)
}

/// The paths that differ between two archives, directories included.
fn changes(old: Option<&Archive<'_>>, new: &Archive<'_>) -> Result<Changes, ArchiveError> {
    let shared = shared_parts(old, Some(new))?;
    let mut old = old.map(|old| old.rows_outside(&shared)).transpose()?.into_iter().flatten().peekable();
    let mut new = new.rows_outside(&shared)?.peekable();
    let mut changes = Changes::new();
    loop {
        let order = match (old.peek(), new.peek()) {
            (None, None) => return Ok(changes),
            (Some(Ok(a)), Some(Ok(b))) => a.row.path.cmp(&b.row.path),
            // An error is taken from the side that has it.
            (Some(Err(_)), _) | (Some(_), None) => Ordering::Less,
            (_, Some(_)) => Ordering::Greater,
        };
        let before = if order.is_le() { old.next().transpose()?.map(|found| found.row) } else { None };
        let after = if order.is_ge() { new.next().transpose()?.map(|found| found.row) } else { None };
        let differs = match (&before, &after) {
            (Some(before), Some(after)) => change_of(before, after).is_some(),
            _ => true,
        };
        if let Some(row) = after.as_ref().or(before.as_ref()).filter(|_| differs) {
            changes.insert(row.path.clone(), (before, after));
        }
    }
}

fn is_directory(row: &Row) -> bool {
    row.kind == EntryKind::Directory
}

impl Planner<'_, '_> {
    /// Only theirs changed it.
    fn take(&mut self, path: TreePath, new: Option<Row>) {
        let edit = match new {
            Some(row) => Edit::Put { from: path.clone(), row },
            None => Edit::Remove,
        };
        self.plan.edits.insert(path, edit);
    }

    /// Both changed it.
    fn both(
        &mut self,
        path: TreePath,
        before: Option<&Row>,
        own: Option<&Row>,
        new: Option<Row>,
    ) -> Result<(), RepoError> {
        let was_directory = before.is_some_and(is_directory);
        match (own, new) {
            (None, None) => {}
            (Some(own), Some(new)) if change_of(own, &new).is_none() => {}
            // Where anything is left in it, a directory is kept or comes back below.
            (Some(own), None) if is_directory(own) => self.take(path, None),
            (None, Some(new)) if is_directory(&new) => {}
            (Some(own), Some(new)) if is_directory(own) && is_directory(&new) => {}
            // A directory that one side removed is not missed where the other put something else in its place.
            (Some(_), None) if was_directory => {}
            (None, Some(new)) if was_directory => self.take(path, Some(new)),
            (Some(_), None) => self.conflict(path, Clash::TheirsRemoved, None),
            (None, Some(new)) => {
                self.take(path.clone(), Some(new));
                self.conflict(path, Clash::OursRemoved, None);
            }
            (Some(_), Some(new)) => self.put_beside(path, new)?,
        }
        Ok(())
    }

    fn conflict(&mut self, path: TreePath, clash: Clash, beside: Option<TreePath>) {
        self.plan.conflicts.insert(path, Conflict { clash, beside });
    }

    fn put_beside(&mut self, path: TreePath, row: Row) -> Result<(), RepoError> {
        let place = self.beside(&path)?;
        let row = Row { path: place.clone(), ..row };
        self.plan.edits.insert(place, Edit::Put { row, from: path });
        Ok(())
    }

    /// Where theirs comes for a path that is ours; makes it a conflict when it is asked for the first time.
    fn beside(&mut self, path: &TreePath) -> Result<TreePath, RepoError> {
        if let Some(place) = self.plan.conflicts.get(path).and_then(|conflict| conflict.beside.clone()) {
            return Ok(place);
        }
        let mut number = 1;
        let place = loop {
            let ending = if number == 1 { format!(".{}", self.suffix) } else { format!(".{}.{number}", self.suffix) };
            let name = path.name();
            // A long name is cut rather than refused.
            let name = [&name[..name.len().min(MAX_COMPONENT - ending.len())], ending.as_bytes()].concat();
            let place = match path.parent() {
                Some(parent) => parent.join(&name),
                None => TreePath::new(name),
            };
            let place = place.map_err(|why| RepoError::refused(path.to_string(), why))?;
            let free = self.ours.find(&place)?.is_none() && self.theirs.find(&place)?.is_none();
            if free && !self.plan.edits.contains_key(&place) {
                break place;
            }
            number += 1;
        };
        self.conflict(path.clone(), Clash::Both, Some(place.clone()));
        Ok(place)
    }

    /// What is at `path` when the edits so far are made.
    fn result(&self, path: &TreePath) -> Result<Option<Row>, ArchiveError> {
        match self.plan.edits.get(path) {
            Some(Edit::Remove) => Ok(None),
            Some(Edit::Put { row, .. }) => Ok(Some(row.clone())),
            None => Ok(self.ours.find(path)?.map(|found| found.row)),
        }
    }

    /// Whether anything of ours stays in this directory.
    fn is_occupied(&self, directory: &TreePath) -> Result<bool, ArchiveError> {
        for found in self.ours.rows_within(directory)? {
            let path = found?.row.path;
            if path != *directory && !self.plan.edits.contains_key(&path) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// A file of theirs in the place of a directory in which something of ours stays comes beside it.
    fn keep_occupied(&mut self) -> Result<(), RepoError> {
        let files = |(path, edit): (&TreePath, &Edit)| match edit {
            Edit::Put { row, .. } if !is_directory(row) => Some((path.clone(), row.clone())),
            _ => None,
        };
        let files: Vec<(TreePath, Row)> = self.plan.edits.iter().filter_map(files).collect();
        for (path, row) in files {
            if self.is_occupied(&path)? {
                self.plan.edits.remove(&path);
                self.put_beside(path, row)?;
            }
        }
        Ok(())
    }

    /// What theirs has below a path at which ours has a file goes to the directory beside that file.
    fn move_out_of_files(&mut self) -> Result<(), RepoError> {
        let is_put = |edit: &Edit| matches!(edit, Edit::Put { .. });
        let puts: Vec<TreePath> =
            self.plan.edits.iter().filter(|(_, edit)| is_put(edit)).map(|(path, _)| path.clone()).collect();
        for path in puts {
            let mut above: Vec<TreePath> = std::iter::successors(path.parent(), TreePath::parent).collect();
            above.reverse();
            for directory in above {
                if self.result(&directory)?.is_some_and(|row| !is_directory(&row)) {
                    let Some(Edit::Put { row, from }) = self.plan.edits.remove(&path) else { break };
                    let place = self.beside(&directory)?;
                    let rest = &path.as_bytes()[directory.as_bytes().len()..];
                    let moved = TreePath::new([place.as_bytes(), rest].concat());
                    let moved = moved.map_err(|why| RepoError::refused(path.to_string(), why))?;
                    if let Some(conflict) = self.plan.conflicts.get_mut(&path) {
                        conflict.beside = Some(moved.clone());
                    }
                    let row = Row { path: moved.clone(), ..row };
                    self.plan.edits.insert(moved, Edit::Put { row, from });
                    break;
                }
            }
        }
        Ok(())
    }

    /// A directory that theirs removed stays where anything is left in it.
    fn keep_parents(&mut self) -> Result<(), RepoError> {
        let removed = |(path, edit): (&TreePath, &Edit)| (*edit == Edit::Remove).then(|| path.clone());
        let removed: Vec<TreePath> = self.plan.edits.iter().filter_map(removed).collect();
        // The deepest first: what stays in one stays in those above.
        for path in removed.into_iter().rev() {
            if self.is_occupied(&path)? {
                self.plan.edits.remove(&path);
            }
        }
        Ok(())
    }

    /// Directories above what theirs puts that ours has not, or not any more.
    fn add_parents(&mut self) -> Result<(), RepoError> {
        let sources = |(path, edit): (&TreePath, &Edit)| match edit {
            Edit::Put { from, .. } => Some((path.clone(), from.clone())),
            Edit::Remove => None,
        };
        let puts: Vec<(TreePath, TreePath)> = self.plan.edits.iter().filter_map(sources).collect();
        for (path, from) in puts {
            let mut pair = path.parent().zip(from.parent());
            while let Some((path, from)) = pair {
                if self.result(&path)?.is_none() {
                    let edit = match (self.ours.find(&path)?, self.theirs.find(&from)?) {
                        (Some(found), _) if is_directory(&found.row) => None,
                        (_, Some(found)) => {
                            Some(Edit::Put { row: Row { path: path.clone(), ..found.row }, from: from.clone() })
                        }
                        (_, None) => None,
                    };
                    match edit {
                        Some(edit) => drop(self.plan.edits.insert(path.clone(), edit)),
                        None => drop(self.plan.edits.remove(&path)),
                    }
                }
                pair = path.parent().zip(from.parent());
            }
        }
        Ok(())
    }

    /// A further name of a file keeps its first one only where that is still the same file.
    fn fix_links(&mut self) -> Result<(), RepoError> {
        let moved: BTreeMap<TreePath, TreePath> = self
            .plan
            .edits
            .iter()
            .filter_map(|(path, edit)| match edit {
                Edit::Put { from, .. } if from != path => Some((from.clone(), path.clone())),
                _ => None,
            })
            .collect();
        let linked = |(path, edit): (&TreePath, &Edit)| match edit {
            Edit::Put { row, .. } => row.first.clone().map(|first| (path.clone(), row.digest, first)),
            Edit::Remove => None,
        };
        let linked: Vec<_> = self.plan.edits.iter().filter_map(linked).collect();
        for (path, digest, first) in linked {
            let first = moved.get(&first).unwrap_or(&first).clone();
            let same = self.result(&first)?.is_some_and(|row| row.digest.is_some() && row.digest == digest);
            if let Some(Edit::Put { row, .. }) = self.plan.edits.get_mut(&path) {
                row.first = same.then_some(first);
            }
        }
        Ok(())
    }
}
