//! `mosaic sync-heads`: agrees with the other members on the newest versions.

use std::io::Write;
use std::time::Duration;

use crate::cli::agreement::{agree, fields, remarks, verdict, write};
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::open::Opened;
use crate::cli::peers::{self, Options, Session, conclude, hear};
use crate::cli::text::Text;
use crate::heads::register::Register;
use crate::heads::verdict::{Decision, Verdict};
use crate::repo::community;
use crate::repo::quantity::parse_span;

/// Agree with the other members on the newest versions
///
/// Asks the voters which commit each of them has for every head, proposes the one that most are on or behind, and has a
/// quorum of all voters decide it by signed votes. Votes of members who are away are carried to the others. Own heads do
/// not move (mosaic pull does that); own commits for which others were decided are kept under `lost/`.
///
/// Exit codes: 10 where a head is undecided, else 7 where one was decided otherwise than it is here, else 0.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic sync-heads\n  mosaic sync-heads main --peer office --json\n  \
                        mosaic sync-heads --timeout 2m")]
pub struct Args {
    /// The heads [default: all].
    #[arg(value_name = "HEAD")]
    pub heads: Vec<String>,
    /// A remote, or the address of a peer, to ask; may be given several times [default: all remotes].
    #[arg(long = "peer", value_name = "REMOTE")]
    pub peers: Vec<String>,
    /// How long to try where voters promised others to wait: a number and s, m or h.
    #[arg(long, value_name = "SPAN", default_value = "30s", value_parser = span_of)]
    pub timeout: Duration,
    /// Exit with 1 where something was decided or announced.
    #[arg(long)]
    pub exit_code: bool,
    /// How to talk to peers.
    #[command(flatten)]
    pub options: Options,
}

/// Runs the command.
///
/// # Errors
/// A head is undecided, or was decided otherwise; the repository cannot be read or written.
pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let opened = Opened::find(context)?;
    let repository = &opened.repository;
    if let Some(head) = args.heads.iter().find(|head| Register::head(head).is_none()) {
        return Err(CliError::usage(format!("{head}: what is under local/ is nobody else's business")));
    }
    let session = match args.peers.is_empty() && !peers::has_remotes(&opened)? {
        true => Session::default(),
        // Who cannot be reached is silent.
        false => peers::open(&opened, context, &args.peers, &args.options)?,
    };
    hear(&opened, context, &session)?;
    let time = u64::try_from(args.timeout.as_millis()).unwrap_or(u64::MAX);
    let synced = agree(&opened, context, &session, args.heads, time)?;
    let nowhere = |verdict: &&Verdict| verdict.height == 0 && verdict.register.head_name().is_some();
    if let Some(verdict) = synced.verdicts.iter().find(nowhere) {
        let message = format!("there is no head {}, here or at any peer that answered", verdict.register);
        return Err(CliError::with_kind(Exit::NotFound, "name", message).hint("run: mosaic head list --all"));
    }
    let (community, own) = (community::load(repository)?, repository.key()?.public());
    let report = fields(repository, &synced)?;
    let say = |text: &mut Text<'_>| {
        for verdict in &synced.verdicts {
            write(text, verdict, &community, &own)?;
        }
        if synced.verdicts.is_empty() {
            writeln!(text, "All heads are agreed")?;
        }
        remarks(text, &synced, &community)
    };
    conclude(context, &report, verdict(&synced), say)?;
    let is_news = |decision| matches!(decision, Decision::Decided | Decision::Announced);
    let news = synced.verdicts.iter().any(|verdict| is_news(verdict.decision));
    Ok(if args.exit_code && news { Exit::Failed } else { Exit::Done })
}

fn span_of(text: &str) -> Result<Duration, String> {
    parse_span(text).ok_or_else(|| "a span is a number with s, m, h, d or w".to_owned())
}
