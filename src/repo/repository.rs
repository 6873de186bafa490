//! An open repository: its files, its objects, its state, its work tree. Reading takes no lock.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::base::id::Id;
use crate::base::key::SecretKey;
use crate::object::error::ObjectError;
use crate::object::store::Store;
use crate::object::traits::Source;
use crate::repo::absent;
use crate::repo::current::Current;
use crate::repo::error::RepoError;
use crate::repo::format;
use crate::repo::genesis;
use crate::state::error::StateError;
use crate::state::operation::root;
use crate::state::pointer::{NAME, Pointer};
use crate::storage::traits::Storage;
use crate::worktree::tree::WorkTree;

/// Name of the file with the repository's key.
pub const IDENTITY: &str = "identity";
/// How often a state that is replaced while it is read is read again.
const ATTEMPTS: usize = 4;

/// An open repository.
pub struct Repository {
    storage: Arc<dyn Storage>,
    store: Arc<Store>,
    root: Option<PathBuf>,
    /// Root of the map of what is knowingly not here, as the store was told.
    absent: Mutex<Option<Id>>,
    /// Where objects come from that are not here.
    fallback: Option<Arc<dyn Source>>,
}

impl Repository {
    /// Opens the repository in `storage`; `root` is its work tree, `None` for a bare one.
    ///
    /// # Errors
    /// Not a repository of a format that is known, or its state or indexes cannot be read.
    pub fn open(storage: Arc<dyn Storage>, root: Option<&Path>) -> Result<Self, RepoError> {
        let place = root.map_or_else(|| "the repository".to_owned(), |root| root.display().to_string());
        format::check(&*storage, &place)?;
        let files = Arc::clone(&storage);
        let names = Box::new(move || live_indexes(&*files));
        let store = Arc::new(Store::open(Arc::clone(&storage), names)?);
        Ok(Self { storage, store, root: root.map(Path::to_owned), absent: Mutex::default(), fallback: None })
    }

    /// The same repository, which takes what is not here from `source`.
    pub fn with_fallback(self, source: Arc<dyn Source>) -> Self {
        Self { fallback: Some(source), ..self }
    }

    /// The same repository for another part of the program.
    pub fn shared(&self) -> Self {
        let (storage, store, fallback) = (Arc::clone(&self.storage), Arc::clone(&self.store), self.fallback.clone());
        Self { storage, store, root: self.root.clone(), absent: Mutex::default(), fallback }
    }

    /// The files of `.mosaic`.
    pub fn storage(&self) -> &dyn Storage {
        &*self.storage
    }

    /// The published objects.
    pub fn store(&self) -> &Arc<Store> {
        &self.store
    }

    /// The published objects as a source, with what a fallback has.
    pub fn source(&self) -> &dyn Source {
        self.fallback.as_deref().unwrap_or(&*self.store)
    }

    /// The work tree.
    ///
    /// # Errors
    /// The repository is bare, or the tree cannot be opened.
    pub fn tree(&self) -> Result<WorkTree, RepoError> {
        Ok(WorkTree::open(self.root.as_ref().ok_or(RepoError::Bare)?)?)
    }

    /// The top of the work tree; `None` for a bare repository.
    pub fn root(&self) -> Option<&Path> {
        self.root.as_deref()
    }

    /// What the `state` file says now.
    ///
    /// # Errors
    /// It is missing or malformed.
    pub fn pointer(&self) -> Result<Pointer, RepoError> {
        read_pointer(&*self.storage).map_err(RepoError::from)
    }

    /// The state as it is now.
    ///
    /// # Errors
    /// It is missing, damaged or malformed.
    pub fn current(&self) -> Result<Current, RepoError> {
        let mut attempt = 0;
        loop {
            attempt += 1;
            let operation = self.pointer()?.operation;
            let id = operation.ok_or_else(|| StateError::malformed(NAME, "it names no operation"))?;
            match Current::load(self.source(), id) {
                // Replaced, and its packs merged, between the two reads.
                Err(RepoError::Object(ObjectError::Missing(_))) if attempt < ATTEMPTS => {
                    self.store.refresh()?;
                }
                result => {
                    let current = result?;
                    self.learn_absent(&current)?;
                    return Ok(current);
                }
            }
        }
    }

    /// Tells the store what the state says is not here on purpose.
    fn learn_absent(&self, current: &Current) -> Result<(), RepoError> {
        let map = current.operation().map(root::ABSENT);
        let mut known = self.absent.lock().unwrap_or_else(PoisonError::into_inner);
        if *known != map.root() {
            self.store.leave_out(absent::all(&*self.store, current.operation())?);
            *known = map.root();
        }
        Ok(())
    }

    /// The id of the community: that of its genesis record.
    ///
    /// # Errors
    /// The state cannot be read, or has none.
    pub fn community(&self) -> Result<Id, RepoError> {
        let current = self.current()?;
        let value = current.operation().map(root::COMMUNITY).get(self.source(), genesis::KEY.as_bytes())?;
        let id = value.and_then(|value| value.try_into().ok()).map(Id::from_bytes);
        Ok(id.ok_or_else(|| StateError::malformed(root::COMMUNITY, "it has no genesis record"))?)
    }

    /// The repository's key.
    ///
    /// # Errors
    /// There is none, others can read it, or it is not an OpenSSH ed25519 key.
    pub fn key(&self) -> Result<SecretKey, RepoError> {
        let text = self.storage.open_secret(IDENTITY)?;
        SecretKey::from_openssh(&String::from_utf8_lossy(&text)).map_err(|why| RepoError::refused(IDENTITY, why))
    }
}

fn read_pointer(storage: &dyn Storage) -> Result<Pointer, StateError> {
    let missing = || StateError::malformed(NAME, "it is missing; run: mosaic repair");
    Pointer::read(storage)?.ok_or_else(missing)
}

/// The names of the live indexes, for the store, which knows nothing of states.
fn live_indexes(storage: &dyn Storage) -> Result<Vec<Id>, ObjectError> {
    match read_pointer(storage) {
        Ok(pointer) => Ok(pointer.indexes.into_iter().collect()),
        Err(StateError::Object(error)) => Err(error),
        Err(StateError::Storage(error)) => Err(error.into()),
        Err(error) => Err(ObjectError::malformed(NAME, error.to_string())),
    }
}
