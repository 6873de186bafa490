//! The definition of the whole command line.

use clap::{Parser, Subcommand};

use crate::cli::commands::{
    add, cat, checkout, clone, commit, community, completions, config, diff, drop, explain, export, fast_export, fetch,
    find, fsck, gc, head, import, init, key, log, ls, merge, mv, op, pull, push, remote, repair, restore, rev_parse,
    rm, serve, show, stats, status, switch, sync_heads, tag, tapestry, ui, undo,
};
use crate::cli::globals::Globals;

/// Widest that help is drawn, in columns.
pub const WIDTH: usize = 100;

/// git for big data, shared by a community without a central server
///
/// Every version is kept, every byte can be checked. Data is cut by content, so that what is the same is stored once;
/// what is stored is a tar.gz that any tar reads.
#[derive(Debug, Parser)]
#[command(name = "mosaic", bin_name = "mosaic", version, max_term_width = WIDTH)]
#[command(subcommand_required = true, arg_required_else_help = true)]
#[command(after_help = "Start with:\n  mosaic init\n  mosaic add .\n  mosaic commit -m 'first version'\n\n\
                        Exit codes: mosaic explain. Settings: mosaic config --help.")]
pub struct Cli {
    /// The options that every command has.
    #[command(flatten)]
    pub globals: Globals,
    /// The verb.
    #[command(subcommand)]
    pub command: Command,
}

/// The verbs, in the order of the help.
#[derive(Debug, Subcommand)]
#[allow(missing_docs, reason = "their help stands at the arguments of each")]
pub enum Command {
    Init(init::Args),
    Clone(clone::Args),
    Add(add::Args),
    Rm(rm::Args),
    Mv(mv::Args),
    Status(status::Args),
    Diff(diff::Args),
    Commit(commit::Args),
    Restore(restore::Args),
    Checkout(checkout::Args),
    Switch(switch::Args),
    Merge(merge::Args),
    Log(log::Args),
    Show(show::Args),
    Ls(ls::Args),
    Cat(cat::Args),
    Find(find::Args),
    Stats(stats::Args),
    Export(export::Args),
    Import(import::Args),
    FastExport(fast_export::Args),
    Head(head::Args),
    Tag(tag::Args),
    RevParse(rev_parse::Args),
    Remote(remote::Args),
    Fetch(fetch::Args),
    Push(push::Args),
    Pull(pull::Args),
    SyncHeads(sync_heads::Args),
    Serve(serve::Args),
    Ui(ui::Args),
    Fsck(fsck::Args),
    Gc(gc::Args),
    Repair(repair::Args),
    Drop(drop::Args),
    Op(op::Args),
    Undo(undo::Args),
    Config(config::Args),
    Key(key::Args),
    Community(community::Args),
    Tapestry(tapestry::Args),
    Explain(explain::Args),
    Completions(completions::Args),
}
