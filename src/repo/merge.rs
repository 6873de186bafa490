//! `merge`: joins another history into the current head. Both histories are here. The files first, the head last.

use std::collections::BTreeMap;
use std::io;

use crate::archive::attachment::Attachment;
use crate::archive::entry::{Content, Entry, OpenFile, Origin};
use crate::archive::error::ArchiveError;
use crate::archive::reader::Archive;
use crate::archive::row::Row;
use crate::archive::write::{Destination, Written, write_archive};
use crate::base::id::{GitId, Id};
use crate::base::path::TreePath;
use crate::object::git::Identity;
use crate::repo::action::Action;
use crate::repo::current::{Current, Stage, move_name};
use crate::repo::error::RepoError;
use crate::repo::foreign::ArchiveContent;
use crate::repo::fork_point::fork_point;
use crate::repo::reconcile::{ReconcileOptions, Reconciled, reconcile};
use crate::repo::record::{Draft, Version, write_commit};
use crate::repo::relink::relink;
use crate::repo::repository::Repository;
use crate::repo::restore::by_path;
use crate::repo::staging::entries_of;
use crate::repo::status::status;
use crate::repo::three_way::{Conflict, Edit, Plan, plan};
use crate::repo::transact::Writing;
use crate::state::change::Change;
use crate::state::operation::root;

/// What to merge.
#[derive(Clone, Debug)]
pub struct MergeOptions {
    /// The revision to join.
    pub revision: String,
    /// The message of the merge; `None` for one that names both sides.
    pub message: Option<String>,
    /// Name of the author.
    pub name: String,
    /// E-mail address of the author.
    pub email: String,
    /// Only find out what would be done.
    pub dry_run: bool,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The head has all of the other history already.
    UpToDate,
    /// The head had nothing of its own, and is at the other commit now.
    FastForward,
    /// A commit with both parents was made; `None` where it only would be.
    Merged(Option<GitId>),
    /// Both sides changed the same paths. The merge is staged, with theirs as the second parent of the next commit.
    Conflicts,
}

/// What was, or would be, done.
#[derive(Clone, Debug)]
pub struct Merge {
    /// The head that `@` is.
    pub head: Option<String>,
    /// The commit that was joined.
    pub theirs: GitId,
    /// The best common ancestor.
    pub base: Option<GitId>,
    /// What came of it.
    pub outcome: Outcome,
    /// What was done to the files.
    pub files: Reconciled,
    /// Paths that a person must look at.
    pub conflicts: BTreeMap<TreePath, Conflict>,
}

/// Joins the history of a revision into the current head. Durable when it returns.
///
/// Histories without a common ancestor are joined as if the empty tree were one.
///
/// # Errors
/// [`RepoError::Staged`] where the stage or tracked files have changes that are not committed;
/// [`RepoError::WouldOverwrite`] where untracked files are in the way, before anything is changed; there is no such
/// revision; a conflict where another command moved the head meanwhile.
pub fn merge(repository: &Repository, action: &Action<'_>, options: &MergeOptions) -> Result<Merge, RepoError> {
    let current = repository.current()?;
    let source = repository.source();
    let theirs = repository.resolve(&current, &options.revision)?;
    let ours = current.at(source)?;
    let found = status(repository, action.monitor)?;
    // Changed files that the merge does not touch stay, and those that it would change stop it before anything is done:
    // a merge that was killed after it wrote some of its files is simply run again.
    if !found.staged.is_empty() || found.merge.is_some() || ours != current.stage.base {
        return Err(RepoError::Staged);
    }
    let base = ours.map(|ours| fork_point(source, ours, theirs)).transpose()?.flatten();
    let mut merge = Merge {
        head: current.stage.head.clone(),
        theirs,
        base,
        outcome: Outcome::UpToDate,
        files: Reconciled::default(),
        conflicts: BTreeMap::new(),
    };
    match ours {
        Some(_) if base == Some(theirs) => {}
        Some(ours) if base != Some(ours) => three_way(repository, action, options, &current, ours, &mut merge)?,
        _ => fast_forward(repository, action, options, &current, ours, &mut merge)?,
    }
    Ok(merge)
}

fn files(current: &Current, dry_run: bool) -> ReconcileOptions {
    ReconcileOptions { selection: current.scope(), force: false, dry_run, sync: false, keep_unaffected: true }
}

fn fast_forward(
    repository: &Repository,
    action: &Action<'_>,
    options: &MergeOptions,
    current: &Current,
    ours: Option<GitId>,
    merge: &mut Merge,
) -> Result<(), RepoError> {
    let archive = Version::load(repository.source(), merge.theirs)?.summary.attachment;
    merge.outcome = Outcome::FastForward;
    merge.files =
        reconcile(repository, action, repository.staged(current)?, Some(archive), &files(current, options.dry_run))?;
    if !options.dry_run {
        let stage = Stage { base: Some(merge.theirs), archive: Some(archive), ..current.stage.clone() };
        let changes = moved(current, &stage, ours, merge.theirs);
        repository.change(action, current, &changes)?;
    }
    Ok(())
}

/// The changes that make `stage` the stage and move the head from `old` to `new`.
fn moved(current: &Current, stage: &Stage, old: Option<GitId>, new: GitId) -> Vec<Change> {
    let mut changes = current.restage(stage);
    changes.extend(stage.head.as_ref().map(|head| move_name(root::HEADS, head, old, Some(new))));
    changes
}

fn three_way(
    repository: &Repository,
    action: &Action<'_>,
    options: &MergeOptions,
    current: &Current,
    ours: GitId,
    merge: &mut Merge,
) -> Result<(), RepoError> {
    let source = repository.source();
    let open = |id: GitId| Ok::<_, RepoError>(Archive::open(source, Version::load(source, id)?.summary.attachment)?);
    let (base, mine, other) = (merge.base.map(open).transpose()?, open(ours)?, open(merge.theirs)?);
    let planned = plan(base.as_ref(), &mine, &other, &merge.theirs.short())?;
    merge.conflicts.clone_from(&planned.conflicts);
    merge.outcome = if planned.conflicts.is_empty() { Outcome::Merged(None) } else { Outcome::Conflicts };
    if options.dry_run {
        for (path, edit) in planned.edits {
            let paths = if edit == Edit::Remove { &mut merge.files.removed } else { &mut merge.files.written };
            paths.push(path);
        }
        return Ok(());
    }
    let writing = repository.begin(action, false)?;
    let written = write(&mine, &other, &planned, &writing, action)?;
    // The files are read through the store, so the archive must be there before the head moves.
    let writing = repository.keep(action, writing)?;
    merge.files = reconcile(repository, action, Some(mine.id()), Some(written.id), &files(current, false))?;
    let stage = Stage { archive: Some(written.id), ..current.stage.clone() };
    let changes = if planned.conflicts.is_empty() {
        let commit = commit(repository, action, options, current, &writing, written.id, [ours, merge.theirs])?;
        merge.outcome = Outcome::Merged(Some(commit));
        moved(current, &Stage { base: Some(commit), ..stage }, Some(ours), commit)
    } else {
        moved(current, &Stage { second: Some(merge.theirs), ..stage }, Some(ours), ours)
    };
    repository.publish(action, writing, current, &changes)?;
    Ok(())
}

/// Writes the archive of ours with the edits made.
fn write(
    ours: &Archive<'_>,
    theirs: &Archive<'_>,
    planned: &Plan,
    writing: &Writing,
    action: &Action<'_>,
) -> Result<Written, RepoError> {
    let edits = &planned.edits;
    let is_gone = |row: &Row, first: &TreePath| match edits.get(first) {
        None => false,
        Some(Edit::Remove) => true,
        Some(Edit::Put { row: put, .. }) => put.digest != row.digest,
    };
    let stay = relink(entries_of(ours, |row| !edits.contains_key(&row.path))?, is_gone);
    let come = edits.values().filter_map(|edit| match edit {
        Edit::Remove => None,
        Edit::Put { row, .. } => {
            Some(Ok(Entry { row: row.clone(), origin: Origin::Outside, fallback: None, tag: None::<()> }))
        }
    });
    let content = Theirs { content: ArchiveContent::new(theirs)?, edits };
    let destination = Destination { sink: &writing.run, content: &content, monitor: action.monitor, exact_time: true };
    let written = write_archive(by_path(stay, come), Some(ours), &destination, &mut |_, _| Ok(()))?;
    match written.left.first() {
        Some(left) => Err(ArchiveError::io(left.path.to_string(), io::Error::other(left.why.clone())).into()),
        None => Ok(written),
    }
}

/// Contents of theirs by the paths that they get here.
struct Theirs<'t, 'r, 'a> {
    content: ArchiveContent<'r, 'a>,
    edits: &'t BTreeMap<TreePath, Edit>,
}

impl Content for Theirs<'_, '_, '_> {
    fn open(&self, path: &TreePath) -> io::Result<Box<dyn OpenFile + '_>> {
        match self.edits.get(path) {
            Some(Edit::Put { from, .. }) => self.content.open(from),
            _ => Err(io::ErrorKind::NotFound.into()),
        }
    }
}

fn commit(
    repository: &Repository,
    action: &Action<'_>,
    options: &MergeOptions,
    current: &Current,
    writing: &Writing,
    archive: Id,
    parents: [GitId; 2],
) -> Result<GitId, RepoError> {
    let into = current.stage.head.clone().unwrap_or_else(|| parents[0].short());
    let message = options.message.clone().unwrap_or_else(|| format!("Merge {} into {into}", options.revision));
    let totals = Attachment::load(&writing.run, &archive)?;
    let draft = Draft {
        archive: (archive, &totals),
        parents: parents.to_vec(),
        author: Identity::new(&options.name, &options.email, action.now.seconds, 0),
        message: format!("{}\n", message.trim_end()),
    };
    write_commit(&writing.run, draft, &repository.key()?)
}
