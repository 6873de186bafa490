//! `fsck`: whether everything that the repository needs is there and as it was written. Changes nothing but the
//! position of the last sample, and goes on after a loss.

use std::collections::{HashMap, HashSet};

use crate::archive::shards::ChunkRow;
use crate::base::id::{Id, ObjectId};
use crate::base::kind::Kind;
use crate::object::error::ObjectError;
use crate::object::index::{self, Index};
use crate::object::pack;
use crate::object::store::Store;
use crate::object::traits::Source;
use crate::object::verify::{PackReport, verify};
use crate::repo::action::Action;
use crate::repo::check_logs::{Fault, check_logs};
use crate::repo::current::Current;
use crate::repo::decisions::proof::check_all;
use crate::repo::error::RepoError;
use crate::repo::forgotten;
use crate::repo::format;
use crate::repo::position;
use crate::repo::reach::reach;
use crate::repo::repository::Repository;
use crate::repo::trace::{Lost, Needs, trace};
use crate::repo::visit::Visitor;
use crate::state::error::StateError;
use crate::state::pointer::{NAME, Pointer};
use crate::storage::error::StorageError;
use crate::storage::traits::Storage;
use crate::strand::log;

/// Packs whose rows are gathered by one pass over the indexes.
const BATCH: usize = 32;

/// How often a repository that others change meanwhile is looked at, before what seems lost is called so.
const ATTEMPTS: usize = 4;

/// How much of the data is read.
#[derive(Clone, Copy)]
pub enum Sample<'s> {
    /// Everything.
    All,
    /// This share of the bytes, above 0 and at most 1, in whole packs.
    Share(f64),
    /// Until this says so, asked after each pack; at least one.
    Until(&'s dyn Fn() -> bool),
}

/// Something that is not there, or not what it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// The 32 bytes of its name.
    pub id: [u8; 32],
    /// The kind of the object; "pack", "index" or "log" for a file, "decision" for one that is not proven.
    pub kind: &'static str,
    /// The file in which it lies, and the offset; `None` where no index names it.
    pub place: Option<(String, Option<u64>)>,
    /// The reason.
    pub why: String,
    /// Who needs it; nobody where it is a file, or only older operations do.
    pub needs: Needs,
}

/// The kind of a loss that is a log of strands.
pub const LOG: &str = "log";
/// The kind of a loss that is a decision.
pub const DECISION: &str = "decision";

impl Loss {
    /// A log that is not what it should be.
    pub fn of_log(fault: &Fault) -> Self {
        let place = Some((log::file(&fault.author), None));
        let needs = Needs::default();
        Self { id: *fault.author.as_bytes(), kind: LOG, place, why: fault.why.clone(), needs }
    }
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Objects that are needed, and there.
    pub objects: u64,
    /// Their plain length in bytes.
    pub bytes: u64,
    /// Objects that are needed, and knowingly not here.
    pub absent: u64,
    /// What of the data was read, where that was asked for.
    pub data: Option<DataChecked>,
    /// What is lost.
    pub losses: Vec<Loss>,
}

/// What of the data was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DataChecked {
    /// Packs.
    pub packs: u64,
    /// Objects in them.
    pub objects: u64,
    /// Bytes of the packs.
    pub bytes: u64,
}

/// Gathers losses, each once.
struct Findings<'f> {
    store: &'f Store,
    /// How long the pack files are.
    packs: HashMap<Id, u64>,
    checked: Checked,
    seen: HashSet<[u8; 32]>,
}

/// Checks the structure, and with `sample` the data. What gc takes away meanwhile is no loss: where the state has moved, all
/// is looked at again.
///
/// # Errors
/// The state or the folders cannot be read, or the user stopped the work. A loss is no error.
pub fn fsck(repository: &Repository, action: &Action<'_>, sample: Option<Sample<'_>>) -> Result<Checked, RepoError> {
    for _ in 1..ATTEMPTS {
        let before = repository.pointer()?;
        let checked = check(repository, action, sample);
        if checked.as_ref().is_ok_and(|checked| checked.losses.is_empty()) || repository.pointer()? == before {
            return checked;
        }
        repository.store().refresh()?;
    }
    check(repository, action, sample)
}

fn check(repository: &Repository, action: &Action<'_>, sample: Option<Sample<'_>>) -> Result<Checked, RepoError> {
    let store = &**repository.store();
    let newest = repository.pointer()?.operation;
    let newest = newest.ok_or_else(|| StateError::malformed(NAME, "it names no operation; run: mosaic repair"))?;
    let mut findings = Findings { store, packs: pack_files(store)?, checked: Checked::default(), seen: HashSet::new() };
    action.monitor.phase("check (objects)", None);
    findings.indexes();
    findings.pack_files();
    let reached = reach(store, newest, None, true, &mut findings, action.monitor)?;
    findings.checked.absent = reached.absent;
    if let Ok(current) = repository.current() {
        findings.logs(repository, &current, action)?;
        findings.decisions(&current)?;
    }
    if let Some(sample) = sample {
        findings.data(repository, action, sample)?;
    }
    // A newest operation that cannot be read is among the losses.
    let oldest = repository.current().map_or(0, |current| current.operation().oldest);
    if let Some(found) = forgotten::forgotten(store, oldest)? {
        action.monitor.warn(&forgotten::message(&found));
    }
    let mut lost: Lost = findings.seen.iter().map(|id| (*id, Needs::default())).collect();
    trace(store, &reached.commits, reached.staged, &mut lost);
    for loss in &mut findings.checked.losses {
        loss.needs = lost.get(&loss.id).cloned().unwrap_or_default();
    }
    Ok(findings.checked)
}

/// The live indexes that are missing or malformed. While there is one, what the others name is not enough to tell what is
/// lost, and no repository can be opened: only `repair` goes on from there.
///
/// # Errors
/// It is no repository, its state is lost, or the device failed.
pub fn lost_indexes(storage: &dyn Storage) -> Result<Vec<Loss>, RepoError> {
    format::check(storage, "the repository")?;
    let mut pointer = Pointer::read(storage)?;
    loop {
        let mut lost = Vec::new();
        for name in pointer.iter().flat_map(|pointer| &pointer.indexes) {
            let why = match Index::open(storage, *name) {
                Ok(_) => continue,
                Err(ObjectError::Storage(StorageError::NotFound { .. })) => "the file is missing".to_owned(),
                Err(ObjectError::Malformed { why, .. }) => why,
                Err(error) => return Err(error.into()),
            };
            let place = Some((index::file(name), None));
            lost.push(Loss { id: *name.as_bytes(), kind: "index", place, why, needs: Needs::default() });
        }
        // Another process may have merged them between the two reads.
        let newer = Pointer::read(storage)?;
        if lost.is_empty() || newer == pointer {
            return Ok(lost);
        }
        pointer = newer;
    }
}

/// The pack files that there are, with their lengths.
fn pack_files(store: &Store) -> Result<HashMap<Id, u64>, RepoError> {
    let files = store.storage().list(pack::FOLDER)?;
    Ok(files.into_iter().filter_map(|file| Some((pack::name(&file.name)?, file.len))).collect())
}

impl Visitor for Findings<'_> {
    fn read(&mut self, id: &ObjectId) {
        self.checked.objects += 1;
        self.checked.bytes += self.store.find(id).map_or(0, |place| u64::from(place.plain));
    }

    fn chunk(&mut self, chunk: &ChunkRow) -> Option<String> {
        let why = self.why_not(chunk);
        if why.is_none() {
            self.checked.objects += 1;
            self.checked.bytes += u64::from(chunk.len);
        }
        why
    }

    fn lost(&mut self, kind: Kind, id: ObjectId, why: String) {
        let place = self.store.find(&id).map(|place| (pack::file(&place.pack), Some(place.offset)));
        self.add(Loss { id: *id.as_bytes(), kind: kind.name(), place, why, needs: Needs::default() });
    }
}

impl Findings<'_> {
    fn add(&mut self, loss: Loss) {
        if self.seen.insert(loss.id) {
            self.checked.losses.push(loss);
        }
    }

    fn add_file(&mut self, id: Id, kind: &'static str, file: String, why: String) {
        self.add(Loss { id: *id.as_bytes(), kind, place: Some((file, None)), why, needs: Needs::default() });
    }

    /// Looks again at what another process may have replaced; whether it has.
    fn refresh(&mut self) -> bool {
        let changed = self.store.refresh().unwrap_or(false);
        if changed && let Ok(packs) = pack_files(self.store) {
            self.packs = packs;
        }
        changed
    }

    fn indexes(&mut self) {
        for index in self.store.indexes().iter() {
            if let Err(error) = index.verify() {
                self.add_file(*index.name(), "index", index::file(index.name()), error.to_string());
            }
        }
    }

    /// The logs of strands, and whether the tapestry says what they say.
    fn logs(&mut self, repository: &Repository, current: &Current, action: &Action<'_>) -> Result<(), RepoError> {
        let checked = match check_logs(repository, current, action.monitor) {
            Ok(checked) => checked,
            Err(error @ (RepoError::Storage(_) | RepoError::Object(ObjectError::Cancelled))) => return Err(error),
            // An object of the state that is lost: the walk has told of it.
            Err(_) => return Ok(()),
        };
        for fault in &checked.faults {
            self.add(Loss::of_log(fault));
        }
        Ok(())
    }

    /// Whether everything that is decided is proven.
    fn decisions(&mut self, current: &Current) -> Result<(), RepoError> {
        let flaws = match check_all(current, self.store, &|_| true) {
            Ok(survey) => survey.flaws,
            Err(error @ (RepoError::Storage(_) | RepoError::Object(ObjectError::Cancelled))) => return Err(error),
            // An object of the state that is lost: the walk has told of it.
            Err(_) => return Ok(()),
        };
        for flaw in flaws {
            let why = format!("{}: {}", flaw.register, flaw.why);
            self.add(Loss { id: flaw.id, kind: DECISION, place: None, why, needs: Needs::default() });
        }
        Ok(())
    }

    /// Whether the packs that the indexes name are there, in their full length.
    fn pack_files(&mut self) {
        for _ in 0..2 {
            let wrong = |(name, len): &(Id, u64)| match self.packs.get(name) {
                None => Some((*name, "the file is missing".to_owned())),
                Some(found) if found != len => Some((*name, format!("the file has {found} bytes instead of {len}"))),
                Some(_) => None,
            };
            let faults: Vec<_> = self.store.packs().iter().filter_map(wrong).collect();
            if faults.is_empty() || !self.refresh() {
                for (name, why) in faults {
                    self.add_file(name, "pack", pack::file(&name), why);
                }
                return;
            }
        }
    }

    /// Why a chunk is not here, if it is not. One copy is enough.
    fn why_not(&mut self, chunk: &ChunkRow) -> Option<String> {
        let why = self.look(chunk)?;
        if self.refresh() { self.look(chunk) } else { Some(why) }
    }

    fn look(&self, chunk: &ChunkRow) -> Option<String> {
        let mut why = "missing: no index names it";
        for index in self.store.indexes().iter() {
            let Some(row) = index.find(chunk.id.as_bytes()) else { continue };
            let pack = index.packs().get(row.pack as usize).and_then(|pack| self.packs.get(&pack.name));
            why = match pack {
                None => "missing: its pack is",
                Some(len) if row.offset + u64::from(row.stored) > *len => "missing: its pack is cut before it",
                Some(_) if row.plain != chunk.len => "it has another length than its shard says",
                Some(_) => return None,
            };
        }
        Some(why.to_owned())
    }

    /// Reads packs and verifies what is in them.
    fn data(&mut self, repository: &Repository, action: &Action<'_>, sample: Sample<'_>) -> Result<(), RepoError> {
        self.checked.data = Some(DataChecked::default());
        let storage = repository.storage();
        let mut packs = self.store.packs();
        let total: u64 = packs.iter().map(|(_, len)| len).sum();
        let wanted = match sample {
            Sample::Share(share) => (total as f64 * share).ceil() as u64,
            Sample::All | Sample::Until(_) => total,
        };
        if !matches!(sample, Sample::All) {
            let last = position::read(storage);
            let behind = packs.partition_point(|(name, _)| last.is_some_and(|last| *name <= last));
            packs.rotate_left(behind);
        }
        let is_over = || matches!(sample, Sample::Until(over) if over());
        // With a time limit the clock is looked at after each pack.
        let batch = if matches!(sample, Sample::Until(_)) { 1 } else { BATCH };
        action.monitor.phase("check data", Some(wanted));
        let (mut read, mut position) = (0, None);
        for batch in packs.chunks(batch) {
            let mut names = Vec::with_capacity(batch.len());
            for (name, len) in batch {
                if read < wanted {
                    read += len;
                    names.push(*name);
                }
            }
            verify(self.store, &names, action.monitor, |report| {
                self.pack(report);
                Ok(())
            })?;
            position = names.last().copied().or(position);
            if read >= wanted || is_over() {
                break;
            }
        }
        if let Some(last) = position.filter(|_| !matches!(sample, Sample::All))
            && let Err(error) = position::write(storage, &action.unique(), last)
        {
            action.monitor.warn(&format!("the position of the sample is not remembered: {error}"));
        }
        Ok(())
    }

    fn pack(&mut self, report: PackReport) {
        let data = self.checked.data.get_or_insert_default();
        data.packs += 1;
        data.objects += report.objects;
        data.bytes += report.bytes;
        let file = pack::file(&report.pack);
        let mut told = false;
        for place in report.lost {
            // Another pack may have it, also one that was merged meanwhile.
            if self.store.plain(place.kind, &place.id).is_ok() {
                continue;
            }
            told = true;
            let why = match &report.fault {
                Some(fault) if report.bytes == 0 => fault.clone(),
                _ => "damaged: its bytes are not what its id says".to_owned(),
            };
            let (id, kind) = (*place.id.as_bytes(), place.kind.name());
            self.add(Loss { id, kind, place: Some((file.clone(), Some(place.offset))), why, needs: Needs::default() });
        }
        if let Some(fault) = report.fault.filter(|_| !told) {
            self.refresh();
            if self.store.packs().iter().any(|(name, _)| *name == report.pack) {
                self.add_file(report.pack, "pack", file, fault);
            }
        }
    }
}
