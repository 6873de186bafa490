//! `.mosaicignore`: which names the user wants left out. gitignore semantics, nested files, patterns in UTF-8.
//! A rule says nothing about what is tracked already; that is the caller's knowledge.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::base::path::TreePath;
use crate::worktree::error::{Result, WorkTreeError};
use crate::worktree::found::{SkipReason, Skipped};
use crate::worktree::tree::WorkTree;

/// The file that holds the rules of its directory and what is below.
pub const RULES: &str = ".mosaicignore";

/// Longest file of rules that is read, in bytes.
const MAX_RULES: u64 = 16 << 20;

/// The rules on the way from the root to one directory, the nearest last.
#[derive(Default)]
pub(in crate::worktree) struct Rules {
    exclude: Option<Gitignore>,
    /// For each: length of its directory's path with the slash after it.
    levels: Vec<(usize, Gitignore)>,
    /// The directory for which [`Rules::load`] was called last.
    loaded: Option<Vec<u8>>,
}

impl Rules {
    /// Rules that leave out `exclude`, patterns relative to the root that win over every file.
    ///
    /// # Errors
    /// One of them is no pattern.
    pub(in crate::worktree) fn new(exclude: &[String]) -> Result<Self> {
        if exclude.is_empty() {
            return Ok(Self::default());
        }
        let mut builder = GitignoreBuilder::new("");
        for line in exclude {
            builder.add_line(None, &literal_braces(line)).map_err(|error| not_a_pattern(line, &error))?;
        }
        let exclude = builder.build().map_err(|error| not_a_pattern("--exclude", &error))?;
        Ok(Self { exclude: Some(exclude), ..Self::default() })
    }

    /// Adds the rules of `directory` (`""` is the root). Returns what is wrong with them.
    pub(in crate::worktree) fn enter(&mut self, tree: &WorkTree, directory: &[u8]) -> Vec<Skipped> {
        let slash: &[u8] = if directory.is_empty() { b"" } else { b"/" };
        let Ok(path) = TreePath::new([directory, slash, RULES.as_bytes()].concat()) else { return Vec::new() };
        let skipped = |reason| Skipped { path: path.as_bytes().into(), reason };
        let text = match read_rules(tree, &path) {
            Ok(text) => text,
            Err(error) => return vec![skipped(SkipReason::Unreadable(error.to_string()))],
        };
        let Some(text) = text else { return Vec::new() };
        let mut builder = GitignoreBuilder::new("");
        let mut bad = Vec::new();
        let text = String::from_utf8_lossy(&text);
        for line in text.trim_start_matches('\u{feff}').lines() {
            if builder.add_line(None, &literal_braces(line)).is_err() {
                bad.push(skipped(SkipReason::BadRule(line.to_owned())));
            }
        }
        match builder.build() {
            Ok(rules) => self.levels.push((prefix(directory.len()), rules)),
            Err(error) => bad.push(skipped(SkipReason::BadRule(error.to_string()))),
        }
        bad
    }

    /// Has the rules of `directory` and of all above it, and no others. Those that it has already are not read again.
    pub(in crate::worktree) fn load(&mut self, tree: &WorkTree, directory: &[u8]) -> Vec<Skipped> {
        let common = self.loaded.take().map(|loaded| common_directory(&loaded, directory));
        let mut skipped = Vec::new();
        match common {
            Some(common) => self.leave(common),
            None => {
                self.levels.clear();
                skipped = self.enter(tree, b"");
            }
        }
        for end in common.unwrap_or(0) + 1..=directory.len() {
            if end == directory.len() || directory[end] == b'/' {
                skipped.extend(self.enter(tree, &directory[..end]));
            }
        }
        self.loaded = Some(directory.to_vec());
        skipped
    }

    /// Forgets the rules below the directory whose path has `len` bytes.
    pub(in crate::worktree) fn leave(&mut self, len: usize) {
        self.levels.retain(|(below, _)| *below <= prefix(len));
    }

    /// Whether a directory above the entry is left out.
    pub(in crate::worktree) fn say_ignore_above(&self, path: &[u8]) -> bool {
        let slashes = path.iter().enumerate().filter(|(_, b)| **b == b'/');
        slashes.into_iter().any(|(end, _)| self.say_ignore(&path[..end], true))
    }

    /// Whether the entry itself is left out; what is above it is not asked.
    pub(in crate::worktree) fn say_ignore(&self, path: &[u8], directory: bool) -> bool {
        let levels = self.levels.iter().rev().map(|(below, rules)| (*below, rules));
        // Rules inside a directory say nothing about the directory.
        let levels = levels.filter(|(below, _)| *below < path.len());
        for (below, rules) in self.exclude.iter().map(|rules| (0, rules)).chain(levels) {
            match rules.matched(OsStr::from_bytes(&path[below..]), directory) {
                Match::Ignore(_) => return true,
                Match::Whitelist(_) => return false,
                Match::None => {}
            }
        }
        false
    }
}

/// Bytes before the names in a directory whose path has `len` bytes.
fn prefix(len: usize) -> usize {
    if len == 0 { 0 } else { len + 1 }
}

/// The pattern for a matcher that takes `{a,b}` for alternatives, which git does not.
fn literal_braces(line: &str) -> Cow<'_, str> {
    if !line.contains(['{', '}']) {
        return Cow::Borrowed(line);
    }
    let (mut out, mut escaped, mut class) = (String::with_capacity(line.len() + 2), false, false);
    for c in line.chars() {
        if matches!(c, '{' | '}') && !escaped && !class {
            out.push('\\');
        }
        class = if escaped { class } else { c == '[' || class && c != ']' };
        escaped = !escaped && c == '\\';
        out.push(c);
    }
    Cow::Owned(out)
}

fn not_a_pattern(pattern: &str, error: &ignore::Error) -> WorkTreeError {
    WorkTreeError::Pattern { path: pattern.to_owned(), reason: error.to_string() }
}

/// The text of a file of rules; `None` where there is none. A link is not followed.
fn read_rules(tree: &WorkTree, path: &TreePath) -> Result<Option<Vec<u8>>> {
    let mut reader = match tree.open_file(path) {
        Ok(reader) => reader,
        Err(WorkTreeError::Missing { .. } | WorkTreeError::InTheWay { .. }) => return Ok(None),
        Err(error) => return Err(error),
    };
    let size = reader.stat().size;
    if size > MAX_RULES {
        return Err(WorkTreeError::Length { path: path.to_string(), expected: MAX_RULES, got: size });
    }
    let mut text = Vec::new();
    reader.read_whole(&mut text)?;
    Ok(Some(text))
}

/// Answers whether paths are ignored. Cheapest when asked in their order: it remembers the rules above the last one.
pub struct Ignored {
    tree: WorkTree,
    rules: Rules,
}

impl Ignored {
    /// By the `.mosaicignore` files of `tree`, and by `exclude` before them. Rules that cannot be read count as none; a
    /// walk reports them.
    ///
    /// # Errors
    /// One of `exclude` is no pattern.
    pub fn new(tree: &WorkTree, exclude: &[String]) -> Result<Self> {
        Ok(Self { tree: tree.clone(), rules: Rules::new(exclude)? })
    }

    /// Whether the entry, or a directory above it, is left out.
    pub fn is_ignored(&mut self, path: &TreePath, directory: bool) -> bool {
        let bytes = path.as_bytes();
        let slash = bytes.iter().rposition(|b| *b == b'/').unwrap_or(0);
        self.rules.load(&self.tree, &bytes[..slash]);
        self.rules.say_ignore_above(bytes) || self.rules.say_ignore(bytes, directory)
    }
}

/// Length of the longest path that is or holds both.
fn common_directory(a: &[u8], b: &[u8]) -> usize {
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let ends = |path: &[u8]| path.len() == same || path[same] == b'/';
    if ends(a) && ends(b) { same } else { a[..same].iter().rposition(|b| *b == b'/').unwrap_or(0) }
}
