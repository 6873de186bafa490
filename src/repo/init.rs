//! `init`: a new repository, its key, and the community that begins with it.

use std::path::Path;
use std::sync::Arc;

use crate::base::id::Id;
use crate::base::key::{PublicKey, SecretKey};
use crate::base::kind::Kind;
use crate::base::limit::MAX_NAME;
use crate::object::run::{Run, RunOptions};
use crate::object::store::Store;
use crate::object::traits::Sink;
use crate::repo::action::Action;
use crate::repo::current::HEAD;
use crate::repo::error::RepoError;
use crate::repo::format;
use crate::repo::genesis::{self, Genesis, Policy};
use crate::repo::remotes::{self, ORIGIN, Remote};
use crate::repo::repository::{IDENTITY, Repository};
use crate::repo::swap::LOCK;
use crate::state::change::{Change, Expected, advance};
use crate::state::operation::root;
use crate::state::pointer::Pointer;
use crate::storage::error::StorageError;
use crate::storage::traits::{Access, Placement, Publication, Storage};

/// The head of a new repository.
pub const FIRST_HEAD: &str = "main";

/// What to begin with.
pub struct InitOptions {
    /// Name of the community.
    pub name: String,
    /// Whether anyone may join it.
    pub open: bool,
    /// 32 random bytes: the repository's key grows from them.
    pub key_seed: [u8; 32],
    /// 16 random bytes: they tell this community from all others.
    pub nonce: [u8; 16],
}

/// What was begun.
pub struct Initialised {
    /// The repository, open.
    pub repository: Repository,
    /// The id of the community.
    pub community: Id,
    /// The repository's member.
    pub identity: PublicKey,
}

/// Makes the empty `storage` a repository, and with it a new community.
///
/// # Errors
/// The storage is a repository already, cannot be written, or the name is not one line of 1 to 255 bytes.
pub fn init(
    storage: Arc<dyn Storage>,
    root: Option<&Path>,
    action: &Action<'_>,
    options: InitOptions,
) -> Result<Initialised, RepoError> {
    let name = options.name;
    if name.is_empty() || name.len() > MAX_NAME || name.contains(char::is_control) {
        return Err(RepoError::BadName { name, why: "it must be one line of 1 to 255 bytes" });
    }
    let (time, nonce, policy) = (action.now, options.nonce, Policy::new(options.open));
    begin(storage, root, action, options.key_seed, None, |creator| Genesis { name, creator, time, nonce, policy })
}

/// Makes the empty `storage` a repository of the community that begins with this record; its key, which grows from
/// `key_seed`, is that of no member yet. Where it is a clone, `origin` is its first remote.
///
/// # Errors
/// As [`init`].
pub fn init_of(
    storage: Arc<dyn Storage>,
    root: Option<&Path>,
    action: &Action<'_>,
    genesis: Genesis,
    key_seed: [u8; 32],
    origin: Option<&Remote>,
) -> Result<Initialised, RepoError> {
    begin(storage, root, action, key_seed, origin, |_| genesis)
}

/// The file `format` comes last: without it there is no repository.
fn begin(
    storage: Arc<dyn Storage>,
    top: Option<&Path>,
    action: &Action<'_>,
    key_seed: [u8; 32],
    origin: Option<&Remote>,
    genesis: impl FnOnce(PublicKey) -> Genesis,
) -> Result<Initialised, RepoError> {
    let _lock = storage.lock(LOCK, Access::Exclusive, action.lock_timeout, &action.owner)?;
    if storage.open(format::NAME).is_ok() {
        return Err(StorageError::Exists { name: format::NAME.to_owned() }.into());
    }
    let identity = take_key(&*storage, action, key_seed)?.public();
    let record = genesis(identity);
    let store = Arc::new(Store::open(Arc::clone(&storage), Box::new(|| Ok(Vec::new())))?);
    let run = RunOptions { name: action.unique(), level: action.level, pack_size: action.pack_size, adopt: false };
    let run = Run::begin(store, run)?;
    let bytes = record.encode();
    run.write(Kind::Genesis, &bytes)?;
    let community = Id::of(&bytes);
    let first = |root: &str, key: &[u8], value: &[u8]| Change {
        root: root.to_owned(),
        key: key.to_vec(),
        expected: Expected::Absent,
        new: Some(value.to_vec()),
    };
    let mut changes = vec![
        first(root::COMMUNITY, genesis::KEY.as_bytes(), community.as_bytes()),
        first(root::STAGE, HEAD, FIRST_HEAD.as_bytes()),
    ];
    changes.extend(origin.map(|origin| remotes::set(ORIGIN, origin)));
    let (operation, _) = advance(None, &changes, action.now, &action.command, &run)?;
    let indexes = run.finish()?.index.into_iter().collect();
    let pointer = Pointer { operation: Some(operation), indexes };
    let state = pointer.publication(&*storage, &action.unique())?;
    storage.publish(vec![state])?;
    storage.publish(vec![format::publication(&*storage, &action.unique())?])?;
    Ok(Initialised { repository: Repository::open(storage, top)?, community, identity })
}

/// The key of this storage: the one that an interrupted `init` made, or a new one.
fn take_key(storage: &dyn Storage, action: &Action<'_>, seed: [u8; 32]) -> Result<SecretKey, RepoError> {
    match storage.open_secret(IDENTITY) {
        Ok(text) => {
            SecretKey::from_openssh(&String::from_utf8_lossy(&text)).map_err(|why| RepoError::refused(IDENTITY, why))
        }
        Err(StorageError::NotFound { .. }) => {
            let key = SecretKey::from_seed(seed);
            let mut staged = storage.create(&format!("{}.key", action.unique()))?;
            staged.write(key.to_openssh().as_bytes())?;
            storage.publish(vec![Publication { staged, name: IDENTITY.to_owned(), placement: Placement::Secret }])?;
            Ok(key)
        }
        Err(error) => Err(error.into()),
    }
}
