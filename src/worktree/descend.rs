//! The listing side of a walk: depth first, directories opened relative to their parents, names sorted, rules applied.
//! Runs ahead of the consumer on a thread of its own, by a bounded number of batches; when it is far enough ahead it
//! stats what it has listed.

use std::collections::VecDeque;
use std::mem::{MaybeUninit, take};
use std::os::fd::{AsFd, OwnedFd};
use std::sync::Arc;

use crossbeam_channel::{Sender, TrySendError};
use rustix::fs::{AtFlags, Mode, OFlags, fstat, openat, statat};
use rustix::io::Errno;

use crate::archive::row::EntryKind;
use crate::base::path::TreePath;
use crate::worktree::batch::{Batch, Filling, Item};
use crate::worktree::error::{Result, WorkTreeError};
use crate::worktree::found::{Found, SkipReason, Skipped, WalkOptions};
use crate::worktree::ignore::{RULES, Rules};
use crate::worktree::list::{Hint, Names, list};
use crate::worktree::stat::Stat;
use crate::worktree::tree::{DIRECTORY, TEMPORARY, WorkTree};

/// Descriptors of directories kept open on the way down; those above are opened again when the walk comes back.
const OPEN_LEVELS: usize = 64;

/// The directory of a repository.
const REPOSITORY: &[u8] = b".mosaic";

/// The consumer is gone: stop.
pub(in crate::worktree) struct Stop;

/// A directory that the walk is in.
struct Level {
    fd: Option<Arc<OwnedFd>>,
    /// Length of its path.
    len: usize,
    names: Names,
    next: usize,
}

/// Lists a work tree in the order of paths.
pub(in crate::worktree) struct Lister {
    tree: WorkTree,
    options: WalkOptions,
    rules: Rules,
    device: u64,
    /// The path of the directory that the walk is in.
    path: Vec<u8>,
    levels: Vec<Level>,
    filling: Filling,
    out: Sender<Arc<Batch>>,
    sent: VecDeque<Arc<Batch>>,
    buffer: Vec<MaybeUninit<u8>>,
}

impl Lister {
    /// # Errors
    /// A pattern cannot be read, or the root cannot.
    pub(in crate::worktree) fn new(tree: WorkTree, mut options: WalkOptions, out: Sender<Arc<Batch>>) -> Result<Self> {
        options.below.sort_unstable();
        // What lies within the one before it is visited with that one.
        options.below.dedup_by(|later, kept| later.is_within(kept));
        let rules = Rules::new(&options.exclude)?;
        let device = Stat::new(&fstat(tree.root()).map_err(|errno| WorkTreeError::of(b"", errno))?).device;
        Ok(Self {
            tree,
            options,
            rules,
            device,
            path: Vec::new(),
            levels: Vec::new(),
            filling: Filling::default(),
            out,
            sent: VecDeque::new(),
            buffer: vec![MaybeUninit::uninit(); 64 << 10],
        })
    }

    /// Lists everything that was asked for.
    pub(in crate::worktree) fn run(mut self) {
        let below = take(&mut self.options.below);
        let done =
            if below.is_empty() { self.walk_root() } else { below.iter().try_for_each(|top| self.walk_top(top)) };
        if done.and_then(|()| self.flush()).is_ok() {
            self.sent.iter().for_each(|batch| batch.help());
        }
    }

    fn walk_root(&mut self) -> std::result::Result<(), Stop> {
        let listed = self.tree.open_directory(b"").and_then(|fd| Ok((list(fd.as_fd(), &mut self.buffer)?, fd)));
        match listed {
            Ok((names, fd)) => self.descend(fd, names),
            Err(errno) => self.filling.push(Item::Failed(WorkTreeError::of(b"", errno))),
        }
        self.drain()
    }

    /// Visits one file or directory that was asked for by name.
    fn walk_top(&mut self, top: &TreePath) -> std::result::Result<(), Stop> {
        let bytes = top.as_bytes();
        let parent = bytes.iter().rposition(|b| *b == b'/').map_or(&bytes[..0], |slash| &bytes[..slash]);
        let fd = match self.tree.open_directory(parent) {
            Ok(fd) => Arc::new(fd),
            // What is not there is nothing to find.
            Err(Errno::NOENT | Errno::NOTDIR | Errno::LOOP) => return Ok(()),
            Err(errno) => {
                self.skip(bytes, SkipReason::Unreadable(errno.to_string()));
                return self.send_if_full();
            }
        };
        if self.options.ignore {
            let skipped = self.rules.load(&self.tree, parent);
            self.report(skipped);
        }
        self.path.clear();
        self.path.extend_from_slice(parent);
        let directory = match statat(&fd, top.name(), AtFlags::SYMLINK_NOFOLLOW) {
            Ok(raw) => Stat::new(&raw).kind == Some(EntryKind::Directory),
            Err(_) => false,
        };
        if self.rules.say_ignore_above(bytes) || self.rules.say_ignore(bytes, directory) {
            self.skip(bytes, SkipReason::Ignored);
        } else {
            self.visit(top.name(), Hint::Unknown, &fd);
        }
        self.send_if_full()?;
        self.drain()
    }

    /// Visits all that is left in the levels.
    fn drain(&mut self) -> std::result::Result<(), Stop> {
        while let Some(level) = self.levels.last_mut() {
            let (len, mut next) = (level.len, level.next);
            let names = take(&mut level.names);
            let open = level.fd.clone();
            self.path.truncate(len);
            self.rules.leave(len);
            let depth = self.levels.len();
            if let Some(fd) = open.or_else(|| self.open_again()) {
                while self.levels.len() == depth
                    && let Some((name, hint)) = names.get(next)
                {
                    next += 1;
                    self.visit(name, hint, &fd);
                    self.send_if_full()?;
                }
            }
            if self.levels.len() == depth {
                self.levels.pop();
            } else {
                let level = &mut self.levels[depth - 1];
                (level.names, level.next) = (names, next);
            }
        }
        Ok(())
    }

    /// Opens the directory that the walk comes back to, where its descriptor was closed on the way down.
    fn open_again(&mut self) -> Option<Arc<OwnedFd>> {
        match self.tree.open_directory(&self.path) {
            Ok(fd) => Some(Arc::new(fd)),
            Err(errno) => {
                self.skip(&self.path.clone(), SkipReason::Unreadable(errno.to_string()));
                None
            }
        }
    }

    fn visit(&mut self, name: &[u8], hint: Hint, directory: &Arc<OwnedFd>) {
        if name == REPOSITORY && self.path.is_empty() {
            return;
        }
        let bytes = join(&self.path, name);
        let hint = if hint == Hint::Unknown { look(directory, name) } else { hint };
        if self.rules.say_ignore(&bytes, hint == Hint::Directory) {
            return;
        }
        if hint == Hint::Special {
            return self.skip(&bytes, SkipReason::Special);
        }
        if name.starts_with(TEMPORARY.as_bytes()) {
            return self.skip(&bytes, SkipReason::Leftover);
        }
        match TreePath::new(bytes) {
            Ok(path) if hint == Hint::Directory => self.enter(path, directory),
            Ok(path) => self.filling.push_listed(path, directory),
            Err(error) => self.skip(&join(&self.path, name), SkipReason::Name(error)),
        }
    }

    /// Visits a directory: lists it before it is reported, since one with a repository of its own is left out.
    fn enter(&mut self, path: TreePath, parent: &Arc<OwnedFd>) {
        let fd = match openat(parent, path.name(), DIRECTORY | OFlags::NONBLOCK, Mode::empty()) {
            Ok(fd) => fd,
            Err(Errno::NOENT) => return,
            // No longer a directory: the stat will tell what it is.
            Err(Errno::NOTDIR | Errno::LOOP) => return self.filling.push_listed(path, parent),
            Err(errno) => return self.skip(path.as_bytes(), SkipReason::Unreadable(errno.to_string())),
        };
        let listed = fstat(&fd).and_then(|raw| Ok((Stat::new(&raw), list(fd.as_fd(), &mut self.buffer)?)));
        let (stat, names) = match listed {
            Ok(listed) => listed,
            Err(errno) => return self.skip(path.as_bytes(), SkipReason::Unreadable(errno.to_string())),
        };
        let inner = names.find(REPOSITORY);
        if inner == Some(Hint::Directory) || inner == Some(Hint::Unknown) && look(&fd, REPOSITORY) == Hint::Directory {
            return self.skip(path.as_bytes(), SkipReason::Repository);
        }
        let stays = stat.device == self.device || !self.options.one_file_system;
        self.path.clear();
        self.path.extend_from_slice(path.as_bytes());
        self.filling.push(Item::Found(Found { path, stat }));
        if stays {
            self.descend(fd, names);
        }
    }

    fn descend(&mut self, fd: OwnedFd, names: Names) {
        if self.options.ignore && names.find(RULES.as_bytes()).is_some() {
            let skipped = self.rules.enter(&self.tree, &self.path);
            self.report(skipped);
        }
        self.levels.push(Level { fd: Some(Arc::new(fd)), len: self.path.len(), names, next: 0 });
        if let Some(far) = self.levels.len().checked_sub(OPEN_LEVELS + 1) {
            self.levels[far].fd = None;
        }
    }

    fn report(&mut self, skipped: Vec<Skipped>) {
        skipped.into_iter().for_each(|skipped| self.filling.push(Item::Skipped(skipped)));
    }

    fn skip(&mut self, path: &[u8], reason: SkipReason) {
        self.filling.push(Item::Skipped(Skipped { path: path.into(), reason }));
    }

    fn send_if_full(&mut self) -> std::result::Result<(), Stop> {
        if self.filling.is_full() { self.flush() } else { Ok(()) }
    }

    /// Sends what is listed. While the consumer has enough, stats what it has not come to yet.
    fn flush(&mut self) -> std::result::Result<(), Stop> {
        if self.filling.is_empty() {
            return Ok(());
        }
        let batch = self.filling.finish();
        loop {
            match self.out.try_send(Arc::clone(&batch)) {
                Ok(()) => break,
                Err(TrySendError::Disconnected(_)) => return Err(Stop),
                Err(TrySendError::Full(_)) => match self.sent.pop_front() {
                    Some(older) => older.help(),
                    None => {
                        self.out.send(batch).map_err(|_| Stop)?;
                        return Ok(());
                    }
                },
            }
        }
        // What nobody else holds has been consumed.
        while self.sent.front().is_some_and(|older| Arc::strong_count(older) == 1) {
            self.sent.pop_front();
        }
        self.sent.push_back(batch);
        Ok(())
    }
}

/// The name of an entry of the directory with this path.
fn join(directory: &[u8], name: &[u8]) -> Box<[u8]> {
    let slash: &[u8] = if directory.is_empty() { b"" } else { b"/" };
    [directory, slash, name].concat().into_boxed_slice()
}

/// What an entry is, where the listing does not say.
fn look(directory: &OwnedFd, name: &[u8]) -> Hint {
    match statat(directory, name, AtFlags::SYMLINK_NOFOLLOW).map(|raw| Stat::new(&raw).kind) {
        Ok(Some(EntryKind::Directory)) => Hint::Directory,
        Ok(None) => Hint::Special,
        // Also what is gone by now: the second stat will tell.
        Ok(Some(_)) | Err(_) => Hint::Leaf,
    }
}
