//! `mosaic pull`: fetches, and lets the current head take what members have for it.

use std::io::Write;

use serde::Serialize;

use crate::cli::agreement::{agree, write};
use crate::cli::commands::fetch::from;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::open::Opened;
use crate::cli::peers::{self, Options, Session, Traffic, amount, conclude, heads, verdict};
use crate::cli::reconciled::list;
use crate::cli::text::Text;
use crate::heads::verdict::Decision;
use crate::node::fetch::{FetchOptions, HeadMove};
use crate::repo::community;
use crate::repo::merge::{Merge, Outcome};
use crate::repo::pull::{PullOptions, Pulled, pull};

/// Get what peers have, and go forward to it
///
/// Fetches from all remotes, where there are any, and has the voters decide on the current head, as mosaic sync-heads does.
/// Then that goes forward to what is decided, and the work tree with it; as long as nothing is decided, to what members have. Where the histories parted, the exit code is 7 and nothing is changed; with `--merge` they are
/// joined by path, as mosaic merge does.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic pull\n  mosaic pull office --merge")]
pub struct Args {
    /// Remotes, or addresses of peers [default: all remotes].
    #[arg(value_name = "REMOTE")]
    pub remotes: Vec<String>,
    /// Join histories that parted.
    #[arg(long)]
    pub merge: bool,
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
struct Report {
    #[serde(flatten)]
    traffic: Traffic,
    head: Option<String>,
    commit: Option<String>,
    written: u64,
    removed: u64,
    parted: Vec<String>,
}

/// Runs the command.
///
/// # Errors
/// The histories parted, or have conflicts: exit 7. Changes that are not committed are in the way; no peer can be
/// reached, or too few; the repository cannot be written.
pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let opened = Opened::find(context)?;
    let (name, email) = context.author(&opened.settings)?;
    // What members have delivered is here already.
    let session = match args.remotes.is_empty() && !peers::has_remotes(&opened)? {
        true => Session::default(),
        false => peers::open(&opened, context, &args.remotes, &args.options)?.need_one()?,
    };
    let selection = opened.repository.current()?.scope();
    let fetched = from(&opened, context, &session, &FetchOptions { depth: 0, selection })?;
    // What members have is followed when it is decided.
    let head = opened.repository.current()?.stage.head.into_iter().collect();
    let synced = agree(&opened, context, &session, head, DECIDE)?;
    let options = PullOptions { merge: args.merge, name, email };
    let pulled = pull(&opened.repository, &opened.action(context)?, &options)?;
    let reports = session.reports();
    let own = pulled.head.clone().zip(pulled.new).filter(|(_, new)| pulled.old != Some(*new));
    let own = own.map(|(head, new)| HeadMove { head, old: pulled.old, new });
    let sum = |count: fn(&Merge) -> usize| pulled.steps.iter().map(|step| count(step) as u64).sum();
    let moved: Vec<HeadMove> = fetched.heads.iter().cloned().chain(own).collect();
    let report = Report {
        traffic: Traffic::received(&reports, &fetched, &moved),
        head: pulled.head.clone(),
        commit: pulled.new.map(|id| id.to_string()),
        written: sum(|step| step.files.written.len()),
        removed: sum(|step| step.files.removed.len()),
        parted: pulled.parted.iter().map(ToString::to_string).collect(),
    };
    let (community, own_key) = (community::load(&opened.repository)?, opened.repository.key()?.public());
    let say = |text: &mut Text<'_>| {
        heads(text, &moved)?;
        if fetched.objects > 0 {
            writeln!(text, "Fetched {}", amount(fetched.objects, fetched.bytes))?;
        }
        for step in &pulled.steps {
            list(&step.files, false, text)?;
        }
        for verdict in synced.verdicts.iter().filter(|verdict| verdict.decision == Decision::Undecided) {
            write(text, verdict, &community, &own_key)?;
        }
        if moved.is_empty() && pulled.parted.is_empty() {
            writeln!(text, "Already up to date")?;
        }
        Ok(())
    };
    conclude(context, &report, judge(&pulled).and_then(|()| verdict(&reports, args.min_peers)), say)?;
    Ok(Exit::Done)
}

fn judge(pulled: &Pulled) -> Result<(), CliError> {
    if pulled.steps.last().is_some_and(|step| step.outcome == Outcome::Conflicts) {
        let message = "the same paths changed on both sides; nothing is committed";
        return Err(CliError::with_kind(Exit::Moved, "conflict", message)
            .hint("put the files right (mosaic status), then run: mosaic add -A && mosaic commit -m MESSAGE"));
    }
    match pulled.parted.first() {
        None => Ok(()),
        Some(theirs) => {
            let head = pulled.head.as_deref().unwrap_or("the head");
            let message = format!("{head} and {} have parted; run: mosaic pull --merge", theirs.short());
            Err(CliError::with_kind(Exit::Moved, "parted", message))
        }
    }
}
