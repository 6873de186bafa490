//! `.mosaicignore`: which names the user wants left out. gitignore semantics, nested files, patterns in UTF-8.
//! A rule says nothing about what is tracked already; that is the caller's knowledge.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::base::path::TreePath;
use crate::worktree::error::{Result, WorkTreeError};
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
            builder.add_line(None, line).map_err(|error| not_a_pattern(line, &error))?;
        }
        let exclude = builder.build().map_err(|error| not_a_pattern("--exclude", &error))?;
        Ok(Self { exclude: Some(exclude), levels: Vec::new() })
    }

    /// Adds the rules that `text` gives to `directory`. Returns the lines that are no patterns.
    pub(in crate::worktree) fn enter(&mut self, directory: &[u8], text: &[u8]) -> Vec<String> {
        let mut builder = GitignoreBuilder::new("");
        let mut bad = Vec::new();
        let text = String::from_utf8_lossy(text);
        for line in text.trim_start_matches('\u{feff}').lines() {
            if builder.add_line(None, line).is_err() {
                bad.push(line.to_owned());
            }
        }
        match builder.build() {
            Ok(rules) => self.levels.push((prefix(directory.len()), rules)),
            Err(error) => bad.push(error.to_string()),
        }
        bad
    }

    /// Forgets the rules below the directory whose path has `len` bytes.
    pub(in crate::worktree) fn leave(&mut self, len: usize) {
        self.levels.retain(|(below, _)| *below <= prefix(len));
    }

    /// Forgets the rules of all files.
    pub(in crate::worktree) fn leave_all(&mut self) {
        self.levels.clear();
    }

    /// Whether the entry itself is left out; what is above it is not asked.
    pub(in crate::worktree) fn says_ignore(&self, path: &[u8], directory: bool) -> bool {
        let levels = self.levels.iter().rev().map(|(below, rules)| (*below, rules));
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

fn not_a_pattern(pattern: &str, error: &ignore::Error) -> WorkTreeError {
    WorkTreeError::Pattern { path: pattern.to_owned(), reason: error.to_string() }
}

/// The text of the rules in `directory` (`""` is the root); `None` where it has none. A link is not followed.
///
/// # Errors
/// It is there and cannot be read, or is beyond all reason.
pub(in crate::worktree) fn read_rules(tree: &WorkTree, directory: &[u8]) -> Result<Option<Vec<u8>>> {
    let slash: &[u8] = if directory.is_empty() { b"" } else { b"/" };
    let Ok(path) = TreePath::new([directory, slash, RULES.as_bytes()].concat()) else { return Ok(None) };
    let mut reader = match tree.open_file(&path) {
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
    /// The directory whose rules, and those above it, are loaded.
    loaded: Option<Vec<u8>>,
}

impl Ignored {
    /// By the `.mosaicignore` files of `tree`, and by `exclude` before them.
    ///
    /// # Errors
    /// One of `exclude` is no pattern.
    pub fn new(tree: &WorkTree, exclude: &[String]) -> Result<Self> {
        Ok(Self { tree: tree.clone(), rules: Rules::new(exclude)?, loaded: None })
    }

    /// Whether the entry, or a directory above it, is left out.
    ///
    /// # Errors
    /// A file of rules cannot be read.
    pub fn is_ignored(&mut self, path: &TreePath, directory: bool) -> Result<bool> {
        let bytes = path.as_bytes();
        self.load(bytes)?;
        let above = bytes.iter().enumerate().filter(|(_, b)| **b == b'/').map(|(at, _)| at);
        for end in above {
            if self.rules.says_ignore(&bytes[..end], true) {
                return Ok(true);
            }
        }
        Ok(self.rules.says_ignore(bytes, directory))
    }

    /// Loads the rules of all directories above the entry.
    fn load(&mut self, path: &[u8]) -> Result<()> {
        let directory = path.iter().rposition(|b| *b == b'/').map_or(&path[..0], |slash| &path[..slash]);
        let common = self.loaded.take().map(|loaded| common_directory(&loaded, directory));
        match common {
            Some(common) => self.rules.leave(common),
            None => {
                self.rules.leave_all();
                self.enter(b"")?;
            }
        }
        let from = common.unwrap_or(0);
        for end in from + 1..=directory.len() {
            if end == directory.len() || directory[end] == b'/' {
                self.enter(&directory[..end])?;
            }
        }
        self.loaded = Some(directory.to_vec());
        Ok(())
    }

    fn enter(&mut self, directory: &[u8]) -> Result<()> {
        if let Some(text) = read_rules(&self.tree, directory)? {
            self.rules.enter(directory, &text);
        }
        Ok(())
    }
}

/// Length of the longest path that is or holds both.
fn common_directory(a: &[u8], b: &[u8]) -> usize {
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let ends = |path: &[u8]| path.len() == same || path[same] == b'/';
    if ends(a) && ends(b) { same } else { a[..same].iter().rposition(|b| *b == b'/').unwrap_or(0) }
}
