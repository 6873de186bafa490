//! `mosaic community`: who belongs to it, letting others in, leaving it.

use std::io::Write;
use std::time::Duration;

use clap::Subcommand;
use serde::Serialize;

use crate::base::key::PublicKey;
use crate::base::limit::MAX_USES;
use crate::cli::confirm::confirm;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::members::{MemberField, time};
use crate::cli::open::Opened;
use crate::cli::peers::{self, Options, greet};
use crate::cli::text::{BOLD, Text};
use crate::node::join::join;
use crate::repo::community::{self, Community};
use crate::repo::invite::{issue, leave};
use crate::repo::quantity::parse_span;
use crate::repo::remotes::ORIGIN;
use crate::repo::weaving::millis;
use crate::strand::invite::{Offer, Token};

/// Show the community of the repository, let others in, leave it
///
/// A community are the repositories that began with one `mosaic init`: each has a key, and is a member once another
/// member has let it in. Everything that members say is signed, and checked by all others.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic community show\n  mosaic community invite --uses 3 --expires 7d")]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub action: Action,
}

/// What to do with the community.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// Print its name, its members, and who asks for a vote.
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
}

#[derive(Serialize)]
struct Shown {
    community: String,
    name: String,
    creator: String,
    created: String,
    open: bool,
    members: Vec<MemberField>,
    voters: Vec<String>,
    pending: Vec<String>,
    epoch: u64,
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
}

/// Runs the command.
///
/// # Errors
/// The state cannot be read or written; the repository is no member.
pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let opened = Opened::find(context)?;
    match args.action {
        Action::Show => show(&community::load(&opened.repository)?, context)?,
        Action::Invite { voter, uses, expires, addresses } => {
            let span = u64::try_from(expires.as_millis()).unwrap_or(u64::MAX);
            let expires = millis(context.now()).saturating_add(span).min(i64::MAX as u64 - 1);
            let offer = Offer { addresses, uses, expires, voter };
            let token = issue(&opened.repository, &opened.repository.key()?, context.random()?, offer)?;
            let invited = Invited { token: token.to_text(), expires: time(expires), uses, voter };
            context.output.answer(&invited, |text| Ok(writeln!(text, "{}", invited.token)?))?;
            context.note(&format!("Valid until {}, for {}", invited.expires, uses_of(uses)));
        }
        Action::Join { remote, invite, options } => {
            let token = invite.as_deref().map(Token::from_text).transpose()?;
            enter(&opened, context, remote, token.as_ref(), &options)?;
        }
        Action::Leave => {
            let key = opened.repository.key()?;
            confirm(context, "Leave the community?")?;
            greet(&opened, context)?;
            let strand = leave(&opened.repository, &opened.action(context)?, &key)?;
            let left = Left { member: key.public().to_string(), strand: strand.map(|id| id.to_string()) };
            context.output.report(&left, |text| {
                let said = if left.strand.is_some() { "Left the community" } else { "Is no member" };
                Ok(writeln!(text, "{said}")?)
            })?;
        }
    }
    Ok(Exit::Done)
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

fn show(community: &Community, context: &mut Context) -> Result<(), CliError> {
    let texts = |keys: &mut dyn Iterator<Item = &PublicKey>| keys.map(ToString::to_string).collect();
    let shown = Shown {
        community: community.id.to_string(),
        name: community.genesis.name.clone(),
        creator: community.genesis.creator.to_string(),
        created: community.genesis.time.to_string(),
        open: community.genesis.policy.open,
        members: MemberField::all(community),
        voters: texts(&mut community.voters()),
        pending: texts(&mut community.pending()),
        epoch: 0,
    };
    context.output.answer(&shown, |text| {
        text.paint(BOLD, &shown.name)?;
        writeln!(text, "  {}", shown.community)?;
        lines(text, &shown)
    })
}

fn lines(text: &mut Text<'_>, shown: &Shown) -> Result<(), CliError> {
    writeln!(text, "{} since {}", if shown.open { "open" } else { "by invitation" }, shown.created)?;
    for member in &shown.members {
        member.write(text)?;
    }
    Ok(())
}

fn uses_of(uses: u64) -> String {
    if uses == 1 { "one member".to_owned() } else { format!("{uses} members") }
}

fn span_of(text: &str) -> Result<Duration, String> {
    parse_span(text).ok_or_else(|| "a span is a number with s, m, h, d or w".to_owned())
}
