//! A disk with a cache, in memory: what it holds now, and what it would hold after a power cut. Bytes are durable after
//! the fsync of their file, names after the fsync of their folder; of the rest any part may survive. Knows no locks.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use crate::storage::error::StorageError;
use crate::storage::name;

type Result<T> = std::result::Result<T, StorageError>;

/// The number of a file, whatever its names.
pub type Inode = u64;

/// A change that no fsync has made durable.
#[derive(Clone, Debug)]
pub enum Unsynced {
    /// Bytes written into a file.
    Write {
        /// The file.
        inode: Inode,
        /// Where they begin.
        at: usize,
        /// The bytes.
        bytes: Arc<[u8]>,
    },
    /// A file cut to a length.
    Cut {
        /// The file.
        inode: Inode,
        /// Its new length.
        len: usize,
    },
    /// A name given to a file or taken away. A rename between two folders is one of each, inside of one folder it is
    /// the two as one change.
    Names {
        /// The folder.
        folder: String,
        /// Names and what they mean from now on.
        names: Vec<(String, Option<Inode>)>,
    },
}

/// What a power cut makes of an unsynced change. Changes of names and of length happened unless they are lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It never reached the disk.
    Lost,
    /// It reached the disk.
    Kept,
    /// Of the written bytes, those blocks of `unit` bytes (aligned in the file) reached the disk whose bit is set in
    /// `mask`, counted from the first block of the write, over and over.
    Torn {
        /// Bytes per block: 512 or 4096.
        unit: usize,
        /// One bit per block.
        mask: u64,
    },
    /// The new length reached the disk, the bytes did not: zeros.
    Zeroed,
}

/// Fates drawn from `seed`: some power cuts keep much, some keep little.
pub fn seeded(seed: u64) -> impl FnMut(&Unsynced) -> Fate {
    let mut state = seed;
    let keep = 10 * (random(&mut state) % 11);
    move |_| {
        let dice = random(&mut state);
        let unit = if dice & 1 == 0 { 512 } else { 4096 };
        match (random(&mut state) % 100 < keep, (dice >> 1) % 8) {
            (true, 0) => Fate::Torn { unit, mask: random(&mut state) },
            (true, _) => Fate::Kept,
            (false, 0) => Fate::Zeroed,
            (false, 1) => Fate::Torn { unit, mask: (1 << ((dice >> 4) % 64)) - 1 },
            (false, _) => Fate::Lost,
        }
    }
}

/// The next number of the generator SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators).
pub fn random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[derive(Clone, Default)]
struct File {
    live: Arc<Vec<u8>>,
    durable: Arc<Vec<u8>>,
    mode: u32,
}

/// The disk. Each changing call is one step, at which the power can be cut.
#[derive(Clone, Default)]
pub struct Disk {
    files: BTreeMap<Inode, File>,
    live: BTreeMap<String, Inode>,
    durable: BTreeMap<String, Inode>,
    unsynced: Vec<Unsynced>,
    made: Inode,
    steps: u64,
    cut: Option<u64>,
}

impl Disk {
    /// Steps made so far, the failed ones included.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// From the `n`-th step on (1 is the next one), nothing happens any more.
    pub fn cut_after(&mut self, n: u64) {
        self.cut = Some(self.steps + n);
    }

    /// The changes that are not durable, in their order.
    pub fn unsynced(&self) -> &[Unsynced] {
        &self.unsynced
    }

    /// The disk after a power cut now, with what `fate` says of each unsynced change.
    pub fn reboot(&self, mut fate: impl FnMut(&Unsynced) -> Fate) -> Self {
        let mut names = self.durable.clone();
        let mut files = self.files.clone();
        for change in &self.unsynced {
            let fate = fate(change);
            match change {
                _ if fate == Fate::Lost => {}
                Unsynced::Names { names: changed, .. } => apply(&mut names, changed),
                Unsynced::Cut { inode, len } => durable(&mut files, *inode).truncate(*len),
                Unsynced::Write { inode, at, bytes } => tear(durable(&mut files, *inode), *at, bytes, fate),
            }
        }
        files.retain(|inode, _| names.values().any(|named| named == inode));
        for file in files.values_mut() {
            file.live = Arc::clone(&file.durable);
        }
        Self { files, live: names.clone(), durable: names, made: self.made, ..Self::default() }
    }

    /// Another disk with the same names and bytes, durable, in files of other numbers.
    pub fn copy(&self) -> Self {
        let other = |inode: Inode| inode + self.made;
        let of =
            |(inode, file): (&Inode, &File)| (other(*inode), File { durable: Arc::clone(&file.live), ..file.clone() });
        let names: BTreeMap<_, _> = self.live.iter().map(|(name, inode)| (name.clone(), other(*inode))).collect();
        let files = self.files.iter().map(of).collect();
        Self { files, live: names.clone(), durable: names, made: other(self.made), ..Self::default() }
    }

    /// The file that has the name.
    pub fn find(&self, name: &str) -> Option<Inode> {
        self.live.get(name).copied()
    }

    /// How many names the file has.
    pub fn links(&self, inode: Inode) -> usize {
        self.live.values().filter(|named| **named == inode).count()
    }

    /// The names in a folder, sorted, and their files.
    pub fn folder<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, Inode)> {
        let all = self.live.iter().map(|(name, inode)| (name.as_str(), *inode));
        all.filter(move |(name, _)| name::folder_of(name) == folder)
    }

    /// The bytes of a file as they are now.
    pub fn bytes(&self, inode: Inode) -> Arc<Vec<u8>> {
        self.files.get(&inode).map_or_else(Arc::default, |file| Arc::clone(&file.live))
    }

    /// The permissions of a file.
    pub fn mode(&self, inode: Inode) -> u32 {
        self.files.get(&inode).map_or(0, |file| file.mode)
    }

    /// Sets the permissions of a file. Not a step: no part of a repository hangs on when they last.
    pub fn set_mode(&mut self, inode: Inode, mode: u32) {
        if let Some(file) = self.files.get_mut(&inode) {
            file.mode = mode;
        }
    }

    /// Makes an empty file. The name must be free.
    ///
    /// # Errors
    /// The power is cut, or the name is taken.
    pub fn create(&mut self, name: &str, mode: u32) -> Result<Inode> {
        self.step(name)?;
        if self.live.contains_key(name) {
            return Err(StorageError::Exists { name: name.to_owned() });
        }
        self.made += 1;
        let inode = self.made;
        self.files.insert(inode, File { mode, ..File::default() });
        self.change(name::folder_of(name), vec![(name.to_owned(), Some(inode))]);
        Ok(inode)
    }

    /// Writes into a file.
    ///
    /// # Errors
    /// The power is cut.
    pub fn write(&mut self, name: &str, inode: Inode, at: usize, bytes: &[u8]) -> Result<()> {
        self.step(name)?;
        if let Some(file) = self.files.get_mut(&inode) {
            overwrite(Arc::make_mut(&mut file.live), at, bytes);
            self.unsynced.push(Unsynced::Write { inode, at, bytes: bytes.into() });
        }
        Ok(())
    }

    /// Cuts a file.
    ///
    /// # Errors
    /// The power is cut.
    pub fn truncate(&mut self, name: &str, inode: Inode, len: usize) -> Result<()> {
        self.step(name)?;
        if let Some(file) = self.files.get_mut(&inode) {
            Arc::make_mut(&mut file.live).truncate(len);
            self.unsynced.push(Unsynced::Cut { inode, len });
        }
        Ok(())
    }

    /// Makes the bytes of a file durable.
    ///
    /// # Errors
    /// The power is cut.
    pub fn sync(&mut self, name: &str, synced: Inode) -> Result<()> {
        self.step(name)?;
        if let Some(file) = self.files.get_mut(&synced) {
            file.durable = Arc::clone(&file.live);
        }
        self.unsynced.retain(|change| match change {
            Unsynced::Write { inode, .. } | Unsynced::Cut { inode, .. } => *inode != synced,
            Unsynced::Names { .. } => true,
        });
        Ok(())
    }

    /// Gives a file another name, in the place of what has it.
    ///
    /// # Errors
    /// The power is cut, or there is no such file.
    pub fn rename(&mut self, from: &str, to: &str) -> Result<()> {
        self.step(from)?;
        let inode = self.find(from).ok_or_else(|| StorageError::NotFound { name: from.to_owned() })?;
        let (given, taken) = ((to.to_owned(), Some(inode)), (from.to_owned(), None));
        if name::folder_of(from) == name::folder_of(to) {
            self.change(name::folder_of(to), vec![given, taken]);
        } else {
            self.change(name::folder_of(to), vec![given]);
            self.change(name::folder_of(from), vec![taken]);
        }
        Ok(())
    }

    /// Removes a name; one that is missing is no error.
    ///
    /// # Errors
    /// The power is cut.
    pub fn unlink(&mut self, name: &str) -> Result<()> {
        self.step(name)?;
        if self.live.contains_key(name) {
            self.change(name::folder_of(name), vec![(name.to_owned(), None)]);
        }
        Ok(())
    }

    /// Makes the names of a folder durable.
    ///
    /// # Errors
    /// The power is cut.
    pub fn sync_folder(&mut self, synced: &str) -> Result<()> {
        self.step(synced)?;
        let names = &mut self.durable;
        self.unsynced.retain(|change| match change {
            Unsynced::Names { folder, names: changed } if folder == synced => {
                apply(names, changed);
                false
            }
            _ => true,
        });
        Ok(())
    }

    fn change(&mut self, folder: &str, names: Vec<(String, Option<Inode>)>) {
        apply(&mut self.live, &names);
        self.unsynced.push(Unsynced::Names { folder: folder.to_owned(), names });
    }

    fn step(&mut self, name: &str) -> Result<()> {
        self.steps += 1;
        if self.cut.is_some_and(|cut| self.steps >= cut) {
            return Err(StorageError::io(name, io::Error::other("the power is cut")));
        }
        Ok(())
    }
}

fn apply(names: &mut BTreeMap<String, Inode>, changed: &[(String, Option<Inode>)]) {
    for (name, inode) in changed {
        match inode {
            Some(inode) => names.insert(name.clone(), *inode),
            None => names.remove(name),
        };
    }
}

fn durable(files: &mut BTreeMap<Inode, File>, inode: Inode) -> &mut Vec<u8> {
    Arc::make_mut(&mut files.entry(inode).or_default().durable)
}

fn overwrite(content: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    let end = at + bytes.len();
    if content.len() < end {
        content.resize(end, 0);
    }
    content[at..end].copy_from_slice(bytes);
}

fn tear(content: &mut Vec<u8>, at: usize, bytes: &[u8], fate: Fate) {
    match fate {
        Fate::Lost => {}
        Fate::Kept => overwrite(content, at, bytes),
        Fate::Zeroed => content.resize(content.len().max(at + bytes.len()), 0),
        Fate::Torn { unit, mask } => {
            let (mut start, mut block) = (0, 0);
            while start < bytes.len() {
                let end = (((at + start) / unit + 1) * unit - at).min(bytes.len());
                if mask >> (block % 64) & 1 == 1 {
                    overwrite(content, at + start, &bytes[start..end]);
                }
                (start, block) = (end, block + 1);
            }
        }
    }
}
