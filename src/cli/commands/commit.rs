//! `mosaic commit`: makes the stage a commit.

use std::io::Write;

use serde::Serialize;

use crate::base::size::{count, size};
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::open::Opened;
use crate::repo::add::{AddOptions, add};
use crate::repo::commit::{CommitOptions, Committed, commit};

/// Make what is staged a commit, and move the current head to it
///
/// The commit is signed with the key of the repository. Where nothing is staged, no commit is made and the exit code
/// is 0. The time is that of the machine's clock; no variable replaces it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  mosaic commit -m 'measurements of May'\n  mosaic commit -a -m 'nightly' --quiet")]
pub struct Args {
    /// What changed and why; several are joined as paragraphs.
    #[arg(short, long, value_name = "MSG", required = true)]
    pub message: Vec<String>,
    /// First stage what changed in files that are staged or committed already, as `add -u` does.
    #[arg(short, long)]
    pub all: bool,
    /// Make a commit also where nothing is staged.
    #[arg(long)]
    pub allow_empty: bool,
    /// Only where the head is at this commit; otherwise exit 7.
    #[arg(long, value_name = "COMMIT")]
    pub expect: Option<String>,
}

#[derive(Serialize)]
struct Made {
    commit: Option<String>,
    head: Option<String>,
    attachment: Option<String>,
    files: u64,
    bytes: u64,
}

/// Runs the command.
///
/// # Errors
/// The head is not where it was expected; the repository cannot be read or written.
pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let opened = Opened::find(context)?;
    let repository = &opened.repository;
    let (name, email) = context.author(&opened.settings)?;
    let expect = args.expect.map(|name| repository.resolve(&repository.current()?, &name)).transpose()?;
    let message = args.message.join("\n\n");
    let options = CommitOptions { message, name, email, allow_empty: args.allow_empty, expect };
    let committed = {
        let action = opened.action(context)?;
        if args.all {
            let mut update = AddOptions::all();
            update.staging.update = true;
            add(repository, &action, &update)?;
        }
        commit(repository, &action, &options)?
    };
    let result = match &committed {
        Committed::Nothing { head } => Made { commit: None, head: head.clone(), attachment: None, files: 0, bytes: 0 },
        Committed::Commit { id, head, attachment, totals } => Made {
            commit: Some(id.to_string()),
            head: head.clone(),
            attachment: Some(attachment.to_string()),
            files: totals.files,
            bytes: totals.bytes,
        },
    };
    context.output.report(&result, |text| {
        match &result.commit {
            None => writeln!(text, "nothing to commit")?,
            Some(id) => {
                let head = result.head.as_deref().unwrap_or("no head");
                let first = options.message.lines().next().unwrap_or_default();
                writeln!(text, "[{head} {}] {first}", &id[..8])?;
                writeln!(text, "{}, {}", count(result.files, "file"), size(result.bytes))?;
            }
        }
        Ok(())
    })?;
    Ok(Exit::Done)
}
