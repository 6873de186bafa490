//! The options that every command has, accepted before and after the verb.

use std::path::PathBuf;

use clap::{ColorChoice, ValueHint};

/// The options that every command has.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Global options")]
pub struct Globals {
    /// Go to DIR first, as if started there.
    #[arg(short = 'C', value_name = "DIR", global = true, value_hint = ValueHint::DirPath)]
    pub directory: Option<PathBuf>,
    /// The repository: a `.mosaic` directory, or one that has it [default: looked for here and above].
    #[arg(long, value_name = "DIR", global = true, env = "MOSAIC_DIR", hide_env_values = true)]
    #[arg(value_hint = ValueHint::DirPath)]
    pub repo: Option<PathBuf>,
    /// One JSON document on standard output instead of text (docs/json.md).
    #[arg(long, global = true)]
    pub json: bool,
    /// No progress, no report of what was done; warnings, errors and what was asked for remain.
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Say more on standard error.
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// Wait this long for another process to release the repository, then exit 11 [default: `lock.timeout`, 10].
    #[arg(long, value_name = "SECS", global = true)]
    pub lock_timeout: Option<u64>,
    /// When to colour; `auto` is on a terminal, unless NO_COLOR is set.
    #[arg(long, value_name = "WHEN", global = true, value_enum, default_value_t = ColorChoice::Auto)]
    pub color: ColorChoice,
    /// Answer yes where a command would ask before it destroys something.
    #[arg(long, global = true)]
    pub yes: bool,
}
