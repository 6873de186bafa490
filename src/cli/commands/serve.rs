//! `mosaic serve`: the repository as a peer for others.

use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::{ValueEnum, ValueHint};
use listenfd::ListenFd;
use serde::Serialize;

use crate::cli::agreement::{agree, node_settings};
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::open::Opened;
use crate::cli::peers::greet;
use crate::node::answer::{Node, NodeSettings};
use crate::repo::setting::SERVE_ADDRESSES;
use crate::storage::outside::read_text;
use crate::transport::address::Address;
use crate::transport::clock::moment;
use crate::transport::server::{ServeOptions, Server, listen};
use crate::transport::tls::ServerTls;

/// Where peers listen.
pub const PORT: u16 = 7370;
/// How long a session that a member asked for tries, in milliseconds.
const SESSION: u64 = 10_000;
/// How often a server looks whether it should stop.
const LOOK: Duration = Duration::from_millis(50);
/// Longest file of certificates or of a key, in bytes.
const MAX_PEM: u64 = 1 << 20;

/// Serve the repository to its members
///
/// Others fetch from it and push to it while it runs; commands in the same repository work meanwhile. It listens on
/// this machine only, unless --listen says otherwise. Ends on Ctrl-C and SIGTERM, after the requests that run. The first
/// socket that systemd hands over takes the place of --listen and --port.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic serve\n  mosaic serve --listen 0.0.0.0 --tls self-signed\n  \
                        mosaic serve --port 0 --read anyone --json")]
pub struct Args {
    /// The address to listen on.
    #[arg(long, value_name = "IP", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub listen: IpAddr,
    /// The port to listen on; 0 is any that is free.
    #[arg(long, value_name = "PORT", default_value_t = PORT)]
    pub port: u16,
    /// Who may read [default: `serve.read`, members].
    #[arg(long, value_name = "WHO")]
    pub read: Option<Readers>,
    /// Serve over TLS with a certificate that the repository makes for itself, once.
    #[arg(long, value_name = "HOW", conflicts_with_all = ["tls_cert", "tls_key"])]
    pub tls: Option<OwnTls>,
    /// Serve over TLS with this certificate, in PEM, those that vouch for it behind it.
    #[arg(long, value_name = "FILE", requires = "tls_key", value_hint = ValueHint::FilePath)]
    pub tls_cert: Option<PathBuf>,
    /// The key of the certificate, in PEM.
    #[arg(long, value_name = "FILE", requires = "tls_cert", value_hint = ValueHint::FilePath)]
    pub tls_key: Option<PathBuf>,
}

/// Who may read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Readers {
    /// Members of the community.
    Members,
    /// Anyone who can connect.
    Anyone,
}

/// Certificates without an authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OwnTls {
    /// Made by the repository; others take it at first sight and then want the same.
    SelfSigned,
}

/// Where a server listens, and who it is.
#[derive(Serialize)]
struct Listening {
    address: String,
    member: String,
}

#[derive(Serialize)]
struct Event<'e> {
    event: &'static str,
    #[serde(flatten)]
    listening: &'e Listening,
}

#[derive(Serialize)]
struct Ended {}

/// Runs the command.
///
/// # Errors
/// There is no repository, it cannot be listened on the address, or the certificate cannot be used.
pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let opened = Opened::alone(context)?;
    let tls = tls(&args, &opened, context)?;
    let socket = socket(&args)?;
    let anyone = match args.read {
        Some(readers) => readers == Readers::Anyone,
        None => opened.settings.serve_anyone()?,
    };
    let options = ServeOptions { tls, ..ServeOptions::default() };
    // Somebody may have heard more of this member than it remembers itself, if it was restored from a backup.
    greet(&opened, context)?;
    let (server, node) = start(opened, context, socket, anyone, options)?;
    let addresses = match node.settings().addresses.as_slice() {
        [] => vec![server.url()],
        addresses => addresses.to_vec(),
    };
    present(&node, &addresses, context);
    announce("Listening on", server.url(), &node, context)?;
    wait(context, &node);
    present(&node, &[], context);
    finish(server, context)
}

/// Tells the community that this peer serves, or with no addresses that it stops. It serves also where that fails.
fn present(node: &Node, addresses: &[String], context: &Context) {
    if let Err(error) = node.announce(&moment(), addresses) {
        context.monitor().warn(&format!("the community could not be told: {error}"));
    }
}

/// The socket that systemd opened, or a new one.
fn socket(args: &Args) -> Result<TcpListener, CliError> {
    let broken = |error| CliError::new(Exit::Failed, format!("the socket that was handed over: {error}"));
    match ListenFd::from_env().take_tcp_listener(0).map_err(broken)? {
        Some(socket) => Ok(socket),
        None => Ok(listen(SocketAddr::new(args.listen, args.port))?),
    }
}

fn tls(args: &Args, opened: &Opened, context: &Context) -> Result<Option<ServerTls>, CliError> {
    let read = |path: &PathBuf| {
        let path = context.directory.join(path);
        let text = read_text(&path, MAX_PEM)?;
        text.ok_or_else(|| CliError::new(Exit::NotFound, format!("{}: there is no such file", path.display())))
    };
    match (&args.tls_cert, &args.tls_key, args.tls) {
        (Some(certificates), Some(key), _) => {
            Ok(Some(ServerTls { certificates: read(certificates)?, key: read(key)? }))
        }
        (_, _, Some(OwnTls::SelfSigned)) => {
            let names = hosts(&opened.settings.serve_addresses()?)?.into_iter();
            let names: Vec<String> = names.chain(["localhost", "127.0.0.1", "::1"].map(str::to_owned)).collect();
            let make = || {
                let ServerTls { certificates, key } = ServerTls::self_signed(&names)?;
                Ok::<_, CliError>(certificates + &key)
            };
            let text = opened.repository.certificate(&opened.action(context)?, make)?;
            Ok(Some(ServerTls { certificates: text.clone(), key: text }))
        }
        _ => Ok(None),
    }
}

/// The host names in these addresses.
fn hosts(addresses: &[String]) -> Result<Vec<String>, CliError> {
    let host = |url: &String| {
        let wrong = |why| CliError::with_kind(Exit::Usage, "setting", format!("{}: {why}", SERVE_ADDRESSES.name));
        Address::parse(url).map(|address| address.host).map_err(wrong)
    };
    addresses.iter().map(host).collect()
}

/// Begins to serve.
///
/// # Errors
/// A setting is wrong, or the repository cannot be served.
pub fn start(
    opened: Opened,
    context: &Context,
    socket: TcpListener,
    anyone_reads: bool,
    mut options: ServeOptions,
) -> Result<(Server, Arc<Node>), CliError> {
    let Opened { repository, settings, .. } = opened;
    options.hosts = hosts(&settings.serve_addresses()?)?;
    let settings = NodeSettings { anyone_reads, ..node_settings(&repository, &settings, context)? };
    let node = Arc::new(Node::new(repository, settings)?);
    Ok((Server::start(Arc::clone(&node), socket, options)?, node))
}

/// Says where the server is, at once.
///
/// # Errors
/// Standard output cannot be written.
pub fn announce(what: &str, address: String, node: &Node, context: &mut Context) -> Result<(), CliError> {
    let listening = Listening { address, member: node.member().to_string() };
    context.output.event(&Event { event: "listening", listening: &listening })?;
    if !context.globals.json {
        let Listening { address, member } = listening;
        writeln!(context.output.raw(), "{what} {address} as {}", &member[..8])?;
        context.output.flush()?;
    }
    Ok(())
}

/// Waits until the user or the system wants the server to stop. Meanwhile it begins the sessions that members ask for.
pub fn wait(context: &Context, node: &Node) {
    while !context.monitor().cancelled() {
        std::thread::sleep(LOOK);
        if node.take_session()
            && let Err(error) = session(context)
        {
            context.monitor().warn(&format!("a session that a member asked for failed: {}", error.message));
        }
    }
}

/// Brings decisions together with the remotes.
fn session(context: &Context) -> Result<(), CliError> {
    let opened = Opened::alone(context)?;
    let met = greet(&opened, context)?;
    agree(&opened, context, &met, Vec::new(), SESSION).map(drop)
}

/// Stops the server, after the requests that run.
///
/// # Errors
/// Standard output cannot be written.
pub fn finish(server: Server, context: &mut Context) -> Result<Exit, CliError> {
    server.stop();
    context.output.report(&Ended {}, |_| Ok(()))?;
    Ok(Exit::Done)
}
