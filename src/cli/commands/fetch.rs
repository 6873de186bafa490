//! `mosaic fetch`: what peers have and this repository has not.

use std::io::Write;
use std::path::PathBuf;

use crate::cli::agreement::{Occasion, catch_up};
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::open::Opened;
use crate::cli::peers::{self, Options, Session, Traffic, amount, conclude, heads, hear, verdict};
use crate::cli::text::Text;
use crate::node::fetch::{FetchOptions, Fetched, fetch};

/// Get what peers have and this repository has not
///
/// Their heads get the names `remotes/MEMBER/HEAD`; own heads do not move (mosaic pull does that). Data comes from all
/// peers at once, each object is verified. What an interrupted fetch has brought is not fetched again.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic fetch\n  mosaic fetch office --depth 1\n  mosaic fetch --min-peers 2")]
pub struct Args {
    /// Remotes, or addresses of peers [default: all remotes].
    #[arg(value_name = "REMOTE")]
    pub remotes: Vec<String>,
    /// Only the newest N commits of each head; older ones are left out.
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub depth: u64,
    /// Only the data of these paths; other data is fetched when a command needs it.
    #[arg(long = "path", value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// So many peers must take part; then it is no failure when others do not.
    #[arg(long, value_name = "N")]
    pub min_peers: Option<usize>,
    /// Exit with 1 where something new came.
    #[arg(long)]
    pub exit_code: bool,
    /// How to talk to peers.
    #[command(flatten)]
    pub options: Options,
}

/// Runs the command.
///
/// # Errors
/// No peer can be reached, or too few; something is on no peer; the repository cannot be written.
pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let opened = Opened::find(context)?;
    let selection = opened.repository.current()?.within(&opened.covered(context, &args.paths)?);
    let options = FetchOptions { depth: args.depth, selection };
    let session = peers::open(&opened, context, &args.remotes, &args.options)?.need_one()?;
    let fetched = from(&opened, context, &session, &options)?;
    let reports = session.reports();
    let traffic = Traffic::received(&reports, &fetched, &fetched.heads);
    let say = |text: &mut Text<'_>| {
        heads(text, &fetched.heads)?;
        match fetched.heads.len() {
            0 if reports.iter().all(|report| report.error.is_none()) => writeln!(text, "Nothing new")?,
            0 => {}
            _ => writeln!(text, "Fetched {}", amount(fetched.objects, fetched.bytes))?,
        }
        Ok(())
    };
    conclude(context, &traffic, verdict(&reports, args.min_peers), say)?;
    let news = args.exit_code && !fetched.heads.is_empty();
    Ok(if news { Exit::Failed } else { Exit::Done })
}

/// Fetches from the peers of a session.
///
/// # Errors
/// Something is on no peer; the repository cannot be written.
pub fn from(
    opened: &Opened,
    context: &Context,
    session: &Session,
    options: &FetchOptions,
) -> Result<Fetched, CliError> {
    hear(opened, context, session)?;
    let action = opened.action(context)?;
    let fetched = fetch(&opened.repository, &action, &session.met, options)?;
    catch_up(&opened.repository, &opened.settings, context, &action, session, Occasion::Fetch)?;
    Ok(fetched)
}
