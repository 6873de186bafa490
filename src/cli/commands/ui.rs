//! `mosaic ui`: the pages of the repository in a browser.

use std::env;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::cli::commands::serve::{announce, finish, start, wait};
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::open::Opened;
use crate::transport::server::{ServeOptions, listen};

/// What opens an address in the browser of the user.
const OPENER: &str = "xdg-open";

/// Show the repository in a browser
///
/// Files, history, commits and members as pages, on this machine only. The address that is printed has a pass in it,
/// new each time: nobody else on the machine can read the pages. On a terminal the browser is opened with it, by
/// xdg-open where that is there. Ends on Ctrl-C.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic ui\n  mosaic ui --port 8080 --no-browser")]
pub struct Args {
    /// The port to listen on; 0 is any that is free.
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    pub port: u16,
    /// Print the address and open nothing.
    #[arg(long)]
    pub no_browser: bool,
}

/// Runs the command.
///
/// # Errors
/// There is no repository, or it cannot be listened on the port.
pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let opened = Opened::alone(context)?;
    let anyone = opened.settings.serve_anyone()?;
    let socket = listen(SocketAddr::new(Ipv4Addr::LOCALHOST.into(), args.port))?;
    let pass = hex::encode(context.random::<16>()?);
    let options = ServeOptions { pass: Some(pass.clone()), ..ServeOptions::default() };
    let (server, node) = start(opened, context, socket, anyone, options)?;
    let url = format!("{}/?pass={pass}", server.url());
    announce("Open", url.clone(), &node, context)?;
    if context.terminal.output && !args.no_browser {
        browse(&url, context);
    }
    wait(context, &node);
    finish(server, context)
}

/// Opens the browser, where there is something that does it. What it says is not for this terminal.
fn browse(url: &str, context: &Context) {
    let places = env::var_os("PATH").unwrap_or_default();
    let Some(opener) = env::split_paths(&places).map(|place| place.join(OPENER)).find(|file| Path::is_file(file))
    else {
        return;
    };
    let command =
        Command::new(opener).arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    if let Err(error) = command {
        context.note(&format!("the browser cannot be opened: {error}"));
    }
}
