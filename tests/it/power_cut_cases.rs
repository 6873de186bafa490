//! What the power is cut in: small repositories in memory, and the commands that change something there.

use mosaic::repo::config::Change;
use mosaic::repo::drop::Keep;
use mosaic::repo::error::RepoError;
use mosaic::repo::names::Names;

use crate::power_cut_model::{Files, Process};

type Result<T> = std::result::Result<T, RepoError>;

/// One command.
pub type Command = fn(&Process) -> Result<()>;

/// Commands in a repository that was prepared.
#[derive(Clone, Copy)]
pub struct Case {
    /// For messages.
    pub name: &'static str,
    /// Commands that come before, and the files as they are from then on.
    pub before: &'static [(Option<Files>, Command)],
    /// The files when the commands run.
    pub files: Files,
    /// The commands in which the power is cut.
    pub commands: &'static [Command],
    /// Whether the commands change the work tree.
    pub writes_tree: bool,
    /// Whether a command that was done is not to be done again: a second `undo` takes back something else.
    pub once: bool,
}

/// Files of the first commit.
pub const OLD: Files = &[("a", 40, 1), ("d/b", 700, 2), ("d/big", 17_000, 3), ("d/c", 9, 4), ("z", 0, 5)];
/// Files of the second.
pub const NEW: Files = &[("a", 41, 6), ("d/b", 700, 2), ("d/big", 17_000, 7), ("e", 5, 8)];

/// `OLD`, and a file more.
const MORE: Files = &[("a", 40, 1), ("d/b", 700, 2), ("d/big", 17_000, 3), ("d/c", 9, 4), ("f", 300, 9), ("z", 0, 5)];
/// `OLD`, and another `a` than both.
const OTHER: Files = &[("a", 42, 10), ("d/b", 700, 2), ("d/big", 17_000, 3), ("d/c", 9, 4), ("z", 0, 5)];

const COMMITTED: &[(Option<Files>, Command)] =
    &[(None, Process::init), (Some(OLD), Process::add), (None, Process::commit)];
/// With the tag `old` and the head `other` at the first of them.
pub const TWO_COMMITS: &[(Option<Files>, Command)] = &[
    (None, Process::init),
    (Some(OLD), Process::add),
    (None, Process::commit),
    (None, |p| p.name(Names::Tags, "old")),
    (None, |p| p.name(Names::Heads, "other")),
    (Some(NEW), Process::add),
    (None, Process::commit),
];

const MANY: &[(Option<Files>, Command)] =
    &[(None, Process::init), (Some(OLD), Process::add), (None, Process::commit), (None, Process::many)];

/// Each with data of its own.
const THREE_COMMITS: &[(Option<Files>, Command)] = &[
    (None, Process::init),
    (Some(OLD), Process::add),
    (None, Process::commit),
    (Some(NEW), Process::add_packs),
    (None, Process::commit),
    (Some(OTHER), Process::add),
    (None, Process::commit),
];

/// On the head `other`, which is behind `main`.
const BEHIND: &[(Option<Files>, Command)] = &[
    (None, Process::init),
    (Some(OLD), Process::add),
    (None, Process::commit),
    (None, |p| p.name(Names::Heads, "other")),
    (Some(NEW), Process::add),
    (None, Process::commit),
    (None, Process::switch),
];

/// On the head `other`; `main` and it have a commit of their own each.
const DIVERGED: &[(Option<Files>, Command)] = &[
    (None, Process::init),
    (Some(OLD), Process::add),
    (None, Process::commit),
    (None, |p| p.name(Names::Heads, "other")),
    (Some(NEW), Process::add),
    (None, Process::commit),
    (None, Process::switch),
    (Some(MORE), Process::add),
    (None, Process::commit),
];

/// As `DIVERGED`; both commits changed `a`.
const CONFLICTING: &[(Option<Files>, Command)] = &[
    (None, Process::init),
    (Some(OLD), Process::add),
    (None, Process::commit),
    (None, |p| p.name(Names::Heads, "other")),
    (Some(NEW), Process::add),
    (None, Process::commit),
    (None, Process::switch),
    (Some(OTHER), Process::add),
    (None, Process::commit),
];

/// With much that nothing needs, and many indexes.
pub const GARBAGE: &[(Option<Files>, Command)] = &[
    (None, Process::init),
    (Some(NEW), Process::add_packs),
    (Some(OLD), Process::add),
    (None, Process::commit),
    (None, Process::many),
];

impl Case {
    const fn new(
        name: &'static str,
        before: &'static [(Option<Files>, Command)],
        files: Files,
        commands: &'static [Command],
    ) -> Self {
        Self { name, before, files, commands, writes_tree: false, once: false }
    }

    const fn writes_tree(self) -> Self {
        Self { writes_tree: true, ..self }
    }

    const fn once(self) -> Self {
        Self { once: true, ..self }
    }
}

/// All cases.
pub const CASES: &[Case] = &[
    Case::new("init", &[], OLD, &[Process::init]),
    Case::new("init, add, commit", &[], OLD, &[Process::init, Process::add, Process::commit]),
    Case::new("add, commit", COMMITTED, NEW, &[Process::add, Process::commit]),
    Case::new("add in many packs, commit", COMMITTED, NEW, &[Process::add_packs, Process::commit]),
    Case::new("checkout", TWO_COMMITS, NEW, &[Process::checkout]).writes_tree(),
    Case::new("switch", TWO_COMMITS, NEW, &[Process::switch]).writes_tree(),
    Case::new("restore --staged", COMMITTED, NEW, &[Process::add, Process::unstage_path, Process::unstage_all]),
    Case::new(
        "config",
        COMMITTED,
        OLD,
        &[|p| p.set(Change::Set("A")), |p| p.set(Change::Set("Another")), |p| p.set(Change::Unset)],
    ),
    Case::new(
        "tags",
        TWO_COMMITS,
        NEW,
        &[|p| p.name(Names::Tags, "new"), |p| p.delete(Names::Tags, "old"), |p| p.delete(Names::Tags, "new")],
    ),
    Case::new(
        "heads",
        TWO_COMMITS,
        NEW,
        &[|p| p.name(Names::Heads, "new"), Process::rename, |p| p.delete(Names::Heads, "other")],
    ),
    Case::new("undo, op restore", TWO_COMMITS, NEW, &[Process::undo, Process::op_restore]).once(),
    Case::new(
        "merge of indexes and packs",
        MANY,
        NEW,
        &[|p| p.name(Names::Tags, "new"), |p| p.name(Names::Tags, "newer")],
    ),
    Case::new("gc", GARBAGE, OLD, &[Process::gc]),
    Case::new("gc --recompress", GARBAGE, OLD, &[Process::recompress]),
    Case::new("drop --keep-last", THREE_COMMITS, OTHER, &[|p| p.drop_data(&Keep::Last(1))]),
    Case::new("drop --before", THREE_COMMITS, OTHER, &[|p| p.drop_data(&Keep::Since("@".to_owned()))]),
    Case::new("import", COMMITTED, OLD, &[Process::import, Process::commit]),
    Case::new("merge, fast-forward", BEHIND, OLD, &[|p| p.merge("main")]).writes_tree(),
    Case::new("merge", DIVERGED, MORE, &[|p| p.merge("main")]).writes_tree(),
    Case::new("merge with conflicts", CONFLICTING, OTHER, &[|p| p.merge("main")]).writes_tree().once(),
    Case::new("rm", COMMITTED, OLD, &[Process::rm, Process::commit]).writes_tree(),
    Case::new("mv", COMMITTED, OLD, &[Process::mv, Process::commit]).writes_tree(),
    Case::new("overtaken", TWO_COMMITS, NEW, &[Process::overtaken]),
];
