//! `fast-export`: commits with their files as a stream for `git fast-import`: every commit behind its parents, each told
//! by its differences from the first of them.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{self, Write};

use crate::archive::error::ArchiveError;
use crate::archive::reader::{Archive, Located, Stream};
use crate::archive::row::{EntryKind, Row};
use crate::base::id::GitId;
use crate::base::monitor::Monitor;
use crate::base::path::TreePath;
use crate::object::error::ObjectError;
use crate::object::git::Identity;
use crate::object::traits::Source;
use crate::repo::ancestry::oldest_first;
use crate::repo::compare::{Change, compare};
use crate::repo::current::Current;
use crate::repo::error::RepoError;
use crate::repo::record::Version;
use crate::repo::repository::Repository;
use crate::repo::selection::Selection;
use crate::state::operation::root;

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FastExported {
    /// Commits.
    pub commits: u64,
    /// Contents of files and links, counted whenever they changed.
    pub contents: u64,
    /// Paths that git does not allow, and that were left out with a warning.
    pub left_out: u64,
}

/// Writes the history of `revisions` (none: of all heads and tags) to `out`.
///
/// # Errors
/// A name is no revision, an object is missing or damaged, `out` cannot be written, or the user stopped the work.
pub fn fast_export(
    repository: &Repository,
    current: &Current,
    revisions: &[String],
    out: &mut (dyn Write + '_),
    monitor: &dyn Monitor,
) -> Result<FastExported, RepoError> {
    let refs = names(repository, current, revisions)?;
    let Some(first) = refs.keys().next() else {
        return Err(RepoError::Unborn(current.stage.head.clone().unwrap_or_default()));
    };
    let source = repository.source();
    let commits = oldest_first(source, refs.values().copied())?;
    monitor.phase("exporting commits", Some(commits.len() as u64));
    let mut exporter = Exporter { source, out, monitor, left_out: HashSet::new(), contents: 0 };
    exporter.line("feature done")?;
    let mut marks = HashMap::new();
    for (mark, id) in (1u64..).zip(&commits) {
        exporter.commit(&Version::load(source, *id)?, mark, first, &marks)?;
        marks.insert(*id, mark);
        monitor.advance(1);
    }
    for (name, id) in &refs {
        exporter.line(&format!("reset {name}\nfrom :{}\n", marks[id]))?;
    }
    exporter.line("done")?;
    exporter.out.flush().map_err(failed)?;
    let left_out = exporter.left_out.len() as u64;
    Ok(FastExported { commits: commits.len() as u64, contents: exporter.contents, left_out })
}

/// The names that git is to give to the commits: those of heads and tags, for other revisions a new one.
fn names(
    repository: &Repository,
    current: &Current,
    revisions: &[String],
) -> Result<BTreeMap<String, GitId>, RepoError> {
    let source = repository.source();
    let heads = current.names(source, root::HEADS)?;
    let tags = current.names(source, root::TAGS)?;
    if revisions.is_empty() {
        let named = |folder: &str, names: BTreeMap<String, GitId>| -> Vec<(String, GitId)> {
            names.into_iter().map(|(name, id)| (format!("refs/{folder}/{name}"), id)).collect()
        };
        return Ok(named("heads", heads).into_iter().chain(named("tags", tags)).collect());
    }
    let mut refs = BTreeMap::new();
    for revision in revisions {
        let id = repository.resolve(current, revision)?;
        let name = if revision == "@" { current.stage.head.as_ref().unwrap_or(revision) } else { revision };
        let name = match (heads.contains_key(name), tags.contains_key(name)) {
            (true, _) => format!("refs/heads/{name}"),
            (false, true) => format!("refs/tags/{name}"),
            (false, false) => format!("refs/heads/mosaic-{}", id.short()),
        };
        refs.insert(name, id);
    }
    Ok(refs)
}

struct Exporter<'e> {
    source: &'e dyn Source,
    out: &'e mut (dyn Write + 'e),
    monitor: &'e dyn Monitor,
    left_out: HashSet<TreePath>,
    contents: u64,
}

impl Exporter<'_> {
    fn line(&mut self, text: &str) -> Result<(), RepoError> {
        self.bytes(text.as_bytes())?;
        self.bytes(b"\n")
    }

    fn bytes(&mut self, bytes: &[u8]) -> Result<(), RepoError> {
        self.out.write_all(bytes).map_err(failed)
    }

    fn commit(
        &mut self,
        version: &Version,
        mark: u64,
        name: &str,
        marks: &HashMap<GitId, u64>,
    ) -> Result<(), RepoError> {
        let commit = &version.commit;
        if commit.parents.is_empty() {
            // Otherwise git would take the last commit of that name for the parent.
            self.line(&format!("reset {name}"))?;
        }
        self.line(&format!("commit {name}\nmark :{mark}"))?;
        self.line(&format!("author {}\ncommitter {}", identity(&commit.author), identity(&commit.committer)))?;
        self.line(&format!("data {}\n{}", commit.message.len(), commit.message))?;
        for (parent, word) in commit.parents.iter().zip(["from"].into_iter().chain(std::iter::repeat("merge"))) {
            self.line(&format!("{word} :{}", marks[parent]))?;
        }
        let new = Archive::open(self.source, version.summary.attachment)?;
        match commit.parents.first() {
            None => self.everything(&new)?,
            Some(parent) => {
                let parent = Version::load(self.source, *parent)?;
                self.differences(&Archive::open(self.source, parent.summary.attachment)?, &new)?;
            }
        }
        self.line("")
    }

    fn everything(&mut self, archive: &Archive<'_>) -> Result<(), RepoError> {
        let mut stream = archive.stream()?;
        for found in archive.rows()? {
            self.modify(&found?, &mut stream)?;
        }
        Ok(())
    }

    fn differences(&mut self, old: &Archive<'_>, new: &Archive<'_>) -> Result<(), RepoError> {
        let differences = compare(Some(old), Some(new), &Selection::all())?;
        // First what goes, so that no path is in the way of what comes.
        for difference in &differences {
            let stays = difference.new.as_ref().is_some_and(|new| new.kind != EntryKind::Directory);
            let was = difference.old.as_ref().filter(|old| old.kind != EntryKind::Directory);
            if let Some(was) = was
                && (!stays || matches!(difference.change, Change::Renamed { .. }))
                && is_allowed(&was.path)
            {
                self.bytes(b"D ")?;
                self.bytes(&quoted(was.path.as_bytes()))?;
                self.bytes(b"\n")?;
            }
        }
        let mut finder = Finder { archive: new, part: usize::MAX, rows: Vec::new() };
        let mut stream = new.stream()?;
        for difference in &differences {
            let Some(row) = difference.new.as_ref().filter(|row| row.kind != EntryKind::Directory) else { continue };
            let unseen = difference.change == Change::Mode && difference.old.as_ref().map(mode) == Some(mode(row));
            if !unseen {
                self.modify(finder.find(&row.path)?, &mut stream)?;
            }
        }
        Ok(())
    }

    /// Tells the mode and content of an entry; a directory is what its files make it.
    fn modify(&mut self, found: &Located, stream: &mut Stream<'_, '_>) -> Result<(), RepoError> {
        let row = &found.row;
        if row.kind == EntryKind::Directory {
            return Ok(());
        }
        if self.monitor.cancelled() {
            return Err(ObjectError::Cancelled.into());
        }
        if !is_allowed(&row.path) {
            if self.left_out.insert(row.path.clone()) {
                self.monitor.warn(&format!("{}: left out, git does not allow the name", row.path));
            }
            return Ok(());
        }
        self.contents += 1;
        self.bytes(format!("M {} inline ", mode(row)).as_bytes())?;
        self.bytes(&quoted(row.path.as_bytes()))?;
        if row.kind == EntryKind::Symlink {
            self.bytes(format!("\ndata {}\n", row.target.len()).as_bytes())?;
            self.bytes(&row.target)?;
        } else {
            self.bytes(format!("\ndata {}\n", row.size).as_bytes())?;
            let out = &mut *self.out;
            stream.copy(found.content(), row.size, &mut |piece| {
                out.write_all(piece).map_err(|error| ArchiveError::io("the exported stream", error))
            })?;
        }
        self.bytes(b"\n")
    }
}

/// Finds entries one after the other; keeps the rows of one manifest chunk.
struct Finder<'f, 'a> {
    archive: &'f Archive<'a>,
    part: usize,
    rows: Vec<Located>,
}

impl Finder<'_, '_> {
    fn find(&mut self, path: &TreePath) -> Result<&Located, ArchiveError> {
        let parts = self.archive.parts()?;
        let part = parts.partition_point(|(part, _)| part.first <= *path).saturating_sub(1);
        if part != self.part {
            let part_rows = self.archive.rows_of(parts.get(part..=part).unwrap_or_default());
            self.rows = part_rows.collect::<Result<_, _>>()?;
            self.part = part;
        }
        let at = self.rows.binary_search_by(|found| found.row.path.cmp(path));
        at.map(|at| &self.rows[at]).map_err(|_| ArchiveError::NoEntry(path.to_string()))
    }
}

/// The mode as git has it.
const fn mode(row: &Row) -> &'static str {
    match row.kind {
        EntryKind::Symlink => "120000",
        EntryKind::File if row.mode & 0o100 != 0 => "100755",
        EntryKind::File | EntryKind::Directory => "100644",
    }
}

fn identity(who: &Identity) -> String {
    let (hours, minutes) = (who.offset().abs() / 60, who.offset().abs() % 60);
    let sign = if who.offset() < 0 { '-' } else { '+' };
    format!("{} <{}> {} {sign}{hours:02}{minutes:02}", who.name(), who.email(), who.seconds())
}

/// Whether git takes the path: no component that a file system could take for `.git` (git's `verify_path`).
fn is_allowed(path: &TreePath) -> bool {
    let is_git = |component: &[u8]| {
        let folded = component.to_ascii_lowercase();
        let rest = folded.strip_prefix(b".git").or_else(|| folded.strip_prefix(b"git~1"));
        // NTFS drops dots and spaces at the end, and takes what follows a colon for a stream.
        rest.is_some_and(|rest| {
            let rest = rest.iter().position(|b| matches!(b, b':' | b'\\')).map_or(rest, |end| &rest[..end]);
            rest.iter().all(|b| matches!(b, b'.' | b' '))
        })
    };
    !path.components().any(is_git)
}

/// The path as git's C-style string, where it is more than plain characters.
fn quoted(path: &[u8]) -> Vec<u8> {
    let is_plain = |b: &u8| b.is_ascii_graphic() && !matches!(b, b'"' | b'\\');
    if path.iter().all(is_plain) {
        return path.to_vec();
    }
    let mut out = vec![b'"'];
    for byte in path {
        if is_plain(byte) || *byte == b' ' {
            out.push(*byte);
        } else {
            out.extend_from_slice(format!("\\{byte:03o}").as_bytes());
        }
    }
    out.push(b'"');
    out
}

fn failed(error: io::Error) -> RepoError {
    ArchiveError::io("the exported stream", error).into()
}
