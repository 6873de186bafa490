//! From the arguments of the process to its exit code.

use std::env;
use std::ffi::OsString;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{ArgMatches, CommandFactory, FromArgMatches};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::cli::args::{Cli, Command};
use crate::cli::commands::{
    add, cat, checkout, clone, commit, community, completions, config, diff, drop, explain, export, fast_export, fetch,
    find, fsck, gc, head, import, init, key, log, ls, merge, mv, op, pull, push, remote, repair, restore, rev_parse,
    rm, serve, show, stats, status, switch, sync_heads, tag, tapestry, ui, undo,
};
use crate::cli::context::Context;
use crate::cli::error::{CliError, from_io};
use crate::cli::exit::Exit;
use crate::cli::globals::Globals;
use crate::cli::signals::Signals;
use crate::cli::usage::{Glimpse, answer, refuse};
use crate::repo::absent;
use crate::repo::repository::Repository;

/// The whole program.
pub fn main() -> ExitCode {
    ExitCode::from(start(&env::args_os().collect::<Vec<_>>()).code())
}

fn start(args: &[OsString]) -> Exit {
    let definition = Cli::command();
    let glimpse = Glimpse::take(&definition, args);
    let parsed = definition.color(glimpse.color).try_get_matches_from(args);
    let parsed = parsed.and_then(|matches| Ok((name(&matches), Cli::from_arg_matches(&matches)?)));
    let (name, Cli { globals, command }) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => return answer(&error, &glimpse),
    };
    let (json, title) = (globals.json, name.clone());
    match prepare(globals, name) {
        Ok(mut context) => {
            let result = run(command, &mut context);
            finish(result, &mut context)
        }
        Err(error) => refuse(&error, &error, json, &title),
    }
}

/// The words of the command: `head list`.
fn name(matches: &ArgMatches) -> String {
    match matches.subcommand() {
        Some((word, inner)) if inner.subcommand().is_some() => format!("{word} {}", name(inner)),
        Some((word, _)) => word.to_owned(),
        None => "mosaic".to_owned(),
    }
}

fn prepare(globals: Globals, name: String) -> Result<Context, CliError> {
    raise_limits();
    if let Some(directory) = &globals.directory {
        env::set_current_dir(directory).map_err(|error| from_io(&directory.to_string_lossy(), &error))?;
    }
    Context::new(globals, name, Signals::listen()?)
}

/// A writer keeps every pack of its run open, which for terabytes is more than the usual soft limit of open files. Where
/// the limit cannot be raised, such a run ends with a clear error.
fn raise_limits() {
    let limit = getrlimit(Resource::Nofile);
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum });
}

fn run(command: Command, context: &mut Context) -> Result<Exit, CliError> {
    match command {
        Command::Init(args) => init::run(args, context),
        Command::Add(args) => add::run(args, context),
        Command::Commit(args) => commit::run(args, context),
        Command::Checkout(args) => checkout::run(args, context),
        Command::Switch(args) => switch::run(args, context),
        Command::Restore(args) => restore::run(args, context),
        Command::Serve(args) => serve::run(args, context),
        Command::Ui(args) => ui::run(args, context),
        Command::Fsck(args) => fsck::run(args, context),
        Command::Rm(args) => rm::run(args, context),
        Command::Mv(args) => mv::run(args, context),
        Command::Merge(args) => merge::run(args, context),
        Command::Gc(args) => gc::run(args, context),
        Command::Repair(args) => repair::run(args, context),
        Command::Drop(args) => drop::run(args, context),
        Command::Op(args) => op::run(args, context),
        Command::Undo(args) => undo::run(args, context),
        Command::Export(args) => export::run(args, context),
        Command::Import(args) => import::run(args, context),
        Command::FastExport(args) => fast_export::run(args, context),
        Command::Config(args) => config::run(args, context),
        Command::Key(args) => key::run(args, context),
        Command::Community(args) => community::run(args, context),
        Command::Tapestry(args) => tapestry::run(args, context),
        Command::Explain(args) => explain::run(args, context),
        Command::Completions(args) => completions::run(args, &mut Cli::command(), context),
        Command::Status(args) => status::run(args, context),
        Command::Diff(args) => diff::run(args, context),
        Command::Log(args) => log::run(args, context),
        Command::Show(args) => show::run(args, context),
        Command::Ls(args) => ls::run(args, context),
        Command::Cat(args) => cat::run(args, context),
        Command::Find(args) => find::run(args, context),
        Command::Stats(args) => stats::run(args, context),
        Command::Head(args) => head::run(args, context),
        Command::Tag(args) => tag::run(args, context),
        Command::RevParse(args) => rev_parse::run(args, context),
        Command::Remote(args) => remote::run(args, context),
        Command::Clone(args) => clone::run(args, context),
        Command::Fetch(args) => fetch::run(args, context),
        Command::Push(args) => push::run(args, context),
        Command::Pull(args) => pull::run(args, context),
        Command::SyncHeads(args) => sync_heads::run(args, context),
    }
}

/// What is missing on purpose is no damage: says why it is not here.
fn clarify(error: CliError, context: &Context) -> CliError {
    let Some(id) = error.missing else { return error };
    let storage = context.storage().ok();
    let repository = storage.and_then(|storage| Repository::open(Arc::new(storage), None).ok());
    let find = |repository: Repository| {
        let current = repository.current().ok()?;
        absent::find(repository.source(), current.operation(), &id).ok().flatten()
    };
    match repository.and_then(find) {
        None => error,
        Some(absence) => {
            let message = format!("archive {id} is not here: it was {} on {}", absence.reason, absence.time);
            CliError::with_kind(Exit::NotFound, "absent", message)
                .hint("use a version that was kept (mosaic log), or a repository that still has this one")
        }
    }
}

/// Brings out what is buffered and says what went wrong. A reader that closed standard output hears nothing more.
fn finish(result: Result<Exit, CliError>, context: &mut Context) -> Exit {
    let (exit, error) = match result {
        Ok(exit) => (exit, None),
        Err(error) => {
            let mut error = clarify(error, context);
            if error.exit == Exit::Interrupted {
                error.exit = context.stopped();
                error.kind = error.exit.explanation().kind;
            }
            (error.exit, Some(error))
        }
    };
    let written = error.as_ref().map_or(Ok(()), |error| context.output.fail(error));
    let written = written.and_then(|()| Ok(context.output.flush()?));
    let error = error.or(written.err());
    match error {
        None => exit,
        Some(error) if error.exit == Exit::Closed => Exit::Closed,
        Some(error) => {
            context.show_error(&error);
            error.exit
        }
    }
}
