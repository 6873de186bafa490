//! `mosaic community`: who belongs to it, letting others in, leaving it.

use std::io::Write;
use std::time::Duration;

use clap::Subcommand;
use serde::Serialize;

use crate::base::id::Id;
use crate::base::limit::MAX_USES;
use crate::cli::confirm::confirm;
use crate::cli::context::Context;
use crate::cli::electorate::{ElectorateField, RequestField, sentence};
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::members::{MemberField, time};
use crate::cli::open::Opened;
use crate::cli::peers::{self, Options, greet};
use crate::cli::proofs::RecoveryField;
use crate::cli::recoveries;
use crate::cli::text::BOLD;
use crate::node::join::join;
use crate::repo::community::{self, Community};
use crate::repo::decisions::recovery::{Recovery, Scopes};
use crate::repo::decisions::requests::{Request, pending};
use crate::repo::invite::{issue, leave};
use crate::repo::quantity::parse_span;
use crate::repo::remotes::ORIGIN;
use crate::repo::weave::say;
use crate::repo::weaving::millis;
use crate::strand::invite::{Offer, Token};
use crate::strand::kinds::quorum::Quorum;

/// Show the community of the repository, let others in, leave it
///
/// A community are the repositories that began with one `mosaic init`: each has a key, and is a member once another
/// member has let it in. Everything that members say is signed, and checked by all others.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic community show\n  mosaic community invite --uses 3 --expires 7d\n  \
                        mosaic community invite --voter\n  mosaic community set quorum=byzantine")]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub action: Action,
}

/// What to do with the community.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// Print its name, its members, who votes, how many must agree, and what is asked of the voters.
    Show,
    /// Make a token with which others may join: whoever has it can use it.
    Invite {
        /// Ask for a vote for who joins; the voters decide.
        #[arg(long)]
        voter: bool,
        /// How many may join with it.
        #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=MAX_USES))]
        uses: u64,
        /// How long it is valid: a number and s, m, h, d or w.
        #[arg(long, value_name = "SPAN", default_value = "7d", value_parser = span_of)]
        expires: Duration,
        /// Where this repository is served, to be written into the token; may be given several times.
        #[arg(long = "address", value_name = "URL")]
        addresses: Vec<String>,
    },
    /// Become a member: with an invite, or without one where the community is open.
    Join {
        /// The remote, or the address of a peer, that lets this repository in [default: where the invite says, or origin].
        #[arg(value_name = "REMOTE")]
        remote: Option<String>,
        /// The invite.
        #[arg(long, value_name = "TOKEN")]
        invite: Option<String>,
        /// How to talk to peers.
        #[command(flatten)]
        options: Options,
    },
    /// Say that this repository is no member any more. What it has stays here.
    Leave,
    /// Ask the voters to decide by another rule. The next `mosaic sync-heads` has them decide that.
    Set {
        /// What to what: quorum=majority (more than half), or quorum=byzantine (right while a third of the voters lies).
        #[arg(value_name = "KEY=VALUE")]
        setting: String,
    },
    /// Go on with other voters, when so many are gone for ever that nothing can be decided.
    ///
    /// No quorum has decided that: every other member must accept it, and those who do not are another community from then
    /// on, with the same history. Where anybody writes a second recovery, there are two communities: agree by other means
    /// on who writes one.
    Recover {
        /// Who votes from then on: names of members, or eight or more digits of their keys.
        #[arg(long, value_name = "MEMBER", required = true, num_args = 1..)]
        voters: Vec<String>,
        /// Why, for the members who are to accept it.
        #[arg(long, value_name = "TEXT", default_value = "")]
        reason: String,
    },
    /// Accept the recovery that another member wrote.
    Accept {
        /// Its id, as who wrote it was told.
        #[arg(value_name = "ID", value_parser = id_of)]
        recovery: Id,
        /// The remote, or the address of a peer, that has it [default: all remotes].
        #[arg(value_name = "REMOTE")]
        remote: Option<String>,
        /// How to talk to peers.
        #[command(flatten)]
        options: Options,
    },
}

#[derive(Serialize)]
struct Shown {
    community: String,
    name: String,
    creator: String,
    created: String,
    open: bool,
    members: Vec<MemberField>,
    #[serde(flatten)]
    electorate: ElectorateField,
    pending: Vec<String>,
    requests: Vec<RequestField>,
    recoveries: Vec<RecoveryField>,
}

#[derive(Serialize)]
struct Requested {
    key: &'static str,
    value: &'static str,
    strand: Option<String>,
}

#[derive(Serialize)]
struct Invited {
    token: String,
    expires: String,
    uses: u64,
    voter: bool,
}

#[derive(Serialize)]
struct Joined {
    member: String,
    strand: Option<String>,
}

#[derive(Serialize)]
struct Left {
    member: String,
    strand: Option<String>,
    voter: bool,
}

/// Runs the command.
///
/// # Errors
/// The state cannot be read or written; the repository is no member.
pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let opened = Opened::find(context)?;
    match args.action {
        Action::Show => show(&opened, context)?,
        Action::Invite { voter, uses, expires, addresses } => {
            let span = u64::try_from(expires.as_millis()).unwrap_or(u64::MAX);
            let expires = millis(context.now()).saturating_add(span).min(i64::MAX as u64 - 1);
            invite(&opened, Offer { addresses, uses, expires, voter }, context)?;
        }
        Action::Join { remote, invite, options } => {
            let token = invite.as_deref().map(Token::from_text).transpose()?;
            enter(&opened, context, remote, token.as_ref(), &options)?;
        }
        Action::Leave => go(&opened, context)?,
        Action::Set { setting } => set(&opened, &setting, context)?,
        Action::Recover { voters, reason } => recoveries::write(&opened, &voters, &reason, context)?,
        Action::Accept { recovery, remote, options } => {
            recoveries::accept(&opened, &recovery, remote, &options, context)?;
        }
    }
    Ok(Exit::Done)
}

fn invite(opened: &Opened, offer: Offer, context: &mut Context) -> Result<(), CliError> {
    let repository = &opened.repository;
    let Offer { uses, expires, voter, .. } = offer;
    let token = issue(repository, &repository.key()?, context.random()?, offer)?;
    let invited = Invited { token: token.to_text(), expires: time(expires), uses, voter };
    context.output.answer(&invited, |text| Ok(writeln!(text, "{}", invited.token)?))?;
    context.note(&format!("Valid until {}, for {}", invited.expires, uses_of(uses)));
    let community = community::load(repository)?;
    if voter && uses == 1 && community.record.voters.len() + community.pending().count() == 1 {
        context.monitor().warn("of two voters both must answer for anything to be decided: invite a third one too");
    }
    Ok(())
}

fn go(opened: &Opened, context: &mut Context) -> Result<(), CliError> {
    let key = opened.repository.key()?;
    confirm(context, "Leave the community?")?;
    greet(opened, context)?;
    let voted = community::load(&opened.repository)?.record.has(&key.public());
    let strand = leave(&opened.repository, &opened.action(context)?, &key)?;
    let left = Left { member: key.public().to_string(), strand: strand.map(|id| id.to_string()), voter: voted };
    context.output.report(&left, |text| {
        let said = if left.strand.is_some() { "Left the community" } else { "Is no member" };
        writeln!(text, "{said}")?;
        if left.voter {
            writeln!(text, "Its vote counts until the others decide that it does not: mosaic sync-heads")?;
        }
        Ok(())
    })
}

/// Asks the voters for another rule.
fn set(opened: &Opened, setting: &str, context: &mut Context) -> Result<(), CliError> {
    let rule = match setting.split_once('=') {
        Some(("quorum", value)) => [Quorum::Majority, Quorum::Byzantine].into_iter().find(|rule| rule.name() == value),
        _ => None,
    };
    let Some(rule) = rule else {
        let message = format!("{setting:?} cannot be set");
        return Err(CliError::usage(message).hint("there are quorum=majority and quorum=byzantine"));
    };
    greet(opened, context)?;
    let repository = &opened.repository;
    let (key, current, community) = (repository.key()?, repository.current()?, community::load(repository)?);
    if !community.record.has(&key.public()) {
        let message = "this member has no vote: only voters can ask for that; run: mosaic community show";
        return Err(CliError::with_kind(Exit::NotAllowed, "refused", message));
    }
    let asked = pending(current.operation(), repository.source(), &community)?;
    let asks = asked.iter().any(|request| matches!(request, Request::Count(_)));
    let strand = match asks || community.record.rule.name() != rule.name() {
        true => say(repository, &opened.action(context)?, &key, &[rule.body()])?.last().copied(),
        false => None,
    };
    let requested = Requested { key: "quorum", value: rule.name(), strand: strand.map(|id| id.to_string()) };
    context.output.report(&requested, |text| {
        match requested.strand {
            Some(_) => writeln!(text, "Asked the voters to count by {}; run: mosaic sync-heads", requested.value)?,
            None => writeln!(text, "The voters count by {} already", requested.value)?,
        }
        Ok(())
    })
}

fn enter(
    opened: &Opened,
    context: &mut Context,
    remote: Option<String>,
    token: Option<&Token>,
    options: &Options,
) -> Result<(), CliError> {
    let offered = || token.and_then(|token| token.invite.addresses.first().cloned());
    let place = remote.or_else(offered).unwrap_or_else(|| ORIGIN.to_owned());
    let session = peers::open(opened, context, &[place], options)?.need_one()?;
    let key = opened.repository.key()?;
    let action = opened.action(context)?;
    let mut strand = None;
    for met in &session.met {
        strand = Some(join(&opened.repository, &action, met, &key, token)?);
    }
    let joined = Joined { member: key.public().to_string(), strand: strand.map(|id| id.to_string()) };
    context.output.report(&joined, |text| Ok(writeln!(text, "{} is a member", joined.member)?))
}

fn show(opened: &Opened, context: &mut Context) -> Result<(), CliError> {
    let repository = &opened.repository;
    let (current, source) = (repository.current()?, repository.source());
    let community = Community::of(current.operation(), source)?;
    let requests = pending(current.operation(), source, &community)?;
    let scopes = Scopes::load(current.operation(), source)?;
    let load = |id: Id| Recovery::load(source, &id).map(|recovery| RecoveryField::of(&(id, recovery)));
    let shown = Shown {
        community: community.id.to_string(),
        name: community.genesis.name.clone(),
        creator: community.genesis.creator.to_string(),
        created: community.genesis.time.to_string(),
        open: community.genesis.policy.open,
        members: MemberField::all(&community),
        electorate: ElectorateField::of(&community.record),
        pending: requests.iter().filter_map(joining).collect(),
        requests: requests.iter().map(RequestField::from).collect(),
        recoveries: scopes.recoveries().map(load).collect::<Result<_, _>>()?,
    };
    context.output.answer(&shown, |text| {
        text.paint(BOLD, &shown.name)?;
        writeln!(text, "  {}", shown.community)?;
        writeln!(text, "{} since {}", if shown.open { "open" } else { "by invitation" }, shown.created)?;
        shown.electorate.write(text)?;
        shown.members.iter().try_for_each(|member| member.write(text))?;
        for request in &requests {
            writeln!(text, "asked: {}; run: mosaic sync-heads", sentence(request, &community))?;
        }
        shown.recoveries.iter().try_for_each(|recovery| recovery.write(text))
    })
}

/// Who asks for a vote by this request.
fn joining(request: &Request) -> Option<String> {
    match request {
        Request::Join(key) => Some(key.to_string()),
        Request::Leave(_) | Request::Replace(..) | Request::Remove(_) | Request::Count(_) => None,
    }
}

fn uses_of(uses: u64) -> String {
    if uses == 1 { "one member".to_owned() } else { format!("{uses} members") }
}

fn span_of(text: &str) -> Result<Duration, String> {
    parse_span(text).ok_or_else(|| "a span is a number with s, m, h, d or w".to_owned())
}

fn id_of(text: &str) -> Result<Id, String> {
    Id::from_hex(text).map_err(|_| "the id of a recovery has 64 hexadecimal digits".to_owned())
}
