//! Sessions with peers: which remotes a command talks to, and how what came of it is shown.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;
use std::thread::{self, ScopedJoinHandle};
use std::time::Duration;

use serde::Serialize;

use crate::base::id::GitId;
use crate::base::key::PublicKey;
use crate::base::size::{count, size};
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::open::Opened;
use crate::cli::text::Text;
use crate::node::error::NodeError;
use crate::node::exchange::exchange;
use crate::node::fetch::{Fetched, HeadMove};
use crate::node::meet::{Expect, Met, meet};
use crate::node::transfer::LineReport;
use crate::repo::miss::miss;
use crate::repo::quantity::parse_size;
use crate::repo::remotes::{self, Remote};
use crate::transport::dial::{Dialling, dial, is_address};
use crate::transport::pace::Throttle;

/// Seconds that a peer has to answer a greeting.
const GREETING: u64 = 3;

/// Options of every command that talks to peers.
#[derive(Debug, Clone, clap::Args)]
pub struct Options {
    /// Most bytes a second that are sent or received, of all peers together: 500kB, 10MiB.
    #[arg(long, value_name = "SIZE")]
    pub limit_rate: Option<String>,
    /// Seconds after which a peer that sends nothing is left.
    #[arg(long, value_name = "SECS", default_value_t = 15)]
    pub peer_timeout: u64,
}

/// Peers that answered, and those that did not.
#[derive(Default)]
pub struct Session {
    /// The peers.
    pub met: Vec<Met>,
    /// Peers that could not be met, and why.
    pub failed: Vec<LineReport>,
    /// The first of these failures.
    pub error: Option<CliError>,
    /// Members that did not answer where they were met before.
    pub missed: Vec<PublicKey>,
}

/// What a session has moved, in JSON.
#[derive(Serialize)]
pub struct Traffic {
    peers: Vec<PeerField>,
    bytes: u64,
    objects: u64,
    heads: Vec<HeadField>,
    resumed_bytes: u64,
}

#[derive(Serialize)]
struct PeerField {
    peer: String,
    ok: bool,
    bytes: u64,
    objects: u64,
    error: Option<String>,
}

#[derive(Serialize)]
struct HeadField {
    head: String,
    old: Option<String>,
    new: String,
}

impl Traffic {
    /// What came by `fetched`, from peers that did as in `reports`; with heads that moved after it.
    pub fn received(reports: &[LineReport], fetched: &Fetched, heads: &[HeadMove]) -> Self {
        let Fetched { bytes, objects, resumed_bytes, .. } = *fetched;
        Self { resumed_bytes, ..Self::sent(reports, objects, bytes, heads) }
    }

    /// What was given to peers that did as in `reports`.
    pub fn sent(reports: &[LineReport], objects: u64, bytes: u64, heads: &[HeadMove]) -> Self {
        let peers = reports.iter().map(PeerField::from).collect();
        Self { peers, bytes, objects, heads: heads.iter().map(HeadField::from).collect(), resumed_bytes: 0 }
    }
}

impl From<&LineReport> for PeerField {
    fn from(report: &LineReport) -> Self {
        let LineReport { peer, bytes, objects, error, .. } = report.clone();
        Self { peer, ok: error.is_none(), bytes, objects, error }
    }
}

impl From<&HeadMove> for HeadField {
    fn from(moved: &HeadMove) -> Self {
        let text = |id: &GitId| id.to_string();
        Self { head: moved.head.clone(), old: moved.old.as_ref().map(text), new: moved.new.to_string() }
    }
}

/// How to dial, as the options say.
///
/// # Errors
/// An option is wrong.
pub fn dialling(options: &Options) -> Result<Dialling, CliError> {
    let rate = options.limit_rate.as_deref().map(|text| {
        let wrong = || CliError::usage(format!("--limit-rate {text}: expected a size such as 500kB or 10MiB"));
        parse_size(text).filter(|rate| *rate > 0).ok_or_else(wrong)
    });
    Ok(Dialling {
        rate: rate.transpose()?.map(|rate| Arc::new(Throttle::new(rate))),
        patience: Duration::from_secs(options.peer_timeout.max(1)),
        ..Dialling::default()
    })
}

/// Whether the repository has remotes.
///
/// # Errors
/// The state cannot be read.
pub fn has_remotes(opened: &Opened) -> Result<bool, CliError> {
    let repository = &opened.repository;
    Ok(!remotes::all(repository, &repository.current()?)?.is_empty())
}

/// Opens lines to the remotes of these names or to these addresses; to all remotes where there are none.
///
/// # Errors
/// There is no such remote, or none at all; an option is wrong; the state cannot be read or written.
pub fn open(opened: &Opened, context: &Context, names: &[String], options: &Options) -> Result<Session, CliError> {
    let repository = &opened.repository;
    let mut all = remotes::all(repository, &repository.current()?)?;
    if !names.is_empty() {
        let mut chosen = BTreeMap::new();
        for name in names {
            let remote = match all.remove(name) {
                Some(remote) => remote,
                None if is_address(name) => Remote::new(name)?,
                None => {
                    let message = format!("there is no remote {name}; run: mosaic remote list");
                    return Err(CliError::with_kind(Exit::NotFound, "name", message));
                }
            };
            chosen.insert(name.clone(), remote);
        }
        all = chosen;
    }
    if all.is_empty() {
        let message = "this repository has no remotes; run: mosaic remote add NAME URL";
        return Err(CliError::with_kind(Exit::NotFound, "name", message));
    }
    let community = repository.community()?;
    let key = repository.key()?;
    let dialling = dialling(options)?.signed(key, community);
    let mut session = Session::default();
    // All at once: one that does not answer holds up no other.
    let met = thread::scope(|scope| {
        let dialling = &dialling;
        let begin = |(name, remote): (String, Remote)| {
            let expect = Expect { community: Some(community), member: remote.member };
            let asked = remote.clone();
            let line = move || {
                let peer = dial(&asked.url, &dialling.pinned(&asked.certificate))?;
                meet(peer, &expect)
            };
            (name, remote, scope.spawn(line))
        };
        let begun: Vec<_> = all.into_iter().map(begin).collect();
        let end = |(name, remote, line): (String, Remote, ScopedJoinHandle<'_, Result<Met, NodeError>>)| {
            let lost = || Err(NodeError::network(&remote.url, "the question was lost"));
            let met = line.join().unwrap_or_else(|_| lost());
            (name, remote, met)
        };
        begun.into_iter().map(end).collect::<Vec<_>>()
    });
    for (name, remote, met) in met {
        match met {
            Ok(met) => {
                pin(opened, context, &name, &remote, &met)?;
                session.met.push(met);
            }
            Err(error) => {
                let is_gone = matches!(error, NodeError::Network { .. });
                session.missed.extend(remote.member.filter(|_| is_gone));
                let report = LineReport { peer: remote.url, error: Some(error.to_string()), ..LineReport::default() };
                session.failed.push(report);
                session.error.get_or_insert(error.into());
            }
        }
    }
    Ok(session)
}

/// Remembers who the peer is, the first time that it is met. An address without a name is not remembered.
fn pin(opened: &Opened, context: &Context, name: &str, remote: &Remote, met: &Met) -> Result<(), CliError> {
    let repository = &opened.repository;
    let mut pinned = Remote { member: met.is_member.then_some(met.card.member), ..remote.clone() };
    let certificate = met.line.peer.certificate();
    if !certificate.is_empty() {
        pinned.certificate = certificate;
    }
    let current = repository.current()?;
    if pinned == *remote || !remotes::all(repository, &current)?.contains_key(name) {
        return Ok(());
    }
    repository.change(&opened.action(context)?, &current, &[remotes::set(name, &pinned)])?;
    Ok(())
}

/// Hears from those remotes that answer quickly what they know, before something is said: a log that two copies of a
/// repository continue is forked for ever. Returns those that were met.
///
/// # Errors
/// The repository cannot be read or written.
pub fn greet(opened: &Opened, context: &Context) -> Result<Session, CliError> {
    if !has_remotes(opened)? {
        return Ok(Session::default());
    }
    let options = Options { limit_rate: None, peer_timeout: GREETING };
    let session = open(opened, context, &[], &options)?;
    hear(opened, context, &session)?;
    Ok(session)
}

/// Exchanges strands with the peers of a session. A peer that fails is not asked for anything else.
///
/// # Errors
/// The repository cannot be read or written.
pub fn hear(opened: &Opened, context: &Context, session: &Session) -> Result<(), CliError> {
    let key = opened.repository.key()?;
    let action = opened.action(context)?;
    for met in &session.met {
        match exchange(&opened.repository, &action, met, Some(&key)) {
            Ok(_) => {}
            Err(NodeError::Repo(error)) => return Err(error.into()),
            Err(error) => met.line.end(&error),
        }
    }
    // Who reaches nobody is cut off itself.
    let reached = session.met.iter().any(|met| met.is_member && met.line.is_up());
    for member in session.missed.iter().filter(|_| reached) {
        miss(&opened.repository, &action, &key, member)?;
    }
    Ok(())
}

impl Session {
    /// The error of a session in which no peer could be met.
    ///
    /// # Errors
    /// There is none that was met.
    pub fn need_one(self) -> Result<Self, CliError> {
        match (self.met.is_empty(), self.error) {
            (true, Some(error)) => Err(error),
            (_, error) => Ok(Self { error, ..self }),
        }
    }

    /// How every peer did in the end, those that were not met included.
    pub fn reports(&self) -> Vec<LineReport> {
        self.met.iter().map(|met| met.line.report()).chain(self.failed.iter().cloned()).collect()
    }
}

/// How a session ends in which these peers took part: well, if `least` of them did, or where that is not given all.
///
/// # Errors
/// Too few did.
pub fn verdict(reports: &[LineReport], least: Option<usize>) -> Result<(), CliError> {
    let done = reports.iter().filter(|report| report.error.is_none()).count();
    let failed = reports.iter().find_map(|report| report.error.clone());
    match (least, failed) {
        (Some(least), _) if done < least => {
            let message = format!("{done} of the {least} peers that --min-peers asks for took part");
            Err(CliError::with_kind(Exit::Shortage, "peers", message))
        }
        (None, Some(why)) if done == 0 => Err(CliError::new(Exit::Network, why)),
        (None, Some(why)) => Err(CliError::new(Exit::Incomplete, format!("the rest is done, but {why}"))),
        _ => Ok(()),
    }
}

/// Shows what a command has done with peers, and ends it as `outcome` says.
///
/// # Errors
/// That of the outcome; standard output cannot be written.
pub fn conclude<T: Serialize>(
    context: &mut Context,
    report: &T,
    outcome: Result<(), CliError>,
    say: impl FnOnce(&mut Text<'_>) -> Result<(), CliError>,
) -> Result<(), CliError> {
    match outcome {
        Ok(()) => context.output.report(report, say),
        Err(error) => Err(context.output.partial(report, error, say)),
    }
}

/// Heads that moved, one on a line.
///
/// # Errors
/// Standard output cannot be written.
pub fn heads(text: &mut Text<'_>, moved: &[HeadMove]) -> Result<(), CliError> {
    for HeadMove { head, old, new } in moved {
        let old = old.map_or_else(|| "new".to_owned(), |old| old.short());
        writeln!(text, "{old}..{}  {}", new.short(), shorten(head))?;
    }
    Ok(())
}

/// A sentence for what was moved over the wire.
pub fn amount(objects: u64, bytes: u64) -> String {
    format!("{}, {}", count(objects, "object"), size(bytes))
}

/// The name of a member's head with the first digits of the member's key alone, as revisions take it.
fn shorten(head: &str) -> String {
    let mut parts = head.splitn(3, '/');
    match (parts.next(), parts.next(), parts.next()) {
        (Some("remotes"), Some(member), Some(head)) if member.len() > 8 => format!("remotes/{}/{head}", &member[..8]),
        _ => head.to_owned(),
    }
}
