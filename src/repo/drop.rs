//! `drop`: forgets the data of old versions. Their commits stay, so the history is whole and signed; their archives are
//! listed as absent, and gc frees what nothing else needs. Must not touch what a head, a tag or the stage is at.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use crate::base::id::{GitId, Id};
use crate::object::traits::Source;
use crate::repo::absent::{self, Absence, DROPPED};
use crate::repo::action::Action;
use crate::repo::current::Current;
use crate::repo::error::RepoError;
use crate::repo::gc::{Collected, GcOptions, collect, mark, publish_alone};
use crate::repo::record::Version;
use crate::repo::repository::Repository;
use crate::repo::swap::WRITERS;
use crate::state::change::advance;
use crate::state::operation::root;
use crate::storage::traits::Access;

type Result<T> = std::result::Result<T, RepoError>;

/// Which versions keep their data, beside those that a head, a tag or the stage is at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keep {
    /// On every head so many, the newest ones.
    Last(u64),
    /// This one and those that it is not made on.
    Since(String),
}

/// What is to be dropped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The archives, each with the newest of its commits.
    pub archives: BTreeMap<Id, GitId>,
    /// Commits whose data is here now and will not be.
    pub commits: u64,
    /// Commits whose data stays.
    pub kept: u64,
}

/// Finds what would be dropped. Reads only.
///
/// # Errors
/// There is no such revision; a commit or the state cannot be read.
pub fn plan(repository: &Repository, keep: &Keep) -> Result<Plan> {
    let current = repository.current()?;
    let source = repository.source();
    let tips = tips(source, &current)?;
    let history = History::walk(source, tips.values().flatten().copied())?;
    let mut kept: HashSet<GitId> = tips.values().flatten().copied().collect();
    match keep {
        Keep::Last(count) => kept.extend(history.newest(&tips[root::HEADS], *count)),
        Keep::Since(name) => {
            let before = history.before(repository.resolve(&current, name)?);
            kept.extend(history.versions.keys().filter(|id| !before.contains(id)));
        }
    }
    let needed = |id: &GitId| history.versions.get(id).map(|version| version.0);
    let mut needed: HashSet<Id> = kept.iter().filter_map(needed).collect();
    needed.extend(current.stage.archive);
    let absent = absent::all(source, current.operation())?;
    let mut plan = Plan { kept: 0, ..Plan::default() };
    for id in &history.order {
        let Some((attachment, _)) = history.versions.get(id) else { continue };
        if needed.contains(attachment) {
            plan.kept += 1;
        } else if !absent.contains(attachment.as_bytes()) {
            plan.commits += 1;
            plan.archives.entry(*attachment).or_insert(*id);
        } else if source.has(&(*attachment).into())? {
            // An earlier drop was interrupted before it could free them.
            plan.archives.entry(*attachment).or_insert(*id);
        }
    }
    Ok(plan)
}

/// Drops the archives of `plan` and removes what nothing needs any more. What a head, tag or stage has come to need since
/// the plan was made stays.
///
/// # Errors
/// Another process writes; the device failed. Something else that is needed is lost: then the archives are listed, and the
/// first gc after a repair frees them.
pub fn drop(
    repository: &Repository,
    action: &Action<'_>,
    keep: &Keep,
    planned: &Plan,
    options: &GcOptions,
) -> Result<(Plan, Collected)> {
    let alone = repository.storage().lock(WRITERS, Access::Exclusive, action.lock_timeout, &action.owner)?;
    repository.store().refresh()?;
    let mut plan = plan(repository, keep)?;
    plan.archives.retain(|id, _| planned.archives.contains_key(id));
    if !plan.archives.is_empty() {
        let current = repository.current()?;
        let absence = Absence { reason: DROPPED.to_owned(), time: action.now };
        let changes: Vec<_> = plan.archives.keys().map(|id| absent::list(id.as_bytes(), &absence)).collect();
        publish_alone(repository, action, |run| {
            Ok(advance(Some(&current.newest), &changes, action.now, &action.command, run)?.0)
        })?;
    }
    let marked = mark(repository, action, options.keep)?;
    let collected = collect(repository, action, options, marked, &*alone)?;
    Ok((plan, collected))
}

/// What is always kept, by root: the commits of heads and tags, and those of the stage.
fn tips(source: &dyn Source, current: &Current) -> Result<BTreeMap<&'static str, BTreeSet<GitId>>> {
    let mut tips = BTreeMap::new();
    for name in [root::HEADS, root::TAGS] {
        tips.insert(name, current.names(source, name)?.into_values().collect());
    }
    tips.insert(root::STAGE, current.stage.base.into_iter().chain(current.stage.second).collect());
    Ok(tips)
}

/// All commits that names reach.
#[derive(Default)]
struct History {
    /// Nearer ones first.
    order: Vec<GitId>,
    /// Archive and parents of each.
    versions: HashMap<GitId, (Id, Vec<GitId>)>,
}

impl History {
    fn walk(source: &dyn Source, tips: impl Iterator<Item = GitId>) -> Result<Self> {
        let mut history = Self::default();
        let mut waiting: VecDeque<GitId> = tips.collect();
        while let Some(id) = waiting.pop_front() {
            if history.versions.contains_key(&id) {
                continue;
            }
            let version = Version::load(source, id)?;
            waiting.extend(&version.commit.parents);
            history.order.push(id);
            history.versions.insert(id, (version.summary.attachment, version.commit.parents));
        }
        Ok(history)
    }

    fn parents(&self, id: &GitId) -> &[GitId] {
        self.versions.get(id).map_or(&[], |version| &version.1)
    }

    /// The commits that are less than `count` steps from one of `heads`.
    fn newest(&self, heads: &BTreeSet<GitId>, count: u64) -> HashSet<GitId> {
        let mut found = HashSet::new();
        let mut layer: Vec<GitId> = heads.iter().copied().collect();
        for _ in 0..count {
            layer.retain(|id| found.insert(*id));
            if layer.is_empty() {
                break;
            }
            layer = layer.iter().flat_map(|id| self.parents(id)).copied().collect();
        }
        found
    }

    /// The commits that `top` is made on.
    fn before(&self, top: GitId) -> HashSet<GitId> {
        let mut found = HashSet::new();
        let mut waiting: Vec<GitId> = self.parents(&top).to_vec();
        while let Some(id) = waiting.pop() {
            if found.insert(id) {
                waiting.extend(self.parents(&id));
            }
        }
        found
    }
}
