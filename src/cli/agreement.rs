//! What commands need to take part in decisions: this repository as a node of its own, and how verdicts are shown.

use std::io::Write;
use std::thread::sleep;
use std::time::Duration;

use serde::Serialize;

use crate::base::escape;
use crate::base::id::Id;
use crate::base::key::PublicKey;
use crate::base::size::count;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::open::{Opened, action};
use crate::cli::peers::Session;
use crate::cli::text::{GREEN, RED, Text, YELLOW};
use crate::heads::register::Register;
use crate::heads::verdict::{Decision, Verdict};
use crate::node::answer::{Node, NodeSettings};
use crate::node::carry::Carrier;
use crate::node::judge::Synced;
use crate::node::sync_heads::{SyncOptions, sync_heads};
use crate::repo::action::Action;
use crate::repo::community::{self, Community};
use crate::repo::config::Settings;
use crate::repo::repository::Repository;
use crate::storage::outside::machine;
use crate::transport::clock::moment;

/// For how long voters are asked to wait for this session, in milliseconds.
const LEASE: u64 = 2_000;

/// A member, by its key and name.
#[derive(Serialize)]
pub struct Named {
    member: String,
    name: String,
}

/// A voter for something else.
#[derive(Serialize)]
struct Against {
    #[serde(flatten)]
    named: Named,
    commit: Option<String>,
}

/// A voter that did not vote.
#[derive(Serialize)]
struct Refused {
    #[serde(flatten)]
    named: Named,
    why: &'static str,
}

/// A verdict in JSON.
#[derive(Serialize)]
pub struct VerdictField {
    head: String,
    decision: &'static str,
    height: u64,
    commit: Option<String>,
    previous: Option<String>,
    #[serde(rename = "for")]
    ayes: Vec<Named>,
    against: Vec<Against>,
    silent: Vec<Named>,
    refused: Vec<Refused>,
    round: u64,
    certificate: Option<String>,
    lost: Option<String>,
}

/// What a session has decided, in JSON.
#[derive(Serialize)]
pub struct SyncedField {
    epoch: u64,
    voters: Vec<Named>,
    heads: Vec<VerdictField>,
    registers: Vec<VerdictField>,
    agreed: bool,
    messages: u64,
    silent: Option<String>,
    foreign: Vec<Named>,
}

impl SyncedField {
    /// The verdicts on heads.
    pub fn heads(&self) -> &[VerdictField] {
        &self.heads
    }
}

/// How a repository behaves as a peer.
///
/// # Errors
/// A setting is wrong.
pub fn node_settings(
    repository: &Repository,
    settings: &Settings,
    context: &Context,
) -> Result<NodeSettings, CliError> {
    Ok(NodeSettings {
        anyone_reads: false,
        trusts: false,
        follow: repository.root().is_none() || settings.serve_follow()?,
        addresses: settings.serve_addresses()?,
        program: format!("mosaic {}", env!("CARGO_PKG_VERSION")),
        owner: context.owner(),
        level: settings.compression_level()?,
        pack_size: settings.pack_size()?,
        lock_timeout: settings.lock_timeout()?,
        machine: machine(),
    })
}

/// When certificates are taken.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Occasion {
    /// A new repository: it gets its heads when all is here.
    Clone,
    /// Somebody wants news: the peer with most of it is asked to bring its decisions together with its own peers first.
    Fetch,
    /// A recovery is looked for.
    Recovery,
}

/// Takes the certificates that the peers of a session have and this repository has not, and gives them others.
///
/// # Errors
/// The repository cannot be read or written.
pub fn catch_up(
    repository: &Repository,
    settings: &Settings,
    context: &Context,
    action: &Action<'_>,
    session: &Session,
    occasion: Occasion,
) -> Result<(), CliError> {
    let settings = node_settings(repository, settings, context)?;
    let home = Node::new(
        repository.shared(),
        NodeSettings { follow: settings.follow && occasion != Occasion::Clone, ..settings },
    )?;
    let key = repository.key()?;
    let peers = session.met.iter().filter(|met| met.is_member && met.line.is_up()).collect();
    let carrier = Carrier { home: &home, key: &key, action, peers, clock: &moment, messages: Default::default() };
    if occasion == Occasion::Fetch {
        carrier.start_sync()?;
    }
    Ok(carrier.catch_up()?)
}

/// Brings the heads of this repository and the peers of a session together: these alone, or all where there are none.
/// Tries for `time` milliseconds.
///
/// # Errors
/// The repository cannot be read or written.
pub fn agree(
    opened: &Opened,
    context: &Context,
    session: &Session,
    heads: Vec<String>,
    time: u64,
) -> Result<Synced, CliError> {
    let Opened { repository, settings, .. } = opened;
    let home = Node::new(repository.shared(), node_settings(repository, settings, context)?)?;
    let key = repository.key()?;
    let wait = |millis| sleep(Duration::from_millis(millis));
    let options = SyncOptions { heads, time, lease: LEASE, clock: &moment, wait: &wait };
    Ok(sync_heads(&home, &key, &action(context, settings)?, &session.met, &options)?)
}

/// What a session has decided, for JSON.
///
/// # Errors
/// The repository cannot be read.
pub fn fields(repository: &Repository, synced: &Synced) -> Result<SyncedField, CliError> {
    let community = community::load(repository)?;
    let own = repository.key()?.public();
    let all = |of_heads: bool| {
        let found = synced.verdicts.iter().filter(|verdict| verdict.register.head_name().is_some() == of_heads);
        found.map(|verdict| field(verdict, &community, &own)).collect()
    };
    Ok(SyncedField {
        epoch: synced.epoch,
        voters: synced.voters.iter().map(|key| named(key, &community)).collect(),
        heads: all(true),
        registers: all(false),
        agreed: synced.agreed,
        messages: synced.messages,
        silent: synced.silent.clone(),
        foreign: synced.foreign.iter().map(|key| named(key, &community)).collect(),
    })
}

/// A member for JSON.
pub fn named(key: &PublicKey, community: &Community) -> Named {
    let name = community.members.get(key).map_or_else(String::new, |member| member.name.clone());
    Named { member: key.to_string(), name }
}

fn field(verdict: &Verdict, community: &Community, own: &PublicKey) -> VerdictField {
    let list = |keys: &[PublicKey]| keys.iter().map(|key| named(key, community)).collect();
    let hex = |bytes: Option<[u8; 32]>| bytes.map(|bytes| Id::from_bytes(bytes).to_string());
    let against = verdict.noes.iter().flat_map(|side| {
        let commit = hex(side.value.bytes());
        side.voters.iter().map(move |key| Against { named: named(key, community), commit: commit.clone() })
    });
    let is_lost = verdict.decision == Decision::Lost;
    VerdictField {
        head: verdict.register.to_string(),
        decision: verdict.decision.word(),
        height: verdict.height,
        commit: hex(verdict.value.bytes()),
        previous: hex(verdict.previous.bytes()),
        ayes: list(&verdict.ayes),
        against: against.collect(),
        silent: list(&verdict.silent),
        refused: verdict
            .refused
            .iter()
            .map(|(key, why)| Refused { named: named(key, community), why: why.sentence() })
            .collect(),
        round: verdict.round,
        certificate: verdict.certificate.as_ref().map(|certificate| Id::of(&certificate.encode()).to_string()),
        lost: is_lost.then(|| lost_name(own, &verdict.register, verdict.height)),
    }
}

/// The name under which an own commit is kept for which another one was decided.
fn lost_name(own: &PublicKey, register: &Register, height: u64) -> String {
    format!("lost/{}/{register}/{height}", &own.to_string()[..8])
}

/// One verdict for people: what, and who was for it.
///
/// # Errors
/// Standard output cannot be written.
pub fn write(text: &mut Text<'_>, verdict: &Verdict, community: &Community, own: &PublicKey) -> Result<(), CliError> {
    let Verdict { register, decision, height, value, .. } = verdict;
    let color = match decision {
        Decision::Agreed | Decision::Announced | Decision::Decided => GREEN,
        Decision::Lost | Decision::Diverged => RED,
        Decision::Undecided => YELLOW,
    };
    let shown = match (register.is_voters(), value.bytes()) {
        (true, _) => {
            format!("{}, epoch {}", count(community.record.voters.len() as u64, "voter"), community.record.epoch)
        }
        (false, Some(bytes)) => Id::from_bytes(bytes).short(),
        (false, None) => "deleted".to_owned(),
    };
    write!(text, "{register}  ")?;
    text.paint(color, decision.word())?;
    match decision {
        Decision::Undecided => write!(text, " at height {height}")?,
        _ if *height == 0 => {}
        _ => write!(text, " at height {height}: {shown}")?,
    }
    if *height > 0 {
        let of = count(community.record.voters.len() as u64, "voter");
        write!(text, " ({} of {of}", verdict.ayes.len())?;
        for key in &verdict.silent {
            write!(text, ", {} silent", title(key, community))?;
        }
        write!(text, ")")?;
    }
    writeln!(text)?;
    if register.is_voters() && *decision == Decision::Undecided {
        for key in community.pending() {
            writeln!(text, "  a vote for {}: it must answer, or run: mosaic sync-heads", title(key, community))?;
        }
        return Ok(());
    }
    let open = *decision == Decision::Undecided;
    let sides = verdict.noes.iter().filter(|side| !side.voters.is_empty());
    let first = (open && !verdict.ayes.is_empty()).then(|| (*value, verdict.ayes.clone()));
    for (value, voters) in first.into_iter().chain(sides.map(|side| (side.value, side.voters.clone()))) {
        let shown = value.bytes().map_or_else(|| "deleted".to_owned(), |bytes| Id::from_bytes(bytes).short());
        let voters: Vec<String> = voters.iter().map(|key| title(key, community)).collect();
        writeln!(text, "  {shown}: {}", voters.join(", "))?;
    }
    for (voter, why) in &verdict.refused {
        writeln!(text, "  {} did not vote: {}", title(voter, community), why.sentence())?;
    }
    match decision {
        Decision::Lost => {
            let lost = lost_name(own, register, *height);
            writeln!(text, "  your commits are kept as {lost}; run: mosaic merge decided/{register}")?;
        }
        Decision::Diverged => writeln!(text, "  yours is another; run: mosaic merge decided/{register}")?,
        _ => {}
    }
    Ok(())
}

/// How a member is called.
pub fn title(key: &PublicKey, community: &Community) -> String {
    let name = community.members.get(key).map_or("", |member| member.name.as_str());
    if name.is_empty() { key.to_string()[..8].to_owned() } else { escape::name(name.as_bytes()).into_owned() }
}

/// What else came out of a session: members that cannot agree with this one, and that this voter is silent.
///
/// # Errors
/// Standard output cannot be written.
pub fn remarks(text: &mut Text<'_>, synced: &Synced, community: &Community) -> Result<(), CliError> {
    for key in &synced.foreign {
        let title = title(key, community);
        text.paint(
            RED,
            format_args!("{title} goes by another recovery of the community, or by none: its votes do not count"),
        )?;
        writeln!(text)?;
        writeln!(text, "  who wants to go by a recovery runs: mosaic community accept ID")?;
    }
    if let Some(why) = &synced.silent {
        writeln!(text, "This voter is silent: {why}")?;
    }
    Ok(())
}

/// How a session ends: undecided before lost, and both before done.
///
/// # Errors
/// A head is undecided, lost or diverged.
pub fn verdict(synced: &Synced) -> Result<(), CliError> {
    let heads = || synced.verdicts.iter().filter(|verdict| verdict.register.head_name().is_some());
    if let Some(verdict) = heads().find(|verdict| verdict.decision == Decision::Undecided) {
        let message = format!("{} is undecided: no quorum of the {} voters", verdict.register, synced.voters.len());
        let hint = if verdict.silent.is_empty() {
            "run it again when others have voted; docs/heads.md says what leads out"
        } else {
            "run it again when the silent voters can be reached: mosaic sync-heads"
        };
        return Err(CliError::with_kind(Exit::Undecided, "undecided", message).hint(hint));
    }
    let parted = |verdict: &&Verdict| matches!(verdict.decision, Decision::Lost | Decision::Diverged);
    match heads().find(parted) {
        None => Ok(()),
        Some(verdict) => {
            let register = &verdict.register;
            let message = format!("{register} was decided otherwise than it is here");
            Err(CliError::with_kind(Exit::Moved, verdict.decision.word(), message)
                .hint(format!("run: mosaic merge decided/{register} && mosaic sync-heads")))
        }
    }
}
