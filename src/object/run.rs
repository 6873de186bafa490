//! One writing run: takes objects from many threads into staged packs, then publishes them with one index.
//! Until then nothing of it is visible to others. Must not change what is live: that is the state's.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use blake3::Hasher;

use crate::base::id::{Id, ObjectId};
use crate::base::kind::Kind;
use crate::object::adopt::adopt;
use crate::object::claims::Claims;
use crate::object::error::ObjectError;
use crate::object::index;
use crate::object::member::{Member, read};
use crate::object::pack;
use crate::object::row::{PackEntry, Row};
use crate::object::store::Store;
use crate::object::traits::{Sink, Source};
use crate::object::writer::Writer;
use crate::storage::traits::{Placement, Publication};

type Result<T> = std::result::Result<T, ObjectError>;

/// How a run works.
#[derive(Clone, Debug)]
pub struct RunOptions {
    /// Names the unfinished files of this run; different for every run there ever was (the caller draws it at random).
    pub name: String,
    /// Level at which members are deflated, 0 to 12.
    pub level: i32,
    /// A pack that has reached this length in bytes gets no more members. At least one member goes into each.
    pub pack_size: u64,
    /// Whether to take over what interrupted runs left.
    pub adopt: bool,
}

/// What a run has done so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RunStats {
    /// Objects that were written.
    pub objects_new: u64,
    /// Claims that were answered with false.
    pub objects_reused: u64,
    /// Bytes of the members that were written.
    pub bytes_stored: u64,
    /// Objects taken over from interrupted runs.
    pub adopted: u64,
    /// Bytes of their members.
    pub bytes_adopted: u64,
}

/// What a run has published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// The index of all its objects, to be made live; `None` when there was nothing to write.
    pub index: Option<Id>,
    /// Its packs.
    pub packs: Vec<Id>,
    /// Length of the packs in bytes.
    pub bytes: u64,
}

/// A writing run. Dropped without [`Run::finish`], it leaves its files for a later run to adopt.
pub struct Run {
    store: Arc<Store>,
    options: RunOptions,
    claims: Claims,
    /// The last one is being written; numbers in rows are positions here. Each has a lock of its own, so that nobody
    /// waits while a full one is made durable.
    packs: Mutex<Vec<Arc<Mutex<Writer>>>>,
    new: AtomicU64,
    reused: AtomicU64,
    stored: AtomicU64,
    /// Objects taken over, and bytes of their members.
    adopted: (u64, u64),
}

impl Run {
    /// Begins a run on top of the objects that are live now. The caller holds the lock that keeps the sweep of gc away,
    /// for claims answered with false rely on what is there.
    ///
    /// # Errors
    /// The store cannot be refreshed, or what was left cannot be adopted.
    pub fn begin(store: Arc<Store>, options: RunOptions) -> Result<Self> {
        store.refresh()?;
        let claims = Claims::default();
        let mut packs = Vec::new();
        let mut adopted = (0, 0);
        for left in if options.adopt { adopt(&store)? } else { Vec::new() } {
            let before = adopted;
            for (header, offset) in &left.objects {
                if claims.claim(header.id.as_bytes()) {
                    claims.fill(&Row::of(header, packs.len() as u32, *offset));
                    adopted.0 += 1;
                    adopted.1 += u64::from(header.member_len);
                }
            }
            if adopted > before {
                packs.push(Arc::new(Mutex::new(left.writer)));
            } else {
                store.storage().remove(left.writer.staged_name())?;
            }
        }
        let (new, reused, stored) = Default::default();
        Ok(Self { store, options, claims, packs: Mutex::new(packs), new, reused, stored, adopted })
    }

    /// What has been done so far.
    pub fn stats(&self) -> RunStats {
        RunStats {
            objects_new: self.new.load(Ordering::Relaxed),
            objects_reused: self.reused.load(Ordering::Relaxed),
            bytes_stored: self.stored.load(Ordering::Relaxed),
            adopted: self.adopted.0,
            bytes_adopted: self.adopted.1,
        }
    }

    /// Whether the object is here already, as far as this run and its store know; asks for nothing newer.
    pub fn knows(&self, id: &ObjectId) -> bool {
        self.has_own(id.as_bytes()) || self.store.knows(id)
    }

    /// Whether this run itself has the object, written or adopted.
    pub fn has_own(&self, id: &[u8; 32]) -> bool {
        self.claims.find(id).is_some()
    }

    /// Plain length of an object that is here, in bytes.
    pub fn plain_len(&self, id: &[u8; 32]) -> Option<u32> {
        let own = self.claims.find(id).map(|row| row.plain);
        own.or_else(|| self.store.find_raw(id).map(|place| place.plain))
    }

    /// As [`Sink::put`], of a member that the caller keeps.
    ///
    /// # Errors
    /// As [`Sink::put`].
    pub fn put_ref(&self, member: &Member) -> Result<()> {
        let header = member.header();
        if self.claims.find(header.id.as_bytes()).is_some() {
            return Ok(());
        }
        let (pack, offset) = self.append(member)?;
        self.claims.fill(&Row::of(header, pack, offset));
        self.new.fetch_add(1, Ordering::Relaxed);
        self.stored.fetch_add(member.as_bytes().len() as u64, Ordering::Relaxed);
        Ok(())
    }

    /// Writes what is gathered in memory, so that a later run finds all of it, should this one end here.
    ///
    /// # Errors
    /// The device failed.
    pub fn flush(&self) -> Result<()> {
        let last = lock(&self.packs).last().cloned();
        last.map_or(Ok(()), |last| lock(&last).flush())
    }

    /// Publishes all packs, then their index. Nothing written: no files.
    ///
    /// # Errors
    /// An object was claimed and never put, or the device failed. The unfinished files are then adoptable.
    pub fn finish(self) -> Result<Published> {
        self.publish(Placement::New)
    }

    /// As [`Run::finish`], but a file that has the name already is replaced: it may have the name of this content and not
    /// the content.
    ///
    /// # Errors
    /// As [`Run::finish`].
    pub fn finish_over(self) -> Result<Published> {
        self.publish(Placement::Replace)
    }

    fn publish(self, placement: Placement) -> Result<Published> {
        if let Some(id) = self.claims.unfilled() {
            return Err(ObjectError::Missing(Id::from_bytes(id).into()));
        }
        let writers = owned(self.packs);
        if writers.len() == 0 {
            return Ok(Published::default());
        }
        let mut entries = Vec::with_capacity(writers.len());
        let mut files = Vec::with_capacity(writers.len() + 1);
        for writer in writers {
            let pack = writer.finish()?;
            entries.push(PackEntry { name: pack.name, len: pack.len });
            files.push(Publication { staged: pack.staged, name: pack::file(&pack.name), placement });
        }
        let storage = self.store.storage();
        let staged = storage.create(&format!("{}.idx", self.options.name))?;
        let index = index::write(staged, &entries, &self.claims.counts(), self.claims.rows())?;
        files.push(Publication { staged: index.staged, name: index::file(&index.name), placement });
        storage.publish(files)?;
        Ok(Published {
            index: Some(index.name),
            packs: entries.iter().map(|entry| entry.name).collect(),
            bytes: entries.iter().map(|entry| entry.len).sum(),
        })
    }

    /// Gives up: removes the unfinished files, adopted ones included.
    ///
    /// # Errors
    /// A file cannot be removed.
    pub fn abandon(self) -> Result<()> {
        for writer in owned(self.packs) {
            self.store.storage().remove(writer.staged_name())?;
        }
        Ok(())
    }

    /// Appends a member to the pack that is being written; returns the pack's number and the member's offset.
    fn append(&self, member: &Member) -> Result<(u32, u64)> {
        let room = self.options.pack_size.saturating_sub(member.as_bytes().len() as u64);
        let mut packs = lock(&self.packs);
        let full = packs.last().filter(|last| {
            let last = lock(last);
            !last.is_empty() && last.len() > room
        });
        let full = full.cloned();
        if full.is_some() || packs.is_empty() {
            let name = format!("{}-{}.pack", self.options.name, packs.len());
            let writer = Writer::new(self.store.storage().create(&name)?, Hasher::new());
            packs.push(Arc::new(Mutex::new(writer)));
        }
        let number = packs.len() - 1;
        let offset = lock(&packs[number]).write(member.as_bytes())?;
        drop(packs);
        if let Some(full) = full {
            lock(&full).close()?;
        }
        Ok((number as u32, offset))
    }

    /// The bytes of an object of this run.
    fn own(&self, id: &ObjectId) -> Result<Option<Vec<u8>>> {
        let Some(row) = self.claims.find(id.as_bytes()) else { return Ok(None) };
        let mut bytes = vec![0; row.stored as usize];
        let pack = Arc::clone(&lock(&self.packs)[row.pack as usize]);
        lock(&pack).read_at(&mut bytes, row.offset)?;
        Ok(Some(bytes))
    }
}

impl Source for Run {
    fn has(&self, id: &ObjectId) -> Result<bool> {
        Ok(self.claims.find(id.as_bytes()).is_some() || self.store.has(id)?)
    }

    fn is_left_out(&self, id: &ObjectId) -> bool {
        self.store.is_left_out(id)
    }

    fn get(&self, id: &ObjectId) -> Result<Member> {
        match self.own(id)? {
            Some(bytes) => Member::parse(bytes),
            None => self.store.get(id),
        }
    }

    fn read(&self, kind: Kind, id: &ObjectId, plain: &mut Vec<u8>) -> Result<()> {
        match self.own(id)? {
            Some(bytes) if read(&bytes, kind, id, plain) => Ok(()),
            Some(_) => Err(ObjectError::Damaged { id: *id, place: format!("unfinished run {}", self.options.name) }),
            None => self.store.read(kind, id, plain),
        }
    }
}

impl Sink for Run {
    fn claim(&self, id: &ObjectId) -> Result<bool> {
        // What is live is asked without reading the state again: an object written twice is harmless.
        let new = !self.claims.contains(id.as_bytes()) && !self.store.knows(id) && self.claims.claim(id.as_bytes());
        if !new {
            self.reused.fetch_add(1, Ordering::Relaxed);
        }
        Ok(new)
    }

    fn put(&self, member: Member) -> Result<()> {
        self.put_ref(&member)
    }

    fn level(&self) -> i32 {
        self.options.level
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The writers of a run that is over: nobody else refers to them.
fn owned(packs: Mutex<Vec<Arc<Mutex<Writer>>>>) -> impl ExactSizeIterator<Item = Writer> {
    let packs = packs.into_inner().unwrap_or_else(PoisonError::into_inner);
    packs.into_iter().map(|pack| {
        let pack = Arc::into_inner(pack).expect("only a call on the run holds another reference");
        pack.into_inner().unwrap_or_else(PoisonError::into_inner)
    })
}
