//! `fetch`: what peers have and this repository has not. Their heads get the names `remotes/<member>/<head>` when
//! everything that they need is here, all in one operation. Must not move an own head.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::base::id::GitId;
use crate::base::key::PublicKey;
use crate::base::session::MAX_HAVES;
use crate::node::deliver::delivered_name;
use crate::node::error::NodeError;
use crate::node::gather::Gather;
use crate::node::meet::Met;
use crate::node::transfer::{Line, LineReport};
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
    member: PublicKey,
    head: String,
    old: Option<GitId>,
    new: GitId,
}

/// Fetches what the peers have; each may fail, as long as the others have everything.
///
/// # Errors
/// Something is on no peer; the repository failed; the user stopped the work. Nothing is changed then, and what came is
/// kept for the next session.
pub fn fetch(repository: &Repository, action: &Action<'_>, peers: &[Met], options: &FetchOptions) -> Result<Fetched> {
    let current = repository.current()?;
    let connected = Connected::of(repository, &current)?;
    let mut news = Vec::new();
    let mut commits = BTreeSet::new();
    let have = haves(repository, &current)?;
    for met in peers.iter().filter(|met| met.line.is_up()) {
        match ask_news(repository, action, &current, &connected, met, &have, options.depth) {
            Ok((heads, new)) => {
                news.extend(heads);
                commits.extend(new);
            }
            Err(NodeError::Repo(error)) => return Err(error.into()),
            Err(error) => met.line.fail(&error),
        }
    }
    let mut fetched = Fetched::default();
    if !news.is_empty() {
        let commits: Vec<GitId> = commits.into_iter().collect();
        take(repository, action, &current, &connected, peers, &commits, &news, options, &mut fetched)?;
    }
    let head = |news: News| HeadMove {
        head: format!("remotes/{}", delivered_name(&news.member, &news.head)),
        old: news.old,
        new: news.new,
    };
    fetched.heads = news.into_iter().map(head).collect();
    fetched.peers = peers.iter().map(|met| met.line.report()).collect();
    Ok(fetched)
}

/// What is here with all behind it, for the peers to know; the newest names first would be better, any will do.
fn haves(repository: &Repository, current: &Current) -> Result<Vec<GitId>> {
    let all: BTreeSet<GitId> = named(repository, current)?.into_values().flatten().collect();
    Ok(all.into_iter().take(MAX_HAVES).collect())
}

fn ask_news(
    repository: &Repository,
    action: &Action<'_>,
    current: &Current,
    connected: &Connected<'_>,
    met: &Met,
    have: &[GitId],
    depth: u64,
) -> Result<(Vec<News>, Vec<GitId>)> {
    let source = repository.source();
    let member = met.card.member;
    let delivered = current.operation().map(root::DELIVERED);
    let (mut news, mut want) = (Vec::new(), BTreeSet::new());
    for (head, new) in met.heads()? {
        name::check(&head).map_err(|error| NodeError::lie(met.line.peer.name(), error.to_string()))?;
        let old = delivered.get(source, delivered_name(&member, &head).as_bytes())?;
        let old = old.and_then(|old| old.try_into().ok()).map(GitId::from_bytes);
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
    let mut commits = Vec::new();
    let want: Vec<GitId> = want.into_iter().collect();
    for want in want.chunks(MAX_HAVES) {
        commits.extend(met.history(want, have, depth)?);
    }
    Ok((news, commits))
}

#[expect(clippy::too_many_arguments, reason = "the parts of one session")]
fn take(
    repository: &Repository,
    action: &Action<'_>,
    current: &Current,
    connected: &Connected<'_>,
    peers: &[Met],
    commits: &[GitId],
    news: &[News],
    options: &FetchOptions,
    fetched: &mut Fetched,
) -> Result<()> {
    let writing = repository.begin(action, !commits.is_empty())?;
    let lines: Vec<&Line> = peers.iter().map(|met| &met.line).collect();
    let gather = Gather { run: &writing.run, lines: &lines, monitor: action.monitor };
    let mut new = Vec::with_capacity(commits.len());
    for commit in commits {
        if !connected.has(commit)? {
            new.push(*commit);
        }
    }
    let archives = gather.commits(&new, &options.selection)?;
    let mut changes = Vec::new();
    let mut absent = absent::all(repository.source(), current.operation())?;
    changes.extend(new.iter().filter(|id| absent.remove(id.as_bytes())).map(|id| absent::unlist(id.as_bytes())));
    if options.depth > 0 {
        for commit in cut(&writing, connected, &new)? {
            absent.insert(*commit.as_bytes());
            let absence = Absence { reason: SHALLOW.to_owned(), time: action.now };
            changes.push(absent::list(commit.as_bytes(), &absence));
        }
    }
    if !options.selection.is_all() {
        changes.extend(archives.iter().map(|id| Change {
            root: root::PARTIAL.to_owned(),
            key: id.as_bytes().to_vec(),
            expected: Expected::Any,
            new: Some(Vec::new()),
        }));
    }
    let depth = if options.selection.is_all() { Depth::Whole } else { Depth::Tables };
    let tips: Vec<GitId> = news.iter().map(|news| news.new).collect();
    if let Some(first) = missing(&writing.run, connected, &tips, &absent, depth, 1)?.first() {
        let why = format!("object {} is needed and no peer spoke of it", hex::encode(first));
        return Err(RepoError::refused("the history of the peers", why).into());
    }
    for News { member, head, old, new } in news {
        changes.push(move_name(root::DELIVERED, &delivered_name(member, head), *old, Some(*new)));
    }
    let stats = writing.run.stats();
    (fetched.objects, fetched.bytes) = (stats.objects_new, stats.bytes_stored);
    fetched.resumed_bytes = stats.bytes_adopted;
    repository.publish(action, writing, current, &changes)?;
    Ok(())
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

/// The heads of this name that members have, by member.
///
/// # Errors
/// The state cannot be read.
pub fn delivered(
    repository: &Repository,
    current: &Current,
    head: &str,
) -> std::result::Result<BTreeMap<PublicKey, GitId>, RepoError> {
    let all = current.names(repository.source(), root::DELIVERED)?;
    let found = all.into_iter().filter_map(|(name, commit)| {
        let (member, found) = name.split_once('/')?;
        let key = hex::decode(member).ok()?.try_into().ok().and_then(|bytes| PublicKey::from_bytes(bytes).ok())?;
        (found == head).then_some((key, commit))
    });
    Ok(found.collect())
}
