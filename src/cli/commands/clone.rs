//! `mosaic clone`: a new repository with what a peer has.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

use clap::ValueHint;
use serde::Serialize;

use crate::base::path::TreePath;
use crate::cli::agreement::{Occasion, catch_up};
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::open::action;
use crate::cli::peers::{self, Options, Session, Traffic, amount, verdict};
use crate::node::clone::{Start, begin, genesis, settle};
use crate::node::exchange::exchange;
use crate::node::fetch::{FetchOptions, fetch};
use crate::node::join::join;
use crate::node::meet::{Expect, meet};
use crate::repo::checkout::{CheckoutOptions, checkout};
use crate::repo::remotes::Remote;
use crate::repo::selection::Selection;
use crate::storage::discover::DIRECTORY;
use crate::storage::error::StorageError;
use crate::storage::outside::make_directory;
use crate::storage::real::RealStorage;
use crate::strand::invite::Token;
use crate::transport::dial::dial;

/// Make a new repository with what a peer has
///
/// The new repository has a key of its own and belongs to the community of the peer, which becomes its remote `origin`.
/// Every object is verified. An interrupted clone goes on where it was when the same command runs again.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  mosaic clone http://192.0.2.7:7370 photos\n  mosaic clone http://192.0.2.7:7370 --invite TOKEN\n  mosaic clone /mnt/disk/photos --depth 1\n  mosaic clone http://192.0.2.7:7370 mirror --bare"
)]
pub struct Args {
    /// Where the peer is: http://HOST:PORT, https://HOST, or the path of a repository.
    #[arg(value_name = "URL")]
    pub url: String,
    /// The new directory [default: the name of the community].
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub dir: Option<PathBuf>,
    /// An invite, to become a member.
    #[arg(long, value_name = "TOKEN")]
    pub invite: Option<String>,
    /// Without a work tree: DIR itself becomes the repository, with all heads of the peer.
    #[arg(long)]
    pub bare: bool,
    /// Do not write the files of the version into the work tree.
    #[arg(long)]
    pub no_checkout: bool,
    /// Only the newest N commits of each head; older ones are left out.
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    pub depth: u64,
    /// Only the data of these paths of the tree; other data is fetched when a command needs it.
    #[arg(long = "path", value_name = "PATH")]
    pub paths: Vec<String>,
    /// How to talk to peers.
    #[command(flatten)]
    pub options: Options,
}

#[derive(Serialize)]
struct Report {
    repository: String,
    community: String,
    identity: String,
    #[serde(flatten)]
    traffic: Traffic,
    head: Option<String>,
    commit: Option<String>,
    files: u64,
}

/// Runs the command.
///
/// # Errors
/// The peer cannot be reached or refuses; the directory is in use; the repository cannot be written.
pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let settings = context.settings(None)?;
    let action = action(context, &settings)?;
    let mut remote = Remote::new(&args.url)?;
    let token = args.invite.as_deref().map(Token::from_text).transpose()?;
    // Before there is a key, the peer is only asked who it is.
    let unsigned = peers::dialling(&args.options)?;
    // An invite says into which community it invites.
    let invited = Expect { community: token.as_ref().map(|token| token.invite.community), member: None };
    let met = meet(dial(&args.url, &unsigned)?, &invited)?;
    let genesis = genesis(&met)?;
    let dir = context.directory.join(args.dir.clone().unwrap_or_else(|| directory(&genesis.name)));
    remote.member = met.is_member.then_some(met.card.member);
    remote.certificate = met.line.peer.certificate();
    make_directory(&dir)?;
    let dir = dir.canonicalize()?;
    let place = if args.bare { dir.clone() } else { dir.join(DIRECTORY) };
    // What an interrupted clone has made is looked at by who begins.
    let storage = match RealStorage::create(&place) {
        Err(StorageError::Exists { .. }) => RealStorage::open(&place)?,
        storage => storage?,
    };
    let storage = Arc::new(storage);
    let top = (!args.bare).then_some(dir.as_path());
    let start = Start { met: &met, remote: &remote, genesis };
    let repository = begin(storage, top, &action, start, context.random()?)?;
    let community = repository.community()?;
    let dialling = unsigned.signed(repository.key()?, community).pinned(&remote.certificate);
    let expect = Expect { community: Some(met.card.community), member: remote.member };
    let met = meet(dial(&args.url, &dialling)?, &expect)?;
    let key = repository.key()?;
    if let Some(token) = &token {
        join(&repository, &action, &met, &key, Some(token))?;
    }
    exchange(&repository, &action, &met.again()?, Some(&key))?;
    let selection = select(&args.paths)?;
    let peers = [met];
    let fetched =
        fetch(&repository, &action, &peers, &FetchOptions { depth: args.depth, selection: selection.clone() })?;
    let session = Session { met: Vec::from(peers), ..Session::default() };
    catch_up(&repository, &settings, context, &action, &session, Occasion::Clone)?;
    let reports = session.reports();
    if let Err(error) = verdict(&reports, None) {
        return Err(error.hint("run the same command again to go on"));
    }
    let shown = settle(&repository, &action, &session.met[0], &selection)?;
    let mut files = 0;
    if let Some((head, _)) = shown.as_ref().filter(|_| top.is_some() && !args.no_checkout) {
        files = checkout(&repository, &action, head, CheckoutOptions::default())?.files.extracted.files;
    }
    let report = Report {
        repository: place.to_string_lossy().into_owned(),
        community: community.to_string(),
        identity: repository.key()?.public().to_string(),
        traffic: Traffic::received(&reports, &fetched, &fetched.heads),
        head: shown.as_ref().map(|(head, _)| head.clone()),
        commit: shown.as_ref().map(|(_, commit)| commit.to_string()),
        files,
    };
    context.output.report(&report, |text| {
        writeln!(text, "Cloned into {}: {}", dir.display(), amount(fetched.objects, fetched.bytes))?;
        match &shown {
            Some((head, commit)) => writeln!(text, "On head {head} at {}", commit.short())?,
            None => writeln!(text, "The peer has no commit yet")?,
        }
        Ok(())
    })?;
    Ok(Exit::Done)
}

/// A directory that is called as the community, as far as that is a name for one.
fn directory(community: &str) -> PathBuf {
    let safe = |c: char| if c.is_alphanumeric() || "-_ .".contains(c) { c } else { '-' };
    let name: String = community.chars().map(safe).collect();
    PathBuf::from(if name.trim_matches(['.', ' ']).is_empty() { "clone".to_owned() } else { name })
}

fn select(paths: &[String]) -> Result<Selection, CliError> {
    if paths.is_empty() {
        return Ok(Selection::all());
    }
    let paths: Result<Vec<TreePath>, _> = paths.iter().map(|path| TreePath::new(path.as_bytes())).collect();
    Ok(Selection::of(paths?))
}
