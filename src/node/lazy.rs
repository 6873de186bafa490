//! What is not here comes from peers when it is needed: a source for repositories that have fetched only a part. What
//! came is kept. Must not be asked for what is here.

use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use crate::base::id::ObjectId;
use crate::base::kind::Kind;
use crate::base::monitor::Silent;
use crate::node::error::NodeError;
use crate::node::transfer::{Line, Want, transfer};
use crate::object::error::ObjectError;
use crate::object::member::Member;
use crate::object::traits::Source;
use crate::repo::action::Action;
use crate::repo::error::RepoError;
use crate::repo::repository::Repository;
use crate::repo::transact::Writing;

/// Opens lines to those peers that can be reached.
pub type Dial = Box<dyn Fn() -> Vec<Line> + Send + Sync>;

/// The store of a repository, and behind it its peers.
pub struct Lazy {
    repository: Repository,
    action: Action<'static>,
    dial: Dial,
    lines: OnceLock<Vec<Line>>,
    writing: Mutex<Option<Writing>>,
}

impl Lazy {
    /// For what `repository` has not. Nobody is dialled before something is missing.
    pub fn new(repository: Repository, action: Action<'static>, dial: Dial) -> Self {
        Self { repository, action, dial, lines: OnceLock::new(), writing: Mutex::default() }
    }

    /// Keeps what came: it need not be fetched again.
    ///
    /// # Errors
    /// The repository cannot be written.
    pub fn keep(&self) -> Result<(), RepoError> {
        match self.lock().take() {
            Some(writing) => self.repository.keep(&self.action, writing).map(drop),
            None => Ok(()),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Writing>> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gets the object, and hands over where it is then.
    fn fetch<T>(
        &self,
        kind: Kind,
        id: &ObjectId,
        take: impl FnOnce(&dyn Source) -> Result<T, ObjectError>,
    ) -> Result<T, ObjectError> {
        let missing = || ObjectError::Missing(*id);
        let mut slot = self.lock();
        if slot.is_none() {
            *slot = Some(self.repository.begin(&self.action, false).map_err(|_| missing())?);
        }
        let Some(writing) = &*slot else { return Err(missing()) };
        if !writing.run.knows(id) {
            let lines: Vec<&Line> = self.lines.get_or_init(|| (self.dial)()).iter().collect();
            let want = Want { kind, id: *id, len: 0 };
            let lost = transfer(&writing.run, &lines, vec![want], &Silent).map_err(|error| match error {
                NodeError::Repo(RepoError::Object(error)) => error,
                _ => missing(),
            })?;
            if !lost.is_empty() {
                return Err(missing());
            }
        }
        take(&writing.run)
    }
}

impl Source for Lazy {
    fn has(&self, id: &ObjectId) -> Result<bool, ObjectError> {
        self.repository.store().has(id)
    }

    fn is_left_out(&self, id: &ObjectId) -> bool {
        self.repository.store().is_left_out(id)
    }

    fn get(&self, id: &ObjectId) -> Result<Member, ObjectError> {
        let kind = if matches!(id, ObjectId::Git(_)) { Kind::Commit } else { Kind::Chunk };
        match self.repository.store().get(id) {
            Err(ObjectError::Missing(_)) if !self.is_left_out(id) => self.fetch(kind, id, |source| source.get(id)),
            result => result,
        }
    }

    fn read(&self, kind: Kind, id: &ObjectId, plain: &mut Vec<u8>) -> Result<(), ObjectError> {
        match self.repository.store().read(kind, id, plain) {
            Err(ObjectError::Missing(_)) if !self.is_left_out(id) => {
                self.fetch(kind, id, |source| source.read(kind, id, plain))
            }
            result => result,
        }
    }
}
