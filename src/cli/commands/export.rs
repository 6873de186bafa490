//! `mosaic export`: a revision as a tar.gz, a directory or a git repository.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::ValueHint;
use rustix::process::geteuid;
use serde::Serialize;

use crate::base::size::{count, size};
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::open::Opened;
use crate::repo::export::{Exported, TgzOptions, export_tgz};
use crate::repo::export_git::export_git;
use crate::repo::extract::{Extraction, extract};
use crate::repo::record::{Summary, Version};
use crate::storage::error::StorageError;
use crate::storage::folder::{Folder, make_empty};
use crate::storage::outside::make_directory;
use crate::storage::replacement::Replacement;
use crate::worktree::extract::ExtractOptions;
use crate::worktree::tree::WorkTree;

/// Write a revision as a tar.gz, a directory or a git repository
///
/// The tar.gz is what is stored, byte by byte, and is read by any tar; FILE appears when it is whole. The git repository
/// has the commits as they are, so that stock git checks their ids and signatures; for the files themselves, see
/// `mosaic fast-export`.
#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("form").args(["tgz", "dir", "git"]).required(true)))]
#[command(after_help = "Examples:\n  mosaic export --tgz - main | tar tz\n  mosaic export --dir /mnt/out v1.0\n  \
                        mosaic export --git check && git -C check verify-commit HEAD")]
pub struct Args {
    /// A tar.gz; `-` is standard output.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub tgz: Option<PathBuf>,
    /// A directory, which must be empty or missing.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub dir: Option<PathBuf>,
    /// A bare git repository (SHA-256), empty or missing before, with the history of the revision.
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub git: Option<PathBuf>,
    /// What to write [default: the current head; with --git, all heads and tags].
    #[arg(value_name = "REV")]
    pub revision: Option<String>,
    /// One gzip member instead of one per chunk, for readers that stop after the first.
    #[arg(long, conflicts_with_all = ["dir", "git"])]
    pub single_member: bool,
    /// Write into a directory that has files in it, over those of the same names.
    #[arg(short, long, conflicts_with_all = ["tgz", "git"])]
    pub force: bool,
    /// Wait until the files are on the device.
    #[arg(long, conflicts_with = "git")]
    pub sync: bool,
}

#[derive(Serialize)]
struct Written {
    form: &'static str,
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    commit: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    files: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes_written: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    commits: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refs: Option<u64>,
}

/// Runs the command.
///
/// # Errors
/// There is no such revision, something of it is missing or damaged, or the target cannot be written.
pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let opened = Opened::find(context)?;
    match (&args.tgz, &args.dir, &args.git) {
        (Some(file), _, _) => tgz(&opened, &args, &context.directory.join(file), context),
        (_, Some(dir), _) => directory(&opened, &args, &context.directory.join(dir), context),
        (_, _, Some(dir)) => git(&opened, &args, &context.directory.join(dir), context),
        // The group of arguments is required.
        (None, None, None) => Err(CliError::usage("one of --tgz, --dir and --git is needed")),
    }
}

fn version(opened: &Opened, args: &Args) -> Result<Version, CliError> {
    let repository = &opened.repository;
    Ok(repository.version(&repository.current()?, args.revision.as_deref())?)
}

fn tgz(opened: &Opened, args: &Args, path: &Path, context: &mut Context) -> Result<Exit, CliError> {
    let to_output = args.tgz.as_deref() == Some(Path::new("-"));
    if to_output && context.globals.json {
        return Err(CliError::usage("--json and --tgz - both want standard output"));
    }
    if to_output && context.terminal.output {
        return Err(CliError::usage("a tar.gz is not for a terminal; give --tgz FILE, or - and a pipe"));
    }
    let version = version(opened, args)?;
    let level = opened.settings.compression_level()?;
    let single_member = args.single_member.then(|| level.clamp(0, 9).unsigned_abs());
    let (source, attachment) = (opened.repository.source(), version.summary.attachment);
    let options = TgzOptions { single_member };
    if to_output {
        let monitor = context.shared_monitor();
        export_tgz(source, attachment, context.output.raw(), options, &*monitor)?;
        return Ok(Exit::Done);
    }
    let mut file = Replacement::begin(path)?;
    let Exported { files, bytes, written } = export_tgz(source, attachment, &mut file, options, context.monitor())?;
    file.finish(args.sync)?;
    let result = Written {
        commit: Some(version.id.to_string()),
        files: Some(files),
        bytes: Some(bytes),
        bytes_written: Some(written),
        ..Written::new("tgz", path)
    };
    context.output.report(&result, |text| {
        let given = args.tgz.as_deref().unwrap_or(path).display();
        writeln!(text, "Wrote {}, {}, as {} to {given}", count(files, "file"), size(bytes), size(written))?;
        Ok(())
    })?;
    Ok(Exit::Done)
}

fn directory(opened: &Opened, args: &Args, path: &Path, context: &mut Context) -> Result<Exit, CliError> {
    let version = version(opened, args)?;
    if args.force {
        make_directory(path)?
    } else {
        make_empty(path).map_err(occupied)?
    }
    let tree = WorkTree::open(path)?;
    context.monitor().phase("writing files", Some(version.summary.bytes));
    let extraction = Extraction {
        present: &|_| false,
        source: opened.repository.source(),
        attachment: version.summary.attachment,
        tree: &tree,
        // As tar does it: only root can give files away.
        options: ExtractOptions { force: args.force, sync: args.sync, owner: geteuid().is_root() },
        monitor: context.monitor(),
    };
    let extracted = extract(&extraction, &|_| true)?;
    let result = Written {
        commit: Some(version.id.to_string()),
        files: Some(version.summary.files),
        bytes: Some(version.summary.bytes),
        bytes_written: Some(extracted.bytes),
        ..Written::new("dir", path)
    };
    context.output.report(&result, |text| {
        let given = args.dir.as_deref().unwrap_or(path).display();
        let Summary { files, bytes, .. } = version.summary;
        writeln!(text, "Wrote {}, {}, to {given}", count(files, "file"), size(bytes))?;
        Ok(())
    })?;
    Ok(Exit::Done)
}

fn git(opened: &Opened, args: &Args, path: &Path, context: &mut Context) -> Result<Exit, CliError> {
    let repository = &opened.repository;
    let current = repository.current()?;
    if let Some(revision) = &args.revision {
        // Before anything is made.
        repository.resolve(&current, revision)?;
    }
    let folder = Folder::open(path).map_err(occupied)?;
    let exported = export_git(repository, &current, args.revision.as_deref(), &folder, context.monitor())?;
    let result =
        Written { commits: Some(exported.commits), refs: Some(exported.refs), ..Written::new("git", folder.path()) };
    context.output.report(&result, |text| {
        let given = args.git.as_deref().unwrap_or(path).display();
        writeln!(text, "Wrote {} commits, {} heads and tags, to {given}", exported.commits, exported.refs)?;
        Ok(())
    })?;
    Ok(Exit::Done)
}

impl Written {
    fn new(form: &'static str, path: &Path) -> Self {
        let path = path.to_string_lossy().into_owned();
        Self { form, path, commit: None, files: None, bytes: None, bytes_written: None, commits: None, refs: None }
    }
}

fn occupied(error: StorageError) -> CliError {
    match error {
        StorageError::Exists { name } => {
            CliError::with_kind(Exit::Failed, "exists", format!("{name} is not empty")).hint("give an empty directory")
        }
        error => error.into(),
    }
}
