//! `fetch`: what peers have and this repository has not. Their heads get the names `remotes/<member>/<head>` when
//! everything that they need is here, all in one operation. Must not move an own head.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::archive::error::ArchiveError;
use crate::base::id::{GitId, Id, ObjectId};
use crate::base::session::MAX_HAVES;
use crate::node::deliver::delivered_name;
use crate::node::error::NodeError;
use crate::node::gather::Gather;
use crate::node::meet::Met;
use crate::node::transfer::{Line, LineReport};
use crate::object::error::ObjectError;
use crate::object::remember::Remembering;
use crate::object::traits::Source;
use crate::repo::absent::{self, Absence, SHALLOW};
use crate::repo::action::Action;
use crate::repo::connect::{Connected, Depth, missing, named};
use crate::repo::current::{Current, move_name};
use crate::repo::error::RepoError;
use crate::repo::fork_point::fork_point;
use crate::repo::history::read_commit;
use crate::repo::name;
use crate::repo::repository::Repository;
use crate::repo::selection::Selection;
use crate::repo::transact::Writing;
use crate::state::change::{Change, Expected};
use crate::state::operation::root;

type Result<T> = std::result::Result<T, NodeError>;

/// What to fetch.
#[derive(Clone, Debug)]
pub struct FetchOptions {
    /// So many commits of each head; 0 for all.
    pub depth: u64,
    /// The files whose data is fetched; of the others only the names.
    pub selection: Selection,
}

impl Default for FetchOptions {
    fn default() -> Self {
        Self { depth: 0, selection: Selection::all() }
    }
}

/// A head that is at another commit now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadMove {
    /// Its name, `remotes/<member>/<head>` for those of others.
    pub head: String,
    /// Where it was.
    pub old: Option<GitId>,
    /// Where it is.
    pub new: GitId,
}

/// What was fetched.
#[derive(Clone, Debug, Default)]
pub struct Fetched {
    /// What each peer did.
    pub peers: Vec<LineReport>,
    /// Bytes of members that were stored.
    pub bytes: u64,
    /// How many.
    pub objects: u64,
    /// Bytes of members that an interrupted session had fetched already.
    pub resumed_bytes: u64,
    /// Heads that moved.
    pub heads: Vec<HeadMove>,
}

/// A head of a peer that is new here.
struct News {
    member: Id,
    head: String,
    old: Option<GitId>,
    new: GitId,
}

/// What one peer has to tell.
#[derive(Default)]
struct Told {
    news: Vec<News>,
    /// Commits that its heads are built on and that are new here.
    commits: BTreeSet<GitId>,
}

/// Fetches what the peers have; each may fail, as long as the others have everything. A peer whose heads need what nobody
/// has, or what is malformed, does not stop the others.
///
/// # Errors
/// Something is on no peer, for any of them; the repository failed; the user stopped the work. Nothing is changed then, and
/// what came is kept for the next session.
pub fn fetch(repository: &Repository, action: &Action<'_>, peers: &[Met], options: &FetchOptions) -> Result<Fetched> {
    let current = repository.current()?;
    let connected = Connected::of(repository, &current);
    let have = haves(repository, &current)?;
    // Each head of each peer is looked up.
    let source = Remembering::new(repository.source());
    let mut all = Vec::new();
    for met in peers.iter().filter(|met| met.line.is_up()) {
        // Questions that were lost are asked again, as long as the line holds.
        while met.line.is_up() {
            match ask_news(&source, action, &current, &connected, met, &have, options.depth) {
                Ok(told) => {
                    met.line.went_well();
                    all.extend((!told.news.is_empty()).then_some((met, told)));
                    break;
                }
                Err(NodeError::Repo(error)) => return Err(error.into()),
                Err(error) => met.line.fail(&error),
            }
        }
    }
    let mut fetched = Fetched::default();
    if !all.is_empty() {
        let any = all.iter().any(|(_, told)| !told.commits.is_empty());
        let writing = repository.begin(action, any)?;
        let lines: Vec<&Line> = peers.iter().map(|met| &met.line).collect();
        let taking = Taking { repository, action, current: &current, connected: &connected, lines: &lines, options };
        let (news, changes) = taking.sound(&writing, all)?;
        let news = newest(&writing, news)?;
        let moves = news.iter().map(|News { member, head, old, new }| {
            move_name(root::DELIVERED, &delivered_name(member, head), *old, Some(*new))
        });
        let changes: Vec<Change> = changes.into_iter().chain(moves).collect();
        let stats = writing.run.stats();
        (fetched.objects, fetched.bytes) = (stats.objects_new, stats.bytes_stored);
        fetched.resumed_bytes = stats.bytes_adopted;
        repository.publish(action, writing, &current, &changes)?;
        let head = |news: News| HeadMove {
            head: format!("remotes/{}", delivered_name(&news.member, &news.head)),
            old: news.old,
            new: news.new,
        };
        fetched.heads = news.into_iter().map(head).collect();
    }
    fetched.peers = peers.iter().map(|met| met.line.report()).collect();
    Ok(fetched)
}

/// Gets these commits, with all that they need, from peers that have them, and keeps them under the keys that come with
/// them in the root `kept`. A peer that has none of them is passed over.
///
/// # Errors
/// As [`fetch`].
pub fn bring(
    repository: &Repository,
    action: &Action<'_>,
    peers: &[&Met],
    commits: &[(Vec<u8>, GitId)],
    selection: &Selection,
) -> Result<()> {
    let current = repository.current()?;
    let connected = Connected::of(repository, &current);
    let have = haves(repository, &current)?;
    let mut told = Told::default();
    for (_, commit) in commits {
        if connected.has(commit)? {
            continue;
        }
        for met in peers.iter().filter(|met| met.line.is_up()) {
            if let Ok(history) = met.history(&[*commit], &have, 0) {
                told.commits.extend(history);
                told.news.push(News { member: met.label, head: String::new(), old: None, new: *commit });
                break;
            }
        }
    }
    let writing = repository.begin(action, !told.news.is_empty())?;
    let lines: Vec<&Line> = peers.iter().map(|met| &met.line).collect();
    let options = FetchOptions { depth: 0, selection: selection.clone() };
    let taking =
        Taking { repository, action, current: &current, connected: &connected, lines: &lines, options: &options };
    let mut changes = taking.take(&writing, &[&told])?;
    let found: HashSet<GitId> = told.news.iter().map(|news| news.new).collect();
    for (key, commit) in commits {
        if found.contains(commit) || connected.has(commit)? {
            let (root, new) = (root::KEPT.to_owned(), Some(commit.as_bytes().to_vec()));
            changes.push(Change { root, key: key.clone(), expected: Expected::Any, new });
        }
    }
    repository.publish(action, writing, &current, &changes)?;
    Ok(())
}

/// What is here with all behind it, for the peers to know: as many as one question may name, whichever they are.
fn haves(repository: &Repository, current: &Current) -> Result<Vec<GitId>> {
    let all: BTreeSet<GitId> = named(repository, current)?.into_values().flatten().collect();
    Ok(all.into_iter().take(MAX_HAVES).collect())
}

fn ask_news(
    source: &dyn Source,
    action: &Action<'_>,
    current: &Current,
    connected: &Connected<'_>,
    met: &Met,
    have: &[GitId],
    depth: u64,
) -> Result<Told> {
    let member = met.label;
    let (mut news, mut want) = (Vec::new(), BTreeSet::new());
    for (head, new) in met.heads()? {
        name::check(&head).map_err(|error| NodeError::lie(met.line.peer.name(), error.to_string()))?;
        let old = current.name(source, root::DELIVERED, &delivered_name(&member, &head))?;
        if old == Some(new) {
            continue;
        }
        let is_here = connected.has(&new)?;
        if let Some(old) = old
            && is_here
            && fork_point(source, old, new)? == Some(new)
        {
            let peer = met.line.peer.name();
            action.monitor.warn(&format!(
                "{peer}: its head {head} is at {}, older than {} that it had before; the newer one is kept",
                new.short(),
                old.short()
            ));
            continue;
        }
        want.extend((!is_here).then_some(new));
        news.push(News { member, head, old, new });
    }
    let mut commits = BTreeSet::new();
    let want: Vec<GitId> = want.into_iter().collect();
    for want in want.chunks(MAX_HAVES) {
        commits.extend(met.history(want, have, depth)?);
    }
    Ok(Told { news, commits })
}

/// Taking what peers have told of.
struct Taking<'t> {
    repository: &'t Repository,
    action: &'t Action<'t>,
    current: &'t Current,
    connected: &'t Connected<'t>,
    lines: &'t [&'t Line],
    options: &'t FetchOptions,
}

impl Taking<'_> {
    /// Gets everything that the news need, and says what else changes with them. All at once; where that fails, what each peer
    /// has told is looked at alone, and only what is sound is taken.
    fn sound(&self, writing: &Writing, all: Vec<(&Met, Told)>) -> Result<(Vec<News>, Vec<Change>)> {
        let told: Vec<&Told> = all.iter().map(|(_, told)| told).collect();
        let error = match self.take(writing, &told) {
            Ok(changes) => return Ok((all.into_iter().flat_map(|(_, told)| told.news).collect(), changes)),
            Err(error) if all.len() == 1 || !is_theirs(&error) => return Err(error),
            Err(error) => error,
        };
        let mut kept = Vec::new();
        for (met, told) in all {
            match self.take(writing, &[&told]) {
                Ok(_) => kept.push(told),
                Err(error) if is_theirs(&error) => met.line.end(&error),
                Err(error) => return Err(error),
            }
        }
        if kept.is_empty() {
            return Err(error);
        }
        let changes = self.take(writing, &kept.iter().collect::<Vec<_>>())?;
        Ok((kept.into_iter().flat_map(|told| told.news).collect(), changes))
    }

    /// Gets everything that these news need, and says what else changes with them.
    fn take(&self, writing: &Writing, told: &[&Told]) -> Result<Vec<Change>> {
        let Self { repository, action, current, connected, lines, options } = *self;
        let run = &writing.run;
        let gather = Gather { run, lines, monitor: action.monitor };
        let mut new = Vec::new();
        for commit in told.iter().flat_map(|told| &told.commits).collect::<BTreeSet<_>>() {
            if !connected.has(commit)? {
                new.push(*commit);
            }
        }
        let archives = gather.commits(&new)?;
        let mut changes = Vec::new();
        let mut absent = absent::all(repository.source(), current.operation())?;
        changes.extend(new.iter().filter(|id| absent.remove(id.as_bytes())).map(|id| absent::unlist(id.as_bytes())));
        if options.depth > 0 {
            for commit in cut(writing, connected, &new)? {
                absent.insert(*commit.as_bytes());
                let absence = Absence { reason: SHALLOW.to_owned(), time: action.now };
                changes.push(absent::list(commit.as_bytes(), &absence));
            }
        }
        let whole = options.selection.is_all();
        if !whole {
            changes.extend(archives.iter().map(|id| Change {
                root: root::PARTIAL.to_owned(),
                key: id.as_bytes().to_vec(),
                expected: Expected::Any,
                new: Some(Vec::new()),
            }));
        }
        let tips: Vec<GitId> = told.iter().flat_map(|told| &told.news).map(|news| news.new).collect();
        // Before any data comes: what is malformed costs nobody more than its tables.
        none_missing(missing(run, connected, &tips, &absent, Depth::Tables, 1)?)?;
        gather.data(&archives, &options.selection)?;
        if whole {
            none_missing(missing(run, connected, &tips, &absent, Depth::Whole, 1)?)?;
        }
        Ok(changes)
    }
}

/// Each name once: a member that is reached over several lines may show an older state on one of them.
fn newest(writing: &Writing, news: Vec<News>) -> Result<Vec<News>> {
    let mut newest: BTreeMap<String, News> = BTreeMap::new();
    for news in news {
        let name = delivered_name(&news.member, &news.head);
        let is_older = match newest.get(&name) {
            Some(known) => fork_point(&writing.run, known.new, news.new)? != Some(known.new),
            None => false,
        };
        if !is_older {
            newest.insert(name, news);
        }
    }
    Ok(newest.into_values().collect())
}

/// Nothing may be missing.
fn none_missing(missing: Vec<[u8; 32]>) -> Result<()> {
    match missing.first() {
        None => Ok(()),
        Some(id) => Err(NodeError::Nowhere { objects: 1, kind: "object", id: ObjectId::Own(Id::from_bytes(*id)) }),
    }
}

/// Whether the failure is that of what peers have, not of this repository.
fn is_theirs(error: &NodeError) -> bool {
    match error {
        NodeError::Nowhere { .. } => true,
        NodeError::Repo(RepoError::Archive(error)) => matches!(error, ArchiveError::Malformed { .. }),
        NodeError::Repo(RepoError::Object(error)) => {
            matches!(error, ObjectError::Malformed { .. } | ObjectError::Missing(_))
        }
        _ => false,
    }
}

/// The commits behind those that were fetched, which were not.
fn cut(writing: &Writing, connected: &Connected<'_>, commits: &[GitId]) -> Result<HashSet<GitId>> {
    let here: HashSet<&GitId> = commits.iter().collect();
    let mut behind = HashSet::new();
    for commit in commits {
        for parent in read_commit(&writing.run, *commit)?.parents {
            if !here.contains(&parent) && !connected.has(&parent)? {
                behind.insert(parent);
            }
        }
    }
    Ok(behind)
}
