//! `mosaic stats`: sizes and reuse.

use std::collections::BTreeMap;
use std::io::Write;

use serde::Serialize;

use crate::base::size::{count, size};
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::open::Opened;
use crate::repo::stats::stats;

/// Show sizes and reuse
///
/// How much data the commits have, how much of it is stored, and what deduplication and compression save.
#[derive(Debug, clap::Args)]
pub struct Args {}

#[derive(Serialize)]
struct Sizes {
    heads: u64,
    tags: u64,
    commits: u64,
    archives: u64,
    files: u64,
    bytes: u64,
    objects: u64,
    kinds: BTreeMap<&'static str, u64>,
    bytes_plain: u64,
    bytes_stored: u64,
    packs: u64,
    pack_bytes: u64,
    indexes: u64,
    reuse: Option<f64>,
}

/// Runs the command.
///
/// # Errors
/// There is no repository, or it cannot be read.
pub fn run(_: Args, context: &mut Context) -> Result<Exit, CliError> {
    let stats = stats(&Opened::find(context)?.repository)?;
    let totals = &stats.totals;
    let sizes = Sizes {
        heads: stats.heads,
        tags: stats.tags,
        commits: stats.commits,
        archives: stats.archives,
        files: stats.files,
        bytes: stats.bytes,
        objects: totals.objects.values().sum(),
        kinds: totals.objects.iter().map(|(kind, count)| (kind.name(), *count)).collect(),
        bytes_plain: totals.plain,
        bytes_stored: totals.stored,
        packs: totals.packs,
        pack_bytes: totals.pack_bytes,
        indexes: totals.indexes,
        reuse: (stats.bytes > 0 && totals.stored > 0).then(|| stats.bytes as f64 / totals.stored as f64),
    };
    context.output.answer(&sizes, |text| {
        let [commits, archives] =
            [(sizes.commits, "commit"), (sizes.archives, "archive")].map(|(n, noun)| count(n, noun));
        let [heads, tags] = [(sizes.heads, "head"), (sizes.tags, "tag")].map(|(n, noun)| count(n, noun));
        writeln!(text, "{commits}, {archives}, {heads}, {tags}")?;
        writeln!(text, "data:    {}, {} in all archives", count(sizes.files, "file"), size(sizes.bytes))?;
        let [plain, stored] = [sizes.bytes_plain, sizes.bytes_stored].map(size);
        writeln!(text, "objects: {}, {plain} plain, {stored} stored", sizes.objects)?;
        for (kind, count) in &sizes.kinds {
            writeln!(text, "  {kind:<11}{count:>9}")?;
        }
        writeln!(text, "packs:   {}, {}; indexes: {}", sizes.packs, size(sizes.pack_bytes), sizes.indexes)?;
        if let Some(reuse) = sizes.reuse {
            writeln!(text, "reuse:   {reuse:.2} bytes of data for each byte stored")?;
        }
        Ok(())
    })?;
    Ok(Exit::Done)
}
