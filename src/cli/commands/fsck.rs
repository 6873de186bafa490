//! `mosaic fsck`: whether everything is there and as it was.

use std::io::Write;
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::base::size::size;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::exit::Exit;
use crate::cli::json::PathField;
use crate::cli::open::Opened;
use crate::cli::text::{RED, Text};
use crate::repo::fsck::{self, Checked, Loss, fsck, lost_indexes};
use crate::repo::quantity::parse_span;

/// Check that everything is there and as it was written
///
/// The structure: every object that a head, a tag or an operation reaches is present, canonical and signed as it says.
/// With `--data`, the content too. Each loss is listed with the paths and commits that need it; the exit code is then 6.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  mosaic fsck\n  mosaic fsck --data\n  mosaic fsck --data=5%   (cron: a part each time)\n  \
                        mosaic fsck --data=10m"
)]
pub struct Args {
    /// Also read and hash all data, or a share (`5%`), or as much as fits into a time (`10m`); goes on where the last
    /// sample ended.
    #[arg(long, value_name = "SAMPLE", num_args = 0..=1, require_equals = true, default_missing_value = "100%")]
    #[arg(value_parser = parse_sample)]
    pub data: Option<Sample>,
}

/// How much of the data to read.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Sample {
    /// This share: above 0, at most 1.
    Share(f64),
    /// As much as fits into this time.
    Time(Duration),
}

fn parse_sample(text: &str) -> Result<Sample, String> {
    let wanted = || "expected a share such as 5% or a time such as 10m".to_owned();
    match text.strip_suffix('%') {
        Some(percent) => match percent.parse::<f64>() {
            Ok(percent) if percent > 0.0 && percent <= 100.0 => Ok(Sample::Share(percent / 100.0)),
            _ => Err(wanted()),
        },
        None => parse_span(text).filter(|time| !time.is_zero()).map(Sample::Time).ok_or_else(wanted),
    }
}

#[derive(Serialize)]
struct Event<'a> {
    event: &'static str,
    #[serde(flatten)]
    loss: LossField<'a>,
}

/// What is lost, and what needs it.
#[derive(Serialize)]
pub struct LossField<'a> {
    id: String,
    kind: &'static str,
    place: Option<String>,
    why: &'a str,
    paths: Vec<PathField<'a>>,
    path_count: u64,
    commits: Vec<String>,
    commit_count: u64,
}

#[derive(Serialize)]
struct Found {
    objects: u64,
    bytes: u64,
    losses: usize,
    absent: u64,
    data: Option<Data>,
}

#[derive(Serialize)]
struct Data {
    packs: u64,
    objects: u64,
    bytes: u64,
}

/// Runs the command.
///
/// # Errors
/// Something is lost: exit 6. The state cannot be read.
pub fn run(args: Args, context: &mut Context) -> Result<Exit, CliError> {
    let lost = lost_indexes(&context.storage()?)?;
    let checked = if lost.is_empty() { check(&args, context)? } else { Checked { losses: lost, ..Checked::default() } };
    tell(&checked, context)
}

fn check(args: &Args, context: &Context) -> Result<Checked, CliError> {
    let opened = Opened::find(context)?;
    let action = opened.action(context)?;
    let start = Instant::now();
    let is_over = |limit: Duration| start.elapsed() >= limit;
    let over: Box<dyn Fn() -> bool> = match args.data {
        Some(Sample::Time(limit)) => Box::new(move || is_over(limit)),
        _ => Box::new(|| false),
    };
    let sample = args.data.map(|sample| match sample {
        Sample::Share(share) if share >= 1.0 => fsck::Sample::All,
        Sample::Share(share) => fsck::Sample::Share(share),
        Sample::Time(_) => fsck::Sample::Until(&*over),
    });
    Ok(fsck(&opened.repository, &action, sample)?)
}

/// Says what was found.
fn tell(checked: &Checked, context: &mut Context) -> Result<Exit, CliError> {
    for loss in &checked.losses {
        context.output.event(&Event { event: "loss", loss: loss.into() })?;
    }
    let data = checked.data.map(|data| Data { packs: data.packs, objects: data.objects, bytes: data.bytes });
    let Checked { objects, bytes, absent, .. } = *checked;
    let found = Found { objects, bytes, losses: checked.losses.len(), absent, data };
    if checked.losses.is_empty() {
        context.output.report(&found, |text| sentence(checked, text))?;
        return Ok(Exit::Done);
    }
    let count = checked.losses.len();
    let message = format!("{count} of the objects and files of the repository are lost or damaged; run: mosaic repair");
    let error = CliError::new(Exit::Integrity, message);
    Err(context.output.partial(&found, error, |text| {
        checked.losses.iter().try_for_each(|loss| show(loss, text))?;
        sentence(checked, text)
    }))
}

impl<'a> From<&'a Loss> for LossField<'a> {
    fn from(loss: &'a Loss) -> Self {
        Self {
            id: hex::encode(loss.id),
            kind: loss.kind,
            place: place(loss),
            why: &loss.why,
            paths: loss.needs.paths.iter().map(|path| path.as_bytes().into()).collect(),
            path_count: loss.needs.path_count,
            commits: loss.needs.commits.iter().map(ToString::to_string).collect(),
            commit_count: loss.needs.commit_count,
        }
    }
}

fn place(loss: &Loss) -> Option<String> {
    loss.place.as_ref().map(|(file, offset)| match offset {
        Some(offset) => format!("{file} at {offset}"),
        None => file.clone(),
    })
}

/// Writes the lines of a loss.
///
/// # Errors
/// The output cannot be written.
pub fn show(loss: &Loss, text: &mut Text<'_>) -> Result<(), CliError> {
    text.paint(RED, "lost")?;
    writeln!(text, " {} {}: {}", loss.kind, hex::encode(loss.id), loss.why)?;
    if let Some(place) = place(loss) {
        writeln!(text, "  in {place}")?;
    }
    let needs = &loss.needs;
    for path in &needs.paths {
        write!(text, "  path ")?;
        text.entry(path.as_bytes(), false)?;
    }
    more(needs.path_count, needs.paths.len(), "paths", text)?;
    for commit in &needs.commits {
        writeln!(text, "  commit {commit}")?;
    }
    more(needs.commit_count, needs.commits.len(), "commits", text)
}

fn more(count: u64, named: usize, what: &str, text: &mut Text<'_>) -> Result<(), CliError> {
    match named as u64 {
        0 if count > 0 => writeln!(text, "  {count} {what}, which only it could name")?,
        named if count > named => writeln!(text, "  and {} more {what}", count - named)?,
        _ => {}
    }
    Ok(())
}

fn sentence(checked: &Checked, text: &mut Text<'_>) -> Result<(), CliError> {
    let Checked { objects, bytes, absent, losses, .. } = checked;
    if *objects == 0 {
        writeln!(text, "Nothing else can be told until that is repaired")?;
        return Ok(());
    }
    let lost = if losses.is_empty() { "nothing lost".to_owned() } else { format!("{} lost", losses.len()) };
    writeln!(text, "Checked {objects} objects of {}: {lost}", size(*bytes))?;
    if *absent > 0 {
        writeln!(text, "{absent} objects are not here on purpose")?;
    }
    if let Some(data) = &checked.data {
        writeln!(text, "Read {} in {} packs: {} objects", size(data.bytes), data.packs, data.objects)?;
    }
    Ok(())
}
