//! `mosaic push`: gives peers what they have not.

use std::io::Write;

use serde::Serialize;

use crate::base::id::GitId;
use crate::cli::agreement::{VerdictField, agree, fields, remarks, write};
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::open::Opened;
use crate::cli::peers::{self, Options, Traffic, amount, conclude, heads, hear, verdict};
use crate::cli::text::Text;
use crate::node::error::NodeError;
use crate::node::push::push;
use crate::repo::community;
use crate::repo::error::RepoError;
use crate::repo::names::Names;

/// Give peers what they have not
///
/// Each peer gets the heads and everything that they need, checks that all is whole, and keeps the heads under
/// `remotes/MEMBER/HEAD`. Then the voters are asked to decide the heads, as mosaic sync-heads does. A bare peer, and one with `serve.follow`, also lets its own heads go forward. An interrupted
/// push goes on where it was.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic push\n  mosaic push office main\n  mosaic push --min-peers 2")]
pub struct Args {
    /// The remote, or the address of a peer [default: all remotes].
    #[arg(value_name = "REMOTE")]
    pub remote: Option<String>,
    /// The heads [default: the current one].
    #[arg(value_name = "HEAD")]
    pub heads: Vec<String>,
    /// All heads.
    #[arg(long, conflicts_with = "heads")]
    pub all: bool,
    /// So many peers must take part; then it is no failure when others do not.
    #[arg(long, value_name = "N")]
    pub min_peers: Option<usize>,
    /// How to talk to peers.
    #[command(flatten)]
    pub options: Options,
}

/// How long to try to have it decided, in milliseconds.
const DECIDE: u64 = 10_000;

#[derive(Serialize)]
struct Report<'r> {
    #[serde(flatten)]
    traffic: &'r Traffic,
    decided: &'r [VerdictField],
}

/// Runs the command.
///
/// # Errors
/// There is no such head; no peer can be reached, or too few; a peer refuses.
pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let opened = Opened::find(context)?;
    let repository = &opened.repository;
    let chosen = choose(&opened, &args)?;
    let names: Vec<String> = args.remote.into_iter().collect();
    let session = peers::open(&opened, context, &names, &args.options)?.need_one()?;
    hear(&opened, context, &session)?;
    let (mut bytes, mut objects, mut moved) = (0, 0, Vec::new());
    for met in session.met.iter().filter(|met| met.line.is_up()) {
        match push(repository, context.monitor(), met, &chosen) {
            Ok(pushed) => {
                bytes += pushed.bytes;
                objects += pushed.objects;
                met.line.sent(pushed.objects, pushed.bytes);
                moved.extend(pushed.moved);
            }
            Err(error @ NodeError::Repo(_)) => return Err(error.into()),
            Err(error) => met.line.end(&error),
        }
    }
    let reports = session.reports();
    let traffic = Traffic::sent(&reports, objects, bytes, &moved);
    let names: Vec<String> = chosen.into_iter().map(|(head, _)| head).collect();
    let synced = agree(&opened, context, &session, names, DECIDE)?;
    let decided = fields(repository, &synced)?;
    let traffic = Report { traffic: &traffic, decided: decided.heads() };
    let (community, own) = (community::load(repository)?, repository.key()?.public());
    let say = |text: &mut Text<'_>| {
        heads(text, &moved)?;
        match moved.len() {
            0 if reports.iter().all(|report| report.error.is_none()) => writeln!(text, "Everything is there already")?,
            0 => {}
            _ => writeln!(text, "Sent {}", amount(objects, bytes))?,
        }
        for verdict in synced.verdicts.iter().filter(|verdict| verdict.register.head_name().is_some()) {
            write(text, verdict, &community, &own)?;
        }
        remarks(text, &synced, &community)
    };
    conclude(context, &traffic, verdict(&reports, args.min_peers), say)?;
    Ok(Exit::Done)
}

fn choose(opened: &Opened, args: &Args) -> Result<Vec<(String, GitId)>, CliError> {
    let repository = &opened.repository;
    let current = repository.current()?;
    let all = Names::Heads.all(repository, &current)?;
    if args.all {
        return Ok(all.into_iter().collect());
    }
    let names = match args.heads.as_slice() {
        [] => vec![current.stage.head.clone().ok_or(RepoError::Detached)?],
        names => names.to_vec(),
    };
    let find = |name: String| match all.get(&name) {
        Some(commit) => Ok((name, *commit)),
        None if current.stage.head.as_ref() == Some(&name) => Err(RepoError::Unborn(name).into()),
        None => Err(RepoError::NoName { what: "head", name }.into()),
    };
    names.into_iter().map(find).collect()
}
